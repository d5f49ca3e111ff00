//! A row of a file of participants becomes a person, with where they stand and what they told.

use ground::{access::Scope, ids::ParticipantId};
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
};
use serde_json::json;

use super::Became;
use crate::{
    moving::fields::people::{NewPerson, Reach},
    participants::{self, Channel, ChannelKind, Details, Status, Why},
};

kit::id_types! { DemographicId }

pub(super) fn write(tx: &mut Tx<'_>, scope: &Scope, new: &NewPerson) -> Result<Became, DbError> {
    let id = participants::insert(tx, scope, &details(new))?;
    let status = Status::from_word(&new.status).unwrap_or(Status::Active);
    let why = Why { reason: new.reason.clone(), ..Why::default() };
    participants::set_status(tx, scope, id, new.program, status, new.since, &why)?;
    for (question, answers) in &new.answers {
        answer(tx, scope, id, new, question, answers)?;
    }
    // Each channel and answer, where they stand, and the step that brought them there.
    let parts = new.channels.len().saturating_add(new.answers.len()).saturating_add(2);
    let parts = i64::try_from(parts).unwrap_or(i64::MAX);
    Ok(Became { record: id.uuid(), parts, is_new: true, participant: Some(id) })
}

fn details(new: &NewPerson) -> Details {
    Details {
        name_to_use: new.name_to_use.clone(),
        nicknames: new.nicknames.clone(),
        legal_name: new.legal_name.clone(),
        pronouns: new.pronouns.clone(),
        birth_date: new.birth_date,
        language: new.language.clone(),
        needs_interpreter: new.needs_interpreter,
        own_words: new.own_words.clone(),
        about: new.about.clone(),
        minor_basis: None,
        channels: new.channels.iter().map(channel).collect(),
    }
}

fn channel(reach: &Reach) -> Channel {
    Channel {
        kind: ChannelKind::from_word(reach.kind).unwrap_or(ChannelKind::Other),
        value: reach.value.clone(),
        is_agreed: reach.is_agreed,
        may_leave_message: reach.may_leave_message,
        note: String::new(),
    }
}

/// What the person told elsewhere: nobody here asked, so nobody is named as having asked.
fn answer(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    new: &NewPerson,
    question: &str,
    answers: &[String],
) -> Result<(), DbError> {
    let declined = answers.iter().any(|answer| answer == "prefer_not_to_say");
    let kept: Vec<&String> = answers.iter().filter(|_| !declined).collect();
    tx.run(
        sql!(
            "INSERT INTO demographics (organization_id, id, participant_id, question, answers, own_words, is_declined,
                asked_on)
             VALUES ($1, $2, $3, $4, $5, '', $6, $7)"
        ),
        &[
            &scope.organization,
            &scope.at.id::<DemographicId>(),
            &participant,
            &question,
            &json!(kept),
            &declined,
            &new.answered_on,
        ],
    )?;
    Ok(())
}

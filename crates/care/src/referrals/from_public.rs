//! Taking in somebody who is referred from the public pages: nobody here wrote it down, and the clocks run from the moment
//! at which it was sent.

use ground::{
    access::Request,
    audit::{self, Action, Entry},
    ids::{OrganizationId, ProgramId, RecordId},
    promises::{self, Kind},
    public::Referred,
};
use kit::{
    db::{DbError, Tx},
    ids::Id,
    messages::Words,
    sql,
};

use super::{
    referral::{NewReferral, PromiseWords, RAPID_ACCESS},
    steps::{About, insert, promised},
};
use crate::{
    by::By,
    deadline::deadline,
    participants::{self, Channel, ChannelKind, Details, Status, Why, listing::Program},
};

/// Writes the person and the referral down and promises the first try and the first meeting. Somebody who is known here
/// already gets a second record: whether two are one person, people decide who know both. Answers the referral, or
/// nothing when there is no such program that is open.
///
/// # Errors
/// Those of the storage.
pub fn from_public(
    tx: &mut Tx<'_>,
    (organization, request): (OrganizationId, &Request),
    words: &Words,
    program: ProgramId,
    referred: &Referred,
) -> Result<Option<RecordId>, DbError> {
    let Some(program) = open_program(tx, organization, program)? else { return Ok(None) };
    let by = By { organization, account: None, at: request.at.clone() };
    let participant = participants::insert_by(tx, &by, &details(referred))?;
    let is_own = referred.source == "self";
    let new = NewReferral {
        participant,
        program: program.id,
        received_at: by.now(),
        source: referred.source.clone(),
        source_name: joined(&[&referred.asker, &referred.reference]),
        source_contact: referred.asker_contact.clone(),
        reason: if is_own { String::new() } else { referred.reason.clone() },
        own_view: if is_own { referred.reason.clone() } else { String::new() },
    };
    let id = insert(tx, &by, &new)?;
    let why = Why { reason: String::new(), words: new.reason, own_view: new.own_view };
    participants::set_status_by(tx, &by, (participant, program.id), Status::Referred, by.now(), &why)?;
    let about = About { id, participant, program: program.id, owner: None };
    promise(tx, &by, &about, &program, &PromiseWords::of(words))?;
    for (kind, record) in [("participant", participant.uuid()), ("referral", id.uuid())] {
        let entry = Entry::by_program(organization, request, Action::Create, kind).of(participant);
        audit::record(tx, &entry.on(RecordId::from(record)).because("the public form"))?;
    }
    Ok(Some(id.uuid().into()))
}

fn open_program(tx: &mut Tx<'_>, organization: OrganizationId, id: ProgramId) -> Result<Option<Program>, DbError> {
    tx.one(
        sql!(
            "SELECT id, name, time_zone, rapid_access_days FROM programs
             WHERE organization_id = $1 AND id = $2 AND closed_on IS NULL"
        ),
        &[&organization, &id],
    )
}

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// What is known of the person. A way to reach them is agreed only when they know of it.
fn details(referred: &Referred) -> Details {
    let channel = |kind: ChannelKind, value: &str, is_safe: bool, may_leave_message: bool| Channel {
        kind,
        value: value.to_owned(),
        is_agreed: referred.is_known_to_person && is_safe,
        may_leave_message: referred.is_known_to_person && may_leave_message,
        note: referred.reach_words.clone(),
    };
    let phone = channel(ChannelKind::Phone, &referred.phone, referred.may_call, referred.may_leave_message);
    let email = channel(ChannelKind::Email, &referred.email, true, false);
    let channels: Vec<Channel> = [phone, email].into_iter().filter(|one| !one.value.is_empty()).collect();
    Details {
        name_to_use: referred.name.clone(),
        language: referred.language.clone(),
        about: if channels.is_empty() { referred.reach_words.clone() } else { String::new() },
        channels,
        ..Details::default()
    }
}

fn promise(tx: &mut Tx<'_>, by: &By, about: &About, program: &Program, words: &PromiseWords) -> Result<(), DbError> {
    let zone = program.zone();
    let meeting = deadline(RAPID_ACCESS, Some(program.rapid_access_days), by.now(), &zone);
    let reached = deadline("referral.reached", None, by.now(), &zone);
    for promise in [
        promised(about, Kind::FirstMeeting, &words.first_meeting, meeting),
        promised(about, Kind::Attempt, &words.attempt, reached),
    ] {
        promises::open_quietly(tx, by.organization, &by.at, &promise)?;
    }
    Ok(())
}

//! A row of a file of contacts becomes a signed record that says where it is from. It has no units: what was billed, the
//! other system billed.

use ground::access::Scope;
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
};
use serde_json::json;

use super::{Became, Origin};
use crate::{
    contacts::Section,
    moving::{fields::contacts::NewContact, known::Known},
};

kit::id_types! { NewContactId, ContactActId }

/// The template of contacts that were moved in; no note is ever written with it.
pub const TEMPLATE: &str = "imported";

pub(super) fn write(
    tx: &mut Tx<'_>,
    scope: &Scope,
    origin: &Origin,
    known: &mut Known,
    new: &NewContact,
) -> Result<Option<Became>, DbError> {
    let Some(participant) = known.person(tx, scope.organization, &new.participant)? else { return Ok(None) };
    let worker = match &new.staff {
        Some(key) => known.worker(tx, scope.organization, key)?,
        None => None,
    };
    let id: NewContactId = scope.at.id();
    let author = worker.unwrap_or(scope.account);
    insert(tx, scope, new, (id, participant, author))?;
    sign(tx, scope, origin, new, id)?;
    tx.run(
        sql!(
            "UPDATE participants SET contacts_count = contacts_count + 1,
                last_contact_at = CASE WHEN last_contact_at IS NULL OR last_contact_at < $3 THEN $3 ELSE last_contact_at END
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &participant, &new.starts_at],
    )?;
    // The words and the signing.
    Ok(Some(Became { record: id.uuid(), parts: 2, is_new: true, participant: Some(participant) }))
}

fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    new: &NewContact,
    (id, participant, author): (NewContactId, ground::ids::ParticipantId, ground::ids::AccountId),
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version, status,
                version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, 1, 'signed', 1, $17,
                $18, $18, '', '', 0, $15)"
        ),
        &[
            &scope.organization,
            &id,
            &new.program,
            &participant,
            &author,
            &new.kind,
            &new.outcome,
            &new.starts_at,
            &new.ends_at,
            &minutes(new),
            &new.setting,
            &new.place,
            &new.mode,
            &json!(new.present),
            &json!([]),
            &TEMPLATE,
            &scope.now,
            &false,
        ],
    )?;
    Ok(())
}

fn minutes(new: &NewContact) -> i64 {
    new.ends_at.duration_since(new.starts_at).as_mins()
}

/// The signature is that of whoever moved the record in, because nobody else signed it here.
fn sign(tx: &mut Tx<'_>, scope: &Scope, origin: &Origin, new: &NewContact, id: NewContactId) -> Result<(), DbError> {
    let part = |(key, heading, words): &(&str, &str, String)| Section {
        key: (*key).to_owned(),
        label: (*heading).to_owned(),
        words: words.clone(),
        is_own: false,
    };
    let sections: Vec<_> = new.sections.iter().map(part).collect();
    let facts = json!({
        "kind": new.kind, "outcome": new.outcome, "mode": new.mode, "setting": new.setting, "place": new.place,
        "starts_at": new.starts_at, "ends_at": new.ends_at, "minutes": minutes(new), "present": new.present,
        "areas": [], "competencies": [], "goals": [], "template": TEMPLATE, "template_version": 1,
        "imported": {
            "from_file": origin.file_name, "written_by": new.staff_name, "key": new.key, "day_only": new.is_day_only,
        },
    });
    tx.run(
        sql!(
            "INSERT INTO contact_versions (organization_id, contact_id, version, sections, participant_words, facts,
                signed_at, signed_by, signed_name)
             VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &scope.organization,
            &id,
            &json!(sections),
            &new.participant_words,
            &facts,
            &scope.now,
            &scope.account,
            &scope.name,
        ],
    )?;
    tx.run(
        sql!(
            "INSERT INTO contact_acts (organization_id, id, contact_id, version, act, words, at, account_id, account_name)
             VALUES ($1, $2, $3, 1, 'signed', $4, $5, $6, $7)"
        ),
        &[
            &scope.organization,
            &scope.at.id::<ContactActId>(),
            &id,
            &format!("Moved in from the file {}.", origin.file_name),
            &scope.now,
            &scope.account,
            &scope.name,
        ],
    )?;
    Ok(())
}

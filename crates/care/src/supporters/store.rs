//! Supporters in the database. Every function expects that the caller has made sure the person is reachable.

use ground::{access::Scope, ids::ParticipantId};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    sql,
};

kit::id_types! { SupporterId }

/// Somebody who stands by a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Supporter {
    pub id: SupporterId,
    pub name: String,
    /// A key of the list of relationships, or own words.
    pub relationship: String,
    pub phone: String,
    pub email: String,
    pub may_know: serde_json::Value,
    pub note: String,
    pub agreed_on: Option<Date>,
    pub ended_at: Option<Timestamp>,
    pub version: i64,
}

kit::from_row!(Supporter { id, name, relationship, phone, email, may_know, note, agreed_on, ended_at, version });

impl Supporter {
    /// The keys of what they may know.
    pub fn may_know(&self) -> impl Iterator<Item = &str> {
        self.may_know.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str)
    }
}

/// What is written down about a supporter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    pub name: String,
    pub relationship: String,
    pub phone: String,
    pub email: String,
    pub may_know: Vec<String>,
    pub note: String,
    /// The day on which the person agreed to what the supporter may know.
    pub agreed_on: Option<Date>,
}

/// The person's supporters now.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Supporter>, DbError> {
    tx.few(
        50,
        sql!(
            "SELECT id, name, relationship, phone, email, may_know, note, agreed_on, ended_at, version FROM supporters
             WHERE organization_id = $1 AND participant_id = $2 AND ended_at IS NULL ORDER BY created_at, id"
        ),
        &[&scope.organization, &participant],
    )
}

/// One supporter of the person, also one who is no longer.
///
/// # Errors
/// Those of the storage.
pub fn find(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    id: SupporterId,
) -> Result<Option<Supporter>, DbError> {
    tx.one(
        sql!(
            "SELECT id, name, relationship, phone, email, may_know, note, agreed_on, ended_at, version FROM supporters
             WHERE organization_id = $1 AND participant_id = $2 AND id = $3"
        ),
        &[&scope.organization, &participant, &id],
    )
}

/// Writes a supporter down.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    words: &Words,
) -> Result<SupporterId, DbError> {
    let id: SupporterId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO supporters (organization_id, id, participant_id, name, relationship, phone, email, may_know, note,
                agreed_on, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &participant,
            &words.name,
            &words.relationship,
            &words.phone,
            &words.email,
            &serde_json::json!(words.may_know),
            &words.note,
            &words.agreed_on,
            &scope.now,
        ],
    )?;
    Ok(id)
}

/// Changes a supporter, unless somebody did since `version`: then false.
///
/// # Errors
/// Those of the storage.
pub fn update(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    id: SupporterId,
    version: i64,
    words: &Words,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE supporters SET name = $5, relationship = $6, phone = $7, email = $8, may_know = $9, note = $10,
                agreed_on = $11, version = version + 1
             WHERE organization_id = $1 AND participant_id = $2 AND id = $3 AND version = $4"
        ),
        &[
            &scope.organization,
            &participant,
            &id,
            &version,
            &words.name,
            &words.relationship,
            &words.phone,
            &words.email,
            &serde_json::json!(words.may_know),
            &words.note,
            &words.agreed_on,
        ],
    )?;
    Ok(changed > 0)
}

/// Takes a supporter out of the record's front, keeping what was written.
///
/// # Errors
/// Those of the storage.
pub fn end(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId, id: SupporterId) -> Result<bool, DbError> {
    set_ended(tx, scope, participant, id, Some(scope.now))
}

/// Brings a supporter back.
///
/// # Errors
/// Those of the storage.
pub fn restore(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId, id: SupporterId) -> Result<bool, DbError> {
    set_ended(tx, scope, participant, id, None)
}

fn set_ended(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    id: SupporterId,
    at: Option<Timestamp>,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE supporters SET ended_at = $4, version = version + 1
             WHERE organization_id = $1 AND participant_id = $2 AND id = $3"
        ),
        &[&scope.organization, &participant, &id, &at],
    )?;
    Ok(changed > 0)
}

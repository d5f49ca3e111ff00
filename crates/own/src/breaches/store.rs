//! The breach log in the database.

use ground::{access::Scope, ids::ParticipantId};
use jiff::Timestamp;
use kit::{
    db::{DbError, FromRow, Row, Tx},
    sql,
};

use super::breach::{Assessment, Breach, BreachId, DutyId, NewBreach};

impl FromRow for Breach {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get()?,
            words: row.get()?,
            happened_on: row.get()?,
            discovered_at: row.get()?,
            people_count: row.get()?,
            is_in_new_york: row.get()?,
            assessment: Assessment {
                information: row.get()?,
                recipient: row.get()?,
                acquired: row.get()?,
                mitigated: row.get()?,
                is_low_risk: row.get()?,
            },
            assessed_at: row.get()?,
            closed_at: row.get()?,
            closing_words: row.get()?,
            version: row.get()?,
        })
    }
}

macro_rules! breaches_where {
    ($which:literal) => {
        sql!(
            "SELECT id, words, happened_on, discovered_at, people_count, is_in_new_york, factor_information,
                factor_recipient, factor_acquired, factor_mitigated, is_low_risk, assessed_at, closed_at, closing_words,
                version
             FROM breaches WHERE organization_id = $1",
            $which
        )
    };
}

/// The log, newest first, older than a moment.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, before: Timestamp, limit: i64) -> Result<Vec<Breach>, DbError> {
    tx.list(
        breaches_where!(" AND discovered_at < $2 ORDER BY discovered_at DESC, id DESC LIMIT $3"),
        &[&scope.organization, &before, &limit],
    )
}

/// One breach of the organization.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: BreachId) -> Result<Option<Breach>, DbError> {
    tx.one(breaches_where!(" AND id = $2"), &[&scope.organization, &id])
}

/// Adds a breach.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, new: &NewBreach) -> Result<BreachId, DbError> {
    let id: BreachId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO breaches (organization_id, id, words, happened_on, discovered_at, people_count, is_in_new_york,
                factor_information, factor_recipient, factor_acquired, factor_mitigated, closing_words, created_at,
                created_by, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '', '', '', $8, $9, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &new.words,
            &new.happened_on,
            &new.discovered_at,
            &new.people_count,
            &new.is_in_new_york,
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(id)
}

/// Writes down how a breach stands. Answers false when it changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn update(tx: &mut Tx<'_>, scope: &Scope, breach: &Breach) -> Result<bool, DbError> {
    let found = &breach.assessment;
    let changed = tx.run(
        sql!(
            "UPDATE breaches SET people_count = $4, is_in_new_york = $5, factor_information = $6, factor_recipient = $7,
                factor_acquired = $8, factor_mitigated = $9, is_low_risk = $10, assessed_at = $11, assessed_by = $12,
                closed_at = $13, closing_words = $14, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[
            &scope.organization,
            &breach.id,
            &breach.version,
            &breach.people_count,
            &breach.is_in_new_york,
            &found.information,
            &found.recipient,
            &found.acquired,
            &found.mitigated,
            &found.is_low_risk,
            &breach.assessed_at,
            &scope.account,
            &breach.closed_at,
            &breach.closing_words,
        ],
    )?;
    Ok(changed > 0)
}

/// Somebody whose information it was.
///
/// # Errors
/// Those of the storage.
pub fn people(tx: &mut Tx<'_>, scope: &Scope, id: BreachId) -> Result<Vec<(ParticipantId, String)>, DbError> {
    tx.list(
        sql!(
            // A cross join keeps SQLite from reading everybody in the order of names.
            "SELECT p.id, p.name_to_use FROM breach_people x CROSS JOIN participants p
             WHERE x.organization_id = $1 AND x.breach_id = $2
                AND p.organization_id = x.organization_id AND p.id = x.participant_id
             ORDER BY p.sort_key, p.id LIMIT 1000"
        ),
        &[&scope.organization, &id],
    )
}

/// Adds a person to a breach; adding them twice changes nothing.
///
/// # Errors
/// Those of the storage.
pub fn add_person(tx: &mut Tx<'_>, scope: &Scope, id: BreachId, person: ParticipantId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO breach_people (organization_id, breach_id, participant_id, added_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (organization_id, breach_id, participant_id) DO NOTHING"
        ),
        &[&scope.organization, &id, &person, &scope.now],
    )?;
    Ok(())
}

/// Somebody to be told, or the assessment itself.
#[derive(Debug, Clone)]
pub struct Duty {
    pub id: DutyId,
    pub breach: BreachId,
    pub clock: String,
    pub due_at: Timestamp,
    pub done_at: Option<Timestamp>,
    pub done_words: String,
    pub dropped_at: Option<Timestamp>,
}

kit::from_row!(Duty { id, breach, clock, due_at, done_at, done_words, dropped_at });

/// The duties of a breach, the first due first.
///
/// # Errors
/// Those of the storage.
pub fn duties(tx: &mut Tx<'_>, scope: &Scope, id: BreachId) -> Result<Vec<Duty>, DbError> {
    tx.list(
        sql!(
            "SELECT id, breach_id, clock, due_at, done_at, done_words, dropped_at FROM breach_duties
             WHERE organization_id = $1 AND breach_id = $2 ORDER BY due_at, id LIMIT 50"
        ),
        &[&scope.organization, &id],
    )
}

/// One duty of the organization.
///
/// # Errors
/// Those of the storage.
pub fn duty(tx: &mut Tx<'_>, scope: &Scope, id: DutyId) -> Result<Option<Duty>, DbError> {
    tx.one(
        sql!(
            "SELECT id, breach_id, clock, due_at, done_at, done_words, dropped_at FROM breach_duties
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id],
    )
}

/// Adds a duty, or takes one back that was dropped.
///
/// # Errors
/// Those of the storage.
pub fn owe(
    tx: &mut Tx<'_>,
    scope: &Scope,
    breach: BreachId,
    clock: &str,
    due_at: Timestamp,
) -> Result<DutyId, DbError> {
    let id: DutyId = scope.at.id();
    let kept = tx.one(
        sql!(
            "INSERT INTO breach_duties (organization_id, id, breach_id, clock, due_at, done_words)
             VALUES ($1, $2, $3, $4, $5, '')
             ON CONFLICT (organization_id, breach_id, clock) DO UPDATE SET dropped_at = NULL RETURNING id"
        ),
        &[&scope.organization, &id, &breach, &clock, &due_at],
    )?;
    Ok(kept.unwrap_or(id))
}

/// Says that a duty is done, with how.
///
/// # Errors
/// Those of the storage.
pub fn set_done(tx: &mut Tx<'_>, scope: &Scope, id: DutyId, words: &str) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE breach_duties SET done_at = $3, done_by = $4, done_words = $5
             WHERE organization_id = $1 AND id = $2 AND done_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.now, &scope.account, &words],
    )?;
    Ok(())
}

/// Says that a duty is not needed.
///
/// # Errors
/// Those of the storage.
pub fn drop_duty(tx: &mut Tx<'_>, scope: &Scope, id: DutyId) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE breach_duties SET dropped_at = $3 WHERE organization_id = $1 AND id = $2 AND done_at IS NULL"),
        &[&scope.organization, &id, &scope.now],
    )?;
    Ok(())
}

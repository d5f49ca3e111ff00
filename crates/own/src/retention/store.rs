//! What the schedule looks at, holds and purges in the database.

use ground::{access::Scope, ids::ParticipantId, rules::retention::Life, scoped, within_reach};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::HoldId;

/// Somebody who has left, with what decides how long the record is kept.
#[derive(Debug, Clone)]
pub struct Left {
    pub id: ParticipantId,
    pub name: String,
    pub sort_key: String,
    pub born: Option<Date>,
    left_at: Option<Timestamp>,
    last_contact: Option<Timestamp>,
    last_billed: Option<Timestamp>,
    last_consent: Option<Timestamp>,
    last_request: Option<Timestamp>,
    last_disclosure: Option<Timestamp>,
    /// Programs that the person is still with, or comes to.
    pub programs: i64,
    pub holds: i64,
    /// Requests that wait for an answer.
    pub requests: i64,
}

kit::from_row!(Left {
    id,
    name,
    sort_key,
    born,
    left_at,
    last_contact,
    last_billed,
    last_consent,
    last_request,
    last_disclosure,
    programs,
    holds,
    requests,
});

impl Left {
    /// The days that the schedule counts from, in a zone.
    pub fn life(&self, zone: &TimeZone) -> Life {
        let day = |at: Option<Timestamp>| at.map(|at| at.to_zoned(zone.clone()).date());
        Life {
            born: self.born,
            last_service: day(self.left_at.max(self.last_contact)),
            last_billed: day(self.last_billed),
            last_paper: day(self.last_consent.max(self.last_request).max(self.last_disclosure)),
        }
    }
}

// The last rows by their indexes; a person's whole history is never walked. `$5` and on are the callers'.
macro_rules! left_where {
    ($which:literal) => {
        sql!(
            "SELECT p.id, p.name_to_use, p.sort_key, p.birth_date,
                (SELECT MAX(e.status_since) FROM enrollments e WHERE e.organization_id = $1 AND e.participant_id = p.id),
                (SELECT MAX(c.starts_at) FROM contacts c WHERE c.organization_id = $1 AND c.participant_id = p.id),
                (SELECT c.starts_at FROM contacts c WHERE c.organization_id = $1 AND c.participant_id = p.id
                   AND c.units IS NOT NULL ORDER BY c.starts_at DESC LIMIT 1),
                (SELECT MAX(COALESCE(k.revoked_at, k.expires_at, k.signed_at, k.created_at)) FROM consents k
                   WHERE k.organization_id = $1 AND k.participant_id = p.id),
                (SELECT MAX(COALESCE(r.answered_at, r.asked_at)) FROM record_requests r
                   WHERE r.organization_id = $1 AND r.participant_id = p.id),
                (SELECT MAX(d.at) FROM disclosures d WHERE d.organization_id = $1 AND d.participant_id = p.id),
                (SELECT COUNT(*) FROM enrollments e WHERE e.organization_id = $1 AND e.participant_id = p.id
                   AND e.standing <> 'past'),
                (SELECT COUNT(*) FROM legal_holds h WHERE h.organization_id = $1 AND h.participant_id = p.id
                   AND h.released_at IS NULL),
                (SELECT COUNT(*) FROM record_requests r WHERE r.organization_id = $1 AND r.participant_id = p.id
                   AND r.answered_at IS NULL)
             FROM participants p
             WHERE p.organization_id = $1 AND p.merged_into IS NULL AND ",
            within_reach!("p.id"),
            " AND NOT EXISTS (SELECT 1 FROM purges x WHERE x.organization_id = $1 AND x.participant_id = p.id)",
            $which
        )
    };
}

/// Everybody within reach who is with no program any more, by name, behind `after`.
///
/// # Errors
/// Those of the storage.
pub fn left(tx: &mut Tx<'_>, scope: &Scope, after: &(String, ParticipantId), limit: i64) -> Result<Vec<Left>, DbError> {
    tx.list(
        left_where!(
            " AND NOT EXISTS (SELECT 1 FROM enrollments o WHERE o.organization_id = $1 AND o.participant_id = p.id
                AND o.standing <> 'past')
              AND (p.sort_key, p.id) > ($5, $6) ORDER BY p.sort_key, p.id LIMIT $7"
        ),
        scoped![scope; &after.0, &after.1, &limit],
    )
}

/// One person within reach whose record is there.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<Left>, DbError> {
    tx.one(left_where!(" AND p.id = $5"), scoped![scope; &id])
}

/// A hold, with who placed it.
#[derive(Debug)]
pub struct Hold {
    pub id: HoldId,
    pub asked_by: String,
    pub why: String,
    pub placed_at: Timestamp,
    pub placed_by: Option<String>,
    pub released_at: Option<Timestamp>,
    pub release_words: String,
}

kit::from_row!(Hold { id, asked_by, why, placed_at, placed_by, released_at, release_words });

/// The holds of a person who was found, those that hold first.
///
/// # Errors
/// Those of the storage.
pub fn holds(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Hold>, DbError> {
    tx.list(
        sql!(
            "SELECT h.id, h.asked_by, h.why, h.placed_at, a.name, h.released_at, h.release_words FROM legal_holds h
             LEFT JOIN accounts a ON a.organization_id = h.organization_id AND a.id = h.placed_by
             WHERE h.organization_id = $1 AND h.participant_id = $2
             ORDER BY h.released_at DESC NULLS FIRST, h.id LIMIT 50"
        ),
        &[&scope.organization, &participant],
    )
}

/// Places a hold.
///
/// # Errors
/// Those of the storage.
pub fn place(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    asked_by: &str,
    why: &str,
) -> Result<HoldId, DbError> {
    let id: HoldId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO legal_holds (organization_id, id, participant_id, asked_by, why, placed_at, placed_by,
                release_words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, '')"
        ),
        &[&scope.organization, &id, &participant, &asked_by, &why, &scope.now, &scope.account],
    )?;
    Ok(id)
}

/// Releases a hold within reach; answers whose it was. `None`: it is not there, or released already.
///
/// # Errors
/// Those of the storage.
pub fn release(tx: &mut Tx<'_>, scope: &Scope, id: HoldId, words: &str) -> Result<Option<ParticipantId>, DbError> {
    let whose: Option<ParticipantId> = tx.one(
        sql!(
            "SELECT h.participant_id FROM legal_holds h WHERE h.organization_id = $1 AND ",
            within_reach!("h.participant_id"),
            " AND h.id = $5 AND h.released_at IS NULL"
        ),
        scoped![scope; &id],
    )?;
    if whose.is_some() {
        tx.run(
            sql!(
                "UPDATE legal_holds SET released_at = $3, released_by = $4, release_words = $5
                 WHERE organization_id = $1 AND id = $2"
            ),
            &[&scope.organization, &id, &scope.now, &scope.account, &words],
        )?;
    }
    Ok(whose)
}

/// A record that was let go, as the report tells it.
#[derive(Debug)]
pub struct Purged {
    pub at: Timestamp,
    pub by: Option<String>,
    pub rule: String,
    pub contacts: i64,
    pub minutes: i64,
}

kit::from_row!(Purged { at, by, rule, contacts, minutes });

/// The newest purges.
///
/// # Errors
/// Those of the storage.
pub fn purged(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Purged>, DbError> {
    tx.list(
        sql!(
            "SELECT x.at, a.name, x.rule, x.contacts_count, x.minutes FROM purges x
             LEFT JOIN accounts a ON a.organization_id = x.organization_id AND a.id = x.purged_by
             WHERE x.organization_id = $1 ORDER BY x.at DESC, x.id LIMIT 20"
        ),
        &[&scope.organization],
    )
}

/// Purges whose files are still in the store.
///
/// # Errors
/// Those of the storage.
pub fn with_files(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(super::PurgeId, serde_json::Value)>, DbError> {
    let all: Vec<(super::PurgeId, serde_json::Value)> = tx.list(
        sql!("SELECT id, files FROM purges WHERE organization_id = $1 ORDER BY at DESC, id LIMIT 1000"),
        &[&scope.organization],
    )?;
    Ok(all.into_iter().filter(|(_, files)| files.as_array().is_some_and(|files| !files.is_empty())).collect())
}

/// Writes down that a purge's files are out of the store.
///
/// # Errors
/// Those of the storage.
pub fn files_are_gone(tx: &mut Tx<'_>, scope: &Scope, id: super::PurgeId) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE purges SET files = $3 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &serde_json::json!([])],
    )?;
    Ok(())
}

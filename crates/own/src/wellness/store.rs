//! Every statement of the plan. Each reaches rows by `is_mine!` or, for one section, by `is_shared!`; nothing else.

pub mod papers;
pub mod sharing;
pub mod templates;
pub mod tools;

use ground::{access::Scope, ids::ParticipantId, is_mine, is_shared, scoped};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::plan::{Entry, EntryId};

/// What each section of one's own plan says now.
///
/// # Errors
/// Those of the storage.
pub fn current(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Entry>, DbError> {
    tx.list(
        sql!(
            "SELECT e.id, e.section, e.version, e.words, e.saved_at FROM plan_entries e
             WHERE e.organization_id = $1 AND e.participant_id = $5 AND ",
            is_mine!("e.participant_id"),
            " AND NOT EXISTS (SELECT 1 FROM plan_entries n WHERE n.organization_id = $1 AND n.participant_id = $5
                AND n.section = e.section AND (n.saved_at, n.version, n.id) > (e.saved_at, e.version, e.id))
             ORDER BY e.section, e.id LIMIT 200"
        ),
        scoped![scope; &me],
    )
}

/// What one section of one's own plan said, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn history(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, section: &str) -> Result<Vec<Entry>, DbError> {
    tx.list(
        sql!(
            "SELECT e.id, e.section, e.version, e.words, e.saved_at FROM plan_entries e
             WHERE e.organization_id = $1 AND e.participant_id = $5 AND e.section = $6 AND ",
            is_mine!("e.participant_id"),
            " ORDER BY e.saved_at DESC, e.version DESC, e.id DESC LIMIT 100"
        ),
        scoped![scope; &me, &section],
    )
}

/// One version of one's own plan.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: EntryId) -> Result<Option<Entry>, DbError> {
    tx.one(
        sql!(
            "SELECT e.id, e.section, e.version, e.words, e.saved_at FROM plan_entries e
             WHERE e.organization_id = $1 AND e.id = $5 AND ",
            is_mine!("e.participant_id")
        ),
        scoped![scope; &id],
    )
}

/// Keeps what a section says from now on; what it said before stays. `me` was found under the scope.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    section: &str,
    words: &str,
) -> Result<EntryId, DbError> {
    let id: EntryId = scope.at.id();
    let last: Option<i64> = tx.one(
        sql!(
            "SELECT version FROM plan_entries WHERE organization_id = $1 AND participant_id = $2 AND section = $3
             ORDER BY saved_at DESC, version DESC, id DESC LIMIT 1"
        ),
        &[&scope.organization, &me, &section],
    )?;
    tx.run(
        sql!(
            "INSERT INTO plan_entries (organization_id, id, participant_id, section, version, words, saved_at, saved_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &scope.organization,
            &id,
            &me,
            &section,
            &last.unwrap_or(0).saturating_add(1),
            &words,
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(id)
}

/// What the sections that a participant shares with this account say now.
///
/// # Errors
/// Those of the storage.
pub fn shared_with(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Entry>, DbError> {
    tx.list(
        sql!(
            "SELECT e.id, e.section, e.version, e.words, e.saved_at FROM plan_entries e
             WHERE e.organization_id = $1 AND e.participant_id = $5 AND ",
            is_shared!("e.participant_id", "plan_section", "e.section"),
            " AND NOT EXISTS (SELECT 1 FROM plan_entries n WHERE n.organization_id = $1 AND n.participant_id = $5
                AND n.section = e.section AND (n.saved_at, n.version, n.id) > (e.saved_at, e.version, e.id))
             ORDER BY e.section, e.id LIMIT 200"
        ),
        scoped![scope; &participant],
    )
}

//! Pointers to legal papers in the database.

use ground::{access::Scope, ids::ParticipantId, is_mine, is_shared, scoped};
use jiff::civil::Date;
use kit::{
    db::{DbError, Tx},
    sql,
};

use crate::wellness::plan::{NewPaper, Paper, PaperId};

/// One's own papers, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Paper>, DbError> {
    tx.list(
        sql!(
            "SELECT q.id, q.kind, q.agent, q.agent_phone, q.alternate, q.original_at, q.witnesses, q.words, q.signed_on,
                q.revoked_on
             FROM plan_papers q
             WHERE q.organization_id = $1 AND q.participant_id = $5 AND q.removed_at IS NULL AND ",
            is_mine!("q.participant_id"),
            " ORDER BY q.created_at DESC, q.id DESC LIMIT 50"
        ),
        scoped![scope; &me],
    )
}

/// The papers of somebody who shares that section with this account.
///
/// # Errors
/// Those of the storage.
pub fn shared_with(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Paper>, DbError> {
    tx.list(
        sql!(
            "SELECT q.id, q.kind, q.agent, q.agent_phone, q.alternate, q.original_at, q.witnesses, q.words, q.signed_on,
                q.revoked_on
             FROM plan_papers q
             WHERE q.organization_id = $1 AND q.participant_id = $5 AND q.removed_at IS NULL AND ",
            is_shared!("q.participant_id", "plan_section", "'papers'"),
            " ORDER BY q.created_at DESC, q.id DESC LIMIT 50"
        ),
        scoped![scope; &participant],
    )
}

/// Writes down where a paper is. `me` was found under the scope.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, new: &NewPaper) -> Result<PaperId, DbError> {
    let id: PaperId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO plan_papers (organization_id, id, participant_id, kind, agent, agent_phone, alternate,
                original_at, witnesses, words, signed_on, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        &[
            &scope.organization,
            &id,
            &me,
            &new.kind,
            &new.agent,
            &new.agent_phone,
            &new.alternate,
            &new.original_at,
            &new.witnesses,
            &new.words,
            &new.signed_on,
            &scope.now,
        ],
    )?;
    Ok(id)
}

/// Writes down that one of one's own papers no longer holds since a day.
///
/// # Errors
/// Those of the storage.
pub fn revoke(tx: &mut Tx<'_>, scope: &Scope, id: PaperId, on: Date) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE plan_papers SET revoked_on = $6 WHERE organization_id = $1 AND id = $5 AND ",
            is_mine!("plan_papers.participant_id")
        ),
        scoped![scope; &id, &on],
    )?;
    Ok(changed > 0)
}

/// Takes one of one's own papers off the list, or puts it back.
///
/// # Errors
/// Those of the storage.
pub fn take_out(tx: &mut Tx<'_>, scope: &Scope, id: PaperId, is_out: bool) -> Result<bool, DbError> {
    let at = is_out.then_some(scope.now);
    let changed = tx.run(
        sql!(
            "UPDATE plan_papers SET removed_at = $6 WHERE organization_id = $1 AND id = $5 AND ",
            is_mine!("plan_papers.participant_id")
        ),
        scoped![scope; &id, &at],
    )?;
    Ok(changed > 0)
}

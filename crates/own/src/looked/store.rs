//! The audit of one person, as the person reads it.

use ground::{
    access::Scope,
    audit::Action,
    ids::{AccountId, ParticipantId},
    is_mine, scoped,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, ToValue, Tx},
    sql,
};

use crate::requests::RequestId;

/// One line of the audit, and the question that was asked about it.
#[derive(Debug, Clone)]
pub struct Look {
    /// Its place in the organization's audit.
    pub sequence: i64,
    pub at: Timestamp,
    pub account: Option<AccountId>,
    pub name: Option<String>,
    pub acting_as: String,
    pub action: Action,
    pub record_kind: String,
    pub why: String,
    pub question: Option<RequestId>,
    /// The answer to the question; empty while it waits.
    pub answer: Option<String>,
}

kit::from_row!(Look { sequence, at, account, name, acting_as, action, record_kind, why, question, answer });

// Walks audit_by_participant backwards from the last line shown, however long the audit is.
macro_rules! looks {
    ($which:literal) => {
        sql!(
            "SELECT e.sequence, e.at, e.account_id, a.name, e.acting_as, e.action, e.record_kind, e.why, q.id,
                q.answer_words
             FROM audit_entries e
             LEFT JOIN accounts a ON a.organization_id = e.organization_id AND a.id = e.account_id
             LEFT JOIN record_requests q ON q.organization_id = e.organization_id AND q.participant_id = $5
                AND q.sequence = e.sequence
             WHERE e.organization_id = $1 AND ",
            is_mine!("$5"),
            " AND e.sequence < $6",
            $which,
            " ORDER BY e.sequence DESC LIMIT $7"
        )
    };
}

/// Which lines.
#[derive(Debug, Clone, Copy)]
pub struct Which {
    /// Older than this line.
    pub before: i64,
    /// Also what the person looked at themselves.
    pub with_own: bool,
    pub limit: i64,
}

/// The lines about the person behind the account, newest first. What was written about a record that was merged into
/// theirs is theirs too.
///
/// # Errors
/// Those of the storage.
pub fn looks(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, which: Which) -> Result<Vec<Look>, DbError> {
    let Which { before, with_own, limit } = which;
    let params: &[&dyn ToValue] =
        &[&scope.organization, &scope.account, &scope.permission, &scope.now, &me, &before, &limit];
    match (has_merged(tx, scope, me)?, with_own) {
        (false, false) => {
            tx.list(looks!(" AND e.participant_id = $5 AND (e.account_id IS NULL OR e.account_id <> $2)"), params)
        }
        (false, true) => tx.list(looks!(" AND e.participant_id = $5"), params),
        (true, false) => tx.list(
            looks!(
                " AND (e.participant_id = $5 OR e.participant_id IN (SELECT w.id FROM participants w
                    WHERE w.organization_id = $1 AND w.merged_into = $5))
                  AND (e.account_id IS NULL OR e.account_id <> $2)"
            ),
            params,
        ),
        (true, true) => tx.list(
            looks!(
                " AND (e.participant_id = $5 OR e.participant_id IN (SELECT w.id FROM participants w
                    WHERE w.organization_id = $1 AND w.merged_into = $5))"
            ),
            params,
        ),
    }
}

fn has_merged(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!("SELECT 1 FROM participants WHERE organization_id = $1 AND merged_into = $2 LIMIT 1"),
        &[&scope.organization, &me],
    )?;
    Ok(found.is_some())
}

/// One line about the person, by its place; `None` when it is not about them.
///
/// # Errors
/// Those of the storage.
pub fn look(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, sequence: i64) -> Result<Option<Look>, DbError> {
    let before = sequence.saturating_add(1);
    let found = looks(tx, scope, me, Which { before, with_own: true, limit: 1 })?;
    Ok(found.into_iter().next().filter(|look| look.sequence == sequence))
}

/// One time that information went to somebody.
#[derive(Debug, Clone)]
pub struct Gone {
    pub at: Timestamp,
    pub by: Option<String>,
    pub to_account: Option<String>,
    pub to_program: Option<String>,
    pub to_name: String,
    pub information: serde_json::Value,
    pub purpose: String,
    pub basis: String,
    pub reason: String,
}

kit::from_row!(Gone { at, by, to_account, to_program, to_name, information, purpose, basis, reason });

/// What left about the person in the last six years, newest first (45 CFR 164.528: the look-back of an accounting).
///
/// # Errors
/// Those of the storage.
pub fn gone(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, since: Timestamp) -> Result<Vec<Gone>, DbError> {
    tx.list(
        sql!(
            "SELECT d.at, b.name, t.name, g.name, d.to_name, d.information, d.purpose, d.basis, d.reason
             FROM disclosures d
             LEFT JOIN accounts b ON b.organization_id = d.organization_id AND b.id = d.account_id
             LEFT JOIN accounts t ON t.organization_id = d.organization_id AND t.id = d.to_account_id
             LEFT JOIN programs g ON g.organization_id = d.organization_id AND g.id = d.to_program_id
             WHERE d.organization_id = $1 AND d.participant_id = $5 AND d.at >= $6 AND ",
            is_mine!("d.participant_id"),
            " ORDER BY d.at DESC, d.id LIMIT 100"
        ),
        scoped![scope; &me, &since],
    )
}

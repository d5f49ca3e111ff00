//! Every statement about emergency access.

use ground::{
    access::Scope,
    gate::EmergencyId,
    ids::{AccountId, ParticipantId},
    is_mine,
    rules::matrix::Permission,
    scoped,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    sql,
};

/// Who has this exact name and birth date. The one search in the house that asks for no reach: it finds nobody by half a
/// name, and every use of what it finds is told to the person.
///
/// # Errors
/// Those of the storage.
pub fn exactly(tx: &mut Tx<'_>, scope: &Scope, name: &str, born: Date) -> Result<Vec<ParticipantId>, DbError> {
    tx.list(
        sql!(
            "SELECT p.id FROM participants p WHERE p.organization_id = $1 AND p.sort_key = $2 AND p.birth_date = $3
               AND p.merged_into IS NULL
               AND NOT EXISTS (SELECT 1 FROM account_people x WHERE x.organization_id = $1 AND x.participant_id = p.id
                  AND x.account_id = $4)
             ORDER BY p.id LIMIT 2"
        ),
        &[&scope.organization, &kit::text::sort_key(name), &born, &scope.account],
    )
}

/// Opens a record to the account until `ends_at`.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    reason: &str,
    ends_at: Timestamp,
) -> Result<EmergencyId, DbError> {
    let id: EmergencyId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO emergency_accesses (organization_id, id, participant_id, account_id, reason, starts_at, ends_at,
                review_words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, '')"
        ),
        &[&scope.organization, &id, &of, &scope.account, &reason, &scope.now, &ends_at],
    )?;
    Ok(id)
}

/// One use, as directors look at it.
#[derive(Debug, Clone)]
pub struct Used {
    pub id: EmergencyId,
    pub participant_name: String,
    pub account_name: String,
    pub reason: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub reviewed_at: Option<Timestamp>,
    pub reviewer: Option<String>,
    pub review_words: String,
}

kit::from_row!(Used {
    id,
    participant_name,
    account_name,
    reason,
    starts_at,
    ends_at,
    reviewed_at,
    reviewer,
    review_words,
});

/// The uses in the organization, those that nobody has looked at first.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Used>, DbError> {
    tx.list(
        sql!(
            "SELECT x.id, p.name_to_use, a.name, x.reason, x.starts_at, x.ends_at, x.reviewed_at, b.name, x.review_words
             FROM emergency_accesses x
             JOIN participants p ON p.organization_id = x.organization_id AND p.id = x.participant_id
             JOIN accounts a ON a.organization_id = x.organization_id AND a.id = x.account_id
             LEFT JOIN accounts b ON b.organization_id = x.organization_id AND b.id = x.reviewed_by
             WHERE x.organization_id = $1
             ORDER BY CASE WHEN x.reviewed_at IS NULL THEN 0 ELSE 1 END, x.starts_at DESC, x.id LIMIT 200"
        ),
        &[&scope.organization],
    )
}

/// Writes down what the look found. Answers whom the record is of; none when somebody has looked already, or the looker
/// used it themselves.
///
/// # Errors
/// Those of the storage.
pub fn review(tx: &mut Tx<'_>, scope: &Scope, id: EmergencyId, words: &str) -> Result<Option<ParticipantId>, DbError> {
    tx.one(
        sql!(
            "UPDATE emergency_accesses SET reviewed_at = $3, reviewed_by = $4, review_words = $5
             WHERE organization_id = $1 AND id = $2 AND reviewed_at IS NULL AND account_id <> $4
             RETURNING participant_id"
        ),
        &[&scope.organization, &id, &scope.now, &scope.account, &words],
    )
}

/// Whether the use is in the scope's organization.
///
/// # Errors
/// Those of the storage.
pub fn is_known(tx: &mut Tx<'_>, scope: &Scope, id: EmergencyId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!("SELECT 1 FROM emergency_accesses WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id],
    )?;
    Ok(found.is_some())
}

/// Who looks after privacy: the first of them by name.
///
/// # Errors
/// Those of the storage.
pub fn director(tx: &mut Tx<'_>, scope: &Scope) -> Result<Option<AccountId>, DbError> {
    tx.one(
        sql!(
            "SELECT a.id FROM accounts a WHERE a.organization_id = $1 AND a.closed_at IS NULL AND a.id <> $4
               AND EXISTS (SELECT 1 FROM memberships m JOIN grants g ON g.role = m.role AND g.permission = $2
                  WHERE m.organization_id = $1 AND m.account_id = a.id AND m.starts_at <= $3
                  AND (m.ends_at IS NULL OR m.ends_at > $3))
             ORDER BY a.sort_key, a.id LIMIT 1"
        ),
        &[&scope.organization, &Permission::ManagePrivacy, &scope.now, &scope.account],
    )
}

/// A use of emergency access, as the person is told.
#[derive(Debug, Clone)]
pub struct Told {
    pub by: String,
    pub reason: String,
    pub at: Timestamp,
    pub reviewed_at: Option<Timestamp>,
}

kit::from_row!(Told { by, reason, at, reviewed_at });

/// What the person is told on their first page: every use since `since`.
///
/// # Errors
/// Those of the storage.
pub fn told(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, since: Timestamp) -> Result<Vec<Told>, DbError> {
    tx.few(
        20,
        sql!(
            "SELECT a.name, x.reason, x.starts_at, x.reviewed_at FROM emergency_accesses x
             JOIN accounts a ON a.organization_id = x.organization_id AND a.id = x.account_id
             WHERE x.organization_id = $1 AND x.participant_id = $5 AND x.starts_at > $6 AND ",
            is_mine!("x.participant_id"),
            " ORDER BY x.starts_at DESC, x.id"
        ),
        scoped![scope; &me, &since],
    )
}

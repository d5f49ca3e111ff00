//! Every statement about closing an account of somebody's own space.

use ground::{
    access::Scope,
    gate::ShareId,
    ids::{AccountId, ParticipantId, RecordId},
    is_mine,
    rules::matrix::Role,
    scoped,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde_json::{Value, json};

kit::id_types! { ClosureId }

/// An account that opens something of a participant's own space.
#[derive(Debug, Clone)]
pub struct Holder {
    pub account: AccountId,
    /// Whose it is, when not the participant's own.
    pub supporter: Option<RecordId>,
    pub name: String,
}

kit::from_row!(Holder { account, supporter, name });

/// The accounts that open a participant's own space now: their own, and those of the supporters whom they let in. The
/// caller has found the participant within reach.
///
/// # Errors
/// Those of the storage.
pub fn holders(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Vec<Holder>, DbError> {
    let own: Vec<(AccountId, String)> = tx.list(
        sql!(
            "SELECT a.id, a.name FROM account_people x
             JOIN accounts a ON a.organization_id = x.organization_id AND a.id = x.account_id AND a.closed_at IS NULL
             JOIN memberships b ON b.organization_id = a.organization_id AND b.account_id = a.id
                AND b.role = 'participant' AND b.starts_at <= $3 AND (b.ends_at IS NULL OR b.ends_at > $3)
             WHERE x.organization_id = $1 AND x.participant_id = $2 ORDER BY x.created_at, a.id LIMIT 10"
        ),
        &[&scope.organization, &of, &scope.now],
    )?;
    let supporters: Vec<Holder> = tx.list(
        sql!(
            "SELECT a.id, s.id, s.name FROM supporters s
             JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id AND a.closed_at IS NULL
             WHERE s.organization_id = $1 AND s.participant_id = $2 AND s.ended_at IS NULL
               AND EXISTS (SELECT 1 FROM shares h WHERE h.organization_id = $1 AND h.participant_id = $2
                 AND h.account_id = a.id AND h.starts_at <= $3 AND (h.ends_at IS NULL OR h.ends_at > $3))
             ORDER BY s.created_at, s.id LIMIT 50"
        ),
        &[&scope.organization, &of, &scope.now],
    )?;
    let own = own.into_iter().map(|(account, name)| Holder { account, supporter: None, name });
    Ok(own.chain(supporters).collect())
}

/// The accounts with whom the person behind the scope's account shares something now.
///
/// # Errors
/// Those of the storage.
pub fn shared_with(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<AccountId>, DbError> {
    tx.list(
        sql!(
            "SELECT DISTINCT h.account_id FROM shares h WHERE h.organization_id = $1 AND h.participant_id = $5
               AND h.starts_at <= $4 AND (h.ends_at IS NULL OR h.ends_at > $4) AND ",
            is_mine!("h.participant_id"),
            " ORDER BY h.account_id LIMIT 500"
        ),
        scoped![scope; &me],
    )
}

/// What a participant shares with an account now, each with its end.
///
/// # Errors
/// Those of the storage.
pub fn shares(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    account: AccountId,
) -> Result<Vec<(ShareId, Option<Timestamp>)>, DbError> {
    tx.list(
        sql!(
            "SELECT id, ends_at FROM shares WHERE organization_id = $1 AND participant_id = $2 AND account_id = $3
               AND starts_at <= $4 AND (ends_at IS NULL OR ends_at > $4) ORDER BY starts_at, id LIMIT 500"
        ),
        &[&scope.organization, &of, &account, &scope.now],
    )
}

/// Whether others than this participant let a supporter's account in.
///
/// # Errors
/// Those of the storage.
pub fn is_let_in_by_others(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    account: AccountId,
) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM supporters WHERE organization_id = $1 AND account_id = $2 AND participant_id <> $3
               AND ended_at IS NULL LIMIT 1"
        ),
        &[&scope.organization, &account, &of],
    )?;
    Ok(found.is_some())
}

/// Ends a role of an account now; without any other role the account is closed.
///
/// # Errors
/// Those of the storage.
pub fn end_role(tx: &mut Tx<'_>, scope: &Scope, account: AccountId, role: Role) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE memberships SET ends_at = $4 WHERE organization_id = $1 AND account_id = $2 AND role = $3
               AND (ends_at IS NULL OR ends_at > $4)"
        ),
        &[&scope.organization, &account, &role, &scope.now],
    )?;
    tx.run(
        sql!(
            "UPDATE accounts SET closed_at = $3 WHERE organization_id = $1 AND id = $2 AND closed_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM memberships b WHERE b.organization_id = $1 AND b.account_id = $2
                 AND (b.ends_at IS NULL OR b.ends_at > $3))"
        ),
        &[&scope.organization, &account, &scope.now],
    )
    .map(drop)
}

/// An account that was closed.
#[derive(Debug, Clone)]
pub struct Closure {
    pub id: ClosureId,
    pub account: AccountId,
    pub supporter: Option<RecordId>,
    pub is_own: bool,
    pub kept: Value,
    pub closed_at: Timestamp,
    /// Whose account it was, and who closed it.
    pub name: String,
    pub by: String,
}

kit::from_row!(Closure { id, account, supporter, is_own, kept, closed_at, name, by });

/// Writes down that an account was closed, with what was shared with it.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    (account, supporter): (AccountId, Option<RecordId>),
    is_own: bool,
    shares: &[(ShareId, Option<Timestamp>)],
) -> Result<ClosureId, DbError> {
    let id: ClosureId = scope.at.id();
    let kept: Value = shares.iter().map(|(share, until)| json!([share, until])).collect();
    tx.run(
        sql!(
            "INSERT INTO own_closures (organization_id, id, participant_id, account_id, supporter_id, is_own, kept,
                closed_at, closed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[&scope.organization, &id, &of, &account, &supporter, &is_own, &kept, &scope.now, &scope.account],
    )?;
    Ok(id)
}

/// The accounts of a participant's own space that are closed and were not opened again, the latest first.
///
/// # Errors
/// Those of the storage.
pub fn closed(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Vec<Closure>, DbError> {
    tx.list(
        sql!(
            "SELECT c.id, c.account_id, c.supporter_id, c.is_own, c.kept, c.closed_at, COALESCE(s.name, a.name), b.name
             FROM own_closures c
             JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.account_id
             JOIN accounts b ON b.organization_id = c.organization_id AND b.id = c.closed_by
             LEFT JOIN supporters s ON s.organization_id = c.organization_id AND s.id = c.supporter_id
             WHERE c.organization_id = $1 AND c.participant_id = $2 AND c.undone_at IS NULL
             ORDER BY c.closed_at DESC, c.id DESC LIMIT 20"
        ),
        &[&scope.organization, &of],
    )
}

/// Opens an account again as it was: its role, and what was shared with it where that had not ended meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn open_again(tx: &mut Tx<'_>, scope: &Scope, closure: &Closure, role: Role) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE own_closures SET undone_at = $3 WHERE organization_id = $1 AND id = $2 AND undone_at IS NULL"),
        &[&scope.organization, &closure.id, &scope.now],
    )?;
    tx.run(
        sql!(
            "UPDATE memberships SET ends_at = NULL
             WHERE organization_id = $1 AND account_id = $2 AND role = $3 AND ends_at = $4"
        ),
        &[&scope.organization, &closure.account, &role, &closure.closed_at],
    )?;
    tx.run(
        sql!("UPDATE accounts SET closed_at = NULL WHERE organization_id = $1 AND id = $2 AND closed_at = $3"),
        &[&scope.organization, &closure.account, &closure.closed_at],
    )?;
    let kept: Vec<(ShareId, Option<Timestamp>)> = serde_json::from_value(closure.kept.clone()).unwrap_or_default();
    for (share, until) in kept {
        tx.run(
            sql!("UPDATE shares SET ends_at = $4 WHERE organization_id = $1 AND id = $2 AND ends_at = $3"),
            &[&scope.organization, &share, &closure.closed_at, &until],
        )?;
    }
    Ok(())
}

//! What sign-in reads and writes of accounts.

use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde_json::Value;

use crate::ids::{AccountId, OrganizationId, RecordId};

/// An account that an e-mail address may mean: the same address can have one in several organizations.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub organization: OrganizationId,
    pub organization_name: String,
    pub account: AccountId,
    pub email: String,
    pub password_hash: Option<String>,
    pub has_code: bool,
}

kit::from_row!(Candidate { organization, organization_name, account, email, password_hash, has_code });

/// The open accounts with this e-mail address, in every organization.
pub fn candidates(tx: &mut Tx<'_>, email_folded: &str) -> Result<Vec<Candidate>, DbError> {
    tx.list(
        sql!(
            "SELECT a.organization_id, o.name, a.id, a.email, a.password_hash, a.totp_secret IS NOT NULL
             FROM accounts a JOIN organizations o ON o.organization_id = a.organization_id
             WHERE a.email_folded = $1 AND a.closed_at IS NULL
             ORDER BY a.organization_id LIMIT 5"
        ),
        &[&email_folded],
    )
}

/// The open accounts with this address that may sign in with a code by mail: those of participants and supporters who
/// have no second step and no work here.
pub fn candidates_by_mail(tx: &mut Tx<'_>, email_folded: &str, now: Timestamp) -> Result<Vec<Candidate>, DbError> {
    tx.list(
        sql!(
            "SELECT a.organization_id, o.name, a.id, a.email, a.password_hash, a.totp_secret IS NOT NULL
             FROM accounts a JOIN organizations o ON o.organization_id = a.organization_id
             WHERE a.email_folded = $1 AND a.closed_at IS NULL AND a.totp_secret IS NULL
               AND EXISTS (SELECT 1 FROM memberships w WHERE w.organization_id = a.organization_id
                 AND w.account_id = a.id AND (w.ends_at IS NULL OR w.ends_at > $2))
               AND NOT EXISTS (SELECT 1 FROM memberships w WHERE w.organization_id = a.organization_id
                 AND w.account_id = a.id AND (w.ends_at IS NULL OR w.ends_at > $2)
                 AND w.role NOT IN ('participant', 'supporter'))
             ORDER BY a.organization_id LIMIT 5"
        ),
        &[&email_folded, &now],
    )
}

/// One open account, by its ids.
pub fn candidate(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
) -> Result<Option<Candidate>, DbError> {
    tx.one(
        sql!(
            "SELECT a.organization_id, o.name, a.id, a.email, a.password_hash, a.totp_secret IS NOT NULL
             FROM accounts a JOIN organizations o ON o.organization_id = a.organization_id
             WHERE a.organization_id = $1 AND a.id = $2 AND a.closed_at IS NULL"
        ),
        &[&organization, &account],
    )
}

/// Stores a password hashed at today's cost, if the password did not change meanwhile.
pub fn refresh_hash(tx: &mut Tx<'_>, one: &Candidate, hash: &str) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE accounts SET password_hash = $4 WHERE organization_id = $1 AND id = $2 AND password_hash = $3"),
        &[&one.organization, &one.account, &one.password_hash, &hash],
    )?;
    Ok(())
}

/// The sealed seed of an account's authenticator, and the step of the last code that counted.
pub type SecondFactor = (Option<Vec<u8>>, Option<i64>);

/// How an account's codes are checked; `None` when there is no such account.
pub fn second_factor(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
) -> Result<Option<SecondFactor>, DbError> {
    tx.one(
        sql!("SELECT totp_secret, totp_last_step FROM accounts WHERE organization_id = $1 AND id = $2"),
        &[&organization, &account],
    )
}

/// Marks a code's step as used; false when it (or a later one) was used already.
pub fn use_step(tx: &mut Tx<'_>, organization: OrganizationId, account: AccountId, step: i64) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE accounts SET totp_last_step = $3
             WHERE organization_id = $1 AND id = $2 AND (totp_last_step IS NULL OR totp_last_step < $3)"
        ),
        &[&organization, &account, &step],
    )?;
    Ok(changed == 1)
}

/// Uses up a recovery code; false when there is no such code left.
pub fn use_recovery_code(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
    digest: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE recovery_codes SET used_at = $4
             WHERE organization_id = $1 AND account_id = $2 AND digest = $3 AND used_at IS NULL"
        ),
        &[&organization, &account, &digest, &now],
    )?;
    Ok(changed == 1)
}

/// Keeps the state of an exchange of several requests until `expires_at`. Strays are swept with it.
pub fn keep_exchange(
    tx: &mut Tx<'_>,
    id: RecordId,
    kind: &str,
    owner: Option<(OrganizationId, AccountId)>,
    state: &Value,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.run(sql!("DELETE FROM exchanges WHERE expires_at < $1"), &[&now])?;
    let (organization, account) = owner.unzip();
    tx.run(
        sql!(
            "INSERT INTO exchanges (id, organization_id, account_id, kind, state, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &[&id, &organization, &account, &kind, state, &expires_at],
    )?;
    Ok(())
}

/// The state of an exchange that has not run out, left where it is (several tries at a code).
pub fn exchange(tx: &mut Tx<'_>, id: RecordId, kind: &str, now: Timestamp) -> Result<Option<Value>, DbError> {
    tx.one(sql!("SELECT state FROM exchanges WHERE id = $1 AND kind = $2 AND expires_at > $3"), &[&id, &kind, &now])
}

/// When somebody with the right to made a way back into this account that its owner has not heard of: after their last
/// sign-in.
pub fn recovery_since_last_session(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
) -> Result<Option<(Timestamp, Option<String>)>, DbError> {
    tx.one(
        sql!(
            "SELECT l.created_at, b.name FROM links l
             LEFT JOIN accounts b ON b.organization_id = l.organization_id AND b.id = l.created_by
             WHERE l.organization_id = $1 AND l.account_id = $2 AND l.purpose = 'recovery'
               AND l.created_at > COALESCE((SELECT MAX(s.created_at) FROM sessions s
                 WHERE s.organization_id = $1 AND s.account_id = $2), l.created_at)
             ORDER BY l.created_at DESC LIMIT 1"
        ),
        &[&organization, &account],
    )
}
/// The state and owner of an exchange, which is over with this.
pub fn take_exchange(
    tx: &mut Tx<'_>,
    id: RecordId,
    kind: &str,
    now: Timestamp,
) -> Result<Option<(Value, Option<AccountId>)>, DbError> {
    tx.one(
        sql!("DELETE FROM exchanges WHERE id = $1 AND kind = $2 AND expires_at > $3 RETURNING state, account_id"),
        &[&id, &kind, &now],
    )
}

//! The statements about an account's password, second factor and recovery codes.

use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use crate::ids::{AccountId, OrganizationId};

/// Takes the second factor away, and its recovery codes with it.
///
/// # Errors
/// Those of the storage.
pub fn drop_code(tx: &mut Tx<'_>, organization: OrganizationId, account: AccountId) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE accounts SET totp_secret = NULL, totp_last_step = NULL WHERE organization_id = $1 AND id = $2"),
        &[&organization, &account],
    )?;
    tx.run(
        sql!("DELETE FROM recovery_codes WHERE organization_id = $1 AND account_id = $2"),
        &[&organization, &account],
    )?;
    Ok(())
}

/// Stores a confirmed second factor: the sealed seed, and the step of the code that confirmed it.
///
/// # Errors
/// Those of the storage.
pub fn set_code(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
    sealed: &[u8],
    step: i64,
) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE accounts SET totp_secret = $3, totp_last_step = $4 WHERE organization_id = $1 AND id = $2"),
        &[&organization, &account, &sealed.to_vec(), &step],
    )?;
    Ok(())
}

/// Replaces all recovery codes by new ones.
///
/// # Errors
/// Those of the storage.
pub fn set_recovery_codes(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
    digests: &[String],
) -> Result<(), DbError> {
    tx.run(
        sql!("DELETE FROM recovery_codes WHERE organization_id = $1 AND account_id = $2"),
        &[&organization, &account],
    )?;
    for digest in digests {
        tx.run(
            sql!("INSERT INTO recovery_codes (organization_id, account_id, digest) VALUES ($1, $2, $3)"),
            &[&organization, &account, digest],
        )?;
    }
    Ok(())
}

/// How many recovery codes are left.
///
/// # Errors
/// Those of the storage.
pub fn recovery_codes_left(tx: &mut Tx<'_>, organization: OrganizationId, account: AccountId) -> Result<i64, DbError> {
    let left = tx.one(
        sql!("SELECT COUNT(*) FROM recovery_codes WHERE organization_id = $1 AND account_id = $2 AND used_at IS NULL"),
        &[&organization, &account],
    )?;
    Ok(left.unwrap_or_default())
}

/// The stored hash of an open account's password.
///
/// # Errors
/// Those of the storage.
pub fn password_hash(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
) -> Result<Option<String>, DbError> {
    let found: Option<Option<String>> = tx.one(
        sql!("SELECT password_hash FROM accounts WHERE organization_id = $1 AND id = $2 AND closed_at IS NULL"),
        &[&organization, &account],
    )?;
    Ok(found.flatten())
}

/// Stores a new password's hash.
///
/// # Errors
/// Those of the storage.
pub fn set_password(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
    hash: &str,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!("UPDATE accounts SET password_hash = $3 WHERE organization_id = $1 AND id = $2 AND closed_at IS NULL"),
        &[&organization, &account, &hash],
    )?;
    Ok(changed == 1)
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone)]
pub struct Passkey {
    pub id: crate::ids::PasskeyId,
    pub name: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

kit::from_row!(Passkey { id, name, created_at, used_at });

/// The passkeys of an account.
///
/// # Errors
/// Those of the storage.
pub fn passkeys(tx: &mut Tx<'_>, organization: OrganizationId, account: AccountId) -> Result<Vec<Passkey>, DbError> {
    tx.list(
        sql!(
            "SELECT id, name, created_at, used_at FROM passkeys WHERE organization_id = $1 AND account_id = $2
             ORDER BY created_at, id LIMIT 50"
        ),
        &[&organization, &account],
    )
}

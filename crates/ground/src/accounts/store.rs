//! What the page of one's own account reads and changes.

use kit::{
    db::{DbError, Tx},
    sql,
    text::sort_key,
};

use crate::{access::Scope, ids::PasskeyId, reading::TextSize};

/// What somebody keeps of themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    pub email: String,
    pub name: String,
    pub pronouns: String,
    pub phone: String,
    pub theme: String,
    pub language: String,
    pub text_size: TextSize,
    pub has_code: bool,
    pub version: i64,
}

kit::from_row!(Profile { email, name, pronouns, phone, theme, language, text_size, has_code, version });

/// One's own account.
pub fn profile(tx: &mut Tx<'_>, scope: &Scope) -> Result<Option<Profile>, DbError> {
    tx.one(
        sql!(
            "SELECT email, name, pronouns, phone, theme, language, text_size, totp_secret IS NOT NULL, version FROM accounts
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &scope.account],
    )
}

/// Saves what somebody changed of themselves; false when it was changed elsewhere meanwhile.
pub fn save(tx: &mut Tx<'_>, scope: &Scope, new: &Profile) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE accounts SET name = $3, sort_key = $4, pronouns = $5, phone = $6, theme = $7, language = $8,
                text_size = $9, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $10"
        ),
        &[
            &scope.organization,
            &scope.account,
            &new.name,
            &sort_key(&new.name),
            &new.pronouns,
            &new.phone,
            &new.theme,
            &new.language,
            &new.text_size,
            &new.version,
        ],
    )?;
    Ok(changed == 1)
}

/// The ids of all passkeys, so that a device does not make a second one.
pub fn credential_ids(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Vec<u8>>, DbError> {
    tx.list(
        sql!("SELECT credential_id FROM passkeys WHERE organization_id = $1 AND account_id = $2 LIMIT 50"),
        &[&scope.organization, &scope.account],
    )
}

/// Adds a passkey.
pub fn insert_passkey(
    tx: &mut Tx<'_>,
    scope: &Scope,
    new: &kit::secrets::NewPasskey,
    name: &str,
) -> Result<PasskeyId, DbError> {
    let id: PasskeyId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO passkeys (organization_id, id, account_id, credential_id, credential, name, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.organization, &id, &scope.account, &new.id, &new.key, &name, &scope.now],
    )?;
    Ok(id)
}

/// Names a passkey; false when it is not one's own.
pub fn name_passkey(tx: &mut Tx<'_>, scope: &Scope, id: PasskeyId, name: &str) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!("UPDATE passkeys SET name = $4 WHERE organization_id = $1 AND account_id = $2 AND id = $3"),
        &[&scope.organization, &scope.account, &id, &name],
    )?;
    Ok(changed == 1)
}

/// Removes a passkey; false when it is not one's own.
pub fn delete_passkey(tx: &mut Tx<'_>, scope: &Scope, id: PasskeyId) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!("DELETE FROM passkeys WHERE organization_id = $1 AND account_id = $2 AND id = $3"),
        &[&scope.organization, &scope.account, &id],
    )?;
    Ok(changed == 1)
}

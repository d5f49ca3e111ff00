//! Making accounts and giving them roles: used by set-up, invitations, imports and demo data.

use jiff::Timestamp;
use kit::{
    clock::Moment,
    db::{DbError, Tx},
    sql,
    text::{fold_email, sort_key},
};

use crate::{
    ids::{AccountId, MembershipId, OrganizationId, ProgramId},
    rules::matrix::Role,
};

/// An account about to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub organization: OrganizationId,
    pub email: String,
    pub name: String,
    pub pronouns: String,
    pub language: String,
    /// As the hasher gave it; `None` when the person has not chosen a password yet.
    pub password_hash: Option<String>,
}

/// A role about to be given.
#[derive(Debug, Clone)]
pub struct NewMembership {
    pub organization: OrganizationId,
    pub account: AccountId,
    /// `None`: in every program.
    pub program: Option<ProgramId>,
    pub role: Role,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
    pub created_by: Option<AccountId>,
}

/// Makes an account. The address must not have one in the organization yet: see [`by_email`].
///
/// # Errors
/// Those of the storage; a conflict with `accounts_by_email` when somebody was faster.
pub fn insert(tx: &mut Tx<'_>, at: &Moment, new: &NewAccount) -> Result<AccountId, DbError> {
    let id: AccountId = at.id();
    tx.run(
        sql!(
            "INSERT INTO accounts (organization_id, id, email, email_folded, name, sort_key, pronouns, phone, about,
                language, theme, password_hash, draft_key, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', $8, 'auto', $9, $10, $11, 1)"
        ),
        &[
            &new.organization,
            &id,
            &new.email,
            &fold_email(&new.email),
            &new.name,
            &sort_key(&new.name),
            &new.pronouns,
            &new.language,
            &new.password_hash,
            &at.random::<32>().to_vec(),
            &at.now,
        ],
    )?;
    Ok(id)
}

/// The account that an address has in an organization, and whether it is closed.
///
/// # Errors
/// Those of the storage.
pub fn by_email(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    email: &str,
) -> Result<Option<(AccountId, bool)>, DbError> {
    tx.one(
        sql!("SELECT id, closed_at IS NOT NULL FROM accounts WHERE organization_id = $1 AND email_folded = $2"),
        &[&organization, &fold_email(email)],
    )
}

/// Gives a role.
///
/// # Errors
/// Those of the storage.
pub fn give_role(tx: &mut Tx<'_>, at: &Moment, new: &NewMembership) -> Result<MembershipId, DbError> {
    let id: MembershipId = at.id();
    tx.run(
        sql!(
            "INSERT INTO memberships (organization_id, id, account_id, program_id, role, starts_at, ends_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[&new.organization, &id, &new.account, &new.program, &new.role, &new.starts_at, &new.ends_at, &new.created_by],
    )?;
    Ok(id)
}

//! One-time links: the first set-up, invitations, and ways back in. Whoever holds the link may do one thing, once.
//! Only a digest of the link's token is kept, so a stolen copy of the database opens nothing.

use std::time::Duration;

use jiff::Timestamp;
use kit::{
    clock::Moment,
    db::{DbError, FromRow, Row, Tx},
    secrets::Token,
    sql,
};

use crate::{
    ids::{AccountId, OrganizationId, ProgramId},
    rules::matrix::Role,
};

kit::word_enum! {
    /// What a link is for.
    pub enum Purpose {
        Setup = "setup",
        Invitation = "invitation",
        Recovery = "recovery",
    }
}

/// A link about to be made.
#[derive(Debug, Clone)]
pub struct NewLink {
    pub purpose: Purpose,
    pub organization: Option<OrganizationId>,
    /// The account that a recovery is for.
    pub account: Option<AccountId>,
    pub email: String,
    pub name: String,
    /// What an invitation offers.
    pub role: Option<Role>,
    pub program: Option<ProgramId>,
    /// When the offered role ends again (auditors).
    pub ends_at: Option<Timestamp>,
    pub created_by: Option<AccountId>,
    pub lasts: Duration,
}

/// A link as it stands.
#[derive(Debug, Clone)]
pub struct Link {
    pub digest: Vec<u8>,
    pub organization: Option<OrganizationId>,
    pub purpose: Purpose,
    pub account: Option<AccountId>,
    pub email: String,
    pub name: String,
    pub role: Option<Role>,
    pub program: Option<ProgramId>,
    pub ends_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub created_by: Option<AccountId>,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
}

impl FromRow for Link {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            digest: row.get()?,
            organization: row.get()?,
            purpose: row.get()?,
            account: row.get()?,
            email: row.get()?,
            name: row.get()?,
            role: row.get()?,
            program: row.get()?,
            ends_at: row.get()?,
            created_at: row.get()?,
            created_by: row.get()?,
            expires_at: row.get()?,
            used_at: row.get()?,
            withdrawn_at: row.get()?,
        })
    }
}

/// Why a link does nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dead {
    /// There is no such link.
    Unknown,
    Used,
    Withdrawn,
    Expired,
}

impl Dead {
    /// The message that says so.
    pub fn message(self) -> &'static str {
        match self {
            Self::Unknown => "account-link-unknown",
            Self::Used => "account-link-used",
            Self::Withdrawn => "account-link-withdrawn",
            Self::Expired => "account-link-expired",
        }
    }
}

/// Makes a link; answers its token, which is shown once and kept nowhere.
///
/// # Errors
/// Those of the storage.
pub fn make(tx: &mut Tx<'_>, at: &Moment, new: &NewLink) -> Result<String, DbError> {
    let token = Token::from_rng(&mut at.rng());
    let expires = at.now.saturating_add(new.lasts).unwrap_or(Timestamp::MAX);
    tx.run(
        sql!(
            "INSERT INTO links (token_digest, organization_id, purpose, account_id, email, name, role, program_id, ends_at,
                created_at, created_by, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        &[
            &token.digest().as_bytes().to_vec(),
            &new.organization,
            &new.purpose,
            &new.account,
            &new.email,
            &new.name,
            &new.role,
            &new.program,
            &new.ends_at,
            &at.now,
            &new.created_by,
            &expires,
        ],
    )?;
    Ok(token.reveal())
}

/// The link that a token opens, or why it opens nothing.
///
/// # Errors
/// Those of the storage.
pub fn open(tx: &mut Tx<'_>, token: &str, purpose: Purpose, now: Timestamp) -> Result<Result<Link, Dead>, DbError> {
    let Some(token) = Token::parse(token) else { return Ok(Err(Dead::Unknown)) };
    let found: Option<Link> = tx.one(
        sql!(
            "SELECT token_digest, organization_id, purpose, account_id, email, name, role, program_id, ends_at, created_at,
                created_by, expires_at, used_at, withdrawn_at
             FROM links WHERE token_digest = $1 AND purpose = $2"
        ),
        &[&token.digest().as_bytes().to_vec(), &purpose],
    )?;
    Ok(match found {
        None => Err(Dead::Unknown),
        Some(link) if link.used_at.is_some() => Err(Dead::Used),
        Some(link) if link.withdrawn_at.is_some() => Err(Dead::Withdrawn),
        Some(link) if link.expires_at <= now => Err(Dead::Expired),
        Some(link) => Ok(link),
    })
}

/// Uses a link up; false when somebody was faster. Called before the deed, in its transaction.
///
/// # Errors
/// Those of the storage.
pub fn use_up(tx: &mut Tx<'_>, link: &Link, now: Timestamp) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!("UPDATE links SET used_at = $2 WHERE token_digest = $1 AND used_at IS NULL AND withdrawn_at IS NULL"),
        &[&link.digest, &now],
    )?;
    Ok(changed == 1)
}

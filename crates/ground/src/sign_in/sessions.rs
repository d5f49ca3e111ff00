//! Sessions: who is signed in where, until when. The browser holds a random token, the database its digest.
//!
//! What lives here: every statement that begins, prolongs, lists or ends a session. What doesn't: reading who is behind
//! one (`access::actor_of`) and the cookie's attributes (the session layer).

use std::time::Duration;

use axum::http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    ids::Id,
    secrets::Token,
    sql,
};

use crate::{
    access::Request,
    ids::{AccountId, OrganizationId, SessionId},
};

/// A session is marked as seen at most this often, so that reading pages does not write on every request.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// The longest description of a device that is kept, in characters.
const DEVICE_CHARS: usize = 200;

kit::word_enum! {
    /// How somebody proved who they are.
    pub enum How {
        Password = "password",
        /// Password and a code of the second factor, or a recovery code.
        PasswordCode = "password_code",
        Passkey = "passkey",
        /// A one-time link: set-up, invitation, recovery.
        Link = "link",
    }
}

kit::word_enum! {
    /// Whose the device is in which somebody signed in.
    pub enum DeviceKind {
        Own = "own",
        /// Others use it too: the session ends soon, and nothing of it stays there.
        Shared = "shared",
    }
}

impl DeviceKind {
    /// What a form says with its field `shared_device`.
    pub fn of(form: &kit::forms::Form) -> Self {
        if form.is_ticked("shared_device") { Self::Shared } else { Self::Own }
    }

    pub fn is_shared(self) -> bool {
        self == Self::Shared
    }
}

/// On a shared device a session ends after so long without a page.
pub const SHARED_IDLE: SignedDuration = SignedDuration::from_mins(10);
/// On a shared device a session lasts at most so long.
const SHARED_LASTS: Duration = Duration::from_secs(2 * 60 * 60);

/// Since when a session on a shared device must have been seen.
pub fn shared_since(now: Timestamp) -> Timestamp {
    now.saturating_sub(SHARED_IDLE).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A session about to begin.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub organization: OrganizationId,
    pub account: AccountId,
    pub how: How,
    pub kind: DeviceKind,
    /// The browser's own description of itself (`User-Agent`).
    pub device: String,
    /// How long it may last whatever happens.
    pub lasts: Duration,
}

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub how: How,
    pub device: String,
    pub address: String,
}

kit::from_row!(Session { id, created_at, seen_at, how, device, address });

/// Begins a session and answers the value of its cookie: `<organization>.<token>`.
///
/// # Errors
/// Those of the storage.
pub fn start(tx: &mut Tx<'_>, request: &Request, new: &NewSession) -> Result<(SessionId, String), DbError> {
    let id: SessionId = request.at.id();
    let token = Token::from_rng(&mut request.at.rng());
    let now = request.now();
    let lasts = if new.kind.is_shared() { new.lasts.min(SHARED_LASTS) } else { new.lasts };
    let expires = now.saturating_add(lasts).unwrap_or(Timestamp::MAX);
    let device: String = new.device.chars().filter(|c| !c.is_control()).take(DEVICE_CHARS).collect();
    tx.run(
        sql!(
            "INSERT INTO sessions (organization_id, id, account_id, token_digest, created_at, seen_at, expires_at,
                how, device, address, device_kind)
             VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            &new.organization,
            &id,
            &new.account,
            &token.digest().as_bytes().to_vec(),
            &now,
            &expires,
            &new.how,
            &device,
            &request.address,
            &new.kind,
        ],
    )?;
    Ok((id, format!("{}.{}", new.organization.uuid().simple(), token.reveal())))
}

/// The header that gives a session's cookie to the browser; an empty value takes it away.
/// Scripts cannot read it, other sites' forms do not send it, and with `is_secure` only encrypted requests carry it.
///
/// # Errors
/// Never for the values made by [`start`].
pub fn cookie_header(value: &str, lasts: Duration, is_secure: bool) -> Result<HeaderValue, Fault> {
    cookie_named("session", value, lasts, is_secure)
}

/// The same for a shared device: the browser drops it when it is closed.
///
/// # Errors
/// Never for the values made by [`start`].
pub fn passing_cookie(value: &str, is_secure: bool) -> Result<HeaderValue, Fault> {
    let secure = if is_secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("session={value}; Path=/; HttpOnly; SameSite=Lax{secure}"))
        .map_err(|error| Fault::Internal(error.to_string()))
}

pub(super) fn cookie_named(name: &str, value: &str, lasts: Duration, is_secure: bool) -> Result<HeaderValue, Fault> {
    let seconds = if value.is_empty() { 0 } else { lasts.as_secs() };
    let secure = if is_secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"))
        .map_err(|error| Fault::Internal(error.to_string()))
}

/// What a cookie names: the organization, and the digest under which the session is kept. `None` when it is no such
/// cookie.
pub fn read_cookie(value: &str) -> Option<(OrganizationId, Vec<u8>)> {
    let (organization, token) = value.split_once('.')?;
    let digest = Token::parse(token)?.digest();
    Some((organization.parse().ok()?, digest.as_bytes().to_vec()))
}

/// Whether a session last seen then is due to be marked again.
pub fn is_due(seen_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(seen_at) >= SEEN_EVERY
}

/// Marks a session as seen. It never goes back in time, whichever request comes first.
///
/// # Errors
/// Those of the storage.
pub fn seen(tx: &mut Tx<'_>, organization: OrganizationId, session: SessionId, now: Timestamp) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE sessions SET seen_at = $3 WHERE organization_id = $1 AND id = $2 AND seen_at < $3"),
        &[&organization, &session, &now],
    )?;
    Ok(())
}

/// Why a session that a cookie names is not live any more, when that is known: for the words on the sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Nobody used it for a while.
    Idle,
    /// It had lasted as long as a session may.
    TooLong,
    /// Somebody ended it: its owner from another device, or an admin.
    Revoked,
}

/// Reads why a session ended. `None` when there never was one, or when it is live.
///
/// # Errors
/// Those of the storage.
pub fn ended(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    token_digest: &[u8],
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<Ended>, DbError> {
    type Found = (Option<Timestamp>, Timestamp, Timestamp, DeviceKind);
    let found: Option<Found> = tx.one(
        sql!(
            "SELECT ended_at, expires_at, seen_at, device_kind FROM sessions
             WHERE organization_id = $1 AND token_digest = $2"
        ),
        &[&organization, &token_digest.to_vec()],
    )?;
    let idle_since = |kind: DeviceKind| if kind.is_shared() { shared_since(now) } else { idle_since };
    Ok(found.and_then(|(ended_at, expires_at, seen_at, kind)| match ended_at {
        Some(_) => Some(Ended::Revoked),
        None if expires_at <= now => Some(Ended::TooLong),
        None if seen_at <= idle_since(kind) => Some(Ended::Idle),
        None => None,
    }))
}

/// Ends one session of an account; false when it is not theirs or has ended already.
///
/// # Errors
/// Those of the storage.
pub fn end(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
    session: SessionId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE sessions SET ended_at = $4
             WHERE organization_id = $1 AND account_id = $2 AND id = $3 AND ended_at IS NULL"
        ),
        &[&organization, &account, &session, &now],
    )?;
    Ok(changed == 1)
}

/// Ends every session of an account but one (or all of them); answers how many.
///
/// # Errors
/// Those of the storage.
pub fn end_others(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
    keep: Option<SessionId>,
    now: Timestamp,
) -> Result<u64, DbError> {
    // A session that is kept stands in for "none": an id that no session has.
    let keep = keep.unwrap_or_else(|| uuid::Uuid::nil().into());
    tx.run(
        sql!(
            "UPDATE sessions SET ended_at = $4
             WHERE organization_id = $1 AND account_id = $2 AND id <> $3 AND ended_at IS NULL"
        ),
        &[&organization, &account, &keep, &now],
    )
}

/// The live sessions of an account, the one used last first.
///
/// # Errors
/// Those of the storage.
pub fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<Session>, DbError> {
    tx.list(
        sql!(
            "SELECT id, created_at, seen_at, how, device, address FROM sessions
             WHERE organization_id = $1 AND account_id = $2 AND ended_at IS NULL AND expires_at > $3 AND seen_at > $4
               AND (device_kind <> 'shared' OR seen_at > $5)
             ORDER BY seen_at DESC, id LIMIT 100"
        ),
        &[&organization, &account, &now, &idle_since, &shared_since(now)],
    )
}

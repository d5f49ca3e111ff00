//! The way in: password, then a code when the account asks for one, then a session. Pages and data share it.

use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tenant, Tx},
    faults::Fault,
    ids::Id,
    secrets::{HashError, Password, RecoveryCode, Salt, SealKey, TotpSecret, Verdict},
    text::fold_email,
};
use serde::{Deserialize, Serialize};

use super::{
    brakes::{self, Browser, Knock, Tried},
    sessions::{self, DeviceKind, How, NewSession},
    store::{self, Candidate},
};
use crate::{
    App,
    access::{self, Request},
    audit::{self, Action, Entry},
    ids::{AccountId, OrganizationId, RecordId},
    rules::matrix::Role,
};

/// How long the second step may take.
const STEP_LASTS: SignedDuration = SignedDuration::from_mins(10);
const STEP: &str = "sign_in";

/// Somebody at the door.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub email: String,
    pub request: Request,
    /// What this browser can prove of earlier sign-ins.
    pub browser: Browser,
    /// The browser's description of itself.
    pub device: String,
    pub kind: DeviceKind,
}

impl Visitor {
    fn knock(&self) -> Knock {
        Knock::new(&self.email, &self.request.address, &self.browser)
    }
}

/// Why somebody is not in yet.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// Address or password is wrong; which of them is not said.
    Wrong,
    /// The code is wrong, or was used before.
    WrongCode,
    /// The second step took too long, or was never begun.
    TooLate,
    /// Too many tries.
    Wait(Timestamp),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// An account whose password was right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    pub organization: OrganizationId,
    pub organization_name: String,
    pub account: AccountId,
    pub email: String,
    /// A code is still to come.
    pub needs_code: bool,
}

/// Somebody who is in.
#[derive(Debug, Clone)]
pub struct Entered {
    pub organization: OrganizationId,
    pub account: AccountId,
    /// The value of the session's cookie.
    pub cookie: String,
    /// Whose the device is.
    pub kind: DeviceKind,
    /// Since the last sign-in somebody made a way back into this account: when, and who.
    pub recovery: Option<(Timestamp, Option<String>)>,
}

/// Checks an address and a password against every organization that knows the address.
///
/// # Errors
/// A [`Refusal`].
pub async fn check_password(app: &App, visitor: &Visitor, typed: &str) -> Result<Vec<Proven>, Refusal> {
    let (knock, request, folded) = (visitor.knock(), visitor.request.clone(), fold_email(&visitor.email));
    let tried = app
        .db
        .write(Tenant::System, move |tx| match brakes::try_once(tx, &request, &knock)? {
            Ok(tried) => Ok::<_, DbError>(Ok((tried, store::candidates(tx, &folded)?))),
            Err(wait) => Ok(Err(wait)),
        })
        .await?;
    let (tried, candidates) = tried.map_err(|wait| Refusal::Wait(wait.until))?;
    let checked = verify_each(app, visitor, typed, candidates).await;
    match checked {
        Ok(proven) if proven.is_empty() => {
            note_refusal(app, visitor, "password").await?;
            Err(Refusal::Wrong)
        }
        other => {
            strike(app, tried).await?;
            other
        }
    }
}

async fn strike(app: &App, tried: Tried) -> Result<(), Refusal> {
    Ok(app.db.write(Tenant::System, move |tx| brakes::strike(tx, tried)).await?)
}

async fn verify_each(
    app: &App,
    visitor: &Visitor,
    typed: &str,
    candidates: Vec<Candidate>,
) -> Result<Vec<Proven>, Refusal> {
    // Too long to be anybody's: the same work as for a wrong one.
    let password = Password::typed(typed).or_else(|| Password::typed("")).ok_or(Refusal::Wrong)?;
    if candidates.is_empty() {
        app.hasher.verify(password, None).await.map_err(hash_fault)?;
        return Ok(Vec::new());
    }
    let mut proven = Vec::new();
    for one in candidates {
        let verdict = app.hasher.verify(password.clone(), one.password_hash.clone()).await.map_err(hash_fault)?;
        if verdict == Verdict::RightButOutdated {
            rehash(app, visitor, password.clone(), &one).await?;
        }
        if verdict != Verdict::Wrong {
            let Candidate { organization, organization_name, account, email, has_code, .. } = one;
            proven.push(Proven { organization, organization_name, account, email, needs_code: has_code });
        }
    }
    Ok(proven)
}

async fn rehash(app: &App, visitor: &Visitor, password: Password, one: &Candidate) -> Result<(), Refusal> {
    let salt = Salt::from_rng(&mut visitor.request.at.rng());
    let hash = app.hasher.hash(password, salt).await.map_err(hash_fault)?;
    let one = one.clone();
    let tenant = Tenant::Organization(one.organization.uuid());
    Ok(app.db.write(tenant, move |tx| store::refresh_hash(tx, &one, &hash)).await?)
}

/// What a failed hash means for the visitor.
pub fn hash_fault(error: HashError) -> Fault {
    match error {
        HashError::Full { retry_after_seconds } => Fault::Busy(retry_after_seconds),
        other => Fault::Internal(other.to_string()),
    }
}

/// Writes down in each organization that knows the address that somebody was refused.
async fn note_refusal(app: &App, visitor: &Visitor, at: &'static str) -> Result<(), Refusal> {
    let (request, folded) = (visitor.request.clone(), fold_email(&visitor.email));
    Ok(app
        .db
        .write(Tenant::System, move |tx| {
            for one in store::candidates(tx, &folded)? {
                let entry = Entry::by_program(one.organization, &request, Action::Refuse, "session");
                audit::record(tx, &entry.on(one.account).with("at", at))?;
            }
            Ok::<_, DbError>(())
        })
        .await?)
}

/// Keeps the accounts whose password was right while the visitor chooses one or types a code. Answers what to send
/// along with the next form.
///
/// # Errors
/// Those of the storage.
pub async fn begin_step(app: &App, request: &Request, proven: &[Proven]) -> Result<RecordId, Fault> {
    let (id, now): (RecordId, _) = (request.at.id(), request.now());
    let state = serde_json::to_value(proven).map_err(|error| Fault::Internal(error.to_string()))?;
    let expires = now.saturating_add(STEP_LASTS).unwrap_or(Timestamp::MAX);
    app.db
        .write(Tenant::System, move |tx| store::keep_exchange(tx, id, STEP, None, &state, now, expires))
        .await
        .map_err(|error: DbError| error.into())
        .map(|()| id)
}

/// The accounts kept by [`begin_step`].
///
/// # Errors
/// [`Refusal::TooLate`] when the step ran out.
pub async fn step(app: &App, request: &Request, id: RecordId) -> Result<Vec<Proven>, Refusal> {
    let now = request.now();
    let state = app.db.read(Tenant::System, move |tx| store::exchange(tx, id, STEP, now)).await?;
    let state = state.ok_or(Refusal::TooLate)?;
    serde_json::from_value(state).map_err(|error| Refusal::Fault(Fault::Internal(error.to_string())))
}

/// Checks a code of the second factor, or a recovery code, and lets the visitor in.
///
/// # Errors
/// A [`Refusal`].
pub async fn enter_with_code(app: &App, visitor: &Visitor, one: &Proven, typed: &str) -> Result<Entered, Refusal> {
    let (knock, request) = (visitor.knock(), visitor.request.clone());
    let tried = app.db.write(Tenant::System, move |tx| brakes::try_once(tx, &request, &knock)).await?;
    tried.map_err(|wait| Refusal::Wait(wait.until))?;
    let (seal, now, typed) = (app.seal.clone(), visitor.request.now(), typed.to_owned());
    let (organization, account) = (one.organization, one.account);
    let is_right = app
        .db
        .write(Tenant::Organization(organization.uuid()), move |tx| {
            is_code_right(tx, &seal, organization, account, &typed, now)
        })
        .await?;
    if !is_right {
        note_refusal(app, visitor, "code").await?;
        return Err(Refusal::WrongCode);
    }
    enter(app, visitor, one, How::PasswordCode).await
}

/// Uses up a code if it is right.
pub(crate) fn is_code_right(
    tx: &mut Tx<'_>,
    seal: &SealKey,
    organization: OrganizationId,
    account: AccountId,
    typed: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    if let Some(code) = RecoveryCode::parse(typed) {
        let digest = recovery_digest(&code, seal, account);
        return store::use_recovery_code(tx, organization, account, &digest, now);
    }
    let Some((Some(sealed), last_step)) = store::second_factor(tx, organization, account)? else { return Ok(false) };
    let opened = seal.open(&sealed, &totp_context(account)).ok();
    let secret = opened.and_then(|bytes| TotpSecret::from_bytes(&bytes));
    match secret.and_then(|secret| secret.verify(typed, now, last_step)) {
        Some(step) => store::use_step(tx, organization, account, step),
        None => Ok(false),
    }
}

/// What ties a sealed seed to its account.
pub(crate) fn totp_context(account: AccountId) -> String {
    format!("totp:{account}")
}

/// What is stored of a recovery code.
pub(crate) fn recovery_digest(code: &RecoveryCode, seal: &SealKey, account: AccountId) -> String {
    kit::web::to_base64url(code.digest(seal, &format!("recovery:{account}")).as_bytes())
}

/// Lets somebody in who has proven who they are.
///
/// # Errors
/// [`Refusal::Wrong`] when the account was closed meanwhile.
pub async fn enter(app: &App, visitor: &Visitor, one: &Proven, how: How) -> Result<Entered, Refusal> {
    let (one, knock, request) = (one.clone(), visitor.knock(), visitor.request.clone());
    let new = NewSession {
        organization: one.organization,
        account: one.account,
        how,
        kind: visitor.kind,
        device: visitor.device.clone(),
        lasts: app.config.sessions.absolute,
    };
    let entered = app
        .db
        .write(Tenant::Organization(one.organization.uuid()), move |tx| {
            brakes::forget(tx, &knock)?;
            enter_now(tx, &request, &new)
        })
        .await?;
    entered.ok_or(Refusal::Wrong)
}

/// Whether somebody proves themselves with a code besides the password.
///
/// # Errors
/// Those of the storage.
pub fn needs_code(tx: &mut Tx<'_>, organization: OrganizationId, account: AccountId) -> Result<bool, DbError> {
    Ok(store::candidate(tx, organization, account)?.is_some_and(|found| found.has_code))
}

/// Begins a session and writes it down, within a transaction of the caller. `None` when the account is closed.
///
/// # Errors
/// Those of the storage.
pub fn enter_now(tx: &mut Tx<'_>, request: &Request, new: &NewSession) -> Result<Option<Entered>, DbError> {
    let (organization, account) = (new.organization, new.account);
    if store::candidate(tx, organization, account)?.is_none() {
        return Ok(None);
    }
    let recovery = store::recovery_since_last_session(tx, organization, account)?;
    let (session, cookie) = sessions::start(tx, request, new)?;
    let held = access::memberships(tx, organization, account, request.now())?;
    let acting_as = access::main_role(&held).map_or("none", Role::word);
    let entry = Entry::by_program(organization, request, Action::SignIn, "session").by(account, acting_as);
    audit::record(tx, &entry.on(session).with("how", new.how.word()))?;
    Ok(Some(Entered { organization, account, cookie, kind: new.kind, recovery }))
}

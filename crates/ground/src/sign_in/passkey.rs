//! Signing in with a passkey, and the state of a ceremony between its two requests: kept here, named by a cookie.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::IntoResponse,
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    faults::Fault,
    ids::Id,
    secrets::{PasskeyError, UsedPasskey},
    sql,
    web::Answer,
};
use serde_json::Value;

use super::{
    door, pages,
    sessions::{self, DeviceKind, How, NewSession},
    store,
};
use crate::{
    App, Visit,
    accounts::relying,
    ids::{AccountId, OrganizationId, PasskeyId, RecordId},
};

const KIND: &str = "passkey_sign_in";
const LASTS: SignedDuration = SignedDuration::from_mins(5);

/// What a passkey's failure means for the visitor.
pub(crate) fn fault(error: PasskeyError) -> Fault {
    match error {
        PasskeyError::Refused(_) | PasskeyError::Unreadable(_) => Fault::SignIn,
        other => Fault::Internal(other.to_string()),
    }
}

/// Keeps the server's part of a ceremony; answers the cookie that names it.
pub(crate) async fn keep(
    app: &App,
    at: &Moment,
    kind: &'static str,
    owner: Option<(OrganizationId, AccountId)>,
    state: Value,
) -> Result<HeaderValue, Fault> {
    let (id, now): (RecordId, _) = (at.id(), at.now);
    let expires = now.saturating_add(LASTS).unwrap_or(now);
    let kept =
        app.db.write(Tenant::System, move |tx| store::keep_exchange(tx, id, kind, owner, &state, now, expires)).await;
    kept.map_err(|error: DbError| Fault::from(error))?;
    let is_secure = app.config.public_url.scheme() == "https";
    sessions::cookie_named("ceremony", &id.to_string(), Duration::from_secs(300), is_secure)
}

/// Takes the server's part back: it counts once.
pub(crate) async fn take(
    app: &App,
    headers: &HeaderMap,
    kind: &'static str,
    now: Timestamp,
) -> Result<(Value, Option<AccountId>), Fault> {
    let id: Option<RecordId> = kit::web::cookie(headers, "ceremony").and_then(|value| value.parse().ok());
    let id = id.ok_or(Fault::SignIn)?;
    let taken = app.db.write(Tenant::System, move |tx| store::take_exchange(tx, id, kind, now)).await;
    taken.map_err(|error: DbError| Fault::from(error))?.ok_or(Fault::SignIn)
}

pub async fn start(State(app): State<App>, visit: Visit) -> Answer {
    app.begins_ceremony(&visit.request.address, visit.request.now())?;
    let ceremony = relying(&app)?.start_discovery().map_err(fault)?;
    let cookie = keep(&app, &visit.request.at, KIND, None, ceremony.to_keep).await?;
    let mut answer = Json(ceremony.for_browser).into_response();
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(answer)
}

pub async fn finish(State(app): State<App>, visit: Visit, headers: HeaderMap, Json(answer): Json<Value>) -> Answer {
    let (kept, _) = take(&app, &headers, KIND, visit.request.now()).await?;
    let relying = relying(&app)?;
    let (account, credential) = relying.claimed(&answer).map_err(fault)?;
    let stored = app.db.read(Tenant::System, move |tx| find(tx, account.into(), &credential)).await;
    let stored: Option<Stored> = stored.map_err(|error: DbError| Fault::from(error))?;
    let stored = stored.ok_or(Fault::SignIn)?;
    let used = relying.finish_discovery(kept, answer, &stored.key).map_err(fault)?;
    let visitor = pages::visitor(&app, &visit, &headers, "");
    let new = NewSession {
        organization: stored.organization,
        account: stored.account,
        how: How::Passkey,
        kind: DeviceKind::Own,
        device: visitor.device,
        lasts: app.config.sessions.absolute,
    };
    let tenant = Tenant::Organization(stored.organization.uuid());
    let entered = app.db.write(tenant, move |tx| {
        mark_used(tx, &stored, &used, visitor.request.now())?;
        door::enter_now(tx, &visitor.request, &new)
    });
    let entered = entered.await.map_err(|error: DbError| Fault::from(error))?.ok_or(Fault::SignIn)?;
    pages::welcome(&app, &visit, &entered, None, "/")
}

struct Stored {
    organization: OrganizationId,
    id: PasskeyId,
    account: AccountId,
    key: Value,
}

kit::from_row!(Stored { organization, id, account, key });

fn find(tx: &mut Tx<'_>, account: AccountId, credential: &[u8]) -> Result<Option<Stored>, DbError> {
    tx.one(
        sql!(
            "SELECT organization_id, id, account_id, credential FROM passkeys
             WHERE credential_id = $1 AND account_id = $2"
        ),
        &[&credential.to_vec(), &account],
    )
}

fn mark_used(tx: &mut Tx<'_>, stored: &Stored, used: &UsedPasskey, now: Timestamp) -> Result<(), DbError> {
    let key = used.updated.as_ref().unwrap_or(&stored.key);
    tx.run(
        sql!("UPDATE passkeys SET credential = $3, used_at = $4 WHERE organization_id = $1 AND id = $2"),
        &[&stored.organization, &stored.id, key, &now],
    )?;
    Ok(())
}

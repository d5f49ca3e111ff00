//! Who is there: the session cookie becomes a [`Visit`], and requests made by other sites' pages are refused.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use ground::{
    App, Visit,
    access::{self, Actor},
    layout::Flash,
    reading::{self, TextSize},
    sign_in::sessions,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tenant, following::following},
    faults::Fault,
    ids::Id,
};

use super::{faults, turns::Turns};

/// Lets a page that only reads be read from the replica, when there is one and it has all that was saved before.
pub async fn follow(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_reading && app.db.has_replica() { following(next.run(request)).await } else { next.run(request).await }
}

/// Makes the [`Visit`] of a request.
pub async fn recognize(
    State((app, turns)): State<(App, Turns)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Fault> {
    let at = app.moment();
    let address = address(&app, &request);
    let found = turns.look_up(&address, actor(&app, request.headers(), at.now)).await;
    let (actor, trouble) = match found {
        Ok(actor) => (actor, None),
        Err(fault) => (None, Some(fault)),
    };
    let context = access::Request { id: at.id(), address, at };
    let headers = request.headers();
    let words = app.messages.language(&language(&app, actor.as_ref(), headers));
    let text_size = text_size(actor.as_ref(), headers);
    let flash = flash(headers);
    let has_flash = !flash.is_empty();
    let nonce = kit::web::to_base64url(&context.at.random::<16>());
    let wants_json =
        headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    let path = request.uri().path().to_owned();
    let host = host(&request);
    let visit = Visit::new(app, actor, context, words, text_size, nonce.clone(), path, host, flash, wants_json);
    let mut answer = match trouble {
        // Nobody can be told from anybody now: nothing is done, and the page that says so needs no records.
        Some(fault) => faults::tell(&fault, &visit, request).await,
        None => {
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
    };
    protect(&mut answer, &nonce)?;
    if has_flash {
        answer.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static("flash=; Path=/; Max-Age=0"));
    }
    Ok(answer)
}

/// The name of the machine that was asked for: HTTP/2 says it in the address, HTTP/1 in a header.
fn host(request: &Request) -> String {
    let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().host().or(header).unwrap_or_default();
    host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase()
}

async fn actor(app: &App, headers: &HeaderMap, now: Timestamp) -> Result<Option<Actor>, Fault> {
    let Some((organization, digest)) = kit::web::cookie(headers, "session").and_then(sessions::read_cookie) else {
        return Ok(None);
    };
    let idle_since = now - app.config.sessions.idle;
    let tenant = Tenant::Organization(organization.uuid());
    let found = app
        .db
        .read(tenant, move |tx| access::actor_of(tx, organization, &digest, now, idle_since))
        .await
        .map_err(Fault::from)?;
    let Some((actor, seen_at)) = found else { return Ok(None) };
    if sessions::is_due(seen_at, now) {
        let session = actor.session;
        let seen: Result<(), DbError> =
            app.db.write(tenant, move |tx| sessions::seen(tx, organization, session, now)).await;
        match seen {
            // On a full disk people go on reading; the session ends as if they had not come.
            Err(DbError::Unwritable(_) | DbError::Busy(_)) => {
                metrics::counter!("accompany_sessions_not_seen_total").increment(1);
            }
            other => other?,
        }
    }
    Ok(Some(actor))
}

/// The address of the browser; what a proxy says of it counts only when the proxy is one of ours.
fn address(app: &App, request: &Request) -> String {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else { return String::new() };
    let trusted = |address: IpAddr| app.config.trusted_proxies.iter().any(|network| network.contains(address));
    if !trusted(peer.ip()) {
        return peer.ip().to_string();
    }
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let hops = forwarded.rsplit(',').filter_map(|hop| hop.trim().parse::<IpAddr>().ok());
    hops.into_iter().find(|hop| !trusted(*hop)).unwrap_or(peer.ip()).to_string()
}

/// The language of the account, else the one chosen in this browser, else what the browser asks for.
fn language(app: &App, actor: Option<&Actor>, headers: &HeaderMap) -> String {
    let chosen = actor.map(|actor| actor.language.as_str()).or_else(|| kit::web::cookie(headers, reading::LANGUAGE));
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen.map_or_else(|| app.messages.preferred(accepted).to_owned(), str::to_owned)
}

fn text_size(actor: Option<&Actor>, headers: &HeaderMap) -> TextSize {
    let chosen = || kit::web::cookie(headers, reading::TEXT_SIZE).and_then(TextSize::from_word);
    actor.map(|actor| actor.text_size).or_else(chosen).unwrap_or(TextSize::Usual)
}

fn flash(headers: &HeaderMap) -> Vec<Flash> {
    let value = kit::web::cookie(headers, "flash").and_then(kit::web::from_base64url);
    value.and_then(|bytes| serde_json::from_slice(&bytes).ok()).into_iter().collect()
}

/// Headers that keep a page to itself: no foreign scripts, frames or copies on a shared machine's disk.
fn protect(answer: &mut Response, nonce: &str) -> Result<(), Fault> {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let policy = HeaderValue::from_str(&policy).map_err(|error| Fault::Internal(error.to_string()))?;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
    Ok(())
}

/// Refuses changes that another site's page asks for in the name of somebody signed in here. Browsers say where a
/// request comes from; programs that say nothing carry no cookie of a browser.
pub async fn refuse_other_sites(request: Request, next: Next) -> Response {
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_change && is_from_elsewhere(request.headers()) {
        return Fault::Foreign.into_response();
    }
    next.run(request).await
}

fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split_once("://").map(|(_, rest)| rest) != Some(host),
        (None, Some(_), None) => true,
        (None, None, _) => false,
    }
}

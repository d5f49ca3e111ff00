//! Who is there: the session cookie becomes a [`Visit`]; and which requests other sites' pages make.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    response::Response,
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
    db::{DbError, Tenant},
    faults::Fault,
    ids::Id,
};

use super::turns::Turns;

/// Makes the [`Visit`] of a request. When it cannot be found out who is there, the visit is nobody's, and the fault says why.
pub async fn recognize(app: &App, turns: &Turns, head: &Parts) -> (Visit, Option<Fault>) {
    let at = app.moment();
    let address = address(app, head);
    let headers = &head.headers;
    let found = turns.look_up(&address, actor(app, headers, at.now)).await;
    let (actor, trouble) = match found {
        Ok(actor) => (actor, None),
        Err(fault) => (None, Some(fault)),
    };
    let context = access::Request { id: at.id(), address, at };
    let words = app.messages.language(&language(app, actor.as_ref(), headers));
    let text_size = text_size(actor.as_ref(), headers);
    let nonce = kit::web::to_base64url(&context.at.random::<16>());
    let wants_json =
        headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    let path = head.uri.path().to_owned();
    let (host, flash) = (host(head), flash(headers));
    (Visit::new(app.clone(), actor, context, words, text_size, nonce, path, host, flash, wants_json), trouble)
}

/// The name of the machine that was asked for: HTTP/2 says it in the address, HTTP/1 in a header.
fn host(head: &Parts) -> String {
    let header = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = head.uri.host().or(header).unwrap_or_default();
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
fn address(app: &App, head: &Parts) -> String {
    let Some(ConnectInfo(peer)) = head.extensions.get::<ConnectInfo<SocketAddr>>() else { return String::new() };
    let trusted = |address: IpAddr| app.config.trusted_proxies.iter().any(|network| network.contains(address));
    if !trusted(peer.ip()) {
        return peer.ip().to_string();
    }
    let forwarded = head.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok()).unwrap_or_default();
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

/// Adds headers that keep a page to itself: no foreign scripts, frames or copies on a shared machine's disk. What was to be
/// said once has been said.
///
/// # Errors
/// Never: a nonce fits into a header.
pub fn protect(answer: &mut Response, visit: &Visit) -> Result<(), Fault> {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{}'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'",
        visit.nonce
    );
    let policy = HeaderValue::from_str(&policy).map_err(|error| Fault::Internal(error.to_string()))?;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
    if !visit.flash.is_empty() {
        headers.append(header::SET_COOKIE, HeaderValue::from_static("flash=; Path=/; Max-Age=0"));
    }
    Ok(())
}

/// Whether another site's page asks for a change in the name of somebody signed in here. Browsers say where a request comes
/// from; programs that say nothing carry no cookie of a browser.
pub fn is_from_elsewhere(request: &Request) -> bool {
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    is_change && is_of_another_site(request.headers())
}

fn is_of_another_site(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split_once("://").map(|(_, rest)| rest) != Some(host),
        (None, Some(_), None) => true,
        (None, None, _) => false,
    }
}

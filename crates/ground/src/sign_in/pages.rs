//! The sign-in page, its second step, and sign-out; the same answers as data for the dialog that signs in in place.

use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tenant},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    messages::AsArg,
    web::{Answer, own_path},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    brakes::Browser,
    door::{self, Entered, Proven, Refusal, Visitor},
    leave,
    sessions::{self, DeviceKind, Ended, How},
};
use crate::{
    App, Visit,
    ids::RecordId,
    layout::{Flash, Page, parts::Choice, when},
};

/// How long a browser is remembered as one in which somebody signed in.
const BROWSER_LASTS: std::time::Duration = std::time::Duration::from_secs(60 * 60 * 24 * 400);

#[derive(Template)]
#[template(path = "sign_in/new.html")]
struct SignInPage {
    page: Page,
    form: Form,
    errors: Errors,
    next: String,
    /// Why the page came up by itself.
    ended: Option<String>,
    has_passkeys: bool,
    has_mail: bool,
}

#[derive(Template)]
#[template(path = "sign_in/step.html")]
struct StepPage {
    page: Page,
    errors: Errors,
    next: String,
    step: String,
    organizations: Vec<Choice>,
    needs_code: bool,
    is_device_shared: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

pub async fn new(State(app): State<App>, visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Answer {
    let next = own_path(&asked.next).unwrap_or("/").to_owned();
    if visit.actor.is_some() {
        return kit::web::see(next);
    }
    let ended = why_ended(&app, &visit, &headers).await?;
    kit::web::page(&sign_in_page(&app, &visit, Form::default(), Errors::default(), next, ended))
}

fn sign_in_page(
    app: &App,
    visit: &Visit,
    form: Form,
    errors: Errors,
    next: String,
    ended: Option<String>,
) -> SignInPage {
    let (has_passkeys, has_mail) = (app.passkeys.is_some(), app.mailer.is_on());
    SignInPage { page: visit.page("sign-in-title"), form, errors, next, ended, has_passkeys, has_mail }
}

/// What to say to somebody whose session is over.
async fn why_ended(app: &App, visit: &Visit, headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let Some((organization, digest)) = kit::web::cookie(headers, "session").and_then(sessions::read_cookie) else {
        return Ok(None);
    };
    let now = visit.request.now();
    let idle_since = now.saturating_sub(app.config.sessions.idle).unwrap_or(Timestamp::UNIX_EPOCH);
    let tenant = Tenant::Organization(organization.uuid());
    let ended = app.db.read(tenant, move |tx| sessions::ended(tx, organization, &digest, now, idle_since)).await;
    Ok(ended.map_err(|error: DbError| Fault::from(error))?.map(|ended| {
        visit.t(match ended {
            Ended::Idle => "sign-in-ended-idle",
            Ended::TooLong => "sign-in-ended-too-long",
            Ended::Revoked => "sign-in-ended-revoked",
        })
    }))
}

pub async fn create(State(app): State<App>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let mut visitor = visitor(&app, &visit, &headers, form.get("email"));
    visitor.kind = DeviceKind::of(&form);
    let next = own_path(form.get("next")).unwrap_or("/").to_owned();
    match knock(&app, visitor, &form).await {
        Ok(Outcome::In(entered, email)) => {
            let browser = Browser::read(kit::web::cookie(&headers, "browser"), &app.seal);
            welcome(&app, &visit, &entered, browser.and(&email, &app.seal, &mut visit.request.at.rng()), &next)
        }
        Ok(Outcome::Step(proven)) => show_step(&app, &visit, &form, &proven, next).await,
        Err(refusal) => refuse(&app, &visit, form, refusal, next).await,
    }
}

/// Who is at the door, as far as the request tells.
pub(super) fn visitor(app: &App, visit: &Visit, headers: &HeaderMap, email: &str) -> Visitor {
    let device = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Visitor {
        email: email.to_owned(),
        request: visit.request.clone(),
        browser: Browser::read(kit::web::cookie(headers, "browser"), &app.seal),
        device: device.to_owned(),
        kind: DeviceKind::Own,
    }
}

enum Outcome {
    In(Entered, String),
    /// An organization is to be chosen, or a code to be typed.
    Step(Vec<Proven>),
}

async fn knock(app: &App, mut visitor: Visitor, form: &Form) -> Result<Outcome, Refusal> {
    let mut proven = match form.parsed::<RecordId>("step") {
        Some(id) => door::step(app, &visitor.request, id).await?,
        None => door::check_password(app, &visitor, form.get("password")).await?,
    };
    if let Some(account) = form.text("account") {
        proven.retain(|one| one.account.to_string() == account);
    }
    let one = match proven.as_slice() {
        [] => return Err(Refusal::Wrong),
        [one] => one.clone(),
        _ => return Ok(Outcome::Step(proven)),
    };
    visitor.email.clone_from(&one.email);
    let entered = match form.text("code") {
        _ if !one.needs_code => door::enter(app, &visitor, &one, How::Password).await?,
        Some(code) => door::enter_with_code(app, &visitor, &one, code).await?,
        None => return Ok(Outcome::Step(proven)),
    };
    Ok(Outcome::In(entered, one.email))
}

/// Answers somebody who is in: with the session's cookie, and on to where they were going.
///
/// # Errors
/// When the words for the next page do not fit a header.
pub fn welcome(app: &App, visit: &Visit, entered: &Entered, browser: Option<String>, next: &str) -> Answer {
    let mut answer = if visit.wants_json {
        Json(json!({ "ok": true, "account": entered.account.to_string(), "next": next })).into_response()
    } else if let Some((at, by)) = &entered.recovery {
        let day = when::short_day(&visit.words, at.to_zoned(visit.zone()).date());
        let by = by.clone().unwrap_or_else(|| visit.t("sign-in-recovery-somebody"));
        let words = visit.words.with("sign-in-recovery-made", &[("name", by.as_arg()), ("day", day.as_arg())]);
        visit.see(next, Flash::warn(words))?
    } else {
        kit::web::see(next)?
    };
    let is_secure = app.config.public_url.scheme() == "https";
    let session = if entered.kind.is_shared() {
        sessions::passing_cookie(&entered.cookie, is_secure)?
    } else {
        sessions::cookie_header(&entered.cookie, app.config.sessions.absolute, is_secure)?
    };
    answer.headers_mut().append(header::SET_COOKIE, session);
    // A shared device does not remember who was there.
    if let Some(browser) = browser.filter(|_| !entered.kind.is_shared()) {
        let browser = sessions::cookie_named("browser", &browser, BROWSER_LASTS, is_secure)?;
        answer.headers_mut().append(header::SET_COOKIE, browser);
    }
    Ok(answer)
}

async fn show_step(app: &App, visit: &Visit, form: &Form, proven: &[Proven], next: String) -> Answer {
    let needs_code = proven.iter().any(|one| one.needs_code);
    let words = if needs_code { "sign-in-code-needed" } else { "sign-in-organization-needed" };
    if visit.wants_json {
        return Ok(data_refusal(StatusCode::UNAUTHORIZED, &visit.t(words), needs_code));
    }
    let (step, errors) = match form.parsed::<RecordId>("step") {
        Some(step) => (step, Errors::one(if needs_code { "code" } else { "account" }, visit.t(words))),
        None => (door::begin_step(app, &visit.request, proven).await?, Errors::default()),
    };
    step_page(visit, proven, step, errors, next, form)
}

fn step_page(visit: &Visit, proven: &[Proven], step: RecordId, errors: Errors, next: String, form: &Form) -> Answer {
    let chosen = form.get("account");
    let choice = |one: &Proven| {
        let id = one.account.to_string();
        Choice::new(id.clone(), one.organization_name.clone(), id == chosen)
    };
    let has_errors = !errors.is_empty();
    let view = StepPage {
        page: visit.page("sign-in-step-title"),
        errors,
        next,
        step: step.to_string(),
        organizations: if proven.len() > 1 { proven.iter().map(choice).collect() } else { Vec::new() },
        needs_code: proven.iter().any(|one| one.needs_code),
        is_device_shared: DeviceKind::of(form).is_shared(),
    };
    if has_errors { kit::web::page_with_errors(&view) } else { kit::web::page(&view) }
}

async fn refuse(app: &App, visit: &Visit, mut form: Form, refusal: Refusal, next: String) -> Answer {
    let (status, words, field) = match refusal {
        Refusal::Fault(fault) => return Err(fault),
        Refusal::Wrong => (StatusCode::UNAUTHORIZED, visit.t("sign-in-wrong"), "email"),
        Refusal::WrongCode => (StatusCode::UNAUTHORIZED, visit.t("sign-in-wrong-code"), "code"),
        Refusal::TooLate => (StatusCode::UNAUTHORIZED, visit.t("sign-in-too-late"), "email"),
        Refusal::Wait(until) => (StatusCode::TOO_MANY_REQUESTS, wait_words(visit, until), "email"),
    };
    if visit.wants_json {
        return Ok(data_refusal(status, &words, field == "code"));
    }
    let step = form.parsed::<RecordId>("step").filter(|_| field == "code" || status == StatusCode::TOO_MANY_REQUESTS);
    let kept = match step {
        Some(id) => door::step(app, &visit.request, id).await.ok().map(|proven| (id, proven)),
        None => None,
    };
    let answer = match kept {
        Some((id, proven)) => step_page(visit, &proven, id, Errors::one("code", words), next, &form),
        None => {
            form.set("password", "");
            kit::web::page_with_errors(&sign_in_page(app, visit, form, Errors::one(field, words), next, None))
        }
    };
    answer.map(|mut answer| {
        *answer.status_mut() = status;
        answer
    })
}

fn data_refusal(status: StatusCode, words: &str, needs_code: bool) -> Response {
    (status, Json(json!({ "ok": false, "error": words, "needs_code": needs_code }))).into_response()
}

pub(super) fn wait_words(visit: &Visit, until: Timestamp) -> String {
    let seconds = until.duration_since(visit.request.now()).as_secs().max(1);
    let (key, count) = if seconds < 90 {
        ("sign-in-wait-seconds", seconds)
    } else {
        ("sign-in-wait-minutes", seconds.saturating_add(59) / 60)
    };
    visit.words.with(key, &[("count", count.as_arg())])
}

pub async fn destroy(State(app): State<App>, visit: Visit) -> Answer {
    leave::end_session(&app, &visit).await?;
    let answer = visit.see("/sign-in", Flash::ok(visit.t("sign-in-signed-out")))?;
    leave::without_session(&app, &visit, answer)
}

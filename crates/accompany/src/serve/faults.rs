//! What went wrong, shown in one place: a page with a way out, or problem details for programs.

use askama::Template;
use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use ground::{App, Visit, layout::Page};
use kit::{faults::Fault, messages::AsArg};

use super::kept::{Again, Sent};

#[derive(Template)]
#[template(path = "serve/fault.html")]
struct FaultPage {
    page: Page,
    heading: String,
    words: String,
    incident: Option<String>,
    /// What the person typed, to be sent again.
    again: Option<Again>,
    /// What they typed is only on the page that it was sent from.
    is_on_page: bool,
    /// A page that may well open when it is asked for once more.
    is_worth_retrying: bool,
    /// Going back to the start is not the first thing to do.
    is_second: bool,
}

impl FaultPage {
    fn of(fault: &Fault, visit: &Visit, is_reading: bool, again: Option<Again>) -> Self {
        let (heading, words, incident) = describe(fault, visit);
        let is_worth_retrying = is_reading && fault.is_passing();
        let is_lost_here = again.is_none() && (fault.is_passing() || matches!(fault, Fault::TooLarge(_)));
        Self {
            page: visit.page_titled(heading.clone()),
            heading,
            words,
            incident,
            is_on_page: !is_reading && is_lost_here,
            is_worth_retrying,
            is_second: is_worth_retrying || again.is_some(),
            again,
        }
    }
}

/// The answer to an address that nothing has.
pub async fn not_there() -> Fault {
    Fault::NotFound
}

/// What was asked for, as far as it matters when it cannot be had.
pub struct Asked {
    is_reading: bool,
    here: String,
}

impl Asked {
    pub fn of(request: &Request) -> Self {
        let here = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        Self { is_reading: request.method() == Method::GET, here }
    }
}

/// Turns a [`Fault`] into what the visitor can read.
pub fn readable(answer: Response, app: &App, visit: &Visit, asked: &Asked, sent: Option<Sent>) -> Response {
    let Some(fault) = fault_of(&answer, asked.is_reading, app) else { return answer };
    log(&fault, visit);
    if visit.wants_json {
        return problem(&fault, visit);
    }
    if matches!(fault, Fault::SignIn) && asked.is_reading {
        let next: String = url_encode(&asked.here);
        return Redirect::to(&format!("/sign-in?next={next}")).into_response();
    }
    show(&fault, visit, asked.is_reading, again(&fault, sent))
}

/// A fault that came up before anybody was recognized.
pub async fn tell(fault: &Fault, visit: &Visit, request: Request) -> Response {
    log(fault, visit);
    let is_reading = request.method() == Method::GET;
    let Ok((_, sent)) = Sent::hold(request).await else { return StatusCode::REQUEST_TIMEOUT.into_response() };
    if visit.wants_json { problem(fault, visit) } else { show(fault, visit, is_reading, again(fault, sent)) }
}

/// What was typed, when sending it again may help.
fn again(fault: &Fault, sent: Option<Sent>) -> Option<Again> {
    sent.filter(|_| fault.is_passing()).and_then(|sent| sent.again())
}

fn log(fault: &Fault, visit: &Visit) {
    match fault {
        Fault::Internal(words) => tracing::error!(request = %visit.request.id, error = %words, "a request failed"),
        Fault::Full(words) => tracing::error!(request = %visit.request.id, error = %words, "nothing can be saved"),
        _ => {}
    }
}

fn url_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Refusals that the framework makes by itself (an id that is none, a method that is not there) read like ours.
fn fault_of(answer: &Response, is_reading: bool, app: &App) -> Option<Fault> {
    if let Some(fault) = answer.extensions().get::<Fault>() {
        return Some(fault.clone());
    }
    let is_plain =
        answer.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match answer.status() {
        StatusCode::BAD_REQUEST if is_plain && is_reading => Some(Fault::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Fault::NotFound),
        StatusCode::PAYLOAD_TOO_LARGE if is_plain => Some(Fault::TooLarge(app.config.limits.body_bytes)),
        _ => None,
    }
}

fn problem(fault: &Fault, visit: &Visit) -> Response {
    let (heading, words, incident) = describe(fault, visit);
    let errors: Vec<_> = match fault {
        Fault::Invalid(errors) => {
            errors.0.iter().map(|e| serde_json::json!({"field": e.field, "words": e.words})).collect()
        }
        _ => Vec::new(),
    };
    let status = fault.status();
    let wait = fault.retry_after();
    let body = serde_json::json!({
        "type": "about:blank", "title": heading, "detail": words, "status": status.as_u16(),
        "errors": errors, "incident": incident,
    });
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    with_wait((status, kind, body.to_string()).into_response(), wait)
}

fn with_wait(mut answer: Response, seconds: Option<u32>) -> Response {
    if let Some(seconds) = seconds {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    answer
}

fn show(fault: &Fault, visit: &Visit, is_reading: bool, again: Option<Again>) -> Response {
    let answer = match FaultPage::of(fault, visit, is_reading, again).render() {
        Ok(text) => (fault.status(), Html(text)).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    };
    with_wait(answer, fault.retry_after())
}

fn describe(fault: &Fault, visit: &Visit) -> (String, String, Option<String>) {
    let (key, words) = match fault {
        Fault::NotFound => ("not-found", None),
        Fault::SignIn => ("sign-in", None),
        Fault::Invalid(_) => ("invalid", None),
        Fault::Conflict(words) => ("conflict", Some(words.clone())),
        Fault::TooMany(seconds) => {
            let seconds = u64::from(*seconds);
            ("too-many", Some(visit.words.with("fault-too-many-words", &[("seconds", seconds.as_arg())])))
        }
        Fault::Busy(_) => ("busy", None),
        Fault::Away(_) => ("away", None),
        Fault::Unsure(_) => ("unsure", None),
        Fault::Full(_) => ("full", None),
        Fault::TooLarge(most) => {
            let megabytes = most >> 20;
            ("too-large", Some(visit.words.with("fault-too-large-words", &[("most", megabytes.as_arg())])))
        }
        Fault::Foreign => ("foreign", None),
        Fault::Internal(_) => ("internal", None),
    };
    let incident = matches!(fault, Fault::Internal(_)).then(|| visit.request.id.to_string());
    let words = words.unwrap_or_else(|| visit.t(&format!("fault-{key}-words")));
    (visit.t(&format!("fault-{key}")), words, incident)
}

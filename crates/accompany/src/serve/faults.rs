//! What went wrong, shown in one place: a page with a way out, or problem details for programs.

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use ground::{App, Visit, layout::Page};
use kit::faults::Fault;

#[derive(Template)]
#[template(path = "serve/fault.html")]
struct FaultPage {
    page: Page,
    heading: String,
    words: String,
    incident: Option<String>,
}

/// The answer to an address that nothing has.
pub async fn not_there() -> Fault {
    Fault::NotFound
}

/// Turns a [`Fault`] into what the visitor can read.
pub async fn render(State(_app): State<App>, visit: Visit, request: Request, next: Next) -> Response {
    let is_reading = request.method() == Method::GET;
    let here = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let given = next.run(request).await;
    let Some(fault) = fault_of(&given, is_reading) else { return given };
    if let Fault::Internal(words) = &fault {
        tracing::error!(request = %visit.request.id, error = %words, "a request failed");
    }
    if matches!(fault, Fault::SignIn) && is_reading && !visit.wants_json {
        let next: String = url_encode(&here);
        return Redirect::to(&format!("/sign-in?next={next}")).into_response();
    }
    answer(&fault, &visit)
}

/// A fault as this visitor can read it.
pub fn answer(fault: &Fault, visit: &Visit) -> Response {
    if visit.wants_json { problem(fault, visit) } else { show(fault, visit) }
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
fn fault_of(answer: &Response, is_reading: bool) -> Option<Fault> {
    if let Some(fault) = answer.extensions().get::<Fault>() {
        return Some(fault.clone());
    }
    let is_plain =
        answer.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match answer.status() {
        StatusCode::BAD_REQUEST if is_plain && is_reading => Some(Fault::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Fault::NotFound),
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
    let body = serde_json::json!({
        "type": "about:blank", "title": heading, "detail": words, "status": status.as_u16(),
        "errors": errors, "incident": incident,
    });
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    let mut answer = (status, kind, body.to_string()).into_response();
    add_retry_after(&mut answer, fault);
    answer
}

fn show(fault: &Fault, visit: &Visit) -> Response {
    let (heading, words, incident) = describe(fault, visit);
    let page = visit.page_titled(heading.clone());
    let view = FaultPage { page, heading, words, incident };
    let mut answer = match view.render() {
        Ok(text) => (fault.status(), Html(text)).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    };
    add_retry_after(&mut answer, fault);
    answer
}

fn add_retry_after(answer: &mut Response, fault: &Fault) {
    if let Some(seconds) = fault.retry_after() {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
}

fn describe(fault: &Fault, visit: &Visit) -> (String, String, Option<String>) {
    let (key, words) = match fault {
        Fault::NotFound => ("not-found", None),
        Fault::SignIn => ("sign-in", None),
        Fault::Invalid(_) => ("invalid", None),
        Fault::Conflict(words) => ("conflict", Some(words.clone())),
        Fault::TooMany(_) => ("too-many", None),
        Fault::Away(_) => ("away", None),
        Fault::Unsure(_) => ("unsure", None),
        Fault::Foreign => ("foreign", None),
        Fault::Internal(_) => ("internal", None),
    };
    let incident = matches!(fault, Fault::Internal(_)).then(|| visit.request.id.to_string());
    let words = words.unwrap_or_else(|| visit.t(&format!("fault-{key}-words")));
    (visit.t(&format!("fault-{key}")), words, incident)
}

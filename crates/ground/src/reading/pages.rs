//! The form in the foot of every page.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    sql,
    web::{Answer, own_path},
};

use super::{LANGUAGE, TEXT_SIZE, TextSize};
use crate::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    layout::Flash,
    rules::matrix::Permission,
};

/// A browser remembers the choice for a year.
const REMEMBERED_SECONDS: u32 = 365 * 24 * 60 * 60;

pub async fn update(State(app): State<App>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let words = app.messages.language(form.text("language").unwrap_or(visit.words.tag()));
    let size = TextSize::from_word(form.get("text_size")).unwrap_or(visit.text_size);
    if visit.can(Permission::ManageOwnAccount) {
        let (scope, language) = (visit.may(Permission::ManageOwnAccount)?, words.tag().to_owned());
        let kept = app.write(&scope, move |tx, scope| keep(tx, scope, &language, size)).await;
        kept.map_err(|error: DbError| Fault::from(error))?;
    }
    let back = back(&headers, form.get("back"));
    let answer = visit.see(back, Flash::ok(words.t("reading-saved")))?;
    remember(&app, answer, words.tag(), size)
}

fn keep(tx: &mut Tx<'_>, scope: &Scope, language: &str, size: TextSize) -> Result<(), DbError> {
    let statement = sql!(
        "UPDATE accounts SET language = $3, text_size = $4, version = version + 1 WHERE organization_id = $1 AND id = $2"
    );
    tx.run(statement, &[&scope.organization, &scope.account, &language, &size])?;
    let entry = Entry::new(scope, Action::Change, "account").on(scope.account);
    audit::record(tx, &entry.with("fields", "language, text_size"))
}

/// Has the browser remember the choice, so that it holds after signing out too.
///
/// # Errors
/// When a tag does not fit a header.
pub fn remember(app: &App, mut answer: Response, language: &str, size: TextSize) -> Answer {
    let secure = if app.config.public_url.scheme() == "https" { "; Secure" } else { "" };
    for (name, value) in [(LANGUAGE, language), (TEXT_SIZE, size.word())] {
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={REMEMBERED_SECONDS}{secure}");
        let cookie = HeaderValue::from_str(&cookie).map_err(|error| Fault::Internal(error.to_string()))?;
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// The page that the form stood on: with its query when the browser tells it.
pub(super) fn back(headers: &HeaderMap, path: &str) -> String {
    let path = own_path(path).unwrap_or("/");
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let told = referer.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
    let told = told.filter(|told| told.split('?').next() == Some(path)).and_then(own_path);
    told.unwrap_or(path).to_owned()
}

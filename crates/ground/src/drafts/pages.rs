//! The tray of drafts, and the address that the browser saves each pause to.

use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State, rejection::JsonRejection},
    http::{StatusCode, header},
    response::IntoResponse,
};
use jiff::Timestamp;
use kit::{
    faults::Fault,
    forms::Errors,
    messages::AsArg,
    web::{Answer, page},
};
use serde::Deserialize;

use super::{
    AUTHOR, WRITER,
    draft::{Save, path},
    store::{self, InTray},
};
use crate::{
    App, Visit,
    access::Scope,
    ids::DraftId,
    layout::{
        Flash, Page,
        when::{When, days_between},
    },
};

/// Drafts on one page of the tray.
const PAGE: i64 = 30;

#[derive(Template)]
#[template(path = "drafts/tray.html")]
struct Tray {
    page: Page,
    open: Vec<Line>,
    set_aside: Vec<Line>,
    older: Option<String>,
}

/// One draft as the tray shows it.
struct Line {
    id: DraftId,
    href: String,
    title: String,
    about: String,
    age: String,
    tone: &'static str,
    saved: When,
}

/// Where the list goes on: behind this draft.
#[derive(Deserialize)]
pub(super) struct After {
    at: Option<Timestamp>,
    id: Option<DraftId>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Query(after): Query<After>) -> Answer {
    let scope = visit.may(WRITER)?;
    let after = after.at.zip(after.id);
    let (mut open, set_aside) = app
        .read(&scope, move |tx, scope| {
            Ok::<_, Fault>((store::list_open(tx, scope, after, PAGE + 1)?, store::list_set_aside(tx, scope, PAGE)?))
        })
        .await?;
    let has_more = open.len() > usize::try_from(PAGE).unwrap_or_default();
    open.truncate(usize::try_from(PAGE).unwrap_or_default());
    let older = open.last().filter(|_| has_more).map(|last| format!("/drafts?at={}&id={}", last.created_at, last.id));
    let lines = |found: Vec<InTray>| found.into_iter().map(|draft| line(&visit, scope.now, draft)).collect();
    page(&Tray { page: visit.page("drafts-title"), open: lines(open), set_aside: lines(set_aside), older })
}

fn line(visit: &Visit, now: Timestamp, draft: InTray) -> Line {
    let (age, tone) = age(visit, now, draft.created_at);
    let title = if draft.is_revision { "drafts-revision" } else { "drafts-kind" };
    Line {
        id: draft.id,
        href: path(&draft.kind, draft.id, draft.place.as_deref()),
        title: visit.t(&format!("{title}-{}", draft.kind.replace('/', "-"))),
        about: draft.name.unwrap_or_else(|| visit.t("drafts-about-nobody")),
        age,
        tone,
        saved: When::at(visit, draft.saved_at, &visit.zone()),
    }
}

/// How long words have waited, said plainly after one, three and seven days.
fn age(visit: &Visit, now: Timestamp, begun: Timestamp) -> (String, &'static str) {
    let days = days_between(&visit.zone(), begun, now);
    match days {
        ..1 => (visit.t("drafts-age-today"), "neutral"),
        1..3 => (visit.t("drafts-age-recent"), "info"),
        3..7 => (visit.words.with("drafts-age-days", &[("days", days.as_arg())]), "warn"),
        _ => (visit.words.with("drafts-age-week", &[("days", days.as_arg())]), "bad"),
    }
}

/// The proof of who writes: as a worker where they are one, so that what they promised moves with their words.
pub(super) fn author(visit: &Visit) -> Result<Scope, Fault> {
    visit.may(WRITER).or_else(|_| visit.may(AUTHOR))
}

/// The key for the copy that the browser keeps, so that the words on a lost telephone cannot be read.
pub(super) async fn key(State(app): State<App>, visit: Visit) -> Answer {
    let scope = author(&visit)?;
    let key = app.read(&scope, store::key).await?.ok_or(Fault::SignIn)?;
    let body = Json(serde_json::json!({ "key": kit::web::to_base64(&key) }));
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

pub(super) async fn save(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<DraftId>,
    save: Result<Json<Save>, JsonRejection>,
) -> Answer {
    let scope = author(&visit)?;
    let save = match checked(save, app.config.limits.body_bytes) {
        Ok(save) => save,
        // What cannot be saved says so to the author alone.
        Err(fault) => {
            app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
            return Err(fault);
        }
    };
    let saved = app.write(&scope, move |tx, scope| store::append(tx, scope, id, &save)).await?;
    Ok(Json(saved.ok_or(Fault::NotFound)?).into_response())
}

/// The pause that a browser sent, without what no form can hold. `most` bytes may be sent.
pub(super) fn checked(save: Result<Json<Save>, JsonRejection>, most: u64) -> Result<Save, Fault> {
    let Json(mut save) = save.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge(most),
        _ => Fault::Invalid(Errors::one("fields", error.to_string())),
    })?;
    // Hidden fields that tell which tab a form came from are no words.
    save.fields.0.retain(|name, _| !name.starts_with("draft_"));
    save.check().map_err(|error| Fault::Invalid(Errors::one("fields", error.to_string())))?;
    Ok(save)
}

pub(super) async fn set_aside(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>) -> Answer {
    let scope = visit.may(WRITER)?;
    let is_done = app.write(&scope, move |tx, scope| store::set_aside(tx, scope, id)).await?;
    if !is_done {
        return Err(Fault::NotFound);
    }
    visit.see("/drafts", Flash::ok(visit.t("drafts-was-set-aside")).or_undo(format!("/drafts/{id}/taking-back")))
}

pub(super) async fn take_back(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>) -> Answer {
    let scope = author(&visit)?;
    let draft = app
        .write(&scope, move |tx, scope| {
            let draft = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            if store::take_back(tx, scope, id)? { Ok(draft) } else { Err(Fault::NotFound) }
        })
        .await?;
    // Those without a tray go on where they wrote.
    let back = if visit.can(WRITER) { "/drafts".to_owned() } else { draft.path() };
    visit.see(back, Flash::ok(visit.t("drafts-was-taken-back")))
}

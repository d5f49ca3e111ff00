//! The page that asks what came of a planned call or visit, and where it leads on.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{DraftId, ParticipantId, PromiseId},
    layout::{Flash, Page, when::When},
    promises::{self, Kind, Promise},
    rules::matrix::Permission,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    messages::Words,
    web::{Answer, page, page_with_errors},
};

use crate::{
    calls::{self, Came, Outcome},
    contacts::{self, Mode},
};

#[derive(Template)]
#[template(path = "came/show.html")]
struct Show {
    page: Page,
    id: PromiseId,
    name: String,
    words: String,
    due: When,
    person: Option<ParticipantId>,
    is_open: bool,
    form: Form,
    errors: Errors,
}

/// The promise of a call with the name and the zone around it, when the scope may do something with it.
fn find(tx: &mut Tx<'_>, scope: &Scope, id: PromiseId) -> Result<promises::Line, Fault> {
    let line = promises::reachable(tx, scope, id)?;
    line.filter(|line| matches!(line.promise.kind, Kind::Call | Kind::Visit)).ok_or(Fault::NotFound)
}

async fn show_with(app: &App, visit: &Visit, id: PromiseId, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(Permission::SeePromises)?;
    let line = app.read(&scope, move |tx, scope| find(tx, scope, id)).await?;
    let mut seen = Entry::new(&scope, Action::Read, "promise").on(id);
    seen.participant = line.promise.participant;
    app.saw(&scope, seen).await?;
    let has_errors = !errors.is_empty();
    let view = Show {
        page: visit.page("calls-kept-title"),
        id,
        name: line.name.clone().unwrap_or_default(),
        words: if line.may_read_words { line.promise.words.clone() } else { String::new() },
        due: When::at(visit, line.promise.due_at, &line.zone(&visit.zone())),
        person: line.promise.participant.filter(|_| line.is_reachable),
        is_open: line.promise.closed_at.is_none(),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<PromiseId>) -> Answer {
    show_with(&app, &visit, id, Form::default(), Errors::default()).await
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<PromiseId>, form: Form) -> Answer {
    let scope = visit.may(Permission::SeePromises)?;
    let Some(outcome) = Outcome::from_word(form.get("outcome")) else {
        let errors = Errors::one("outcome", visit.t("calls-outcome-missing"));
        return show_with(&app, &visit, id, form, errors).await;
    };
    let came = Came { outcome, words: form.text("words").unwrap_or_default().to_owned(), contact: None };
    let closed = visit.t("day-cannot-closed");
    let kept = app.write(&scope, move |tx, scope| keep_now(tx, scope, id, &came, &closed)).await?;
    let is_noted = outcome == Outcome::Answered && form.is_ticked("write_note");
    let note = if is_noted { begin_note(&app, &visit, &kept).await? } else { None };
    let flash = Flash::ok(visit.t("calls-was-kept")).or_undo(format!("/calls/{id}/kept/undo"));
    visit.see(note.map_or_else(|| "/day".to_owned(), |draft| format!("/contacts/drafts/{draft}")), flash)
}

pub(super) fn keep_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: PromiseId,
    came: &Came,
    closed: &str,
) -> Result<Promise, Fault> {
    let line = find(tx, scope, id)?;
    if line.promise.closed_at.is_some() {
        return Err(Fault::Conflict(closed.to_owned()));
    }
    calls::keep(tx, scope, &line.promise, came)?;
    audit::record(tx, &entry(scope, &line.promise, came.outcome.word()))?;
    Ok(line.promise)
}

/// The note about the talk, with the person, the kind and the way filled in; none where the account writes no notes
/// about the person. Its signature becomes what shows that the call was kept (`contacts::loops`).
async fn begin_note(app: &App, visit: &Visit, promise: &Promise) -> Result<Option<DraftId>, Fault> {
    let (Ok(scope), Some(person)) = (visit.may(Permission::WriteContacts), promise.participant) else {
        return Ok(None);
    };
    let (mode, words) = (mode_of(promise.kind), visit.words.clone());
    let begun = app.write(&scope, move |tx, scope| begin_now(tx, scope, person, mode, &words));
    match begun.await {
        Err(Fault::NotFound) => Ok(None),
        begun => begun,
    }
}

pub(super) fn begin_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: ParticipantId,
    mode: Mode,
    words: &Words,
) -> Result<Option<DraftId>, Fault> {
    contacts::begin(tx, scope, Some(person), contacts::Kind::OneOnOne, mode, words)
}

/// How people met, as the promise had it.
pub(super) fn mode_of(kind: Kind) -> Mode {
    if kind == Kind::Visit { Mode::InPerson } else { Mode::Phone }
}

fn entry(scope: &Scope, promise: &Promise, what: &str) -> Entry {
    let mut entry = Entry::new(scope, Action::Change, "promise").on(promise.id).with("what", what);
    entry.participant = promise.participant;
    entry
}

pub(super) async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<PromiseId>) -> Answer {
    let scope = visit.may(Permission::SeePromises)?;
    let changed = visit.t("day-cannot-changed");
    app.write(&scope, move |tx, scope| {
        let line = find(tx, scope, id)?;
        if !calls::take_back(tx, scope, &line.promise)? {
            return Err(Fault::Conflict(changed));
        }
        Ok(audit::record(tx, &entry(scope, &line.promise, "taken_back"))?)
    })
    .await?;
    visit.see("/day", Flash::ok(visit.t("day-was-reopened")))
}

//! Where directors keep the help lines: own ones, and what they say of those that come along.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    layout::{Flash, Page, when::When},
    promises::{self, Closing, Deadline, Evidence, Kind, NewPromise},
    rules::{Rules, hotlines::Hotline, matrix::Permission::KeepPublicPages},
};
use jiff::{civil::Date, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    line::{LineId, NewLine, is_for},
    show::{FIRST, Shown},
    store::{self, Mark, OwnLine},
};

/// The clock of the next try (rules/clocks.toml).
const CHECK: &str = "help_line.check";

#[derive(Template)]
#[template(path = "helplines/keep.html")]
struct Index {
    page: Page,
    own: Vec<Own>,
    known: Vec<Known>,
}

struct Own {
    id: LineId,
    label: String,
    numbers: String,
    checked: When,
    next: When,
    is_late: bool,
}

struct Known {
    id: String,
    label: String,
    numbers: String,
    checked: String,
    is_left_out: bool,
    may_be_left_out: bool,
}

#[derive(Template)]
#[template(path = "helplines/edit.html")]
struct Edit {
    page: Page,
    action: String,
    form: Form,
    errors: Errors,
}

/// The last moment that is in time for the next try of a line tried on a day.
fn next_try(on: Date, zone: &TimeZone) -> Deadline {
    Deadline::by_clock(Rules::shipped(), CHECK, None, promises::start_of(on, zone), zone)
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let read = app.read(&scope, |tx, scope| {
        let of = scope.organization;
        Ok((store::own(tx, of)?, store::marks(tx, of)?, store::region(tx, of)?))
    });
    let (own, marks, region) = read.await.map_err(|error: DbError| Fault::from(error))?;
    let known = visit.rules().hotlines.iter().filter(|line| is_for(line, &region));
    page(&Index {
        page: visit.page("keeping-help-title"),
        own: own.iter().map(|one| own_line(&visit, one)).collect(),
        known: known.map(|line| known_line(&visit, line, marks.get(&line.id))).collect(),
    })
}

fn own_line(visit: &Visit, one: &OwnLine) -> Own {
    let zone = visit.zone();
    let next = next_try(one.checked_on, &zone);
    Own {
        id: one.id,
        label: one.label.clone(),
        numbers: numbers(&one.call, &one.text),
        checked: When::on(visit, one.checked_on, &zone),
        next: When::on(visit, next.on, &zone),
        is_late: next.due_at < visit.request.now(),
    }
}

fn known_line(visit: &Visit, line: &Hotline, mark: Option<&Mark>) -> Known {
    let shown = Shown::known(visit, line, mark.and_then(|mark| mark.checked_on));
    Known {
        id: line.id.clone(),
        numbers: numbers(&shown.call, &shown.text),
        label: shown.label,
        checked: shown.checked,
        is_left_out: mark.is_some_and(|mark| mark.is_left_out),
        may_be_left_out: !FIRST.contains(&line.id.as_str()),
    }
}

fn numbers(call: &str, text: &str) -> String {
    [call, text].into_iter().filter(|number| !number.is_empty()).collect::<Vec<_>>().join(" · ")
}

pub async fn new(visit: Visit) -> Answer {
    visit.may(KeepPublicPages)?;
    page(&view(&visit, None, Form::default(), Errors::default()))
}

fn view(visit: &Visit, id: Option<LineId>, form: Form, errors: Errors) -> Edit {
    let action = id.map_or("/admin/help-lines".to_owned(), |id| format!("/admin/help-lines/{id}"));
    Edit { page: visit.page("keeping-help-line"), action, form, errors }
}

/// A line and the day on which somebody tried it; it stands on no page before that.
fn read(visit: &Visit, form: &Form) -> Result<(NewLine, Date), Errors> {
    let mut errors = Errors::default();
    let line = NewLine::read(visit, form, &mut errors);
    let today = visit.request.now().to_zoned(visit.zone()).date();
    let tried = form.date("checked_on").filter(|day| *day <= today);
    if tried.is_none() {
        errors.add("checked_on", visit.t("keeping-help-checked-missing"));
    }
    match (errors.is_empty(), tried) {
        (true, Some(day)) => Ok((line, day)),
        _ => Err(errors),
    }
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let (line, day) = match read(&visit, &form) {
        Ok(read) => read,
        Err(errors) => return page_with_errors(&view(&visit, None, form, errors)),
    };
    let zone = visit.zone();
    app.write(&scope, move |tx, scope| add(tx, scope, &line, day, &zone)).await.map_err(|e: DbError| Fault::from(e))?;
    visit.see("/admin/help-lines", Flash::ok(visit.t("keeping-help-added")))
}

/// Adds a line and promises the next try.
pub(super) fn add(
    tx: &mut Tx<'_>,
    scope: &Scope,
    line: &NewLine,
    day: Date,
    zone: &TimeZone,
) -> Result<LineId, DbError> {
    let id = store::insert(tx, scope, line, day)?;
    promise(tx, scope, id, &line.label, day, zone)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "help_line").on(id))?;
    Ok(id)
}

fn promise(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: LineId,
    label: &str,
    tried: Date,
    zone: &TimeZone,
) -> Result<(), DbError> {
    let promise = NewPromise::new(Kind::HelpLine, label, "help_line", id, next_try(tried, zone));
    promises::open(tx, scope, &promise.owned_by(Some(scope.account)))?;
    Ok(())
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<LineId>) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let found = app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await;
    let line = found.map_err(|error: DbError| Fault::from(error))?.ok_or(Fault::NotFound)?;
    let form = Form::from_pairs([
        ("label", line.label),
        ("words", line.words),
        ("call", line.call),
        ("text", line.text),
        ("text_word", line.text_word),
        ("url", line.url),
        ("checked_on", line.checked_on.to_string()),
        ("version", line.version.to_string()),
    ]);
    page(&view(&visit, Some(id), form, Errors::default()))
}

pub async fn update(State(app): State<App>, visit: Visit, Path(id): Path<LineId>, form: Form) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let (line, day) = match read(&visit, &form) {
        Ok(read) => read,
        Err(errors) => return page_with_errors(&view(&visit, Some(id), form, errors)),
    };
    let (version, changed) = (form.parsed("version").unwrap_or_default(), visit.t("keeping-public-changed-elsewhere"));
    let zone = visit.zone();
    app.write(&scope, move |tx, scope| {
        store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        if !store::update(tx, scope, id, &line, day, version)? {
            return Err(Fault::Conflict(changed));
        }
        tried(tx, scope, id, &line.label, day, &zone)?;
        Ok(audit::record(tx, &Entry::new(scope, Action::Change, "help_line").on(id))?)
    })
    .await?;
    visit.see("/admin/help-lines", Flash::ok(visit.t("keeping-help-saved")))
}

/// Keeps the promise of a try, and makes the next one.
fn tried(tx: &mut Tx<'_>, scope: &Scope, id: LineId, label: &str, day: Date, zone: &TimeZone) -> Result<(), DbError> {
    let evidence = Evidence { kind: Some("help_line".to_owned()), record: None, words: day.to_string() };
    promises::close(tx, scope, id, Kind::HelpLine, Closing::Done, &evidence)?;
    promise(tx, scope, id, label, day, zone)
}

pub async fn check(State(app): State<App>, visit: Visit, Path(id): Path<LineId>) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let zone = visit.zone();
    app.write(&scope, move |tx, scope| check_today(tx, scope, id, &zone)).await?;
    visit.see("/admin/help-lines", Flash::ok(visit.t("keeping-help-checked")))
}

/// Somebody tried the line just now.
pub(super) fn check_today(tx: &mut Tx<'_>, scope: &Scope, id: LineId, zone: &TimeZone) -> Result<(), Fault> {
    let today = scope.now.to_zoned(zone.clone()).date();
    let line = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    store::check(tx, scope, id, today)?;
    tried(tx, scope, id, &line.label, today, zone)?;
    Ok(audit::record(tx, &Entry::new(scope, Action::Change, "help_line").on(id).with("what", "checked"))?)
}

pub async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<LineId>) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let words = visit.t("keeping-help-removed");
    app.write(&scope, move |tx, scope| take_off(tx, scope, id, &words)).await?;
    let undo = format!("/admin/help-lines/{id}/return");
    visit.see("/admin/help-lines", Flash::ok(visit.t("keeping-help-removed")).or_undo(undo))
}

/// Takes a line off the page; nobody has to try it any more.
pub(super) fn take_off(tx: &mut Tx<'_>, scope: &Scope, id: LineId, words: &str) -> Result<(), Fault> {
    store::keep(tx, scope, id, false)?.ok_or(Fault::NotFound)?;
    promises::close_all_of(tx, scope, id, Closing::LetGo, words)?;
    Ok(audit::record(tx, &Entry::new(scope, Action::Remove, "help_line").on(id))?)
}

pub async fn put_back(State(app): State<App>, visit: Visit, Path(id): Path<LineId>) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let zone = visit.zone();
    app.write(&scope, move |tx, scope| {
        let day = store::keep(tx, scope, id, true)?.ok_or(Fault::NotFound)?;
        let line = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        promise(tx, scope, id, &line.label, day, &zone)?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Restore, "help_line").on(id))?)
    })
    .await?;
    visit.see("/admin/help-lines", Flash::ok(visit.t("keeping-help-back")))
}

/// A line that comes along, by its name in the rules.
fn known(visit: &Visit, line: &str) -> Result<&'static Hotline, Fault> {
    visit.rules().hotlines.get(line).ok_or(Fault::NotFound)
}

pub async fn check_known(State(app): State<App>, visit: Visit, Path(line): Path<String>) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let line = known(&visit, &line)?;
    let today = scope.now.to_zoned(visit.zone()).date();
    app.write(&scope, move |tx, scope| {
        store::check_known(tx, scope, &line.id, today)?;
        audit::record(tx, &Entry::new(scope, Action::Change, "help_line").with("line", line.id.clone()))
    })
    .await
    .map_err(|error: DbError| Fault::from(error))?;
    visit.see("/admin/help-lines", Flash::ok(visit.t("keeping-help-checked")))
}

pub async fn leave_out(State(app): State<App>, visit: Visit, Path(line): Path<String>) -> Answer {
    let line = known(&visit, &line)?;
    if FIRST.contains(&line.id.as_str()) {
        return Err(Fault::Conflict(visit.t("keeping-help-stays")));
    }
    set_left_out(&app, &visit, line, true).await?;
    let undo = format!("/admin/known-lines/{}/return", line.id);
    visit.see("/admin/help-lines", Flash::ok(visit.t("keeping-help-removed")).or_undo(undo))
}

pub async fn show_again(State(app): State<App>, visit: Visit, Path(line): Path<String>) -> Answer {
    let line = known(&visit, &line)?;
    set_left_out(&app, &visit, line, false).await?;
    visit.see("/admin/help-lines", Flash::ok(visit.t("keeping-help-back")))
}

async fn set_left_out(app: &App, visit: &Visit, line: &'static Hotline, is_left_out: bool) -> Result<(), Fault> {
    let scope = visit.may(KeepPublicPages)?;
    let done = app.write(&scope, move |tx, scope| {
        store::leave_out(tx, scope, &line.id, is_left_out)?;
        let action = if is_left_out { Action::Remove } else { Action::Restore };
        audit::record(tx, &Entry::new(scope, action, "help_line").with("line", line.id.clone()))
    });
    done.await.map_err(|error: DbError| error.into())
}

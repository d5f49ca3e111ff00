//! The list of notes, one note, and what the person says of it.

use askama::Template;
use axum::extract::{Path, Query, State};
use care::contacts::{
    ContactId, Section, Status,
    comments::{self, Said, SaidLine},
    together::{Together, View},
};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    drafts::{self, Desk, Sheet},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};
use serde::Deserialize;

use super::store::{self, Beside, Line, NextStep, Note, Waiting};
use crate::me::{Me, has_unseen_notes, me, saw_notes};

/// Notes on one page of the list.
const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "notes/list.html")]
struct List {
    page: Page,
    waiting: Vec<WaitingLine>,
    rows: Vec<Row>,
    is_held: bool,
    older: Option<String>,
}

struct WaitingLine {
    href: String,
    from: String,
    when: When,
    is_answered: bool,
}

struct Row {
    href: String,
    title: String,
    when: When,
    author: String,
    is_in_error: bool,
    comments: i64,
}

/// Where the list goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    at: Option<Timestamp>,
    id: Option<ContactId>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let far = scope.now.saturating_add(24_i64.hours()).unwrap_or(scope.now);
    let after = asked.at.zip(asked.id).unwrap_or_else(|| (far, ContactId::from(uuid::Uuid::max())));
    let limit = i64::try_from(PAGE.saturating_add(1)).unwrap_or(i64::MAX);
    let (me, waiting, lines, is_held, has_news) = app
        .read(&scope, move |tx, scope| {
            let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
            let (waiting, lines) = (store::waiting(tx, scope, me.id)?, store::list(tx, scope, me.id, after, limit)?);
            let is_held = store::is_anything_held(tx, scope, me.id)?;
            let has_news = has_unseen_notes(tx, scope, me.id)?;
            Ok::<_, Fault>((me, waiting, lines, is_held, has_news))
        })
        .await?;
    if has_news {
        match app.write(&scope, move |tx, scope| saw_notes(tx, scope, me.id)).await {
            // On a full disk people go on reading; their news stay new.
            Err(DbError::Unwritable(_) | DbError::Busy(_)) => {}
            other => other?,
        }
    }
    app.saw(&scope, Entry::new(&scope, Action::Read, "own_notes").of(me.id).with("rows", lines.len())).await?;
    page(&list(&visit, waiting, lines, is_held))
}

fn list(visit: &Visit, waiting: Vec<Waiting>, mut lines: Vec<Line>, is_held: bool) -> List {
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().filter(|_| has_more);
    let older = last.map(|line| format!("/me/notes?at={}&id={}", line.starts_at, line.id));
    let zone = visit.zone();
    let waiting_line = |one: Waiting| WaitingLine {
        href: format!("/me/reading/{}", one.id),
        from: one.from,
        when: When::at(visit, one.sent_at, &zone),
        is_answered: one.is_answered,
    };
    List {
        page: visit.page("me-notes-title"),
        waiting: waiting.into_iter().map(waiting_line).collect(),
        rows: lines.into_iter().map(|line| row(visit, line)).collect(),
        is_held,
        older,
    }
}

fn row(visit: &Visit, line: Line) -> Row {
    let zone = TimeZone::get(&line.time_zone).unwrap_or(TimeZone::UTC);
    Row {
        href: format!("/me/notes/{}", line.id),
        title: label(visit, "contact_kinds", line.kind.word()),
        when: When::day_of(visit, line.starts_at, &zone),
        author: line.author,
        is_in_error: line.status == Status::EnteredInError,
        comments: line.comments,
    }
}

/// What people read for a key of a list.
pub(super) fn label(visit: &Visit, list: &str, key: &str) -> String {
    visit.rules().lists.get(list).map_or(key, |list| list.label_of(key)).to_owned()
}

#[derive(Template)]
#[template(path = "notes/show.html")]
struct Show {
    page: Page,
    note: NoteView,
    kinds: Vec<Choice>,
    form: Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "notes/print.html")]
struct Print {
    page: Page,
    note: NoteView,
}

/// A note, ready to be read by the person it is about.
pub(super) struct NoteView {
    pub id: ContactId,
    pub title: String,
    pub when: When,
    pub author: String,
    pub is_in_error: bool,
    pub is_changing: bool,
    pub sections: Vec<Section>,
    pub words: String,
    pub part: Vec<String>,
    pub steps: Vec<String>,
    pub added: Vec<AddedLine>,
    pub said: Vec<SaidLine>,
}

pub(super) struct AddedLine {
    pub words: String,
    pub by: String,
    pub when: When,
}

/// Everything about one note that its person reads.
struct Reading {
    me: Me,
    note: Note,
    steps: Vec<NextStep>,
    added: Vec<Beside>,
    said: Vec<comments::Comment>,
}

fn read(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<Reading, Fault> {
    let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
    let note = store::find(tx, scope, me.id, id)?.ok_or(Fault::NotFound)?;
    Ok(Reading {
        steps: store::steps(tx, scope, me.id, Some(id))?,
        added: store::addenda(tx, scope, me.id, Some(id))?,
        said: comments::of_contact(tx, scope, id)?,
        me,
        note,
    })
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>) -> Answer {
    page(&shown(&app, &visit, id, None, Errors::default()).await?)
}

/// Where what the person says of a note is written.
fn said_at(id: ContactId) -> String {
    format!("/me/notes/{id}")
}

pub(super) async fn print(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>) -> Answer {
    let reading = seen(&app, &visit, id, Action::Print).await?;
    page(&Print { page: visit.page("me-notes-print-title"), note: note_view(&visit, reading) })
}

async fn seen(app: &App, visit: &Visit, id: ContactId, action: Action) -> Result<Reading, Fault> {
    let scope = visit.may(SeeMyRecord)?;
    let reading = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    app.saw(&scope, Entry::new(&scope, action, "contact").of(reading.me.id).on(id)).await?;
    Ok(reading)
}

async fn shown(app: &App, visit: &Visit, id: ContactId, sent: Option<Form>, errors: Errors) -> Result<Show, Fault> {
    let reading = seen(app, visit, id, Action::Read).await?;
    let (scope, place) = (visit.may(SeeMyRecord)?, Sheet::new("note-comment", said_at(id), reading.me.id));
    let desk = drafts::desk(app, &scope, place).await?;
    let form = desk.form(sent, Form::default());
    Ok(show_view(visit, reading, &desk, form, errors))
}

fn show_view(visit: &Visit, reading: Reading, desk: &Desk, form: Form, errors: Errors) -> Show {
    let kind = Said::from_word(form.get("kind")).unwrap_or(Said::Comment);
    let choice = |said: Said| Choice::new(said.word(), visit.t(&format!("me-notes-say-{said}")), said == kind);
    Show {
        page: desk.page(visit, "me-notes-title"),
        note: note_view(visit, reading),
        kinds: vec![choice(Said::Comment), choice(Said::Disagreement)],
        form,
        errors,
    }
}

fn note_view(visit: &Visit, reading: Reading) -> NoteView {
    let Reading { me, note, steps, added, said } = reading;
    let zone = note.zone();
    let named = |section: Section| Section { label: section.label.replace("{name}", &me.name), ..section };
    let added_line = |one: Beside| AddedLine { when: When::at(visit, one.at, &zone), words: one.words, by: one.by };
    NoteView {
        id: note.id,
        title: label(visit, "contact_kinds", note.facts.kind.word()),
        when: When::day_of(visit, note.facts.starts_at, &zone),
        author: note.author_name,
        is_in_error: note.status == Status::EnteredInError,
        is_changing: note.status == Status::Returned,
        sections: note.sections.0.into_iter().map(named).collect(),
        words: note.participant_words,
        part: note.facts.together.iter().flat_map(|part| own_part(visit, part)).collect(),
        steps: steps.iter().map(|step| step_words(visit, step, &me.name)).collect(),
        added: added.into_iter().map(added_line).collect(),
        said: said.into_iter().map(|one| SaidLine::new(visit, one, &zone)).collect(),
    }
}

/// How the person took part, said to themselves.
pub(super) fn own_part(visit: &Visit, part: &Together) -> Vec<String> {
    let how = format!("me-notes-part-{}", part.how.word().replace('_', "-"));
    let view = part.view.map(|view| match view {
        View::Agrees => "me-notes-part-agrees",
        View::Disagrees => "me-notes-part-disagrees",
    });
    let changed = part.is_changed_since.then_some("me-notes-part-changed");
    [Some(how.as_str()), view, changed].into_iter().flatten().map(|key| visit.t(key)).collect()
}

/// A step with who takes it: the person by name.
pub(super) fn step_words(visit: &Visit, step: &NextStep, name: &str) -> String {
    let who = if step.owner == "participant" { name.to_owned() } else { label(visit, "step_owners", &step.owner) };
    format!("{who}: {}", step.words)
}

/// Puts the person's words beside a note. Nobody can change them afterwards, and somebody owes an answer.
pub(super) async fn create_comment(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ContactId>,
    form: Form,
) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let Some(words) = form.text("words").map(str::to_owned) else {
        let errors = Errors::one("words", visit.t("me-notes-say-error"));
        return page_with_errors(&shown(&app, &visit, id, Some(form), errors).await?);
    };
    let kind = Said::from_word(form.get("kind")).filter(|kind| *kind != Said::Answer).unwrap_or(Said::Comment);
    app.write(&scope, move |tx, scope| {
        say(tx, scope, id, kind, &words)?;
        Ok::<_, Fault>(drafts::sent(tx, scope, &said_at(id), "contact", id)?)
    })
    .await?;
    visit.see(format!("/me/notes/{id}#said-title"), Flash::ok(visit.t("me-notes-was-said")))
}

pub(super) fn say(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, kind: Said, words: &str) -> Result<(), Fault> {
    let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
    let note = store::find(tx, scope, me.id, id)?.ok_or(Fault::NotFound)?;
    Ok(comments::say(tx, scope, note.about(me.id), kind, words, &note.zone())?)
}

//! The person's side: all messages, one of them, and answering it.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    drafts::{self, Sheet},
    layout::{Flash, Page, when::When},
    promises::{self, Deadline, Kind, NewPromise},
    rules::{
        Rules,
        matrix::Permission::{SeeMyRecord, WriteMyRecord},
    },
};
use jiff::tz::TimeZone;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    message::{Message, MessageId, few_words},
    store,
};

/// The most messages that the list shows.
const SHOWN: i64 = 100;
/// The clock of reading an answer.
const CLOCK: &str = "message.answer";

/// A message as the person reads it.
pub struct Line {
    pub id: MessageId,
    pub words: String,
    pub from: String,
    pub when: When,
    pub is_new: bool,
    /// What the person answered.
    pub answer: String,
}

/// A message for the person's pages.
pub fn line(visit: &Visit, one: Message) -> Line {
    Line {
        id: one.id,
        when: When::at(visit, one.sent_at, &visit.zone()),
        words: one.words,
        from: one.sent_name,
        is_new: one.seen_at.is_none(),
        answer: one.answer,
    }
}

#[derive(Template)]
#[template(path = "messages/mine.html")]
struct Index {
    page: Page,
    messages: Vec<Line>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let all = app.read(&scope, |tx, scope| store::mine(tx, scope, SHOWN)).await?;
    saw(&app, &scope, &all).await?;
    let messages = all.into_iter().map(|one| line(&visit, one)).collect();
    page(&Index { page: visit.page("me-messages-title"), messages })
}

/// Writes down that the person looked, and which messages stood there for the first time.
async fn saw(app: &App, scope: &Scope, shown: &[Message]) -> Result<(), Fault> {
    let Some(of) = shown.first().map(|one| one.participant) else { return Ok(()) };
    let fresh: Vec<MessageId> = shown.iter().filter(|one| one.seen_at.is_none()).map(|one| one.id).collect();
    if !fresh.is_empty() {
        app.write(scope, move |tx, scope| store::saw(tx, scope, &fresh)).await?;
    }
    Ok(app.saw(scope, Entry::new(scope, Action::Read, "own_message").of(of)).await?)
}

#[derive(Template)]
#[template(path = "messages/show.html")]
struct Show {
    page: Page,
    message: Line,
    form: Form,
    errors: Errors,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<MessageId>) -> Answer {
    show_with(&app, &visit, id, None, Errors::default()).await
}

/// Where the answer to a message is written.
fn written_at(id: MessageId) -> String {
    format!("/me/messages/{id}")
}

async fn show_with(app: &App, visit: &Visit, id: MessageId, sent: Option<Form>, errors: Errors) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let message = app.read(&scope, move |tx, scope| store::find_mine(tx, scope, id)).await?;
    let message = message.ok_or(Fault::NotFound)?;
    let of = message.participant;
    saw(app, &scope, std::slice::from_ref(&message)).await?;
    let desk = drafts::desk(app, &scope, Sheet::new("message-answer", written_at(id), of)).await?;
    let (form, has_errors) = (desk.form(sent, Form::default()), !errors.is_empty());
    let view = Show { page: desk.page(visit, "me-messages-one-title"), message: line(visit, message), form, errors };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

pub(super) async fn answer(State(app): State<App>, visit: Visit, Path(id): Path<MessageId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let words = match few_words(form.get("words")) {
        Ok(words) => words,
        Err(key) => return show_with(&app, &visit, id, Some(form), Errors::one("words", visit.t(key))).await,
    };
    let zone = visit.zone();
    app.write(&scope, move |tx, scope| answer_now(tx, scope, id, &words, &zone)).await?;
    visit.see("/me", Flash::ok(visit.t("me-messages-answered")))
}

/// Keeps the answer, and promises that it is read: by whoever wrote, or in the queue of their program. Answered twice
/// with a slow line, the first answer stays.
pub(super) fn answer_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MessageId,
    words: &str,
    zone: &TimeZone,
) -> Result<(), Fault> {
    let message = store::find_mine(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let Some(program) = store::answer(tx, scope, id, words)? else { return Ok(()) };
    let is_theirs = program.is_none() || store::is_at_work(tx, scope, message.sent_by, program)?;
    let due = Deadline::by_clock(Rules::shipped(), CLOCK, None, scope.now, zone);
    let promise = NewPromise::new(Kind::ReadAnswer, "", "own_message", id, due);
    let promise = promise.about(message.participant).in_program(program);
    promises::open(tx, scope, &promise.owned_by(is_theirs.then_some(message.sent_by)))?;
    drafts::sent(tx, scope, &written_at(id), "own_message", id)?;
    let entry = Entry::new(scope, Action::Change, "own_message").of(message.participant).on(id);
    Ok(audit::record(tx, &entry.with("what", "answered"))?)
}

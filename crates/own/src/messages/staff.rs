//! The worker's side, from the person's page: what was written, whether it was seen, what came back.

use askama::Template;
use axum::extract::{Path, State};
use care::participants::{self, Header, PersonHeader};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    drafts::{self, Sheet},
    ids::ParticipantId,
    layout::{Flash, Page, when::When},
    promises::{self, Closing, Evidence, Kind},
    rules::matrix::Permission::{InviteParticipant, WriteContacts},
};
use jiff::Timestamp;
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

/// The most messages that the page shows.
const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "messages/staff.html")]
struct Index {
    page: Page,
    person: PersonHeader,
    /// The person has not come into their own space: nobody would read it.
    is_outside: bool,
    may_invite: bool,
    messages: Vec<Line>,
    form: Form,
    errors: Errors,
}

/// A message as those who work with the person see it.
struct Line {
    id: MessageId,
    words: String,
    by: String,
    sent: When,
    seen: Option<When>,
    answer: String,
    answered: Option<When>,
    has_news: bool,
    may_be_taken_back: bool,
}

/// Where messages to a person are written.
fn written_at(of: ParticipantId) -> String {
    format!("/people/{of}/messages")
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>) -> Answer {
    show(&app, &visit, of, None, Errors::default()).await
}

async fn show(app: &App, visit: &Visit, of: ParticipantId, sent: Option<Form>, errors: Errors) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let (header, has_space, all) = app
        .read(&scope, move |tx, scope| {
            let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((header, store::has_space(tx, scope, of)?, store::of_person(tx, scope, of, SHOWN)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "own_message").of(of).with("rows", all.len())).await?;
    let desk = drafts::desk(app, &scope, Sheet::new("message", written_at(of), of)).await?;
    let (form, has_errors) = (desk.form(sent, Form::default()), !errors.is_empty());
    let view = Index {
        page: desk.page(visit, "messages-title"),
        is_outside: !has_space,
        may_invite: visit.can(InviteParticipant),
        messages: all.into_iter().map(|one| line(visit, &scope, &header, one)).collect(),
        person: PersonHeader::new(visit, &header, ""),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn line(visit: &Visit, scope: &Scope, header: &Header, one: Message) -> Line {
    let when = |at: Timestamp| When::at(visit, at, &header.zone(visit));
    Line {
        id: one.id,
        sent: when(one.sent_at),
        seen: one.seen_at.map(when),
        answered: one.answered_at.map(when),
        has_news: one.has_news(),
        may_be_taken_back: one.seen_at.is_none() && one.sent_by == scope.account,
        words: one.words,
        by: one.sent_name,
        answer: one.answer,
    }
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let words = match few_words(form.get("words")) {
        Ok(words) => words,
        Err(key) => return show(&app, &visit, of, Some(form), Errors::one("words", visit.t(key))).await,
    };
    let id = app.write(&scope, move |tx, scope| send(tx, scope, of, &words)).await?;
    let undo = format!("/messages/{id}/withdrawal");
    visit.see(written_at(of), Flash::ok(visit.t("messages-sent")).or_undo(undo))
}

/// Puts a message on the person's own page.
pub(super) fn send(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, words: &str) -> Result<MessageId, Fault> {
    let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
    let id = store::insert(tx, scope, of, header.place().map(|place| place.program), words)?;
    drafts::sent(tx, scope, &written_at(of), "own_message", id)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "own_message").of(of).on(id))?;
    Ok(id)
}

pub(super) async fn withdraw(State(app): State<App>, visit: Visit, Path(id): Path<MessageId>) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let seen = visit.t("messages-seen-already");
    let of = app.write(&scope, move |tx, scope| take_back(tx, scope, id, true, seen)).await?;
    let undo = format!("/messages/{id}/withdrawal/undo");
    visit.see(written_at(of), Flash::ok(visit.t("messages-taken-back")).or_undo(undo))
}

pub(super) async fn put_back(State(app): State<App>, visit: Visit, Path(id): Path<MessageId>) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let seen = visit.t("messages-seen-already");
    let of = app.write(&scope, move |tx, scope| take_back(tx, scope, id, false, seen)).await?;
    visit.see(written_at(of), Flash::ok(visit.t("messages-sent")))
}

/// Takes one's own message from the person's page before they see it, or puts it there again.
pub(super) fn take_back(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MessageId,
    is_taken: bool,
    seen: String,
) -> Result<ParticipantId, Fault> {
    let found = if is_taken { store::find(tx, scope, id)?.is_some() } else { true };
    let at = is_taken.then_some(scope.now);
    let of = match store::set_withdrawn(tx, scope, id, at)? {
        Some(of) => of,
        None if found && is_taken => return Err(Fault::Conflict(seen)),
        None => return Err(Fault::NotFound),
    };
    let what = if is_taken { "taken-back" } else { "sent-again" };
    audit::record(tx, &Entry::new(scope, Action::Change, "own_message").of(of).on(id).with("what", what))?;
    Ok(of)
}

pub(super) async fn read(State(app): State<App>, visit: Visit, Path(id): Path<MessageId>) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let of = app.write(&scope, move |tx, scope| read_now(tx, scope, id)).await?;
    visit.see(written_at(of), Flash::ok(visit.t("messages-read")))
}

/// Says that the answer was read, which keeps the promise.
pub(super) fn read_now(tx: &mut Tx<'_>, scope: &Scope, id: MessageId) -> Result<ParticipantId, Fault> {
    let message = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    store::set_read(tx, scope, id)?;
    let evidence = Evidence { kind: Some("own_message".to_owned()), ..Evidence::default() };
    promises::close(tx, scope, id, Kind::ReadAnswer, Closing::Done, &evidence)?;
    let entry = Entry::new(scope, Action::Change, "own_message").of(message.participant).on(id);
    audit::record(tx, &entry.with("what", "read"))?;
    Ok(message.participant)
}

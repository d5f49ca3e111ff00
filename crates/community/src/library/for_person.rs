//! Sending an item that begins at a person, or at a contact with them: the library's search with the person kept in the
//! address, one item, a line of one's own words.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    drafts::{self, Sheet},
    ids::{ParticipantId, RecordId},
    layout::{Page, when::When},
    onward::{Came, Door},
    rules::matrix::Permission::WriteContacts,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    web::{Answer, page},
};

use super::{
    cards::{CardView, card},
    item::{Answer as Said, ItemId},
    sending::{send, sent_flash, words},
    store::{
        own::{self, Sending},
        search,
        shelf::{self, Cell, Shown},
    },
};

/// Items offered before anything is searched.
const OFFERED: i64 = 12;

ground::onward::inventory::submit! {
    Door { message: "keeping-library-send-from-contact", icon: "star", permission: WriteContacts, path: from_contact, came }
}

fn from_contact(of: ParticipantId, contact: RecordId) -> String {
    at_contact(format!("/people/{of}/library"), Some(contact))
}

/// An address that keeps the contact at which it began.
fn at_contact(path: String, contact: Option<RecordId>) -> String {
    contact.map_or_else(|| path.clone(), |contact| format!("{path}?contact={contact}"))
}

fn came(tx: &mut Tx<'_>, scope: &Scope, contact: RecordId) -> Result<Vec<Came>, DbError> {
    let one = |one: own::Sent| Came {
        href: format!("/library/{}", one.item),
        at: one.sent_at,
        stands: Some(Said::from_word(&one.answer).map_or("keeping-library-answer-waits", answer_key).to_owned()),
        title: one.title.unwrap_or_default(),
    };
    let sent = own::sent_from(tx, scope, contact)?;
    // What stands on the shelf no more has no page to lead to.
    Ok(sent.into_iter().filter(|one| one.title.is_some()).map(one).collect())
}

fn answer_key(said: Said) -> &'static str {
    match said {
        Said::Helped => "keeping-library-answer-helped",
        Said::NotHelped => "keeping-library-answer-not-helped",
    }
}

#[derive(Template)]
#[template(path = "library/person.html")]
struct Person {
    page: Page,
    id: ParticipantId,
    name: String,
    contact: Option<RecordId>,
    asked: String,
    cards: Vec<CardView>,
    sent: Vec<SentView>,
}

/// What was sent to the person, and what they said.
struct SentView {
    item: ItemId,
    title: String,
    by: String,
    at: When,
    /// What they said; empty before they did.
    answer: String,
}

struct Desk {
    name: String,
    cards: Vec<shelf::Card>,
    sent: Vec<own::Sent>,
}

pub(super) async fn index(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ParticipantId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let asked: String = query.text("q").unwrap_or_default().chars().take(100).collect();
    let typed = asked.clone();
    let found = app.read(&scope, move |tx, scope| desk(tx, scope, id, &typed)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "library_send").of(id)).await?;
    page(&view(&visit, (id, query.parsed("contact")), asked, found))
}

fn desk(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId, asked: &str) -> Result<Desk, Fault> {
    let name = own::name_of(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let cards = if asked.is_empty() {
        let cell = Cell { audience: "participants".to_owned(), ..Cell::default() };
        shelf::list(tx, scope.organization, &cell, shelf::START, OFFERED)?
    } else {
        search::search(tx, scope.organization, asked)?
    };
    Ok(Desk { name, cards, sent: own::sent_to(tx, scope, id)? })
}

fn view(visit: &Visit, (id, contact): (ParticipantId, Option<RecordId>), asked: String, found: Desk) -> Person {
    let line = |one: own::Sent| SentView {
        item: one.item,
        title: one.title.unwrap_or_else(|| visit.t("keeping-library-gone")),
        by: one.sent_name,
        at: When::day_of(visit, one.sent_at, &visit.zone()),
        answer: Said::from_word(&one.answer).map(|said| visit.t(answer_key(said))).unwrap_or_default(),
    };
    Person {
        page: visit.page("keeping-library-person-title"),
        id,
        name: found.name,
        contact,
        asked,
        cards: found.cards.iter().map(|one| card(visit, one)).collect(),
        sent: found.sent.into_iter().map(line).collect(),
    }
}

#[derive(Template)]
#[template(path = "library/send_to.html")]
struct New {
    page: Page,
    id: ParticipantId,
    name: String,
    contact: Option<RecordId>,
    item: ItemId,
    title: String,
    summary: String,
    language: String,
    words: String,
    /// The search one came from.
    back: String,
}

/// Where the words beside an item are written.
fn written_at(of: ParticipantId, item: ItemId, contact: Option<RecordId>) -> String {
    at_contact(format!("/people/{of}/library/{item}"), contact)
}

pub(super) async fn new(
    State(app): State<App>,
    visit: Visit,
    Path((id, item)): Path<(ParticipantId, ItemId)>,
    RawQuery(query): RawQuery,
) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let contact: Option<RecordId> = Form::parse(query.unwrap_or_default().as_bytes()).parsed("contact");
    let (name, shown) = app.read(&scope, move |tx, scope| chosen(tx, scope, id, item)).await?;
    let desk = drafts::desk(&app, &scope, Sheet::new("library-send", written_at(id, item, contact), id)).await?;
    page(&New {
        page: desk.page(&visit, "keeping-library-send-title"),
        words: desk.form(None, Form::default()).get("words").to_owned(),
        back: at_contact(format!("/people/{id}/library"), contact),
        title: shown.content.title,
        summary: shown.content.summary,
        language: shown.content.language,
        id,
        name,
        contact,
        item,
    })
}

fn chosen(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, item: ItemId) -> Result<(String, Shown), Fault> {
    let name = own::name_of(tx, scope, of)?.ok_or(Fault::NotFound)?;
    Ok((name, shelf::find(tx, scope.organization, item)?.ok_or(Fault::NotFound)?))
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let item: ItemId = form.parsed("item").ok_or(Fault::NotFound)?;
    let contact: Option<RecordId> = form.parsed("contact");
    let new = Sending { item, participant: id, contact, words: words(&form) };
    let sent = app.write(&scope, move |tx, scope| {
        let sent = send(tx, scope, &new)?;
        drafts::sent(tx, scope, &written_at(id, item, contact), "library_send", sent)?;
        Ok::<_, Fault>(sent)
    });
    let sent = sent.await?;
    let back = contact.map_or_else(|| format!("/people/{id}/library"), |contact| format!("/contacts/{contact}"));
    visit.see(back, sent_flash(&visit, sent))
}

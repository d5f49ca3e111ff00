//! A peer specialist thinks of somebody: an item goes to a person's own pages, from the item or from the person.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission::WriteContacts,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    cards::{CardView, card},
    item::{Answer as Said, ItemId, SendId},
    store::{
        own, search,
        shelf::{self, Cell},
    },
};

/// The longest words beside an item, in characters.
const MOST_WORDS: usize = 500;
/// Items offered on a person's page before anything is searched.
const OFFERED: i64 = 12;

#[derive(Template)]
#[template(path = "library/send.html")]
struct New {
    page: Page,
    id: ItemId,
    title: String,
    people: Vec<Choice>,
    words: String,
    errors: Errors,
}

pub(super) async fn new(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    page(&new_page(&app, &visit, id, &Form::default(), Errors::default()).await?)
}

async fn new_page(app: &App, visit: &Visit, id: ItemId, form: &Form, errors: Errors) -> Result<New, Fault> {
    let scope = visit.may(WriteContacts)?;
    let (shown, people) = app
        .read(&scope, move |tx, scope| {
            let shown = shelf::find(tx, scope.organization, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((shown, own::my_people(tx, scope)?))
        })
        .await?;
    let choice = |(id, name): (ParticipantId, String)| {
        let value = id.to_string();
        Choice::new(value.clone(), name, form.has("participant", &value))
    };
    Ok(New {
        page: visit.page("keeping-library-send-title"),
        id,
        title: shown.content.title,
        people: people.into_iter().map(choice).collect(),
        words: form.get("words").to_owned(),
        errors,
    })
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>, form: Form) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let Some(participant) = form.parsed::<ParticipantId>("participant") else {
        let errors = Errors::one("participant", visit.t("keeping-library-send-nobody"));
        return page_with_errors(&new_page(&app, &visit, id, &form, errors).await?);
    };
    let words = words(&form);
    let sent = app.write(&scope, move |tx, scope| send(tx, scope, (id, participant), &words)).await?;
    visit.see(format!("/library/{id}"), sent_flash(&visit, sent))
}

fn words(form: &Form) -> String {
    form.get("words").trim().chars().take(MOST_WORDS).collect()
}

fn sent_flash(visit: &Visit, sent: SendId) -> Flash {
    Flash::ok(visit.t("keeping-library-sent")).or_undo(format!("/library/sends/{sent}/undo"))
}

/// Sends an item, and writes it down as a change about the person.
///
/// # Errors
/// [`Fault::NotFound`] for somebody out of reach or an item that is not on the shelf; those of the storage.
pub(super) fn send(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (item, participant): (ItemId, ParticipantId),
    words: &str,
) -> Result<SendId, Fault> {
    let sent = own::send(tx, scope, (item, participant), words)?.ok_or(Fault::NotFound)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "library_send").of(participant).on(sent))?;
    Ok(sent)
}

#[derive(Template)]
#[template(path = "library/person.html")]
struct Person {
    page: Page,
    id: ParticipantId,
    name: String,
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

pub(super) async fn person(
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
    let view = |one: own::Sent| SentView {
        item: one.item,
        title: one.title.unwrap_or_else(|| visit.t("keeping-library-gone")),
        by: one.sent_name,
        at: When::day_of(&visit, one.sent_at, &visit.zone()),
        answer: Said::from_word(&one.answer).map(|said| answer_label(&visit, said)).unwrap_or_default(),
    };
    page(&Person {
        page: visit.page("keeping-library-person-title"),
        id,
        name: found.name,
        asked,
        cards: found.cards.iter().map(|one| card(&visit, one)).collect(),
        sent: found.sent.into_iter().map(view).collect(),
    })
}

fn answer_label(visit: &Visit, said: Said) -> String {
    visit.t(match said {
        Said::Helped => "keeping-library-answer-helped",
        Said::NotHelped => "keeping-library-answer-not-helped",
    })
}

struct Desk {
    name: String,
    cards: Vec<shelf::Card>,
    sent: Vec<own::Sent>,
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

pub(super) async fn create_for(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ParticipantId>,
    form: Form,
) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let item: ItemId = form.parsed("item").ok_or(Fault::NotFound)?;
    let words = words(&form);
    let sent = app.write(&scope, move |tx, scope| send(tx, scope, (item, id), &words)).await?;
    visit.see(format!("/people/{id}/library"), sent_flash(&visit, sent))
}

pub(super) async fn take_back(State(app): State<App>, visit: Visit, Path(id): Path<SendId>) -> Answer {
    let scope = visit.may(WriteContacts)?;
    let person = app
        .write(&scope, move |tx, scope| {
            let person = own::take_back(tx, scope, id)?;
            if let Some(person) = person {
                audit::record(tx, &Entry::new(scope, Action::Remove, "library_send").of(person).on(id))?;
            }
            Ok::<_, DbError>(person)
        })
        .await?
        .ok_or(Fault::NotFound)?;
    visit.see(format!("/people/{person}/library"), Flash::ok(visit.t("keeping-library-taken-back")))
}

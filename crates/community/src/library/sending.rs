//! A peer specialist thinks of somebody: an item goes to a person's own pages. It begins at the item; how it begins at the
//! person or at a contact with them is next door (`for_person`).

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice},
    onward,
    rules::matrix::Permission::WriteContacts,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    item::{ItemId, SendId},
    store::{
        own::{self, Sending},
        shelf,
    },
};

/// The longest words beside an item, in characters.
const MOST_WORDS: usize = 500;

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
    let new = Sending { item: id, participant, contact: None, words };
    let sent = app.write(&scope, move |tx, scope| send(tx, scope, &new)).await?;
    visit.see(format!("/library/{id}"), sent_flash(&visit, sent))
}

pub(super) fn words(form: &Form) -> String {
    form.get("words").trim().chars().take(MOST_WORDS).collect()
}

pub(super) fn sent_flash(visit: &Visit, sent: SendId) -> Flash {
    Flash::ok(visit.t("keeping-library-sent")).or_undo(format!("/library/sends/{sent}/undo"))
}

/// Sends an item, and writes it down as a change about the person.
///
/// # Errors
/// [`Fault::NotFound`] for somebody out of reach, an item that is not on the shelf, or a contact with somebody else; those
/// of the storage.
pub(super) fn send(tx: &mut Tx<'_>, scope: &Scope, new: &Sending) -> Result<SendId, Fault> {
    if let Some(contact) = new.contact {
        onward::is_contact_of(tx, scope, contact, new.participant)?.then_some(()).ok_or(Fault::NotFound)?;
    }
    let sent = own::send(tx, scope, new)?.ok_or(Fault::NotFound)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "library_send").of(new.participant).on(sent))?;
    Ok(sent)
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

//! Forms that keep their words without a step before: the draft begins with the first pause in the writing, and belongs to
//! its author and to the page that the form stands on. Coming back to that page, the author finds their words.
//!
//! A page says what its draft is about in a sealed ticket, so that nobody begins one about somebody whom no page has shown
//! them. In a handler:
//!
//! ```text
//! let desk = drafts::desk(&app, &scope, Sheet::new("request", PATH, me.id)).await?;
//! let form = desk.form(sent, Form::default());       // what was refused, else what was begun, else the empty form
//! page(&New { page: desk.page(&visit, "title"), form, … })   // and `{{ parts::kept() }}` inside the `<form …>`
//! …
//! drafts::sent(tx, scope, PATH, "record_request", id)?;   // in the transaction that takes the words
//! ```

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    response::IntoResponse,
};
use jiff::Timestamp;
use kit::{
    faults::Fault,
    forms::Form,
    web::{Answer, from_base64url, to_base64url},
};
use serde::{Deserialize, Serialize};

use super::{
    draft::{Fields, Save},
    pages::{author, checked},
    store,
};
use crate::{
    App, Visit,
    access::Scope,
    ids::ParticipantId,
    layout::{Flash, Keeping, Page, when::When},
};

/// Where a form stands, and whom its words are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// What the tray calls it: the end of a message `drafts-kind-…`.
    pub(super) room: String,
    /// The address of the form's page. With the author it says which draft is meant.
    pub(super) path: String,
    pub(super) participant: ParticipantId,
}

impl Sheet {
    pub fn new(room: &str, path: impl Into<String>, participant: ParticipantId) -> Self {
        Self { room: room.to_owned(), path: path.into(), participant }
    }

    /// The place as a page carries it: readable and usable by the scope's account alone.
    ///
    /// # Errors
    /// [`Fault::Internal`] when it cannot be sealed.
    pub fn ticket(&self, app: &App, scope: &Scope) -> Result<String, Fault> {
        let plain = serde_json::to_vec(self).map_err(|error| Fault::Internal(error.to_string()))?;
        let sealed = app.seal.seal(&plain, &sealed_for(scope), &mut scope.at.rng());
        Ok(to_base64url(&sealed.map_err(|error| Fault::Internal(error.to_string()))?))
    }

    fn of_ticket(app: &App, scope: &Scope, ticket: &str) -> Option<Self> {
        let plain = app.seal.open(&from_base64url(ticket)?, &sealed_for(scope)).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

fn sealed_for(scope: &Scope) -> String {
    format!("draft of {} in {}", scope.account, scope.organization)
}

/// What a page needs to keep the words of its form.
#[derive(Debug, Clone)]
pub struct Desk {
    place: Sheet,
    ticket: String,
    account: String,
    version: i64,
    kept: Option<(Fields, Timestamp)>,
}

/// The desk of a form: with the words that were begun there, when there are some.
///
/// # Errors
/// Those of the storage.
pub async fn desk(app: &App, scope: &Scope, place: Sheet) -> Result<Desk, Fault> {
    let path = place.path.clone();
    let draft = app.read(scope, move |tx, scope| store::find_at(tx, scope, &path)).await?;
    Ok(Desk {
        ticket: place.ticket(app, scope)?,
        account: scope.account.to_string(),
        version: draft.as_ref().map_or(0, |draft| draft.version),
        kept: draft.map(|draft| (draft.fields, draft.saved_at)),
        place,
    })
}

impl Desk {
    /// What the form shows: what was sent and refused, or else the words that were begun here, or else how it begins.
    pub fn form(&self, sent: Option<Form>, beginning: Form) -> Form {
        let kept = || self.kept.as_ref().map(|(fields, _)| fields.to_form());
        sent.or_else(kept).unwrap_or(beginning)
    }

    /// The frame around the page that the form stands on.
    pub fn page(&self, visit: &Visit, title: &str) -> Page {
        self.frame(visit, visit.page(title))
    }

    /// The same for a frame that is made already.
    pub fn frame(&self, visit: &Visit, page: Page) -> Page {
        page.keeping(Keeping {
            key: self.place.path.clone(),
            url: format!("/drafts/at/{}", self.ticket),
            account: self.account.clone(),
            version: self.version,
            since: self.kept.as_ref().map(|(_, at)| When::at(visit, *at, &visit.zone())),
        })
    }
}

/// Keeps one pause; the first one begins the draft.
pub(super) async fn save(
    State(app): State<App>,
    visit: Visit,
    Path(ticket): Path<String>,
    save: Result<Json<Save>, JsonRejection>,
) -> Answer {
    let scope = author(&visit)?;
    let place = Sheet::of_ticket(&app, &scope, &ticket).ok_or(Fault::NotFound)?;
    let save = checked(save, app.config.limits.body_bytes)?;
    let saved = app.write(&scope, move |tx, scope| {
        let id = match store::find_at(tx, scope, &place.path)? {
            Some(draft) => draft.id,
            None => store::make_at(tx, scope, &place)?,
        };
        store::append(tx, scope, id, &save)
    });
    Ok(Json(saved.await?.ok_or(Fault::NotFound)?).into_response())
}

/// Puts what was begun out of the way: the form is empty again, and the words can be taken back.
pub(super) async fn set_aside(State(app): State<App>, visit: Visit, Path(ticket): Path<String>) -> Answer {
    let scope = author(&visit)?;
    let place = Sheet::of_ticket(&app, &scope, &ticket).ok_or(Fault::NotFound)?;
    let path = place.path.clone();
    let aside = app
        .write(&scope, move |tx, scope| {
            let Some(draft) = store::find_at(tx, scope, &path)? else { return Ok(None) };
            store::set_aside(tx, scope, draft.id)?;
            Ok::<_, Fault>(Some(draft.id))
        })
        .await?;
    let said = Flash::ok(visit.t("drafts-begun-anew"));
    match aside {
        Some(id) => visit.see(place.path, said.or_undo(format!("/drafts/{id}/taking-back"))),
        None => visit.see(place.path, said),
    }
}

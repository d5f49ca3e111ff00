//! A note that was sent to the person before it is signed: they read it, add their own words, agree or do not.

use askama::Template;
use axum::extract::{Path, State};
use care::contacts::{
    ContactId, Section,
    comments::Said,
    together::{ResponseId, View},
};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    drafts::{self, Desk, Sheet},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors, see},
};

use super::{
    pages::say,
    store::{self, Sent},
};
use crate::me::{Me, me};

#[derive(Template)]
#[template(path = "notes/sent.html")]
struct Reading {
    page: Page,
    id: ResponseId,
    name: String,
    from: String,
    when: When,
    shown: Vec<Section>,
    words: String,
    views: Vec<Choice>,
    is_answered: bool,
    errors: Errors,
}

async fn find(app: &App, visit: &Visit, id: ResponseId) -> Result<(Me, Sent), Fault> {
    let scope = visit.may(SeeMyRecord)?;
    let found = app
        .read(&scope, move |tx, scope| {
            let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
            let sent = store::sent(tx, scope, me.id, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((me, sent))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "contact_response").of(found.0.id).on(id)).await?;
    Ok(found)
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ResponseId>) -> Answer {
    let (me, sent) = find(&app, &visit, id).await?;
    if let Some(contact) = sent.contact {
        return see(format!("/me/notes/{contact}"));
    }
    page(&view(&app, &visit, me, sent, None, Errors::default()).await?)
}

/// Where the answer to a note that was sent is written.
fn read_at(id: ResponseId) -> String {
    format!("/me/reading/{id}")
}

async fn view(
    app: &App,
    visit: &Visit,
    me: Me,
    sent: Sent,
    refused: Option<Form>,
    errors: Errors,
) -> Result<Reading, Fault> {
    let (scope, place) = (visit.may(SeeMyRecord)?, Sheet::new("sent-note", read_at(sent.id), me.id));
    let desk = drafts::desk(app, &scope, place).await?;
    let said = Form::from_pairs([("view", sent.view.map_or("", View::word)), ("words", sent.words.as_str())]);
    let form = desk.form(refused, said);
    Ok(reading(visit, &desk, me, sent, &form, errors))
}

fn reading(visit: &Visit, desk: &Desk, me: Me, sent: Sent, form: &Form, errors: Errors) -> Reading {
    let view = View::from_word(form.get("view"));
    let choice = |one: &View| Choice::new(one.word(), visit.t(&format!("me-together-view-{one}")), view == Some(*one));
    let open = Choice::new("", visit.t("me-together-view-open"), view.is_none());
    Reading {
        page: desk.page(visit, "me-together-title"),
        id: sent.id,
        name: me.name,
        from: sent.from,
        when: When::at(visit, sent.sent_at, &visit.zone()),
        shown: sent.shown.0,
        words: form.get("words").to_owned(),
        views: View::ALL.iter().map(choice).chain([open]).collect(),
        is_answered: sent.answered_at.is_some(),
        errors,
    }
}

pub(super) async fn update(State(app): State<App>, visit: Visit, Path(id): Path<ResponseId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let (view_said, words) = (View::from_word(form.get("view")), form.get("words").trim().to_owned());
    if view_said.is_none() && words.is_empty() {
        let (me, sent) = find(&app, &visit, id).await?;
        let errors = Errors::one("view", visit.t("me-together-error"));
        return page_with_errors(&view(&app, &visit, me, sent, Some(form), errors).await?);
    }
    let became = app
        .write(&scope, move |tx, scope| {
            let became = answer(tx, scope, id, view_said, &words)?;
            drafts::sent(tx, scope, &read_at(id), "contact_response", id)?;
            Ok::<_, Fault>(became)
        })
        .await?;
    match became {
        None => visit.see("/me/notes", Flash::ok(visit.t("me-together-was-sent"))),
        Some(contact) => visit.see(format!("/me/notes/{contact}"), Flash::ok(visit.t("me-together-was-late"))),
    }
}

/// Writes the answer down. When the note was signed in the meantime, the words stand beside it as a comment, and the
/// note is answered.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ResponseId,
    view: Option<View>,
    words: &str,
) -> Result<Option<ContactId>, Fault> {
    let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
    let sent = store::sent(tx, scope, me.id, id)?.ok_or(Fault::NotFound)?;
    if let Some(contact) = sent.contact {
        if !words.is_empty() {
            say(tx, scope, contact, Said::Comment, words)?;
        }
        return Ok(Some(contact));
    }
    if !store::answer(tx, scope, me.id, id, view, words)? {
        return Err(Fault::NotFound);
    }
    let entry = Entry::new(scope, Action::Change, "contact_response").of(me.id).on(id);
    audit::record(tx, &entry.with("view", view.map_or("", View::word)))?;
    Ok(None)
}

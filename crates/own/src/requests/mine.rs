//! The person's own pages: what they asked, asking, and the answer.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    drafts::{self, Desk, Sheet},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    acts::{self, Refused},
    request::{Asked, Kind, RequestId, State as Standing},
    show::{Shown, kinds},
    store,
};
use crate::me;

#[derive(Template)]
#[template(path = "requests/mine.html")]
struct Index {
    page: Page,
    open: Vec<Shown>,
    answered: Vec<Shown>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let (me, all) = app
        .read(&scope, |tx, scope| {
            let me = me::me(tx, scope)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((me, store::mine(tx, scope)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "record_request").of(me.id)).await?;
    let zone = visit.zone();
    let shown = all.iter().map(|one| Shown::new(&visit, one, &[], &zone, scope.now));
    let (open, answered) = shown.partition(|one| one.is_open);
    page(&Index { page: visit.page("me-requests-title"), open, answered })
}

#[derive(Template)]
#[template(path = "requests/new.html")]
struct New {
    page: Page,
    action: String,
    kinds: Vec<Choice>,
    /// How somebody of the team knows who asks; empty on the person's own page.
    proofs: Vec<Choice>,
    name: String,
    form: Form,
    errors: Errors,
}

/// Where the person's own form stands.
const NEW: &str = "/me/requests/new";

pub(super) async fn new(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    form_page(&app, &visit, None, query.unwrap_or_default(), Errors::default()).await
}

async fn form_page(app: &App, visit: &Visit, sent: Option<Form>, query: String, errors: Errors) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let me = app.read(&scope, me::me).await?.ok_or(Fault::NotFound)?;
    let desk = drafts::desk(app, &scope, Sheet::new("request", NEW, me.id)).await?;
    let form = desk.form(sent, Form::parse(query.as_bytes()));
    let has_errors = !errors.is_empty();
    let view = New {
        page: desk.page(visit, "me-requests-new-title"),
        action: "/me/requests".to_owned(),
        kinds: kinds(visit, &form),
        proofs: Vec::new(),
        name: String::new(),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

/// The page on which somebody of the team writes down what was asked in person.
pub(super) fn staff_form(
    visit: &Visit,
    desk: &Desk,
    id: ParticipantId,
    name: String,
    proofs: Vec<Choice>,
    form: Form,
    errors: Errors,
) -> Answer {
    let has_errors = !errors.is_empty();
    let view = New {
        page: desk.page(visit, "privacy-requests-new-title"),
        action: format!("/people/{id}/requests"),
        kinds: kinds(visit, &form),
        proofs,
        name,
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

/// Reads what is asked.
pub(super) fn read(visit: &Visit, form: &Form) -> Result<Asked, Errors> {
    let mut errors = Errors::default();
    let kind = Kind::from_word(form.get("kind")).filter(|kind| *kind != Kind::Question);
    if kind.is_none() {
        errors.add("kind", visit.t("me-requests-kind-missing"));
    }
    let words = form.text("words").unwrap_or_default().to_owned();
    if words.is_empty() {
        errors.add("words", visit.t("me-requests-words-missing"));
    }
    let subject = form.text("subject").unwrap_or_default().to_owned();
    errors.check()?;
    Ok(Asked { words, subject, ..Asked::new(kind.unwrap_or(Kind::Complaint)) })
}

pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let asked = match read(&visit, &form) {
        Ok(asked) => asked,
        Err(errors) => return form_page(&app, &visit, Some(form), String::new(), errors).await,
    };
    let zone = visit.zone();
    let id = app
        .write(&scope, move |tx, scope| {
            let me = me::me(tx, scope)?.ok_or(Fault::NotFound)?;
            let id = acts::ask(tx, scope, me.id, &asked, &zone)?;
            drafts::sent(tx, scope, NEW, "record_request", id)?;
            Ok::<_, Fault>(id)
        })
        .await?;
    visit.see(format!("/me/requests/{id}"), Flash::ok(visit.t("me-requests-sent")))
}

#[derive(Template)]
#[template(path = "requests/show.html")]
struct Show {
    page: Page,
    request: Shown,
    may_disagree: bool,
    may_ask_again: bool,
    is_complaint: bool,
    form: Form,
    errors: Errors,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<RequestId>) -> Answer {
    show_with(&app, &visit, id, Errors::default()).await
}

async fn show_with(app: &App, visit: &Visit, id: RequestId, errors: Errors) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let (request, acts) = app
        .read(&scope, move |tx, scope| {
            let request = store::find_mine(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let acts = store::acts(tx, scope, id)?;
            Ok::<_, Fault>((request, acts))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "record_request").of(request.participant).on(id)).await?;
    let was_reviewed = acts.iter().any(|act| act.act == super::request::ActKind::ReviewAsked);
    let has_errors = !errors.is_empty();
    let view = Show {
        page: visit.page("me-requests-one-title"),
        may_disagree: request.may_be_disagreed_with().is_ok(),
        may_ask_again: request.state == Standing::Denied && !was_reviewed,
        is_complaint: request.kind == Kind::Complaint,
        request: Shown::new(visit, &request, &acts, &visit.zone(), scope.now),
        form: Form::default(),
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn found(tx: &mut Tx<'_>, scope: &Scope, id: RequestId) -> Result<super::request::Request, Refused> {
    store::find_mine(tx, scope, id)?.ok_or(Refused::NotFound)
}

pub(super) async fn disagree(State(app): State<App>, visit: Visit, Path(id): Path<RequestId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let Some(words) = form.text("statement").map(str::to_owned) else {
        return show_with(&app, &visit, id, Errors::one("statement", visit.t("me-requests-statement-missing"))).await;
    };
    let kept = app.write(&scope, move |tx, scope| {
        let request = found(tx, scope, id)?;
        acts::disagree(tx, scope, request, &words)
    });
    kept.await.map_err(|refused| refused.fault(&visit))?;
    visit.see(format!("/me/requests/{id}"), Flash::ok(visit.t("me-requests-statement-kept")))
}

pub(super) async fn ask_for_review(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RequestId>,
    form: Form,
) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let (words, zone) = (form.text("review").unwrap_or_default().to_owned(), visit.zone());
    let asked = app.write(&scope, move |tx, scope| {
        let request = found(tx, scope, id)?;
        acts::ask_for_review(tx, scope, request, &words, &zone)
    });
    asked.await.map_err(|refused| refused.fault(&visit))?;
    visit.see(format!("/me/requests/{id}"), Flash::ok(visit.t("me-requests-review-asked")))
}

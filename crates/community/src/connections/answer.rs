//! The page on which a service answers without an account: whoever holds the link, as long as the consent holds.

use askama::Template;
use axum::extract::{Query, State};
use ground::{
    App, Visit,
    access::Request,
    audit::{self, Action, Entry},
    layout::{Page, parts::Choice},
    promises::{self, Kind},
};
use kit::{
    db::{DbError, Tenant, Tx},
    faults::Fault,
    forms::{Errors, Form},
    secrets::Token,
    web::{Answer, page, page_with_errors, see},
};
use serde::Deserialize;

use super::{
    connection::{Connection, Status},
    pages::need_label,
    store::{self, Hand, Linked},
};

/// The most characters of a reason.
const MOST_WORDS: usize = 2_000;

#[derive(Template)]
#[template(path = "connections/answer.html")]
struct AnswerPage {
    page: Page,
    link: String,
    organization: String,
    service: String,
    name: String,
    need: String,
    words: String,
    is_urgent: bool,
    sender: String,
    phone: String,
    tel: String,
    status: String,
    answers: Vec<Choice>,
    notice: String,
    form: Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "connections/dead.html")]
struct Dead {
    page: Page,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    link: String,
}

async fn linked(app: &App, visit: &Visit, link: &str) -> Result<Option<(Linked, Connection)>, Fault> {
    let Some(token) = Token::parse(link) else { return Ok(None) };
    let now = visit.request.now();
    let read = app.db.read(Tenant::System, move |tx| store::linked(tx, token.digest().as_bytes(), now)).await;
    read.map_err(|error: DbError| error.into())
}

fn dead(visit: &Visit) -> Answer {
    page(&Dead { page: visit.page("public-answer-dead") })
}

pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    match linked(&app, &visit, &asked.link).await? {
        Some(found) => {
            saw(&app, &visit, &found).await?;
            page(&view(&visit, asked.link, found, Form::default(), Errors::default()))
        }
        None => dead(&visit),
    }
}

/// Writes down that the service looked, before it sees anything: whoever the person is can read it among those who did.
async fn saw(app: &App, visit: &Visit, (linked, one): &(Linked, Connection)) -> Result<(), DbError> {
    let tenant = Tenant::Organization(kit::ids::Id::uuid(linked.organization));
    let entry = entry(&visit.request, linked, one, Action::Read);
    app.db.write(tenant, move |tx| audit::record(tx, &entry)).await
}

/// What the service does by its link, about the person.
pub(super) fn entry(request: &Request, linked: &Linked, one: &Connection, action: Action) -> Entry {
    let entry = Entry::by_program(linked.organization, request, action, "connection");
    entry.of(one.participant).on(one.id).because(audit::BY_SERVICE_LINK)
}

fn view(visit: &Visit, link: String, (linked, one): (Linked, Connection), form: Form, errors: Errors) -> AnswerPage {
    let answer = |to: Status| {
        let label = visit.t(&format!("public-answer-{to}"));
        Choice::new(to.word(), label, form.get("status") == to.word())
    };
    let phone = linked.sender_phone.unwrap_or_default();
    // What a program under 42 CFR Part 2 gives out carries its notice; it does no harm beside what others give.
    let notice = visit.rules().consent_notices.get("redisclosure").map(|notice| notice.text.clone());
    AnswerPage {
        page: visit.page("public-answer-title"),
        link,
        organization: linked.organization_name,
        sender: linked.sender.unwrap_or_default(),
        tel: crate::helplines::tel(&phone),
        phone,
        service: one.service_name,
        name: one.name_to_use,
        need: need_label(visit, &one.need),
        words: one.words,
        is_urgent: one.is_urgent,
        status: visit.t(&format!("public-answer-now-{}", one.status)),
        answers: one.status.answers().into_iter().map(answer).collect(),
        notice: notice.unwrap_or_default(),
        form,
        errors,
    }
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let link = form.get("link").to_owned();
    let Some(found) = linked(&app, &visit, &link).await? else { return dead(&visit) };
    let status = Status::from_word(form.get("status")).filter(|to| found.1.status.answers().contains(to));
    let words: String = form.get("words").trim().chars().take(MOST_WORDS).collect();
    let mut errors = Errors::default();
    if status.is_none() {
        errors.add("status", visit.t("public-answer-missing"));
    }
    if status.is_some_and(Status::needs_reason) && words.is_empty() {
        errors.add("words", visit.t("public-answer-reason-missing"));
    }
    let (Some(to), true) = (status, errors.is_empty()) else {
        saw(&app, &visit, &found).await?;
        return page_with_errors(&view(&visit, link, found, form, errors));
    };
    let (request, (linked, one)) = (visit.request.clone(), found);
    let tenant = Tenant::Organization(kit::ids::Id::uuid(linked.organization));
    let write = app.db.write(tenant, move |tx| take(tx, &request, &linked, &one, to, &words));
    if !write.await.map_err(|error: DbError| Fault::from(error))? {
        return Err(Fault::Conflict(visit.t("public-answer-changed")));
    }
    see(format!("/answer?link={link}"))
}

/// Writes the service's answer down; whoever follows the connection hears of it today.
pub(super) fn take(
    tx: &mut Tx<'_>,
    request: &Request,
    linked: &Linked,
    one: &Connection,
    to: Status,
    words: &str,
) -> Result<bool, DbError> {
    let by = Hand { organization: linked.organization, account: None, at: &request.at };
    if !store::set_status(tx, by, one, to, words)? {
        return Ok(false);
    }
    promises::hasten(tx, linked.organization, one.id, Kind::FollowConnection, request.now())?;
    audit::record(tx, &entry(request, linked, one, Action::Change).with("status", to.word()))?;
    Ok(true)
}

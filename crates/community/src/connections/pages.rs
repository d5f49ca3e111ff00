//! A person's connections, one of them, and the steps that staff write down.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    ids::{ParticipantId, RecordId},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::{Rules, matrix::Permission::MakeConnections},
};
use kit::{
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    connection::{Connection, ConnectionId, NewOutcome, Outcome, SentHow, Status},
    results::Rate,
    steps::{self, NotDone},
    store::{self, Act},
};
use crate::pages::long;

#[derive(Template)]
#[template(path = "connections/index.html")]
struct Index {
    page: Page,
    person: ParticipantId,
    name: String,
    all: Vec<Line>,
}

/// A connection in a list.
pub(super) struct Line {
    pub id: ConnectionId,
    pub name: String,
    pub service: String,
    pub need: String,
    pub status: String,
    pub tone: &'static str,
    pub outcome: String,
    pub is_confirmed: bool,
    pub created: When,
}

#[derive(Template)]
#[template(path = "connections/show.html")]
struct Show {
    page: Page,
    id: ConnectionId,
    person: ParticipantId,
    /// The contact at which it was begun, for those who read contacts.
    contact: Option<RecordId>,
    line: Line,
    phone: String,
    tel: String,
    email: String,
    words: String,
    is_urgent: bool,
    outcome_words: String,
    acts: Vec<ActLine>,
    ways: Vec<Choice>,
    answers: Vec<Choice>,
    outcomes: Vec<Choice>,
    barriers: Vec<Choice>,
    rate: Option<Rate>,
    form: Form,
    errors: Errors,
    /// Why the gate is closed, with where a consent is written.
    closed: Option<String>,
    /// The link, right after it was made.
    link: Option<String>,
}

struct ActLine {
    words: String,
    reason: String,
    by: String,
    at: When,
}

pub(super) fn need_label(visit: &Visit, key: &str) -> String {
    let list = visit.rules().lists.get("connection_needs");
    let item = list.and_then(|list| list.items.iter().find(|item| item.key == key));
    item.map_or_else(|| key.to_owned(), |item| item.label.clone())
}

fn tone(status: Status) -> &'static str {
    match status {
        Status::Draft | Status::EnteredInError => "neutral",
        Status::Requested | Status::OnHold => "warn",
        Status::Accepted | Status::InProgress => "info",
        Status::Completed => "good",
        Status::Rejected | Status::Failed | Status::Cancelled => "bad",
    }
}

/// The message of a status.
pub(super) fn status_key(status: Status) -> String {
    format!("connections-status-{status}")
}

/// The message of an outcome.
pub(super) fn outcome_key(outcome: Outcome) -> String {
    format!("connections-outcome-{}", outcome.word().replace('_', "-"))
}

fn status_label(visit: &Visit, status: Status) -> String {
    visit.t(&status_key(status))
}

fn outcome_label(visit: &Visit, outcome: Outcome) -> String {
    visit.t(&outcome_key(outcome))
}

pub(super) fn line(visit: &Visit, one: &Connection) -> Line {
    Line {
        id: one.id,
        name: one.name_to_use.clone(),
        service: one.service_name.clone(),
        need: need_label(visit, &one.need),
        status: status_label(visit, one.status),
        tone: tone(one.status),
        outcome: one.outcome.map(|outcome| outcome_label(visit, outcome)).unwrap_or_default(),
        is_confirmed: one.is_confirmed_by_person,
        created: When::day_of(visit, one.created_at, &visit.zone()),
    }
}

pub async fn index(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let (name, all) = app
        .read(&scope, move |tx, scope| {
            let (name, _) = store::person(tx, scope, of)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((name, store::of_person(tx, scope, of)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "connection").of(of).with("count", all.len())).await?;
    let all = all.iter().map(|one| line(&visit, one)).collect();
    page(&Index { page: visit.page("connections-title"), person: of, name, all })
}

pub(super) fn choices(visit: &Visit, list: &str, chosen: &[&str]) -> Vec<Choice> {
    let items = visit.rules().lists.get(list).into_iter().flat_map(|list| &list.items);
    items.map(|item| Choice::new(&item.key, &item.label, chosen.contains(&item.key.as_str()))).collect()
}

pub(super) fn is_listed(list: &str, key: &str) -> bool {
    Rules::shipped().lists.get(list).is_some_and(|list| list.items.iter().any(|item| item.key == key))
}

/// What the page of one connection shows beside it.
pub(super) struct Found {
    pub connection: Connection,
    pub acts: Vec<Act>,
    pub results: Option<store::Results>,
}

pub(super) async fn found(app: &App, scope: &Scope, id: ConnectionId) -> Result<Found, Fault> {
    app.read(scope, move |tx, scope| {
        let connection = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let acts = store::acts(tx, scope, id)?;
        let results = store::results_of(tx, scope, &connection.service_key)?;
        Ok(Found { connection, acts, results })
    })
    .await
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ConnectionId>) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let found = found(&app, &scope, id).await?;
    let of = found.connection.participant;
    app.saw(&scope, Entry::new(&scope, Action::Read, "connection").of(of).on(id)).await?;
    let view = Said { form: Form::default(), errors: Errors::default(), closed: None, link: None };
    page(&show_page(&app, &visit, found, view))
}

/// What the page says of the step that was just tried.
pub(super) struct Said {
    pub form: Form,
    pub errors: Errors,
    pub closed: Option<String>,
    pub link: Option<String>,
}

fn show_page(app: &App, visit: &Visit, found: Found, said: Said) -> Show {
    let Found { connection: one, acts, results } = found;
    let Said { form, errors, closed, link } = said;
    let way = |how: &SentHow| {
        let label = visit.t(&format!("connections-send-{how}"));
        Choice::new(how.word(), label, form.get("how") == how.word())
            .with_hint(visit.t(&format!("connections-send-{how}-hint")))
    };
    let may_go = |how: &&SentHow| **how != SentHow::Mail || (app.mailer.is_on() && !one.service_email.is_empty());
    let is_answer = |to: &&Status| !matches!(to, Status::Requested);
    let answer = |to: &Status| Choice::new(to.word(), status_label(visit, *to), form.get("status") == to.word());
    let outcome = |of: &Outcome| {
        let is_chosen = form.text("outcome").map_or(one.outcome == Some(*of), |word| word == of.word());
        Choice::new(of.word(), outcome_label(visit, *of), is_chosen)
    };
    let is_draft = one.status == Status::Draft;
    Show {
        page: visit.page("connections-one"),
        id: one.id,
        person: one.participant,
        contact: one.contact.filter(|_| visit.reads_notes()),
        line: line(visit, &one),
        tel: crate::helplines::tel(&one.service_phone),
        phone: one.service_phone.clone(),
        email: one.service_email.clone(),
        words: one.words.clone(),
        is_urgent: one.is_urgent,
        outcome_words: form.text("outcome_words").unwrap_or(&one.outcome_words).to_owned(),
        acts: acts.iter().map(|act| act_line(visit, act)).collect(),
        ways: if is_draft { SentHow::ALL.iter().filter(may_go).map(way).collect() } else { Vec::new() },
        answers: one.status.next().iter().filter(is_answer).map(answer).collect(),
        outcomes: if one.sent_at.is_some() { Outcome::ALL.iter().map(outcome).collect() } else { Vec::new() },
        barriers: choices(visit, "barrier_categories", &form.all("barriers")),
        rate: results.map(|results| Rate::new(visit, &results)),
        form,
        errors,
        closed,
        link,
    }
}

pub(super) fn again(app: &App, visit: &Visit, found: Found, said: Said) -> Answer {
    page_with_errors(&show_page(app, visit, found, said))
}

pub(super) fn with_link(app: &App, visit: &Visit, found: Found, link: String) -> Answer {
    let said = Said { form: Form::default(), errors: Errors::default(), closed: None, link: Some(link) };
    page(&show_page(app, visit, found, said))
}

fn act_line(visit: &Visit, act: &Act) -> ActLine {
    let status = Status::from_word(&act.act);
    let words = match (status, Outcome::from_word(&act.words)) {
        (Some(status), _) => status_label(visit, status),
        (None, Some(outcome)) => outcome_label(visit, outcome),
        (None, None) => act.words.clone(),
    };
    let is_sending = status == Some(Status::Requested);
    let reason = match status {
        Some(_) if is_sending => visit.t(&format!("connections-send-{}", act.words)),
        Some(_) => act.words.clone(),
        None => String::new(),
    };
    let by = if act.is_by_service { visit.t("connections-by-service") } else { act.by.clone().unwrap_or_default() };
    ActLine { words, reason, by, at: When::at(visit, act.at, &visit.zone()) }
}

/// Why a step was not done, as a fault where the page itself says nothing of it.
pub(super) fn not_done(visit: &Visit, why: NotDone) -> Fault {
    Fault::Conflict(visit.t(match why {
        NotDone::NotNow => "connections-not-now",
        NotDone::Closed(_) | NotDone::Changed => "connections-changed",
    }))
}

pub async fn answer(State(app): State<App>, visit: Visit, Path(id): Path<ConnectionId>, form: Form) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let found = found(&app, &scope, id).await?;
    let mut errors = Errors::default();
    let status = Status::from_word(form.get("status"));
    let words = long(&visit, &form, "answer_words", &mut errors);
    if status.is_none() {
        errors.add("status", visit.t("connections-answer-missing"));
    }
    if status.is_some_and(Status::needs_reason) && words.is_empty() {
        errors.add("answer_words", visit.t("connections-reason-missing"));
    }
    let (Some(to), true) = (status, errors.is_empty()) else {
        return again(&app, &visit, found, Said { form, errors, closed: None, link: None });
    };
    let (zone, one) = (visit.zone(), found.connection);
    let done = app.write(&scope, move |tx, scope| steps::answer(tx, scope, &one, to, &words, &zone)).await?;
    done.map_err(|why| not_done(&visit, why))?;
    visit.see(format!("/connections/{id}"), Flash::ok(visit.t("connections-answered")))
}

pub async fn outcome(State(app): State<App>, visit: Visit, Path(id): Path<ConnectionId>, form: Form) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let found = found(&app, &scope, id).await?;
    let mut errors = Errors::default();
    let outcome = Outcome::from_word(form.get("outcome"));
    let words = long(&visit, &form, "outcome_words", &mut errors);
    let barriers: Vec<String> = form.all("barriers").into_iter().map(str::to_owned).collect();
    if outcome.is_none() {
        errors.add("outcome", visit.t("connections-outcome-missing"));
    }
    let is_barred = outcome.is_some_and(Outcome::is_barred);
    if is_barred && !barriers.iter().any(|key| is_listed("barrier_categories", key)) {
        errors.add("barriers", visit.t("connections-barriers-missing"));
    }
    let (Some(outcome), true) = (outcome, errors.is_empty()) else {
        return again(&app, &visit, found, Said { form, errors, closed: None, link: None });
    };
    let barriers = barriers.into_iter().filter(|key| is_barred && is_listed("barrier_categories", key)).collect();
    let is_confirmed_by_person = form.is_ticked("confirmed");
    let new = NewOutcome { outcome, words, is_confirmed_by_person, barriers };
    let (zone, one) = (visit.zone(), found.connection);
    let done = app.write(&scope, move |tx, scope| steps::conclude(tx, scope, &one, &new, &zone)).await?;
    done.map_err(|why| not_done(&visit, why))?;
    visit.see(format!("/connections/{id}"), Flash::ok(visit.t("connections-concluded")))
}

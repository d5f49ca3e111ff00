//! The desk of whoever answers for privacy, and writing down what was asked in person.

use askama::Template;
use axum::extract::{Path, Query, State};
use care::participants;
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    drafts::{self, Sheet},
    gate::{self, Flag},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice, role_label, when::When},
    rules::matrix::{
        Permission::{ManageConsents, ManagePrivacy},
        Role,
    },
};
use jiff::Timestamp;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};
use serde::Deserialize;

use super::{
    acts::{self, Refused},
    mine::{self, staff_form},
    request::{Kind, Proof, Request, RequestId},
    show::{Shown, proof_label},
    store::{self, AuditLine, Named},
};

const PAGE: usize = 30;
const SHOWN: i64 = 31;
/// A reason for more time can be read back (practice.md 7.1).
const REASON_AT_LEAST: usize = gate::REASON_AT_LEAST;

#[derive(Template)]
#[template(path = "requests/desk.html")]
struct Desk {
    page: Page,
    /// Rules that are switched off.
    off: Vec<String>,
    open: Vec<DeskLine>,
    answered: Vec<DeskLine>,
    older: Option<String>,
    is_first: bool,
}

struct DeskLine {
    name: String,
    request: Shown,
}

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    before: Option<Timestamp>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let before = wanted.before.unwrap_or(Timestamp::MAX).min(far(scope.now));
    let (open, mut answered, off) = app
        .read(&scope, move |tx, scope| {
            let off = gate::off(tx, scope)?;
            Ok::<_, Fault>((store::open(tx, scope)?, store::answered(tx, scope, before, SHOWN)?, off))
        })
        .await?;
    let rows = open.len().saturating_add(answered.len());
    app.saw(&scope, Entry::new(&scope, Action::Search, "record_request").with("rows", rows)).await?;
    let has_more = answered.len() > PAGE;
    answered.truncate(PAGE);
    let last = answered.last().filter(|_| has_more).and_then(|last| last.request.answered_at);
    let zone = visit.zone();
    let line = |one: &Named| DeskLine {
        name: called(&visit, &one.name),
        request: Shown::new(&visit, &one.request, &[], &zone, scope.now),
    };
    page(&Desk {
        page: visit.page("privacy-requests-title"),
        off: off.said(&visit, &[Flag::Hipaa, Flag::NewYork]),
        open: open.iter().map(line).collect(),
        answered: answered.iter().map(line).collect(),
        older: last.map(|at| format!("/admin/requests?before={at}")),
        is_first: wanted.before.is_none(),
    })
}

/// The person's name; a complaint outlives the record that it came from.
fn called(visit: &Visit, name: &str) -> String {
    if name.is_empty() { visit.t("privacy-purged-name") } else { name.to_owned() }
}

/// Later than anything that was answered, and still a moment that both engines can compare.
fn far(now: Timestamp) -> Timestamp {
    now.saturating_add(jiff::SignedDuration::from_hours(24)).unwrap_or(now)
}

#[derive(Template)]
#[template(path = "requests/answer.html")]
struct AnswerPage {
    page: Page,
    name: String,
    person: String,
    request: Shown,
    line: Option<LineView>,
    proofs: Vec<Choice>,
    denials: Vec<Choice>,
    denials_hint: String,
    may_check: bool,
    may_answer: bool,
    may_extend: bool,
    may_deny: bool,
    form: Form,
    errors: Errors,
}

/// The look that a question is about.
struct LineView {
    sentence: String,
    when: When,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<RequestId>) -> Answer {
    show_with(&app, &visit, id, Form::default(), Errors::default()).await
}

async fn show_with(app: &App, visit: &Visit, id: RequestId, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let (named, acts, line) = app
        .read(&scope, move |tx, scope| {
            let named = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let acts = store::acts(tx, scope, id)?;
            let line = store::line(tx, scope, &named.request)?;
            Ok::<_, Fault>((named, acts, line))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "record_request").of(named.request.participant).on(id)).await?;
    let has_errors = !errors.is_empty();
    let shown = Shown::new(visit, &named.request, &acts, &visit.zone(), scope.now);
    let view = view(visit, &scope, named, shown, line, form, errors);
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn view(
    visit: &Visit,
    scope: &Scope,
    named: Named,
    shown: Shown,
    line: Option<AuditLine>,
    form: Form,
    errors: Errors,
) -> AnswerPage {
    let request = named.request;
    let list = request.kind.denials().and_then(|list| visit.rules().lists.get(list));
    let denials = list.map(|list| list.items.as_slice()).unwrap_or_default().iter();
    AnswerPage {
        page: visit.page("privacy-request-title"),
        name: called(visit, &named.name),
        person: format!("/people/{}", request.participant),
        request: shown,
        line: line.map(|line| line_view(visit, &line)),
        proofs: proofs(visit, &form),
        denials: denials
            .map(|item| {
                Choice::new(&item.key, &item.label, form.has("reason", &item.key))
                    .with_hint(item.text.clone().unwrap_or_default())
            })
            .collect(),
        denials_hint: list.map(|list| list.text.clone()).unwrap_or_default(),
        may_check: request.may_be_checked().is_ok(),
        may_answer: request.may_be_answered().is_ok(),
        may_extend: request.may_be_extended(scope.now).is_ok(),
        may_deny: request.may_be_denied().is_ok(),
        form,
        errors,
    }
}

fn line_view(visit: &Visit, line: &AuditLine) -> LineView {
    use kit::messages::AsArg;
    let who = line.name.clone().unwrap_or_else(|| visit.t("admin-audit-the-program"));
    let role = Role::from_word(&line.acting_as).map(|role| role_label(visit, role)).unwrap_or_default();
    let verb = visit.t(&format!("admin-audit-{}", line.action.word().replace('_', "-")));
    let kind = line.record_kind.replace('_', " ");
    let args = [("who", who.as_arg()), ("role", role.as_arg()), ("verb", verb.as_arg()), ("kind", kind.as_arg())];
    let sentence = visit.words.with("admin-audit-sentence", &args);
    LineView { sentence: format!("{sentence} {}", line.why), when: When::at(visit, line.at, &visit.zone()) }
}

fn proofs(visit: &Visit, form: &Form) -> Vec<Choice> {
    let known = Proof::ALL.iter().filter(|proof| **proof != Proof::SignedIn);
    known.map(|proof| Choice::new(proof.word(), proof_label(visit, *proof), form.has("proof", proof.word()))).collect()
}

/// Does something with a request that the desk reaches, then shows it.
async fn act(
    app: &App,
    visit: &Visit,
    id: RequestId,
    done: &str,
    work: impl FnOnce(&mut Tx<'_>, &Scope, Request) -> Result<(), Refused> + Send + 'static,
) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let outcome = app.write(&scope, move |tx, scope| {
        let named = store::find(tx, scope, id)?.ok_or(Refused::NotFound)?;
        work(tx, scope, named.request)
    });
    outcome.await.map_err(|refused| refused.fault(visit))?;
    visit.see(format!("/admin/requests/{id}"), Flash::ok(visit.t(done)))
}

pub(super) async fn check(State(app): State<App>, visit: Visit, Path(id): Path<RequestId>, form: Form) -> Answer {
    let Some(proof) = Proof::from_word(form.get("proof")).filter(|proof| *proof != Proof::SignedIn) else {
        let errors = Errors::one("proof", visit.t("privacy-request-proof-missing"));
        return show_with(&app, &visit, id, form, errors).await;
    };
    act(&app, &visit, id, "privacy-request-checked", move |tx, scope, one| acts::check(tx, scope, one, proof)).await
}

pub(super) async fn extend(State(app): State<App>, visit: Visit, Path(id): Path<RequestId>, form: Form) -> Answer {
    let why = form.text("why").unwrap_or_default().to_owned();
    if why.chars().count() < REASON_AT_LEAST {
        let errors = Errors::one("why", visit.t("privacy-request-why-missing"));
        return show_with(&app, &visit, id, form, errors).await;
    }
    let zone = visit.zone();
    let work = move |tx: &mut Tx<'_>, scope: &Scope, one| acts::extend(tx, scope, one, &why, &zone);
    act(&app, &visit, id, "privacy-request-extended", work).await
}

pub(super) async fn fulfil(State(app): State<App>, visit: Visit, Path(id): Path<RequestId>, form: Form) -> Answer {
    let Some(words) = form.text("answer").map(str::to_owned) else {
        let errors = Errors::one("answer", visit.t("privacy-request-answer-missing"));
        return show_with(&app, &visit, id, form, errors).await;
    };
    let work = move |tx: &mut Tx<'_>, scope: &Scope, one| acts::fulfil(tx, scope, one, &words);
    act(&app, &visit, id, "privacy-request-answered", work).await
}

pub(super) async fn deny(State(app): State<App>, visit: Visit, Path(id): Path<RequestId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let named = app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    let (reason, words) = match denial(&visit, named.request.kind, &form) {
        Ok(read) => read,
        Err(errors) => return show_with(&app, &visit, id, form, errors).await,
    };
    let work = move |tx: &mut Tx<'_>, scope: &Scope, one| acts::deny(tx, scope, one, &reason, &words);
    act(&app, &visit, id, "privacy-request-answered", work).await
}

/// The reason from the list of the kind, and the words to the person.
fn denial(visit: &Visit, kind: Kind, form: &Form) -> Result<(String, String), Errors> {
    let list = kind.denials().and_then(|list| visit.rules().lists.get(list));
    let reason = list.and_then(|list| list.item(form.get("reason"))).map(|item| item.key.clone());
    let mut errors = Errors::default();
    if reason.is_none() && list.is_some() {
        errors.add("reason", visit.t("privacy-request-reason-missing"));
    }
    let words = form.text("denial").unwrap_or_default().to_owned();
    if words.is_empty() {
        errors.add("denial", visit.t("privacy-request-answer-missing"));
    }
    errors.check()?;
    Ok((reason.unwrap_or_default(), words))
}

pub(super) async fn new(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    staff_page(&app, &visit, id, None, Errors::default()).await
}

/// Where the form stands on which a person's request is written down.
fn written_at(id: ParticipantId) -> String {
    format!("/people/{id}/requests/new")
}

async fn staff_page(app: &App, visit: &Visit, id: ParticipantId, sent: Option<Form>, errors: Errors) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let name = app.read(&scope, move |tx, scope| participants::find(tx, scope, id)).await?;
    let name = name.ok_or(Fault::NotFound)?.name_to_use;
    app.saw(&scope, Entry::new(&scope, Action::Read, "participant").of(id).with("part", "request")).await?;
    let desk = drafts::desk(app, &scope, Sheet::new("person-request", written_at(id), id)).await?;
    let form = desk.form(sent, Form::default());
    staff_form(visit, &desk, id, name, proofs(visit, &form), form, errors)
}

/// Writes down what the person asked, in person or by phone.
pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let asked = match mine::read(&visit, &form) {
        Ok(asked) => super::request::Asked { proof: Proof::from_word(form.get("proof")), ..asked },
        Err(errors) => return staff_page(&app, &visit, id, Some(form), errors).await,
    };
    let zone = visit.zone();
    app.write(&scope, move |tx, scope| {
        participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let request = acts::ask_in_person(tx, scope, id, &asked, &zone)?;
        Ok::<_, Fault>(drafts::sent(tx, scope, &written_at(id), "record_request", request)?)
    })
    .await?;
    visit.see(format!("/people/{id}"), Flash::ok(visit.t("privacy-requests-written")))
}

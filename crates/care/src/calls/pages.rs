//! A person's call plans: the days and times they want, who calls, and a new one.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{AccountId, ParticipantId},
    layout::{
        Flash, Page,
        parts::Choice,
        when::{self, When},
    },
    promises::{self, Closing},
    rules::matrix::Permission,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    kept::next_promise,
    plan::{NewPlan, Plan, PlanId, PlanKind},
    store,
};
use crate::participants::{self, Header, PersonHeader};

#[derive(Template)]
#[template(path = "calls/index.html")]
struct Index {
    page: Page,
    person: PersonHeader,
    plans: Vec<PlanLine>,
    may_write: bool,
    kinds: Vec<Choice>,
    weekdays: Vec<Choice>,
    callers: Vec<Choice>,
    form: Form,
    errors: Errors,
}

/// A plan as shown.
struct PlanLine {
    id: PlanId,
    kind: String,
    days: String,
    time: String,
    every: i64,
    caller: String,
    words: String,
    next: Option<When>,
    ended: Option<When>,
    last_day: Option<When>,
}

type Found = (Header, Vec<Plan>, Vec<(AccountId, String)>);

fn read(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Found, Fault> {
    let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let plans = store::list(tx, scope, id)?;
    let callers = match header.place() {
        Some(place) => store::callers(tx, scope, place.program)?,
        None => Vec::new(),
    };
    Ok((header, plans, callers))
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    show_with(&app, &visit, id, None, Errors::default()).await
}

async fn show_with(app: &App, visit: &Visit, id: ParticipantId, form: Option<Form>, errors: Errors) -> Answer {
    let scope = visit.may(Permission::SeePerson)?;
    let (header, plans, callers) = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "call_plan").of(id).with("count", plans.len())).await?;
    let has_errors = !errors.is_empty();
    let form = form.unwrap_or_else(|| first_form(visit, &header));
    let view = Index {
        page: visit.page("calls-title"),
        person: PersonHeader::new(visit, &header, "overview"),
        plans: plans.iter().map(|plan| line(visit, plan, &callers)).collect(),
        may_write: visit.can(Permission::WriteContacts) && header.place().is_some(),
        kinds: kinds(visit, &form),
        weekdays: weekdays(visit, &form),
        callers: callers.iter().map(|(id, name)| choice(&form, "account", &id.to_string(), name)).collect(),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

/// What the form says before anything is typed: a call each week from today, by the person's peer specialist.
fn first_form(visit: &Visit, header: &Header) -> Form {
    let today = visit.request.now().to_zoned(header.zone(visit)).date();
    let caller = header.place().and_then(|place| place.primary).map(|id| id.to_string()).unwrap_or_default();
    Form::from_pairs([
        ("kind", PlanKind::Call.word().to_owned()),
        ("account", caller),
        ("every_weeks", "1".to_owned()),
        ("starts_on", today.to_string()),
    ])
}

fn choice(form: &Form, field: &str, value: &str, label: &str) -> Choice {
    Choice::new(value, label, form.has(field, value))
}

fn kinds(visit: &Visit, form: &Form) -> Vec<Choice> {
    let kind = |kind: &PlanKind| choice(form, "kind", kind.word(), &visit.t(&format!("calls-kind-{kind}")));
    PlanKind::ALL.iter().map(kind).collect()
}

fn weekdays(visit: &Visit, form: &Form) -> Vec<Choice> {
    (1..=7).map(|day| choice(form, "weekdays", &day.to_string(), &visit.t(&format!("when-weekday-{day}")))).collect()
}

fn line(visit: &Visit, plan: &Plan, callers: &[(AccountId, String)]) -> PlanLine {
    let zone = plan.zone();
    let days: Vec<String> = plan.weekdays().iter().map(|day| visit.t(&format!("when-weekday-{day}"))).collect();
    let caller = callers.iter().find(|(id, _)| *id == plan.account).map(|(_, name)| name.clone());
    let next = plan.next_after(visit.request.now()).filter(|_| plan.ended_at.is_none());
    PlanLine {
        id: plan.id,
        kind: visit.t(&format!("calls-kind-{}", plan.kind)),
        days: days.join(", "),
        time: when::time(&visit.words, plan.starts_on.to_datetime(plan.time())),
        every: plan.every_weeks,
        caller: caller.unwrap_or_else(|| visit.t("calls-caller-gone")),
        words: plan.words.clone(),
        next: next.map(|at| When::at(visit, at, &zone)),
        ended: plan.ended_at.map(|at| When::day_of(visit, at, &zone)),
        last_day: plan.ends_on.map(|on| When::on(visit, on, &zone)),
    }
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let plan = match NewPlan::read(&form, &visit.words) {
        Ok(plan) => plan,
        Err(errors) => return show_with(&app, &visit, id, Some(form), errors).await,
    };
    let made = app.write(&scope, move |tx, scope| add(tx, scope, id, &plan)).await?;
    let flash = Flash::ok(visit.t("calls-created")).or_undo(format!("/call-plans/{made}/ending"));
    visit.see(format!("/people/{id}/calls"), flash)
}

/// Makes a plan and promises its first call.
pub(super) fn add(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId, plan: &NewPlan) -> Result<PlanId, Fault> {
    let header = participants::header(tx, scope, participant)?.ok_or(Fault::NotFound)?;
    let program = header.place().map(|place| place.program).ok_or(Fault::NotFound)?;
    if !store::callers(tx, scope, program)?.iter().any(|(id, _)| *id == plan.account) {
        return Err(Fault::NotFound);
    }
    let id = store::insert(tx, scope, participant, program, plan)?;
    let made = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if let Some(promise) = next_promise(&made, scope.now) {
        promises::open(tx, scope, &promise)?;
    }
    audit::record(tx, &Entry::new(scope, Action::Create, "call_plan").of(participant).on(id))?;
    Ok(id)
}

pub(super) async fn end(State(app): State<App>, visit: Visit, Path(id): Path<PlanId>) -> Answer {
    let plan = set(&app, &visit, id, true).await?;
    let flash = Flash::ok(visit.t("calls-ended")).or_undo(format!("/call-plans/{id}/ending/undo"));
    visit.see(format!("/people/{}/calls", plan.participant), flash)
}

pub(super) async fn undo_end(State(app): State<App>, visit: Visit, Path(id): Path<PlanId>) -> Answer {
    let plan = set(&app, &visit, id, false).await?;
    visit.see(format!("/people/{}/calls", plan.participant), Flash::ok(visit.t("calls-goes-on")))
}

async fn set(app: &App, visit: &Visit, id: PlanId, is_ended: bool) -> Result<Plan, Fault> {
    let scope = visit.may(Permission::WriteContacts)?;
    let changed = visit.t("day-cannot-changed");
    app.write(&scope, move |tx, scope| set_now(tx, scope, id, is_ended)?.ok_or(Fault::Conflict(changed))).await
}

/// Ends a plan with its open promises, or lets it go on with the next one.
pub(super) fn set_now(tx: &mut Tx<'_>, scope: &Scope, id: PlanId, is_ended: bool) -> Result<Option<Plan>, Fault> {
    let plan = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if plan.ended_at.is_some() == is_ended || !store::set_ended(tx, scope, &plan, is_ended)? {
        return Ok(None);
    }
    if is_ended {
        promises::close_all_of(tx, scope, id, Closing::LetGo, "")?;
    } else if let Some(promise) = next_promise(&plan, scope.now) {
        promises::open(tx, scope, &promise)?;
    }
    let what = if is_ended { "ended" } else { "goes_on" };
    audit::record(tx, &Entry::new(scope, Action::Change, "call_plan").of(plan.participant).on(id).with("what", what))?;
    Ok(Some(plan))
}

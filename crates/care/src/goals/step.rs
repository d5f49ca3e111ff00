//! Steps towards a goal: added, done, removed, each with a way back.

use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    layout::Flash,
    rules::matrix::Permission,
};
use jiff::tz::TimeZone;
use kit::{
    db::Tx,
    faults::Fault,
    forms::Form,
    web::{Answer, see},
};

use super::{
    goal::{GoalId, NewStep, Step, StepId},
    promised::{Home, keep_step},
    show::show_with,
    store,
};
use crate::participants;

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let step = match NewStep::read(&form, &visit.words) {
        Ok(step) => step,
        Err(errors) => return show_with(&app, &visit, id, form, errors).await,
    };
    let zone = visit.zone();
    let added = app.write(&scope, move |tx, scope| add(tx, scope, id, &step, &zone)).await?;
    let flash = Flash::ok(visit.t("goals-step-added")).or_undo(format!("/steps/{added}/removal"));
    visit.see(format!("/goals/{id}#steps"), flash)
}

/// Adds a step; one that the peer specialist takes by a day is a promise.
pub(super) fn add(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: GoalId,
    step: &NewStep,
    zone: &TimeZone,
) -> Result<StepId, Fault> {
    let goal = store::find(tx, scope, id)?.filter(super::Goal::is_active).ok_or(Fault::NotFound)?;
    let header = participants::header(tx, scope, goal.participant)?.ok_or(Fault::NotFound)?;
    let step = store::insert_step(tx, scope, &goal, step)?;
    keep_step(tx, scope, &Home::of(&header, scope, zone), &step)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "goal_step").of(goal.participant).on(step.id))?;
    Ok(step.id)
}

/// Where a step stands: on the page of its goal.
pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<StepId>) -> Answer {
    let scope = visit.may(Permission::SeeGoals)?;
    let step = app.read(&scope, move |tx, scope| store::find_step(tx, scope, id)).await.map_err(Fault::from)?;
    see(format!("/goals/{}#steps", step.ok_or(Fault::NotFound)?.goal))
}

pub(super) async fn done(State(app): State<App>, visit: Visit, Path(id): Path<StepId>) -> Answer {
    let now = visit.request.now();
    let undo = format!("/steps/{id}/done/undo");
    set(app, visit, id, ("done", Some(undo)), move |step| step.done_at = Some(now)).await
}

pub(super) async fn not_done(State(app): State<App>, visit: Visit, Path(id): Path<StepId>) -> Answer {
    set(app, visit, id, ("not-done", None), |step| step.done_at = None).await
}

pub(super) async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<StepId>) -> Answer {
    let now = visit.request.now();
    let undo = format!("/steps/{id}/removal/undo");
    set(app, visit, id, ("removed", Some(undo)), move |step| step.removed_at = Some(now)).await
}

pub(super) async fn put_back(State(app): State<App>, visit: Visit, Path(id): Path<StepId>) -> Answer {
    set(app, visit, id, ("put-back", None), |step| step.removed_at = None).await
}

async fn set(
    app: App,
    visit: Visit,
    id: StepId,
    (what, undo): (&'static str, Option<String>),
    change: impl FnOnce(&mut Step) + Send + 'static,
) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let (words, zone) = (visit.words.clone(), visit.zone());
    let step = app
        .write(&scope, move |tx, scope| {
            let step = set_now(tx, scope, id, what, &zone, change)?;
            step.ok_or_else(|| Fault::Conflict(words.t("goals-changed-meanwhile")))
        })
        .await?;
    let flash = Flash::ok(visit.t(&format!("goals-step-{what}")));
    let flash = if let Some(undo) = undo { flash.or_undo(undo) } else { flash };
    visit.see(format!("/goals/{}#steps", step.goal), flash)
}

/// Changes a step and its promise. Answers nothing when it changed meanwhile.
pub(super) fn set_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: StepId,
    what: &str,
    zone: &TimeZone,
    change: impl FnOnce(&mut Step),
) -> Result<Option<Step>, Fault> {
    let mut step = store::find_step(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let header = participants::header(tx, scope, step.participant)?.ok_or(Fault::NotFound)?;
    change(&mut step);
    if !store::set_step(tx, scope, &step)? {
        return Ok(None);
    }
    keep_step(tx, scope, &Home::of(&header, scope, zone), &step)?;
    let entry = Entry::new(scope, Action::Change, "goal_step").of(step.participant).on(id);
    audit::record(tx, &entry.with("what", what))?;
    Ok(Some(step))
}

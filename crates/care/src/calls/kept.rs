//! What came of a planned call, and the next one that follows from it.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{ParticipantId, PromiseId},
    layout::{Flash, Page, when::When},
    promises::{self, Closing, Deadline, Evidence, Kind, NewPromise, Promise},
    rules::{Rules, matrix::Permission},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    web::{Answer, page, page_with_errors},
};

use super::{
    plan::{Plan, PlanId},
    store,
};

/// The clock of a call that was promised.
const PROMISED: &str = "call.promised";
/// The clock of the decision that follows when calls stay unanswered.
const UNANSWERED: &str = "call.unanswered";
/// So many unanswered calls in a row ask for a decision by people.
const IN_A_ROW: usize = 3;

kit::word_enum! {
    /// What came of a planned call or visit.
    pub enum Outcome {
        Answered = "answered",
        NoAnswer = "no_answer",
    }
}

/// The next promise of a plan, later than `after`; none when the plan is over.
pub(super) fn next_promise(plan: &Plan, after: Timestamp) -> Option<NewPromise> {
    let moment = plan.next_after(after)?;
    let due = Deadline::by_clock(Rules::shipped(), PROMISED, None, moment, &plan.zone());
    let promise = NewPromise::new(plan.kind.into(), plan.words.clone(), "call_plan", plan.id, due);
    Some(promise.about(plan.participant).in_program(Some(plan.program)).owned_by(Some(plan.account)))
}

/// Keeps a promised call: closes it with what came of it, opens the next of its plan, and after three unanswered ones in
/// a row asks people to decide. Nobody is ever let go by it.
///
/// # Errors
/// Those of the storage.
pub fn keep(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise, outcome: Outcome, words: &str) -> Result<(), DbError> {
    let plan: PlanId = promise.origin.uuid().into();
    let evidence = Evidence { kind: Some(outcome.word().to_owned()), record: None, words: words.to_owned() };
    promises::close(tx, scope, plan, promise.kind, Closing::Done, &evidence)?;
    let Some(plan) = store::of_promise(tx, scope, plan)?.filter(|plan| plan.ended_at.is_none()) else { return Ok(()) };
    if let Some(mut next) = next_promise(&plan, scope.now.max(promise.due_at)) {
        // Whoever has taken the calls over goes on with them.
        next.owner = promise.owner.or(next.owner);
        promises::open(tx, scope, &next)?;
    }
    match outcome {
        Outcome::Answered => {
            promises::close(tx, scope, plan.id, Kind::Decide, Closing::Done, &evidence)?;
        }
        Outcome::NoAnswer => {
            let missed = promises::count_closed_with(tx, scope, plan.id, promise.kind, Outcome::NoAnswer.word())?;
            if missed > 0 && missed % IN_A_ROW == 0 {
                promises::open_quietly(tx, scope.organization, &scope.at, &decision(&plan, promise, scope.now))?;
            }
        }
    }
    Ok(())
}

fn decision(plan: &Plan, promise: &Promise, now: Timestamp) -> NewPromise {
    let due = Deadline::by_clock(Rules::shipped(), UNANSWERED, None, now, &plan.zone());
    NewPromise::new(Kind::Decide, "", "call_plan", plan.id, due)
        .about(plan.participant)
        .in_program(Some(plan.program))
        .owned_by(promise.owner)
}

/// Takes back what came of a call: it is open again, and what followed from it is gone.
///
/// # Errors
/// Those of the storage.
pub fn take_back(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise) -> Result<bool, DbError> {
    let is_open = promises::reopen_one(tx, scope, promise)?;
    let missed = promises::count_closed_with(tx, scope, promise.origin, promise.kind, Outcome::NoAnswer.word())?;
    if is_open && missed < IN_A_ROW {
        promises::close(tx, scope, promise.origin, Kind::Decide, Closing::Replaced, &Evidence::default())?;
    }
    Ok(is_open)
}

#[derive(Template)]
#[template(path = "calls/kept.html")]
struct Kept {
    page: Page,
    id: PromiseId,
    name: String,
    words: String,
    due: When,
    person: Option<ParticipantId>,
    is_open: bool,
    form: Form,
    errors: Errors,
}

/// The promise of a call with the name and the zone around it, when the scope may do something with it.
fn find(tx: &mut Tx<'_>, scope: &Scope, id: PromiseId) -> Result<promises::Line, Fault> {
    let line = promises::reachable(tx, scope, id)?;
    line.filter(|line| matches!(line.promise.kind, Kind::Call | Kind::Visit)).ok_or(Fault::NotFound)
}

async fn show_with(app: &App, visit: &Visit, id: PromiseId, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(Permission::SeePromises)?;
    let line = app.read(&scope, move |tx, scope| find(tx, scope, id)).await?;
    let mut seen = Entry::new(&scope, Action::Read, "promise").on(id);
    seen.participant = line.promise.participant;
    app.saw(&scope, seen).await?;
    let has_errors = !errors.is_empty();
    let view = Kept {
        page: visit.page("calls-kept-title"),
        id,
        name: line.name.clone().unwrap_or_default(),
        words: line.promise.words.clone(),
        due: When::at(visit, line.promise.due_at, &line.zone(&visit.zone())),
        person: line.promise.participant.filter(|_| line.is_reachable),
        is_open: line.promise.closed_at.is_none(),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<PromiseId>) -> Answer {
    show_with(&app, &visit, id, Form::default(), Errors::default()).await
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<PromiseId>, form: Form) -> Answer {
    let scope = visit.may(Permission::SeePromises)?;
    let Some(outcome) = Outcome::from_word(form.get("outcome")) else {
        let errors = Errors::one("outcome", visit.t("calls-outcome-missing"));
        return show_with(&app, &visit, id, form, errors).await;
    };
    let (words, closed) = (form.text("words").unwrap_or_default().to_owned(), visit.t("day-cannot-closed"));
    let person = app.write(&scope, move |tx, scope| keep_now(tx, scope, id, outcome, &words, &closed)).await?;
    let flash = Flash::ok(visit.t("calls-was-kept")).or_undo(format!("/calls/{id}/kept/undo"));
    let note = person.filter(|_| form.is_ticked("write_note"));
    visit.see(note.map_or_else(|| "/day".to_owned(), |id| format!("/contacts/new?participant={id}")), flash)
}

fn keep_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: PromiseId,
    outcome: Outcome,
    words: &str,
    closed: &str,
) -> Result<Option<ParticipantId>, Fault> {
    let line = find(tx, scope, id)?;
    if line.promise.closed_at.is_some() {
        return Err(Fault::Conflict(closed.to_owned()));
    }
    keep(tx, scope, &line.promise, outcome, words)?;
    audit::record(tx, &entry(scope, &line.promise, outcome.word()))?;
    Ok(line.promise.participant)
}

fn entry(scope: &Scope, promise: &Promise, what: &str) -> Entry {
    let mut entry = Entry::new(scope, Action::Change, "promise").on(promise.id).with("what", what);
    entry.participant = promise.participant;
    entry
}

pub(super) async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<PromiseId>) -> Answer {
    let scope = visit.may(Permission::SeePromises)?;
    let changed = visit.t("day-cannot-changed");
    app.write(&scope, move |tx, scope| {
        let line = find(tx, scope, id)?;
        if !take_back(tx, scope, &line.promise)? {
            return Err(Fault::Conflict(changed));
        }
        Ok(audit::record(tx, &entry(scope, &line.promise, "taken_back"))?)
    })
    .await?;
    visit.see("/day", Flash::ok(visit.t("day-was-reopened")))
}

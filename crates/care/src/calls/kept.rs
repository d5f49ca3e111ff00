//! What came of a planned call, and the next one that follows from it. The page that asks is in `came`.

use ground::{
    access::Scope,
    ids::RecordId,
    promises::{self, Closing, Deadline, Evidence, Kind, NewPromise, Promise},
    rules::Rules,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    ids::Id,
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

/// What came of a call.
#[derive(Debug, Clone)]
pub struct Came {
    pub outcome: Outcome,
    pub words: String,
    /// The signed contact that shows it, when there is one already.
    pub contact: Option<RecordId>,
}

/// Keeps a promised call: closes it with what came of it, opens the next of its plan, and after three unanswered ones in
/// a row asks people to decide. Nobody is ever let go by it.
///
/// # Errors
/// Those of the storage.
pub fn keep(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise, came: &Came) -> Result<(), DbError> {
    let plan: PlanId = promise.origin.uuid().into();
    let (outcome, words) = (came.outcome, came.words.clone());
    let evidence = Evidence { kind: Some(outcome.word().to_owned()), record: came.contact, words };
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

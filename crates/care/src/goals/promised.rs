//! What goals promise: to be looked at again, and the peer specialist's own steps.

use ground::{
    access::Scope,
    ids::{AccountId, ProgramId},
    promises::{self, Closing, Deadline, Evidence, Kind, NewPromise},
    rules::Rules,
};
use jiff::{civil::Date, tz::TimeZone};
use kit::db::{DbError, Tx};

use super::goal::{Goal, GoalId, Step};
use crate::participants::Header;

/// The clock of `rules/clocks.toml` that says how often a goal is looked at.
pub const REVIEW: &str = "goal.review";
/// The clock of a step that somebody took on.
const STEP: &str = "step.next";

/// Who answers for what a person is promised: their peer specialist in the program they are with, else whoever writes.
#[derive(Debug, Clone)]
pub struct Home {
    pub program: Option<ProgramId>,
    pub owner: AccountId,
    pub zone: TimeZone,
}

impl Home {
    pub fn of(header: &Header, scope: &Scope, otherwise: &TimeZone) -> Self {
        let place = header.place();
        Self {
            program: place.map(|place| place.program),
            owner: place.and_then(|place| place.primary).unwrap_or(scope.account),
            zone: place.map_or_else(|| otherwise.clone(), crate::participants::Place::zone),
        }
    }

    /// Today, where the person is.
    pub fn today(&self, scope: &Scope) -> Date {
        scope.now.to_zoned(self.zone.clone()).date()
    }

    /// The day on which a goal that is looked at now comes up again.
    pub fn next_review(&self, scope: &Scope) -> Date {
        Deadline::by_clock(Rules::shipped(), REVIEW, None, scope.now, &self.zone).on
    }
}

/// Makes the promise to look at a goal again fit its review day; none is open for a goal that ended or has no day.
///
/// # Errors
/// Those of the storage.
pub fn keep_review(
    tx: &mut Tx<'_>,
    scope: &Scope,
    home: &Home,
    goal: &Goal,
    evidence: &Evidence,
) -> Result<(), DbError> {
    let Some(on) = goal.review_on.filter(|_| goal.is_active()) else {
        promises::close(tx, scope, goal.id, Kind::GoalReview, Closing::Done, evidence)?;
        return Ok(());
    };
    let mut due = Deadline::on_day(on, &home.zone);
    let rule = Deadline::by_clock(Rules::shipped(), REVIEW, None, scope.now, &home.zone);
    (due.rule, due.rule_version) = (rule.rule, rule.rule_version);
    let promise = NewPromise::new(Kind::GoalReview, goal.short_words(), "goal", goal.id, due)
        .about(goal.participant)
        .in_program(home.program)
        .owned_by(Some(home.owner));
    promises::open(tx, scope, &promise).map(|_| ())
}

/// Makes the promise of a step fit the step: open while it is the peer specialist's, has a day and is to do.
///
/// # Errors
/// Those of the storage.
pub fn keep_step(tx: &mut Tx<'_>, scope: &Scope, home: &Home, step: &Step) -> Result<(), DbError> {
    let Some(on) = step.due_on.filter(|_| step.is_promised()) else {
        let closing = if step.done_at.is_some() { Closing::Done } else { Closing::LetGo };
        let evidence = Evidence { kind: Some("goal_step".to_owned()), ..Evidence::default() };
        promises::close(tx, scope, step.id, Kind::GoalStep, closing, &evidence)?;
        return Ok(());
    };
    let mut due = Deadline::on_day(on, &home.zone);
    let rule = Deadline::by_clock(Rules::shipped(), STEP, None, scope.now, &home.zone);
    (due.rule, due.rule_version) = (rule.rule, rule.rule_version);
    let promise = NewPromise::new(Kind::GoalStep, super::goal::short(&step.words), "goal_step", step.id, due)
        .about(step.participant)
        .in_program(home.program)
        .owned_by(Some(home.owner));
    promises::open(tx, scope, &promise).map(|_| ())
}

/// Evidence that a goal was looked at or ended.
pub fn by_goal(goal: GoalId, words: &str) -> Evidence {
    use kit::ids::Id;
    Evidence { kind: Some("goal".to_owned()), record: Some(goal.uuid().into()), words: words.to_owned() }
}

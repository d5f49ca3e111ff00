//! A person's goals: the active ones first, the endings below; and all of them on paper.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    audit::{Action, Entry},
    ids::ParticipantId,
    layout::{Page, when::When},
    rules::matrix::Permission,
};
use jiff::tz::TimeZone;
use kit::{
    faults::Fault,
    web::{Answer, page},
};

use super::{
    goal::{Goal, GoalId, Step, label},
    show::{StepLine, step_line},
    store,
};
use crate::participants::{self, Header, PersonHeader};

#[derive(Template)]
#[template(path = "goals/index.html")]
struct Index {
    page: Page,
    person: PersonHeader,
    active: Vec<GoalLine>,
    ended: Vec<GoalLine>,
    may_write: bool,
}

/// All goals with their steps, to hand to the person.
#[derive(Template)]
#[template(path = "goals/print.html")]
struct Print {
    page: Page,
    person: PersonHeader,
    active: Vec<(GoalLine, Vec<StepLine>)>,
    ended: Vec<GoalLine>,
    printed: When,
}

/// A goal in a list.
struct GoalLine {
    id: GoalId,
    words: String,
    why: String,
    domain: String,
    status: String,
    since: When,
    review: Option<When>,
    rating: Option<i64>,
    ended: Option<When>,
    ending_words: String,
}

impl GoalLine {
    fn new(visit: &Visit, goal: &Goal, zone: &TimeZone) -> Self {
        Self {
            id: goal.id,
            words: goal.words.clone(),
            why: goal.why.clone(),
            domain: goal.domain_label(&visit.words),
            status: label(&visit.words, "goal_endings", goal.status.word()),
            since: When::on(visit, goal.started_on, zone),
            review: goal.review_on.map(|on| When::on(visit, on, zone)),
            rating: goal.latest_rating,
            ended: goal.ended_at.map(|at| When::day_of(visit, at, zone)),
            ending_words: goal.ending_words.clone(),
        }
    }
}

type Found = (Header, Vec<Goal>, Vec<Step>);

async fn found(app: &App, visit: &Visit, id: ParticipantId, action: Action) -> Result<Found, Fault> {
    let scope = visit.may(Permission::SeeGoals)?;
    let has_steps = action == Action::Print;
    let found = app
        .read(&scope, move |tx, scope| {
            let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let steps = if has_steps { store::steps_of(tx, scope, id)? } else { Vec::new() };
            Ok::<_, Fault>((header, store::list(tx, scope, id)?, steps))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, action, "goal").of(id).with("count", found.1.len())).await?;
    Ok(found)
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let (header, goals, _) = found(&app, &visit, id, Action::Search).await?;
    let zone = header.zone(&visit);
    let (active, ended): (Vec<_>, Vec<_>) = goals.iter().partition(|goal| goal.is_active());
    let lines = |goals: Vec<&Goal>| goals.into_iter().map(|goal| GoalLine::new(&visit, goal, &zone)).collect();
    page(&Index {
        page: visit.page("goals-title"),
        person: PersonHeader::new(&visit, &header, "goals"),
        active: lines(active),
        ended: lines(ended),
        may_write: visit.can(Permission::EditGoals),
    })
}

pub(super) async fn print(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let (header, goals, steps) = found(&app, &visit, id, Action::Print).await?;
    let zone = header.zone(&visit);
    let (active, ended): (Vec<_>, Vec<_>) = goals.iter().partition(|goal| goal.is_active());
    let with_steps = |goal: &Goal| {
        let of = steps.iter().filter(|step| step.goal == goal.id);
        (GoalLine::new(&visit, goal, &zone), of.map(|step| step_line(&visit, step, &zone)).collect())
    };
    page(&Print {
        page: visit.page("goals-title"),
        person: PersonHeader::new(&visit, &header, "goals"),
        active: active.into_iter().map(with_steps).collect(),
        ended: ended.into_iter().map(|goal| GoalLine::new(&visit, goal, &zone)).collect(),
        printed: When::at(&visit, visit.request.now(), &zone),
    })
}

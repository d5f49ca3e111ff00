//! Goals in people's own words, with their steps, ratings and endings.

use ground::ids::RecordId;
use kit::db::{DbError, Tx};
use serde_json::json;

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};
use crate::demo::world::{Domain, EndingKind, Goal, StepOwner};

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let goals = &on.world.goals;
    insert(tx, on, "goals", GOAL, goals.iter().map(|one| goal(on, one)).collect())?;
    insert(tx, on, "goal_steps", STEP, goals.iter().flat_map(|one| steps(on, one)).collect())?;
    insert(tx, on, "goal_ratings", RATING, goals.iter().flat_map(|one| ratings(on, one)).collect())?;
    insert(tx, on, "goal_history", HISTORY, goals.iter().filter_map(|one| history(on, one)).collect())
}

const GOAL: &str = "id, participant_id, domain, own_domain, words, why, status, started_on, review_on, ended_at, \
    ending_words, latest_rating, created_by, created_at, version";

fn goal(on: &Loading<'_>, one: &Goal) -> Row {
    let ending = one.ending.as_ref();
    let ended = ending.map(|ending| on.past(on.clock.at(ending.on, 17 * 60 + 30)));
    let status = ending.map_or("active", |ending| ended_as(ending.kind));
    let by = on.peer_on(one.participant, one.opened);
    row![
        key(&on.keys.goals, one.id),
        key(&on.keys.participants, one.participant),
        domain(one.domain),
        "",
        one.words,
        "",
        status,
        one.opened,
        one.review_on,
        ended,
        ending.map(|ending| ending.words.clone()).unwrap_or_default(),
        one.ratings.last().map(|rating| i64::from(rating.rating)),
        on.account(by),
        on.clock.at(one.opened, 17 * 60),
        if ended.is_some() { 2_i64 } else { 1_i64 },
    ]
}

/// The word of an ending, for the goal and its history.
fn ended_as(kind: EndingKind) -> &'static str {
    match kind {
        EndingKind::Done => "done",
        EndingKind::SetAside => "set_aside",
        EndingKind::Changed => "changed",
    }
}

/// The key of `goal_domains` in rules/lists.toml.
fn domain(of: Domain) -> &'static str {
    match of {
        Domain::School => "school",
        Domain::Work => "work",
        Domain::Relationships => "relationships",
        Domain::Home => "home",
        Domain::Wellness => "wellness",
        Domain::Community => "community",
        Domain::Own => "own",
    }
}

const STEP: &str = "id, goal_id, participant_id, words, owner, owner_name, due_on, done_at, position, version";

fn steps(on: &Loading<'_>, one: &Goal) -> Vec<Row> {
    let opened = on.clock.at(one.opened, 17 * 60);
    let steps = (0_i64..).zip(&one.steps).map(|(position, step)| {
        row![
            on.id_at::<RecordId>(opened),
            key(&on.keys.goals, one.id),
            key(&on.keys.participants, one.participant),
            step.text,
            owner(step.owner),
            "",
            step.due,
            step.done_on.map(|day| on.past(on.clock.at(day, 17 * 60 + 10))),
            position,
            1_i64,
        ]
    });
    steps.collect()
}

/// The key of `step_owners` in rules/lists.toml.
pub fn owner(of: StepOwner) -> &'static str {
    match of {
        StepOwner::Participant => "participant",
        StepOwner::Peer => "peer",
        StepOwner::Supporter => "supporter",
    }
}

const RATING: &str = "id, goal_id, participant_id, rating, words, rated_on, recorded_by";

fn ratings(on: &Loading<'_>, one: &Goal) -> Vec<Row> {
    let ratings = one.ratings.iter().map(|rating| {
        row![
            on.id_at::<RecordId>(on.clock.at(rating.on, 17 * 60)),
            key(&on.keys.goals, one.id),
            key(&on.keys.participants, one.participant),
            i64::from(rating.rating),
            rating.words.clone().unwrap_or_default(),
            rating.on,
            on.account(on.peer_on(one.participant, rating.on)),
        ]
    });
    ratings.collect()
}

const HISTORY: &str = "id, goal_id, participant_id, at, changed_by, what, before";

/// What an ended goal said before it ended.
fn history(on: &Loading<'_>, one: &Goal) -> Option<Row> {
    let ending = one.ending.as_ref()?;
    let at = on.past(on.clock.at(ending.on, 17 * 60 + 30));
    Some(row![
        on.id_at::<RecordId>(at),
        key(&on.keys.goals, one.id),
        key(&on.keys.participants, one.participant),
        at,
        on.account(on.peer_on(one.participant, ending.on)),
        ended_as(ending.kind),
        json!({
            "words": one.words, "why": "", "domain": domain(one.domain), "own_domain": "",
            "review_on": one.review_on.map(|day| day.to_string()), "status": "active", "ending_words": "",
        }),
    ])
}

//! Goals in the database.

use ground::{
    access::Scope,
    ids::{ParticipantId, RecordId},
    scoped, within_record,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::goal::{Goal, GoalId, GoalWords, NewStep, RatingId, Status, Step, StepId};

macro_rules! goals_where {
    () => {
        concat!(
            "SELECT q.id, q.participant_id, q.domain, q.own_domain, q.words, q.why, q.status, q.started_on, q.review_on,",
            " q.ended_at, q.ending_words, q.changed_into, q.latest_rating, q.version FROM goals q",
            " WHERE q.organization_id = $1 AND ",
            within_record!("q.participant_id", "q.program_id", "goals"),
            " AND "
        )
    };
}

/// The goals of a person, the active ones first, then the latest endings.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Goal>, DbError> {
    tx.list(
        sql!(
            goals_where!(),
            "q.participant_id = $5
             ORDER BY CASE q.status WHEN 'active' THEN 0 ELSE 1 END, q.ended_at DESC NULLS LAST, q.created_at, q.id LIMIT 200"
        ),
        scoped![scope; &participant],
    )
}

/// The active goals of a person, by id and words: for the choice of goals that a contact was about.
///
/// # Errors
/// Those of the storage.
pub fn active_of(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<(GoalId, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT q.id, q.words FROM goals q WHERE q.organization_id = $1 AND ",
            within_record!("q.participant_id", "q.program_id", "goals"),
            " AND q.participant_id = $5 AND q.status = 'active' ORDER BY q.created_at, q.id LIMIT 100"
        ),
        scoped![scope; &participant],
    )
}

/// A goal, when the scope reaches its person.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: GoalId) -> Result<Option<Goal>, DbError> {
    tx.one(sql!(goals_where!(), "q.id = $5"), scoped![scope; &id])
}

/// Adds a goal.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    today: Date,
    goal: &GoalWords,
) -> Result<GoalId, DbError> {
    let id: GoalId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO goals (organization_id, id, participant_id, domain, own_domain, words, why, status, started_on,
                review_on, ending_words, created_by, created_at, version, program_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, '', $10, $11, 1,
                (SELECT e.program_id FROM enrollments e
                 JOIN memberships w ON w.organization_id = e.organization_id AND w.account_id = $10
                    AND (w.program_id IS NULL OR w.program_id = e.program_id)
                 WHERE e.organization_id = $1 AND e.participant_id = $3
                 ORDER BY CASE e.standing WHEN 'here' THEN 1 WHEN 'coming' THEN 2 ELSE 3 END, e.status_since DESC, e.id
                 LIMIT 1))"
        ),
        &[
            &scope.organization,
            &id,
            &participant,
            &goal.domain,
            &goal.own_domain,
            &goal.words,
            &goal.why,
            &today,
            &goal.review_on,
            &scope.account,
            &scope.now,
        ],
    )?;
    Ok(id)
}

/// Changes what a goal says, if it is still as it was read. Answers false when it is not.
///
/// # Errors
/// Those of the storage.
pub fn update(tx: &mut Tx<'_>, scope: &Scope, id: GoalId, version: i64, goal: &GoalWords) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE goals SET domain = $4, own_domain = $5, words = $6, why = $7, review_on = $8, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[&scope.organization, &id, &version, &goal.domain, &goal.own_domain, &goal.words, &goal.why, &goal.review_on],
    )?;
    Ok(changed > 0)
}

/// Keeps what a goal said before a change.
///
/// # Errors
/// Those of the storage.
pub fn keep_before(tx: &mut Tx<'_>, scope: &Scope, goal: &Goal, what: &str) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO goal_history (organization_id, id, goal_id, participant_id, at, changed_by, what, before)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &scope.organization,
            &scope.at.id::<RecordId>(),
            &goal.id,
            &goal.participant,
            &scope.now,
            &scope.account,
            &what,
            &goal.before(),
        ],
    )?;
    Ok(())
}

/// One change of a goal: when, who, what it was, and what the goal said before.
pub struct Before {
    pub at: Timestamp,
    pub by: Option<String>,
    pub what: String,
    pub before: serde_json::Value,
}

kit::from_row!(Before { at, by, what, before });

/// What a goal said before each change, the latest first.
///
/// # Errors
/// Those of the storage.
pub fn history(tx: &mut Tx<'_>, scope: &Scope, goal: GoalId) -> Result<Vec<Before>, DbError> {
    tx.list(
        sql!(
            "SELECT h.at, a.name, h.what, h.before FROM goal_history h
             LEFT JOIN accounts a ON a.organization_id = h.organization_id AND a.id = h.changed_by
             WHERE h.organization_id = $1 AND h.goal_id = $2 ORDER BY h.at DESC, h.id DESC LIMIT 200"
        ),
        &[&scope.organization, &goal],
    )
}

/// Sets where a goal stands and until when. Answers false when it changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn set_status(
    tx: &mut Tx<'_>,
    scope: &Scope,
    goal: &Goal,
    status: Status,
    words: &str,
    into: Option<GoalId>,
) -> Result<bool, DbError> {
    let ended_at = (status != Status::Active).then_some(scope.now);
    let changed = tx.run(
        sql!(
            "UPDATE goals SET status = $4, ended_at = $5, ending_words = $6, changed_into = $7, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[&scope.organization, &goal.id, &goal.version, &status, &ended_at, &words, &into],
    )?;
    Ok(changed > 0)
}

/// Sets the day on which the goal is looked at again.
///
/// # Errors
/// Those of the storage.
pub fn set_review(tx: &mut Tx<'_>, scope: &Scope, goal: GoalId, on: Option<Date>) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE goals SET review_on = $3, version = version + 1 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &goal, &on],
    )?;
    Ok(())
}

macro_rules! steps_where {
    () => {
        concat!(
            "SELECT s.id, s.goal_id, s.participant_id, s.words, s.owner, s.owner_name, s.due_on, s.done_at, s.removed_at,",
            " s.version FROM goal_steps s WHERE s.organization_id = $1 AND "
        )
    };
}

/// The steps of a goal in their order, those to do first.
///
/// # Errors
/// Those of the storage.
pub fn steps(tx: &mut Tx<'_>, scope: &Scope, goal: GoalId) -> Result<Vec<Step>, DbError> {
    tx.list(
        sql!(
            steps_where!(),
            "s.goal_id = $2 AND s.removed_at IS NULL ORDER BY s.done_at NULLS FIRST, s.due_on NULLS LAST, s.position, s.id
             LIMIT 300"
        ),
        &[&scope.organization, &goal],
    )
}

/// The steps of all goals of a person, for the printed page.
///
/// # Errors
/// Those of the storage.
pub fn steps_of(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Step>, DbError> {
    tx.list(
        sql!(
            steps_where!(),
            "s.participant_id = $2 AND s.removed_at IS NULL
             ORDER BY s.done_at NULLS FIRST, s.due_on NULLS LAST, s.position, s.id LIMIT 1000"
        ),
        &[&scope.organization, &participant],
    )
}

/// A step, when the scope reaches its person.
///
/// # Errors
/// Those of the storage.
pub fn find_step(tx: &mut Tx<'_>, scope: &Scope, id: StepId) -> Result<Option<Step>, DbError> {
    tx.one(
        sql!(
            steps_where!(),
            "s.id = $5 AND EXISTS (SELECT 1 FROM goals q WHERE q.organization_id = $1 AND q.id = s.goal_id AND ",
            within_record!("q.participant_id", "q.program_id", "goals"),
            ")"
        ),
        scoped![scope; &id],
    )
}

/// Adds a step at the end.
///
/// # Errors
/// Those of the storage.
pub fn insert_step(tx: &mut Tx<'_>, scope: &Scope, goal: &Goal, step: &NewStep) -> Result<Step, DbError> {
    let id: StepId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO goal_steps (organization_id, id, goal_id, participant_id, words, owner, owner_name, due_on, position,
                version)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, COUNT(*) + 1, 1 FROM goal_steps
             WHERE organization_id = $1 AND goal_id = $3"
        ),
        &[
            &scope.organization,
            &id,
            &goal.id,
            &goal.participant,
            &step.words,
            &step.owner,
            &step.owner_name,
            &step.due_on,
        ],
    )?;
    Ok(Step {
        id,
        goal: goal.id,
        participant: goal.participant,
        words: step.words.clone(),
        owner: step.owner,
        owner_name: step.owner_name.clone(),
        due_on: step.due_on,
        done_at: None,
        removed_at: None,
        version: 1,
    })
}

/// Sets whether a step is done and whether it is removed. Answers false when it changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn set_step(tx: &mut Tx<'_>, scope: &Scope, step: &Step) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE goal_steps SET done_at = $4, removed_at = $5, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[&scope.organization, &step.id, &step.version, &step.done_at, &step.removed_at],
    )?;
    Ok(changed > 0)
}

/// Adds a rating.
///
/// # Errors
/// Those of the storage.
pub fn insert_rating(
    tx: &mut Tx<'_>,
    scope: &Scope,
    goal: &Goal,
    rating: i64,
    words: &str,
    on: Date,
) -> Result<RatingId, DbError> {
    let id: RatingId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO goal_ratings (organization_id, id, goal_id, participant_id, rating, words, rated_on, recorded_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[&scope.organization, &id, &goal.id, &goal.participant, &rating, &words, &on, &scope.account],
    )?;
    keep_latest(tx, scope, goal.id)?;
    Ok(id)
}

/// Takes back a rating that this account wrote down.
///
/// # Errors
/// Those of the storage.
pub fn delete_rating(tx: &mut Tx<'_>, scope: &Scope, goal: GoalId, id: RatingId) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!("DELETE FROM goal_ratings WHERE organization_id = $1 AND goal_id = $2 AND id = $3 AND recorded_by = $4"),
        &[&scope.organization, &goal, &id, &scope.account],
    )?;
    keep_latest(tx, scope, goal)?;
    Ok(changed > 0)
}

/// Keeps the goal's latest rating in step, so that lists need not look for it.
fn keep_latest(tx: &mut Tx<'_>, scope: &Scope, goal: GoalId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE goals SET latest_rating = (SELECT r.rating FROM goal_ratings r WHERE r.organization_id = $1
                AND r.goal_id = $2 ORDER BY r.rated_on DESC, r.id DESC LIMIT 1)
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &goal],
    )?;
    Ok(())
}

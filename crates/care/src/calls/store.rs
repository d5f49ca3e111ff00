//! Call plans in the database.

use ground::{
    access::Scope,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId},
    rules::matrix::Permission,
    scoped, within_record,
};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::plan::{NewPlan, Plan, PlanId};

macro_rules! plans_where {
    () => {
        concat!(
            "SELECT c.id, c.participant_id, c.program_id, c.account_id, c.kind, c.weekdays, c.at_time, c.every_weeks,",
            " c.starts_on, c.ends_on, c.words, c.ended_at, c.version, g.time_zone FROM call_plans c",
            " JOIN programs g ON g.organization_id = c.organization_id AND g.id = c.program_id",
            " WHERE c.organization_id = $1 AND "
        )
    };
}

/// The plans of a person, those that go on first.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Plan>, DbError> {
    tx.list(
        sql!(
            plans_where!(),
            within_record!("c.participant_id", "c.program_id", "schedule"),
            " AND c.participant_id = $5 ORDER BY c.ended_at DESC NULLS FIRST, c.starts_on, c.id LIMIT 50"
        ),
        scoped![scope; &participant],
    )
}

/// A plan, when the scope reaches its person.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: PlanId) -> Result<Option<Plan>, DbError> {
    tx.one(
        sql!(plans_where!(), within_record!("c.participant_id", "c.program_id", "schedule"), " AND c.id = $5"),
        scoped![scope; &id],
    )
}

/// A plan by one of its promises, which its owner may keep even where the person's page is out of reach.
///
/// # Errors
/// Those of the storage.
pub fn of_promise(tx: &mut Tx<'_>, scope: &Scope, id: PlanId) -> Result<Option<Plan>, DbError> {
    tx.one(sql!(plans_where!(), "c.id = $2"), &[&scope.organization, &id])
}

/// Adds a plan.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
    plan: &NewPlan,
) -> Result<PlanId, DbError> {
    let id: PlanId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO call_plans (organization_id, id, participant_id, program_id, account_id, kind, weekdays, at_time,
                every_weeks, starts_on, ends_on, words, created_by, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &participant,
            &program,
            &plan.account,
            &plan.kind,
            &serde_json::json!(plan.weekdays),
            &plan.at.strftime("%H:%M").to_string(),
            &plan.every_weeks,
            &plan.starts_on,
            &plan.ends_on,
            &plan.words,
            &scope.account,
        ],
    )?;
    Ok(id)
}

/// Ends a plan, or lets it go on. Answers false when it changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn set_ended(tx: &mut Tx<'_>, scope: &Scope, plan: &Plan, is_ended: bool) -> Result<bool, DbError> {
    let ended_at = is_ended.then_some(scope.now);
    let changed = tx.run(
        sql!(
            "UPDATE call_plans SET ended_at = $4, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[&scope.organization, &plan.id, &plan.version, &ended_at],
    )?;
    Ok(changed > 0)
}

/// Who can call: those of the program who have promises to keep.
///
/// # Errors
/// Those of the storage.
pub fn callers(tx: &mut Tx<'_>, scope: &Scope, program: ProgramId) -> Result<Vec<(AccountId, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT a.id, a.name FROM accounts a WHERE a.organization_id = $1 AND a.closed_at IS NULL
               AND EXISTS (SELECT 1 FROM memberships m JOIN grants g ON g.role = m.role AND g.permission = $2
                  WHERE m.organization_id = $1 AND m.account_id = a.id AND m.starts_at <= $3
                  AND (m.ends_at IS NULL OR m.ends_at > $3) AND (m.program_id = $4 OR m.program_id IS NULL))
             ORDER BY a.sort_key, a.id LIMIT 300"
        ),
        &[&scope.organization, &Permission::WriteContacts, &scope.now, &program],
    )
}

/// Plans that go on, of people who are with the program, and for which nothing is promised now. `after` is the last one
/// of the round before.
///
/// # Errors
/// Those of the storage.
pub fn without_promise(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    after: PlanId,
    limit: i64,
) -> Result<Vec<Plan>, DbError> {
    tx.list(
        sql!(
            plans_where!(),
            "c.ended_at IS NULL AND g.closed_on IS NULL AND c.id > $2
             AND NOT EXISTS (SELECT 1 FROM enrollments e WHERE e.organization_id = $1
                AND e.participant_id = c.participant_id AND e.program_id = c.program_id
                AND e.status IN ('paused', 'transitioned', 'closed', 'declined', 'referred_on'))
             AND NOT EXISTS (SELECT 1 FROM promises r WHERE r.organization_id = $1 AND r.origin_id = c.id
                AND r.kind = c.kind AND r.closed_at IS NULL)
             ORDER BY c.id LIMIT $3"
        ),
        &[&organization, &after, &limit],
    )
}

//! Where somebody stands with a program, and how it came to that.

use ground::{
    access::Scope,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId},
    scoped, within_record,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::participant::{Enrollment, EnrollmentId, Status, StatusChangeId, Why};
use crate::by::By;

/// One step of the timeline, the newest first.
#[derive(Debug, Clone)]
pub struct StatusChange {
    pub program_name: String,
    pub from: Option<Status>,
    pub to: Status,
    pub at: Timestamp,
    pub reason: String,
    pub words: String,
    pub own_view: String,
    pub changed_by: Option<String>,
}

kit::from_row!(StatusChange { program_name, from, to, at, reason, words, own_view, changed_by });

/// Where the person stands with this program, when they ever did. The caller has made sure that they are reachable.
///
/// # Errors
/// Those of the storage.
pub fn enrollment(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
) -> Result<Option<Enrollment>, DbError> {
    standing_of(tx, scope.organization, participant, program)
}

fn standing_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    participant: ParticipantId,
    program: ProgramId,
) -> Result<Option<Enrollment>, DbError> {
    tx.one(
        sql!(
            "SELECT id, participant_id, program_id, status, status_since, first_enrolled_at, primary_account_id, version
             FROM enrollments WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3"
        ),
        &[&organization, &participant, &program],
    )
}

/// The person's times in all programs.
///
/// # Errors
/// Those of the storage.
pub fn enrollments(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Enrollment>, DbError> {
    tx.list(
        sql!(
            "SELECT id, participant_id, program_id, status, status_since, first_enrolled_at, primary_account_id, version
             FROM enrollments WHERE organization_id = $1 AND participant_id = $2 ORDER BY status_since DESC, id LIMIT 50"
        ),
        &[&scope.organization, &participant],
    )
}

/// Sets where a person stands with a program now, and writes the step into the timeline. Whether the step makes sense
/// ([`Enrollment::may_become`]) is the caller's question, because import and demo data tell what happened elsewhere.
/// `at` is when it happened.
///
/// # Errors
/// Those of the storage.
pub fn set_status(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
    to: Status,
    at: Timestamp,
    why: &Why,
) -> Result<EnrollmentId, DbError> {
    set_status_by(tx, &By::from(scope), (participant, program), to, at, why)
}

/// [`set_status`], also when nobody here has set it.
///
/// # Errors
/// Those of the storage.
pub fn set_status_by(
    tx: &mut Tx<'_>,
    by: &By,
    (participant, program): (ParticipantId, ProgramId),
    to: Status,
    at: Timestamp,
    why: &Why,
) -> Result<EnrollmentId, DbError> {
    let before = standing_of(tx, by.organization, participant, program)?;
    let joined = matches!(to, Status::Enrolled | Status::Active).then_some(at);
    let id = before.as_ref().map_or_else(|| by.at.id(), |before| before.id);
    tx.run(
        sql!(
            "INSERT INTO enrollments (organization_id, id, participant_id, program_id, status, standing, sort_key,
                status_since, first_enrolled_at, version)
             SELECT p.organization_id, $2, p.id, $4, $5, $6, p.sort_key, $7, $8, 1
             FROM participants p WHERE p.organization_id = $1 AND p.id = $3
             ON CONFLICT (organization_id, participant_id, program_id)
             DO UPDATE SET status = excluded.status, standing = excluded.standing, status_since = excluded.status_since,
                first_enrolled_at = COALESCE(enrollments.first_enrolled_at, excluded.first_enrolled_at),
                version = enrollments.version + 1"
        ),
        &[&by.organization, &id, &participant, &program, &to, &to.standing(), &at, &joined],
    )?;
    let change: StatusChangeId = by.at.id();
    let from = before.map(|before| before.status);
    tx.run(
        sql!(
            "INSERT INTO status_changes (organization_id, id, enrollment_id, participant_id, from_status, to_status, at,
                reason, words, own_view, changed_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &[
            &by.organization,
            &change,
            &id,
            &participant,
            &from,
            &to,
            &at,
            &why.reason,
            &why.words,
            &why.own_view,
            &by.account,
        ],
    )?;
    Ok(id)
}

/// What happened between the person and the programs, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn timeline(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<StatusChange>, DbError> {
    tx.few(
        50,
        sql!(
            "SELECT g.name, s.from_status, s.to_status, s.at, s.reason, s.words, s.own_view, a.name
             FROM status_changes s
             JOIN enrollments e ON e.organization_id = s.organization_id AND e.id = s.enrollment_id
             JOIN programs g ON g.organization_id = s.organization_id AND g.id = e.program_id
             LEFT JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.changed_by
             WHERE s.organization_id = $1 AND s.participant_id = $5 AND ",
            within_record!("s.participant_id", "e.program_id", "record"),
            " ORDER BY s.at DESC, s.id DESC"
        ),
        scoped![scope; &participant],
    )
}

/// A step of the timeline, to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: StatusChangeId,
    pub enrollment: EnrollmentId,
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub from: Option<Status>,
    pub to: Status,
    pub at: Timestamp,
    pub changed_by: Option<AccountId>,
}

kit::from_row!(Change { id, enrollment, participant, program, from, to, at, changed_by });

macro_rules! changes_where {
    ($condition:literal) => {
        sql!(
            "SELECT s.id, s.enrollment_id, e.participant_id, e.program_id, s.from_status, s.to_status, s.at, s.changed_by
             FROM status_changes s
             JOIN enrollments e ON e.organization_id = s.organization_id AND e.id = s.enrollment_id
             WHERE s.organization_id = $1 AND ",
            $condition
        )
    };
}

/// A step of the timeline. Whether its person is reachable is the caller's question.
///
/// # Errors
/// Those of the storage.
pub fn find_change(tx: &mut Tx<'_>, scope: &Scope, id: StatusChangeId) -> Result<Option<Change>, DbError> {
    tx.one(changes_where!("s.id = $2"), &[&scope.organization, &id])
}

/// The last step between a person and a program. The caller has made sure that they are reachable.
///
/// # Errors
/// Those of the storage.
pub fn last_change(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
) -> Result<Option<Change>, DbError> {
    tx.one(
        changes_where!("s.participant_id = $2 AND e.program_id = $3 ORDER BY s.at DESC, s.id DESC LIMIT 1"),
        &[&scope.organization, &participant, &program],
    )
}

/// Takes the last step between a person and a program out of the timeline: they stand where they stood before it. Answers
/// false for a first step, before which there was nothing.
///
/// # Errors
/// Those of the storage.
pub fn take_back_status(tx: &mut Tx<'_>, scope: &Scope, change: &Change) -> Result<bool, DbError> {
    let Some(from) = change.from else { return Ok(false) };
    tx.run(
        sql!("DELETE FROM status_changes WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &change.id],
    )?;
    let before = last_change(tx, scope, change.participant, change.program)?;
    let since = before.map_or(change.at, |before| before.at);
    tx.run(
        sql!(
            "UPDATE enrollments SET status = $3, standing = $4, status_since = $5,
                first_enrolled_at = CASE WHEN first_enrolled_at = $6 THEN (SELECT MIN(s.at) FROM status_changes s
                    WHERE s.organization_id = $1 AND s.enrollment_id = $2 AND s.to_status IN ('enrolled', 'active'))
                    ELSE first_enrolled_at END,
                version = version + 1
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &change.enrollment, &from, &from.standing(), &since, &change.at],
    )?;
    Ok(true)
}

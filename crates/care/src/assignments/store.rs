//! Assignments in the database. `enrollments.primary_account_id` follows in the same transaction.

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, ProgramId, PromiseId},
    promises::{self, Closing, Evidence, NewPromise},
    scoped, within_programs, within_record,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
};

use super::assignment::{Assignment, AssignmentId, Kind, NewAssignment, Worker};
use crate::{deadline::deadline, participants::EnrollmentId};

/// Everybody who supports the person now, the primary one first. The caller has made sure that they are reachable.
///
/// # Errors
/// Those of the storage.
pub fn current_peers(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Assignment>, DbError> {
    tx.few(
        50,
        sql!(
            "SELECT s.id, s.participant_id, s.program_id, g.name, s.account_id, a.name, s.kind, s.starts_on, s.ends_on,
                s.ended_at
             FROM assignments s
             JOIN programs g ON g.organization_id = s.organization_id AND g.id = s.program_id
             JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
             WHERE s.organization_id = $1 AND s.participant_id = $5 AND s.ended_at IS NULL AND ",
            within_record!("s.participant_id", "s.program_id", "record"),
            " ORDER BY CASE s.kind WHEN 'primary' THEN 1 ELSE 2 END, s.starts_on, s.id"
        ),
        scoped![scope; &participant],
    )
}

/// The open assignments of a worker to people within reach.
///
/// # Errors
/// Those of the storage.
pub fn open_of(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<Vec<(Assignment, String)>, DbError> {
    let mut found = Vec::new();
    tx.each(
        sql!(
            "SELECT s.id, s.participant_id, s.program_id, g.name, s.account_id, a.name, s.kind, s.starts_on, s.ends_on,
                s.ended_at, p.name_to_use
             FROM assignments s
             JOIN participants p ON p.organization_id = s.organization_id AND p.id = s.participant_id
             JOIN programs g ON g.organization_id = s.organization_id AND g.id = s.program_id
             JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
             WHERE s.organization_id = $1 AND s.account_id = $5 AND s.ended_at IS NULL AND p.merged_into IS NULL AND ",
            within_record!("s.participant_id", "s.program_id", "record"),
            " ORDER BY p.sort_key, p.id, s.id LIMIT 2000"
        ),
        scoped![scope; &account],
        |row| {
            let assignment = <Assignment as kit::db::FromRow>::from_row(row)?;
            found.push((assignment, row.get()?));
            Ok(true)
        },
    )?;
    Ok(found)
}

/// Those who may support people in a program that is within reach: everybody there who may write about contacts.
///
/// # Errors
/// Those of the storage.
pub fn workers(tx: &mut Tx<'_>, scope: &Scope, program: ProgramId) -> Result<Vec<Worker>, DbError> {
    tx.list(
        sql!(
            "SELECT a.id, a.name, (SELECT COUNT(*) FROM assignments s WHERE s.organization_id = $1
                AND s.account_id = a.id AND s.ended_at IS NULL AND s.kind = 'primary')
             FROM accounts a WHERE a.organization_id = $1 AND a.closed_at IS NULL
               AND EXISTS (SELECT 1 FROM memberships h JOIN grants w ON w.role = h.role AND w.permission = 'write_contacts'
                WHERE h.organization_id = $1 AND h.account_id = a.id AND h.starts_at <= $4
                  AND (h.ends_at IS NULL OR h.ends_at > $4) AND (h.program_id IS NULL OR h.program_id = $5))
               AND ",
            within_programs!("$5"),
            " ORDER BY a.sort_key, a.id LIMIT 500"
        ),
        scoped![scope; &program],
    )
}

/// Begins an assignment. A new primary one ends the one before, and keeps the promise to find somebody; promises to
/// meet or reach the person that nobody owns become theirs.
///
/// # Errors
/// Those of the storage; a conflict when the person was never in the program.
pub fn begin(tx: &mut Tx<'_>, scope: &Scope, new: &NewAssignment) -> Result<AssignmentId, DbError> {
    close_same(tx, scope, new)?;
    let id = insert(tx, scope, new)?;
    if new.kind == Kind::Primary {
        let enrollment = set_primary(tx, scope, new.participant, new.program, Some(new.account))?;
        if let Some(enrollment) = enrollment {
            let evidence =
                Evidence { kind: Some("assignment".to_owned()), record: Some(id.uuid().into()), words: String::new() };
            promises::close(tx, scope, enrollment, promises::Kind::Assign, Closing::Done, &evidence)?;
        }
        take_over_unowned(tx, scope, new)?;
    }
    Ok(id)
}

/// Ends what the new assignment takes the place of: the primary one before, or the same worker's other one.
fn close_same(tx: &mut Tx<'_>, scope: &Scope, new: &NewAssignment) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE assignments SET ended_at = $6, ends_on = $7, reason = CASE WHEN reason = '' THEN $8 ELSE reason END
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 AND ended_at IS NULL
               AND (account_id = $4 OR (kind = 'primary' AND $5 = 'primary'))"
        ),
        &[
            &scope.organization,
            &new.participant,
            &new.program,
            &new.account,
            &new.kind,
            &scope.now,
            &new.starts_on,
            &new.reason,
        ],
    )?;
    Ok(())
}

fn insert(tx: &mut Tx<'_>, scope: &Scope, new: &NewAssignment) -> Result<AssignmentId, DbError> {
    let id: AssignmentId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO assignments (organization_id, id, participant_id, program_id, account_id, kind, starts_on, reason,
                created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            &scope.organization,
            &id,
            &new.participant,
            &new.program,
            &new.account,
            &new.kind,
            &new.starts_on,
            &new.reason,
            &scope.account,
        ],
    )?;
    Ok(id)
}

pub(super) fn set_primary(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
    account: Option<AccountId>,
) -> Result<Option<EnrollmentId>, DbError> {
    tx.one(
        sql!(
            "UPDATE enrollments SET primary_account_id = $4, version = version + 1
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 RETURNING id"
        ),
        &[&scope.organization, &participant, &program, &account],
    )
}

fn take_over_unowned(tx: &mut Tx<'_>, scope: &Scope, new: &NewAssignment) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET owner_id = $4, version = version + 1
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 AND owner_id IS NULL
               AND closed_at IS NULL AND kind IN ('first_meeting', 'attempt', 'check_in')"
        ),
        &[&scope.organization, &new.participant, &new.program, &new.account],
    )?;
    Ok(())
}

/// Ends one assignment. Answers what it was, or `None` when it was not open. Without a primary one, the person waits
/// for somebody again: call [`need`].
///
/// # Errors
/// Those of the storage.
pub fn end(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: AssignmentId,
    on: Date,
    reason: &str,
) -> Result<Option<(ParticipantId, ProgramId, AccountId, Kind)>, DbError> {
    let ended: Option<(ParticipantId, ProgramId, AccountId, Kind)> = tx.one(
        sql!(
            "UPDATE assignments SET ended_at = $3, ends_on = $4, reason = CASE WHEN $5 = '' THEN reason ELSE $5 END
             WHERE organization_id = $1 AND id = $2 AND ended_at IS NULL
             RETURNING participant_id, program_id, account_id, kind"
        ),
        &[&scope.organization, &id, &scope.now, &on, &reason],
    )?;
    if let Some((participant, program, _, Kind::Primary)) = &ended {
        set_primary(tx, scope, *participant, *program, None)?;
    }
    Ok(ended)
}

/// Ends every open assignment to a person in a program, as when their time there closes. Answers how many.
///
/// # Errors
/// Those of the storage.
pub fn end_all(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
    on: Date,
) -> Result<u64, DbError> {
    let ended = tx.run(
        sql!(
            "UPDATE assignments SET ended_at = $4, ends_on = $5
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 AND ended_at IS NULL"
        ),
        &[&scope.organization, &participant, &program, &scope.now, &on],
    )?;
    set_primary(tx, scope, participant, program, None)?;
    Ok(ended)
}

/// Begins the assignments anew that [`end_all`] ended at a moment, when the ending is taken back.
///
/// # Errors
/// Those of the storage.
pub fn resume_all(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
    ended_at: Timestamp,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE assignments SET ended_at = NULL, ends_on = NULL
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 AND ended_at = $4"
        ),
        &[&scope.organization, &participant, &program, &ended_at],
    )?;
    let primary: Option<AccountId> = tx.one(
        sql!(
            "SELECT account_id FROM assignments
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 AND ended_at IS NULL
               AND kind = 'primary' LIMIT 1"
        ),
        &[&scope.organization, &participant, &program],
    )?;
    set_primary(tx, scope, participant, program, primary)?;
    Ok(())
}

/// Promises that somebody will be found for a person who is with us and has nobody: it waits in the program's queue.
/// `words` say so on the day of whoever takes it.
///
/// # Errors
/// Those of the storage.
pub fn need(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
    words: &str,
) -> Result<Option<PromiseId>, DbError> {
    let waiting: Option<(EnrollmentId, String)> = tx.one(
        sql!(
            "SELECT e.id, g.time_zone FROM enrollments e
             JOIN programs g ON g.organization_id = e.organization_id AND g.id = e.program_id
             WHERE e.organization_id = $1 AND e.participant_id = $2 AND e.program_id = $3
               AND e.standing = 'here' AND e.primary_account_id IS NULL"
        ),
        &[&scope.organization, &participant, &program],
    )?;
    let Some((enrollment, zone)) = waiting else { return Ok(None) };
    let zone = jiff::tz::TimeZone::get(&zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let due = deadline("person.unassigned", None, scope.now, &zone);
    let promise = NewPromise {
        kind: promises::Kind::Assign,
        words: words.to_owned(),
        participant: Some(participant),
        program: Some(program),
        owner: None,
        due_at: due.due_at,
        has_time: due.has_time,
        origin_kind: "enrollment",
        origin: enrollment.uuid().into(),
        rule: due.rule,
        rule_version: due.rule_version,
    };
    promises::open(tx, scope, &promise).map(Some)
}

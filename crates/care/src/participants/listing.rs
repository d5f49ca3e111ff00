//! Lists of people, a page at a time. A worker's own list starts from their assignments, a program's from one range of
//! one index, so that neither walks all people.

use ground::{
    access::Scope,
    ids::{ParticipantId, ProgramId},
    scoped, within_programs, within_reach, within_record,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::participant::{Standing, Status};

/// People on one page of a list.
pub const PAGE: usize = 50;

/// One line of a list of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: ParticipantId,
    pub name_to_use: String,
    pub pronouns: String,
    pub sort_key: String,
    pub last_contact_at: Option<Timestamp>,
    pub status: Status,
    pub status_since: Timestamp,
    pub program_name: String,
    pub primary_name: Option<String>,
}

kit::from_row!(Line {
    id,
    name_to_use,
    pronouns,
    sort_key,
    last_contact_at,
    status,
    status_since,
    program_name,
    primary_name,
});

/// Where the next page begins: after this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    pub sort_key: String,
    pub id: ParticipantId,
}

/// Which people of a program a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Standing(Standing),
    Status(Status),
    /// With us, and nobody supports them first of all.
    WithoutPeer,
}

fn start(after: Option<&After>) -> (String, ParticipantId) {
    after.map_or_else(
        || (String::new(), ParticipantId::from(uuid::Uuid::nil())),
        |after| (after.sort_key.clone(), after.id),
    )
}

/// The people whom the worker supports, with one status or all that are open or past (`Which::WithoutPeer` has none).
/// One line more than a page tells that there is another.
///
/// # Errors
/// Those of the storage.
pub fn own(tx: &mut Tx<'_>, scope: &Scope, which: Which, after: Option<&After>) -> Result<Vec<Line>, DbError> {
    let (key, id) = start(after);
    let (standing, status) = match which {
        Which::Standing(standing) => (Some(standing), None),
        Which::Status(status) => (None, Some(status)),
        Which::WithoutPeer => return Ok(Vec::new()),
    };
    // CROSS JOIN keeps SQLite to the few who are supported: it would rather walk everybody's names in order.
    tx.list(
        sql!(
            "SELECT p.id, p.name_to_use, p.pronouns, p.sort_key, p.last_contact_at, e.status, e.status_since, g.name,
                a.name
             FROM assignments s
             CROSS JOIN participants p
             JOIN enrollments e ON e.organization_id = s.organization_id AND e.participant_id = s.participant_id
                AND e.program_id = s.program_id
             JOIN programs g ON g.organization_id = s.organization_id AND g.id = s.program_id
             LEFT JOIN accounts a ON a.organization_id = s.organization_id AND a.id = e.primary_account_id
             WHERE s.organization_id = $1 AND s.account_id = $2 AND s.ended_at IS NULL
               AND p.organization_id = s.organization_id AND p.id = s.participant_id AND p.merged_into IS NULL
               AND (CAST($5 AS TEXT) IS NULL OR e.standing = $5) AND (CAST($6 AS TEXT) IS NULL OR e.status = $6)
               AND (p.sort_key, p.id) > ($7, $8) AND ",
            within_reach!("p.id"),
            " ORDER BY p.sort_key, p.id LIMIT 51"
        ),
        scoped![scope; &standing, &status, &key, &id],
    )
}

/// The people of a program that is within reach.
///
/// # Errors
/// Those of the storage.
pub fn of_program(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: ProgramId,
    which: Which,
    after: Option<&After>,
) -> Result<Vec<Line>, DbError> {
    let (key, id) = start(after);
    match which {
        Which::Standing(standing) => by_standing(tx, scope, program, standing, &key, id),
        Which::Status(status) => by_status(tx, scope, program, status, &key, id),
        Which::WithoutPeer => without_peer(tx, scope, program, &key, id),
    }
}

macro_rules! lines_where {
    ($condition:literal) => {
        sql!(
            "SELECT p.id, p.name_to_use, p.pronouns, e.sort_key, p.last_contact_at, e.status, e.status_since, g.name,
                a.name
             FROM enrollments e
             JOIN participants p ON p.organization_id = e.organization_id AND p.id = e.participant_id
             JOIN programs g ON g.organization_id = e.organization_id AND g.id = e.program_id
             LEFT JOIN accounts a ON a.organization_id = e.organization_id AND a.id = e.primary_account_id
             WHERE e.organization_id = $1 AND e.program_id = $5 AND p.merged_into IS NULL
               AND (e.sort_key, e.participant_id) > ($6, $7) AND ",
            $condition,
            " AND ",
            within_programs!("e.program_id"),
            " AND ",
            within_record!("e.participant_id", "e.program_id", "record"),
            " ORDER BY e.sort_key, e.participant_id LIMIT 51"
        )
    };
}

fn by_standing(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: ProgramId,
    standing: Standing,
    key: &str,
    id: ParticipantId,
) -> Result<Vec<Line>, DbError> {
    tx.list(lines_where!("e.standing = $8"), scoped![scope; &program, &key, &id, &standing])
}

fn by_status(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: ProgramId,
    status: Status,
    key: &str,
    id: ParticipantId,
) -> Result<Vec<Line>, DbError> {
    tx.list(lines_where!("e.status = $8"), scoped![scope; &program, &key, &id, &status])
}

fn without_peer(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: ProgramId,
    key: &str,
    id: ParticipantId,
) -> Result<Vec<Line>, DbError> {
    tx.list(lines_where!("e.standing = 'here' AND e.primary_account_id IS NULL"), scoped![scope; &program, &key, &id])
}

/// A program in a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub id: ProgramId,
    pub name: String,
    pub time_zone: String,
    /// Calendar days from a referral to the first meeting in person.
    pub rapid_access_days: i64,
}

kit::from_row!(Program { id, name, time_zone, rapid_access_days });

impl Program {
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

/// The open programs within reach of the scope.
///
/// # Errors
/// Those of the storage.
pub fn programs(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Program>, DbError> {
    tx.list(
        sql!(
            "SELECT k.id, k.name, k.time_zone, k.rapid_access_days FROM programs k
             WHERE k.organization_id = $1 AND k.closed_on IS NULL AND ",
            within_programs!("k.id"),
            " ORDER BY k.name, k.id LIMIT 200"
        ),
        scoped![scope],
    )
}

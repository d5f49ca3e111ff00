//! What is handed over, of exactly the kinds that the gate let through, and the list of what left.

use ground::{
    access::Scope,
    gate::{Basis, Information, Purpose},
    ids::{ParticipantId, ProgramId},
    scoped, within_reach, within_record,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde_json::Value;

/// A goal as it is handed over.
#[derive(Debug, Clone)]
pub struct GoalLine {
    pub words: String,
    pub status: String,
    pub started_on: Date,
}

kit::from_row!(GoalLine { words, status, started_on });

/// The goals that the program wrote down, and those of no program.
///
/// # Errors
/// Those of the storage.
pub fn goals(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, from: ProgramId) -> Result<Vec<GoalLine>, DbError> {
    tx.list(
        sql!(
            "SELECT q.words, q.status, q.started_on FROM goals q
             WHERE q.organization_id = $1 AND q.participant_id = $5 AND (q.program_id = $6 OR q.program_id IS NULL) AND ",
            within_record!("q.participant_id", "q.program_id", "goals", "'see_goals'"),
            " AND $3 <> '' ORDER BY q.started_on DESC, q.id LIMIT 200"
        ),
        scoped![scope; &of, &from],
    )
}

/// A signed note as it is handed over.
#[derive(Debug, Clone)]
pub struct NoteLine {
    pub at: Timestamp,
    pub author: String,
    /// Parts with heading and words.
    pub sections: Value,
    pub participant_words: String,
}

kit::from_row!(NoteLine { at, author, sections, participant_words });

/// The notes that the program signed, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn notes(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, from: ProgramId) -> Result<Vec<NoteLine>, DbError> {
    tx.list(
        sql!(
            "SELECT c.starts_at, a.name, v.sections, v.participant_words FROM contacts c
             JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
                AND v.version = c.version
             JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.author_id
             WHERE c.organization_id = $1 AND c.participant_id = $5 AND c.program_id = $6
               AND c.status IN ('signed', 'cosigned') AND ",
            within_record!("c.participant_id", "c.program_id", "notes", "'see_contacts'"),
            " AND $3 <> '' ORDER BY c.starts_at DESC, c.id DESC LIMIT 500"
        ),
        scoped![scope; &of, &from],
    )
}

/// A planned call or visit.
#[derive(Debug, Clone)]
pub struct PlannedLine {
    pub kind: String,
    pub due_at: Timestamp,
}

kit::from_row!(PlannedLine { kind, due_at });

/// What the program has planned with the person.
///
/// # Errors
/// Those of the storage.
pub fn schedule(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    from: ProgramId,
) -> Result<Vec<PlannedLine>, DbError> {
    tx.list(
        sql!(
            "SELECT r.kind, r.due_at FROM promises r
             WHERE r.organization_id = $1 AND r.participant_id = $5 AND r.program_id = $6 AND r.closed_at IS NULL
               AND r.origin_kind = 'call_plan' AND ",
            within_record!("r.participant_id", "r.program_id", "schedule"),
            " ORDER BY r.due_at, r.id LIMIT 50"
        ),
        scoped![scope; &of, &from],
    )
}

/// A way to reach the person.
///
/// # Errors
/// Those of the storage.
pub fn channels(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Vec<(String, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT h.kind, h.value FROM channels h WHERE h.organization_id = $1 AND h.participant_id = $5 AND h.ended_at IS NULL AND ",
            within_reach!("h.participant_id"),
            " ORDER BY h.kind, h.value LIMIT 20"
        ),
        scoped![scope; &of],
    )
}

/// A line of the accounting.
#[derive(Debug, Clone)]
pub struct Left {
    pub at: Timestamp,
    pub by: Option<String>,
    pub to: String,
    pub information: Value,
    pub purpose: Purpose,
    pub basis: Basis,
    pub reason: String,
    pub has_notice: bool,
}

kit::from_row!(Left { at, by, to, information, purpose, basis, reason, has_notice });

/// What left about a person, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn left(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Vec<Left>, DbError> {
    tx.list(
        sql!(
            "SELECT d.at, a.name, COALESCE(b.name, g.name, d.to_name), d.information, d.purpose, d.basis, d.reason,
                d.has_notice
             FROM disclosures d
             LEFT JOIN accounts a ON a.organization_id = d.organization_id AND a.id = d.account_id
             LEFT JOIN accounts b ON b.organization_id = d.organization_id AND b.id = d.to_account_id
             LEFT JOIN programs g ON g.organization_id = d.organization_id AND g.id = d.to_program_id
             WHERE d.organization_id = $1 AND d.participant_id = $5 AND ",
            within_reach!("d.participant_id"),
            " ORDER BY d.at DESC, d.id DESC LIMIT 200"
        ),
        scoped![scope; &of],
    )
}

/// The kinds that can be handed over on paper here.
pub const KINDS: [Information; 4] =
    [Information::Record, Information::Goals, Information::Schedule, Information::Notes];

//! What a participant's first page shows, from their own record alone.

use ground::{
    access::Scope,
    ids::{ParticipantId, RecordId},
    is_mine, scoped,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    sql,
};

/// The person behind the account that asks.
#[derive(Debug, Clone)]
pub struct Me {
    pub id: ParticipantId,
    pub name: String,
}

kit::from_row!(Me { id, name });

/// The participant that the account is; `None` when it is nobody's, or the record was merged into another.
///
/// # Errors
/// Those of the storage.
pub fn me(tx: &mut Tx<'_>, scope: &Scope) -> Result<Option<Me>, DbError> {
    tx.one(
        sql!(
            "SELECT p.id, p.name_to_use FROM participants p
             JOIN account_people x ON x.organization_id = p.organization_id AND x.participant_id = p.id
             WHERE p.organization_id = $1 AND x.account_id = $2 AND p.merged_into IS NULL AND ",
            is_mine!("p.id"),
            " ORDER BY x.created_at"
        ),
        scoped![scope;],
    )
}

/// A goal as the person's own page lists it.
#[derive(Debug)]
pub struct OwnGoal {
    pub words: String,
    pub rating: Option<i64>,
}

kit::from_row!(OwnGoal { words, rating });

/// The person's goals that are going on.
///
/// # Errors
/// Those of the storage.
pub fn goals(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnGoal>, DbError> {
    tx.few(
        50,
        sql!(
            "SELECT q.words, q.latest_rating FROM goals q
             WHERE q.organization_id = $1 AND q.participant_id = $5 AND q.status = 'active' AND ",
            is_mine!("q.participant_id"),
            " ORDER BY q.started_on DESC, q.id"
        ),
        scoped![scope; &me],
    )
}

/// A call or visit that somebody has promised.
#[derive(Debug)]
pub struct Coming {
    pub due_at: Timestamp,
    pub has_time: bool,
    pub with: Option<String>,
}

kit::from_row!(Coming { due_at, has_time, with });

/// What comes next, and with whom: promised calls and visits that are still open.
///
/// # Errors
/// Those of the storage.
pub fn coming(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Coming>, DbError> {
    tx.list(
        sql!(
            "SELECT r.due_at, r.has_time, a.name FROM promises r
             LEFT JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.owner_id
             WHERE r.organization_id = $1 AND r.participant_id = $5 AND r.closed_at IS NULL AND r.origin_kind = 'call_plan'
               AND ",
            is_mine!("r.participant_id"),
            " ORDER BY r.due_at, r.id LIMIT 5"
        ),
        scoped![scope; &me],
    )
}

/// Something the person said they would do, in a note or as a step of a goal.
#[derive(Debug)]
pub struct OwnStep {
    pub id: RecordId,
    pub words: String,
    pub due_on: Option<Date>,
}

kit::from_row!(OwnStep { id, words, due_on });

/// The open steps of going goals that the person took on.
///
/// # Errors
/// Those of the storage.
pub fn steps(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnStep>, DbError> {
    tx.few(
        20,
        sql!(
            "SELECT s.id, s.words, s.due_on FROM goal_steps s
             JOIN goals q ON q.organization_id = s.organization_id AND q.id = s.goal_id AND q.status = 'active'
             WHERE s.organization_id = $1 AND s.participant_id = $5 AND s.owner = 'participant' AND s.done_at IS NULL
               AND s.removed_at IS NULL AND ",
            is_mine!("s.participant_id"),
            " ORDER BY s.due_on NULLS LAST, s.position, s.id"
        ),
        scoped![scope; &me],
    )
}

/// Marks a step that the person took on as done or open; answers whose it is. `None` when it is no step of theirs.
///
/// # Errors
/// Those of the storage.
pub fn set_step(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: RecordId,
    done_at: Option<Timestamp>,
) -> Result<Option<ParticipantId>, DbError> {
    tx.one(
        sql!(
            "UPDATE goal_steps SET done_at = $6, version = version + 1
             WHERE organization_id = $1 AND id = $5 AND owner = 'participant' AND removed_at IS NULL AND ",
            is_mine!("goal_steps.participant_id"),
            " RETURNING participant_id"
        ),
        scoped![scope; &id, &done_at],
    )
}

/// How many notes wait for the person: those signed since they last looked that are not held back from them, and those
/// that were sent to be read before they are signed and have no answer yet. More than 20 are 20.
///
/// # Errors
/// Those of the storage.
pub fn notes_waiting(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<i64, DbError> {
    let count = tx.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT c.id FROM contacts c
             JOIN account_people x ON x.organization_id = c.organization_id AND x.participant_id = c.participant_id
               AND x.account_id = $2
             WHERE c.organization_id = $1 AND c.participant_id = $5 AND c.signed_at IS NOT NULL
               AND c.status <> 'entered_in_error' AND c.signed_at > COALESCE(x.notes_seen_at, x.created_at)
               AND NOT EXISTS (SELECT 1 FROM contact_hidings h WHERE h.organization_id = $1 AND h.contact_id = c.id
                 AND h.ended_at IS NULL)
               AND ",
            is_mine!("c.participant_id"),
            " UNION ALL SELECT o.id FROM contact_responses o
             JOIN drafts d ON d.organization_id = o.organization_id AND d.id = o.draft_id AND d.set_aside_at IS NULL
             WHERE o.organization_id = $1 AND o.participant_id = $5 AND o.contact_id IS NULL AND o.replaced_at IS NULL
               AND o.answered_at IS NULL AND ",
            is_mine!("o.participant_id"),
            " LIMIT 20) n"
        ),
        scoped![scope; &me],
    )?;
    Ok(count.unwrap_or_default())
}

/// Whether a note was signed since the person last looked at their notes: without one, looking again changes nothing.
///
/// # Errors
/// Those of the storage.
pub fn has_unseen_notes(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM account_people x JOIN contacts c ON c.organization_id = x.organization_id
               AND c.participant_id = x.participant_id AND c.signed_at > COALESCE(x.notes_seen_at, x.created_at)
             WHERE x.organization_id = $1 AND x.account_id = $2 AND x.participant_id = $3 LIMIT 1"
        ),
        &[&scope.organization, &scope.account, &me],
    )?;
    Ok(found.is_some())
}

/// Remembers that the person looked at their notes now. The room of notes calls it.
///
/// # Errors
/// Those of the storage.
pub fn saw_notes(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<(), DbError> {
    let statement = sql!(
        "UPDATE account_people SET notes_seen_at = $4
         WHERE organization_id = $1 AND account_id = $2 AND participant_id = $3"
    );
    tx.run(statement, &[&scope.organization, &scope.account, &me, &scope.now]).map(drop)
}

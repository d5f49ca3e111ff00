//! Handing over everybody a worker supports, with every open promise, in one transaction; and handing it back.

use std::collections::BTreeMap;

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, PromiseId},
    scoped, within_programs,
};
use jiff::civil::Date;
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde::{Deserialize, Serialize};

use super::{
    assignment::{Assignment, AssignmentId, HandOverId, Kind, NewAssignment},
    store,
};

/// Who takes over.
#[derive(Debug, Clone, Default)]
pub struct Heirs {
    /// Whoever is not named for a person: everybody else, and promises that are about nobody in particular.
    pub everybody: Option<AccountId>,
    /// For single assignments; `None` sends the person to the queue of those who need somebody.
    pub one_by_one: BTreeMap<AssignmentId, Option<AccountId>>,
}

impl Heirs {
    fn of(&self, assignment: AssignmentId) -> Option<AccountId> {
        self.one_by_one.get(&assignment).copied().unwrap_or(self.everybody)
    }
}

/// What a hand-over moved, kept so that it can be taken back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    ended: Vec<AssignmentId>,
    begun: Vec<AssignmentId>,
    /// Assignments of heirs that ended because they have the person in another way now.
    replaced: Vec<AssignmentId>,
    promises: Vec<(PromiseId, Option<AccountId>)>,
}

/// Ends every assignment of `from` that the scope reaches, begins one for each heir, and gives each promise to whoever
/// takes over its person. People without an heir wait in the queue; their promises wait there too.
///
/// # Errors
/// Those of the storage.
pub fn hand_over(
    tx: &mut Tx<'_>,
    scope: &Scope,
    from: AccountId,
    heirs: &Heirs,
    on: Date,
    waits_words: &str,
) -> Result<(HandOverId, usize), DbError> {
    let mut moved = Moved::default();
    let mut new_owners: BTreeMap<ParticipantId, Option<AccountId>> = BTreeMap::new();
    let assignments = store::open_of(tx, scope, from)?;
    for (assignment, _) in &assignments {
        let heir = heirs.of(assignment.id).filter(|heir| *heir != from);
        pass_on(tx, scope, assignment, heir, on, &mut moved)?;
        store::need(tx, scope, assignment.participant, assignment.program, waits_words)?;
        let owner = new_owners.entry(assignment.participant).or_insert(heir);
        if assignment.kind == Kind::Primary {
            *owner = heir;
        }
    }
    move_promises(tx, scope, from, heirs, &new_owners, &mut moved)?;
    let id = keep(tx, scope, from, &moved)?;
    Ok((id, assignments.len()))
}

fn pass_on(
    tx: &mut Tx<'_>,
    scope: &Scope,
    assignment: &Assignment,
    heir: Option<AccountId>,
    on: Date,
    moved: &mut Moved,
) -> Result<(), DbError> {
    store::end(tx, scope, assignment.id, on, "handed_over")?;
    moved.ended.push(assignment.id);
    let Some(heir) = heir else { return Ok(()) };
    let has_already: Vec<(AssignmentId, Kind)> = tx.list(
        sql!(
            "SELECT id, kind FROM assignments
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 AND account_id = $4
               AND ended_at IS NULL LIMIT 10"
        ),
        &[&scope.organization, &assignment.participant, &assignment.program, &heir],
    )?;
    // A backup that is handed to the primary one stays with the primary one.
    if has_already.iter().any(|(_, kind)| *kind == Kind::Primary) {
        return Ok(());
    }
    moved.replaced.extend(has_already.iter().map(|(id, _)| *id));
    let new = NewAssignment {
        participant: assignment.participant,
        program: assignment.program,
        account: heir,
        kind: assignment.kind,
        starts_on: on,
        reason: "handed_over".to_owned(),
    };
    moved.begun.push(store::begin(tx, scope, &new)?);
    Ok(())
}

fn move_promises(
    tx: &mut Tx<'_>,
    scope: &Scope,
    from: AccountId,
    heirs: &Heirs,
    owners: &BTreeMap<ParticipantId, Option<AccountId>>,
    moved: &mut Moved,
) -> Result<(), DbError> {
    let open: Vec<(PromiseId, Option<ParticipantId>, Option<ground::ids::ProgramId>)> = tx.list(
        sql!(
            "SELECT o.id, o.participant_id, o.program_id FROM promises o
             WHERE o.organization_id = $1 AND o.owner_id = $5 AND o.closed_at IS NULL
               AND (o.program_id IS NULL OR ",
            within_programs!("o.program_id"),
            ") ORDER BY o.due_at, o.id LIMIT 10000"
        ),
        scoped![scope; &from],
    )?;
    for (promise, participant, _) in open {
        let owner = participant.and_then(|person| owners.get(&person).copied()).unwrap_or(heirs.everybody);
        give(tx, scope, promise, owner)?;
        moved.promises.push((promise, owner));
    }
    Ok(())
}

fn give(tx: &mut Tx<'_>, scope: &Scope, promise: PromiseId, owner: Option<AccountId>) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET owner_id = $3, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND closed_at IS NULL"
        ),
        &[&scope.organization, &promise, &owner],
    )?;
    Ok(())
}

fn keep(tx: &mut Tx<'_>, scope: &Scope, from: AccountId, moved: &Moved) -> Result<HandOverId, DbError> {
    let id: HandOverId = scope.at.id();
    let moved = serde_json::to_value(moved).map_err(|error| DbError::Driver(error.to_string()))?;
    tx.run(
        sql!(
            "INSERT INTO hand_overs (organization_id, id, from_account_id, at, handed_by, moved)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &[&scope.organization, &id, &from, &scope.now, &scope.account, &moved],
    )?;
    Ok(id)
}

/// Takes a hand-over back: what began ends, what ended goes on, and promises that are still open and with the heir go
/// back. What changed since stays as it is now. Answers the worker, or `None` when there is nothing to take back.
///
/// # Errors
/// Those of the storage.
pub fn hand_back(tx: &mut Tx<'_>, scope: &Scope, id: HandOverId, on: Date) -> Result<Option<AccountId>, DbError> {
    let found: Option<(AccountId, serde_json::Value)> = tx.one(
        sql!(
            "UPDATE hand_overs SET undone_at = $3, undone_by = $4
             WHERE organization_id = $1 AND id = $2 AND undone_at IS NULL RETURNING from_account_id, moved"
        ),
        &[&scope.organization, &id, &scope.now, &scope.account],
    )?;
    let Some((from, moved)) = found else { return Ok(None) };
    let moved: Moved = serde_json::from_value(moved).map_err(|error| DbError::Driver(error.to_string()))?;
    for begun in &moved.begun {
        store::end(tx, scope, *begun, on, "handed_back")?;
    }
    for ended in moved.ended.iter().chain(&moved.replaced) {
        go_on(tx, scope, *ended)?;
    }
    for (promise, heir) in &moved.promises {
        tx.run(
            sql!(
                "UPDATE promises SET owner_id = $4, version = version + 1
                 WHERE organization_id = $1 AND id = $2 AND closed_at IS NULL
                   AND COALESCE(owner_id, $4) = COALESCE($3, $4)"
            ),
            &[&scope.organization, promise, heir, &from],
        )?;
    }
    Ok(Some(from))
}

/// Opens an ended assignment again, unless somebody else is the primary one by now or the person is not with us.
fn go_on(tx: &mut Tx<'_>, scope: &Scope, id: AssignmentId) -> Result<(), DbError> {
    let again: Option<(ParticipantId, ground::ids::ProgramId, AccountId, Kind)> = tx.one(
        sql!(
            "UPDATE assignments SET ended_at = NULL, ends_on = NULL, reason = ''
             WHERE organization_id = $1 AND id = $2 AND NOT EXISTS (
                SELECT 1 FROM assignments o WHERE o.organization_id = $1
                    AND o.participant_id = assignments.participant_id AND o.program_id = assignments.program_id
                    AND o.ended_at IS NULL AND o.kind = 'primary' AND assignments.kind = 'primary')
               AND EXISTS (SELECT 1 FROM enrollments e WHERE e.organization_id = $1
                    AND e.participant_id = assignments.participant_id AND e.program_id = assignments.program_id
                    AND e.standing <> 'past')
             RETURNING participant_id, program_id, account_id, kind"
        ),
        &[&scope.organization, &id],
    )?;
    if let Some((participant, program, account, Kind::Primary)) = again {
        let enrollment = store::set_primary(tx, scope, participant, program, Some(account))?;
        if let Some(enrollment) = enrollment {
            ground::promises::close_all_of(tx, scope, enrollment, ground::promises::Closing::Replaced, "")?;
        }
    }
    Ok(())
}

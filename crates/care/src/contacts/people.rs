//! What contacts need to know of a person and a program, and the counters they keep on the person's record.

use ground::{
    access::Scope,
    ids::{AccountId, DraftId, ParticipantId, ProgramId, RecordId},
    scoped, within_programs, within_reach,
};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::contact::{Facts, ProgramRules};

/// The person a note is about.
#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub pronouns: String,
}

kit::from_row!(Person { name, pronouns });

/// The person, when the scope reaches them.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<Person>, DbError> {
    tx.one(
        sql!(
            "SELECT p.name_to_use, p.pronouns FROM participants p
             WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND ",
            within_reach!("p.id")
        ),
        scoped![scope; &id],
    )
}

/// The person whom the scope's own draft is about. A draft that was begun while somebody supported a person can be
/// finished after the person got another peer; nobody reads or writes about themselves.
///
/// # Errors
/// Those of the storage.
pub fn of_draft(tx: &mut Tx<'_>, scope: &Scope, draft: DraftId) -> Result<Option<Person>, DbError> {
    tx.one(
        sql!(
            "SELECT p.name_to_use, p.pronouns
             FROM drafts d JOIN participants p ON p.organization_id = d.organization_id AND p.id = d.participant_id
             WHERE d.organization_id = $1 AND d.account_id = $2 AND d.id = $3
                AND NOT EXISTS (SELECT 1 FROM account_people w WHERE w.organization_id = $1 AND w.account_id = $2
                    AND w.participant_id = p.id)"
        ),
        &[&scope.organization, &scope.account, &draft],
    )
}

/// Somebody to choose for a new contact.
#[derive(Debug, Clone)]
pub struct Choosable {
    pub id: ParticipantId,
    pub name: String,
    pub pronouns: String,
    pub last_contact_at: Option<jiff::Timestamp>,
}

kit::from_row!(Choosable { id, name, pronouns, last_contact_at });

/// The people whom the scope's account supports, those seen last first.
///
/// # Errors
/// Those of the storage.
pub fn mine(tx: &mut Tx<'_>, scope: &Scope, limit: i64) -> Result<Vec<Choosable>, DbError> {
    tx.list(
        sql!(
            "SELECT p.id, p.name_to_use, p.pronouns, p.last_contact_at FROM participants p
             WHERE p.organization_id = $1 AND p.merged_into IS NULL
                AND p.id IN (SELECT a.participant_id FROM assignments a
                    WHERE a.organization_id = $1 AND a.account_id = $2 AND a.ended_at IS NULL)
                AND ",
            within_reach!("p.id"),
            " ORDER BY p.last_contact_at DESC NULLS LAST, p.sort_key, p.id LIMIT $5"
        ),
        scoped![scope; &limit],
    )
}

/// People whom the scope's account wrote about lately without being assigned to them (a supervisor, a stand-in).
///
/// # Errors
/// Those of the storage.
pub fn recent(tx: &mut Tx<'_>, scope: &Scope, since: jiff::Timestamp, limit: i64) -> Result<Vec<Choosable>, DbError> {
    tx.list(
        sql!(
            "SELECT p.id, p.name_to_use, p.pronouns, p.last_contact_at FROM participants p
             WHERE p.organization_id = $1 AND p.merged_into IS NULL
                AND p.id IN (SELECT c.participant_id FROM contacts c
                    WHERE c.organization_id = $1 AND c.author_id = $2 AND c.starts_at > $6)
                AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.organization_id = $1 AND a.account_id = $2
                    AND a.participant_id = p.id AND a.ended_at IS NULL)
                AND ",
            within_reach!("p.id"),
            " ORDER BY p.last_contact_at DESC NULLS LAST, p.sort_key, p.id LIMIT $5"
        ),
        scoped![scope; &limit, &since],
    )
}

/// Whether a worker's own record is this person's: shown to colleagues, walled off from the worker.
///
/// # Errors
/// Those of the storage.
pub fn is_colleague(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM account_people c
             JOIN memberships b ON b.organization_id = c.organization_id AND b.account_id = c.account_id
                AND b.role NOT IN ('participant', 'supporter')
             WHERE c.organization_id = $1 AND c.participant_id = $2 LIMIT 1"
        ),
        &[&scope.organization, &id],
    )?;
    Ok(found.is_some())
}

/// The rules of a program for contacts.
///
/// # Errors
/// Those of the storage.
pub fn program(tx: &mut Tx<'_>, scope: &Scope, id: ProgramId) -> Result<Option<ProgramRules>, DbError> {
    tx.one(
        sql!(
            "SELECT id, name, setting, time_zone, sign_within_hours, cosign, cosign_percent, note_template, payer_rule
             FROM programs WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id],
    )
}

/// In which program a contact with somebody belongs: the one in which the account supports them, else the one that they
/// have been in last, among those that the scope reaches.
///
/// # Errors
/// Those of the storage.
pub fn program_of(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId) -> Result<Option<ProgramId>, DbError> {
    tx.one(
        sql!(
            "SELECT e.program_id FROM enrollments e
             LEFT JOIN assignments a ON a.organization_id = e.organization_id AND a.participant_id = e.participant_id
                AND a.program_id = e.program_id AND a.account_id = $2 AND a.ended_at IS NULL
             WHERE e.organization_id = $1 AND e.participant_id = $5 AND ",
            within_programs!("e.program_id"),
            " ORDER BY CASE WHEN a.id IS NULL THEN 1 ELSE 0 END, e.status_since DESC, e.id LIMIT 1"
        ),
        scoped![scope; &person],
    )
}

/// The program that time about nobody in particular belongs to: the first one that the account works in.
///
/// # Errors
/// Those of the storage.
pub fn own_program(tx: &mut Tx<'_>, scope: &Scope) -> Result<Option<ProgramId>, DbError> {
    tx.one(
        sql!(
            "SELECT p.id FROM programs p WHERE p.organization_id = $1 AND p.closed_on IS NULL AND ",
            within_programs!("p.id"),
            " ORDER BY p.created_at, p.id LIMIT 1"
        ),
        scoped![scope],
    )
}

/// A goal to link a contact to.
#[derive(Debug, Clone)]
pub struct GoalLine {
    pub id: RecordId,
    pub words: String,
}

kit::from_row!(GoalLine { id, words });

/// What a person is working towards now.
///
/// # Errors
/// Those of the storage.
pub fn goals(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId) -> Result<Vec<GoalLine>, DbError> {
    tx.list(
        sql!(
            "SELECT id, words FROM goals WHERE organization_id = $1 AND participant_id = $2 AND status = 'active'
             ORDER BY started_on DESC, id LIMIT 50"
        ),
        &[&scope.organization, &person],
    )
}

/// The supervisors of a program besides somebody, at most two: one is asked by name, several by the program's queue.
///
/// # Errors
/// Those of the storage.
pub fn supervisors_besides(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: ProgramId,
    author: AccountId,
) -> Result<Vec<AccountId>, DbError> {
    tx.list(
        sql!(
            "SELECT DISTINCT m.account_id FROM memberships m
             WHERE m.organization_id = $1 AND (m.program_id = $2 OR m.program_id IS NULL) AND m.role = 'supervisor'
                AND m.account_id <> $3 AND m.starts_at <= $4 AND (m.ends_at IS NULL OR m.ends_at > $4) LIMIT 2"
        ),
        &[&scope.organization, &program, &author, &scope.now],
    )
}

/// Counts a new contact on the person's record.
pub(super) fn count_contact(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: ParticipantId,
    facts: &Facts,
) -> Result<(), DbError> {
    let seen_at = Some(facts.starts_at).filter(|_| facts.is_being_in_touch());
    tx.run(
        sql!(
            "UPDATE participants SET contacts_count = contacts_count + 1,
                last_contact_at = CASE WHEN last_contact_at IS NULL OR last_contact_at < $3 THEN $3
                    ELSE last_contact_at END
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &person, &seen_at],
    )?;
    Ok(())
}

/// Takes a contact out of the person's count, when it was entered in error.
pub(super) fn uncount_contact(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE participants SET contacts_count = contacts_count - 1
             WHERE organization_id = $1 AND id = $2 AND contacts_count > 0"
        ),
        &[&scope.organization, &person],
    )?;
    look_again(tx, scope, person)
}

/// Finds out anew when the person was last in touch, after a contact was taken out or its time was changed.
pub(super) fn look_again(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE participants SET last_contact_at = (SELECT c.starts_at FROM contacts c
                WHERE c.organization_id = $1 AND c.participant_id = $2 AND c.status <> 'entered_in_error'
                    AND c.outcome = 'reached' AND c.kind NOT IN ('team', 'non_service', 'family')
                ORDER BY c.starts_at DESC, c.id DESC LIMIT 1)
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &person],
    )?;
    Ok(())
}

/// The person of a contact that was found under the scope: its reader may know who it is about.
pub(super) fn of_contact(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<Person>, DbError> {
    tx.one(
        sql!("SELECT name_to_use, pronouns FROM participants WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id],
    )
}

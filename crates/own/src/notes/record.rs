//! Reading a person's whole record, for the page and the files. What is held back is not in it, and it says so.

use std::collections::BTreeMap;

use care::contacts::ContactId;
use ground::{
    access::Scope,
    ids::{ParticipantId, RecordId},
    is_mine, scoped,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    sql,
};

use super::{
    file::{
        Added, FORMAT, Goal, GoalRating, GoalStep, InProgram, KEYS, MyRecord, OneNote, Part, Person, SaidWords, Step,
        Support, WayToReach,
    },
    own,
    store::{self, Note},
};
use crate::me::me;

/// Notes read at a time: a long record is read in several goes, each over one stretch of an index.
const STRETCH: i64 = 500;

/// The whole record of the person behind the account, with their id for the audit.
///
/// # Errors
/// [`Fault::NotFound`] when the account is nobody's; those of the storage.
pub fn whole(tx: &mut Tx<'_>, scope: &Scope) -> Result<(ParticipantId, MyRecord), Fault> {
    let id = me(tx, scope)?.ok_or(Fault::NotFound)?.id;
    let person = person(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let record = MyRecord {
        format: FORMAT.0,
        version: FORMAT.1,
        keys: KEYS.into_iter().collect(),
        made_at: scope.now,
        organization: person.organization.clone(),
        is_part_held_back: store::is_anything_held(tx, scope, id)?,
        ways_to_reach: ways_to_reach(tx, scope, id)?,
        programs: programs(tx, scope, id)?,
        supported_by: supported_by(tx, scope, id)?,
        goals: goals(tx, scope, id)?,
        notes: notes(tx, scope, id, &person.name)?,
        own: own::parts(tx, scope, id)?,
        person,
    };
    Ok((id, record))
}

fn person(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<Person>, DbError> {
    tx.one(
        sql!(
            "SELECT p.name_to_use, p.legal_name, p.pronouns, p.birth_date, p.language, p.own_words, p.about, o.name
             FROM participants p JOIN organizations o ON o.organization_id = p.organization_id
             WHERE p.organization_id = $1 AND p.id = $5 AND ",
            is_mine!("p.id")
        ),
        scoped![scope; &id],
    )
}

fn ways_to_reach(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<WayToReach>, DbError> {
    tx.list(
        sql!(
            "SELECT n.kind, n.value, n.note FROM channels n
             WHERE n.organization_id = $1 AND n.participant_id = $5 AND n.ended_at IS NULL AND ",
            is_mine!("n.participant_id"),
            " ORDER BY n.position, n.id"
        ),
        scoped![scope; &id],
    )
}

fn programs(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<InProgram>, DbError> {
    tx.list(
        sql!(
            "SELECT pg.name, e.status, e.status_since FROM enrollments e
             JOIN programs pg ON pg.organization_id = e.organization_id AND pg.id = e.program_id
             WHERE e.organization_id = $1 AND e.participant_id = $5 AND ",
            is_mine!("e.participant_id"),
            " ORDER BY e.status_since, e.id"
        ),
        scoped![scope; &id],
    )
}

fn supported_by(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<Support>, DbError> {
    tx.list(
        sql!(
            "SELECT a.name, s.kind, s.starts_on, s.ends_on FROM assignments s
             JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
             WHERE s.organization_id = $1 AND s.participant_id = $5 AND ",
            is_mine!("s.participant_id"),
            " ORDER BY s.starts_on, s.id"
        ),
        scoped![scope; &id],
    )
}

fn goals(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<Goal>, DbError> {
    let goals: Vec<(RecordId, String, String, String, Date)> = tx.list(
        sql!(
            "SELECT q.id, q.words, q.why, q.status, q.started_on FROM goals q
             WHERE q.organization_id = $1 AND q.participant_id = $5 AND ",
            is_mine!("q.participant_id"),
            " ORDER BY q.started_on, q.id"
        ),
        scoped![scope; &id],
    )?;
    let steps: Vec<GoalStep> = tx.list(
        sql!(
            "SELECT s.goal_id, s.words, s.owner, s.due_on, s.done_at FROM goal_steps s
             WHERE s.organization_id = $1 AND s.participant_id = $5 AND s.removed_at IS NULL AND ",
            is_mine!("s.participant_id"),
            " ORDER BY s.position, s.id"
        ),
        scoped![scope; &id],
    )?;
    let ratings: Vec<GoalRating> = tx.list(
        sql!(
            "SELECT r.goal_id, r.rating, r.words, r.rated_on FROM goal_ratings r
             WHERE r.organization_id = $1 AND r.participant_id = $5 AND ",
            is_mine!("r.participant_id"),
            " ORDER BY r.rated_on, r.id"
        ),
        scoped![scope; &id],
    )?;
    let of = |(id, words, why, status, started_on)| Goal {
        steps: steps.iter().filter(|step| step.goal == id).cloned().collect(),
        ratings: ratings.iter().filter(|rating| rating.goal == id).cloned().collect(),
        words,
        why,
        status,
        started_on,
    };
    Ok(goals.into_iter().map(of).collect())
}

fn notes(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId, name: &str) -> Result<Vec<OneNote>, DbError> {
    let mut steps = by_note(store::steps(tx, scope, id, None)?, |step| step.contact);
    let mut added = by_note(store::addenda(tx, scope, id, None)?, |one| one.contact);
    let mut said = by_note(store::all_said(tx, scope, id)?, |one| one.contact);
    let mut notes = Vec::new();
    let mut after = (Timestamp::UNIX_EPOCH, ContactId::from(uuid::Uuid::nil()));
    loop {
        let some = store::some(tx, scope, id, after, STRETCH)?;
        let Some(last) = some.last() else { return Ok(notes) };
        after = (last.facts.starts_at, last.id);
        notes.extend(some.into_iter().map(|note| {
            let mut whole = one_note(note, name);
            let step = |one: store::NextStep| Step { words: one.words, owner: one.owner, due_on: one.due_on };
            whole.next_steps = steps.remove(&whole.id).unwrap_or_default().into_iter().map(step).collect();
            let beside = |one: store::Beside| Added { words: one.words, by: one.by, at: one.at };
            whole.added = added.remove(&whole.id).unwrap_or_default().into_iter().map(beside).collect();
            let talk = |one: store::SaidOf| SaidWords {
                kind: one.kind,
                said_as: one.said_as,
                words: one.words,
                by: one.by,
                at: one.at,
            };
            whole.said = said.remove(&whole.id).unwrap_or_default().into_iter().map(talk).collect();
            whole
        }));
    }
}

fn by_note<T>(rows: Vec<T>, of: impl Fn(&T) -> ContactId) -> BTreeMap<ContactId, Vec<T>> {
    let mut found: BTreeMap<ContactId, Vec<T>> = BTreeMap::new();
    for row in rows {
        found.entry(of(&row)).or_default().push(row);
    }
    found
}

fn one_note(note: Note, name: &str) -> OneNote {
    let part = |section: care::contacts::Section| Part {
        heading: section.label.replace("{name}", name),
        words: section.words,
    };
    OneNote {
        id: note.id,
        kind: note.facts.kind.word(),
        status: note.status.word(),
        program: note.program_name,
        starts_at: note.facts.starts_at,
        ends_at: note.facts.ends_at,
        author: note.author_name,
        signed_at: note.signed_at,
        parts: note.sections.0.into_iter().map(part).collect(),
        your_words: note.participant_words,
        together: note.facts.together,
        next_steps: Vec::new(),
        added: Vec::new(),
        said: Vec::new(),
    }
}

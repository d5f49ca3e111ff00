//! Merging and un-merging, each in one transaction.

use ground::{
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    ids::Id,
    sql,
};

use super::{
    cells::{self, Cell, Cells},
    rows::{Moved, Pair},
    rules,
};
use crate::participants;

kit::id_types! { MergeId }

/// The fields of a record that are chosen one by one.
pub const FIELDS: [&str; 9] = [
    "name_to_use",
    "pronouns",
    "birth_date",
    "language",
    "needs_interpreter",
    "own_words",
    "about",
    "minor_basis",
    "legal_name",
];

/// Which fields are taken from the record that goes; the others stay as the kept record has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Take {
    pub from_merged: Vec<&'static str>,
}

/// Why two records were not made one, or not taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMerged {
    /// A record cannot be merged with itself.
    Same,
    /// Another merge was built on this one: that one comes apart first.
    NotTheLast,
}

/// How many rows of each table hang on the record that would go, by table and column.
///
/// # Errors
/// Those of the storage.
pub fn preview(tx: &mut Tx<'_>, scope: &Scope, merged: ParticipantId) -> Result<Vec<(String, i64)>, DbError> {
    let pair = Pair::read(tx, scope.organization.uuid(), merged.uuid(), merged.uuid())?;
    let mut counts = Vec::new();
    for dependent in pair.dependents().into_iter().filter(|one| one.table.name != "participants") {
        let mut count = 0_i64;
        let text = format!(
            "SELECT COUNT(*) FROM {} WHERE organization_id = $1 AND {} = $2",
            dependent.table.name, dependent.column
        );
        tx.each_of_text(&text, &[&scope.organization, &merged], |row| {
            count = row.get()?;
            Ok(false)
        })?;
        if count > 0 {
            counts.push((dependent.table.name, count));
        }
    }
    Ok(counts)
}

/// Makes two records one. Both must be within the scope's reach.
///
/// # Errors
/// [`Fault::NotFound`] out of reach; those of the storage. The inner error says why it makes no sense.
pub fn merge(
    tx: &mut Tx<'_>,
    scope: &Scope,
    kept: ParticipantId,
    merged: ParticipantId,
    take: &Take,
    why: &str,
) -> Result<Result<MergeId, NotMerged>, Fault> {
    if kept == merged {
        return Ok(Err(NotMerged::Same));
    }
    participants::find(tx, scope, kept)?.ok_or(Fault::NotFound)?;
    participants::find(tx, scope, merged)?.ok_or(Fault::NotFound)?;
    let pair = Pair::read(tx, scope.organization.uuid(), kept.uuid(), merged.uuid())?;
    let mut moved = Moved::default();
    rules::join_enrollments(&pair, tx, &mut moved)?;
    let now = if tx.is_sqlite() { Cell::Text(time_text(scope.now)) } else { Cell::Time(scope.now) };
    rules::settle_primaries(&pair, tx, &now, &mut moved)?;
    rules::settle_waiting(&pair, tx, &now, &mut moved)?;
    pair.move_all(tx, &mut moved)?;
    let before = join_records(&pair, tx, take, &mut moved)?;
    follow(tx, scope, kept, merged)?;
    let id = keep(tx, scope, (kept, merged), why, &moved, &before)?;
    for (person, other) in [(kept, merged), (merged, kept)] {
        let entry = Entry::new(scope, Action::Merge, "participant").of(person).on(id).because(why);
        audit::record(tx, &entry.with("with", other.to_string()))?;
    }
    Ok(Ok(id))
}

/// As SQLite keeps times.
fn time_text(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// Joins the two rows of the people themselves. Answers both as they were.
fn join_records(pair: &Pair, tx: &mut Tx<'_>, take: &Take, moved: &mut Moved) -> Result<[Cells; 2], DbError> {
    let table = pair.table("participants")?;
    let (Some(kept), Some(merged)) =
        (cells::row(tx, table, &pair.key(&pair.kept))?, cells::row(tx, table, &pair.key(&pair.merged))?)
    else {
        return Err(DbError::Driver("a record is gone".to_owned()));
    };
    let of = |row: &Cells, name: &str| row.get(name).cloned().unwrap_or(Cell::Null);
    let mut set = Cells::new();
    for field in &take.from_merged {
        set.insert((*field).to_owned(), of(&merged, field));
    }
    if take.from_merged.contains(&"name_to_use") {
        set.insert("sort_key".to_owned(), of(&merged, "sort_key"));
    }
    let name = set.get("name_to_use").cloned().unwrap_or_else(|| of(&kept, "name_to_use"));
    set.insert("nicknames".to_owned(), Cell::Text(nicknames(&name, &kept, &merged)));
    if matches!(of(&kept, "photo_id"), Cell::Null) {
        set.insert("photo_id".to_owned(), of(&merged, "photo_id"));
    }
    set.insert("contacts_count".to_owned(), sum(&of(&kept, "contacts_count"), &of(&merged, "contacts_count")));
    set.insert("last_contact_at".to_owned(), later(of(&kept, "last_contact_at"), of(&merged, "last_contact_at")));
    set.insert("version".to_owned(), sum(&of(&kept, "version"), &Cell::Int(1)));
    pair.change(tx, "participants", &pair.kept, set, moved)?;
    let gone = Cells::from([
        ("merged_into".to_owned(), pair.kept.clone()),
        ("version".to_owned(), sum(&of(&merged, "version"), &Cell::Int(1))),
    ]);
    pair.change(tx, "participants", &pair.merged, gone, moved)?;
    Ok([kept, merged])
}

/// Every name that either record had, besides the one that is used now: a search still finds them.
fn nicknames(name: &Cell, kept: &Cells, merged: &Cells) -> String {
    let mut names: Vec<String> = Vec::new();
    for row in [kept, merged] {
        for column in ["name_to_use", "nicknames"] {
            let Some(Cell::Text(text)) = row.get(column) else { continue };
            for one in text.split(',').map(str::trim).filter(|one| !one.is_empty()) {
                let is_used = matches!(name, Cell::Text(name) if name == one);
                if !is_used && !names.iter().any(|known| known == one) {
                    names.push(one.to_owned());
                }
            }
        }
    }
    names.join(", ")
}

fn sum(one: &Cell, other: &Cell) -> Cell {
    match (one, other) {
        (Cell::Int(one), Cell::Int(other)) => Cell::Int(one.saturating_add(*other)),
        _ => one.clone(),
    }
}

fn later(one: Cell, other: Cell) -> Cell {
    match (&one, &other) {
        (Cell::Null, _) => other,
        (Cell::Time(first), Cell::Time(second)) if second > first => other,
        (Cell::Text(first), Cell::Text(second)) if second > first => other,
        _ => one,
    }
}

/// Makes what follows from the records follow: the order of lists, and the keys of the search.
fn follow(tx: &mut Tx<'_>, scope: &Scope, kept: ParticipantId, merged: ParticipantId) -> Result<(), DbError> {
    for id in [kept, merged] {
        tx.run(
            sql!(
                "UPDATE enrollments SET sort_key = (SELECT p.sort_key FROM participants p
                    WHERE p.organization_id = $1 AND p.id = $2)
                 WHERE organization_id = $1 AND participant_id = $2"
            ),
            &[&scope.organization, &id],
        )?;
        participants::rewrite_keys(tx, scope, id)?;
    }
    Ok(())
}

fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (kept, merged): (ParticipantId, ParticipantId),
    why: &str,
    moved: &Moved,
    before: &[Cells; 2],
) -> Result<MergeId, DbError> {
    let id: MergeId = scope.at.id();
    let json = |error: serde_json::Error| DbError::Driver(error.to_string());
    let (moved, before) = (serde_json::to_value(moved).map_err(json)?, serde_json::to_value(before).map_err(json)?);
    tx.run(
        sql!(
            "INSERT INTO merges (organization_id, id, kept_id, merged_id, at, merged_by, why, moved, before)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[&scope.organization, &id, &kept, &merged, &scope.now, &scope.account, &why, &moved, &before],
    )?;
    Ok(id)
}

/// Takes two records apart again: everything is where it was, except what somebody changed since, which stays as it is
/// with the kept record. Answers the kept and the other person.
///
/// # Errors
/// [`Fault::NotFound`] when there is nothing to take apart within reach; those of the storage.
pub fn unmerge(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MergeId,
) -> Result<Result<(ParticipantId, ParticipantId), NotMerged>, Fault> {
    let found: Option<(ParticipantId, ParticipantId, serde_json::Value, jiff::Timestamp)> = tx.one(
        sql!(
            "SELECT kept_id, merged_id, moved, at FROM merges
             WHERE organization_id = $1 AND id = $2 AND undone_at IS NULL"
        ),
        &[&scope.organization, &id],
    )?;
    let (kept, merged, moved, at) = found.ok_or(Fault::NotFound)?;
    if is_built_upon(tx, scope, id, kept, at)? {
        return Ok(Err(NotMerged::NotTheLast));
    }
    participants::find(tx, scope, kept)?.ok_or(Fault::NotFound)?;
    let moved: Moved = serde_json::from_value(moved).map_err(|error| Fault::Internal(error.to_string()))?;
    let pair = Pair::read(tx, scope.organization.uuid(), kept.uuid(), merged.uuid())?;
    pair.move_back(tx, &moved)?;
    follow(tx, scope, kept, merged)?;
    tx.run(
        sql!("UPDATE merges SET undone_at = $3, undone_by = $4 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &scope.now, &scope.account],
    )?;
    for (person, other) in [(kept, merged), (merged, kept)] {
        let entry = Entry::new(scope, Action::Unmerge, "participant").of(person).on(id);
        audit::record(tx, &entry.with("with", other.to_string()))?;
    }
    Ok(Ok((kept, merged)))
}

/// Whether a later merge, not undone, has the kept record in it.
fn is_built_upon(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MergeId,
    kept: ParticipantId,
    at: jiff::Timestamp,
) -> Result<bool, DbError> {
    let later: Option<MergeId> = tx.one(
        sql!(
            "SELECT id FROM merges WHERE organization_id = $1 AND (kept_id = $2 OR merged_id = $2) AND at >= $3
             AND id <> $4 AND undone_at IS NULL LIMIT 1"
        ),
        &[&scope.organization, &kept, &at, &id],
    )?;
    Ok(later.is_some())
}

/// The latest merge into a person that can be taken apart, with the name of the other record.
///
/// # Errors
/// Those of the storage.
pub fn last_merge(tx: &mut Tx<'_>, scope: &Scope, kept: ParticipantId) -> Result<Option<(MergeId, String)>, DbError> {
    tx.one(
        sql!(
            "SELECT m.id, p.name_to_use FROM merges m
             JOIN participants p ON p.organization_id = m.organization_id AND p.id = m.merged_id
             WHERE m.organization_id = $1 AND m.kept_id = $2 AND m.undone_at IS NULL ORDER BY m.at DESC, m.id DESC LIMIT 1"
        ),
        &[&scope.organization, &kept],
    )
}

/// Remembers that two records are two people, so that nobody is asked again.
///
/// # Errors
/// Those of the storage.
pub fn say_two_people(tx: &mut Tx<'_>, scope: &Scope, one: ParticipantId, other: ParticipantId) -> Result<(), DbError> {
    let (first, second) = (one.min(other), one.max(other));
    tx.run(
        sql!(
            "INSERT INTO not_duplicates (organization_id, first_id, second_id, at, said_by)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        ),
        &[&scope.organization, &first, &second, &scope.now, &scope.account],
    )?;
    audit::record(tx, &Entry::new(scope, Action::Change, "not_duplicate").of(one).on(other))
}

/// Those of whom somebody said that they are not this person.
///
/// # Errors
/// Those of the storage.
pub fn not_the_same_as(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<ParticipantId>, DbError> {
    tx.list(
        sql!(
            "SELECT second_id FROM not_duplicates WHERE organization_id = $1 AND first_id = $2
             UNION SELECT first_id FROM not_duplicates WHERE organization_id = $1 AND second_id = $2 LIMIT 500"
        ),
        &[&scope.organization, &id],
    )
}

//! The records of an import: what each would change, what was decided about it, and what was there before.

use std::collections::HashMap;

use ground::{access::Scope, ids::OrganizationId};
use hsds::{Listing, Record};
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    super::{
        facets,
        shelf::{self, Kind},
    },
    store::DirectoryImportId,
};

kit::word_enum! {
    /// What a record of a list would do.
    pub enum Outcome {
        New = "new",
        Changed = "changed",
        /// New, and very like one that is there.
        Twin = "twin",
        /// Changed in the list, and changed here too.
        EditedHere = "edited_here",
    }
}

/// How much a list would change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    pub new: u64,
    pub changed: u64,
    pub same: u64,
    pub twins: u64,
    pub edited_here: u64,
    pub problems: u64,
    /// Of the problems, those that left a row out.
    pub errors: u64,
}

impl Counts {
    /// What the reading of a list found wrong.
    pub fn of(listing: &Listing) -> Self {
        let errors = listing.problems.iter().filter(|problem| problem.trouble.is_error()).count();
        Self {
            problems: u64::try_from(listing.problems.len()).unwrap_or(u64::MAX),
            errors: u64::try_from(errors).unwrap_or(u64::MAX),
            ..Self::default()
        }
    }

    fn add(&mut self, outcome: Outcome) {
        let counter = match outcome {
            Outcome::New => &mut self.new,
            Outcome::Changed => &mut self.changed,
            Outcome::Twin => &mut self.twins,
            Outcome::EditedHere => &mut self.edited_here,
        };
        *counter = counter.saturating_add(1);
    }
}

/// What one record of a list would do.
#[derive(Debug, Clone)]
pub struct Row {
    pub position: i64,
    pub kind: Kind,
    pub item_id: Uuid,
    pub name: String,
    pub outcome: Outcome,
    pub twin_id: Option<Uuid>,
    pub decision: String,
    pub incoming: Value,
    pub before: Option<Value>,
}

kit::from_row!(Row { position, kind, item_id, name, outcome, twin_id, decision, incoming, before });

impl Row {
    /// Whether it comes in: what is new or changed does; what somebody must decide about, when they said so.
    pub fn comes_in(&self) -> bool {
        match self.outcome {
            Outcome::New | Outcome::Changed => true,
            Outcome::Twin | Outcome::EditedHere => self.decision == "take",
        }
    }

    /// The record as the list has it.
    pub fn record(&self) -> Record {
        self.incoming.as_object().cloned().unwrap_or_default()
    }

    /// The id as the type that the directory's pages have for services.
    pub fn twin(&self) -> Option<shelf::ServiceId> {
        self.twin_id.map(shelf::ServiceId::from)
    }
}

/// A record of a list, with what tells a likely twin of it.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub kind: Kind,
    pub record: Record,
    pub twin_keys: Vec<String>,
}

/// Every record of a list, those first that others name.
pub fn incoming(listing: &Listing) -> Vec<Incoming> {
    let places: HashMap<&str, &Record> =
        listing.locations.iter().map(|place| (hsds::text(place, "id"), place)).collect();
    let mut of_service: HashMap<&str, Vec<&Record>> = HashMap::new();
    for pair in &listing.service_at_locations {
        let place = places.get(hsds::text(pair, "location_id")).copied();
        of_service.entry(hsds::text(pair, "service_id")).or_default().extend(place);
    }
    let keys = |service: &Record| {
        let places = of_service.get(hsds::text(service, "id")).into_iter().flatten();
        let places: Vec<_> = places.map(|place| hsds::model::Location::of(place)).collect();
        facets::twin_keys(&hsds::model::Service::of(service), &places)
    };
    let of_kind = |(kind, record): (Kind, &Record)| Incoming {
        kind,
        twin_keys: if kind == Kind::Service { keys(record) } else { Vec::new() },
        record: record.clone(),
    };
    let kinds = listing.kinds().into_iter().filter_map(|(table, records)| Some((Kind::of_table(table.name)?, records)));
    kinds.flat_map(|(kind, records)| records.iter().map(move |record| (kind, record))).map(of_kind).collect()
}

/// Compares some records with what is there and writes down what they would change, from a position on. Answers where it
/// ended.
///
/// # Errors
/// Those of the storage.
pub fn compare(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    id: DirectoryImportId,
    some: &[Incoming],
    (mut position, counts): (i64, &mut Counts),
) -> Result<i64, DbError> {
    for one in some {
        let Some(row) = compared(tx, on, one)? else {
            counts.same = counts.same.saturating_add(1);
            continue;
        };
        counts.add(row.outcome);
        position = position.saturating_add(1);
        insert(tx, on, id, position, &row)?;
    }
    Ok(position)
}

/// What one record would do; `None` when it says what it said before.
fn compared(tx: &mut Tx<'_>, on: OrganizationId, one: &Incoming) -> Result<Option<Row>, DbError> {
    let record = &one.record;
    let Some(id) = hsds::id_of(record, "id") else { return Ok(None) };
    let known = shelf::find(tx, on, one.kind, id)?;
    let mut twin_id = None;
    let outcome = match &known {
        Some(kept) => {
            let hash = hsds::hash_of(record);
            if kept.source_hash == hash || hsds::hash_of(&kept.record()) == hash {
                return Ok(None);
            }
            if kept.is_changed_here() || kept.source.is_empty() { Outcome::EditedHere } else { Outcome::Changed }
        }
        None => {
            twin_id = twin(tx, on, &one.twin_keys)?;
            if twin_id.is_some() { Outcome::Twin } else { Outcome::New }
        }
    };
    let name = ["name", "description"].iter().map(|field| hsds::text(record, field)).find(|text| !text.is_empty());
    Ok(Some(Row {
        position: 0,
        kind: one.kind,
        item_id: id,
        name: name.unwrap_or_default().chars().take(200).collect(),
        outcome,
        twin_id,
        decision: String::new(),
        incoming: Value::Object(record.clone()),
        before: known.map(|kept| serde_json::to_value(kept).unwrap_or_default()),
    }))
}

/// A service that is there and has the same name with the same telephone number or address.
fn twin(tx: &mut Tx<'_>, on: OrganizationId, keys: &[String]) -> Result<Option<Uuid>, DbError> {
    for key in keys {
        let found: Option<Uuid> = tx.one(
            sql!(
                "SELECT service_id FROM directory_twins WHERE organization_id = $1 AND key = $2
                 ORDER BY service_id LIMIT 1"
            ),
            &[&on, key],
        )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn insert(tx: &mut Tx<'_>, on: OrganizationId, id: DirectoryImportId, position: i64, row: &Row) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO directory_import_rows (organization_id, import_id, position, kind, item_id, name, outcome, twin_id,
                decision, incoming, before)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10)"
        ),
        &[
            &on, &id, &position, &row.kind, &row.item_id, &row.name, &row.outcome, &row.twin_id, &row.incoming, &row.before,
        ],
    )?;
    Ok(())
}

/// Takes out what an earlier look wrote down, up to a position. Answers how many rows that were.
///
/// # Errors
/// Those of the storage.
pub fn clear(tx: &mut Tx<'_>, on: OrganizationId, id: DirectoryImportId, until: i64) -> Result<u64, DbError> {
    tx.run(
        sql!("DELETE FROM directory_import_rows WHERE organization_id = $1 AND import_id = $2 AND position <= $3"),
        &[&on, &id, &until],
    )
}

/// The last position that a look wrote down; 0 when there is none.
///
/// # Errors
/// Those of the storage.
pub fn last(tx: &mut Tx<'_>, on: OrganizationId, id: DirectoryImportId) -> Result<i64, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT position FROM directory_import_rows WHERE organization_id = $1 AND import_id = $2
             ORDER BY position DESC LIMIT 1"
        ),
        &[&on, &id],
    )?;
    Ok(found.unwrap_or_default())
}

/// Records on one page of decisions.
pub const TO_DECIDE: usize = 100;

/// Records that somebody must decide about and has not, likely twins first.
///
/// # Errors
/// Those of the storage.
pub fn to_decide(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId) -> Result<Vec<Row>, DbError> {
    tx.list(
        sql!(
            "SELECT position, kind, item_id, name, outcome, twin_id, decision, incoming, before FROM directory_import_rows
             WHERE organization_id = $1 AND import_id = $2 AND outcome IN ('twin', 'edited_here') AND decision = ''
             ORDER BY outcome DESC, position LIMIT $3"
        ),
        &[&scope.organization, &id, &i64::try_from(TO_DECIDE).unwrap_or(100)],
    )
}

fn word(take: bool) -> &'static str {
    if take { "take" } else { "leave" }
}

/// Writes down what was decided about one record.
///
/// # Errors
/// Those of the storage.
pub fn decide(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId, position: i64, take: bool) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE directory_import_rows SET decision = $4
             WHERE organization_id = $1 AND import_id = $2 AND position = $3 AND outcome IN ('twin', 'edited_here')"
        ),
        &[&scope.organization, &id, &position, &word(take)],
    )?;
    Ok(())
}

/// Decides the same about all records that nobody has decided about.
///
/// # Errors
/// Those of the storage.
pub fn decide_rest(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId, take: bool) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE directory_import_rows SET decision = $3
             WHERE organization_id = $1 AND import_id = $2 AND outcome IN ('twin', 'edited_here') AND decision = ''"
        ),
        &[&scope.organization, &id, &word(take)],
    )?;
    Ok(())
}

/// Records that stay out: nobody said that they should come in.
///
/// # Errors
/// Those of the storage.
pub fn left_out(tx: &mut Tx<'_>, on: OrganizationId, id: DirectoryImportId) -> Result<Vec<Uuid>, DbError> {
    tx.list(
        sql!(
            "SELECT item_id FROM directory_import_rows
             WHERE organization_id = $1 AND import_id = $2 AND outcome IN ('twin', 'edited_here') AND decision <> 'take'
             ORDER BY outcome, position LIMIT 1000000"
        ),
        &[&on, &id],
    )
}

/// The records of an import after a position, in the order of their list.
///
/// # Errors
/// Those of the storage.
pub fn after(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    id: DirectoryImportId,
    (position, limit): (i64, i64),
) -> Result<Vec<Row>, DbError> {
    tx.list(
        sql!(
            "SELECT position, kind, item_id, name, outcome, twin_id, decision, incoming, before FROM directory_import_rows
             WHERE organization_id = $1 AND import_id = $2 AND position > $3 ORDER BY position LIMIT $4"
        ),
        &[&on, &id, &position, &limit],
    )
}

/// The records of an import before a position, the last first.
///
/// # Errors
/// Those of the storage.
pub fn before(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    id: DirectoryImportId,
    (position, limit): (i64, i64),
) -> Result<Vec<Row>, DbError> {
    tx.list(
        sql!(
            "SELECT position, kind, item_id, name, outcome, twin_id, decision, incoming, before FROM directory_import_rows
             WHERE organization_id = $1 AND import_id = $2 AND position < $3 ORDER BY position DESC LIMIT $4"
        ),
        &[&on, &id, &position, &limit],
    )
}

//! An import in the database: what a list would change, what was decided, and what was there before.

use ground::{access::Scope, ids::OrganizationId};
use hsds::{Listing, Problem, Record};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::super::{
    facets,
    shelf::{self, Kind},
};

kit::id_types! {
    /// A list that was read.
    DirectoryImportId,
}

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

/// A list that was read.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: DirectoryImportId,
    pub source: String,
    pub file_name: String,
    pub status: String,
    pub counts: Value,
    pub problems: Value,
    pub created_at: Timestamp,
}

kit::from_row!(Import { id, source, file_name, status, counts, problems, created_at });

impl Import {
    pub fn counts(&self) -> Counts {
        serde_json::from_value(self.counts.clone()).unwrap_or_default()
    }

    pub fn problems(&self) -> Vec<Problem> {
        serde_json::from_value(self.problems.clone()).unwrap_or_default()
    }
}

/// A record that the list would change.
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

/// Problems that are kept for the page; all are counted.
const MOST_PROBLEMS: usize = 500;

/// Compares a list with what is there and writes down what it would change. Nothing of the directory changes.
///
/// # Errors
/// Those of the storage.
pub fn dry_run(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (source, file_name): (&str, &str),
    listing: &Listing,
) -> Result<DirectoryImportId, DbError> {
    let id: DirectoryImportId = scope.at.id();
    let errors = listing.problems.iter().filter(|problem| problem.trouble.is_error()).count();
    let mut counts = Counts {
        problems: u64::try_from(listing.problems.len()).unwrap_or(u64::MAX),
        errors: u64::try_from(errors).unwrap_or(u64::MAX),
        ..Counts::default()
    };
    let shown: Vec<&Problem> = listing.problems.iter().take(MOST_PROBLEMS).collect();
    tx.run(
        sql!(
            "INSERT INTO directory_imports (organization_id, id, source, file_name, status, counts, problems, created_at,
                created_by)
             VALUES ($1, $2, $3, $4, 'checked', $5, $6, $7, $8)"
        ),
        &[
            &scope.organization,
            &id,
            &source,
            &file_name,
            &Value::Null,
            &serde_json::to_value(shown).unwrap_or_default(),
            &scope.now,
            &scope.account,
        ],
    )?;
    let mut position = 0;
    for (table, records) in listing.kinds() {
        let Some(kind) = Kind::of_table(table.name) else { continue };
        for record in records {
            let Some(row) = compare(tx, scope.organization, kind, record, listing)? else {
                counts.same = counts.same.saturating_add(1);
                continue;
            };
            count(&mut counts, row.outcome);
            position += 1;
            insert_row(tx, scope.organization, id, position, &row)?;
        }
    }
    tx.run(
        sql!("UPDATE directory_imports SET counts = $3 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &serde_json::to_value(&counts).unwrap_or_default()],
    )?;
    Ok(id)
}

fn count(counts: &mut Counts, outcome: Outcome) {
    let counter = match outcome {
        Outcome::New => &mut counts.new,
        Outcome::Changed => &mut counts.changed,
        Outcome::Twin => &mut counts.twins,
        Outcome::EditedHere => &mut counts.edited_here,
    };
    *counter = counter.saturating_add(1);
}

/// What one record would do; `None` when it says what it said before.
fn compare(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    kind: Kind,
    record: &Record,
    listing: &Listing,
) -> Result<Option<Row>, DbError> {
    let Some(id) = hsds::id_of(record, "id") else { return Ok(None) };
    let known = shelf::find(tx, on, kind, id)?;
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
            twin_id = if kind == Kind::Service { twin(tx, on, record, listing)? } else { None };
            if twin_id.is_some() { Outcome::Twin } else { Outcome::New }
        }
    };
    let name = ["name", "description"].iter().map(|field| hsds::text(record, field)).find(|text| !text.is_empty());
    Ok(Some(Row {
        position: 0,
        kind,
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
fn twin(tx: &mut Tx<'_>, on: OrganizationId, record: &Record, listing: &Listing) -> Result<Option<Uuid>, DbError> {
    let id = hsds::text(record, "id");
    let of_service = listing.service_at_locations.iter().filter(|pair| hsds::text(pair, "service_id") == id);
    let places: Vec<&str> = of_service.map(|pair| hsds::text(pair, "location_id")).collect();
    let places = listing.locations.iter().filter(|place| places.contains(&hsds::text(place, "id")));
    let places: Vec<_> = places.map(hsds::model::Location::of).collect();
    for key in facets::twin_keys(&hsds::model::Service::of(record), &places) {
        let found: Option<Uuid> = tx.one(
            sql!(
                "SELECT service_id FROM directory_twins WHERE organization_id = $1 AND key = $2
                 ORDER BY service_id LIMIT 1"
            ),
            &[&on, &key],
        )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn insert_row(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    id: DirectoryImportId,
    position: i64,
    row: &Row,
) -> Result<(), DbError> {
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

/// The import, if it is the organization's.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId) -> Result<Option<Import>, DbError> {
    tx.one(
        sql!(
            "SELECT id, source, file_name, status, counts, problems, created_at FROM directory_imports
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id],
    )
}

/// The newest imports.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Import>, DbError> {
    tx.list(
        sql!(
            "SELECT id, source, file_name, status, counts, problems, created_at FROM directory_imports
             WHERE organization_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20"
        ),
        &[&scope.organization],
    )
}

/// Records that somebody must decide about.
///
/// # Errors
/// Those of the storage.
pub fn to_decide(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId) -> Result<Vec<Row>, DbError> {
    tx.list(
        sql!(
            "SELECT position, kind, item_id, name, outcome, twin_id, decision, incoming, before FROM directory_import_rows
             WHERE organization_id = $1 AND import_id = $2 AND outcome IN ('twin', 'edited_here')
             ORDER BY outcome, position LIMIT 200"
        ),
        &[&scope.organization, &id],
    )
}

/// Writes down what was decided about one record.
///
/// # Errors
/// Those of the storage.
pub fn decide(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId, position: i64, take: bool) -> Result<(), DbError> {
    let decision = if take { "take" } else { "leave" };
    tx.run(
        sql!(
            "UPDATE directory_import_rows SET decision = $4
             WHERE organization_id = $1 AND import_id = $2 AND position = $3 AND outcome IN ('twin', 'edited_here')"
        ),
        &[&scope.organization, &id, &position, &decision],
    )?;
    Ok(())
}

/// The records of an import from a position on, in the order of their list.
///
/// # Errors
/// Those of the storage.
pub fn rows(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId, after: i64) -> Result<Vec<Row>, DbError> {
    tx.list(
        sql!(
            "SELECT position, kind, item_id, name, outcome, twin_id, decision, incoming, before FROM directory_import_rows
             WHERE organization_id = $1 AND import_id = $2 AND position > $3 ORDER BY position LIMIT 500"
        ),
        &[&scope.organization, &id, &after],
    )
}

/// Moves the import on, if it is still where it was. Answers false when it is not.
///
/// # Errors
/// Those of the storage.
pub fn advance(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: DirectoryImportId,
    (from, to): (&str, &str),
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE directory_imports SET status = $4,
                applied_at = CASE WHEN $4 = 'applied' THEN $5 ELSE applied_at END,
                undone_at = CASE WHEN $4 = 'undone' THEN $5 ELSE undone_at END
             WHERE organization_id = $1 AND id = $2 AND status = $3"
        ),
        &[&scope.organization, &id, &from, &to, &scope.now],
    )?;
    Ok(changed > 0)
}

impl Row {
    /// Whether it comes in: what is new or changed does; what somebody must decide about, when they said so.
    pub fn comes_in(&self) -> bool {
        match self.outcome {
            Outcome::New | Outcome::Changed => true,
            Outcome::Twin | Outcome::EditedHere => self.decision == "take",
        }
    }

    /// The id as the type that the directory's pages have for services.
    pub fn twin(&self) -> Option<shelf::ServiceId> {
        self.twin_id.map(shelf::ServiceId::from)
    }
}

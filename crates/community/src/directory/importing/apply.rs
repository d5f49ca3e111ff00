//! Records of a list on their way into the directory, and out of it again.

use std::collections::BTreeSet;

use hsds::{Listing, Record};
use kit::db::{DbError, Tx};
use uuid::Uuid;

use super::{
    super::{
        edit::own_terms,
        index::Index,
        shelf::{self, Keeper, Kept, Kind, Origin},
    },
    rows::Row,
};

/// Brings some records in; those that were left out stay out, and with a service its places. Answers the services that are
/// found otherwise now.
///
/// # Errors
/// Those of the storage.
pub fn bring_rows(
    tx: &mut Tx<'_>,
    keeper: Keeper,
    rows: &[Row],
    (source, left): (&str, &BTreeSet<Uuid>),
) -> Result<BTreeSet<Uuid>, DbError> {
    let mut touched = BTreeSet::new();
    for row in rows.iter().filter(|row| row.comes_in()) {
        let record = row.record();
        if hsds::id_of(&record, "service_id").is_some_and(|service| left.contains(&service)) {
            continue;
        }
        let hash = hsds::hash_of(&record);
        shelf::put(tx, keeper, row.kind, &record, Origin { source, hash: &hash })?;
        touch(tx, keeper, row.kind, &record, &mut touched)?;
    }
    Ok(touched)
}

/// Takes some records back, as they are given: changed ones are as they were, new ones go. What somebody changed here since
/// stays. Answers the services that are found otherwise now, also when they were taken back before.
///
/// # Errors
/// Those of the storage.
pub fn take_rows_back(tx: &mut Tx<'_>, keeper: Keeper, rows: &[Row], source: &str) -> Result<BTreeSet<Uuid>, DbError> {
    let mut touched = BTreeSet::new();
    for row in rows.iter().filter(|row| row.comes_in()) {
        let incoming = row.record();
        touch(tx, keeper, row.kind, &incoming, &mut touched)?;
        let Some(now) = shelf::find(tx, keeper.organization, row.kind, row.item_id)? else { continue };
        if hsds::hash_of(&now.record()) != hsds::hash_of(&incoming) || now.source != source {
            continue;
        }
        match row.before.clone().and_then(|before| serde_json::from_value::<Kept>(before).ok()) {
            Some(before) => {
                let from = Origin { source: &before.source, hash: &before.source_hash };
                shelf::put(tx, keeper, row.kind, &before.record(), from)?;
            }
            None => shelf::take_out(tx, keeper, row.kind, row.item_id)?,
        }
    }
    Ok(touched)
}

/// Notes which services are found otherwise after a record changed.
fn touch(
    tx: &mut Tx<'_>,
    keeper: Keeper,
    kind: Kind,
    record: &Record,
    touched: &mut BTreeSet<Uuid>,
) -> Result<(), DbError> {
    let id = |field: &str| hsds::id_of(record, field);
    match kind {
        Kind::Service => touched.extend(id("id")),
        Kind::ServiceAtLocation => touched.extend(id("service_id")),
        Kind::Location => {
            if let Some(place) = id("id") {
                touched.extend(shelf::services_at(tx, keeper.organization, place)?);
            }
        }
        Kind::Agency => {
            if let Some(agency) = id("id") {
                touched.extend(shelf::services_of(tx, keeper.organization, agency)?);
            }
        }
        // Names of terms change what a service is found by only when the service is touched itself.
        Kind::Taxonomy | Kind::Term => {}
    }
    Ok(())
}

fn put_in_order(tx: &mut Tx<'_>, keeper: Keeper, touched: BTreeSet<Uuid>) -> Result<(), DbError> {
    let mut index = Index::open(tx, keeper)?;
    for service in touched {
        index.touch(tx, service)?;
    }
    index.finish(tx)
}

/// Puts a whole list there without looking it over: for demo data and tests.
///
/// # Errors
/// Those of the storage.
pub fn bring_in(tx: &mut Tx<'_>, keeper: Keeper, listing: &Listing, source: &str) -> Result<(), DbError> {
    own_terms(tx, keeper)?;
    let mut touched = BTreeSet::new();
    for (table, records) in listing.kinds() {
        let Some(kind) = Kind::of_table(table.name) else { continue };
        for record in records {
            let hash = if source.is_empty() { String::new() } else { hsds::hash_of(record) };
            shelf::put(tx, keeper, kind, record, Origin { source, hash: &hash })?;
            touch(tx, keeper, kind, record, &mut touched)?;
        }
    }
    put_in_order(tx, keeper, touched)
}

//! Bringing a list in, all of it or nothing; and taking it back.

use std::collections::BTreeSet;

use ground::access::Scope;
use hsds::{Listing, Record};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
};
use uuid::Uuid;

use super::{
    super::{
        edit::own_terms,
        index::Index,
        shelf::{self, Keeper, Kept, Kind, Origin},
    },
    store::{self, DirectoryImportId, Row},
};

/// Brings in what was looked over.
///
/// # Errors
/// [`Fault::NotFound`] when it was brought in already; those of the storage.
pub fn apply(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId) -> Result<(), Fault> {
    let import = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if !store::advance(tx, scope, id, ("checked", "applied"))? {
        return Err(Fault::NotFound);
    }
    let keeper = Keeper::from(scope);
    own_terms(tx, keeper)?;
    let mut touched = BTreeSet::new();
    // A pair whose service was left out stays out with it.
    let mut left = BTreeSet::new();
    each(tx, scope, id, |tx, row| {
        let record = row.incoming.as_object().cloned().unwrap_or_default();
        let belongs_to_left = hsds::id_of(&record, "service_id").is_some_and(|service| left.contains(&service));
        if !row.comes_in() || belongs_to_left {
            left.insert(row.item_id);
            return Ok(());
        }
        let hash = hsds::hash_of(&record);
        shelf::put(tx, keeper, row.kind, &record, Origin { source: &import.source, hash: &hash })?;
        Ok(touch(tx, keeper, row.kind, &record, &mut touched)?)
    })?;
    Ok(put_in_order(tx, keeper, touched)?)
}

/// Takes back what an import brought: changed records are as they were, new ones go. What somebody changed here since
/// stays as it is now.
///
/// # Errors
/// [`Fault::NotFound`] when there is nothing to take back; those of the storage.
pub fn undo(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId) -> Result<(), Fault> {
    let import = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if !store::advance(tx, scope, id, ("applied", "undone"))? {
        return Err(Fault::NotFound);
    }
    let keeper = Keeper::from(scope);
    let (mut touched, mut rows) = (BTreeSet::new(), Vec::new());
    each(tx, scope, id, |_, row| {
        rows.push(row);
        Ok(())
    })?;
    // What names others goes before them.
    for row in rows.iter().rev() {
        let Some(now) = shelf::find(tx, scope.organization, row.kind, row.item_id)? else { continue };
        let incoming = row.incoming.as_object().cloned().unwrap_or_default();
        let is_as_brought = hsds::hash_of(&now.record()) == hsds::hash_of(&incoming);
        if !row.comes_in() || !is_as_brought || now.source != import.source {
            continue;
        }
        touch(tx, keeper, row.kind, &incoming, &mut touched)?;
        match row.before.clone().and_then(|before| serde_json::from_value::<Kept>(before).ok()) {
            Some(before) => {
                let from = Origin { source: &before.source, hash: &before.source_hash };
                shelf::put(tx, keeper, row.kind, &before.record(), from)?;
            }
            None => shelf::take_out(tx, keeper, row.kind, row.item_id)?,
        }
    }
    Ok(put_in_order(tx, keeper, touched)?)
}

fn each(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: DirectoryImportId,
    mut work: impl FnMut(&mut Tx<'_>, Row) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut after = 0;
    loop {
        let rows = store::rows(tx, scope, id, after)?;
        let Some(last) = rows.last().map(|row| row.position) else { return Ok(()) };
        for row in rows {
            work(tx, row)?;
        }
        after = last;
    }
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

//! Puts rows into each other: a telephone into its service, a schedule into its place.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use crate::{
    Listing, Record, Trouble,
    draft::{Draft, Drafted},
    table::{self, Table},
};

/// A row may name several records that it belongs to; it stands in the first of these that is in the list.
const NEAREST: [&str; 8] = [
    "contact_id",
    "phone_id",
    "service_at_location_id",
    "service_id",
    "location_id",
    "organization_id",
    "link_id",
    "resource_id",
];
const TOP: [&str; 6] = ["taxonomy", "taxonomy_term", "organization", "location", "service", "service_at_location"];

type Inner = HashMap<(&'static str, &'static str, Uuid), Vec<Drafted>>;

/// Puts a list together. Rows that belong to nothing in it are left out and told.
pub(crate) fn nest(mut draft: Draft) -> Listing {
    place_services(&mut draft);
    check_links(&mut draft);
    let mut inner = Inner::new();
    let units = draft.drain("unit");
    let names: Vec<&'static str> = draft.rows.keys().copied().filter(|name| !TOP.contains(name)).collect();
    for name in names {
        let rows = std::mem::take(draft.rows.entry(name).or_default());
        for row in rows {
            match owner(&draft, name, &row.record) {
                Some(key) => inner.entry(key).or_default().push(row),
                // It tells about the list, not about a service.
                None if name == "meta_table_description" => {}
                None => draft.tell(&row.place, &format!("{name}.id"), Trouble::Orphan, &row.id.to_string()),
            }
        }
    }
    let units: HashMap<Uuid, Record> = units.into_iter().map(|row| (row.id, row.record)).collect();
    let mut listing = Listing::default();
    for table in TOP.iter().filter_map(|name| table::table(name)) {
        for row in draft.drain(table.name) {
            let record = assemble(table, row, &mut inner, &units);
            listing.push(table.name, record);
        }
    }
    listing.problems = draft.problems;
    listing
}

/// The record that a row stands in: its table, its field, and its id.
fn owner(draft: &Draft, name: &'static str, record: &Record) -> Option<(&'static str, &'static str, Uuid)> {
    for link in NEAREST {
        let Some(id) = crate::id_of(record, link) else { continue };
        let parents = table::ALL.iter().filter_map(|parent| {
            let child = parent.children.iter().find(|child| child.table.name == name && child.link == link)?;
            Some((parent.name, child.field))
        });
        for (parent, field) in parents {
            if draft.has(parent, id) {
                return Some((parent, field, id));
            }
        }
    }
    None
}

fn assemble(table: &'static Table, row: Drafted, inner: &mut Inner, units: &HashMap<Uuid, Record>) -> Record {
    let Drafted { id, mut record, .. } = row;
    for child in table.children {
        let Some(rows) = inner.remove(&(table.name, child.field, id)) else { continue };
        let put = |row: Drafted| {
            let mut one = assemble(child.table, row, inner, units);
            // Standing inside says it already.
            one.remove(child.link);
            if matches!(child.link, "link_id" | "resource_id") {
                one.remove("link_entity");
                one.remove("resource_type");
            }
            Value::Object(one)
        };
        let records: Vec<Value> = rows.into_iter().map(put).collect();
        record.insert(child.field.to_owned(), Value::Array(records));
    }
    if let Some(unit) = crate::id_of(&record, "unit_id").and_then(|id| units.get(&id)) {
        record.insert("unit".to_owned(), Value::Object(unit.clone()));
    }
    record
}

/// Older lists name a service's place in the service, or its organization only by the place or the program.
fn place_services(draft: &mut Draft) {
    let by_place: HashMap<Uuid, Uuid> = draft
        .rows
        .get("service_at_location")
        .into_iter()
        .flatten()
        .filter_map(|row| Some((crate::id_of(&row.record, "service_id")?, crate::id_of(&row.record, "location_id")?)))
        .collect();
    let found: Vec<(usize, Uuid)> = draft
        .rows
        .get("service")
        .into_iter()
        .flatten()
        .enumerate()
        .filter(|(_, row)| crate::id_of(&row.record, "organization_id").is_none())
        .filter_map(|(at, row)| {
            let by_program = crate::id_of(&row.record, "program_id").and_then(|id| draft.record("program", id));
            let by_place = by_place.get(&row.id).and_then(|id| draft.record("location", *id));
            let said = by_program.or(by_place)?;
            Some((at, crate::id_of(said, "organization_id")?))
        })
        .collect();
    let Some(services) = draft.rows.get_mut("service") else { return };
    for (at, organization) in found {
        if let Some(row) = services.get_mut(at) {
            row.record.insert("organization_id".to_owned(), Value::from(organization.to_string()));
        }
    }
}

/// Services of nobody, and pairs whose service or place is not in the list, are left out. Other names of what is not
/// there are taken off.
fn check_links(draft: &mut Draft) {
    let must = [("service", "organization_id", "organization")];
    let both = [("service_at_location", "service_id", "service"), ("service_at_location", "location_id", "location")];
    let may = [
        ("location", "organization_id", "organization"),
        ("service", "program_id", "program"),
        ("organization", "parent_organization_id", "organization"),
    ];
    for (name, link, to) in must.into_iter().chain(both) {
        let rows = draft.drain(name);
        let (kept, lost): (Vec<Drafted>, Vec<Drafted>) =
            rows.into_iter().partition(|row| crate::id_of(&row.record, link).is_some_and(|id| draft.has(to, id)));
        for row in &lost {
            draft.index.remove(&(table::table(name).map_or("", |table| table.name), row.id));
            draft.tell(&row.place, &format!("{name}.{link}"), Trouble::Orphan, crate::text(&row.record, link));
        }
        if let Some(table) = table::table(name) {
            draft.rows.insert(table.name, kept);
        }
    }
    for (name, link, to) in may {
        let mut rows = draft.drain(name);
        for row in &mut rows {
            let is_lost = crate::id_of(&row.record, link).is_some_and(|id| !draft.has(to, id));
            if is_lost && to != "organization" {
                row.record.remove(link);
                draft.tell(&row.place, &format!("{name}.{link}"), Trouble::Wanting, "");
            }
        }
        if let Some(table) = table::table(name) {
            draft.rows.insert(table.name, rows);
        }
    }
}

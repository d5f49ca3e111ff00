//! Reading JSON: one record, a list of them, a page of the standard's API, a file with a list for each kind, or a
//! tabular package in one file.

use serde_json::Value;

use crate::{
    Listing, Record, Sheet, SheetRow, Trouble,
    draft::Draft,
    nest,
    problem::Place,
    sheet,
    table::{self, Table},
};

/// Reads a JSON file. `source` names whose list it is.
pub fn from_json(text: &[u8], file: &str, source: &str) -> Listing {
    let mut draft = Draft::of(source);
    let place = Place { file: file.to_owned(), line: 0 };
    match serde_json::from_slice::<Value>(text) {
        Ok(Value::Object(whole)) if whole.keys().any(|name| sheet::is_package(name) && name.contains('.')) => {
            return sheet::from_sheets(&sheets(&whole), source);
        }
        Ok(whole) => several(&mut draft, &whole, None, file),
        Err(error) => draft.tell(&place, "", Trouble::Unreadable, &error.to_string()),
    }
    nest::nest(draft)
}

/// The tables of a package in one file: each row is an object there.
fn sheets(whole: &Record) -> Vec<Sheet> {
    let sheet = |(file, rows): (&String, &Value)| {
        let rows: Vec<&Record> = rows.as_array()?.iter().filter_map(Value::as_object).collect();
        let mut columns: Vec<String> = Vec::new();
        for name in rows.iter().flat_map(|row| row.keys()) {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        let cell = |row: &Record, name: &String| match row.get(name) {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        };
        let lines = (1..).zip(&rows);
        let rows =
            lines.map(|(line, row)| SheetRow { line, cells: columns.iter().map(|name| cell(row, name)).collect() });
        Some(Sheet { file: file.clone(), rows: rows.collect(), columns: columns.clone() })
    };
    whole.iter().filter_map(sheet).collect()
}

fn several(draft: &mut Draft, value: &Value, kind: Option<&'static Table>, file: &str) {
    match value {
        Value::Array(items) => {
            for (line, item) in (1..).zip(items) {
                let place = Place { file: file.to_owned(), line };
                match item.as_object() {
                    Some(record) => one(draft, kind.unwrap_or_else(|| guess(record)), record, &place),
                    None => draft.tell(&place, "", Trouble::Unreadable, &item.to_string()),
                }
            }
        }
        Value::Object(record) => {
            if let Some(contents) = record.get("contents") {
                return several(draft, contents, kind, file);
            }
            let lists: Vec<(&'static Table, &Value)> = record
                .iter()
                .filter(|(_, value)| value.is_array())
                .filter_map(|(name, value)| Some((listed(name)?, value)))
                .collect();
            if record.contains_key("id") || lists.is_empty() {
                let place = Place { file: file.to_owned(), line: 1 };
                return one(draft, kind.unwrap_or_else(|| guess(record)), record, &place);
            }
            for (table, list) in lists {
                several(draft, list, Some(table), file);
            }
        }
        other => {
            let place = Place { file: file.to_owned(), line: 0 };
            draft.tell(&place, "", Trouble::Unreadable, &other.to_string());
        }
    }
}

/// The table that a list in a file of lists is of.
fn listed(name: &str) -> Option<&'static Table> {
    match name {
        "service_at_locations" => Some(&table::SERVICE_AT_LOCATION),
        other => Draft::table_named(other),
    }
}

/// What a record is that does not say so.
fn guess(record: &Record) -> &'static Table {
    let has = |name: &str| record.contains_key(name);
    match () {
        () if has("location_type") || has("addresses") => &table::LOCATION,
        () if (has("service_id") || has("service")) && (has("location_id") || has("location")) => {
            &table::SERVICE_AT_LOCATION
        }
        () if has("status") || has("organization_id") => &table::SERVICE,
        () if has("term_uri") || has("taxonomy") || has("parent_id") || has("taxonomy_detail") => &table::TAXONOMY_TERM,
        () if has("version") => &table::TAXONOMY,
        () if has("website") || has("legal_status") || has("services") || has("programs") => &table::ORGANIZATION,
        () if has("organization") || has("schedules") || has("service_at_locations") => &table::SERVICE,
        () if has("uri") => &table::TAXONOMY,
        () => &table::ORGANIZATION,
    }
}

/// The records that stand by themselves and are named by a field: the field, its table, and the name of the link.
const NAMED: [(&str, &str, &str); 7] = [
    ("organization", "organization", "organization_id"),
    ("program", "program", "program_id"),
    ("location", "location", "location_id"),
    ("service", "service", "service_id"),
    ("taxonomy_term", "taxonomy_term", "taxonomy_term_id"),
    ("taxonomy_detail", "taxonomy", "taxonomy_id"),
    ("unit", "unit", "unit_id"),
];
/// Lists of records that stand by themselves, inside one that they name.
const LISTS: [(&str, &str, &str); 4] = [
    ("services", "service", "organization_id"),
    ("locations", "location", "organization_id"),
    ("service_at_locations", "service_at_location", "service_id"),
    ("terms", "taxonomy_term", "taxonomy_id"),
];

/// Takes one record in with all that stands inside it.
fn one(draft: &mut Draft, table: &'static Table, record: &Record, place: &Place) {
    let mut own = record.clone();
    let mut later: Vec<(&'static Table, Record)> = Vec::new();
    for (field, name, link) in NAMED {
        let is_plain = table.field(field).is_some();
        let Some(Value::Object(mut inner)) = own.get(field).cloned().filter(|_| !is_plain) else { continue };
        own.remove(field);
        if let Some(id) = inner.get("id") {
            own.insert(link.to_owned(), id.clone());
        }
        let known = own.get("organization_id").cloned();
        if let (true, Some(organization), None) = (name == "program", known, inner.get("organization_id")) {
            inner.insert("organization_id".to_owned(), organization);
        }
        later.extend(table::table(name).map(|table| (table, inner)));
    }
    let id = own.get("id").cloned();
    for (field, name, link) in LISTS {
        let Some(Value::Array(items)) = own.get(field).cloned() else { continue };
        own.remove(field);
        later.extend(inside(items, &id, link).filter_map(|inner| Some((table::table(name)?, inner))));
    }
    for child in table.children {
        let Some(Value::Array(items)) = own.remove(child.field) else { continue };
        later.extend(inside(items, &id, child.link).map(|mut inner| {
            match child.link {
                "link_id" => inner.insert("link_entity".to_owned(), Value::from(table.name)),
                "resource_id" => inner.insert("resource_type".to_owned(), Value::from(table.name)),
                _ => None,
            };
            (child.table, inner)
        }));
    }
    if draft.take(table, &own, place).is_some() {
        for (table, inner) in later {
            one(draft, table, &inner, place);
        }
    }
}

/// The objects of a list, each naming the one that it stands in.
fn inside(items: Vec<Value>, id: &Option<Value>, link: &str) -> impl Iterator<Item = Record> {
    items.into_iter().filter_map(move |item| {
        let Value::Object(mut inner) = item else { return None };
        if let Some(id) = id {
            inner.insert(link.to_owned(), id.clone());
        }
        Some(inner)
    })
}

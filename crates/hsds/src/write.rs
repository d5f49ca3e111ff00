//! Writing HSDS 3.1: JSON, and tables with `datapackage.json`.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Listing, Record, Sheet, SheetRow,
    table::{self, Kind, Need, Table},
};

/// The version that is written.
pub const VERSION: &str = "3.1";

/// The whole list as one JSON value, a list for each kind of record. Each record is as the standard's schemas have it.
pub fn to_json(listing: &Listing) -> Value {
    let terms = by_id(&listing.terms);
    let list = |records: &[Record]| -> Vec<Value> {
        records.iter().map(|record| Value::Object(full(record.clone(), &terms))).collect()
    };
    json!({
        "organizations": list(&listing.organizations),
        "locations": list(&listing.locations),
        "services": list(&listing.services),
        "service_at_locations": list(&listing.service_at_locations),
        "taxonomies": list(&listing.taxonomies),
        "taxonomy_terms": list(&listing.terms),
    })
}

/// Records by id.
fn by_id(records: &[Record]) -> HashMap<Uuid, Record> {
    records.iter().filter_map(|record| Some((crate::id_of(record, "id")?, record.clone()))).collect()
}

/// A record with each term that its attributes name written out.
pub fn full(mut record: Record, terms: &HashMap<Uuid, Record>) -> Record {
    for (field, value) in &mut record {
        let Value::Array(items) = value else { continue };
        for item in items.iter_mut().filter_map(Value::as_object_mut) {
            let inner = full(std::mem::take(item), terms);
            *item = inner;
            if field == "attributes"
                && let Some(term) = crate::id_of(item, "taxonomy_term_id").and_then(|id| terms.get(&id))
            {
                item.insert("taxonomy_term".to_owned(), Value::Object(term.clone()));
            }
        }
    }
    record
}

/// The whole list as the tables of a data package, those that have rows.
pub fn to_sheets(listing: &Listing) -> Vec<Sheet> {
    let mut rows: BTreeMap<&'static str, Vec<Record>> = BTreeMap::new();
    for (table, records) in listing.kinds() {
        for record in records {
            flatten(table, record.clone(), &mut rows);
        }
    }
    let mut sheets = Vec::new();
    for table in table::ALL {
        let Some(records) = rows.remove(table.name) else { continue };
        let columns: Vec<String> = table.fields.iter().map(|field| field.name.to_owned()).collect();
        let lines = (2..).zip(&records);
        let cells = |record: &Record| columns.iter().map(|name| cell(record.get(name))).collect();
        let rows = lines.map(|(line, record)| SheetRow { line, cells: cells(record) }).collect();
        sheets.push(Sheet { file: table.file.to_owned(), columns, rows });
    }
    sheets
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Takes a record apart into rows that name it.
fn flatten(table: &'static Table, mut record: Record, rows: &mut BTreeMap<&'static str, Vec<Record>>) {
    let id = record.get("id").cloned().unwrap_or_default();
    for child in table.children {
        let Some(Value::Array(items)) = record.remove(child.field) else { continue };
        for item in items {
            let Value::Object(mut inner) = item else { continue };
            inner.insert(child.link.to_owned(), id.clone());
            match child.link {
                "link_id" => inner.insert("link_entity".to_owned(), Value::from(table.name)),
                "resource_id" => inner.insert("resource_type".to_owned(), Value::from(table.name)),
                _ => None,
            };
            flatten(child.table, inner, rows);
        }
    }
    if let Some(Value::Object(unit)) = record.remove("unit") {
        let units = rows.entry("unit").or_default();
        if units.iter().all(|known| known.get("id") != unit.get("id")) {
            units.push(unit);
        }
    }
    rows.entry(table.name).or_default().push(record);
}

/// A table as the text of its file. Cells are written as they are: the file is for programs.
pub fn to_text(sheet: &Sheet) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let mut is_written = writer.write_record(&sheet.columns).is_ok();
    for row in &sheet.rows {
        is_written &= writer.write_record(&row.cells).is_ok();
    }
    debug_assert!(is_written, "rows of a sheet have as many cells as it has columns");
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// What stands in `datapackage.json` beside the tables.
pub fn datapackage(sheets: &[Sheet], title: &str) -> Value {
    let resource = |sheet: &Sheet| {
        let table = table::ALL.iter().find(|table| table.file == sheet.file)?;
        Some(json!({
            "name": table.name,
            "path": table.file,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": { "primaryKey": "id", "fields": table.fields.iter().map(described).collect::<Vec<_>>() },
        }))
    };
    json!({
        "name": "human_services_data",
        "title": title,
        "profile": "tabular-data-package",
        "hsds_version": VERSION,
        "resources": sheets.iter().filter_map(resource).collect::<Vec<_>>(),
    })
}

fn described(field: &table::Field) -> Value {
    let (kind, format) = match field.kind {
        Kind::Number => ("number", "default"),
        Kind::Date => ("date", "default"),
        Kind::Time => ("time", "default"),
        Kind::Moment => ("datetime", "default"),
        Kind::Uri => ("string", "uri"),
        Kind::Email => ("string", "email"),
        Kind::Id(_) | Kind::AnyId(_) | Kind::Text | Kind::Word(_) => ("string", "default"),
    };
    let mut constraints = serde_json::Map::new();
    if field.need == Need::Key {
        constraints.insert("required".to_owned(), true.into());
    }
    if let Kind::Word(words) = field.kind {
        constraints.insert("enum".to_owned(), words.into());
    }
    json!({ "name": field.name, "type": kind, "format": format, "constraints": constraints })
}

//! Open Referral's Human Services Data Specification, version 3 (practice.md 9.3): the tables and their fields, reading
//! JSON and tables of versions 1.1 to 3.1 and plain lists of services, writing 3.1, and when a schedule is open.
//!
//! What lives here: the standard as a value. What doesn't: storage, pages, and what a program makes of a service.
//! A record stays what the standard says it is, a JSON object with the fields of its [`Table`]: what a list says goes out
//! again as it came in. The types of [`model`] are for reading one.

mod draft;
pub mod hours;
mod ids;
mod json;
mod listing;
pub mod model;
mod nest;
mod old;
mod plain;
mod problem;
mod read;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod write;

pub use self::{
    ids::{Ids, hash_of},
    json::from_json,
    listing::Listing,
    plain::{PLAIN_FIELDS, PlainMapping, from_plain, suggest},
    problem::{Problem, Trouble},
    read::whole,
    sheet::{Sheet, SheetRow, from_sheets, is_package},
    table::{
        Child, Field, Kind, LOCATION, ORGANIZATION, SERVICE, SERVICE_AT_LOCATION, TAXONOMY, TAXONOMY_TERM, Table, table,
    },
    write::{VERSION, datapackage, full, to_json, to_sheets, to_text},
};

/// A record: a JSON object whose fields are those of its [`Table`].
pub type Record = serde_json::Map<String, serde_json::Value>;

/// The text of a field; empty when there is none.
pub fn text<'r>(record: &'r Record, field: &str) -> &'r str {
    record.get(field).and_then(serde_json::Value::as_str).unwrap_or_default()
}

/// The id that a field holds.
pub fn id_of(record: &Record, field: &str) -> Option<uuid::Uuid> {
    text(record, field).parse().ok()
}

//! The fields of each kind of file, with the words that other systems use for them; and from a row's values to what
//! will be written. No storage here.

pub mod contacts;
pub mod goals;
pub mod people;
pub mod staff;

use ground::rules::Rules;
use kit::tabular::{Choice, Field, Kind, Problem, ProblemKind, Record};
use sha2::{Digest, Sha256};

use super::target::{Program, Setting};

/// Text of one line, such as a name.
pub(super) const LINE: Kind = Kind::Text { max_chars: 300 };
/// Text of any length that people write.
pub(super) const PROSE: Kind = Kind::Text { max_chars: 50_000 };

/// The choices of one of the lists in `rules/lists.toml`, with other words for some of them.
pub(super) fn choices(list: &str, aliases: &[(&str, &[&'static str])]) -> Kind {
    let items = Rules::shipped().lists.get(list).map(|list| list.items.as_slice()).unwrap_or_default();
    let words = |key: &str| aliases.iter().find(|(of, _)| *of == key).map_or(&[][..], |(_, words)| *words);
    Kind::Choice(items.iter().map(|item| Choice::new(item.key.clone(), item.label.clone(), words(&item.key))).collect())
}

/// The two fields that every kind of file has: whose system the ids are from, and the row's own id.
pub(super) fn keys(id_aliases: &[&'static str]) -> [Field; 2] {
    [
        Field::new("source_id", "Id", LINE)
            .aliases(&["Id", "Record id", "External id", "Source id", "Uuid", "Guid", "Key"])
            .aliases(id_aliases)
            .meaning(
                "The row's own id in the system that the file is from. It keeps a second import from adding twice.",
            ),
        Field::new("source_system", "From system", LINE)
            .aliases(&["Source system", "System"])
            .meaning("A short name of that system, so that the ids of two systems are not mixed up."),
    ]
}

/// An outside key: the system's name and the id.
pub(super) fn outside_key(record: &Record, id: &str) -> String {
    match record.text("source_system") {
        Some(system) => format!("{}/{id}", system.to_lowercase()),
        None => id.to_owned(),
    }
}

/// The row's own key; a row without an id is known again by all that it says.
pub(super) fn own_key(record: &Record) -> String {
    if let Some(id) = record.text("source_id") {
        return outside_key(record, id);
    }
    let mut sum = Sha256::new();
    for (field, value) in &record.values {
        sum.update(field.as_bytes());
        sum.update([0]);
        sum.update(value.to_string().as_bytes());
        sum.update([0]);
    }
    let hex: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("row:{hex}")
}

/// The text of a field, or nothing.
pub(super) fn text(record: &Record, field: &str) -> String {
    record.text(field).unwrap_or_default().to_owned()
}

/// Given and family name made one, when the file has them in two columns.
pub(super) fn joined_name(record: &Record) -> Option<String> {
    let parts: Vec<&str> = ["first_name", "last_name"].iter().filter_map(|field| record.text(field)).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The program that the row names. Nothing: the field is blank, or a problem was added.
pub(super) fn program<'s>(record: &Record, setting: &'s Setting, problems: &mut Vec<Problem>) -> Option<&'s Program> {
    let said = record.text("program")?;
    let found = setting.program(said);
    if found.is_none() {
        let names: Vec<&str> = setting.programs.iter().take(8).map(|program| program.name.as_str()).collect();
        let message = format!("There is no open program of this name. Use one of: {}.", names.join(", "));
        problems.push(problem(record, ProblemKind::NotKnownHere, "program", message).with_value(said));
    }
    found
}

/// A problem of one field of a row.
pub(super) fn problem(record: &Record, kind: ProblemKind, field: &str, message: impl Into<String>) -> Problem {
    Problem::new(record.line, kind, message).in_field(field)
}

/// A date that has not come yet, in a field that tells what was.
pub(super) fn refuse_future(record: &Record, field: &str, setting: &Setting, problems: &mut Vec<Problem>) {
    let tomorrow = setting.today().tomorrow().unwrap_or(jiff::civil::Date::MAX);
    if let Some(day) = record.date(field).filter(|day| *day > tomorrow) {
        let message = "This day has not come yet. Check the year, and which number is the month.";
        problems.push(problem(record, ProblemKind::DoesNotFit, field, message).with_value(&day.to_string()));
    }
}

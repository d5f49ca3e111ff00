//! What every rule carries, and how rules are kept: a record with an id, a source and a date, on a shelf.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Where a rule comes from and when it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Grows by one whenever the rule changes; decisions store it beside the id.
    pub version: u32,
    /// Keys of `rules/sources.toml`, at least one.
    pub source: Vec<String>,
    /// The day somebody last compared the rule with its source.
    pub checked_on: Date,
    /// First day on which the rule holds, when known.
    pub effective_from: Option<Date>,
    /// Last day on which the rule holds, when known.
    pub effective_to: Option<Date>,
    /// Whether the organization itself has confirmed the rule at its source.
    #[serde(default)]
    pub verified_by_org: bool,
}

impl About {
    /// Whether the rule holds on a day; an open end holds for ever.
    #[must_use]
    pub fn is_in_effect(&self, on: Date) -> bool {
        self.effective_from.is_none_or(|from| from <= on) && self.effective_to.is_none_or(|to| on <= to)
    }

    /// What is wrong with the dates, the version or the sources, with the key that is wrong.
    pub(super) fn check(&self) -> Result<(), Problem> {
        if self.version == 0 {
            return Err(Problem::at("about.version", "versions start at 1"));
        }
        if self.source.is_empty() {
            return Err(Problem::at("about.source", "a rule names at least one source"));
        }
        match (self.effective_from, self.effective_to) {
            (Some(from), Some(to)) if to < from => {
                Err(Problem::at("about.effective_to", "a rule cannot end before it begins"))
            }
            _ => Ok(()),
        }
    }
}

/// What is wrong with one key of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the key inside the record, like `about.version`.
    pub key: String,
    /// What is wrong, in plain words.
    pub text: String,
}

impl Problem {
    pub(super) fn at(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self { key: key.into(), text: text.into() }
    }
}

/// One rule: it can be found by id, says where it comes from, and explains itself.
pub trait Record: Clone + DeserializeOwned {
    /// Name of the table in the files, like `billing_rule`.
    const TABLE: &'static str;

    /// The name by which the rule is found and stored with decisions.
    fn id(&self) -> &str;

    /// Source, version and dates.
    fn about(&self) -> &About;

    /// The rule in a plain sentence.
    fn explain(&self) -> String;

    /// What the types cannot say about the record.
    ///
    /// # Errors
    /// The key that is wrong and why.
    fn check(&self) -> Result<(), Problem> {
        Ok(())
    }
}

/// The records of one table, in the order of their file.
#[derive(Debug, Clone)]
pub struct Shelf<T> {
    records: Vec<T>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { records: Vec::new() }
    }
}

impl<T: Record> Shelf<T> {
    /// The record with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&T> {
        self.records.iter().find(|record| record.id() == id)
    }

    /// The record at a place in the order of the file.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&T> {
        self.records.get(place)
    }

    /// Every record, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.records.iter()
    }

    /// How many records there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.records.len()
    }

    /// Reads the records of one table; a record with a known id replaces the older one in its place.
    pub(super) fn absorb(&mut self, file: &str, table: toml::Value) -> Result<(), RuleError> {
        let toml::Value::Array(rows) = table else {
            return Err(RuleError::new(file, T::TABLE, Problem::at("", "write records as [[table]]")));
        };
        let mut seen = BTreeSet::new();
        for row in rows {
            let name = row.get("id").and_then(toml::Value::as_str).unwrap_or("without id").to_owned();
            let record: T = read(row).map_err(|problem| RuleError::new(file, &name, problem))?;
            if !seen.insert(record.id().to_owned()) {
                return Err(RuleError::new(file, &name, Problem::at("id", "this id stands twice in the file")));
            }
            record
                .about()
                .check()
                .and_then(|()| record.check())
                .map_err(|problem| RuleError::new(file, &name, problem))?;
            self.put(record);
        }
        Ok(())
    }

    fn put(&mut self, record: T) {
        match self.records.iter_mut().find(|old| old.id() == record.id()) {
            Some(old) => *old = record,
            None => self.records.push(record),
        }
    }
}

/// Reads one value and names the key that cannot be read.
pub(super) fn read<T: DeserializeOwned>(value: toml::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Problem::at(path, error.into_inner().message())
    })
}

/// A rule file that cannot be used: which file, which record, which key, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, record “{record}”, key “{key}”: {text}")]
pub struct RuleError {
    /// File name, or the name of the organization's own rules.
    pub file: String,
    /// Id of the record, or the table's name when no record could be told.
    pub record: String,
    /// Path of the key inside the record; `.` is the whole record.
    pub key: String,
    /// What is wrong.
    pub text: String,
}

impl RuleError {
    pub(super) fn new(file: &str, record: &str, problem: Problem) -> Self {
        let key = if problem.key.is_empty() { ".".to_owned() } else { problem.key };
        Self { file: file.to_owned(), record: record.to_owned(), key, text: problem.text }
    }
}

/// A place that a rule's facts come from, named so that a person can look it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short key used by the rules.
    pub id: String,
    /// Plain name of the document or body.
    pub label: String,
    /// What it is and how far to trust it.
    pub text: String,
    /// Version and dates of this entry.
    pub about: About,
}

impl Record for Source {
    const TABLE: &'static str = "source";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{}. {}", self.label, self.text)
    }
}

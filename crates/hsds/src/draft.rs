//! A list while it is being read: rows by table, each once, before they are put into each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use crate::{
    Ids, Problem, Record, Trouble,
    problem::Place,
    read,
    table::{self, Need, Table},
};

/// A row that was read.
#[derive(Debug)]
pub(crate) struct Drafted {
    pub place: Place,
    pub id: Uuid,
    pub record: Record,
}

/// What has been read so far.
pub(crate) struct Draft {
    pub ids: Ids,
    pub rows: BTreeMap<&'static str, Vec<Drafted>>,
    pub index: HashMap<(&'static str, Uuid), usize>,
    pub problems: Vec<Problem>,
    /// Fields that nobody knows, told once a file.
    unknown: BTreeSet<(String, String)>,
}

impl Draft {
    pub fn of(source: &str) -> Self {
        Self {
            ids: Ids::of(source),
            rows: BTreeMap::new(),
            index: HashMap::new(),
            problems: Vec::new(),
            unknown: BTreeSet::new(),
        }
    }

    pub fn tell(&mut self, place: &Place, field: &str, trouble: Trouble, value: &str) {
        self.problems.push(place.problem(field, trouble, value));
    }

    /// A field that no version of the standard has.
    pub fn tell_unknown(&mut self, place: &Place, field: &str) {
        if self.unknown.insert((place.file.clone(), field.to_owned())) {
            self.tell(place, field, Trouble::Unknown, "");
        }
    }

    pub fn has(&self, table: &'static str, id: Uuid) -> bool {
        self.index.contains_key(&(table, id))
    }

    /// Takes one row in, with fields as the list wrote them. Answers its id unless it was left out.
    pub fn take(&mut self, table: &'static Table, raw: &Record, place: &Place) -> Option<Uuid> {
        let mut record = Record::new();
        for (name, value) in raw {
            let Some(field) = table.field(name) else {
                self.tell_unknown(place, &format!("{}.{name}", table.name));
                continue;
            };
            match read::field(field, value, &self.ids, raw) {
                Ok(Some(found)) => {
                    record.insert(field.name.to_owned(), found);
                }
                // Said to be empty, which is not the same as not said.
                Ok(None) if field.need == Need::Asked && value.is_string() => {
                    record.insert(field.name.to_owned(), Value::from(""));
                }
                Ok(None) => {}
                Err(trouble) => {
                    let typed = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    self.tell(place, &read::path(table, field), trouble, &typed);
                }
            }
        }
        let id = crate::id_of(&record, "id").unwrap_or_else(|| {
            let made = self.ids.made(table.name, &crate::hash_of(&record));
            record.insert("id".to_owned(), Value::from(made.to_string()));
            made
        });
        read::complete(table, &mut record, place, &mut self.problems).then_some(())?;
        self.keep(table.name, Drafted { place: place.clone(), id, record });
        Some(id)
    }

    /// Keeps a row, or adds what it says to the one that is there already.
    fn keep(&mut self, table: &'static str, row: Drafted) {
        let rows = self.rows.entry(table).or_default();
        let Some(known) = self.index.get(&(table, row.id)).and_then(|at| rows.get_mut(*at)) else {
            self.index.insert((table, row.id), rows.len());
            return rows.push(row);
        };
        let is_other = |(name, value): (&String, &Value)| {
            known.record.get(name).is_some_and(|old| old != value && old != "" && value != "")
        };
        let is_torn = row.record.iter().any(is_other);
        for (name, value) in row.record {
            if known.record.get(&name).is_none_or(|old| old == "") {
                known.record.insert(name, value);
            }
        }
        if is_torn {
            let id = row.id.to_string();
            self.tell(&row.place, &format!("{table}.id"), Trouble::Twice, &id);
        }
    }

    /// The record with this id.
    pub fn record(&self, table: &'static str, id: Uuid) -> Option<&Record> {
        let at = self.index.get(&(table, id))?;
        self.rows.get(table)?.get(*at).map(|row| &row.record)
    }

    /// Takes the rows of a table out, in the order in which they came.
    pub fn drain(&mut self, table: &str) -> Vec<Drafted> {
        self.rows.remove(table).unwrap_or_default()
    }

    /// The name of a table that an attribute or a change says that it belongs to.
    pub fn table_named(word: &str) -> Option<&'static Table> {
        let word = word.trim().to_lowercase();
        let is_it = |table: &&&Table| table.name == word || table.file.trim_end_matches(".csv") == word;
        table::ALL.iter().find(is_it).copied()
    }
}

//! A first pass over a whole file: what each column holds. It settles the order of dates and shows the values
//! that need a value map, before any row is judged.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::cell;
use super::dates::{DateFault, DateRules, DateTally, parse_date};
use super::read::{Row, RowKind, Table};

/// Columns with more different values than this are not lists of choices.
const MAX_DISTINCT: usize = 50;
const MAX_DISTINCT_CHARS: usize = 80;

/// What one column holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnProfile {
    /// Cells that are not blank.
    pub filled: u64,
    pub dates: DateTally,
    /// The first date that can be read two ways.
    pub unclear_date: Option<String>,
    /// Each value and how often it comes, while there are at most 50 of at most 80 characters; else `None`.
    pub distinct: Option<BTreeMap<String, u64>>,
}

/// What the columns of a file hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    pub columns: Vec<ColumnProfile>,
    /// Rows of every kind.
    pub rows: u64,
}

impl Profile {
    /// Reads a table to its end.
    ///
    /// # Errors
    /// Only what the source itself answers.
    pub fn of<R: Read>(mut table: Table<R>) -> io::Result<Self> {
        let mut profile = Self::new(table.columns().len());
        while let Some(row) = table.next_row()? {
            profile.observe(&row);
        }
        Ok(profile)
    }

    /// An empty profile for so many columns.
    pub fn new(columns: usize) -> Self {
        let empty = ColumnProfile { distinct: Some(BTreeMap::new()), ..ColumnProfile::default() };
        Self { columns: vec![empty; columns], rows: 0 }
    }

    /// Counts one row. Blank rows, repeated headers and broken rows prove nothing.
    pub fn observe(&mut self, row: &Row) {
        self.rows += 1;
        if row.kind != RowKind::Data || row.is_broken() {
            return;
        }
        for (column, text) in self.columns.iter_mut().zip(&row.cells) {
            column.observe(text);
        }
    }
}

impl ColumnProfile {
    fn observe(&mut self, raw: &str) {
        let text = cell::tidy(raw);
        if cell::is_blank(&text) {
            return;
        }
        self.filled += 1;
        // A date is short and has a digit; the rest needs no second look.
        if text.len() <= 60 && text.bytes().any(|b| b.is_ascii_digit()) {
            self.dates.observe(&text);
            if self.unclear_date.is_none()
                && parse_date(&text, &DateRules { drop_time: true, ..DateRules::default() })
                    == Err(DateFault::Ambiguous)
            {
                self.unclear_date = Some(text.to_string());
            }
        } else {
            self.dates.other += 1;
        }
        self.count(&text);
    }

    fn count(&mut self, text: &str) {
        let Some(distinct) = &mut self.distinct else {
            return;
        };
        if let Some(count) = distinct.get_mut(text) {
            *count += 1;
        } else if distinct.len() < MAX_DISTINCT && text.chars().count() <= MAX_DISTINCT_CHARS {
            distinct.insert(text.to_owned(), 1);
        } else {
            self.distinct = None;
        }
    }
}

//! The result of a dry run: every row accounted for, problems counted exactly and listed up to a limit.

use std::collections::BTreeMap;

use serde::Serialize;

use super::apply::Applied;
use super::problem::{Problem, ProblemKind, Severity};
use super::read::{Row, RowKind};

/// Counts rows and collects problems.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Rows of every kind after the header.
    pub rows: u64,
    /// Data rows that can come in, also those with warnings.
    pub ok: u64,
    /// Of those, rows with a warning.
    pub with_warnings: u64,
    /// Data rows that can't come in.
    pub with_errors: u64,
    pub blank: u64,
    pub repeated_headers: u64,
    /// The first problems in the order of the file, at most as many as [`Summary::new`] was told.
    pub problems: Vec<Problem>,
    /// Every problem counted by kind and column, also those that are not listed.
    #[serde(serialize_with = "counts_as_rows")]
    pub counts: BTreeMap<(ProblemKind, Option<String>), u64>,
    #[serde(skip)]
    limit: usize,
}

impl Summary {
    /// Lists at most `limit` problems.
    pub fn new(limit: usize) -> Self {
        Self {
            rows: 0,
            ok: 0,
            with_warnings: 0,
            with_errors: 0,
            blank: 0,
            repeated_headers: 0,
            problems: Vec::new(),
            counts: BTreeMap::new(),
            limit,
        }
    }

    /// Counts a row that isn't data: blank or a repeated header.
    pub fn pass_over(&mut self, row: &Row) {
        self.rows += 1;
        match row.kind {
            RowKind::Blank => self.blank += 1,
            RowKind::RepeatedHeader => self.repeated_headers += 1,
            RowKind::Data => self.count_data(&row.problems),
        }
    }

    /// Counts a data row that a plan has read. `more`: problems that the area itself found, such as a duplicate.
    pub fn add(&mut self, applied: &Applied, more: &[Problem]) {
        self.rows += 1;
        let problems: Vec<Problem> = applied.problems.iter().chain(more).cloned().collect();
        self.count_data(&problems);
    }

    fn count_data(&mut self, problems: &[Problem]) {
        match problems.iter().map(Problem::severity).max() {
            None => self.ok += 1,
            Some(Severity::Warning) => {
                self.ok += 1;
                self.with_warnings += 1;
            }
            Some(Severity::Error) => self.with_errors += 1,
        }
        for problem in problems {
            *self.counts.entry((problem.kind, problem.column.clone())).or_insert(0) += 1;
            if self.problems.len() < self.limit {
                self.problems.push(problem.clone());
            }
        }
    }

    /// All problems, also those that are not listed.
    pub fn problem_count(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Problems that were counted and are not in the list.
    pub fn unlisted(&self) -> u64 {
        self.problem_count().saturating_sub(u64::try_from(self.problems.len()).unwrap_or(u64::MAX))
    }

    /// Whether the rows of every kind add up to `rows_read` of the table.
    pub fn accounts_for(&self, rows_read: u64) -> bool {
        self.rows == rows_read && self.ok + self.with_errors + self.blank + self.repeated_headers == self.rows
    }
}

/// JSON has no keys of two parts.
fn counts_as_rows<S: serde::Serializer>(
    counts: &BTreeMap<(ProblemKind, Option<String>), u64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Count<'a> {
        kind: &'static str,
        column: Option<&'a str>,
        count: u64,
    }
    let rows = counts.iter().map(|((kind, column), count)| Count {
        kind: kind.key(),
        column: column.as_deref(),
        count: *count,
    });
    serializer.collect_seq(rows)
}

//! The account of a look at a file: every row counted once, every problem counted, the first ones listed.

use kit::tabular::{LineEnding, Problem, Sniffed};
use serde::{Deserialize, Serialize};

use super::walk::{Fate, Judged};

/// Problems that a report lists itself; all of them are in the table to download.
const LISTED: usize = 50;

/// The header of the table of problems.
pub const PROBLEM_HEADS: [&str; 6] =
    ["Line", "Column", "Field", "What is wrong", "What stands there", "Keeps the row out"];

/// A problem as a row of that table.
pub fn problem_cells(problem: &Problem) -> [String; 6] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let keeps_out = if problem.is_error() { "yes" } else { "no" };
    [
        problem.line.to_string(),
        text(&problem.column),
        text(&problem.field),
        problem.message.clone(),
        text(&problem.value),
        keeps_out.to_owned(),
    ]
}

/// What was found in a file, and what would become of its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    pub sniffed: Option<Sniffed>,
    /// Rows of every kind after the header.
    pub rows: u64,
    pub to_add: u64,
    pub already_there: u64,
    pub again: u64,
    pub with_problems: u64,
    pub blank: u64,
    pub repeated_headers: u64,
    /// Of those to add, rows with something worth a look.
    pub with_warnings: u64,
    /// What must be settled in the mapping before any row can be read.
    pub unsettled: Vec<Problem>,
    pub listed: Vec<Problem>,
    pub counts: Vec<Count>,
    /// Rows that an undo left in place, and why.
    pub stayed: Vec<Stayed>,
    pub stayed_count: u64,
}

/// How often a kind of problem comes in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub kind: String,
    pub field: Option<String>,
    pub is_error: bool,
    pub count: u64,
}

/// A row that an undo left where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stayed {
    pub line: i64,
    pub why: String,
}

impl Report {
    /// Counts one row.
    pub fn count(&mut self, judged: &Judged) {
        self.rows = self.rows.saturating_add(1);
        let of_fate = match judged.fate {
            Fate::Add => &mut self.to_add,
            Fate::There => &mut self.already_there,
            Fate::Again => &mut self.again,
            Fate::Problem => &mut self.with_problems,
            Fate::Blank => &mut self.blank,
            Fate::RepeatedHeader => &mut self.repeated_headers,
        };
        *of_fate = of_fate.saturating_add(1);
        if judged.fate == Fate::Add && !judged.problems.is_empty() {
            self.with_warnings = self.with_warnings.saturating_add(1);
        }
        for problem in &judged.problems {
            self.count_problem(problem);
        }
    }

    fn count_problem(&mut self, problem: &Problem) {
        let key = (problem.kind.key().to_owned(), problem.field.clone().or_else(|| problem.column.clone()));
        match self.counts.iter_mut().find(|count| (&count.kind, &count.field) == (&key.0, &key.1)) {
            Some(count) => count.count = count.count.saturating_add(1),
            None => self.counts.push(Count { kind: key.0, field: key.1, is_error: problem.is_error(), count: 1 }),
        }
        if self.listed.len() < LISTED {
            self.listed.push(problem.clone());
        }
    }

    /// Whether every row that was read is counted exactly once.
    pub fn accounts_for(&self, rows_read: u64) -> bool {
        let parts =
            [self.to_add, self.already_there, self.again, self.with_problems, self.blank, self.repeated_headers];
        self.rows == rows_read && parts.iter().sum::<u64>() == self.rows
    }

    /// Whether the file can come in as it is.
    pub fn is_ready(&self) -> bool {
        self.unsettled.is_empty() && self.with_problems == 0 && self.to_add > 0
    }

    /// What kind of file it is, in plain words.
    pub fn file_in_words(&self) -> Vec<String> {
        self.sniffed.as_ref().map(in_words).unwrap_or_default()
    }
}

fn in_words(sniffed: &Sniffed) -> Vec<String> {
    let divider = match sniffed.delimiter {
        ',' => "commas",
        ';' => "semicolons",
        '\t' => "tabs",
        '|' => "upright bars",
        _ => "another sign",
    };
    let ends = match sniffed.line_ending {
        LineEnding::Lf => "as on Linux and Mac",
        LineEnding::CrLf => "as on Windows",
        LineEnding::Cr => "as on old Macs",
        LineEnding::Mixed => "in more than one way",
    };
    let header = match sniffed.header_line {
        Some(line) => format!("The header is on line {line}, with {} columns.", sniffed.columns.len()),
        None => format!("There is no header, so the {} columns are numbered.", sniffed.columns.len()),
    };
    let mark = if sniffed.has_byte_order_mark { " It starts with a mark that says so." } else { "" };
    let mut words = vec![
        format!("Letters are written as {}.{mark}", sniffed.encoding.label()),
        format!("Cells are divided by {divider}; lines end {ends}."),
        header,
    ];
    words.extend(sniffed.notes.iter().cloned());
    words
}

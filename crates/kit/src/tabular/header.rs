//! Where the header stands, and what its columns are called.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::cell;
use super::dates;
use super::read::Header;

/// The header is looked for among so many rows.
const HEADER_ROWS: usize = 40;
/// As many columns as the common spreadsheet programs have.
const MAX_COLUMNS: usize = 16_384;
const SAMPLES_PER_COLUMN: usize = 3;
/// So many columns without a name of their own are told one by one.
const MAX_NAME_NOTES: usize = 20;

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The header, tidied and made unique: `Phone`, `Phone (2)`; `Column 7` when the header is empty.
    pub name: String,
    /// The first few values that are not blank, to show beside the header.
    pub samples: Vec<String>,
}

/// A row of the sample: its line and its cells, tidied.
pub(super) struct SampleRow {
    pub line: u64,
    pub cells: Vec<String>,
}

impl SampleRow {
    /// Cells up to the last that is not empty.
    fn width(&self) -> usize {
        self.cells.iter().rposition(|c| !c.is_empty()).map_or(0, |last| last + 1)
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|c| !c.is_empty()).count()
    }
}

/// The value that comes most often; the larger one in a tie; 0 for none.
pub(super) fn most_common(values: impl Iterator<Item = usize>) -> usize {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0_usize) += 1;
    }
    let most = counts.into_iter().max_by_key(|(value, count)| (*count, *value));
    most.map_or(0, |(value, _)| value)
}

/// The place of the header among the sample rows: the first row that is about as wide as most rows are, when it
/// reads like labels.
pub(super) fn find(rows: &[SampleRow], wish: Header) -> Option<usize> {
    match wish {
        Header::None => None,
        Header::Line(line) => rows.iter().position(|row| row.line == line),
        Header::Detect => {
            let width = most_common(rows.iter().map(SampleRow::width).filter(|w| *w > 0));
            let enough = if width < 2 { 1 } else { (width * 3).div_ceil(4).max(2) };
            let mut first_rows = rows.iter().take(HEADER_ROWS);
            let first = first_rows.position(|row| row.filled() >= enough)?;
            rows.get(first).filter(|row| is_like_labels(row)).map(|_| first)
        }
    }
}

/// Headers are words: not numbers, not dates, not long.
fn is_like_labels(row: &SampleRow) -> bool {
    let labels = row.cells.iter().filter(|c| is_like_label(c)).count();
    labels * 5 >= row.filled() * 4
}

fn is_like_label(text: &str) -> bool {
    let has_letter = text.chars().any(char::is_alphabetic);
    let is_short = text.chars().count() <= 100;
    has_letter && is_short && cell::parse_email(text).is_none() && !dates::looks_like_date(text)
}

/// The columns by the header at `header`, or numbered. What a person should know goes to `notes`.
pub(super) fn name_columns(rows: &[SampleRow], header: Option<usize>, notes: &mut Vec<String>) -> Vec<Column> {
    let body = rows.get(header.map_or(0, |at| at + 1)..).unwrap_or_default();
    let labels = match header.and_then(|at| rows.get(at)) {
        Some(row) => {
            let before = rows.iter().take(header.unwrap_or(0)).filter(|r| r.filled() > 0).count();
            if before > 0 {
                notes.push(format!("Lines of text before the header are left out: {before}."));
            }
            header_labels(row, body, notes)
        }
        None => {
            if !rows.is_empty() {
                notes.push("No header row was found, so the columns are numbered.".to_owned());
            }
            vec![String::new(); most_common(body.iter().map(SampleRow::width).filter(|w| *w > 0))]
        }
    };
    let labels = within_limit(labels, notes);
    let names = unique_names(labels, header.is_some(), notes);
    let with_samples = |(at, name)| Column { name, samples: samples(body, at) };
    names.into_iter().enumerate().map(with_samples).collect()
}

/// The labels up to the last column that has a label or a value.
fn header_labels(row: &SampleRow, body: &[SampleRow], notes: &mut Vec<String>) -> Vec<String> {
    let labelled = row.width();
    let is_used = |at: &usize| body.iter().any(|r| r.cells.get(*at).is_some_and(|c| !c.is_empty()));
    let used = (labelled..row.cells.len()).rfind(is_used).map_or(labelled, |at| at + 1);
    let empty = row.cells.len().saturating_sub(used);
    if empty > 0 {
        notes.push(format!("Empty columns at the right are left out: {empty}."));
    }
    row.cells.iter().take(used).cloned().collect()
}

fn within_limit(mut labels: Vec<String>, notes: &mut Vec<String>) -> Vec<String> {
    if labels.len() > MAX_COLUMNS {
        notes.push(format!("Only the first {MAX_COLUMNS} columns are read. Check the sign that divides the cells."));
        labels.truncate(MAX_COLUMNS);
    }
    labels
}

fn samples(body: &[SampleRow], at: usize) -> Vec<String> {
    let values = body.iter().filter_map(|row| row.cells.get(at)).filter(|c| !c.is_empty());
    values.take(SAMPLES_PER_COLUMN).map(|value| cell::shorten(value, 60)).collect()
}

/// Makes header names unique in a way that is the same for the same header every time.
fn unique_names(labels: Vec<String>, has_header: bool, notes: &mut Vec<String>) -> Vec<String> {
    let mut taken: BTreeSet<String> = labels.iter().filter(|l| !l.is_empty()).cloned().collect();
    // How often each label came so far; the next number to try.
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    let mut names = Vec::with_capacity(labels.len());
    let mut told = Vec::new();
    for (at, label) in labels.into_iter().enumerate() {
        let (base, is_empty) = if label.is_empty() { (format!("Column {}", at + 1), true) } else { (label, false) };
        let count = times.entry(base.clone()).or_insert(0);
        let is_free = *count == 0 && (!is_empty || !taken.contains(&base));
        let name = if is_free { base.clone() } else { numbered(&base, count, &taken) };
        *count += 1;
        if is_empty && has_header {
            told.push(format!("Column {} has no header. It is called \"{name}\" here.", at + 1));
        } else if !is_free {
            told.push(format!("More than one column is called \"{base}\". This one is called \"{name}\" here."));
        }
        taken.insert(name.clone());
        names.push(name);
    }
    let more = told.len().saturating_sub(MAX_NAME_NOTES);
    notes.extend(told.into_iter().take(MAX_NAME_NOTES));
    if more > 0 {
        notes.push(format!("Other columns without a name of their own: {more}."));
    }
    names
}

/// The first of `Phone (2)`, `Phone (3)`, … that no column has.
fn numbered(base: &str, count: &mut u32, taken: &BTreeSet<String>) -> String {
    *count = (*count).max(1);
    loop {
        let name = format!("{base} ({})", *count + 1);
        if !taken.contains(&name) {
            return name;
        }
        *count += 1;
    }
}

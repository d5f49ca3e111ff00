//! Judging a file by its first part: encoding, delimiter, quote, line endings and where the header stands.

use serde::{Deserialize, Serialize};

use super::cell;
use super::dates;
use super::encoding::{self, Decoder, Encoding};
use super::frame::{Dialect, Framer, State};
use super::read::{Header, ReadOptions};
use super::split::Splitter;

/// Candidates in the order that breaks a tie.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are judged.
const SAMPLE_ROWS: usize = 200;
/// The header is looked for among so many rows.
const HEADER_ROWS: usize = 40;
const SAMPLES_PER_COLUMN: usize = 3;

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The header, tidied and made unique: `Phone`, `Phone (2)`; `Column 7` when the header is empty.
    pub name: String,
    /// The first few values that are not blank, to show beside the header.
    pub samples: Vec<String>,
}

/// How the lines of a file end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnding {
    Lf,
    CrLf,
    /// Old spreadsheet programs on the Mac.
    Cr,
    /// More than one of them, or none.
    Mixed,
}

/// What was found in the first part of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sniffed {
    /// As judged by the first part; see [`super::Table::encoding`] for what the whole file turned out to be.
    pub encoding: Encoding,
    pub has_byte_order_mark: bool,
    pub delimiter: char,
    pub quote: char,
    pub line_ending: LineEnding,
    /// The line of the header, from 1; `None` when the file seems to have none.
    pub header_line: Option<u64>,
    pub columns: Vec<Column>,
    /// What the person should know, in plain words.
    pub notes: Vec<String>,
}

/// A row of the sample: its line and its cells, tidied.
struct SampleRow {
    line: u64,
    cells: Vec<String>,
}

impl SampleRow {
    /// Cells up to the last that is not empty.
    fn width(&self) -> usize {
        self.cells
            .iter()
            .rposition(|c| !c.is_empty())
            .map_or(0, |last| last + 1)
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|c| !c.is_empty()).count()
    }
}

/// Judges the first part of a file. `is_whole`: nothing follows.
pub(super) fn sniff(head: &[u8], is_whole: bool, options: &ReadOptions) -> (Sniffed, usize) {
    let mut detected = encoding::detect(head);
    if let Some(chosen) = options.encoding {
        detected.mark_bytes = if detected.encoding == chosen {
            detected.mark_bytes
        } else {
            0
        };
        detected.encoding = chosen;
    }
    let mut text = String::new();
    let body = head.get(detected.mark_bytes..).unwrap_or_default();
    Decoder::new(detected.encoding).push(body, is_whole, &mut text, &mut Vec::new());
    let quote = if looks_single_quoted(&text) {
        b'\''
    } else {
        b'"'
    };
    let delimiter = options
        .delimiter
        .unwrap_or_else(|| judge_delimiter(&text, is_whole, quote));
    let rows = sample(&text, is_whole, Dialect { delimiter, quote });
    let header = find_header(&rows, options.header);
    let mut notes = encoding_notes(&detected, &text);
    let columns = name_columns(&rows, header, &mut notes);
    let sniffed = Sniffed {
        encoding: detected.encoding,
        has_byte_order_mark: detected.mark_bytes > 0,
        delimiter: char::from(delimiter),
        quote: char::from(quote),
        line_ending: line_ending(&text),
        header_line: header.and_then(|at| rows.get(at)).map(|row| row.line),
        columns,
        notes,
    };
    (sniffed, detected.mark_bytes)
}

fn encoding_notes(detected: &encoding::Detected, text: &str) -> Vec<String> {
    let mut notes = Vec::new();
    if detected.mixed {
        notes.push("Some letters are in another encoding than the rest of the file. Check names with accents.".to_owned());
    }
    if text.contains('\0') {
        notes.push("The file has hidden NUL characters. They are left out.".to_owned());
    }
    notes
}

/// `'…'` around cells and no `"…"` anywhere: some database tools write so.
fn looks_single_quoted(text: &str) -> bool {
    if text.contains('"') {
        return false;
    }
    let (mut wrapped, mut cells) = (0_usize, 0_usize);
    for piece in text
        .split([',', ';', '\t', '|', '\n', '\r'])
        .filter(|p| !p.is_empty())
        .take(500)
    {
        cells += 1;
        wrapped +=
            usize::from(piece.len() >= 2 && piece.starts_with('\'') && piece.ends_with('\''));
    }
    wrapped >= 2 && wrapped * 2 > cells
}

/// The delimiter whose rows agree best on a number of cells above one, judged outside quotes.
fn judge_delimiter(text: &str, is_whole: bool, quote: u8) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let said = first
        .strip_prefix("sep=")
        .map(|rest| rest.trim_end().as_bytes());
    if let Some(&[said]) = said
        && said.is_ascii_punctuation()
        && said != quote
    {
        return said;
    }
    if first.trim_end_matches(['\r', '\n']) == "sep=\t" {
        return b'\t';
    }
    let mut best = (b',', 0.0_f64);
    for delimiter in DELIMITERS {
        let score = agreement(text, is_whole, Dialect { delimiter, quote });
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// 0 to about 1.2: the share of rows that have the most common number of cells, wider rows a little better.
fn agreement(text: &str, is_whole: bool, dialect: Dialect) -> f64 {
    let (frames, broken) = frames_of(text, is_whole, dialect);
    let mut splitter = Splitter::new(dialect);
    let counts: Vec<usize> = frames
        .iter()
        .map(|f| splitter.cells(f).len())
        .filter(|count| *count > 0)
        .collect();
    let width = most_common(counts.iter().copied().filter(|count| *count > 1));
    if width < 2 {
        return 0.0;
    }
    let agreeing = counts.iter().filter(|count| **count == width).count();
    let share = ratio(agreeing, counts.len());
    share + 0.02 * ratio(width.min(10), 1) - 0.5 * ratio(broken, counts.len())
}

fn ratio(part: usize, whole: usize) -> f64 {
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    float(part) / float(whole.max(1))
}

/// The value that comes most often; the larger one in a tie; 0 for none.
fn most_common(values: impl Iterator<Item = usize>) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0_usize) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(value, count)| (*count, *value))
        .map_or(0, |(value, _)| value)
}

/// The first rows, and how many of them have quotes that don't fit the dialect.
fn frames_of(text: &str, is_whole: bool, dialect: Dialect) -> (Vec<super::frame::Frame>, usize) {
    let mut framer = Framer::new(
        text.as_bytes(),
        Encoding::Utf8,
        dialect,
        text.len().max(1024),
    );
    let mut frames = Vec::new();
    while let Ok(Some(frame)) = framer.next() {
        frames.push(frame);
        if frames.len() >= SAMPLE_ROWS {
            break;
        }
    }
    if !is_whole && frames.len() > 1 && frames.len() < SAMPLE_ROWS {
        frames.pop();
    }
    let broken = frames.iter().filter(|f| f.state != State::Whole).count();
    (frames, broken)
}

fn sample(text: &str, is_whole: bool, dialect: Dialect) -> Vec<SampleRow> {
    let mut splitter = Splitter::new(dialect);
    let (frames, _) = frames_of(text, is_whole, dialect);
    let mut rows: Vec<SampleRow> = Vec::new();
    for frame in &frames {
        let cells = splitter
            .cells(frame)
            .iter()
            .map(|c| cell::tidy(c).into_owned())
            .collect();
        rows.push(SampleRow {
            line: frame.line,
            cells,
        });
    }
    rows
}

/// The place of the header among the sample rows.
fn find_header(rows: &[SampleRow], wish: Header) -> Option<usize> {
    match wish {
        Header::None => None,
        Header::Line(line) => rows.iter().position(|row| row.line == line),
        Header::Detect => {
            let width = most_common(rows.iter().map(SampleRow::width).filter(|w| *w > 0));
            let enough = if width < 2 {
                1
            } else {
                (width * 3).div_ceil(4).max(2)
            };
            let wide = |row: &&SampleRow| row.filled() >= enough;
            let first = rows.iter().take(HEADER_ROWS).position(|row| wide(&row))?;
            rows.get(first)
                .filter(|row| is_like_labels(row))
                .map(|_| first)
        }
    }
}

/// Headers are words: not numbers, not dates, not long.
fn is_like_labels(row: &SampleRow) -> bool {
    let labels = row
        .cells
        .iter()
        .filter(|c| !c.is_empty() && is_like_label(c))
        .count();
    labels * 5 >= row.filled() * 4
}

fn is_like_label(text: &str) -> bool {
    let has_letter = text.chars().any(char::is_alphabetic);
    has_letter
        && text.chars().count() <= 100
        && !dates::looks_like_date(text)
        && !text.contains('@')
}

fn name_columns(rows: &[SampleRow], header: Option<usize>, notes: &mut Vec<String>) -> Vec<Column> {
    let body = rows
        .get(header.map_or(0, |at| at + 1)..)
        .unwrap_or_default();
    let named = header.and_then(|at| rows.get(at));
    let before = header.map_or(0, |at| {
        rows.iter().take(at).filter(|r| r.filled() > 0).count()
    });
    if before > 0 {
        notes.push(format!(
            "{before} line(s) of text before the header are left out."
        ));
    }
    if header.is_none() && !rows.is_empty() {
        notes.push("No header row was found, so the columns are numbered.".to_owned());
    }
    let body_width = most_common(body.iter().map(SampleRow::width).filter(|w| *w > 0));
    let width = named.map_or(body_width, |row| {
        let labelled = row.width();
        let used = (labelled..row.cells.len())
            .rfind(|at| is_used(body, *at))
            .map_or(0, |at| at + 1);
        labelled.max(used)
    });
    if let Some(empty) = named
        .map(|row| row.cells.len().saturating_sub(width))
        .filter(|n| *n > 0)
    {
        notes.push(format!(
            "{empty} empty column(s) at the right are left out."
        ));
    }
    let labels = (0..width).map(|at| {
        named
            .and_then(|row| row.cells.get(at))
            .cloned()
            .unwrap_or_default()
    });
    let names = unique_names(labels, notes);
    names
        .into_iter()
        .enumerate()
        .map(|(at, name)| Column {
            name,
            samples: samples(body, at),
        })
        .collect()
}

fn is_used(body: &[SampleRow], at: usize) -> bool {
    body.iter()
        .any(|row| row.cells.get(at).is_some_and(|c| !c.is_empty()))
}

fn samples(body: &[SampleRow], at: usize) -> Vec<String> {
    let values = body
        .iter()
        .filter_map(|row| row.cells.get(at))
        .filter(|c| !c.is_empty());
    values
        .take(SAMPLES_PER_COLUMN)
        .map(|value| cell::shorten(value, 60))
        .collect()
}

/// Makes header names unique in a way that is the same for the same header every time.
fn unique_names(labels: impl Iterator<Item = String>, notes: &mut Vec<String>) -> Vec<String> {
    let labels: Vec<String> = labels.collect();
    let mut taken: std::collections::BTreeSet<String> =
        labels.iter().filter(|l| !l.is_empty()).cloned().collect();
    let mut seen = std::collections::BTreeSet::new();
    let mut names = Vec::with_capacity(labels.len());
    for (at, label) in labels.into_iter().enumerate() {
        let is_first = !label.is_empty() && seen.insert(label.clone());
        if is_first {
            names.push(label);
            continue;
        }
        let base = if label.is_empty() {
            format!("Column {}", at + 1)
        } else {
            label.clone()
        };
        let name = free_name(&base, label.is_empty(), &taken);
        if label.is_empty() {
            notes.push(format!(
                "Column {} has no header. It is called \"{name}\" here.",
                at + 1
            ));
        } else {
            notes.push(format!(
                "Two columns are called \"{label}\". The later one is called \"{name}\" here."
            ));
        }
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

fn free_name(
    base: &str,
    may_stand_alone: bool,
    taken: &std::collections::BTreeSet<String>,
) -> String {
    if may_stand_alone && !taken.contains(base) {
        return base.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let name = format!("{base} ({number})");
        if !taken.contains(&name) {
            return name;
        }
        number += 1;
    }
}

fn line_ending(text: &str) -> LineEnding {
    let pairs = text.matches("\r\n").count();
    let feeds = text.matches('\n').count() - pairs;
    let returns = text.matches('\r').count() - pairs;
    match (feeds > 0, pairs > 0, returns > 0) {
        (true, false, false) => LineEnding::Lf,
        (false, true, false) => LineEnding::CrLf,
        (false, false, true) => LineEnding::Cr,
        _ => LineEnding::Mixed,
    }
}

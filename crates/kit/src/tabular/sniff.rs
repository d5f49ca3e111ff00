//! Judging a file by its first part: encoding, delimiter, quote and line endings.

use serde::{Deserialize, Serialize};

use super::cell;
use super::encoding::{self, Decoder, Encoding};
use super::formula;
use super::frame::{Dialect, Framer, State};
use super::header::{self, Column, SampleRow, most_common};
use super::read::ReadOptions;
use super::split::Splitter;

/// Candidates in the order that breaks a tie.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are judged.
const SAMPLE_ROWS: usize = 200;

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

/// Judges the first part of a file. `is_whole`: nothing follows.
pub(super) fn sniff(head: &[u8], is_whole: bool, options: &ReadOptions) -> (Sniffed, usize) {
    let mut detected = encoding::detect(head);
    if let Some(chosen) = options.encoding {
        detected.mark_bytes = if detected.encoding == chosen { detected.mark_bytes } else { 0 };
        detected.encoding = chosen;
    }
    let mut text = String::new();
    let body = head.get(detected.mark_bytes..).unwrap_or_default();
    Decoder::new(detected.encoding).push(body, is_whole, &mut text, &mut Vec::new());
    let quote = if looks_single_quoted(&text) { b'\'' } else { b'"' };
    let delimiter = options.delimiter.unwrap_or_else(|| judge_delimiter(&text, is_whole, quote));
    let rows = sample(&text, is_whole, Dialect { delimiter, quote });
    let header = header::find(&rows, options.header);
    let mut notes = encoding_notes(&detected, &text);
    let columns = header::name_columns(&rows, header, &mut notes);
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
        notes.push(
            "Some letters are in another encoding than the rest of the file. Check names with accents.".to_owned(),
        );
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
    for piece in text.split([',', ';', '\t', '|', '\n', '\r']).filter(|p| !p.is_empty()).take(500) {
        cells += 1;
        wrapped += usize::from(piece.len() >= 2 && piece.starts_with('\'') && piece.ends_with('\''));
    }
    wrapped >= 2 && wrapped * 2 > cells
}

/// The delimiter whose rows agree best on a number of cells above one, judged outside quotes.
fn judge_delimiter(text: &str, is_whole: bool, quote: u8) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let said = first.strip_prefix("sep=").map(|rest| rest.trim_end().as_bytes());
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
    let counts: Vec<usize> = frames.iter().map(|f| splitter.cells(f).len()).filter(|count| *count > 0).collect();
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

/// The first rows, and how many of them have quotes that don't fit the dialect.
fn frames_of(text: &str, is_whole: bool, dialect: Dialect) -> (Vec<super::frame::Frame>, usize) {
    let mut framer = Framer::new(text.as_bytes(), Encoding::Utf8, dialect, text.len().max(1024));
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
        let cells = splitter.cells(frame).iter().map(|c| cell::tidy(formula::restore(c)).into_owned()).collect();
        rows.push(SampleRow { line: frame.line, cells });
    }
    rows
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

//! The stream of rows.

use std::io::{self, Chain, Cursor, Read};

use super::cell;
use super::encoding::Encoding;
use super::formula;
use super::frame::{Dialect, Frame, Framer, State};
use super::header::Column;
use super::problem::{Problem, ProblemKind};
use super::sniff::{self, Sniffed};
use super::split::Splitter;

/// How much of a file is judged before reading.
const HEAD_BYTES: u64 = 256 * 1024;

/// Where the header stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Header {
    /// Judge by the first rows.
    #[default]
    Detect,
    /// On this line, from 1, as a person has pointed it out.
    Line(u64),
    /// The file has none; columns are numbered.
    None,
}

/// How to read a file. The default judges everything.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    pub header: Header,
    pub encoding: Option<Encoding>,
    /// An ASCII character such as `b';'`.
    pub delimiter: Option<u8>,
    /// A row longer than this many bytes is a problem. It bounds the memory used.
    pub max_row_bytes: usize,
    /// A cell longer than this many characters is a problem.
    pub max_cell_chars: usize,
    /// Takes off the `'` that [`super::Writer`] puts before cells that a spreadsheet would run as a formula.
    pub restore_formulas: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            header: Header::Detect,
            encoding: None,
            delimiter: None,
            max_row_bytes: 1024 * 1024,
            max_cell_chars: 100_000,
            restore_formulas: true,
        }
    }
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    Data,
    /// Nothing but blanks.
    Blank,
    /// The header again: pasted files, page breaks, a second header row.
    RepeatedHeader,
}

/// One row after the header. Every row of the file comes out, also blank and broken ones.
#[derive(Clone, Debug)]
pub struct Row {
    /// The line of the file where the row starts, counted as a text editor counts, from 1.
    pub line: u64,
    pub kind: RowKind,
    /// As many cells as there are columns, as they stand in the file (not trimmed).
    pub cells: Vec<String>,
    /// Cells to the right of the last column, when there are any that are not blank.
    pub extra: Vec<String>,
    /// What is wrong with the row as a row.
    pub problems: Vec<Problem>,
}

impl Row {
    /// Whether the row can't be used before it is mended.
    pub fn is_broken(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// A file being read: what was found about it, and its rows one by one.
pub struct Table<R> {
    framer: Framer<Chain<Cursor<Vec<u8>>, R>>,
    splitter: Splitter,
    sniffed: Sniffed,
    options: ReadOptions,
    /// The header's cells, folded, to know it again.
    header_folded: Vec<String>,
    rows_read: u64,
    lines_before_header: u64,
    is_first: bool,
}

impl<R: Read> Table<R> {
    /// Judges the first part of `source` and stands before the first row after the header.
    ///
    /// # Errors
    /// Only what `source` itself answers: no content is an error here.
    pub fn open(mut source: R, options: ReadOptions) -> io::Result<Self> {
        let mut head = Vec::new();
        source.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
        let is_whole = u64::try_from(head.len()).unwrap_or(u64::MAX) < HEAD_BYTES;
        let (sniffed, mark_bytes) = sniff::sniff(&head, is_whole, &options);
        head.drain(..mark_bytes);
        let dialect = Dialect { delimiter: ascii(sniffed.delimiter), quote: ascii(sniffed.quote) };
        let stream = Cursor::new(head).chain(source);
        let framer = Framer::new(stream, sniffed.encoding, dialect, options.max_row_bytes.max(64));
        let mut table = Self {
            framer,
            splitter: Splitter::new(dialect),
            header_folded: sniffed.columns.iter().map(|c| cell::fold(&c.name)).collect(),
            sniffed,
            options,
            rows_read: 0,
            lines_before_header: 0,
            is_first: true,
        };
        table.pass_header()?;
        Ok(table)
    }

    fn pass_header(&mut self) -> io::Result<()> {
        let Some(header_line) = self.sniffed.header_line else {
            return Ok(());
        };
        while let Some(frame) = self.framer.next()? {
            if frame.line >= header_line {
                let cells = self.splitter.cells(&frame);
                let labels = self.header_folded.iter_mut().zip(&cells);
                labels.for_each(|(folded, label)| *folded = cell::fold(label));
                break;
            }
            self.lines_before_header += 1;
        }
        Ok(())
    }

    /// What was found in the first part of the file.
    pub fn sniffed(&self) -> &Sniffed {
        &self.sniffed
    }

    /// The columns, in the order of the cells of every [`Row`].
    pub fn columns(&self) -> &[Column] {
        &self.sniffed.columns
    }

    /// The encoding, as known after the rows read so far: an old file may show its first accent late.
    pub fn encoding(&self) -> Encoding {
        self.framer.encoding()
    }

    /// Rows given out so far, of every kind. [`super::Summary`] must account for all of them.
    pub fn rows_read(&self) -> u64 {
        self.rows_read
    }

    /// Rows of text before the header, which are left out.
    pub fn rows_before_header(&self) -> u64 {
        self.lines_before_header
    }

    /// The next row; `None` at the end of the file.
    ///
    /// # Errors
    /// Only what the source itself answers. What is wrong with the content stands in [`Row::problems`].
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        let Some(frame) = self.framer.next()? else {
            return Ok(None);
        };
        self.rows_read += 1;
        let row = self.row(&frame);
        self.is_first = self.is_first && row.kind == RowKind::Blank;
        Ok(Some(row))
    }

    fn row(&mut self, frame: &Frame) -> Row {
        let mut cells = self.splitter.cells(frame);
        let mut problems = frame_problems(frame);
        if self.options.restore_formulas {
            cells.iter_mut().for_each(formula::restore_in_place);
        }
        let (found, width) = (cells.len(), self.sniffed.columns.len());
        let mut extra = cells.split_off(width.min(found));
        if extra.iter().all(|c| cell::is_empty(c)) {
            extra.clear();
        }
        // What is broken or holds more than the header is never passed over.
        let is_plain = extra.is_empty() && !problems.iter().any(Problem::is_error);
        let kind = if is_plain { self.kind(&cells) } else { RowKind::Data };
        cells.resize(width, String::new());
        if kind == RowKind::Data {
            self.check_shape(frame.line, found, &extra, &mut problems);
            self.check_cells(frame.line, &mut cells, &mut problems);
        }
        Row { line: frame.line, kind, cells, extra, problems }
    }

    fn kind(&self, cells: &[String]) -> RowKind {
        if cells.iter().all(|c| cell::is_empty(c)) {
            return RowKind::Blank;
        }
        if self.sniffed.header_line.is_none() {
            return RowKind::Data;
        }
        let (mut filled, mut same) = (0_usize, 0_usize);
        for (text, label) in cells.iter().zip(&self.header_folded).filter(|(text, _)| !cell::is_empty(text)) {
            filled += 1;
            same += usize::from(cell::fold(text) == *label);
        }
        // A second header row straight after the first may differ in a few words; later ones are exact copies.
        let labelled = self.header_folded.iter().filter(|l| !l.is_empty()).count();
        let needed = if self.is_first { filled.div_ceil(2).max(2) } else { filled.max(labelled) };
        if filled > 0 && same >= needed.min(labelled.max(1)) && (same > 1 || labelled == 1) {
            RowKind::RepeatedHeader
        } else {
            RowKind::Data
        }
    }

    fn check_shape(&self, line: u64, found: usize, extra: &[String], problems: &mut Vec<Problem>) {
        let expected = self.sniffed.columns.len();
        if !extra.is_empty() {
            let message = format!(
                "This row has {found} cells, but the header has {expected}. \
                 A comma or other divider inside a cell may need quotes around the cell. Nothing was moved or dropped."
            );
            problems.push(Problem::new(line, ProblemKind::ExtraCells, message).with_value(&extra.join(" | ")));
        } else if found < expected {
            let message = format!(
                "This row has {found} cells, but the header has {expected}. The missing ones at the end are taken as blank."
            );
            problems.push(Problem::new(line, ProblemKind::MissingCells, message));
        }
    }

    fn check_cells(&self, line: u64, cells: &mut [String], problems: &mut Vec<Problem>) {
        for (text, column) in cells.iter_mut().zip(&self.sniffed.columns) {
            if text.contains('\u{FFFD}') {
                let message = "A letter could not be read. Look at this cell and type it again.";
                let problem = Problem::new(line, ProblemKind::UnreadableCharacter, message);
                problems.push(problem.in_column(&column.name).with_value(text));
            }
            let limit = self.options.max_cell_chars;
            if text.len() > limit && text.chars().count() > limit {
                let message = format!("This cell has more than {limit} characters. Shorten it or split it.");
                let problem = Problem::new(line, ProblemKind::TooLong, message);
                problems.push(problem.in_column(&column.name).with_value(text));
                *text = text.chars().take(limit).collect();
            }
        }
    }
}

fn ascii(sign: char) -> u8 {
    u8::try_from(sign).unwrap_or(b',')
}

fn frame_problems(frame: &Frame) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |kind, message: String| {
        problems.push(Problem::new(frame.line, kind, message).with_value(&frame.text));
    };
    match frame.state {
        State::Whole => {}
        State::StrayQuote => add(
            ProblemKind::StrayQuote,
            "A quote mark stands in the middle of a cell. Check that the cell reads right.".to_owned(),
        ),
        State::UnclosedQuote(opened) => add(
            ProblemKind::UnclosedQuote,
            format!("A quote mark opens a cell on line {opened} and never closes. Delete it or add the closing one."),
        ),
        State::TooLong => add(
            ProblemKind::TooLong,
            "This row is too long to read. Check whether a quote mark or a line break is missing.".to_owned(),
        ),
    }
    if frame.had_nul {
        add(ProblemKind::HiddenCharacters, "Hidden NUL characters were left out of this row.".to_owned());
    }
    if frame.was_repaired {
        add(
            ProblemKind::MixedEncoding,
            "A letter was in another encoding than the rest of the file and was read as Windows-1252. Check its accents."
                .to_owned(),
        );
    }
    problems
}

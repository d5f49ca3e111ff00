//! One row's text to cells, by the `csv` crate: one reader lives as long as the file and is fed row by row.

use std::io::{self, Read};

use csv::{Reader, ReaderBuilder, StringRecord};

use super::frame::{Dialect, Frame, State};

/// Hands the reader one row at a time.
struct Feed {
    bytes: Vec<u8>,
    at: usize,
}

impl Read for Feed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.read(out)?;
        self.at += count;
        Ok(count)
    }
}

/// Splits rows by one dialect.
pub(super) struct Splitter {
    dialect: Dialect,
    quoted: Reader<Feed>,
    /// For lines with a lost quote: quotes mean nothing. Made when the first such line comes.
    bare: Option<Reader<Feed>>,
    record: StringRecord,
}

impl Splitter {
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, quoted: reader(dialect, true), bare: None, record: StringRecord::new() }
    }

    /// The cells of a row; none for an empty line.
    pub fn cells(&mut self, frame: &Frame) -> Vec<String> {
        if frame.text.is_empty() {
            return Vec::new();
        }
        let is_quoted = matches!(frame.state, State::Whole | State::StrayQuote);
        let reader =
            if is_quoted { &mut self.quoted } else { self.bare.get_or_insert_with(|| reader(self.dialect, false)) };
        let feed = reader.get_mut();
        feed.bytes.clear();
        feed.bytes.extend_from_slice(frame.text.as_bytes());
        feed.bytes.push(b'\n');
        feed.at = 0;
        if let Ok(true) = reader.read_record(&mut self.record) {
            return self.record.iter().map(str::to_owned).collect();
        }
        // Not reached as long as both agree on what a row is; a reader that has met an end can't be used again.
        *reader = self::reader(self.dialect, is_quoted);
        vec![frame.text.clone()]
    }
}

fn reader(dialect: Dialect, quoting: bool) -> Reader<Feed> {
    // The first record is thrown away: at the start of its input `csv` would drop a byte-order mark.
    let feed = Feed { bytes: b"-\n".to_vec(), at: 0 };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter)
        .quote(dialect.quote)
        .quoting(quoting)
        .from_reader(feed);
    let mut start = StringRecord::new();
    // Can't fail: the input is in memory and is plain ASCII.
    let _ = reader.read_record(&mut start);
    reader
}

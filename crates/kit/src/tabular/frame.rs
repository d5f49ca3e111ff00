//! Cutting a stream into rows: where each row starts and ends, on which line, and what to do when a quote
//! is never closed. Splitting a row into cells is the `csv` crate's work; it can't do this part, because it
//! skips blank lines, counts lines by `\n` only, and reads an unclosed quote to the end of the file.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::encoding::{Decoder, Encoding};

const CHUNK_BYTES: usize = 64 * 1024;
/// After this many unclosed quotes a quote must close on its own line, so that a broken file stays cheap to read.
const PATIENCE: u32 = 100;

/// The signs that shape a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub delimiter: u8,
    pub quote: u8,
}

/// How a row came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Whole,
    /// A quoted cell is followed by more text on the same line: `"Jo" Smith`.
    StrayQuote,
    /// A quote opened on this line and never closed; the text is the first line alone.
    UnclosedQuote(u64),
    /// The text is the start only; the rest of the line was passed over.
    TooLong,
}

/// One row as it stands in the file, without its line ending.
#[derive(Debug)]
pub(super) struct Frame {
    pub text: String,
    /// The physical line on which it starts, from 1.
    pub line: u64,
    pub state: State,
    pub had_nul: bool,
    pub was_repaired: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    CellStart,
    Bare,
    Quoted,
    AfterQuote,
}

enum Stop {
    /// The row ends before this place and the next begins after so many bytes of line ending.
    End {
        stray: bool,
    },
    Unclosed(u64),
    TooLong,
}

/// Where a walk over one row stands. The steps are those of the `csv` crate, so that both see the same row.
struct Walk {
    dialect: Dialect,
    at: At,
    /// The line of the next byte.
    line: u64,
    /// The line of the last opening quote.
    opened_line: u64,
    stray: bool,
    previous: u8,
    /// A quote must close on its own line.
    is_impatient: bool,
}

impl Walk {
    fn new(dialect: Dialect, line: u64, is_impatient: bool) -> Self {
        let at = At::CellStart;
        Self { dialect, at, line, opened_line: line, stray: false, previous: 0, is_impatient }
    }

    /// Takes one byte; `Some`: the row ended before it.
    fn step(&mut self, byte: u8) -> Option<Stop> {
        let is_break = byte == b'\n' || byte == b'\r';
        let Dialect { delimiter, quote } = self.dialect;
        self.at = match self.at {
            At::Quoted if byte == quote => At::AfterQuote,
            At::Quoted if is_break && self.is_impatient => {
                return Some(Stop::Unclosed(self.opened_line));
            }
            At::Quoted => {
                self.line += u64::from(is_break && !(byte == b'\n' && self.previous == b'\r'));
                At::Quoted
            }
            _ if is_break => return Some(Stop::End { stray: self.stray }),
            _ if byte == delimiter => At::CellStart,
            At::CellStart if byte == quote => {
                self.opened_line = self.line;
                At::Quoted
            }
            At::AfterQuote if byte == quote => At::Quoted,
            // The quote that seemed to close belongs to another row: the first one never closed.
            At::AfterQuote if self.line > self.opened_line => {
                return Some(Stop::Unclosed(self.opened_line));
            }
            At::AfterQuote => {
                self.stray = true;
                At::Bare
            }
            At::CellStart | At::Bare => At::Bare,
        };
        self.previous = byte;
        None
    }

    /// What the end of the file means here.
    fn end(&self) -> Stop {
        if self.at == At::Quoted { Stop::Unclosed(self.opened_line) } else { Stop::End { stray: self.stray } }
    }
}

/// Cuts a reader into [`Frame`]s, holding one row at a time.
pub(super) struct Framer<R> {
    source: R,
    decoder: Decoder,
    dialect: Dialect,
    max_row_bytes: usize,
    text: String,
    /// Where the next row starts in `text`.
    start: usize,
    /// The line of that place.
    line: u64,
    ended: bool,
    unclosed: u32,
    repairs: VecDeque<usize>,
    chunk: Vec<u8>,
}

impl<R: Read> Framer<R> {
    /// `source` begins after the byte-order mark.
    pub fn new(source: R, encoding: Encoding, dialect: Dialect, max_row_bytes: usize) -> Self {
        Self {
            source,
            decoder: Decoder::new(encoding),
            dialect,
            max_row_bytes,
            text: String::new(),
            start: 0,
            line: 1,
            ended: false,
            unclosed: 0,
            repairs: VecDeque::new(),
            chunk: vec![0; CHUNK_BYTES],
        }
    }

    /// The encoding as known so far.
    pub fn encoding(&self) -> Encoding {
        self.decoder.encoding()
    }

    /// The next row, blank ones included; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Frame>> {
        if self.byte(0)?.is_none() {
            return Ok(None);
        }
        let line = self.line;
        let (stop, length) = self.scan()?;
        let state = match stop {
            Stop::End { stray: false } => State::Whole,
            Stop::End { stray: true } => State::StrayQuote,
            Stop::Unclosed(opened) => State::UnclosedQuote(opened),
            Stop::TooLong => State::TooLong,
        };
        let is_unclosed = matches!(state, State::UnclosedQuote(_));
        let length = if is_unclosed { self.first_line_length(length) } else { length };
        let mut frame = self.take(length, line, state);
        if is_unclosed && length >= self.max_row_bytes {
            frame.state = State::TooLong;
        }
        if frame.state == State::TooLong {
            self.skip_to_line_end()?;
        }
        self.end_line()?;
        Ok(Some(frame))
    }

    /// Walks over one row from `start`. Returns why it stopped and the row's length in bytes.
    fn scan(&mut self) -> io::Result<(Stop, usize)> {
        let mut walk = Walk::new(self.dialect, self.line, self.unclosed >= PATIENCE);
        let mut offset = 0;
        while let Some(byte) = self.byte(offset)? {
            if offset >= self.max_row_bytes {
                let open = (walk.at == At::Quoted).then_some(Stop::Unclosed(walk.opened_line));
                return Ok((open.unwrap_or(Stop::TooLong), offset));
            }
            if let Some(stop) = walk.step(byte) {
                return Ok((stop, offset));
            }
            offset += 1;
        }
        Ok((walk.end(), self.text.len() - self.start))
    }

    /// The byte `offset` after the start of the row, reading more when needed.
    fn byte(&mut self, offset: usize) -> io::Result<Option<u8>> {
        loop {
            if let Some(byte) = self.text.as_bytes().get(self.start + offset) {
                return Ok(Some(*byte));
            }
            if self.ended {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.drain(..self.start);
        for place in &mut self.repairs {
            *place = place.saturating_sub(self.start);
        }
        self.start = 0;
        let count = match self.source.read(&mut self.chunk) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => return Ok(()),
            other => other?,
        };
        self.ended = count == 0;
        let mut repairs = Vec::new();
        self.decoder.push(self.chunk.get(..count).unwrap_or_default(), self.ended, &mut self.text, &mut repairs);
        self.repairs.extend(repairs);
        Ok(())
    }

    /// The length of the first line among the `length` bytes that a lost quote has swallowed.
    fn first_line_length(&mut self, length: usize) -> usize {
        self.unclosed = self.unclosed.saturating_add(1);
        let swallowed = self.text.get(self.start..).unwrap_or_default().bytes().take(length);
        swallowed.into_iter().position(|b| b == b'\n' || b == b'\r').unwrap_or(length)
    }

    fn take(&mut self, length: usize, line: u64, state: State) -> Frame {
        let mut end = (self.start + length).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let mut text = self.text.get(self.start..end).unwrap_or_default().to_owned();
        self.line += line_breaks(&text);
        let had_nul = text.contains('\0');
        if had_nul {
            text.retain(|c| c != '\0');
        }
        let mut was_repaired = false;
        while self.repairs.front().is_some_and(|place| *place < end) {
            self.repairs.pop_front();
            was_repaired = true;
        }
        self.start = end;
        Frame { text, line, state, had_nul, was_repaired }
    }

    /// Passes over the rest of a line without keeping it.
    fn skip_to_line_end(&mut self) -> io::Result<()> {
        loop {
            let rest = self.text.get(self.start..).unwrap_or_default();
            if let Some(length) = rest.bytes().position(|b| b == b'\n' || b == b'\r') {
                self.start += length;
                return Ok(());
            }
            self.start = self.text.len();
            if self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Steps over the line ending: `\n`, `\r\n` or a lone `\r`.
    fn end_line(&mut self) -> io::Result<()> {
        match self.byte(0)? {
            Some(b'\r') => {
                let is_pair = self.byte(1)? == Some(b'\n');
                self.start += if is_pair { 2 } else { 1 };
                self.line += 1;
            }
            Some(b'\n') => {
                self.start += 1;
                self.line += 1;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Line endings in a text, `\r\n` counted once.
fn line_breaks(text: &str) -> u64 {
    let mut count = 0;
    let mut previous = 0;
    for byte in text.bytes() {
        if byte == b'\r' || (byte == b'\n' && previous != b'\r') {
            count += 1;
        }
        previous = byte;
    }
    count
}

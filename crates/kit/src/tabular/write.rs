//! Writing files that open well in a spreadsheet and can't run anything there.

use std::io::{self, Write};

use super::formula;
use super::schema::Schema;

/// How to write.
#[derive(Clone, Copy, Debug)]
pub struct WriteOptions {
    /// A byte-order mark, so that spreadsheet programs on Windows read accents right.
    pub byte_order_mark: bool,
    /// An ASCII character.
    pub delimiter: u8,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { byte_order_mark: true, delimiter: b',' }
    }
}

/// Writes rows by RFC 4180 (quotes doubled, `\r\n` at the end of a row), formulas neutralized
/// (see [`formula`](super::formula)). Reading the file with [`super::Table`] gives every text back exactly,
/// except NUL characters, which are left out: no spreadsheet can hold them.
pub struct Writer<W> {
    out: W,
    delimiter: u8,
    line: String,
    /// Cells of the row that is being written.
    cells: usize,
}

impl<W: Write> Writer<W> {
    /// Starts a file.
    ///
    /// # Errors
    /// What `out` answers.
    pub fn new(mut out: W, options: WriteOptions) -> io::Result<Self> {
        if options.byte_order_mark {
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        Ok(Self { out, delimiter: options.delimiter, line: String::new(), cells: 0 })
    }

    /// Writes one row; the header is a row like the others.
    ///
    /// # Errors
    /// What `out` answers.
    pub fn row<I>(&mut self, cells: I) -> io::Result<()>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        for cell in cells {
            self.cell(cell.as_ref());
        }
        self.end_row()
    }

    /// Adds a cell to the row that [`Writer::end_row`] ends.
    pub fn cell(&mut self, cell: &str) {
        if self.cells > 0 {
            self.line.push(char::from(self.delimiter));
        }
        self.cells = self.cells.saturating_add(1);
        push_cell(&mut self.line, cell, self.delimiter);
    }

    /// Writes the row whose cells were added one by one.
    ///
    /// # Errors
    /// What `out` answers.
    pub fn end_row(&mut self) -> io::Result<()> {
        if self.line.is_empty() {
            // One empty cell, told apart from an empty line.
            self.line.push_str("\"\"");
        }
        self.line.push_str("\r\n");
        let written = self.out.write_all(self.line.as_bytes());
        self.line.clear();
        self.cells = 0;
        written
    }

    /// Flushes and gives the output back.
    ///
    /// # Errors
    /// What `out` answers.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

fn push_cell(line: &mut String, cell: &str, delimiter: u8) {
    // NUL goes first: it could hide the sign that makes a cell a formula.
    let cell: std::borrow::Cow<'_, str> = if cell.contains('\0') { cell.replace('\0', "").into() } else { cell.into() };
    let safe = formula::neutralize(&cell);
    // Other delimiters are quoted too: a program set to another country's list sign would split there.
    let splits = |byte: u8| byte == delimiter || matches!(byte, b',' | b';' | b'\t' | b'|' | b'"' | b'\n' | b'\r');
    let needs_quotes = safe.bytes().any(splits)
        || safe.contains('\u{FEFF}')
        || safe.starts_with(|c: char| c.is_whitespace() || c == '\'')
        || safe.ends_with(char::is_whitespace);
    if !needs_quotes {
        line.push_str(&safe);
        return;
    }
    line.push('"');
    for (at, part) in safe.split('"').enumerate() {
        if at > 0 {
            line.push_str("\"\"");
        }
        line.push_str(part);
    }
    line.push('"');
}

/// Writes the data dictionary that goes with an export: one line a column of every file.
///
/// # Errors
/// What `out` answers.
pub fn write_dictionary<W: Write>(out: W, files: &[(&str, &Schema)], options: WriteOptions) -> io::Result<W> {
    let mut writer = Writer::new(out, options)?;
    writer.row(["File", "Column", "Meaning", "Type", "Required", "Allowed values"])?;
    for (file, schema) in files {
        for field in &schema.fields {
            let allowed = field.kind.allowed_values();
            let required = if field.required { "yes" } else { "no" };
            writer.row([*file, &field.label, &field.meaning, field.kind.label(), required, &allowed])?;
        }
    }
    writer.finish()
}

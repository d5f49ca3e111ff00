//! What can be wrong with a spreadsheet, said so that the person who has it open can mend it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::cell;

/// How many characters of a cell are repeated in a message.
const SHOWN_CHARS: usize = 120;

/// Whether a problem keeps a row out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a look; the row can still come in.
    Warning,
    /// The row can't come in before this is mended.
    Error,
}

/// The kinds of problem. [`ProblemKind::key`] is stable: use it for counting and for message files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    UnclosedQuote,
    StrayQuote,
    TooLong,
    ExtraCells,
    MissingCells,
    HiddenCharacters,
    MixedEncoding,
    UnreadableCharacter,
    MissingValue,
    NotADate,
    AmbiguousDate,
    NotATime,
    UncertainTime,
    NotANumber,
    NotYesOrNo,
    NotAPhone,
    NotAnEmail,
    NotAChoice,
    MissingColumn,
    UnknownField,
    FieldTwice,
    BadSetting,
    /// Found by an area: the row's own key comes twice in the file.
    KeyTwice,
    /// Found by an area: the row names a record that isn't there.
    NotKnownHere,
    /// Found by an area: the values don't fit one another or the calendar.
    DoesNotFit,
    /// Found by an area: somebody or something like this is there already.
    MaybeThere,
    /// Found by an area: a part of the row is left out.
    LeftOut,
}

impl ProblemKind {
    /// The stable name, such as `ambiguous-date`.
    pub fn key(self) -> &'static str {
        match self {
            Self::UnclosedQuote => "unclosed-quote",
            Self::StrayQuote => "stray-quote",
            Self::TooLong => "too-long",
            Self::ExtraCells => "extra-cells",
            Self::MissingCells => "missing-cells",
            Self::HiddenCharacters => "hidden-characters",
            Self::MixedEncoding => "mixed-encoding",
            Self::UnreadableCharacter => "unreadable-character",
            Self::MissingValue => "missing-value",
            Self::NotADate => "not-a-date",
            Self::AmbiguousDate => "ambiguous-date",
            Self::NotATime => "not-a-time",
            Self::UncertainTime => "uncertain-time",
            Self::NotANumber => "not-a-number",
            Self::NotYesOrNo => "not-yes-or-no",
            Self::NotAPhone => "not-a-phone",
            Self::NotAnEmail => "not-an-email",
            Self::NotAChoice => "not-a-choice",
            Self::MissingColumn => "missing-column",
            Self::UnknownField => "unknown-field",
            Self::FieldTwice => "field-twice",
            Self::BadSetting => "bad-setting",
            Self::KeyTwice => "key-twice",
            Self::NotKnownHere => "not-known-here",
            Self::DoesNotFit => "does-not-fit",
            Self::MaybeThere => "maybe-there",
            Self::LeftOut => "left-out",
        }
    }

    /// Whether a row with this problem stays out.
    pub fn severity(self) -> Severity {
        match self {
            Self::StrayQuote
            | Self::MissingCells
            | Self::HiddenCharacters
            | Self::MixedEncoding
            | Self::UnreadableCharacter
            | Self::UncertainTime
            | Self::MaybeThere
            | Self::LeftOut => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// One thing that is wrong, where it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line of the file where the row starts, counted as a text editor counts, from 1. 0: the file as a whole.
    pub line: u64,
    /// The header of the column, when one column is to blame.
    pub column: Option<String>,
    /// The key of the target field, when it is known.
    pub field: Option<String>,
    pub kind: ProblemKind,
    /// A sentence or two in plain words: what was found and how to mend it.
    pub message: String,
    /// What stood there, shortened to 120 characters.
    pub value: Option<String>,
}

impl Problem {
    /// A problem of a row, with no column named yet.
    pub fn new(line: u64, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { line, column: None, field: None, kind, message: message.into(), value: None }
    }

    /// Names the column.
    pub fn in_column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }

    /// Names the target field.
    pub fn in_field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Keeps what stood in the cell, shortened.
    pub fn with_value(mut self, value: &str) -> Self {
        self.value = Some(cell::shorten(value, SHOWN_CHARS));
        self
    }

    /// Whether the row stays out.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// Whether this keeps the row out.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}", self.line)?;
        } else {
            write!(f, "the file")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column \"{column}\"")?;
        }
        write!(f, ": {}", self.message)
    }
}

//! What is wrong with a list, and where.

use serde::{Deserialize, Serialize};

/// What is wrong with a row or a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// A field without which the row means nothing is empty: the row is left out.
    Missing,
    /// The standard asks for this field, and the row can do without.
    Wanting,
    /// Not a number: the field is left out.
    NotANumber,
    /// Not a day that can be told: the field is left out.
    NotADate,
    /// Not a time of day: the field is left out.
    NotATime,
    /// Not one of the standard's words: the field is left out, or the usual word stands.
    NotAWord,
    /// Not an address of e-mail or of the web: the field is left out.
    NotAnAddress,
    /// No such field in any version of the standard: the field is left out.
    Unknown,
    /// The same id twice with different facts: the first one stays.
    Twice,
    /// Names a row that is not in the list: it is left out.
    Orphan,
    /// The file is no list that can be read.
    Unreadable,
}

impl Trouble {
    /// Whether the row was left out, and not only a field of it.
    pub fn is_error(self) -> bool {
        matches!(self, Self::Missing | Self::Twice | Self::Orphan | Self::Unreadable)
    }

    /// The word that is kept and that texts are found by.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Wanting => "wanting",
            Self::NotANumber => "not_a_number",
            Self::NotADate => "not_a_date",
            Self::NotATime => "not_a_time",
            Self::NotAWord => "not_a_word",
            Self::NotAnAddress => "not_an_address",
            Self::Unknown => "unknown",
            Self::Twice => "twice",
            Self::Orphan => "orphan",
            Self::Unreadable => "unreadable",
        }
    }
}

/// One thing wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub file: String,
    /// The line of a table, from 1; in JSON, which record of its kind.
    pub line: u64,
    pub field: String,
    pub trouble: Trouble,
    /// What stood there, cut short.
    pub value: String,
}

/// Where a record was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub file: String,
    pub line: u64,
}

impl Place {
    pub fn problem(&self, field: &str, trouble: Trouble, value: &str) -> Problem {
        let value = value.chars().take(80).collect();
        Problem { file: self.file.clone(), line: self.line, field: field.to_owned(), trouble, value }
    }
}

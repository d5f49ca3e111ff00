//! What a file should become: the fields of a target and the values that come out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::cell::{self, Phone};

type Text = Cow<'static, str>;

/// One allowed value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub key: Text,
    /// What people read.
    pub label: Text,
    /// Other words for it that files use.
    pub aliases: Vec<Text>,
}

impl Choice {
    /// A choice with other words for it.
    pub fn new(key: impl Into<Text>, label: impl Into<Text>, aliases: &[&'static str]) -> Self {
        Self { key: key.into(), label: label.into(), aliases: aliases.iter().map(|a| Cow::Borrowed(*a)).collect() }
    }
}

/// The kind of value that a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// At most so many characters.
    Text {
        max_chars: usize,
    },
    Integer,
    /// Kept as digits, so that money is exact.
    Decimal,
    Date,
    /// A date with a time of day.
    Moment,
    YesNo,
    Phone,
    Email,
    Choice(Vec<Choice>),
}

impl Kind {
    /// The kind in plain words, for a data dictionary.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Integer => "whole number",
            Self::Decimal => "number",
            Self::Date => "date (YYYY-MM-DD)",
            Self::Moment => "date and time (ISO 8601)",
            Self::YesNo => "yes or no",
            Self::Phone => "phone number",
            Self::Email => "email address",
            Self::Choice(_) => "one of a list",
        }
    }

    /// The values that are allowed, for a data dictionary: `man: Man; woman: Woman`.
    pub fn allowed_values(&self) -> String {
        match self {
            Self::YesNo => "yes; no".to_owned(),
            Self::Text { max_chars } => format!("up to {max_chars} characters"),
            Self::Choice(choices) => {
                let shown: Vec<String> = choices.iter().map(|c| format!("{}: {}", c.key, c.label)).collect();
                shown.join("; ")
            }
            _ => String::new(),
        }
    }
}

/// One field of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The stable name, as in `birth_date`.
    pub key: Text,
    /// What people read; also the header in an export.
    pub label: Text,
    /// One sentence for the data dictionary.
    pub meaning: Text,
    pub kind: Kind,
    /// Every row must have it.
    pub required: bool,
    /// Headers that other systems use for it.
    pub aliases: Vec<Text>,
}

impl Field {
    /// A field that may be blank.
    pub fn new(key: impl Into<Text>, label: impl Into<Text>, kind: Kind) -> Self {
        Self { key: key.into(), label: label.into(), meaning: "".into(), kind, required: false, aliases: Vec::new() }
    }

    /// Every row must have it.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Headers that other systems use.
    pub fn aliases(mut self, aliases: &[&'static str]) -> Self {
        self.aliases.extend(aliases.iter().map(|a| Cow::Borrowed(*a)));
        self
    }

    /// The sentence for the data dictionary.
    pub fn meaning(mut self, meaning: impl Into<Text>) -> Self {
        self.meaning = meaning.into();
        self
    }
}

/// The fields that one kind of file fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The stable name of the target.
    pub name: Text,
    pub fields: Vec<Field>,
}

impl Schema {
    /// A target with its fields, in the order in which they are shown and exported.
    pub fn new(name: impl Into<Text>, fields: Vec<Field>) -> Self {
        Self { name: name.into(), fields }
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// The labels, as the header of an export.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|f| f.label.as_ref())
    }
}

/// A value that has been read and checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Decimal(String),
    Date(Date),
    /// A point in time: the text or the mapping named the zone.
    Instant(Timestamp),
    /// A local time; neither the text nor the mapping named a zone.
    Local(DateTime),
    YesNo(bool),
    Phone(Phone),
    Email(String),
    /// The key of a [`Choice`].
    Choice(String),
}

/// The text for an export: ISO dates and times, `yes` and `no`, plain digits, the key of a choice. Reading it by the
/// same [`Kind`] gives the value back.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Decimal(text) | Self::Email(text) | Self::Choice(text) => f.write_str(text),
            Self::Integer(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Instant(at) => at.fmt(f),
            Self::Local(at) => at.fmt(f),
            Self::YesNo(answer) => f.write_str(if *answer { "yes" } else { "no" }),
            Self::Phone(phone) => phone.fmt(f),
        }
    }
}

/// One row as the target sees it: field key to value. Blank fields are not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The line of the file where the row starts.
    pub line: u64,
    pub values: BTreeMap<String, Value>,
}

impl Record {
    /// The value of a field, if it isn't blank.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// The text of a text, decimal, email or choice field.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::Text(text) | Value::Decimal(text) | Value::Email(text) | Value::Choice(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number of a field.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The date of a date field.
    pub fn date(&self, key: &str) -> Option<Date> {
        match self.get(key)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The point in time of a field whose zone is known.
    pub fn instant(&self, key: &str) -> Option<Timestamp> {
        match self.get(key)? {
            Value::Instant(at) => Some(*at),
            _ => None,
        }
    }

    /// The answer of a yes-or-no field.
    pub fn yes_no(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::YesNo(answer) => Some(*answer),
            _ => None,
        }
    }

    /// The phone number of a field.
    pub fn phone(&self, key: &str) -> Option<&Phone> {
        match self.get(key)? {
            Value::Phone(phone) => Some(phone),
            _ => None,
        }
    }
}

/// Finds the choice whose key, label or alias is this text; case, blanks, signs and accents don't count.
pub(super) fn find_choice<'a>(choices: &'a [Choice], text: &str) -> Option<&'a Choice> {
    let wanted = cell::fold(text);
    let fits = |word: &Text| cell::fold(word) == wanted;
    if wanted.is_empty() {
        return None;
    }
    choices.iter().find(|c| fits(&c.key) || fits(&c.label) || c.aliases.iter().any(fits))
}

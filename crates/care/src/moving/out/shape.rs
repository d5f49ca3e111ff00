//! One table that goes out: its columns as people read them, the statement behind it, and how its cells are written.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kit::{
    db::{DbError, Row, Statement, Unread},
    tabular::{Field, Kind, Schema},
};
use serde_json::Value;

/// How a column is read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Id,
    Text,
    Day,
    /// An instant, written in UTC with its `Z`.
    Moment,
    /// An instant of which only the day counts, in the organization's zone.
    DayOf,
    YesNo,
    Number,
    /// A list of words, with semicolons between them.
    List,
    /// The first of a list of words: fields that take one word.
    First,
    /// The part of a note that has this key. Neighbours of this kind and [`Shape::Words`] are cells of one value.
    Part(&'static str),
    /// A word inside an object inside the facts of a note. Neighbours of this kind are cells of one value.
    Inside(&'static str, &'static str),
    /// The words of a note: the plain ones, and each part that has no column of its own under its heading.
    Words,
}

/// What several cells beside one another are taken from; the statement has it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Sections,
    Facts,
}

/// Parts of a note that stand in columns of their own.
const PARTS: [&str; 4] = ["topic", "reason", "words", "next_steps"];

/// One column.
pub struct Column {
    pub label: &'static str,
    pub shape: Shape,
    pub meaning: &'static str,
}

/// One table.
pub struct Table {
    pub file: &'static str,
    pub statement: &'static Statement,
    /// What is asked instead when a whole program goes out.
    pub of_program: Option<&'static Statement>,
    pub columns: &'static [Column],
}

impl Table {
    /// The table's columns for the data dictionary.
    pub fn schema(&self) -> Schema {
        let fields = self
            .columns
            .iter()
            .map(|column| Field::new(column.label, column.label, column.shape.kind()).meaning(column.meaning));
        Schema::new(self.file, fields.collect())
    }

    /// Reads the next row, and leaves for [`cells`] what does not need the storage any more.
    pub fn read(&self, row: &mut Row<'_>, zone: &TimeZone) -> Result<Line, DbError> {
        let (mut from, mut line) = (None, Line::default());
        for column in self.columns {
            let source = column.shape.source();
            match source {
                None => line.plain.push(column.shape.plain(row, zone)?),
                Some(_) if source == from => {}
                Some(_) => line.shared.push(row.get()?),
            }
            from = source;
        }
        Ok(line)
    }
}

/// A row on its way to its cells: those that are ready, and the values that several cells are taken from.
#[derive(Debug, Default)]
pub struct Line {
    plain: Vec<String>,
    shared: Vec<Unread>,
}

/// The cells of a row, in the order of the columns.
///
/// # Errors
/// A value that is no JSON.
pub fn cells(columns: &[Column], line: Line) -> Result<Vec<String>, DbError> {
    let (mut plain, mut shared) = (line.plain.into_iter(), line.shared.into_iter());
    let (mut from, mut read) = (None, Value::Null);
    let mut cell = |(number, column): (usize, &Column)| {
        let source = column.shape.source();
        if source.is_some() && source != from {
            let value = shared.next().map_or(Ok(Value::Null), Unread::read);
            read = value.map_err(|why| DbError::Decode { column: number, why })?;
        }
        from = source;
        Ok(if source.is_some() { column.shape.taken(&read) } else { plain.next().unwrap_or_default() })
    };
    columns.iter().enumerate().map(&mut cell).collect()
}

impl Shape {
    fn kind(self) -> Kind {
        match self {
            Self::Day | Self::DayOf => Kind::Date,
            Self::Moment => Kind::Moment,
            Self::YesNo => Kind::YesNo,
            Self::Number => Kind::Integer,
            _ => Kind::Text { max_chars: 100_000 },
        }
    }

    /// A cell that is a column of the statement.
    fn plain(self, row: &mut Row<'_>, zone: &TimeZone) -> Result<String, DbError> {
        Ok(match self {
            Self::Id => said(row.get::<Option<uuid::Uuid>>()?),
            Self::Text => row.get::<Option<String>>()?.unwrap_or_default(),
            Self::Day => said(row.get::<Option<Date>>()?),
            Self::Moment => said(row.get::<Option<Timestamp>>()?),
            Self::YesNo => row.get::<Option<bool>>()?.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned(),
            Self::Number => said(row.get::<Option<i64>>()?),
            Self::List => words(&row.get::<Option<Value>>()?.unwrap_or_default()).join("; "),
            Self::First => {
                words(&row.get::<Option<Value>>()?.unwrap_or_default()).into_iter().next().unwrap_or_default()
            }
            Self::DayOf => said(row.get::<Option<Timestamp>>()?.map(|at| at.to_zoned(zone.clone()).date())),
            Self::Part(_) | Self::Words | Self::Inside(..) => String::new(),
        })
    }

    /// A cell that is taken from a value which it shares with its neighbors.
    fn taken(self, read: &Value) -> String {
        match self {
            Self::Part(key) => part(read, key),
            Self::Words => note(read),
            Self::Inside(one, name) => text(read.get(one).unwrap_or(&Value::Null), name).to_owned(),
            _ => String::new(),
        }
    }

    const fn source(self) -> Option<Source> {
        match self {
            Self::Part(_) | Self::Words => Some(Source::Sections),
            Self::Inside(..) => Some(Source::Facts),
            _ => None,
        }
    }
}

fn said(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn words(value: &Value) -> Vec<String> {
    let word = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
    value.as_array().map(|all| all.iter().map(word).collect()).unwrap_or_default()
}

fn text<'v>(section: &'v Value, name: &str) -> &'v str {
    section.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn part(sections: &Value, key: &str) -> String {
    let all = sections.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter()
        .find(|section| text(section, "key") == key)
        .map(|section| text(section, "words"))
        .unwrap_or_default()
        .to_owned()
}

/// A blank line between parts.
fn note(sections: &Value) -> String {
    let all = sections.as_array().map(Vec::as_slice).unwrap_or_default();
    let others = all.iter().filter(|section| !PARTS.contains(&text(section, "key")));
    let others = others.map(|section| format!("{}\n{}", text(section, "label"), text(section, "words")));
    let plain = Some(part(sections, "words")).filter(|words| !words.is_empty());
    plain.into_iter().chain(others).collect::<Vec<_>>().join("\n\n")
}

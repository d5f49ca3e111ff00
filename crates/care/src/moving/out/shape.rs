//! One table that goes out: its columns as people read them, the statement behind it, and how its cells are written.

use std::{
    borrow::Cow,
    fmt::{Display, Write as _},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kit::{
    db::{Column as Cell, DbError, Row, Statement, Unread},
    tabular::{Field, Kind, Schema},
};
use serde::Deserialize;
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
    /// How the person took part in the note. It and [`Shape::Agreement`], when they are neighbours, are cells of one value.
    TakingPart,
    /// What the person said of the note.
    Agreement,
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
        for (number, column) in self.columns.iter().enumerate() {
            let source = column.shape.source();
            match source {
                None => {
                    column.shape.plain(row, number, zone, &mut line.plain)?;
                    line.ends.push(line.plain.len());
                }
                Some(_) if source == from => {}
                Some(_) => line.shared.push(row.get()?),
            }
            from = source;
        }
        Ok(line)
    }
}

/// A row on its way to its cells.
#[derive(Debug, Default)]
pub struct Line {
    /// The cells that are ready, one after the other, and where each ends.
    plain: String,
    ends: Vec<usize>,
    /// The values that several cells are taken from.
    shared: Vec<Unread>,
}

/// What is in the parts of a note.
#[derive(Deserialize)]
struct Section<'j> {
    #[serde(borrow, default)]
    key: Cow<'j, str>,
    /// See `contacts::Section`.
    #[serde(borrow, default, alias = "heading")]
    label: Cow<'j, str>,
    #[serde(borrow, default)]
    words: Cow<'j, str>,
}

/// Of the facts of a note, what has cells.
#[derive(Deserialize, Default)]
struct Facts<'j> {
    #[serde(borrow, default)]
    together: Option<Together<'j>>,
}

#[derive(Deserialize)]
struct Together<'j> {
    #[serde(borrow, default)]
    how: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    view: Option<Cow<'j, str>>,
}

/// The value that the cell at hand is taken from.
enum Read<'j> {
    Sections(Vec<Section<'j>>),
    Facts(Facts<'j>),
}

impl<'j> Read<'j> {
    fn of(source: Source, from: Option<&'j Unread>) -> Result<Self, String> {
        Ok(match source {
            Source::Sections => Self::Sections(from.map(Unread::read).transpose()?.flatten().unwrap_or_default()),
            Source::Facts => Self::Facts(from.map(Unread::read).transpose()?.flatten().unwrap_or_default()),
        })
    }
}

/// Gives each cell of a row to `take`, in the order of the columns.
///
/// # Errors
/// A value that is no JSON.
pub fn cells(columns: &[Column], line: &Line, mut take: impl FnMut(&str)) -> Result<(), DbError> {
    let starts = std::iter::once(0).chain(line.ends.iter().copied());
    let mut plain = starts.zip(&line.ends).map(|(start, end)| line.plain.get(start..*end).unwrap_or_default());
    let mut shared = line.shared.iter();
    let (mut from, mut read) = (None, None);
    for (column, Column { shape, .. }) in columns.iter().enumerate() {
        let source = shape.source();
        if source != from {
            let next = source.map(|source| Read::of(source, shared.next())).transpose();
            read = next.map_err(|why| DbError::Decode { column, why })?;
        }
        from = source;
        match &read {
            None => take(plain.next().unwrap_or_default()),
            Some(read) => take(&shape.taken(read)),
        }
    }
    Ok(())
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

    /// Adds a cell that is a column of the statement.
    fn plain(self, row: &mut Row<'_>, column: usize, zone: &TimeZone, to: &mut String) -> Result<(), DbError> {
        match self {
            Self::Id => say(to, row.get::<Option<uuid::Uuid>>()?),
            Self::Text => match row.any()? {
                Cell::Null => {}
                cell => to.push_str(&cell.text().map_err(|why| DbError::Decode { column, why })?),
            },
            Self::Day => say(to, row.get::<Option<Date>>()?),
            Self::Moment => say(to, row.get::<Option<Timestamp>>()?),
            Self::YesNo => say(to, row.get::<Option<bool>>()?.map(|yes| if yes { "yes" } else { "no" })),
            Self::Number => say(to, row.get::<Option<i64>>()?),
            Self::List => {
                let words = words(row.get()?);
                to.push_str(&words.join("; "));
            }
            Self::First => say(to, words(row.get()?).first()),
            Self::DayOf => say(to, row.get::<Option<Timestamp>>()?.map(|at| at.to_zoned(zone.clone()).date())),
            Self::Part(_) | Self::Words | Self::TakingPart | Self::Agreement => {}
        }
        Ok(())
    }

    /// A cell that is taken from a value which it shares with its neighbors.
    fn taken<'r>(self, read: &'r Read<'_>) -> Cow<'r, str> {
        match (self, read) {
            (Self::Part(key), Read::Sections(sections)) => Cow::Borrowed(part(sections, key)),
            (Self::Words, Read::Sections(sections)) => Cow::Owned(note(sections)),
            (Self::TakingPart, Read::Facts(Facts { together: Some(Together { how: Some(word), .. }) }))
            | (Self::Agreement, Read::Facts(Facts { together: Some(Together { view: Some(word), .. }) })) => {
                Cow::Borrowed(word)
            }
            _ => Cow::Borrowed(""),
        }
    }

    const fn source(self) -> Option<Source> {
        match self {
            Self::Part(_) | Self::Words => Some(Source::Sections),
            Self::TakingPart | Self::Agreement => Some(Source::Facts),
            _ => None,
        }
    }
}

/// Nothing for no value.
fn say(to: &mut String, value: Option<impl Display>) {
    if let Some(value) = value {
        // A text takes whatever it is given.
        write!(to, "{value}").unwrap_or_default();
    }
}

fn words(value: Option<Value>) -> Vec<String> {
    let word = |one: Value| match one {
        Value::String(word) => word,
        other => other.to_string(),
    };
    match value {
        Some(Value::Array(all)) => all.into_iter().map(word).collect(),
        _ => Vec::new(),
    }
}

fn part<'s>(sections: &'s [Section<'_>], key: &str) -> &'s str {
    sections.iter().find(|section| section.key == key).map_or("", |section| &section.words)
}

/// A blank line between parts.
fn note(sections: &[Section<'_>]) -> String {
    let mut note = part(sections, "words").to_owned();
    for Section { label, words, .. } in sections.iter().filter(|section| !PARTS.contains(&&*section.key)) {
        if !note.is_empty() {
            note.push_str("\n\n");
        }
        note.extend([label, "\n", words]);
    }
    note
}

//! What a draft is, and the rule that merges what several devices write: the same saves give the same words, in
//! whatever order and however often they arrive.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Time, tz::TimeZone};
use kit::{
    db::{DbError, Unread},
    forms::Form,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{AccountId, ClientId, DraftId, ParticipantId, ProgramId, RecordId};

/// The longest words of one save, in bytes of JSON.
const LONGEST_SAVE: usize = 400_000;
/// The most fields that one save may carry.
const MOST_FIELDS: usize = 300;

/// The fields of a form that is being filled in: a text, several texts, or `null` for a field that was emptied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub Map<String, Value>);

impl Fields {
    /// What a form holds. Fields named in `boxes` are groups of tick boxes: a group without a tick is told as empty.
    pub fn of_form(form: &Form, boxes: &[&str]) -> Self {
        let mut fields = Map::new();
        for (name, _) in form.pairs() {
            let all: Vec<Value> = form.all(name).into_iter().map(Value::from).collect();
            let value = if boxes.contains(&name) { Value::Array(all) } else { Value::from(form.get(name)) };
            fields.insert(name.to_owned(), value);
        }
        for name in boxes {
            fields.entry((*name).to_owned()).or_insert_with(|| Value::Array(Vec::new()));
        }
        Self(fields)
    }

    /// The fields as a form, to be shown and checked like one that was sent.
    pub fn to_form(&self) -> Form {
        let mut form = Form::default();
        for (name, value) in &self.0 {
            match value {
                Value::String(text) => form.add(name, text.as_str()),
                Value::Array(all) => all.iter().filter_map(Value::as_str).for_each(|text| form.add(name, text)),
                _ => {}
            }
        }
        form
    }

    /// The text of a field; nothing when it has none or several.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// When the written-about time was over: the fields `date` and `end` (or `start`), which every room names so.
    pub fn ended_at(&self, zone: &TimeZone) -> Option<Timestamp> {
        let day: jiff::civil::Date = self.text("date").trim().parse().ok()?;
        let at: Time = [self.text("end"), self.text("start")].iter().find_map(|text| text.trim().parse().ok())?;
        day.to_datetime(at).to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
    }
}

/// Whether two values say the same. A single tick may be told as a text or as a list of one; nothing, as either.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    let texts = |value: &Value| match value {
        Value::String(text) if text.is_empty() => Vec::new(),
        // A form sends line ends as two characters, a script as one.
        Value::String(text) => vec![text.replace("\r\n", "\n")],
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    texts(one) == texts(other)
}

/// One pause in the writing, as the browser sends it. Sending it again changes nothing.
#[derive(Debug, Clone, Deserialize)]
pub struct Save {
    /// The browser tab that writes.
    pub client: ClientId,
    /// Counts the saves of that tab, from 1.
    pub sequence: i64,
    /// The draft's version that the tab had seen when it wrote this.
    pub base: i64,
    pub fields: Fields,
}

/// A save that cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsavable {
    #[error("these words are too long to keep")]
    TooLong,
    #[error("a field holds something that is not text")]
    NotText,
}

impl Save {
    /// Takes a save apart from what no form can hold.
    ///
    /// # Errors
    /// [`Unsavable`]: too long, or not text.
    pub fn check(&self) -> Result<(), Unsavable> {
        let mut length = 0_usize;
        for (name, value) in &self.fields.0 {
            length = length.saturating_add(name.len()).saturating_add(text_length(value)?);
        }
        if length > LONGEST_SAVE || self.fields.0.len() > MOST_FIELDS { Err(Unsavable::TooLong) } else { Ok(()) }
    }
}

fn text_length(value: &Value) -> Result<usize, Unsavable> {
    match value {
        Value::Null => Ok(0),
        // PostgreSQL keeps no text with a zero byte in it.
        Value::String(text) if !text.contains('\0') => Ok(text.len()),
        Value::Array(all) => all.iter().try_fold(0_usize, |sum, one| match one {
            Value::String(_) => Ok(sum.saturating_add(text_length(one)?)),
            _ => Err(Unsavable::NotText),
        }),
        _ => Err(Unsavable::NotText),
    }
}

/// Which save wrote a field: a writer that had seen more is newer, then the later save of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Stamp(i64, i64, ClientId);

/// The words as they stand, and who wrote each field last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Merged {
    pub fields: Fields,
    pub stamps: BTreeMap<String, Stamp>,
}

impl Merged {
    /// Takes a save in. Each field keeps the newest value by [`Stamp`], so the order of arrival does not matter.
    pub fn take(&mut self, save: &Save) {
        let stamp = Stamp(save.base, save.sequence, save.client);
        for (name, value) in &save.fields.0 {
            if self.stamps.get(name).is_none_or(|held| *held < stamp) {
                self.stamps.insert(name.clone(), stamp);
                self.fields.0.insert(name.clone(), value.clone());
            }
        }
    }

    /// The part of a save that says something else than the words did: what its entry has to keep.
    pub fn news_in(&self, save: &Save) -> Fields {
        let is_news =
            |(name, value): &(&String, &Value)| self.fields.0.get(*name).is_none_or(|held| !is_same(held, value));
        Fields(save.fields.0.iter().filter(is_news).map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

/// A draft that is about to be made.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// The room it is written in: its name is the first part of the draft's address.
    pub kind: &'static str,
    pub participant: Option<ParticipantId>,
    /// The record that the words change, when there is one.
    pub subject: Option<RecordId>,
    /// Whose rule says until when the words are to be signed.
    pub program: ProgramId,
    pub fields: Fields,
    /// What the author's day says about it.
    pub promise_words: String,
}

/// A draft of somebody's own words, which nobody waits for: it belongs to no program and makes no promise.
#[derive(Debug, Clone)]
pub struct OwnDraft {
    /// The room it is written in, such as `me/plan`.
    pub kind: &'static str,
    pub participant: ParticipantId,
    pub fields: Fields,
}

/// Words that are not signed yet.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: DraftId,
    pub account: AccountId,
    pub kind: String,
    pub participant: Option<ParticipantId>,
    pub subject: Option<RecordId>,
    pub program: Option<ProgramId>,
    pub fields: Fields,
    pub version: i64,
    pub created_at: Timestamp,
    pub saved_at: Timestamp,
    pub submitted_as: Option<RecordId>,
    pub set_aside_at: Option<Timestamp>,
    /// The page of its form, for words that were begun without a step before.
    pub place: Option<String>,
    /// Who wrote each field last. Only a save reads it.
    stamps: Unread,
}

impl Draft {
    /// Who wrote each field last, by its name.
    pub(super) fn stamps(&self) -> Result<BTreeMap<String, Stamp>, DbError> {
        let stamps =
            self.stamps.read().map_err(|why| DbError::Driver(format!("stamps of draft {}: {why}", self.id)))?;
        Ok(stamps.unwrap_or_default())
    }

    /// Where the writing goes on.
    pub fn path(&self) -> String {
        path(&self.kind, self.id, self.place.as_deref())
    }
}

/// Where the writing of a draft goes on: on the page of its form, or in its room.
pub(super) fn path(kind: &str, id: DraftId, place: Option<&str>) -> String {
    place.map_or_else(|| format!("/{kind}/drafts/{id}"), str::to_owned)
}

/// What another tab or device wrote that the saving one had not seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherWords {
    pub client: ClientId,
    pub saved_at: Timestamp,
    pub fields: Fields,
}

/// The answer to a save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saved {
    pub version: i64,
    pub saved_at: Timestamp,
    /// Never overwritten silently: the page shows these beside its own.
    pub others: Vec<OtherWords>,
}

impl kit::db::FromColumn for Fields {
    fn from_column(column: kit::db::Column<'_>) -> Result<Self, String> {
        match Value::from_column(column)? {
            Value::Object(fields) => Ok(Self(fields)),
            other => Err(format!("fields expected, found {other}")),
        }
    }
}

impl Fields {
    pub(super) fn as_json(&self) -> Value {
        Value::Object(self.0.clone())
    }
}

kit::from_row!(Draft {
    id,
    account,
    kind,
    participant,
    subject,
    program,
    fields,
    version,
    created_at,
    saved_at,
    submitted_as,
    set_aside_at,
    place,
    stamps,
});

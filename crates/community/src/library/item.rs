//! What an item of the library is, and the steps of its life. No I/O.

use ground::{ids::AccountId, rules::matrix::Role};
use jiff::{Timestamp, civil::Date};
use kit::db::{Column, FromColumn, ToValue, Value};

kit::id_types! {
    /// An item of the library.
    ItemId,
    /// Somebody's reading of a version.
    ReviewId,
    /// A picture or paper of an item.
    FileId,
    /// An item that was sent to somebody.
    SendId,
    /// Items to read one after the other.
    PathId,
}

kit::word_enum! {
    /// Where the newest version of an item stands.
    pub enum State {
        Draft = "draft",
        InReview = "in_review",
        Published = "published",
        Retired = "retired",
    }
}

kit::word_enum! {
    /// Who reads an item over.
    pub enum Side {
        /// Somebody who is supported here, or who stands by somebody.
        Lived = "lived",
        Staff = "staff",
    }
}

kit::word_enum! {
    /// What came of reading it over.
    pub enum Verdict {
        Ready = "ready",
        Change = "change",
    }
}

kit::word_enum! {
    /// What somebody says of an item that was sent to them.
    pub enum Answer {
        Helped = "helped",
        NotHelped = "not_helped",
    }
}

impl Side {
    /// The side that a role reads for.
    pub fn of(role: Role) -> Self {
        if matches!(role, Role::Participant | Role::Supporter) { Self::Lived } else { Self::Staff }
    }
}

/// Words of a list, in the order chosen; kept as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen(pub Vec<String>);

impl Chosen {
    pub fn has(&self, word: &str) -> bool {
        self.0.iter().any(|one| one == word)
    }

    pub fn json(&self) -> serde_json::Value {
        self.0.iter().map(String::as_str).collect()
    }
}

impl FromColumn for Chosen {
    fn from_column(column: Column<'_>) -> Result<Self, String> {
        column.json().map(Self)
    }
}

impl ToValue for Chosen {
    fn to_value(&self) -> Value<'_> {
        Value::Json(std::borrow::Cow::Owned(self.json()))
    }
}

/// An item as staff work on it.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: ItemId,
    pub state: State,
    /// The newest version.
    pub version: i64,
    /// The version that everybody sees.
    pub published_version: Option<i64>,
    pub owner: Option<AccountId>,
    pub review_on: Option<Date>,
    pub title: String,
    pub kind: String,
    pub language: String,
    pub sent_count: i64,
    pub helped_count: i64,
    pub not_helped_count: i64,
    pub revision: i64,
}

kit::from_row!(Item {
    id,
    state,
    version,
    published_version,
    owner,
    review_on,
    title,
    kind,
    language,
    sent_count,
    helped_count,
    not_helped_count,
    revision
});

/// What a version says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    pub kind: String,
    pub language: String,
    pub topics: Chosen,
    pub formats: Chosen,
    pub audiences: Chosen,
    pub title: String,
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// Where else it is: `https://…`, empty when it is here alone.
    pub link: String,
    pub document: Option<FileId>,
    pub minutes: Option<i64>,
    /// What the formula says, in tenths.
    pub level_tenths: Option<i64>,
    /// What staff say of the level instead.
    pub level_words: String,
    pub source: String,
    pub licence: String,
    pub credits: String,
}

kit::from_row!(Content {
    kind,
    language,
    topics,
    formats,
    audiences,
    title,
    summary,
    body,
    link,
    document,
    minutes,
    level_tenths,
    level_words,
    source,
    licence,
    credits
});

/// A version with who saved it.
#[derive(Debug, Clone)]
pub struct Version {
    pub number: i64,
    pub saved_at: Timestamp,
    pub saved_by: Option<AccountId>,
    pub saved_name: String,
}

kit::from_row!(Version { number, saved_at, saved_by, saved_name });

/// Somebody's reading of a version.
#[derive(Debug, Clone)]
pub struct Review {
    pub side: Side,
    pub verdict: Verdict,
    pub words: String,
    pub at: Timestamp,
    pub by: Option<AccountId>,
    pub name: String,
}

kit::from_row!(Review { side, verdict, words, at, by, name });

/// Why an item stays where it is; the message key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmovable {
    #[error("keeping-library-not-now")]
    NotNow,
    #[error("keeping-library-not-ready")]
    NotReady,
}

impl Item {
    /// Sends the newest version to be read over.
    ///
    /// # Errors
    /// It is out to be read, published or retired already.
    pub fn ask_to_read(&self) -> Result<State, Unmovable> {
        if self.state == State::Draft { Ok(State::InReview) } else { Err(Unmovable::NotNow) }
    }

    /// Puts the newest version where everybody sees it.
    ///
    /// # Errors
    /// It is not out to be read, or lacks something that it must have.
    pub fn publish(&self, is_ready: bool) -> Result<State, Unmovable> {
        match self.state {
            State::InReview if is_ready => Ok(State::Published),
            State::InReview => Err(Unmovable::NotReady),
            _ => Err(Unmovable::NotNow),
        }
    }

    /// Takes it off the shelf for good.
    ///
    /// # Errors
    /// It is retired already.
    pub fn retire(&self) -> Result<State, Unmovable> {
        if self.state == State::Retired { Err(Unmovable::NotNow) } else { Ok(State::Retired) }
    }

    /// Where it stands when it is brought back: as it was published, else as a draft.
    ///
    /// # Errors
    /// It is not retired.
    pub fn bring_back(&self) -> Result<State, Unmovable> {
        match (self.state, self.published_version) {
            (State::Retired, Some(version)) if version == self.version => Ok(State::Published),
            (State::Retired, _) => Ok(State::Draft),
            _ => Err(Unmovable::NotNow),
        }
    }

    /// Whether the day to look at it again has come.
    pub fn is_due(&self, today: Date) -> bool {
        self.published_version.is_some() && self.state != State::Retired && self.review_on.is_some_and(|on| on <= today)
    }
}

//! Goals, steps and ratings, and what makes them whole. No input or output.

use ground::{
    ids::ParticipantId,
    rules::{Rules, lists::List},
};
use jiff::{Timestamp, civil::Date};
use kit::{
    forms::{Errors, Form},
    messages::Words,
};

kit::id_types! {
    GoalId,
    StepId,
    RatingId,
}

kit::word_enum! {
    /// Where a goal stands. Every ending is a fine one.
    pub enum Status {
        Active = "active",
        Done = "done",
        SetAside = "set_aside",
        Changed = "changed",
    }
}

kit::word_enum! {
    /// How a goal ends.
    pub enum Ending {
        Done = "done",
        SetAside = "set_aside",
        /// It became another goal.
        Changed = "changed",
    }
}

impl From<Ending> for Status {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => Self::Done,
            Ending::SetAside => Self::SetAside,
            Ending::Changed => Self::Changed,
        }
    }
}

kit::word_enum! {
    /// Who takes a step.
    pub enum StepOwner {
        Participant = "participant",
        /// The peer specialist: with a date, it is a promise.
        Peer = "peer",
        Supporter = "supporter",
        Other = "other",
    }
}

/// A goal as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    pub id: GoalId,
    pub participant: ParticipantId,
    /// A key of the list `goal_domains`.
    pub domain: String,
    /// The person's own name for that part of life, when the domain is `own`.
    pub own_domain: String,
    /// The goal in the person's own words.
    pub words: String,
    pub why: String,
    pub status: Status,
    pub started_on: Date,
    pub review_on: Option<Date>,
    pub ended_at: Option<Timestamp>,
    pub ending_words: String,
    pub changed_into: Option<GoalId>,
    /// 0 (not started) to 10 (there), as the person rated it last.
    pub latest_rating: Option<i64>,
    pub version: i64,
}

kit::from_row!(Goal {
    id,
    participant,
    domain,
    own_domain,
    words,
    why,
    status,
    started_on,
    review_on,
    ended_at,
    ending_words,
    changed_into,
    latest_rating,
    version,
});

impl Goal {
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// The part of life, as people read it.
    pub fn domain_label(&self, words: &Words) -> String {
        if self.own_domain.is_empty() { label(words, "goal_domains", &self.domain) } else { self.own_domain.clone() }
    }

    /// What the goal says, to be kept before it changes.
    pub fn before(&self) -> serde_json::Value {
        serde_json::json!({
            "words": self.words, "why": self.why, "domain": self.domain, "own_domain": self.own_domain,
            "review_on": self.review_on.map(|day| day.to_string()), "status": self.status.word(),
            "ending_words": self.ending_words,
        })
    }

    /// The words as they fit a line of somebody's day.
    pub fn short_words(&self) -> String {
        short(&self.words)
    }
}

/// At most 140 characters of a text, in one line.
pub fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 140 { line } else { line.chars().take(139).chain(['…']).collect() }
}

/// What people read for a key of a list.
pub fn label(words: &Words, list: &str, key: &str) -> String {
    list_of(words, list).map_or(key, |list| list.label_of(key)).to_owned()
}

/// A list of the rules.
pub fn list_of(words: &Words, list: &str) -> Option<&'static List> {
    Rules::read_in(words.tag()).lists.get(list)
}

/// What a form says about a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalWords {
    pub words: String,
    pub why: String,
    pub domain: String,
    pub own_domain: String,
    pub review_on: Option<Date>,
}

/// The longest text of a goal, in characters.
const LONGEST: usize = 4000;

impl GoalWords {
    /// Reads the form of a goal.
    ///
    /// # Errors
    /// What is missing or wrong, by field.
    pub fn read(form: &Form, words: &Words) -> Result<Self, Errors> {
        let mut errors = Errors::default();
        if form.text("words").is_none() {
            errors.add("words", words.t("goals-words-missing"));
        }
        for field in ["words", "why"] {
            if form.get(field).chars().count() > LONGEST {
                errors.add(field, words.t("goals-too-long"));
            }
        }
        let item = list_of(words, "goal_domains").and_then(|list| list.item(form.get("domain")));
        if item.is_none() {
            errors.add("domain", words.t("goals-domain-missing"));
        }
        let is_own = item.is_some_and(|item| item.write_in);
        if is_own && form.text("own_domain").is_none() {
            errors.add("own_domain", words.t("goals-own-domain-missing"));
        }
        if form.text("review_on").is_some() && form.date("review_on").is_none() {
            errors.add("review_on", words.t("goals-date-wrong"));
        }
        errors.check()?;
        let text = |field| form.text(field).unwrap_or_default().to_owned();
        Ok(Self {
            words: text("words"),
            why: text("why"),
            domain: text("domain"),
            own_domain: if is_own { text("own_domain") } else { String::new() },
            review_on: form.date("review_on"),
        })
    }
}

/// A step towards a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub id: StepId,
    pub goal: GoalId,
    pub participant: ParticipantId,
    pub words: String,
    pub owner: StepOwner,
    /// Who the supporter or somebody else is.
    pub owner_name: String,
    pub due_on: Option<Date>,
    pub done_at: Option<Timestamp>,
    pub removed_at: Option<Timestamp>,
    pub version: i64,
}

kit::from_row!(Step { id, goal, participant, words, owner, owner_name, due_on, done_at, removed_at, version });

impl Step {
    /// Whether it is a promise of the peer specialist: theirs, with a day, and neither done nor removed.
    pub fn is_promised(&self) -> bool {
        self.owner == StepOwner::Peer && self.due_on.is_some() && self.done_at.is_none() && self.removed_at.is_none()
    }
}

/// A step that is about to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    pub words: String,
    pub owner: StepOwner,
    pub owner_name: String,
    pub due_on: Option<Date>,
}

impl NewStep {
    /// Reads the form of a step.
    ///
    /// # Errors
    /// What is missing or wrong, by field.
    pub fn read(form: &Form, words: &Words) -> Result<Self, Errors> {
        let mut errors = Errors::default();
        if form.text("step_words").is_none() {
            errors.add("step_words", words.t("goals-step-words-missing"));
        }
        if form.get("step_words").chars().count() > LONGEST {
            errors.add("step_words", words.t("goals-too-long"));
        }
        let owner = StepOwner::from_word(form.get("step_owner"));
        if owner.is_none() {
            errors.add("step_owner", words.t("goals-step-owner-missing"));
        }
        if form.text("step_due_on").is_some() && form.date("step_due_on").is_none() {
            errors.add("step_due_on", words.t("goals-date-wrong"));
        }
        errors.check()?;
        Ok(Self {
            words: form.text("step_words").unwrap_or_default().to_owned(),
            owner: owner.unwrap_or(StepOwner::Participant),
            owner_name: form.text("step_owner_name").unwrap_or_default().to_owned(),
            due_on: form.date("step_due_on"),
        })
    }
}

/// How far along the person said they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub id: RatingId,
    /// 0 (not started) to 10 (there).
    pub rating: i64,
    pub words: String,
    pub rated_on: Date,
}

/// Reads a rating from its form: 0 to 10, and words that may stay empty.
///
/// # Errors
/// When the number is missing or out of range.
pub fn read_rating(form: &Form, words: &Words) -> Result<(i64, String), Errors> {
    match form.parsed::<i64>("rating").filter(|rating| (0..=10).contains(rating)) {
        Some(rating) => Ok((rating, form.text("rating_words").unwrap_or_default().to_owned())),
        None => Err(Errors::one("rating", words.t("goals-rating-wrong"))),
    }
}

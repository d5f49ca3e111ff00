//! What a contact is and what may be done with its note. No storage, no clock.
//!
//! The life of a note (practice.md 3.3, B.1): signed, then co-signed or returned; a returned one is signed again as a
//! new version; addenda are added beside, never into it; entered in error keeps it readable and counts it no more.
//! Signing, co-signing, returning and adding are four different deeds.

use std::fmt;

use ground::ids::{AccountId, DraftId, ParticipantId, ProgramId, RecordId};
use jiff::{Timestamp, ToSpan, civil::Date};
use kit::{db::FromColumn, ids::Id};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IgnoredAny, SeqAccess, Visitor},
};

use super::together::Together;

kit::id_types! {
    /// One contact, and the note about it.
    ContactId,
    StepId,
    ActId,
    AddendumId,
    AttachmentId,
}

kit::word_enum! {
    /// What kind of support it was (labels: `contact_kinds` in rules/lists.toml).
    pub enum Kind {
        OneOnOne = "one_on_one",
        Outreach = "outreach",
        Accompaniment = "accompaniment",
        Advocacy = "advocacy",
        Education = "education",
        CrisisSupport = "crisis_support",
        Family = "family",
        Team = "team",
        NonService = "non_service",
    }
}

kit::word_enum! {
    /// What came of it (labels: `contact_outcomes`). All but the first are tries, and never billed.
    pub enum Outcome {
        Reached = "reached",
        LeftMessage = "left_message",
        NoAnswer = "no_answer",
        Declined = "declined",
        NoShow = "no_show",
        Rescheduled = "rescheduled",
        WrongNumber = "wrong_number",
        UnsafeToLeaveMessage = "unsafe_to_leave_message",
    }
}

kit::word_enum! {
    /// How people were together (labels: `modes`).
    pub enum Mode {
        InPerson = "in_person",
        Video = "video",
        Phone = "phone",
        Text = "text",
    }
}

kit::word_enum! {
    /// Where a note stands.
    pub enum Status {
        Signed = "signed",
        AwaitingCosign = "awaiting_cosign",
        Cosigned = "cosigned",
        Returned = "returned",
        EnteredInError = "entered_in_error",
    }
}

kit::word_enum! {
    /// What was done to a note.
    pub enum Act {
        Signed = "signed",
        Cosigned = "cosigned",
        Returned = "returned",
        EnteredInError = "entered_in_error",
    }
}

kit::word_enum! {
    /// Who takes a next step (labels: `step_owners`).
    pub enum StepOwner {
        Participant = "participant",
        Peer = "peer",
        Supporter = "supporter",
        Other = "other",
    }
}

kit::word_enum! {
    /// Which notes of a program need a second signature.
    pub enum CosignRule {
        All = "all",
        Sample = "sample",
        None = "none",
    }
}

impl Kind {
    /// Whether a contact of this kind is about one person.
    pub const fn needs_participant(self) -> bool {
        !matches!(self, Self::Team | Self::NonService)
    }

    /// Whether the person themselves takes part, so that it counts as having been in touch.
    pub const fn is_with_person(self) -> bool {
        !matches!(self, Self::Team | Self::NonService | Self::Family)
    }
}

impl Outcome {
    pub const fn is_reached(self) -> bool {
        matches!(self, Self::Reached)
    }
}

/// Everything about a contact besides the words: kept with each signed version as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub kind: Kind,
    pub outcome: Outcome,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// Key of `settings`.
    pub setting: String,
    /// Key of `places`; empty when it was not said.
    pub place: String,
    /// The place as the author named it.
    #[serde(default)]
    pub place_words: String,
    pub mode: Mode,
    /// Who was there besides the author, by words of the editor (`participant`, `supporter`, …).
    pub present: Vec<String>,
    #[serde(default)]
    pub present_names: String,
    /// Keys of `functional_areas`. These and what follows are not known of contacts that were moved in by the first
    /// releases.
    #[serde(default)]
    pub areas: Vec<String>,
    /// Keys of `competencies`.
    #[serde(default)]
    pub competencies: Vec<String>,
    #[serde(default)]
    pub goals: Vec<RecordId>,
    #[serde(default)]
    pub template: String,
    #[serde(default)]
    pub template_version: i64,
    /// Whether the person read the note before it was signed.
    #[serde(default)]
    pub is_read_together: bool,
    /// How the person took part in the note, and whether they agree with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<Together>,
    /// When to talk again after a hard moment.
    #[serde(default)]
    pub follow_up_at: Option<Timestamp>,
}

impl Facts {
    /// Actual minutes; units derive from them and never replace them (practice.md 3.5).
    pub fn minutes(&self) -> i64 {
        let seconds = self.ends_at.as_second().saturating_sub(self.starts_at.as_second());
        seconds.div_euclid(60)
    }

    /// Whether the contact shows that the person was in touch.
    pub const fn is_being_in_touch(&self) -> bool {
        self.outcome.is_reached() && self.kind.is_with_person()
    }
}

/// One filled part of a note, with the heading that it had: a template may change, a signed note does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub key: String,
    /// May hold `{name}`, for the name the person uses when it is read. Notes that were moved in by the first releases
    /// call it a heading.
    #[serde(alias = "heading")]
    pub label: String,
    pub words: String,
    /// The words are the person's own.
    #[serde(default)]
    pub is_own: bool,
}

/// Something that comes next, and who does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub words: String,
    pub owner: StepOwner,
    pub due_on: Option<Date>,
}

/// A program's rules for contacts.
#[derive(Debug, Clone)]
pub struct ProgramRules {
    pub id: ProgramId,
    pub name: String,
    pub setting: String,
    pub time_zone: String,
    pub sign_within_hours: i64,
    pub cosign: CosignRule,
    pub cosign_percent: i64,
    pub note_template: String,
    pub payer_rule: Option<String>,
}

kit::from_row!(ProgramRules {
    id,
    name,
    setting,
    time_zone,
    sign_within_hours,
    cosign,
    cosign_percent,
    note_template,
    payer_rule,
});

impl ProgramRules {
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// Whether a note signed at `signed_at` is a late entry.
    pub fn is_late(&self, ends_at: Timestamp, signed_at: Timestamp) -> bool {
        ends_at.saturating_add(self.sign_within_hours.hours()).is_ok_and(|limit| signed_at > limit)
    }

    /// Whether a note needs a second signature. A sample is drawn from the contact's id, so that nobody can try until a
    /// note is left out. Tries to reach somebody and time that is no service are not drawn.
    pub fn needs_cosign(&self, contact: ContactId, facts: &Facts) -> bool {
        if !facts.outcome.is_reached() || facts.kind == Kind::NonService {
            return false;
        }
        match self.cosign {
            CosignRule::All => true,
            CosignRule::Sample => draw(contact) < self.cosign_percent,
            CosignRule::None => false,
        }
    }
}

/// A number from 0 to 99 that follows from the id alone, spread evenly (the finalizer of MurmurHash3).
fn draw(contact: ContactId) -> i64 {
    let (high, low) = contact.uuid().as_u64_pair();
    let mut mixed = high.rotate_left(32) ^ low;
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^= mixed >> 33;
    i64::try_from(mixed % 100).unwrap_or_default()
}

/// A contact as it stands.
#[derive(Debug, Clone)]
pub struct Contact {
    pub id: ContactId,
    pub program: ProgramId,
    pub participant: Option<ParticipantId>,
    pub author: AccountId,
    pub author_name: String,
    pub facts: Facts,
    pub sections: Sections,
    /// What the person added after reading.
    pub participant_words: String,
    pub minutes: i64,
    pub status: Status,
    /// The number of the signing that counts.
    pub version: i64,
    pub signed_at: Timestamp,
    pub is_late: bool,
    pub needs_cosign: bool,
    pub returned_words: String,
    pub error_words: String,
    pub units: Option<i64>,
    pub units_ready: Option<i64>,
    pub unit_rule: Option<String>,
    pub unit_rule_version: Option<i64>,
    pub holds: serde_json::Value,
    pub draft: Option<DraftId>,
}

kit::from_row!(Contact {
    id,
    program,
    participant,
    author,
    author_name,
    facts,
    sections,
    participant_words,
    minutes,
    status,
    version,
    signed_at,
    is_late,
    needs_cosign,
    returned_words,
    error_words,
    units,
    units_ready,
    unit_rule,
    unit_rule_version,
    holds,
    draft,
});

/// Why a deed is not possible. Pages say it by [`Refused::key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("nobody co-signs or returns a note of their own")]
    OwnNote,
    #[error("the note is not waiting for a second signature")]
    NotWaiting,
    #[error("the note did not come back")]
    NotReturned,
    #[error("only its author can do this")]
    NotAuthor,
    #[error("the note was entered in error")]
    InError,
    #[error("say why in a few words")]
    NoWords,
}

impl Refused {
    /// The message that says it to people.
    pub const fn key(self) -> &'static str {
        match self {
            Self::OwnNote => "contacts-refused-own-note",
            Self::NotWaiting => "contacts-refused-not-waiting",
            Self::NotReturned => "contacts-refused-not-returned",
            Self::NotAuthor => "contacts-refused-not-author",
            Self::InError => "contacts-refused-in-error",
            Self::NoWords => "contacts-refused-no-words",
        }
    }
}

/// A note that waits for a second signature, and somebody else than its author to give it.
#[derive(Debug, Clone, Copy)]
pub struct ToCosign<'c>(&'c Contact);

/// A note that came back, in its author's hands.
#[derive(Debug, Clone, Copy)]
pub struct ToRevise<'c>(&'c Contact);

/// A decision about a signed note, ready to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub contact: ContactId,
    pub version: i64,
    /// The status that it is decided from: another one means that somebody was quicker.
    pub from: Status,
    pub to: Status,
    pub act: Act,
    pub words: String,
}

impl Contact {
    /// The note as one that `by` may co-sign or return. Four eyes: never the author's own.
    ///
    /// # Errors
    /// [`Refused::OwnNote`], [`Refused::NotWaiting`].
    pub fn to_cosign(&self, by: AccountId) -> Result<ToCosign<'_>, Refused> {
        match self.status {
            _ if self.author == by => Err(Refused::OwnNote),
            Status::AwaitingCosign => Ok(ToCosign(self)),
            _ => Err(Refused::NotWaiting),
        }
    }

    /// The note as one that `by` may write anew.
    ///
    /// # Errors
    /// [`Refused::NotAuthor`], [`Refused::NotReturned`].
    pub fn to_revise(&self, by: AccountId) -> Result<ToRevise<'_>, Refused> {
        match self.status {
            _ if self.author != by => Err(Refused::NotAuthor),
            Status::Returned => Ok(ToRevise(self)),
            _ => Err(Refused::NotReturned),
        }
    }

    /// The note is taken out of what counts, with the reason; it stays readable.
    ///
    /// # Errors
    /// [`Refused::InError`] when it is already, [`Refused::NoWords`].
    pub fn enter_in_error(&self, why: &str) -> Result<Decision, Refused> {
        if self.status == Status::EnteredInError {
            return Err(Refused::InError);
        }
        Ok(self.decision(Status::EnteredInError, Act::EnteredInError, said(why)?))
    }

    /// Words to add beside a signed note.
    ///
    /// # Errors
    /// [`Refused::NoWords`].
    pub fn addend<'w>(&self, words: &'w str) -> Result<&'w str, Refused> {
        said(words)
    }

    fn decision(&self, to: Status, act: Act, words: &str) -> Decision {
        Decision { contact: self.id, version: self.version, from: self.status, to, act, words: words.to_owned() }
    }
}

impl ToCosign<'_> {
    /// A second person has read the note and stands behind it.
    pub fn cosign(self, words: &str) -> Decision {
        self.0.decision(Status::Cosigned, Act::Cosigned, words.trim())
    }

    /// Back to the author, with what is asked for.
    ///
    /// # Errors
    /// [`Refused::NoWords`]: a return without a comment helps nobody.
    pub fn return_for_changes(self, words: &str) -> Result<Decision, Refused> {
        Ok(self.0.decision(Status::Returned, Act::Returned, said(words)?))
    }
}

impl ToRevise<'_> {
    /// The number that the new signing will have.
    pub const fn next_version(self) -> i64 {
        self.0.version.saturating_add(1)
    }
}

fn said(words: &str) -> Result<&str, Refused> {
    Some(words.trim()).filter(|words| !words.is_empty()).ok_or(Refused::NoWords)
}

impl FromColumn for Facts {
    fn from_column(column: kit::db::Column<'_>) -> Result<Self, String> {
        column.json()
    }
}

/// The filled parts of a note as they are stored: a list, because JSON objects keep no order in PostgreSQL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sections(pub Vec<Section>);

impl FromColumn for Sections {
    fn from_column(column: kit::db::Column<'_>) -> Result<Self, String> {
        column.json()
    }
}

/// The words of the first filled part of a note, for lists: what else is stored with it is passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening(pub Option<String>);

impl<'de> Deserialize<'de> for Opening {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Part {
            words: String,
        }
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Opening;

            fn expecting(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
                words.write_str("the parts of a note")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Opening, A::Error> {
                let first = parts.next_element::<Part>()?;
                while parts.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Opening(first.map(|part| part.words)))
            }
        }
        deserializer.deserialize_seq(Parts)
    }
}

impl FromColumn for Opening {
    fn from_column(column: kit::db::Column<'_>) -> Result<Self, String> {
        column.json()
    }
}

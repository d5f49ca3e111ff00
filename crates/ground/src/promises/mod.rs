//! The ledger of open promises: whatever was started has an owner and a date until something shows that it is done.
//!
//! What lives here: opening, closing, handing over, snoozing; the reading of somebody's day. What doesn't: which deeds
//! promise what (each area says so in its own transaction), and deadlines (`rules/clocks.toml`).

mod store;

use jiff::Timestamp;

pub use self::store::{close, close_all_of, find, hand_over, move_to, open, reopen, snooze};
use crate::ids::{AccountId, ParticipantId, ProgramId, PromiseId, RecordId};

kit::word_enum! {
    /// What was promised.
    pub enum Kind {
        /// A first meeting in person within the program's target.
        FirstMeeting = "first_meeting",
        /// The next try to reach somebody who was referred.
        Attempt = "attempt",
        /// Choosing who supports a person.
        Assign = "assign",
        /// Finishing and signing words that were begun.
        Sign = "sign",
        /// Answering a note that a supervisor returned.
        Returned = "returned",
        Cosign = "cosign",
        /// A next step that somebody took on in a contact.
        NextStep = "next_step",
        GoalReview = "goal_review",
        GoalStep = "goal_step",
        Call = "call",
        Visit = "visit",
        /// Following up after a hard moment.
        CrisisFollowUp = "crisis_follow_up",
        /// Somebody who has not been in contact for a while.
        CheckIn = "check_in",
    }
}

kit::word_enum! {
    /// How a promise ended.
    pub enum Closing {
        Done = "done",
        LetGo = "let_go",
        Replaced = "replaced",
    }
}

/// A promise that is about to be opened.
#[derive(Debug, Clone)]
pub struct NewPromise {
    pub kind: Kind,
    /// What is promised, in words for the owner's day.
    pub words: String,
    pub participant: Option<ParticipantId>,
    pub program: Option<ProgramId>,
    /// Nobody: it waits in the program's queue.
    pub owner: Option<AccountId>,
    pub due_at: Timestamp,
    /// Whether the hour matters, or only the day.
    pub has_time: bool,
    pub origin_kind: &'static str,
    pub origin: RecordId,
    /// The rule that set the date, empty when a person did.
    pub rule: String,
    pub rule_version: i64,
}

/// What shows that a promise is kept.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    pub kind: Option<String>,
    pub record: Option<RecordId>,
    pub words: String,
}

/// A promise as it stands.
#[derive(Debug, Clone)]
pub struct Promise {
    pub id: PromiseId,
    pub kind: Kind,
    pub words: String,
    pub participant: Option<ParticipantId>,
    pub program: Option<ProgramId>,
    pub owner: Option<AccountId>,
    pub due_at: Timestamp,
    pub has_time: bool,
    pub origin_kind: String,
    pub origin: RecordId,
    pub rule: String,
    pub rule_version: i64,
    pub opened_at: Timestamp,
    pub snoozed_until: Option<Timestamp>,
    pub snooze_words: String,
    pub closed_at: Option<Timestamp>,
    pub closing: Option<Closing>,
    pub evidence_words: String,
    pub version: i64,
}

kit::from_row!(Promise {
    id,
    kind,
    words,
    participant,
    program,
    owner,
    due_at,
    has_time,
    origin_kind,
    origin,
    rule,
    rule_version,
    opened_at,
    snoozed_until,
    snooze_words,
    closed_at,
    closing,
    evidence_words,
    version,
});

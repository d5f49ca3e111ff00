//! A referral and its clock. No storage.

use ground::{
    ids::{AccountId, ParticipantId, ProgramId},
    rules::{
        Rules,
        clocks::Offset,
        rapid_access::{Access, Wait},
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kit::messages::Words;

kit::id_types! { ReferralId, AttemptId }

kit::word_enum! {
    /// What came of a referral.
    pub enum Outcome {
        Enrolled = "enrolled",
        ReferredOn = "referred_on",
        Declined = "declined",
    }
}

/// The clock of rules/clocks.toml that runs from a referral to the first meeting in person.
pub const RAPID_ACCESS: &str = "referral.first_in_person";

/// Somebody's way to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    pub id: ReferralId,
    pub participant: ParticipantId,
    pub name_to_use: String,
    pub program: ProgramId,
    pub program_name: String,
    pub time_zone: String,
    /// Calendar days to the first meeting in person, as the program has set them.
    pub rapid_access_days: i64,
    pub received_at: Timestamp,
    pub source: String,
    pub source_name: String,
    pub source_contact: String,
    pub reason: String,
    pub own_view: String,
    pub chosen_later_on: Option<Date>,
    pub first_attempt_at: Option<Timestamp>,
    pub first_contact_at: Option<Timestamp>,
    pub first_in_person_at: Option<Timestamp>,
    pub attempts_count: i64,
    pub outcome: Option<Outcome>,
    pub outcome_at: Option<Timestamp>,
    pub stop_reason: Option<String>,
    pub outcome_words: String,
    pub referred_to: String,
    pub primary: Option<AccountId>,
    pub version: i64,
}

kit::from_row!(Referral {
    id,
    participant,
    name_to_use,
    program,
    program_name,
    time_zone,
    rapid_access_days,
    received_at,
    source,
    source_name,
    source_contact,
    reason,
    own_view,
    chosen_later_on,
    first_attempt_at,
    first_contact_at,
    first_in_person_at,
    attempts_count,
    outcome,
    outcome_at,
    stop_reason,
    outcome_words,
    referred_to,
    primary,
    version,
});

impl Referral {
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Where the wait stands, and how it counts in the program's share (practice.md 4). `None` when there is no such
    /// clock in the rules.
    pub fn access(&self, now: Timestamp) -> Option<Access> {
        access(&self.facts(), now)
    }

    /// What the clock needs to know.
    pub fn facts(&self) -> Waited {
        Waited {
            program: self.program,
            program_name: self.program_name.clone(),
            time_zone: self.time_zone.clone(),
            rapid_access_days: self.rapid_access_days,
            received_at: self.received_at,
            met_at: self.first_in_person_at,
            outcome_at: self.outcome_at,
            stop_reason: self.stop_reason.clone(),
            chosen_later_on: self.chosen_later_on,
        }
    }
}

/// How long somebody waited, for a program's share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waited {
    pub program: ProgramId,
    pub program_name: String,
    pub time_zone: String,
    pub rapid_access_days: i64,
    pub received_at: Timestamp,
    pub met_at: Option<Timestamp>,
    pub outcome_at: Option<Timestamp>,
    pub stop_reason: Option<String>,
    pub chosen_later_on: Option<Date>,
}

kit::from_row!(Waited {
    program,
    program_name,
    time_zone,
    rapid_access_days,
    received_at,
    met_at,
    outcome_at,
    stop_reason,
    chosen_later_on,
});

/// The rapid-access clock of one wait at a moment, with the program's own number of days.
pub fn access(waited: &Waited, now: Timestamp) -> Option<Access> {
    let rules = Rules::shipped();
    let mut clock = rules.clocks.get(RAPID_ACCESS)?.clone();
    clock.due = Offset::CalendarDays(u32::try_from(waited.rapid_access_days).ok()?);
    let stopped = waited.outcome_at.zip(waited.stop_reason.as_deref()).filter(|_| waited.met_at.is_none());
    let wait = Wait { received: waited.received_at, met: waited.met_at, stopped, chosen_later: waited.chosen_later_on };
    let zone = TimeZone::get(&waited.time_zone).unwrap_or(TimeZone::UTC);
    Some(rules.rapid_access(&clock, &wait, now, &zone))
}

/// A referral that comes in.
#[derive(Debug, Clone)]
pub struct NewReferral {
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub received_at: Timestamp,
    /// A key of the list of sources.
    pub source: String,
    pub source_name: String,
    pub source_contact: String,
    pub reason: String,
    pub own_view: String,
}

/// A try to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub at: Timestamp,
    /// A key of the list of modes.
    pub mode: String,
    /// A key of the list of contact outcomes.
    pub outcome: String,
    pub words: String,
    pub made_by: Option<String>,
}

kit::from_row!(Attempt { at, mode, outcome, words, made_by });

/// A try that is being written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttempt {
    pub at: Timestamp,
    pub mode: String,
    pub outcome: String,
    pub words: String,
}

impl NewAttempt {
    /// Whether the two of them spoke: also somebody who said no was reached.
    pub fn is_contact(&self) -> bool {
        is_contact(&self.outcome)
    }
}

/// Whether the two of them spoke, by the outcome of a try.
pub(super) fn is_contact(outcome: &str) -> bool {
    matches!(outcome, "reached" | "declined" | "rescheduled")
}

/// What the promises of a referral say on the day of whoever keeps them.
#[derive(Debug, Clone, Default)]
pub struct PromiseWords {
    pub first_meeting: String,
    pub attempt: String,
    pub assign: String,
}

impl PromiseWords {
    pub fn of(words: &Words) -> Self {
        Self {
            first_meeting: words.t("promise-first-meeting"),
            attempt: words.t("promise-attempt"),
            assign: words.t("promise-assign"),
        }
    }
}

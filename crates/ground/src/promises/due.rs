//! When a promise is due by a clock of `rules/clocks.toml`, so that no area counts days by itself.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use kit::ids::Id;

use super::{Kind, NewPromise};
use crate::{
    ids::{AccountId, ParticipantId, ProgramId},
    rules::{
        Rules,
        clocks::{Offset, Severity},
    },
};

/// The date that a clock sets, as promises keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last moment that is in time.
    pub due_at: Timestamp,
    /// Whether the minute counts, or only the day.
    pub has_time: bool,
    /// The last day that is in time, in the program's zone.
    pub on: Date,
    pub rule: String,
    pub rule_version: i64,
}

impl Deadline {
    /// The deadline of something that began at `anchor`, by the named clock. `days` replaces the clock's own length by
    /// so many calendar days, for programs that set their own. Without such a clock it is due at once, so that nothing
    /// is lost.
    pub fn by_clock(rules: &Rules, clock: &str, days: Option<u32>, anchor: Timestamp, zone: &TimeZone) -> Self {
        let Some(clock) = rules.clocks.get(clock) else {
            let on = anchor.to_zoned(zone.clone()).date();
            return Self { due_at: anchor, has_time: false, on, rule: String::new(), rule_version: 0 };
        };
        let mut clock = clock.clone();
        if let Some(days) = days {
            clock.due = Offset::CalendarDays(days);
        }
        let due = rules.due(&clock, anchor, zone);
        Self {
            due_at: if due.is_whole_day { last_second_before(due.late_from) } else { due.late_from },
            has_time: !due.is_whole_day,
            on: due.on,
            rule: clock.id.clone(),
            rule_version: i64::from(clock.about.version),
        }
    }

    /// A day that somebody chose: in time until the end of it.
    pub fn on_day(day: Date, zone: &TimeZone) -> Self {
        let next = day.tomorrow().unwrap_or(day);
        let due_at = last_second_before(start_of(next, zone));
        Self { due_at, has_time: false, on: day, rule: String::new(), rule_version: 0 }
    }

    /// A moment that somebody chose.
    pub fn at(due_at: Timestamp, zone: &TimeZone) -> Self {
        let on = due_at.to_zoned(zone.clone()).date();
        Self { due_at, has_time: true, on, rule: String::new(), rule_version: 0 }
    }
}

fn last_second_before(late_from: Timestamp) -> Timestamp {
    late_from.checked_sub(SignedDuration::from_secs(1)).unwrap_or(late_from)
}

/// The first moment of a day in a zone, also where the day has no midnight.
pub fn start_of(day: Date, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

impl NewPromise {
    /// A promise that a record begins; [`NewPromise::owned_by`] or [`NewPromise::in_program`] says whose day it is on.
    pub fn new(
        kind: Kind,
        words: impl Into<String>,
        origin_kind: &'static str,
        origin: impl Id,
        due: Deadline,
    ) -> Self {
        Self {
            kind,
            words: words.into(),
            participant: None,
            program: None,
            owner: None,
            due_at: due.due_at,
            has_time: due.has_time,
            origin_kind,
            origin: origin.uuid().into(),
            rule: due.rule,
            rule_version: due.rule_version,
        }
    }

    /// The person it is made to.
    #[must_use]
    pub fn about(mut self, participant: ParticipantId) -> Self {
        self.participant = Some(participant);
        self
    }

    /// The program in whose queue it waits while nobody owns it.
    #[must_use]
    pub fn in_program(mut self, program: Option<ProgramId>) -> Self {
        self.program = program;
        self
    }

    #[must_use]
    pub fn owned_by(mut self, owner: Option<AccountId>) -> Self {
        self.owner = owner;
        self
    }
}

/// A promise that a clock dates: [`Deadline::by_clock`] and [`NewPromise::new`] in one.
pub fn from_clock(
    rules: &Rules,
    clock: &str,
    anchor: Timestamp,
    zone: &TimeZone,
    kind: Kind,
    words: impl Into<String>,
    origin: (&'static str, impl Id),
) -> NewPromise {
    NewPromise::new(kind, words, origin.0, origin.1, Deadline::by_clock(rules, clock, None, anchor, zone))
}

/// How late a promise may be before its supervisor is asked to step in: at once when somebody is waiting, after a day
/// for most, after a week for reminders.
pub fn patience(severity: Severity) -> SignedDuration {
    match severity {
        Severity::Urgent => SignedDuration::ZERO,
        Severity::Usual => SignedDuration::from_hours(24),
        Severity::Nudge => SignedDuration::from_hours(24 * 7),
    }
}

/// Whether a promise is so late that its supervisor is asked to step in. One that a person dated counts as usual.
pub fn needs_supervisor(rules: &Rules, rule: &str, due_at: Timestamp, now: Timestamp) -> bool {
    let severity = rules.clocks.get(rule).map_or(Severity::Usual, |clock| clock.severity);
    now.duration_since(due_at) > patience(severity)
}

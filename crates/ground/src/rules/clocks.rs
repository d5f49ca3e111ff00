//! Clocks: when something that was begun is due, and who acts (`rules/clocks.toml`; practice.md 13.1).
//! Opening and closing promises belongs to promises; this only says the days.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::Rules;
use super::calendar::Holiday;
use super::record::{About, Problem, Record, Shelf};

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offset {
    /// Hours on the clock, whatever summer time does.
    Hours(u32),
    /// Days of the calendar, to the end of the last.
    CalendarDays(u32),
    /// Business days, to the end of the last.
    BusinessDays(u32),
}

/// How loud it is when it is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A reminder.
    Nudge,
    /// A promise like most.
    Usual,
    /// Somebody is waiting.
    Urgent,
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Whoever wrote it.
    Author,
    /// The person's peer specialist; without one, the supervisor.
    AssignedPeer,
    /// The supervisor of the program.
    Supervisor,
    /// Whoever takes in referrals.
    Intake,
    /// Whoever looks after privacy.
    Director,
}

/// From what moment, how long, who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Name of the clock, stored with what it opens.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The rule in a plain sentence.
    pub text: String,
    /// The event that starts it.
    pub anchor: String,
    /// The event that ends it.
    pub closes: String,
    /// How long until it is late.
    pub due: Offset,
    /// How long it is too early.
    pub earliest: Option<Offset>,
    /// How long before the end it is due soon.
    pub warn: Option<Offset>,
    /// How often it starts again after it was met; 0 is as long as needed, none is once.
    pub repeats: Option<u32>,
    /// How loud.
    pub severity: Severity,
    /// Who acts.
    pub owner: Owner,
    /// The kind of promise it opens, when it opens one.
    pub promise: Option<String>,
    /// Source and dates.
    pub about: About,
}

impl Record for Clock {
    const TABLE: &'static str = "clock";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{}: {}", self.label, self.text)
    }

    fn check(&self) -> Result<(), Problem> {
        let spans = [("due", Some(self.due)), ("earliest", self.earliest), ("warn", self.warn)];
        let too_long = |offset: Offset| match offset {
            Offset::Hours(hours) => hours > 24 * 366 * 10,
            Offset::CalendarDays(days) | Offset::BusinessDays(days) => days > 366 * 10,
        };
        match spans.iter().find(|(_, span)| span.is_some_and(too_long)) {
            Some((key, _)) => Err(Problem::at(*key, "a clock runs for ten years at most")),
            None => Ok(()),
        }
    }
}

/// When a clock that was started is too early, due soon and late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// From here on it may be done.
    pub opens: Timestamp,
    /// From here on it is due soon.
    pub warns: Timestamp,
    /// The first moment that is late.
    pub late_from: Timestamp,
    /// The last day that is in time, in the program's zone.
    pub on: Date,
    /// The whole day is in time; otherwise the minute counts.
    pub is_whole_day: bool,
}

/// Where a moment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowState {
    /// Too early.
    Early,
    /// There is time.
    Open,
    /// The time is nearly over.
    DueSoon,
    /// The time is over.
    Overdue,
}

impl Due {
    /// Where a moment stands.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> WindowState {
        if now >= self.late_from {
            WindowState::Overdue
        } else if now < self.opens {
            WindowState::Early
        } else if now >= self.warns {
            WindowState::DueSoon
        } else {
            WindowState::Open
        }
    }
}

impl Rules {
    /// When something is due that began at `anchor`, in the program's zone.
    #[must_use]
    pub fn due(&self, clock: &Clock, anchor: Timestamp, zone: &TimeZone) -> Due {
        let (late_from, on, is_whole_day) = match self.later(clock.due, anchor, zone) {
            Moment::Instant(at) => (at, day_of(at, zone), false),
            Moment::Day(on) => (day_start(on.saturating_add(1.day()), zone), on, true),
        };
        let opens = match clock.earliest.map(|earliest| self.later(earliest, anchor, zone)) {
            Some(Moment::Instant(at)) => at,
            Some(Moment::Day(day)) => day_start(day, zone),
            None => anchor,
        };
        let opens = opens.min(late_from);
        let warns = clock.warn.map_or(late_from, |warn| earlier(warn, late_from, on, zone, &self.holidays));
        Due { opens, warns: warns.clamp(opens, late_from), late_from, on, is_whole_day }
    }

    fn later(&self, offset: Offset, from: Timestamp, zone: &TimeZone) -> Moment {
        let day = || day_of(from, zone);
        match offset {
            Offset::Hours(hours) => Moment::Instant(from.saturating_add(hours_long(hours)).unwrap_or(Timestamp::MAX)),
            Offset::CalendarDays(days) => Moment::Day(day().saturating_add(i64::from(days).days())),
            Offset::BusinessDays(days) => Moment::Day(self.holidays.after(day(), days)),
        }
    }
}

enum Moment {
    Instant(Timestamp),
    Day(Date),
}

/// So long before the end; days are counted back from the last day that is in time.
fn earlier(offset: Offset, end: Timestamp, on: Date, zone: &TimeZone, holidays: &Shelf<Holiday>) -> Timestamp {
    match offset {
        Offset::Hours(hours) => end.saturating_sub(hours_long(hours)).unwrap_or(Timestamp::MIN),
        Offset::CalendarDays(days) => day_start(on.saturating_sub(i64::from(days).days()), zone),
        Offset::BusinessDays(days) => day_start(holidays.before(on, days), zone),
    }
}

fn hours_long(hours: u32) -> SignedDuration {
    SignedDuration::from_hours(i64::from(hours))
}

/// The day of a moment in a zone.
pub(super) fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(at).date()
}

/// The first moment of a day; where a day has no midnight, its first moment after that.
fn day_start(day: Date, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

//! A plan of calls, and when the next one falls. No input or output.

use ground::{
    ids::{AccountId, ParticipantId, ProgramId},
    promises::Kind,
};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};
use kit::{
    forms::{Errors, Form},
    messages::Words,
};

kit::id_types! {
    PlanId,
}

kit::word_enum! {
    /// What is planned.
    pub enum PlanKind {
        Call = "call",
        Visit = "visit",
    }
}

impl From<PlanKind> for Kind {
    fn from(kind: PlanKind) -> Self {
        match kind {
            PlanKind::Call => Self::Call,
            PlanKind::Visit => Self::Visit,
        }
    }
}

/// The days and times that a person wants.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub id: PlanId,
    pub participant: ParticipantId,
    pub program: ProgramId,
    /// Who calls.
    pub account: AccountId,
    pub kind: PlanKind,
    /// Monday is 1, Sunday 7, as JSON numbers.
    pub weekdays: serde_json::Value,
    /// The time of day in the program's zone, such as `14:00`.
    pub at_time: String,
    /// 1 is every week, 2 every other week.
    pub every_weeks: i64,
    pub starts_on: Date,
    /// The last day on which one may fall.
    pub ends_on: Option<Date>,
    /// What the person wants the caller to know.
    pub words: String,
    pub ended_at: Option<Timestamp>,
    pub version: i64,
    /// The program's zone.
    pub time_zone: String,
}

kit::from_row!(Plan {
    id,
    participant,
    program,
    account,
    kind,
    weekdays,
    at_time,
    every_weeks,
    starts_on,
    ends_on,
    words,
    ended_at,
    version,
    time_zone,
});

impl Plan {
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    pub fn time(&self) -> Time {
        self.at_time.parse().unwrap_or(Time::constant(12, 0, 0, 0))
    }

    /// The days of the week, Monday 1 to Sunday 7.
    pub fn weekdays(&self) -> Vec<i8> {
        let days = self.weekdays.as_array().map(Vec::as_slice).unwrap_or_default();
        days.iter().filter_map(|day| i8::try_from(day.as_i64()?).ok()).filter(|day| (1..=7).contains(day)).collect()
    }

    /// The next moment of the plan that is later than `after`. An hour that summer time leaves out falls right after
    /// the gap; one that comes twice is meant the first time.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let zone = self.zone();
        let weekdays = self.weekdays();
        let first = self.starts_on.max(after.to_zoned(zone.clone()).date());
        // Two whole rounds hold every weekday of the plan at least once.
        let days = self.every_weeks.max(1).saturating_mul(14).saturating_add(7);
        let days = (0..days).map(|ahead| first.saturating_add(ahead.days()));
        let wanted = days.filter(|day| self.is_on(*day, &weekdays) && self.ends_on.is_none_or(|last| *day <= last));
        let moments = wanted.filter_map(|day| zone.to_timestamp(day.to_datetime(self.time())).ok());
        moments.into_iter().find(|moment| *moment > after)
    }

    /// Whether a day is one of the plan: the weekday is wanted, and the week counts from the one it starts in.
    fn is_on(&self, day: Date, weekdays: &[i8]) -> bool {
        let weeks = i64::from((monday(day) - monday(self.starts_on)).get_days()).div_euclid(7);
        weekdays.contains(&day.weekday().to_monday_one_offset()) && weeks.rem_euclid(self.every_weeks.max(1)) == 0
    }
}

fn monday(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

/// A plan that is about to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPlan {
    pub kind: PlanKind,
    pub account: AccountId,
    pub weekdays: Vec<i8>,
    pub at: Time,
    pub every_weeks: i64,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub words: String,
}

impl NewPlan {
    /// Reads the form of a plan.
    ///
    /// # Errors
    /// What is missing or wrong, by field.
    pub fn read(form: &Form, words: &Words) -> Result<Self, Errors> {
        let mut errors = Errors::default();
        let kind = PlanKind::from_word(form.get("kind"));
        let account = form.parsed("account");
        let at: Option<Time> = form.parsed("at_time");
        let every_weeks = form.parsed::<i64>("every_weeks").filter(|weeks| (1..=12).contains(weeks));
        let (starts_on, ends_on) = (form.date("starts_on"), form.date("ends_on"));
        let days = form.all("weekdays").into_iter().filter_map(|day| day.parse().ok());
        let weekdays: Vec<i8> = days.filter(|day| (1..=7).contains(day)).collect();
        let ends_well =
            form.text("ends_on").is_none() || ends_on.is_some_and(|end| starts_on.is_none_or(|start| end >= start));
        for (field, is_fine) in [
            ("kind", kind.is_some()),
            ("weekdays", !weekdays.is_empty()),
            ("at_time", at.is_some()),
            ("every_weeks", every_weeks.is_some()),
            ("account", account.is_some()),
            ("starts_on", starts_on.is_some()),
            ("ends_on", ends_well),
        ] {
            if !is_fine {
                errors.add(field, words.t(&format!("calls-wrong-{}", field.replace('_', "-"))));
            }
        }
        match (kind, account, at, every_weeks, starts_on) {
            (Some(kind), Some(account), Some(at), Some(every_weeks), Some(starts_on)) if errors.is_empty() => {
                let words = form.text("words").unwrap_or_default().to_owned();
                Ok(Self { kind, account, weekdays, at, every_weeks, starts_on, ends_on, words })
            }
            _ => Err(errors),
        }
    }
}

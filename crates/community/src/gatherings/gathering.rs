//! A group or a meeting, read from the form and checked. No storage.

use ground::{Visit, accounts::fields, ids::ProgramId};
use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use kit::forms::{Errors, Form};

use super::pattern::{Pattern, weekday};
use crate::pages::{long, web_address};

kit::id_types! {
    GatheringId,
    /// One day on which it is otherwise.
    DayChangeId,
}

kit::word_enum! {
    /// What is otherwise on a day.
    pub enum ChangeKind {
        Cancelled = "cancelled",
        Moved = "moved",
    }
}

/// A group or a meeting as it stands.
#[derive(Debug, Clone)]
pub struct Gathering {
    pub id: GatheringId,
    pub name: String,
    pub words: String,
    pub audience: String,
    pub joining: String,
    pub place: String,
    pub url: String,
    pub language: String,
    pub program: Option<ProgramId>,
    pub time_zone: String,
    pub starts_on: Date,
    /// `18:30`.
    pub at_time: String,
    pub minutes: i64,
    /// RFC 5545, empty for once.
    pub rule: String,
    pub ends_on: Option<Date>,
    pub is_shown: bool,
    pub changed_at: Timestamp,
    pub version: i64,
}

kit::from_row!(Gathering {
    id,
    name,
    words,
    audience,
    joining,
    place,
    url,
    language,
    program,
    time_zone,
    starts_on,
    at_time,
    minutes,
    rule,
    ends_on,
    is_shown,
    changed_at,
    version,
});

impl Gathering {
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    pub fn time(&self) -> Time {
        self.at_time.parse().unwrap_or(Time::midnight())
    }

    pub fn pattern(&self) -> Pattern {
        Pattern::parse(&self.rule).unwrap_or(Pattern::Once)
    }
}

/// One day on which it is otherwise.
#[derive(Debug, Clone)]
pub struct DayChange {
    pub id: DayChangeId,
    pub gathering: GatheringId,
    /// The day by the rule.
    pub on: Date,
    pub kind: ChangeKind,
    pub reason: String,
    pub to_date: Option<Date>,
    pub to_time: String,
    pub to_place: String,
}

kit::from_row!(DayChange { id, gathering, on, kind, reason, to_date, to_time, to_place });

/// How a gathering should read.
#[derive(Debug, Clone)]
pub struct NewGathering {
    pub name: String,
    pub words: String,
    pub audience: String,
    pub joining: String,
    pub place: String,
    pub url: String,
    pub language: String,
    pub program: Option<ProgramId>,
    pub starts_on: Date,
    pub at_time: Time,
    pub minutes: i64,
    pub pattern: Pattern,
    pub ends_on: Option<Date>,
    pub is_shown: bool,
}

/// The longest that something lasts, in minutes: a day.
const MOST_MINUTES: i64 = 24 * 60;

impl NewGathering {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong, beside its field.
    pub fn read(visit: &Visit, form: &Form) -> Result<Self, Errors> {
        let (mut errors, words) = (Errors::default(), &visit.words);
        let name = fields::needed(form, "name", "keeping-groups-name-missing", words, &mut errors);
        let place = fields::short(form, "place", words, &mut errors);
        let url = web_address(visit, form, "url", &mut errors);
        if place.is_empty() && url.is_empty() {
            errors.add("place", visit.t("keeping-groups-place-missing"));
        }
        let [about, audience, joining] = ["words", "audience", "joining"].map(|f| long(visit, form, f, &mut errors));
        let when = When::read(visit, form, &mut errors);
        let (Some(when), true) = (when, errors.is_empty()) else { return Err(errors) };
        Ok(Self {
            name,
            words: about,
            audience,
            joining,
            place,
            url,
            language: form.text("language").unwrap_or_default().to_owned(),
            program: form.parsed("program"),
            starts_on: when.starts_on,
            at_time: when.at_time,
            minutes: when.minutes,
            pattern: when.pattern,
            ends_on: when.ends_on,
            is_shown: form.is_ticked("is_shown"),
        })
    }
}

/// When it meets.
struct When {
    starts_on: Date,
    at_time: Time,
    minutes: i64,
    pattern: Pattern,
    ends_on: Option<Date>,
}

impl When {
    fn read(visit: &Visit, form: &Form, errors: &mut Errors) -> Option<Self> {
        let mut wrong = |field: &str, key: &str| errors.add(field, visit.t(key));
        let from = form.date("starts_on");
        if from.is_none() {
            wrong("starts_on", "keeping-groups-day-missing");
        }
        let at_time: Option<Time> = form.parsed("at_time");
        if at_time.is_none() {
            wrong("at_time", "keeping-groups-time-missing");
        }
        let minutes = form.parsed::<i64>("minutes").filter(|minutes| (5..=MOST_MINUTES).contains(minutes));
        if minutes.is_none() {
            wrong("minutes", "keeping-groups-minutes-wrong");
        }
        let (from, at_time, minutes) = (from?, at_time?, minutes?);
        let Some(pattern) = pattern(form, from) else {
            wrong("days", "keeping-groups-days-missing");
            return None;
        };
        let ends_on = form.date("ends_on");
        // A calendar counts the first day as a meeting, so it is one.
        let starts_on = pattern.first(from).filter(|first| ends_on.is_none_or(|end| *first <= end));
        if starts_on.is_none() {
            wrong("ends_on", "keeping-groups-never");
        }
        Some(Self { starts_on: starts_on?, at_time, minutes, pattern, ends_on })
    }
}

/// How often, by the choices of the form.
fn pattern(form: &Form, from: Date) -> Option<Pattern> {
    match form.get("repeats") {
        "weekly" | "every_2_weeks" => {
            let days: Vec<Weekday> = form.all("days").into_iter().filter_map(weekday).collect();
            let every = if form.get("repeats") == "weekly" { 1 } else { 2 };
            // Without a day chosen, the day of the first meeting.
            let days = if days.is_empty() { vec![from.weekday()] } else { days };
            Some(Pattern::Weekly { every, days })
        }
        "monthly_day" => Some(Pattern::MonthlyByDay(from.day())),
        "monthly_weekday" => {
            // A fifth one is not in each month: then the last is meant.
            let nth = (from.day().saturating_sub(1)).div_euclid(7).saturating_add(1);
            Some(Pattern::MonthlyByWeekday(if nth > 4 { -1 } else { nth }, from.weekday()))
        }
        "once" | "" => Some(Pattern::Once),
        _ => None,
    }
}

/// What is otherwise on a day, read from the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDayChange {
    pub on: Date,
    pub kind: ChangeKind,
    pub reason: String,
    pub to_date: Option<Date>,
    pub to_time: String,
    pub to_place: String,
}

impl NewDayChange {
    /// Reads the form for a gathering.
    ///
    /// # Errors
    /// What is wrong, beside its field: a day on which it does not meet, no reason for calling it off, nothing that
    /// moves.
    pub fn read(visit: &Visit, form: &Form, gathering: &Gathering) -> Result<Self, Errors> {
        let mut errors = Errors::default();
        let pattern = gathering.pattern();
        let meets = |day: &Date| !pattern.days(gathering.starts_on, gathering.ends_on, *day, *day).is_empty();
        let on = form.date("on_date").filter(meets);
        if on.is_none() {
            errors.add("on_date", visit.t("keeping-groups-no-meeting"));
        }
        let kind = ChangeKind::from_word(form.get("kind"));
        if kind.is_none() {
            errors.add("kind", visit.t("keeping-groups-kind-missing"));
        }
        let reason = fields::short(form, "reason", &visit.words, &mut errors);
        if kind == Some(ChangeKind::Cancelled) && reason.is_empty() {
            errors.add("reason", visit.t("keeping-groups-reason-missing"));
        }
        let to_date = form.date("to_date");
        let to_time = form.parsed::<Time>("to_time");
        let to_place = fields::short(form, "to_place", &visit.words, &mut errors);
        if kind == Some(ChangeKind::Moved) && to_date.is_none() && to_time.is_none() && to_place.is_empty() {
            errors.add("to_date", visit.t("keeping-groups-to-missing"));
        }
        let (Some(on), Some(kind), true) = (on, kind, errors.is_empty()) else { return Err(errors) };
        if kind == ChangeKind::Cancelled {
            return Ok(Self { on, kind, reason, to_date: None, to_time: String::new(), to_place: String::new() });
        }
        let to_time = to_time.unwrap_or_else(|| gathering.time()).strftime("%H:%M").to_string();
        Ok(Self { on, kind, reason, to_date: Some(to_date.unwrap_or(on)), to_time, to_place })
    }
}

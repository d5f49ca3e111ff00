//! Times as people say them, with the exact time beside: "Today, 2:05 pm", "Monday, 9:00 am", "May 14, 2:05 pm".

use std::borrow::Cow;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use kit::messages::{AsArg, Words};

use crate::Visit;

/// A moment for the macro `parts::moment`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// For programs: the instant.
    pub iso: String,
    /// For the hover: everything.
    pub exact: String,
    /// For reading.
    pub human: String,
}

impl When {
    /// A moment in a zone, seen from the moment of the visit.
    pub fn at(visit: &Visit, at: Timestamp, zone: &TimeZone) -> Self {
        let words = &visit.words;
        let there = zone.to_datetime(at);
        let (day, time) = (day(words, today(visit, zone), there.date()), time(words, there));
        let human = words.with("when-day-and-time", &[("day", day.as_arg()), ("time", time.as_arg())]);
        Self { iso: at.to_string(), exact: exact(words, zone, at, there), human }
    }

    /// A day on which the hour does not matter.
    pub fn on(visit: &Visit, date: Date, zone: &TimeZone) -> Self {
        let exact = in_full(&visit.words, "when-date-and-year", date);
        Self { iso: date.to_string(), exact, human: day(&visit.words, today(visit, zone), date) }
    }

    /// The day of a moment, without its hour.
    pub fn day_of(visit: &Visit, at: Timestamp, zone: &TimeZone) -> Self {
        let there = zone.to_datetime(at);
        let human = day(&visit.words, today(visit, zone), there.date());
        Self { iso: at.to_string(), exact: exact(&visit.words, zone, at, there), human }
    }
}

fn today(visit: &Visit, zone: &TimeZone) -> Date {
    zone.to_datetime(visit.request.now()).date()
}

/// A day as people say it, seen from `today`.
pub fn day(words: &Words, today: Date, day: Date) -> String {
    let ahead = (day - today).get_days();
    match ahead {
        0 => words.t("when-today"),
        -1 => words.t("when-yesterday"),
        1 => words.t("when-tomorrow"),
        -6..=6 => weekday(words, day).into_owned(),
        _ if day.year() == today.year() => dated(words, "when-date", day),
        _ => dated(words, "when-date-and-year", day),
    }
}

fn dated(words: &Words, pattern: &str, day: Date) -> String {
    let month = words.said(key_of(&MONTHS, day.month()));
    // As text: a number would get a separator for thousands.
    let year = day.year().to_string();
    let month = month.as_ref().as_arg();
    words.with(pattern, &[("month", month), ("day", i64::from(day.day()).as_arg()), ("year", year.as_arg())])
}

/// A day in full: "Thursday, May 14".
pub fn long_day(words: &Words, day: Date) -> String {
    in_full(words, "when-date", day)
}

/// A day without its weekday: "May 14".
pub fn short_day(words: &Words, day: Date) -> String {
    dated(words, "when-date", day)
}

fn in_full(words: &Words, pattern: &str, day: Date) -> String {
    let (weekday, date) = (weekday(words, day), dated(words, pattern, day));
    words.with("when-day-in-full", &[("weekday", weekday.as_ref().as_arg()), ("date", date.as_arg())])
}

fn weekday(words: &Words, day: Date) -> Cow<'_, str> {
    words.said(key_of(&WEEKDAYS, day.weekday().to_monday_one_offset()))
}

const WEEKDAYS: [&str; 7] = [
    "when-weekday-1",
    "when-weekday-2",
    "when-weekday-3",
    "when-weekday-4",
    "when-weekday-5",
    "when-weekday-6",
    "when-weekday-7",
];

const MONTHS: [&str; 12] = [
    "when-month-1",
    "when-month-2",
    "when-month-3",
    "when-month-4",
    "when-month-5",
    "when-month-6",
    "when-month-7",
    "when-month-8",
    "when-month-9",
    "when-month-10",
    "when-month-11",
    "when-month-12",
];

/// The key of the first, second, third, …
fn key_of(keys: &[&'static str], place: i8) -> &'static str {
    usize::try_from(place).ok().and_then(|place| keys.get(place.checked_sub(1)?)).copied().unwrap_or_default()
}

/// The time of day: "2:05 pm".
pub fn time(words: &Words, at: DateTime) -> String {
    let (half, hour) = if at.hour() < 12 { ("when-am", at.hour()) } else { ("when-pm", at.hour().saturating_sub(12)) };
    let hour = if hour == 0 { 12 } else { hour };
    let clock = format!("{hour}:{:02}", at.minute());
    words.with(half, &[("time", clock.as_arg())])
}

fn exact(words: &Words, zone: &TimeZone, at: Timestamp, there: DateTime) -> String {
    let (day, zone) = (in_full(words, "when-date-and-year", there.date()), zone.to_offset_info(at));
    format!("{day}, {:02}:{:02}:{:02} {}", there.hour(), there.minute(), there.second(), zone.abbreviation())
}

/// How many calendar days lie between two instants in a zone.
pub fn days_between(zone: &TimeZone, from: Timestamp, to: Timestamp) -> i64 {
    let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
    i64::from((date(to) - date(from)).get_days())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use jiff::civil::{date, datetime};

    use super::{day, long_day, time};
    use crate::schema;

    #[test]
    fn the_nearer_a_day_the_shorter_it_is_said() {
        let words = schema::messages().unwrap().language("en");
        let today = date(2026, 5, 14);
        for (other, said) in [
            (today, "Today"),
            (date(2026, 5, 13), "Yesterday"),
            (date(2026, 5, 15), "Tomorrow"),
            (date(2026, 5, 11), "Monday"),
            (date(2026, 5, 7), "May 7"),
            (date(2025, 12, 31), "December 31, 2025"),
        ] {
            assert_eq!(day(&words, today, other), said);
        }
    }

    #[test]
    fn days_and_times_are_said_in_spanish() {
        let words = schema::messages().unwrap().language("es");
        let today = date(2026, 5, 14);
        for (other, said) in [
            (today, "hoy"),
            (date(2026, 5, 11), "lunes"),
            (date(2026, 5, 7), "7 de mayo"),
            (date(2025, 12, 31), "31 de diciembre de 2025"),
        ] {
            assert_eq!(day(&words, today, other), said);
        }
        assert_eq!(long_day(&words, today), "jueves 14 de mayo");
        assert_eq!(time(&words, datetime(2026, 5, 14, 14, 5, 0, 0)), "2:05 p.\u{a0}m.");
    }

    #[test]
    fn noon_and_midnight_are_twelve() {
        let words = schema::messages().unwrap().language("en");
        for (hour, said) in [(0, "12:05 am"), (9, "9:05 am"), (12, "12:05 pm"), (23, "11:05 pm")] {
            assert_eq!(time(&words, datetime(2026, 5, 14, hour, 5, 0, 0)), said);
        }
    }
}

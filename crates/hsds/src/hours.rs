//! When a schedule is open: its rule of iCalendar (RFC 5545) with the hours of each of its days.

use chrono::TimeZone as _;
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, DateTime, Time, Weekday},
    tz::{Offset, TimeZone},
};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

use crate::model::Schedule;

/// Days of a rule that are looked at.
const MOST_DAYS: u16 = 400;

/// The hours of one day on which a schedule is open. An end that is not after the beginning is on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub opens: DateTime,
    pub closes: DateTime,
}

/// A stretch of the week that a schedule may be open in: what is looked up before the rule decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekSpan {
    pub weekday: Weekday,
    /// Minutes from midnight; `closes` is at most 1440.
    pub opens_minute: i64,
    pub closes_minute: i64,
}

impl Schedule {
    /// Its own zone: an offset in hours, when it says one. Else that of the place where the directory is kept.
    pub fn zone(&self, usual: &TimeZone) -> TimeZone {
        let seconds = self.timezone.map(|hours| (hours * 3600.0).round());
        let offset = seconds.and_then(|seconds| format!("{seconds}").parse::<i32>().ok());
        offset.and_then(|seconds| Offset::from_seconds(seconds).ok()).map_or_else(|| usual.clone(), TimeZone::fixed)
    }

    /// Its hours, when it says them. A day without hours is open all day.
    fn times(&self) -> Option<(Time, Time)> {
        let read = |text: &str| text.parse::<Time>().ok();
        match (read(&self.opens_at), read(&self.closes_at)) {
            (Some(opens), Some(closes)) => Some((opens, closes)),
            (None, None) if !self.byday.is_empty() || !self.bymonthday.is_empty() => {
                Some((Time::midnight(), Time::midnight()))
            }
            _ => None,
        }
    }

    /// Whether it says when something is open, and not only that.
    pub fn is_rule(&self) -> bool {
        self.times().is_some() && !(self.freq.is_empty() && self.byday.is_empty())
    }

    /// Whether it is open at an instant.
    pub fn is_open(&self, now: Timestamp, usual: &TimeZone) -> bool {
        let here = now.to_zoned(self.zone(usual)).datetime();
        let yesterday = here.date().yesterday().unwrap_or(here.date());
        self.spans(yesterday, here.date()).iter().any(|span| span.opens <= here && here < span.closes)
    }

    /// When it opens on the days from one to another, both with it, in its own zone.
    pub fn spans(&self, from: Date, to: Date) -> Vec<Span> {
        let Some((opens, closes)) = self.times() else { return Vec::new() };
        let span = |day: Date| {
            let end = if closes > opens { day } else { day.tomorrow().unwrap_or(day) };
            Span { opens: day.to_datetime(opens), closes: end.to_datetime(closes) }
        };
        self.days(from, to).into_iter().map(span).collect()
    }

    /// The days of its rule, at most those asked for.
    fn days(&self, from: Date, to: Date) -> Vec<Date> {
        let found = self.days_of_week(from, to).unwrap_or_else(|| self.days_of_rule(from, to));
        let (first, last): (Option<Date>, Option<Date>) = (self.valid_from.parse().ok(), self.valid_to.parse().ok());
        let is_valid = |day: &Date| first.is_none_or(|first| first <= *day) && last.is_none_or(|last| *day <= last);
        found.into_iter().filter(is_valid).collect()
    }

    /// The days of the commonest rule, which names days of every week: a list of services asks it for each of them. `None`:
    /// it is another rule.
    fn days_of_week(&self, from: Date, to: Date) -> Option<Vec<Date>> {
        let is_weekly = ["", "WEEKLY"].contains(&self.freq.as_str()) && self.interval.unwrap_or(1.0) <= 1.0;
        let until: Option<Date> = self.until.parse().ok();
        let is_counted = until.is_none() && self.count.is_some_and(|count| count >= 1.0);
        let begins_well = self.wkst.is_empty() || weekday_of(&self.wkst).is_some();
        if !is_weekly || is_counted || !self.bymonthday.is_empty() || !begins_well {
            return None;
        }
        let named: Vec<Weekday> = self.byday.split(',').map(|part| weekday_of(part.trim())).collect::<Option<_>>()?;
        let first = self.first_day().map_or(from, |first| first.max(from));
        let last = until.map_or(to, |until| until.min(to));
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(|day| *day <= last);
        Some(days.filter(|day| named.contains(&day.weekday())).take(MOST_DAYS.into()).collect())
    }

    fn days_of_rule(&self, from: Date, to: Date) -> Vec<Date> {
        let Some(set) = self.rule(from) else { return Vec::new() };
        let (Some(after), Some(before)) = (noon(from), noon(to)) else { return Vec::new() };
        let found = set.after(after).before(before).all(MOST_DAYS).dates;
        found.iter().filter_map(day_of).collect()
    }

    /// The first day of its rule, when it says one.
    fn first_day(&self) -> Option<Date> {
        self.dtstart.parse().ok().or_else(|| self.valid_from.parse().ok())
    }

    /// The rule as a set. Without a first day it has run for ever: it begins near the days that are asked for, on a
    /// Monday, so that every week of it is the same.
    fn rule(&self, near: Date) -> Option<RRuleSet> {
        let given = self.first_day();
        let interval = self.interval.unwrap_or(1.0).max(1.0);
        let start = match given {
            Some(start) => start,
            None => near.checked_sub(1.month()).ok()?.first_of_month(),
        };
        let freq = if self.freq.is_empty() { "WEEKLY" } else { &self.freq };
        let mut text = format!("FREQ={freq};INTERVAL={interval}");
        let lists = [("BYDAY", &self.byday), ("BYMONTHDAY", &self.bymonthday), ("WKST", &self.wkst)];
        for (name, value) in lists {
            let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            if !value.is_empty() {
                text.push_str(&format!(";{name}={value}"));
            }
        }
        if let Ok(until) = self.until.parse::<Date>() {
            text.push_str(&format!(";UNTIL={}T235959Z", until.strftime("%Y%m%d")));
        } else if let Some(count) = self.count.filter(|count| *count >= 1.0) {
            text.push_str(&format!(";COUNT={count}"));
        }
        let rule: RRule<Unvalidated> = text.parse().ok()?;
        rule.build(noon(start)?).ok()
    }

    /// The parts of a week in which it may be open, in its own zone.
    pub fn week(&self) -> Vec<WeekSpan> {
        let Some((opens, closes)) = self.times() else { return Vec::new() };
        let minute = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        let (opens, closes) = (minute(opens), minute(closes));
        let mut found = Vec::new();
        for weekday in self.weekdays() {
            let next = weekday.next();
            if closes > opens {
                found.push(WeekSpan { weekday, opens_minute: opens, closes_minute: closes });
            } else {
                found.push(WeekSpan { weekday, opens_minute: opens, closes_minute: 1440 });
                if closes > 0 {
                    found.push(WeekSpan { weekday: next, opens_minute: 0, closes_minute: closes });
                }
            }
        }
        found
    }

    /// The days of the week that its rule may fall on.
    fn weekdays(&self) -> Vec<Weekday> {
        let week = || Weekday::Monday.cycle_forward().take(7);
        let letters = |day: Weekday| day_letters(day);
        let is_named = |day: &Weekday| self.byday.split(',').any(|part| part.trim().ends_with(letters(*day)));
        let named: Vec<Weekday> = week().filter(is_named).collect();
        if !named.is_empty() {
            return named;
        }
        let first = self.dtstart.parse::<Date>().ok().filter(|_| self.bymonthday.is_empty() && self.freq != "MONTHLY");
        first.map_or_else(|| week().collect(), |first| vec![first.weekday()])
    }
}

/// The day of two letters in a rule.
fn weekday_of(letters: &str) -> Option<Weekday> {
    Weekday::Monday.cycle_forward().take(7).find(|day| day_letters(*day) == letters)
}

/// The two letters of a day in a rule.
pub fn day_letters(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

/// Days are counted at noon of UTC, where no clock springs.
fn noon(day: Date) -> Option<chrono::DateTime<Tz>> {
    let (month, of_month) = (u32::try_from(day.month()).ok()?, u32::try_from(day.day()).ok()?);
    Tz::UTC.with_ymd_and_hms(i32::from(day.year()), month, of_month, 12, 0, 0).single()
}

fn day_of(at: &chrono::DateTime<Tz>) -> Option<Date> {
    at.format("%Y-%m-%d").to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use proptest::{prelude::*, sample::select};

    use super::*;

    fn day() -> impl Strategy<Value = String> {
        (2018_i16..2028, 1_i8..=12, 1_i8..=28)
            .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap().to_string())
    }

    fn perhaps(text: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
        proptest::option::of(text).prop_map(Option::unwrap_or_default)
    }

    fn schedule() -> impl Strategy<Value = Schedule> {
        let letters = select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU", "2TU", "-1FR", "mo", "", " WE"]);
        let named = proptest::collection::vec(letters, 1..5).prop_map(|all| all.join(","));
        let number = || proptest::option::of(select(vec![0.0, 0.5, 1.0, 2.0, 30.0]));
        let freq = select(vec!["", "WEEKLY", "MONTHLY", "DAILY"]).prop_map(str::to_owned);
        let wkst = perhaps(select(vec!["MO", "SU", "XX"]).prop_map(str::to_owned));
        (freq, named, perhaps(day()), perhaps(day()), perhaps(day()), wkst, number(), number()).prop_map(
            |(freq, byday, dtstart, valid_from, until, wkst, interval, count)| Schedule {
                freq,
                byday,
                dtstart,
                valid_from,
                until,
                wkst,
                interval,
                count,
                ..Schedule::default()
            },
        )
    }

    proptest! {
        #[test]
        fn days_of_every_week_are_those_of_the_rule(schedule in schedule(), from in day(), length in 0_i64..40) {
            let from: Date = from.parse().unwrap();
            let to = from.checked_add(length.days()).unwrap();
            if let Some(days) = schedule.days_of_week(from, to) {
                prop_assert_eq!(days, schedule.days_of_rule(from, to), "{:?}", schedule);
            }
        }
    }

    #[test]
    fn the_commonest_rule_is_told_without_the_others() {
        let usual = Schedule { freq: "WEEKLY".to_owned(), byday: "MO,WE".to_owned(), ..Schedule::default() };
        let may = |day| Date::new(2026, 5, day).unwrap();
        assert_eq!(usual.days_of_week(may(11), may(17)), Some(vec![may(11), may(13)]));
        for other in [
            Schedule { byday: "2MO".to_owned(), ..usual.clone() },
            Schedule { interval: Some(2.0), ..usual.clone() },
            Schedule { count: Some(3.0), ..usual.clone() },
            Schedule { freq: "MONTHLY".to_owned(), ..usual },
        ] {
            assert_eq!(other.days_of_week(may(11), may(17)), None);
        }
    }
}

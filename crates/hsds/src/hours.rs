//! When a schedule is open: its rule of iCalendar (RFC 5545) with the hours of each of its days.

use chrono::TimeZone as _;
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, DateTime, Time, Weekday},
    tz::{Offset, TimeZone},
};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

use crate::model::Schedule;

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
        let is_valid = |day: &Date| {
            let bound = |text: &str| text.parse::<Date>().ok();
            bound(&self.valid_from).is_none_or(|from| from <= *day) && bound(&self.valid_to).is_none_or(|to| *day <= to)
        };
        let Some(set) = self.rule(from) else { return Vec::new() };
        let (Some(after), Some(before)) = (noon(from), noon(to)) else { return Vec::new() };
        let found = set.after(after).before(before).all(400).dates;
        found.iter().filter_map(day_of).filter(is_valid).collect()
    }

    /// The rule as a set. Without a first day it has run for ever: it begins near the days that are asked for, on a
    /// Monday, so that every week of it is the same.
    fn rule(&self, near: Date) -> Option<RRuleSet> {
        let given = self.dtstart.parse::<Date>().ok().or_else(|| self.valid_from.parse().ok());
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

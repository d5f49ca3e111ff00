//! When a service is open, for a list of many and for the page of one.

use ground::layout::when;
use hsds::{hours::Span, model::Schedule};
use jiff::{Timestamp, ToSpan as _, Zoned, civil::Date, tz::TimeZone};
use kit::messages::{AsArg as _, Words};

/// A stretch of the week to be looked up by: see the table `service_hours`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub basis: &'static str,
    pub weekday: i64,
    pub opens_minute: i64,
    pub closes_minute: i64,
}

/// The stretches of the week in which any of the schedules may be open.
pub fn stretches(schedules: &[Schedule]) -> Vec<Stretch> {
    let mut found = Vec::new();
    for schedule in schedules.iter().filter(|schedule| schedule.is_rule()) {
        let shift = schedule.timezone.map(|hours| format!("{}", (hours * 60.0).round()).parse::<i64>().unwrap_or(0));
        for span in schedule.week() {
            let weekday = i64::from(span.weekday.to_monday_one_offset());
            match shift {
                None => found.push(Stretch {
                    basis: "local",
                    weekday,
                    opens_minute: span.opens_minute,
                    closes_minute: span.closes_minute,
                }),
                Some(shift) => found.extend(in_utc(weekday, (span.opens_minute, span.closes_minute), shift)),
            }
        }
    }
    found.sort_by_key(|one| (one.basis, one.weekday, one.opens_minute, one.closes_minute));
    found.dedup();
    found
}

/// A stretch with a fixed offset, in minutes, as it stands in the week of UTC; split where that week turns a day.
fn in_utc(weekday: i64, (opens, closes): (i64, i64), shift: i64) -> Vec<Stretch> {
    const DAY: i64 = 1440;
    let (opens, closes) = (opens.saturating_sub(shift), closes.saturating_sub(shift));
    let mut found = Vec::new();
    for turn in -1..=1_i64 {
        let start = turn.saturating_mul(DAY);
        let (from, to) = (opens.max(start), closes.min(start.saturating_add(DAY)));
        if from < to {
            let day = weekday.saturating_sub(1).saturating_add(turn).rem_euclid(7).saturating_add(1);
            let (opens_minute, closes_minute) = (from.saturating_sub(start), to.saturating_sub(start));
            found.push(Stretch { basis: "utc", weekday: day, opens_minute, closes_minute });
        }
    }
    found
}

/// A moment as the table `service_hours` is asked for it: weekday and minute, here and in UTC.
pub fn asked(now: Timestamp, zone: &TimeZone) -> [i64; 4] {
    let of = |at: Zoned| {
        let minute = i64::from(at.hour()).saturating_mul(60).saturating_add(i64::from(at.minute()));
        (i64::from(at.weekday().to_monday_one_offset()), minute)
    };
    let (here, utc) = (of(now.to_zoned(zone.clone())), of(now.to_zoned(TimeZone::UTC)));
    [here.0, here.1, utc.0, utc.1]
}

/// Whether any of the schedules is open at a moment; `None` when none of them says.
pub fn is_open(schedules: &[Schedule], now: Timestamp, zone: &TimeZone) -> Option<bool> {
    let mut rules = schedules.iter().filter(|schedule| schedule.is_rule()).peekable();
    rules.peek()?;
    Some(rules.any(|schedule| schedule.is_open(now, zone)))
}

/// A day of the coming week with its hours, in words.
pub struct DayLine {
    pub day: String,
    pub hours: String,
    pub is_today: bool,
}

/// The coming seven days, when any schedule says hours.
pub fn week(words: &Words, schedules: &[Schedule], now: Timestamp, zone: &TimeZone) -> Vec<DayLine> {
    if !schedules.iter().any(Schedule::is_rule) {
        return Vec::new();
    }
    let today = now.to_zoned(zone.clone()).date();
    let last = today.checked_add(6.days()).unwrap_or(today);
    let mut spans: Vec<Span> = schedules.iter().flat_map(|schedule| schedule.spans(today, last)).collect();
    spans.sort_by_key(|span| (span.opens, span.closes));
    spans.dedup();
    let days = std::iter::successors(Some(today), |day| day.tomorrow().ok()).take(7);
    days.map(|day| line(words, day, today, &spans)).collect()
}

fn line(words: &Words, day: Date, today: Date, spans: &[Span]) -> DayLine {
    let of_day = spans.iter().filter(|span| span.opens.date() == day);
    let hours: Vec<String> = of_day.map(|span| hours_of(words, span)).collect();
    DayLine {
        day: when::day(words, today, day),
        hours: if hours.is_empty() { words.t("directory-closed-day") } else { hours.join(", ") },
        is_today: day == today,
    }
}

fn hours_of(words: &Words, span: &Span) -> String {
    if span.opens.time() == span.closes.time() {
        return words.t("directory-all-day");
    }
    let (opens, closes) = (when::time(words, span.opens), when::time(words, span.closes));
    words.with("directory-from-to", &[("opens", opens.as_arg()), ("closes", closes.as_arg())])
}

//! When a service is open, for a list of many and for the page of one.

use ground::layout::when;
use hsds::{hours::Span, model::Schedule};
use jiff::{Timestamp, ToSpan as _, Zoned, civil::Date, tz::TimeZone};
use kit::messages::{AsArg as _, Words};

use super::bits;

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

/// Hours of a part of the day by which services are found that may be open.
const PART_HOURS: i64 = 4;
const PART_MINUTES: i64 = PART_HOURS * 60;
/// What an organization may move its clock by without its services being put in order again, in minutes.
const LEEWAY_MINUTES: i64 = 180;
const WEEK_MINUTES: i64 = 7 * 1440;

/// The bit of those that may be open at a minute of a weekday: one for each sixth of a day, forty-two in the week.
pub fn bit(weekday: i64, minute: i64) -> i64 {
    let of_week = weekday.saturating_sub(1).saturating_mul(1440).saturating_add(minute);
    bits::value(of_week.rem_euclid(WEEK_MINUTES).div_euclid(PART_MINUTES))
}

/// The bits of all parts of the week in which any of some stretches may be open. Those that stand in the week of UTC are
/// widened to what the zone has in summer and in winter.
pub fn bits_of(stretches: &[Stretch], now: Timestamp, zone: &TimeZone) -> i64 {
    let half_a_year = now.checked_add(jiff::SignedDuration::from_hours(24 * 182)).unwrap_or(now);
    let offsets = [now, half_a_year].map(|at| i64::from(zone.to_offset(at).seconds()).div_euclid(60));
    let [one, other] = offsets;
    let utc = (one.min(other).saturating_sub(LEEWAY_MINUTES), one.max(other).saturating_add(LEEWAY_MINUTES));
    let of = |one: &Stretch| parts(one, if one.basis == "utc" { utc } else { (0, 0) });
    stretches.iter().map(of).fold(0, |all, some| all | some)
}

fn parts(one: &Stretch, (earlier, later): (i64, i64)) -> i64 {
    let day = one.weekday.saturating_sub(1).saturating_mul(1440);
    let from = day.saturating_add(one.opens_minute).saturating_add(earlier);
    let until = day.saturating_add(one.closes_minute).saturating_add(later);
    let first = from.div_euclid(PART_MINUTES);
    let last = until.saturating_sub(1).max(from).div_euclid(PART_MINUTES);
    (first..=last).map(|part| bit(1, part.saturating_mul(PART_MINUTES))).fold(0, |all, one| all | one)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use jiff::tz::TimeZone;

    use super::{Stretch, asked, bit, bits_of};

    fn stretch(basis: &'static str, weekday: i64, opens: i64, closes: i64) -> Stretch {
        Stretch { basis, weekday, opens_minute: opens * 60, closes_minute: closes * 60 }
    }

    #[test]
    fn an_hour_stands_in_the_parts_of_the_day_it_touches() {
        let (now, zone) = ("2026-05-14T18:00:00Z".parse().unwrap(), TimeZone::get("America/New_York").unwrap());
        let found = bits_of(&[stretch("local", 1, 9, 17)], now, &zone);
        assert_eq!(found, bit(1, 8 * 60) | bit(1, 12 * 60) | bit(1, 16 * 60));
        let found = bits_of(&[stretch("local", 7, 8, 12)], now, &zone);
        assert_eq!(found, bit(7, 11 * 60 + 59), "at noon it is closed");
        assert_eq!(bit(7, 1439).count_ones(), 1, "the last part of the week has a bit");
    }

    #[test]
    fn hours_in_utc_are_found_at_any_moment_they_are_open_in_summer_and_in_winter() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let found = bits_of(&[stretch("utc", 1, 22, 24)], "2026-05-14T18:00:00Z".parse().unwrap(), &zone);
        for at in ["2026-05-18T22:30:00Z", "2026-01-12T22:00:00Z", "2026-01-12T23:59:00Z"] {
            let [day, minute, ..] = asked(at.parse().unwrap(), &zone);
            assert_ne!(found & bit(day, minute), 0, "{at} is not in {found:b}");
        }
        // Monday begins in the middle of Sunday's UTC for those far to the east.
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let found = bits_of(&[stretch("utc", 7, 20, 24)], "2026-05-14T18:00:00Z".parse().unwrap(), &tokyo);
        let [day, minute, ..] = asked("2026-05-17T21:00:00Z".parse().unwrap(), &tokyo);
        assert_eq!((day, found & bit(day, minute) != 0), (1, true));
    }
}

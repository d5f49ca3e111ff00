//! How often something meets: the few ways that people plan in, as a rule of RFC 5545. No storage.
//!
//! Rules are counted on a calendar without zones, and the zone is put in at the end: "every Tuesday at 6" stays at 6
//! when the clocks change.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use rrule::RRuleSet;

/// The furthest that a rule is followed, in days.
const MOST_DAYS: i32 = 800;
/// The most meetings that are read out of a rule at a time.
const MOST_MEETINGS: usize = 1_000;

/// How often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    Once,
    /// On these days of every so many weeks.
    Weekly {
        every: u8,
        days: Vec<Weekday>,
    },
    /// On the same day of each month. Months that have no such day are left out.
    MonthlyByDay(i8),
    /// On a weekday of each month: the first to the fourth, or the last (-1).
    MonthlyByWeekday(i8, Weekday),
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "MO"),
    (Weekday::Tuesday, "TU"),
    (Weekday::Wednesday, "WE"),
    (Weekday::Thursday, "TH"),
    (Weekday::Friday, "FR"),
    (Weekday::Saturday, "SA"),
    (Weekday::Sunday, "SU"),
];

fn code(day: Weekday) -> &'static str {
    DAYS.iter().find(|(known, _)| *known == day).map_or("MO", |(_, code)| code)
}

/// The weekday of a code such as `TU`.
pub fn weekday(code: &str) -> Option<Weekday> {
    DAYS.iter().find(|(_, known)| *known == code).map(|(day, _)| *day)
}

impl Pattern {
    /// The rule as stored and sent; empty for once.
    pub fn rule(&self) -> String {
        match self {
            Self::Once => String::new(),
            Self::Weekly { every, days } => {
                let days: Vec<&str> = days.iter().map(|day| code(*day)).collect();
                format!("FREQ=WEEKLY;INTERVAL={every};BYDAY={}", days.join(","))
            }
            Self::MonthlyByDay(day) => format!("FREQ=MONTHLY;BYMONTHDAY={day}"),
            Self::MonthlyByWeekday(nth, day) => format!("FREQ=MONTHLY;BYDAY={nth}{}", code(*day)),
        }
    }

    /// Reads a rule that [`Pattern::rule`] wrote.
    pub fn parse(rule: &str) -> Option<Self> {
        if rule.is_empty() {
            return Some(Self::Once);
        }
        let value = |name: &str| {
            let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
            parts.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        match (value("FREQ")?, value("BYDAY"), value("BYMONTHDAY")) {
            ("WEEKLY", Some(days), _) => {
                let days = days.split(',').map(weekday).collect::<Option<Vec<_>>>()?;
                Some(Self::Weekly { every: value("INTERVAL")?.parse().ok()?, days })
            }
            ("MONTHLY", Some(day), _) => {
                let (nth, day) = day.split_at_checked(day.len().checked_sub(2)?)?;
                Some(Self::MonthlyByWeekday(nth.parse().ok()?, weekday(day)?))
            }
            ("MONTHLY", None, Some(day)) => Some(Self::MonthlyByDay(day.parse().ok()?)),
            _ => None,
        }
    }

    /// The days from `from` to `to` on which something meets that began on `starts_on` and ends with `ends_on`.
    pub fn days(&self, starts_on: Date, ends_on: Option<Date>, from: Date, to: Date) -> Vec<Date> {
        let (from, to) = (from.max(starts_on), to.min(ends_on.unwrap_or(Date::MAX)));
        if from > to || (to - from).get_days() > MOST_DAYS {
            return Vec::new();
        }
        if *self == Self::Once {
            return if starts_on >= from { vec![starts_on] } else { Vec::new() };
        }
        let text = format!("DTSTART:{}T000000Z\nRRULE:{}", compact(self.near(starts_on, from)), self.rule());
        let Ok(set) = text.parse::<RRuleSet>() else { return Vec::new() };
        let dates = set.into_iter().filter_map(|at| day_of(at.timestamp()));
        let dates = dates.skip_while(|day| *day < from).take_while(|day| *day <= to);
        dates.take(MOST_MEETINGS).collect()
    }

    /// A day to count from that gives the same days as the first one did, and lies near `from`: a group that has met for
    /// ten years is read as quickly as a new one.
    fn near(&self, starts_on: Date, from: Date) -> Date {
        let Self::Weekly { every, .. } = self else { return starts_on };
        let round = i32::from(*every).saturating_mul(7).max(7);
        let rounds = (from - starts_on).get_days().saturating_sub(7).max(0).div_euclid(round);
        starts_on.checked_add(rounds.saturating_mul(round).days()).unwrap_or(starts_on)
    }

    /// The first day on or after `from` on which it meets.
    pub fn first(&self, from: Date) -> Option<Date> {
        let to = from.checked_add(MOST_DAYS.days()).ok()?;
        self.days(from, None, from, to).first().copied()
    }
}

/// `20261103`, as calendars write days.
pub fn compact(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn day_of(seconds: i64) -> Option<Date> {
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    Some(at.to_zoned(jiff::tz::TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn tuesdays(every: u8) -> Pattern {
        Pattern::Weekly { every, days: vec![Weekday::Tuesday] }
    }

    #[test]
    fn a_rule_is_read_back_as_it_was_written() {
        for pattern in [
            Pattern::Once,
            tuesdays(2),
            Pattern::Weekly { every: 1, days: vec![Weekday::Monday, Weekday::Sunday] },
            Pattern::MonthlyByDay(31),
            Pattern::MonthlyByWeekday(-1, Weekday::Friday),
        ] {
            assert_eq!(Pattern::parse(&pattern.rule()), Some(pattern));
        }
        for foreign in ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=XX;INTERVAL=1", "FREQ=MONTHLY;BYDAY=T", "nonsense"] {
            assert_eq!(Pattern::parse(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn every_other_tuesday_keeps_its_weeks_however_late_one_looks() {
        let start = date(2020, 1, 7);
        let found = tuesdays(2).days(start, None, date(2026, 11, 1), date(2026, 12, 1));
        let by_hand: Vec<Date> = (0..400).map(|n| start + (n * 14).days()).collect();
        let expected: Vec<Date> =
            by_hand.into_iter().filter(|d| (date(2026, 11, 1)..=date(2026, 12, 1)).contains(d)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn months_without_the_day_are_left_out_and_the_last_friday_is_the_last() {
        let days = Pattern::MonthlyByDay(31).days(date(2026, 1, 31), None, date(2026, 1, 1), date(2026, 6, 30));
        assert_eq!(days, [date(2026, 1, 31), date(2026, 3, 31), date(2026, 5, 31)]);
        let last = Pattern::MonthlyByWeekday(-1, Weekday::Friday);
        assert_eq!(
            last.days(date(2026, 1, 30), None, date(2026, 2, 1), date(2026, 3, 31)),
            [date(2026, 2, 27), date(2026, 3, 27)]
        );
    }

    #[test]
    fn it_ends_when_it_ends_and_begins_on_a_day_of_the_rule() {
        let end = Some(date(2026, 11, 10));
        assert_eq!(
            tuesdays(1).days(date(2026, 11, 3), end, date(2026, 1, 1), date(2026, 12, 31)),
            [date(2026, 11, 3), date(2026, 11, 10)]
        );
        assert_eq!(tuesdays(1).first(date(2026, 11, 4)), Some(date(2026, 11, 10)));
        assert_eq!(
            Pattern::Once.days(date(2026, 11, 4), None, date(2026, 11, 5), date(2026, 11, 6)),
            Vec::<Date>::new()
        );
    }

    proptest! {
        #[test]
        fn days_lie_within_what_was_asked_for(start in 0..3000_i32, from in 0..3000_i32, long in 0..90_i32, every in 1..5_u8) {
            let base = date(2020, 1, 1);
            let (start, from) = (base + start.days(), base + from.days());
            let to = from + long.days();
            let found = tuesdays(every).days(start, None, from, to);
            prop_assert!(found.iter().all(|day| *day >= from && *day >= start && *day <= to));
            prop_assert!(found.iter().all(|day| day.weekday() == Weekday::Tuesday));
            prop_assert!(found.windows(2).all(|two| (two[1] - two[0]).get_days() == i32::from(every) * 7));
        }
    }
}

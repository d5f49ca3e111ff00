//! Dates, local times and instants of the made-up organization.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

pub const ZONE: &str = "America/New_York";

/// The organization's zone, looked up once a world.
pub struct Clock {
    zone: TimeZone,
    pub today: Date,
}

impl Clock {
    pub fn new(today: Date) -> Self {
        Self { zone: TimeZone::get(ZONE).unwrap_or(TimeZone::UTC), today }
    }

    /// The instant of a local date and minute of the day.
    pub fn at(&self, date: Date, minute: i32) -> Timestamp {
        let hour = i8::try_from(minute.div_euclid(60).clamp(0, 23)).unwrap_or(0);
        let minute = i8::try_from(minute.rem_euclid(60)).unwrap_or(0);
        self.zone.to_timestamp(date.at(hour, minute, 0, 0)).unwrap_or_default()
    }

    /// The local day of an instant.
    pub fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// The day `days` before today (after it when negative).
    pub fn ago(&self, days: i32) -> Date {
        plus(self.today, -days)
    }
}

/// `days` later; the date itself at the end of the calendar.
pub fn plus(date: Date, days: i32) -> Date {
    date.saturating_add(Span::new().days(days))
}

/// The same or the next working day.
pub fn weekday(date: Date) -> Date {
    match date.weekday() {
        Weekday::Saturday => plus(date, 2),
        Weekday::Sunday => plus(date, 1),
        _ => date,
    }
}

/// Whole days from `from` to `to`.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

pub fn minutes_after(at: Timestamp, minutes: i32) -> Timestamp {
    at.checked_add(Span::new().minutes(minutes)).unwrap_or(at)
}

/// Whole years of age on a day.
pub fn age(born: Date, on: Date) -> u8 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    let years = i32::from(on.year()) - i32::from(born.year()) - i32::from(!had_birthday);
    u8::try_from(years.clamp(0, 120)).unwrap_or(0)
}

pub fn day_name(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

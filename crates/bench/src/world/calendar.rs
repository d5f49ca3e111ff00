//! The working days of the world, and when on them each contact was.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::{day_of, zone};

/// The history reaches so many days back.
const SPAN: i32 = 3 * 365;
/// Contacts begin between nine in the morning and six in the evening.
const OPENS: i8 = 9;
/// Working days within which whoever is here was met: shorter than the clock of checking in.
const LATELY: usize = 8;
const MINUTES: usize = 9 * 60;

/// Monday to Friday, from the first day to yesterday.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub now: Timestamp,
    pub today: Date,
    days: Vec<(Date, Timestamp)>,
    contacts: usize,
}

impl Calendar {
    /// The days over which so many contacts are spread evenly.
    pub fn new(now: Timestamp, contacts: usize) -> Self {
        let today = day_of(now);
        let all = (1..=SPAN).rev().map(|ago| today.saturating_sub(ago.days()));
        let working = all.filter(|day| day.weekday().to_monday_one_offset() <= 5);
        let days = working.map(|day| (day, instant(day, OPENS, now))).collect();
        Self { now, today, days, contacts: contacts.max(1) }
    }

    /// The number of the day of a contact by its place in time order.
    pub fn day(&self, place: usize) -> usize {
        place * self.days.len() / self.contacts
    }

    /// The place of the first contact of the last days.
    pub fn lately(&self) -> usize {
        self.first_of(self.days.len().saturating_sub(LATELY))
    }

    /// The place of the first contact of a day by its number.
    fn first_of(&self, day: usize) -> usize {
        (day * self.contacts).div_ceil(self.days.len().max(1))
    }

    /// When a contact began, to five minutes.
    pub fn start(&self, place: usize) -> Timestamp {
        let day = self.day(place);
        let first = self.first_of(day);
        let of_day = (self.contacts / self.days.len().max(1)).max(1);
        let minute = (place.saturating_sub(first) * MINUTES / of_day).min(MINUTES - 1) / 5 * 5;
        let opens = self.days.get(day).map_or(self.now, |(_, opens)| *opens);
        opens + SignedDuration::from_mins(i64::try_from(minute).unwrap_or_default())
    }

    /// The date of a contact.
    pub fn date(&self, place: usize) -> Date {
        self.days.get(self.day(place)).map_or(self.today, |(date, _)| *date)
    }

    /// The first day of the history.
    pub fn first(&self) -> Timestamp {
        self.days.first().map_or(self.now, |(_, opens)| *opens)
    }

    /// Nothing that has happened lies ahead.
    pub fn past(&self, at: Timestamp) -> Timestamp {
        at.min(self.now - SignedDuration::from_mins(1))
    }

    /// So many days before today, at noon.
    pub fn ago(&self, days: i64) -> Timestamp {
        instant(self.today.saturating_sub(days.days()), 12, self.now)
    }
}

/// An hour of a day on the wall's clock.
pub fn instant(day: Date, hour: i8, otherwise: Timestamp) -> Timestamp {
    zone().to_timestamp(day.at(hour, 0, 0, 0)).unwrap_or(otherwise)
}

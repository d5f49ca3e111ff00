//! Dates and times as people and programs write them. Nothing is guessed: `3/4/2024` is a problem until the
//! whole column or the person says which number is the month.

mod clock;
mod day;
mod tally;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::cell;
use clock::{read_clock, serial, split_clock};
use day::read_day;
pub use tally::{DateTally, OrderFound};

/// The last two-digit year that is read as 20xx when a mapping doesn't say: 30 is 2030, 31 is 1931.
pub const DEFAULT_PIVOT: u8 = 30;

/// Which number of `3/4/2024` is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Not chosen: use what the column's values prove, and report what stays open.
    #[default]
    Detect,
    /// `12/25/2024`, as in the United States.
    MonthFirst,
    /// `25/12/2024`, as in most other countries.
    DayFirst,
}

/// How to read the dates of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DateRules {
    pub order: DateOrder,
    /// The last two-digit year read as 20xx, 0 to 99; later ones are 19xx. For birth dates this year's number fits.
    pub pivot: u8,
    /// Read bare numbers such as `45426` as the day count of a spreadsheet (day 1 is 1 January 1900).
    pub serial_numbers: bool,
    /// In a column of dates, leave out a time of day. Without it only midnight is accepted after a date.
    pub drop_time: bool,
}

impl Default for DateRules {
    fn default() -> Self {
        Self { order: DateOrder::Detect, pivot: DEFAULT_PIVOT, serial_numbers: false, drop_time: false }
    }
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    #[error("This isn't a date that can be read. Write it like 2024-05-14 or 14 May 2024.")]
    NotADate,
    #[error("There is no such day in the calendar. Check the day and the month.")]
    NoSuchDay,
    #[error("This could be two different days. Choose month first or day first for this column.")]
    Ambiguous,
    #[error(
        "This has a time of day, but only a date is wanted. Choose \"leave out the time\" for this column or remove it."
    )]
    HasTime,
    #[error("The time of day is missing or can't be read. Write it like 2024-05-14 14:30 or 5/14/2024 2:30 PM.")]
    NotATime,
}

/// A date and time: an instant when the text named its zone, else a local time whose zone the mapping knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Instant(Timestamp),
    Local(DateTime),
}

/// Reads a date.
///
/// # Errors
/// See [`DateFault`]; its text is for the person.
pub fn parse_date(text: &str, rules: &DateRules) -> Result<Date, DateFault> {
    let text = cell::tidy(text);
    if rules.serial_numbers
        && let Some((date, seconds)) = serial(&text)
    {
        return if seconds == 0 || rules.drop_time { Ok(date) } else { Err(DateFault::HasTime) };
    }
    let (date, clock) = split_clock(&text);
    let day = read_day(date, rules)?;
    if let Some(clock) = clock {
        let (time, _) = read_clock(clock).ok_or(DateFault::NotADate)?;
        if time != Time::midnight() && !rules.drop_time {
            return Err(DateFault::HasTime);
        }
    }
    Ok(day)
}

/// Reads a date with a time of day.
///
/// # Errors
/// See [`DateFault`]; its text is for the person.
pub fn parse_moment(text: &str, rules: &DateRules) -> Result<Moment, DateFault> {
    let text = cell::tidy(text);
    if rules.serial_numbers
        && let Some((date, seconds)) = serial(&text)
    {
        let at = date.to_datetime(Time::midnight()).checked_add(jiff::Span::new().seconds(seconds));
        return at.map(Moment::Local).map_err(|_| DateFault::NoSuchDay);
    }
    let (date, clock) = split_clock(&text);
    let day = read_day(date, rules)?;
    let (time, offset) = clock.and_then(read_clock).ok_or(DateFault::NotATime)?;
    let local = day.to_datetime(time);
    match offset {
        None => Ok(Moment::Local(local)),
        Some(offset) => {
            let instant = TimeZone::fixed(offset).to_timestamp(local).map_err(|_| DateFault::NoSuchDay)?;
            Ok(Moment::Instant(instant))
        }
    }
}

/// Whether a text is a date in any of the styles, for telling data from headers.
pub(super) fn looks_like_date(text: &str) -> bool {
    let (date, _) = split_clock(text);
    matches!(read_day(date, &DateRules::default()), Ok(_) | Err(DateFault::Ambiguous))
}

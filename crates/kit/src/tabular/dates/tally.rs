//! What a column's values prove about the order of day and month.

use super::super::cell;
use super::clock::split_clock;
use super::day::read_day;
use super::{DateOrder, DateRules};

/// What one column's values prove about the order of day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateTally {
    /// Values that only make sense with the month first, such as `12/25/2024`.
    pub month_first: u64,
    /// Values that only make sense with the day first.
    pub day_first: u64,
    /// Values that can be read both ways and give different days.
    pub either: u64,
    /// Values in styles that name the month or start with the year, or the same day both ways.
    pub certain: u64,
    /// Values that are no dates.
    pub other: u64,
}

/// The order of day and month in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderFound {
    /// No value depends on the order.
    NotNeeded,
    MonthFirst,
    DayFirst,
    /// Every value can be read both ways: a person must choose.
    Open,
    /// Some values prove one order and some the other: a person must mend the column.
    Conflict,
}

impl DateTally {
    /// Counts one value; blank ones are left out.
    pub fn observe(&mut self, text: &str) {
        let tidied = cell::tidy(text);
        if cell::is_blank_value(&tidied) {
            return;
        }
        let (date, _) = split_clock(&tidied);
        let with = |order| read_day(date, &DateRules { order, ..DateRules::default() });
        match (with(DateOrder::MonthFirst), with(DateOrder::DayFirst)) {
            (Ok(a), Ok(b)) if a == b => self.certain += 1,
            (Ok(_), Ok(_)) => self.either += 1,
            (Ok(_), Err(_)) => self.month_first += 1,
            (Err(_), Ok(_)) => self.day_first += 1,
            (Err(_), Err(_)) => self.other += 1,
        }
    }

    /// What the counted values prove together.
    pub fn order(&self) -> OrderFound {
        match (self.month_first > 0, self.day_first > 0, self.either > 0) {
            (true, true, _) => OrderFound::Conflict,
            (true, false, _) => OrderFound::MonthFirst,
            (false, true, _) => OrderFound::DayFirst,
            (false, false, true) => OrderFound::Open,
            (false, false, false) => OrderFound::NotNeeded,
        }
    }
}

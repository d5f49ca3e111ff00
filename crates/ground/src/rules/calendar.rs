//! Business days: Saturdays, Sundays and the holidays of `rules/clocks.toml` are none. Pure dates, no zone.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record, Shelf};

/// A day that returns every year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Name of the record.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Which day.
    pub day: YearDay,
    /// Source and dates.
    pub about: About,
}

/// How a holiday finds its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum YearDay {
    /// A day of a month; on a Saturday it is kept on Friday, on a Sunday on Monday (5 U.S.C. 6103).
    Fixed {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// A weekday of a month.
    Weekday {
        /// 1 to 12.
        month: i8,
        /// Which weekday.
        weekday: DayName,
        /// 1 is the first, -1 the last.
        nth: i8,
    },
}

/// A weekday by its English name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names of the days say it")]
pub enum DayName {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<DayName> for Weekday {
    fn from(name: DayName) -> Self {
        match name {
            DayName::Monday => Self::Monday,
            DayName::Tuesday => Self::Tuesday,
            DayName::Wednesday => Self::Wednesday,
            DayName::Thursday => Self::Thursday,
            DayName::Friday => Self::Friday,
            DayName::Saturday => Self::Saturday,
            DayName::Sunday => Self::Sunday,
        }
    }
}

impl Holiday {
    /// The day on which it is kept in a year; none when the year has no such day.
    #[must_use]
    pub fn kept_in(&self, year: i16) -> Option<Date> {
        match self.day {
            YearDay::Fixed { month, day } => {
                let date = Date::new(year, month, day).ok()?;
                let shift = match date.weekday() {
                    Weekday::Saturday => -1,
                    Weekday::Sunday => 1,
                    _ => 0,
                };
                Some(date.saturating_add(shift.days()))
            }
            YearDay::Weekday { month, weekday, nth } => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday.into()).ok()
            }
        }
    }

    /// Whether it is kept on a day. New Year's Day may be kept in the year before.
    fn is_kept_on(&self, date: Date) -> bool {
        let years = [date.year(), date.year().saturating_add(1)];
        self.about.is_in_effect(date) && years.iter().any(|year| self.kept_in(*year) == Some(date))
    }
}

impl Record for Holiday {
    const TABLE: &'static str = "holiday";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{} is not a business day.", self.label)
    }

    fn check(&self) -> Result<(), Problem> {
        // 2024 has every day that a year can have.
        match self.kept_in(2024) {
            Some(_) => Ok(()),
            None => Err(Problem::at("day", "there is no such day in a year")),
        }
    }
}

impl Shelf<Holiday> {
    /// Whether people work on that day.
    #[must_use]
    pub fn is_business_day(&self, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend && !self.iter().any(|holiday| holiday.is_kept_on(date))
    }

    /// The day so many business days after `from`; none of them moves a day off to the next business day.
    #[must_use]
    pub fn after(&self, from: Date, business_days: u32) -> Date {
        let mut day = from;
        let mut left = business_days;
        while (left > 0 || !self.is_business_day(day)) && day < Date::MAX {
            day = day.saturating_add(1.day());
            if self.is_business_day(day) {
                left = left.saturating_sub(1);
            }
        }
        day
    }

    /// The day so many business days before `from`.
    #[must_use]
    pub fn before(&self, from: Date, business_days: u32) -> Date {
        let mut day = from;
        let mut left = business_days;
        while left > 0 && day > Date::MIN {
            day = day.saturating_sub(1.day());
            if self.is_business_day(day) {
                left = left.saturating_sub(1);
            }
        }
        day
    }

    /// Business days after `from` up to and with `to`.
    #[must_use]
    pub fn between(&self, from: Date, to: Date) -> u32 {
        let mut day = from;
        let mut count = 0_u32;
        while day < to {
            day = day.saturating_add(1.day());
            count = count.saturating_add(u32::from(self.is_business_day(day)));
        }
        count
    }
}

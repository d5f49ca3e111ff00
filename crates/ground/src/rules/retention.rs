//! How long a record is kept (`rules/retention.toml`; practice.md 7.4). Which record may go, and how, belongs to the
//! areas; this only says the day and the rule behind it.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::Rules;
use super::record::{About, Problem, Record};

/// From which day a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The last contact, or the day on which the person left the last program.
    LastService,
    /// The last contact that has units of a payer's rule.
    LastBilled,
    /// The last consent, request or disclosure.
    LastPaper,
}

/// One rule of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// Name of the rule, stored with what it decides.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The rule in a plain sentence.
    pub text: String,
    /// From which day it counts.
    pub anchor: Anchor,
    /// How many years after that day.
    pub years: i16,
    /// For somebody who was under 18 on that day: at least until this birthday.
    pub until_age: Option<i16>,
    /// Source and dates.
    pub about: About,
}

impl Record for Keep {
    const TABLE: &'static str = "retention";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{}: {}", self.label, self.text)
    }

    fn check(&self) -> Result<(), Problem> {
        if !(0..=100).contains(&self.years) {
            return Err(Problem::at("years", "a record is kept for a hundred years at most"));
        }
        if self.until_age.is_some_and(|age| !(18..=100).contains(&age)) {
            return Err(Problem::at("until_age", "the age is between 18 and 100"));
        }
        Ok(())
    }
}

/// What the schedule looks at, of one person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Life {
    /// The day of birth, when known.
    pub born: Option<Date>,
    pub last_service: Option<Date>,
    pub last_billed: Option<Date>,
    pub last_paper: Option<Date>,
}

/// Until when a record is kept: it may be purged from the day after.
#[derive(Debug, Clone, Copy)]
pub struct KeptUntil<'r> {
    /// The last day on which it must be there.
    pub until: Date,
    /// From which day the rule counted.
    pub since: Date,
    pub rule: &'r Keep,
}

impl Rules {
    /// The rule of the schedule that keeps a record longest. `None` when nothing ever happened that a rule counts from.
    #[must_use]
    pub fn kept_until(&self, life: &Life) -> Option<KeptUntil<'_>> {
        let each = self.retention.iter().filter_map(|rule| {
            let since = match rule.anchor {
                Anchor::LastService => life.last_service,
                Anchor::LastBilled => life.last_billed,
                Anchor::LastPaper => life.last_paper,
            }?;
            Some(KeptUntil { until: rule.until(since, life.born)?, since, rule })
        });
        // Of rules that end on one day the first of the file explains it.
        each.reduce(|longest, next| if next.until > longest.until { next } else { longest })
    }
}

impl Keep {
    /// The last day by this rule. A rule about young people says nothing about somebody who was grown up then; whoever
    /// has no known birthday counts as grown up.
    fn until(&self, since: Date, born: Option<Date>) -> Option<Date> {
        let years = since.saturating_add(self.years.years());
        let Some(age) = self.until_age else { return Some(years) };
        let born = born.filter(|born| born.saturating_add(18.years()) > since)?;
        Some(years.max(born.saturating_add(age.years())))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use jiff::civil::date;

    use super::*;

    fn until(life: Life) -> Option<(Date, &'static str)> {
        Rules::shipped().kept_until(&life).map(|kept| (kept.until, kept.rule.id.as_str()))
    }

    #[test]
    fn six_years_after_the_last_service() {
        let life = Life { last_service: Some(date(2020, 2, 29)), ..Life::default() };
        assert_eq!(until(life), Some((date(2026, 2, 28), "ny.record")));
        assert_eq!(until(Life::default()), None, "nothing happened, nothing to count from");
    }

    #[test]
    fn whoever_was_young_then_is_kept_for_longer() {
        let born = |year| Some(date(year, 5, 14));
        let service = Some(date(2020, 6, 1));
        let of = |born| until(Life { born, last_service: service, ..Life::default() });
        assert_eq!(of(born(2008)), Some((date(2030, 5, 14), "ny.minor")), "twelve then: until 22");
        assert_eq!(of(born(2003)), Some((date(2026, 6, 1), "ny.record")), "seventeen then: six years are longer");
        assert_eq!(of(born(1990)), Some((date(2026, 6, 1), "ny.record")));
    }

    #[test]
    fn what_was_billed_and_signed_is_kept_for_its_own_time() {
        let service = Some(date(2020, 6, 1));
        let billed = Life { last_service: service, last_billed: Some(date(2019, 1, 2)), ..Life::default() };
        assert_eq!(until(billed), Some((date(2029, 1, 2), "managed_care")));
        let paper = Life { last_service: service, last_paper: Some(date(2024, 3, 4)), ..Life::default() };
        assert_eq!(until(paper), Some((date(2030, 3, 4), "hipaa.papers")));
    }
}

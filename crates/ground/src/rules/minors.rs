//! Who decides about the record of a young person, by age (`rules/minors.toml`; practice.md 7.4, New York Mental
//! Hygiene Law 33.21).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Rules,
    record::{About, Problem, Record},
};

/// People of an age, and who decides for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeBand {
    pub id: String,
    /// What people read.
    pub label: String,
    /// What the person themselves reads about who decides.
    pub text: String,
    /// What staff read before they invite.
    pub staff_text: String,
    /// What somebody may be told without the person's agreement, because the law says so.
    pub legal_minimum: Option<String>,
    /// The first age of the band, in whole years.
    pub from_age: i32,
    /// The last age of the band; without it there is none.
    pub to_age: Option<i32>,
    /// Who says yes to an account of one's own.
    pub own_space: OwnSpace,
    /// What family and friends see when nobody has said anything.
    pub default_sharing: DefaultSharing,
    pub about: About,
}

/// Who says yes to an account of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnSpace {
    /// The person.
    Person,
    /// A parent or guardian has agreed to the support, which the record says (`minor_basis`).
    Guardian,
}

/// What family and friends see when nobody has said anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultSharing {
    /// Nothing: only what the person agrees to.
    Nothing,
    /// Nothing without the person, but for the legal minimum.
    LegalMinimum,
}

impl Record for AgeBand {
    const TABLE: &'static str = "age_band";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        let least = self.legal_minimum.as_deref().unwrap_or_default();
        format!("{}: {} {least}", self.label, self.text).trim_end().to_owned()
    }

    fn check(&self) -> Result<(), Problem> {
        if self.to_age.is_some_and(|to| to < self.from_age) {
            return Err(Problem::at("to_age", "the last age is not before the first"));
        }
        if (self.default_sharing == DefaultSharing::LegalMinimum) == self.legal_minimum.is_none() {
            return Err(Problem::at("legal_minimum", "say what the legal minimum is, or leave both out"));
        }
        Ok(())
    }
}

impl Rules {
    /// The band of somebody born on a day; without a birth date, people count as grown up: nothing is shared then
    /// but what they say.
    #[must_use]
    pub fn age_band(&self, born: Option<Date>, today: Date) -> Option<&AgeBand> {
        let years = born.map_or(i32::from(i8::MAX), |born| whole_years(born, today));
        self.ages.iter().find(|band| band.from_age <= years && band.to_age.is_none_or(|to| years <= to))
    }
}

/// Whole years lived; somebody born on 29 February grows older on 1 March of the years without one.
fn whole_years(born: Date, on: Date) -> i32 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    i32::from(on.year()) - i32::from(born.year()) - i32::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_age_has_one_band() {
        let rules = Rules::shipped();
        for years in 0..=120 {
            let fits = rules.ages.iter().filter(|one| one.from_age <= years && one.to_age.is_none_or(|to| years <= to));
            assert_eq!(fits.count(), 1, "{years} years");
        }
    }

    #[test]
    fn from_twelve_to_seventeen_nothing_goes_to_family_without_the_person_but_the_legal_minimum() {
        let today = date(2026, 5, 14);
        let band = |born| Rules::shipped().age_band(born, today).unwrap();
        let young = band(Some(date(2014, 5, 14)));
        assert_eq!((young.id.as_str(), young.own_space), ("young_person", OwnSpace::Person));
        assert_eq!(young.default_sharing, DefaultSharing::LegalMinimum);
        assert!(young.legal_minimum.is_some());
        let day_before_twelve = band(Some(date(2014, 5, 15)));
        assert_eq!((day_before_twelve.id.as_str(), day_before_twelve.own_space), ("child", OwnSpace::Guardian));
        assert_eq!(band(Some(date(2008, 5, 14))).id, "adult");
        assert_eq!(band(None).default_sharing, DefaultSharing::Nothing);
    }
}

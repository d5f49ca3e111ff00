//! How long a fact that somebody checked can be trusted (`rules/directory.toml`, practice.md 9.3).

use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record};

/// How confidence in a checked fact falls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freshness {
    /// What kind of fact it is about.
    pub id: String,
    /// Heading.
    pub label: String,
    /// The rule in plain words.
    pub text: String,
    /// Days for which a check counts as fresh.
    pub fresh_days: i64,
    /// Days after which it counts as old, and confidence falls no further by age.
    pub old_days: i64,
    /// What confidence falls to by age alone, of 100.
    pub floor: i64,
    /// Points that a connection takes which failed since the check.
    pub failed_points: i64,
    /// Points that an open report takes.
    pub report_points: i64,
    /// From here on we are sure.
    pub sure_from: i64,
    /// Below this we are not.
    pub doubtful_below: i64,
    /// Source and dates.
    pub about: About,
}

impl Freshness {
    /// Confidence from 0 to 100: `days` since the last check (none: never checked), with what went wrong since.
    #[must_use]
    pub fn confidence(&self, days: Option<i64>, failed: i64, reports: i64) -> i64 {
        let by_age = match days {
            None => self.floor,
            Some(days) => {
                let span = self.old_days.max(1);
                let lost = (100 - self.floor).saturating_mul(days.clamp(0, span)).div_euclid(span);
                100_i64.saturating_sub(lost)
            }
        };
        let lost = failed.saturating_mul(self.failed_points).saturating_add(reports.saturating_mul(self.report_points));
        by_age.saturating_sub(lost).clamp(0, 100)
    }
}

impl Record for Freshness {
    const TABLE: &'static str = "freshness";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        self.text.clone()
    }

    fn check(&self) -> Result<(), Problem> {
        if self.fresh_days > self.old_days {
            return Err(Problem::at("fresh_days", "a check cannot be fresh for longer than until it is old"));
        }
        if !(0..=100).contains(&self.floor) || self.doubtful_below > self.sure_from {
            return Err(Problem::at("floor", "confidence is from 0 to 100, and doubt ends before being sure begins"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use crate::rules::Rules;

    #[test]
    fn confidence_falls_with_age_and_with_what_went_wrong() {
        let rule = Rules::shipped().freshness.get("service").unwrap();
        assert_eq!(rule.confidence(Some(0), 0, 0), 100);
        assert_eq!(rule.confidence(Some(90), 0, 0), 60);
        assert_eq!(rule.confidence(Some(180), 0, 0), 20);
        assert_eq!(rule.confidence(Some(4000), 0, 0), 20);
        assert_eq!(rule.confidence(None, 0, 0), 20);
        assert_eq!(rule.confidence(Some(0), 2, 1), 45);
        assert_eq!(rule.confidence(None, 3, 3), 0);
    }
}

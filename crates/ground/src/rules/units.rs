//! Minutes into units, payer by payer (`rules/billing.toml`; practice.md 3.5, 13.2, A.3).
//! No money, no claims, no database: the caller gives one person's signed contacts of one day and gets
//! units and holds, each naming its rule. Actual minutes are kept as they are.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record};

/// How minutes become whole units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Whole units only: 29 minutes are one unit of 15.
    Floor15,
    /// Just over half a unit makes one: 8 minutes are one unit of 15, 22 are one, 23 are two.
    Midpoint8,
    /// Any minute opens a unit; rare.
    Ceil,
}

impl Rounding {
    /// Units for a number of minutes; a unit of no minutes makes no units.
    #[must_use]
    pub fn units(self, minutes: u32, unit_minutes: u32) -> u32 {
        let carry = match self {
            Self::Floor15 => 0,
            Self::Midpoint8 => unit_minutes.saturating_sub(1) / 2,
            Self::Ceil => unit_minutes.saturating_sub(1),
        };
        minutes.saturating_add(carry).checked_div(unit_minutes).unwrap_or(0)
    }
}

/// What is rounded: each contact, or the sum of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sums {
    /// Each contact on its own.
    Encounter,
    /// The minutes of one code on one day are added first.
    Day,
}

/// The stretch of time in which a limit counts units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    /// So many months back from the day of service.
    RollingMonths(i8),
    /// A year that begins on the first of this month (1 to 12).
    YearStartsInMonth(i8),
}

impl Window {
    /// First day that counts together with `on`; the caller sums the units from there to the day before.
    #[must_use]
    pub fn starts(self, on: Date) -> Date {
        match self {
            Self::RollingMonths(months) => {
                let back = on.saturating_sub(i32::from(months).months());
                back.saturating_add(1.day())
            }
            Self::YearStartsInMonth(month) => {
                let year = if on.month() >= month { on.year() } else { on.year().saturating_sub(1) };
                Date::new(year, month, 1).unwrap_or(on)
            }
        }
    }
}

/// So many units in a stretch of time, unless a paper lifts the limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Units that pass without a paper.
    pub units: u32,
    /// The stretch of time.
    pub window: Window,
    /// Key of the `billing_paper` that lifts it.
    pub lifted_by: Option<String>,
    /// The limit in plain words, after "more than".
    pub label: String,
}

/// What else may happen at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concurrent {
    /// The rule says nothing.
    #[default]
    Any,
    /// No second peer service at the same time.
    NoOtherPeerService,
    /// No other behavioral health service at the same time.
    NoOtherBehavioralHealthService,
}

/// One payer's rule for one service code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingRule {
    /// Name of the rule.
    pub id: String,
    /// Name that people read.
    pub label: String,
    /// The rule in plain sentences.
    pub text: String,
    /// Who pays.
    pub payer: String,
    /// Service code, like H0038.
    pub code: String,
    /// What the code stands for.
    pub code_label: String,
    /// Modifiers on every line.
    pub modifiers: Vec<String>,
    /// Modifier for group time, when the payer has one.
    pub group_modifier: Option<String>,
    /// Minutes in a unit.
    pub unit_minutes: u32,
    /// How minutes are rounded.
    pub rounding: Rounding,
    /// What is rounded.
    pub sums: Sums,
    /// Most units that one person can have on one day.
    pub max_units_per_day: Option<u32>,
    /// Most units in a longer stretch.
    pub limit: Option<Limit>,
    /// Youngest age in years.
    pub min_age: Option<u32>,
    /// Most people in a group.
    pub group_max: Option<u32>,
    /// What may happen at the same time.
    #[serde(default)]
    pub concurrent: Concurrent,
    /// Keys of `billing_paper` that must be on file.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Contact kinds that can be billed; all others never are.
    pub kinds: Vec<String>,
    /// Outcomes that can be billed; attempts and no-shows never are.
    pub outcomes: Vec<String>,
    /// Ways of meeting that the payer accepts.
    pub modes: Vec<String>,
    /// Elements a note must carry, keys of `rules/note_templates.toml`.
    pub note_elements: Vec<String>,
    /// Source and dates.
    pub about: About,
}

impl Record for BillingRule {
    const TABLE: &'static str = "billing_rule";

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
        if self.unit_minutes == 0 {
            return Err(Problem::at("unit_minutes", "a unit has at least one minute"));
        }
        match self.limit.as_ref().map(|limit| limit.window) {
            Some(Window::RollingMonths(months)) if months < 1 => {
                Err(Problem::at("limit.window.rolling_months", "at least one month"))
            }
            Some(Window::YearStartsInMonth(month)) if !(1..=12).contains(&month) => {
                Err(Problem::at("limit.window.year_starts_in_month", "a month is 1 to 12"))
            }
            _ => Ok(()),
        }
    }
}

/// A paper or approval that a payer may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingPaper {
    /// Key of the paper.
    pub id: String,
    /// What it is called inside a sentence.
    pub label: String,
    /// What it is for.
    pub text: String,
    /// Where it is put right: page and field.
    pub fix: String,
    /// Source and dates.
    pub about: About,
}

impl Record for BillingPaper {
    const TABLE: &'static str = "billing_paper";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        self.text.clone()
    }
}

/// What else of the person or the worker happened at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// Nothing.
    #[default]
    None,
    /// Another behavioral health service.
    BehavioralHealth,
    /// Another peer service.
    PeerService,
}

/// One contact as the unit rules see it. Keys are those of `rules/lists.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encounter<'a> {
    /// Actual minutes.
    pub minutes: u32,
    /// Contact kind.
    pub kind: &'a str,
    /// What came of it.
    pub outcome: &'a str,
    /// How they met.
    pub mode: &'a str,
    /// People in the group, when it was one.
    pub group_size: Option<u32>,
    /// What else happened at the same time.
    pub overlap: Overlap,
    /// Signed and not entered in error.
    pub is_signed: bool,
    /// Labels of the elements that the meter found missing.
    pub missing: &'a [String],
}

/// One person's day, as far as the rules need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day<'a> {
    /// Day of service in the program's time zone.
    pub date: Date,
    /// Age in years on that day, when known.
    pub age: Option<u32>,
    /// Units already counted since `Window::starts`.
    pub units_used_in_window: u32,
    /// Keys of the papers on file.
    pub papers: &'a BTreeSet<String>,
    /// The contacts under this rule, in the order of their start.
    pub encounters: &'a [Encounter<'a>],
}

//! The sections of a participant's own wellness plan (`rules/wellness.toml`; practice.md 6.4): general headings, none of
//! them from a trademarked program.

use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record};

/// Under which heading a section stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanPart {
    /// What keeps somebody well.
    EveryDay,
    /// When it gets harder.
    Harder,
    /// In a crisis.
    Crisis,
    /// Afterwards, and papers.
    After,
}

impl PlanPart {
    /// Every part, in the order of the plan.
    pub const ALL: [Self; 4] = [Self::EveryDay, Self::Harder, Self::Crisis, Self::After];

    /// The end of the message key of its heading.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::EveryDay => "every-day",
            Self::Harder => "harder",
            Self::Crisis => "crisis",
            Self::After => "after",
        }
    }
}

/// One section of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSection {
    /// The word that is stored, and that a share names.
    pub id: String,
    /// Its heading.
    pub label: String,
    /// What the person may write there.
    pub text: String,
    /// Under which heading it stands.
    pub part: PlanPart,
    /// Whether it is on the card for the wallet.
    pub on_card: bool,
    /// Source and dates.
    pub about: About,
}

impl Record for PlanSection {
    const TABLE: &'static str = "plan_section";

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
        let is_word = self.id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        if is_word { Ok(()) } else { Err(Problem::at("id", "a section's word is small letters and underlines")) }
    }
}

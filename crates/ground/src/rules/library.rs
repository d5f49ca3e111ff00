//! What an item of the library needs before everybody sees it, and the program's own checklists (`rules/library.toml`;
//! practice.md 11.8). Whether an item has it belongs to the library.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record};

/// One thing that an item needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryCheck {
    /// The word by which the library decides it.
    pub id: String,
    /// What is there when it is met.
    pub label: String,
    /// Why.
    pub text: String,
    /// The field of the form where it is mended; `review` and `owner` stand beside it.
    pub field: String,
    /// Whether nothing is published without it.
    pub must: bool,
    /// Source and dates.
    pub about: About,
}

impl Record for LibraryCheck {
    const TABLE: &'static str = "library_check";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{}: {}", self.label, self.text)
    }
}

/// A checklist to fill in and print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Its word, the last part of its address.
    pub id: String,
    /// Its title.
    pub label: String,
    /// Whom it is for, and how to use it.
    pub text: String,
    /// Source and dates.
    pub about: About,
    /// Its parts, in order.
    pub parts: Vec<ChecklistPart>,
}

/// Some questions under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistPart {
    /// Names the place for notes under it.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// What to tick.
    pub items: Vec<ChecklistItem>,
}

/// One thing to tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Names it within its part.
    pub key: String,
    /// What it says.
    pub label: String,
}

impl Record for Checklist {
    const TABLE: &'static str = "library_checklist";

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
        let is_word = |text: &str| text.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        if !is_word(&self.id) {
            return Err(Problem::at("id", "a checklist's word is small letters and underlines"));
        }
        let mut seen = BTreeSet::new();
        for part in &self.parts {
            let keys = part.items.iter().map(|item| (part.key.as_str(), item.key.as_str()));
            if let Some((_, key)) = keys.into_iter().find(|key| !seen.insert(*key)) {
                return Err(Problem::at(format!("parts.{}.{key}", part.key), "this key stands twice"));
            }
        }
        Ok(())
    }
}

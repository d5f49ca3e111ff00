//! The lists people choose from, and the steps between them that make sense (`rules/lists.toml`).
//! What a list means for a record (and who may change it) belongs to the areas.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record};

/// How many items of a list a person may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choose {
    /// Exactly one.
    One,
    /// Any number.
    Many,
}

/// A vocabulary: keys that are stored, labels that are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Name of the list, like `contact_kinds`.
    pub id: String,
    /// Heading over the choices.
    pub label: String,
    /// What the list is for; for questions about a person, why we ask.
    pub text: String,
    /// One or many.
    pub choose: Choose,
    /// Only the person may answer; nobody fills it in by looking (practice.md 10).
    #[serde(default)]
    pub self_report_only: bool,
    /// Has an item that says "prefer not to say", which is not the same as no answer.
    #[serde(default)]
    pub declinable: bool,
    /// Whether an answer in own words may stand beside any item.
    #[serde(default)]
    pub write_in: bool,
    /// Source and dates.
    pub about: About,
    /// The choices, in the order they are shown.
    pub items: Vec<Item>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What is stored.
    pub key: String,
    /// What is read.
    pub label: String,
    /// A sentence of help.
    pub text: Option<String>,
    /// The key of the wider item it belongs to; for places, of a setting.
    pub under: Option<String>,
    /// Codes of public standards by their short names: `pos`, `modifier`, `loinc`, `bcp47`, `omb1997`.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
    /// Takes an answer in own words.
    #[serde(default)]
    pub write_in: bool,
    /// Is the answer "prefer not to say".
    #[serde(default)]
    pub declines: bool,
    /// Time of this kind or with this outcome is never billed to anyone.
    #[serde(default)]
    pub never_billed: bool,
}

impl List {
    /// The choice with this key.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.key == key)
    }

    /// What people read for a key; a key that is no longer in the list is shown as it is.
    #[must_use]
    pub fn label_of<'a>(&'a self, key: &'a str) -> &'a str {
        self.item(key).map_or(key, |item| item.label.as_str())
    }

    /// The choices that belong under a wider one, like the details of a race and ethnicity category.
    pub fn details<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.under.as_deref() == Some(key))
    }
}

impl Record for List {
    const TABLE: &'static str = "list";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        let choose = match self.choose {
            Choose::One => "Choose one.",
            Choose::Many => "Choose as many as you like.",
        };
        let told = if self.self_report_only { " Only the person answers this." } else { "" };
        format!("{} {choose}{told}", self.text)
    }

    fn check(&self) -> Result<(), Problem> {
        let mut keys = std::collections::BTreeSet::new();
        for item in &self.items {
            if !keys.insert(item.key.as_str()) {
                return Err(Problem::at("items", format!("the key {} stands twice", item.key)));
            }
        }
        if self.declinable != self.items.iter().any(|item| item.declines) {
            return Err(Problem::at("declinable", "must be true exactly when an item declines"));
        }
        if self.self_report_only && !self.declinable {
            return Err(Problem::at("declinable", "a question about a person can always be declined"));
        }
        Ok(())
    }
}

/// A step from one status to another that makes sense, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// `from.to`.
    pub id: String,
    /// Key in `participant_statuses`.
    pub from: String,
    /// Key in `participant_statuses`.
    pub to: String,
    /// The reason in plain words.
    pub text: String,
    /// Source and dates.
    pub about: About,
}

impl Record for Transition {
    const TABLE: &'static str = "transition";

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
        if self.id == format!("{}.{}", self.from, self.to) {
            Ok(())
        } else {
            Err(Problem::at("id", "the id of a step is `from.to`"))
        }
    }
}

//! Lines to call or text when it gets hard (`rules/hotlines.toml`; practice.md 6.3). 988 stands first.

use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record};

/// A line that people can reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotline {
    /// Name of the record.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Who answers and what happens, in plain words.
    pub text: String,
    /// Number to call, as people read it.
    pub call: Option<String>,
    /// Number to text, and the word to send when one is needed.
    pub text_to: Option<TextTo>,
    /// Page for chat or more.
    pub url: Option<String>,
    /// Where it works, like `US` or `US-NY`.
    pub region: String,
    /// For whom it is.
    pub audience: Audience,
    /// Source and dates.
    pub about: About,
}

/// How to text a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextTo {
    /// The number.
    pub number: String,
    /// The word to send first.
    pub word: Option<String>,
}

/// For whom a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// For everyone.
    Everyone,
    /// For people of a group that the text names.
    Group,
    /// For staff who have to report harm; not shown on public pages.
    Staff,
}

impl Hotline {
    /// The number to call as a link target: digits and plus only.
    #[must_use]
    pub fn tel(&self) -> Option<String> {
        let digits = |number: &String| number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        self.call.as_ref().map(digits)
    }
}

impl Record for Hotline {
    const TABLE: &'static str = "hotline";

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
        let texts = self.text_to.iter().map(|to| ("text_to.number", &to.number));
        let numbers: Vec<_> = self.call.iter().map(|number| ("call", number)).chain(texts).collect();
        let is_number = |number: &str| {
            let digits = number.chars().filter(char::is_ascii_digit).count();
            (3..=15).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || "+- ".contains(c))
        };
        match numbers.iter().find(|(_, number)| !is_number(number)) {
            Some((key, _)) => Err(Problem::at(*key, "write a number with digits, spaces and dashes")),
            None if numbers.is_empty() => Err(Problem::at("call", "a line can be called or texted")),
            None => Ok(()),
        }
    }
}

//! What a person can agree to, and what makes an agreement complete (`rules/consents.toml`; practice.md B.2, 7.3).
//!
//! What lives here: the types with their texts, and the pure check that names each missing element. What doesn't: the
//! consents themselves, and what a complete one opens (`gate`).

use serde::{Deserialize, Serialize};

use super::{
    Rules,
    record::{About, Problem, Record},
};

/// The purpose that needs a form of its own (42 CFR 2.31(d)).
pub const PROCEEDINGS: &str = "proceedings";

/// A type of consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentKind {
    /// Name of the type, stored with each consent together with its version.
    pub id: String,
    /// Its title.
    pub label: String,
    /// What it is for, in a sentence.
    pub text: String,
    /// Meets 42 CFR 2.31: the only kind that opens what a Part 2 program wrote.
    #[serde(default)]
    pub part2: bool,
    /// May not be combined with anything else (42 CFR 2.31(b), (d)).
    #[serde(default)]
    pub alone: bool,
    /// Needs no last day.
    #[serde(default)]
    pub open_end: bool,
    /// Opens information once it is complete and signed.
    #[serde(default)]
    pub opens: bool,
    /// How long it is suggested to hold, in days.
    pub term_days: Option<u32>,
    /// Keys of [`ConsentElement`]s.
    pub elements: Vec<String>,
    /// What may be shared with it: words of `gate::Information`.
    #[serde(default)]
    pub information: Vec<String>,
    /// What it may be for: words of `gate::Purpose`.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// How who gets it may be named: `account`, `program`, `outside`, `class`.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// The exact text, with names in braces to be filled in.
    pub paragraphs: Vec<Paragraph>,
    /// Source and dates.
    pub about: About,
}

/// One paragraph of a consent's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// The element that it meets, or a name.
    pub key: String,
    pub text: String,
}

/// What each type of consent must have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentElement {
    pub id: String,
    /// What people read.
    pub label: String,
    /// What to do when it is missing.
    pub text: String,
    /// The rule that asks for it.
    pub cite: String,
    /// Source and dates.
    pub about: About,
}

/// A notice that travels with what is shared (42 CFR 2.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentNotice {
    pub id: String,
    pub label: String,
    pub text: String,
    pub cite: String,
    /// Source and dates.
    pub about: About,
}

macro_rules! record {
    ($type:ty, $table:literal) => {
        impl Record for $type {
            const TABLE: &'static str = $table;

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
    };
}

record!(ConsentElement, "consent_element");
record!(ConsentNotice, "consent_notice");

impl Record for ConsentKind {
    const TABLE: &'static str = "consent";

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
        let asks_for = |key: &str| self.elements.iter().any(|element| element == key);
        if self.opens && !(asks_for("to") && asks_for("purpose") && asks_for("information")) {
            return Err(Problem::at("elements", "what opens information names who gets what, and for what"));
        }
        if self.opens && (self.information.is_empty() || self.purposes.is_empty() || self.recipients.is_empty()) {
            return Err(Problem::at("opens", "what opens information says which, for what and to whom"));
        }
        Ok(())
    }
}

/// What stands in a consent's text, by the names in braces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blanks {
    pub name: String,
    pub house: String,
    pub from: String,
    pub information: String,
    pub to: String,
    pub purpose: String,
    pub until: String,
    pub details: String,
}

/// What stands where nothing was filled in.
const BLANK: &str = "________";

impl ConsentKind {
    /// The exact text, a paragraph a line. A paragraph that would only say an optional detail is left out without one.
    #[must_use]
    pub fn body(&self, blanks: &Blanks) -> String {
        let is_asked = self.elements.iter().any(|element| element == "details");
        let shown = |part: &&Paragraph| is_asked || part.key != "details" || !blanks.details.is_empty();
        let filled: Vec<String> = self.paragraphs.iter().filter(shown).map(|part| fill(&part.text, blanks)).collect();
        filled.join("\n\n")
    }

    /// The keys of the paragraphs: what the text says by itself.
    #[must_use]
    pub fn says(&self) -> Vec<String> {
        self.paragraphs.iter().filter(|part| !part.text.trim().is_empty()).map(|part| part.key.clone()).collect()
    }

    /// Whether the form asks for this.
    #[must_use]
    pub fn asks_for(&self, element: &str) -> bool {
        self.elements.iter().any(|known| known == element)
    }
}

/// One pass over the text, so that braces in what people typed are never read as names.
fn fill(text: &str, blanks: &Blanks) -> String {
    let parts = text.split('{').enumerate().map(|(number, part)| match part.split_once('}') {
        Some((name, rest)) if number > 0 => format!("{}{rest}", value(name, blanks)),
        _ => part.to_owned(),
    });
    parts.collect()
}

fn value<'b>(name: &str, blanks: &'b Blanks) -> &'b str {
    let found = match name {
        "name" => &blanks.name,
        "house" => &blanks.house,
        "from" => &blanks.from,
        "information" => &blanks.information,
        "to" => &blanks.to,
        "purpose" => &blanks.purpose,
        "until" => &blanks.until,
        "details" => &blanks.details,
        _ => "",
    };
    if found.is_empty() { BLANK } else { found }
}

/// How the recipient is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Named {
    #[default]
    Nobody,
    /// A class such as "my treating providers": enough for treatment, payment and operations alone, and it opens nothing.
    Class,
    /// By name.
    ByName,
}

/// What is known of one consent, for the check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    pub has_name: bool,
    pub has_from: bool,
    pub information: Vec<String>,
    pub to: Named,
    pub purposes: Vec<String>,
    pub has_end: bool,
    pub has_details: bool,
    pub is_signed: bool,
    pub has_signing_day: bool,
    /// The sheet agrees to something else too.
    pub is_combined: bool,
    /// Who shares is a program under 42 CFR Part 2.
    pub is_from_part2: bool,
    /// What the text says by itself: keys of its paragraphs.
    pub says: Vec<String>,
}

/// An element that is missing, with a plain sentence and the rule that asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Key of the [`ConsentElement`].
    pub element: String,
    /// What to do.
    pub text: String,
    /// The rule, such as `42 CFR 2.31(a)(4)`.
    pub rule: String,
}

impl Rules {
    /// What is missing before the consent can be relied on; nothing: it is complete. The sentences are in the language of
    /// these rules.
    #[must_use]
    pub fn missing_of(&self, kind: &ConsentKind, filled: &Filled) -> Vec<Missing> {
        let asked = kind.elements.iter().map(String::as_str).filter(|element| !is_met(kind, filled, element));
        let goes_to_court = filled.purposes.iter().any(|purpose| purpose == PROCEEDINGS);
        let mixes =
            goes_to_court && (!kind.purposes.iter().all(|known| known == PROCEEDINGS) || filled.purposes.len() > 1);
        let own_form = (mixes || (kind.alone && filled.is_combined)).then_some("own_form");
        let part2_form = (kind.opens && filled.is_from_part2 && !kind.part2).then_some("part2_form");
        asked.chain(own_form).chain(part2_form).map(|element| self.missing(element)).collect()
    }

    fn missing(&self, element: &str) -> Missing {
        let known = self.consent_elements.get(element);
        Missing {
            element: element.to_owned(),
            text: known.map_or_else(|| element.to_owned(), |known| known.text.clone()),
            rule: known.map(|known| known.cite.clone()).unwrap_or_default(),
        }
    }
}

fn is_met(kind: &ConsentKind, filled: &Filled, element: &str) -> bool {
    match element {
        "name" => filled.has_name,
        "from" => filled.has_from,
        "information" => !filled.information.is_empty(),
        "to" => match filled.to {
            Named::Nobody => false,
            Named::Class => kind.recipients.iter().any(|way| way == "class"),
            Named::ByName => true,
        },
        "purpose" => !filled.purposes.is_empty(),
        "expiry" => filled.has_end || kind.open_end,
        "signature" => filled.is_signed,
        "signed_on" => filled.has_signing_day,
        "details" => filled.has_details,
        said => filled.says.iter().any(|key| key == said),
    }
}

//! Note templates: ordered sections with warm prompts, and the elements that a section fulfils
//! (`rules/note_templates.toml`; practice.md 3.2 and 3.3). Drafts and notes themselves live with contacts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record, Shelf};

/// Something an auditor looks for in a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredElement {
    /// Key of the element.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What it means, in a sentence.
    pub text: String,
    /// The field of the note that holds it; none when sections hold it.
    pub field: Option<String>,
    /// Source and dates.
    pub about: About,
}

impl Record for RequiredElement {
    const TABLE: &'static str = "element";

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

/// A way to write a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Name of the template, stored with the note together with its version.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What it is good for; may contain `{name}`.
    pub text: String,
    /// Why to choose another one, when it does not fit peer support.
    pub discouraged: Option<String>,
    /// Contact kinds it fits.
    pub kinds: Vec<String>,
    /// Contact kinds that start with it.
    pub default_for: Vec<String>,
    /// Elements it asks for when no payer's rule does.
    pub elements: Vec<String>,
    /// Source and dates.
    pub about: About,
    /// The parts of the note, in order.
    pub sections: Vec<Section>,
}

/// One part of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Key under which the text is stored.
    pub key: String,
    /// Heading; may contain `{name}`.
    pub label: String,
    /// A question that helps to begin; may contain `{name}`.
    pub prompt: String,
    /// Elements that its text fulfils.
    pub fulfils: Vec<String>,
    /// Fewest characters (without spaces at the ends) that fulfil them.
    pub min_chars: usize,
    /// The text is the person's own: the plain-words helper leaves it alone.
    #[serde(default)]
    pub is_participant_words: bool,
}

impl Section {
    /// The heading with the name the person likes to be called.
    #[must_use]
    pub fn label_for(&self, name: &str) -> String {
        self.label.replace("{name}", name)
    }

    /// The prompt with the name the person likes to be called.
    #[must_use]
    pub fn prompt_for(&self, name: &str) -> String {
        self.prompt.replace("{name}", name)
    }

    /// Whether a text is enough; only its length without surrounding space is looked at.
    #[must_use]
    pub fn is_filled_by(&self, text: &str) -> bool {
        let length = text.trim().chars().count();
        length > 0 && length >= self.min_chars
    }
}

impl Template {
    /// The section with this key.
    #[must_use]
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// Whether the template is meant for a contact kind.
    #[must_use]
    pub fn fits(&self, kind: &str) -> bool {
        self.kinds.iter().any(|one| one == kind)
    }
}

impl Shelf<Template> {
    /// The templates for a contact kind: its default first, discouraged ones last.
    #[must_use]
    pub fn for_kind(&self, kind: &str) -> Vec<&Template> {
        let mut fitting: Vec<&Template> = self.iter().filter(|template| template.fits(kind)).collect();
        let starts = |template: &Template| template.default_for.iter().any(|one| one == kind);
        fitting.sort_by_key(|template| (template.discouraged.is_some(), !starts(template)));
        fitting
    }

    /// The template that a contact of this kind starts with.
    #[must_use]
    pub fn default_for(&self, kind: &str) -> Option<&Template> {
        self.iter().find(|template| template.default_for.iter().any(|one| one == kind))
    }
}

impl Record for Template {
    const TABLE: &'static str = "template";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        let text = self.text.replace("{name}", "the person");
        let mut parts = vec![format!("{}: {text}", self.label)];
        parts.extend(self.discouraged.clone());
        parts.join(" ")
    }

    fn check(&self) -> Result<(), Problem> {
        if self.sections.is_empty() {
            return Err(Problem::at("sections", "a template has at least one section"));
        }
        let mut keys = BTreeSet::new();
        match self.sections.iter().find(|section| !keys.insert(section.key.as_str())) {
            Some(twice) => Err(Problem::at("sections", format!("the key {} stands twice", twice.key))),
            None => match self.default_for.iter().find(|kind| !self.fits(kind)) {
                Some(kind) => Err(Problem::at("default_for", format!("{kind} is not among the template's kinds"))),
                None => Ok(()),
            },
        }
    }
}

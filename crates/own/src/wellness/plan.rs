//! What a plan is made of. No I/O.

use jiff::{Timestamp, civil::Date};
use kit::{
    forms::{Errors, Form},
    messages::Words,
};

kit::id_types! {
    /// What one section said after one save.
    EntryId,
    /// Something that helps.
    ToolId,
    /// One time that a tool was tried.
    TryId,
    /// A pointer to a legal paper.
    PaperId,
    /// A form of the organization.
    TemplateId,
}

/// The section that the toolbox belongs to: who sees it, sees the tools.
pub const TOOLS: &str = "tools";
/// The section that the pointers to papers belong to.
pub const PAPERS: &str = "papers";

/// The longest words of one field, in characters; a section has room for more.
const MOST: usize = 2_000;
/// The longest words of a section, in characters.
const MOST_IN_SECTION: usize = 20_000;

/// What a section says, or said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub section: String,
    pub version: i64,
    pub words: String,
    pub saved_at: Timestamp,
}

kit::from_row!(Entry { id, section, version, words, saved_at });

/// A tool of the toolbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    pub id: ToolId,
    pub name: String,
    pub words: String,
    pub remind_on: Option<Date>,
    pub removed_at: Option<Timestamp>,
    /// How often it was tried.
    pub tries: i64,
    /// How it went last: a word of `plan_tool_results`.
    pub went: Option<String>,
}

kit::from_row!(Tool { id, name, words, remind_on, removed_at, tries, went });

impl Tool {
    /// Whether the day of its reminder has come.
    pub fn is_due(&self, today: Date) -> bool {
        self.remind_on.is_some_and(|on| on <= today)
    }
}

/// One time that a tool was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    pub tried_on: Date,
    pub went: String,
    pub words: String,
}

kit::from_row!(Try { tried_on, went, words });

/// A pointer to a legal paper: where the original is, and whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub id: PaperId,
    pub kind: String,
    pub agent: String,
    pub agent_phone: String,
    pub alternate: String,
    pub original_at: String,
    pub witnesses: String,
    pub words: String,
    pub signed_on: Option<Date>,
    pub revoked_on: Option<Date>,
}

kit::from_row!(Paper { id, kind, agent, agent_phone, alternate, original_at, witnesses, words, signed_on, revoked_on });

/// A paper as the form tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaper {
    pub kind: String,
    pub agent: String,
    pub agent_phone: String,
    pub alternate: String,
    pub original_at: String,
    pub witnesses: String,
    pub words: String,
    pub signed_on: Option<Date>,
}

/// Words of a form, cut at the ends.
pub fn told(form: &Form, name: &str) -> String {
    form.text(name).unwrap_or_default().trim().to_owned()
}

/// Refuses words that are too long.
pub fn not_too_long(errors: &mut Errors, form: &Form, names: &[&str], words: &Words) {
    for name in names {
        if form.get(name).chars().count() > MOST {
            errors.add(name, words.t("wellness-too-long"));
        }
    }
}

/// The words of a section as they are kept: line ends as one character, nothing at the end.
///
/// # Errors
/// Words that are too long, at the field `words`.
pub fn section_words(form: &Form, words: &Words) -> Result<String, Errors> {
    let told = form.get("words").replace("\r\n", "\n").trim_end().to_owned();
    if told.chars().count() > MOST_IN_SECTION {
        return Err(Errors::one("words", words.t("wellness-too-long")));
    }
    Ok(told)
}

/// A date field: nothing, or a day.
///
/// # Errors
/// Something that is no day, added to `errors` at the field.
pub fn day(errors: &mut Errors, form: &Form, name: &str, words: &Words) -> Option<Date> {
    let day = form.date(name);
    if day.is_none() && form.text(name).is_some() {
        errors.add(name, words.t("wellness-no-day"));
    }
    day
}

impl NewPaper {
    /// Reads the form of a paper. `is_kind` knows the kinds of papers.
    ///
    /// # Errors
    /// By field.
    pub fn read(form: &Form, words: &Words, is_kind: impl Fn(&str) -> bool) -> Result<Self, Errors> {
        let mut errors = Errors::default();
        let kind = told(form, "kind");
        if !is_kind(&kind) {
            errors.add("kind", words.t("wellness-paper-kind-missing"));
        }
        if told(form, "original_at").is_empty() {
            errors.add("original_at", words.t("wellness-paper-place-missing"));
        }
        let texts = ["agent", "agent_phone", "alternate", "original_at", "witnesses", "words"];
        not_too_long(&mut errors, form, &texts, words);
        let signed_on = day(&mut errors, form, "signed_on", words);
        errors.check()?;
        let [agent, agent_phone, alternate, original_at, witnesses, words] = texts.map(|name| told(form, name));
        Ok(Self { kind, agent, agent_phone, alternate, original_at, witnesses, words, signed_on })
    }
}

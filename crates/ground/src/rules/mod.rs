//! Rules as data: the files in `rules/` and the pure engine that reads them. No input or output beyond the embedded
//! files, no clock, no database. A decision made by a rule stores the rule's id and version and can be explained.
//! What the decisions lead to (promises opened, notes signed) belongs to the areas.

pub mod calendar;
mod check;
pub mod clocks;
pub mod consents;
pub mod freshness;
pub mod holds;
pub mod hotlines;
pub mod library;
pub mod lists;
pub mod matrix;
pub mod meter;
pub mod minors;
pub mod plan;
mod quotations;
pub mod rapid_access;
pub mod record;
pub mod retention;
mod roles;
mod said;
pub mod templates;
pub mod units;
pub mod words;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use record::{About, Problem, Record, RuleError, Shelf, Source};

/// The files that travel inside the program.
const FILES: &[(&str, &str)] = &[
    ("rules/sources.toml", include_str!("../../../../rules/sources.toml")),
    ("rules/lists.toml", include_str!("../../../../rules/lists.toml")),
    ("rules/note_templates.toml", include_str!("../../../../rules/note_templates.toml")),
    ("rules/billing.toml", include_str!("../../../../rules/billing.toml")),
    ("rules/hotlines.toml", include_str!("../../../../rules/hotlines.toml")),
    ("rules/permissions.toml", include_str!("../../../../rules/permissions.toml")),
    ("rules/clocks.toml", include_str!("../../../../rules/clocks.toml")),
    ("rules/words.toml", include_str!("../../../../rules/words.toml")),
    ("rules/people.toml", include_str!("../../../../rules/people.toml")),
    ("rules/retention.toml", include_str!("../../../../rules/retention.toml")),
    ("rules/minors.toml", include_str!("../../../../rules/minors.toml")),
    ("rules/consents.toml", include_str!("../../../../rules/consents.toml")),
    ("rules/wellness.toml", include_str!("../../../../rules/wellness.toml")),
    ("rules/library.toml", include_str!("../../../../rules/library.toml")),
    ("rules/directory.toml", include_str!("../../../../rules/directory.toml")),
];

/// The texts of those files in other languages, each under the name of the file that it belongs to.
const SAID: [(&str, &[(&str, &str)]); 1] = [(
    "es",
    &[
        ("rules/lists.toml", include_str!("../../../../rules/es/lists.toml")),
        ("rules/note_templates.toml", include_str!("../../../../rules/es/note_templates.toml")),
        ("rules/billing.toml", include_str!("../../../../rules/es/billing.toml")),
        ("rules/hotlines.toml", include_str!("../../../../rules/es/hotlines.toml")),
        ("rules/permissions.toml", include_str!("../../../../rules/es/permissions.toml")),
        ("rules/clocks.toml", include_str!("../../../../rules/es/clocks.toml")),
        ("rules/people.toml", include_str!("../../../../rules/es/people.toml")),
        ("rules/retention.toml", include_str!("../../../../rules/es/retention.toml")),
        ("rules/minors.toml", include_str!("../../../../rules/es/minors.toml")),
        ("rules/consents.toml", include_str!("../../../../rules/es/consents.toml")),
        ("rules/wellness.toml", include_str!("../../../../rules/es/wellness.toml")),
        ("rules/library.toml", include_str!("../../../../rules/es/library.toml")),
        ("rules/directory.toml", include_str!("../../../../rules/es/directory.toml")),
    ],
)];

/// Tables that no organization puts its own records over: who may do what must be the same for code and people.
const KEPT: [&str; 3] = ["role", "permission", "vector"];

/// Every rule that is in force for one organization.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Where facts come from.
    pub sources: Shelf<Source>,
    /// What people choose from.
    pub lists: Shelf<lists::List>,
    /// Steps between participant statuses.
    pub transitions: Shelf<lists::Transition>,
    /// What a note may have to carry.
    pub elements: Shelf<templates::RequiredElement>,
    /// Ways to write a note.
    pub templates: Shelf<templates::Template>,
    /// Payers' rules.
    pub billing: Shelf<units::BillingRule>,
    /// Papers that payers ask for.
    pub papers: Shelf<units::BillingPaper>,
    /// When things are due, and who acts.
    pub clocks: Shelf<clocks::Clock>,
    /// Days that are not business days.
    pub holidays: Shelf<calendar::Holiday>,
    /// Why a wait for a first meeting ends without one.
    pub stop_reasons: Shelf<rapid_access::StopReason>,
    /// Bands of shares.
    pub bands: Shelf<rapid_access::BandTable>,
    /// How long records are kept.
    pub retention: Shelf<retention::Keep>,
    /// Lines to call or text.
    pub hotlines: Shelf<hotlines::Hotline>,
    /// Who decides about a young person's record, by age.
    pub ages: Shelf<minors::AgeBand>,
    /// What people can agree to.
    pub consents: Shelf<consents::ConsentKind>,
    /// What makes an agreement complete.
    pub consent_elements: Shelf<consents::ConsentElement>,
    /// What travels with what is shared.
    pub consent_notices: Shelf<consents::ConsentNotice>,
    /// Sections of the wellness plan.
    pub plan_sections: Shelf<plan::PlanSection>,
    /// What an item of the library needs before everybody sees it.
    pub library_checks: Shelf<library::LibraryCheck>,
    /// Checklists to fill in and print.
    pub checklists: Shelf<library::Checklist>,
    /// How long checked facts are trusted.
    pub freshness: Shelf<freshness::Freshness>,
    /// Words that hurt or sound clinical, and others.
    pub plain_words: words::PlainWords,
    /// Who may do what.
    pub matrix: matrix::Matrix,
}

static SHIPPED: LazyLock<Rules> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the files are compiled in, and a test reads them")]
    Rules::read(FILES).expect("the rules that travel with the program can be read")
});

static SAID_IN: LazyLock<Vec<(&str, Rules)>> = LazyLock::new(|| {
    let read = |(tag, texts): &(&'static str, &[(&str, &str)])| {
        #[expect(clippy::expect_used, reason = "the files are compiled in, and a test reads them")]
        let rules = Rules::read_with(FILES, texts).expect("the rules' texts in other languages can be read");
        (*tag, rules)
    };
    SAID.iter().map(read).collect()
});

impl Rules {
    /// The rules that travel with the program, with what people read of them in a language. What is not said in it, and
    /// all of a language that nothing is said in, is English.
    #[must_use]
    pub fn read_in(tag: &str) -> &'static Self {
        SAID_IN.iter().find(|(said, _)| *said == tag).map_or_else(Self::shipped, |(_, rules)| rules)
    }

    /// The rules that travel with the program.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// These rules with an organization's own records over them. The text is TOML or JSON with the same tables as
    /// the files; a record with a known id replaces it, another one is added.
    ///
    /// # Errors
    /// The first record that cannot be used, with its key. Nothing is taken over then.
    pub fn with_overrides(&self, text: &str) -> Result<Self, RuleError> {
        const NAME: &str = "the organization's own rules";
        let mut rules = self.clone();
        let document = document(NAME, text)?;
        if let Some(kept) = KEPT.iter().find(|table| document.contains_key(**table)) {
            return Err(RuleError::new(NAME, kept, Problem::at("", "this table belongs to the program")));
        }
        rules.absorb(NAME, document)?;
        rules.check(NAME)?;
        rules.plain_words.check(NAME)?;
        Ok(rules)
    }

    fn read(files: &[(&str, &str)]) -> Result<Self, RuleError> {
        Self::read_with(files, &[])
    }

    fn read_with(files: &[(&str, &str)], texts: &[(&str, &str)]) -> Result<Self, RuleError> {
        let mut rules = Self::default();
        for (name, text) in files {
            let mut english = document(name, text)?;
            for (_, said) in texts.iter().filter(|(of, _)| of == name) {
                said::put_over(name, &mut english, &document(name, said)?)?;
            }
            rules.absorb(name, english)?;
        }
        rules.check("rules")?;
        Ok(rules)
    }

    fn absorb(&mut self, file: &str, document: toml::Table) -> Result<(), RuleError> {
        for (table, records) in document {
            match table.as_str() {
                Source::TABLE => self.sources.absorb(file, records)?,
                lists::List::TABLE => self.lists.absorb(file, records)?,
                lists::Transition::TABLE => self.transitions.absorb(file, records)?,
                templates::RequiredElement::TABLE => self.elements.absorb(file, records)?,
                templates::Template::TABLE => self.templates.absorb(file, records)?,
                units::BillingRule::TABLE => self.billing.absorb(file, records)?,
                units::BillingPaper::TABLE => self.papers.absorb(file, records)?,
                clocks::Clock::TABLE => self.clocks.absorb(file, records)?,
                calendar::Holiday::TABLE => self.holidays.absorb(file, records)?,
                rapid_access::StopReason::TABLE => self.stop_reasons.absorb(file, records)?,
                rapid_access::BandTable::TABLE => self.bands.absorb(file, records)?,
                words::Word::TABLE => {
                    let mut words = self.plain_words.words().clone();
                    words.absorb(file, records)?;
                    self.plain_words = words::PlainWords::new(words);
                }
                retention::Keep::TABLE => self.retention.absorb(file, records)?,
                minors::AgeBand::TABLE => self.ages.absorb(file, records)?,
                consents::ConsentKind::TABLE => self.consents.absorb(file, records)?,
                consents::ConsentElement::TABLE => self.consent_elements.absorb(file, records)?,
                consents::ConsentNotice::TABLE => self.consent_notices.absorb(file, records)?,
                hotlines::Hotline::TABLE => self.hotlines.absorb(file, records)?,
                plan::PlanSection::TABLE => self.plan_sections.absorb(file, records)?,
                library::LibraryCheck::TABLE => self.library_checks.absorb(file, records)?,
                library::Checklist::TABLE => self.checklists.absorb(file, records)?,
                freshness::Freshness::TABLE => self.freshness.absorb(file, records)?,
                matrix::RoleCard::TABLE => self.matrix.roles.absorb(file, records)?,
                matrix::PermissionRow::TABLE => self.matrix.permissions.absorb(file, records)?,
                // Vectors are run by the tests.
                "vector" => {}
                other => {
                    return Err(RuleError::new(file, other, Problem::at("", "there is no such table of rules")));
                }
            }
        }
        Ok(())
    }
}

/// TOML, or JSON when it begins like JSON.
fn document(file: &str, text: &str) -> Result<toml::Table, RuleError> {
    let parsed = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| error.to_string())
    } else {
        toml::from_str(text).map_err(|error| error.to_string())
    };
    parsed.map_err(|problem| RuleError::new(file, "the whole file", Problem::at("", problem)))
}

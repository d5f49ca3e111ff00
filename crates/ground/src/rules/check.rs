//! What one record cannot know alone: every key that a rule names must stand somewhere.

use super::record::{Problem, Record, RuleError, Shelf};
use super::{Rules, meter};

impl Rules {
    /// Refuses rules that point to nothing: sources, kinds, outcomes, modes, elements, papers, statuses.
    pub(super) fn check(&self, file: &str) -> Result<(), RuleError> {
        self.check_sources(file)?;
        self.check_lists(file)?;
        self.check_templates(file)?;
        self.check_billing(file)?;
        for kind in self.consents.iter() {
            every(file, &kind.id, "elements", &kind.elements, |key| self.consent_elements.get(key).is_some())?;
        }
        self.matrix.check(file)
    }

    fn check_sources(&self, file: &str) -> Result<(), RuleError> {
        self.sourced(file, &self.sources)?;
        self.sourced(file, &self.lists)?;
        self.sourced(file, &self.transitions)?;
        self.sourced(file, &self.elements)?;
        self.sourced(file, &self.templates)?;
        self.sourced(file, &self.billing)?;
        self.sourced(file, &self.papers)?;
        self.sourced(file, &self.clocks)?;
        self.sourced(file, &self.holidays)?;
        self.sourced(file, &self.stop_reasons)?;
        self.sourced(file, &self.bands)?;
        self.sourced(file, self.plain_words.words())?;
        self.sourced(file, &self.hotlines)?;
        self.sourced(file, &self.retention)?;
        self.sourced(file, &self.ages)?;
        self.sourced(file, &self.consents)?;
        self.sourced(file, &self.consent_elements)?;
        self.sourced(file, &self.consent_notices)?;
        self.sourced(file, &self.plan_sections)?;
        self.sourced(file, &self.library_checks)?;
        self.sourced(file, &self.checklists)?;
        self.sourced(file, &self.freshness)?;
        self.sourced(file, &self.matrix.roles)?;
        self.sourced(file, &self.matrix.permissions)
    }

    fn sourced<T: Record>(&self, file: &str, shelf: &Shelf<T>) -> Result<(), RuleError> {
        for record in shelf.iter() {
            let known = |key: &str| self.sources.get(key).is_some();
            every(file, record.id(), "about.source", &record.about().source, known)?;
        }
        Ok(())
    }

    fn check_lists(&self, file: &str) -> Result<(), RuleError> {
        for list in self.lists.iter() {
            let settings = |key: &str| list.id == "places" && self.in_list("settings", key);
            for item in &list.items {
                every(file, &list.id, "items.under", item.under.as_slice(), |key| {
                    list.item(key).is_some() || settings(key)
                })?;
            }
        }
        for step in self.transitions.iter() {
            let known = |key: &str| self.in_list("participant_statuses", key);
            every(file, &step.id, "from", std::slice::from_ref(&step.from), known)?;
            every(file, &step.id, "to", std::slice::from_ref(&step.to), known)?;
        }
        Ok(())
    }

    fn check_templates(&self, file: &str) -> Result<(), RuleError> {
        for element in self.elements.iter() {
            every(file, &element.id, "field", element.field.as_slice(), |key| meter::FIELDS.contains(&key))?;
        }
        for template in self.templates.iter() {
            every(file, &template.id, "kinds", &template.kinds, |key| self.in_list("contact_kinds", key))?;
            every(file, &template.id, "elements", &template.elements, |key| self.elements.get(key).is_some())?;
            for section in &template.sections {
                every(file, &template.id, "fulfils", &section.fulfils, |key| self.elements.get(key).is_some())?;
            }
        }
        Ok(())
    }

    fn check_billing(&self, file: &str) -> Result<(), RuleError> {
        for rule in self.billing.iter() {
            every(file, &rule.id, "kinds", &rule.kinds, |key| self.in_list("contact_kinds", key))?;
            every(file, &rule.id, "outcomes", &rule.outcomes, |key| self.in_list("contact_outcomes", key))?;
            every(file, &rule.id, "modes", &rule.modes, |key| self.in_list("modes", key))?;
            every(file, &rule.id, "note_elements", &rule.note_elements, |key| self.elements.get(key).is_some())?;
            every(file, &rule.id, "requires", &rule.requires, |key| self.papers.get(key).is_some())?;
            let lifted_by = rule.limit.as_ref().and_then(|limit| limit.lifted_by.clone());
            every(file, &rule.id, "limit.lifted_by", lifted_by.as_slice(), |key| self.papers.get(key).is_some())?;
        }
        Ok(())
    }

    fn in_list(&self, list: &str, key: &str) -> bool {
        self.lists.get(list).is_some_and(|list| list.item(key).is_some())
    }
}

fn every(file: &str, record: &str, key: &str, names: &[String], known: impl Fn(&str) -> bool) -> Result<(), RuleError> {
    match names.iter().find(|name| !known(name)) {
        Some(name) => Err(RuleError::new(file, record, Problem::at(key, format!("nothing is called {name}")))),
        None => Ok(()),
    }
}

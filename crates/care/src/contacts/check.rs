//! The meter of required elements and the plain-words marks of a note that is being written: what an auditor would miss,
//! and words that others might be better than. Nothing is changed by it and nothing is kept about the writer.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    drafts::{self, Fields},
    ids::DraftId,
    layout::{Page, parts::Element},
    rules::{
        Rules,
        matrix::Permission,
        meter::{ElementState, Note},
    },
};
use kit::{
    faults::Fault,
    forms::Form,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    contact::{Outcome, ProgramRules},
    form::{BOXES, kind_of, section_field, sections_of, template_of},
    people, programs,
};

/// A word that could be another.
pub struct Marked {
    pub found: String,
    pub section: String,
    pub href: String,
    /// What to try instead, and why, in a sentence.
    pub advice: String,
}

/// What the meter and the words say about a form.
pub struct Check {
    pub elements: Vec<Element>,
    pub is_complete: bool,
    pub marks: Vec<Marked>,
}

/// The most marks shown at once; a note full of them should not read like a scolding.
const MOST_MARKS: usize = 8;

impl Check {
    /// Looks through a form as it stands.
    pub fn of(visit: &Visit, form: &Form, program: &ProgramRules, name: Option<&str>) -> Self {
        let rules = visit.rules();
        let elements = elements(rules, form, program, name.is_some());
        let is_complete = elements.iter().all(|element| element.is_done);
        Self { elements, is_complete, marks: marks(visit, rules, form, program, name.unwrap_or_default()) }
    }
}

/// The elements that are asked for, as far as the writer can fill them in: the signature comes last by itself.
fn elements(rules: &'static Rules, form: &Form, program: &ProgramRules, has_person: bool) -> Vec<Element> {
    let Some(template) = template_of(rules, form, program) else { return Vec::new() };
    let is_reached = Outcome::from_word(form.get("outcome")).is_none_or(Outcome::is_reached);
    let payer = program.payer_rule.as_ref().and_then(|id| rules.billing.get(id));
    // A payer's list is for time that could be billed; for a try, the template's own few elements are enough.
    let payer = payer.filter(|rule| is_reached && rule.kinds.iter().any(|kind| kind == kind_of(form).word()));
    let sections: BTreeMap<String, String> =
        sections_of(rules, template, form).0.into_iter().map(|section| (section.key, section.words)).collect();
    let note = Note {
        has_date: form.date("date").is_some(),
        has_start: form.text("start").is_some(),
        has_end: form.text("end").is_some() || !is_reached,
        has_participant: has_person,
        has_place: form.text("place").is_some() || form.text("place_words").is_some(),
        has_mode: form.text("mode").is_some(),
        has_kind: true,
        // Not the note's to fill in, and never shown (see below): the units look at the author's role.
        has_credential: true,
        is_signed: false,
        goals: form.all("goals").len(),
        sections: Some(&sections),
    };
    let shown = |field: &str| !matches!(field, "signature" | "credential");
    let meter = rules.meter(template, payer, &note).into_iter();
    let asked = meter.filter(|one| shown(&one.field) && one.state != ElementState::NotNeeded);
    asked
        .filter(|one| one.state == ElementState::Missing || template.elements.contains(&one.key) || payer.is_some())
        .map(|one| Element {
            label: one.label,
            href: format!("#{}", one.field),
            is_done: one.state == ElementState::Present,
        })
        .collect()
}

fn marks(visit: &Visit, rules: &'static Rules, form: &Form, program: &ProgramRules, name: &str) -> Vec<Marked> {
    let Some(template) = template_of(rules, form, program) else { return Vec::new() };
    let sections = sections_of(rules, template, form).0;
    // The person's own words are theirs.
    let own = sections.iter().filter(|section| !section.is_own);
    let marked = own.flat_map(|section| {
        let label = section.label.replace("{name}", name);
        let href = format!("#{}", section_field(&section.key));
        rules.plain_words.mark(&section.words).into_iter().map(move |mark| Marked {
            found: mark.found.to_owned(),
            section: label.clone(),
            href: href.clone(),
            advice: advice(visit, mark.suggestions, mark.why),
        })
    });
    marked.take(MOST_MARKS).collect()
}

fn advice(visit: &Visit, suggestions: &[String], why: &str) -> String {
    let words = suggestions.join("”, “");
    visit.words.with("contacts-words-try", &[("words", words.as_arg()), ("why", why.as_arg())])
}

#[derive(Template)]
#[template(path = "contacts/check.html")]
struct Fragment {
    page: Page,
    check: Check,
}

/// The fragment that the editor asks for while somebody writes.
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let form = Fields::of_form(&form, &BOXES).to_form();
    let asked = form.clone();
    let (program, name) = app
        .read(&scope, move |tx, scope| {
            let draft = drafts::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let program = programs::of_form(tx, scope, &draft, &asked)?;
            let person = people::of_draft(tx, scope, id)?;
            Ok::<_, Fault>((program, person.map(|person| person.name)))
        })
        .await?;
    let check = Check::of(&visit, &form, &program, name.as_deref());
    page(&Fragment { page: visit.page("contacts-edit-title"), check })
}

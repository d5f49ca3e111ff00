//! The required-elements meter: which elements an auditor would miss in a note (practice.md 3.2).
//! It counts; it never judges what is written, and there is no score of motivation or of words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Rules;
use super::templates::{RequiredElement, Template};
use super::units::BillingRule;

/// The filled parts of a note, as the page or the record knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Note<'a> {
    /// The day is given.
    pub has_date: bool,
    /// The start is given.
    pub has_start: bool,
    /// The end is given.
    pub has_end: bool,
    /// Somebody is named as the person it was with.
    pub has_participant: bool,
    /// The place is given.
    pub has_place: bool,
    /// The way of meeting is given.
    pub has_mode: bool,
    /// The contact kind is given.
    pub has_kind: bool,
    /// The author has a credential that was good on the day.
    pub has_credential: bool,
    /// The author has signed.
    pub is_signed: bool,
    /// How many goals are linked.
    pub goals: usize,
    /// The texts by section key.
    pub sections: Option<&'a BTreeMap<String, String>>,
}

/// Whether an element is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElementState {
    /// It is there.
    Present,
    /// It is asked for and not there.
    Missing,
    /// Neither the payer nor the template asks for it.
    NotNeeded,
}

/// One line of the meter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// Key of the element.
    pub key: String,
    /// What people read.
    pub label: String,
    /// Whether it is there.
    pub state: ElementState,
    /// Who asks for it, with the rule's id and version.
    pub why: String,
    /// Name of the field to jump to; sections are `section.<key>`.
    pub field: String,
}

impl Rules {
    /// The meter of a note: every known element in its order. With a payer's rule, the rule decides what is
    /// asked for; without one, the template does.
    #[must_use]
    pub fn meter(&self, template: &Template, rule: Option<&BillingRule>, note: &Note<'_>) -> Vec<Element> {
        let (needed, why) = match rule {
            Some(rule) => (
                &rule.note_elements,
                format!("{} asks for it ({}, version {}).", rule.label, rule.id, rule.about.version),
            ),
            None => {
                let version = template.about.version;
                (&template.elements, format!("“{}” asks for it ({}, version {version}).", template.label, template.id))
            }
        };
        self.elements
            .iter()
            .map(|element| {
                let is_needed = needed.contains(&element.id);
                let (is_there, field) = look(template, element, note);
                Element {
                    key: element.id.clone(),
                    label: element.label.clone(),
                    state: match (is_there, is_needed) {
                        (true, _) => ElementState::Present,
                        (false, true) => ElementState::Missing,
                        (false, false) => ElementState::NotNeeded,
                    },
                    why: if is_needed { why.clone() } else { "Nobody asks for it here.".to_owned() },
                    field,
                }
            })
            .collect()
    }
}

/// Whether the element is there, and where it belongs.
fn look(template: &Template, element: &RequiredElement, note: &Note<'_>) -> (bool, String) {
    if let Some(field) = &element.field {
        return (is_field_filled(field, note), field.clone());
    }
    let holding = || template.sections.iter().filter(|section| section.fulfils.contains(&element.id));
    let is_there = holding().any(|section| {
        let text = note.sections.and_then(|texts| texts.get(&section.key));
        text.is_some_and(|text| section.is_filled_by(text))
    });
    let field = holding().next().map_or_else(|| "note".to_owned(), |section| format!("section.{}", section.key));
    (is_there, field)
}

/// The fields that elements may name; `Rules` refuses others when it is read.
pub(super) const FIELDS: [&str; 10] =
    ["date", "start", "end", "participant", "place", "mode", "kind", "goals", "credential", "signature"];

fn is_field_filled(field: &str, note: &Note<'_>) -> bool {
    match field {
        "date" => note.has_date,
        "start" => note.has_start,
        "end" => note.has_end,
        "participant" => note.has_participant,
        "place" => note.has_place,
        "mode" => note.has_mode,
        "kind" => note.has_kind,
        "goals" => note.goals > 0,
        "credential" => note.has_credential,
        "signature" => note.is_signed,
        _ => false,
    }
}

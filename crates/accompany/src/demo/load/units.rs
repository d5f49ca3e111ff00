//! Units as the program's payer gives them: each person's day under the rule, as it is derived when a note is signed.

use std::collections::{BTreeMap, BTreeSet};

use ground::rules::{
    Rules,
    holds::Derived,
    meter::{ElementState, Note},
    units::{BillingRule, Day, Encounter, Overlap},
};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{
    Loading,
    contacts::{kind, minutes, mode, outcome},
};
use crate::demo::{
    clock,
    world::{Contact, NoteState},
};

/// What a contact comes to; nothing for kinds and outcomes that no payer pays.
#[derive(Debug)]
pub struct Units {
    pub units: Option<i64>,
    pub ready: Option<i64>,
    pub rule: Option<String>,
    pub rule_version: Option<i64>,
    pub holds: Value,
}

impl Default for Units {
    fn default() -> Self {
        Self { units: None, ready: None, rule: None, rule_version: None, holds: json!([]) }
    }
}

/// The units of every contact that has a person and a payer, by the contact's place in the world.
pub fn of_everybody(on: &Loading<'_>) -> BTreeMap<u32, Units> {
    let rules = Rules::shipped();
    let mut found = BTreeMap::new();
    for program in &on.world.programs {
        let Some(rule) = program.payer_rule.as_ref().and_then(|id| rules.billing.get(id)) else { continue };
        for ((person, date), contacts) in days(on, program.id) {
            found.extend(of_day(on, rule, person, date, &contacts));
        }
    }
    found
}

fn days<'w>(on: &Loading<'w>, program: u32) -> BTreeMap<(u32, Date), Vec<&'w Contact>> {
    let mut days: BTreeMap<(u32, Date), Vec<&'w Contact>> = BTreeMap::new();
    let counts = |one: &&Contact| {
        one.program == program && one.life.signed_at.is_some() && one.life.state != NoteState::EnteredInError
    };
    for contact in on.world.contacts.iter().filter(counts) {
        if let Some(person) = contact.participant {
            days.entry((person, on.day_of(contact.start))).or_default().push(contact);
        }
    }
    days
}

fn of_day(on: &Loading<'_>, rule: &BillingRule, person: u32, date: Date, contacts: &[&Contact]) -> Vec<(u32, Units)> {
    let missing: Vec<Vec<String>> = contacts.iter().map(|one| missing(on, rule, one)).collect();
    let encounters: Vec<Encounter<'_>> =
        contacts.iter().zip(&missing).map(|(one, missing)| encounter(one, missing)).collect();
    let born = on.world.participants.iter().find(|one| one.id == person).map(|one| one.birth_date);
    let day = Day {
        date,
        age: born.map(|born| u32::from(clock::age(born, date))),
        units_used_in_window: 0,
        papers: &BTreeSet::new(),
        encounters: &encounters,
    };
    let derived = Rules::shipped().derive_units(rule, &day);
    contacts.iter().zip(derived).filter_map(|(one, derived)| Some((one.id, Units::of(derived)?))).collect()
}

fn encounter<'a>(one: &Contact, missing: &'a [String]) -> Encounter<'a> {
    Encounter {
        minutes: u32::try_from(minutes(one)).unwrap_or(0),
        kind: kind(one.kind),
        outcome: outcome(one.outcome),
        mode: mode(one.mode),
        group_size: None,
        overlap: Overlap::None,
        is_signed: true,
        missing,
    }
}

/// Labels of the elements that the payer asks for and the note does not have.
fn missing(on: &Loading<'_>, rule: &BillingRule, one: &Contact) -> Vec<String> {
    let rules = Rules::shipped();
    let Some(template) = rules.templates.get(one.template) else { return Vec::new() };
    let texts = one.sections.iter().map(|section| (section.key.to_owned(), section.text.clone())).collect();
    let author = on.world.staff.iter().find(|staff| staff.id == one.staff);
    let note = Note {
        has_date: true,
        has_start: true,
        has_end: true,
        has_participant: one.participant.is_some(),
        has_place: true,
        has_mode: true,
        has_kind: true,
        has_credential: author.is_some_and(|author| author.credential.is_some()),
        is_signed: true,
        goals: one.goals.len(),
        sections: Some(&texts),
    };
    let elements = rules.meter(template, Some(rule), &note).into_iter();
    elements.filter(|element| element.state == ElementState::Missing).map(|element| element.label).collect()
}

impl Units {
    fn of(derived: Derived) -> Option<Self> {
        derived.never.is_none().then(|| Self {
            units: Some(i64::from(derived.units)),
            ready: Some(i64::from(derived.ready)),
            rule: Some(derived.rule_id),
            rule_version: Some(i64::from(derived.rule_version)),
            holds: json!(derived.holds),
        })
    }
}

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::vectors;
use crate::rules::Rules;
use crate::rules::meter::{ElementState, Note};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    template: String,
    rule: Option<String>,
    fields: Vec<String>,
    sections: BTreeMap<String, String>,
    missing: BTreeSet<String>,
}

fn note<'a>(fields: &[String], sections: &'a BTreeMap<String, String>) -> Note<'a> {
    let has = |field: &str| fields.iter().any(|one| one == field);
    Note {
        has_date: has("date"),
        has_start: has("start"),
        has_end: has("end"),
        has_participant: has("participant"),
        has_place: has("place"),
        has_mode: has("mode"),
        has_kind: has("kind"),
        has_credential: has("credential"),
        is_signed: has("signature"),
        goals: usize::from(has("goals")),
        sections: Some(sections),
    }
}

#[test]
fn every_meter_vector_comes_out() {
    let rules = Rules::shipped();
    let vectors: Vec<Vector> = vectors("rules/note_templates.toml");
    assert!(!vectors.is_empty());
    for v in vectors {
        let template = rules.templates.get(&v.template).unwrap();
        let rule = v.rule.as_deref().map(|id| rules.billing.get(id).unwrap());
        let elements = rules.meter(template, rule, &note(&v.fields, &v.sections));
        let missing: BTreeSet<String> =
            elements.iter().filter(|one| one.state == ElementState::Missing).map(|one| one.key.clone()).collect();
        assert_eq!(missing, v.missing, "{}", v.name);
    }
}

#[test]
fn a_line_of_the_meter_names_the_rule_and_the_field() {
    let rules = Rules::shipped();
    let template = rules.templates.get("girp").unwrap();
    let elements = rules.meter(template, rules.billing.get("generic.h0038"), &Note::default());
    let response = elements.iter().find(|one| one.key == "response").unwrap();
    assert_eq!(response.field, "section.response");
    assert!(response.why.contains("generic.h0038, version 1"));
    let mode = elements.iter().find(|one| one.key == "mode").unwrap();
    assert_eq!(mode.state, ElementState::NotNeeded);
}

#[test]
fn every_template_that_fits_a_billed_kind_can_fulfil_every_rule() {
    let rules = Rules::shipped();
    for template in rules.templates.iter().filter(|template| template.id != "contact_log") {
        for rule in rules.billing.iter().filter(|rule| rule.kinds.iter().any(|kind| template.fits(kind))) {
            for key in &rule.note_elements {
                let element = rules.elements.get(key).unwrap();
                let can =
                    element.field.is_some() || template.sections.iter().any(|section| section.fulfils.contains(key));
                assert!(can, "{} has no place for {key} of {}", template.id, rule.id);
            }
        }
    }
}

#[test]
fn every_contact_kind_starts_with_exactly_one_template() {
    let rules = Rules::shipped();
    for kind in &rules.lists.get("contact_kinds").unwrap().items {
        let starting = rules.templates.iter().filter(|template| template.default_for.contains(&kind.key)).count();
        assert_eq!(starting, 1, "{}", kind.key);
        assert_eq!(rules.templates.for_kind(&kind.key)[0].id, rules.templates.default_for(&kind.key).unwrap().id);
    }
}

#[test]
fn soap_says_why_it_is_discouraged_and_comes_last() {
    let rules = Rules::shipped();
    let for_one_on_one = rules.templates.for_kind("one_on_one");
    assert_eq!(for_one_on_one.last().unwrap().id, "soap");
    assert!(rules.templates.get("soap").unwrap().discouraged.as_deref().unwrap().contains("clinician"));
}

#[test]
fn prompts_take_the_persons_name() {
    let template = Rules::shipped().templates.get("peer_narrative").unwrap();
    assert_eq!(template.section("own_words").unwrap().label_for("Jordan"), "Jordan's own words");
    assert!(!template.sections[0].prompt_for("Jordan").contains('{'));
}

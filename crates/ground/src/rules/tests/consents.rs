use serde::Deserialize;

use super::vectors;
use crate::{
    gate::{Information, Purpose},
    rules::{
        Rules,
        consents::{Blanks, Filled, Named},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    consent: String,
    without: Vec<String>,
    missing: Vec<String>,
}

/// A form with everything in it, but for what the vector names.
fn filled(v: &Vector) -> Filled {
    let kind = Rules::shipped().consents.get(&v.consent).unwrap();
    let lacks = |what: &str| v.without.iter().any(|one| one == what);
    let one =
        |words: &[String], what: &str| if lacks(what) { Vec::new() } else { words.iter().take(1).cloned().collect() };
    let mut purposes: Vec<String> = one(&kind.purposes, "purpose");
    if lacks("proceedings") && !purposes.iter().any(|one| one == "proceedings") {
        purposes.push("proceedings".to_owned());
    }
    let to = match (lacks("to"), lacks("class")) {
        (true, _) => Named::Nobody,
        (false, true) => Named::Class,
        (false, false) => Named::ByName,
    };
    Filled {
        has_name: !lacks("name"),
        has_from: !lacks("from"),
        information: one(&kind.information, "information"),
        to,
        purposes,
        has_end: !lacks("expiry"),
        has_details: !lacks("details"),
        is_signed: !lacks("signature"),
        has_signing_day: !lacks("signed_on"),
        is_combined: lacks("combined"),
        is_from_part2: lacks("part2_program"),
        says: kind.says().into_iter().filter(|key| !lacks(key)).collect(),
    }
}

#[test]
fn every_consent_vector_comes_out() {
    for v in vectors::<Vector>("rules/consents.toml") {
        let kind = Rules::shipped().consents.get(&v.consent).unwrap();
        let missing = Rules::shipped().missing_of(kind, &filled(&v));
        let keys: Vec<&str> = missing.iter().map(|one| one.element.as_str()).collect();
        assert_eq!(keys, v.missing, "{}", v.name);
        assert!(missing.iter().all(|one| one.text.ends_with('.') && !one.rule.is_empty()), "{}", v.name);
    }
}

#[test]
fn each_element_that_the_law_asks_for_is_asked_for_by_each_part_2_form() {
    let law =
        ["name", "from", "information", "to", "purpose", "revocation", "expiry", "signature", "signed_on", "refusal"];
    let rules = Rules::shipped();
    let forms: Vec<_> = rules.consents.iter().filter(|kind| kind.part2).collect();
    assert_eq!(forms.len(), 4);
    for kind in forms {
        for element in law {
            assert!(kind.asks_for(element), "{} does not ask for {element}", kind.id);
        }
    }
    let cites: Vec<&str> = law.iter().map(|one| rules.consent_elements.get(one).unwrap().cite.as_str()).collect();
    let numbers: Vec<String> = (1..=10).map(|number| format!("42 CFR 2.31(a)({number})")).collect();
    assert_eq!(cites, numbers);
}

#[test]
fn what_the_forms_say_is_known_to_the_gate_and_to_the_list_of_elements() {
    let rules = Rules::shipped();
    assert_eq!(rules.consents.count(), 17);
    for kind in rules.consents.iter() {
        assert!(kind.information.iter().all(|word| Information::from_word(word).is_some()), "{}", kind.id);
        assert!(kind.purposes.iter().all(|word| Purpose::from_word(word).is_some()), "{}", kind.id);
        assert!(kind.elements.iter().all(|key| rules.consent_elements.get(key).is_some()), "{}", kind.id);
    }
    assert!(rules.consent_notices.get("redisclosure").is_some());
}

#[test]
fn the_text_is_filled_in_once_and_shows_what_is_open() {
    let kind = Rules::shipped().consents.get("roi_general").unwrap();
    let blanks = Blanks { name: "Jordan {to}".to_owned(), to: "Harbor Clinic".to_owned(), ..Blanks::default() };
    let body = kind.body(&blanks);
    assert!(body.starts_with("I, Jordan {to}, let ________ share"), "{body}");
    assert!(body.contains("It goes to: Harbor Clinic."), "{body}");
    assert!(!body.contains("More about it"), "an optional line without words is left out");
    let spanish = Rules::read_in("es").consents.get("roi_general").unwrap().body(&blanks);
    assert!(spanish.starts_with("Yo, Jordan {to}, permito"), "{spanish}");
}

#[test]
fn a_form_of_the_house_that_opens_without_naming_anybody_is_refused() {
    let text = r#"
[[consent]]
id = "own.blanket"
label = "Everything to everybody"
text = "No."
opens = true
elements = ["name", "signature"]
paragraphs = [{ key = "what", text = "Yes." }]
about = { version = 1, source = ["ORG"], checked_on = "2026-01-05" }
"#;
    assert_eq!(Rules::shipped().with_overrides(text).unwrap_err().key, "elements");
}

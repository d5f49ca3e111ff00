use crate::rules::{Record, RuleError, Rules, Shelf, matrix::Permission};

fn refusal(text: &str) -> RuleError {
    Rules::shipped().with_overrides(text).expect_err("should be refused")
}

const TRANSITION: &str = r#"
[[transition]]
id = "inquiry.enrolled"
from = "inquiry"
to = "enrolled"
text = "The person joins at once."
about = { version = 1, source = ["ORG"], checked_on = "2026-01-05", verified_by_org = true }
"#;

#[test]
fn the_shipped_rules_can_be_read() {
    assert!(Rules::shipped().billing.count() >= 4);
    assert!(Rules::shipped().templates.count() >= 11);
}

#[test]
fn an_organization_adds_and_replaces_by_id() {
    let rules = Rules::shipped().with_overrides(TRANSITION).unwrap();
    assert!(rules.transitions.get("inquiry.enrolled").unwrap().about.verified_by_org);
    assert_eq!(rules.transitions.count(), Rules::shipped().transitions.count() + 1);
    let again = rules.with_overrides(&TRANSITION.replace("at once", "today")).unwrap();
    assert_eq!(again.transitions.count(), rules.transitions.count());
    assert_eq!(again.transitions.get("inquiry.enrolled").unwrap().text, "The person joins today.");
}

#[test]
fn json_does_as_well_as_toml() {
    let json = r#"{"transition": [{"id": "inquiry.enrolled", "from": "inquiry", "to": "enrolled", "text": "Joins.",
        "about": {"version": 2, "source": ["ORG"], "checked_on": "2026-01-05"}}]}"#;
    let rules = Rules::shipped().with_overrides(json).unwrap();
    assert_eq!(rules.transitions.get("inquiry.enrolled").unwrap().about.version, 2);
}

#[test]
fn a_shipped_record_survives_a_round_trip_as_an_override() {
    let rule = Rules::shipped().billing.get("tx.medicaid.h0038").unwrap();
    let json = serde_json::json!({ "list": [], "billing_rule": [] });
    let mut table: toml::Table = serde_json::from_value(json).unwrap();
    table["billing_rule"] = toml::Value::Array(vec![toml::Value::try_from(rule).unwrap()]);
    let rules = Rules::shipped().with_overrides(&table.to_string()).unwrap();
    assert_eq!(rules.billing.get("tx.medicaid.h0038"), Some(rule));
}

#[test]
fn an_unknown_key_is_named_with_its_record() {
    let error = refusal(&TRANSITION.replace("text =", "txet ="));
    assert_eq!(error.record, "inquiry.enrolled");
    assert!(error.to_string().contains("txet"), "{error}");
}

#[test]
fn a_wrong_value_is_named_with_its_key() {
    let error = refusal(&TRANSITION.replace("version = 1", "version = \"one\""));
    assert_eq!((error.record.as_str(), error.key.as_str()), ("inquiry.enrolled", "about.version"));
}

#[test]
fn the_same_id_twice_in_one_file_is_refused() {
    assert!(refusal(&format!("{TRANSITION}{TRANSITION}")).text.contains("twice"));
}

#[test]
fn an_unknown_table_and_a_broken_file_are_refused() {
    assert_eq!(refusal("[[horoscope]]\nid = \"x\"").record, "horoscope");
    assert!(refusal("[[transition").text.contains("TOML parse error"));
    assert!(refusal("{\"transition\": ").text.contains("EOF"));
}

#[test]
fn rules_that_point_to_nothing_are_refused() {
    assert_eq!(refusal(&TRANSITION.replace("ORG", "HEARSAY")).key, "about.source");
    assert_eq!(
        refusal(&TRANSITION.replace("\"enrolled\"", "\"moon\"").replace("inquiry.enrolled", "inquiry.moon")).key,
        "to"
    );
}

#[test]
fn dates_and_versions_are_checked() {
    assert_eq!(refusal(&TRANSITION.replace("version = 1", "version = 0")).key, "about.version");
    let backwards =
        TRANSITION.replace("verified_by_org = true", "effective_from = \"2026-02-01\", effective_to = \"2026-01-01\"");
    assert_eq!(refusal(&backwards).key, "about.effective_to");
}

fn all_explain<T: Record>(shelf: &Shelf<T>) {
    assert!(shelf.count() > 0, "{} has no records", T::TABLE);
    for record in shelf.iter() {
        let sentence = record.explain();
        assert!(sentence.len() > 10 && sentence.ends_with(['.', '?', '!', ')']), "{}: {sentence}", record.id());
        assert!(!sentence.contains('{'), "{}: {sentence}", record.id());
        assert!(!record.about().verified_by_org, "{} cannot be verified before an organization looks", record.id());
    }
}

#[test]
fn every_record_explains_itself_in_a_sentence() {
    let rules = Rules::shipped();
    all_explain(&rules.sources);
    all_explain(&rules.lists);
    all_explain(&rules.transitions);
    all_explain(&rules.elements);
    all_explain(&rules.templates);
    all_explain(&rules.billing);
    all_explain(&rules.papers);
    all_explain(&rules.clocks);
    all_explain(&rules.holidays);
    all_explain(&rules.stop_reasons);
    all_explain(&rules.bands);
    all_explain(rules.plain_words.words());
    all_explain(&rules.hotlines);
    all_explain(&rules.plan_sections);
    all_explain(&rules.library_checks);
    all_explain(&rules.checklists);
    all_explain(&rules.freshness);
    all_explain(&rules.matrix.roles);
    all_explain(&rules.matrix.permissions);
}

#[test]
fn permissions_stand_in_the_order_in_which_they_are_looked_up() {
    let matrix = &Rules::shipped().matrix;
    let found: Vec<_> = matrix.permissions.iter().map(|row| row.id).collect();
    assert_eq!(found, Permission::ALL, "rules/permissions.toml has the order of roles.rs");
    assert!(Permission::ALL.is_sorted());
}

#[test]
fn nobody_puts_their_own_permissions_over_the_programs() {
    let error = refusal("[[permission]]\nid = \"see_contacts\"");
    assert_eq!((error.record.as_str(), error.text.as_str()), ("permission", "this table belongs to the program"));
}

use serde::Deserialize;

use super::vectors;
use crate::rules::Rules;
use crate::rules::hotlines::Audience;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    id: String,
    tel: String,
}

#[test]
fn every_hotline_vector_comes_out() {
    for v in vectors::<Vector>("rules/hotlines.toml") {
        assert_eq!(Rules::shipped().hotlines.get(&v.id).unwrap().tel().unwrap(), v.tel);
    }
}

#[test]
fn the_first_line_is_988_and_takes_calls_and_texts() {
    let first = Rules::shipped().hotlines.iter().next().unwrap();
    assert_eq!(first.id, "us.988");
    assert_eq!(first.text_to.as_ref().unwrap().number, "988");
    assert_eq!(first.audience, Audience::Everyone);
}

#[test]
fn a_line_without_a_number_is_refused() {
    let text = r#"
[[hotline]]
id = "own.warm_line"
label = "Warm line"
text = "Peers who listen."
region = "US-NY"
audience = "everyone"
about = { version = 1, source = ["ORG"], checked_on = "2026-01-05" }
"#;
    assert_eq!(Rules::shipped().with_overrides(text).unwrap_err().key, "call");
    let named = text.replace("region", "call = \"call us\"\nregion");
    assert_eq!(Rules::shipped().with_overrides(&named).unwrap_err().key, "call");
    let numbered = text.replace("region", "call = \"+1 212-555-0101\"\nregion");
    let rules = Rules::shipped().with_overrides(&numbered).unwrap();
    assert_eq!(rules.hotlines.get("own.warm_line").unwrap().tel().unwrap(), "+12125550101");
}

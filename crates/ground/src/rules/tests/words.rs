use proptest::prelude::*;
use serde::Deserialize;

use super::vectors;
use crate::rules::Rules;
use crate::rules::words::{Mark, PlainWords};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    text: String,
    marks: Vec<String>,
}

fn helper() -> &'static PlainWords {
    &Rules::shipped().plain_words
}

fn found(text: &str) -> Vec<&str> {
    helper().mark(text).iter().map(|mark| &text[mark.start..mark.end]).collect()
}

#[test]
fn every_word_vector_comes_out() {
    for v in vectors::<Vector>("rules/words.toml") {
        assert_eq!(found(&v.text), v.marks, "{}", v.name);
    }
}

#[test]
fn the_table_has_many_entries_and_each_form_marks_its_own() {
    assert!(helper().words().count() >= 80);
    for word in helper().words().iter() {
        for term in &word.terms {
            let text = format!("Then {term}.");
            let marks = helper().mark(&text);
            assert!(
                marks.iter().any(|mark| mark.term_id == word.id || mark.found.len() > term.len()),
                "{term}: {marks:?}"
            );
        }
        for phrase in &word.unless {
            let text = format!("Then {phrase}.");
            assert_eq!(helper().mark(&text).iter().find(|mark| mark.term_id == word.id), None, "{phrase}");
        }
    }
}

#[test]
fn the_words_we_offer_are_not_marked_themselves() {
    for word in helper().words().iter() {
        for suggestion in &word.suggest {
            assert_eq!(helper().mark(suggestion), [], "{}", word.id);
        }
        assert!(word.why.len() <= 90, "{}", word.why);
    }
}

#[test]
fn a_mark_offers_words_and_says_why() {
    let marks = helper().mark("He refused.");
    let Mark { term_id, suggestions, why, .. } = marks[0];
    assert_eq!((term_id, why), ("refused", "Saying no is a choice."));
    assert!(suggestions.contains(&"chose not to".to_owned()));
}

#[test]
fn an_open_quotation_is_left_alone_to_the_end_of_its_paragraph_only() {
    assert_eq!(found("She said \"I was crazy and\nrefused\n\nHe refused."), ["refused"]);
    assert_eq!(found("'My parents' case is crazy,' he said. He refused."), ["refused"]);
    assert_eq!(found("> he was crazy\nHe refused."), ["refused"]);
    assert_eq!(found("He is 5'10\" and refused."), ["refused"]);
    assert_eq!(found("Elle dit «refused» et 'twas refused."), ["refused"]);
}

#[test]
fn an_organization_adds_its_own_words() {
    let text = r#"
[[word]]
id = "own.no_contact_list"
terms = ["blacklisted"]
suggest = ["asked not to be called"]
why = "A list of people is not a list of choices."
about = { version = 1, source = ["ORG"], checked_on = "2026-01-05" }
"#;
    let rules = Rules::shipped().with_overrides(text).unwrap();
    assert_eq!(rules.plain_words.mark("Ana is blacklisted.").len(), 1);
    assert_eq!(helper().mark("Ana is blacklisted.").len(), 0);
    assert_eq!(Rules::shipped().with_overrides(&text.replace("blacklisted", "Blacklisted")).unwrap_err().key, "terms");
}

#[test]
fn a_long_text_of_nothing_but_quotation_marks_ends() {
    for piece in ["'a ", "\"", "‘", "said, ", "client ", "in case "] {
        let text = piece.repeat(20_000 / piece.len());
        assert!(helper().mark(&text).len() <= text.len());
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "client",
        "refused",
        "in case",
        "case",
        "crazy",
        "treatment-resistant",
        "resistant",
        "Jordan",
        "said,",
        "said:",
        "\"",
        "'",
        "“",
        "”",
        "‘",
        "’",
        "«",
        "»",
        ">",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        ".",
        "é",
        "e\u{301}",
        "日本",
        "-",
        "’s",
        "5",
        "👩‍👩‍👧",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn marks_are_within_bounds_in_order_and_apart(text in pieces()) {
        let marks = helper().mark(&text);
        let mut last = 0;
        for mark in &marks {
            prop_assert!(mark.start >= last && mark.start < mark.end && mark.end <= text.len());
            prop_assert_eq!(text.get(mark.start..mark.end), Some(mark.found));
            last = mark.end;
        }
        prop_assert_eq!(&marks, &helper().mark(&text));
    }

    #[test]
    fn any_text_at_all_can_be_marked(text in any::<String>()) {
        for mark in helper().mark(&text) {
            prop_assert!(text.is_char_boundary(mark.start) && text.is_char_boundary(mark.end));
        }
    }

    #[test]
    fn what_is_quoted_is_never_marked(inner in "[a-z ]{0,30}(client|refused|crazy)[a-z ]{0,30}", which in 0usize..4) {
        let (open, close) = [("\"", "\""), ("“", "”"), ("«", "»"), ("‘x", "x’")][which];
        let text = format!("Ana: {open}{inner}{close} and so on");
        prop_assert_eq!(helper().mark(&text), []);
    }

    #[test]
    fn a_mark_is_marked_alone_as_well(text in pieces()) {
        for mark in helper().mark(&text) {
            let alone = helper().mark(mark.found);
            prop_assert_eq!(alone.len(), 1);
            prop_assert_eq!(alone[0].term_id, mark.term_id);
        }
    }
}

//! Every text that people read of the rules is there in every language, and decides nothing.

use std::collections::BTreeSet;

use super::super::{FILES, Rules, SAID, document, said};

/// Names of values that people read.
const READ: [&str; 9] =
    ["label", "text", "prompt", "note", "discouraged", "payer", "code_label", "staff_text", "legal_minimum"];

/// Tables that are not translated: where facts come from, days that nobody sees the names of, words of English notes,
/// and what only tests read.
const ENGLISH: [&str; 4] = ["source", "holiday", "word", "vector"];

/// The paths of all texts in a value, with lists walked by key.
fn texts(path: &str, value: &toml::Value, found: &mut BTreeSet<(String, String)>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                match value {
                    toml::Value::String(text) if READ.contains(&name.as_str()) => {
                        found.insert((format!("{path}.{name}"), text.clone()));
                    }
                    _ => texts(&format!("{path}.{name}"), value, found),
                }
            }
        }
        toml::Value::Array(items) => {
            for item in items {
                let key = item.get("key").or_else(|| item.get("id")).and_then(toml::Value::as_str);
                texts(&format!("{path}.{}", key.unwrap_or_default()), item, found);
            }
        }
        _ => {}
    }
}

/// Marks every text of a document, so that one that no language replaces can be told.
fn texts_of(documents: &[(&str, toml::Table)]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (_, document) in documents {
        for (table, records) in document.iter().filter(|(table, _)| !ENGLISH.contains(&table.as_str())) {
            texts(table, records, &mut found);
        }
    }
    found
}

fn marked(value: &mut toml::Value) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table.iter_mut() {
                match value {
                    toml::Value::String(text) if READ.contains(&name.as_str()) => *text = "¤".to_owned(),
                    _ => marked(value),
                }
            }
        }
        toml::Value::Array(items) => items.iter_mut().for_each(marked),
        _ => {}
    }
}

#[test]
fn every_text_is_said_in_every_language() {
    for (tag, files) in SAID {
        let mut documents: Vec<(&str, toml::Table)> =
            FILES.iter().map(|(name, text)| (*name, document(name, text).unwrap())).collect();
        for (_, table) in &mut documents {
            table.iter_mut().for_each(|(_, records)| marked(records));
        }
        for (name, text) in files {
            let (_, english) = documents.iter_mut().find(|(english, _)| english == name).unwrap();
            said::put_over(name, english, &document(name, text).unwrap()).unwrap();
        }
        let unsaid: Vec<String> =
            texts_of(&documents).into_iter().filter(|(_, text)| text == "¤").map(|(path, _)| path).collect();
        assert!(unsaid.is_empty(), "in {tag} these texts are missing:\n  {}", unsaid.join("\n  "));
    }
}

#[test]
fn names_in_braces_are_in_both() {
    let filled = |rules: &Rules| -> Vec<(String, usize, usize)> {
        let sections = rules.templates.iter().flat_map(|one| one.sections.iter().map(move |section| (one, section)));
        let count = |text: &str| usize::from(text.contains("{name}"));
        sections.map(|(one, s)| (format!("{}.{}", one.id, s.key), count(&s.label), count(&s.prompt))).collect()
    };
    let english = filled(Rules::shipped());
    for (tag, _) in SAID {
        for (here, there) in english.iter().zip(filled(Rules::read_in(tag))) {
            assert_eq!((&here.0, here.1), (&there.0, there.1), "the heading, in {tag}");
            assert!(there.2 <= here.2, "{}: a name that the English prompt does not have", there.0);
        }
    }
}

#[test]
fn a_language_without_texts_reads_in_english() {
    let modes = |tag: &str| Rules::read_in(tag).lists.get("modes").unwrap().label_of("phone").to_owned();
    assert_eq!(["en", "es", "tlh"].map(modes), ["Phone", "Teléfono", "Phone"]);
}

#[test]
fn a_language_changes_no_decision() {
    let stripped = |tag: &str| -> Vec<String> {
        let rules = Rules::read_in(tag);
        let clocks = rules.clocks.iter().map(|clock| format!("{} {:?} {}", clock.id, clock.due, clock.about.version));
        let lists =
            rules.lists.iter().flat_map(|list| list.items.iter().map(|item| format!("{}.{}", list.id, item.key)));
        clocks.chain(lists).collect()
    };
    assert_eq!(stripped("en"), stripped("es"));
}

#[test]
fn a_text_that_belongs_nowhere_is_refused() {
    let put = |texts: &str| {
        let mut english = document("lists", "[[list]]\nid = 'modes'\nlabel = 'How'\nchoose = 1\n").unwrap();
        said::put_over("lists", &mut english, &document("es", texts).unwrap()).map_err(|error| error.to_string())
    };
    assert!(put("[list.modes]\nlabel = 'Cómo'").is_ok());
    for wrong in
        ["[list.moods]\nlabel = 'x'", "[list.modes]\nhint = 'x'", "[list.modes]\nchoose = 2", "[lost.a]\nb = 'x'"]
    {
        assert!(put(wrong).is_err(), "{wrong}");
    }
}

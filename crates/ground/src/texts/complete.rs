//! Every language says everything.

use super::said_in;
use crate::schema;

#[test]
fn every_message_is_in_every_language_with_the_same_values() {
    let english = said_in("en");
    let all = schema::messages().unwrap();
    let mut wrong = Vec::new();
    for language in all.languages().filter(|language| *language != "en") {
        let other = said_in(language);
        for (file, messages) in &english {
            for (key, said) in messages {
                match other.get(file).and_then(|messages| messages.get(key)) {
                    None => wrong.push(format!("messages/{language}/{file}.ftl does not say {key}")),
                    Some(there) if there.values != said.values => {
                        wrong.push(format!(
                            "{language}: {key} holds {:?} and in English {:?}",
                            there.values, said.values
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
        for (file, messages) in &other {
            let known = |key: &String| english.get(file).is_some_and(|messages| messages.contains_key(key));
            let unknown = messages.keys().filter(|key| !known(key));
            wrong.extend(
                unknown.map(|key| format!("messages/{language}/{file}.ftl says {key}, which English does not")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! What people read of the rules, in other languages: the files in `rules/es` and their like.
//!
//! Such a file holds texts only, under the table, the id and the name that they have in the rule itself; the items of a
//! list and the sections of a template are found by their key. What has no text there is read in English. Nothing that
//! decides (keys, numbers, versions) can be put there, so a rule decides alike in every language.

use super::record::{Problem, RuleError};

/// Puts a language's texts over the records of one file.
///
/// # Errors
/// A text that belongs to no record, or something that is not a text.
pub(super) fn put_over(file: &str, document: &mut toml::Table, texts: &toml::Table) -> Result<(), RuleError> {
    for (table, said) in texts {
        let fail = |id: &str, problem| RuleError::new(file, &format!("{table}.{id}"), problem);
        let records = document.get_mut(table).and_then(toml::Value::as_array_mut);
        let (Some(records), Some(said)) = (records, said.as_table()) else {
            return Err(fail("", Problem::at("", "there is no such table of rules")));
        };
        for (id, texts) in said {
            let record =
                element(records, "id", id).ok_or_else(|| fail(id, Problem::at("id", "nothing has this id")))?;
            replace(record, texts).map_err(|problem| fail(id, problem))?;
        }
    }
    Ok(())
}

fn element<'a>(array: &'a mut [toml::Value], name: &str, key: &str) -> Option<&'a mut toml::Value> {
    array.iter_mut().find(|one| one.get(name).and_then(toml::Value::as_str) == Some(key))
}

fn replace(value: &mut toml::Value, texts: &toml::Value) -> Result<(), Problem> {
    match (value, texts) {
        (toml::Value::String(old), toml::Value::String(new)) => old.clone_from(new),
        (toml::Value::Table(record), toml::Value::Table(texts)) => {
            for (name, text) in texts {
                let old = record.get_mut(name).ok_or_else(|| Problem::at(name, "the rule has no such text"))?;
                replace(old, text)?;
            }
        }
        // An item or a section with a label alone is written as `key = "label"`.
        (toml::Value::Table(record), toml::Value::String(label)) => {
            let old = record.get_mut("label").ok_or_else(|| Problem::at("label", "the rule has no such text"))?;
            *old = toml::Value::String(label.clone());
        }
        (toml::Value::Array(items), toml::Value::Table(texts)) => {
            for (key, text) in texts {
                let item = element(items, "key", key).ok_or_else(|| Problem::at(key, "nothing has this key"))?;
                replace(item, text)?;
            }
        }
        _ => return Err(Problem::at("", "only texts can be said in another language")),
    }
    Ok(())
}

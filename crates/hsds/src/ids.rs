//! Ids: those of the source when they are UUIDs, else made from it so that the same row has the same id for ever.

use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// Makes ids for one source's records.
#[derive(Debug, Clone)]
pub struct Ids {
    source: String,
}

impl Ids {
    /// `source` names the list, such as the file's owner: two lists that both count from 1 do not meet.
    pub fn of(source: &str) -> Self {
        Self { source: source.trim().to_lowercase() }
    }

    /// The id that a list's own id stands for.
    pub fn id(&self, table: &str, text: &str) -> Uuid {
        text.trim().parse().unwrap_or_else(|_| self.made(table, text.trim()))
    }

    /// An id that follows from the source, the table and the parts that tell the record apart (UUID version 8).
    pub fn made(&self, table: &str, parts: &str) -> Uuid {
        let mut digest = Sha256::new();
        for part in [self.source.as_str(), table, parts] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(digest.finalize()).for_each(|(to, from)| *to = from);
        Builder::from_custom_bytes(bytes).into_uuid()
    }
}

/// A digest of a record that does not depend on the order of its fields: equal exactly when nothing changed.
pub fn hash_of(record: &crate::Record) -> String {
    let mut text = String::new();
    write_object(&mut text, record);
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn write_object(text: &mut String, record: &crate::Record) {
    let mut fields: Vec<(&String, &Value)> = record.iter().collect();
    fields.sort_by_key(|(name, _)| *name);
    text.push('{');
    for (name, value) in fields {
        text.push_str(&Value::from(name.as_str()).to_string());
        text.push(':');
        write_value(text, value);
        text.push(',');
    }
    text.push('}');
}

fn write_value(text: &mut String, value: &Value) {
    match value {
        Value::Object(inner) => write_object(text, inner),
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_value(text, item);
                text.push(',');
            }
            text.push(']');
        }
        // 5 and 5.0 are one number.
        Value::Number(number) => match number.as_f64() {
            Some(float) => text.push_str(&float.to_string()),
            None => text.push_str(&number.to_string()),
        },
        plain => text.push_str(&plain.to_string()),
    }
}

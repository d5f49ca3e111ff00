//! The schema's steps and the message files, embedded from the workspace.

use include_dir::{Dir, include_dir};
use kit::{
    db::{Migration, MigrationError},
    messages::{MessageError, Messages},
};

static STEPS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations");
static MESSAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../messages");

/// The schema's steps in order.
///
/// # Errors
/// When a file in `migrations/` is not named `NNNN_what.sql`.
pub fn steps() -> Result<Vec<Migration>, MigrationError> {
    let files = STEPS.files().filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)));
    let steps = files.filter(|(name, _)| name.starts_with(|first: char| first.is_ascii_digit()));
    let mut steps: Vec<Migration> = steps.map(|(name, text)| Migration::new(name, text)).collect::<Result<_, _>>()?;
    steps.sort_by_key(|step| step.number);
    Ok(steps)
}

/// All that people read.
///
/// # Errors
/// When a message file cannot be read, or a key stands in it twice.
pub fn messages() -> Result<Messages, MessageError> {
    let files = MESSAGES.dirs().flat_map(Dir::files);
    Messages::load(files.filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

    use std::{fmt::Write as _, path::Path};

    use kit::{
        db::{
            Tenant,
            catalog::{self, Table},
        },
        testing::{TestDb, both},
    };

    /// The schema in words that both engines share: names, keys, indexes, what is required.
    fn described(on: &TestDb) -> String {
        let tables = on.db.read_now(Tenant::System, catalog::tables).unwrap();
        tables.iter().map(describe).collect()
    }

    fn describe(table: &Table) -> String {
        let mut text = format!("\n{} ({})\n", table.name, table.primary_key.join(", "));
        for column in &table.columns {
            // SQLite takes a lone INTEGER key for required without saying so.
            let is_required = column.is_required || table.primary_key.contains(&column.name);
            writeln!(text, "  {}{}", column.name, if is_required { "" } else { "?" }).unwrap();
        }
        for key in &table.foreign_keys {
            writeln!(text, "  ({}) → {} ({})", key.columns.join(", "), key.table, key.names.join(", ")).unwrap();
        }
        for index in &table.indexes {
            let kind = if index.is_unique { "one" } else { "by" };
            let part = if index.is_partial { " in part" } else { "" };
            writeln!(text, "  {kind} {}{part}: {}", index.columns.join(", "), index.name).unwrap();
        }
        text
    }

    #[test]
    fn both_engines_have_the_stored_schema() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/schema.txt");
        both(&super::steps().unwrap(), |on| {
            let found = described(on);
            if std::env::var_os("ACCOMPANY_TEST_WRITE_SCHEMA").is_some() {
                std::fs::write(&file, &found).unwrap();
            }
            let stored = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(
                found == stored,
                "on {}: write it anew with ACCOMPANY_TEST_WRITE_SCHEMA=1 and look at the diff",
                on.engine
            );
        });
    }

    /// Every table that belongs to an organization has it first in its key, and in every reference.
    #[test]
    fn tenancy_is_in_every_key() {
        const SHARED: [&str; 6] = ["schema_steps", "grants", "links", "exchanges", "sign_in_failures", "jobs"];
        both(&super::steps().unwrap(), |on| {
            let tables = on.db.read_now(Tenant::System, catalog::tables).unwrap();
            for table in tables.iter().filter(|table| !SHARED.contains(&table.name.as_str())) {
                assert_eq!(table.primary_key.first().map(String::as_str), Some("organization_id"), "{}", table.name);
                for key in &table.foreign_keys {
                    assert_eq!(key.columns.first().map(String::as_str), Some("organization_id"), "{}", table.name);
                }
            }
        });
    }
}

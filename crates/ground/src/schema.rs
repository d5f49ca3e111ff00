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
    Messages::load(message_files())
}

/// The message files as (`en/people.ftl`, text).
pub(crate) fn message_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let files = MESSAGES.dirs().flat_map(Dir::files);
    files.filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

    use std::{fmt::Write as _, path::Path};

    use kit::{
        db::{
            Migration, Tenant,
            catalog::{self, Table},
        },
        sql,
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

    /// Each step goes over the rows that `migrations/sample` has for the steps before it, and keeps them.
    #[test]
    fn every_step_goes_over_data() {
        let steps = super::steps().unwrap();
        over_data(&kit::testing::sqlite(&[]), &steps);
        if let Some(server) = kit::testing::postgres_server() {
            over_data(&kit::testing::empty_postgres(&server).0, &steps);
        }
    }

    fn over_data(on: &TestDb, steps: &[Migration]) {
        for count in 1..=steps.len() {
            on.db.migrate(&steps[..count], jiff::Timestamp::UNIX_EPOCH).unwrap();
            if let Some(sample) = sample(&steps[count - 1]) {
                on.db
                    .write_now(Tenant::System, move |tx| {
                        let text = filled(&sample, tx.is_sqlite());
                        tx.run_text(&text, &[])
                    })
                    .unwrap();
            }
        }
        let kept: Option<String> = on
            .db
            .read_now(Tenant::System, |tx| tx.one(sql!("SELECT name_to_use FROM participants LIMIT 1"), &[]))
            .unwrap();
        assert_eq!(kept.as_deref(), Some("Jordan"), "on {}", on.engine);
    }

    fn sample(step: &Migration) -> Option<String> {
        let name = format!("../../migrations/sample/{:04}_{}.sql", step.number, step.name);
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).ok()
    }

    /// Samples write `{id 7}`, `{yes}`, `{no}` and `{bytes 00}`, which the engines spell differently.
    fn filled(sample: &str, is_sqlite: bool) -> String {
        let mut text = sample.to_owned();
        for number in (1..100).rev() {
            let hex = format!("{number:032x}");
            let id = if is_sqlite { format!("X'{hex}'") } else { format!("'{hex}'") };
            text = text.replace(&format!("{{id {number}}}"), &id);
        }
        let words = if is_sqlite { ["1", "0", "X'00'"] } else { ["TRUE", "FALSE", "'\\x00'"] };
        text.replace("{yes}", words[0]).replace("{no}", words[1]).replace("{bytes 00}", words[2])
    }

    /// SQLite chooses between an index it has figures for and one it only guesses about as if both were known.
    #[test]
    fn the_planner_knows_every_index_of_the_tables_it_knows() {
        let on = kit::testing::sqlite(&super::steps().unwrap());
        let unknown: Vec<String> = on
            .db
            .read_now(Tenant::System, |tx| {
                tx.list(
                    sql!(
                        "SELECT i.name FROM sqlite_master i WHERE i.type = 'index'
                         AND EXISTS (SELECT 1 FROM sqlite_stat1 s WHERE s.tbl = i.tbl_name)
                         AND NOT EXISTS (SELECT 1 FROM sqlite_stat1 s WHERE s.tbl = i.tbl_name AND s.idx = i.name)"
                    ),
                    &[],
                )
            })
            .unwrap();
        assert!(
            unknown.is_empty(),
            "a new index brings its line of sqlite_stat1 (migrations/0025_plans.sql): {unknown:?}"
        );
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

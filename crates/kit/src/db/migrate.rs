//! The schema's steps: one file each, forward only, with tokens where the engines name a type differently.

use sha2::{Digest, Sha256};

use super::{Db, DbError, Tenant, Tx};

/// One step of the schema, from a file `NNNN_what.sql`.
#[derive(Debug, Clone)]
pub struct Migration {
    pub number: i64,
    pub name: String,
    pub text: String,
}

/// A step and whether the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub number: i64,
    pub name: String,
    pub is_applied: bool,
}

/// Why the schema cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    #[error("the file name {0} is not of the form NNNN_what.sql")]
    Name(String),
    #[error(
        "step {number} ({name}) was changed after it was applied to this database; restore the original file, and put the change in a new step"
    )]
    Changed { number: i64, name: String },
    #[error("this database has step {0}, which this version of the program does not know; start a newer version")]
    Newer(i64),
    #[error("step {number} ({name}) failed: {error}")]
    Failed { number: i64, name: String, error: DbError },
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Migration {
    /// Reads a step from its file name and text.
    pub fn new(file: &str, text: &str) -> Result<Self, MigrationError> {
        let parts = file.strip_suffix(".sql").and_then(|stem| stem.split_once('_'));
        let number = parts.and_then(|(number, _)| number.parse().ok());
        match (number, parts) {
            (Some(number), Some((_, name))) => Ok(Self { number, name: name.to_owned(), text: text.to_owned() }),
            _ => Err(MigrationError::Name(file.to_owned())),
        }
    }

    /// SHA-256 of the file's text.
    pub fn checksum(&self) -> Vec<u8> {
        Sha256::digest(self.text.as_bytes()).to_vec()
    }

    /// The text for one engine: tokens replaced, and the sections `-- only sqlite` / `-- only postgres` … `-- end` kept
    /// or dropped.
    pub fn text_for(&self, is_sqlite: bool) -> String {
        let mut is_kept = true;
        let mut out = String::with_capacity(self.text.len());
        for line in self.text.lines() {
            match line.trim() {
                "-- only sqlite" => is_kept = is_sqlite,
                "-- only postgres" => is_kept = !is_sqlite,
                "-- end" => is_kept = true,
                _ if is_kept => {
                    out.push_str(line);
                    out.push('\n');
                }
                _ => {}
            }
        }
        for (token, word) in tokens_for(is_sqlite) {
            out = out.replace(token, word);
        }
        out
    }
}

/// The words that stand for the type tokens. Tables end with `{table}`: STRICT on SQLite, nothing on PostgreSQL.
pub fn tokens_for(is_sqlite: bool) -> [(&'static str, &'static str); 10] {
    if is_sqlite {
        [
            ("{id}", "BLOB"),
            ("{time}", "TEXT"),
            ("{date}", "TEXT"),
            ("{bool}", "INTEGER"),
            ("{int}", "INTEGER"),
            ("{real}", "REAL"),
            ("{blob}", "BLOB"),
            ("{json}", "TEXT"),
            ("{table}", "STRICT"),
            ("{lookup}", "STRICT, WITHOUT ROWID"),
        ]
    } else {
        [
            ("{id}", "UUID"),
            ("{time}", "TIMESTAMPTZ"),
            ("{date}", "DATE"),
            ("{bool}", "BOOLEAN"),
            ("{int}", "BIGINT"),
            ("{real}", "DOUBLE PRECISION"),
            ("{blob}", "BYTEA"),
            ("{json}", "JSONB"),
            ("{table}", ""),
            ("{lookup}", ""),
        ]
    }
}

impl Db {
    /// Lists the steps and whether this database has each; changes nothing but the list of steps itself.
    pub fn migration_steps(&self, steps: &[Migration]) -> Result<Vec<Step>, MigrationError> {
        let steps = steps.to_vec();
        self.write_now(Tenant::System, move |tx| {
            let applied = applied(tx)?;
            check(&steps, &applied)?;
            let has = |number| applied.iter().any(|(found, _)| *found == number);
            Ok(steps
                .iter()
                .map(|s| Step { number: s.number, name: s.name.clone(), is_applied: has(s.number) })
                .collect())
        })
    }

    /// Applies the steps that are missing, each in its own transaction; answers how many.
    /// `now` is written beside each. Two programs that start together wait for one another.
    pub fn migrate(&self, steps: &[Migration], now: jiff::Timestamp) -> Result<usize, MigrationError> {
        let mut count = 0;
        for step in steps {
            let (step, all) = (step.clone(), steps.to_vec());
            let is_new = self.write_now(Tenant::System, move |tx| apply(tx, &step, &all, now))?;
            count += usize::from(is_new);
        }
        Ok(count)
    }
}

/// Applies the steps that are missing, all within the transaction at hand (a restore, which is all or nothing).
///
/// # Errors
/// As [`Db::migrate`].
pub fn migrate_within(tx: &mut Tx<'_>, steps: &[Migration], now: jiff::Timestamp) -> Result<usize, MigrationError> {
    let mut count = 0;
    for step in steps {
        count += usize::from(apply(tx, step, steps, now)?);
    }
    Ok(count)
}

fn apply(tx: &mut Tx<'_>, step: &Migration, all: &[Migration], now: jiff::Timestamp) -> Result<bool, MigrationError> {
    if !tx.is_sqlite() {
        tx.run_text("SELECT pg_advisory_xact_lock(7305822100)", &[])?;
    }
    let applied = applied(tx)?;
    check(all, &applied)?;
    if applied.iter().any(|(number, _)| *number == step.number) {
        return Ok(false);
    }
    let failed = |error| MigrationError::Failed { number: step.number, name: step.name.clone(), error };
    tx.run_text(&step.text_for(tx.is_sqlite()), &[]).map_err(failed)?;
    tx.run(
        crate::sql!("INSERT INTO schema_steps (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"),
        &[&step.number, &step.name, &step.checksum(), &now],
    )?;
    Ok(true)
}

fn applied(tx: &mut Tx<'_>) -> Result<Vec<(i64, Vec<u8>)>, DbError> {
    let mut text = "CREATE TABLE IF NOT EXISTS schema_steps (number {int} PRIMARY KEY, name TEXT NOT NULL, \
                    checksum {blob} NOT NULL, applied_at {time} NOT NULL) {table}"
        .to_owned();
    for (token, word) in tokens_for(tx.is_sqlite()) {
        text = text.replace(token, word);
    }
    tx.run_text(&text, &[])?;
    tx.list(crate::sql!("SELECT number, checksum FROM schema_steps ORDER BY number"), &[])
}

fn check(steps: &[Migration], applied: &[(i64, Vec<u8>)]) -> Result<(), MigrationError> {
    for (number, checksum) in applied {
        let Some(step) = steps.iter().find(|step| step.number == *number) else {
            return Err(MigrationError::Newer(*number));
        };
        if step.checksum() != *checksum {
            return Err(MigrationError::Changed { number: *number, name: step.name.clone() });
        }
    }
    Ok(())
}

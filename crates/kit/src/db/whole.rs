//! Copying a whole database: what kind of value each column holds, loading tables without minding their order, and
//! looking for rows that name a row that is not there. For backup, restore and checks.

use std::collections::BTreeMap;

use super::{
    DbError, Migration, Tx,
    catalog::{ForeignKey, Table},
};

/// What a column holds, as the migrations say it. SQLite itself cannot tell a time from a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Id,
    Time,
    Date,
    Bool,
    Int,
    Real,
    Blob,
    Json,
    Text,
}

impl Kind {
    /// Every kind with its word, which is that of the migrations' tokens.
    pub const WORDS: [(&'static str, Self); 9] = [
        ("id", Self::Id),
        ("time", Self::Time),
        ("date", Self::Date),
        ("bool", Self::Bool),
        ("int", Self::Int),
        ("real", Self::Real),
        ("blob", Self::Blob),
        ("json", Self::Json),
        ("text", Self::Text),
    ];

    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("text", |(word, _)| word)
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind)
    }
}

/// The kind of each column by `(table, column)`, after these steps.
///
/// The steps are applied to an empty database in memory with the tokens themselves as type names, which SQLite then
/// tells back: no text of a migration is read twice by different rules.
///
/// # Errors
/// When a step cannot be applied to an empty database.
pub fn kinds(steps: &[Migration]) -> Result<BTreeMap<(String, String), Kind>, DbError> {
    let connection = rusqlite::Connection::open_in_memory()?;
    for step in steps {
        let mut step = step.clone();
        for (word, _) in Kind::WORDS {
            step.text = step.text.replace(&format!("{{{word}}}"), word);
        }
        step.text = step.text.replace("{table}", "").replace("{lookup}", "");
        connection.execute_batch(&step.text_for(true))?;
    }
    let text = "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT GLOB 'sqlite_*'";
    let mut ready = connection.prepare(text)?;
    let mut rows = ready.query([])?;
    let mut kinds = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (table, column, word): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let unknown = || DbError::Driver(format!("{table}.{column} has the unknown type {word}"));
        let kind = Kind::from_word(&word).ok_or_else(unknown)?;
        kinds.insert((table, column), kind);
    }
    Ok(kinds)
}

/// Runs `work`, which may load tables in any order, with foreign keys checked once at its end: in SQLite at the commit,
/// in PostgreSQL by taking the keys off and putting them on again.
///
/// # Errors
/// Those of `work`; [`DbError::Conflict`] when a row names a row that is not there.
pub fn with_keys_at_the_end<T, E: From<DbError>>(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    if tx.is_sqlite() {
        tx.run_text("PRAGMA defer_foreign_keys = ON", &[])?;
        return work(tx);
    }
    // The limits are for pages; a whole database may take longer.
    tx.run_text("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0", &[])?;
    let text = "SELECT format('%I', f.relname), format('%I', c.conname), pg_get_constraintdef(c.oid)
                FROM pg_constraint c JOIN pg_class f ON f.oid = c.conrelid JOIN pg_namespace n ON n.oid = f.relnamespace
                WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY f.relname, c.conname";
    let mut keys: Vec<(String, String, String)> = Vec::new();
    tx.each_of_text(text, &[], |row| {
        keys.push((row.get()?, row.get()?, row.get()?));
        Ok(true)
    })?;
    for (table, name, _) in &keys {
        tx.run_text(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"), &[])?;
    }
    let done = work(tx)?;
    for (table, name, definition) in &keys {
        tx.run_text(&format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"), &[])?;
    }
    Ok(done)
}

/// Lifts the limits on how long a page may read, for a reading of everything.
///
/// # Errors
/// Those of the storage.
pub fn take_time(tx: &mut Tx<'_>) -> Result<(), DbError> {
    if tx.is_sqlite() {
        return Ok(());
    }
    tx.run_text("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0", &[])
}

/// How many rows of a table name, by this key, a row that is not there.
///
/// # Errors
/// Those of the storage.
pub fn orphans(tx: &mut Tx<'_>, table: &Table, key: &ForeignKey) -> Result<i64, DbError> {
    let named = key.columns.iter().map(|column| format!("a.\"{column}\" IS NOT NULL"));
    let same = key.columns.iter().zip(&key.names).map(|(here, there)| format!("b.\"{there}\" = a.\"{here}\""));
    let text = format!(
        "SELECT COUNT(*) FROM \"{}\" a WHERE {} AND NOT EXISTS (SELECT 1 FROM \"{}\" b WHERE {})",
        table.name,
        named.collect::<Vec<_>>().join(" AND "),
        key.table,
        same.collect::<Vec<_>>().join(" AND "),
    );
    let mut count = 0;
    tx.each_of_text(&text, &[], |row| {
        count = row.get()?;
        Ok(false)
    })?;
    Ok(count)
}

/// What SQLite finds wrong in its own file; nothing on PostgreSQL, which checks its pages itself.
///
/// # Errors
/// Those of the storage.
pub fn damage(tx: &mut Tx<'_>) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    if tx.is_sqlite() {
        tx.each_of_text("PRAGMA integrity_check(20)", &[], |row| {
            found.push(row.get::<String>()?);
            Ok(true)
        })?;
        found.retain(|words| words != "ok");
    }
    Ok(found)
}

/// The engine's own word for its name and version; and, on PostgreSQL, the collation of this database.
///
/// # Errors
/// Those of the storage.
pub fn about_engine(tx: &mut Tx<'_>) -> Result<(String, Option<String>), DbError> {
    let text = if tx.is_sqlite() {
        "SELECT 'SQLite ' || sqlite_version(), NULL"
    } else {
        "SELECT 'PostgreSQL ' || current_setting('server_version'),
            (SELECT datcollate::text FROM pg_database WHERE datname = current_database())"
    };
    let mut found = (String::new(), None);
    tx.each_of_text(text, &[], |row| {
        found = (row.get()?, row.get()?);
        Ok(false)
    })?;
    Ok(found)
}

/// Takes away the named tables and everything that hangs on them.
///
/// # Errors
/// Those of the storage.
pub fn drop_tables(tx: &mut Tx<'_>, tables: &[Table]) -> Result<(), DbError> {
    for table in tables {
        let cascade = if tx.is_sqlite() { "" } else { " CASCADE" };
        tx.run_text(&format!("DROP TABLE \"{}\"{cascade}", table.name), &[])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use crate::{
        db::{Tenant, catalog},
        testing::both,
    };

    fn steps() -> Vec<Migration> {
        let first = "CREATE TABLE people (id {id} NOT NULL PRIMARY KEY, friend {id} REFERENCES people (id), \
                     born {date}, seen {time} NOT NULL, facts {json}, is_here {bool} NOT NULL, weight {real}, \
                     face {blob}, name TEXT NOT NULL) {table};";
        let second = "ALTER TABLE people ADD COLUMN visits {int};";
        vec![Migration::new("0001_people.sql", first).unwrap(), Migration::new("0002_visits.sql", second).unwrap()]
    }

    #[test]
    fn kinds_are_those_of_the_tokens() {
        let kinds = kinds(&steps()).unwrap();
        let of = |column: &str| kinds.get(&("people".to_owned(), column.to_owned())).copied().unwrap();
        assert_eq!((of("id"), of("born"), of("seen")), (Kind::Id, Kind::Date, Kind::Time));
        assert_eq!((of("facts"), of("is_here"), of("weight")), (Kind::Json, Kind::Bool, Kind::Real));
        assert_eq!((of("face"), of("name"), of("visits")), (Kind::Blob, Kind::Text, Kind::Int));
    }

    const ADD: &str = "INSERT INTO people (id, friend, seen, is_here, name) VALUES ($1, $2, $3, $4, 'Jordan')";

    fn add(tx: &mut Tx<'_>, id: u128, friend: u128) -> Result<(), DbError> {
        let (id, friend) = (uuid::Uuid::from_u128(id), uuid::Uuid::from_u128(friend));
        tx.run_text(ADD, &[&id, &friend, &jiff::Timestamp::UNIX_EPOCH, &true])
    }

    #[test]
    fn a_row_may_come_before_the_one_that_it_names() {
        both(&steps(), |on| {
            let load = |tx: &mut Tx<'_>| {
                add(tx, 1, 2)?;
                add(tx, 2, 1)
            };
            on.db.write_now(Tenant::System, move |tx| with_keys_at_the_end(tx, load)).unwrap();
            let found = on.db.read_now(Tenant::System, |tx| {
                let tables = catalog::tables(tx)?;
                let people = tables.iter().find(|table| table.name == "people").unwrap();
                orphans(tx, people, people.foreign_keys.first().unwrap())
            });
            assert_eq!(found.map_err(|error: DbError| error).unwrap(), 0);
        });
    }

    #[test]
    fn a_row_that_names_nobody_is_refused_at_the_end() {
        both(&steps(), |on| {
            let load = |tx: &mut Tx<'_>| add(tx, 1, 9);
            let done = on.db.write_now(Tenant::System, move |tx| with_keys_at_the_end(tx, load));
            assert!(done.is_err(), "on {}", on.engine);
        });
    }
}

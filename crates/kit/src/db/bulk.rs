//! Filling a whole database at once: many rows of many tables, without keys checked or indexes kept meanwhile.
//!
//! For made-up worlds to measure in, never for people's records: a stop in the middle leaves a database that must be
//! thrown away. What is written is checked afterwards by `accompany verify`.

use std::{collections::BTreeMap, path::Path};

use postgres::{
    Client, NoTls,
    binary_copy::BinaryCopyInWriter,
    types::{IsNull, ToSql, Type, private::BytesMut},
};
use rusqlite::Connection;

use super::{DbError, Value};

/// A table and the columns that are filled, separated by commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sheet {
    pub table: &'static str,
    pub columns: &'static str,
}

impl Sheet {
    /// How many values make a row.
    pub fn width(&self) -> usize {
        self.columns.split(',').count()
    }
}

/// A database that is being filled. Nobody else may have it open.
pub struct Bulk(Engine);

enum Engine {
    Sqlite { connection: Connection, texts: BTreeMap<Sheet, String>, indexes: Vec<String>, figures: Vec<PlanFigure> },
    Postgres { client: Box<Client>, later: Vec<String> },
}

impl Bulk {
    /// Begins to fill a SQLite file that has its schema and nothing else.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn sqlite(path: &Path) -> Result<Self, DbError> {
        let connection = Connection::open(path)?;
        connection.set_prepared_statement_cache_capacity(128);
        // Whoever loses power here begins again: nothing waits for the disk before the end.
        connection.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
             PRAGMA foreign_keys = OFF; PRAGMA cache_size = -524288; PRAGMA threads = 2;",
        )?;
        let indexes = sqlite_indexes(&connection)?;
        // SQLite forgets what the planner knows of an index together with the index.
        let figures = plan_figures(&connection)?;
        for (name, _) in &indexes {
            connection.execute_batch(&format!("DROP INDEX \"{name}\""))?;
        }
        connection.execute_batch("BEGIN")?;
        let indexes = indexes.into_iter().map(|(_, text)| text).collect();
        Ok(Self(Engine::Sqlite { connection, texts: BTreeMap::new(), indexes, figures }))
    }

    /// Begins to fill a PostgreSQL database that has its schema and nothing else, as a user whom row-level rules do not
    /// bind.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn postgres(url: &str) -> Result<Self, DbError> {
        let mut client = Client::connect(url, NoTls)?;
        client.batch_execute("SET TIME ZONE 'UTC'; BEGIN")?;
        let mut later = Vec::new();
        let keys = "SELECT format('%I', f.relname), format('%I', c.conname), pg_get_constraintdef(c.oid)
             FROM pg_constraint c JOIN pg_class f ON f.oid = c.conrelid JOIN pg_namespace n ON n.oid = f.relnamespace
             WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY f.relname, c.conname";
        for row in client.query(keys, &[])? {
            let (table, name, text): (String, String, String) = (row.get(0), row.get(1), row.get(2));
            client.batch_execute(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))?;
            later.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {text}"));
        }
        let indexes = "SELECT format('%I', i.relname), pg_get_indexdef(i.oid)
             FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
             WHERE n.nspname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid)
             ORDER BY i.relname";
        for row in client.query(indexes, &[])? {
            let (name, text): (String, String) = (row.get(0), row.get(1));
            client.batch_execute(&format!("DROP INDEX {name}"))?;
            // Indexes first: the keys are checked by them.
            later.insert(0, text);
        }
        Ok(Self(Engine::Postgres { client: Box::new(client), later }))
    }

    /// Adds rows, one after the other in `values`.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn add(&mut self, sheet: Sheet, values: &[Value<'_>]) -> Result<(), DbError> {
        match &mut self.0 {
            Engine::Sqlite { connection, texts, .. } => {
                let text = texts.entry(sheet).or_insert_with(|| insert_text(sheet));
                let mut ready = connection.prepare_cached(text)?;
                for row in values.chunks_exact(sheet.width()) {
                    ready.execute(rusqlite::params_from_iter(row))?;
                }
                Ok(())
            }
            Engine::Postgres { client, .. } => copy(client, sheet, values),
        }
    }

    /// Builds the indexes and puts the keys back; the database is as durable as any from here on.
    ///
    /// # Errors
    /// Those of the storage: on PostgreSQL also when a row names one that is not there.
    pub fn finish(self) -> Result<(), DbError> {
        match self.0 {
            Engine::Sqlite { connection, indexes, figures, .. } => {
                for text in indexes {
                    connection.execute_batch(&text)?;
                }
                put_back(&connection, &figures)?;
                connection.execute_batch("COMMIT; PRAGMA synchronous = FULL; PRAGMA locking_mode = NORMAL;")?;
                connection.execute_batch("PRAGMA journal_mode = WAL;")?;
                let path = connection.path().map(std::path::PathBuf::from);
                connection.close().map_err(|(_, error)| error)?;
                let synced = path.map(|path| std::fs::File::open(path).and_then(|file| file.sync_all()));
                synced.transpose().map_err(|error| DbError::Driver(error.to_string()))?;
                Ok(())
            }
            Engine::Postgres { mut client, later } => {
                for text in later {
                    client.batch_execute(&text)?;
                }
                // A copy leaves the planner without figures until the server's own chore comes by.
                client.batch_execute("COMMIT; ANALYZE")?;
                Ok(())
            }
        }
    }
}

/// Name and text of every index that no table's own definition makes.
fn sqlite_indexes(connection: &Connection) -> Result<Vec<(String, String)>, DbError> {
    let text = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY tbl_name, name";
    let mut ready = connection.prepare(text)?;
    let found = ready.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// What SQLite's planner knows: table, index, and how many rows they have.
type PlanFigure = (String, Option<String>, String);

fn plan_figures(connection: &Connection) -> Result<Vec<PlanFigure>, DbError> {
    if !connection.table_exists(None, "sqlite_stat1")? {
        return Ok(Vec::new());
    }
    let mut ready = connection.prepare("SELECT tbl, idx, stat FROM sqlite_stat1")?;
    let found = ready.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn put_back(connection: &Connection, figures: &[PlanFigure]) -> Result<(), DbError> {
    if figures.is_empty() {
        return Ok(());
    }
    connection.execute_batch("DELETE FROM sqlite_stat1")?;
    let mut ready = connection.prepare("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)")?;
    for figure in figures {
        ready.execute((&figure.0, &figure.1, &figure.2))?;
    }
    Ok(())
}

fn insert_text(sheet: Sheet) -> String {
    let marks: Vec<String> = (1..=sheet.width()).map(|place| format!("?{place}")).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", sheet.table, sheet.columns, marks.join(", "))
}

fn copy(client: &mut Client, sheet: Sheet, values: &[Value<'_>]) -> Result<(), DbError> {
    let asked = client.prepare(&format!("SELECT {} FROM {} LIMIT 0", sheet.columns, sheet.table))?;
    let types: Vec<Type> = asked.columns().iter().map(|column| column.type_().clone()).collect();
    let to = client.copy_in(&format!("COPY {} ({}) FROM STDIN BINARY", sheet.table, sheet.columns))?;
    let mut writer = BinaryCopyInWriter::new(to, &types);
    for row in values.chunks_exact(sheet.width()) {
        let cells: Vec<Cell<'_>> = row.iter().map(Cell).collect();
        let row: Vec<&(dyn ToSql + Sync)> = cells.iter().map(|cell| -> &(dyn ToSql + Sync) { cell }).collect();
        writer.write(&row)?;
    }
    writer.finish()?;
    Ok(())
}

/// A value on its way by COPY. JSON may come as text that was written already.
#[derive(Debug)]
struct Cell<'v>(&'v Value<'v>);

impl ToSql for Cell<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        if let (Value::Text(text), true) = (self.0, *kind == Type::JSONB) {
            // The version of the binary form, then the text.
            out.extend_from_slice(&[1]);
            out.extend_from_slice(text.as_bytes());
            return Ok(IsNull::No);
        }
        self.0.to_sql(kind, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use jiff::Timestamp;
    use tempfile::TempDir;

    use super::*;
    use crate::{
        db::{Db, Migration, Tenant},
        sql,
        testing::{empty_postgres, postgres_server},
    };

    const PEOPLE: Sheet = Sheet { table: "people", columns: "id, friend, seen, facts, is_here, name" };

    fn steps() -> Vec<Migration> {
        let text = "CREATE TABLE people (id {id} NOT NULL PRIMARY KEY, friend {id} REFERENCES people (id), \
                    seen {time} NOT NULL, facts {json}, is_here {bool} NOT NULL, name TEXT NOT NULL) {table};
                    CREATE INDEX people_by_name ON people (name);";
        vec![Migration::new("0001_people.sql", text).unwrap()]
    }

    fn rows() -> Vec<Value<'static>> {
        let row = |id: u128, friend: u128| {
            [
                Value::Id(uuid::Uuid::from_u128(id)),
                Value::Id(uuid::Uuid::from_u128(friend)),
                Value::Time(Timestamp::UNIX_EPOCH),
                Value::Text("{\"likes\": \"tea\"}".into()),
                Value::Bool(true),
                Value::Text("Jordan".into()),
            ]
        };
        [row(1, 2), row(2, 1)].concat()
    }

    fn check(db: &Db) {
        let text = sql!("SELECT facts, seen FROM people WHERE name = $1 ORDER BY id");
        let found: Vec<(serde_json::Value, Timestamp)> =
            db.read_now(Tenant::System, move |tx| tx.list(text, &[&"Jordan"])).map_err(|error: DbError| error).unwrap();
        let tea = (serde_json::json!({ "likes": "tea" }), Timestamp::UNIX_EPOCH);
        assert_eq!(found, [tea.clone(), tea]);
    }

    #[test]
    fn rows_come_in_with_keys_and_indexes_put_back() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("test.db");
        let db = Db::open_sqlite(&path, 1).unwrap();
        db.migrate(&steps(), Timestamp::UNIX_EPOCH).unwrap();
        assert!(db.close());
        let mut bulk = Bulk::sqlite(&path).unwrap();
        bulk.add(PEOPLE, &rows()).unwrap();
        bulk.finish().unwrap();
        let indexes = sqlite_indexes(&Connection::open(&path).unwrap()).unwrap();
        assert_eq!(indexes.len(), 1);
        check(&Db::open_sqlite(&path, 1).unwrap());
    }

    #[test]
    fn the_same_on_postgres() {
        let Some(server) = postgres_server() else { return };
        let (on, url) = empty_postgres(&server);
        on.db.migrate(&steps(), Timestamp::UNIX_EPOCH).unwrap();
        let mut bulk = Bulk::postgres(&url).unwrap();
        bulk.add(PEOPLE, &rows()).unwrap();
        bulk.finish().unwrap();
        check(&on.db);
        let mut client = Client::connect(&url, NoTls).unwrap();
        assert!(client.batch_execute("UPDATE people SET friend = '00000000-0000-0000-0000-000000000009'").is_err());
    }
}

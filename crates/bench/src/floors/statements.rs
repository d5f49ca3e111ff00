//! What a page's statements cost without the program: recorded from a build for development, replayed on raw SQLite.

use std::{fs, path::Path, time::Instant};

use kit::db::heard::{Heard, Told};
use rusqlite::{Connection, types::Value};

use crate::Stop;

/// The statements of one answer, with their values ready to bind.
pub struct Script(Vec<(String, Vec<Value>)>);

impl Script {
    /// Reads what was recorded in a file from a place on; `None` when nothing was.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(file: &Path, from: usize) -> Result<Self, Stop> {
        let text = fs::read_to_string(file).map_err(Stop::because)?;
        let lines = text.get(from..).unwrap_or_default().lines();
        let heard = lines.map(serde_json::from_str::<Heard>).collect::<Result<Vec<_>, _>>().map_err(Stop::because)?;
        Ok(Self(heard.into_iter().map(|heard| (heard.text.clone(), bound(heard))).collect()))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn once(&self, connection: &Connection) -> Result<(), Stop> {
        connection.execute_batch("BEGIN").map_err(Stop::because)?;
        let done = self.0.iter().try_for_each(|(text, values)| run(connection, text, values));
        connection.execute_batch("ROLLBACK").map_err(Stop::because)?;
        done.map_err(Stop::because)
    }
}

/// Microseconds of processor time for the statements of one look, on average over looks taken in turn, prepared once and
/// bound again, every row and column read; none without looks. What is written is rolled back each time: the wait for the
/// disk is another floor.
///
/// # Errors
/// Those of SQLite.
pub fn measure_all(looks: &[Script], connection: &Connection, seconds: f64) -> Result<Option<f64>, Stop> {
    let every = || looks.iter().try_for_each(|look| look.once(connection));
    every()?;
    let (begun, before, mut count) = (Instant::now(), on_cpu(), 0_usize);
    while begun.elapsed().as_secs_f64() < seconds && !looks.is_empty() {
        every()?;
        count += looks.len();
    }
    let taken = u32::try_from(count).ok().filter(|count| *count > 0);
    Ok(taken.map(|count| (on_cpu() - before) / f64::from(count)))
}

fn run(connection: &Connection, text: &str, values: &[Value]) -> rusqlite::Result<()> {
    let mut ready = connection.prepare_cached(text)?;
    let columns = ready.column_count();
    let mut rows = ready.query(rusqlite::params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            std::hint::black_box(row.get_ref(column)?);
        }
    }
    Ok(())
}

fn bound(heard: Heard) -> Vec<Value> {
    // The recorded line of the audit is there already: the same line again gets a number that is free.
    let shift = if heard.text.contains("INSERT INTO audit_entries") { 1_000_000_000 } else { 0 };
    let value = |told| match told {
        Told::Null => Value::Null,
        Told::Whole(number) => Value::Integer(number + shift),
        Told::Real(number) => Value::Real(number),
        Told::Text(text) => Value::Text(text),
        Told::Bytes(bytes) => Value::Blob(bytes),
    };
    heard.values.into_iter().map(value).collect()
}

/// Microseconds that this thread was on a processor.
pub fn on_cpu() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()).unwrap_or_default() / 1_000.0
}

/// A connection as the program has them.
///
/// # Errors
/// Those of SQLite.
pub fn connect(database: &Path) -> Result<Connection, Stop> {
    let connection = Connection::open(database).map_err(Stop::because)?;
    connection.set_prepared_statement_cache_capacity(256);
    // Plans stay, as in the program: planning anew with every value would make the floor higher than the page.
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(Stop::because)?;
    connection
        .execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;")
        .map_err(Stop::because)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn a_script_is_replayed_and_leaves_nothing() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("heard");
        let line =
            |text: &str, values: Vec<Told>| serde_json::to_string(&Heard { text: text.to_owned(), values }).unwrap();
        let insert =
            line("INSERT INTO audit_entries VALUES (?1, ?2)", vec![Told::Whole(1), Told::Text("a".to_owned())]);
        fs::write(&file, format!("{insert}\n{}\n", line("SELECT * FROM audit_entries", vec![]))).unwrap();
        let connection = connect(&folder.path().join("a.db")).unwrap();
        connection
            .execute_batch(
                "CREATE TABLE audit_entries (n INTEGER PRIMARY KEY, w TEXT); INSERT INTO audit_entries VALUES (1, 'x')",
            )
            .unwrap();
        let script = Script::read(&file, 0).unwrap();
        assert_eq!(script.len(), 2);
        assert!(measure_all(&[script], &connection, 0.01).unwrap().unwrap() > 0.0);
        assert_eq!(measure_all(&[], &connection, 0.01).unwrap(), None);
        let left: i64 = connection.query_row("SELECT COUNT(*) FROM audit_entries", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 1);
    }
}

//! SQLite's write-ahead log: where commits are until they are brought into the file.
//!
//! SQLite brings the log in by itself and begins it anew when nobody reads from it. One long read (a backup, a large
//! export), or reads that always overlap, keep it from beginning anew, and it grows. So the writer looks at it now and
//! then, and waits a moment for its readers when it has grown too long.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::Connection;

use super::{DbError, sqlite::wait_as_usual};

/// Once brought in, the log keeps at most this much room on the disk, in bytes.
const KEPT: i64 = 64 << 20;
/// From this length on, the writer waits for readers to get it brought in.
const LONG: u64 = 256 << 20;
/// From this length on, it is worth a line in the program's log each time.
const TOO_LONG: u64 = 1 << 30;
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long writes wait for readers then, at most.
const PATIENCE: Duration = Duration::from_millis(200);

/// Looks after the log of one database; the writer's.
pub(super) struct Log {
    path: PathBuf,
    next: Instant,
}

impl Log {
    pub(super) fn of(writer: &Connection, database: &Path) -> Result<Self, DbError> {
        writer.pragma_update(None, "journal_size_limit", KEPT)?;
        Ok(Self { path: path(database), next: Instant::now() })
    }

    /// Between two groups of writes: brings the log in when it has grown long.
    pub(super) fn look_after(&mut self, writer: &mut Connection) {
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now.checked_add(LOOK_EVERY).unwrap_or(now);
        let length = length(&self.path);
        if length < LONG {
            return;
        }
        match bring_in(writer) {
            Ok(true) => {}
            Ok(false) if length < TOO_LONG => {}
            Ok(false) => tracing::warn!(bytes = length, "a long read keeps SQLite's log from being brought in"),
            Err(error) => tracing::warn!(%error, "SQLite's log could not be brought in"),
        }
    }
}

/// Where the log of a database is.
fn path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn length(log: &Path) -> u64 {
    std::fs::metadata(log).map_or(0, |facts| facts.len())
}

/// How long the log of a database is, in bytes.
pub(super) fn length_of(database: &Path) -> u64 {
    length(&path(database))
}

/// Brings the log in and empties its file; false when somebody still reads from it.
fn bring_in(writer: &mut Connection) -> Result<bool, rusqlite::Error> {
    writer.busy_timeout(PATIENCE)?;
    let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    wait_as_usual(writer)?;
    busy.map(|busy| busy == 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn a_long_read_lets_the_log_grow_and_its_end_lets_it_be_brought_in() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("test.db");
        let mut writer = Connection::open(&database).unwrap();
        writer.pragma_update(None, "journal_mode", "WAL").unwrap();
        writer.execute_batch("CREATE TABLE words (word TEXT NOT NULL) STRICT").unwrap();
        let reader = Connection::open(&database).unwrap();
        reader.execute_batch("BEGIN; SELECT COUNT(*) FROM words;").unwrap();
        for _ in 0..50 {
            writer.execute("INSERT INTO words (word) VALUES ($1)", [&"word ".repeat(2_000)]).unwrap();
        }
        let grown = length_of(&database);
        assert!(grown > 400_000, "{grown} bytes");
        assert!(!bring_in(&mut writer).unwrap(), "somebody reads");
        assert_eq!(length_of(&database), grown);
        reader.execute_batch("ROLLBACK").unwrap();
        assert!(bring_in(&mut writer).unwrap());
        assert_eq!(length_of(&database), 0);
    }
}

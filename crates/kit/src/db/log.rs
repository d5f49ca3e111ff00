//! SQLite's write-ahead log: where commits are until they are brought into the file.
//!
//! A thread of its own brings the log in, while the writer goes on; the writer itself brings in only the little that it has
//! added meanwhile, so that the log can begin anew. It does when nobody reads from it. One long read (a backup, a large
//! export), or reads that always overlap, keep it from beginning anew, and it grows. So the writer looks at it now and
//! then, and waits a moment for its readers when it has grown too long.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::{Connection, DEFAULT_NAME, OpenFlags, wal::CheckpointMode};

use super::{
    DbError,
    sqlite::{connect, spawn, wait_as_usual},
};

/// The log is brought into the file each time it has grown by so many pages: rarely, because each time waits for the disk
/// twice, and a page that many commits changed goes in once; but while nearly all of it is in the first part of the log's
/// index (4,062 pages), so that a reader looks for a page in one place.
const PAGES: u32 = 3_500;
/// So many pages the writer brings in by itself.
const LITTLE: u32 = 500;

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
    /// Pages in the log, as the last commit left it.
    pages: Arc<AtomicU32>,
    /// The same when it was last looked at.
    seen: u32,
    helper: Helper,
}

impl Log {
    pub(super) fn of(writer: &mut Connection, database: &Path) -> Result<Self, DbError> {
        writer.pragma_update(None, "journal_size_limit", KEPT)?;
        let pages = Arc::new(AtomicU32::new(0));
        let seen = pages.clone();
        // Instead of SQLite's own, which brings the whole log in while everybody waits.
        writer.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, count| {
            seen.store(u32::try_from(count).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self { path: path(database), next: Instant::now(), pages, seen: 0, helper: Helper::start(database)? })
    }

    /// Between two groups of writes: sees that the log is brought in.
    pub(super) fn look_after(&mut self, writer: &mut Connection) {
        if !self.helper.is_busy() {
            self.bring_on(writer);
        }
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

    /// Lets the log be brought in when it has grown; nobody is at it now.
    fn bring_on(&mut self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.seen {
            // It has begun anew.
            self.helper.has_brought(0);
        }
        self.seen = pages;
        if pages < PAGES {
            return;
        }
        if self.helper.left_of(pages) > LITTLE {
            self.helper.wake();
        } else {
            self.helper.has_brought(passively(writer));
        }
    }
}

/// The thread that brings the log in beside the writer.
struct Helper {
    /// None once it is to stop.
    wake: Option<flume::Sender<()>>,
    is_busy: Arc<AtomicBool>,
    /// Pages of the present log that are in the file.
    brought: Arc<AtomicU32>,
    thread: Option<JoinHandle<()>>,
}

impl Helper {
    fn start(database: &Path) -> Result<Self, DbError> {
        let connection = connect(database, OpenFlags::default())?;
        let (wake, woken) = flume::bounded::<()>(1);
        let (is_busy, brought) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let (busy, done) = (is_busy.clone(), brought.clone());
        let work = move || {
            for () in woken {
                done.store(passively(&connection), Ordering::Relaxed);
                busy.store(false, Ordering::Release);
            }
        };
        Ok(Self { wake: Some(wake), is_busy, brought, thread: Some(spawn("sqlite-log", work)?) })
    }

    fn is_busy(&self) -> bool {
        self.is_busy.load(Ordering::Acquire)
    }

    /// How many of the log's pages are not in the file.
    fn left_of(&self, pages: u32) -> u32 {
        pages.saturating_sub(self.brought.load(Ordering::Relaxed))
    }

    fn wake(&self) {
        let Some(wake) = &self.wake else { return };
        self.is_busy.store(true, Ordering::Relaxed);
        if wake.try_send(()).is_err() {
            self.is_busy.store(false, Ordering::Relaxed);
        }
    }

    fn has_brought(&self, pages: u32) {
        self.brought.store(pages, Ordering::Relaxed);
    }
}

/// The writer's connection is to be the last that closes.
impl Drop for Helper {
    fn drop(&mut self) {
        self.wake = None;
        // One that panicked has closed its connection too.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// Brings in what can be without keeping anybody; answers how many pages of the log are in the file now. What fails, on a
/// full disk, is tried again with the next pages, and [`Log::look_after`] tells of a log that grows too long.
fn passively(connection: &Connection) -> u32 {
    let brought = connection.wal_checkpoint_v2(DEFAULT_NAME, CheckpointMode::PASSIVE);
    brought.ok().and_then(|(_, brought)| u32::try_from(brought).ok()).unwrap_or(0)
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

    fn with_words(folder: &Path) -> (PathBuf, Connection) {
        let database = folder.join("test.db");
        let writer = Connection::open(&database).unwrap();
        writer.pragma_update(None, "journal_mode", "WAL").unwrap();
        writer.execute_batch("CREATE TABLE words (word TEXT NOT NULL) STRICT").unwrap();
        (database, writer)
    }

    #[test]
    fn a_long_read_lets_the_log_grow_and_its_end_lets_it_be_brought_in() {
        let folder = tempfile::tempdir().unwrap();
        let (database, mut writer) = with_words(folder.path());
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

    #[test]
    fn a_log_that_grew_is_brought_in_beside_the_writer_and_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (database, mut writer) = with_words(folder.path());
        let mut log = Log::of(&mut writer, &database).unwrap();
        let (mut written, mut longest, mut is_anew) = (0_u32, 0_u32, false);
        while !is_anew && written < 5_000 {
            writer.execute("INSERT INTO words (word) VALUES ($1)", [&"word ".repeat(8_000)]).unwrap();
            written += 1;
            let pages = log.pages.load(Ordering::Relaxed);
            is_anew = pages < longest;
            longest = longest.max(pages);
            log.look_after(&mut writer);
        }
        assert!(is_anew && longest >= PAGES, "{longest} pages after {written} writes");
        drop((log, writer));
        assert_eq!(length_of(&database), 0, "the last to close brings all of it in");
        let reader = Connection::open(&database).unwrap();
        let kept: u32 = reader.query_row("SELECT COUNT(*) FROM words", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, written);
    }
}

//! SQLite: a few reading threads, and one writing thread whose queued work shares a commit.
//!
//! Each queued write runs in its own savepoint; all writes that are waiting when the writer looks share one `COMMIT`
//! and so one fsync, and every one is answered only after it. A write that fails is rolled back alone.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use rusqlite::{Connection, OpenFlags};

use super::{DbError, Tx, log::Log, tx::Engine};

/// At most this many writes share one commit: more would only delay the first.
const MOST_IN_A_GROUP: usize = 64;
/// Writes that may wait before new ones are turned away as busy.
const WRITE_QUEUE: usize = 4096;
const READ_QUEUE: usize = 4096;

/// What became of the work inside its savepoint.
pub(super) enum Verdict {
    Keep,
    Undo,
}

/// A queued write: run inside the group, answered after the group's commit.
pub(super) trait WriteJob: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    fn answer(self: Box<Self>, outcome: Result<(), DbError>);
}

pub(super) type ReadJob = Box<dyn FnOnce(Result<&Connection, DbError>) + Send>;

/// The threads that own SQLite's connections. Dropping the last handle lets them finish their queue and stop.
pub(super) struct Sqlite {
    pub(super) path: PathBuf,
    pub(super) writes: flume::Sender<Box<dyn WriteJob>>,
    pub(super) reads: flume::Sender<ReadJob>,
    pub(super) is_unwritable: Arc<AtomicBool>,
    writer: JoinHandle<()>,
    readers: Vec<JoinHandle<()>>,
}

impl Sqlite {
    pub(super) fn open(path: &Path, readers: usize) -> Result<Self, DbError> {
        let writer = connect(path, OpenFlags::default())?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // Nothing that was acknowledged may be lost to a power cut: every commit reaches the disk.
        writer.pragma_update(None, "synchronous", "FULL")?;
        let (writes, write_queue) = flume::bounded::<Box<dyn WriteJob>>(WRITE_QUEUE);
        let is_unwritable = Arc::new(AtomicBool::new(false));
        let desk = Desk { log: Log::of(&writer, path)?, connection: writer, is_unwritable: is_unwritable.clone() };
        let writer = spawn("sqlite-writer", move || write_in_groups(desk, &write_queue))?;
        let mut reading = Vec::new();
        let (reads, read_queue) = flume::bounded::<ReadJob>(READ_QUEUE);
        for number in 0..readers.max(1) {
            let reader = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            let queue = read_queue.clone();
            reading.push(spawn(&format!("sqlite-reader-{number}"), move || {
                while let Ok(job) = queue.recv() {
                    job(Ok(&reader));
                }
            })?);
        }
        Ok(Self { path: path.to_owned(), writes, reads, is_unwritable, writer, readers: reading })
    }

    /// Lets the threads finish their queues and close their connections: the writer's last, because the connection that
    /// closes last brings the log into the file, and one that only reads cannot.
    pub(super) fn close(self) {
        let Self { writes, reads, writer, readers, .. } = self;
        drop(reads);
        for reader in readers {
            // A thread that panicked has closed its connection too.
            drop(reader.join());
        }
        drop(writes);
        drop(writer.join());
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, DbError> {
    let mut connection = Connection::open_with_flags(path, flags)?;
    wait_as_usual(&mut connection)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.pragma_update(None, "mmap_size", 268_435_456_i64)?;
    // A plan stays as it was made. Without this SQLite plans a statement anew, each time it runs, when a bound value decides
    // whether an index over part of a table can be used: that was two thirds of a page's time.
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Double-quoted words are names, never strings: a misspelt column must fail.
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    Ok(connection)
}

/// How a connection waits for another program.
pub(super) fn wait_as_usual(connection: &mut Connection) -> Result<(), rusqlite::Error> {
    connection.busy_handler(Some(wait_for_turn))
}

/// Waits for another program that writes to the same file (an import from the command line), up to five seconds. It looks
/// again every two milliseconds: SQLite's own waiting grows to a tenth of a second, and then misses a busy writer's pauses.
fn wait_for_turn(times: i32) -> bool {
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(2);
    const MOST: i32 = 2_500;
    std::thread::sleep(PAUSE);
    times < MOST
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, DbError> {
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map_err(|error| DbError::Driver(error.to_string()))
}

/// What the writing thread keeps beside its connection.
struct Desk {
    connection: Connection,
    /// True from a write that the disk did not take until one that it took.
    is_unwritable: Arc<AtomicBool>,
    log: Log,
}

fn write_in_groups(mut desk: Desk, queue: &flume::Receiver<Box<dyn WriteJob>>) {
    while let Ok(first) = queue.recv() {
        let waiting = std::iter::once(first).chain(queue.try_iter()).take(MOST_IN_A_GROUP);
        desk.write_group(waiting);
        desk.log.look_after(&mut desk.connection);
    }
}

impl Desk {
    fn write_group(&self, mut jobs: impl Iterator<Item = Box<dyn WriteJob>>) {
        let mut done: Vec<Box<dyn WriteJob>> = Vec::new();
        let mut kept = 0_u32;
        if let Err(error) = self.begin() {
            return refuse(jobs, &error);
        }
        while let Some(mut job) = jobs.next() {
            match run_in_savepoint(&self.connection, job.as_mut()) {
                Ok(Verdict::Keep) => {
                    kept = kept.saturating_add(1);
                    done.push(job);
                }
                Ok(Verdict::Undo) => done.push(job),
                Err(error) => job.answer(Err(error)),
            }
            // A full disk can make SQLite undo the whole transaction, whatever the savepoint.
            if self.connection.is_autocommit() {
                let error = DbError::Unwritable("the disk did not take what was written".to_owned());
                self.note(&error);
                refuse(done.drain(..), &error);
                kept = 0;
                if let Err(error) = self.begin() {
                    return refuse(jobs, &error);
                }
            }
        }
        self.commit(done, kept);
    }

    fn begin(&self) -> Result<(), DbError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| {
            let error = DbError::from(error);
            self.note(&error);
            error
        })
    }

    /// Makes what was done durable and answers everybody.
    fn commit(&self, done: Vec<Box<dyn WriteJob>>, kept: u32) {
        if let Err(error) = self.connection.execute_batch("COMMIT") {
            // A failed commit keeps the transaction open: leave nothing of it behind.
            drop(self.connection.execute_batch("ROLLBACK"));
            let error = DbError::from(error);
            self.note(&error);
            return refuse(done.into_iter(), &error);
        }
        if kept > 0 {
            self.is_unwritable.store(false, Ordering::Relaxed);
        }
        // A commit is a wait for the disk: how many writes shared it says what the wait cost each.
        metrics::counter!("accompany_commits_total").increment(1);
        metrics::counter!("accompany_writes_total").increment(u64::try_from(done.len()).unwrap_or(u64::MAX));
        metrics::histogram!("accompany_commit_writes").record(u32::try_from(done.len()).map_or(f64::MAX, f64::from));
        done.into_iter().for_each(|job| job.answer(Ok(())));
    }

    fn note(&self, error: &DbError) {
        if matches!(error, DbError::Unwritable(_)) {
            self.is_unwritable.store(true, Ordering::Relaxed);
        }
    }
}

/// Tells each of these the same.
fn refuse(jobs: impl Iterator<Item = Box<dyn WriteJob>>, error: &DbError) {
    for job in jobs {
        job.answer(Err(match error {
            DbError::Unwritable(words) => DbError::Unwritable(words.clone()),
            DbError::Busy(words) => DbError::Busy(words.clone()),
            other => DbError::Driver(other.to_string()),
        }));
    }
}

/// Runs one write of the group. An error here is the engine's; the job's own refusal is kept inside the job.
fn run_in_savepoint(connection: &Connection, job: &mut dyn WriteJob) -> Result<Verdict, DbError> {
    connection.execute_batch("SAVEPOINT job")?;
    let verdict = catch_unwind(AssertUnwindSafe(|| job.run(&mut Tx { engine: Engine::Sqlite(connection) })));
    match verdict {
        Ok(Verdict::Keep) => connection.execute_batch("RELEASE job")?,
        Ok(Verdict::Undo) => connection.execute_batch("ROLLBACK TO job; RELEASE job")?,
        Err(_) => {
            connection.execute_batch("ROLLBACK TO job; RELEASE job")?;
            return Err(DbError::Driver("the work panicked and was undone".to_owned()));
        }
    }
    Ok(verdict.unwrap_or(Verdict::Undo))
}

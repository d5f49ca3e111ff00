//! SQLite: a few reading connections, and one writing thread whose queued work shares a commit.
//!
//! Each queued write runs in its own savepoint; all writes that are waiting when the writer looks share one `COMMIT`
//! and so one fsync, and every one is answered only after it. A write that fails is rolled back alone.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};

use super::{DbError, Tx, log::Log, readers::Readers, tx::Engine};

/// At most this many writes share one commit: more would only delay the first.
const MOST_IN_A_GROUP: usize = 64;
/// A larger group than this is no more than half of those who write at once: while one half is written, the other is
/// answered and brings its next. All together they would wait for the writer, and then the writer for all of them.
const SMALL_GROUP: usize = 8;
/// A group that took less than this goes on with those who wait: what it would save them is less than a commit costs.
const LONG: Duration = Duration::from_millis(2);
/// While several write at once, a group waits so long for more of them to come. Each commit waits for the disk and makes every
/// reader forget the pages that it holds; whoever writes alone does not wait.
const PATIENCE: Duration = Duration::from_millis(3);
/// So many are worth a commit, when no more than that write at once. Of a larger crowd it is half.
const ENOUGH: usize = 4;
/// Writes that may wait before new ones are turned away as busy.
const WRITE_QUEUE: usize = 4096;

/// Bytes that must be free for the disk not to count as full any more: some forty signatures, with what goes with each.
const ROOM: u64 = 4 << 20;

/// Pages that a connection keeps, in KiB, which SQLite wants below zero.
const CACHE: i64 = -16_384;
/// What reads for long comes by most pages once: what it kept would stay with a program that does nothing.
const CACHE_ASIDE: i64 = -4_096;

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

/// SQLite's connections. Dropping the last handle lets the writing thread finish its queue and stop.
pub(super) struct Sqlite {
    pub(super) path: PathBuf,
    pub(super) writes: flume::Sender<Box<dyn WriteJob>>,
    /// For pages.
    pub(super) readers: Readers,
    /// For what takes long.
    pub(super) aside: Readers,
    pub(super) is_unwritable: Arc<AtomicBool>,
    writer: JoinHandle<()>,
}

impl Sqlite {
    pub(super) fn open(path: &Path, readers: usize) -> Result<Self, DbError> {
        let mut writer = connect(path, OpenFlags::default())?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // Nothing that was acknowledged may be lost to a power cut: every commit reaches the disk.
        writer.pragma_update(None, "synchronous", "FULL")?;
        let (writes, write_queue) = flume::bounded::<Box<dyn WriteJob>>(WRITE_QUEUE);
        let is_unwritable = Arc::new(AtomicBool::new(false));
        let desk = Desk { log: Log::of(&mut writer, path)?, connection: writer, is_unwritable: is_unwritable.clone() };
        let writer = spawn("sqlite-writer", move || write_in_groups(desk, &write_queue))?;
        let reading = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || (0..readers.max(1)).map(|_| connect(path, reading)).collect::<Result<_, _>>().map(Readers::new);
        let (readers, aside) = (open()?, open()?);
        aside.each_free(|connection| Ok(connection.pragma_update(None, "cache_size", CACHE_ASIDE)?))?;
        Ok(Self { path: path.to_owned(), writes, readers, aside, is_unwritable, writer })
    }

    /// Lets the writer finish its queue and closes the connections: the writer's last, because the connection that closes
    /// last brings the log into the file, and one that only reads cannot.
    pub(super) fn close(self) {
        let Self { writes, readers, aside, writer, .. } = self;
        readers.close();
        aside.close();
        drop(writes);
        // A thread that panicked has closed its connection too.
        drop(writer.join());
    }
}

pub(super) fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, DbError> {
    let mut connection = Connection::open_with_flags(path, flags)?;
    wait_as_usual(&mut connection)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    // SQLite lets go of a mapped file whenever another connection has committed, and finds each page anew (decision 20).
    connection.pragma_update(None, "mmap_size", 0)?;
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
    const PAUSE: Duration = Duration::from_millis(2);
    const MOST: i32 = 2_500;
    std::thread::sleep(PAUSE);
    times < MOST
}

pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, DbError> {
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map_err(|error| DbError::Driver(error.to_string()))
}

/// What the writing thread keeps beside its connection.
struct Desk {
    /// First, so that the connection that it has closes before the writer's.
    log: Log,
    connection: Connection,
    /// True from a write that the disk did not take until one that it took with [`ROOM`] left.
    is_unwritable: Arc<AtomicBool>,
}

fn write_in_groups(mut desk: Desk, queue: &flume::Receiver<Box<dyn WriteJob>>) {
    let mut crowd = 0_usize;
    while let Ok(first) = queue.recv() {
        let (begun, count) = (Instant::now(), Cell::new(0_usize));
        let next = || next_of_group(queue, crowd, count.get(), begun);
        let group = std::iter::once(first).chain(std::iter::from_fn(next));
        desk.write_group(group.inspect(|_| count.set(count.get().saturating_add(1))));
        crowd = count.get().saturating_add(queue.len());
        desk.log.look_after(&mut desk.connection);
    }
}

/// Who comes while a group is written joins it, until it is worth a commit. `crowd`: how many wrote at once lately.
fn next_of_group(
    queue: &flume::Receiver<Box<dyn WriteJob>>,
    crowd: usize,
    count: usize,
    begun: Instant,
) -> Option<Box<dyn WriteJob>> {
    let half = crowd / 2;
    let is_enough = count >= half.max(SMALL_GROUP) && begun.elapsed() >= LONG;
    if is_enough || count >= MOST_IN_A_GROUP {
        return None;
    }
    queue.try_recv().ok().or_else(|| {
        let is_worth_it = count >= half.max(ENOUGH.min(crowd));
        if is_worth_it { None } else { queue.recv_deadline(begun.checked_add(PATIENCE)?).ok() }
    })
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
        order(&self.connection, "BEGIN IMMEDIATE").map_err(|error| {
            let error = DbError::from(error);
            self.note(&error);
            error
        })
    }

    /// Makes what was done durable and answers everybody.
    fn commit(&self, done: Vec<Box<dyn WriteJob>>, kept: u32) {
        if let Err(error) = order(&self.connection, "COMMIT") {
            // A failed commit keeps the transaction open: leave nothing of it behind.
            drop(order(&self.connection, "ROLLBACK"));
            let error = DbError::from(error);
            self.note(&error);
            return refuse(done.into_iter(), &error);
        }
        if kept > 0 && self.is_unwritable.load(Ordering::Relaxed) {
            self.is_unwritable.store(!self.has_room(), Ordering::Relaxed);
        }
        // A commit is a wait for the disk: how many writes shared it says what the wait cost each.
        metrics::counter!("accompany_commits_total").increment(1);
        metrics::counter!("accompany_writes_total").increment(u64::try_from(done.len()).unwrap_or(u64::MAX));
        metrics::histogram!("accompany_commit_writes").record(u32::try_from(done.len()).map_or(f64::MAX, f64::from));
        done.into_iter().for_each(|job| job.answer(Ok(())));
    }

    /// What was small enough found room. A signature takes more: a disk that is full again at the next one is full still.
    fn has_room(&self) -> bool {
        let facts = self.connection.path().and_then(|path| rustix::fs::statvfs(path).ok());
        facts.is_none_or(|facts| facts.f_bavail.saturating_mul(facts.f_frsize) >= ROOM)
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

/// Begins or ends something; the order is parsed once for each connection.
pub(super) fn order(connection: &Connection, text: &str) -> Result<(), rusqlite::Error> {
    connection.prepare_cached(text)?.raw_execute().map(drop)
}

fn undo(connection: &Connection) -> Result<(), rusqlite::Error> {
    order(connection, "ROLLBACK TO job")?;
    order(connection, "RELEASE job")
}

/// Runs one write of the group. An error here is the engine's; the job's own refusal is kept inside the job.
fn run_in_savepoint(connection: &Connection, job: &mut dyn WriteJob) -> Result<Verdict, DbError> {
    order(connection, "SAVEPOINT job")?;
    let verdict = catch_unwind(AssertUnwindSafe(|| job.run(&mut Tx { engine: Engine::Sqlite(connection) })));
    match verdict {
        Ok(Verdict::Keep) => order(connection, "RELEASE job")?,
        Ok(Verdict::Undo) => undo(connection)?,
        Err(_) => {
            undo(connection)?;
            return Err(DbError::Driver("the work panicked and was undone".to_owned()));
        }
    }
    Ok(verdict.unwrap_or(Verdict::Undo))
}

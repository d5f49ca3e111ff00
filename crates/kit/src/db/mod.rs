//! One statement, two engines: SQLite inside the program, or PostgreSQL beside it.
//!
//! This is the only place that names a driver. Work is a synchronous closure over a [`Tx`]; nothing is awaited inside,
//! so a dropped request leaves nothing open. Statements are literals made by [`sql!`](crate::sql) in the common subset
//! (`docs/decisions/0002-one-statement-two-engines.md`); values are always bound.

pub mod bulk;
pub mod catalog;
mod error;
mod figures;
pub mod following;
pub mod heard;
mod log;
mod migrate;
mod postgres;
mod readers;
mod row;
mod sqlite;
mod statement;
mod tx;
mod value;
pub mod whole;
pub mod work;

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

#[doc(hidden)]
pub use inventory;
use tokio::sync::oneshot;
use uuid::Uuid;

pub use self::{
    error::DbError,
    figures::Queue,
    migrate::{Migration, MigrationError, Step, migrate_within, tokens_for},
    postgres::{Lsn, Pooler, Server},
    row::Row,
    statement::Statement,
    tx::Tx,
    value::{Column, FromColumn, FromRow, Params, ToValue, Unread, Value, params},
};
use self::{
    postgres::{Job, Line, Opening, Postgres},
    sqlite::{Sqlite, Verdict, WriteJob},
    tx::Engine,
};

/// Whose rows a transaction is about. On PostgreSQL the organization is set for row-level rules, and writes of one
/// organization follow one another, as all writes do on SQLite: a check and the write after it see the same world.
#[derive(Debug, Clone, Copy)]
pub enum Tenant {
    Organization(Uuid),
    /// What one account reads at a moment: PostgreSQL's row-level rules then hold its rows back from it too.
    Account {
        organization: Uuid,
        account: Uuid,
        now: jiff::Timestamp,
    },
    /// Start-up, set-up, sign-in before the organization is known, and jobs over all organizations.
    System,
}

/// More than any file: as much of it is mapped as SQLite allows.
const WHOLE_FILE: i64 = i64::MAX;

enum Kind {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// A handle on the storage; cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Kind>);

impl Db {
    /// Opens (and makes, when missing) the SQLite file at `path`, with connections for so many pages to be read at a time,
    /// and as many for what takes long.
    pub fn open_sqlite(path: &Path, readers: usize) -> Result<Self, DbError> {
        Ok(Self(Arc::new(Kind::Sqlite(Sqlite::open(path, readers)?))))
    }

    /// Connects to PostgreSQL 15 or later with at most `connections` connections, and nothing in between.
    pub fn open_postgres(url: &str, connections: usize) -> Result<Self, DbError> {
        Self::open_server(&Server { url: url.to_owned(), connections, ..Server::default() })
    }

    /// Connects to PostgreSQL 15 or later as it is set up.
    pub fn open_server(server: &Server) -> Result<Self, DbError> {
        Ok(Self(Arc::new(Kind::Postgres(Postgres::open(server)?))))
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(*self.0, Kind::Sqlite(_))
    }

    /// Whether some reads may go to a replica.
    pub fn has_replica(&self) -> bool {
        matches!(&*self.0, Kind::Postgres(postgres) if postgres.replica.is_some())
    }

    /// The SQLite file, when that is the engine.
    pub fn sqlite_path(&self) -> Option<&Path> {
        match &*self.0 {
            Kind::Sqlite(sqlite) => Some(&sqlite.path),
            Kind::Postgres(_) => None,
        }
    }

    /// From here on SQLite's file is mapped where it is read for long: for a command that reads much of it once and serves
    /// nobody, because a disk that fails ends a program that reads a map. On PostgreSQL nothing.
    pub fn map_for_long_reads(&self) -> Result<(), DbError> {
        let Kind::Sqlite(sqlite) = &*self.0 else { return Ok(()) };
        sqlite.aside.each_free(|connection| Ok(connection.pragma_update(None, "mmap_size", WHOLE_FILE)?))
    }

    /// Waits until the work that is queued is done and every connection is closed, so that the SQLite file is whole
    /// without its side files. False when other handles are still held.
    pub fn close(self) -> bool {
        let Some(kind) = Arc::into_inner(self.0) else { return false };
        if let Kind::Sqlite(sqlite) = kind {
            sqlite.close();
        }
        true
    }

    /// [`Db::read`] for what may take longer than a page should: an export, a whole record. It keeps nobody else waiting.
    pub async fn read_long<T, E>(
        &self,
        tenant: Tenant,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &*self.0 {
            Kind::Sqlite(sqlite) => {
                sqlite.aside.read_aside(|connection| read_sqlite(connection, work)).await.map_err(E::from)?
            }
            Kind::Postgres(_) => self.read(tenant, work).await,
        }
    }

    /// Runs `work` on a consistent snapshot that it cannot change. On SQLite it runs on this thread: see [`Db::read_long`].
    pub async fn read<T, E>(
        &self,
        tenant: Tenant,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let postgres = match &*self.0 {
            // Not on a thread of its own: see `readers`.
            Kind::Sqlite(sqlite) => {
                return sqlite.readers.read(|connection| read_sqlite(connection, work)).await.map_err(E::from)?;
            }
            Kind::Postgres(postgres) => postgres,
        };
        let (give, take) = oneshot::channel();
        let opening = Opening::read(tenant, following::place());
        queue_read(postgres, opening, work, move |outcome, mark| drop(give.send((outcome, mark))))?;
        let (outcome, mark) = take.await.unwrap_or_else(|_| (Err(stopped().into()), None));
        following::saw(mark);
        outcome
    }

    /// Runs `work` in a transaction that is durable when this answers `Ok`, and undone when it answers `Err`.
    pub async fn write<T, E>(
        &self,
        tenant: Tenant,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (give, take) = oneshot::channel();
        following::stay_on_the_primary();
        self.queue_write(tenant, work, move |outcome| drop(give.send(outcome)))?;
        take.await.unwrap_or_else(|_| Err(stopped().into()))
    }

    /// [`Db::read_long`] for code that is not async: the command line and tests.
    pub fn read_now<T, E>(
        &self,
        tenant: Tenant,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let postgres = match &*self.0 {
            Kind::Sqlite(sqlite) => {
                return sqlite.aside.read_now(|connection| read_sqlite(connection, work)).map_err(E::from)?;
            }
            Kind::Postgres(postgres) => postgres,
        };
        let (give, take) = flume::bounded(1);
        let opening = Opening::read(tenant, postgres::Place::Primary);
        queue_read(postgres, opening, work, move |outcome, _| drop(give.send(outcome)))?;
        take.recv().unwrap_or_else(|_| Err(stopped().into()))
    }

    /// [`Db::write`] for code that is not async: the command line and tests.
    pub fn write_now<T, E>(
        &self,
        tenant: Tenant,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (give, take) = flume::bounded(1);
        self.queue_write(tenant, work, move |outcome| drop(give.send(outcome)))?;
        take.recv().unwrap_or_else(|_| Err(stopped().into()))
    }

    fn queue_write<T, E>(
        &self,
        tenant: Tenant,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        answer: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Result<(), E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let queued = match &*self.0 {
            Kind::Sqlite(sqlite) => {
                let job = Write { work: Some(work), outcome: None, answer };
                sqlite.writes.try_send(Box::new(job)).is_ok()
            }
            Kind::Postgres(postgres) => {
                let run = Box::new(move |line: Result<&mut Line, DbError>| {
                    answer(line.map_err(E::from).and_then(|line| run_postgres(line, work)));
                });
                postgres.jobs.try_send(Job { opening: Opening::write(tenant), run }).is_ok()
            }
        };
        if queued { Ok(()) } else { Err(queue_full().into()) }
    }
}

fn queue_read<T, E>(
    postgres: &Postgres,
    opening: Opening,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    answer: impl FnOnce(Result<T, E>, Option<Lsn>) + Send + 'static,
) -> Result<(), E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    let queue = postgres.queue_for(&opening);
    let run = Box::new(move |line: Result<&mut Line, DbError>| match line {
        Ok(line) => {
            let outcome = run_postgres(line, work);
            answer(outcome, line.mark());
        }
        Err(error) => answer(Err(error.into()), None),
    });
    let queued = queue.try_send(Job { opening, run });
    queued.map_err(|_| queue_full().into())
}

fn stopped() -> DbError {
    DbError::Busy("the work was cut short".to_owned())
}

fn queue_full() -> DbError {
    DbError::Busy("too much work is waiting".to_owned())
}

/// A write waiting in SQLite's queue: its work, then what came of it.
struct Write<T, E, W, A> {
    work: Option<W>,
    outcome: Option<Result<T, E>>,
    answer: A,
}

impl<T, E, W, A> WriteJob for Write<T, E, W, A>
where
    T: Send,
    E: From<DbError> + Send,
    W: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
    A: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let Some(work) = self.work.take() else { return Verdict::Undo };
        let outcome = work(tx);
        let verdict = if outcome.is_ok() { Verdict::Keep } else { Verdict::Undo };
        self.outcome = Some(outcome);
        verdict
    }

    fn answer(self: Box<Self>, committed: Result<(), DbError>) {
        let Self { outcome, answer, .. } = *self;
        answer(match (committed, outcome) {
            (Ok(()), Some(outcome)) | (Err(_), Some(outcome @ Err(_))) => outcome,
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => Err(stopped().into()),
        });
    }
}

fn read_sqlite<T, E: From<DbError>>(
    connection: &rusqlite::Connection,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    sqlite::order(connection, "BEGIN DEFERRED").map_err(DbError::from)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut Tx { engine: Engine::Sqlite(connection) })));
    sqlite::order(connection, "ROLLBACK").map_err(DbError::from)?;
    outcome.unwrap_or_else(|_| Err(DbError::Driver("the work panicked".to_owned()).into()))
}

/// Does the work in the transaction that was begun on this line, and ends it.
fn run_postgres<T, E: From<DbError>>(line: &mut Line, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut Tx { engine: Engine::Postgres(line) })))
        .unwrap_or_else(|_| Err(DbError::Driver("the work panicked and was undone".to_owned()).into()));
    match outcome {
        Ok(done) => line.keep().map(|()| done).map_err(E::from),
        Err(error) => {
            line.undo();
            Err(error)
        }
    }
}

thread_local! {
    static STATEMENTS: Cell<u64> = const { Cell::new(0) };
}

fn count_statement() {
    STATEMENTS.with(|count| count.set(count.get().saturating_add(1)));
}

/// Statements run on this thread so far: inside one transaction's closure, the difference is the work it did.
pub fn statements_so_far() -> u64 {
    STATEMENTS.with(Cell::get)
}

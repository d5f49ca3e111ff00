//! How the storage is doing, for `/metrics` and `/readyz`.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Db, DbError, Kind, Tenant, log, readers};

/// Work that waits for a thread, and how much may wait before more is turned away as busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    pub name: &'static str,
    pub waiting: usize,
    pub bound: usize,
}

impl Db {
    /// Every queue of this handle's engine.
    pub fn queues(&self) -> Vec<Queue> {
        let bound = |capacity: Option<usize>| capacity.unwrap_or(usize::MAX);
        match &*self.0 {
            Kind::Sqlite(sqlite) => vec![
                Queue { name: "writes", waiting: sqlite.writes.len(), bound: bound(sqlite.writes.capacity()) },
                Queue { name: "reads", waiting: sqlite.readers.waiting(), bound: readers::QUEUE },
                Queue { name: "long_reads", waiting: sqlite.aside.waiting(), bound: readers::QUEUE },
            ],
            Kind::Postgres(postgres) => {
                let queues = [("work", Some(&postgres.jobs)), ("replica", postgres.replica.as_ref())];
                let queues = queues.into_iter().filter_map(|(name, queue)| Some((name, queue?)));
                queues.map(|(name, jobs)| Queue { name, waiting: jobs.len(), bound: bound(jobs.capacity()) }).collect()
            }
        }
    }

    /// How long SQLite's log is, in bytes: it grows while somebody reads for long.
    pub fn log_bytes(&self) -> Option<u64> {
        self.sqlite_path().map(log::length_of)
    }

    /// True from a write that the disk did not take (it is full, or takes nothing) until one that it took, on SQLite with
    /// room for others.
    pub fn is_unwritable(&self) -> bool {
        self.unwritable().load(Ordering::Relaxed)
    }

    fn unwritable(&self) -> &AtomicBool {
        match &*self.0 {
            Kind::Sqlite(sqlite) => &sqlite.is_unwritable,
            Kind::Postgres(postgres) => &postgres.is_unwritable,
        }
    }

    /// Tries a write when the disk did not take the last one, so that it is known when everything goes on.
    ///
    /// # Errors
    /// Why nothing can be written still.
    pub async fn try_writing(&self) -> Result<(), DbError> {
        if !self.is_unwritable() {
            return Ok(());
        }
        if self.is_sqlite() {
            let touch = "UPDATE schema_steps SET number = number WHERE number = 1";
            self.write(Tenant::System, move |tx| tx.run_text(touch, &[])).await?;
            let is_full = self.is_unwritable();
            let words = "the disk has next to no room left";
            return if is_full { Err(DbError::Unwritable(words.to_owned())) } else { Ok(()) };
        }
        // A small change finds room in a page that is there, on a disk as full as can be. So this takes new pages, with
        // words that do not get shorter by compressing; and gives them back.
        let fill = "INSERT INTO schema_steps (number, name, checksum, applied_at)
                    SELECT -1, string_agg(md5(random()::text), ''), '', now() FROM generate_series(1, 32768)";
        let tried: Result<(), Tried> = self
            .write(Tenant::System, move |tx| {
                tx.run_text(fill, &[])?;
                Err(Tried::Taken)
            })
            .await;
        match tried {
            Ok(()) | Err(Tried::Taken) => {
                self.unwritable().store(false, Ordering::Relaxed);
                Ok(())
            }
            Err(Tried::Refused(error)) => Err(error),
        }
    }
}

/// What became of a write that is undone in any case.
enum Tried {
    Taken,
    Refused(DbError),
}

impl From<DbError> for Tried {
    fn from(error: DbError) -> Self {
        Self::Refused(error)
    }
}

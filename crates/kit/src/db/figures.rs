//! How the storage is doing, for `/metrics` and `/readyz`.

use std::sync::atomic::Ordering;

use super::{Db, Kind, log};

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
                Queue { name: "reads", waiting: sqlite.reads.len(), bound: bound(sqlite.reads.capacity()) },
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

    /// True from a write that SQLite's disk did not take (it is full, or takes nothing) until one that it took.
    pub fn is_unwritable(&self) -> bool {
        match &*self.0 {
            Kind::Sqlite(sqlite) => sqlite.is_unwritable.load(Ordering::Relaxed),
            Kind::Postgres(_) => false,
        }
    }
}

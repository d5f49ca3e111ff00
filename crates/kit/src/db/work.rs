//! How much SQLite did: counted in builds for development only, for the test that holds each page to a band of work.
//!
//! The figures are SQLite's own (`sqlite3_stmt_status`) and do not depend on the machine or on what else runs on it.

use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::{Statement, StatementStatus};

/// What all statements of this process did so far. The difference of two is the work between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    pub statements: u64,
    /// Instructions of SQLite's machine.
    pub steps: u64,
    /// Rows that were walked over without an index to find them by.
    pub scanned: u64,
    /// Times that rows were sorted because no index had their order.
    pub sorts: u64,
}

static STATEMENTS: AtomicU64 = AtomicU64::new(0);
static STEPS: AtomicU64 = AtomicU64::new(0);
static SCANNED: AtomicU64 = AtomicU64::new(0);
static SORTS: AtomicU64 = AtomicU64::new(0);

/// The work of this process so far; nothing in a release build and on PostgreSQL.
pub fn so_far() -> Work {
    let read = |count: &AtomicU64| count.load(Ordering::SeqCst);
    Work { statements: read(&STATEMENTS), steps: read(&STEPS), scanned: read(&SCANNED), sorts: read(&SORTS) }
}

impl Work {
    /// What was done since `before`.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Self {
            statements: self.statements.saturating_sub(before.statements),
            steps: self.steps.saturating_sub(before.steps),
            scanned: self.scanned.saturating_sub(before.scanned),
            sorts: self.sorts.saturating_sub(before.sorts),
        }
    }
}

/// Adds what a statement did since this was last called for it.
pub(super) fn done(statement: &Statement<'_>) {
    if !cfg!(debug_assertions) {
        return;
    }
    let take = |status| u64::try_from(statement.reset_status(status)).unwrap_or_default();
    STATEMENTS.fetch_add(1, Ordering::SeqCst);
    STEPS.fetch_add(take(StatementStatus::VmStep), Ordering::SeqCst);
    SCANNED.fetch_add(take(StatementStatus::FullscanStep), Ordering::SeqCst);
    SORTS.fetch_add(take(StatementStatus::Sort), Ordering::SeqCst);
}

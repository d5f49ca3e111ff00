//! Reads that may go to a replica, without anybody seeing less than what was saved before they asked.
//!
//! Within [`following`], the first read (who is asking, and whether they may still come in) goes to the primary and also
//! learns how far the primary's log of changes is. Later reads go to the replica if it has everything up to there, and to
//! the primary if it has not. After a write everything goes to the primary. Work that is handed to other tasks, and
//! everything outside, stays on the primary (docs/decisions/0016-many-machines.md).

use std::cell::Cell;

use super::{Lsn, postgres::Place};

tokio::task_local! {
    static SO_FAR: Cell<Place>;
}

/// Runs one request that only reads.
pub async fn following<T>(request: impl Future<Output = T>) -> T {
    SO_FAR.scope(Cell::new(Place::PrimaryMarked), request).await
}

/// From here on the request at hand reads from the primary: something that another task wrote must be seen.
pub fn stay_on_the_primary() {
    set(Place::Primary);
}

/// Where the next read goes.
pub(super) fn place() -> Place {
    SO_FAR.try_with(Cell::get).unwrap_or(Place::Primary)
}

/// A read has learned how far the primary's log of changes is.
pub(super) fn saw(mark: Option<Lsn>) {
    if let (Some(mark), Place::PrimaryMarked) = (mark, place()) {
        set(Place::Replica(mark));
    }
}

fn set(place: Place) {
    // Outside of a request that follows there is nothing to set.
    let _ = SO_FAR.try_with(|so_far| so_far.set(place));
}

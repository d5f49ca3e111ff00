//! SQLite's reading connections. Whoever reads for a page takes one, reads with it where they are, and gives it back: most
//! reads are over sooner than another thread would have woken up for them. What takes long goes aside, to a thread of its
//! own: whoever answers meanwhile must not wait behind it.

use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;

use super::{DbError, queue_full, stopped};

/// Reads that may wait for a connection before new ones are turned away as busy.
pub(super) const QUEUE: usize = 4096;

pub(super) struct Readers {
    free: flume::Receiver<Connection>,
    back: flume::Sender<Connection>,
    waiting: AtomicUsize,
}

/// One that waits, until this is dropped.
struct Wait<'r>(&'r AtomicUsize);

impl Readers {
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        let (back, free) = flume::unbounded();
        for connection in connections {
            // The other end is held here.
            drop(back.send(connection));
        }
        Self { free, back, waiting: AtomicUsize::new(0) }
    }

    /// Reads on this thread when a connection is free. `work` does not panic.
    pub(super) async fn read<T>(&self, work: impl FnOnce(&Connection) -> T) -> Result<T, DbError> {
        let connection = self.take().await?;
        Ok(read_with(&self.back, connection, work))
    }

    /// Reads on a thread for what takes long, when a connection is free. `work` does not panic.
    pub(super) async fn read_aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> T + Send + 'static,
    ) -> Result<T, DbError> {
        let connection = self.take().await?;
        let back = self.back.clone();
        let done = tokio::task::spawn_blocking(move || read_with(&back, connection, work));
        done.await.map_err(|_| stopped())
    }

    /// [`Readers::read`] for code that is not async.
    pub(super) fn read_now<T>(&self, work: impl FnOnce(&Connection) -> T) -> Result<T, DbError> {
        let _wait = self.wait()?;
        let connection = self.free.recv().map_err(|_| stopped())?;
        Ok(read_with(&self.back, connection, work))
    }

    async fn take(&self) -> Result<Connection, DbError> {
        if let Ok(connection) = self.free.try_recv() {
            return Ok(connection);
        }
        let _wait = self.wait()?;
        self.free.recv_async().await.map_err(|_| stopped())
    }

    /// Does something to each connection that nobody reads with now.
    pub(super) fn each_free(&self, mut change: impl FnMut(&Connection) -> Result<(), DbError>) -> Result<(), DbError> {
        let free: Vec<Connection> = self.free.try_iter().collect();
        free.into_iter().try_for_each(|connection| read_with(&self.back, connection, &mut change))
    }

    /// Reads that wait for a connection.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Closes every connection, each when its reader has given it back.
    pub(super) fn close(self) {
        let Self { free, back, .. } = self;
        drop(back);
        free.iter().for_each(drop);
    }

    fn wait(&self) -> Result<Wait<'_>, DbError> {
        let wait = Wait(&self.waiting);
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        if before < QUEUE { Ok(wait) } else { Err(queue_full()) }
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn read_with<T>(back: &flume::Sender<Connection>, connection: Connection, work: impl FnOnce(&Connection) -> T) -> T {
    let done = work(&connection);
    // Nobody takes it back when the program has ended meanwhile.
    drop(back.send(connection));
    done
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

    use std::sync::mpsc;

    use crate::{
        db::{Db, DbError, Tenant},
        sql,
    };

    #[tokio::test]
    async fn what_takes_long_keeps_no_page_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(&folder.path().join("test.db"), 1).unwrap();
        let (begun, has_begun) = mpsc::channel();
        let (end, may_end) = mpsc::channel();
        let long = tokio::spawn({
            let db = db.clone();
            async move {
                let wait = move |_: &mut crate::db::Tx<'_>| {
                    begun.send(()).unwrap();
                    may_end.recv().unwrap();
                    Ok::<_, DbError>("long")
                };
                db.read_long(Tenant::System, wait).await
            }
        });
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        let page = db.read(Tenant::System, |tx| tx.one::<i64>(sql!("SELECT 1"), &[])).await.unwrap();
        assert_eq!(page, Some(1));
        end.send(()).unwrap();
        assert_eq!(long.await.unwrap().unwrap(), "long");
        assert!(db.close(), "every connection came back");
    }

    #[tokio::test]
    async fn work_that_panics_gives_its_connection_back() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(&folder.path().join("test.db"), 1).unwrap();
        for _ in 0..3 {
            let broken = db.read(Tenant::System, |_| -> Result<(), DbError> { panic!("a mistake") }).await;
            assert!(broken.is_err());
            let broken = db.read_long(Tenant::System, |_| -> Result<(), DbError> { panic!("a mistake") }).await;
            assert!(broken.is_err());
        }
        assert!(db.close());
    }
}

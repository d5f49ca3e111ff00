//! How fast the disk keeps things: syncs a second, and the smallest durable transaction by one and by many at once.

use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
    path::Path,
    sync::mpsc::{SyncSender, sync_channel},
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{Stop, run::Times};

const SECONDS: f64 = 2.0;

/// What the disk under the data folder does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disk {
    /// Four kilobytes written over and synced, one after the other.
    pub syncs: Times,
    /// Microseconds of processor time of a line of 400 bytes put at the end of a file: what keeping a look costs the page.
    pub line_micros: f64,
    /// Two rows in a transaction of their own, by the number of writers that take turns.
    pub transactions: Vec<(usize, Times)>,
}

/// Measures in a folder, with files that are taken away again.
///
/// # Errors
/// When they cannot be written.
pub fn measure(folder: &Path) -> Result<Disk, Stop> {
    let syncs = syncs(&folder.join("bench-floor.bin"))?;
    let transactions = [1, 16, 64].into_iter().map(|writers| Ok((writers, transactions(folder, writers)?)));
    let transactions = transactions.collect::<Result<_, Stop>>()?;
    Ok(Disk { syncs, line_micros: line(&folder.join("bench-floor.lines"))?, transactions })
}

fn histogram() -> Result<Histogram<u64>, Stop> {
    Histogram::new_with_bounds(1, 600_000_000, 3).map_err(Stop::because)
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

fn syncs(path: &Path) -> Result<Times, Stop> {
    let (mut file, page, mut times) = (File::create(path).map_err(Stop::because)?, [7_u8; 4096], histogram()?);
    let begun = Instant::now();
    while begun.elapsed().as_secs_f64() < SECONDS {
        let from = Instant::now();
        file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&page)).map_err(Stop::because)?;
        file.sync_data().map_err(Stop::because)?;
        times.saturating_record(micros(from));
    }
    let seconds = begun.elapsed().as_secs_f64();
    std::fs::remove_file(path).map_err(Stop::because)?;
    Ok(Times::of(&times, seconds))
}

fn line(path: &Path) -> Result<f64, Stop> {
    const LINES: u32 = 20_000;
    let (mut file, line) = (File::create(path).map_err(Stop::because)?, [b'a'; 400]);
    let before = super::statements::on_cpu();
    (0..LINES).try_for_each(|_| file.write_all(&line)).map_err(Stop::because)?;
    let took = super::statements::on_cpu() - before;
    std::fs::remove_file(path).map_err(Stop::because)?;
    Ok(took / f64::from(LINES))
}

/// Writers wait for one another in line, as SQLite has them; each transaction is durable before the next begins.
fn transactions(folder: &Path, writers: usize) -> Result<Times, Stop> {
    let path = folder.join("bench-floor.db");
    let connection = Connection::open(&path).map_err(Stop::because)?;
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;",
        )
        .map_err(Stop::because)?;
    let (to, line) = sync_channel::<SyncSender<()>>(writers);
    let begun = Instant::now();
    let end = begun + Duration::from_secs_f64(SECONDS);
    let threads: Vec<_> = (0..writers)
        .map(|_| {
            let to = to.clone();
            std::thread::spawn(move || wait_until(&to, end))
        })
        .collect();
    drop(to);
    for done in line {
        write(&connection).map_err(Stop::because)?;
        // Whoever asked may have left.
        done.send(()).ok();
    }
    let mut all = histogram()?;
    for thread in threads {
        let times = thread.join().map_err(|_| Stop("a writer of the floor stopped".to_owned()))??;
        all.add(&times).map_err(Stop::because)?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    drop(connection);
    for ending in ["", "-wal", "-shm"] {
        // The side files are gone already when the connection closed well.
        drop(std::fs::remove_file(folder.join(format!("bench-floor.db{ending}"))));
    }
    Ok(Times::of(&all, seconds))
}

/// Asks for one transaction after the other and waits for each.
fn wait_until(to: &SyncSender<SyncSender<()>>, end: Instant) -> Result<Histogram<u64>, Stop> {
    let mut times = histogram()?;
    while Instant::now() < end {
        let (from, (done, wait)) = (Instant::now(), sync_channel(1));
        to.send(done).map_err(Stop::because)?;
        wait.recv().map_err(Stop::because)?;
        times.saturating_record(micros(from));
    }
    Ok(times)
}

fn write(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut insert = connection.prepare_cached("INSERT INTO floor (words) VALUES (?1)")?;
    for words in ["We walked to the library.", "They want to try the class."] {
        insert.execute([words])?;
    }
    connection.execute_batch("COMMIT")
}

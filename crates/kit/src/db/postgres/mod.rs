//! PostgreSQL: a bounded set of threads, each with its own connection, that take work from one queue.
//!
//! The sync client drives its connection on the thread that uses it, so nothing wakes another thread between the
//! statements of a transaction, and no async worker is ever held. A lost connection is made anew for the next work; while
//! the server is away, work is refused at once instead of each piece waiting for a connection that does not come.

mod line;
mod opening;
mod outage;
mod text;

use std::sync::{Arc, atomic::AtomicBool};

pub use self::opening::Lsn;
use self::{line::Door, outage::Outage};
pub(super) use self::{
    line::{Asked, Line},
    opening::{Opening, Place},
};
use super::DbError;

const QUEUE: usize = 4096;

/// What stands between the program and PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pooler {
    /// Nothing, or what gives a connection a server session of its own.
    #[default]
    None,
    /// A pooler in transaction mode: each transaction may run in another session, so nothing may be left in one.
    Transaction,
}

/// Where PostgreSQL is and how it is used.
#[derive(Debug, Clone, Default)]
pub struct Server {
    /// The primary; several hosts when one of them is to be found.
    pub url: String,
    /// Connections of this program to it.
    pub connections: usize,
    pub pooler: Pooler,
    /// A streaming replica for pages that only read.
    pub replica_url: Option<String>,
}

/// What is done in a transaction, or with the reason why there is none.
type Run = Box<dyn FnOnce(Result<&mut Line, DbError>) + Send>;

/// A transaction to be run: how it begins, and what is done in it.
pub(super) struct Job {
    pub(super) opening: Opening,
    pub(super) run: Run,
}

/// The queues that the connection threads take from.
pub(super) struct Postgres {
    pub(super) jobs: flume::Sender<Job>,
    /// Work for the replica, when there is one.
    pub(super) replica: Option<flume::Sender<Job>>,
    /// True from a write that the primary's disk did not take until one is known to be taken.
    pub(super) is_unwritable: Arc<AtomicBool>,
}

impl Postgres {
    pub(super) fn open(server: &Server) -> Result<Self, DbError> {
        let door = Door::new(&server.url, server.pooler)?;
        let is_unwritable = door.is_unwritable();
        // The first connection is made now, so that a wrong address stops the program at its start.
        let first = Some(door.connect()?);
        let connections = server.connections.max(1);
        let jobs = start("postgres", door, first, connections, None)?;
        let replica = match &server.replica_url {
            // A replica that is not there yet is no reason not to start: its work goes to the primary.
            Some(url) => {
                let door = Door::new(url, server.pooler)?;
                Some(start("replica", door, None, connections, Some(jobs.clone()))?)
            }
            None => None,
        };
        Ok(Self { jobs, replica, is_unwritable })
    }
}

impl Postgres {
    /// Where a read that begins like this is lined up.
    pub(super) fn queue_for(&self, opening: &Opening) -> &flume::Sender<Job> {
        match (&self.replica, opening.place) {
            (Some(replica), Place::Replica(_)) => replica,
            _ => &self.jobs,
        }
    }
}

/// Starts the threads of one server. What it cannot do goes to `instead`, when that is given.
fn start(
    name: &str,
    door: Door,
    mut first: Option<Line>,
    connections: usize,
    instead: Option<flume::Sender<Job>>,
) -> Result<flume::Sender<Job>, DbError> {
    let (jobs, queue) = flume::bounded::<Job>(QUEUE);
    let outage = Arc::new(Outage::default());
    for number in 0..connections {
        let (queue, instead) = (queue.clone(), instead.clone());
        let mut worker = Worker { door: door.clone(), line: first.take(), outage: outage.clone() };
        std::thread::Builder::new()
            .name(format!("{name}-{number}"))
            .spawn(move || {
                while let Ok(job) = queue.recv() {
                    match &instead {
                        None => worker.serve(job),
                        Some(primary) => worker.serve_or_pass_on(job, primary),
                    }
                }
            })
            .map_err(|error| DbError::Driver(error.to_string()))?;
    }
    Ok(jobs)
}

/// One thread with its connection.
struct Worker {
    door: Door,
    line: Option<Line>,
    outage: Arc<Outage>,
}

impl Worker {
    fn serve(&mut self, job: Job) {
        match self.begin(&job.opening) {
            Ok(line) => (job.run)(Ok(line)),
            Err(error) => (job.run)(Err(error)),
        }
        self.forget_lost();
    }

    /// Reads on the replica when it is there and has everything that the reader must see; else the primary does it.
    fn serve_or_pass_on(&mut self, job: Job, primary: &flume::Sender<Job>) {
        let outcome = match self.begin(&job.opening) {
            Ok(line) if line.is_behind() => {
                line.undo();
                "behind"
            }
            Ok(line) => {
                (job.run)(Ok(line));
                metrics::counter!("accompany_replica_reads_total", "outcome" => "read").increment(1);
                return self.forget_lost();
            }
            Err(_) => "away",
        };
        self.forget_lost();
        metrics::counter!("accompany_replica_reads_total", "outcome" => outcome).increment(1);
        let job = Job { opening: job.opening.on_the_primary(), run: job.run };
        if let Err(refused) = primary.try_send(job) {
            (refused.into_inner().run)(Err(DbError::Busy("too much work is waiting".to_owned())));
        }
    }

    /// Begins a transaction. A connection that was lost while nobody used it shows it here, before any work was done, and
    /// is made anew once.
    fn begin(&mut self, opening: &Opening) -> Result<&mut Line, DbError> {
        let begun = self.line.as_mut().map(|line| line.begin(opening));
        match begun {
            Some(Ok(())) => self.outage.answered(),
            Some(Err(error)) if !matches!(error, DbError::Away(_)) => return Err(error),
            // Closed before another is asked for: a pooler or a server may count them.
            Some(Err(_)) | None => {
                self.line = None;
                self.line = Some(self.begin_anew(opening)?);
            }
        }
        self.line.as_mut().ok_or_else(|| DbError::Away("no connection".to_owned()))
    }

    fn begin_anew(&self, opening: &Opening) -> Result<Line, DbError> {
        let leave = self.outage.leave()?;
        let line = self.door.connect().map_err(|error| DbError::Away(error.to_string())).and_then(|mut line| {
            line.begin(opening)?;
            Ok(line)
        });
        match &line {
            Ok(_) => self.outage.reached(),
            // Whoever could not have its turn has reached the server all the same.
            Err(DbError::Busy(_)) => self.outage.reached(),
            Err(error) => self.outage.failed(leave, error),
        }
        line
    }

    fn forget_lost(&mut self) {
        if self.line.as_ref().is_some_and(Line::is_lost) {
            self.line = None;
        }
    }
}

#[cfg(test)]
mod tests;

//! PostgreSQL: a bounded set of threads, each with its own connection, that take work from one queue.
//!
//! The sync client drives its connection on the thread that uses it, so nothing wakes another thread between the
//! statements of a transaction, and no async worker is ever held. A lost connection is made anew for the next work.

use std::time::Duration;

use postgres::{Client, Config, NoTls};

use super::{DbError, tx::Prepared};

const QUEUE: usize = 4096;

/// A connection with the statements prepared on it.
pub(super) struct Line {
    pub(super) client: Client,
    pub(super) prepared: Prepared,
}

pub(super) type Job = Box<dyn FnOnce(Result<&mut Line, DbError>) + Send>;

/// The queue that the connection threads take from.
pub(super) struct Postgres {
    pub(super) jobs: flume::Sender<Job>,
}

impl Postgres {
    pub(super) fn open(url: &str, connections: usize) -> Result<Self, DbError> {
        let config = read_url(url)?;
        // The first connection is made now, so that a wrong address stops the program at its start.
        let mut first = Some(connect(&config)?);
        let (jobs, queue) = flume::bounded::<Job>(QUEUE);
        for number in 0..connections.max(1) {
            let (queue, config, mut line) = (queue.clone(), config.clone(), first.take());
            std::thread::Builder::new()
                .name(format!("postgres-{number}"))
                .spawn(move || {
                    while let Ok(job) = queue.recv() {
                        serve(&config, &mut line, job);
                    }
                })
                .map_err(|error| DbError::Driver(error.to_string()))?;
        }
        Ok(Self { jobs })
    }
}

fn serve(config: &Config, line: &mut Option<Line>, job: Job) {
    if line.as_ref().is_some_and(|line| line.client.is_closed()) {
        *line = None;
    }
    if line.is_none() {
        match connect(config) {
            Ok(fresh) => *line = Some(fresh),
            Err(error) => return job(Err(DbError::Busy(error.to_string()))),
        }
    }
    if let Some(line) = line.as_mut() {
        job(Ok(line));
    }
}

fn read_url(url: &str) -> Result<Config, DbError> {
    let mut config: Config = url.parse().map_err(|error: postgres::Error| DbError::Driver(error.to_string()))?;
    config.application_name("accompany").connect_timeout(Duration::from_secs(5));
    Ok(config)
}

fn connect(config: &Config) -> Result<Line, DbError> {
    let mut client = match config.get_ssl_mode() {
        postgres::config::SslMode::Require => config.connect(tls())?,
        _ => config.connect(NoTls)?,
    };
    // Compiling a statement of a page costs more than running it.
    client.batch_execute(
        "SET TIME ZONE 'UTC'; SET jit = off; SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'",
    )?;
    Ok(Line { client, prepared: Prepared::new() })
}

fn tls() -> tokio_postgres_rustls::MakeRustlsConnect {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    tokio_postgres_rustls::MakeRustlsConnect::new(config)
}

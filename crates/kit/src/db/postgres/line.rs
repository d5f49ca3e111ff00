//! One connection: beginning a transaction on it, running statements, ending it.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use postgres::{
    Client, Config, NoTls, RowIter, SimpleQueryMessage,
    config::{SslMode, TargetSessionAttrs},
    error::Severity,
    fallible_iterator::FallibleIterator,
    types::{ToSql, Type},
};

use super::{
    super::{DbError, Row, Statement, row::Cells, value::Value},
    Lsn, Pooler,
    opening::{Opening, Place, SESSION},
    text::AsText,
};

/// After so long without a word from a host that should answer, it counts as dead.
const DEAD_AFTER: Duration = Duration::from_secs(15);

/// Where a server is, and how to come in.
#[derive(Clone)]
pub(super) struct Door {
    config: Config,
    pooler: Pooler,
    is_unwritable: Arc<AtomicBool>,
}

impl Door {
    /// Reads an address. Of several hosts, the one that can be written to is meant, unless the address says otherwise.
    pub(super) fn new(url: &str, pooler: Pooler) -> Result<Self, DbError> {
        let mut config: Config = url.parse().map_err(|error: postgres::Error| DbError::Driver(error.to_string()))?;
        config.application_name("accompany");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(DEAD_AFTER);
        }
        if config.get_keepalives_interval().is_none() {
            let knock = Duration::from_secs(5);
            config.keepalives_idle(knock).keepalives_interval(knock).keepalives_retries(2);
        }
        if config.get_hosts().len() > 1 && config.get_target_session_attrs() == TargetSessionAttrs::Any {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        Ok(Self { config, pooler, is_unwritable: Arc::default() })
    }

    /// Set by every connection to this server when it says that its disk is full.
    pub(super) fn is_unwritable(&self) -> Arc<AtomicBool> {
        self.is_unwritable.clone()
    }

    pub(super) fn connect(&self) -> Result<Line, DbError> {
        let is_warned = Arc::new(AtomicBool::new(false));
        let (mut config, warned) = (self.config.clone(), is_warned.clone());
        config.notice_callback(move |notice| {
            if notice.parsed_severity() == Some(Severity::Warning) {
                warned.store(true, Ordering::Relaxed);
            }
        });
        let mut client = match config.get_ssl_mode() {
            SslMode::Require => config.connect(tls())?,
            _ => config.connect(NoTls)?,
        };
        if self.pooler == Pooler::None {
            let settings: Vec<String> = SESSION.iter().map(|(name, value)| format!("SET {name} = '{value}'")).collect();
            client.batch_execute(&settings.join("; "))?;
        }
        let prepared = (self.pooler == Pooler::None).then(HashMap::new);
        let pooler = self.pooler;
        let is_unwritable = self.is_unwritable();
        let (mark, state) = (None, State::Whole);
        Ok(Line { client, pooler, prepared, is_warned, is_unwritable, mark, state, is_behind: false })
    }
}

fn tls() -> tokio_postgres_rustls::MakeRustlsConnect {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    tokio_postgres_rustls::MakeRustlsConnect::new(config)
}

/// A text to run: one of the program's statements, or one that is made at hand.
#[derive(Clone, Copy)]
pub(in crate::db) enum Asked<'t> {
    Statement(&'static Statement),
    Text(&'t str),
}

impl Asked<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Statement(statement) => statement.text(),
            Self::Text(text) => text,
        }
    }
}

/// How the connection and its transaction are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    /// A statement failed: the server undoes this transaction, whatever follows.
    Failed,
    /// The connection is not to be used any more.
    Lost,
}

/// A connection.
pub(in crate::db) struct Line {
    client: Client,
    pooler: Pooler,
    /// Statements prepared in this connection's session, by the address of their text. None under a pooler, where no
    /// session is ours.
    prepared: Option<HashMap<usize, postgres::Statement>>,
    /// The server warned of something since this was last set back.
    is_warned: Arc<AtomicBool>,
    is_unwritable: Arc<AtomicBool>,
    mark: Option<Lsn>,
    state: State,
    is_behind: bool,
}

impl Line {
    /// How far the primary's log of changes was when the transaction began, where that was asked for.
    pub(in crate::db) fn mark(&self) -> Option<Lsn> {
        self.mark
    }

    /// The replica did not have yet what the reader must see.
    pub(super) fn is_behind(&self) -> bool {
        self.is_behind
    }

    pub(super) fn is_lost(&self) -> bool {
        self.state == State::Lost || self.client.is_closed()
    }

    /// Begins a transaction, in one message.
    pub(super) fn begin(&mut self, opening: &Opening) -> Result<(), DbError> {
        (self.state, self.mark, self.is_behind) = (State::Whole, None, false);
        let text = opening.text(self.pooler);
        let begun = match opening.place {
            Place::Primary => self.client.batch_execute(&text).map_err(DbError::from),
            Place::PrimaryMarked => {
                self.ask(&text).map(|told| self.mark = told.last().and_then(|lsn| lsn.parse().ok()))
            }
            Place::Replica(_) => {
                self.ask(&text).map(|told| self.is_behind = told.first().is_none_or(|told| told != "t"))
            }
        };
        // Beginning fails for no reason of the work's own: a server that cannot do it is not the one that is meant.
        let begun = begun.map_err(|error| match error {
            DbError::Driver(why) => DbError::Away(why),
            other => other,
        });
        begun.inspect_err(|error| self.failed_with(error)).inspect_err(|_| self.undo())
    }

    /// The first cell of every row of every answer.
    fn ask(&mut self, text: &str) -> Result<Vec<String>, DbError> {
        let answers = self.client.simple_query(text)?;
        let cell = |answer: &SimpleQueryMessage| match answer {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        };
        Ok(answers.iter().filter_map(cell).collect())
    }

    /// Makes the transaction last. An error here may mean that it lasts and that only the answer was lost.
    pub(in crate::db) fn keep(&mut self) -> Result<(), DbError> {
        if self.state == State::Failed {
            self.undo();
            // Its commit would be answered like any other, and keep nothing.
            return Err(DbError::Driver("the work went on after a statement had failed".to_owned()));
        }
        self.is_warned.store(false, Ordering::Relaxed);
        if let Err(error) = self.client.batch_execute("COMMIT") {
            let error = DbError::from(error);
            self.failed_with(&error);
            return Err(match error {
                DbError::Away(why) | DbError::Busy(why) => DbError::Unsure(why),
                other => other,
            });
        }
        // The one thing that a commit warns of: it is here, but was not seen to be on the synchronous replica.
        if self.is_warned.load(Ordering::Relaxed) {
            return Err(DbError::Unsure("the commit was not confirmed by the replica".to_owned()));
        }
        Ok(())
    }

    /// Undoes the transaction.
    pub(in crate::db) fn undo(&mut self) {
        if self.state != State::Lost && self.client.batch_execute("ROLLBACK").is_err() {
            self.state = State::Lost;
        }
    }

    /// Runs a text; gives each row of the answer to `take`, which says whether to go on. Answers how many rows were
    /// changed or read; nothing certain when `take` stopped.
    pub(in crate::db) fn run(
        &mut self,
        asked: Asked<'_>,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&mut Row<'_>) -> Result<bool, DbError>,
    ) -> Result<u64, DbError> {
        // An answer that the work itself cannot read does not undo the transaction.
        let mut refused = None;
        let done = self.rows(asked, values).and_then(|mut rows| {
            while let Some(row) = rows.next()? {
                match take(&mut Row::new(Cells::Postgres(&row))) {
                    Ok(true) => {}
                    Ok(false) => return Ok(0),
                    Err(error) => {
                        refused = Some(error);
                        return Ok(0);
                    }
                }
            }
            Ok(rows.rows_affected().unwrap_or(0))
        });
        match (done.map_err(DbError::from), refused) {
            (Err(error), _) => {
                self.failed_with(&error);
                Err(error)
            }
            (Ok(_), Some(error)) => Err(error),
            (Ok(count), None) => Ok(count),
        }
    }

    fn rows(&mut self, asked: Asked<'_>, values: &[Value<'_>]) -> Result<RowIter<'_>, postgres::Error> {
        match (&mut self.prepared, asked) {
            (None, asked) => {
                let values = values.iter().map(|value| (AsText(value), Type::UNKNOWN));
                self.client.query_typed_raw(asked.text(), values)
            }
            (Some(_), Asked::Text(text)) => self.client.query_raw(text, in_binary(values)),
            (Some(prepared), Asked::Statement(statement)) => {
                let address = std::ptr::from_ref(statement).addr();
                let ready = match prepared.get(&address) {
                    Some(ready) => ready.clone(),
                    None => {
                        let ready = self.client.prepare(statement.text())?;
                        prepared.insert(address, ready.clone());
                        ready
                    }
                };
                self.client.query_raw(&ready, in_binary(values))
            }
        }
    }

    /// Runs several statements at once, without values.
    pub(in crate::db) fn run_many(&mut self, text: &str) -> Result<(), DbError> {
        let done = self.client.batch_execute(text).map_err(DbError::from);
        done.inspect_err(|error| self.failed_with(error))
    }

    /// Asks the server to parse and plan a statement without running it.
    pub(in crate::db) fn check(&mut self, statement: &'static Statement) -> Result<(), DbError> {
        if self.prepared.is_some() {
            let checked = self.client.prepare(statement.text()).map(drop).map_err(DbError::from);
            return checked.inspect_err(|error| self.failed_with(error));
        }
        let nothing = vec![Value::Null; statement.parameters()];
        self.run(Asked::Text(&format!("EXPLAIN {}", statement.text())), &nothing, &mut |_| Ok(true)).map(drop)
    }

    fn failed_with(&mut self, error: &DbError) {
        if matches!(error, DbError::Unwritable(_)) {
            self.is_unwritable.store(true, Ordering::Relaxed);
        }
        let is_lost = matches!(error, DbError::Away(_)) || self.client.is_closed();
        self.state = if is_lost { State::Lost } else { State::Failed };
    }
}

fn in_binary<'v>(values: &'v [Value<'v>]) -> impl ExactSizeIterator<Item = &'v (dyn ToSql + Sync)> {
    values.iter().map(|value| -> &'v (dyn ToSql + Sync) { value })
}

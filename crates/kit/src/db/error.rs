//! What can go wrong in storage, said the same way for both engines.

/// A storage failure. "Not found" is not one: queries answer `Option`.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique, foreign-key or check constraint refused the change; `constraint` is its name where the engine tells.
    #[error("conflict with {constraint}")]
    Conflict { constraint: String },
    /// The engine or its queue is too busy: trying again may work.
    #[error("storage is busy: {0}")]
    Busy(String),
    /// The server cannot be reached, or was lost before the work was done: nothing was changed.
    #[error("storage is away: {0}")]
    Away(String),
    /// The server was lost while it made a change last: it may have been kept or not.
    #[error("storage was lost in the last moment: {0}")]
    Unsure(String),
    /// The disk is full or cannot be written.
    #[error("storage cannot be written: {0}")]
    Unwritable(String),
    /// A stored value is not of the type that was asked for.
    #[error("unreadable value in column {column}: {why}")]
    Decode { column: usize, why: String },
    /// Anything else that the driver reports.
    #[error("storage failed: {0}")]
    Driver(String),
}

impl DbError {
    /// True when this is a refusal by the named constraint.
    pub fn is_conflict_with(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint.contains(name))
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return Self::Driver(error.to_string());
        };
        let words = message.clone().unwrap_or_else(|| error.to_string());
        match code.code {
            // SQLite says "UNIQUE constraint failed: accounts.organization_id, accounts.email".
            ErrorCode::ConstraintViolation => Self::Conflict {
                constraint: words.split_once("failed: ").map_or(words.clone(), |(_, name)| name.to_owned()),
            },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy(words),
            ErrorCode::DiskFull | ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::SystemIoFailure => {
                Self::Unwritable(words)
            }
            _ => Self::Driver(words),
        }
    }
}

impl From<postgres::Error> for DbError {
    fn from(error: postgres::Error) -> Self {
        use postgres::error::SqlState;
        let Some(db) = error.as_db_error() else {
            return if is_of_the_line(&error) {
                Self::Away(full_words(&error))
            } else {
                Self::Driver(full_words(&error))
            };
        };
        let code = db.code();
        if code.code().starts_with("23") {
            let constraint = db.constraint().or_else(|| db.column()).unwrap_or(db.message());
            return Self::Conflict { constraint: constraint.to_owned() };
        }
        // Poolers say with class 08 that they found no server, or waited too long for one.
        if code.code().starts_with("08") {
            return Self::Away(db.message().to_owned());
        }
        match code {
            &SqlState::T_R_SERIALIZATION_FAILURE
            | &SqlState::T_R_DEADLOCK_DETECTED
            | &SqlState::QUERY_CANCELED
            | &SqlState::LOCK_NOT_AVAILABLE => Self::Busy(db.message().to_owned()),
            // A write on a server that only reads: what was the primary is one no more.
            &SqlState::READ_ONLY_SQL_TRANSACTION
            | &SqlState::ADMIN_SHUTDOWN
            | &SqlState::CRASH_SHUTDOWN
            | &SqlState::CANNOT_CONNECT_NOW
            | &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
            | &SqlState::TOO_MANY_CONNECTIONS => Self::Away(db.message().to_owned()),
            &SqlState::DISK_FULL => Self::Unwritable(db.message().to_owned()),
            _ => Self::Driver(format!("{} ({})", db.message(), code.code())),
        }
    }
}

/// Whether the connection itself failed, and not what was asked over it: a value that cannot be sent is an error of input
/// or output to the driver too.
fn is_of_the_line(error: &postgres::Error) -> bool {
    use std::{error::Error, io};
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    let is_io = cause.is_some_and(|io| !matches!(io.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData));
    error.is_closed() || is_io
}

/// The driver hides the cause behind `source`; a person fixing a set-up needs it.
fn full_words(error: &postgres::Error) -> String {
    use std::error::Error;
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

//! Configuration: a file, then environment variables, then flags; each later one wins.
//!
//! Every setting stands once in [`KEYS`], from which come the reading, the check for misspelled names, the table in
//! the documentation and what `doctor` prints. Whatever is wrong stops the start, all of it in one message.

mod error;
mod keys;
mod network;
mod read;
mod sources;
mod values;

pub use error::{ConfigError, Problem};
pub use keys::{KEYS, Key};
pub use network::Network;
pub use sources::{Origin, Sources};
pub use values::{
    Choice, Database, FilesConfig, Limits, LogFormat, LogLevel, MailConfig, MailSecurity, SecretText, Sessions,
    TlsFiles,
};

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use url::Url;

use crate::db::Pooler;

/// Everything that can be set, checked and ready to use.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder for the database, attachments and keys.
    pub data: PathBuf,
    /// Where the program listens.
    pub listen: SocketAddr,
    /// How people reach it; links in mails begin with this. Always ends in `/`.
    pub public_url: Url,
    /// Where the records are.
    pub database: Database,
    /// SQLite's connections for reading; `None` means one for each processor core.
    pub database_readers: Option<usize>,
    /// PostgreSQL's connections; `None` means two for each processor core.
    pub database_connections: Option<usize>,
    /// What stands between the program and PostgreSQL.
    pub database_pooler: Pooler,
    /// A replica of PostgreSQL for pages that only read.
    pub database_replica: Option<SecretText>,
    /// The least severe thing that is logged.
    pub log: LogLevel,
    /// What a line of the log looks like.
    pub log_format: LogFormat,
    /// The zone of a program that has none of its own.
    pub time_zone: TimeZone,
    /// The mail server; `None` means that nothing is sent and links are handed over by hand.
    pub mail: Option<MailConfig>,
    /// Where attachments are.
    pub files: FilesConfig,
    /// The server's own certificate; `None` behind a reverse proxy.
    pub tls: Option<TlsFiles>,
    /// How long people stay signed in.
    pub sessions: Sessions,
    /// How much may be sent at once.
    pub limits: Limits,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    effective: Vec<Effective>,
}

/// One setting as it is in force, for people to read.
#[derive(Debug, Clone)]
struct Effective {
    key: &'static str,
    shown: String,
    origin: Origin,
}

impl Config {
    /// Reads and checks all sources. The error names every problem, where it is and what to do.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        read::config(sources)
    }

    /// The settings in force and where each comes from, one a line, secrets hidden.
    pub fn explain(&self) -> String {
        let mut text = String::new();
        for setting in &self.effective {
            // Writing to a String can't fail.
            let _ = writeln!(text, "{} = {}  ({})", setting.key, setting.shown, setting.origin);
        }
        text
    }

    /// The table of all settings for the documentation.
    pub fn reference_markdown() -> String {
        keys::reference_markdown()
    }
}

#[cfg(test)]
mod tests;

//! The types of settings.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::db::Pooler;

/// Text that must not be shown: its `Debug` hides it, and it has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one call that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText(hidden)")
    }
}

/// A setting with a few allowed words.
pub trait Choice: Copy + 'static {
    /// Each word with its meaning.
    const WORDS: &'static [(&'static str, Self)];
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words speak for themselves")]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Choice for LogLevel {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("error", Self::Error),
        ("warn", Self::Warn),
        ("info", Self::Info),
        ("debug", Self::Debug),
        ("trace", Self::Trace),
    ];
}

/// What a line of the log looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Choice for LogFormat {
    const WORDS: &'static [(&'static str, Self)] = &[("text", Self::Text), ("json", Self::Json)];
}

/// Where the records are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL address, password and all.
    Postgres(SecretText),
}

impl Choice for Pooler {
    const WORDS: &'static [(&'static str, Self)] = &[("none", Self::None), ("transaction", Self::Transaction)];
}

/// How the line to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS from the first byte.
    Tls,
    /// TLS after a plain greeting; required, never skipped.
    StartTls,
    /// In the clear.
    None,
}

impl Choice for MailSecurity {
    const WORDS: &'static [(&'static str, Self)] =
        &[("tls", Self::Tls), ("starttls", Self::StartTls), ("none", Self::None)];
}

/// How mail goes out.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is protected.
    pub security: MailSecurity,
    /// Who signs in there.
    pub login: Option<(String, SecretText)>,
    /// The sender.
    pub from: lettre::message::Mailbox,
}

impl MailConfig {
    /// Whether the server is this machine, where an unprotected line is fine.
    pub(super) fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }
}

/// Where attachments are.
#[derive(Debug, Clone)]
pub enum FilesConfig {
    /// In a folder.
    Folder(PathBuf),
    /// In a bucket of an S3-compatible server.
    S3 {
        /// The bucket.
        bucket: String,
        /// Its region.
        region: String,
        /// Another server than Amazon's.
        endpoint: Option<Url>,
        /// Who signs in there.
        access_key: SecretText,
        /// And with what.
        secret_key: SecretText,
    },
}

/// The server's own certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// PEM, the whole chain.
    pub certificate: PathBuf,
    /// PEM.
    pub key: PathBuf,
}

/// How long people stay signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sessions {
    /// Without a request.
    pub idle: Duration,
    /// In any case.
    pub absolute: Duration,
}

/// How much may be sent at once, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest request, in bytes.
    pub body_bytes: u64,
    /// The largest attachment, in bytes.
    pub attachment_bytes: u64,
    /// Open connections.
    pub connections: usize,
    /// How long the other side may keep us waiting: for a request's head, its body, the taking of an answer.
    pub patience: Duration,
    /// Requests of one account in a minute; 0 for no limit, as for the next two.
    pub account_per_minute: u32,
    /// Requests of one organization's accounts in a minute.
    pub organization_per_minute: u32,
    /// Requests in a minute of visitors at one address who are not signed in.
    pub visitor_per_minute: u32,
    /// Requests of one account, or of such visitors, worked on at once.
    pub account_at_once: usize,
    /// Requests of one organization worked on at once.
    pub organization_at_once: usize,
}

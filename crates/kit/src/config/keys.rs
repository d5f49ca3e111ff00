//! The one list of settings.

use std::fmt::Write as _;

/// What environment variables begin with.
pub(super) const ENV_PREFIX: &str = "ACCOMPANY_";
/// The configuration file's name in the data folder.
pub(super) const FILE_NAME: &str = "accompany.toml";

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its name, dotted inside a section of the file: `mail.host`.
    pub name: &'static str,
    /// The value without any configuration; empty means "none".
    pub default: &'static str,
    /// What it is for, in a sentence.
    pub help: &'static str,
    /// Whether it is hidden in output and may be read from a file of its own (`…_file`).
    pub is_secret: bool,
}

impl Key {
    /// `ACCOMPANY_MAIL_HOST` for `mail.host`.
    pub fn variable(&self) -> String {
        format!("{ENV_PREFIX}{}", self.name.replace('.', "_").to_uppercase())
    }
}

const fn key(name: &'static str, default: &'static str, help: &'static str) -> Key {
    Key { name, default, help, is_secret: false }
}

const fn secret(name: &'static str, help: &'static str) -> Key {
    Key { name, default: "", help, is_secret: true }
}

/// Every setting there is.
pub const KEYS: &[Key] = &[
    key("data", "accompany-data", "Folder for the database, attachments and keys."),
    key("listen", "127.0.0.1:8080", "Address and port to listen on."),
    key(
        "public_url",
        "",
        "Address at which people reach the site, such as `https://peers.example.org`. Links in mails begin with it, and passkeys belong to it. Empty: `http://localhost` and the port.",
    ),
    secret(
        "database_url",
        "`sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`; `HOST1:PORT1,HOST2:PORT2` means the one of them that can be written to. Empty: an SQLite file in the data folder.",
    ),
    key(
        "database_readers",
        "",
        "SQLite: pages that are read at a time, and as many longer reads beside them. Empty: one for each processor core.",
    ),
    key(
        "database_connections",
        "",
        "PostgreSQL: connections of this node to the primary, and as many to the replica. Empty: two for each processor core, at least 4.",
    ),
    key(
        "database_pooler",
        "none",
        "PostgreSQL: `transaction` behind a pooler that lends a server session for one transaction (PgBouncer with `pool_mode = transaction`): nothing is left in a session then, named statements neither.",
    ),
    secret(
        "database_replica_url",
        "PostgreSQL: a streaming replica. Pages that only read are read there when it has everything that was saved before they were asked for, else from the primary.",
    ),
    key("log", "info", "Least severe messages to log: `error`, `warn`, `info`, `debug` or `trace`."),
    key("log_format", "text", "`text` for people, `json` for machines."),
    key("time_zone", "America/New_York", "IANA time zone for programs that set none."),
    key("mail.host", "", "SMTP server. Empty: no mail is sent, and links are copied or printed instead."),
    key("mail.port", "", "SMTP port. Empty: 465 with `tls`, 587 with `starttls`, 25 with `none`."),
    key(
        "mail.security",
        "tls",
        "`tls`, `starttls` (refused when the server does not offer it) or `none` (only for a server on this machine).",
    ),
    key("mail.user", "", "User name at the SMTP server. Empty: none is sent."),
    secret("mail.password", "Password at the SMTP server."),
    key("mail.from", "", "Sender, such as `Peer Support <peers@example.org>`. Needed when `mail.host` is set."),
    key("files.kind", "folder", "Where attachments are kept: `folder` or `s3`."),
    key("files.path", "", "Folder for attachments. Empty: `files` in the data folder."),
    key("files.bucket", "", "S3 bucket. Needed for `s3`."),
    key("files.region", "us-east-1", "S3 region."),
    key("files.endpoint", "", "Address of an S3-compatible server. Empty: Amazon's."),
    secret("files.access_key", "S3 access key. Needed for `s3`."),
    secret("files.secret_key", "S3 secret key. Needed for `s3`."),
    key("tls.certificate", "", "PEM file with the certificate chain. Empty: no TLS here, a reverse proxy does it."),
    key("tls.key", "", "PEM file with the private key. Needed with `tls.certificate`."),
    key("sessions.idle_minutes", "30", "Minutes without a request after which somebody must sign in again."),
    key("sessions.absolute_hours", "12", "Hours after which somebody must sign in again in any case."),
    key("limits.body_mb", "30", "Largest request, in megabytes."),
    key("limits.attachment_mb", "20", "Largest attachment, in megabytes. At most `limits.body_mb`."),
    key(
        "limits.connections",
        "10000",
        "Connections that may be open at once; the file limit of the system may allow fewer.",
    ),
    key(
        "limits.account_per_minute",
        "1200",
        "Requests that one account may make in a minute; as many may come at once. 0: no limit.",
    ),
    key(
        "limits.organization_per_minute",
        "60000",
        "Requests that all accounts of one organization together may make in a minute. 0: no limit.",
    ),
    key(
        "limits.visitor_per_minute",
        "3000",
        "Requests of one network address in a minute by visitors who are not signed in. 0: no limit.",
    ),
    key(
        "limits.patience_seconds",
        "30",
        "Seconds that a request's head may take, that a connection may be kept without a request, that a body may bring nothing, and that nobody may take any of an answer.",
    ),
    key("limits.account_at_once", "12", "Requests of one account worked on at once; four times as many may wait."),
    key(
        "limits.organization_at_once",
        "128",
        "Requests of one organization worked on at once; four times as many may wait.",
    ),
    key(
        "trusted_proxies",
        "",
        "Addresses or networks (`10.0.0.0/8`) of reverse proxies whose `X-Forwarded-For` is believed, separated by commas or as a list.",
    ),
];

/// The setting of this name.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The candidate most like what was written, when it is like enough to be a slip.
pub(super) fn nearest<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

pub(super) fn reference_markdown() -> String {
    let mut text = String::from("| in the file | environment | default | what it is for |\n|---|---|---|---|\n");
    for key in KEYS {
        let default = if key.default.is_empty() { String::new() } else { format!("`{}`", key.default) };
        let file = if key.is_secret {
            format!(" May stand in a file of its own: `{}_file`, `{}_FILE`.", key.name, key.variable())
        } else {
            String::new()
        };
        // Writing to a String can't fail.
        let _ = writeln!(text, "| `{}` | `{}` | {default} | {}{file} |", key.name, key.variable(), key.help);
    }
    text
}

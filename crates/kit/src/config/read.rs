//! From found text to typed settings, with the checks that one setting makes on another.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use super::error::{ConfigError, Problem};
use super::keys::{self, KEYS};
use super::sources::{Found, Origin, Sources};
use super::values::{Choice, Database, FilesConfig, Limits, MailConfig, MailSecurity, SecretText, Sessions, TlsFiles};
use super::{Config, Effective, Network};

const MEGABYTE: u64 = 1024 * 1024;

pub(super) fn config(sources: &Sources) -> Result<Config, ConfigError> {
    let mut problems = Vec::new();
    let found = sources.merge(&mut problems);
    let settings = Settings { found, problems: RefCell::new(problems) };
    let config = settings.config();
    let problems = settings.problems.into_inner();
    match config {
        Some(config) if problems.is_empty() => Ok(config),
        _ => Err(ConfigError { problems }),
    }
}

/// The found texts, and the problems as they come up. A method that gives `None` has noted why.
struct Settings {
    found: BTreeMap<&'static str, Found>,
    problems: RefCell<Vec<Problem>>,
}

impl Settings {
    /// Reads every setting before giving up on any, so that all problems are told at once.
    fn config(&self) -> Option<Config> {
        let data = PathBuf::from(self.text("data"));
        let listen = self.parse("listen", "an address and a port, such as 127.0.0.1:8080");
        let public_url = self.public_url(listen);
        let database = self.database(&data);
        let database_readers = self.optional_count("database_readers");
        let database_connections = self.optional_count("database_connections");
        let (database_pooler, database_replica) = (self.choice("database_pooler"), self.replica(database.as_ref()));
        let (log, log_format) = (self.choice("log"), self.choice("log_format"));
        let time_zone = self.time_zone();
        let (mail, files, tls) = (self.mail(), self.files(&data), self.tls());
        let (sessions, limits) = (self.sessions(), self.limits());
        let trusted_proxies = self.networks("trusted_proxies");
        Some(Config {
            data,
            listen: listen?,
            public_url: public_url?,
            database: database?,
            database_readers: database_readers?,
            database_connections: database_connections?,
            database_pooler: database_pooler?,
            database_replica: database_replica?,
            log: log?,
            log_format: log_format?,
            time_zone: time_zone?,
            mail: mail?,
            files: files?,
            tls: tls?,
            sessions: sessions?,
            limits: limits?,
            trusted_proxies: trusted_proxies?,
            effective: self.effective(),
        })
    }

    fn public_url(&self, listen: Option<std::net::SocketAddr>) -> Option<Url> {
        const SHAPE: &str = "an address such as https://peers.example.org, without a path";
        let text = self.text("public_url");
        if text.is_empty() {
            return Url::parse(&format!("http://localhost:{}/", listen?.port())).ok();
        }
        let url: Url = self.parse("public_url", SHAPE)?;
        let is_plain = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if is_plain { Some(url) } else { self.must_be("public_url", SHAPE) }
    }

    fn database(&self, data: &Path) -> Option<Database> {
        let text = self.text("database_url");
        match text.split_once(':') {
            None if text.is_empty() => Some(Database::Sqlite(data.join("accompany.db"))),
            Some(("sqlite", path)) if !path.is_empty() => {
                Some(Database::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path))))
            }
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                Some(Database::Postgres(SecretText::new(text)))
            }
            _ => self.must_be("database_url", "sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME"),
        }
    }

    fn replica(&self, primary: Option<&Database>) -> Option<Option<SecretText>> {
        let text = self.text("database_replica_url");
        if text.is_empty() {
            return Some(None);
        }
        let is_postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
        if !is_postgres || matches!(primary, Some(Database::Sqlite(_))) {
            return self.must_be(
                "database_replica_url",
                "postgres://USER:PASSWORD@HOST/NAME, beside a database_url of that kind",
            );
        }
        Some(Some(SecretText::new(text)))
    }

    fn time_zone(&self) -> Option<TimeZone> {
        TimeZone::get(&self.text("time_zone"))
            .ok()
            .or_else(|| self.must_be("time_zone", "a zone of the IANA list, such as America/New_York"))
    }

    fn mail(&self) -> Option<Option<MailConfig>> {
        // Checked even when mail is off, so that a slip isn't found on the day mail is turned on.
        let security: Option<MailSecurity> = self.choice("mail.security");
        let port = self.optional::<u16>("mail.port", "a number from 1 to 65535");
        let from = self.optional("mail.from", "a sender such as Peer Support <peers@example.org>");
        let login = self.mail_login();
        let host = self.text("mail.host");
        let (security, port, from, login) = (security?, port?, from?, login?);
        if host.is_empty() {
            return Some(None);
        }
        let usual = match security {
            MailSecurity::Tls => 465,
            MailSecurity::StartTls => 587,
            MailSecurity::None => 25,
        };
        let mail = MailConfig {
            host,
            port: port.unwrap_or(usual),
            security,
            login,
            from: from.or_else(|| self.needed("mail.from", "mail.host is set"))?,
        };
        if security == MailSecurity::None && !mail.is_local() {
            return self.must_be("mail.security", "tls or starttls, because the server is not on this machine");
        }
        Some(Some(mail))
    }

    fn mail_login(&self) -> Option<Option<(String, SecretText)>> {
        let (user, password) = (self.text("mail.user"), self.text("mail.password"));
        match (user.is_empty(), password.is_empty()) {
            (true, true) => Some(None),
            (false, false) => Some(Some((user, SecretText::new(password)))),
            (false, true) => self.needed("mail.password", "mail.user is set"),
            (true, false) => self.needed("mail.user", "mail.password is set"),
        }
    }

    fn files(&self, data: &Path) -> Option<FilesConfig> {
        let kind: Kind = self.choice("files.kind")?;
        let path = self.text("files.path");
        let endpoint = self.optional::<Url>("files.endpoint", "an address such as https://s3.example.org");
        let secret = |name| self.required(name, "files.kind is s3").map(SecretText::new);
        match kind {
            Kind::Folder if path.is_empty() => Some(FilesConfig::Folder(data.join("files"))),
            Kind::Folder => Some(FilesConfig::Folder(PathBuf::from(path))),
            Kind::S3 => {
                let bucket = self.required("files.bucket", "files.kind is s3");
                let region = self.required("files.region", "files.kind is s3");
                let (access_key, secret_key) = (secret("files.access_key"), secret("files.secret_key"));
                Some(FilesConfig::S3 {
                    bucket: bucket?,
                    region: region?,
                    endpoint: endpoint?,
                    access_key: access_key?,
                    secret_key: secret_key?,
                })
            }
        }
    }

    fn tls(&self) -> Option<Option<TlsFiles>> {
        let (certificate, key) = (self.text("tls.certificate"), self.text("tls.key"));
        match (certificate.is_empty(), key.is_empty()) {
            (true, true) => Some(None),
            (false, false) => Some(Some(TlsFiles { certificate: PathBuf::from(certificate), key: PathBuf::from(key) })),
            (false, true) => self.needed("tls.key", "tls.certificate is set"),
            (true, false) => self.needed("tls.certificate", "tls.key is set"),
        }
    }

    fn sessions(&self) -> Option<Sessions> {
        let minutes = self.count("sessions.idle_minutes", 24 * 60);
        let hours = self.count("sessions.absolute_hours", 24 * 30);
        let (idle, absolute) = (Duration::from_secs(minutes? * 60), Duration::from_secs(hours? * 3600));
        if idle > absolute {
            return self.must_be("sessions.idle_minutes", "no longer than sessions.absolute_hours");
        }
        Some(Sessions { idle, absolute })
    }

    fn limits(&self) -> Option<Limits> {
        let (body, attachment) = (self.count("limits.body_mb", 1024), self.count("limits.attachment_mb", 1024));
        let (connections, rates) = (self.number("limits.connections", 1, 1_000_000), self.rates());
        let patience = self.count("limits.patience_seconds", 3600);
        let at_once = |name| self.number(name, 1, 4096);
        let (account_at_once, organization_at_once) =
            (at_once("limits.account_at_once"), at_once("limits.organization_at_once"));
        let [account_per_minute, organization_per_minute, visitor_per_minute] = rates?;
        let limits = Limits {
            body_bytes: body? * MEGABYTE,
            attachment_bytes: attachment? * MEGABYTE,
            connections: connections?,
            patience: Duration::from_secs(patience?),
            account_per_minute,
            organization_per_minute,
            visitor_per_minute,
            account_at_once: account_at_once?,
            organization_at_once: organization_at_once?,
        };
        if limits.attachment_bytes > limits.body_bytes {
            return self.must_be("limits.attachment_mb", "no more than limits.body_mb");
        }
        Some(limits)
    }

    fn rates(&self) -> Option<[u32; 3]> {
        let rate = |name| self.number(name, 0, 100_000_000);
        let account = rate("limits.account_per_minute");
        let organization = rate("limits.organization_per_minute");
        let visitor = rate("limits.visitor_per_minute");
        Some([account?, organization?, visitor?])
    }

    fn networks(&self, name: &'static str) -> Option<Vec<Network>> {
        let text = self.text(name);
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let networks: Result<Vec<Network>, _> = parts.map(str::parse).collect();
        networks.ok().or_else(|| self.must_be(name, "addresses or networks such as 10.0.0.0/8, separated by commas"))
    }

    // What all of them stand on.

    fn text(&self, name: &'static str) -> String {
        let default = || keys::find(name).map_or(String::new(), |key| key.default.to_owned());
        self.found.get(name).map_or_else(default, |found| found.text.trim().to_owned())
    }

    fn parse<T: FromStr>(&self, name: &'static str, shape: &str) -> Option<T> {
        self.text(name).parse().ok().or_else(|| self.must_be(name, shape))
    }

    fn optional<T: FromStr>(&self, name: &'static str, shape: &str) -> Option<Option<T>> {
        if self.text(name).is_empty() { Some(None) } else { self.parse(name, shape).map(Some) }
    }

    fn required(&self, name: &'static str, because: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).or_else(|| self.needed(name, because))
    }

    fn count(&self, name: &'static str, most: u64) -> Option<u64> {
        let number = self.text(name).parse().ok().filter(|number| (1..=most).contains(number));
        number.or_else(|| self.must_be(name, &format!("a whole number from 1 to {most}")))
    }

    fn number<T: FromStr + PartialOrd + std::fmt::Display>(&self, name: &'static str, least: T, most: T) -> Option<T> {
        let number = self.text(name).parse().ok().filter(|number| (&least..=&most).contains(&number));
        number.or_else(|| self.must_be(name, &format!("a whole number from {least} to {most}")))
    }

    fn optional_count(&self, name: &'static str) -> Option<Option<usize>> {
        let number = self.optional::<usize>(name, "a whole number from 1 to 256")?;
        match number {
            Some(0 | 257..) => self.must_be(name, "a whole number from 1 to 256"),
            fine => Some(fine),
        }
    }

    fn choice<T: Choice>(&self, name: &'static str) -> Option<T> {
        let text = self.text(name);
        let chosen = T::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        chosen.or_else(|| {
            let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
            self.must_be(name, &words.join(", "))
        })
    }

    /// Notes that a value has the wrong shape. The value is shown unless it is a secret.
    fn must_be<T>(&self, name: &'static str, shape: &str) -> Option<T> {
        let hidden = keys::find(name).is_none_or(|key| key.is_secret);
        let wrong = if hidden {
            "this value can't be used".to_owned()
        } else {
            format!("\"{}\" can't be used", self.text(name))
        };
        self.note(name, wrong, format!("It must be: {shape}"))
    }

    fn needed<T>(&self, name: &'static str, because: &str) -> Option<T> {
        let variable = keys::find(name).map_or(String::new(), |key| format!(" or {}", key.variable()));
        self.note(name, format!("this is needed because {because}"), format!("Set {name} in the file{variable}"))
    }

    fn note<T>(&self, name: &'static str, wrong: String, remedy: String) -> Option<T> {
        let found = self.found.get(name);
        let key = found.map_or_else(|| name.to_owned(), |found| found.written.clone());
        let origin = found.map_or(Origin::Default, |found| found.origin.clone());
        self.problems.borrow_mut().push(Problem { key, origin, wrong, remedy });
        None
    }

    fn effective(&self) -> Vec<Effective> {
        let show = |name: &'static str, is_secret: bool| match self.text(name) {
            text if text.is_empty() => "(none)".to_owned(),
            _ if is_secret => "(hidden)".to_owned(),
            text => text,
        };
        let origin = |name| self.found.get(name).map_or(Origin::Default, |found| found.origin.clone());
        KEYS.iter()
            .map(|key| Effective { key: key.name, shown: show(key.name, key.is_secret), origin: origin(key.name) })
            .collect()
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Folder,
    S3,
}

impl Choice for Kind {
    const WORDS: &'static [(&'static str, Self)] = &[("folder", Self::Folder), ("s3", Self::S3)];
}

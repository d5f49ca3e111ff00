//! The SMTP side, and what an answer means.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::{Outgoing, retry_after};
use crate::config::{MailConfig, MailSecurity};

/// How long one command may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends letters by SMTP, or says that mail is off. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Mailer(Option<Smtp>);

#[derive(Clone)]
struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Mailer(smtp)" } else { "Mailer(off)" })
    }
}

/// What became of one attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The server took it.
    Sent,
    /// It won't arrive: don't try again.
    Bounced {
        /// The server's code, when it was the server that refused (`550`).
        code: Option<u16>,
        /// What was said, without addresses.
        words: String,
    },
    /// Not now: try again.
    Deferred {
        /// What was said, without addresses.
        words: String,
        /// When to try again.
        until: Timestamp,
    },
    /// Mail is off: hand the letter over another way.
    Off,
}

/// Why the mail server can't be used, in words for whoever runs the program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}. {remedy}")]
pub struct MailTrouble {
    /// What happened, without addresses.
    pub words: String,
    /// What to do.
    pub remedy: &'static str,
}

impl Mailer {
    /// A mailer that sends nothing.
    pub fn off() -> Self {
        Self(None)
    }

    /// A mailer for the configured server. No connection is made yet.
    pub fn new(config: Option<&MailConfig>) -> Result<Self, MailTrouble> {
        config.map(Smtp::new).transpose().map(Self).map_err(|error| trouble(&error))
    }

    /// Whether letters go out at all.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Tries once. `attempt` counts from 1 and decides when the next one is due, or that there is none.
    pub async fn send(&self, letter: &Outgoing, attempt: u32, now: Timestamp) -> Delivery {
        let Some(smtp) = &self.0 else {
            return Delivery::Off;
        };
        let message = match letter.message(&smtp.from) {
            Ok(message) => message,
            Err(error) => {
                return Delivery::Bounced { code: None, words: without_addresses(&error.to_string()) };
            }
        };
        match smtp.transport.send(message).await {
            Ok(_) => Delivery::Sent,
            Err(error) => judge(&error, attempt, now),
        }
    }

    /// Connects, protects the line and signs in, as sending would. `Ok(false)` when mail is off.
    pub async fn check(&self) -> Result<bool, MailTrouble> {
        const SILENT: &str = "the mail server closed the line";
        let Some(smtp) = &self.0 else {
            return Ok(false);
        };
        match smtp.transport.test_connection().await {
            Ok(true) => Ok(true),
            Ok(false) => Err(MailTrouble { words: SILENT.to_owned(), remedy: UNREACHABLE }),
            Err(error) => Err(trouble(&error)),
        }
    }
}

impl Smtp {
    fn new(config: &MailConfig) -> Result<Self, SmtpError> {
        let parameters = || TlsParameters::new(config.host.clone());
        let tls = match config.security {
            MailSecurity::Tls => Tls::Wrapper(parameters()?),
            MailSecurity::StartTls => Tls::Required(parameters()?),
            MailSecurity::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some((user, password)) = &config.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(Self { transport: builder.build(), from: config.from.clone() })
    }
}

/// A permanent answer bounces, unless it is about us (wrong password, TLS demanded) and not about the letter:
/// whoever runs the program can put that right while the letter waits.
fn judge(error: &SmtpError, attempt: u32, now: Timestamp) -> Delivery {
    let words = said(error);
    let code = error.status().map(u16::from);
    let is_about_us = code.is_some_and(|code| matches!(code, 530 | 534 | 535 | 538));
    if error.is_permanent() && !is_about_us {
        return Delivery::Bounced { code, words };
    }
    match retry_after(attempt).and_then(|wait| now.checked_add(wait).ok()) {
        Some(until) => Delivery::Deferred { words, until },
        None => Delivery::Bounced { code, words: format!("gave up after {attempt} attempts: {words}") },
    }
}

const UNREACHABLE: &str = "Check mail.host and mail.port, and that this machine may reach them";

fn trouble(error: &SmtpError) -> MailTrouble {
    let code = error.status().map(u16::from);
    let remedy = if code.is_some_and(|code| matches!(code, 534 | 535)) {
        "Check mail.user and mail.password"
    } else if is_about_tls(error) || code.is_some_and(|code| matches!(code, 530 | 538)) {
        "Check mail.security: tls is usual on port 465, starttls on 587"
    } else {
        UNREACHABLE
    };
    MailTrouble { words: said(error), remedy }
}

/// No STARTTLS offered, a certificate that isn't trusted, or no TLS spoken at the other end at all.
fn is_about_tls(error: &SmtpError) -> bool {
    let is_invalid = |cause: &(dyn Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData)
    };
    error.is_tls() || error.is_client() || causes(error).any(is_invalid)
}

fn causes<'a>(error: &'a SmtpError) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&'a (dyn Error + 'static)| (*cause).source())
}

/// The error with all its causes on one line.
fn said(error: &SmtpError) -> String {
    let mut words = error.to_string();
    for cause in causes(error).map(ToString::to_string) {
        if !words.contains(&cause) {
            words.push_str(": ");
            words.push_str(&cause);
        }
    }
    without_addresses(&words)
}

/// Servers like to repeat whom they refuse; a ledger must not.
fn without_addresses(words: &str) -> String {
    let word = |word| {
        if str::contains(word, '@') { "(address)" } else { word }
    };
    words.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

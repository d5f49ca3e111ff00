//! Sending to a small SMTP server in this process, which answers as told and remembers what it heard.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use super::*;
use crate::config::{MailConfig, MailSecurity, SecretText};
use jiff::Timestamp;
use proptest::prelude::*;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

type Heard = Arc<Mutex<Vec<String>>>;

/// A server that answers a line beginning with `.0` by `.1`, and everything else as a friendly one would.
struct Server {
    port: u16,
    heard: Heard,
}

impl Server {
    async fn answering(rule: (&'static str, &'static str)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Heard::default();
        let lines = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(talk(line, rule, Arc::clone(&lines)));
            }
        });
        Self { port, heard }
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().join("\n")
    }

    fn mailer(&self, security: MailSecurity, login: bool) -> Mailer {
        let login = login.then(|| ("peers".to_owned(), SecretText::new("hidden-word")));
        let from = "Harbor House <peers@harbor.example>".parse().unwrap();
        let config = MailConfig { host: "127.0.0.1".to_owned(), port: self.port, security, login, from };
        Mailer::new(Some(&config)).unwrap()
    }
}

async fn talk(line: TcpStream, rule: (&str, &str), heard: Heard) {
    let (reader, mut writer) = line.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut is_letter = false;
    let _ = writer.write_all(b"220 fake.example ready\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        heard.lock().unwrap().push(line.clone());
        let answer = if is_letter && line != "." {
            continue;
        } else if line.starts_with(rule.0) {
            rule.1
        } else if line.starts_with("EHLO") {
            "250-fake.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN"
        } else if line == "DATA" {
            "354 go on"
        } else if line.starts_with("AUTH") {
            "235 welcome"
        } else {
            "250 fine"
        };
        is_letter = line == "DATA" && answer.starts_with("354");
        let _ = writer.write_all(format!("{answer}\r\n").as_bytes()).await;
    }
}

fn letter() -> Outgoing {
    Outgoing {
        id: Uuid::from_u128(7),
        to: "ana@example.org".parse().unwrap(),
        subject: "Your invitation\r\nBcc: marcus@example.org".to_owned(),
        parts: vec![
            Part::Paragraph("Hello <Ana> & welcome.\nTwo lines.".to_owned()),
            Part::Link { words: "Choose a password".to_owned(), url: "https://peers.example/i/x?a=1&b=2".to_owned() },
        ],
        purpose: Purpose("invitation"),
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_700_000_000).unwrap()
}

async fn send_with(rule: (&'static str, &'static str), attempt: u32) -> Delivery {
    let server = Server::answering(rule).await;
    server.mailer(MailSecurity::None, false).send(&letter(), attempt, now()).await
}

const FRIENDLY: (&str, &str) = ("nothing", "");

#[tokio::test]
async fn a_letter_is_sent_as_text_and_html() {
    let server = Server::answering(FRIENDLY).await;
    let delivery = server.mailer(MailSecurity::None, false).send(&letter(), 1, now()).await;
    assert_eq!(delivery, Delivery::Sent);
    let heard = server.heard();
    assert!(heard.contains("RCPT TO:<ana@example.org>"), "{heard}");
    assert!(heard.contains("Message-ID: <00000000-0000-0000-0000-000000000007@harbor.example>"), "{heard}");
    assert!(heard.contains("multipart/alternative"), "{heard}");
    assert!(
        heard.contains("Hello <Ana> & welcome.") && heard.contains("Hello &lt;Ana&gt; &amp; welcome.<br>"),
        "{heard}"
    );
}

#[tokio::test]
async fn a_subject_can_not_smuggle_in_a_header() {
    let server = Server::answering(FRIENDLY).await;
    server.mailer(MailSecurity::None, false).send(&letter(), 1, now()).await;
    let heard = server.heard();
    assert!(heard.contains("Subject: Your invitation  Bcc: marcus@example.org"), "{heard}");
    assert!(!heard.lines().any(|line| line.starts_with("Bcc:")), "{heard}");
    assert!(!heard.contains("RCPT TO:<marcus"), "{heard}");
}

#[tokio::test]
async fn a_full_mailbox_defers_by_the_schedule() {
    let rule = ("RCPT", "452 4.2.2 mailbox full");
    let Delivery::Deferred { words, until } = send_with(rule, 2).await else { panic!("not deferred") };
    assert!(words.contains("mailbox full"), "{words}");
    assert_eq!(until.duration_since(now()), SignedDuration::from_mins(5));
}

#[tokio::test]
async fn an_unknown_person_bounces_and_the_address_is_not_repeated() {
    let rule = ("RCPT", "550 5.1.1 <ana@example.org>: no such person here");
    let Delivery::Bounced { code, words } = send_with(rule, 1).await else { panic!("not bounced") };
    assert_eq!(code, Some(550));
    assert!(words.contains("no such person here") && !words.contains("ana@"), "{words}");
}

#[tokio::test]
async fn a_refusal_after_the_text_bounces_too() {
    let delivery = send_with((".", "554 5.7.1 looks like spam"), 1).await;
    assert!(matches!(delivery, Delivery::Bounced { code: Some(554), .. }), "{delivery:?}");
}

#[tokio::test]
async fn the_last_attempt_gives_up() {
    let Delivery::Bounced { code, words } = send_with(("RCPT", "451 try later"), 10).await else { panic!("goes on") };
    assert_eq!(code, Some(451));
    assert!(words.starts_with("gave up after 10 attempts"), "{words}");
}

#[tokio::test]
async fn a_wrong_password_waits_for_whoever_can_put_it_right() {
    let server = Server::answering(("AUTH", "535 5.7.8 bad credentials")).await;
    let mailer = server.mailer(MailSecurity::None, true);
    let delivery = mailer.send(&letter(), 1, now()).await;
    assert!(matches!(delivery, Delivery::Deferred { .. }), "{delivery:?}");
    let trouble = mailer.check().await.unwrap_err();
    assert_eq!(trouble.remedy, "Check mail.user and mail.password");
    assert!(!trouble.to_string().contains("hidden-word"));
}

#[tokio::test]
async fn a_server_without_tls_gets_neither_password_nor_letter() {
    for security in [MailSecurity::StartTls, MailSecurity::Tls] {
        let server = Server::answering(FRIENDLY).await;
        let mailer = server.mailer(security, true);
        let delivery = mailer.send(&letter(), 1, now()).await;
        assert!(matches!(delivery, Delivery::Deferred { .. }), "{security:?} {delivery:?}");
        let heard = server.heard();
        assert!(!heard.contains("AUTH") && !heard.contains("MAIL FROM"), "{security:?} {heard}");
        assert!(mailer.check().await.unwrap_err().remedy.contains("mail.security"), "{security:?}");
    }
}

#[tokio::test]
async fn nobody_listening_defers_and_the_check_says_where_to_look() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let server = Server { port, heard: Heard::default() };
    let mailer = server.mailer(MailSecurity::None, false);
    assert!(matches!(mailer.send(&letter(), 1, now()).await, Delivery::Deferred { .. }));
    assert!(mailer.check().await.unwrap_err().remedy.contains("mail.host"));
}

#[tokio::test]
async fn the_check_passes_at_a_friendly_server_and_sends_nothing() {
    let server = Server::answering(FRIENDLY).await;
    assert_eq!(server.mailer(MailSecurity::None, true).check().await, Ok(true));
    assert!(!server.heard().contains("MAIL FROM"));
}

#[tokio::test]
async fn mail_that_is_off_says_so() {
    assert!(!Mailer::off().is_on());
    assert_eq!(Mailer::off().send(&letter(), 1, now()).await, Delivery::Off);
    assert_eq!(Mailer::new(None).unwrap().check().await, Ok(false));
}

#[test]
fn the_schedule_grows_and_ends() {
    let waits: Vec<_> = (1..).map_while(retry_after).collect();
    assert_eq!(waits.len(), 9);
    assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]));
    let days: f64 = waits.iter().map(SignedDuration::as_secs_f64).sum::<f64>() / 86_400.0;
    assert!((2.5..4.0).contains(&days), "{days}");
    assert_eq!(retry_after(0), None);
}

proptest! {
    #[test]
    fn no_words_escape_into_markup(words in any::<String>(), url in any::<String>()) {
        let mut letter = letter();
        letter.parts = vec![Part::Paragraph(words.clone()), Part::Link { words, url }];
        let html = letter.html();
        let inside = html.strip_prefix("<!doctype html>\n<html><body>\n").unwrap();
        for tag in ["<p>", "</p>", "<br>", "<a href=\"", "\">", "</a>", "</body>", "</html>"] {
            prop_assert!(inside.contains(tag) || tag == "<br>");
        }
        let mut bare = inside.to_owned();
        for tag in ["<p>", "</p>", "<br>", "<a href=\"", "\">", "</a>", "</body>", "</html>"] {
            bare = bare.replace(tag, "");
        }
        prop_assert!(!bare.contains(['<', '>', '"']), "{}", bare);
    }
}

//! A letter before it is mail.

use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use uuid::Uuid;

/// What a letter is for, as a word for the ledger: `invitation`. Never anything about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Purpose(pub &'static str);

/// A piece of a letter's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Some sentences. Line breaks in it are kept.
    Paragraph(String),
    /// A link, alone on its line.
    Link {
        /// What it does: "Choose your password".
        words: String,
        /// Where it leads.
        url: String,
    },
}

/// A letter to one person. The body is written once; the plain text and the HTML are made from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Names the letter in the ledger and in its `Message-ID`; the same at every attempt, so that a letter that
    /// was sent twice by accident is shown once.
    pub id: Uuid,
    /// To whom.
    pub to: Address,
    /// The subject. Line breaks become spaces.
    pub subject: String,
    /// The body.
    pub parts: Vec<Part>,
    /// What it is for.
    pub purpose: Purpose,
}

impl Outgoing {
    /// The body as plain text.
    pub fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Paragraph(text) => text.clone(),
            Part::Link { words, url } => format!("{words}:\n{url}"),
        });
        parts.collect::<Vec<_>>().join("\n\n") + "\n"
    }

    /// The body as simple HTML, everything escaped.
    pub fn html(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Paragraph(text) => format!("<p>{}</p>\n", escape(text).replace('\n', "<br>\n")),
            Part::Link { words, url } => {
                format!("<p><a href=\"{}\">{}</a></p>\n", escape(url), escape(words))
            }
        });
        format!("<!doctype html>\n<html><body>\n{}</body></html>\n", parts.collect::<String>())
    }

    pub(super) fn message(&self, from: &Mailbox) -> Result<Message, lettre::error::Error> {
        let subject: String = self.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Message::builder()
            .message_id(Some(format!("<{}@{}>", self.id, from.email.domain())))
            .from(from.clone())
            .to(Mailbox::new(None, self.to.clone()))
            .subject(subject)
            .multipart(MultiPart::alternative_plain_html(self.text(), self.html()))
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            plain => escaped.push(plain),
        }
    }
    escaped
}

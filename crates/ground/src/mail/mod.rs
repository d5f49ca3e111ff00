//! The ledger of mail: what waits, what left, what came back.
//!
//! What lives here: queueing a letter in the transaction of its cause, sending what waits, the page that shows it. What
//! doesn't: the way mail is sent (`kit::mail`), and the words of any letter. While a letter waits its body is sealed,
//! because it holds a one-time link; once it left or came back, the body is gone.

mod pages;
mod store;

use jiff::Timestamp;
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    faults::Fault,
    ids::Id,
    mail::{Delivery, Outgoing, Part, Purpose},
    secrets::SealKey,
};
use serde::{Deserialize, Serialize};

use crate::{
    App, Area, Guard, Route,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{MailId, OrganizationId},
    rules::matrix::Permission,
};

/// The ledger's page.
pub const AREA: Area = Area { name: "mail", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![Route::get("/admin/mail", Guard::Needs(Permission::SeeMailLedger), pages::index)]
}

/// How many letters one round of sending takes.
const ROUND: usize = 20;

kit::word_enum! {
    /// Where a letter is.
    pub enum Status {
        Waiting = "waiting",
        Sent = "sent",
        Bounced = "bounced",
        /// Mail is off: the link was shown, to be handed over another way.
        NotConfigured = "not_configured",
    }
}

/// A piece of a letter's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    Words(String),
    Link { words: String, url: String },
}

/// A letter about to be queued.
#[derive(Debug, Clone)]
pub struct Letter {
    pub recipient: String,
    /// In one word, for the ledger: `invitation`. Never anything about a person.
    pub purpose: &'static str,
    pub subject: String,
    pub parts: Vec<Piece>,
}

/// Queues a letter, or notes that mail is off.
///
/// # Errors
/// Those of the storage, and of sealing.
pub async fn queue_for(app: &App, scope: &Scope, letter: Letter) -> Result<MailId, Fault> {
    let (seal, is_on) = (app.seal.clone(), app.mailer.is_on());
    app.write(scope, move |tx, scope| {
        let id = queue_now(tx, &seal, (scope.organization, &scope.at), &letter, is_on)?;
        let entry = Entry::new(scope, Action::Create, "mail").on(id).with("purpose", letter.purpose);
        audit::record(tx, &entry)?;
        Ok(id)
    })
    .await
}

/// Queues a letter in the caller's transaction.
///
/// # Errors
/// Those of the storage, and of sealing.
pub fn queue_now(
    tx: &mut Tx<'_>,
    seal: &SealKey,
    (organization, at): (OrganizationId, &Moment),
    letter: &Letter,
    is_on: bool,
) -> Result<MailId, Fault> {
    let id: MailId = at.id();
    let body = if is_on { seal_body(seal, at, id, &letter.parts)? } else { String::new() };
    let status = if is_on { Status::Waiting } else { Status::NotConfigured };
    store::insert(tx, organization, at.now, id, letter, (&body, status))?;
    Ok(id)
}

fn seal_body(seal: &SealKey, at: &Moment, id: MailId, parts: &[Piece]) -> Result<String, Fault> {
    let plain = serde_json::to_vec(parts).map_err(|error| Fault::Internal(error.to_string()))?;
    let sealed = seal.seal(&plain, &context(id), &mut at.rng());
    sealed.map(|bytes| kit::web::to_base64url(&bytes)).map_err(|error| Fault::Internal(error.to_string()))
}

fn context(id: MailId) -> String {
    format!("mail:{id}")
}

/// Sends what is due, at most `ROUND` letters; answers how many were tried. Called every minute or so. A letter that
/// two rounds take at once is sent twice with the same Message-ID, which mail programs show once.
///
/// # Errors
/// Those of the storage.
pub async fn send_waiting(app: &App) -> Result<usize, DbError> {
    if !app.mailer.is_on() {
        return Ok(0);
    }
    let now = app.moment().now;
    let waiting = app.db.read(Tenant::System, move |tx| store::due(tx, now)).await?;
    let count = waiting.len();
    for letter in waiting.into_iter().take(ROUND) {
        let attempt = letter.attempts.saturating_add(1);
        let delivery = match outgoing(&app.seal, &letter) {
            Some(outgoing) => app.mailer.send(&outgoing, u32::try_from(attempt).unwrap_or(u32::MAX), now).await,
            None => Delivery::Bounced { code: None, words: "the letter cannot be read any more".to_owned() },
        };
        let tenant = Tenant::Organization(letter.organization.uuid());
        app.db.write(tenant, move |tx| store::settle(tx, &letter, attempt, &outcome(delivery), now)).await?;
    }
    Ok(count)
}

/// What an attempt changes in the ledger.
pub(crate) struct Outcome {
    pub status: Status,
    pub words: String,
    pub next: Option<Timestamp>,
}

fn outcome(delivery: Delivery) -> Outcome {
    match delivery {
        Delivery::Sent => Outcome { status: Status::Sent, words: String::new(), next: None },
        Delivery::Bounced { words, .. } => Outcome { status: Status::Bounced, words, next: None },
        Delivery::Deferred { words, until } => Outcome { status: Status::Waiting, words, next: Some(until) },
        Delivery::Off => Outcome { status: Status::NotConfigured, words: String::new(), next: None },
    }
}

/// `None` when the address is none, or the body was sealed with another key.
fn outgoing(seal: &SealKey, letter: &store::Waiting) -> Option<Outgoing> {
    let sealed = kit::web::from_base64url(&letter.body)?;
    let parts: Vec<Piece> = serde_json::from_slice(&seal.open(&sealed, &context(letter.id)).ok()?).ok()?;
    let part = |piece| match piece {
        Piece::Words(words) => Part::Paragraph(words),
        Piece::Link { words, url } => Part::Link { words, url },
    };
    Some(Outgoing {
        id: letter.id.uuid(),
        to: letter.recipient.parse().ok()?,
        subject: letter.subject.clone(),
        parts: parts.into_iter().map(part).collect(),
        purpose: Purpose("letter"),
    })
}

//! Every statement of the mail ledger.

use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::{Letter, Outcome, Status};
use crate::{
    access::Scope,
    ids::{MailId, OrganizationId},
};

/// Queues a letter.
pub fn insert(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    now: Timestamp,
    id: MailId,
    letter: &Letter,
    (body, status): (&str, Status),
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO mail_ledger (organization_id, id, recipient, purpose, subject, body, status, attempts, created_at,
                next_attempt_at, words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8, '')"
        ),
        &[
            &organization,
            &id,
            &letter.recipient,
            &letter.purpose,
            &letter.subject,
            &body,
            &status,
            &now,
        ],
    )?;
    Ok(())
}

/// A letter that is due.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub organization: OrganizationId,
    pub id: MailId,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub attempts: i64,
}

kit::from_row!(Waiting { organization, id, recipient, subject, body, attempts });

/// The letters whose next attempt is due, the oldest first, of every organization.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<Waiting>, DbError> {
    tx.list(
        sql!(
            "SELECT organization_id, id, recipient, subject, body, attempts FROM mail_ledger
             WHERE status = 'waiting' AND next_attempt_at <= $1 ORDER BY next_attempt_at, id LIMIT 20"
        ),
        &[&now],
    )
}

/// Writes down what became of an attempt. A letter that need not be sent again loses its body.
pub fn settle(
    tx: &mut Tx<'_>,
    letter: &Waiting,
    attempts: i64,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), DbError> {
    let is_settled = outcome.status != Status::Waiting;
    let (body, settled_at) = if is_settled { ("", Some(now)) } else { (letter.body.as_str(), None) };
    tx.run(
        sql!(
            "UPDATE mail_ledger SET status = $3, attempts = $4, next_attempt_at = $5, settled_at = $6, words = $7,
                body = $8
             WHERE organization_id = $1 AND id = $2 AND status = 'waiting'"
        ),
        &[
            &letter.organization,
            &letter.id,
            &outcome.status,
            &attempts,
            &outcome.next,
            &settled_at,
            &outcome.words,
            &body,
        ],
    )?;
    Ok(())
}

/// A line of the ledger.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: MailId,
    pub recipient: String,
    pub purpose: String,
    pub status: Status,
    pub created_at: Timestamp,
    pub words: String,
}

kit::from_row!(Line { id, recipient, purpose, status, created_at, words });

/// The ledger of an organization, the newest first, from before (`created_at`, `id`).
pub fn list(tx: &mut Tx<'_>, scope: &Scope, before: (Timestamp, MailId)) -> Result<Vec<Line>, DbError> {
    tx.list(
        sql!(
            "SELECT id, recipient, purpose, status, created_at, words FROM mail_ledger
             WHERE organization_id = $1 AND (created_at, id) < ($2, $3)
             ORDER BY created_at DESC, id DESC LIMIT 51"
        ),
        &[&scope.organization, &before.0, &before.1],
    )
}

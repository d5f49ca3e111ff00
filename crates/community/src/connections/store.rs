//! Connections in the database: writing them.

use ground::{
    access::Scope,
    gate::ConsentId,
    ids::{AccountId, OrganizationId},
};
use jiff::Timestamp;
use kit::{
    clock::Moment,
    db::{DbError, Tx},
    sql,
};

use super::connection::{
    ActId, BarrierId, Connection, ConnectionId, NewConnection, NewOutcome, Outcome, SentHow, Status,
};
pub use super::reading::{
    Act, Linked, Results, acts, find, followed, linked, mine, of_contact, of_person, one_of_mine, person, postal_code,
    results, results_among, results_of, service,
};
use super::truth;

/// Writes a draft. The caller reaches the person.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, new: &NewConnection) -> Result<ConnectionId, DbError> {
    let id: ConnectionId = scope.at.id();
    let (no, none) = (false, String::new());
    tx.run(
        sql!(
            "INSERT INTO connections (organization_id, id, participant_id, program_id, service_id, service_name,
                service_key, service_phone, service_email, need, words, is_urgent, status, sent_how,
                is_answered_by_service, outcome_words, is_confirmed_by_person, created_at, created_by, contact_id,
                version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $15, $16, $17, $18, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &new.participant,
            &new.program,
            &new.service,
            &new.service_name,
            &new.service_key(),
            &new.service_phone,
            &new.service_email,
            &new.need,
            &new.words,
            &new.is_urgent,
            &Status::Draft,
            &none,
            &no,
            &scope.now,
            &scope.account,
            &new.contact,
        ],
    )?;
    Ok(id)
}

/// Who acts on a connection, and when.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    pub organization: OrganizationId,
    /// Nobody: the service itself, by its link.
    pub account: Option<AccountId>,
    pub at: &'a Moment,
}

impl<'a> From<&'a Scope> for Hand<'a> {
    fn from(scope: &'a Scope) -> Self {
        Self { organization: scope.organization, account: Some(scope.account), at: &scope.at }
    }
}

/// Gives a connection another status and writes the step down. Answers false when it changed since it was read.
///
/// # Errors
/// Those of the storage.
pub fn set_status(tx: &mut Tx<'_>, by: Hand<'_>, of: &Connection, to: Status, words: &str) -> Result<bool, DbError> {
    let is_by_service = by.account.is_none();
    let changed = tx.run(
        sql!(
            "UPDATE connections SET status = $4, answered_at = $5, is_answered_by_service = $6, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[&by.organization, &of.id, &of.version, &to, &by.at.now, &is_by_service],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    write_act(tx, by, of, to.word(), words)?;
    truth::after_status(tx, by, of, to)?;
    Ok(true)
}

fn write_act(tx: &mut Tx<'_>, by: Hand<'_>, of: &Connection, act: &str, words: &str) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO connection_acts (organization_id, id, connection_id, participant_id, act, words, is_by_service,
                at, account_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            &by.organization,
            &by.at.id::<ActId>(),
            &of.id,
            &of.participant,
            &act,
            &words,
            &by.account.is_none(),
            &by.at.now,
            &by.account,
        ],
    )?;
    Ok(())
}

/// How a connection leaves the house.
#[derive(Debug, Clone)]
pub struct Sending {
    pub how: SentHow,
    /// The digest of the link's token, and until when it opens.
    pub link: Option<(Vec<u8>, Timestamp)>,
    pub consent: Option<ConsentId>,
}

/// Marks a draft as sent. Answers false when it changed since it was read.
///
/// # Errors
/// Those of the storage.
pub fn send(tx: &mut Tx<'_>, scope: &Scope, of: &Connection, new: &Sending) -> Result<bool, DbError> {
    let (digest, ends) = new.link.clone().unzip();
    let changed = tx.run(
        sql!(
            "UPDATE connections SET status = $4, sent_at = $5, sent_how = $6, link_digest = $7, link_ends_at = $8,
                consent_id = $9, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND status = 'draft'"
        ),
        &[
            &scope.organization,
            &of.id,
            &of.version,
            &Status::Requested,
            &scope.now,
            &new.how,
            &digest,
            &ends,
            &new.consent,
        ],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    write_act(tx, scope.into(), of, Status::Requested.word(), new.how.word())?;
    count(tx, scope, of, Counted { sent: 1, ..Counted::default() })?;
    Ok(true)
}

/// What a step adds to the results of a service; taken back with the other sign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counted {
    sent: i64,
    connected: i64,
    not_connected: i64,
    days: i64,
}

impl Counted {
    fn of(outcome: Outcome, days: i64) -> Self {
        if outcome.is_connected() {
            return Self { connected: 1, days, ..Self::default() };
        }
        Self { not_connected: i64::from(outcome.is_final()), ..Self::default() }
    }

    fn less(self, before: Self) -> Self {
        Self {
            sent: self.sent - before.sent,
            connected: self.connected - before.connected,
            not_connected: self.not_connected - before.not_connected,
            days: self.days - before.days,
        }
    }
}

fn count(tx: &mut Tx<'_>, scope: &Scope, of: &Connection, more: Counted) -> Result<(), DbError> {
    if more == Counted::default() {
        return Ok(());
    }
    tx.run(
        sql!(
            "INSERT INTO service_results (organization_id, service_key, service_name, sent_count, connected_count,
                not_connected_count, days_total)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (organization_id, service_key)
             DO UPDATE SET service_name = excluded.service_name, sent_count = service_results.sent_count + $4,
                connected_count = service_results.connected_count + $5,
                not_connected_count = service_results.not_connected_count + $6,
                days_total = service_results.days_total + $7"
        ),
        &[
            &scope.organization,
            &of.service_key,
            &of.service_name,
            &more.sent,
            &more.connected,
            &more.not_connected,
            &more.days,
        ],
    )?;
    Ok(())
}

/// Writes down what came of it; said again, it replaces what was said before, in the results of the service too.
/// Answers false when the connection changed since it was read.
///
/// # Errors
/// Those of the storage.
pub fn set_outcome(tx: &mut Tx<'_>, scope: &Scope, of: &Connection, new: &NewOutcome) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE connections SET outcome = $4, outcome_at = $5, outcome_words = $6, is_confirmed_by_person = $7,
                version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[&scope.organization, &of.id, &of.version, &new.outcome, &scope.now, &new.words, &new.is_confirmed_by_person],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    let days = |at: Option<Timestamp>| at.zip(of.sent_at).map_or(0, |(at, sent)| days_between(sent, at));
    let before = of.outcome.map(|outcome| Counted::of(outcome, days(of.outcome_at))).unwrap_or_default();
    count(tx, scope, of, Counted::of(new.outcome, days(Some(scope.now))).less(before))?;
    write_act(tx, scope.into(), of, "outcome", new.outcome.word())?;
    truth::after_outcome(tx, scope.into(), of, new.outcome)?;
    write_barriers(tx, scope, of, new)?;
    Ok(true)
}

fn days_between(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours().max(0).div_euclid(24)
}

/// What stood in the way, as it is known now.
fn write_barriers(tx: &mut Tx<'_>, scope: &Scope, of: &Connection, new: &NewOutcome) -> Result<(), DbError> {
    tx.run(
        sql!("DELETE FROM barriers WHERE organization_id = $1 AND connection_id = $2"),
        &[&scope.organization, &of.id],
    )?;
    for category in &new.barriers {
        tx.run(
            sql!(
                "INSERT INTO barriers (organization_id, id, participant_id, connection_id, service_key, category, words, at,
                    recorded_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (organization_id, connection_id, category) DO NOTHING"
            ),
            &[
                &scope.organization,
                &scope.at.id::<BarrierId>(),
                &of.participant,
                &of.id,
                &of.service_key,
                &category,
                &new.words,
                &scope.now,
                &scope.account,
            ],
        )?;
    }
    Ok(())
}

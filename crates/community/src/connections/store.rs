//! Every statement about connections.

use ground::{
    access::Scope,
    gate::ConsentId,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId},
    is_mine, scoped, within_reach, within_record,
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

macro_rules! connections_where {
    ($($condition:expr),+ $(,)?) => {
        sql!(
            "SELECT q.id, q.participant_id, p.name_to_use, q.program_id, q.service_name, q.service_key,
                q.service_phone, q.service_email, q.need, q.words, q.is_urgent, q.status, q.sent_at, q.outcome,
                q.outcome_at, q.outcome_words, q.is_confirmed_by_person, q.created_at, q.version
             FROM connections q
             JOIN participants p ON p.organization_id = q.organization_id AND p.id = q.participant_id
             WHERE ",
            $($condition),+
        )
    };
}

/// The connection, when its person is within reach.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ConnectionId) -> Result<Option<Connection>, DbError> {
    tx.one(
        connections_where!(
            "q.organization_id = $1 AND q.id = $5 AND ",
            within_record!("q.participant_id", "q.program_id", "referrals")
        ),
        scoped![scope; &id],
    )
}

/// A person's connections, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Vec<Connection>, DbError> {
    tx.list(
        connections_where!(
            "q.organization_id = $1 AND q.participant_id = $5 AND ",
            within_record!("q.participant_id", "q.program_id", "referrals"),
            " ORDER BY q.created_at DESC, q.id DESC LIMIT 100"
        ),
        scoped![scope; &of],
    )
}

/// What of the account's own person was sent, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn mine(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Connection>, DbError> {
    tx.list(
        connections_where!(
            "q.organization_id = $1 AND q.sent_at IS NOT NULL AND q.status <> 'entered-in-error'
                AND q.participant_id IN (SELECT y.participant_id FROM account_people y WHERE y.organization_id = $1
                    AND y.account_id = $2) AND ",
            is_mine!("q.participant_id"),
            " ORDER BY q.created_at DESC, q.id DESC LIMIT 100"
        ),
        scoped![scope],
    )
}

/// One of them.
///
/// # Errors
/// Those of the storage.
pub fn one_of_mine(tx: &mut Tx<'_>, scope: &Scope, id: ConnectionId) -> Result<Option<Connection>, DbError> {
    tx.one(
        connections_where!(
            "q.organization_id = $1 AND q.id = $5 AND q.sent_at IS NOT NULL AND q.status <> 'entered-in-error' AND ",
            is_mine!("q.participant_id")
        ),
        scoped![scope; &id],
    )
}

/// Somebody whom the scope reaches: their name, and a program that they are in.
///
/// # Errors
/// Those of the storage.
pub fn person(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
) -> Result<Option<(String, Option<ProgramId>)>, DbError> {
    tx.one(
        sql!(
            "SELECT p.name_to_use, (SELECT e.program_id FROM enrollments e WHERE e.organization_id = $1
                AND e.participant_id = p.id ORDER BY e.standing = 'past', e.status_since DESC, e.id LIMIT 1)
             FROM participants p WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND ",
            within_reach!("p.id")
        ),
        scoped![scope; &of],
    )
}

/// A service of the directory: its name, telephone and e-mail address.
///
/// # Errors
/// Those of the storage.
pub fn service(tx: &mut Tx<'_>, scope: &Scope, id: RecordId) -> Result<Option<(String, String, String)>, DbError> {
    tx.one(
        sql!("SELECT name, phone, email FROM services WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL"),
        &[&scope.organization, &id],
    )
}

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
                is_answered_by_service, outcome_words, is_confirmed_by_person, created_at, created_by, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $15, $16, $17, 1)"
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

/// One step of a connection, as listed.
#[derive(Debug, Clone)]
pub struct Act {
    pub act: String,
    pub words: String,
    pub is_by_service: bool,
    pub at: Timestamp,
    pub by: Option<String>,
}

kit::from_row!(Act { act, words, is_by_service, at, by });

/// What happened to a connection, the newest first. The caller has found it.
///
/// # Errors
/// Those of the storage.
pub fn acts(tx: &mut Tx<'_>, scope: &Scope, of: ConnectionId) -> Result<Vec<Act>, DbError> {
    tx.list(
        sql!(
            "SELECT t.act, t.words, t.is_by_service, t.at, a.name FROM connection_acts t
             LEFT JOIN accounts a ON a.organization_id = t.organization_id AND a.id = t.account_id
             WHERE t.organization_id = $1 AND t.connection_id = $2 ORDER BY t.at DESC, t.id DESC LIMIT 100"
        ),
        &[&scope.organization, &of],
    )
}

/// A connection that a link opens.
#[derive(Debug, Clone)]
pub struct Linked {
    pub organization: OrganizationId,
    pub organization_name: String,
    pub id: ConnectionId,
    pub sender: Option<String>,
    pub sender_phone: Option<String>,
}

kit::from_row!(Linked { organization, organization_name, id, sender, sender_phone });

/// What a link opens now: not after its end, and not when the consent that it rests on has been taken back.
///
/// # Errors
/// Those of the storage.
pub fn linked(tx: &mut Tx<'_>, digest: &[u8], now: Timestamp) -> Result<Option<(Linked, Connection)>, DbError> {
    let found: Option<Linked> = tx.one(
        sql!(
            "SELECT q.organization_id, g.name, q.id, a.name, a.phone FROM connections q
             JOIN organizations g ON g.organization_id = q.organization_id
             LEFT JOIN accounts a ON a.organization_id = q.organization_id AND a.id = q.created_by
             WHERE q.link_digest = $1 AND q.link_ends_at > $2
               AND EXISTS (SELECT 1 FROM openings o WHERE o.organization_id = q.organization_id
                  AND o.participant_id = q.participant_id AND o.consent_id = q.consent_id
                  AND o.starts_at <= $2 AND (o.ends_at IS NULL OR o.ends_at > $2))"
        ),
        &[&digest.to_vec(), &now],
    )?;
    let Some(linked) = found else { return Ok(None) };
    let connection: Option<Connection> =
        tx.one(connections_where!("q.organization_id = $1 AND q.id = $2"), &[&linked.organization, &linked.id])?;
    Ok(connection.map(|connection| (linked, connection)))
}

/// How connections to one service went.
#[derive(Debug, Clone)]
pub struct Results {
    pub service_name: String,
    pub sent: i64,
    pub connected: i64,
    pub not_connected: i64,
    pub days_total: i64,
}

kit::from_row!(Results { service_name, sent, connected, not_connected, days_total });

/// The services to which people were sent, the most often first.
///
/// # Errors
/// Those of the storage.
pub fn results(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Results>, DbError> {
    tx.list(
        sql!(
            "SELECT service_name, sent_count, connected_count, not_connected_count, days_total FROM service_results
             WHERE organization_id = $1 ORDER BY sent_count DESC, service_key LIMIT 200"
        ),
        &[&scope.organization],
    )
}

/// The results of one service; nothing while nobody was sent there.
///
/// # Errors
/// Those of the storage.
pub fn results_of(tx: &mut Tx<'_>, scope: &Scope, key: &str) -> Result<Option<Results>, DbError> {
    tx.one(
        sql!(
            "SELECT service_name, sent_count, connected_count, not_connected_count, days_total FROM service_results
             WHERE organization_id = $1 AND service_key = $2"
        ),
        &[&scope.organization, &key],
    )
}

/// Connections that the account follows and that are not over, the longest waiting first.
///
/// # Errors
/// Those of the storage.
pub fn followed(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Connection>, DbError> {
    // The promises of one account are few; the connections of a house are not.
    tx.list(
        sql!(
            "SELECT q.id, q.participant_id, p.name_to_use, q.program_id, q.service_name, q.service_key, q.service_phone,
                q.service_email, q.need, q.words, q.is_urgent, q.status, q.sent_at, q.outcome, q.outcome_at,
                q.outcome_words, q.is_confirmed_by_person, q.created_at, q.version
             FROM promises w
             CROSS JOIN connections q
             JOIN participants p ON p.organization_id = q.organization_id AND p.id = q.participant_id
             WHERE w.organization_id = $1 AND w.owner_id = $2 AND w.closed_at IS NULL AND w.kind = 'follow_connection'
                AND q.organization_id = $1 AND q.id = w.origin_id AND ",
            within_record!("q.participant_id", "q.program_id", "referrals"),
            " ORDER BY q.created_at, q.id LIMIT 100"
        ),
        scoped![scope],
    )
}

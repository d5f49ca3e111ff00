//! Connections in the database: reading them.

use ground::{
    access::Scope,
    ids::{OrganizationId, ParticipantId, ProgramId, RecordId},
    is_mine, scoped, within_reach, within_record,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, ToValue, Tx},
    sql,
};

use super::connection::{Connection, ConnectionId};

macro_rules! connections_where {
    ($($condition:expr),+ $(,)?) => {
        sql!(
            "SELECT q.id, q.participant_id, p.name_to_use, q.program_id, q.service_name, q.service_key,
                q.service_phone, q.service_email, q.need, q.words, q.is_urgent, q.status, q.sent_at, q.outcome,
                q.outcome_at, q.outcome_words, q.is_confirmed_by_person, q.created_at, q.contact_id, q.version
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

/// What was begun at a contact, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn of_contact(tx: &mut Tx<'_>, scope: &Scope, contact: RecordId) -> Result<Vec<Connection>, DbError> {
    tx.list(
        connections_where!(
            "q.organization_id = $1 AND q.contact_id = $5 AND ",
            within_record!("q.participant_id", "q.program_id", "referrals"),
            " ORDER BY q.created_at DESC, q.id DESC LIMIT 50"
        ),
        scoped![scope; &contact],
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

/// Services whose results one look answers.
const AT_ONCE: usize = 20;

/// The results of some services, each with its key; those to which nobody was sent are left out.
///
/// # Errors
/// Those of the storage.
pub fn results_among(tx: &mut Tx<'_>, scope: &Scope, keys: &[String]) -> Result<Vec<(String, Results)>, DbError> {
    let mut slots: Vec<&str> = keys.iter().map(String::as_str).collect();
    slots.resize(AT_ONCE, "");
    let mut params: Vec<&dyn ToValue> = vec![&scope.organization];
    params.extend(slots.iter().map(|slot| -> &dyn ToValue { slot }));
    let rows: Vec<Keyed> = tx.list(
        sql!(
            "SELECT service_key, service_name, sent_count, connected_count, not_connected_count, days_total
             FROM service_results
             WHERE organization_id = $1 AND service_key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                $16, $17, $18, $19, $20, $21) LIMIT 20"
        ),
        &params,
    )?;
    Ok(rows.into_iter().map(Keyed::parts).collect())
}

struct Keyed {
    key: String,
    service_name: String,
    sent: i64,
    connected: i64,
    not_connected: i64,
    days_total: i64,
}

kit::from_row!(Keyed { key, service_name, sent, connected, not_connected, days_total });

impl Keyed {
    fn parts(self) -> (String, Results) {
        let Self { key, service_name, sent, connected, not_connected, days_total } = self;
        (key, Results { service_name, sent, connected, not_connected, days_total })
    }
}

/// The postal code of where a person gets letters, when their record has one. Nothing else of the address leaves here.
///
/// # Errors
/// Those of the storage.
pub fn postal_code(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Option<String>, DbError> {
    let address: Option<String> = tx.one(
        sql!(
            "SELECT h.value FROM channels h WHERE h.organization_id = $1 AND h.participant_id = $5 AND h.kind = 'mail'
               AND h.ended_at IS NULL AND ",
            within_reach!("h.participant_id"),
            " ORDER BY h.position, h.id LIMIT 1"
        ),
        scoped![scope; &of],
    )?;
    Ok(address.as_deref().and_then(last_code))
}

/// The last word of an address that is a postal code: five digits, or five and four (`13210-1234`).
fn last_code(address: &str) -> Option<String> {
    let is_digits = |word: &str, length: usize| word.len() == length && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = |word: &str| {
        let (first, rest) = word.split_once('-').unwrap_or((word, ""));
        (is_digits(first, 5) && (rest.is_empty() || is_digits(rest, 4))).then(|| first.to_owned())
    };
    // A house number stands in front of everything.
    address.split([' ', ',', '\n', '\t', '.']).filter(|word| !word.is_empty()).skip(1).filter_map(code).last()
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
                q.outcome_words, q.is_confirmed_by_person, q.created_at, q.contact_id, q.version
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

#[cfg(test)]
mod tests {
    use super::last_code;

    #[test]
    fn a_postal_code_is_the_last_five_digits_of_an_address() {
        let code = |address: &str| last_code(address);
        assert_eq!(code("12345 Elm St, Syracuse, NY 13210-1234").as_deref(), Some("13210"));
        assert_eq!(code("4 Elm St\nSyracuse NY 13210").as_deref(), Some("13210"));
        assert_eq!(code("12345 Elm St, Syracuse"), None, "a house number is none");
        assert_eq!((code(""), code("13210")), (None, None));
    }
}

//! The chain in the database.

use kit::{
    db::{DbError, FromRow, Row, Tx},
    sql,
};
use sha2::{Digest, Sha256};

use super::{Action, Entry};
use crate::ids::OrganizationId;

/// Adds an entry to its organization's chain, in the transaction of the change that it tells of.
///
/// # Errors
/// Those of the storage.
pub fn record(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), DbError> {
    record_all(tx, std::slice::from_ref(entry))
}

/// Adds entries of one organization to its chain, in their order.
///
/// # Errors
/// Those of the storage.
pub fn record_all(tx: &mut Tx<'_>, entries: &[Entry]) -> Result<(), DbError> {
    let Some(organization) = entries.first().map(|entry| entry.organization) else { return Ok(()) };
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    // The head's row is changed first: on PostgreSQL that makes entries of one organization wait for one another.
    let head: Option<(i64, Vec<u8>)> = tx.one(
        sql!(
            "INSERT INTO audit_heads (organization_id, sequence, hash) VALUES ($1, $3, $2)
             ON CONFLICT (organization_id) DO UPDATE SET sequence = audit_heads.sequence + excluded.sequence
             RETURNING sequence, hash"
        ),
        &[&organization, &Vec::<u8>::new(), &count],
    )?;
    let (last, mut hash) = head.unwrap_or_default();
    let first = last.saturating_sub(count).saturating_add(1);
    for (sequence, entry) in (first..).zip(entries) {
        hash = add(tx, entry, sequence, &hash)?;
    }
    tx.run(sql!("UPDATE audit_heads SET hash = $2 WHERE organization_id = $1"), &[&organization, &hash])?;
    Ok(())
}

/// Writes one entry in its place; answers its hash.
fn add(tx: &mut Tx<'_>, entry: &Entry, sequence: i64, previous: &[u8]) -> Result<Vec<u8>, DbError> {
    let details = details_text(entry).map_err(unwritten)?;
    let hash = chained(previous, &entry.sealed_text(sequence, &details).map_err(unwritten)?);
    tx.run(
        sql!(
            "INSERT INTO audit_entries (organization_id, sequence, at, account_id, acting_as, participant_id, action,
                record_kind, record_id, why, details, address, request_id, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &[
            &entry.organization,
            &sequence,
            &entry.at,
            &entry.account,
            &entry.acting_as,
            &entry.participant,
            &entry.action,
            &entry.record_kind,
            &entry.record,
            &entry.why,
            &details,
            &entry.address,
            &entry.request,
            &hash,
        ],
    )?;
    Ok(hash)
}

fn chained(previous: &[u8], text: &str) -> Vec<u8> {
    Sha256::new().chain_update(previous).chain_update(text.as_bytes()).finalize().to_vec()
}

/// The end of a chain that is kept in hand while a whole made-up history is written at once: [`record`] asks the
/// database for it each time.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    sequence: i64,
    hash: Vec<u8>,
}

/// What an entry gets by its place in the chain.
#[derive(Debug, Clone)]
pub struct Linked {
    pub sequence: i64,
    /// The details as the text that the hash covers.
    pub details: String,
    pub hash: Vec<u8>,
}

impl Chain {
    /// Puts an entry at the end of the chain.
    ///
    /// # Errors
    /// That its values are no JSON; the chain is as it was.
    pub fn add(&mut self, entry: &Entry) -> Result<Linked, serde_json::Error> {
        let sequence = self.sequence.saturating_add(1);
        let details = details_text(entry)?;
        self.hash = chained(&self.hash, &entry.sealed_text(sequence, &details)?);
        self.sequence = sequence;
        Ok(Linked { sequence, details, hash: self.hash.clone() })
    }

    /// The number and the hash of the last entry, as `audit_heads` keeps them.
    pub fn head(&self) -> (i64, &[u8]) {
        (self.sequence, &self.hash)
    }
}

fn details_text(entry: &Entry) -> Result<String, serde_json::Error> {
    serde_json::to_string(&entry.details)
}

fn unwritten(error: serde_json::Error) -> DbError {
    DbError::Driver(error.to_string())
}

/// Where a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("audit entry {0} was changed, or one before it was")]
    Changed(i64),
    #[error("audit entry {0} is missing")]
    Missing(i64),
    #[error("the audit ends at entry {found}, but its head says {head}")]
    Cut { found: i64, head: i64 },
}

struct Stored {
    entry: Entry,
    sequence: i64,
    details: String,
    hash: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        let (organization, sequence, at) = (row.get()?, row.get()?, row.get()?);
        let (account, acting_as, participant, action) = (row.get()?, row.get()?, row.get()?, row.get::<Action>()?);
        let kind = row.get()?;
        let (record, why, details, address, request, hash) =
            (row.get()?, row.get()?, row.get()?, row.get()?, row.get()?, row.get()?);
        let entry = Entry {
            organization,
            account,
            acting_as,
            participant,
            action,
            record_kind: kind,
            record,
            why,
            details: serde_json::Map::new(),
            address,
            request,
            at,
        };
        Ok(Self { entry, sequence, details, hash })
    }
}

/// Walks an organization's chain from its start; answers what is wrong with it, and how many entries were read.
///
/// # Errors
/// Those of the storage.
pub fn verify(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<(i64, Option<Broken>), DbError> {
    let (mut previous, mut last, mut broken) = (Vec::new(), 0_i64, None);
    tx.each(
        sql!(
            "SELECT organization_id, sequence, at, account_id, acting_as, participant_id, action, record_kind, record_id,
                why, details, address, request_id, hash
             FROM audit_entries WHERE organization_id = $1 ORDER BY sequence"
        ),
        &[&organization],
        |row| {
            let stored = Stored::from_row(row)?;
            if stored.sequence != last.saturating_add(1) {
                broken = Some(Broken::Missing(last.saturating_add(1)));
            } else {
                let text = stored.entry.sealed_text(stored.sequence, &stored.details).map_err(unwritten)?;
                if chained(&previous, &text) != stored.hash {
                    broken = Some(Broken::Changed(stored.sequence));
                }
            }
            last = stored.sequence;
            previous = stored.hash;
            Ok(broken.is_none())
        },
    )?;
    if broken.is_some() {
        return Ok((last, broken));
    }
    let head: Option<(i64, Vec<u8>)> =
        tx.one(sql!("SELECT sequence, hash FROM audit_heads WHERE organization_id = $1"), &[&organization])?;
    let (head, _) = head.unwrap_or_default();
    Ok((last, (head != last).then_some(Broken::Cut { found: last, head })))
}

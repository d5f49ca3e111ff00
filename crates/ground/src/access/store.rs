//! Reading who is behind a session, and copying the permission table to where queries can join it.

use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::{Actor, Membership};
use crate::{
    ids::{AccountId, OrganizationId, SessionId},
    rules::matrix::Matrix,
};

/// The person behind a session token's digest, if the session is live: not ended, not past its absolute end, and seen
/// since `idle_since`.
///
/// # Errors
/// Those of the storage.
pub fn actor_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    token_digest: &[u8],
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<(Actor, Timestamp)>, DbError> {
    type Found = (SessionId, AccountId, String, String, String, String, String, Timestamp);
    let found: Option<Found> = tx.one(
        sql!(
            "SELECT s.id, a.id, a.name, a.language, a.theme, o.name, o.time_zone, s.seen_at
             FROM sessions s
             JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
             JOIN organizations o ON o.organization_id = s.organization_id
             WHERE s.organization_id = $1 AND s.token_digest = $2 AND s.ended_at IS NULL AND s.expires_at > $3
               AND s.seen_at > $4 AND a.closed_at IS NULL"
        ),
        &[&organization, &token_digest.to_vec(), &now, &idle_since],
    )?;
    let Some((session, account, name, language, theme, organization_name, time_zone, seen_at)) = found else {
        return Ok(None);
    };
    let memberships = memberships(tx, organization, account, now)?;
    let actor =
        Actor { organization, organization_name, account, session, name, language, theme, time_zone, memberships };
    Ok(Some((actor, seen_at)))
}

/// The roles that an account has at `now`.
///
/// # Errors
/// Those of the storage.
pub fn memberships(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Membership>, DbError> {
    tx.list(
        sql!(
            "SELECT program_id, role FROM memberships
             WHERE organization_id = $1 AND account_id = $2 AND starts_at <= $3 AND (ends_at IS NULL OR ends_at > $3)
             ORDER BY starts_at, id LIMIT 100"
        ),
        &[&organization, &account, &now],
    )
}

/// Makes the `grants` table equal to the permission table. Done at every start.
///
/// # Errors
/// Those of the storage.
pub fn copy_grants(tx: &mut Tx<'_>, matrix: &Matrix) -> Result<(), DbError> {
    tx.run(sql!("DELETE FROM grants"), &[])?;
    for (role, permission, reach) in matrix.grants() {
        tx.run(
            sql!("INSERT INTO grants (role, permission, reach) VALUES ($1, $2, $3)"),
            &[&role, &permission, &reach],
        )?;
    }
    Ok(())
}

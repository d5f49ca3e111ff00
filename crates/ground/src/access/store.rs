//! Reading who is behind a session, and copying the permission table to where queries can join it.

use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, FromRow as _, Tx},
    sql,
};
use uuid::Uuid;

use super::{Actor, Membership};
use crate::{
    ids::{AccountId, OrganizationId, SessionId},
    reading::TextSize,
    rules::matrix::{Matrix, Permission, Reach, Role},
    sign_in::sessions::{DeviceKind, shared_since},
};

struct Found {
    session: SessionId,
    account: AccountId,
    name: String,
    language: String,
    theme: String,
    text_size: TextSize,
    device_kind: DeviceKind,
    organization_name: String,
    time_zone: String,
    seen_at: Timestamp,
}

kit::from_row!(Found {
    session,
    account,
    name,
    language,
    theme,
    text_size,
    device_kind,
    organization_name,
    time_zone,
    seen_at,
});

/// A session that was seen so far ahead was seen while the clock was wrong: no limit of it can be trusted.
fn from_tomorrow(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(2)).unwrap_or(Timestamp::MAX)
}

/// The person behind a session token's digest, if the session is live: not ended, not past its absolute end, and seen
/// since `idle_since`; on a shared device sooner.
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
    let (mut found, mut held) = (None, Vec::new());
    tx.each(
        sql!(
            "SELECT m.starts_at, m.id, m.program_id, m.role,
                s.id, a.id, a.name, a.language, a.theme, a.text_size, s.device_kind, o.name, o.time_zone, s.seen_at
             FROM sessions s
             JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
             JOIN organizations o ON o.organization_id = s.organization_id
             LEFT JOIN memberships m ON m.organization_id = s.organization_id AND m.account_id = s.account_id
               AND m.starts_at <= $3 AND (m.ends_at IS NULL OR m.ends_at > $3)
             WHERE s.organization_id = $1 AND s.token_digest = $2 AND s.ended_at IS NULL AND s.expires_at > $3
               AND s.seen_at > $4 AND (s.device_kind <> 'shared' OR s.seen_at > $5) AND a.closed_at IS NULL
               AND s.seen_at < $6
             LIMIT 100"
        ),
        &[&organization, &token_digest.to_vec(), &now, &idle_since, &shared_since(now), &from_tomorrow(now)],
        |row| {
            let (since, id, program, role): (Option<Timestamp>, Option<Uuid>, _, _) =
                (row.get()?, row.get()?, row.get()?, row.get::<Option<Role>>()?);
            held.extend(role.map(|role| ((since, id), Membership { program, role })));
            // Every row tells the session anew.
            if found.is_none() {
                found = Some(Found::from_row(row)?);
            }
            Ok::<_, DbError>(true)
        },
    )?;
    let Some(found) = found else { return Ok(None) };
    // Sorted here: SQLite makes itself a table to sort in, which costs as much as the reading.
    held.sort_unstable_by_key(|(since, _)| *since);
    let memberships = held.into_iter().map(|(_, membership)| membership).collect();
    let actor = Actor {
        organization,
        organization_name: found.organization_name,
        account: found.account,
        session: found.session,
        name: found.name,
        language: found.language,
        theme: found.theme,
        text_size: found.text_size,
        is_device_shared: found.device_kind.is_shared(),
        time_zone: found.time_zone,
        memberships,
    };
    Ok(Some((actor, found.seen_at)))
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
    // Several nodes may start in the same moment.
    tx.alone("grants")?;
    let there: Vec<(Role, Permission, Reach)> =
        tx.list(sql!("SELECT role, permission, reach FROM grants ORDER BY role, permission LIMIT 10000"), &[])?;
    let is_same = there.len() == matrix.grants().count() && matrix.grants().all(|grant| there.contains(&grant));
    if is_same {
        return Ok(());
    }
    tx.run(sql!("DELETE FROM grants"), &[])?;
    for (role, permission, reach) in matrix.grants() {
        tx.run(
            sql!("INSERT INTO grants (role, permission, reach) VALUES ($1, $2, $3)"),
            &[&role, &permission, &reach],
        )?;
    }
    Ok(())
}

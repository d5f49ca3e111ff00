//! Every statement of the team's pages.

use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use crate::{
    access::Scope,
    ids::{AccountId, MembershipId, OrganizationId, ProgramId},
    rules::matrix::Role,
    scoped, within_programs,
};

/// How many workers stand on a page.
pub const PAGE: usize = 50;

/// A worker in one of their roles (or in none).
#[derive(Debug, Clone)]
pub struct Row {
    pub account: AccountId,
    pub name: String,
    pub pronouns: String,
    pub sort_key: String,
    pub people: i64,
    pub role: Option<Role>,
    pub program: Option<String>,
}

kit::from_row!(Row { account, name, pronouns, sort_key, people, role, program });

/// The workers that the scope reaches, each with their roles, from after (`sort_key`, `id`).
pub fn list(tx: &mut Tx<'_>, scope: &Scope, after: &(String, AccountId)) -> Result<Vec<Row>, DbError> {
    tx.list(
        sql!(
            "SELECT a.id, a.name, a.pronouns, a.sort_key,
                (SELECT COUNT(*) FROM assignments s
                 WHERE s.organization_id = $1 AND s.account_id = a.id AND s.ended_at IS NULL),
                w.role, p.name
             FROM (SELECT c.id, c.name, c.pronouns, c.sort_key FROM accounts c
                   WHERE c.organization_id = $1 AND c.closed_at IS NULL AND (c.sort_key, c.id) > ($5, $6)
                     AND EXISTS (SELECT 1 FROM memberships x WHERE x.organization_id = $1 AND x.account_id = c.id
                       AND x.role NOT IN ('participant', 'supporter') AND (x.ends_at IS NULL OR x.ends_at > $4)
                       AND (x.program_id IS NULL OR ",
            within_programs!("x.program_id"),
            "))
                   ORDER BY c.sort_key, c.id LIMIT 51) a
             LEFT JOIN memberships w ON w.organization_id = $1 AND w.account_id = a.id
               AND (w.ends_at IS NULL OR w.ends_at > $4)
             LEFT JOIN programs p ON p.organization_id = $1 AND p.id = w.program_id
             ORDER BY a.sort_key, a.id, w.starts_at NULLS LAST, w.id NULLS LAST LIMIT 1000"
        ),
        scoped![scope; &after.0, &after.1],
    )
}

/// A worker as their page shows them.
#[derive(Debug, Clone)]
pub struct Worker {
    pub account: AccountId,
    pub name: String,
    pub pronouns: String,
    pub email: String,
    pub phone: String,
    pub closed_at: Option<Timestamp>,
    pub has_code: bool,
    pub people: i64,
    pub promises: i64,
    pub own_records: i64,
}

kit::from_row!(Worker { account, name, pronouns, email, phone, closed_at, has_code, people, promises, own_records });

/// One worker that the scope reaches.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<Option<Worker>, DbError> {
    tx.one(
        sql!(
            "SELECT a.id, a.name, a.pronouns, a.email, a.phone, a.closed_at, a.totp_secret IS NOT NULL,
                (SELECT COUNT(*) FROM assignments s
                 WHERE s.organization_id = $1 AND s.account_id = a.id AND s.ended_at IS NULL),
                (SELECT COUNT(*) FROM promises q
                 WHERE q.organization_id = $1 AND q.owner_id = a.id AND q.closed_at IS NULL),
                (SELECT COUNT(*) FROM account_people r WHERE r.organization_id = $1 AND r.account_id = a.id)
             FROM accounts a
             WHERE a.organization_id = $1 AND a.id = $5
               AND EXISTS (SELECT 1 FROM memberships x WHERE x.organization_id = $1 AND x.account_id = a.id
                 AND x.role NOT IN ('participant', 'supporter') AND (x.program_id IS NULL OR ",
            within_programs!("x.program_id"),
            "))"
        ),
        scoped![scope; &account],
    )
}

/// A role somebody has or will have.
#[derive(Debug, Clone)]
pub struct Held {
    pub id: MembershipId,
    pub role: Role,
    pub program: Option<String>,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
}

kit::from_row!(Held { id, role, program, starts_at, ends_at });

/// The roles of a worker that have not ended.
pub fn roles(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<Vec<Held>, DbError> {
    tx.list(
        sql!(
            "SELECT w.id, w.role, p.name, w.starts_at, w.ends_at FROM memberships w
             LEFT JOIN programs p ON p.organization_id = w.organization_id AND p.id = w.program_id
             WHERE w.organization_id = $1 AND w.account_id = $2 AND (w.ends_at IS NULL OR w.ends_at > $3)
             ORDER BY w.starts_at, w.id LIMIT 100"
        ),
        &[&scope.organization, &account, &scope.now],
    )
}

/// The open programs, for choosing one.
pub fn programs(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<(ProgramId, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT id, name FROM programs WHERE organization_id = $1 AND closed_on IS NULL ORDER BY name, id LIMIT 500"
        ),
        &[&organization],
    )
}

/// Ends one role of a worker now; answers which it was.
pub fn end_role(
    tx: &mut Tx<'_>,
    scope: &Scope,
    account: AccountId,
    membership: MembershipId,
) -> Result<Option<Role>, DbError> {
    tx.one(
        sql!(
            "UPDATE memberships SET ends_at = $4
             WHERE organization_id = $1 AND account_id = $2 AND id = $3 AND (ends_at IS NULL OR ends_at > $4)
             RETURNING role"
        ),
        &[&scope.organization, &account, &membership, &scope.now],
    )
}

/// How many directors could still sign in.
pub fn directors(tx: &mut Tx<'_>, scope: &Scope) -> Result<i64, DbError> {
    let count = tx.one(
        sql!(
            "SELECT COUNT(DISTINCT m.account_id) FROM memberships m
             JOIN accounts a ON a.organization_id = m.organization_id AND a.id = m.account_id
             WHERE m.organization_id = $1 AND m.role = 'director' AND m.program_id IS NULL AND a.closed_at IS NULL
               AND m.starts_at <= $2 AND (m.ends_at IS NULL OR m.ends_at > $2)"
        ),
        &[&scope.organization, &scope.now],
    )?;
    Ok(count.unwrap_or_default())
}

/// Closes an account: roles and sessions end in the same moment, so that reopening knows which to bring back.
pub fn close(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!("UPDATE accounts SET closed_at = $3 WHERE organization_id = $1 AND id = $2 AND closed_at IS NULL"),
        &[&scope.organization, &account, &scope.now],
    )?;
    tx.run(
        sql!(
            "UPDATE memberships SET ends_at = $3
             WHERE organization_id = $1 AND account_id = $2 AND (ends_at IS NULL OR ends_at > $3)"
        ),
        &[&scope.organization, &account, &scope.now],
    )?;
    crate::sign_in::sessions::end_others(tx, scope.organization, account, None, scope.now)?;
    Ok(changed == 1)
}

/// Opens a closed account again, with the roles that ended when it was closed.
pub fn reopen(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<bool, DbError> {
    tx.run(
        sql!(
            "UPDATE memberships SET ends_at = NULL
             WHERE organization_id = $1 AND account_id = $2 AND role <> 'auditor'
               AND ends_at = (SELECT closed_at FROM accounts WHERE organization_id = $1 AND id = $2)"
        ),
        &[&scope.organization, &account],
    )?;
    let changed = tx.run(
        sql!("UPDATE accounts SET closed_at = NULL WHERE organization_id = $1 AND id = $2 AND closed_at IS NOT NULL"),
        &[&scope.organization, &account],
    )?;
    Ok(changed == 1)
}

/// Ties an account to the same person's own record, which walls that record off from them.
pub fn link_record(
    tx: &mut Tx<'_>,
    scope: &Scope,
    account: AccountId,
    participant: crate::ids::ParticipantId,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO account_people (organization_id, account_id, participant_id, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (organization_id, account_id, participant_id) DO NOTHING"
        ),
        &[&scope.organization, &account, &participant, &scope.now],
    )?;
    Ok(())
}

/// Whether the scope reaches a participant.
pub fn reaches(tx: &mut Tx<'_>, scope: &Scope, participant: crate::ids::ParticipantId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM participants p WHERE p.organization_id = $1 AND ",
            crate::within_reach!("p.id"),
            " AND p.id = $5"
        ),
        scoped![scope; &participant],
    )?;
    Ok(found.is_some())
}

/// An invitation as the list shows it.
#[derive(Debug, Clone)]
pub struct Invited {
    pub digest: Vec<u8>,
    pub name: String,
    pub email: String,
    pub role: Option<Role>,
    pub program: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
}

kit::from_row!(Invited { digest, name, email, role, program, created_at, expires_at, used_at, withdrawn_at });

/// The invitations of the organization, newest first.
pub fn invitations(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Invited>, DbError> {
    tx.list(
        sql!(
            "SELECT l.token_digest, l.name, l.email, l.role, p.name, l.created_at, l.expires_at, l.used_at, l.withdrawn_at
             FROM links l LEFT JOIN programs p ON p.organization_id = l.organization_id AND p.id = l.program_id
             WHERE l.organization_id = $1 AND l.purpose = 'invitation'
             ORDER BY l.created_at DESC, l.token_digest LIMIT 200"
        ),
        &[&scope.organization],
    )
}

/// Takes back an invitation that nobody has used; false when there is none such.
pub fn withdraw(tx: &mut Tx<'_>, scope: &Scope, digest: &[u8]) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE links SET withdrawn_at = $3
             WHERE organization_id = $1 AND token_digest = $2 AND purpose = 'invitation' AND used_at IS NULL
               AND withdrawn_at IS NULL"
        ),
        &[&scope.organization, &digest.to_vec(), &scope.now],
    )?;
    Ok(changed == 1)
}

/// Takes back every open link of one purpose for an address, so that only the newest works.
pub fn withdraw_earlier(tx: &mut Tx<'_>, scope: &Scope, purpose: &str, email: &str) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE links SET withdrawn_at = $4
             WHERE organization_id = $1 AND purpose = $2 AND email = $3 AND used_at IS NULL AND withdrawn_at IS NULL"
        ),
        &[&scope.organization, &purpose, &email, &scope.now],
    )?;
    Ok(())
}

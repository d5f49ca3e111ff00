//! Every statement about the regulatory profile.

use ground::{access::Scope, gate::Flag};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

/// What somebody said about a flag.
#[derive(Debug, Clone)]
pub struct FlagRow {
    pub flag: Flag,
    pub is_on: bool,
    pub reason: String,
    pub changed_at: Timestamp,
    pub changed_by: Option<String>,
}

kit::from_row!(FlagRow { flag, is_on, reason, changed_at, changed_by });

/// What was said about flags; one that nothing was said about holds.
///
/// # Errors
/// Those of the storage.
pub fn flags(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FlagRow>, DbError> {
    tx.list(
        sql!(
            "SELECT f.flag, f.is_on, f.reason, f.changed_at, a.name FROM regulatory_flags f
             LEFT JOIN accounts a ON a.organization_id = f.organization_id AND a.id = f.changed_by
             WHERE f.organization_id = $1 ORDER BY f.flag LIMIT 50"
        ),
        &[&scope.organization],
    )
}

/// Says whether a flag holds, and why.
///
/// # Errors
/// Those of the storage.
pub fn set(tx: &mut Tx<'_>, scope: &Scope, flag: Flag, is_on: bool, reason: &str) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO regulatory_flags (organization_id, flag, is_on, reason, changed_at, changed_by)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (organization_id, flag) DO UPDATE SET is_on = excluded.is_on, reason = excluded.reason,
                changed_at = excluded.changed_at, changed_by = excluded.changed_by"
        ),
        &[&scope.organization, &flag, &is_on, &reason, &scope.now, &scope.account],
    )
    .map(drop)
}

//! Whether the gate closed anything between two moments: for work that reads for longer than a page does. What was read
//! before a consent was taken back does not leave after it.

use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use crate::{access::Scope, ids::ParticipantId};

/// What stood open when somebody began to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closings {
    at: Timestamp,
    openings: i64,
    wishes: i64,
    closed_programs: i64,
    roles: i64,
}

/// How the gate stands for the account as the transaction sees it: for everybody, or (with `of`) for one person.
///
/// # Errors
/// Those of the storage.
pub fn closings(tx: &mut Tx<'_>, scope: &Scope, of: Option<ParticipantId>) -> Result<Closings, DbError> {
    let (openings, wishes, closed_programs, roles) = counted(tx, scope, of, scope.now)?;
    Ok(Closings { at: scope.now, openings, wishes, closed_programs, roles })
}

// One text for each question: one person's rows are found by an index.
macro_rules! counting {
    ($of:literal) => {
        sql!(
            "SELECT (SELECT COUNT(*) FROM openings WHERE organization_id = $1 ",
            $of,
            " AND starts_at <= $2 AND (ends_at IS NULL OR ends_at > $2)),
             (SELECT COUNT(*) FROM restrictions WHERE organization_id = $1 ",
            $of,
            " AND agreed_at IS NOT NULL AND ended_at IS NULL),
             (SELECT COUNT(*) FROM part2_programs WHERE organization_id = $1),
             (SELECT COUNT(*) FROM memberships WHERE organization_id = $1 AND account_id = $3
                AND starts_at <= $2 AND (ends_at IS NULL OR ends_at > $2))"
        )
    };
}

/// Open consents, agreed wishes that somebody be kept out, programs that are closed to others, and the account's roles.
type Counted = (i64, i64, i64, i64);

fn counted(tx: &mut Tx<'_>, scope: &Scope, of: Option<ParticipantId>, now: Timestamp) -> Result<Counted, DbError> {
    let found = match of {
        Some(of) => tx.one(counting!("AND participant_id = $4"), &[&scope.organization, &now, &scope.account, &of])?,
        None => tx.one(counting!(""), &[&scope.organization, &now, &scope.account])?,
    };
    Ok(found.unwrap_or_default())
}

macro_rules! ended {
    ($of:literal) => {
        sql!("SELECT 1 FROM openings WHERE organization_id = $1 ", $of, " AND ends_at > $2 AND ends_at <= $3 LIMIT 1")
    };
}

/// Whether anything closed since then: a consent ended or was taken back, somebody is to be kept out, a program was closed
/// to others, or the account lost a role. Something may have opened meanwhile too; that alone is no reason.
///
/// # Errors
/// Those of the storage.
pub fn has_closed_since(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: Option<ParticipantId>,
    before: &Closings,
    now: Timestamp,
) -> Result<bool, DbError> {
    let (openings, wishes, closed_programs, roles) = counted(tx, scope, of, now)?;
    if openings < before.openings || wishes > before.wishes || roles < before.roles {
        return Ok(true);
    }
    let ended: Option<i64> = match of {
        Some(of) => tx.one(ended!("AND participant_id = $4"), &[&scope.organization, &before.at, &now, &of])?,
        None => tx.one(ended!(""), &[&scope.organization, &before.at, &now])?,
    };
    Ok(closed_programs > before.closed_programs || ended.is_some())
}

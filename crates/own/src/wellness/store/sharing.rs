//! With whom somebody may share, with whom they do, and what is shared with the account that asks.

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId},
    is_mine, is_shared, scoped,
};
use kit::{
    db::{DbError, Tx},
    sql,
};

/// Somebody with an account, who may be given a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharer {
    pub account: AccountId,
    pub name: String,
    /// Whether they work with the person; else they are family or a friend.
    pub is_worker: bool,
}

kit::from_row!(Sharer { account, name, is_worker });

/// Those with whom the participant may share: workers who are assigned to them now, and supporters to whom they have
/// opened something before.
///
/// # Errors
/// Those of the storage.
pub fn people(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Sharer>, DbError> {
    tx.list(
        sql!(
            "SELECT a.id, a.name, EXISTS (SELECT 1 FROM assignments x WHERE x.organization_id = $1
                AND x.participant_id = $5 AND x.account_id = a.id AND x.ended_at IS NULL)
             FROM accounts a
             WHERE a.organization_id = $1 AND a.closed_at IS NULL AND a.id IN (
                SELECT s.account_id FROM assignments s WHERE s.organization_id = $1 AND s.participant_id = $5
                    AND s.ended_at IS NULL
                UNION SELECT u.account_id FROM supporters u WHERE u.organization_id = $1 AND u.participant_id = $5
                    AND u.account_id IS NOT NULL AND u.ended_at IS NULL
                UNION SELECT h.account_id FROM shares h WHERE h.organization_id = $1 AND h.participant_id = $5)
             AND EXISTS (SELECT 1 FROM memberships b JOIN grants d ON d.role = b.role AND d.permission = 'see_shared_with_me'
                WHERE b.organization_id = $1 AND b.account_id = a.id AND b.starts_at <= $4
                    AND (b.ends_at IS NULL OR b.ends_at > $4))
             AND EXISTS (SELECT 1 FROM participants p WHERE p.organization_id = $1 AND p.id = $5 AND ",
            is_mine!("p.id"),
            ") ORDER BY a.sort_key, a.id LIMIT 100"
        ),
        scoped![scope; &me],
    )
}

/// One thing that the participant shares with one account now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub account: AccountId,
    /// A word of [`Shared`](ground::gate::Shared).
    pub kind: String,
    pub subject: String,
}

kit::from_row!(Given { account, kind, subject });

/// What the participant shares of plan and circle now, with whom.
///
/// # Errors
/// Those of the storage.
pub fn given(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Given>, DbError> {
    tx.list(
        sql!(
            "SELECT s.account_id, s.kind, s.subject FROM shares s
             WHERE s.organization_id = $1 AND s.participant_id = $5 AND s.kind IN ('plan_section', 'circle')
                AND s.starts_at <= $4 AND (s.ends_at IS NULL OR s.ends_at > $4) AND ",
            is_mine!("s.participant_id"),
            " ORDER BY s.starts_at, s.id LIMIT 2000"
        ),
        scoped![scope; &me],
    )
}

/// The sections that a participant shares with this account, by their words.
///
/// # Errors
/// Those of the storage.
pub fn sections_for(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<String>, DbError> {
    tx.list(
        sql!(
            "SELECT DISTINCT h.subject FROM shares h
             WHERE h.organization_id = $1 AND h.participant_id = $5 AND h.kind = 'plan_section' AND h.account_id = $2 AND ",
            is_shared!("h.participant_id", "plan_section", "h.subject"),
            " ORDER BY h.subject LIMIT 200"
        ),
        scoped![scope; &participant],
    )
}

/// The name of a participant who shares at least one section, or the circle, with this account.
///
/// # Errors
/// Those of the storage.
pub fn name_of(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Option<String>, DbError> {
    tx.one(
        sql!(
            "SELECT p.name_to_use FROM participants p
             WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND (",
            is_shared!("p.id", "plan_section", "ws.subject"),
            " OR ",
            is_shared!("p.id", "circle", "''"),
            ")"
        ),
        scoped![scope; &participant],
    )
}

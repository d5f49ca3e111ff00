//! The proof of permission, and the predicate that puts it into queries.

use jiff::Timestamp;
use kit::{clock::Moment, db::Tenant, ids::Id};

use super::{Actor, Request};
use crate::{
    ids::{AccountId, OrganizationId, RequestId},
    rules::matrix::{Permission, Reach, Role},
};

/// Proof that an account may do one thing in one organization now. Only [`Actor::may`] makes one.
#[derive(Debug, Clone)]
pub struct Scope {
    pub organization: OrganizationId,
    pub account: AccountId,
    pub name: String,
    pub permission: Permission,
    /// The widest reach among the account's roles; the exact one is decided in the query.
    pub reach: Reach,
    pub acting_as: Role,
    pub at: Moment,
    pub now: Timestamp,
    pub request: RequestId,
    pub address: String,
}

impl Scope {
    pub(super) fn proven(actor: &Actor, permission: Permission, reach: Reach, role: Role, request: &Request) -> Self {
        Self {
            organization: actor.organization,
            account: actor.account,
            name: actor.name.clone(),
            permission,
            reach,
            acting_as: role,
            at: request.at.clone(),
            now: request.at.now,
            request: request.id,
            address: request.address.clone(),
        }
    }

    /// Whose rows a transaction under this scope touches.
    pub fn tenant(&self) -> Tenant {
        Tenant::Organization(self.organization.uuid())
    }
}

/// Binds a scope as `$1` organization, `$2` account, `$3` permission, `$4` now, then the rest from `$5`.
#[macro_export]
macro_rules! scoped {
    ($scope:expr $(; $($more:expr),* $(,)?)?) => {
        kit::db::params(&[
            &$scope.organization,
            &$scope.account,
            &$scope.permission,
            &$scope.now,
            $($($more),*)?
        ])
    };
}

/// The condition that a participant is within the reach of the scope bound as `$1` to `$4`; the argument is the SQL
/// expression of the participant's id. A worker never reaches their own record as a participant. A second argument puts
/// another permission, as a literal of SQL, in the place of the scope's.
#[macro_export]
macro_rules! within_reach {
    ($participant:literal) => {
        $crate::within_reach!($participant, "$3")
    };
    ($participant:literal, $permission:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM memberships m JOIN grants g ON g.role = m.role AND g.permission = ",
            $permission,
            " WHERE m.organization_id = $1 AND m.account_id = $2",
            " AND m.starts_at <= $4 AND (m.ends_at IS NULL OR m.ends_at > $4)",
            " AND (g.reach = 'organization'",
            " OR (g.reach = 'program' AND EXISTS (SELECT 1 FROM enrollments we WHERE we.organization_id = $1",
            " AND we.participant_id = ",
            $participant,
            " AND (m.program_id IS NULL OR we.program_id = m.program_id)))",
            " OR (g.reach = 'own' AND EXISTS (SELECT 1 FROM assignments wa WHERE wa.organization_id = $1",
            " AND wa.account_id = $2 AND wa.participant_id = ",
            $participant,
            " AND wa.ended_at IS NULL))))",
            " AND NOT EXISTS (SELECT 1 FROM account_people wp WHERE wp.organization_id = $1 AND wp.account_id = $2",
            " AND wp.participant_id = ",
            $participant,
            "))"
        )
    };
}

/// The condition that a program is within the reach of the scope bound as `$1` to `$4`; for an own reach, the programs
/// that the person works in.
#[macro_export]
macro_rules! within_programs {
    ($program:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM memberships m JOIN grants g ON g.role = m.role AND g.permission = $3",
            " WHERE m.organization_id = $1 AND m.account_id = $2",
            " AND m.starts_at <= $4 AND (m.ends_at IS NULL OR m.ends_at > $4)",
            " AND (g.reach = 'organization' OR m.program_id IS NULL OR m.program_id = ",
            $program,
            "))"
        )
    };
}

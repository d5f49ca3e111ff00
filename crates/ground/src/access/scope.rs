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

    /// Whose rows a transaction that only reads may see: on PostgreSQL row-level rules stand behind the queries.
    pub fn reader(&self) -> Tenant {
        let (organization, account) = (self.organization.uuid(), self.account.uuid());
        Tenant::Account { organization, account, now: self.now }
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

/// The condition that the account of the scope bound as `$1` to `$4` reaches a participant through its work, or in an
/// emergency that it has given a reason for. Only a part of the macros below.
#[macro_export]
macro_rules! reached_by_work {
    ($participant:literal, $permission:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM ",
            $crate::memberships_that_may!($permission),
            " AND ((g.reach = 'organization' AND (m.program_id IS NULL",
            // Without a Part 2 program in the house, nothing is closed to those who answer for all of it.
            " OR NOT EXISTS (SELECT 1 FROM part2_programs wz WHERE wz.organization_id = $1)",
            " OR EXISTS (SELECT 1 FROM enrollments wo WHERE wo.organization_id = $1 AND wo.participant_id = ",
            $participant,
            " AND (wo.program_id = m.program_id OR NOT EXISTS (SELECT 1 FROM part2_programs wq",
            " WHERE wq.organization_id = $1 AND wq.program_id = wo.program_id)))))",
            " OR (g.reach = 'program' AND EXISTS (SELECT 1 FROM enrollments we WHERE we.organization_id = $1",
            " AND we.participant_id = ",
            $participant,
            " AND (m.program_id IS NULL OR we.program_id = m.program_id)))",
            " OR (g.reach = 'own' AND EXISTS (SELECT 1 FROM assignments wa WHERE wa.organization_id = $1",
            " AND wa.account_id = $2 AND wa.participant_id = ",
            $participant,
            " AND wa.ended_at IS NULL))",
            " OR (",
            $permission,
            " IN ('see_people', 'see_person', 'see_goals', 'see_contacts', 'write_contacts') AND ",
            $crate::in_emergency!($participant),
            ")))"
        )
    };
}

/// The condition that the account is using emergency access to a participant now.
#[macro_export]
macro_rules! in_emergency {
    ($participant:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM emergency_accesses wx WHERE wx.organization_id = $1 AND wx.account_id = $2",
            " AND wx.participant_id = ",
            $participant,
            " AND wx.starts_at <= $4 AND wx.ends_at > $4)"
        )
    };
}

/// The condition that a participant works here too, or did. An account of a participant's own is no work.
#[macro_export]
macro_rules! is_colleague {
    ($participant:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM account_people wc JOIN memberships wm ON wm.organization_id = wc.organization_id",
            " AND wm.account_id = wc.account_id AND wm.role NOT IN ('participant', 'supporter')",
            " WHERE wc.organization_id = $1 AND wc.participant_id = ",
            $participant,
            ")"
        )
    };
}

/// The condition that rows of a program (SQL expression, may be NULL) are not closed to the account: the program is not
/// under Part 2, or the account works in it.
#[macro_export]
macro_rules! inside_program {
    ($program:literal) => {
        concat!(
            "(NOT EXISTS (SELECT 1 FROM part2_programs wh WHERE wh.organization_id = $1 AND wh.program_id = ",
            $program,
            ") OR EXISTS (SELECT 1 FROM memberships wi WHERE wi.organization_id = $1 AND wi.account_id = $2",
            " AND wi.role NOT IN ('participant', 'supporter')",
            " AND wi.starts_at <= $4 AND (wi.ends_at IS NULL OR wi.ends_at > $4)",
            " AND (wi.program_id IS NULL OR wi.program_id = ",
            $program,
            ")))"
        )
    };
}

/// The condition that nothing stands between the account and a participant: it is not their own record, and the person
/// has not asked that this account or its program be kept out (of everything, or of the kind of information `$kind`).
#[macro_export]
macro_rules! not_walled_off {
    ($participant:literal, $kind:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM account_people wp WHERE wp.organization_id = $1 AND wp.account_id = $2",
            " AND wp.participant_id = ",
            $participant,
            ") AND (NOT EXISTS (SELECT 1 FROM restrictions wr WHERE wr.organization_id = $1 AND wr.participant_id = ",
            $participant,
            " AND wr.agreed_at IS NOT NULL AND wr.ended_at IS NULL AND wr.information IN ('everything', '",
            $kind,
            "') AND (wr.to_account_id = $2 OR wr.to_program_id IN (SELECT wm.program_id FROM memberships wm",
            " WHERE wm.organization_id = $1 AND wm.account_id = $2 AND wm.starts_at <= $4",
            " AND (wm.ends_at IS NULL OR wm.ends_at > $4)))) OR ",
            $crate::in_emergency!($participant),
            ")"
        )
    };
}

/// The condition that a complete consent opens information about a participant to the account, for support. `$from` is
/// what else must hold of the opening `wc`.
#[macro_export]
macro_rules! opened_by_consent {
    ($participant:literal, $permission:literal, $($from:literal)+) => {
        concat!(
            "EXISTS (SELECT 1 FROM openings wc WHERE wc.organization_id = $1 AND wc.participant_id = ",
            $participant,
            " AND wc.purpose = 'support' AND wc.starts_at <= $4 AND (wc.ends_at IS NULL OR wc.ends_at > $4)",
            " AND (",
            $($from,)+
            ")",
            " AND EXISTS (SELECT 1 FROM ",
            $crate::memberships_that_may!($permission),
            " AND (wc.to_account_id = $2 OR (g.reach <> 'own' AND m.program_id = wc.to_program_id))))"
        )
    };
}

/// The condition that a participant is within the reach of the scope bound as `$1` to `$4`; the argument is the SQL
/// expression of the participant's id. What is about the person and no program's; for rows that a program wrote, use
/// [`within_record!`]. A worker never reaches their own record as a participant. A second argument puts another
/// permission, as a literal of SQL, in the place of the scope's.
#[macro_export]
macro_rules! within_reach {
    ($participant:literal) => {
        $crate::within_reach!($participant, "$3")
    };
    ($participant:literal, $permission:literal) => {
        concat!(
            "((",
            $crate::reached_by_work!($participant, $permission),
            " OR (",
            $permission,
            " IN ('see_people', 'see_person') AND ",
            $crate::opened_by_consent!($participant, $permission, "1 = 1"),
            ")) AND ",
            $crate::not_walled_off!($participant, "everything"),
            ")"
        )
    };
}

/// The condition that rows which `$program` (SQL expression, may be NULL) wrote about `$participant`, of the kind
/// `$kind` (a word of [`gate::Information`](crate::gate::Information)), are within the scope's reach: rows of a Part 2
/// program only from inside it, by a complete consent that names the recipient, or in an emergency (42 CFR 2.12, 2.31,
/// 2.51; practice.md 7.3).
#[macro_export]
macro_rules! within_record {
    ($participant:literal, $program:literal, $kind:literal) => {
        $crate::within_record!($participant, $program, $kind, "$3")
    };
    ($participant:literal, $program:literal, $kind:literal, $permission:literal) => {
        concat!(
            "(((",
            $crate::reached_by_work!($participant, $permission),
            " AND (",
            $crate::inside_program!($program),
            " OR ",
            $crate::in_emergency!($participant),
            ")) OR ",
            $crate::opened_by_consent!(
                $participant,
                $permission,
                "wc.information IN ('everything', '" $kind "')"
                " AND (wc.from_program_id IS NULL OR wc.from_program_id = " $program ")"
            ),
            ") AND ",
            $crate::not_walled_off!($participant, $kind),
            ")"
        )
    };
}

/// The condition that a participant is the person behind the account: their own record.
#[macro_export]
macro_rules! is_mine {
    ($participant:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM account_people wy WHERE wy.organization_id = $1 AND wy.account_id = $2",
            " AND wy.participant_id = ",
            $participant,
            ") AND EXISTS (SELECT 1 FROM ",
            $crate::memberships_that_may!(),
            " AND m.role = 'participant'))"
        )
    };
}

/// The condition that the participant shares a thing (`$kind` a word of [`gate::Shared`](crate::gate::Shared), `$subject`
/// the SQL expression of which one, as text) with the account now.
#[macro_export]
macro_rules! is_shared {
    ($participant:literal, $kind:literal, $subject:literal) => {
        $crate::is_shared_as!($participant, $kind, "ws.subject", $subject)
    };
}

/// [`is_shared!`] for a thing that is a record: `$id` is the SQL expression of its id.
#[macro_export]
macro_rules! is_shared_record {
    ($participant:literal, $kind:literal, $id:literal) => {
        $crate::is_shared_as!($participant, $kind, "ws.record_id", $id)
    };
}

/// Only a part of the two macros above: `$column` of the share says which thing it is.
#[macro_export]
macro_rules! is_shared_as {
    ($participant:literal, $kind:literal, $column:literal, $which:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM shares ws WHERE ws.organization_id = $1 AND ws.account_id = $2",
            " AND ws.participant_id = ",
            $participant,
            " AND ws.kind = '",
            $kind,
            "' AND ",
            $column,
            " = ",
            $which,
            " AND ws.starts_at <= $4 AND (ws.ends_at IS NULL OR ws.ends_at > $4)",
            " AND EXISTS (SELECT 1 FROM ",
            $crate::memberships_that_may!(),
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
            // Two questions about the account alone, so that each is asked once and not for every row.
            "(",
            $program,
            " IN (SELECT m.program_id FROM ",
            $crate::memberships_that_may!(),
            ") OR EXISTS (SELECT 1 FROM ",
            $crate::memberships_that_may!(),
            " AND (g.reach = 'organization' OR m.program_id IS NULL)))"
        )
    };
}

/// The memberships by which the account has the scope's permission now, or the one that is given as a literal of SQL. Only
/// a part of the macros above.
#[macro_export]
macro_rules! memberships_that_may {
    () => {
        $crate::memberships_that_may!("$3")
    };
    ($permission:literal) => {
        concat!(
            "memberships m JOIN grants g ON g.role = m.role AND g.permission = ",
            $permission,
            " WHERE m.organization_id = $1 AND m.account_id = $2",
            " AND m.starts_at <= $4 AND (m.ends_at IS NULL OR m.ends_at > $4)"
        )
    };
}

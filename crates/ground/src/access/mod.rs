//! Who is asking, what they may do, and the proof of it that every store function asks for.
//!
//! [`Actor::may`] is the only maker of a [`Scope`]. A query that reaches people puts `within_reach!` in its `WHERE` and
//! binds `scoped![scope; …]`: what is not reachable is not found.

mod scope;
mod store;

use jiff::Timestamp;

pub use self::{
    scope::Scope,
    store::{actor_of, copy_grants, memberships},
};
use crate::{
    ids::{AccountId, OrganizationId, ProgramId, SessionId},
    reading::TextSize,
    rules::{
        Rules,
        matrix::{Permission, Reach, Role},
    },
};

/// A role somebody has now, in one program or (without one) in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub program: Option<ProgramId>,
    pub role: Role,
}

kit::from_row!(Membership { program, role });

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Actor {
    pub organization: OrganizationId,
    pub organization_name: String,
    pub account: AccountId,
    pub session: SessionId,
    pub name: String,
    pub language: String,
    pub theme: String,
    pub text_size: TextSize,
    /// Others use the device too: nothing stays there.
    pub is_device_shared: bool,
    pub time_zone: String,
    pub memberships: Vec<Membership>,
}

/// The permission is not given: the page reads as not there.
#[derive(Debug)]
pub struct NotPermitted;

impl From<NotPermitted> for kit::faults::Fault {
    fn from(_: NotPermitted) -> Self {
        Self::NotFound
    }
}

impl Actor {
    /// The widest reach of a permission over all the roles of this person, and the role that gives it.
    pub fn reach(&self, permission: Permission) -> (Reach, Option<Role>) {
        let matrix = &Rules::shipped().matrix;
        let reaches = self.memberships.iter().map(|held| (matrix.reach(held.role, permission), Some(held.role)));
        reaches.max_by_key(|(reach, _)| *reach).unwrap_or((Reach::None, None))
    }

    pub fn can(&self, permission: Permission) -> bool {
        self.reach(permission).0 != Reach::None
    }

    /// The role shown beside the name: the one with most to answer for.
    pub fn main_role(&self) -> Option<Role> {
        main_role(&self.memberships)
    }

    /// The proof that this person may do this now.
    ///
    /// # Errors
    /// [`NotPermitted`], which reads as not found.
    pub fn may(&self, permission: Permission, request: &Request) -> Result<Scope, NotPermitted> {
        match self.reach(permission) {
            (Reach::None, _) | (_, None) => Err(NotPermitted),
            (reach, Some(role)) => Ok(Scope::proven(self, permission, reach, role, request)),
        }
    }
}

/// The role with most to answer for among those that somebody has.
pub fn main_role(memberships: &[Membership]) -> Option<Role> {
    const ORDER: [Role; 10] = [
        Role::Director,
        Role::Supervisor,
        Role::PeerSpecialist,
        Role::VolunteerPeer,
        Role::TeamMember,
        Role::Hiring,
        Role::Certification,
        Role::Auditor,
        Role::Participant,
        Role::Supporter,
    ];
    ORDER.into_iter().find(|role| memberships.iter().any(|held| held.role == *role))
}

/// What a scope takes from the request it serves: its time and randomness, and where it came from.
#[derive(Debug, Clone)]
pub struct Request {
    pub at: kit::clock::Moment,
    pub id: crate::ids::RequestId,
    /// The network address, for the audit.
    pub address: String,
}

impl Request {
    /// For work that no browser asked for: jobs, the command line, demo data.
    pub fn internal(at: kit::clock::Moment) -> Self {
        Self { id: at.id(), at, address: String::new() }
    }

    pub fn now(&self) -> Timestamp {
        self.at.now
    }
}

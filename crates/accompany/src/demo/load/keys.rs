//! The identifiers of everything that is loaded. Each carries the time of its history, so that their order follows it.

use ground::ids::{AccountId, DraftId, OrganizationId, ParticipantId, ProgramId, RecordId, SiteId};
use jiff::Timestamp;
use kit::{clock::Moment, ids::Id, uuid::Uuid};

use crate::demo::{clock::Clock, world::World};

/// One key for each row of the world's lists, in their order.
pub struct Keys {
    pub organization: OrganizationId,
    pub sites: Vec<SiteId>,
    pub programs: Vec<ProgramId>,
    pub accounts: Vec<AccountId>,
    pub participants: Vec<ParticipantId>,
    /// Of each participant's time in their home program.
    pub enrollments: Vec<RecordId>,
    pub referrals: Vec<RecordId>,
    pub goals: Vec<RecordId>,
    pub contacts: Vec<RecordId>,
    /// Next steps of each contact.
    pub steps: Vec<Vec<RecordId>>,
    /// The draft that each contact is or was written in.
    pub drafts: Vec<DraftId>,
}

impl Keys {
    pub fn new(world: &World, at: &Moment, clock: &Clock, founded: Timestamp) -> Self {
        let arrived: Vec<Timestamp> = arrivals(world, founded);
        let begun = at.at(founded);
        Self {
            organization: begun.id(),
            sites: world.sites.iter().map(|_| begun.id()).collect(),
            programs: world.programs.iter().map(|_| begun.id()).collect(),
            accounts: world.staff.iter().map(|one| at.at(clock.at(one.started, 9 * 60)).id()).collect(),
            participants: arrived.iter().map(|time| at.at(*time).id()).collect(),
            enrollments: arrived.iter().map(|time| at.at(*time).id()).collect(),
            referrals: world.referrals.iter().map(|one| at.at(one.received).id()).collect(),
            goals: world.goals.iter().map(|one| at.at(clock.at(one.opened, 17 * 60)).id()).collect(),
            contacts: world.contacts.iter().map(|one| at.at(one.start).id()).collect(),
            steps: world
                .contacts
                .iter()
                .map(|one| one.next_steps.iter().map(|_| at.at(one.end).id()).collect())
                .collect(),
            drafts: world.contacts.iter().map(|one| at.at(one.end).id()).collect(),
        }
    }
}

/// When each participant was first written down.
fn arrivals(world: &World, founded: Timestamp) -> Vec<Timestamp> {
    let mut arrived = vec![founded; world.participants.len()];
    for referral in &world.referrals {
        if let Some(place) = usize::try_from(referral.participant).ok().and_then(|at| arrived.get_mut(at)) {
            *place = referral.received;
        }
    }
    arrived
}

/// The key at a place of its list. A place outside would be refused by the foreign keys.
pub fn key<T: Id>(list: &[T], place: u32) -> T {
    let found = usize::try_from(place).ok().and_then(|place| list.get(place)).copied();
    found.unwrap_or_else(|| Uuid::nil().into())
}

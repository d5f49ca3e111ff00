//! The audit of an organization, chained by the program's own function.

use ground::{
    audit::{Action, Chain, Entry},
    ids::{AccountId, OrganizationId, ParticipantId, RecordId, RequestId},
};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    dice::{Dice, For},
    pour::{Key, Pour, row},
    tables::{AUDIT_ENTRIES, AUDIT_HEADS},
};

/// The chain so far.
pub struct Trail {
    organization: OrganizationId,
    dice: Dice,
    chain: Chain,
    count: usize,
}

/// Something that was done.
pub struct Deed {
    pub at: Timestamp,
    pub by: AccountId,
    pub acting_as: &'static str,
    pub action: Action,
    pub kind: &'static str,
    pub person: ParticipantId,
    pub record: RecordId,
    pub details: Map<String, Value>,
}

impl Trail {
    pub fn new(organization: OrganizationId, dice: Dice) -> Self {
        Self { organization, dice, chain: Chain::default(), count: 0 }
    }

    /// Puts a deed at the end of the chain.
    pub fn add(&mut self, pour: &mut Pour, deed: Deed) {
        let request: RequestId = self.dice.id(For::REQUEST, self.count, deed.at);
        self.count += 1;
        let entry = Entry {
            organization: self.organization,
            account: Some(deed.by),
            acting_as: deed.acting_as.to_owned(),
            participant: Some(deed.person),
            action: deed.action,
            record_kind: deed.kind.to_owned(),
            record: Some(deed.record),
            why: String::new(),
            details: deed.details,
            address: "192.0.2.20".to_owned(),
            request: Some(request),
            at: deed.at,
        };
        // Plain values are JSON; `accompany verify` would miss a deed that is not here.
        let Ok(linked) = self.chain.add(&entry) else { return };
        row![
            pour, AUDIT_ENTRIES;
            Key(self.organization), linked.sequence, entry.at, Key(deed.by), deed.acting_as, Key(deed.person),
            deed.action.word(), deed.kind, Key(deed.record), "", linked.details, "192.0.2.20", Key(request), linked.hash,
        ];
    }

    /// Writes the end of the chain down.
    pub fn close(&self, pour: &mut Pour) {
        let (sequence, hash) = self.chain.head();
        if sequence > 0 {
            row![pour, AUDIT_HEADS; Key(self.organization), sequence, hash.to_vec()];
        }
    }
}

//! The trail in the audit: who was written down, who signed, who looked. The newest weeks are told in full, older ones
//! by what was made.

use ground::{
    audit::{self, Action, Entry},
    ids::{RecordId, RequestId},
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    ids::Id,
};
use serde_json::Map;

use super::{Loading, keys::key};
use crate::demo::{
    clock::minutes_after,
    world::{Contact, StaffId},
};

/// Signings and looks older than this many days are not told.
const DAYS: i32 = 21;

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let mut trail = Trail { on, entries: Vec::new() };
    trail.people();
    trail.notes();
    trail.days();
    let mut entries = trail.entries;
    entries.sort_by_key(|entry| entry.at);
    entries.iter().try_for_each(|entry| audit::record(tx, entry))
}

struct Trail<'l, 'w> {
    on: &'l Loading<'w>,
    entries: Vec<Entry>,
}

impl Trail<'_, '_> {
    fn add(&mut self, at: Timestamp, by: StaffId, action: Action, kind: &str, person: Option<u32>, record: RecordId) {
        let at = self.on.past(at);
        self.entries.push(Entry {
            organization: self.on.keys.organization,
            account: Some(self.on.account(by)),
            acting_as: self.on.role_of(by).to_owned(),
            participant: person.map(|person| key(&self.on.keys.participants, person)),
            action,
            record_kind: kind.to_owned(),
            record: Some(record),
            why: String::new(),
            details: Map::new(),
            address: format!("192.0.2.{}", by.saturating_add(20)),
            request: Some(self.on.id_at::<RequestId>(at)),
            at,
        });
    }

    /// Everybody who was written down, and every goal.
    fn people(&mut self) {
        let on = self.on;
        for one in &on.world.referrals {
            let (desk, person) = (on.desk(one.program), Some(one.participant));
            let record = key(&on.keys.participants, one.participant).uuid().into();
            self.add(one.received, desk, Action::Create, "participant", person, record);
            self.add(one.received, desk, Action::Create, "referral", person, key(&on.keys.referrals, one.id));
        }
        for one in &on.world.goals {
            let by = on.peer_on(one.participant, one.opened);
            let at = on.clock.at(one.opened, 17 * 60);
            self.add(at, by, Action::Create, "goal", Some(one.participant), key(&on.keys.goals, one.id));
        }
    }

    /// The newest notes: opened, signed, co-signed, returned.
    fn notes(&mut self) {
        let on = self.on;
        let since = on.clock.at(on.clock.ago(DAYS), 0);
        for one in on.world.contacts.iter().filter(|one| one.end >= since) {
            self.note(one, key(&on.keys.contacts, one.id));
        }
    }

    fn note(&mut self, one: &Contact, record: RecordId) {
        let (Some(signed), life) = (one.life.signed_at, &one.life) else { return };
        if let Some(person) = one.participant {
            let before = minutes_after(one.start, -4);
            let page = key(&self.on.keys.participants, person).uuid().into();
            self.add(before, one.staff, Action::Read, "participant", Some(person), page);
        }
        self.add(signed, one.staff, Action::Sign, "contact", one.participant, record);
        for (mark, action) in [(&life.returned, Action::Return), (&life.cosigned, Action::Cosign)] {
            let Some(mark) = mark else { continue };
            let read = mark.at.checked_sub(SignedDuration::from_mins(2)).unwrap_or(mark.at);
            self.add(read, mark.by, Action::Read, "contact", one.participant, record);
            self.add(mark.at, mark.by, action, "contact", one.participant, record);
        }
    }

    /// Everybody signs in on each working day.
    fn days(&mut self) {
        let on = self.on;
        for ago in (1..=DAYS).rev() {
            let day = on.clock.ago(ago);
            if crate::demo::clock::weekday(day) != day {
                continue;
            }
            for staff in &on.world.staff {
                let minute = i32::try_from(staff.id).unwrap_or(0).saturating_add(8 * 60);
                let at = on.clock.at(day, minute);
                let account = key(&on.keys.accounts, staff.id).uuid().into();
                self.add(at, staff.id, Action::SignIn, "session", None, account);
            }
        }
    }
}

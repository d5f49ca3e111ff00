//! The ledger of promises that follows from everything else, so that the demo day has work to do.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::clock::{Clock, plus, weekday};
use super::dice::Dice;
use super::life::lead;
use super::paths::Path;
use super::world::{
    Contact, Goal, NoteState, Participant, Promise, PromiseClosed, PromiseEnd, PromiseKind as Kind, Referral, StaffId,
    StepOwner,
};

/// Rows of one organization, gathered and then put in order of due date.
pub struct Ledger<'a> {
    pub clock: &'a Clock,
    pub now: Timestamp,
    pub dice: Dice,
    pub rows: Vec<Promise>,
}

impl Ledger<'_> {
    fn row(&self, kind: Kind, owner: StaffId, text: String, due: Date) -> Promise {
        let opened = self.now;
        Promise {
            kind,
            participant: None,
            owner,
            text,
            opened,
            due,
            snoozed: None,
            handed_over_by: None,
            contact: None,
            referral: None,
            goal: None,
            closed: None,
        }
    }

    /// Next steps a peer promised: kept with the next contact as evidence, a few let go, the newest open.
    pub fn next_steps(&mut self, contacts: &[Contact], owner_now: &BTreeMap<u32, StaffId>) {
        let mut following: BTreeMap<u32, (u32, Timestamp)> = BTreeMap::new();
        for contact in contacts.iter().rev() {
            let Some(person) = contact.participant else {
                continue;
            };
            // A draft promises nothing yet.
            let is_signed = contact.life.signed_at.is_some();
            for step in contact.next_steps.iter().filter(|_| is_signed).filter(|step| step.owner == StepOwner::Peer) {
                let mut row = self.row(Kind::NextStep, contact.staff, step.text.clone(), step.due);
                row.participant = Some(person);
                row.opened = contact.end;
                row.contact = Some(contact.id);
                let is_recent = step.due >= plus(self.clock.today, -4);
                let is_open = step.due >= self.clock.today || (is_recent && self.dice.chance(40));
                if is_open {
                    hand_over(&mut row, owner_now.get(&person).copied());
                } else {
                    row.closed = Some(self.closing(following.get(&person).copied(), row.due));
                }
                self.rows.push(row);
            }
            following.insert(person, (contact.id, contact.end));
        }
    }

    fn closing(&mut self, next: Option<(u32, Timestamp)>, due: Date) -> PromiseClosed {
        let by_due = self.clock.at(due, 15 * 60);
        if self.dice.chance(6) {
            return PromiseClosed {
                how: PromiseEnd::LetGo,
                at: by_due,
                evidence: None,
                words: Some("Not wanted any more; we said so together.".into()),
            };
        }
        let (evidence, at) = next.map_or((None, by_due), |(id, at)| (Some(id), at));
        PromiseClosed { how: PromiseEnd::Kept, at, evidence, words: None }
    }

    /// Unsigned, returned and to be co-signed.
    pub fn notes(&mut self, contacts: &[Contact]) {
        for contact in contacts {
            let day = contact.start.to_zoned(jiff::tz::TimeZone::UTC).date();
            let (kind, owner, text, days) = match contact.life.state {
                NoteState::Draft => (Kind::UnsignedNote, contact.staff, "Finish and sign the note", 2),
                NoteState::Returned => (Kind::ReturnedNote, contact.staff, "Answer the question on the note", 3),
                NoteState::AwaitingCosign => (Kind::CoSignature, lead(contact.program), "Read and co-sign the note", 3),
                _ => continue,
            };
            let mut row = self.row(kind, owner, text.into(), plus(day, days));
            row.participant = contact.participant;
            row.contact = Some(contact.id);
            row.opened = contact.end;
            self.rows.push(row);
        }
    }

    /// People who wait: the next attempt, and somebody to walk with them.
    pub fn arrivals(&mut self, path: &Path, referral: &Referral, person: &Participant) {
        if referral.outcome.is_some() {
            return;
        }
        let owner = path.peers.last().map(|(_, peer)| *peer);
        let due = path.attempts.last().map_or(plus(path.received, 1), |day| plus(*day, 2));
        let text = if path.reached.is_some() {
            format!("Meet {} in person", person.name_to_use)
        } else {
            format!("Try to reach {}", person.name_to_use)
        };
        let mut row = self.row(Kind::ReferralAttempt, owner.unwrap_or(lead(path.program)), text, weekday(due));
        row.participant = Some(person.id);
        row.referral = Some(referral.id);
        row.opened = referral.received;
        self.rows.push(row);
        if owner.is_none() {
            let mut row = self.row(
                Kind::UnassignedPerson,
                lead(path.program),
                format!("Find a peer for {}", person.name_to_use),
                weekday(plus(path.received, 3)),
            );
            row.participant = Some(person.id);
            row.referral = Some(referral.id);
            row.opened = referral.received;
            self.rows.push(row);
        }
    }

    /// Reviews due in the next three weeks and a few days late.
    pub fn reviews(&mut self, goals: &[Goal], owner_now: &BTreeMap<u32, StaffId>) {
        for goal in goals {
            let soon = goal.review_on.filter(|on| *on <= plus(self.clock.today, 21));
            let (Some(due), Some(owner)) = (soon, owner_now.get(&goal.participant)) else {
                continue;
            };
            let mut row = self.row(Kind::GoalReview, *owner, format!("Look again together: {}", goal.words), due);
            row.participant = Some(goal.participant);
            row.goal = Some(goal.id);
            row.opened = self.clock.at(goal.opened, 17 * 60);
            self.rows.push(row);
        }
    }

    /// Support calls on the day and hour the person wants.
    pub fn calls(&mut self, people: &[Participant], owner_now: &BTreeMap<u32, StaffId>) {
        for person in people {
            let Some(owner) = owner_now.get(&person.id) else {
                continue;
            };
            for wish in &person.call_times {
                let days = i32::from(self.clock.today.weekday().until(wish.weekday));
                let text = format!("Call {} at {:02}:{:02}", person.name_to_use, wish.at.hour(), wish.at.minute());
                let mut row = self.row(Kind::PromisedCall, *owner, text, plus(self.clock.today, days));
                row.participant = Some(person.id);
                self.rows.push(row);
            }
        }
    }

    /// Ana's morning has something late, something for today and something for tomorrow; a few rows are snoozed.
    pub fn finish(mut self) -> Vec<Promise> {
        let today = self.clock.today;
        let days = [0, -1, 0, 1, 2, 5].into_iter().chain(std::iter::repeat(4));
        let mut anas: Vec<&mut Promise> =
            self.rows.iter_mut().filter(|row| row.owner == 0 && row.kind == Kind::NextStep).collect();
        anas.sort_by_key(|row| (std::cmp::Reverse(row.opened), row.text.clone()));
        // Her three newest are open in any week; of the others those that are open anyway.
        for (place, row) in anas.iter_mut().enumerate() {
            row.closed = row.closed.take().filter(|_| place >= 3);
        }
        for (row, days) in anas.into_iter().filter(|row| row.closed.is_none()).zip(days) {
            row.due = plus(today, days);
        }
        let calls = self.rows.iter_mut().filter(|row| row.owner == 0 && row.kind == Kind::PromisedCall);
        for (row, days) in calls.zip([0, 0].into_iter().chain(2..)) {
            row.due = plus(today, days);
        }
        let quiet = self
            .rows
            .iter_mut()
            .filter(|row| row.owner != 0 && row.closed.is_none() && row.kind == Kind::NextStep && row.due > today);
        for row in quiet.take(3) {
            row.snoozed = Some((plus(row.due, 7), "Away until next week, asked me to wait.".into()));
        }
        self.rows.sort_by(|a, b| (a.due, a.opened, &a.text).cmp(&(b.due, b.opened, &b.text)));
        self.rows
    }
}

/// An open promise belongs to the peer who walks along now.
fn hand_over(row: &mut Promise, now: Option<StaffId>) {
    if let Some(now) = now.filter(|now| *now != row.owner) {
        row.handed_over_by = Some(row.owner);
        row.owner = now;
    }
}

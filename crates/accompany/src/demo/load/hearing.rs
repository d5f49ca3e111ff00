//! Promises of hearing from somebody: after a hard moment, and when it has been quiet for long. Each is kept by the next
//! talk, as a signed contact keeps it.

use std::collections::BTreeMap;

use ground::{
    promises::{Closing, Kind},
    rules::Rules,
};

use super::{
    Loading,
    keys::key,
    promises::{Closed, Due, Line},
};
use crate::demo::world::{Contact, ContactKind, ContactOutcome, Status};

const FOLLOW_UP: &str = "crisis.follow_up";
const NO_CONTACT: &str = "person.no_contact";

/// What follows from the talks with everyone, in the order in which they were.
pub fn lines(on: &Loading<'_>) -> Vec<Line> {
    let mut talks: BTreeMap<u32, Vec<&Contact>> = BTreeMap::new();
    for contact in on.world.contacts.iter().filter(|one| one.life.signed_at.is_some()) {
        if let Some(person) = contact.participant.filter(|_| is_talk(contact)) {
            talks.entry(person).or_default().push(contact);
        }
    }
    let mut lines = Vec::new();
    for (person, mut talks) in talks {
        talks.sort_by_key(|contact| contact.start);
        for (place, contact) in talks.iter().enumerate() {
            let next = talks.get(place.saturating_add(1)).copied();
            lines.extend(follow_up(on, contact, next));
            lines.extend(check_in(on, person, contact, next));
        }
    }
    lines
}

/// Hearing from somebody again after a hard moment.
fn follow_up(on: &Loading<'_>, contact: &Contact, next: Option<&Contact>) -> Option<Line> {
    (contact.kind == ContactKind::CrisisSupport).then(|| Line {
        kind: Kind::CrisisFollowUp,
        words: "Follow up after a hard moment".to_owned(),
        participant: contact.participant,
        program: contact.program,
        owner: Some(contact.staff),
        due: Due::by(on, FOLLOW_UP, None, contact.end),
        origin_kind: "contact",
        origin: key(&on.keys.contacts, contact.id),
        opened_at: on.past(contact.life.signed_at.unwrap_or(contact.end)),
        opened_by: Some(contact.staff),
        handed_by: None,
        snoozed: None,
        closed: next.map(|next| kept(on, next)),
    })
}

/// Hearing from somebody who was quiet for nearly as long as the clock allows; only of those who are still here.
fn check_in(on: &Loading<'_>, person: u32, contact: &Contact, next: Option<&Contact>) -> Option<Line> {
    let rules = Rules::shipped();
    let warns = rules.due(rules.clocks.get(NO_CONTACT)?, contact.start, &on.zone).warns;
    let was_quiet = next.map_or(on.at.now, |next| next.start) > warns;
    let is_here = !on.statuses(person).any(|one| one.at <= warns && is_away(one.status));
    let is_here = is_here && !(next.is_none() && on.statuses(person).any(|one| is_away(one.status)));
    (was_quiet && is_here).then(|| Line {
        kind: Kind::CheckIn,
        words: String::new(),
        participant: Some(person),
        program: contact.program,
        owner: on.primary_now(person).filter(|_| next.is_none()).or(Some(contact.staff)),
        due: Due::by(on, NO_CONTACT, None, contact.start),
        origin_kind: "enrollment",
        origin: key(&on.keys.enrollments, person),
        opened_at: warns,
        opened_by: None,
        handed_by: None,
        snoozed: None,
        closed: next.map(|next| kept(on, next)),
    })
}

/// Whether people were in touch, and not only tried to be.
fn is_talk(contact: &Contact) -> bool {
    let is_with_others = matches!(contact.kind, ContactKind::Family | ContactKind::Team | ContactKind::NonService);
    contact.outcome == ContactOutcome::Held && !is_with_others
}

fn is_away(status: Status) -> bool {
    matches!(status, Status::Paused | Status::Transitioned | Status::Closed)
}

fn kept(on: &Loading<'_>, by: &Contact) -> Closed {
    let at = on.past(by.life.signed_at.unwrap_or(by.end));
    let evidence = Some(key(&on.keys.contacts, by.id));
    Closed { at, by: Some(by.staff), how: Closing::Done, evidence, words: String::new() }
}

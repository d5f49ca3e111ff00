#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use jiff::civil::date;
use sha2::{Digest, Sha256};

use super::world::*;
use super::*;

static WORLD: LazyLock<World> = LazyLock::new(|| World::make(DEMO_SEED, date(2026, 5, 14)));

fn text_of(contact: &Contact) -> String {
    contact.sections.iter().map(|section| section.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '?', '!']).map(str::trim).filter(|one| one.chars().count() > 12)
}

#[test]
fn the_same_seed_and_day_make_the_same_world_on_every_machine() {
    let json = serde_json::to_vec(&*WORLD).unwrap();
    let digest: String = Sha256::digest(&json).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "d772f5892ebc9ec0");
    assert_ne!(json, serde_json::to_vec(&World::make(7, date(2026, 5, 14))).unwrap());
}

#[test]
fn the_numbers_are_those_of_a_real_year_and_a_half() {
    let world = &*WORLD;
    assert_eq!(world.programs.len(), 3);
    assert_eq!(world.staff.len(), 14);
    assert_eq!(world.participants.len(), 120);
    assert_eq!(world.duplicates.len(), 3);
    assert!((3_500..=6_500).contains(&world.contacts.len()), "{} contacts", world.contacts.len());
    let roles: BTreeSet<StaffRole> = world.staff.iter().map(|one| one.role).collect();
    assert_eq!((roles.len(), world.sign_in_lines().len()), (8, 8));
    let kinds: BTreeSet<ContactKind> = world.contacts.iter().map(|one| one.kind).collect();
    assert_eq!(kinds.len(), 9);
}

#[test]
fn every_reference_leads_somewhere() {
    let world = &*WORLD;
    let (people, staff, goals) = (world.participants.len() as u32, world.staff.len() as u32, world.goals.len() as u32);
    let (contacts, referrals, programs) =
        (world.contacts.len() as u32, world.referrals.len() as u32, world.programs.len() as u32);
    for (at, contact) in world.contacts.iter().enumerate() {
        assert_eq!(contact.id as usize, at);
        assert!(
            contact.participant.is_none_or(|id| id < people) && contact.staff < staff && contact.program < programs
        );
        assert!(contact.referral.is_none_or(|id| id < referrals));
        for goal in &contact.goals {
            assert_eq!(Some(world.goals[*goal as usize].participant), contact.participant);
        }
        assert!(contact.start < contact.end);
        assert!(contact.life.state == NoteState::Planned || contact.end <= world.now, "{contact:?}");
        assert!(contact.life.signed_at.is_none_or(|at| at >= contact.end && at <= world.now), "{contact:?}");
    }
    for promise in &world.promises {
        assert!(promise.owner < staff && promise.participant.is_none_or(|id| id < people));
        assert!(promise.contact.is_none_or(|id| id < contacts) && promise.goal.is_none_or(|id| id < goals));
        assert!(promise.referral.is_none_or(|id| id < referrals));
    }
    for row in &world.assignments {
        assert!(row.participant < people && row.staff < staff && row.to.is_none_or(|to| to >= row.from));
    }
    assert!(world.participants.iter().enumerate().all(|(at, one)| one.id as usize == at));
    assert!(world.referrals.iter().enumerate().all(|(at, one)| one.id as usize == at && one.participant < people));
    assert!(world.goals.iter().enumerate().all(|(at, one)| one.id as usize == at));
    assert!(
        world
            .staff
            .iter()
            .all(|one| one.supervisor.is_none_or(|id| id < staff) && one.own_record.is_none_or(|id| id < people))
    );
}

#[test]
fn nobody_reads_the_same_sentence_twice_on_one_page() {
    let mut seen: HashSet<(u32, String)> = HashSet::new();
    for contact in WORLD.contacts.iter() {
        let Some(person) = contact.participant else {
            continue;
        };
        for section in &contact.sections {
            for sentence in sentences(&section.text) {
                assert!(seen.insert((person, sentence.to_owned())), "twice for {person}: {sentence}");
            }
        }
    }
}

#[test]
fn notes_hardly_ever_equal_one_another() {
    let notes: Vec<String> = WORLD
        .contacts
        .iter()
        .filter(|one| one.participant.is_some() && !one.sections.is_empty())
        .map(text_of)
        .collect();
    let distinct: HashSet<&String> = notes.iter().collect();
    assert!(distinct.len() * 100 > notes.len() * 95, "{} of {}", distinct.len(), notes.len());
    let mut count: HashMap<&str, usize> = HashMap::new();
    notes.iter().flat_map(|note| sentences(note)).for_each(|one| *count.entry(one).or_default() += 1);
    let total: usize = count.values().sum();
    println!("{} notes, {} distinct; {} sentences, {} distinct", notes.len(), distinct.len(), total, count.len());
}

#[test]
fn no_slot_is_left_open_and_no_mark_shows() {
    let json = serde_json::to_string(&*WORLD).unwrap();
    for contact in &WORLD.contacts {
        let text = text_of(contact);
        assert!(!text.contains(['{', '}', '>', '~']) && !text.contains("  "), "{text}");
        assert!(contact.participant.is_none() || contact.life.state == NoteState::Planned || !text.is_empty());
    }
    assert!(!json.contains("They is") && !json.contains("they was"));
}

#[test]
fn words_of_the_clinic_stay_out() {
    let avoid = [
        "patient",
        "client",
        "non-compliant",
        "refused",
        "symptom",
        "delusion",
        "paranoi",
        "resistant",
        "assessed",
        "intervention",
        "decompens",
    ];
    for contact in &WORLD.contacts {
        let text = text_of(contact).to_lowercase();
        assert!(avoid.iter().all(|word| !text.contains(word)), "{text}");
    }
}

#[test]
fn nobody_is_in_two_places_at_once() {
    let mut last: BTreeMap<u32, jiff::Timestamp> = BTreeMap::new();
    for contact in &WORLD.contacts {
        if let Some(end) = last.insert(contact.staff, contact.end) {
            assert!(end <= contact.start, "{contact:?}");
        }
    }
}

/// What is open on the demo's day, whichever day of the week it is.
#[test]
fn the_demo_day_has_work() {
    for day in 11..=17 {
        let world = World::make(DEMO_SEED, date(2026, 5, day));
        let open: Vec<&Promise> = world.promises.iter().filter(|one| one.closed.is_none()).collect();
        let count = |owner: u32, kind: PromiseKind, is_due: &dyn Fn(Date) -> bool| {
            open.iter().filter(|one| one.owner == owner && one.kind == kind && is_due(one.due)).count()
        };
        let (today, any) = (world.today, |_| true);
        let late = |due| due < today;
        assert_eq!(count(0, PromiseKind::NextStep, &late), 1, "Ana's late promises on {today}");
        assert_eq!(count(0, PromiseKind::PromisedCall, &|due| due == today), 2, "Ana's calls on {today}");
        assert_eq!(count(0, PromiseKind::ReturnedNote, &any), 1);
        assert_eq!(count(0, PromiseKind::UnsignedNote, &any), 2, "Ana's drafts on {today}");
        assert_eq!(count(0, PromiseKind::GoalReview, &late), 0);
        assert!(count(0, PromiseKind::GoalReview, &any) > 1);
        let queue = count(5, PromiseKind::CoSignature, &any);
        assert!((5..=12).contains(&queue), "{queue} notes wait for Marcus on {today}");
        let visits: Vec<&Contact> =
            world.contacts.iter().filter(|one| one.staff == 0 && one.outcome == ContactOutcome::Planned).collect();
        assert_eq!((visits.len(), visits[0].participant), (3, Some(0)));
        let early =
            world.contacts.iter().filter(|one| one.end > Clock::new(today).at(today, 0) && one.end <= world.now);
        assert_eq!(early.count(), 3, "contacts on the morning of {today}");
        let waiting = world.referrals.iter().filter(|one| one.first_in_person.is_none() && one.outcome.is_none());
        let days: Vec<i32> =
            waiting.map(|one| clock::days_between(Clock::new(today).date(one.received), today)).collect();
        assert!(days.len() >= 6 && days.iter().any(|days| (9..=14).contains(days)), "{days:?}");
        let states: HashSet<String> = world.contacts.iter().map(|one| format!("{:?}", one.life.state)).collect();
        assert_eq!(states.len(), 7, "{states:?}");
    }
}

#[test]
fn every_kind_of_path_is_walked() {
    let walked: HashSet<String> = WORLD.statuses.iter().map(|one| format!("{:?}", one.status)).collect();
    assert_eq!(walked.len(), 10, "{walked:?}");
    let slow = WORLD
        .referrals
        .iter()
        .filter(|one| one.first_in_person.is_some_and(|met| met.duration_since(one.received).as_hours() > 14 * 24));
    assert!(slow.count() >= 3);
    assert!(WORLD.participants.iter().filter(|one| one.minor.is_some()).count() >= 3);
    assert!(WORLD.participants.iter().all(|one| one.program != 0 || clock::age(one.birth_date, WORLD.today) >= 16));
}

#[test]
fn the_plain_words_list_marks_nearly_nothing() {
    let rules = ground::rules::Rules::shipped();
    let plain = &rules.plain_words;
    let texts: Vec<String> = WORLD.contacts.iter().map(text_of).collect();
    let mut marks: BTreeMap<String, usize> = BTreeMap::new();
    for mark in texts.iter().flat_map(|text| plain.mark(text)) {
        *marks.entry(format!("{mark:?}").chars().take(160).collect()).or_default() += 1;
    }
    let total: usize = marks.values().sum();
    assert!(total * 100 < texts.len(), "{total} marks in {} notes: {marks:?}", texts.len());
}

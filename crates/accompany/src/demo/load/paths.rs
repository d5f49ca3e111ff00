//! How people came, where they stand, and who walks with them.

use care::participants::Status;
use ground::ids::RecordId;
use jiff::Timestamp;
use kit::db::{DbError, Tx};

use super::{
    Loading,
    bulk::{Row, insert, row},
    contacts::{mode, outcome},
    keys::key,
    people::full_name,
};
use crate::demo::world::{
    Assignment, AssignmentKind, Contact, ContactMode, ContactOutcome, Referral, ReferralOutcome, Status as Told,
    StatusChange,
};

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    insert(tx, on, "referrals", REFERRAL, on.world.referrals.iter().map(|one| referral(on, one)).collect())?;
    insert(
        tx,
        on,
        "referral_attempts",
        ATTEMPT,
        on.world.referrals.iter().flat_map(|one| attempts(on, one)).collect(),
    )?;
    let histories: Vec<(u32, Vec<Step<'_>>)> =
        on.world.participants.iter().map(|person| (person.id, history(on, person.id))).collect();
    let enrollments = histories.iter().filter_map(|(person, steps)| enrollment(on, *person, steps));
    insert(tx, on, "enrollments", ENROLLMENT, enrollments.collect())?;
    let changes = histories.iter().flat_map(|(person, steps)| changes(on, *person, steps));
    insert(tx, on, "status_changes", CHANGE, changes.collect())?;
    insert(tx, on, "assignments", ASSIGNMENT, on.world.assignments.iter().map(|one| assignment(on, one)).collect())
}

const REFERRAL: &str = "id, participant_id, program_id, received_at, source, source_name, source_contact, reason, \
    own_view, chosen_later_on, first_attempt_at, first_contact_at, first_in_person_at, attempts_count, outcome, \
    outcome_at, stop_reason, outcome_words, referred_to, created_by, version";

fn referral(on: &Loading<'_>, one: &Referral) -> Row {
    let tries = Tries::of(on, one);
    let outcome = one.outcome.map(|outcome| match outcome {
        ReferralOutcome::Enrolled => "enrolled",
        ReferralOutcome::ReferredOn => "referred_on",
        ReferralOutcome::Declined => "declined",
    });
    let last = on.statuses(one.participant).last();
    let words = last.filter(|_| matches!(outcome, Some("declined"))).map(|last| last.reason.clone());
    let stop = outcome.and_then(|outcome| match outcome {
        "declined" => Some("person_declined"),
        "referred_on" => Some("referred_on"),
        _ => None,
    });
    let later = one.wanted_later.as_ref().and(tries.met).map(|at| on.day_of(at));
    row![
        key(&on.keys.referrals, one.id),
        key(&on.keys.participants, one.participant),
        key(&on.keys.programs, one.program),
        one.received,
        source(&one.source),
        one.source,
        "",
        one.reason,
        one.wanted_later.clone().unwrap_or_default(),
        later,
        tries.first,
        tries.reached,
        tries.met,
        tries.count,
        outcome,
        one.outcome_at,
        stop,
        words.unwrap_or_default(),
        one.referred_to.clone().unwrap_or_default(),
        on.account(on.desk(one.program)),
        1_i64,
    ]
}

/// What the contacts that belong to a referral say about it.
#[derive(Default)]
pub struct Tries {
    pub count: i64,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
    pub reached: Option<Timestamp>,
    pub met: Option<Timestamp>,
}

impl Tries {
    pub fn of(on: &Loading<'_>, referral: &Referral) -> Self {
        let mut tries = Self::default();
        let belongs = |one: &&&Contact| one.referral == Some(referral.id);
        for contact in on.contacts(referral.participant).iter().filter(belongs) {
            let is_reached = contact.outcome == ContactOutcome::Held;
            if tries.reached.is_none() {
                tries.count = tries.count.saturating_add(1);
                tries.last = Some(contact.start);
            }
            tries.first.get_or_insert(contact.start);
            if is_reached {
                tries.reached.get_or_insert(contact.start);
            }
            if is_reached && contact.mode == ContactMode::InPerson {
                tries.met.get_or_insert(contact.start);
            }
        }
        tries
    }
}

const ATTEMPT: &str = "id, referral_id, participant_id, at, mode, outcome, words, made_by";

/// The tries until somebody answered.
fn attempts(on: &Loading<'_>, one: &Referral) -> Vec<Row> {
    let reached = Tries::of(on, one).reached;
    let of_referral = |contact: &&&Contact| {
        contact.referral == Some(one.id) && reached.is_none_or(|reached| contact.start <= reached)
    };
    let row = |contact: &&Contact| {
        row![
            on.id_at::<RecordId>(contact.end),
            key(&on.keys.referrals, one.id),
            key(&on.keys.participants, one.participant),
            contact.start,
            mode(contact.mode),
            outcome(contact.outcome),
            "",
            on.account(contact.staff),
        ]
    };
    on.contacts(one.participant).iter().filter(of_referral).map(row).collect()
}

/// The key of `referral_sources` in rules/lists.toml.
fn source(words: &str) -> &'static str {
    match words {
        "Self" => "self",
        "Mother" | "Father" | "Sister" | "A friend" => "family",
        "School counselor" | "Community college health office" => "school",
        "Riverside emergency department" => "emergency_room",
        "Hospital inpatient unit at St. Brendan" => "hospital",
        "Primary care doctor" => "primary_care",
        "Mobile crisis team" => "mobile_crisis",
        "Drop-in center" => "peer_program",
        "Housing office" => "shelter",
        "The warm line" => "warm_line",
        "Probation officer" => "court",
        _ => "other",
    }
}

/// One step of a person's time with a program.
struct Step<'w> {
    to: Status,
    at: Timestamp,
    why: &'w StatusChange,
}

/// The world's steps in the words of the list of statuses. Meeting in person changes no status, joining is followed by
/// the first contact that makes it active, and a break ends in being active again.
fn history<'w>(on: &Loading<'w>, person: u32) -> Vec<Step<'w>> {
    let mut steps: Vec<Step<'w>> = Vec::new();
    for change in on.statuses(person) {
        let to = match change.status {
            Told::MetInPerson => continue,
            Told::Referred => Status::Referred,
            Told::Reached => Status::Screening,
            Told::Enrolled => Status::Enrolled,
            Told::Paused => Status::Paused,
            Told::Reengaged => Status::Active,
            Told::Transitioned => Status::Transitioned,
            Told::Closed => Status::Closed,
            Told::ReferredOn => Status::ReferredOn,
            Told::Declined => Status::Declined,
        };
        steps.push(Step { to, at: change.at, why: change });
        if to == Status::Enrolled {
            let contacts = on.contacts(person);
            let first = contacts.iter().find(|one| {
                one.start > change.at && one.outcome == ContactOutcome::Held && one.life.signed_at.is_some()
            });
            steps.extend(first.map(|contact| Step { to: Status::Active, at: contact.end, why: change }));
        }
    }
    steps.sort_by_key(|step| step.at);
    steps
}

const ENROLLMENT: &str = "id, participant_id, program_id, status, standing, sort_key, status_since, first_enrolled_at, primary_account_id, version";

fn enrollment(on: &Loading<'_>, person: u32, steps: &[Step<'_>]) -> Option<Row> {
    let last = steps.last()?;
    let who = on.world.participants.iter().find(|one| one.id == person)?;
    let joined = steps.iter().find(|step| step.to == Status::Enrolled).map(|step| step.at);
    let primary = on.primary_now(person).map(|staff| on.account(staff));
    Some(row![
        key(&on.keys.enrollments, person),
        key(&on.keys.participants, person),
        key(&on.keys.programs, last.why.program),
        last.to,
        last.to.standing(),
        kit::text::sort_key(&full_name(who)),
        on.past(last.at),
        joined,
        primary,
        i64::try_from(steps.len()).unwrap_or(1),
    ])
}

const CHANGE: &str =
    "id, enrollment_id, participant_id, from_status, to_status, at, reason, words, own_view, changed_by";

fn changes(on: &Loading<'_>, person: u32, steps: &[Step<'_>]) -> Vec<Row> {
    let mut before: Option<Status> = None;
    let row = |step: &Step<'_>| {
        let from = before.replace(step.to);
        let is_first_of_two = step.at == step.why.at;
        let (words, view) = if is_first_of_two {
            (step.why.reason.clone(), step.why.own_view.clone().unwrap_or_default())
        } else {
            (String::new(), String::new())
        };
        row![
            on.id_at::<RecordId>(step.at),
            key(&on.keys.enrollments, person),
            key(&on.keys.participants, person),
            from,
            step.to,
            on.past(step.at),
            reason(step.to, &words),
            words,
            view,
            on.account(step.why.by),
        ]
    };
    steps.iter().map(row).collect()
}

/// The key of the list of reasons that belongs to a step; empty when the step has no such list.
fn reason(to: Status, words: &str) -> &'static str {
    let begins = |list: &[(&str, &'static str)], other: &'static str| {
        list.iter().find(|(begin, _)| words.starts_with(begin)).map_or(other, |(_, key)| *key)
    };
    match to {
        Status::Paused => begins(
            &[
                ("Traveling", "away"),
                ("New baby", "busy"),
                ("Night shifts", "busy"),
                ("In the hospital", "in_hospital"),
                ("Taking a month", "away"),
            ],
            "persons_choice",
        ),
        Status::Closed => begins(
            &[
                ("Moved to", "moved_away"),
                ("Said the goals", "goals_met"),
                ("No word", "cannot_reach"),
                ("Started with", "moved_on"),
                ("Went back", "moved_away"),
            ],
            "persons_choice",
        ),
        Status::Declined => begins(&[("Met once", "later"), ("Has a peer", "has_support")], "persons_choice"),
        _ => "",
    }
}

const ASSIGNMENT: &str =
    "id, participant_id, program_id, account_id, kind, starts_on, ends_on, ended_at, reason, created_by";

fn assignment(on: &Loading<'_>, one: &Assignment) -> Row {
    let kind = match one.kind {
        AssignmentKind::Primary => "primary",
        AssignmentKind::Backup => "backup",
    };
    let begun = on.past(on.clock.at(one.from, 17 * 60 + 5));
    let ended = one.to.filter(|to| *to < on.clock.today).map(|to| on.past(on.clock.at(to, 17 * 60 + 5)));
    row![
        on.id_at::<RecordId>(begun),
        key(&on.keys.participants, one.participant),
        key(&on.keys.programs, one.program),
        on.account(one.staff),
        kind,
        one.from,
        ended.and(one.to),
        ended,
        one.reason,
        on.account(on.desk(one.program)),
    ]
}

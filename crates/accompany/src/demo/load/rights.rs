//! What people asked of their records, a hold, and a letter that went to the wrong door: a row or two of each.

use ground::{ids::RecordId, promises::Kind, rules::Rules};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    ids::Id,
};

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};
use crate::demo::world::{Participant, StaffId, StaffRole};

const REQUEST: &str = "id, participant_id, kind, words, subject, state, is_in_person, asked_at, due_at, rule, checked_how, \
    answered_at, answered_by, answer_words, denial_reason, disagreement, version";
const ACT: &str = "id, request_id, act, words, at, account_id, account_name";
const PROMISE: &str = "id, kind, words, participant_id, program_id, owner_id, due_at, has_time, origin_kind, origin_id, rule, \
    rule_version, opened_at, snooze_words, evidence_words, version";
const BREACH: &str = "id, words, happened_on, discovered_at, people_count, is_in_new_york, factor_information, \
    factor_recipient, factor_acquired, factor_mitigated, closing_words, created_at, created_by, version";

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let director = on.world.staff.iter().find(|one| one.role == StaffRole::Director).map(|one| one.id);
    let jordan = on.world.participants.iter().find(|one| one.name_to_use == "Jordan");
    let (Some(director), Some(jordan)) = (director, jordan) else { return Ok(()) };
    answered(tx, on, jordan, director)?;
    waiting(tx, on, jordan, director)?;
    hold(tx, on, director)?;
    breach(tx, on, jordan, director)
}

fn days_ago(on: &Loading<'_>, days: i64) -> Timestamp {
    on.at.now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(on.at.now)
}

/// The last moment by a clock that began then.
fn due(on: &Loading<'_>, clock: &str, since: Timestamp) -> Timestamp {
    ground::promises::Deadline::by_clock(Rules::shipped(), clock, None, since, &on.zone).due_at
}

/// A change that Jordan asked for in the spring, and got.
fn answered(tx: &mut Tx<'_>, on: &Loading<'_>, jordan: &Participant, director: StaffId) -> Result<(), DbError> {
    let (asked, done) = (days_ago(on, 60), days_ago(on, 52));
    let (id, person) = (on.id_at::<RecordId>(asked), key(&on.keys.participants, jordan.id));
    let words = "The note from the bus trip says I was late. The bus was late. I was at the stop.";
    let answer = "You are right. Your peer has added to the note that the bus was late. Thank you for telling us.";
    let rule = "rights.amendment";
    let row = row![
        id,
        person,
        "amendment",
        words,
        "The note about the bus trip",
        "fulfilled",
        false,
        asked,
        due(on, rule, asked),
        rule,
        "signed_in",
        done,
        on.account(director),
        answer,
        "",
        "",
        3_i64
    ];
    insert(tx, on, "record_requests", REQUEST, vec![row])?;
    let by = (on.account(director), on.staff_name(director));
    let acts = vec![
        row![on.id_at::<RecordId>(asked), id, "received", "", asked, by.0, jordan.name_to_use],
        row![on.id_at::<RecordId>(done), id, "fulfilled", answer, done, by.0, by.1],
    ];
    insert(tx, on, "request_acts", ACT, acts)
}

/// A copy that Jordan waits for.
fn waiting(tx: &mut Tx<'_>, on: &Loading<'_>, jordan: &Participant, director: StaffId) -> Result<(), DbError> {
    let asked = days_ago(on, 6);
    let (id, person) = (on.id_at::<RecordId>(asked), key(&on.keys.participants, jordan.id));
    let rule = "rights.copy";
    let nothing: Option<Timestamp> = None;
    let row = row![
        id,
        person,
        "copy",
        "All notes since last winter, please. I want to read how it began.",
        "On paper, I pick it up",
        "received",
        true,
        asked,
        due(on, rule, asked),
        rule,
        "",
        nothing,
        None::<RecordId>,
        "",
        "",
        "",
        1_i64
    ];
    insert(tx, on, "record_requests", REQUEST, vec![row])?;
    let peer = on.peer_on(jordan.id, on.clock.today);
    let act = row![on.id_at::<RecordId>(asked), id, "received", "", asked, on.account(peer), on.staff_name(peer)];
    insert(tx, on, "request_acts", ACT, vec![act])?;
    let about = (Some(person.uuid()), key(&on.keys.programs, jordan.program).uuid());
    let line = promise(on, (Kind::Answer, "record_request", id), about, (rule, asked), director);
    insert(tx, on, "promises", PROMISE, vec![line])
}

fn promise(
    on: &Loading<'_>,
    (kind, origin_kind, origin): (Kind, &str, RecordId),
    (person, program): (Option<uuid::Uuid>, uuid::Uuid),
    (rule, since): (&str, Timestamp),
    owner: StaffId,
) -> Row {
    let at = on.id_at::<RecordId>(since);
    let account = on.account(owner);
    row![
        at,
        kind,
        "",
        person,
        program,
        account,
        due(on, rule, since),
        false,
        origin_kind,
        origin,
        rule,
        1_i64,
        since,
        "",
        "",
        1_i64
    ]
}

/// A court asked to keep the record of the last person on the list.
fn hold(tx: &mut Tx<'_>, on: &Loading<'_>, director: StaffId) -> Result<(), DbError> {
    let Some(person) = on.world.participants.iter().rfind(|one| one.name_to_use != "Darnell") else { return Ok(()) };
    let at = days_ago(on, 20);
    let columns = "id, participant_id, asked_by, why, placed_at, placed_by, release_words";
    let hold = row![
        on.id_at::<RecordId>(at),
        key(&on.keys.participants, person.id),
        "Mohawk County Family Court",
        "A hearing about housing is open.",
        at,
        on.account(director),
        ""
    ];
    insert(tx, on, "legal_holds", columns, vec![hold])
}

/// A letter for Jordan lay in a neighbor's mailbox. It is not assessed yet.
fn breach(tx: &mut Tx<'_>, on: &Loading<'_>, jordan: &Participant, director: StaffId) -> Result<(), DbError> {
    let at = days_ago(on, 1);
    let (id, by) = (on.id_at::<RecordId>(at), on.account(director));
    let words = "A letter with the days of our meetings went to the house next door. It came back unopened.";
    let row = row![id, words, on.day_of(at), at, 1_i64, true, "", "", "", "", "", at, by, 1_i64];
    insert(tx, on, "breaches", BREACH, vec![row])?;
    let person = row![id, key(&on.keys.participants, jordan.id), at];
    insert(tx, on, "breach_people", "breach_id, participant_id, added_at", vec![person])?;
    let program = (None, key(&on.keys.programs, jordan.program).uuid());
    for clock in ["breach.assess", "breach.individuals", "breach.individuals_ny"] {
        let duty = on.id_at::<RecordId>(at);
        let owed = row![duty, id, clock, due(on, clock, at), ""];
        insert(tx, on, "breach_duties", "id, breach_id, clock, due_at, done_words", vec![owed])?;
        let line = promise(on, (Kind::BreachDuty, "breach_duty", duty), program, (clock, at), director);
        insert(tx, on, "promises", PROMISE, vec![line])?;
    }
    Ok(())
}

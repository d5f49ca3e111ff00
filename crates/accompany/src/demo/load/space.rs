//! One person's own space: Jordan signs in, and lets their cousin Sol see one goal and what comes next.

use ground::ids::{AccountId, MembershipId, RecordId};
use jiff::SignedDuration;
use kit::{
    db::{DbError, Tx},
    text,
};
use serde_json::json;

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};
use crate::demo::world::Participant;

/// Somebody with a space of their own, or who stands by somebody: role as printed, name, address.
pub const SIGN_INS: [(&str, &str, &str); 2] =
    [("participant", "Jordan Whitfield", "jordan@example.org"), ("supporter", "Sol Whitfield", "sol@example.org")];

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>, password_hash: &str) -> Result<(), DbError> {
    let [(_, name, email), (_, sol_name, sol_email)] = SIGN_INS;
    let is_jordan = |one: &&Participant| name.starts_with(one.name_to_use.as_str());
    let Some(person) = on.world.participants.iter().find(is_jordan) else { return Ok(()) };
    let [jordan, sol]: [AccountId; 2] = [on.at.id(), on.at.id()];
    let accounts =
        vec![account(on, jordan, (name, email), password_hash), account(on, sol, (sol_name, sol_email), password_hash)];
    insert(tx, on, "accounts", ACCOUNT, accounts)?;
    let membership = |account: AccountId, role: &str| {
        row![on.at.id::<MembershipId>(), account, key(&on.keys.programs, person.program), role, since(on)]
    };
    let memberships = vec![membership(jordan, "participant"), membership(sol, "supporter")];
    insert(tx, on, "memberships", "id, account_id, program_id, role, starts_at", memberships)?;
    let own = vec![row![jordan, key(&on.keys.participants, person.id), since(on)]];
    insert(tx, on, "account_people", "account_id, participant_id, created_at", own)?;
    let_in(tx, on, person, (jordan, sol))?;
    write_to(tx, on, person)
}

const MESSAGE: &str = "id, participant_id, program_id, words, sent_at, sent_by, sent_name, seen_at, answer_words, answered_at, \
    read_at, read_by";

/// What Jordan's peer wrote: once answered, once not seen yet.
fn write_to(tx: &mut Tx<'_>, on: &Loading<'_>, person: &Participant) -> Result<(), DbError> {
    let Some(ana) = on.world.staff.iter().find(|one| one.name.starts_with("Ana")) else { return Ok(()) };
    let (participant, program) = (key(&on.keys.participants, person.id), key(&on.keys.programs, person.program));
    let ago = |hours: i64| on.at.now.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(on.at.now);
    let message = |sent: i64, words: &str, seen: Option<i64>, answer: &str| {
        let (seen, by) = (seen.map(ago), on.account(ana.id));
        let (answered, reader) = (seen.filter(|_| !answer.is_empty()), (!answer.is_empty()).then_some(by));
        row![
            on.id_at::<RecordId>(ago(sent)),
            participant,
            program,
            words,
            ago(sent),
            by,
            ana.name.as_str(),
            seen,
            answer,
            answered,
            answered,
            reader
        ]
    };
    let rows = vec![
        message(
            24 * 12,
            "The library walk moves to Friday at two. Is that all right?",
            Some(24 * 12 - 3),
            "Yes, Friday is good.",
        ),
        message(20, "I found the bus times you asked about. I bring them on Thursday.", None, ""),
    ];
    insert(tx, on, "own_messages", MESSAGE, rows)
}

/// A month ago; everything here began then.
fn since(on: &Loading<'_>) -> jiff::Timestamp {
    on.at.now.checked_sub(SignedDuration::from_hours(24 * 30)).unwrap_or(on.at.now)
}

const ACCOUNT: &str = "id, email, email_folded, name, sort_key, pronouns, phone, about, language, theme, password_hash, \
    draft_key, created_at, version";

fn account(on: &Loading<'_>, id: AccountId, (name, email): (&str, &str), password_hash: &str) -> Row {
    let key = on.at.random::<32>().to_vec();
    row![
        id,
        email,
        text::fold_email(email),
        name,
        text::sort_key(name),
        "",
        "",
        "",
        "en",
        "auto",
        password_hash,
        key,
        since(on),
        1_i64
    ]
}

const SUPPORTER: &str = "id, participant_id, name, relationship, phone, email, may_know, note, agreed_on, created_at, version, \
    account_id";
const SHARE: &str =
    "id, participant_id, account_id, supporter_id, kind, subject, record_id, starts_at, ends_at, created_by";

/// Sol, whom Jordan added, sees one goal and the days for three months.
fn let_in(
    tx: &mut Tx<'_>,
    on: &Loading<'_>,
    person: &Participant,
    (jordan, sol): (AccountId, AccountId),
) -> Result<(), DbError> {
    let (participant, supporter): (_, RecordId) = (key(&on.keys.participants, person.id), on.at.id());
    let (from, none) = (since(on), json!([]));
    let day = on.day_of(from);
    let cousin = row![supporter, participant, "Sol", "other_family", "", "", none, "", day, from, 1_i64, sol];
    insert(tx, on, "supporters", SUPPORTER, vec![cousin])?;
    let until = on.at.now.checked_add(SignedDuration::from_hours(24 * 60)).unwrap_or(on.at.now);
    let goal = on.world.goals.iter().find(|goal| goal.participant == person.id && goal.ending.is_none());
    let goal: Option<RecordId> = goal.map(|goal| key(&on.keys.goals, goal.id));
    let share = |kind: &str, subject: String, record: Option<RecordId>| {
        row![on.at.id::<RecordId>(), participant, sol, supporter, kind, subject, record, from, until, jordan]
    };
    let mut shares = vec![share("schedule", String::new(), None)];
    shares.extend(goal.map(|goal| share("goal", goal.to_string(), Some(goal))));
    insert(tx, on, "shares", SHARE, shares)
}

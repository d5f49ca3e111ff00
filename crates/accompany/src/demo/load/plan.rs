//! Jordan's own wellness plan and circle of support, a few rows of each; one section is shared with the peer who walks
//! with them.

use ground::ids::{ParticipantId, RecordId};
use jiff::{SignedDuration, Timestamp};
use kit::db::{DbError, Tx};

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};

/// Section, how many days ago, words. The last of a section is what it says now.
const SAID: [(&str, i64, &str); 8] = [
    ("tools", 26, "My playlist. The dog next door. Cold water on my wrists."),
    ("good_day", 26, "I talk with my hands. I answer texts. I cook something with onions."),
    ("daily", 25, "Up before ten. Outside once, even to the corner. Phone off at midnight."),
    ("early_signs", 25, "I stop answering. I sleep in my clothes."),
    ("early_signs", 9, "I stop answering. I sleep in my clothes. I read the same message again and again."),
    ("crisis_call", 20, "1. Aunt Denise, 315-555-0144\n2. Ana, in the day\n3. 988"),
    ("crisis_helps", 20, "Sit near me. Say little. Turn the big light off."),
    ("crisis_worse", 20, "Do not stand in the door. Do not ask me to calm down."),
];

/// Name, words, days until a reminder, how it went when it was tried: days ago, a word of `plan_tool_results`, words.
type Tool = (&'static str, &'static str, Option<i64>, &'static [(i64, &'static str, &'static str)]);

const TOOLS: [Tool; 3] = [
    ("Walk by the canal", "With headphones, the long way.", None, &[(12, "lots", "Saw the heron."), (4, "some", "")]),
    ("Cold water", "On my wrists, count to twenty.", None, &[(6, "lots", "")]),
    ("Call Denise", "Before eight, she goes to bed early.", Some(0), &[]),
];

/// Kind, name, closeness, what they give, what they may know, days since the start and the end.
type Member = (&'static str, &'static str, &'static str, &'static str, &'static str, Option<i64>, Option<i64>);

const CIRCLE: [Member; 6] = [
    ("person", "Aunt Denise", "inner", "Dinner on Sundays, and no questions.", "All of it.", None, None),
    ("person", "Sol", "inner", "Makes me laugh.", "What I tell them.", None, None),
    ("place", "The library", "middle", "The chair by the big window.", "", Some(200), None),
    ("group", "Choir on Mondays", "middle", "A reason to go out.", "That I miss a week now and then.", Some(90), None),
    ("person", "Mr. Ortiz at the store", "outer", "Says my name.", "Nothing of this.", None, None),
    ("group", "The chess club", "outer", "Quiet company.", "", Some(600), Some(150)),
];

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let Some(person) = on.world.participants.iter().find(|one| one.name_to_use == "Jordan") else { return Ok(()) };
    let jordan = key(&on.keys.participants, person.id);
    insert(tx, on, "plan_entries", ENTRY, entries(on, jordan))?;
    let tools: Vec<(RecordId, &Tool)> = TOOLS.iter().map(|tool| (on.id_at(before(on, 26)), tool)).collect();
    insert(tx, on, "plan_tools", TOOL, tools.iter().map(|(id, tool)| tool_row(on, jordan, *id, tool)).collect())?;
    let tries = tools.iter().flat_map(|(id, tool)| tries(on, jordan, *id, tool));
    insert(tx, on, "plan_tool_tries", TRY, tries.collect())?;
    insert(tx, on, "plan_papers", PAPER, vec![paper(on, jordan)])?;
    insert(tx, on, "circle_members", MEMBER, CIRCLE.iter().map(|one| member(on, jordan, one)).collect())?;
    let Some(peer) = on.primary_now(person.id) else { return Ok(()) };
    let share = row![on.at.id::<RecordId>(), jordan, on.account(peer), "plan_section", "early_signs", before(on, 8)];
    insert(tx, on, "shares", "id, participant_id, account_id, kind, subject, starts_at", vec![share])
}

fn before(on: &Loading<'_>, days: i64) -> Timestamp {
    on.at.now.checked_sub(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(on.at.now)
}

const ENTRY: &str = "id, participant_id, section, version, words, saved_at";

fn entries(on: &Loading<'_>, jordan: ParticipantId) -> Vec<Row> {
    let version = |place: usize, section: &str| {
        let earlier = SAID.iter().take(place).filter(|(other, _, _)| *other == section).count();
        i64::try_from(earlier).unwrap_or_default().saturating_add(1)
    };
    let row = |(place, (section, days, words)): (usize, &(&str, i64, &str))| {
        let at = before(on, *days);
        row![on.id_at::<RecordId>(at), jordan, section, version(place, section), words, at]
    };
    SAID.iter().enumerate().map(row).collect()
}

const TOOL: &str = "id, participant_id, name, words, remind_on, created_at";

fn tool_row(on: &Loading<'_>, jordan: ParticipantId, id: RecordId, (name, words, remind, _): &Tool) -> Row {
    row![id, jordan, name, words, remind.map(|days| on.day_of(before(on, -days))), before(on, 26)]
}

const TRY: &str = "id, tool_id, participant_id, tried_on, went, words, created_at";

fn tries(on: &Loading<'_>, jordan: ParticipantId, tool: RecordId, (_, _, _, tries): &Tool) -> Vec<Row> {
    let row = |(days, went, words): &(i64, &str, &str)| {
        let at = before(on, *days);
        row![on.id_at::<RecordId>(at), tool, jordan, on.day_of(at), went, words, at]
    };
    tries.iter().map(row).collect()
}

const PAPER: &str =
    "id, participant_id, kind, agent, agent_phone, alternate, original_at, witnesses, words, signed_on, created_at";

fn paper(on: &Loading<'_>, jordan: ParticipantId) -> Row {
    let at = before(on, 20);
    row![
        on.id_at::<RecordId>(at),
        jordan,
        "health_care_proxy",
        "Aunt Denise",
        "315-555-0144",
        "",
        "In the blue folder at Denise's house.",
        "",
        "",
        on.day_of(before(on, 40)),
        at,
    ]
}

const MEMBER: &str =
    "id, participant_id, kind, name, closeness, gives, may_know, since_on, until_on, created_at, version";

fn member(
    on: &Loading<'_>,
    jordan: ParticipantId,
    (kind, name, closeness, gives, may_know, since, until): &Member,
) -> Row {
    let day = |days: &Option<i64>| days.map(|days| on.day_of(before(on, days)));
    let at = before(on, 24);
    row![on.id_at::<RecordId>(at), jordan, kind, name, closeness, gives, may_know, day(since), day(until), at, 1_i64]
}

//! What the made-up organization shows to everybody: its front, a help line of its own, groups, and two connections.

use ground::{ids::RecordId, promises::Kind, rules::Rules};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kit::db::{DbError, Tx};

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};
use crate::demo::{
    clock::plus,
    world::{StaffId, StaffRole},
};

const FACE: &str = "name, accent, logo_type, logo_alt, region, address, phone, email, version";
const LINE: &str =
    "id, label, words, call_number, text_number, text_word, url, checked_on, checked_by, created_at, version";
const GATHERING: &str = "id, name, words, audience, joining, place, url, language, time_zone, starts_on, at_time, minutes, \
    rule, is_shown, created_at, created_by, changed_at, version";
const PROMISE: &str = "id, kind, words, participant_id, program_id, owner_id, due_at, has_time, origin_kind, origin_id, rule, \
    rule_version, opened_at, snooze_words, evidence_words, version";
const CONNECTION: &str = "id, participant_id, program_id, service_name, service_key, service_phone, service_email, need, \
    words, is_urgent, status, sent_at, sent_how, is_answered_by_service, outcome, outcome_at, outcome_words, \
    is_confirmed_by_person, created_at, created_by, version";

/// Language, the sentence of the front, and what stands under "about".
const SAID: [(&str, &str, &str); 2] = [
    (
        "en",
        "We have been there. Come as you are, and we walk with you.",
        "Open Door is run by people who have been through hard times of their own: voices, hospitals, the street, the \
         years after. We listen. We tell you what helped us. You choose what comes next.\n\n\
         You need no papers and no insurance. What you tell us stays with the team, unless you say otherwise.",
    ),
    (
        "es",
        "Ya pasamos por ahí. Venga como es, y vamos con usted.",
        "En Open Door trabaja gente que también pasó por tiempos duros: voces, hospitales, la calle, los años de después. \
         Le oímos. Le decimos qué nos ayudó. Usted elige lo que sigue.\n\n\
         No hacen falta papeles ni seguro. Lo que nos dice se queda con el equipo, a menos que usted diga otra cosa.",
    ),
];

const PARTNERS: [(&str, &str, &str); 3] = [
    ("Canal Street Library", "A quiet room for our Tuesday group.", ""),
    ("Mohawk County Tenants' Union", "They know what a landlord may do.", ""),
    ("Second Kitchen", "Lunch on Fridays, and somebody to cook with.", ""),
];

/// A group: name, words, for whom, how to join, place, weekday rule, days since it began, time, minutes.
type Group =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, i32, &'static str, i64);

const GROUPS: [Group; 4] = [
    (
        "Tea, toast and talk",
        "We sit, we eat toast, and whoever wants to talk does. Two of us who work here are always there.",
        "Everybody over 16",
        "Just come. The kettle is on from a quarter to six.",
        "Canal Street Library, quiet room",
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU",
        420,
        "18:00",
        90,
    ),
    (
        "Hearing voices",
        "A group for people who hear, see or sense what others do not. Nobody has to explain it one way or the other.",
        "People who hear voices",
        "Call or write first, so that we can tell you who will be there.",
        "Open Door, upstairs",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        300,
        "17:30",
        75,
    ),
    (
        "Walk by the canal",
        "An hour, slowly. Dogs are welcome.",
        "Everybody",
        "Be at the bridge at ten. We wait five minutes.",
        "The bridge at Mill Street",
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=SA",
        200,
        "10:00",
        60,
    ),
    (
        "Families and friends",
        "For people who stand by somebody. What is said there stays there.",
        "Families and friends",
        "Just come, or call first if you would rather.",
        "Open Door, front room",
        "FREQ=MONTHLY;BYDAY=2WE",
        260,
        "19:00",
        90,
    ),
];

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let Some(director) = on.world.staff.iter().find(|one| one.role == StaffRole::Director) else { return Ok(()) };
    let house = &on.world.organization;
    let site = on.world.sites.first().map(|one| one.address.clone()).unwrap_or_default();
    let face = row!["", "", "", "", "US-NY", site, house.phone, "hello@open-door.example", 1_i64];
    insert(tx, on, "public_faces", FACE, vec![face])?;
    let said = SAID.iter().map(|(language, lead, about)| row![language, lead, about]);
    insert(tx, on, "public_texts", "language, lead_words, about_words", said.collect())?;
    let partners = PARTNERS.iter().map(|(name, words, url)| {
        row![on.id_at::<RecordId>(on.founded), name, kit::text::sort_key(name), words, url, on.founded]
    });
    insert(tx, on, "partners", "id, name, sort_key, words, url, created_at", partners.collect())?;
    help_line(tx, on, director.id)?;
    groups(tx, on, director.id)?;
    connections(tx, on)
}

/// The county's warm line, tried a while ago: the next try is promised.
fn help_line(tx: &mut Tx<'_>, on: &Loading<'_>, director: StaffId) -> Result<(), DbError> {
    let tried = on.clock.ago(41);
    let at = on.clock.at(tried, 10 * 60);
    let id: RecordId = on.id_at(at);
    let words = "Peers answer every evening from 5 to 11. They listen, and they do not send the police.";
    let line = row![
        id,
        "Open Door warm line",
        words,
        "315-555-0142",
        "315-555-0142",
        "",
        "",
        tried,
        on.account(director),
        at,
        1_i64
    ];
    insert(tx, on, "help_lines", LINE, vec![line])?;
    let rule = "help_line.check";
    let due = ground::promises::Deadline::by_clock(Rules::shipped(), rule, None, at, &on.zone).due_at;
    promise(
        tx,
        on,
        Kind::HelpLine,
        ("Open Door warm line", director),
        (None::<RecordId>, None::<RecordId>),
        due,
        ("help_line", id, rule),
        at,
    )
}

#[expect(clippy::too_many_arguments, reason = "a row of promises has as many columns, and two parts here write one")]
fn promise(
    tx: &mut Tx<'_>,
    on: &Loading<'_>,
    kind: Kind,
    (words, owner): (&str, StaffId),
    (participant, program): (Option<RecordId>, Option<RecordId>),
    due: Timestamp,
    (origin_kind, origin, rule): (&str, RecordId, &str),
    at: Timestamp,
) -> Result<(), DbError> {
    let row = row![
        on.id_at::<RecordId>(at),
        kind,
        words,
        participant,
        program,
        on.account(owner),
        due,
        false,
        origin_kind,
        origin,
        rule,
        1_i64,
        at,
        "",
        "",
        1_i64
    ];
    insert(tx, on, "promises", PROMISE, vec![row])
}

fn groups(tx: &mut Tx<'_>, on: &Loading<'_>, director: StaffId) -> Result<(), DbError> {
    let mut rows: Vec<Row> = Vec::new();
    let mut off: Option<(RecordId, Date)> = None;
    for (name, words, audience, joining, place, rule, days, time, minutes) in &GROUPS {
        let Some(pattern) = community::gatherings::Pattern::parse(rule) else { continue };
        let Some(first) = pattern.first(on.clock.ago(*days)) else { continue };
        let id: RecordId = on.id_at(on.founded);
        rows.push(row![
            id,
            name,
            words,
            audience,
            joining,
            place,
            "",
            "",
            crate::demo::clock::ZONE,
            first,
            time,
            minutes,
            rule,
            true,
            on.founded,
            on.account(director),
            on.at.now,
            1_i64
        ]);
        // The walk is called off the week after next.
        if name.starts_with("Walk") {
            off = pattern.first(plus(on.clock.today, 8)).map(|day| (id, day));
        }
    }
    insert(tx, on, "gatherings", GATHERING, rows)?;
    let Some((walk, day)) = off else { return Ok(()) };
    let change = row![
        on.id_at::<RecordId>(on.at.now),
        walk,
        day,
        "cancelled",
        "The path is closed for the marathon.",
        None::<Date>,
        "",
        "",
        on.at.now,
        on.account(director)
    ];
    let columns = "id, gathering_id, on_date, kind, reason, to_date, to_time, to_place, created_at, created_by";
    insert(tx, on, "gathering_changes", columns, vec![change])
}

/// Jordan got to the kitchen; the rent help of the county is still waited for.
fn connections(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let Some(person) = on.world.participants.iter().find(|one| one.name_to_use == "Jordan") else { return Ok(()) };
    let Some(peer) = on.primary_now(person.id) else { return Ok(()) };
    let (jordan, program) = (key(&on.keys.participants, person.id), key(&on.keys.programs, person.program));
    let ago = |days: i64| on.at.now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(on.at.now);
    let none: Option<Timestamp> = None;
    let (kitchen, rent): (RecordId, RecordId) = (on.id_at(ago(40)), on.id_at(ago(5)));
    let by = on.account(peer);
    let rows = vec![
        row![
            kitchen,
            jordan,
            program,
            "Second Kitchen",
            "second kitchen",
            "315-555-0187",
            "",
            "food",
            "Lunch on Fridays, at a table near the door.",
            false,
            "completed",
            ago(40),
            "print",
            false,
            "connected_helpful",
            ago(33),
            "“They saved me the seat by the window.”",
            true,
            ago(40),
            by,
            3_i64
        ],
        row![
            rent,
            jordan,
            program,
            "Mohawk County Rent Help",
            "mohawk county rent help",
            "315-555-0161",
            "",
            "housing",
            "Two months of rent, the letter is with it.",
            false,
            "requested",
            ago(5),
            "print",
            false,
            None::<String>,
            none,
            "",
            false,
            ago(5),
            by,
            2_i64
        ],
    ];
    insert(tx, on, "connections", CONNECTION, rows)?;
    let acts = vec![
        row![on.id_at::<RecordId>(ago(40)), kitchen, jordan, "requested", "print", false, ago(40), by],
        row![on.id_at::<RecordId>(ago(33)), kitchen, jordan, "completed", "", false, ago(33), by],
        row![on.id_at::<RecordId>(ago(33)), kitchen, jordan, "outcome", "connected_helpful", false, ago(33), by],
        row![on.id_at::<RecordId>(ago(5)), rent, jordan, "requested", "print", false, ago(5), by],
    ];
    let columns = "id, connection_id, participant_id, act, words, is_by_service, at, account_id";
    insert(tx, on, "connection_acts", columns, acts)?;
    let results = vec![
        row!["second kitchen", "Second Kitchen", 1_i64, 1_i64, 0_i64, 7_i64],
        row!["mohawk county rent help", "Mohawk County Rent Help", 1_i64, 0_i64, 0_i64, 0_i64],
    ];
    let columns = "service_key, service_name, sent_count, connected_count, not_connected_count, days_total";
    insert(tx, on, "service_results", columns, results)?;
    let rule = "connection.follow_up";
    let due = ground::promises::Deadline::by_clock(Rules::shipped(), rule, None, ago(5), &on.zone).due_at;
    let about = (Some(kit::ids::Id::uuid(jordan).into()), Some(kit::ids::Id::uuid(program).into()));
    promise(
        tx,
        on,
        Kind::FollowConnection,
        ("Mohawk County Rent Help", peer),
        about,
        due,
        ("connection", rent, rule),
        ago(5),
    )
}

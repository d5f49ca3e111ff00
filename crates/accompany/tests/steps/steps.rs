//! What people do: the pages of `cargo xtask bench run`, and the two ways of writing that are never to be slow.

use bench::world::misspelt;
use jiff::ToSpan;
use serde_json::json;
use uuid::Uuid;

use super::house::{Ask, House, Step, quoted};

/// Every step with its name in the file of bands.
pub const STEPS: &[(&str, Step)] = &[
    ("my day", |house| Ask::page(worker(house), "/day")),
    ("people", |house| Ask::page(worker(house), "/people")),
    ("find a person", |house| find(house, str::to_owned)),
    ("find a person, misspelt", |house| find(house, misspelt)),
    (FEW, |house| person(&house.world.light, "")),
    (MANY, |house| person(&house.world.heavy, "")),
    (FEW_LISTED, |house| person(&house.world.light, "/contacts")),
    (MANY_LISTED, |house| person(&house.world.heavy, "/contacts")),
    ("a contact", contact),
    ("supervisor's queue", |house| Ask::page(supervisor(house), "/cosign")),
    ("the team's day", |house| Ask::page(supervisor(house), "/team/day")),
    ("referrals and their clocks", |house| Ask::page(supervisor(house), "/referrals")),
    ("the audit, for a director", |house| Ask::page(&house.world.directors[0], "/admin/audit")),
    ("participant's home", |house| Ask::page(participant(house), "/me")),
    ("participant's notes", |house| Ask::page(participant(house), "/me/notes")),
    ("library", |_| Ask::public("/library")),
    ("library search", |_| Ask::public("/library?q=evenng")),
    ("directory", |_| Ask::public("/directory")),
    ("directory search", |_| Ask::public("/directory?q=pantri")),
    ("save a pause", save),
    ("sign a note", sign),
];

/// Pages of a person, with ten contacts and with a quarter of the world's.
pub const PAIRS: [(&str, &str); 2] = [(FEW, MANY), (FEW_LISTED, MANY_LISTED)];
const FEW: &str = "a person with 10 contacts";
const MANY: &str = "a person with many contacts";
const FEW_LISTED: &str = "a person's 10 contacts";
const MANY_LISTED: &str = "a person's many contacts";

/// Who supports the person with the longest history.
fn worker(house: &House) -> &str {
    &house.world.heavy[0].0
}

fn supervisor(house: &House) -> &str {
    &house.world.supervisors[0]
}

fn participant(house: &House) -> &str {
    &house.world.participants_with_account[0]
}

fn find(house: &House, typed: impl Fn(&str) -> String) -> Ask {
    let (supervisor, name) = &house.world.names[0];
    Ask::page(supervisor, format!("/people?q={}", quoted(&typed(name))))
}

fn person(list: &[(String, Uuid)], more: &str) -> Ask {
    let (peer, person) = &list[0];
    Ask::page(peer, format!("/people/{person}{more}"))
}

fn contact(house: &House) -> Ask {
    let peer = house.world.workers.iter().find(|peer| !peer.contacts.is_empty()).unwrap();
    Ask::page(&peer.email, format!("/contacts/{}", peer.contacts[0]))
}

/// Begins a note about the first of the light ones; answers its author and the draft.
fn begin(house: &House) -> (&str, String) {
    let (peer, person) = &house.world.light[0];
    let begun =
        house.answer("a note", Ask::form(peer, format!("/people/{person}/contacts"), &[("kind", "one_on_one")]));
    (peer, begun.strip_prefix("/contacts/drafts/").unwrap().to_owned())
}

fn pause(draft: &str, sequence: u32) -> serde_json::Value {
    let words = format!("We walked to the library and talked about the week. Pause {sequence}.");
    json!({ "client": draft, "sequence": sequence, "base": 0, "fields": { "section.mattered": words } })
}

/// The second pause in the writing of a note.
fn save(house: &House) -> Ask {
    let (peer, draft) = begin(house);
    let path = format!("/drafts/{draft}/entries");
    house.answer("a first pause", Ask::json(peer, &path, &pause(&draft, 1)));
    Ask::json(peer, path, &pause(&draft, 2))
}

/// A note with one saved pause and a next step.
fn sign(house: &House) -> Ask {
    let (peer, draft) = begin(house);
    house.answer("a pause", Ask::json(peer, format!("/drafts/{draft}/entries"), &pause(&draft, 1)));
    let day = house.plan.now.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_sub(1.day()).to_string();
    let words = "We walked to the library and talked about the week. They want to try the class.";
    Ask::form(
        peer,
        format!("/contacts/drafts/{draft}/signature"),
        &[
            ("kind", "one_on_one"),
            ("template", "peer_narrative"),
            ("outcome", "reached"),
            ("mode", "in_person"),
            ("date", &day),
            ("start", "07:00"),
            ("end", "07:45"),
            ("section.mattered", words),
            ("step1", "Bring the form"),
            ("step1_who", "peer"),
            ("overlap_ok", "yes"),
            ("draft_client", &draft),
            ("draft_base", "1"),
        ],
    )
}

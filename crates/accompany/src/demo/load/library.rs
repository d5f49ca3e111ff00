//! The library: items and paths that are read already, one that waits to be read, and one that was sent to Jordan.

use community::library::{House, Ready, ReadyPath, furnish};
use ground::{
    ids::{AccountId, RecordId},
    promises::{Deadline, Kind},
    rules::Rules,
};
use jiff::SignedDuration;
use kit::{
    db::{DbError, Tx},
    ids::Id,
};
use serde::Deserialize;

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};
use crate::demo::world::{Staff, StaffRole};

/// What `library.toml` holds.
#[derive(Deserialize)]
struct Shelf {
    item: Vec<Ready>,
    path: Vec<ReadyPath>,
}

const TEXT: &str = include_str!("../library.toml");

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let shelf: Shelf = toml::from_str(TEXT).map_err(|error| DbError::Driver(error.to_string()))?;
    let owner = on.world.staff.iter().find(|one| one.role == StaffRole::PeerSpecialist);
    let Some(owner) = owner else { return Ok(()) };
    let published_at = on.at.now.checked_sub(SignedDuration::from_hours(24 * 40)).unwrap_or(on.at.now);
    let due = Deadline::by_clock(Rules::shipped(), "library.review", None, published_at, &on.zone);
    let house = House {
        organization: on.keys.organization,
        owner: key(&on.keys.accounts, owner.id),
        owner_name: &owner.name,
        published_at,
        review_on: due.on,
    };
    let ids = furnish(tx, &on.at, &house, (&shelf.item, &shelf.path))?;
    let promises = shelf.item.iter().zip(&ids).map(|(item, id)| {
        row![
            on.at.id::<RecordId>(),
            Kind::ReviewLibraryItem,
            item.title,
            house.owner,
            due.due_at,
            false,
            "library_item",
            id.uuid(),
            due.rule,
            due.rule_version,
            published_at,
            "",
            "",
            1_i64
        ]
    });
    insert(tx, on, "promises", PROMISE, promises.collect())?;
    waiting(tx, on, owner)?;
    let first = shelf.item.iter().zip(&ids).find(|(item, _)| item.key == "sleep").map(|(_, id)| id.uuid());
    first.map_or(Ok(()), |item| sent(tx, on, item))
}

const PROMISE: &str = "id, kind, words, owner_id, due_at, has_time, origin_kind, origin_id, rule, rule_version, opened_at, \
    snooze_words, evidence_words, version";
const ITEM: &str = "id, state, version, owner_id, title, sort_key, kind, language, sent_count, helped_count, \
    not_helped_count, created_at, created_by, changed_at, revision";
const VERSION: &str = "item_id, version, kind, language, topics, formats, audiences, title, summary, body, link, minutes, \
    level_words, source, licence, credits, saved_at, saved_by, saved_name";

/// One that is out to be read.
fn waiting(tx: &mut Tx<'_>, on: &Loading<'_>, owner: &Staff) -> Result<(), DbError> {
    let (id, account): (RecordId, AccountId) = (on.at.id(), key(&on.keys.accounts, owner.id));
    let (title, kind, language) = ("Money for the first month", "checklist", "en");
    let at = on.at.now.checked_sub(SignedDuration::from_hours(30)).unwrap_or(on.at.now);
    let sort_key = kit::text::sort_key(title);
    let item: Row = row![
        id,
        "in_review",
        1_i64,
        account,
        title,
        sort_key,
        kind,
        language,
        0_i64,
        0_i64,
        0_i64,
        at,
        account,
        at,
        2_i64
    ];
    insert(tx, on, "library_items", ITEM, vec![item])?;
    let list = |words: &[&str]| words.iter().copied().collect::<serde_json::Value>();
    let version: Row = row![
        id,
        1_i64,
        kind,
        language,
        list(&["money_home"]),
        list(&["read", "print"]),
        list(&["participants"]),
        title,
        "What to ask for when you have nothing yet.",
        "- Ask at the county office for help with food. It can start in a few days.\n- Ask for the form to put off \
            the power bill.\n- Ask your peer specialist to go along. Two people wait better than one.",
        "",
        3_i64,
        "",
        "Open Door Peer Alliance",
        "cc_by",
        "",
        at,
        account,
        owner.name
    ];
    insert(tx, on, "library_versions", VERSION, vec![version])
}

const SEND: &str = "id, item_id, participant_id, words, sent_at, sent_by, sent_name, answer";

/// Jordan's peer specialist thought of them.
fn sent(tx: &mut Tx<'_>, on: &Loading<'_>, item: uuid::Uuid) -> Result<(), DbError> {
    let Some(jordan) = on.world.participants.iter().find(|one| one.name_to_use == "Jordan") else { return Ok(()) };
    let Some(peer) = on.primary_now(jordan.id) else { return Ok(()) };
    let at = on.at.now.checked_sub(SignedDuration::from_hours(20)).unwrap_or(on.at.now);
    let words = "You said the nights are long. The chair by the window is my favorite part.";
    let (person, by) = (key(&on.keys.participants, jordan.id), on.account(peer));
    let send: Row = row![on.id_at::<RecordId>(at), item, person, words, at, by, on.staff_name(peer), ""];
    insert(tx, on, "library_sends", SEND, vec![send])
}

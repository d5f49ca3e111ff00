//! Words that are begun and not signed yet.

use ground::ids::ClientId;
use kit::db::{DbError, Tx};
use serde_json::{Map, Value, json};

use super::{
    Loading,
    bulk::{Row, insert, row},
    contacts::{areas, competencies, kind, mode, outcome, place, present},
    keys::key,
};
use crate::demo::{
    clock::minutes_after,
    world::{Contact, NoteState},
};

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let drafts = on.world.contacts.iter().filter(|one| one.life.state == NoteState::Draft);
    let drafts: Vec<(ClientId, &Contact)> = drafts.map(|one| (on.id_at(one.end), one)).collect();
    insert(tx, on, "drafts", DRAFT, drafts.iter().map(|(client, one)| draft(on, *client, one)).collect())?;
    insert(tx, on, "draft_entries", ENTRY, drafts.iter().map(|(client, one)| entry(on, *client, one)).collect())
}

const DRAFT: &str = "id, account_id, kind, participant_id, program_id, fields, stamps, version, created_at, saved_at";
const ENTRY: &str = "draft_id, client, sequence, base, version, at, fields";

fn draft(on: &Loading<'_>, client: ClientId, one: &Contact) -> Row {
    let fields = fields(on, one);
    let stamps: Map<String, Value> = fields.keys().map(|name| (name.clone(), json!([0, 1, client]))).collect();
    row![
        key(&on.keys.drafts, one.id),
        on.account(one.staff),
        "contacts",
        one.participant.map(|person| key(&on.keys.participants, person)),
        key(&on.keys.programs, one.program),
        Value::Object(fields),
        Value::Object(stamps),
        1_i64,
        on.past(one.end),
        on.past(minutes_after(one.end, 12)),
    ]
}

fn entry(on: &Loading<'_>, client: ClientId, one: &Contact) -> Row {
    let at = on.past(minutes_after(one.end, 12));
    row![key(&on.keys.drafts, one.id), client, 1_i64, 0_i64, 1_i64, at, Value::Object(fields(on, one))]
}

/// The editor's fields. The last part of the note is still missing: that is why it is a draft.
fn fields(on: &Loading<'_>, one: &Contact) -> Map<String, Value> {
    let (start, end) = (one.start.to_zoned(on.zone.clone()), one.end.to_zoned(on.zone.clone()));
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    set("date", json!(start.date().to_string()));
    set("start", json!(start.strftime("%H:%M").to_string()));
    set("end", json!(end.strftime("%H:%M").to_string()));
    set("kind", json!(kind(one.kind)));
    set("outcome", json!(outcome(one.outcome)));
    set("mode", json!(mode(one.mode)));
    set("place", json!(place(one.setting)));
    set("place_words", json!(one.place));
    set("present", json!(present(one)));
    set("present_names", json!(one.present.join(", ")));
    set("areas", json!(areas(one)));
    set("competencies", json!(competencies(one)));
    set("template", json!(one.template));
    let goals: Vec<String> = one.goals.iter().map(|goal| key(&on.keys.goals, *goal).to_string()).collect();
    set("goals", json!(goals));
    set("read_together", json!([]));
    let begun = one.sections.split_last().map_or(&[][..], |(_, begun)| begun);
    for section in begun {
        set(&format!("section.{}", section.key), json!(section.text));
    }
    fields
}

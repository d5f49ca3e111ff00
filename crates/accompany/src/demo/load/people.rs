//! Participants, how to reach them, what they told about themselves, who stands by them.

use care::participants::names;
use ground::{ids::RecordId, rules::Rules};
use kit::db::{DbError, Tx};
use serde_json::json;

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};
use crate::demo::world::{
    Channel, ChannelKind, ConsentBasis, Demographic, DemographicAnswer, DemographicItem, Participant, Supporter,
};

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let people = &on.world.participants;
    insert(tx, on, "participants", PARTICIPANT, people.iter().map(|one| participant(on, one)).collect())?;
    insert(tx, on, "channels", CHANNEL, people.iter().flat_map(|one| channels(on, one)).collect())?;
    insert(
        tx,
        on,
        "participant_keys",
        "kind, key, participant_id",
        people.iter().flat_map(|one| keys(on, one)).collect(),
    )?;
    insert(tx, on, "demographics", DEMOGRAPHIC, people.iter().flat_map(|one| demographics(on, one)).collect())?;
    insert(tx, on, "supporters", SUPPORTER, people.iter().flat_map(|one| supporters(on, one)).collect())?;
    let walls = on.world.staff.iter().filter_map(|one| {
        let person = one.own_record?;
        Some(row![key(&on.keys.accounts, one.id), key(&on.keys.participants, person), on.arrived(person)])
    });
    insert(tx, on, "account_people", "account_id, participant_id, created_at", walls.collect())
}

const PARTICIPANT: &str = "id, name_to_use, nicknames, legal_name, sort_key, pronouns, birth_date, language, needs_interpreter, \
    own_words, about, minor_basis, contacts_count, last_contact_at, created_at, created_by, version";

fn participant(on: &Loading<'_>, one: &Participant) -> Row {
    let name = full_name(one);
    let (count, last) = on.tally(one.id);
    let basis = one.minor.as_ref().map(|minor| match minor.basis {
        ConsentBasis::ParentOrGuardian => "parent_agreed",
        ConsentBasis::OwnConsent => "own_parent_harmful",
    });
    row![
        key(&on.keys.participants, one.id),
        name,
        "",
        one.legal_name,
        kit::text::sort_key(&name),
        one.pronouns.clone().unwrap_or_default(),
        one.birth_date,
        language(&one.spoken_language).0,
        one.interpreter.is_some(),
        one.own_words,
        about(one),
        basis,
        count,
        last,
        on.arrived(one.id),
        on.account(on.desk(one.program)),
        1_i64,
    ]
}

pub fn full_name(one: &Participant) -> String {
    format!("{} {}", one.name_to_use, one.family_name)
}

fn about(one: &Participant) -> String {
    let home = format!("At home around {}.", one.neighborhood);
    let spoken = language(&one.spoken_language).1.map(|name| format!(" Speaks {name}."));
    let minor = one.minor.as_ref().map(|minor| format!(" {}", minor.words));
    [Some(home), spoken, minor].into_iter().flatten().collect()
}

/// The key of `languages` in rules/lists.toml, and the name of a language that is not there.
fn language(tag: &str) -> (&str, Option<&'static str>) {
    let name = match tag {
        "am" => "Amharic",
        "bo" => "Tibetan",
        "fa" => "Persian",
        "ne" => "Nepali",
        "pa" => "Punjabi",
        "so" => "Somali",
        "sr" => "Serbian",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        _ => return (tag, None),
    };
    ("other", Some(name))
}

const CHANNEL: &str = "id, participant_id, kind, value, is_agreed, may_leave_message, note, position";

/// A mobile telephone is two ways to reach somebody: one may be welcome and the other not.
fn channels(on: &Loading<'_>, one: &Participant) -> Vec<Row> {
    let kinds = |channel: &Channel| match channel.kind {
        ChannelKind::Mobile if channel.may_text => vec![("phone", channel.may_call), ("text", true)],
        ChannelKind::Mobile | ChannelKind::HomePhone => vec![("phone", channel.may_call)],
        ChannelKind::Email => vec![("email", channel.consented_on.is_some())],
    };
    let ways = one.channels.iter().flat_map(|channel| kinds(channel).into_iter().map(move |kind| (channel, kind)));
    let way = |(position, (channel, (kind, is_agreed))): (i64, (&Channel, (&str, bool)))| {
        row![
            on.id_at::<RecordId>(on.arrived(one.id)),
            key(&on.keys.participants, one.id),
            kind,
            channel.value,
            is_agreed,
            channel.safe_to_leave_message,
            channel.note.clone().unwrap_or_default(),
            position,
        ]
    };
    (0_i64..).zip(ways).map(way).collect()
}

/// What a search looks up.
fn keys(on: &Loading<'_>, one: &Participant) -> Vec<Row> {
    let phones: Vec<&str> = one.channels.iter().map(|it| it.value.as_str()).filter(|it| !it.contains('@')).collect();
    let keys = names::keys(&[&full_name(one)], one.legal_name.as_deref(), &phones, Some(one.birth_date));
    keys.into_iter().map(|(kind, text)| row![kind, text, key(&on.keys.participants, one.id)]).collect()
}

const DEMOGRAPHIC: &str = "id, participant_id, question, answers, own_words, is_declined, asked_on, asked_by";

/// What was not asked has no row.
fn demographics(on: &Loading<'_>, one: &Participant) -> Vec<Row> {
    let asked = on.known_since(one.id);
    let by = on.first_peer(one.id).unwrap_or(on.desk(one.program));
    let row = |told: &Demographic| {
        let question = question(told.item)?;
        let (answers, own_words, is_declined) = match &told.answer {
            DemographicAnswer::NotAsked => return None,
            DemographicAnswer::Declined => (Vec::new(), String::new(), true),
            DemographicAnswer::Given(values) => {
                let (answers, own) = answers(told, values);
                (answers, own, false)
            }
        };
        let (id, person) = (on.id_at::<RecordId>(asked), key(&on.keys.participants, one.id));
        Some(row![id, person, question, json!(answers), own_words, is_declined, on.day_of(asked), on.account(by)])
    };
    one.demographics.iter().filter_map(row).collect()
}

/// The list of rules/lists.toml that asks; the program asks about no others yet.
fn question(item: DemographicItem) -> Option<&'static str> {
    match item {
        DemographicItem::RaceEthnicity => Some("race_ethnicity"),
        DemographicItem::GenderIdentity => Some("gender_identity"),
        DemographicItem::SexualOrientation => Some("sexual_orientation"),
        DemographicItem::Disability => Some("disability"),
        DemographicItem::Veteran => Some("veteran"),
        DemographicItem::Housing => Some("housing"),
        DemographicItem::SchoolOrWork | DemographicItem::Insurance => None,
    }
}

/// Keys of the list, and what the list has no key for in the person's words.
fn answers(told: &Demographic, values: &[String]) -> (Vec<String>, String) {
    let mut keys: Vec<String> = values.iter().map(|value| answer(value).to_owned()).collect();
    let mut own = Vec::new();
    let list = Rules::shipped().lists.get("race_ethnicity");
    for detail in told.detail.iter().flat_map(|detail| detail.split(", ")) {
        let slug = detail.to_lowercase().replace(' ', "_");
        let known = values
            .iter()
            .map(|group| format!("{group}.{slug}"))
            .find(|key| list.is_some_and(|list| list.item(key).is_some()));
        match known {
            Some(key) => keys.push(key),
            None => own.push(detail),
        }
    }
    (keys, own.join(", "))
}

fn answer(value: &str) -> &str {
    match value {
        "own_words" => "self_describe",
        "remembering" => "cognition",
        "yes" => "veteran",
        "own_place" => "own_or_rent",
        other => other,
    }
}

const SUPPORTER: &str =
    "id, participant_id, name, relationship, phone, email, may_know, note, agreed_on, created_at, version";

fn supporters(on: &Loading<'_>, one: &Participant) -> Vec<Row> {
    let since = on.known_since(one.id);
    let row = |supporter: &Supporter| {
        let may_know = may_know(&supporter.may_know);
        let note = supporter.never.as_ref().map(|never| format!("Never: {}", lower_first(never))).unwrap_or_default();
        row![
            on.id_at::<RecordId>(since),
            key(&on.keys.participants, one.id),
            supporter.name,
            relationship(&supporter.relationship),
            supporter.phone.clone().unwrap_or_default(),
            "",
            json!(may_know),
            note,
            on.day_of(since),
            since,
            1_i64,
        ]
    };
    one.supporters.iter().map(row).collect()
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Keys of what a supporter may know (rules/people.toml).
fn may_know(words: &[String]) -> Vec<&'static str> {
    let key = |words: &String| match words.as_str() {
        "that we meet" => Some("takes_part"),
        "when we meet next" => Some("meeting_times"),
        "how school or work goes" | "what helps on a hard day" | "where I am living" => Some("how_it_goes"),
        "that I am safe" => Some("safety"),
        "my goals" => Some("goals"),
        _ => None,
    };
    let mut keys: Vec<&'static str> = words.iter().filter_map(key).collect();
    keys.dedup();
    if keys.is_empty() { vec!["nothing"] } else { keys }
}

/// The key of `supporter_relationships` in rules/lists.toml.
fn relationship(words: &str) -> &'static str {
    match words {
        "mother" | "father" | "stepfather" => "parent",
        "grandmother" => "grandparent",
        "sister" | "brother" => "sibling",
        "friend" => "friend",
        _ => "other_family",
    }
}

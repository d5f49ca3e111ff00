//! Finding by words, misspelt ones too, and what it costs when there is much.

use std::time::Instant;

use ground::rules::matrix::Permission::KeepLibrary;
use kit::{
    db::Tenant,
    ids::Id,
    testing::{TestDb, both},
};

use super::*;
use crate::library::{
    furnish::{House, Ready, furnish},
    store::search,
};

fn found(on: &TestDb, cast: &Cast, typed: &'static str) -> Vec<String> {
    let organization = cast.organization;
    let found = read(on, cast, ("ana", KeepLibrary), move |tx, _| search::search(tx, organization, typed));
    found.into_iter().map(|card| card.title).collect()
}

#[test]
fn a_search_forgives_spelling() {
    on_both(|on, cast| {
        published(on, cast, sleep());
        published(
            on,
            cast,
            Content {
                title: "Your rights at school".to_owned(),
                summary: "What a college must do for you.".to_owned(),
                body: "Ask the disability office for extra time and a quiet room.".to_owned(),
                topics: chosen(&["rights"]),
                ..sleep()
            },
        );
        let rights = ["Your rights at school"];
        for typed in ["rights", "right", "RIGHTS", "rihgts", "rigths school", "skool rights", "colege", "disability"] {
            assert_eq!(found(on, cast, typed), rights, "{typed} on {}", on.engine);
        }
        for typed in ["sleep", "sleap", "slepe", "sleep night", "your sleep"] {
            assert_eq!(
                found(on, cast, typed).first().map(String::as_str),
                Some("Sleep when your head is loud"),
                "{typed}"
            );
        }
        for typed in ["", "the", "zzzz", "bicycle"] {
            assert!(found(on, cast, typed).is_empty(), "{typed}");
        }
    });
}

/// Many items with words drawn from a few dozen, so that every word is common.
fn many(count: usize) -> Vec<Ready> {
    const NAMES: [&str; 24] = [
        "sleep", "school", "friends", "rights", "medicine", "voices", "money", "housing", "walking", "music",
        "writing", "family", "anger", "grief", "crisis", "hope", "work", "food", "morning", "evening", "garden",
        "letters", "bus", "kitchen",
    ];
    const TOPICS: [&str; 4] = ["sleep", "school_work", "people", "rights"];
    let name = |number: usize| NAMES[number % NAMES.len()];
    let ready = |number: usize| Ready {
        key: String::new(),
        kind: "article".to_owned(),
        language: if number.is_multiple_of(3) { "es" } else { "en" }.to_owned(),
        topics: vec![TOPICS[number % TOPICS.len()].to_owned()],
        formats: vec!["read".to_owned()],
        audiences: vec!["participants".to_owned()],
        title: format!("{} and {} {number}", name(number), name(number / 24)),
        summary: format!("About {} and {}.", name(number / 7), name(number / 5)),
        body: "One small step.".to_owned(),
        minutes: 3,
        source: "Open Door".to_owned(),
        licence: "own".to_owned(),
        credits: String::new(),
        answers: (i64::try_from(number % 9).unwrap(), 0),
    };
    (0..count).map(ready).collect()
}

/// Puts so many copies of every item beside it.
fn copied(on: &TestDb, copies: usize) {
    let tables = [
        ("library_items", "id"),
        ("library_versions", "item_id"),
        ("library_shelf", "item_id"),
        ("library_cells", "item_id"),
        ("library_keys", "item_id"),
    ];
    let copy = |(table, key): (&str, &str)| {
        format!(
            "INSERT INTO {table} SELECT (x.r).* FROM (SELECT jsonb_populate_record(NULL::{table}, to_jsonb(t)
               || jsonb_build_object('{key}', md5(t.{key}::text || n::text)::uuid)) AS r
             FROM {table} t, generate_series(1, {copies}) n) x"
        )
    };
    let mut texts: Vec<String> = tables.map(copy).into();
    texts.push(format!("UPDATE library_counts SET items_count = items_count * {}", copies + 1));
    texts.push("ANALYZE".to_owned());
    let written: Result<(), DbError> =
        on.db.write_now(Tenant::System, move |tx| texts.iter().try_for_each(|text| tx.run_text(text, &[])));
    written.unwrap();
}

/// A search and a page of any combination stay quick when there is much: the middle of many tries, with room for a busy
/// machine and a program that was not built for speed. `ACCOMPANY_TEST_LIBRARY_ITEMS=10000` says what it costs at that size.
#[test]
fn thousands_of_items_are_searched_by_index() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let all: usize = std::env::var("ACCOMPANY_TEST_LIBRARY_ITEMS").map_or(2_000, |text| text.parse().unwrap());
        // Each statement is a trip to the server: there most items are copies of the first.
        let made = if on.db.is_sqlite() { all } else { all / 10 };
        let (organization, owner, at) = (cast.organization, cast.account("ana"), cast.clock.moment());
        let filled: Result<Vec<ItemId>, DbError> =
            on.db.write_now(Tenant::Organization(organization.uuid()), move |tx| {
                let house = House {
                    organization,
                    owner,
                    owner_name: "Ana Morales",
                    published_at: at.now,
                    review_on: jiff::civil::date(2027, 5, 14),
                };
                furnish(tx, &at, &house, (&many(made), &[]))
            });
        assert_eq!(filled.unwrap().len(), made);
        if !on.db.is_sqlite() {
            copied(on, all / made - 1);
        }
        let mut taken = Vec::new();
        for typed in ["sleep", "scool rights", "kitchen garden letters", "voises", "hope and grief 120"].repeat(8) {
            let begun = Instant::now();
            let titles = found(on, &cast, typed);
            taken.push(begun.elapsed().as_secs_f64() * 1000.0);
            assert!(!titles.is_empty(), "{typed} on {}", on.engine);
        }
        taken.sort_by(f64::total_cmp);
        let at = |part: usize| taken[(taken.len() * part / 100).min(taken.len() - 1)];
        eprintln!("library on {}: p50 {:.1}, p95 {:.1}, max {:.1} ms", on.engine, at(50), at(95), at(100));
        assert!(at(50) < 250.0, "searches took {taken:?} ms on {}", on.engine);
        let cell = Cell { topic: "people".to_owned(), language: "es".to_owned(), ..Cell::default() };
        let listed = shelf_of(on, &cast, cell.clone());
        assert_eq!(listed.len(), 50);
        let counted = read(on, &cast, ("ana", KeepLibrary), move |tx, _| shelf::counts(tx, organization, &cell));
        let here = counted.iter().find(|one| {
            one.cell.topic == "people"
                && one.cell.language == "es"
                && one.cell.format.is_empty()
                && one.cell.audience.is_empty()
        });
        let expected = (0..made).filter(|n| n % 4 == 2 && n % 3 == 0).count() * (all / made);
        assert_eq!(here.unwrap().items, expected as i64);
    });
}

#[test]
fn a_list_goes_on_where_it_ended() {
    on_both(|on, cast| {
        for number in 0..5 {
            published(on, cast, Content { title: format!("Reading {number}"), ..sleep() });
        }
        let organization = cast.organization;
        let page = |after: (i64, uuid::Uuid)| {
            read(on, cast, ("ana", KeepLibrary), move |tx, _| shelf::list(tx, organization, &Cell::default(), after, 2))
        };
        let (mut after, mut seen) = (shelf::START, Vec::new());
        loop {
            let cards = page(after);
            let Some(last) = cards.last() else { break };
            after = (last.rank, last.id.uuid());
            seen.extend(cards.iter().map(|card| card.id));
        }
        let all: Vec<ItemId> = shelf_of(on, cast, Cell::default()).iter().map(|card| card.id).collect();
        assert_eq!(seen, all, "on {}", on.engine);
        assert_eq!(seen.len(), 5);
    });
}

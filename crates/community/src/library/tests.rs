//! The library: its rules, its life and its shelf on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

mod life;
mod rules;
mod search;
mod sends;

use ground::{
    access::Scope,
    rules::matrix::Permission::{self, KeepLibrary, PublishLibrary, ReviewLibrary},
    schema,
    testing::{Cast, on_both},
};
use jiff::tz::TimeZone;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    testing::TestDb,
};

use super::{
    item::{Chosen, Content, Item, ItemId, State, Verdict},
    level, reviewing,
    store::{
        self,
        shelf::{self, Card, Cell},
    },
    work,
};

/// Writes as somebody.
fn write<T: Send + 'static>(
    on: &TestDb,
    cast: &Cast,
    (who, permission): (&str, Permission),
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let scope = cast.scope(who, permission);
    on.db.write_now(scope.tenant(), move |tx| work(tx, &scope))
}

/// Reads as somebody, behind the second wall too.
fn read<T: Send + 'static>(
    on: &TestDb,
    cast: &Cast,
    (who, permission): (&str, Permission),
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, DbError> + Send + 'static,
) -> T {
    let scope = cast.scope(who, permission);
    on.db.read_now(scope.reader(), move |tx| work(tx, &scope)).unwrap()
}

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn chosen(words: &[&str]) -> Chosen {
    Chosen(words.iter().map(|word| (*word).to_owned()).collect())
}

/// An item that lacks nothing but readers.
fn sleep() -> Content {
    let body = "Try one small thing tonight. Turn the big light off. Put the phone in the next room. \
        Drink some warm milk. Read a page of a book you know. If you lie awake, get up and sit in a chair. \
        Go back to bed when your eyes feel heavy.";
    Content {
        kind: "article".to_owned(),
        language: "en".to_owned(),
        topics: chosen(&["sleep", "wellness"]),
        formats: chosen(&["read"]),
        audiences: chosen(&["participants", "families"]),
        title: "Sleep when your head is loud".to_owned(),
        summary: "Small things to try at night.".to_owned(),
        body: body.to_owned(),
        minutes: Some(3),
        level_tenths: level::measure("en", body),
        source: "Open Door".to_owned(),
        licence: "cc_by".to_owned(),
        credits: "Jordan".to_owned(),
        ..Content::default()
    }
}

/// Ana writes an item of which she is the owner.
fn written(on: &TestDb, cast: &Cast, content: Content) -> ItemId {
    let owner = Some(cast.account("ana"));
    write(on, cast, ("ana", KeepLibrary), move |tx, scope| Ok(store::insert(tx, scope, &content, (owner, None))?))
        .unwrap()
}

fn item(on: &TestDb, cast: &Cast, id: ItemId) -> Item {
    read(on, cast, ("ana", KeepLibrary), move |tx, scope| store::find(tx, scope, id)).unwrap()
}

/// Sends the newest version out to be read.
fn ask(on: &TestDb, cast: &Cast, id: ItemId) {
    let asked = write(on, cast, ("ana", KeepLibrary), move |tx, scope| {
        let item = store::find(tx, scope, id)?.unwrap();
        let state = item.ask_to_read().unwrap();
        Ok(store::set_state(tx, scope, &item, state, item.published_version, item.review_on)?)
    });
    assert!(asked.unwrap());
}

/// Somebody reads it, a minute after whatever came before.
fn review(on: &TestDb, cast: &Cast, who: &str, id: ItemId, verdict: Verdict) -> Result<(), Fault> {
    cast.clock.set(cast.clock.moment().now + jiff::SignedDuration::from_mins(1));
    write(on, cast, (who, ReviewLibrary), move |tx, scope| {
        reviewing::keep(tx, scope, id, (verdict, "as a friend would read it".to_owned()))
    })
}

fn publish(on: &TestDb, cast: &Cast, id: ItemId) -> Result<Option<i64>, Fault> {
    write(on, cast, ("marcus", PublishLibrary), move |tx, scope| work::publish_now(tx, scope, id, &zone()))
}

/// Writes an item and takes it all the way to the shelf.
fn published(on: &TestDb, cast: &Cast, content: Content) -> ItemId {
    let id = written(on, cast, content);
    ask(on, cast, id);
    review(on, cast, "jordan", id, Verdict::Ready).unwrap();
    review(on, cast, "mei", id, Verdict::Ready).unwrap();
    publish(on, cast, id).unwrap();
    id
}

/// What everybody sees of a combination.
fn shelf_of(on: &TestDb, cast: &Cast, cell: Cell) -> Vec<Card> {
    let organization = cast.organization;
    read(on, cast, ("ana", KeepLibrary), move |tx, _| shelf::list(tx, organization, &cell, shelf::START, 50))
}

fn is_published(on: &TestDb, cast: &Cast, id: ItemId) -> bool {
    item(on, cast, id).state == State::Published
}

//! The circle is its owner's, and shared only as a whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{
    gate::Shared,
    rules::matrix::Permission::{DecideSharing, SeeMyRecord, SeePerson, SeeSharedWithMe, WriteMyRecord},
    schema,
    testing::Cast,
};
use jiff::civil::date;
use kit::{
    db::DbError,
    faults::Fault,
    forms::Form,
    messages::Words,
    testing::{TestDb, both},
};

use super::{
    member::{Closeness, Kind, Member, MemberId, NewMember},
    store,
};
use crate::wellness;

fn sam() -> NewMember {
    NewMember {
        kind: Kind::Person,
        name: "Sam".to_owned(),
        closeness: Closeness::Inner,
        gives: "listens".to_owned(),
        may_know: "all of it".to_owned(),
        since_on: Some(date(2020, 1, 1)),
        until_on: None,
    }
}

fn add(on: &TestDb, cast: &Cast, new: NewMember) -> MemberId {
    let (scope, jordan) = (cast.scope("jordan", WriteMyRecord), cast.jordan);
    let added: Result<_, DbError> = on.db.write_now(scope.tenant(), move |tx| store::insert(tx, &scope, jordan, &new));
    added.unwrap()
}

fn mine(on: &TestDb, cast: &Cast) -> Vec<Member> {
    let (scope, jordan) = (cast.scope("jordan", SeeMyRecord), cast.jordan);
    let found: Result<_, DbError> = on.db.read_now(scope.reader(), move |tx| store::list(tx, &scope, jordan));
    found.unwrap()
}

fn seen_by(on: &TestDb, cast: &Cast, who: &str) -> Option<usize> {
    let (scope, jordan) = (cast.scope(who, SeeSharedWithMe), cast.jordan);
    let found: Result<_, DbError> = on.db.read_now(scope.reader(), move |tx| {
        let name = store::name_of(tx, &scope, jordan)?;
        let members = store::shared_with(tx, &scope, jordan)?;
        Ok((name, members.len()))
    });
    let (name, members) = found.unwrap();
    assert!(name.is_some() || members == 0, "a circle without a name");
    name.map(|_| members)
}

#[test]
fn a_circle_grows_changes_and_keeps_who_used_to_be_there() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let id = add(on, &cast, sam());
        let scope = cast.scope("jordan", WriteMyRecord);
        let ended = NewMember { until_on: Some(date(2026, 1, 1)), ..sam() };
        let changed: Result<_, DbError> = on.db.write_now(scope.tenant(), move |tx| {
            Ok((store::update(tx, &scope, id, 1, &ended)?, store::update(tx, &scope, id, 1, &ended)?))
        });
        assert_eq!(changed.unwrap(), (true, false), "an older page changes nothing, on {}", on.engine);
        let found = mine(on, &cast);
        assert_eq!(found.len(), 1);
        assert!(!found[0].is_there(date(2026, 5, 14)) && found[0].is_there(date(2025, 5, 14)));
    });
}

#[test]
fn a_circle_is_seen_by_nobody_until_it_is_shared() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        add(on, &cast, sam());
        let (ana, jordan) = (cast.scope("ana", SeePerson), cast.jordan);
        let by_work: Result<Vec<Member>, DbError> =
            on.db.read_now(ana.reader(), move |tx| store::list(tx, &ana, jordan));
        assert!(by_work.unwrap().is_empty(), "on {}", on.engine);
        assert_eq!(seen_by(on, &cast, "ana"), None);
        let (scope, ana) = (cast.scope("jordan", DecideSharing), cast.account("ana"));
        let shared: Result<String, Fault> =
            on.db.write_now(scope.tenant(), move |tx| wellness::share(tx, &scope, jordan, ana, (Shared::Circle, "")));
        assert_eq!(shared.unwrap(), "Ana Morales");
        assert_eq!((seen_by(on, &cast, "ana"), seen_by(on, &cast, "marcus")), (Some(1), None), "on {}", on.engine);
        let scope = cast.scope("jordan", DecideSharing);
        let stopped: Result<(), Fault> = on
            .db
            .write_now(scope.tenant(), move |tx| wellness::stop_one(tx, &scope, jordan, ana, (Shared::Circle, "")));
        stopped.unwrap();
        assert_eq!(seen_by(on, &cast, "ana"), None, "on {}", on.engine);
    });
}

#[test]
fn a_form_without_a_name_or_with_its_end_before_its_start_is_sent_back() {
    let words = words();
    let errors = NewMember::read(&Form::default(), &words).unwrap_err();
    assert!(["kind", "name", "closeness"].iter().all(|field| errors.of(field).is_some()));
    let form = Form::from_pairs([
        ("kind", "place"),
        ("name", " The library "),
        ("closeness", "middle"),
        ("since_on", "2026-05-02"),
        ("until_on", "2026-05-01"),
    ]);
    let errors = NewMember::read(&form, &words).unwrap_err();
    assert!(errors.of("until_on").is_some() && errors.0.len() == 1);
}

fn words() -> Words {
    schema::messages().unwrap().language("en")
}

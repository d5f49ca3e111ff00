//! Connections that fail make the directory less sure of a service.

use ground::{
    rules::{Rules, matrix::Permission::KeepDirectory},
    testing::{Cast, attempt, on_both, write},
};
use kit::{db::DbError, ids::Id as _, testing::TestDb};

use super::{ana, conclude, new_for, send, stands, zone};
use crate::{
    connections::{
        connection::{ConnectionId, NewConnection, Outcome, SentHow, Status},
        steps,
    },
    directory::{Keeper, ServiceId, bring_in, failures_of},
};

/// A service that was checked today, in the directory.
fn pantry(on: &TestDb, cast: &Cast) -> ServiceId {
    let text = r#"{"organizations":[{"id":"o","name":"Neighbors","description":""}],
        "services":[{"id":"s","organization_id":"o","name":"Food pantry","status":"active","assured_date":"2026-05-14"}]}"#;
    let listing = hsds::from_json(text.as_bytes(), "town.json", "county");
    write(on, &cast.scope("ana", KeepDirectory), move |tx, scope| {
        bring_in(tx, Keeper::from(scope), &listing, "county")
    });
    ServiceId::from(hsds::Ids::of("county").id("service", "s"))
}

fn sent(on: &TestDb, cast: &Cast, service: Option<ServiceId>) -> ConnectionId {
    let new = NewConnection { service: service.map(|service| service.uuid().into()), ..new_for(cast.jordan) };
    let scope = ana(cast);
    let id = attempt(on, &scope, move |tx, scope| steps::draft(tx, scope, new)).unwrap();
    send(on, cast, id, SentHow::Print).unwrap();
    id
}

fn answer(on: &TestDb, cast: &Cast, id: ConnectionId, to: Status) {
    let one = stands(on, cast, id);
    let scope = ana(cast);
    let done = attempt(on, &scope, move |tx, scope| steps::answer(tx, scope, &one, to, "Full", &zone()));
    assert_eq!(done.unwrap(), Ok(()));
}

fn failures(on: &TestDb, cast: &Cast, service: ServiceId) -> i64 {
    let scope = cast.scope("ana", KeepDirectory);
    let found: Result<Option<i64>, DbError> =
        on.db.read_now(scope.tenant(), move |tx| failures_of(tx, scope.organization, service));
    found.unwrap().unwrap()
}

#[test]
fn a_connection_that_fails_makes_the_directory_less_sure_once() {
    on_both(|on, cast| {
        let service = pantry(on, cast);
        let first = sent(on, cast, Some(service));
        answer(on, cast, first, Status::Rejected);
        assert_eq!(failures(on, cast, service), 1, "on {}", on.engine);
        conclude(on, cast, first, Outcome::ServiceClosed, true);
        assert_eq!(failures(on, cast, service), 1, "the same connection is counted once");
        let second = sent(on, cast, Some(service));
        conclude(on, cast, second, Outcome::CouldNotReach, true);
        conclude(on, cast, second, Outcome::ServiceClosed, true);
        assert_eq!(failures(on, cast, service), 2, "on {}", on.engine);
        // What the public page says of it: checked today, and yet not sure any more.
        let rule = Rules::shipped().freshness.get("service").unwrap();
        assert!(rule.confidence(Some(0), 0, 0) >= rule.sure_from);
        assert!(rule.confidence(Some(0), failures(on, cast, service), 0) < rule.sure_from);
    });
}

#[test]
fn what_is_no_failure_of_the_service_takes_nothing_from_it() {
    on_both(|on, cast| {
        let service = pantry(on, cast);
        for outcome in [Outcome::Waitlisted, Outcome::DeclinedByPerson, Outcome::Helpful, Outcome::Unknown] {
            let id = sent(on, cast, Some(service));
            conclude(on, cast, id, outcome, true);
        }
        let elsewhere = sent(on, cast, None);
        conclude(on, cast, elsewhere, Outcome::ServiceClosed, true);
        assert_eq!(failures(on, cast, service), 0, "on {}", on.engine);
    });
}

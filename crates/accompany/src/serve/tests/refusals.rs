//! The walk of every route as every role, with its own organization's ids and with another's: who gets in is what the
//! guard says, what belongs to another organization is not there, and nothing fails.

use axum::http::StatusCode;
use ground::{Guard, area::Verb};
use kit::testing::{TestDb, both};

use super::{House, samples::Samples};

const PEOPLE: [&str; 10] = ["ruth", "marcus", "ana", "mei", "jo", "lee", "kim", "pat", "jordan", "sol"];

/// An id that nothing has.
pub const NOBODY: &str = "018f0000-0000-7000-8000-000000000000";

/// The path with a real record for each of its parameters: a kind without a sample fails the test.
pub fn fill(path: &str, ids: &[(&str, String)]) -> String {
    filled(path, |name| {
        let found = ids.iter().find(|(known, _)| *known == name);
        found.unwrap_or_else(|| panic!("no sample stands for {{{name}}} of {path}")).1.as_str()
    })
}

/// The path with the id of nothing for each of its parameters.
pub fn of_nothing(path: &str) -> String {
    filled(path, |_| NOBODY)
}

fn filled<'i>(path: &str, id: impl Fn(&str) -> &'i str) -> String {
    let parts = path.split(['{', '}']).enumerate();
    // Every second part stood in braces.
    parts.map(|(number, part)| if number % 2 == 0 { part.to_owned() } else { id(part).to_owned() }).collect()
}

fn method(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Delete => "DELETE",
    }
}

pub(super) fn on_each_engine(test: impl AsyncFn(&House)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    both(&ground::schema::steps().unwrap(), |on: &TestDb| runtime.block_on(async { test(&House::on(on)).await }));
}

#[test]
fn nobody_gets_in_without_signing_in() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            if route.guard == Guard::Public {
                continue;
            }
            let path = fill(route.path, &samples.here);
            let status = house.ask(method(route.verb), &path, None).await.status();
            let is_refused = matches!(status, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED);
            assert!(is_refused, "{} {path} answers {status} to nobody", method(route.verb));
        }
    });
}

#[test]
fn who_lacks_the_permission_finds_nothing_there() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            let Guard::Needs(permission) = route.guard else { continue };
            for who in PEOPLE.iter().filter(|who| !house.cast.actor(who).can(permission)) {
                let path = fill(route.path, &samples.here);
                let status = house.ask(method(route.verb), &path, Some(who)).await.status();
                assert_eq!(status, StatusCode::NOT_FOUND, "{} {path} as {who}", method(route.verb));
            }
        }
    });
}

#[test]
fn another_organizations_records_are_not_there() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            if !route.path.contains('{') || route.guard == Guard::Public {
                continue;
            }
            for who in PEOPLE {
                let verb = method(route.verb);
                let status = house.ask(verb, &fill(route.path, &samples.there), Some(who)).await.status();
                let nothing = house.ask(verb, &of_nothing(route.path), Some(who)).await.status();
                // A form may be refused before the record is looked for; then both read the same.
                assert_eq!(status, nothing, "{verb} {} as {who}", route.path);
                let is_refused = matches!(status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY);
                assert!(is_refused, "{verb} {} as {who} answers {status}", route.path);
            }
        }
    });
}

#[test]
fn no_route_fails_for_those_who_may_use_it() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        let mut routes: Vec<_> = house.app.areas.iter().flat_map(|area| (area.routes)()).collect();
        // Pages first, while everything is as it was; then what changes something, but for what ends the walk itself.
        routes.sort_by_key(|route| route.verb != Verb::Get);
        let ends_it =
            ["/sign-out", "/account/sessions", "/account/password", "/me/leaving", "/people/{participant}/space"];
        for route in routes.iter().filter(|route| !ends_it.iter().any(|start| route.path.starts_with(start))) {
            for who in PEOPLE {
                let path = fill(route.path, &samples.here);
                let answer = house.ask(method(route.verb), &path, Some(who)).await;
                let status = answer.status();
                assert!(!status.is_server_error(), "{} {path} as {who} answers {status}", method(route.verb));
                let is_sent_away =
                    answer.headers().get("location").is_some_and(|to| to.to_str().unwrap().starts_with("/sign-in"));
                assert!(!is_sent_away || route.verb != Verb::Get, "{who} is still signed in at {path}");
            }
        }
    });
}

//! The walk of every route as every role, with its own organization's ids and with another's: who gets in is what the
//! guard says, what belongs to another organization is not there, and nothing fails.

use axum::http::StatusCode;
use ground::{Guard, area::Verb};
use kit::testing::{TestDb, both};

use super::House;

const PEOPLE: [&str; 7] = ["ruth", "marcus", "ana", "mei", "jo", "lee", "kim"];

/// The ids that stand for each kind of path parameter.
struct Samples {
    here: Vec<(&'static str, String)>,
    there: Vec<(&'static str, String)>,
}

impl Samples {
    fn of(house: &House) -> Self {
        let (cast, nobody) = (&house.cast, "018f0000-0000-7000-8000-000000000000");
        let here = vec![
            ("participant", cast.jordan.to_string()),
            ("program", cast.program.to_string()),
            ("site", cast.site.to_string()),
            ("account", cast.account("mei").to_string()),
        ];
        let there = vec![
            ("participant", cast.far.robin.to_string()),
            ("program", cast.far.program.to_string()),
            ("site", cast.far.site.to_string()),
            ("account", cast.account("omar").to_string()),
        ];
        // What has no sample here is asked for by an id that nothing has.
        let filled = |known: Vec<(&'static str, String)>| known.into_iter().chain([("", nobody.to_owned())]).collect();
        Self { here: filled(here), there: filled(there) }
    }
}

fn fill(path: &str, ids: &[(&str, String)]) -> String {
    let mut out = String::new();
    for (number, part) in path.split(['{', '}']).enumerate() {
        // Every second part stood in braces.
        if number % 2 == 0 {
            out.push_str(part);
        } else {
            let found = ids.iter().find(|(name, _)| *name == part).or(ids.last());
            out.push_str(found.map_or("", |(_, id)| id));
        }
    }
    out
}

fn method(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Delete => "DELETE",
    }
}

fn on_each_engine(test: impl AsyncFn(&House)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    both(&ground::schema::steps().unwrap(), |on: &TestDb| runtime.block_on(async { test(&House::on(on)).await }));
}

#[test]
fn nobody_gets_in_without_signing_in() {
    on_each_engine(async |house| {
        let samples = Samples::of(house);
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
        let samples = Samples::of(house);
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
        let samples = Samples::of(house);
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            if !route.path.contains('{') || route.guard == Guard::Public {
                continue;
            }
            for who in PEOPLE {
                let path = fill(route.path, &samples.there);
                let status = house.ask(method(route.verb), &path, Some(who)).await.status();
                assert_eq!(status, StatusCode::NOT_FOUND, "{} {path} as {who}", method(route.verb));
            }
        }
    });
}

#[test]
fn no_route_fails_for_those_who_may_use_it() {
    on_each_engine(async |house| {
        let samples = Samples::of(house);
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            for who in PEOPLE {
                let path = fill(route.path, &samples.here);
                let status = house.ask(method(route.verb), &path, Some(who)).await.status();
                assert!(!status.is_server_error(), "{} {path} as {who} answers {status}", method(route.verb));
            }
        }
    });
}

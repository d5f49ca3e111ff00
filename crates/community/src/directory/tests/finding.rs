use kit::{db::DbError, ids::Id as _};

use super::{ana, furnish, look, names, now, on_both, service, town, write};
use crate::directory::{
    api::tests_face as api,
    facts,
    find::{self, After, Query, SHOWN},
    gazetteer::{self, Postal},
    importing::bring_in,
    near::Spot,
    shelf::Keeper,
};

fn words(text: &str) -> Query {
    Query { words: text.to_owned(), ..Query::default() }
}

fn having(facets: &[&str]) -> Query {
    Query { facets: facets.iter().map(|facet| (*facet).to_owned()).collect(), ..Query::default() }
}

#[test]
fn services_are_found_by_what_they_are_for_and_how_they_work() {
    on_both(|on, cast| {
        furnish(on, cast);
        let all = look(on, cast, Query::default());
        assert_eq!(names(&all), ["Drop-in for peers", "Food pantry", "Willow respite"], "what is gone is not found");
        for (facets, expected) in [
            (vec!["need:food"], vec!["Food pantry"]),
            (vec!["need:talk"], vec!["Drop-in for peers"]),
            (vec!["is:peer_run"], vec!["Drop-in for peers"]),
            (vec!["is:walk_ins", "language:es"], vec!["Drop-in for peers"]),
            (vec!["cost:free", "access:wheelchair"], vec!["Food pantry"]),
            (vec!["need:food", "is:peer_run"], vec![]),
            (vec!["need:crisis"], vec!["Willow respite"]),
        ] {
            assert_eq!(names(&look(on, cast, having(&facets))), expected, "{facets:?} on {}", on.engine);
        }
    });
}

#[test]
fn words_are_found_however_they_are_spelled() {
    on_both(|on, cast| {
        furnish(on, cast);
        for (typed, expected) in [
            ("pantry", "Food pantry"),
            ("pantrey", "Food pantry"),
            ("foood pantri", "Food pantry"),
            ("PÁNTRY", "Food pantry"),
            ("grocerys", "Food pantry"),
            ("wilow", "Willow respite"),
            ("resp", "Willow respite"),
            ("canal", "Drop-in for peers"),
        ] {
            let found = look(on, cast, words(typed));
            assert_eq!(names(&found).first(), Some(&expected), "{typed} on {}", on.engine);
        }
        assert_eq!(look(on, cast, words("pantrey")).meant.as_deref(), Some("pantry"));
        assert_eq!(look(on, cast, words("pantry")).meant, None);
        assert_eq!(look(on, cast, words("zxqv pantry")).unknown.as_deref(), Some("zxqv"));
        assert!(names(&look(on, cast, words("kitchen"))).is_empty(), "words of what is gone lead nowhere");
    });
}

#[test]
fn the_nearest_come_first_and_the_far_not_at_all() {
    on_both(|on, cast| {
        furnish(on, cast);
        let here = Spot::new(43.3149, -76.42).unwrap();
        let near = |miles| Query { near: Some((here, miles)), ..Query::default() };
        assert_eq!(names(&look(on, cast, near(1.0))), ["Drop-in for peers", "Food pantry"], "on {}", on.engine);
        assert_eq!(names(&look(on, cast, near(10.0))), ["Drop-in for peers", "Food pantry", "Willow respite"]);
        let free = Query { facets: vec!["cost:free".to_owned()], ..near(10.0) };
        assert_eq!(names(&look(on, cast, free)), ["Food pantry"]);
    });
}

#[test]
fn open_now_is_the_hour_of_the_place() {
    on_both(|on, cast| {
        furnish(on, cast);
        // The cast meets on a Thursday at two in the afternoon in New York.
        let open = Query { is_open_now: true, ..Query::default() };
        assert_eq!(names(&look(on, cast, open)), ["Food pantry"], "on {}", on.engine);
        let near =
            Query { is_open_now: true, near: Spot::new(43.31, -76.42).map(|spot| (spot, 5.0)), ..Query::default() };
        assert_eq!(names(&look(on, cast, near)), ["Food pantry"], "on {}", on.engine);
    });
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    on_both(|on, cast| {
        let services: Vec<serde_json::Value> = (0..SHOWN * 2 + 5)
            .map(|number| serde_json::json!({ "id": format!("s{number}"), "organization_id": "o", "name": format!("Place {}", number % 7), "status": "active" }))
            .collect();
        let list = serde_json::json!({ "organizations": [{ "id": "o", "name": "O", "description": "" }], "services": services });
        let listing = hsds::from_json(list.to_string().as_bytes(), "many.json", "many");
        write(on, &ana(cast), move |tx, scope| bring_in(tx, Keeper::from(scope), &listing, "many"));
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let found = look(on, cast, Query { after, ..Query::default() });
            seen.extend(found.hits.iter().map(|hit| hit.id.uuid()));
            pages += 1;
            match found.more {
                Some(more) => after = After::parse(&more.text()),
                None => break,
            }
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((all, seen.len(), pages), (SHOWN * 2 + 5, SHOWN * 2 + 5, 3), "on {}", on.engine);
    });
}

#[test]
fn counts_stay_in_step_with_what_is_there() {
    on_both(|on, cast| {
        furnish(on, cast);
        furnish(on, cast);
        let counts = |begin: &'static str| {
            let scope = ana(cast);
            let found: Result<Vec<(String, i64)>, DbError> =
                on.db.read_now(scope.tenant(), move |tx| find::counts_of_choices(tx, scope.organization));
            found.unwrap().into_iter().filter(|(facet, _)| facet.starts_with(begin)).collect::<Vec<_>>()
        };
        assert_eq!(counts("cost"), [("cost:free".to_owned(), 1)], "bringing the same in twice counts once");
        let mut gone = town();
        gone.services[0].insert("status".to_owned(), "inactive".into());
        write(on, &ana(cast), move |tx, scope| bring_in(tx, Keeper::from(scope), &gone, "county"));
        assert!(counts("cost").is_empty(), "on {}", on.engine);
    });
}

#[test]
fn another_organization_finds_nothing() {
    on_both(|on, cast| {
        furnish(on, cast);
        let (tess, (now, zone)) = (cast.scope("tess", ground::rules::matrix::Permission::KeepDirectory), now());
        let found: Result<_, DbError> = on.db.read_now(tess.tenant(), move |tx| {
            let list = find::find(tx, tess.organization, &Query::default(), now, &zone)?;
            Ok((list.hits.len(), facts::find(tx, tess.organization, service("s1"))?.is_some()))
        });
        assert_eq!(found.unwrap(), (0, false), "on {}", on.engine);
    });
}

#[test]
fn a_postal_code_leads_to_its_place() {
    on_both(|on, cast| {
        let place = Postal {
            postal_code: "13999".to_owned(),
            name: "Fulton Falls".to_owned(),
            latitude: 43.31,
            longitude: -76.42,
        };
        write(on, &ana(cast), move |tx, scope| {
            gazetteer::put_postal(tx, scope.organization, &place)?;
            gazetteer::put_postal(tx, scope.organization, &place)
        });
        let scope = ana(cast);
        let found: Result<_, DbError> = on.db.read_now(scope.tenant(), move |tx| {
            let known = gazetteer::spot(tx, scope.organization, " 13999-0001")?;
            Ok((known, gazetteer::spot(tx, scope.organization, "99999")?))
        });
        assert_eq!(found.unwrap(), (Spot::new(43.31, -76.42), None), "on {}", on.engine);
    });
}

#[test]
fn the_read_api_gives_pages_and_whole_services() {
    on_both(|on, cast| {
        furnish(on, cast);
        let scope = ana(cast);
        let found: Result<_, DbError> = on.db.read_now(scope.tenant(), move |tx| {
            let on = scope.organization;
            Ok((
                api::services(tx, on, "per_page=2&page=2")?,
                api::services(tx, on, "search=pantrey&full=true")?,
                api::services(tx, on, "modified_after=2026-05-01")?,
                api::services(tx, on, "minimal=true")?,
            ))
        });
        let (second, full, changed, minimal) = found.unwrap();
        assert_eq!((second.0, second.1.len()), (3, 1), "on {}", on.engine);
        assert_eq!(second.1[0]["organization"]["name"], "Canal House Peers");
        let pantry = &full.1[0];
        assert_eq!(pantry["service_at_locations"][0]["location"]["addresses"][0]["postal_code"], "13999");
        assert_eq!(pantry["attributes"][0]["taxonomy_term"]["name"], "Food pantries");
        assert_eq!(changed.0, 4, "what has closed for good has changed too");
        assert_eq!(minimal.1[0].len(), 2);
    });
}

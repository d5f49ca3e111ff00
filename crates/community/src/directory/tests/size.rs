//! What a search costs in the directory of a state.

use std::time::Instant;

use ground::testing::{Cast, START};
use jiff::{Timestamp, tz::TimeZone};
use kit::{db::DbError, testing::TestDb};

use super::{
    ana, on_both,
    state::{COPIES, copied, state},
    write,
};
use crate::directory::{
    find::{self, Found, Query, SHOWN},
    gazetteer::{self, Postal},
    importing::bring_in,
    near::Spot,
    shelf::Keeper,
};

/// One search as the page does it: where a postal code is, what there is to choose, and what is found.
fn search(on: &TestDb, cast: &Cast, mut query: Query, near: Option<(&'static str, f64)>, now: Timestamp) -> Found {
    let (scope, zone) = (ana(cast), TimeZone::get("America/New_York").unwrap());
    let found: Result<Found, DbError> = on.db.read_now(scope.tenant(), move |tx| {
        if let Some((code, miles)) = near {
            query.near = gazetteer::spot(tx, scope.organization, code)?.map(|spot| (spot, miles));
        }
        find::counts_of_choices(tx, scope.organization)?;
        find::find(tx, scope.organization, &query, now, &zone)
    });
    found.unwrap_or_else(|error| panic!("{}: {error}", on.engine))
}

struct Kind {
    name: &'static str,
    queries: Vec<(Query, Option<(&'static str, f64)>)>,
    /// Pages looked at, one after the other.
    pages: usize,
    at: &'static str,
    /// Whether every search of this kind finds something.
    finds: bool,
}

fn words(all: &[&str]) -> Vec<(Query, Option<(&'static str, f64)>)> {
    all.iter().map(|words| (Query { words: (*words).to_owned(), ..Query::default() }, None)).collect()
}

fn having(all: &[&[&str]], is_open_now: bool) -> Vec<(Query, Option<(&'static str, f64)>)> {
    let query = |facets: &&[&str]| Query {
        facets: facets.iter().map(|facet| (*facet).to_owned()).collect(),
        is_open_now,
        ..Query::default()
    };
    all.iter().map(|facets| (query(facets), None)).collect()
}

fn near(all: Vec<(Query, Option<(&'static str, f64)>)>, miles: &[f64]) -> Vec<(Query, Option<(&'static str, f64)>)> {
    let codes = ["10002", "14201", "13999", "12901"];
    let around = |(query, _): (Query, _)| {
        codes.into_iter().flat_map(move |code| {
            let query = query.clone();
            miles.iter().map(move |miles| (query.clone(), Some((code, *miles))))
        })
    };
    all.into_iter().flat_map(around).collect()
}

fn kinds() -> Vec<Kind> {
    let kind = |name, queries| Kind { name, queries, pages: 1, at: START, finds: true };
    let (common, rare): (&[&[&str]], &[&[&str]]) = (
        &[&["need:food"], &["need:talk"], &["need:home"], &["cost:free"]],
        &[&["is:peer_run"], &["language:somali"], &["need:crisis"]],
    );
    let exclusive: &[&[&str]] = &[
        &["need:food", "need:law"],
        &["need:home", "need:health", "language:ar"],
        &["need:talk", "cost:free", "is:peer_run", "language:zh"],
    ];
    let night = "2026-05-14T07:30:00Z";
    vec![
        kind(
            "words",
            words(&[
                "food pantry",
                "housing",
                "counseling lakeport",
                "legal aid tenants",
                "peer support",
                "mill street",
            ]),
        ),
        kind("words, misspelt", words(&["pantrey", "hosing help", "counsling", "recovry suport", "lakport meels"])),
        kind("a need", having(common, false)),
        Kind { pages: 8, ..kind("a need, eight pages on", having(common, false)) },
        Kind {
            finds: false,
            ..kind("a need and words of a place", {
                let mut all = words(&["saltbridge", "fulton falls", "elm county"]);
                all.iter_mut().for_each(|(query, _)| query.facets = vec!["need:food".to_owned()]);
                all
            })
        },
        kind(
            "language, cost, way in",
            having(
                &[
                    &["language:es", "cost:free"],
                    &["language:zh", "access:wheelchair"],
                    &["is:walk_ins", "cost:free", "language:es"],
                    &["language:somali"],
                ],
                false,
            ),
        ),
        Kind { finds: false, ..kind("choices that nearly exclude each other", having(exclusive, false)) },
        kind("open now", having(&[&[], &["need:food"], &["need:talk", "cost:free"]], true)),
        Kind {
            at: night,
            finds: false,
            ..kind("open at half past three at night", having(&[&[], &["need:food"], &["is:peer_run"]], true))
        },
        kind("near, anything", near(having(&[&[]], false), &[1.0, 5.0, 25.0, 50.0])),
        Kind { finds: false, ..kind("near, a common choice", near(having(common, false), &[5.0, 25.0, 50.0])) },
        Kind { finds: false, ..kind("near, a rare choice", near(having(rare, false), &[5.0, 25.0, 50.0])) },
        Kind {
            finds: false,
            ..kind("near, choices that nearly exclude each other", near(having(exclusive, false), &[5.0, 50.0]))
        },
        Kind {
            finds: false,
            ..kind("near, words", near(words(&["food pantry", "legal aid", "recovry suport"]), &[5.0, 25.0]))
        },
        Kind { finds: false, ..kind("near, open now", near(having(&[&[], &["need:food"]], true), &[5.0, 25.0])) },
        Kind {
            at: night,
            finds: false,
            ..kind("near, open at night", near(having(&[&[], &["need:talk"]], true), &[5.0, 50.0]))
        },
    ]
}

/// How long each search of a kind took, in milliseconds.
fn taken(on: &TestDb, cast: &Cast, kind: &Kind) -> Vec<f64> {
    let (mut taken, mut finds) = (Vec::new(), false);
    let now: Timestamp = kind.at.parse().unwrap();
    for (query, near) in (0..4).flat_map(|_| &kind.queries) {
        let mut query = query.clone();
        for _ in 0..kind.pages {
            let begun = Instant::now();
            let found = search(on, cast, query.clone(), *near, now);
            taken.push(begun.elapsed().as_secs_f64() * 1000.0);
            finds |= !found.hits.is_empty();
            let Some(more) = found.more else { break };
            query.after = Some(more);
        }
    }
    assert!(!kind.finds || finds, "{} finds nothing on {}", kind.name, on.engine);
    // The first round makes plans and reads pages of the file.
    taken.drain(..taken.len() / 4);
    taken.sort_by(f64::total_cmp);
    taken
}

/// Every kind of search stays quick in a directory of a state. `ACCOMPANY_TEST_SERVICES=100000` says what it costs at that
/// size; without it a small one shows that the searches find what they should, with room for a busy machine.
#[test]
fn many_services_are_searched_by_index() {
    let all: usize = std::env::var("ACCOMPANY_TEST_SERVICES").map_or(3_000, |text| text.parse().unwrap());
    on_both(|on, cast| {
        let listing = state(all / (COPIES + 1));
        write(on, &ana(cast), move |tx, scope| {
            for (code, latitude, longitude) in [
                ("10002", 40.715, -73.985),
                ("14201", 42.9, -78.88),
                ("13999", 43.31, -76.42),
                ("12901", 44.69, -73.46),
            ] {
                gazetteer::put_postal(
                    tx,
                    scope.organization,
                    &Postal { postal_code: code.to_owned(), name: String::new(), latitude, longitude },
                )?;
            }
            bring_in(tx, Keeper::from(scope), &listing, "state")
        });
        copied(on);
        let mut slow = Vec::new();
        for kind in kinds() {
            let taken = taken(on, cast, &kind);
            let at = |part: usize| taken[(taken.len() * part / 100).min(taken.len() - 1)];
            eprintln!(
                "{:9} {:46} {:4} searches: p50 {:6.1}  p95 {:6.1}  max {:6.1} ms",
                on.engine,
                kind.name,
                taken.len(),
                at(50),
                at(95),
                at(100)
            );
            if at(50) > 250.0 {
                slow.push((kind.name, at(50)));
            }
        }
        assert!(slow.is_empty(), "slow on {}: {slow:?}", on.engine);
    });
}

/// What is nearest is found whichever way leads there: through boxes, or along a facet.
#[test]
fn every_way_to_the_nearest_finds_the_same() {
    on_both(|on, cast| {
        let listing = state(60);
        write(on, &ana(cast), move |tx, scope| bring_in(tx, Keeper::from(scope), &listing, "state"));
        copied(on);
        let now: Timestamp = START.parse().unwrap();
        for facets in [vec![], vec!["need:food".to_owned()], vec!["cost:free".to_owned(), "need:talk".to_owned()]] {
            for spot in [Spot::new(40.715, -73.985), Spot::new(42.6, -75.0)] {
                let spot = spot.unwrap();
                let query = Query { facets: facets.clone(), near: Some((spot, 50.0)), ..Query::default() };
                let found = search(on, cast, query, None, now);
                let miles: Vec<f64> = found.hits.iter().map(|hit| spot.miles_to(hit.spot().unwrap())).collect();
                assert!(miles.is_sorted_by(|a, b| a <= &(b + 0.05)), "{miles:?} on {}", on.engine);
                let (facets, scope) = (facets.clone(), ana(cast));
                let all: Result<Vec<f64>, DbError> = on.db.read_now(scope.tenant(), move |tx| {
                    let organization = scope.organization;
                    let mut all = Vec::new();
                    let mut after = None;
                    loop {
                        let query = Query { facets: facets.clone(), after, ..Query::default() };
                        let (now, zone) = super::now();
                        let found = find::find(tx, organization, &query, now, &zone)?;
                        all.extend(found.hits.iter().filter_map(|hit| hit.spot()).map(|there| spot.miles_to(there)));
                        after = found.more;
                        if after.is_none() {
                            return Ok(all);
                        }
                    }
                });
                let mut all = all.unwrap();
                all.retain(|miles| *miles <= 50.0);
                all.sort_by(f64::total_cmp);
                assert_eq!(miles.len().min(SHOWN), all.len().min(SHOWN), "on {}", on.engine);
                for (near, true_one) in miles.iter().zip(&all).take(SHOWN) {
                    assert!((near - true_one).abs() < 0.05, "{near} for {true_one} on {}", on.engine);
                }
            }
        }
    });
}

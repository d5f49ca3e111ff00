//! What a search costs in a directory of a state: many services, most of them in a few places, most of them for a few needs.

use std::time::Instant;

use ground::testing::{Cast, START};
use hsds::Listing;
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tenant},
    testing::TestDb,
};
use serde_json::{Value, json};

use super::{ana, on_both, write};
use crate::directory::{
    find::{self, Found, Query, SHOWN},
    gazetteer::{self, Postal},
    importing::bring_in,
    near::Spot,
    shelf::Keeper,
};

/// Copies of every service that was written one by one.
const COPIES: usize = 49;
/// Cities with where they are and how many of a hundred services are there.
const CITIES: [(&str, f64, f64, usize); 9] = [
    ("Grand Harbor", 40.71, -73.98, 44),
    ("Lakeport", 42.89, -78.87, 11),
    ("Millrace", 43.16, -77.61, 9),
    ("Saltbridge", 43.05, -76.15, 8),
    ("Hudson Landing", 42.65, -73.76, 8),
    ("Fulton Falls", 43.32, -76.42, 4),
    ("Cedar Hollow", 44.70, -73.45, 6),
    ("Elm County", 42.10, -75.91, 5),
    ("Stony Pond", 44.33, -75.90, 5),
];
/// What services are, and how many of a hundred are it.
const KINDS: [(&str, &str, usize); 14] = [
    ("Food pantry", "Groceries for everyone who needs them", 18),
    ("Community meals", "Hot meals and company", 8),
    ("Counseling center", "Counseling for adults and families", 14),
    ("Peer support group", "People who have been there listen", 6),
    ("Housing help", "Help with rent, eviction and shelter", 13),
    ("Primary care clinic", "Medical and dental care", 11),
    ("Recovery support", "Support for people who drink or use drugs", 7),
    ("Benefits office", "Help with SNAP, SSI and bills", 6),
    ("Job center", "Employment and career classes", 6),
    ("Legal aid", "Lawyers for tenants and immigrants", 4),
    ("Family resource center", "Parenting, child care and diapers", 3),
    ("Rides to care", "Transportation to appointments", 2),
    ("Crisis respite", "A quiet house for hard days", 1),
    ("Clubhouse", "A place to be with others", 1),
];
/// Names of streets, saints and founders.
const NAMES: [&str; 40] = [
    "Mill",
    "Canal",
    "Willow",
    "Saint Anne",
    "Harriet",
    "Prospect",
    "Delancey",
    "Mercer",
    "Union",
    "Liberty",
    "Garrison",
    "Linden",
    "Bethel",
    "Trinity",
    "Genesee",
    "Mohawk",
    "Seneca",
    "Adirondack",
    "Riverside",
    "Parkway",
    "Sunrise",
    "Lighthouse",
    "Cornerstone",
    "Harvest",
    "Bridge",
    "Catholic",
    "Lutheran",
    "Salvation",
    "Neighborhood",
    "Settlement",
    "Franklin",
    "Douglass",
    "Tubman",
    "Lincoln",
    "Roosevelt",
    "Whitman",
    "Sojourner",
    "Chavez",
    "Baldwin",
    "Hughes",
];

/// Numbers that look drawn, and are the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn is_in(&mut self, hundred: usize) -> bool {
        self.below(100) < hundred
    }

    /// Which of some shares of a hundred.
    fn share(&mut self, shares: impl IntoIterator<Item = usize>) -> usize {
        let mut left = self.below(100);
        shares
            .into_iter()
            .position(|share| {
                let is_it = left < share;
                left = left.saturating_sub(share);
                is_it
            })
            .unwrap_or(0)
    }
}

fn degrees(thousandths: usize) -> f64 {
    f64::from(u32::try_from(thousandths).unwrap()) / 1000.0
}

fn hours(number: usize, draw: &mut Draw) -> Vec<Value> {
    let week = |days: &str, opens: &str, closes: &str| json!({ "id": format!("h{number}{days}"), "freq": "WEEKLY", "byday": days, "opens_at": opens, "closes_at": closes });
    match draw.share([55, 10, 6, 4, 3, 2]) {
        0 => vec![week("MO,TU,WE,TH,FR", "09:00", "17:00")],
        1 => vec![week("MO,TU,WE,TH", "08:30", "16:30"), week("FR", "08:30", "12:00")],
        2 => vec![week("TU,TH", "17:00", "20:00")],
        3 => vec![week("SA,SU", "10:00", "14:00")],
        4 => vec![week("MO,WE,FR", "12:00", "21:00")],
        5 if draw.is_in(50) => vec![week("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")],
        _ => Vec::new(),
    }
}

fn service(number: usize, draw: &mut Draw) -> (Value, Value, Value) {
    let (kind, text, _) = KINDS[draw.share(KINDS.map(|(.., share)| share))];
    let (city, latitude, longitude, _) = CITIES[draw.share(CITIES.map(|(.., share)| share))];
    let (name, street) = (NAMES[draw.below(NAMES.len())], NAMES[draw.below(NAMES.len())]);
    // The sum of draws is thick in the middle of the city.
    let spread = |draw: &mut Draw| degrees(draw.below(120) + draw.below(120) + draw.below(120)) - 0.18;
    let mut attributes = Vec::new();
    let mut tell = |is_it: bool, words: &str| {
        if is_it {
            attributes.push(json!({ "id": format!("a{number}-{words}"), "value": words }));
        }
    };
    tell(draw.is_in(2), "peer-run");
    tell(draw.is_in(20), "walk-ins");
    tell(draw.is_in(9), "lgbtq");
    let languages: Vec<Value> = [("Spanish", 16), ("Chinese", 4), ("Arabic", 2), ("Somali", 1)]
        .into_iter()
        .filter(|(_, share)| draw.is_in(*share))
        .map(|(language, _)| json!({ "id": format!("g{number}-{language}"), "name": language }))
        .collect();
    let access: Vec<Value> = if draw.is_in(30) {
        vec![json!({ "id": format!("w{number}"), "description": "Wheelchair ramp" })]
    } else {
        Vec::new()
    };
    let fees = ["Free", "Sliding scale", "Medicaid", ""][draw.share([35, 12, 20, 33])];
    let (id, place) = (format!("s{number}"), format!("l{number}"));
    let service = json!({
        "id": id, "organization_id": format!("o{}", number % 40), "name": format!("{name} {kind}"), "status": "active",
        "description": format!("{text}. Founded at {street} in {city}; ask for {name} number {number}."),
        "fees_description": fees,
        "phones": [{ "id": format!("p{number}"), "number": format!("(315) 555-{:04}", number % 10_000) }],
        "attributes": attributes, "languages": languages, "schedules": hours(number, draw),
    });
    let location = json!({
        "id": place, "location_type": "physical", "name": format!("{street} Street"),
        "latitude": latitude + spread(draw), "longitude": longitude + spread(draw), "accessibility": access,
        "addresses": [{ "id": format!("d{number}"), "address_1": format!("{number} {street} Street"), "city": city,
            "state_province": "NY", "postal_code": "13999", "country": "US", "address_type": "physical" }],
    });
    (service, location, json!({ "id": format!("x{number}"), "service_id": id, "location_id": place }))
}

fn state(count: usize) -> Listing {
    let mut draw = Draw(2026);
    let mut parts = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..count {
        let (service, location, pair) = service(number, &mut draw);
        parts.0.push(service);
        parts.1.push(location);
        parts.2.push(pair);
    }
    let agencies: Vec<Value> = (0..40)
        .map(|n| json!({ "id": format!("o{n}"), "name": format!("{} Services", NAMES[n]), "description": "" }))
        .collect();
    let list = json!({ "organizations": agencies, "locations": parts.1, "services": parts.0, "service_at_locations": parts.2 });
    let listing = hsds::from_json(list.to_string().as_bytes(), "state.json", "state");
    assert_eq!(listing.problems, []);
    listing
}

/// Puts copies of every service beside it, each with a place of its own somewhere near.
fn copied(on: &TestDb) {
    let is_sqlite = on.db.is_sqlite();
    let id = |column: &str| {
        if is_sqlite {
            format!("unhex(substr(hex({column}), 1, 24) || printf('%08X', n))")
        } else {
            format!("(substr(replace({column}::text, '-', ''), 1, 24) || lpad(to_hex(n), 8, '0'))::uuid")
        }
    };
    let numbers = if is_sqlite {
        format!(
            "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {COPIES}) SELECT n FROM c) c"
        )
    } else {
        format!("generate_series(1, {COPIES}) n")
    };
    let away = |column: &str, step: usize| format!("{column} + ((n * {step}) % 101 - 50) * 0.0013");
    let (latitude, longitude) = (away("latitude", 37), away("longitude", 61));
    let (own, service, location) = (id("id"), id("service_id"), id("location_id"));
    let copies = [
        format!(
            "INSERT INTO locations (organization_id, id, name, sort_key, latitude, longitude, address, city, postal_code, record, source, source_hash, updated_at, version) SELECT organization_id, {own}, name, sort_key, {latitude}, {longitude}, address, city, postal_code, record, source, source_hash, updated_at, version FROM locations, {numbers}"
        ),
        format!(
            "INSERT INTO services (organization_id, id, agency_id, agency_name, name, sort_key, status, alert, email, phone, place, schedules, record, source, source_hash, checked_by_name, failed_since_check, reports_open, updated_at, version) SELECT organization_id, {own}, agency_id, agency_name, name || ' ' || n, sort_key || ' ' || n, status, alert, email, phone, place, schedules, record, source, source_hash, checked_by_name, 0, 0, updated_at, version FROM services, {numbers}"
        ),
        format!(
            "INSERT INTO service_at_locations (organization_id, id, service_id, location_id, latitude, longitude, record, source, source_hash, choices, hours) SELECT organization_id, {own}, {service}, {location}, {latitude}, {longitude}, record, source, source_hash, choices, hours FROM service_at_locations, {numbers}"
        ),
        format!(
            "INSERT INTO service_facets (organization_id, service_id, facet, rank, sort_key, choices, hours) SELECT organization_id, {service}, facet, rank, sort_key || ' ' || n, choices, hours FROM service_facets, {numbers}"
        ),
        format!(
            "INSERT INTO service_hours (organization_id, service_id, position, basis, weekday, opens_minute, closes_minute) SELECT organization_id, {service}, position, basis, weekday, opens_minute, closes_minute FROM service_hours, {numbers}"
        ),
        format!("UPDATE facet_counts SET services = services * {}", COPIES + 1),
    ];
    for text in copies {
        let written: Result<(), DbError> = on.db.write_now(Tenant::System, move |tx| tx.run_text(&text, &[]));
        written.unwrap_or_else(|error| panic!("{}: {error}", on.engine));
    }
    // What PostgreSQL does by itself after so many rows.
    if !is_sqlite {
        on.db
            .write_now(Tenant::System, |tx| tx.run_text("ANALYZE", &[]))
            .unwrap_or_else(|error: DbError| panic!("{error}"));
    }
}

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
        kind("a need and words of a place", {
            let mut all = words(&["saltbridge", "fulton falls", "elm county"]);
            all.iter_mut().for_each(|(query, _)| query.facets = vec!["need:food".to_owned()]);
            all
        }),
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
    let mut taken = Vec::new();
    let now: Timestamp = kind.at.parse().unwrap();
    for (query, near) in (0..4).flat_map(|_| &kind.queries) {
        let mut query = query.clone();
        for page in 0..kind.pages {
            let begun = Instant::now();
            let found = search(on, cast, query.clone(), *near, now);
            taken.push(begun.elapsed().as_secs_f64() * 1000.0);
            assert!(!kind.finds || page > 0 || !found.hits.is_empty(), "{}: {query:?} on {}", kind.name, on.engine);
            let Some(more) = found.more else { break };
            query.after = Some(more);
        }
    }
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

//! A made-up state: most of its services in a few places, for a few needs.

use hsds::Listing;
use kit::{
    db::{DbError, Tenant},
    testing::TestDb,
};
use serde_json::{Value, json};

/// Copies of every service that was written one by one.
pub const COPIES: usize = 49;
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

/// So many services.
pub fn state(count: usize) -> Listing {
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
pub fn copied(on: &TestDb) {
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

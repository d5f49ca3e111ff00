use jiff::{Timestamp, civil::date, tz::TimeZone};

use super::{assert_round_trip, sheet};
use crate::{
    Trouble, from_json, from_plain, from_sheets, hash_of,
    model::{Location, Schedule, Service},
    suggest, text,
};

/// A package as programs of ten years ago write it: counted ids, lists in cells, days of the week, placeholders.
fn old_package() -> Vec<crate::Sheet> {
    vec![
        sheet(
            "organizations.csv",
            "id|name|description|website|date_incorporated|funding_sources\n1|Mill Street Neighbors|We share.|millstreet.example|1970-01-02|City, Donations\n2||Nobody knows its name|||",
        ),
        sheet(
            "locations.csv",
            "id|organization_id|name|latitude|longitude|accessibility|languages|virtual\n7|1|Mill Street|43.31|-76.42|wheelchair, ramp|English, Spanish|false\n8|1|Far away|north|-76|||",
        ),
        sheet(
            "addresses.csv",
            "id|location_id|address_1|city|state_province|postal_code|country\n1|7|208 Mill Street|Fulton Falls|NY|13999|US\n2|99|Nowhere 1|Fulton Falls|NY|13999|US",
        ),
        sheet(
            "services.csv",
            "id|location_id|name|description|status|keywords|taxonomy_ids|fees|audience|website|colour\n1|7|Food pantry|Groceries|active|food, groceries|101-01|None|Anybody|www.pantry.example|blue\n2|7|Coats|Warm ones|seasonal||||||",
        ),
        sheet("taxonomy.csv", "taxonomy_id|name|parent_id|parent_name\n101|Food||\n101-01|Pantries|101|Food"),
        sheet(
            "phones.csv",
            "id|location_id|service_id|number|number_type|extension|language\n1|7||(315) 555-0105|voice|12|Spanish\n2||1||voice||\n3||44|315 555 0199|voice||",
        ),
        sheet(
            "regular_schedules.csv",
            "id|location_id|service_id|weekday|opens_at|closes_at\n1||1|Tuesday|10:00|1:00 PM\n2||1|Someday|10:00|13:00",
        ),
        sheet(
            "holiday_schedules.csv",
            "id|location_id|service_id|start_date|end_date|closed|opens_at|closes_at\n1||1|December 24, 2025|January 01, 0001|true||\n2||1|12/26/2025|12/27/25|false|10:00|12:00",
        ),
        sheet("eligibility.csv", "id|service_id|eligibility\n1|1|Lives in the county"),
        sheet("weather.csv", "id|rain\n1|yes"),
    ]
}

#[test]
fn an_old_package_becomes_a_list_of_today() {
    let listing = from_sheets(&old_package(), "old town");
    assert_eq!((listing.organizations.len(), listing.locations.len(), listing.services.len()), (1, 2, 2));
    let pantry = Service::of(&listing.services[0]);
    assert_eq!(pantry.organization_id, text(&listing.organizations[0], "id"), "found by its place");
    assert_eq!(text(&listing.organizations[0], "website"), "https://millstreet.example");
    assert_eq!(listing.organizations[0]["year_incorporated"], 1970);
    assert_eq!(pantry.eligibility_description, "Anybody\nLives in the county");
    assert_eq!(pantry.url, "https://www.pantry.example");
    let terms: Vec<&str> = pantry.attributes.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(terms, ["food", "groceries", ""]);
    assert_eq!(pantry.attributes[2].taxonomy_term_id, text(&listing.terms[1], "id"));
    assert_eq!(
        (text(&listing.terms[1], "code"), text(&listing.terms[1], "parent_id")),
        ("101-01", text(&listing.terms[0], "id"))
    );
    let weekly: Vec<&Schedule> = pantry.schedules.iter().filter(|one| one.byday == "TU").collect();
    assert_eq!((weekly[0].opens_at.as_str(), weekly[0].closes_at.as_str()), ("10:00:00", "13:00:00"));
    assert!(pantry.schedules.iter().any(|one| one.notes.starts_with("Closed December 24, 2025")));
    assert!(pantry.schedules.iter().any(|one| one.valid_from == "2025-12-26" && one.valid_to == "2025-12-27"));
    let place = Location::of(&listing.locations[0]);
    assert_eq!(
        (place.accessibility.len(), place.languages.len(), place.phones[0].languages[0].name.as_str()),
        (2, 2, "Spanish")
    );
    assert_eq!(listing.service_at_locations.len(), 2);
}

#[test]
fn every_problem_has_its_file_its_line_and_its_field() {
    let listing = from_sheets(&old_package(), "old town");
    let told: Vec<(&str, u64, &str, Trouble)> =
        listing.problems.iter().map(|one| (one.file.as_str(), one.line, one.field.as_str(), one.trouble)).collect();
    for expected in [
        ("organizations.csv", 3, "organization.name", Trouble::Missing),
        ("locations.csv", 3, "location.latitude", Trouble::NotANumber),
        ("addresses.csv", 3, "address.id", Trouble::Orphan),
        ("services.csv", 2, "service.colour", Trouble::Unknown),
        ("services.csv", 3, "service.status", Trouble::NotAWord),
        ("phones.csv", 3, "phone.number", Trouble::Missing),
        ("phones.csv", 4, "phone.id", Trouble::Orphan),
        ("regular_schedules.csv", 3, "weekday", Trouble::NotAWord),
        ("weather.csv", 0, "", Trouble::Unreadable),
    ] {
        assert!(told.contains(&expected), "{expected:?} is not among {told:#?}");
    }
    let value = listing.problems.iter().find(|one| one.field == "service.status").unwrap();
    assert_eq!(value.value, "seasonal", "what stood there is shown");
}

#[test]
fn the_same_list_gives_the_same_ids_and_digests_and_another_source_does_not() {
    let (one, again) = (from_sheets(&old_package(), "old town"), from_sheets(&old_package(), " Old Town "));
    assert_eq!(one, again);
    let other = from_sheets(&old_package(), "new town");
    assert_ne!(text(&one.services[0], "id"), text(&other.services[0], "id"));
    let mut turned = crate::Record::new();
    one.services[0].iter().rev().for_each(|(name, value)| {
        turned.insert(name.clone(), value.clone());
    });
    assert_eq!(hash_of(&turned), hash_of(&one.services[0]), "the order of fields says nothing");
    turned.insert("name".to_owned(), "Another".into());
    assert_ne!(hash_of(&turned), hash_of(&one.services[0]));
}

#[test]
fn what_came_in_messy_goes_out_and_in_again_the_same() {
    assert_round_trip(&from_sheets(&old_package(), "old town"), "the old package");
}

#[test]
fn a_spreadsheet_with_a_row_a_service_is_read_by_its_headings() {
    let plain = sheet(
        "resources.csv",
        "Program Name|Agency|Phone Number|Street Address|City|State|ZIP|Categories|Languages Spoken|Shoe size\nFood pantry|Mill Street Neighbors|315 555 0105|208 Mill Street|Fulton Falls|NY|13999|Food; Groceries|English, Spanish|\nCoats|Mill Street Neighbors||208 Mill Street|Fulton Falls|NY|13999|||\n|Somebody|1||||||\nWarm line||315 555 0102|||||||",
    );
    let mapping = suggest(&plain.columns);
    assert_eq!((mapping[&0].as_str(), mapping[&6].as_str(), mapping.get(&9)), ("service", "postal_code", None));
    let listing = from_plain(&plain, &mapping, "our spreadsheet");
    assert_eq!((listing.services.len(), listing.organizations.len(), listing.locations.len()), (3, 2, 1));
    let pantry = Service::of(&listing.services[0]);
    assert_eq!((pantry.languages.len(), pantry.attributes.len(), pantry.phones.len()), (2, 2, 1));
    assert_eq!(listing.problems.len(), 1);
    assert_eq!((listing.problems[0].line, listing.problems[0].trouble), (4, Trouble::Missing));
    assert_round_trip(&listing, "the spreadsheet");
}

#[test]
fn a_page_of_an_api_and_a_broken_file_are_read_for_what_they_are() {
    let page = r#"{"total_items":1,"contents":[{"id":"a","name":"Pantry","status":"active","alert":null,
        "organization":{"id":"o","name":"Neighbors","description":"x"},
        "phones":[{"id":"p","number":"315","extension":"7"}],
        "service_at_locations":[{"id":"x","location":{"id":"l","location_type":"physical","latitude":"43.3"}}],
        "attributes":[{"id":"t1","taxonomy_term":{"id":"t","name":"Food","description":"","taxonomy_detail":{"id":"v","name":"V","description":""}}}]}]}"#;
    let listing = from_json(page.as_bytes(), "page.json", "api");
    assert_eq!(listing.problems, []);
    let counts = [
        listing.organizations.len(),
        listing.services.len(),
        listing.locations.len(),
        listing.service_at_locations.len(),
        listing.terms.len(),
        listing.taxonomies.len(),
    ];
    assert_eq!(counts, [1; 6]);
    assert_eq!(listing.services[0]["phones"][0]["extension"], 7);
    assert_eq!(listing.locations[0]["latitude"], 43.3);
    assert_round_trip(&listing, "the page");
    let broken = from_json(b"{\"services\": [", "cut.json", "api");
    assert!(broken.is_empty());
    assert_eq!(broken.problems[0].trouble, Trouble::Unreadable);
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn open_is_what_the_rule_says_in_the_zone_of_the_place() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let pantry = Schedule {
        freq: "WEEKLY".to_owned(),
        byday: "TU,TH".to_owned(),
        opens_at: "10:00:00".to_owned(),
        closes_at: "13:00:00".to_owned(),
        ..Schedule::default()
    };
    // Tuesday, 12 May 2026, 10:30 and 13:00 in New York; then a Wednesday.
    assert!(pantry.is_open(at("2026-05-12T14:30:00Z"), &zone));
    assert!(!pantry.is_open(at("2026-05-12T17:00:00Z"), &zone), "the last minute is before the end");
    assert!(!pantry.is_open(at("2026-05-13T14:30:00Z"), &zone));
    let in_utc = Schedule { timezone: Some(0.0), ..pantry.clone() };
    assert!(!in_utc.is_open(at("2026-05-12T14:30:00Z"), &zone) && in_utc.is_open(at("2026-05-12T10:30:00Z"), &zone));
    let until = Schedule { until: "2026-05-01".to_owned(), dtstart: "2026-01-06".to_owned(), ..pantry.clone() };
    assert!(!until.is_open(at("2026-05-12T14:30:00Z"), &zone), "the rule has ended");
    let later = Schedule { valid_from: "2026-06-01".to_owned(), ..pantry };
    assert!(!later.is_open(at("2026-05-12T14:30:00Z"), &zone), "not yet valid");
}

#[test]
fn hours_over_midnight_every_other_week_and_the_first_thursday() {
    let zone = TimeZone::UTC;
    let night = Schedule {
        freq: "WEEKLY".to_owned(),
        byday: "MO".to_owned(),
        opens_at: "17:00:00".to_owned(),
        closes_at: "01:00:00".to_owned(),
        ..Schedule::default()
    };
    assert!(night.is_open(at("2026-05-12T00:30:00Z"), &zone), "Monday's night ends on Tuesday");
    assert!(!night.is_open(at("2026-05-11T00:30:00Z"), &zone));
    assert_eq!(night.week().len(), 2);
    let fortnight = Schedule { dtstart: "2026-05-04".to_owned(), interval: Some(2.0), ..night };
    assert!(
        fortnight.is_open(at("2026-05-18T18:00:00Z"), &zone) && !fortnight.is_open(at("2026-05-11T18:00:00Z"), &zone)
    );
    let monthly = Schedule {
        freq: "MONTHLY".to_owned(),
        byday: "1TH".to_owned(),
        opens_at: "18:00:00".to_owned(),
        closes_at: "19:30:00".to_owned(),
        ..Schedule::default()
    };
    let days: Vec<_> =
        monthly.spans(date(2026, 5, 1), date(2026, 6, 30)).iter().map(|span| span.opens.date()).collect();
    assert_eq!(days, [date(2026, 5, 7), date(2026, 6, 4)]);
}

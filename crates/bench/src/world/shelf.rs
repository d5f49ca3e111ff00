//! The library and the directory of each organization, brought in by the areas' own functions.

use community::{
    directory::{self, Keeper, own_term},
    library::{House, Ready, furnish as fill_shelf},
};
use ground::rules::Rules;
use hsds::{Ids, Listing, Record};
use jiff::{SignedDuration, ToSpan};
use kit::{
    clock::Moment,
    db::{Db, DbError, Tenant},
    ids::Id,
};
use serde_json::{Value, json};

use super::{
    day_of,
    dice::{mixed, part},
    house::Organization,
};

const TOPICS: [&str; 4] = ["sleep", "wellness", "money_home", "work_school"];
const TITLES: [&str; 8] = [
    "A quiet evening",
    "The first week",
    "Money for the month",
    "Talking with family",
    "Getting to the group",
    "A plan for hard days",
    "Your rights at work",
    "Walking as a habit",
];
const OFFERS: [(&str, &str); 8] = [
    ("Food pantry", "food"),
    ("Drop-in", "together"),
    ("Evening warm line", "talk"),
    ("Rooms for the winter", "housing"),
    ("Job workshop", "work"),
    ("Crisis team", "crisis"),
    ("Free rides", "rides"),
    ("Legal help desk", "legal"),
];
const STREETS: [&str; 6] = ["Canal", "River", "Mill", "Harbor", "Orchard", "Lock"];

/// Fills the shelves of an organization.
pub fn furnish(db: &Db, at: &Moment, house: &Organization) -> Result<(), DbError> {
    let size: usize = house.programs.iter().map(|program| program.size).sum();
    let (items, services) = ((size / 200).clamp(8, 150), (size / 50).clamp(12, 600));
    let (id, owner, at) = (house.id, house.director, at.clone());
    let published_at = house.calendar.ago(40);
    let review_on = day_of(published_at).saturating_add(365.days());
    let keeper = Keeper { organization: id, now: published_at - SignedDuration::from_hours(24) };
    db.write_now(Tenant::Organization(id.uuid()), move |tx| {
        let house = House { organization: id, owner: owner.id, owner_name: owner.name, published_at, review_on };
        let ready: Vec<Ready> = (0..items).map(item).collect();
        fill_shelf(tx, &at, &house, (&ready, &[]))?;
        let mut listing = Listing::default();
        let ids = Ids::of(&id.to_string());
        (0..services).for_each(|number| put(&mut listing, &ids, number));
        directory::bring_in(tx, keeper, &listing, "")
    })
}

fn pick<'l>(list: &[&'l str], roll: u64, which: u32) -> &'l str {
    let end = u64::try_from(list.len()).unwrap_or(1);
    usize::try_from(part(roll, which, end)).ok().and_then(|place| list.get(place)).copied().unwrap_or_default()
}

fn item(number: usize) -> Ready {
    let roll = mixed(u64::try_from(number).unwrap_or_default());
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let topic = pick(&TOPICS, roll, 0);
    let known = Rules::shipped().lists.get("library_topics").is_none_or(|list| list.item(topic).is_some());
    Ready {
        key: format!("item-{number}"),
        kind: "article".to_owned(),
        language: if part(roll, 1, 6) == 0 { "es".to_owned() } else { "en".to_owned() },
        topics: words(&[if known { topic } else { "wellness" }]),
        formats: words(&["read", "print"]),
        audiences: words(&["participants"]),
        title: format!("{}, part {number}", pick(&TITLES, roll, 2)),
        summary: "Small things to try. Pick one.".to_owned(),
        body:
            "Some days are loud. Here is what helped some of us.\n\n- Walk to the corner.\n- Write one line.\n- Call \
            somebody who waits.\n\n## Later\n\nCome back to this page when you like."
                .to_owned(),
        minutes: 3,
        source: "Harbor Light Peer Network".to_owned(),
        licence: "cc_by".to_owned(),
        credits: String::new(),
        answers: (
            i64::try_from(part(roll, 3, 20)).unwrap_or_default(),
            i64::try_from(part(roll, 4, 4)).unwrap_or_default(),
        ),
    }
}

fn object(value: Value) -> Record {
    if let Value::Object(record) = value { record } else { Record::new() }
}

/// A service with its agency and its place.
fn put(listing: &mut Listing, ids: &Ids, number: usize) {
    let roll = mixed(1_000_000 + u64::try_from(number).unwrap_or_default());
    let place = usize::try_from(part(roll, 0, 8)).unwrap_or_default();
    let (offer, need) = OFFERS.get(place).copied().unwrap_or(("Drop-in", "together"));
    let street = pick(&STREETS, roll, 1);
    let known = Rules::shipped().lists.get("directory_needs").is_none_or(|list| list.item(need).is_some());
    let need = if known { need } else { "talk" };
    let made = |table: &str, what: &str| ids.made(table, &format!("{number}|{what}")).to_string();
    let agency = ids.made("organization", street).to_string();
    if listing.organizations.iter().all(|known| hsds::text(known, "id") != agency) {
        let record = json!({ "id": agency, "name": format!("{street} Street Neighbors"), "description": "Made up." });
        listing.organizations.push(object(record));
    }
    let (service, location) = (made("service", ""), made("location", ""));
    listing.services.push(object(json!({
        "id": service, "organization_id": agency, "name": format!("{offer} on {street} Street {number}"),
        "description": "Anybody may come. Somebody who has been there answers.", "status": "active",
        "attributes": [{ "id": made("attribute", need), "taxonomy_term_id": own_term(&format!("need:{need}")).to_string() }],
        "schedules": [{ "id": made("schedule", ""), "freq": "WEEKLY", "interval": 1, "byday": "MO,TU,WE,TH,FR",
            "opens_at": "09:00:00", "closes_at": "17:00:00" }],
        "phones": [{ "id": made("phone", ""), "number": format!("(555) 555-01{:02}", number % 100), "type": "voice" }],
    })));
    let east = f64::from(u32::try_from(part(roll, 2, 1_000)).unwrap_or_default()) / 5_000.0;
    listing.locations.push(object(json!({
        "id": location, "location_type": "physical", "name": street, "latitude": 43.2 + east, "longitude": -76.5 + east,
        "addresses": [{ "id": made("address", ""), "address_1": format!("{number} {street} Street"), "city": "Fulton Falls",
            "state_province": "NY", "postal_code": "13999", "country": "US", "address_type": "physical" }],
    })));
    let pair = made("service_at_location", "");
    listing.service_at_locations.push(object(json!({ "id": pair, "service_id": service, "location_id": location })));
}

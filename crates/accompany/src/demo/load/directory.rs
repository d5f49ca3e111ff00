//! The community directory of the made-up town, brought in as any list would be.

use community::directory::{self, Keeper, Postal, ServiceId, own_term};
use ground::{ids::OrganizationId, ids::RecordId};
use hsds::{Ids, Listing, Record};
use jiff::SignedDuration;
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Loading;
use crate::demo::world::StaffRole;

const TOWN: &str = include_str!("../directory.toml");
/// The middle of the town, in degrees.
const MIDDLE: (f64, f64) = (43.31, -76.42);
const MILES_A_DEGREE: (f64, f64) = (69.0, 50.2);

#[derive(Deserialize)]
struct Town {
    postal: Vec<Place>,
    service: Vec<Offer>,
}

#[derive(Deserialize)]
struct Place {
    code: String,
    name: String,
    miles: (f64, f64),
}

/// A service as the file tells it.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Offer {
    name: String,
    agency: String,
    about: String,
    needs: Vec<String>,
    ways: Vec<String>,
    costs: Vec<String>,
    access: Vec<String>,
    phone: String,
    address: Vec<String>,
    miles: Option<(f64, f64)>,
    hours: Vec<[String; 3]>,
    monthly: Option<[String; 3]>,
    languages: Vec<String>,
    documents: Vec<String>,
    ages: Option<(u8, u8)>,
    how: String,
    wait: String,
    alert: String,
    closed: String,
    /// Days since somebody checked it.
    checked: i64,
    failed: i64,
}

/// Degrees, to the sixth figure: a hand's width.
fn degrees((east, north): (f64, f64)) -> (f64, f64) {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    (round(MIDDLE.0 + north / MILES_A_DEGREE.0), round(MIDDLE.1 + east / MILES_A_DEGREE.1))
}

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let town: Town = toml::from_str(TOWN).map_err(|error| DbError::Decode { column: 0, why: error.to_string() })?;
    let organization: OrganizationId = on.keys.organization;
    for place in &town.postal {
        let (latitude, longitude) = degrees(place.miles);
        let postal = Postal { postal_code: place.code.clone(), name: place.name.clone(), latitude, longitude };
        directory::put_postal(tx, organization, &postal)?;
    }
    let mut listing = Listing::default();
    let ids = Ids::of("Fulton Falls");
    town.service.iter().for_each(|offer| put(&mut listing, &ids, offer));
    directory::bring_in(tx, Keeper { organization, now: on.founded }, &listing, "")?;
    for offer in &town.service {
        checked(tx, on, ServiceId::from(ids.made("service", &offer.name)), offer)?;
    }
    Ok(())
}

fn object(value: Value) -> Record {
    if let Value::Object(record) = value { record } else { Record::new() }
}

fn put(listing: &mut Listing, ids: &Ids, offer: &Offer) {
    let organization = ids.made("organization", &offer.agency).to_string();
    let service = ids.made("service", &offer.name).to_string();
    if listing.organizations.iter().all(|known| hsds::text(known, "id") != organization) {
        let agency = json!({ "id": organization, "name": offer.agency, "description": "Made up for the demo." });
        listing.organizations.push(object(agency));
    }
    listing.services.push(record(ids, offer, &service, &organization));
    let Some(miles) = offer.miles else { return };
    let (latitude, longitude) = degrees(miles);
    let location = ids.made("location", &offer.name).to_string();
    let access = offer.access.iter().map(|key| {
        let label = ground::rules::Rules::shipped()
            .lists
            .get("directory_access")
            .map_or(key.as_str(), |list| list.label_of(key));
        json!({ "id": ids.made("accessibility", &format!("{}|{key}", offer.name)).to_string(), "description": label })
    });
    let mut address = offer.address.iter();
    let (street, code) = (address.next(), address.next());
    listing.locations.push(object(json!({
        "id": location,
        "location_type": "physical",
        "name": offer.agency,
        "latitude": latitude,
        "longitude": longitude,
        "addresses": [{
            "id": ids.made("address", &offer.name).to_string(), "address_1": street, "city": "Fulton Falls",
            "state_province": "NY", "postal_code": code, "country": "US", "address_type": "physical",
        }],
        "accessibility": access.collect::<Vec<_>>(),
    })));
    let pair = ids.made("service_at_location", &offer.name).to_string();
    listing.service_at_locations.push(object(json!({ "id": pair, "service_id": service, "location_id": location })));
}

fn record(ids: &Ids, offer: &Offer, service: &str, organization: &str) -> Record {
    let made = |table: &str, part: &str| ids.made(table, &format!("{}|{part}", offer.name)).to_string();
    let lists = [("need", &offer.needs), ("is", &offer.ways), ("cost", &offer.costs), ("access", &offer.access)];
    let facets = lists.iter().flat_map(|(begin, keys)| keys.iter().map(move |key| format!("{begin}:{key}")));
    let attributes: Vec<Value> = facets
        .map(|facet| json!({ "id": made("attribute", &facet), "taxonomy_term_id": own_term(&facet).to_string() }))
        .collect();
    let weekly = offer.hours.iter().map(|hours| ("WEEKLY", hours));
    let schedules = weekly.chain(offer.monthly.iter().map(|hours| ("MONTHLY", hours)));
    let schedules: Vec<Value> = schedules
        .map(|(freq, [days, opens, closes])| {
            json!({ "id": made("schedule", days), "freq": freq, "interval": 1, "byday": days,
                "opens_at": format!("{opens}:00"), "closes_at": format!("{closes}:00") })
        })
        .collect();
    let phones: Vec<Value> = Some(&offer.phone)
        .filter(|phone| !phone.is_empty())
        .map(|phone| json!({ "id": made("phone", phone), "number": phone, "type": "voice" }))
        .into_iter()
        .collect();
    let named = |table: &str, field: &str, words: &[String]| -> Vec<Value> {
        words.iter().map(|word| json!({ "id": made(table, word), field: word })).collect()
    };
    let (status, alert) =
        if offer.closed.is_empty() { ("active", &offer.alert) } else { ("temporarily closed", &offer.closed) };
    let mut record = object(json!({
        "id": service, "organization_id": organization, "name": offer.name, "description": offer.about, "status": status,
        "attributes": attributes, "schedules": schedules, "phones": phones,
        "languages": named("language", "name", &offer.languages),
        "required_documents": named("required_document", "document", &offer.documents),
        "minimum_age": offer.ages.map(|(from, _)| from), "maximum_age": offer.ages.map(|(_, to)| to),
        "application_process": offer.how, "wait_time": offer.wait, "alert": alert,
    }));
    record.retain(|_, value| !value.is_null() && value != "" && value != &json!([]));
    record
}

/// Somebody of the team made sure, so many days ago.
fn checked(tx: &mut Tx<'_>, on: &Loading<'_>, service: ServiceId, offer: &Offer) -> Result<(), DbError> {
    let peers: Vec<_> = on.world.staff.iter().filter(|one| one.role == StaffRole::PeerSpecialist).collect();
    let at = usize::try_from(offer.checked).unwrap_or(0).checked_rem(peers.len().max(1)).unwrap_or(0);
    let Some(by) = peers.get(at) else { return Ok(()) };
    let when = on.at.now.checked_sub(SignedDuration::from_hours(offer.checked.saturating_mul(24))).unwrap_or(on.at.now);
    let account = on.account(by.id);
    tx.run(
        sql!(
            "UPDATE services SET checked_at = $3, checked_by = $4, checked_by_name = $5, failed_since_check = $6
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&on.keys.organization, &service, &when, &account, &by.name, &offer.failed],
    )?;
    let before = json!({ "checked_by_name": "", "failed_since_check": 0, "reports_open": 0 });
    tx.run(
        sql!(
            "INSERT INTO service_checks (organization_id, id, service_id, checked_at, checked_by, checked_by_name, way, words,
                before)
             VALUES ($1, $2, $3, $4, $5, $6, 'called', '', $7)"
        ),
        &[&on.keys.organization, &on.id_at::<RecordId>(when), &service, &when, &account, &by.name, &before],
    )?;
    Ok(())
}

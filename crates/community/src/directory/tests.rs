//! The directory on both engines: finding, bringing lists in and taking them back, checking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod desk;
mod finding;
mod moving;
mod size;
mod state;

use ground::{
    access::Scope,
    rules::matrix::Permission::KeepDirectory,
    testing::{Cast, START, on_both},
};
use hsds::Listing;
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    testing::TestDb,
};

use super::{
    find::{self, Found, Query},
    importing::bring_in,
    shelf::{Keeper, ServiceId},
};

pub fn write<T: Send + 'static, E: From<DbError> + std::fmt::Debug + Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, E> + Send + 'static,
) -> T {
    let scope = scope.clone();
    on.db
        .write_now(scope.tenant(), move |tx| work(tx, &scope))
        .unwrap_or_else(|error: E| panic!("{}: {error:?}", on.engine))
}

pub fn ana(cast: &Cast) -> Scope {
    cast.scope("ana", KeepDirectory)
}

/// Four made-up services: two in the middle of the town, one to the north, one without a place.
pub fn town() -> Listing {
    let text = r#"{
      "taxonomies": [{"id":"tax","name":"Old list","description":""}],
      "taxonomy_terms": [{"id":"t1","name":"Food pantries","description":"","taxonomy_id":"tax","code":"F-1"}],
      "organizations": [{"id":"o1","name":"Mill Street Neighbors","description":""},
                        {"id":"o2","name":"Canal House Peers","description":""}],
      "locations": [
        {"id":"l1","location_type":"physical","name":"Mill Street","latitude":43.31,"longitude":-76.42,
         "accessibility":[{"id":"a1","description":"Wheelchair ramp at the side door"}],
         "addresses":[{"id":"d1","address_1":"208 Mill Street","city":"Fulton Falls","state_province":"NY","postal_code":"13999","country":"US","address_type":"physical"}]},
        {"id":"l2","location_type":"physical","name":"Canal House","latitude":43.315,"longitude":-76.42},
        {"id":"l3","location_type":"physical","name":"Willow Lane","latitude":43.40,"longitude":-76.42}],
      "services": [
        {"id":"s1","organization_id":"o1","name":"Food pantry","status":"active","description":"Groceries for everyone",
         "fees_description":"Free","phones":[{"id":"p1","number":"(315) 555-0105"}],
         "attributes":[{"id":"b1","taxonomy_term_id":"t1"}],
         "schedules":[{"id":"c1","freq":"WEEKLY","byday":"TH","opens_at":"10:00","closes_at":"17:00"}]},
        {"id":"s2","organization_id":"o2","name":"Drop-in for peers","status":"active","application_process":"Walk in",
         "attributes":[{"id":"b2","value":"peer-run"},{"id":"b3","value":"peer support"}],
         "languages":[{"id":"g1","name":"Spanish"}],
         "schedules":[{"id":"c2","freq":"WEEKLY","byday":"MO","opens_at":"10:00","closes_at":"17:00"}]},
        {"id":"s3","organization_id":"o2","name":"Willow respite","status":"active","description":"A quiet house"},
        {"id":"s4","organization_id":"o1","name":"Old soup kitchen","status":"defunct"}],
      "service_at_locations": [
        {"id":"x1","service_id":"s1","location_id":"l1"},{"id":"x2","service_id":"s2","location_id":"l2"},
        {"id":"x3","service_id":"s3","location_id":"l3"}]
    }"#;
    let listing = hsds::from_json(text.as_bytes(), "town.json", "county");
    assert_eq!(listing.problems, []);
    listing
}

pub fn service(name: &str) -> ServiceId {
    ServiceId::from(hsds::Ids::of("county").id("service", name))
}

/// Puts the town's list into Open Door's directory.
pub fn furnish(on: &TestDb, cast: &Cast) {
    write(on, &ana(cast), |tx, scope| bring_in(tx, Keeper::from(scope), &town(), "county"));
}

/// New York, on the Thursday afternoon of the cast.
pub fn now() -> (Timestamp, TimeZone) {
    (START.parse().unwrap(), TimeZone::get("America/New_York").unwrap())
}

pub fn look(on: &TestDb, cast: &Cast, query: Query) -> Found {
    let (scope, (now, zone)) = (ana(cast), now());
    let found: Result<Found, DbError> =
        on.db.read_now(scope.tenant(), move |tx| find::find(tx, scope.organization, &query, now, &zone));
    found.unwrap_or_else(|error| panic!("{}: {error}", on.engine))
}

pub fn names(found: &Found) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.name.as_str()).collect()
}

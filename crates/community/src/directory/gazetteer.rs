//! Where postal codes are: a list that the organization brings (`postal_code,latitude,longitude` and, if there is one,
//! `name`). No service outside is asked.

use askama::Template;
use axum::extract::{Multipart, State, multipart::MultipartRejection};
use ground::{
    App, Visit,
    audit::{self, Action, Entry as Trail},
    ids::OrganizationId,
    layout::{Flash, Page},
    rules::matrix::Permission::KeepDirectory,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    messages::AsArg as _,
    sql,
    web::{Answer, page},
};

use super::{importing::files, near::Spot, words::fold};

/// A place with its postal code.
#[derive(Debug, Clone, PartialEq)]
pub struct Postal {
    pub postal_code: String,
    pub name: String,
    pub latitude: f64,
    pub longitude: f64,
}

kit::from_row!(Postal { postal_code, name, latitude, longitude });

impl Postal {
    pub(super) fn spot(&self) -> Option<Spot> {
        Spot::new(self.latitude, self.longitude)
    }
}

/// How a postal code is kept: capitals, no spaces, of `12207-1234` the first part.
fn code(typed: &str) -> String {
    let plain: String = typed.to_uppercase().split_whitespace().collect();
    plain.split('-').next().unwrap_or_default().to_owned()
}

/// Where a postal code is.
///
/// # Errors
/// Those of the storage.
pub(super) fn spot(tx: &mut Tx<'_>, on: OrganizationId, typed: &str) -> Result<Option<Spot>, DbError> {
    let found: Option<Postal> = tx.one(
        sql!(
            "SELECT postal_code, name, latitude, longitude FROM postal_places
             WHERE organization_id = $1 AND postal_code = $2"
        ),
        &[&on, &code(typed)],
    )?;
    Ok(found.as_ref().and_then(Postal::spot))
}

/// Points and names for a map of everything: as many as a picture can hold.
///
/// # Errors
/// Those of the storage.
pub(super) fn overview(tx: &mut Tx<'_>, on: OrganizationId) -> Result<(Vec<Spot>, Vec<Postal>), DbError> {
    let spots: Vec<(f64, f64)> = tx.list(
        sql!(
            "SELECT latitude, longitude FROM service_at_locations
             WHERE organization_id = $1 AND latitude IS NOT NULL AND longitude IS NOT NULL
             ORDER BY latitude, longitude LIMIT 1000"
        ),
        &[&on],
    )?;
    let places: Vec<Postal> = tx.list(
        sql!(
            "SELECT postal_code, name, latitude, longitude FROM postal_places
             WHERE organization_id = $1 AND postal_code >= '' ORDER BY postal_code LIMIT 200"
        ),
        &[&on],
    )?;
    Ok((spots.into_iter().filter_map(|(latitude, longitude)| Spot::new(latitude, longitude)).collect(), places))
}

/// Keeps a place.
///
/// # Errors
/// Those of the storage.
pub fn put_postal(tx: &mut Tx<'_>, on: OrganizationId, place: &Postal) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO postal_places (organization_id, postal_code, name, latitude, longitude)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (organization_id, postal_code) DO UPDATE SET name = excluded.name, latitude = excluded.latitude,
                longitude = excluded.longitude"
        ),
        &[&on, &code(&place.postal_code), &place.name, &place.latitude, &place.longitude],
    )?;
    Ok(())
}

#[derive(Template)]
#[template(path = "directory/places.html")]
struct Places {
    page: Page,
    places: Vec<Postal>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let (_, places) = app.read(&scope, |tx, scope| overview(tx, scope.organization)).await?;
    page(&Places { page: visit.page("keeping-directory-places"), places })
}

pub(super) async fn create(
    State(app): State<App>,
    visit: Visit,
    upload: Result<Multipart, MultipartRejection>,
) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let files = files::receive(upload).await;
    let places = files.iter().flat_map(|file| files::sheet(file).as_ref().map(read).unwrap_or_default());
    let places: Vec<Postal> = places.collect();
    if places.is_empty() {
        return visit.see("/keep/directory/places", Flash::warn(visit.t("keeping-directory-places-none")));
    }
    let count = places.len();
    app.write(&scope, move |tx, scope| {
        for place in &places {
            put_postal(tx, scope.organization, place)?;
        }
        let entry = Trail::new(scope, Action::Import, "postal_places").with("count", places.len());
        Ok::<_, Fault>(audit::record(tx, &entry)?)
    })
    .await?;
    let text = visit.words.with("keeping-directory-places-added", &[("count", count.as_arg())]);
    visit.see("/keep/directory/places", Flash::ok(text))
}

/// The places of a list, whatever its columns are called and in which order they stand.
fn read(sheet: &hsds::Sheet) -> Vec<Postal> {
    let column = |names: &[&str]| sheet.columns.iter().position(|column| names.contains(&fold(column).as_str()));
    let at = column(&["postal code", "zip", "zip code", "zipcode", "postcode", "geoid", "zcta5"]);
    let (lat, lon) =
        (column(&["latitude", "lat", "intptlat"]), column(&["longitude", "lon", "lng", "long", "intptlong"]));
    let (Some(at), Some(lat), Some(lon)) = (at, lat, lon) else { return Vec::new() };
    let name = column(&["name", "place", "place name", "city", "town"]);
    let place = |row: &hsds::SheetRow| {
        let cell = |at: usize| row.cells.get(at).map(|cell| cell.trim()).unwrap_or_default();
        let spot = Spot::new(cell(lat).parse().ok()?, cell(lon).parse().ok()?)?;
        let postal_code = code(cell(at));
        let name = name.map(cell).unwrap_or_default().to_owned();
        (!postal_code.is_empty()).then_some(Postal {
            postal_code,
            name,
            latitude: spot.latitude,
            longitude: spot.longitude,
        })
    };
    sheet.rows.iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use hsds::{Sheet, SheetRow};

    use super::{code, read};

    #[test]
    fn a_postal_code_is_found_however_it_is_typed() {
        assert_eq!([code(" 12207-1234 "), code("k1a 0b1"), code("12207")], ["12207", "K1A0B1", "12207"]);
    }

    #[test]
    fn rows_without_a_place_on_earth_are_left_out() {
        let row = |cells: [&str; 3]| SheetRow { line: 1, cells: cells.map(str::to_owned).to_vec() };
        let sheet = Sheet {
            file: "zips.csv".to_owned(),
            columns: ["ZIP", "Lat", "Lng"].map(str::to_owned).to_vec(),
            rows: vec![
                row(["12207", "42.65", "-73.75"]),
                row(["", "42", "-73"]),
                row(["99999", "x", "1"]),
                row(["1", "95", "0"]),
            ],
        };
        let places = read(&sheet);
        assert_eq!(places.len(), 1);
        assert!(places.iter().all(|place| place.postal_code == "12207"));
    }
}

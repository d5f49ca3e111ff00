//! The map: drawn from the coordinates that the installation holds, without anybody else's pictures. Beside it always
//! stands the list that says the same.

use std::fmt::Write as _;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use ground::{App, Visit, layout::Page, public};
use hsds::model::Location;
use kit::{
    forms::Form,
    messages::AsArg as _,
    web::{Answer, page, see},
};

use super::{
    choose,
    find::Hit,
    gazetteer::{self, Postal},
    near::Spot,
};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 440.0;
const MARGIN: f64 = 30.0;
/// A map shows at least so many miles from side to side.
const LEAST_MILES: f64 = 1.0;
const MILES_A_DEGREE: f64 = 69.0;

/// A mark on the map.
pub(super) struct Mark {
    pub x: String,
    pub y: String,
    pub number: usize,
    pub label: String,
    pub href: String,
}

/// A map as it is drawn into a page.
pub(super) struct Drawn {
    pub marks: Vec<Mark>,
    /// Where the search began.
    pub here: Option<(String, String)>,
    /// How long the scale is, in the map's own units, and what it stands for.
    pub scale: String,
    pub scale_label: String,
}

/// What part of the earth a map shows: equal miles both ways, north on top.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Frame {
    north: f64,
    west: f64,
    /// Map units for a mile.
    unit: f64,
    /// Miles of a degree of longitude here.
    wide: f64,
}

impl Frame {
    fn around(spots: &[Spot]) -> Option<Self> {
        let first = spots.first()?;
        let (mut south, mut north, mut west, mut east) =
            (first.latitude, first.latitude, first.longitude, first.longitude);
        for spot in spots {
            (south, north) = (south.min(spot.latitude), north.max(spot.latitude));
            (west, east) = (west.min(spot.longitude), east.max(spot.longitude));
        }
        let wide = MILES_A_DEGREE * ((south + north) / 2.0).to_radians().cos().max(0.01);
        let across = ((east - west) * wide).max(LEAST_MILES);
        let down = ((north - south) * MILES_A_DEGREE).max(LEAST_MILES * HEIGHT / WIDTH);
        let unit = ((WIDTH - 2.0 * MARGIN) / across).min((HEIGHT - 2.0 * MARGIN) / down);
        // What does not fill the map stands in its middle.
        let (middle_lat, middle_lon) = ((south + north) / 2.0, (west + east) / 2.0);
        let north = middle_lat + HEIGHT / 2.0 / unit / MILES_A_DEGREE;
        let west = middle_lon - WIDTH / 2.0 / unit / wide;
        Some(Self { north, west, unit, wide })
    }

    fn place(self, spot: Spot) -> (f64, f64) {
        (
            (spot.longitude - self.west) * self.wide * self.unit,
            (self.north - spot.latitude) * MILES_A_DEGREE * self.unit,
        )
    }

    /// The place under a point of the map.
    fn spot(self, x: f64, y: f64) -> Option<Spot> {
        Spot::new(self.north - y / self.unit / MILES_A_DEGREE, self.west + x / self.unit / self.wide)
    }

    /// A round number of miles that is about a fifth of the map.
    fn scale(self) -> f64 {
        let fifth = WIDTH / 5.0 / self.unit;
        let fits = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 500.0];
        fits.into_iter().rev().find(|miles| *miles <= fifth).unwrap_or(0.1)
    }
}

fn written(number: f64) -> String {
    format!("{number:.1}")
}

/// The map of a list.
pub(super) fn of_hits(visit: &Visit, hits: &[Hit], here: Option<Spot>) -> Option<Drawn> {
    let placed: Vec<(usize, Spot, &Hit)> =
        (1..).zip(hits).filter_map(|(number, hit)| Some((number, hit.spot()?, hit))).collect();
    if placed.is_empty() {
        return None;
    }
    let spots: Vec<Spot> = placed.iter().map(|(_, spot, _)| *spot).chain(here).collect();
    let frame = Frame::around(&spots)?;
    let mark = |(number, spot, hit): (usize, Spot, &Hit)| {
        mark(frame, spot, number, &hit.name, format!("/directory/{}", hit.id))
    };
    Some(drawn(visit, frame, placed.into_iter().map(mark).collect(), here))
}

/// The map of a service's own places.
pub(super) fn of_places(visit: &Visit, places: &[Location]) -> Option<Drawn> {
    let placed: Vec<(usize, Spot, &Location)> = (1..)
        .zip(places)
        .filter_map(|(number, place)| {
            let (latitude, longitude) = place.latitude.zip(place.longitude)?;
            Some((number, Spot::new(latitude, longitude)?, place))
        })
        .collect();
    let spots: Vec<Spot> = placed.iter().map(|(_, spot, _)| *spot).collect();
    let frame = Frame::around(&spots)?;
    let mark = |(number, spot, place): (usize, Spot, &Location)| mark(frame, spot, number, &place.name, String::new());
    Some(drawn(visit, frame, placed.into_iter().map(mark).collect(), None))
}

fn mark(frame: Frame, spot: Spot, number: usize, label: &str, href: String) -> Mark {
    let (x, y) = frame.place(spot);
    Mark { x: written(x), y: written(y), number, label: label.to_owned(), href }
}

fn drawn(visit: &Visit, frame: Frame, marks: Vec<Mark>, here: Option<Spot>) -> Drawn {
    let miles = frame.scale();
    Drawn {
        marks,
        here: here.map(|spot| frame.place(spot)).map(|(x, y)| (written(x), written(y))),
        scale: written(miles * frame.unit),
        scale_label: visit.words.with("directory-scale", &[("miles", format!("{miles}").as_arg())]),
    }
}

#[derive(Template)]
#[template(path = "directory/choose_place.html")]
struct ChoosePlace {
    page: Page,
    form: Form,
    places: Vec<(String, String)>,
}

/// Choosing a place: by clicking the map, or by its name in the list.
pub(super) async fn index(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let form = Form::parse(typed.unwrap_or_default().as_bytes());
    let on = site.organization;
    let (spots, places) = app.db.read(site.tenant(), move |tx| gazetteer::overview(tx, on)).await?;
    let point = form.parsed::<f64>("at.x").zip(form.parsed::<f64>("at.y"));
    let clicked = point.and_then(|(x, y)| Frame::around(&all(&spots, &places))?.spot(x, y));
    if let Some(spot) = clicked {
        let near = format!("{:.4},{:.4}", spot.latitude, spot.longitude);
        let mut kept = form.clone();
        kept.set("at.x", "");
        kept.set("at.y", "");
        return see(choose::address("/directory", &kept, "near", &near));
    }
    let link = |place: &Postal| {
        (
            choose::address("/directory", &form, "near", &place.postal_code),
            format!("{} {}", place.postal_code, place.name),
        )
    };
    let places = places.iter().map(link).collect();
    page(&ChoosePlace { page: visit.page("directory-map-title"), form, places })
}

fn all(spots: &[Spot], places: &[Postal]) -> Vec<Spot> {
    spots.iter().copied().chain(places.iter().filter_map(Postal::spot)).collect()
}

/// The map of everything, as a picture to click.
pub(super) async fn picture(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    let on = site.organization;
    let (spots, places) = app.db.read(site.tenant(), move |tx| gazetteer::overview(tx, on)).await?;
    let svg = overview(&spots, &places);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, svg).into_response())
}

fn overview(spots: &[Spot], places: &[Postal]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\">"
    );
    svg.push_str("<rect width=\"100%\" height=\"100%\" fill=\"#f4efe4\"/>");
    if let Some(frame) = Frame::around(&all(spots, places)) {
        for (x, y) in spots.iter().map(|spot| frame.place(*spot)) {
            let _ = write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#2d6a6a\" fill-opacity=\"0.7\"/>");
        }
        // Names that would stand on each other are left out: the list beside the map has them all.
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for (place, (x, y)) in places.iter().filter_map(|place| Some((place, frame.place(place.spot()?)))) {
            let is_free =
                taken.iter().all(|(other_x, other_y)| (x - other_x).abs() > 110.0 || (y - other_y).abs() > 18.0);
            if is_free {
                taken.push((x, y));
                let (name, anchor) = (escaped(&place.name), anchor(x));
                let _ = write!(
                    svg,
                    "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-family=\"sans-serif\" font-size=\"14\" fill=\"#2b2622\">{name}</text>"
                );
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

/// How a name stands at its place: near an edge it leans into the picture.
fn anchor(x: f64) -> &'static str {
    const EDGE: f64 = 90.0;
    if x < EDGE {
        "start"
    } else if x > WIDTH - EDGE {
        "end"
    } else {
        "middle"
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::{Frame, HEIGHT, Spot, WIDTH, anchor, overview};
    use crate::directory::gazetteer::Postal;

    fn spot(latitude: f64, longitude: f64) -> Spot {
        Spot::new(latitude, longitude).unwrap()
    }

    #[test]
    fn a_click_on_a_mark_is_its_place() {
        let spots = [spot(42.65, -73.75), spot(42.70, -73.60), spot(42.60, -73.90)];
        let frame = Frame::around(&spots).unwrap();
        for there in spots {
            let (x, y) = frame.place(there);
            assert!((0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y), "{x} {y} is off the map");
            let back = frame.spot(x, y).unwrap();
            assert!(there.miles_to(back) < 0.001);
        }
    }

    #[test]
    fn one_place_stands_in_the_middle_and_none_has_no_map() {
        let only = spot(42.65, -73.75);
        let (x, y) = Frame::around(&[only]).unwrap().place(only);
        assert!((x - WIDTH / 2.0).abs() < 0.01 && (y - HEIGHT / 2.0).abs() < 0.01);
        assert_eq!(Frame::around(&[]), None);
    }

    #[test]
    fn names_at_the_edges_stay_in_the_picture() {
        assert_eq!([8.0, WIDTH / 2.0, WIDTH - 8.0].map(anchor), ["start", "middle", "end"]);
    }

    #[test]
    fn a_name_cannot_write_into_the_picture() {
        let place =
            Postal { postal_code: "1".to_owned(), name: "<script>".to_owned(), latitude: 42.0, longitude: -73.0 };
        let svg = overview(&[], &[place]);
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script>"));
    }
}

//! The directory for everybody: what do you need, and what there is.

use std::borrow::Cow;

use askama::Template;
use axum::extract::{RawQuery, State};
use ground::{
    App, Visit,
    layout::{Page, parts::Choice},
    public::{self, Site},
};
use jiff::tz::TimeZone;
use kit::{
    db::{DbError, Tx},
    forms::Form,
    messages::AsArg as _,
    web::{Answer, page},
};

use super::{
    choose, find,
    find::{Found, Hit, Query},
    freshness::{self, Known},
    gazetteer, hours,
    map::{self, Drawn},
    near::Spot,
};

/// A service as a list shows it.
pub(crate) struct Line {
    pub id: String,
    pub name: String,
    pub agency: String,
    pub place: String,
    pub phone: String,
    pub tel: String,
    pub distance: String,
    pub open: String,
    pub is_open: bool,
    pub is_closed_for_a_time: bool,
    pub alert: String,
    pub sureness: freshness::Sureness,
    /// Its number on the map.
    pub mark: usize,
}

impl Line {
    pub(super) fn new(visit: &Visit, zone: &TimeZone, hit: &Hit, near: Option<Spot>, mark: usize) -> Self {
        let open = hours::is_open(&hit.schedules.0, visit.request.now(), zone);
        let miles = near.zip(hit.spot()).map(|(here, there)| here.miles_to(there));
        Self {
            id: hit.id.to_string(),
            name: hit.name.clone(),
            agency: if hit.agency_name == hit.name { String::new() } else { hit.agency_name.clone() },
            place: hit.place.clone(),
            phone: hit.phone.clone(),
            tel: tel(&hit.phone),
            distance: miles
                .map(|miles| visit.words.with("directory-away", &[("miles", far(miles).as_arg())]))
                .unwrap_or_default(),
            open: match open {
                Some(true) => visit.t("directory-open"),
                Some(false) => visit.t("directory-not-open"),
                None => String::new(),
            },
            is_open: open == Some(true),
            is_closed_for_a_time: hit.status == "temporarily closed",
            alert: hit.alert.clone(),
            sureness: freshness::of(
                visit,
                Known { checked_at: hit.checked_at, failed: hit.failed_since_check, reports: hit.reports_open },
            ),
            mark,
        }
    }
}

/// Miles with one figure behind the point: more would be a promise.
pub(super) fn far(miles: f64) -> String {
    format!("{miles:.1}")
}

/// A number as a telephone dials it.
pub(super) fn tel(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

#[derive(Template)]
#[template(path = "directory/index.html")]
struct Index {
    page: Page,
    form: Form,
    /// The needs, as big doors; shown while nothing is asked yet.
    doors: Vec<Door>,
    is_asked: bool,
    needs: Vec<Choice>,
    ways: Vec<Choice>,
    costs: Vec<Choice>,
    access: Vec<Choice>,
    languages: Vec<Choice>,
    distances: Vec<Choice>,
    lines: Vec<Line>,
    drawn: Option<Drawn>,
    meant: String,
    unknown: String,
    is_place_unknown: bool,
    more: String,
    is_cut_short: bool,
    map_path: String,
}

impl Index {
    /// Rare combinations are looked for a part of the directory at a time.
    fn more_label(&self) -> Cow<'_, str> {
        self.page.t(if self.is_cut_short { "directory-look-on" } else { "directory-more" })
    }
}

struct Door {
    href: String,
    label: String,
    text: String,
    count: i64,
}

struct Asked {
    /// Nothing while nothing is asked: the page shows the doors then.
    found: Found,
    counts: Vec<(String, i64)>,
    near: Option<Spot>,
    is_place_unknown: bool,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let form = Form::parse(typed.unwrap_or_default().as_bytes());
    let (query, on) = (choose::query(&form), site.clone());
    let (near, miles) = (form.get("near").trim().to_owned(), choose::miles(&form));
    let is_asked = form.pairs().any(|(_, typed)| !typed.trim().is_empty());
    let query = is_asked.then_some(query);
    let asked = app.db.read(site.tenant(), move |tx| look(tx, &on, query, (&near, miles))).await?;
    page(&view(&visit, &site, form, &asked, is_asked))
}

fn look(tx: &mut Tx<'_>, site: &Site, query: Option<Query>, (near, miles): (&str, f64)) -> Result<Asked, DbError> {
    let counts = find::counts_of_choices(tx, site.organization)?;
    let Some(mut query) = query else {
        return Ok(Asked { found: Found::default(), counts, near: None, is_place_unknown: false });
    };
    if query.near.is_none() && !near.is_empty() {
        query.near = gazetteer::spot(tx, site.organization, near)?.map(|spot| (spot, miles));
    }
    let is_place_unknown = query.near.is_none() && !near.is_empty();
    Ok(Asked {
        counts,
        found: find::find(tx, site.organization, &query, site.now, &site.zone)?,
        near: query.near.map(|(spot, _)| spot),
        is_place_unknown,
    })
}

fn view(visit: &Visit, site: &Site, form: Form, asked: &Asked, is_asked: bool) -> Index {
    let listed = |list: &str, begin: &str| choose::listed(visit, list, begin, &form, &asked.counts);
    let lines: Vec<Line> =
        (1..).zip(&asked.found.hits).map(|(mark, hit)| Line::new(visit, &site.zone, hit, asked.near, mark)).collect();
    let more = asked.found.more.as_ref().map(|after| choose::address("/directory", &form, "after", &after.text()));
    Index {
        page: visit.page("directory-title"),
        doors: doors(visit, &asked.counts),
        is_asked,
        needs: listed("directory_needs", "need"),
        ways: listed("directory_ways", "is"),
        costs: listed("directory_costs", "cost"),
        access: listed("directory_access", "access"),
        languages: choose::languages(visit, &form, &asked.counts),
        distances: choose::distances(visit, &form),
        drawn: map::of_hits(visit, &asked.found.hits, asked.near),
        lines,
        meant: asked.found.meant.clone().unwrap_or_default(),
        unknown: asked.found.unknown.clone().unwrap_or_default(),
        is_place_unknown: asked.is_place_unknown,
        more: more.unwrap_or_default(),
        is_cut_short: asked.found.is_cut_short,
        map_path: choose::address("/directory/map", &form, "near", ""),
        form,
    }
}

fn doors(visit: &Visit, counts: &[(String, i64)]) -> Vec<Door> {
    let items = visit.rules().lists.get("directory_needs").into_iter().flat_map(|list| &list.items);
    let door = |item: &ground::rules::lists::Item| {
        let facet = format!("need:{}", item.key);
        let (_, count) = counts.iter().find(|(known, _)| *known == facet)?;
        Some(Door {
            href: format!("/directory?need={}", item.key),
            label: item.label.clone(),
            text: item.text.clone().unwrap_or_default(),
            count: *count,
        })
    };
    items.filter_map(door).collect()
}

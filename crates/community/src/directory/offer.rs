//! Services for somebody who chooses one for a person: found as everybody finds them, narrowed by need and by distance.

use ground::{Visit, ids::OrganizationId, layout::parts::Choice};
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    forms::Form,
};

use super::{
    choose, find,
    find::{Query, SHOWN},
    gazetteer,
    near::Spot,
};
pub(crate) use super::{choose::address, pages::Line};

/// What is looked for: words in `q`, a need in `need`, a place in `near` with `miles`.
pub(crate) struct Asked {
    query: Query,
    near: String,
    miles: f64,
}

impl Asked {
    pub(crate) fn read(form: &Form) -> Self {
        Self { query: choose::query(form), near: form.get("near").trim().to_owned(), miles: choose::miles(form) }
    }
}

/// What was found, with the needs that there is something for.
pub(crate) struct Found {
    found: find::Found,
    counts: Vec<(String, i64)>,
    near: Option<Spot>,
    is_place_unknown: bool,
}

/// Looks for services; around a place the nearest alone.
///
/// # Errors
/// Those of the storage.
pub(crate) fn look(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    asked: Asked,
    (now, zone): (Timestamp, &TimeZone),
) -> Result<Found, DbError> {
    let Asked { mut query, near, miles } = asked;
    if query.near.is_none() && !near.is_empty() {
        query.near = gazetteer::spot(tx, on, &near)?.map(|spot| (spot, miles));
    }
    let mut found = find::find(tx, on, &query, now, zone)?;
    found.hits.truncate(SHOWN);
    Ok(Found {
        found,
        counts: find::counts_of_choices(tx, on)?,
        near: query.near.map(|(spot, _)| spot),
        is_place_unknown: query.near.is_none() && !near.is_empty(),
    })
}

impl Found {
    /// The ids of what was found, as text, in their order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.found.hits.iter().map(|hit| hit.id.to_string()).collect()
    }
}

/// What was found, in the visitor's words.
pub(crate) struct Offer {
    pub lines: Vec<Line>,
    pub needs: Vec<Choice>,
    pub distances: Vec<Choice>,
    /// What was looked for when a word was spelled otherwise.
    pub meant: String,
    /// A word that is nowhere in the directory.
    pub unknown: String,
    pub is_place_unknown: bool,
    /// The look ended before the page was full: there may be more further on.
    pub is_cut_short: bool,
    /// The address of the next page; empty without one.
    pub more: String,
}

/// The offer of a page at `path` that was asked for with `form`.
pub(crate) fn offer(visit: &Visit, zone: &TimeZone, path: &str, form: &Form, asked: &Found) -> Offer {
    let found = &asked.found;
    let more = found.more.as_ref().map(|after| address(path, form, "after", &after.text()));
    Offer {
        lines: (1..).zip(&found.hits).map(|(mark, hit)| Line::new(visit, zone, hit, asked.near, mark)).collect(),
        needs: choose::listed(visit, "directory_needs", "need", form, &asked.counts),
        distances: choose::distances(visit, form),
        meant: found.meant.clone().unwrap_or_default(),
        unknown: found.unknown.clone().unwrap_or_default(),
        is_place_unknown: asked.is_place_unknown,
        is_cut_short: found.is_cut_short,
        more: more.unwrap_or_default(),
    }
}

impl Offer {
    /// The message of the way to the next page.
    pub(crate) fn more_key(&self) -> &'static str {
        if self.is_cut_short { "directory-look-on" } else { "directory-more" }
    }
}

//! The two ways to a page of services: along the index of one facet, and out from a place.
//!
//! What a page costs is bounded by what is looked at, not by the directory. Choices and hours stand in the indexes as bits
//! and cost next to nothing; what is asked for row by row (a second word, the exact hour) is asked for a few thousand times at
//! most, and a list says where it stopped.

use ground::ids::OrganizationId;
use kit::{
    db::{DbError, Statement, ToValue, Tx},
    sql,
};

use super::{
    find::{After, Hit, LOOKED_AT, SHOWN},
    near::Spot,
};

/// Facets without a bit that one search can ask for beside the one that leads.
pub const OTHERS: usize = 5;
/// Services that one page of a list goes through when each is asked for another word.
const ASKED_THROUGH: i64 = 2_500;
/// A word of so few services leads around a spot by itself: fewer look-ups than a box has places.
const RARE: i64 = 2_000;
/// Half the sides of the boxes, in miles.
const RINGS: [f64; 8] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
/// As many of the nearest services are enough: a page.
const NEAR_ENOUGH: usize = SHOWN;
/// A box should hold so many that fit, if they were spread evenly.
const HOPED_FOR: i64 = 80;
/// The most places that are counted to choose a box; fewer when each of them is asked for a word.
const MOST_COUNTED: i64 = 10_000;
const MOST_ASKED: i64 = 2_500;
/// The nearest that may be open by their bits, of which those are read that are open by their hours.
const MAYBE_OPEN: i64 = 400;

/// What a service must have.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The facet whose index is gone along.
    pub lead: String,
    /// Services that have it.
    pub count: i64,
    /// It has no bit.
    pub is_word: bool,
    /// Services in the directory.
    pub total: i64,
    /// Services that would have everything that was asked for, if nothing had to do with anything else.
    pub fitting: i64,
    /// Bits of choices.
    pub choices: i64,
    /// The bit of the part of the week.
    pub hours: i64,
    /// Facets without a bit, [`OTHERS`] of them; those that are not needed are empty.
    pub others: Vec<String>,
    /// Weekday and minute, here and in UTC, when it has to be open then.
    pub moment: Option<[i64; 4]>,
}

/// Services of a list, and where the look ended when it was not at the end of the list.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    pub hits: Vec<Hit>,
    pub stopped: Option<After>,
}

/// A clause that a service has the facet bound at a place, when one is bound there.
macro_rules! has_facet {
    ($service:literal, $place:literal) => {
        concat!(
            " AND ($",
            $place,
            " = '' OR EXISTS (SELECT 1 FROM service_facets w WHERE w.organization_id = $1 AND w.service_id = ",
            $service,
            " AND w.facet = $",
            $place,
            "))"
        )
    };
}

/// Clauses that a row has the bits bound at `$3` and `$4`, and its service the facets bound from `$5` to `$9`.
macro_rules! has_all {
    ($row:literal, $service:literal) => {
        concat!(
            " AND (",
            $row,
            ".choices & $3) = $3 AND (",
            $row,
            ".hours & $4) = $4",
            has_facet!($service, 5),
            has_facet!($service, 6),
            has_facet!($service, 7),
            has_facet!($service, 8),
            has_facet!($service, 9)
        )
    };
}

/// A clause that a service is open, as far as its hours say: `$10` is bound to whether that is asked, `$11` to `$14` to
/// weekday and minute here and in UTC.
macro_rules! may_be_open {
    ($service:literal) => {
        concat!(
            " AND ($10 = 0 OR EXISTS (SELECT 1 FROM service_hours h WHERE h.organization_id = $1 AND h.service_id = ",
            $service,
            " AND ((h.basis = 'local' AND h.weekday = $11 AND h.opens_minute <= $12 AND h.closes_minute > $12)
                OR (h.basis = 'utc' AND h.weekday = $13 AND h.opens_minute <= $14 AND h.closes_minute > $14))))"
        )
    };
}

/// What is bound from `$1` to `$14`.
struct Bound<'a> {
    on: &'a OrganizationId,
    lead: &'a str,
    asked: &'a Asked,
    is_open_asked: i64,
    moment: [i64; 4],
}

impl<'a> Bound<'a> {
    fn of(on: &'a OrganizationId, asked: &'a Asked) -> Self {
        let is_open_asked = i64::from(asked.moment.is_some());
        Self { on, lead: &asked.lead, asked, is_open_asked, moment: asked.moment.unwrap_or_default() }
    }

    fn with<'p>(&'p self, more: impl IntoIterator<Item = &'p dyn ToValue>) -> Vec<&'p dyn ToValue> {
        let mut params: Vec<&dyn ToValue> = vec![self.on, &self.lead, &self.asked.choices, &self.asked.hours];
        params.extend(self.asked.others.iter().take(OTHERS).map(|facet| -> &dyn ToValue { facet }));
        params.push(&self.is_open_asked);
        params.extend(self.moment.iter().map(|part| -> &dyn ToValue { part }));
        params.extend(more);
        params
    }
}

impl Asked {
    /// Services are asked one by one for something that is not in the index.
    fn asks_each(&self) -> bool {
        self.others.iter().any(|facet| !facet.is_empty())
    }
}

/// The part of a list that begins after one service, in the order of the leading facet's index.
///
/// # Errors
/// Those of the storage.
pub fn along(tx: &mut Tx<'_>, on: OrganizationId, asked: &Asked, after: &After, limit: i64) -> Result<Listed, DbError> {
    let is_long = asked.count > ASKED_THROUGH && asked.asks_each();
    let stop = if is_long { stop(tx, on, asked, after)? } else { None };
    let end = After::end();
    let hits = until(tx, on, asked, (after, stop.as_ref().unwrap_or(&end)), limit)?;
    let is_full = i64::try_from(hits.len()).is_ok_and(|count| count >= limit);
    Ok(Listed { hits, stopped: stop.filter(|_| !is_full) })
}

/// Where a long list is left for this page.
fn stop(tx: &mut Tx<'_>, on: OrganizationId, asked: &Asked, after: &After) -> Result<Option<After>, DbError> {
    tx.one(
        sql!(
            "SELECT e.rank, e.sort_key, e.service_id FROM service_facets e
             WHERE e.organization_id = $1 AND e.facet = $2 AND (e.rank, e.sort_key, e.service_id) > ($3, $4, $5)
             ORDER BY e.rank, e.sort_key, e.service_id LIMIT 1 OFFSET $6"
        ),
        &[&on, &asked.lead, &after.rank, &after.sort_key, &after.id, &ASKED_THROUGH],
    )
}

// CROSS JOIN keeps SQLite to the order that is written; the services themselves are read only for what is shown.
fn until(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    asked: &Asked,
    (after, stop): (&After, &After),
    limit: i64,
) -> Result<Vec<Hit>, DbError> {
    let bound = Bound::of(&on, asked);
    let part: [&dyn ToValue; 7] =
        [&after.rank, &after.sort_key, &after.id, &stop.rank, &stop.sort_key, &stop.id, &limit];
    tx.list(
        sql!(
            "SELECT s.id, s.name, s.agency_name, s.status, s.alert, s.phone, s.place, s.schedules, s.checked_at,
                s.failed_since_check, s.reports_open,
                (SELECT x.latitude FROM service_at_locations x WHERE x.organization_id = $1 AND x.service_id = s.id
                 ORDER BY x.id LIMIT 1),
                (SELECT x.longitude FROM service_at_locations x WHERE x.organization_id = $1 AND x.service_id = s.id
                 ORDER BY x.id LIMIT 1),
                c.rank, c.sort_key
             FROM (SELECT f.service_id, f.rank, f.sort_key FROM service_facets f
                WHERE f.organization_id = $1 AND f.facet = $2 AND (f.rank, f.sort_key, f.service_id) > ($15, $16, $17)
                  AND (f.rank, f.sort_key, f.service_id) <= ($18, $19, $20)",
            has_all!("f", "f.service_id"),
            may_be_open!("f.service_id"),
            " ORDER BY f.rank, f.sort_key, f.service_id LIMIT $21) c
             CROSS JOIN services s
             WHERE s.organization_id = $1 AND s.id = c.service_id
             ORDER BY c.rank, c.sort_key, c.service_id LIMIT $21"
        ),
        &bound.with(part),
    )
}

/// The nearest services within so many miles, the nearest first.
///
/// # Errors
/// Those of the storage.
pub fn around(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    asked: &Asked,
    (spot, miles): (Spot, f64),
) -> Result<Vec<Hit>, DbError> {
    if asked.count == 0 {
        return Ok(Vec::new());
    }
    if asked.is_word && asked.count <= RARE {
        return by_facet(tx, on, asked, (spot, miles));
    }
    let first = first_ring(tx, on, asked, (spot, miles))?;
    let hits = in_box(tx, on, asked, (spot, first))?;
    if hits.len() >= NEAR_ENOUGH || first >= miles {
        return Ok(hits);
    }
    // Fewer than hoped for fit here: all of them, by whichever way has less to ask.
    let is_box_less = !asked.is_word || places_in(tx, on, (spot, miles), asked.count)? < asked.count;
    if is_box_less { in_box(tx, on, asked, (spot, miles)) } else { by_facet(tx, on, asked, (spot, miles)) }
}

/// The smallest box in which enough would fit; the widest when none is so full.
fn first_ring(tx: &mut Tx<'_>, on: OrganizationId, asked: &Asked, (spot, miles): (Spot, f64)) -> Result<f64, DbError> {
    let rings: Vec<f64> = RINGS.into_iter().filter(|ring| *ring < miles).collect();
    let wanted = asked.total.saturating_mul(HOPED_FOR).checked_div(asked.fitting).unwrap_or(i64::MAX);
    let most = if asked.is_word { MOST_ASKED } else { MOST_COUNTED };
    let wanted = wanted.clamp(HOPED_FOR, most);
    let (mut found, mut low, mut high) = (miles, 0, rings.len());
    while low < high {
        let middle = low.midpoint(high);
        let Some(ring) = rings.get(middle).copied() else { break };
        if places_in(tx, on, (spot, ring), wanted)? >= wanted {
            (found, high) = (ring, middle);
        } else {
            low = middle.saturating_add(1);
        }
    }
    Ok(found)
}

/// How many places a box holds; no more than so many are counted.
fn places_in(tx: &mut Tx<'_>, on: OrganizationId, (spot, miles): (Spot, f64), most: i64) -> Result<i64, DbError> {
    let area = spot.within(miles);
    let count: Option<i64> = tx.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM service_at_locations x
                WHERE x.organization_id = $1 AND x.latitude >= $2 AND x.latitude <= $3 AND x.longitude >= $4
                  AND x.longitude <= $5 LIMIT $6) c"
        ),
        &[&on, &area.south, &area.north, &area.west, &area.east, &most],
    )?;
    Ok(count.unwrap_or_default())
}

/// The order from a spot: `$15` and `$16` are it, `$17` the weight of a degree of longitude, `$18` to `$21` the box.
macro_rules! by_distance {
    ($at:literal, $limit:literal) => {
        concat!(
            " ORDER BY (",
            $at,
            ".latitude - $15) * (",
            $at,
            ".latitude - $15) + (",
            $at,
            ".longitude - $16) * (",
            $at,
            ".longitude - $16) * $17, ",
            $at,
            ".service_id LIMIT $",
            $limit
        )
    };
}

macro_rules! in_the_box {
    () => {
        " AND x.latitude >= $18 AND x.latitude <= $19 AND x.longitude >= $20 AND x.longitude <= $21"
    };
}

/// The nearest rows of `c` with their services.
macro_rules! nearest_of {
    ($($rows:expr),+ $(,)?) => {
        sql!(
            "SELECT s.id, s.name, s.agency_name, s.status, s.alert, s.phone, s.place, s.schedules, s.checked_at,
                s.failed_since_check, s.reports_open, c.latitude, c.longitude, 0, s.sort_key FROM (",
            $($rows,)+
            by_distance!("x", 22),
            ") c CROSS JOIN services s WHERE s.organization_id = $1 AND s.id = c.service_id",
            may_be_open!("c.service_id"),
            by_distance!("c", 23)
        )
    };
}

/// Looks at every place of a box.
fn in_box(tx: &mut Tx<'_>, on: OrganizationId, asked: &Asked, (spot, miles): (Spot, f64)) -> Result<Vec<Hit>, DbError> {
    let statement = nearest_of!(
        "SELECT x.service_id, x.latitude, x.longitude FROM service_at_locations x WHERE x.organization_id = $1",
        in_the_box!(),
        has_facet!("x.service_id", 2),
        has_all!("x", "x.service_id")
    );
    let mut bound = Bound::of(&on, asked);
    // What has a bit is not asked for again.
    if !asked.is_word {
        bound.lead = "";
    }
    nearest(tx, statement, &bound, (spot, miles))
}

/// Looks at every service of the leading facet.
fn by_facet(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    asked: &Asked,
    (spot, miles): (Spot, f64),
) -> Result<Vec<Hit>, DbError> {
    let statement = nearest_of!(
        "SELECT x.service_id, x.latitude, x.longitude FROM service_facets f CROSS JOIN service_at_locations x
         WHERE f.organization_id = $1 AND f.facet = $2 AND x.organization_id = $1 AND x.service_id = f.service_id",
        in_the_box!(),
        has_all!("f", "f.service_id")
    );
    nearest(tx, statement, &Bound::of(&on, asked), (spot, miles))
}

fn nearest(
    tx: &mut Tx<'_>,
    statement: &'static Statement,
    bound: &Bound<'_>,
    (spot, miles): (Spot, f64),
) -> Result<Vec<Hit>, DbError> {
    let area = spot.within(miles);
    let looked_at = if bound.asked.moment.is_some() { MAYBE_OPEN } else { LOOKED_AT };
    let place: [&dyn ToValue; 9] = [
        &spot.latitude,
        &spot.longitude,
        &area.weight,
        &area.south,
        &area.north,
        &area.west,
        &area.east,
        &looked_at,
        &LOOKED_AT,
    ];
    let mut hits: Vec<Hit> = tx.list(statement, &bound.with(place))?;
    hits.retain(|hit| hit.spot().is_some_and(|there| spot.miles_to(there) <= miles));
    // A service with several places is shown once, at the nearest.
    let mut seen = std::collections::BTreeSet::new();
    hits.retain(|hit| seen.insert(kit::ids::Id::uuid(hit.id)));
    Ok(hits)
}

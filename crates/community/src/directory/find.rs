//! Finding services: by words however they are spelled, by what they are found by, around a place, open now.
//!
//! Whatever is asked for becomes facets. The list begins with the rarest of them, whose index is in the order of the
//! list, and asks for the others row by row; so a page costs the same in a directory of a hundred and of a hundred
//! thousand services.

use ground::ids::OrganizationId;
use hsds::model::Schedule;
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, ToValue, Tx},
    sql,
};
use serde_json::Value;
use uuid::Uuid;

use super::{hours, near::Spot, shelf::ServiceId, words};

/// Services on a page.
pub const SHOWN: usize = 20;
/// Services looked at for one page when their hours decide.
const LOOKED_AT: i64 = 80;
/// Facets that one search can ask for at a time.
pub const MOST_FACETS: usize = 10;

/// What somebody looks for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Facets, all of which a service must have.
    pub facets: Vec<String>,
    /// Words as typed.
    pub words: String,
    pub is_open_now: bool,
    /// Around a place, within so many miles; the nearest first.
    pub near: Option<(Spot, f64)>,
    /// Where the page before ended.
    pub after: Option<After>,
}

/// The last service of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    pub rank: i64,
    pub sort_key: String,
    pub id: Uuid,
}

impl After {
    /// As it stands in an address.
    pub fn text(&self) -> String {
        format!("{}.{}.{}", self.rank, self.id, self.sort_key)
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let rank = parts.next()?.parse().ok()?;
        let id = parts.next()?.parse().ok()?;
        Some(Self { rank, id, sort_key: parts.next()?.to_owned() })
    }
}

/// A service in a list.
#[derive(Debug, Clone)]
pub struct Hit {
    pub id: ServiceId,
    pub name: String,
    pub agency_name: String,
    pub status: String,
    pub alert: String,
    pub phone: String,
    pub place: String,
    pub schedules: Value,
    pub checked_at: Option<Timestamp>,
    pub failed_since_check: i64,
    pub reports_open: i64,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub rank: i64,
    pub sort_key: String,
}

kit::from_row!(Hit {
    id,
    name,
    agency_name,
    status,
    alert,
    phone,
    place,
    schedules,
    checked_at,
    failed_since_check,
    reports_open,
    latitude,
    longitude,
    rank,
    sort_key
});

impl Hit {
    pub fn schedules(&self) -> Vec<Schedule> {
        serde_json::from_value(self.schedules.clone()).unwrap_or_default()
    }

    pub fn spot(&self) -> Option<Spot> {
        self.latitude.zip(self.longitude).and_then(|(latitude, longitude)| Spot::new(latitude, longitude))
    }
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// Where the next page begins, when there may be more.
    pub more: Option<After>,
    /// What was looked for when a word was spelled otherwise.
    pub meant: Option<String>,
    /// A word that is nowhere in the directory.
    pub unknown: Option<String>,
}

/// Looks for services.
///
/// # Errors
/// Those of the storage.
pub fn find(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    query: &Query,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Found, DbError> {
    let mut found = Found::default();
    let mut facets = query.facets.clone();
    let typed: Vec<String> = words::words(&query.words).into_iter().take(words::MOST_WORDS).collect();
    if !typed.is_empty() {
        let known = meant(tx, on, &typed)?;
        if let Some(word) = typed.iter().zip(&known).find_map(|(typed, known)| known.is_none().then_some(typed)) {
            return Ok(Found { unknown: Some(word.clone()), ..found });
        }
        let known: Vec<String> = known.into_iter().flatten().collect();
        found.meant = (known != typed).then(|| known.join(" "));
        facets.extend(known.into_iter().map(|word| format!("word:{word}")));
    }
    facets.sort();
    facets.dedup();
    facets.truncate(MOST_FACETS);
    let asked = hours::asked(now, zone);
    let mut hits = match query.near {
        Some((spot, miles)) => around(tx, on, (&facets, query.is_open_now), (spot, miles), asked)?,
        None => by_facets(tx, on, (&facets, query.is_open_now), query.after.as_ref(), asked)?,
    };
    // Nothing comes after the nearest so many.
    let may_be_more =
        query.near.is_none() && i64::try_from(hits.len()).is_ok_and(|count| count >= limit(query.is_open_now));
    let last = hits.last().map(place_in_list);
    if query.is_open_now {
        hits.retain(|hit| hours::is_open(&hit.schedules(), now, zone) == Some(true));
    }
    let is_cut = query.near.is_none() && hits.len() > SHOWN;
    if is_cut {
        hits.truncate(SHOWN);
    }
    found.more = if is_cut { hits.last().map(place_in_list) } else { last.filter(|_| may_be_more) };
    found.hits = hits;
    Ok(found)
}

fn place_in_list(hit: &Hit) -> After {
    After { rank: hit.rank, sort_key: hit.sort_key.clone(), id: kit::ids::Id::uuid(hit.id) }
}

/// One more than a page shows whether there is another.
fn limit(is_open_now: bool) -> i64 {
    if is_open_now { LOOKED_AT } else { i64::try_from(SHOWN).unwrap_or(20).saturating_add(1) }
}

/// The words of the directory that typed ones stand for, one for each.
fn meant(tx: &mut Tx<'_>, on: OrganizationId, typed: &[String]) -> Result<Vec<Option<String>>, DbError> {
    let mut slots: Vec<String> = typed.iter().flat_map(|word| words::slots(word)).collect();
    slots.resize(words::SLOTS.saturating_mul(words::MOST_WORDS), String::new());
    let mut params: Vec<&dyn ToValue> = vec![&on];
    params.extend(slots.iter().map(|slot| -> &dyn ToValue { slot }));
    let known: Vec<(String, i64)> = tx.list(
        sql!(
            "SELECT DISTINCT k.word, c.services FROM directory_word_keys k
             JOIN facet_counts c ON c.organization_id = $1 AND c.facet = 'word:' || k.word
             WHERE k.organization_id = $1 AND c.services > 0 AND k.key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33,
                $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53)
             LIMIT 2000"
        ),
        &params,
    )?;
    let likeliest = |word: &String| {
        words::likeliest(word, known.iter().map(|(word, services)| (word.as_str(), *services))).map(str::to_owned)
    };
    Ok(typed.iter().map(likeliest).collect())
}

/// The facets of typed words, for faces without a page; `None` when one of them is nowhere in the directory.
///
/// # Errors
/// Those of the storage.
pub fn facets_of_words(tx: &mut Tx<'_>, on: OrganizationId, typed: &str) -> Result<Option<Vec<String>>, DbError> {
    let typed: Vec<String> = words::words(typed).into_iter().take(words::MOST_WORDS).collect();
    let known: Option<Vec<String>> = meant(tx, on, &typed)?.into_iter().collect();
    Ok(known.map(|known| known.into_iter().map(|word| format!("word:{word}")).collect()))
}

/// The rarest facet first, then the others, always as many.
fn ordered(tx: &mut Tx<'_>, on: OrganizationId, facets: &[String]) -> Result<Vec<String>, DbError> {
    let mut asked: Vec<String> = if facets.is_empty() { vec!["all".to_owned()] } else { facets.to_vec() };
    if asked.len() > 1 {
        let counts = counts_of(tx, on, &asked)?;
        let count = |facet: &String| counts.iter().find(|(known, _)| known == facet).map_or(0, |(_, count)| *count);
        asked.sort_by_key(count);
    }
    asked.resize(MOST_FACETS, String::new());
    Ok(asked)
}

/// How many services have each of some facets.
///
/// # Errors
/// Those of the storage.
pub fn counts_of(tx: &mut Tx<'_>, on: OrganizationId, facets: &[String]) -> Result<Vec<(String, i64)>, DbError> {
    let mut slots: Vec<&str> = facets.iter().map(String::as_str).collect();
    slots.resize(MOST_FACETS, "");
    let mut params: Vec<&dyn ToValue> = vec![&on];
    params.extend(slots.iter().map(|slot| -> &dyn ToValue { slot }));
    tx.list(
        sql!(
            "SELECT facet, services FROM facet_counts
             WHERE organization_id = $1 AND facet IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) LIMIT 10"
        ),
        &params,
    )
}

/// Every facet that begins so, with how many services have it: what people choose from.
///
/// # Errors
/// Those of the storage.
pub fn counts_from(tx: &mut Tx<'_>, on: OrganizationId, begin: &str) -> Result<Vec<(String, i64)>, DbError> {
    tx.list(
        sql!(
            "SELECT facet, services FROM facet_counts
             WHERE organization_id = $1 AND facet >= $2 AND facet < $3 AND services > 0 ORDER BY facet LIMIT 200"
        ),
        &[&on, &format!("{begin}:"), &format!("{begin};")],
    )
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

/// A clause that a service may be open: `$first` is bound to whether that is asked, then weekday and minute here and in
/// UTC.
macro_rules! may_be_open {
    ($service:literal, $asked:literal, $day:literal, $minute:literal, $utc_day:literal, $utc_minute:literal) => {
        concat!(
            " AND ($",
            $asked,
            " = 0 OR EXISTS (SELECT 1 FROM service_hours h WHERE h.organization_id = $1 AND h.service_id = ",
            $service,
            " AND ((h.basis = 'local' AND h.weekday = $",
            $day,
            " AND h.opens_minute <= $",
            $minute,
            " AND h.closes_minute > $",
            $minute,
            ") OR (h.basis = 'utc' AND h.weekday = $",
            $utc_day,
            " AND h.opens_minute <= $",
            $utc_minute,
            " AND h.closes_minute > $",
            $utc_minute,
            "))))"
        )
    };
}

// CROSS JOIN keeps SQLite to the order that is written: the index of the rarest facet, then each service.
fn by_facets(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    (facets, is_open_now): (&[String], bool),
    after: Option<&After>,
    [day, minute, utc_day, utc_minute]: [i64; 4],
) -> Result<Vec<Hit>, DbError> {
    let facets = ordered(tx, on, facets)?;
    let start = After { rank: -1, sort_key: String::new(), id: Uuid::nil() };
    let after = after.unwrap_or(&start);
    let (asked, limit) = (i64::from(is_open_now), limit(is_open_now));
    let mut params: Vec<&dyn ToValue> = vec![&on];
    params.extend(facets.iter().map(|facet| -> &dyn ToValue { facet }));
    params.extend([&after.rank as &dyn ToValue, &after.sort_key, &after.id]);
    params.extend([&asked as &dyn ToValue, &day, &minute, &utc_day, &utc_minute, &limit]);
    tx.list(
        sql!(
            "SELECT s.id, s.name, s.agency_name, s.status, s.alert, s.phone, s.place, s.schedules, s.checked_at,
                s.failed_since_check, s.reports_open,
                (SELECT x.latitude FROM service_at_locations x WHERE x.organization_id = $1 AND x.service_id = s.id
                 ORDER BY x.id LIMIT 1),
                (SELECT x.longitude FROM service_at_locations x WHERE x.organization_id = $1 AND x.service_id = s.id
                 ORDER BY x.id LIMIT 1),
                f.rank, f.sort_key
             FROM service_facets f CROSS JOIN services s
             WHERE f.organization_id = $1 AND f.facet = $2 AND (f.rank, f.sort_key, f.service_id) > ($12, $13, $14)
               AND s.organization_id = $1 AND s.id = f.service_id",
            has_facet!("f.service_id", 3),
            has_facet!("f.service_id", 4),
            has_facet!("f.service_id", 5),
            has_facet!("f.service_id", 6),
            has_facet!("f.service_id", 7),
            has_facet!("f.service_id", 8),
            has_facet!("f.service_id", 9),
            has_facet!("f.service_id", 10),
            has_facet!("f.service_id", 11),
            may_be_open!("f.service_id", 15, 16, 17, 18, 19),
            " ORDER BY f.rank, f.sort_key, f.service_id LIMIT $20"
        ),
        &params,
    )
}

/// Distances that are looked at first, in miles: in a city the nearest so many are soon found, and the wide box with all of
/// its services is only looked through where there are few.
const FIRST_MILES: [f64; 3] = [0.5, 2.0, 8.0];
/// As many of the nearest services are enough.
const NEAR_ENOUGH: usize = 40;

/// The nearest services.
fn around(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    asked: (&[String], bool),
    (spot, miles): (Spot, f64),
    moment: [i64; 4],
) -> Result<Vec<Hit>, DbError> {
    for nearer in FIRST_MILES.into_iter().filter(|nearer| *nearer < miles) {
        let hits = within(tx, on, asked, (spot, nearer), moment)?;
        if hits.len() >= NEAR_ENOUGH {
            return Ok(hits);
        }
    }
    within(tx, on, asked, (spot, miles), moment)
}

/// The nearest services within so many miles.
fn within(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    (facets, is_open_now): (&[String], bool),
    (spot, miles): (Spot, f64),
    [day, minute, utc_day, utc_minute]: [i64; 4],
) -> Result<Vec<Hit>, DbError> {
    let mut facets = facets.to_vec();
    facets.resize(MOST_FACETS, String::new());
    let area = spot.within(miles);
    let asked = i64::from(is_open_now);
    let mut params: Vec<&dyn ToValue> = vec![&on];
    params.extend(facets.iter().map(|facet| -> &dyn ToValue { facet }));
    params.extend([&area.south as &dyn ToValue, &area.north, &area.west, &area.east]);
    params.extend([&spot.latitude as &dyn ToValue, &spot.longitude, &area.weight]);
    params.extend([&asked as &dyn ToValue, &day, &minute, &utc_day, &utc_minute, &LOOKED_AT]);
    let mut hits: Vec<Hit> = tx.list(
        sql!(
            "SELECT s.id, s.name, s.agency_name, s.status, s.alert, s.phone, s.place, s.schedules, s.checked_at,
                s.failed_since_check, s.reports_open, x.latitude, x.longitude, 0, s.sort_key
             FROM service_at_locations x CROSS JOIN services s
             WHERE x.organization_id = $1 AND x.latitude >= $12 AND x.latitude <= $13 AND x.longitude >= $14
               AND x.longitude <= $15 AND s.organization_id = $1 AND s.id = x.service_id AND s.removed_at IS NULL
               AND s.status IN ('active', 'temporarily closed')",
            has_facet!("x.service_id", 2),
            has_facet!("x.service_id", 3),
            has_facet!("x.service_id", 4),
            has_facet!("x.service_id", 5),
            has_facet!("x.service_id", 6),
            has_facet!("x.service_id", 7),
            has_facet!("x.service_id", 8),
            has_facet!("x.service_id", 9),
            has_facet!("x.service_id", 10),
            has_facet!("x.service_id", 11),
            may_be_open!("x.service_id", 19, 20, 21, 22, 23),
            " ORDER BY (x.latitude - $16) * (x.latitude - $16) + (x.longitude - $17) * (x.longitude - $17) * $18, x.id
             LIMIT $24"
        ),
        &params,
    )?;
    hits.retain(|hit| hit.spot().is_some_and(|there| spot.miles_to(there) <= miles));
    // A service with several places is shown once, at the nearest.
    let mut seen = std::collections::BTreeSet::new();
    hits.retain(|hit| seen.insert(kit::ids::Id::uuid(hit.id)));
    Ok(hits)
}

//! Finding services: by words however they are spelled, by what they are found by, around a place, open now.
//!
//! Whatever is asked for becomes facets. The list begins with one of them that is rare, whose index is in the order of the
//! list. The other choices and the hour of the day stand beside it as bits (`bits`); only words are asked for row by row
//! (`walk`). So a page costs about the same in a directory of a hundred and of a hundred thousand services.

use ground::ids::OrganizationId;
use hsds::model::Schedule;
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{Column, DbError, FromColumn, ToValue, Tx},
    sql,
};
use uuid::Uuid;

use super::{
    bits, hours,
    near::Spot,
    shelf::ServiceId,
    walk::{self, Asked},
    words,
};

/// Services on a page.
pub const SHOWN: usize = 20;
/// Services read for one page when their hours decide, or the distance.
pub const LOOKED_AT: i64 = 80;
/// Facets that one search can ask for at a time, with the one of all services.
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

kit::from_row!(After { rank, sort_key, id });

impl After {
    /// Before the first.
    pub fn start() -> Self {
        Self { rank: -1, sort_key: String::new(), id: Uuid::nil() }
    }

    /// Behind the last.
    pub fn end() -> Self {
        Self { rank: i64::MAX, sort_key: String::new(), id: Uuid::max() }
    }

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

/// When a service is open, as far as rules say; nothing when what is stored cannot be read.
#[derive(Debug, Clone, Default)]
pub struct Hours(pub Vec<Schedule>);

impl FromColumn for Hours {
    fn from_column(column: Column<'_>) -> Result<Self, String> {
        Ok(Self(column.json().unwrap_or_default()))
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
    pub schedules: Hours,
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
    /// The look ended before the page was full: there may be more further on.
    pub is_cut_short: bool,
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
    let (facets, meant) = match said(tx, on, query)? {
        Said::Unknown(word) => return Ok(Found { unknown: Some(word), ..Found::default() }),
        Said::Known(facets, meant) => (facets, meant),
    };
    let asked = asked(tx, on, facets, query.is_open_now.then(|| hours::asked(now, zone)))?;
    let mut found = match query.near {
        // Nothing comes after the nearest so many.
        Some(around) => Found { hits: walk::around(tx, on, &asked, around)?, ..Found::default() },
        None => listed(tx, on, &asked, query.after.as_ref())?,
    };
    if query.is_open_now {
        found.hits.retain(|hit| hours::is_open(&hit.schedules.0, now, zone) == Some(true));
    }
    if query.near.is_none() && found.hits.len() > SHOWN {
        found.hits.truncate(SHOWN);
        found.more = found.hits.last().map(place_in_list);
        found.is_cut_short = false;
    }
    Ok(Found { meant, ..found })
}

/// A part of the list, longer than a page when hours decide which of it are shown.
fn listed(tx: &mut Tx<'_>, on: OrganizationId, asked: &Asked, after: Option<&After>) -> Result<Found, DbError> {
    let limit = limit(asked.moment.is_some());
    let start = After::start();
    let listed = walk::along(tx, on, asked, after.unwrap_or(&start), limit)?;
    let is_full = i64::try_from(listed.hits.len()).is_ok_and(|count| count >= limit);
    let more = if is_full { listed.hits.last().map(place_in_list) } else { listed.stopped };
    Ok(Found { is_cut_short: !is_full && more.is_some(), hits: listed.hits, more, ..Found::default() })
}

/// What a search asks for, as facets.
enum Said {
    /// A word that is nowhere in the directory.
    Unknown(String),
    /// All facets, and the words as they were understood when that is not as they were typed.
    Known(Vec<String>, Option<String>),
}

fn said(tx: &mut Tx<'_>, on: OrganizationId, query: &Query) -> Result<Said, DbError> {
    let mut facets = query.facets.clone();
    let typed: Vec<String> = words::words(&query.words).into_iter().take(words::MOST_WORDS).collect();
    let known = if typed.is_empty() { Vec::new() } else { meant(tx, on, &typed)? };
    if let Some(word) = typed.iter().zip(&known).find_map(|(typed, known)| known.is_none().then_some(typed)) {
        return Ok(Said::Unknown(word.clone()));
    }
    let known: Vec<String> = known.into_iter().flatten().collect();
    let meant = (known != typed).then(|| known.join(" "));
    facets.extend(known.into_iter().map(|word| format!("word:{word}")));
    Ok(Said::Known(facets, meant))
}

fn place_in_list(hit: &Hit) -> After {
    After { rank: hit.rank, sort_key: hit.sort_key.clone(), id: kit::ids::Id::uuid(hit.id) }
}

/// One more than a page shows whether there is another.
fn limit(is_open_now: bool) -> i64 {
    if is_open_now { LOOKED_AT } else { i64::try_from(SHOWN).unwrap_or(20).saturating_add(1) }
}

/// The words of the directory that typed ones stand for, one for each. Words that stand there as typed are not guessed at.
fn meant(tx: &mut Tx<'_>, on: OrganizationId, typed: &[String]) -> Result<Vec<Option<String>>, DbError> {
    let facets: Vec<String> = typed.iter().map(|word| format!("word:{word}")).collect();
    let there = counts_of(tx, on, &facets)?;
    let is_there = |word: &&String| {
        there.iter().any(|(facet, services)| facet.strip_prefix("word:") == Some(word.as_str()) && *services > 0)
    };
    let (exact, guessed): (Vec<&String>, Vec<&String>) = typed.iter().partition(is_there);
    let known = if guessed.is_empty() { Vec::new() } else { alike(tx, on, &guessed)? };
    let likeliest = |word: &String| {
        if exact.contains(&word) {
            return Some(word.clone());
        }
        words::likeliest(word, known.iter().map(|(word, services)| (word.as_str(), *services))).map(str::to_owned)
    };
    Ok(typed.iter().map(likeliest).collect())
}

/// Words of the directory that share a key with any of these, and how many services have each.
fn alike(tx: &mut Tx<'_>, on: OrganizationId, typed: &[&String]) -> Result<Vec<(String, i64)>, DbError> {
    let mut slots: Vec<String> = typed.iter().flat_map(|word| words::slots(word)).collect();
    slots.resize(words::SLOTS.saturating_mul(words::MOST_WORDS), String::new());
    let mut params: Vec<&dyn ToValue> = vec![&on];
    params.extend(slots.iter().map(|slot| -> &dyn ToValue { slot }));
    tx.list(
        sql!(
            "SELECT DISTINCT k.word, c.services FROM directory_word_keys k
             CROSS JOIN facet_counts c
             WHERE k.organization_id = $1 AND k.key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36,
                $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53)
               AND c.organization_id = $1 AND c.facet = 'word:' || k.word AND c.services > 0
             LIMIT 2000"
        ),
        &params,
    )
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

/// One facet that was asked for, as the directory knows it.
#[derive(Debug, Clone)]
struct Known {
    facet: String,
    services: i64,
    /// Choices have one, words do not.
    bit: Option<i64>,
}

kit::from_row!(Known { facet, services, bit });

/// A choice that leads must be rarer than a word by this: asking each of its services for the word is what costs.
const WORD_COSTS: i64 = 50;

/// What is looked for: the facet that leads, the choices and the hour as bits, and what else has to be asked for.
fn asked(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    mut facets: Vec<String>,
    moment: Option<[i64; 4]>,
) -> Result<Asked, DbError> {
    facets.sort();
    facets.dedup();
    facets.truncate(MOST_FACETS.saturating_sub(1));
    let mut known = known_of(tx, on, &facets)?;
    let total = known.iter().find(|one| one.facet == ALL).map_or(0, |one| one.services);
    known.retain(|one| one.facet != ALL);
    let is_unknown = |facet: &&String| known.iter().all(|one| one.facet != **facet);
    // A choice that no service has leads to an empty list.
    let nobody: Vec<Known> =
        facets.iter().filter(is_unknown).map(|facet| Known { facet: facet.clone(), services: 0, bit: None }).collect();
    known.extend(nobody);
    known.sort_by_key(|one| one.services);
    let choices = known.iter().filter_map(|one| one.bit).map(bits::value).fold(bits::SHOWN, |all, one| all | one);
    let leads = leader(&known);
    let fitting =
        known.iter().fold(total, |left, one| left.saturating_mul(one.services).checked_div(total).unwrap_or_default());
    let lead = leads.map_or(Known { facet: ALL.to_owned(), services: total, bit: Some(0) }, |at| known.remove(at));
    let mut others: Vec<String> = known.into_iter().filter(|one| one.bit.is_none()).map(|one| one.facet).collect();
    others.resize(walk::OTHERS, String::new());
    let hours = moment.map(|[day, minute, ..]| hours::bit(day, minute)).unwrap_or_default();
    Ok(Asked {
        count: lead.services,
        is_word: lead.bit.is_none(),
        lead: lead.facet,
        total,
        fitting,
        choices,
        hours,
        others,
        moment,
    })
}

/// Which of some facets, the rarest first, should lead.
fn leader(known: &[Known]) -> Option<usize> {
    let (word, choice) =
        (known.iter().position(|one| one.bit.is_none()), known.iter().position(|one| one.bit.is_some()));
    let services = |at: usize| known.get(at).map_or(0, |one| one.services);
    match (word, choice) {
        (Some(word), Some(choice)) if services(choice).saturating_mul(WORD_COSTS) < services(word) => Some(choice),
        (Some(word), _) => Some(word),
        (None, choice) => choice,
    }
}

/// The facet of every service that is found.
const ALL: &str = "all";

/// How many services have each of some facets, and which bit; and how many services there are.
fn known_of(tx: &mut Tx<'_>, on: OrganizationId, facets: &[String]) -> Result<Vec<Known>, DbError> {
    let mut slots: Vec<&str> = std::iter::once(ALL).chain(facets.iter().map(String::as_str)).collect();
    slots.resize(MOST_FACETS, "");
    let mut params: Vec<&dyn ToValue> = vec![&on];
    params.extend(slots.iter().map(|slot| -> &dyn ToValue { slot }));
    tx.list(
        sql!(
            "SELECT c.facet, c.services, b.bit FROM facet_counts c
             LEFT JOIN facet_bits b ON b.organization_id = $1 AND b.facet = c.facet
             WHERE c.organization_id = $1 AND c.facet IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) LIMIT 10"
        ),
        &params,
    )
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

/// Every facet that people choose from, with how many services have it. Few rows: choices, not words.
///
/// # Errors
/// Those of the storage.
pub fn counts_of_choices(tx: &mut Tx<'_>, on: OrganizationId) -> Result<Vec<(String, i64)>, DbError> {
    tx.list(
        sql!(
            "SELECT facet, services FROM facet_counts
             WHERE organization_id = $1 AND services > 0 AND facet >= 'access:' AND facet < 'access;'
             UNION ALL SELECT facet, services FROM facet_counts
             WHERE organization_id = $1 AND services > 0 AND facet >= 'cost:' AND facet < 'cost;'
             UNION ALL SELECT facet, services FROM facet_counts
             WHERE organization_id = $1 AND services > 0 AND facet >= 'is:' AND facet < 'is;'
             UNION ALL SELECT facet, services FROM facet_counts
             WHERE organization_id = $1 AND services > 0 AND facet >= 'language:' AND facet < 'language;'
             UNION ALL SELECT facet, services FROM facet_counts
             WHERE organization_id = $1 AND services > 0 AND facet >= 'need:' AND facet < 'need;'
             LIMIT 600"
        ),
        &[&on],
    )
}

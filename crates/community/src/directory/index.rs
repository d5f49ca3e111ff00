//! What services are found by, kept in step with their records: facets and their counts, hours, words, twins.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ground::{ids::OrganizationId, rules::Rules};
use hsds::model::{Location, Schedule, Service, ServiceAtLocation, TaxonomyTerm};
use jiff::tz::TimeZone;
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    bits::Bits,
    facets::{self, Around},
    hours::{self, Stretch},
    shelf::Keeper,
    words,
};

/// Terms of all taxonomies that are read for indexing. The widely used ones have some 10,000.
const MOST_TERMS: i64 = 50_000;

/// Puts services that were touched in order. Counts are written once, by [`Index::finish`].
pub struct Index {
    keeper: Keeper,
    terms: HashMap<Uuid, TaxonomyTerm>,
    zone: TimeZone,
    bits: Bits,
    counts: BTreeMap<String, i64>,
}

struct Row {
    record: Value,
    agency_id: Uuid,
    agency_name: String,
    sort_key: String,
    status: String,
    is_removed: bool,
}

kit::from_row!(Row { record, agency_id, agency_name, sort_key, status, is_removed });

impl Index {
    /// Reads what facets are told by.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn open(tx: &mut Tx<'_>, keeper: Keeper) -> Result<Self, DbError> {
        let records: Vec<(Uuid, Value)> = tx.list(
            sql!(
                "SELECT id, record FROM taxonomy_terms WHERE organization_id = $1 AND sort_key >= ''
                  ORDER BY sort_key, id LIMIT $2"
            ),
            &[&keeper.organization, &MOST_TERMS],
        )?;
        let term =
            |(id, record): (Uuid, Value)| (id, TaxonomyTerm::of(&record.as_object().cloned().unwrap_or_default()));
        let zone: Option<String> =
            tx.one(sql!("SELECT time_zone FROM organizations WHERE organization_id = $1"), &[&keeper.organization])?;
        let zone = zone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
        let bits = Bits::open(tx, keeper.organization)?;
        Ok(Self { keeper, terms: records.into_iter().map(term).collect(), zone, bits, counts: BTreeMap::new() })
    }

    /// Puts one service in order.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn touch(&mut self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), DbError> {
        let organization = &self.keeper.organization;
        let row: Option<Row> = tx.one(
            sql!(
                "SELECT s.record, s.agency_id, a.name, s.sort_key, s.status, s.removed_at IS NOT NULL
                 FROM services s JOIN agencies a ON a.organization_id = $1 AND a.id = s.agency_id
                 WHERE s.organization_id = $1 AND s.id = $2"
            ),
            &[organization, &id],
        )?;
        let Some(row) = row else { return Ok(()) };
        let service = Service::of(&row.record.as_object().cloned().unwrap_or_default());
        let (pairs, locations, line) = places(tx, *organization, id)?;
        let around = Around {
            service: &service,
            agency_name: &row.agency_name,
            agency_id: row.agency_id,
            locations: &locations,
            terms: &self.terms,
        };
        let is_shown = !row.is_removed && matches!(row.status.as_str(), "active" | "temporarily closed");
        let stretches = hours::stretches(&all_schedules(&service, &pairs, &locations));
        let found = if is_shown { facets::of(&around, Rules::shipped()) } else { BTreeMap::new() };
        let schedules = schedules(&row.record, &pairs, &locations);
        let phone = service.phones.iter().chain(pairs.iter().flat_map(|one| &one.phones));
        let phone = phone.chain(locations.iter().flat_map(|one| &one.phones)).find(|one| one.r#type != "fax");
        tx.run(
            sql!(
                "UPDATE services SET agency_name = $3, phone = $4, place = $5, schedules = $6
                 WHERE organization_id = $1 AND id = $2"
            ),
            &[
                organization,
                &id,
                &row.agency_name,
                &phone.map_or("", |one| one.number.as_str()),
                &line,
                &Value::Array(schedules),
            ],
        )?;
        let fits = Fits {
            choices: self.bits.of(tx, *organization, &found)?,
            hours: hours::bits_of(&stretches, self.keeper.now, &self.zone),
        };
        self.put_facets(tx, (id, &row.sort_key), &found, fits)?;
        put_fits(tx, self.keeper, id, fits)?;
        let twins = if is_shown { facets::twin_keys(&service, &locations) } else { Vec::new() };
        self.put_twins(tx, id, &twins)?;
        self.put_hours(tx, id, &stretches)
    }

    fn put_facets(
        &mut self,
        tx: &mut Tx<'_>,
        (id, sort_key): (Uuid, &str),
        found: &BTreeMap<String, i64>,
        fits: Fits,
    ) -> Result<(), DbError> {
        let organization = self.keeper.organization;
        let old: Vec<(String, i64, String)> = tx.list(
            sql!(
                "SELECT facet, rank, sort_key FROM service_facets
                 WHERE organization_id = $1 AND service_id = $2 AND facet >= '' ORDER BY facet LIMIT 1000"
            ),
            &[&organization, &id],
        )?;
        let is_kept = |(facet, rank, key): &(String, i64, String)| found.get(facet) == Some(rank) && key == sort_key;
        let kept: BTreeSet<&String> = old.iter().filter(|one| is_kept(one)).map(|(facet, ..)| facet).collect();
        for (facet, ..) in old.iter().filter(|(facet, ..)| !kept.contains(facet)) {
            tx.run(
                sql!("DELETE FROM service_facets WHERE organization_id = $1 AND service_id = $2 AND facet = $3"),
                &[&organization, &id, facet],
            )?;
            self.count(facet, -1);
        }
        for (facet, rank) in found.iter().filter(|(facet, _)| !kept.contains(facet)) {
            tx.run(
                sql!(
                    "INSERT INTO service_facets (organization_id, service_id, facet, rank, sort_key, choices, hours)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)"
                ),
                &[&organization, &id, facet, rank, &sort_key, &fits.choices, &fits.hours],
            )?;
            self.count(facet, 1);
        }
        Ok(())
    }

    fn count(&mut self, facet: &str, by: i64) {
        let count = self.counts.entry(facet.to_owned()).or_default();
        *count = count.saturating_add(by);
    }

    fn put_twins(&self, tx: &mut Tx<'_>, id: Uuid, keys: &[String]) -> Result<(), DbError> {
        let organization = self.keeper.organization;
        tx.run(
            sql!("DELETE FROM directory_twins WHERE organization_id = $1 AND service_id = $2"),
            &[&organization, &id],
        )?;
        for key in keys {
            tx.run(
                sql!("INSERT INTO directory_twins (organization_id, key, service_id) VALUES ($1, $2, $3)"),
                &[&organization, key, &id],
            )?;
        }
        Ok(())
    }

    fn put_hours(&self, tx: &mut Tx<'_>, id: Uuid, stretches: &[Stretch]) -> Result<(), DbError> {
        let organization = self.keeper.organization;
        tx.run(
            sql!("DELETE FROM service_hours WHERE organization_id = $1 AND service_id = $2"),
            &[&organization, &id],
        )?;
        for (position, one) in (1_i64..).zip(stretches) {
            tx.run(
                sql!(
                    "INSERT INTO service_hours (organization_id, service_id, position, basis, weekday, opens_minute,
                        closes_minute)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)"
                ),
                &[&organization, &id, &position, &one.basis, &one.weekday, &one.opens_minute, &one.closes_minute],
            )?;
        }
        Ok(())
    }

    /// Writes the counts that changed, and the keys of words that are new.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn finish(mut self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        self.settle(tx)
    }

    /// The same, with more to come: what was put in order so far stands by itself.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn settle(&mut self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        let counts = std::mem::take(&mut self.counts);
        for (facet, by) in counts.iter().filter(|(_, by)| **by != 0) {
            let now: Option<i64> = tx.one(
                sql!(
                    "INSERT INTO facet_counts (organization_id, facet, services) VALUES ($1, $2, $3)
                     ON CONFLICT (organization_id, facet) DO UPDATE SET services = facet_counts.services + excluded.services
                     RETURNING services"
                ),
                &[&self.keeper.organization, facet, by],
            )?;
            let is_new = now.is_some_and(|now| now == *by);
            let word = facet.strip_prefix("word:").filter(|_| is_new);
            for key in word.into_iter().flat_map(words::keys) {
                tx.run(
                    sql!(
                        "INSERT INTO directory_word_keys (organization_id, key, word) VALUES ($1, $2, $3)
                         ON CONFLICT (organization_id, key, word) DO NOTHING"
                    ),
                    &[&self.keeper.organization, &key, &word],
                )?;
            }
        }
        Ok(())
    }
}

/// What stands beside every facet and every place of a service: the bits of its choices, and of when it may be open.
#[derive(Debug, Clone, Copy)]
struct Fits {
    choices: i64,
    hours: i64,
}

/// Writes it where it is otherwise.
fn put_fits(tx: &mut Tx<'_>, keeper: Keeper, id: Uuid, fits: Fits) -> Result<(), DbError> {
    for statement in [
        sql!(
            "UPDATE service_facets SET choices = $3, hours = $4
             WHERE organization_id = $1 AND service_id = $2 AND facet >= '' AND (choices <> $3 OR hours <> $4)"
        ),
        sql!(
            "UPDATE service_at_locations SET choices = $3, hours = $4
             WHERE organization_id = $1 AND id IN (SELECT x.id FROM service_at_locations x
                WHERE x.organization_id = $1 AND x.service_id = $2) AND (choices <> $3 OR hours <> $4)"
        ),
    ] {
        tx.run(statement, &[&keeper.organization, &id, &fits.choices, &fits.hours])?;
    }
    Ok(())
}

/// Where a service is: how it is there, the places, and the first address in a line.
type Places = (Vec<ServiceAtLocation>, Vec<Location>, String);

/// Where a service is.
///
/// # Errors
/// Those of the storage.
pub fn places(tx: &mut Tx<'_>, organization: OrganizationId, id: Uuid) -> Result<Places, DbError> {
    let rows: Vec<(Value, Value, String)> = tx.list(
        sql!(
            "SELECT x.record, l.record, l.address FROM service_at_locations x
             JOIN locations l ON l.organization_id = $1 AND l.id = x.location_id
             WHERE x.organization_id = $1 AND x.service_id = $2 ORDER BY x.id LIMIT 200"
        ),
        &[&organization, &id],
    )?;
    let line = rows.iter().map(|(_, _, line)| line).find(|line| !line.is_empty()).cloned().unwrap_or_default();
    let record = |value: Value| value.as_object().cloned().unwrap_or_default();
    let (pairs, locations) = rows
        .into_iter()
        .map(|(pair, place, _)| (ServiceAtLocation::of(&record(pair)), Location::of(&record(place))))
        .unzip();
    Ok((pairs, locations, line))
}

/// Everything that says when it is open: the service's own schedules and those of it in its places; the places' own
/// only when nothing nearer says.
pub fn all_schedules(service: &Service, pairs: &[ServiceAtLocation], locations: &[Location]) -> Vec<Schedule> {
    let own = service.schedules.iter().chain(pairs.iter().flat_map(|pair| &pair.schedules));
    let own: Vec<Schedule> = own.cloned().collect();
    if own.iter().any(Schedule::is_rule) {
        return own;
    }
    own.into_iter().chain(locations.iter().flat_map(|place| place.schedules.clone())).collect()
}

/// The same as JSON, for lists that decide whether it is open now.
fn schedules(record: &Value, pairs: &[ServiceAtLocation], locations: &[Location]) -> Vec<Value> {
    let service = Service::of(&record.as_object().cloned().unwrap_or_default());
    let kept = all_schedules(&service, pairs, locations).into_iter().filter(Schedule::is_rule);
    kept.map(|one| serde_json::to_value(one).unwrap_or_default()).collect()
}

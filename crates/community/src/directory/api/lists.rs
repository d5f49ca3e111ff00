//! Lists of the read API.

use std::collections::HashMap;

use axum::extract::{RawQuery, State};
use ground::{App, Visit, ids::OrganizationId, public};
use hsds::Record;
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    text::sort_key,
    web::Answer,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Asked, plain,
    store::{self, PairRow, Part, ServiceRow, Terms},
};
use crate::directory::{
    export::{assured, object},
    find, gazetteer,
    near::Spot,
};

const METERS_A_MILE: f64 = 1609.344;

impl Asked {
    fn part(&self) -> Part {
        Part { limit: self.per_page, offset: self.offset() }
    }

    fn begin(&self) -> String {
        sort_key(self.form.get("search"))
    }

    fn since(&self) -> Option<Timestamp> {
        let typed = self.form.text("modified_after")?;
        let day = || typed.parse::<jiff::civil::Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
        typed.parse().ok().or_else(day)
    }

    /// The facets that the parameters ask for; `None` when nothing can have them.
    fn facets(&self, tx: &mut Tx<'_>, on: OrganizationId) -> Result<Option<Vec<String>>, DbError> {
        let by = [("taxonomy_term_id", "term"), ("taxonomy_id", "taxonomy"), ("organization_id", "agency")];
        let named =
            by.iter().filter_map(|(name, begin)| Some(format!("{begin}:{}", self.form.text(name)?.to_lowercase())));
        let mut facets: Vec<String> = named.collect();
        if let Some(typed) = self.form.text("search") {
            let Some(words) = find::facets_of_words(tx, on, typed)? else { return Ok(None) };
            facets.extend(words);
        }
        facets.truncate(4);
        if facets.is_empty() {
            facets.push("all".to_owned());
        }
        Ok(Some(facets))
    }
}

pub(super) async fn services(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (asked, on) = (Asked::of(typed), site.organization);
    let of = asked.clone();
    let (total, records) = app.db.read(site.tenant(), move |tx| service_page(tx, on, &of)).await?;
    asked.page_of(total, records)
}

pub(super) fn service_page(tx: &mut Tx<'_>, on: OrganizationId, asked: &Asked) -> Result<(i64, Vec<Record>), DbError> {
    let (total, rows) = match asked.since() {
        Some(since) => store::changed(tx, on, since, asked.part())?,
        None => {
            let Some(facets) = asked.facets(tx, on)? else { return Ok((0, Vec::new())) };
            let mut slots = facets.into_iter();
            let slots = std::array::from_fn(|_| slots.next().unwrap_or_default());
            store::services(tx, on, &slots, asked.part())?
        }
    };
    if asked.is("minimal") {
        let minimal =
            |row: ServiceRow| object(json!({ "id": row.id.to_string(), "modified_date": row.updated_at.to_string() }));
        return Ok((total, rows.into_iter().map(minimal).collect()));
    }
    let records = if asked.is("full") { full(tx, on, rows)? } else { rows.into_iter().map(short).collect() };
    Ok((total, records))
}

/// A service with what there is one of: its organization and its program.
fn short(row: ServiceRow) -> Record {
    let record = object(row.record);
    let program = program(&record, &row.agency);
    let mut service = assured(plain(record), row.checked_at);
    service.insert("last_modified".to_owned(), Value::from(row.updated_at.to_string()));
    service.insert("organization".to_owned(), Value::Object(plain(object(row.agency))));
    if let Some(program) = program {
        service.insert("program".to_owned(), Value::Object(plain(program)));
    }
    service
}

fn program(service: &Record, agency: &Value) -> Option<Record> {
    let id = hsds::text(service, "program_id");
    let programs = agency.get("programs").and_then(Value::as_array)?;
    let found = programs.iter().filter_map(Value::as_object).find(|one| !id.is_empty() && hsds::text(one, "id") == id);
    found.cloned()
}

/// Services with everything inside, terms written out.
pub(super) fn full(tx: &mut Tx<'_>, on: OrganizationId, rows: Vec<ServiceRow>) -> Result<Vec<Record>, DbError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut places: HashMap<Uuid, Vec<Record>> = HashMap::new();
    for (service, pair, location) in store::places_of(tx, on, &ids)? {
        let mut pair = object(pair);
        pair.insert("location".to_owned(), location);
        places.entry(service).or_default().push(pair);
    }
    let mut services: Vec<Record> = rows
        .into_iter()
        .map(|row| {
            let record = object(row.record);
            let program = program(&record, &row.agency);
            let mut service = assured(record, row.checked_at);
            service.insert("last_modified".to_owned(), Value::from(row.updated_at.to_string()));
            service.insert("organization".to_owned(), row.agency);
            let pairs = places.remove(&row.id).unwrap_or_default();
            service.insert("service_at_locations".to_owned(), pairs.into());
            if let Some(program) = program {
                service.insert("program".to_owned(), Value::Object(program));
            }
            hsds::whole(&hsds::SERVICE, &mut service);
            service
        })
        .collect();
    let terms = terms_in(tx, on, &services)?;
    services = services.into_iter().map(|service| hsds::full(service, &terms)).collect();
    Ok(services)
}

/// The terms that records name anywhere inside.
pub(super) fn terms_in(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    records: &[Record],
) -> Result<HashMap<Uuid, Record>, DbError> {
    let mut ids = Vec::new();
    records.iter().for_each(|record| collect(record, &mut ids));
    ids.sort();
    ids.dedup();
    let found = store::terms_by_id(tx, on, &ids)?;
    Ok(found.into_iter().map(|(id, term)| (id, object(term))).collect())
}

fn collect(record: &Record, ids: &mut Vec<Uuid>) {
    ids.extend(hsds::id_of(record, "taxonomy_term_id"));
    for value in record.values() {
        match value {
            Value::Array(items) => items.iter().filter_map(Value::as_object).for_each(|inner| collect(inner, ids)),
            Value::Object(inner) => collect(inner, ids),
            _ => {}
        }
    }
}

pub(super) async fn organizations(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (asked, on) = (Asked::of(typed), site.organization);
    let of = asked.clone();
    let (total, rows) = app.db.read(site.tenant(), move |tx| store::agencies(tx, on, &of.begin(), of.part())).await?;
    let is_full = asked.is("full");
    let records = rows.into_iter().map(object).map(|mut record| {
        hsds::whole(&hsds::ORGANIZATION, &mut record);
        if is_full { record } else { plain(record) }
    });
    asked.page_of(total, records.collect())
}

pub(super) async fn locations(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (asked, on) = (Asked::of(typed), site.organization);
    let of = asked.clone();
    let (total, rows) = app.db.read(site.tenant(), move |tx| store::locations(tx, on, &of.begin(), of.part())).await?;
    let is_full = asked.is("full");
    let records = rows.into_iter().map(object).map(|record| if is_full { record } else { plain(record) });
    asked.page_of(total, records.collect())
}

pub(super) async fn service_at_locations(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (asked, on) = (Asked::of(typed), site.organization);
    let of = asked.clone();
    let (total, rows) = app.db.read(site.tenant(), move |tx| pair_page(tx, on, &of)).await?;
    let is_full = asked.is("full");
    asked.page_of(total, rows.into_iter().map(|row| pair_record(row, is_full)).collect())
}

fn pair_page(tx: &mut Tx<'_>, on: OrganizationId, asked: &Asked) -> Result<(i64, Vec<PairRow>), DbError> {
    let facets = asked.facets(tx, on)?;
    let Some(facet) = facets.and_then(|facets| facets.into_iter().next()) else { return Ok((0, Vec::new())) };
    let Some(postcode) = asked.form.text("postcode") else { return store::pairs(tx, on, &facet, asked.part()) };
    let Some(center) = gazetteer::spot(tx, on, postcode)? else { return Ok((0, Vec::new())) };
    let meters = asked.form.parsed::<f64>("proximity").filter(|meters| *meters > 0.0).unwrap_or(8000.0).min(200_000.0);
    let miles = meters / METERS_A_MILE;
    let mut near: Vec<(f64, PairRow)> = store::pairs_within(tx, on, &facet, center.within(miles))?
        .into_iter()
        .filter_map(|row| Some((center.miles_to(Spot::new(row.latitude?, row.longitude?)?), row)))
        .filter(|(away, _)| *away <= miles)
        .collect();
    near.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let total = i64::try_from(near.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(asked.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(asked.per_page).unwrap_or(usize::MAX);
    Ok((total, near.into_iter().skip(skip).take(take).map(|(_, row)| row).collect()))
}

pub(super) fn pair_record(row: PairRow, is_full: bool) -> Record {
    let (location, service) = (object(row.location), object(row.service));
    let mut record = if is_full { object(row.record) } else { plain(object(row.record)) };
    let inner = |record: Record| Value::Object(if is_full { record } else { plain(record) });
    record.insert("location".to_owned(), inner(location));
    record.insert("service".to_owned(), inner(service));
    record
}

pub(super) async fn taxonomies(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (asked, on) = (Asked::of(typed), site.organization);
    let of = asked.clone();
    let (total, rows) = app.db.read(site.tenant(), move |tx| store::taxonomies(tx, on, &of.begin(), of.part())).await?;
    asked.page_of(total, rows.into_iter().map(object).collect())
}

pub(super) async fn terms(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (asked, on) = (Asked::of(typed), site.organization);
    let which = Terms {
        begin: asked.begin(),
        taxonomy: asked.form.parsed("taxonomy_id"),
        parent: asked.form.parsed("parent_id"),
        is_top: asked.is("top_only"),
    };
    let part = asked.part();
    let (total, rows) = app.db.read(site.tenant(), move |tx| store::terms(tx, on, &which, part)).await?;
    asked.page_of(total, rows.into_iter().map(object).collect())
}

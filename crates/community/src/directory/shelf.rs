//! The directory's records in the database: finding one, putting one there, setting one aside.

use ground::{access::Scope, ids::OrganizationId};
use hsds::{
    Record,
    model::{Location, Service},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

kit::id_types! {
    /// A service.
    ServiceId,
    /// Who offers services; an HSDS organization.
    AgencyId,
}

kit::word_enum! {
    /// The kinds of record that stand by themselves.
    pub enum Kind {
        Agency = "agency",
        Location = "location",
        Service = "service",
        ServiceAtLocation = "service_at_location",
        Taxonomy = "taxonomy",
        Term = "term",
    }
}

impl Kind {
    /// The kind of a table of the standard.
    pub fn of_table(table: &str) -> Option<Self> {
        match table {
            "organization" => Some(Self::Agency),
            "taxonomy_term" => Some(Self::Term),
            other => Self::from_word(other),
        }
    }
}

/// Whose directory is written, and when.
#[derive(Debug, Clone, Copy)]
pub struct Keeper {
    pub organization: OrganizationId,
    pub now: Timestamp,
}

impl From<&Scope> for Keeper {
    fn from(scope: &Scope) -> Self {
        Self { organization: scope.organization, now: scope.now }
    }
}

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub record: Value,
    /// Whose list it came from; empty when it was written here.
    pub source: String,
    /// The digest of the record as that list had it last.
    pub source_hash: String,
}

kit::from_row!(Kept { record, source, source_hash });

impl Kept {
    pub fn record(&self) -> Record {
        self.record.as_object().cloned().unwrap_or_default()
    }

    /// Whether somebody here changed it since its list was read.
    pub fn is_changed_here(&self) -> bool {
        !self.source.is_empty() && hsds::hash_of(&self.record()) != self.source_hash
    }
}

/// One record.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, organization: OrganizationId, kind: Kind, id: Uuid) -> Result<Option<Kept>, DbError> {
    let statement = match kind {
        Kind::Agency => sql!("SELECT record, source, source_hash FROM agencies WHERE organization_id = $1 AND id = $2"),
        Kind::Location => {
            sql!("SELECT record, source, source_hash FROM locations WHERE organization_id = $1 AND id = $2")
        }
        Kind::Service => sql!(
            "SELECT record, source, source_hash FROM services WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL"
        ),
        Kind::ServiceAtLocation => {
            sql!("SELECT record, source, source_hash FROM service_at_locations WHERE organization_id = $1 AND id = $2")
        }
        Kind::Taxonomy => {
            sql!("SELECT record, source, source_hash FROM taxonomies WHERE organization_id = $1 AND id = $2")
        }
        Kind::Term => {
            sql!("SELECT record, source, source_hash FROM taxonomy_terms WHERE organization_id = $1 AND id = $2")
        }
    };
    tx.one(statement, &[&organization, &id])
}

/// Whose record it is, when it comes from a list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin<'a> {
    pub source: &'a str,
    pub hash: &'a str,
}

/// Puts a record there, new or over the one with its id. What is found by it is told by
/// [`Index`](super::index::Index) afterwards.
///
/// # Errors
/// Those of the storage; a service without its agency is refused by it.
pub fn put(tx: &mut Tx<'_>, keeper: Keeper, kind: Kind, record: &Record, from: Origin<'_>) -> Result<(), DbError> {
    match kind {
        Kind::Agency => put_agency(tx, keeper, record, from),
        Kind::Location => put_location(tx, keeper, record, from),
        Kind::Service => put_service(tx, keeper, record, from),
        Kind::ServiceAtLocation => put_pair(tx, keeper, record, from),
        Kind::Taxonomy => put_taxonomy(tx, keeper, record, from),
        Kind::Term => put_term(tx, keeper, record, from),
    }
}

fn id(record: &Record, field: &str) -> Option<Uuid> {
    hsds::id_of(record, field)
}

fn put_agency(tx: &mut Tx<'_>, keeper: Keeper, record: &Record, from: Origin<'_>) -> Result<(), DbError> {
    let name = hsds::text(record, "name");
    tx.run(
        sql!(
            "INSERT INTO agencies (organization_id, id, name, sort_key, record, source, source_hash, updated_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
             ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name, sort_key = excluded.sort_key,
                record = excluded.record, source = excluded.source, source_hash = excluded.source_hash,
                updated_at = excluded.updated_at, version = agencies.version + 1"
        ),
        &[
            &keeper.organization,
            &id(record, "id"),
            &name,
            &kit::text::sort_key(name),
            &Value::Object(record.clone()),
            &from.source,
            &from.hash,
            &keeper.now,
        ],
    )?;
    Ok(())
}

fn put_location(tx: &mut Tx<'_>, keeper: Keeper, record: &Record, from: Origin<'_>) -> Result<(), DbError> {
    let place = Location::of(record);
    let first = place.addresses.iter().find(|one| one.address_type != "postal").or_else(|| place.addresses.first());
    let (line, city, postal) =
        first.map(|one| (one.line(), one.city.clone(), one.postal_code.clone())).unwrap_or_default();
    let spot = place.latitude.zip(place.longitude).and_then(|(lat, lon)| super::near::Spot::new(lat, lon));
    let name = if place.name.is_empty() { &line } else { &place.name };
    tx.run(
        sql!(
            "INSERT INTO locations (organization_id, id, name, sort_key, latitude, longitude, address, city, postal_code,
                record, source, source_hash, updated_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)
             ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name, sort_key = excluded.sort_key,
                latitude = excluded.latitude, longitude = excluded.longitude, address = excluded.address,
                city = excluded.city, postal_code = excluded.postal_code, record = excluded.record,
                source = excluded.source, source_hash = excluded.source_hash, updated_at = excluded.updated_at,
                version = locations.version + 1"
        ),
        &[
            &keeper.organization,
            &id(record, "id"),
            name,
            &kit::text::sort_key(name),
            &spot.map(|spot| spot.latitude),
            &spot.map(|spot| spot.longitude),
            &line,
            &city,
            &postal,
            &Value::Object(record.clone()),
            &from.source,
            &from.hash,
            &keeper.now,
        ],
    )?;
    tx.run(
        sql!(
            "UPDATE service_at_locations SET latitude = $3, longitude = $4
             WHERE organization_id = $1 AND location_id = $2"
        ),
        &[&keeper.organization, &id(record, "id"), &spot.map(|spot| spot.latitude), &spot.map(|spot| spot.longitude)],
    )?;
    Ok(())
}

fn put_service(tx: &mut Tx<'_>, keeper: Keeper, record: &Record, from: Origin<'_>) -> Result<(), DbError> {
    let service = Service::of(record);
    // A list that says when it was assured was checked then, by whoever it names.
    let assured = hsds::text(record, "assured_date").parse::<jiff::civil::Date>().ok();
    let assured = assured.and_then(|day| day.in_tz("UTC").ok()).map(|at| at.timestamp()).filter(|at| *at <= keeper.now);
    let by = if assured.is_some() { service.assurer_email.as_str() } else { "" };
    tx.run(
        sql!(
            "INSERT INTO services (organization_id, id, agency_id, agency_name, name, sort_key, status, alert, email, phone,
                place, schedules, record, source, source_hash, checked_at, checked_by_name, failed_since_check,
                reports_open, updated_at, version)
             VALUES ($1, $2, $3, '', $4, $5, $6, $7, $8, '', '', $9, $10, $11, $12, $13, $14, 0, 0, $15, 1)
             ON CONFLICT (organization_id, id) DO UPDATE SET agency_id = excluded.agency_id, name = excluded.name,
                sort_key = excluded.sort_key, status = excluded.status, alert = excluded.alert, email = excluded.email,
                record = excluded.record, source = excluded.source, source_hash = excluded.source_hash,
                checked_at = COALESCE(services.checked_at, excluded.checked_at),
                checked_by_name = CASE WHEN services.checked_at IS NULL THEN excluded.checked_by_name
                    ELSE services.checked_by_name END,
                updated_at = excluded.updated_at, version = services.version + 1, removed_at = NULL"
        ),
        &[
            &keeper.organization,
            &id(record, "id"),
            &id(record, "organization_id"),
            &service.name,
            &kit::text::sort_key(&service.name),
            &service.status,
            &service.alert,
            &service.email,
            &Value::Array(Vec::new()),
            &Value::Object(record.clone()),
            &from.source,
            &from.hash,
            &assured,
            &by,
            &keeper.now,
        ],
    )?;
    Ok(())
}

fn put_pair(tx: &mut Tx<'_>, keeper: Keeper, record: &Record, from: Origin<'_>) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO service_at_locations (organization_id, id, service_id, location_id, latitude, longitude, record,
                source, source_hash)
             SELECT l.organization_id, $2, $3, l.id, l.latitude, l.longitude, $5, $6, $7 FROM locations l
             WHERE l.organization_id = $1 AND l.id = $4
             ON CONFLICT (organization_id, id) DO UPDATE SET service_id = excluded.service_id,
                location_id = excluded.location_id, latitude = excluded.latitude, longitude = excluded.longitude,
                record = excluded.record, source = excluded.source, source_hash = excluded.source_hash"
        ),
        &[
            &keeper.organization,
            &id(record, "id"),
            &id(record, "service_id"),
            &id(record, "location_id"),
            &Value::Object(record.clone()),
            &from.source,
            &from.hash,
        ],
    )?;
    Ok(())
}

fn put_taxonomy(tx: &mut Tx<'_>, keeper: Keeper, record: &Record, from: Origin<'_>) -> Result<(), DbError> {
    let name = hsds::text(record, "name");
    tx.run(
        sql!(
            "INSERT INTO taxonomies (organization_id, id, name, sort_key, record, source, source_hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name, sort_key = excluded.sort_key,
                record = excluded.record, source = excluded.source, source_hash = excluded.source_hash"
        ),
        &[
            &keeper.organization,
            &id(record, "id"),
            &name,
            &kit::text::sort_key(name),
            &Value::Object(record.clone()),
            &from.source,
            &from.hash,
        ],
    )?;
    Ok(())
}

fn put_term(tx: &mut Tx<'_>, keeper: Keeper, record: &Record, from: Origin<'_>) -> Result<(), DbError> {
    let name = hsds::text(record, "name");
    tx.run(
        sql!(
            "INSERT INTO taxonomy_terms (organization_id, id, taxonomy_id, parent_id, code, name, sort_key, record, source,
                source_hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (organization_id, id) DO UPDATE SET taxonomy_id = excluded.taxonomy_id,
                parent_id = excluded.parent_id, code = excluded.code, name = excluded.name, sort_key = excluded.sort_key,
                record = excluded.record, source = excluded.source, source_hash = excluded.source_hash"
        ),
        &[
            &keeper.organization,
            &id(record, "id"),
            &id(record, "taxonomy_id"),
            &id(record, "parent_id"),
            &hsds::text(record, "code"),
            &name,
            &kit::text::sort_key(name),
            &Value::Object(record.clone()),
            &from.source,
            &from.hash,
        ],
    )?;
    Ok(())
}

/// Takes a record out again. A service is set aside, because connections may name it; an agency or a place that a
/// service names stays.
///
/// # Errors
/// Those of the storage.
pub fn take_out(tx: &mut Tx<'_>, keeper: Keeper, kind: Kind, id: Uuid) -> Result<(), DbError> {
    let organization = &keeper.organization;
    match kind {
        Kind::Service => tx.run(
            sql!("UPDATE services SET removed_at = $3, version = version + 1 WHERE organization_id = $1 AND id = $2"),
            &[organization, &id, &keeper.now],
        ),
        Kind::ServiceAtLocation => tx
            .run(sql!("DELETE FROM service_at_locations WHERE organization_id = $1 AND id = $2"), &[organization, &id]),
        Kind::Location => tx.run(
            sql!(
                "DELETE FROM locations WHERE organization_id = $1 AND id = $2 AND NOT EXISTS (
                    SELECT 1 FROM service_at_locations x WHERE x.organization_id = $1 AND x.location_id = $2)"
            ),
            &[organization, &id],
        ),
        Kind::Agency => tx.run(
            sql!(
                "DELETE FROM agencies WHERE organization_id = $1 AND id = $2 AND NOT EXISTS (
                    SELECT 1 FROM services x WHERE x.organization_id = $1 AND x.agency_id = $2)"
            ),
            &[organization, &id],
        ),
        Kind::Taxonomy => {
            tx.run(sql!("DELETE FROM taxonomies WHERE organization_id = $1 AND id = $2"), &[organization, &id])
        }
        Kind::Term => {
            tx.run(sql!("DELETE FROM taxonomy_terms WHERE organization_id = $1 AND id = $2"), &[organization, &id])
        }
    }?;
    Ok(())
}

/// The services at a location, whose facets change with it.
///
/// # Errors
/// Those of the storage.
pub fn services_at(tx: &mut Tx<'_>, organization: OrganizationId, location: Uuid) -> Result<Vec<Uuid>, DbError> {
    tx.list(
        sql!(
            "SELECT service_id FROM service_at_locations WHERE organization_id = $1 AND location_id = $2
             ORDER BY id LIMIT 10000"
        ),
        &[&organization, &location],
    )
}

/// The services of an agency, which show its name.
///
/// # Errors
/// Those of the storage.
pub fn services_of(tx: &mut Tx<'_>, organization: OrganizationId, agency: Uuid) -> Result<Vec<Uuid>, DbError> {
    tx.list(
        sql!("SELECT id FROM services WHERE organization_id = $1 AND agency_id = $2 ORDER BY sort_key, id LIMIT 10000"),
        &[&organization, &agency],
    )
}

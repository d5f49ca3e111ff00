//! Every statement of the read API: pages by number, as the standard has them, over indexes in the order of the page.

use ground::ids::OrganizationId;
use jiff::Timestamp;
use kit::{
    db::{DbError, ToValue, Tx},
    sql,
};
use serde_json::Value;
use uuid::Uuid;

/// Which part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub limit: i64,
    pub offset: i64,
}

/// A service with its agency.
#[derive(Debug, Clone)]
pub struct ServiceRow {
    pub id: Uuid,
    pub record: Value,
    pub agency: Value,
    pub checked_at: Option<Timestamp>,
    pub updated_at: Timestamp,
}

kit::from_row!(ServiceRow { id, record, agency, checked_at, updated_at });

/// Services that have all of up to four facets (the rest empty), with how many there are.
///
/// # Errors
/// Those of the storage.
pub fn services(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    facets: &[String; 4],
    part: Part,
) -> Result<(i64, Vec<ServiceRow>), DbError> {
    let [first, second, third, fourth] = facets;
    let total: Option<i64> = tx.one(
        sql!(
            "SELECT COUNT(*) FROM service_facets f WHERE f.organization_id = $1 AND f.facet = $2
               AND ($3 = '' OR EXISTS (SELECT 1 FROM service_facets w WHERE w.organization_id = $1
                  AND w.service_id = f.service_id AND w.facet = $3))
               AND ($4 = '' OR EXISTS (SELECT 1 FROM service_facets w WHERE w.organization_id = $1
                  AND w.service_id = f.service_id AND w.facet = $4))
               AND ($5 = '' OR EXISTS (SELECT 1 FROM service_facets w WHERE w.organization_id = $1
                  AND w.service_id = f.service_id AND w.facet = $5))"
        ),
        &[&on, first, second, third, fourth],
    )?;
    let rows = tx.list(
        sql!(
            "SELECT s.id, s.record, a.record, s.checked_at, s.updated_at
             FROM service_facets f CROSS JOIN services s
             JOIN agencies a ON a.organization_id = $1 AND a.id = s.agency_id
             WHERE f.organization_id = $1 AND f.facet = $2 AND s.organization_id = $1 AND s.id = f.service_id
               AND ($3 = '' OR EXISTS (SELECT 1 FROM service_facets w WHERE w.organization_id = $1
                  AND w.service_id = f.service_id AND w.facet = $3))
               AND ($4 = '' OR EXISTS (SELECT 1 FROM service_facets w WHERE w.organization_id = $1
                  AND w.service_id = f.service_id AND w.facet = $4))
               AND ($5 = '' OR EXISTS (SELECT 1 FROM service_facets w WHERE w.organization_id = $1
                  AND w.service_id = f.service_id AND w.facet = $5))
             ORDER BY f.rank, f.sort_key, f.service_id LIMIT $6 OFFSET $7"
        ),
        &[&on, first, second, third, fourth, &part.limit, &part.offset],
    )?;
    Ok((total.unwrap_or_default(), rows))
}

/// Services that changed at a moment or later, also those that closed for good meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn changed(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    since: Timestamp,
    part: Part,
) -> Result<(i64, Vec<ServiceRow>), DbError> {
    let total: Option<i64> = tx.one(
        sql!("SELECT COUNT(*) FROM services WHERE organization_id = $1 AND updated_at >= $2 AND removed_at IS NULL"),
        &[&on, &since],
    )?;
    let rows = tx.list(
        sql!(
            "SELECT s.id, s.record, a.record, s.checked_at, s.updated_at FROM services s
             JOIN agencies a ON a.organization_id = $1 AND a.id = s.agency_id
             WHERE s.organization_id = $1 AND s.updated_at >= $2 AND s.removed_at IS NULL
             ORDER BY s.updated_at, s.id LIMIT $3 OFFSET $4"
        ),
        &[&on, &since, &part.limit, &part.offset],
    )?;
    Ok((total.unwrap_or_default(), rows))
}

/// One service.
///
/// # Errors
/// Those of the storage.
pub fn service(tx: &mut Tx<'_>, on: OrganizationId, id: Uuid) -> Result<Option<ServiceRow>, DbError> {
    tx.one(
        sql!(
            "SELECT s.id, s.record, a.record, s.checked_at, s.updated_at FROM services s
             JOIN agencies a ON a.organization_id = $1 AND a.id = s.agency_id
             WHERE s.organization_id = $1 AND s.id = $2 AND s.removed_at IS NULL"
        ),
        &[&on, &id],
    )
}

/// So many ids are looked up at a time.
pub const BATCH: usize = 25;

/// A clause that a column is one of the ids bound from `$2` to `$26`.
macro_rules! one_of {
    ($column:literal) => {
        concat!(
            $column,
            " IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,",
            " $24, $25, $26)"
        )
    };
}

fn bound<'a>(on: &'a OrganizationId, ids: &'a [Uuid]) -> Vec<&'a dyn ToValue> {
    let mut params: Vec<&dyn ToValue> = vec![on];
    params.extend(ids.iter().map(|id| -> &dyn ToValue { id }));
    params
}

fn batches(ids: &[Uuid]) -> impl Iterator<Item = Vec<Uuid>> {
    ids.chunks(BATCH).map(|some| {
        let mut batch = some.to_vec();
        batch.resize(BATCH, Uuid::nil());
        batch
    })
}

/// Where some services are: the service's id, how it is there, and the place.
///
/// # Errors
/// Those of the storage.
pub fn places_of(tx: &mut Tx<'_>, on: OrganizationId, services: &[Uuid]) -> Result<Vec<(Uuid, Value, Value)>, DbError> {
    let mut found = Vec::new();
    for batch in batches(services) {
        let some: Vec<(Uuid, Value, Value)> = tx.list(
            sql!(
                "SELECT x.service_id, x.record, l.record FROM service_at_locations x
                 JOIN locations l ON l.organization_id = $1 AND l.id = x.location_id
                 WHERE x.organization_id = $1 AND ",
                one_of!("x.service_id"),
                " ORDER BY x.service_id, x.id LIMIT 5000"
            ),
            &bound(&on, &batch),
        )?;
        found.extend(some);
    }
    Ok(found)
}

/// Terms by their ids.
///
/// # Errors
/// Those of the storage.
pub fn terms_by_id(tx: &mut Tx<'_>, on: OrganizationId, ids: &[Uuid]) -> Result<Vec<(Uuid, Value)>, DbError> {
    let mut found = Vec::new();
    for batch in batches(ids) {
        let some: Vec<(Uuid, Value)> = tx.list(
            sql!(
                "SELECT t.id, t.record FROM taxonomy_terms t WHERE t.organization_id = $1 AND ",
                one_of!("t.id"),
                " LIMIT 25"
            ),
            &bound(&on, &batch),
        )?;
        found.extend(some);
    }
    Ok(found)
}

/// The end of the range of texts that begin so.
fn end_of(start: &str) -> String {
    format!("{start}\u{10ffff}")
}

/// Agencies whose name begins so (everything begins with nothing).
///
/// # Errors
/// Those of the storage.
pub fn agencies(tx: &mut Tx<'_>, on: OrganizationId, begin: &str, part: Part) -> Result<(i64, Vec<Value>), DbError> {
    let total: Option<i64> = tx.one(
        sql!("SELECT COUNT(*) FROM agencies WHERE organization_id = $1 AND sort_key >= $2 AND sort_key < $3"),
        &[&on, &begin, &end_of(begin)],
    )?;
    let rows = tx.list(
        sql!(
            "SELECT record FROM agencies WHERE organization_id = $1 AND sort_key >= $2 AND sort_key < $3
             ORDER BY sort_key, id LIMIT $4 OFFSET $5"
        ),
        &[&on, &begin, &end_of(begin), &part.limit, &part.offset],
    )?;
    Ok((total.unwrap_or_default(), rows))
}

/// Places whose name begins so.
///
/// # Errors
/// Those of the storage.
pub fn locations(tx: &mut Tx<'_>, on: OrganizationId, begin: &str, part: Part) -> Result<(i64, Vec<Value>), DbError> {
    let total: Option<i64> = tx.one(
        sql!("SELECT COUNT(*) FROM locations WHERE organization_id = $1 AND sort_key >= $2 AND sort_key < $3"),
        &[&on, &begin, &end_of(begin)],
    )?;
    let rows = tx.list(
        sql!(
            "SELECT record FROM locations WHERE organization_id = $1 AND sort_key >= $2 AND sort_key < $3
             ORDER BY sort_key, id LIMIT $4 OFFSET $5"
        ),
        &[&on, &begin, &end_of(begin), &part.limit, &part.offset],
    )?;
    Ok((total.unwrap_or_default(), rows))
}

/// A service in a place, with both.
#[derive(Debug, Clone)]
pub struct PairRow {
    pub record: Value,
    pub location: Value,
    pub service: Value,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

kit::from_row!(PairRow { record, location, service, latitude, longitude });

/// Services in places that have a facet, in the order of the services.
///
/// # Errors
/// Those of the storage.
pub fn pairs(tx: &mut Tx<'_>, on: OrganizationId, facet: &str, part: Part) -> Result<(i64, Vec<PairRow>), DbError> {
    let total: Option<i64> = tx.one(
        sql!(
            "SELECT COUNT(*) FROM service_facets f CROSS JOIN service_at_locations x
             WHERE f.organization_id = $1 AND f.facet = $2 AND x.organization_id = $1 AND x.service_id = f.service_id"
        ),
        &[&on, &facet],
    )?;
    let rows = tx.list(
        sql!(
            "SELECT x.record, l.record, s.record, x.latitude, x.longitude
             FROM service_facets f CROSS JOIN service_at_locations x
             JOIN locations l ON l.organization_id = $1 AND l.id = x.location_id
             JOIN services s ON s.organization_id = $1 AND s.id = x.service_id
             WHERE f.organization_id = $1 AND f.facet = $2 AND x.organization_id = $1 AND x.service_id = f.service_id
             ORDER BY f.rank, f.sort_key, f.service_id, x.id LIMIT $3 OFFSET $4"
        ),
        &[&on, &facet, &part.limit, &part.offset],
    )?;
    Ok((total.unwrap_or_default(), rows))
}

/// Services in places within a box of degrees, as many as one look can measure.
///
/// # Errors
/// Those of the storage.
pub fn pairs_within(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    facet: &str,
    area: crate::directory::near::Around,
) -> Result<Vec<PairRow>, DbError> {
    tx.list(
        sql!(
            "SELECT x.record, l.record, s.record, x.latitude, x.longitude
             FROM service_at_locations x
             JOIN locations l ON l.organization_id = $1 AND l.id = x.location_id
             JOIN services s ON s.organization_id = $1 AND s.id = x.service_id
             WHERE x.organization_id = $1 AND x.latitude >= $3 AND x.latitude <= $4 AND x.longitude >= $5
               AND x.longitude <= $6 AND EXISTS (SELECT 1 FROM service_facets w WHERE w.organization_id = $1
                  AND w.service_id = x.service_id AND w.facet = $2)
             ORDER BY x.latitude, x.longitude, x.id LIMIT 2000"
        ),
        &[&on, &facet, &area.south, &area.north, &area.west, &area.east],
    )
}

/// One service in a place.
///
/// # Errors
/// Those of the storage.
pub fn pair(tx: &mut Tx<'_>, on: OrganizationId, id: Uuid) -> Result<Option<PairRow>, DbError> {
    tx.one(
        sql!(
            "SELECT x.record, l.record, s.record, x.latitude, x.longitude FROM service_at_locations x
             JOIN locations l ON l.organization_id = $1 AND l.id = x.location_id
             JOIN services s ON s.organization_id = $1 AND s.id = x.service_id AND s.removed_at IS NULL
             WHERE x.organization_id = $1 AND x.id = $2"
        ),
        &[&on, &id],
    )
}

/// Taxonomies by name.
///
/// # Errors
/// Those of the storage.
pub fn taxonomies(tx: &mut Tx<'_>, on: OrganizationId, begin: &str, part: Part) -> Result<(i64, Vec<Value>), DbError> {
    let total: Option<i64> = tx.one(
        sql!("SELECT COUNT(*) FROM taxonomies WHERE organization_id = $1 AND sort_key >= $2 AND sort_key < $3"),
        &[&on, &begin, &end_of(begin)],
    )?;
    let rows = tx.list(
        sql!(
            "SELECT record FROM taxonomies WHERE organization_id = $1 AND sort_key >= $2 AND sort_key < $3
             ORDER BY sort_key, id LIMIT $4 OFFSET $5"
        ),
        &[&on, &begin, &end_of(begin), &part.limit, &part.offset],
    )?;
    Ok((total.unwrap_or_default(), rows))
}

/// Which terms.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    pub begin: String,
    pub taxonomy: Option<Uuid>,
    pub parent: Option<Uuid>,
    /// Only those that stand under no other.
    pub is_top: bool,
}

/// Terms by name.
///
/// # Errors
/// Those of the storage.
pub fn terms(tx: &mut Tx<'_>, on: OrganizationId, of: &Terms, part: Part) -> Result<(i64, Vec<Value>), DbError> {
    let (taxonomy, parent) = (of.taxonomy.unwrap_or_default(), of.parent.unwrap_or_default());
    let (any_taxonomy, any_parent) = (of.taxonomy.is_none(), of.parent.is_none());
    let end = end_of(&of.begin);
    let total: Option<i64> = tx.one(
        sql!(
            "SELECT COUNT(*) FROM taxonomy_terms t
             WHERE t.organization_id = $1 AND t.sort_key >= $2 AND t.sort_key < $3 AND ($4 OR t.taxonomy_id = $5)
               AND ($6 OR t.parent_id = $7) AND (NOT $8 OR t.parent_id IS NULL)"
        ),
        &[&on, &of.begin, &end, &any_taxonomy, &taxonomy, &any_parent, &parent, &of.is_top],
    )?;
    let rows = tx.list(
        sql!(
            "SELECT t.record FROM taxonomy_terms t
             WHERE t.organization_id = $1 AND t.sort_key >= $2 AND t.sort_key < $3 AND ($4 OR t.taxonomy_id = $5)
               AND ($6 OR t.parent_id = $7) AND (NOT $8 OR t.parent_id IS NULL)
             ORDER BY t.sort_key, t.id LIMIT $9 OFFSET $10"
        ),
        &[&on, &of.begin, &end, &any_taxonomy, &taxonomy, &any_parent, &parent, &of.is_top, &part.limit, &part.offset],
    )?;
    Ok((total.unwrap_or_default(), rows))
}

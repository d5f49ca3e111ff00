//! Everything about one service, read for its page, for the desk and for the pocket sheet.

use ground::ids::OrganizationId;
use hsds::model::{Location, Organization, Schedule, Service, ServiceAtLocation};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    ids::Id as _,
    sql,
};
use serde_json::Value;

use super::{index, shelf::ServiceId};

/// A service with its agency and its places.
pub struct Facts {
    pub id: ServiceId,
    pub service: Service,
    pub agency: Organization,
    pub pairs: Vec<ServiceAtLocation>,
    pub locations: Vec<Location>,
    pub row: Row,
}

/// What is kept beside the record.
pub struct Row {
    pub name: String,
    pub agency_name: String,
    pub status: String,
    pub alert: String,
    pub closed_until: Option<Date>,
    pub record: Value,
    pub agency: Value,
    pub source: String,
    pub checked_at: Option<Timestamp>,
    pub checked_by_name: String,
    pub failed_since_check: i64,
    pub reports_open: i64,
}

kit::from_row!(Row {
    name,
    agency_name,
    status,
    alert,
    closed_until,
    record,
    agency,
    source,
    checked_at,
    checked_by_name,
    failed_since_check,
    reports_open
});

impl Facts {
    /// Everything that says when it is open.
    pub fn schedules(&self) -> Vec<Schedule> {
        index::all_schedules(&self.service, &self.pairs, &self.locations)
    }

    /// Whether it is closed for a time.
    pub fn is_closed_for_a_time(&self) -> bool {
        self.row.status == "temporarily closed"
    }

    /// Whether the public finds it: also what is gone for good is said so, and found by nobody.
    pub fn is_gone(&self) -> bool {
        matches!(self.row.status.as_str(), "inactive" | "defunct")
    }
}

/// A service that was not set aside.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, organization: OrganizationId, id: ServiceId) -> Result<Option<Facts>, DbError> {
    let row: Option<Row> = tx.one(
        sql!(
            "SELECT s.name, s.agency_name, s.status, s.alert, s.closed_until, s.record, a.record, s.source,
                s.checked_at, s.checked_by_name, s.failed_since_check, s.reports_open
             FROM services s JOIN agencies a ON a.organization_id = $1 AND a.id = s.agency_id
             WHERE s.organization_id = $1 AND s.id = $2 AND s.removed_at IS NULL"
        ),
        &[&organization, &id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (pairs, locations, _) = index::places(tx, organization, id.uuid())?;
    let record = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let (service, agency) = (Service::of(&record(&row.record)), Organization::of(&record(&row.agency)));
    Ok(Some(Facts { id, service, agency, pairs, locations, row }))
}

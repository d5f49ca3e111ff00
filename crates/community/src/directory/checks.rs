//! Checking a service: who made sure, when and how; and what went wrong since.

use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    ids::AccountId,
    layout::Flash,
    promises::{self, Closing, Evidence, Kind},
    rules::{Rules, matrix::Permission::KeepDirectory},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    ids::Id as _,
    sql,
    web::Answer,
};
use serde::{Deserialize, Serialize};

use super::shelf::{Keeper, ServiceId};

kit::id_types! {
    /// One time that a service was checked.
    CheckId,
}

const MOST_WORDS: usize = 500;

/// What stood before a check, for taking it back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Before {
    checked_at: Option<Timestamp>,
    checked_by: Option<AccountId>,
    checked_by_name: String,
    failed_since_check: i64,
    reports_open: i64,
}

kit::from_row!(Before { checked_at, checked_by, checked_by_name, failed_since_check, reports_open });

/// A check, as the desk lists it.
#[derive(Debug, Clone)]
pub struct Check {
    pub checked_at: Timestamp,
    pub checked_by_name: String,
    pub way: String,
    pub words: String,
}

kit::from_row!(Check { checked_at, checked_by_name, way, words });

/// The newest checks of a service that stand.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, service: ServiceId) -> Result<Vec<Check>, DbError> {
    tx.list(
        sql!(
            "SELECT checked_at, checked_by_name, way, words FROM service_checks
             WHERE organization_id = $1 AND service_id = $2 AND undone_at IS NULL
             ORDER BY checked_at DESC, id DESC LIMIT 10"
        ),
        &[&scope.organization, &service],
    )
}

/// A report that waits for somebody to look.
#[derive(Debug, Clone)]
pub struct Report {
    pub kind: String,
    pub words: String,
    pub received_at: Timestamp,
}

kit::from_row!(Report { kind, words, received_at });

/// The reports of a service that nobody has looked at.
///
/// # Errors
/// Those of the storage.
pub fn reports(tx: &mut Tx<'_>, scope: &Scope, service: ServiceId) -> Result<Vec<Report>, DbError> {
    tx.list(
        sql!(
            "SELECT kind, words, received_at FROM service_reports
             WHERE organization_id = $1 AND service_id = $2 AND settled_at IS NULL
             ORDER BY received_at DESC, id DESC LIMIT 50"
        ),
        &[&scope.organization, &service],
    )
}

/// Counts that a connection to the service failed: it makes the directory less sure of it until somebody checks.
///
/// # Errors
/// Those of the storage.
pub fn connection_failed(tx: &mut Tx<'_>, keeper: Keeper, service: ServiceId) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE services SET failed_since_check = failed_since_check + 1 WHERE organization_id = $1 AND id = $2"),
        &[&keeper.organization, &service],
    )?;
    Ok(())
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ServiceId>, form: Form) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let list = Rules::shipped().lists.get("service_check_ways");
    let way =
        form.text("way").filter(|way| list.is_some_and(|list| list.item(way).is_some())).unwrap_or("called").to_owned();
    let words: String = form.get("words").trim().chars().take(MOST_WORDS).collect();
    let check = app.write(&scope, move |tx, scope| check(tx, scope, id, &way, &words)).await?;
    let undo = format!("/keep/directory/checks/{check}/undo");
    visit.see(format!("/keep/directory/services/{id}"), Flash::ok(visit.t("keeping-directory-checked")).or_undo(undo))
}

/// Writes down that a service was checked now: what was promised for it is kept, and reports are settled.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn check(tx: &mut Tx<'_>, scope: &Scope, id: ServiceId, way: &str, words: &str) -> Result<CheckId, Fault> {
    let before = before(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let check: CheckId = scope.at.id();
    let before = serde_json::to_value(before).map_err(|error| Fault::Internal(error.to_string()))?;
    tx.run(
        sql!(
            "INSERT INTO service_checks (organization_id, id, service_id, checked_at, checked_by, checked_by_name, way, words,
                before)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[&scope.organization, &check, &id, &scope.now, &scope.account, &scope.name, &way, &words, &before],
    )?;
    let now = Before {
        checked_at: Some(scope.now),
        checked_by: Some(scope.account),
        checked_by_name: scope.name.clone(),
        ..Before::default()
    };
    put(tx, scope, id, &now)?;
    tx.run(
        sql!(
            "UPDATE service_reports SET settled_at = $3
             WHERE organization_id = $1 AND service_id = $2 AND settled_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.now],
    )?;
    let evidence =
        Evidence { kind: Some("service_check".to_owned()), record: Some(check.uuid().into()), words: String::new() };
    promises::close(tx, scope, id, Kind::RecheckService, Closing::Done, &evidence)?;
    audit::record(tx, &Trail::new(scope, Action::Change, "service_check").on(id))?;
    Ok(check)
}

fn before(tx: &mut Tx<'_>, scope: &Scope, id: ServiceId) -> Result<Option<Before>, DbError> {
    tx.one(
        sql!(
            "SELECT checked_at, checked_by, checked_by_name, failed_since_check, reports_open FROM services
             WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL"
        ),
        &[&scope.organization, &id],
    )
}

fn put(tx: &mut Tx<'_>, scope: &Scope, id: ServiceId, known: &Before) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE services SET checked_at = $3, checked_by = $4, checked_by_name = $5, failed_since_check = $6,
                reports_open = $7, updated_at = $8
             WHERE organization_id = $1 AND id = $2"
        ),
        &[
            &scope.organization,
            &id,
            &known.checked_at,
            &known.checked_by,
            &known.checked_by_name,
            &known.failed_since_check,
            &known.reports_open,
            &scope.now,
        ],
    )?;
    Ok(())
}

struct Own {
    service_id: ServiceId,
    checked_at: Timestamp,
    before: serde_json::Value,
}

kit::from_row!(Own { service_id, checked_at, before });

pub(super) async fn destroy(State(app): State<App>, visit: Visit, Path(id): Path<CheckId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let service = app.write(&scope, move |tx, scope| undo(tx, scope, id)).await?;
    visit.see(format!("/keep/directory/services/{service}"), Flash::ok(visit.t("keeping-directory-unchecked")))
}

/// Takes one's own check back: what it settled waits again.
///
/// # Errors
/// [`Fault::NotFound`] when it is not one's own, was taken back, or is not the newest any more.
pub(super) fn undo(tx: &mut Tx<'_>, scope: &Scope, id: CheckId) -> Result<ServiceId, Fault> {
    let own: Option<Own> = tx.one(
        sql!(
            "SELECT c.service_id, c.checked_at, c.before FROM service_checks c
             JOIN services s ON s.organization_id = $1 AND s.id = c.service_id AND s.checked_at = c.checked_at
             WHERE c.organization_id = $1 AND c.id = $2 AND c.checked_by = $3 AND c.undone_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.account],
    )?;
    let own = own.ok_or(Fault::NotFound)?;
    let before: Before = serde_json::from_value(own.before).map_err(|error| Fault::Internal(error.to_string()))?;
    put(tx, scope, own.service_id, &before)?;
    tx.run(
        sql!("UPDATE service_checks SET undone_at = $3 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &scope.now],
    )?;
    tx.run(
        sql!(
            "UPDATE service_reports SET settled_at = NULL
             WHERE organization_id = $1 AND service_id = $2 AND settled_at = $3"
        ),
        &[&scope.organization, &own.service_id, &own.checked_at],
    )?;
    promises::reopen_kept(tx, scope, own.service_id, Kind::RecheckService, id)?;
    audit::record(tx, &Trail::new(scope, Action::Restore, "service_check").on(own.service_id))?;
    Ok(own.service_id)
}

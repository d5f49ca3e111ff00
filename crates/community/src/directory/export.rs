//! Moving the directory out: HSDS 3.1 as JSON and as a tabular data package.

use std::io::{Cursor, Write as _};

use axum::extract::State;
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    ids::OrganizationId,
    rules::matrix::Permission::KeepDirectory,
};
use hsds::{Listing, Record};
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    sql,
    web::{Answer, download},
};
use serde_json::Value;

/// Everything that the directory holds, but for services that were set aside.
///
/// # Errors
/// Those of the storage.
pub fn listing(tx: &mut Tx<'_>, on: OrganizationId) -> Result<Listing, DbError> {
    let mut listing = Listing {
        organizations: records(
            tx,
            on,
            sql!("SELECT record FROM agencies WHERE organization_id = $1 ORDER BY sort_key, id"),
        )?,
        locations: records(
            tx,
            on,
            sql!("SELECT record FROM locations WHERE organization_id = $1 ORDER BY sort_key, id"),
        )?,
        service_at_locations: records(
            tx,
            on,
            sql!(
                "SELECT x.record FROM service_at_locations x
                 JOIN services s ON s.organization_id = $1 AND s.id = x.service_id AND s.removed_at IS NULL
                 WHERE x.organization_id = $1 ORDER BY x.id"
            ),
        )?,
        taxonomies: records(
            tx,
            on,
            sql!("SELECT record FROM taxonomies WHERE organization_id = $1 ORDER BY sort_key, id"),
        )?,
        terms: records(
            tx,
            on,
            sql!("SELECT record FROM taxonomy_terms WHERE organization_id = $1 ORDER BY sort_key, id"),
        )?,
        ..Listing::default()
    };
    let services = sql!(
        "SELECT record, checked_at, checked_by_name FROM services
         WHERE organization_id = $1 AND removed_at IS NULL ORDER BY sort_key, id"
    );
    tx.each(services, &[&on], |row| {
        let (record, checked_at): (Value, Option<Timestamp>) = (row.get()?, row.get()?);
        listing.services.push(assured(object(record), checked_at));
        Ok(true)
    })?;
    for (table, records) in [
        (&hsds::ORGANIZATION, &mut listing.organizations),
        (&hsds::LOCATION, &mut listing.locations),
        (&hsds::SERVICE, &mut listing.services),
    ] {
        // What somebody left empty on a form is asked for by the standard.
        for record in records {
            hsds::whole(table, record);
        }
    }
    Ok(listing)
}

fn records(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    statement: &'static kit::db::Statement,
) -> Result<Vec<Record>, DbError> {
    let mut found = Vec::new();
    tx.each(statement, &[&on], |row| {
        found.push(object(row.get()?));
        Ok(true)
    })?;
    Ok(found)
}

pub(super) fn object(value: Value) -> Record {
    if let Value::Object(record) = value { record } else { Record::new() }
}

/// A service's record with the day of its last check, which the standard calls assured.
pub(super) fn assured(mut record: Record, checked_at: Option<Timestamp>) -> Record {
    if let Some(at) = checked_at {
        let day = at.to_zoned(TimeZone::UTC).date().to_string();
        record.insert("assured_date".to_owned(), Value::from(day));
    }
    record
}

async fn read(app: &App, scope: &Scope, what: &'static str) -> Result<Listing, Fault> {
    let listing = app.read_long(scope, |tx, scope| listing(tx, scope.organization)).await?;
    let entry =
        Trail::new(scope, Action::Export, "directory").with("as", what).with("services", listing.services.len());
    app.write(scope, move |tx, _| audit::record(tx, &entry)).await?;
    Ok(listing)
}

pub(super) async fn json(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let listing = read(&app, &scope, "json").await?;
    let written = tokio::task::spawn_blocking(move || hsds::to_json(&listing).to_string()).await;
    let text = written.map_err(|error| Fault::Internal(error.to_string()))?;
    download("directory-hsds-3.1.json", "application/json", text.into())
}

pub(super) async fn tables(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let listing = read(&app, &scope, "tables").await?;
    let title = visit.actor()?.organization_name.clone();
    let written = tokio::task::spawn_blocking(move || packed(&listing, &title)).await;
    let bytes = written.map_err(|error| Fault::Internal(error.to_string()))?;
    let bytes = bytes.map_err(|error| Fault::Internal(error.to_string()))?;
    download("directory-hsds-3.1.zip", "application/zip", bytes.into())
}

fn packed(listing: &Listing, title: &str) -> std::io::Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let sheets = hsds::to_sheets(listing);
    let description = serde_json::to_string_pretty(&hsds::datapackage(&sheets, title))?;
    zip.start_file("datapackage.json", zip::write::SimpleFileOptions::default())?;
    zip.write_all(description.as_bytes())?;
    for sheet in &sheets {
        zip.start_file(&sheet.file, zip::write::SimpleFileOptions::default())?;
        zip.write_all(hsds::to_text(sheet).as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

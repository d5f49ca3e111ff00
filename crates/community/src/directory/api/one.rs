//! Single records of the read API.

use axum::extract::{Path, RawQuery, State};
use ground::{App, Visit, ids::OrganizationId, public};
use hsds::Record;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    web::Answer,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Asked, answer,
    lists::{full, pair_record, terms_in},
    plain,
    store::{self, Part},
};
use crate::directory::{
    export::object,
    shelf::{self, Kind},
};

/// Services that an organization's answer names at most.
const MOST_SERVICES: i64 = 100;

pub(super) async fn service(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let on = site.organization;
    let found = app
        .db
        .read(site.tenant(), move |tx| {
            let row = store::service(tx, on, id)?;
            full(tx, on, row.into_iter().collect())
        })
        .await?;
    let service = found.into_iter().next().ok_or(Fault::NotFound)?;
    answer(Value::Object(service))
}

pub(super) async fn organization(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    RawQuery(typed): RawQuery,
) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (on, is_full) = (site.organization, Asked::of(typed).is("full_service"));
    let found = app.db.read(site.tenant(), move |tx| agency(tx, on, id, is_full)).await?;
    answer(Value::Object(found.ok_or(Fault::NotFound)?))
}

fn agency(tx: &mut Tx<'_>, on: OrganizationId, id: Uuid, is_full: bool) -> Result<Option<Record>, DbError> {
    let Some(kept) = shelf::find(tx, on, Kind::Agency, id)? else { return Ok(None) };
    let facets = [format!("agency:{id}"), String::new(), String::new(), String::new()];
    let (_, rows) = store::services(tx, on, &facets, Part { limit: MOST_SERVICES, offset: 0 })?;
    let mut record = kept.record();
    let services: Vec<Value> = if is_full {
        full(tx, on, rows)?.into_iter().map(Value::Object).collect()
    } else {
        let brief = |row: store::ServiceRow| json!({ "id": row.id.to_string(), "name": row.record.get("name"), "status": row.record.get("status") });
        rows.into_iter().map(brief).collect()
    };
    record.insert("services".to_owned(), services.into());
    hsds::whole(&hsds::ORGANIZATION, &mut record);
    let terms = terms_in(tx, on, std::slice::from_ref(&record))?;
    Ok(Some(hsds::full(record, &terms)))
}

pub(super) async fn location(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    record(&app, &visit, Kind::Location, id).await
}

pub(super) async fn taxonomy(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    record(&app, &visit, Kind::Taxonomy, id).await
}

pub(super) async fn term(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    record(&app, &visit, Kind::Term, id).await
}

async fn record(app: &App, visit: &Visit, kind: Kind, id: Uuid) -> Answer {
    let site = public::site(app, visit).await?;
    let on = site.organization;
    let found = app.db.read(site.tenant(), move |tx| shelf::find(tx, on, kind, id)).await?;
    answer(found.ok_or(Fault::NotFound)?.record)
}

pub(super) async fn service_at_location(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let on = site.organization;
    let found = app.db.read(site.tenant(), move |tx| store::pair(tx, on, id)).await?.ok_or(Fault::NotFound)?;
    let service = object(found.service.clone());
    let mut record = pair_record(found, true);
    record.insert("service".to_owned(), Value::Object(plain(service)));
    answer(Value::Object(record))
}

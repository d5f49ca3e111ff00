//! The desk: which services need a look, everything about one, closing it for a time.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    layout::{Flash, Page, parts::Choice, when::When},
    public::{self},
    rules::matrix::Permission::KeepDirectory,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    ids::Id as _,
    sql,
    web::{Answer, page},
};
use serde_json::Value;

use super::{
    checks, facts,
    find::{self, Query},
    freshness::{self, Known, Sureness},
    index::Index,
    shelf::{self, Keeper, Kind, Origin, ServiceId},
    show::Shown,
};

const SHOWN: i64 = 30;

/// A service in the list of those that need a look.
struct Due {
    id: ServiceId,
    name: String,
    agency_name: String,
    status: String,
    checked_at: Option<Timestamp>,
    failed_since_check: i64,
    reports_open: i64,
}

kit::from_row!(Due { id, name, agency_name, status, checked_at, failed_since_check, reports_open });

struct DueLine {
    id: String,
    name: String,
    agency: String,
    is_closed_for_a_time: bool,
    reports: i64,
    sureness: Sureness,
}

#[derive(Template)]
#[template(path = "directory/desk.html")]
struct Desk {
    page: Page,
    form: Form,
    lines: Vec<DueLine>,
    older: Option<String>,
    is_searched: bool,
}

/// The least sure first: what was never checked, then what was checked longest ago.
pub(super) async fn index(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let form = Form::parse(typed.unwrap_or_default().as_bytes());
    let words = form.get("q").trim().to_owned();
    let after = form.get("after").split_once(' ').map(|(at, id)| (at.parse().ok(), id.parse().ok()));
    let (is_searched, zone) = (!words.is_empty(), visit.zone());
    let due = app
        .read(&scope, move |tx, scope| match (is_searched, after) {
            (true, _) => searched(tx, scope, words, &zone),
            (false, Some((at, Some(id)))) => list_after(tx, scope, at, id),
            (false, _) => list(tx, scope),
        })
        .await?;
    let is_full = i64::try_from(due.len()).is_ok_and(|count| count == SHOWN);
    let last = due.last().filter(|_| is_full && !is_searched).map(|one| {
        let at = one.checked_at.map(|at| at.to_string()).unwrap_or_default();
        format!("/keep/directory?after={}", kit::web::escaped(&format!("{at} {}", one.id)))
    });
    let lines = due.into_iter().map(|one| line(&visit, one)).collect();
    page(&Desk { page: visit.page("keeping-directory-title"), form, lines, older: last, is_searched })
}

fn line(visit: &Visit, one: Due) -> DueLine {
    let known = Known { checked_at: one.checked_at, failed: one.failed_since_check, reports: one.reports_open };
    DueLine {
        id: one.id.to_string(),
        name: one.name,
        agency: one.agency_name,
        is_closed_for_a_time: one.status == "temporarily closed",
        reports: one.reports_open,
        sureness: freshness::of(visit, known),
    }
}

fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Due>, DbError> {
    tx.list(
        sql!(
            "SELECT id, name, agency_name, status, checked_at, failed_since_check, reports_open FROM services
             WHERE organization_id = $1 AND removed_at IS NULL AND status IN ('active', 'temporarily closed')
             ORDER BY checked_at ASC NULLS FIRST, id LIMIT $2"
        ),
        &[&scope.organization, &SHOWN],
    )
}

fn list_after(tx: &mut Tx<'_>, scope: &Scope, at: Option<Timestamp>, id: ServiceId) -> Result<Vec<Due>, DbError> {
    let none_checked = at.is_none();
    let at = at.unwrap_or(Timestamp::UNIX_EPOCH);
    tx.list(
        sql!(
            "SELECT id, name, agency_name, status, checked_at, failed_since_check, reports_open FROM services
             WHERE organization_id = $1 AND removed_at IS NULL AND status IN ('active', 'temporarily closed')
               AND (($4 = 1 AND (checked_at IS NOT NULL OR id > $3))
                 OR ($4 = 0 AND (checked_at > $2 OR (checked_at = $2 AND id > $3))))
             ORDER BY checked_at ASC NULLS FIRST, id LIMIT $5"
        ),
        &[&scope.organization, &at, &id, &i64::from(none_checked), &SHOWN],
    )
}

fn searched(tx: &mut Tx<'_>, scope: &Scope, words: String, zone: &jiff::tz::TimeZone) -> Result<Vec<Due>, DbError> {
    let query = Query { words, ..Query::default() };
    let found = find::find(tx, scope.organization, &query, scope.now, zone)?;
    let due = found.hits.into_iter().map(|hit| Due {
        id: hit.id,
        name: hit.name,
        agency_name: hit.agency_name,
        status: hit.status,
        checked_at: hit.checked_at,
        failed_since_check: hit.failed_since_check,
        reports_open: hit.reports_open,
    });
    Ok(due.collect())
}

struct CheckLine {
    when: When,
    by: String,
    way: String,
    words: String,
}

struct ReportLine {
    when: When,
    kind: String,
    words: String,
}

#[derive(Template)]
#[template(path = "directory/kept.html")]
struct Kept {
    page: Page,
    service: Shown,
    source: String,
    ways: Vec<Choice>,
    checks: Vec<CheckLine>,
    reports: Vec<ReportLine>,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ServiceId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let site = public::site(&app, &visit).await?;
    let (facts, checks, reports) = app
        .read(&scope, move |tx, scope| {
            let facts = facts::find(tx, scope.organization, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((facts, checks::list(tx, scope, id)?, checks::reports(tx, scope, id)?))
        })
        .await?;
    let label = |list: &str, key: &str| visit.rules().lists.get(list).map_or(key, |list| list.label_of(key)).to_owned();
    let when = |at: Timestamp| When::day_of(&visit, at, &visit.zone());
    let items = visit.rules().lists.get("service_check_ways").into_iter().flat_map(|list| &list.items);
    page(&Kept {
        page: visit.page_titled(facts.row.name.clone()),
        source: facts.row.source.clone(),
        ways: items.map(|item| Choice::new(item.key.clone(), item.label.clone(), item.key == "called")).collect(),
        checks: checks
            .into_iter()
            .map(|one| CheckLine {
                when: when(one.checked_at),
                by: one.checked_by_name,
                way: label("service_check_ways", &one.way),
                words: one.words,
            })
            .collect(),
        reports: reports
            .into_iter()
            .map(|one| ReportLine {
                when: when(one.received_at),
                kind: label("service_report_kinds", &one.kind),
                words: one.words,
            })
            .collect(),
        service: Shown::new(&visit, &site, &facts),
    })
}

pub(super) async fn close(State(app): State<App>, visit: Visit, Path(id): Path<ServiceId>, form: Form) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let (alert, until) = (form.get("alert").trim().chars().take(300).collect::<String>(), form.date("until"));
    app.write(&scope, move |tx, scope| set_status(tx, scope, id, "temporarily closed", &alert, until)).await?;
    let undo = format!("/keep/directory/services/{id}/closing/undo");
    visit.see(format!("/keep/directory/services/{id}"), Flash::ok(visit.t("keeping-directory-closed")).or_undo(undo))
}

pub(super) async fn open_again(State(app): State<App>, visit: Visit, Path(id): Path<ServiceId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    app.write(&scope, move |tx, scope| set_status(tx, scope, id, "active", "", None)).await?;
    visit.see(format!("/keep/directory/services/{id}"), Flash::ok(visit.t("keeping-directory-opened")))
}

/// Closes a service for a time, or opens it again: the record says so, and so do exports.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn set_status(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ServiceId,
    status: &str,
    alert: &str,
    until: Option<Date>,
) -> Result<(), Fault> {
    let keeper = Keeper::from(scope);
    let kept = shelf::find(tx, scope.organization, Kind::Service, id.uuid())?.ok_or(Fault::NotFound)?;
    let mut record = kept.record();
    record.insert("status".to_owned(), Value::from(status));
    if alert.is_empty() {
        record.remove("alert")
    } else {
        record.insert("alert".to_owned(), Value::from(alert))
    };
    shelf::put(tx, keeper, Kind::Service, &record, Origin { source: &kept.source, hash: &kept.source_hash })?;
    tx.run(
        sql!("UPDATE services SET closed_until = $3 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &until],
    )?;
    let mut index = Index::open(tx, keeper)?;
    index.touch(tx, id.uuid())?;
    index.finish(tx)?;
    Ok(audit::record(tx, &Trail::new(scope, Action::Change, "service").on(id).with("status", status))?)
}

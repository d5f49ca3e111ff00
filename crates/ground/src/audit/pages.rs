//! The audit as people read it: who did what to whose record, in plain sentences, per person and per worker.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use kit::{
    db::{DbError, FromRow, Row, Tx},
    faults::Fault,
    messages::AsArg,
    sql,
    web::{Answer, escaped},
};
use serde::Deserialize;

use super::{Action, Entry};
use crate::{
    App, Area, Guard, Route, Visit,
    access::Scope,
    ids::{AccountId, ParticipantId},
    layout::{Page, parts::Choice, role_label, when::When},
    memberships_that_may,
    rules::matrix::{Permission, Role},
    scoped, within_programs, within_reach,
};

/// The audit's pages.
pub const AREA: Area = Area { name: "audit", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/audit", Guard::Needs(Permission::SeeAuditOfWorker), index),
        Route::get("/people/{participant}/audit", Guard::Needs(Permission::SeeAuditOfPerson), of_person),
        Route::get("/people/{participant}/audit/table", Guard::Needs(Permission::SeeAuditOfPerson), table::of_person),
        Route::get("/team/{account}/audit", Guard::Needs(Permission::SeeAuditOfWorker), of_worker),
        Route::get("/team/{account}/audit/table", Guard::Needs(Permission::SeeAuditOfWorker), table::of_worker),
    ]
}

const PAGE: usize = 50;
/// One more than a page, to know whether there is another.
const SHOWN: i64 = 51;
/// How far an entry's moment may be from its neighbors' in the chain.
const NEARLY: SignedDuration = SignedDuration::from_hours(1);

#[derive(Template)]
#[template(path = "audit/index.html")]
struct AuditPage {
    page: Page,
    path: String,
    lines: Vec<Line>,
    actions: Vec<Choice>,
    day: String,
    older: Option<String>,
    /// Where the same lines are to be had as a table.
    table: Option<String>,
}

/// One entry as a sentence.
struct Line {
    sentence: String,
    when: When,
    address: String,
    record: String,
}

/// What the reader asked to see.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    action: String,
    #[serde(default)]
    day: String,
    before: Option<i64>,
}

/// An entry with the names in it.
struct Found {
    sequence: i64,
    at: Timestamp,
    account: Option<String>,
    acting_as: String,
    participant: Option<ParticipantId>,
    person: Option<String>,
    action: Action,
    record_kind: String,
    why: String,
    address: String,
}

impl FromRow for Found {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            sequence: row.get()?,
            at: row.get()?,
            account: row.get()?,
            acting_as: row.get()?,
            participant: row.get()?,
            person: row.get()?,
            action: row.get()?,
            record_kind: row.get()?,
            why: row.get()?,
            address: row.get()?,
        })
    }
}

/// Which entries: bounds that always hold, so that one text serves every question.
struct Filter {
    account: Option<AccountId>,
    participant: Option<ParticipantId>,
    action: Option<Action>,
    from: Timestamp,
    until: Timestamp,
    is_of_a_day: bool,
    before: i64,
    limit: i64,
}

impl Filter {
    fn new(asked: &Asked, zone: &TimeZone, now: Timestamp) -> Self {
        let day: Option<Date> = asked.day.parse().ok();
        let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp());
        let from = day.and_then(start).unwrap_or(Timestamp::UNIX_EPOCH);
        let far = now.saturating_add(SignedDuration::from_hours(24 * 365)).unwrap_or(now);
        let until = day.and_then(|day| day.tomorrow().ok()).and_then(start).unwrap_or(far);
        let action = Action::from_word(&asked.action);
        let before = asked.before.unwrap_or(i64::MAX);
        Self { account: None, participant: None, action, from, until, is_of_a_day: day.is_some(), before, limit: SHOWN }
    }
}

pub async fn index(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let scope = visit.may(Permission::SeeAuditOfWorker)?;
    app.settle_looks(&scope).await?;
    let filter = Filter::new(&asked, &visit.zone(), scope.now);
    let found = app.read(&scope, move |tx, scope| list(tx, scope, &filter)).await;
    show(&app, &visit, &scope, &asked, "/admin/audit", found.map_err(|error: DbError| Fault::from(error))?, None).await
}

pub async fn of_person(
    State(app): State<App>,
    visit: Visit,
    Path(participant): Path<ParticipantId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may(Permission::SeeAuditOfPerson)?;
    app.settle_looks(&scope).await?;
    let filter = Filter { participant: Some(participant), ..Filter::new(&asked, &visit.zone(), scope.now) };
    let found = app.read(&scope, move |tx, scope| list_of_person(tx, scope, participant, &filter));
    let path = format!("/people/{participant}/audit");
    show(&app, &visit, &scope, &asked, &path, found.await?, Some(participant)).await
}

pub async fn of_worker(
    State(app): State<App>,
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may(Permission::SeeAuditOfWorker)?;
    app.settle_looks(&scope).await?;
    let filter = Filter { account: Some(account), ..Filter::new(&asked, &visit.zone(), scope.now) };
    let found = app.read(&scope, move |tx, scope| list_of_worker(tx, scope, account, &filter));
    show(&app, &visit, &scope, &asked, &format!("/team/{account}/audit"), found.await?, None).await
}

/// The entries about a person whom the scope reaches.
fn list_of_person(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    filter: &Filter,
) -> Result<Vec<Found>, Fault> {
    let is_reached: Option<i64> = tx.one(
        sql!("SELECT 1 FROM participants p WHERE p.organization_id = $1 AND ", within_reach!("p.id"), " AND p.id = $5"),
        scoped![scope; &participant],
    )?;
    is_reached.ok_or(Fault::NotFound)?;
    Ok(list(tx, scope, filter)?)
}

/// The entries of a worker whom the scope reaches.
fn list_of_worker(tx: &mut Tx<'_>, scope: &Scope, account: AccountId, filter: &Filter) -> Result<Vec<Found>, Fault> {
    is_worker_reached(tx, scope, account)?.then_some(()).ok_or(Fault::NotFound)?;
    Ok(list(tx, scope, filter)?)
}

fn is_worker_reached(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM accounts a WHERE a.organization_id = $1 AND a.id = $5
               AND EXISTS (SELECT 1 FROM memberships x WHERE x.organization_id = $1 AND x.account_id = a.id
                 AND (x.program_id IS NULL OR ",
            within_programs!("x.program_id"),
            "))"
        ),
        scoped![scope; &account],
    )?;
    Ok(found.is_some())
}

// One text for each question: each walks the index that is in the order of its answer (audit_by_participant,
// audit_by_account, audit_by_action, or the key), however long the audit is.
macro_rules! entries {
    ($which:literal) => {
        sql!(
            "SELECT e.sequence, e.at, a.name, e.acting_as, e.participant_id, p.name_to_use, e.action, e.record_kind, e.why,
                e.address
             FROM audit_entries e
             LEFT JOIN accounts a ON a.organization_id = e.organization_id AND a.id = e.account_id
             LEFT JOIN participants p ON p.organization_id = e.organization_id AND p.id = e.participant_id
             WHERE e.organization_id = $1 AND e.sequence < $5 AND e.sequence > $6 AND e.at >= $7 AND e.at < $8
               AND (",
            // First what is about the account alone: whoever may read all of it is not asked about each entry.
            "EXISTS (SELECT 1 FROM ",
            memberships_that_may!(),
            " AND g.reach = 'organization') OR (e.participant_id IS NOT NULL AND ",
            within_reach!("COALESCE(p.merged_into, e.participant_id)"),
            ") OR (e.participant_id IS NULL AND EXISTS (SELECT 1 FROM memberships y WHERE y.organization_id = $1
                 AND y.account_id = e.account_id AND ",
            within_programs!("y.program_id"),
            ")))",
            $which,
            " ORDER BY e.sequence DESC LIMIT $9"
        )
    };
}

/// The entries that the scope reaches, newest first. Who reads within a program sees what touched its people, and what
/// the program's workers did that touched nobody. What was written about a record that was merged into another reads as
/// part of that one.
fn list(tx: &mut Tx<'_>, scope: &Scope, filter: &Filter) -> Result<Vec<Found>, DbError> {
    let Some((after, before)) = places(tx, scope, filter)? else { return Ok(Vec::new()) };
    let (from, until, limit, action) = (&filter.from, &filter.until, &filter.limit, &filter.action);
    if !tx.is_sqlite() {
        // A plan for any values takes everything between two bound times for a few entries, and reads and sorts all there are.
        tx.run_text("SET LOCAL plan_cache_mode = force_custom_plan", &[])?;
    }
    match (&filter.participant, &filter.account) {
        (Some(person), _) if has_merged(tx, scope, *person)? => tx.list(
            entries!(
                " AND (e.participant_id = $10 OR e.participant_id IN (SELECT w.id FROM participants w
                     WHERE w.organization_id = $1 AND w.merged_into = $10)) AND (e.action = $11 OR $11 IS NULL)"
            ),
            scoped![scope; &before, &after, from, until, limit, person, action],
        ),
        (Some(person), _) => tx.list(
            entries!(" AND e.participant_id = $10 AND (e.action = $11 OR $11 IS NULL)"),
            scoped![scope; &before, &after, from, until, limit, person, action],
        ),
        (None, Some(worker)) => tx.list(
            entries!(" AND e.account_id = $10 AND (e.action = $11 OR $11 IS NULL)"),
            scoped![scope; &before, &after, from, until, limit, worker, action],
        ),
        (None, None) => match action {
            Some(action) => {
                tx.list(entries!(" AND e.action = $10"), scoped![scope; &before, &after, from, until, limit, action])
            }
            None => tx.list(entries!(""), scoped![scope; &before, &after, from, until, limit]),
        },
    }
}

fn has_merged(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!("SELECT 1 FROM participants WHERE organization_id = $1 AND merged_into = $2 LIMIT 1"),
        &[&scope.organization, &person],
    )?;
    Ok(found.is_some())
}

/// Between which entries those of a day are: the chain is nearly in the order of time, so a day is one stretch of it.
/// `None`: nothing was written in that time.
fn places(tx: &mut Tx<'_>, scope: &Scope, filter: &Filter) -> Result<Option<(i64, i64)>, DbError> {
    if !filter.is_of_a_day {
        return Ok(Some((0, filter.before)));
    }
    // An entry carries the moment of its request, and two requests may be written the other way round.
    let from = filter.from.saturating_sub(NEARLY).unwrap_or(filter.from);
    let until = filter.until.saturating_add(NEARLY).unwrap_or(filter.until);
    let first: Option<i64> = tx.one(
        sql!(
            "SELECT sequence FROM audit_entries WHERE organization_id = $1 AND at >= $2 AND at < $3
             ORDER BY at, sequence LIMIT 1"
        ),
        &[&scope.organization, &from, &until],
    )?;
    let last: Option<i64> = tx.one(
        sql!(
            "SELECT sequence FROM audit_entries WHERE organization_id = $1 AND at >= $2 AND at < $3
             ORDER BY at DESC, sequence DESC LIMIT 1"
        ),
        &[&scope.organization, &from, &until],
    )?;
    let stretch = first.zip(last).map(|(first, last)| (first.saturating_sub(1), last.saturating_add(1)));
    Ok(stretch.map(|(after, end)| (after, end.min(filter.before))))
}

/// Shows the entries, and writes down that somebody read them.
async fn show(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    asked: &Asked,
    path: &str,
    mut found: Vec<Found>,
    participant: Option<ParticipantId>,
) -> Answer {
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let entry = Entry::new(scope, Action::Read, "audit").with("rows", found.len());
    app.saw(scope, participant.map_or(entry.clone(), |participant| entry.of(participant))).await?;
    let last = found.last().filter(|_| has_more).map(|last| last.sequence);
    let older =
        last.map(|last| format!("{path}?before={last}&action={}&day={}", escaped(&asked.action), escaped(&asked.day)));
    let zone = visit.zone();
    let verbs: HashMap<Action, String> =
        Action::ALL.iter().map(|action| (*action, visit.t(&verb_key(*action)))).collect();
    let verb = |action: &Action| verbs.get(action).cloned().unwrap_or_default();
    let lines = found.into_iter().map(|one| line(visit, verb(&one.action), one, &zone)).collect();
    let choice = |action: &Action| Choice::new(action.word(), verb(action), action.word() == asked.action);
    kit::web::page(&AuditPage {
        page: visit.page("admin-audit-title"),
        path: path.to_owned(),
        lines,
        actions: Action::ALL.iter().map(choice).collect(),
        day: asked.day.clone(),
        older,
        table: (path != "/admin/audit")
            .then(|| format!("{path}/table?action={}&day={}", escaped(&asked.action), escaped(&asked.day))),
    })
}

fn verb_key(action: Action) -> String {
    format!("admin-audit-{}", action.word().replace('_', "-"))
}

/// "Ana Morales, as peer specialist, opened the record (contact) of Jordan."
fn line(visit: &Visit, verb: String, one: Found, zone: &TimeZone) -> Line {
    let role = match Role::from_word(&one.acting_as) {
        Some(role) => role_label(visit, role),
        None => visit.t("admin-audit-as-program"),
    };
    let who = one.account.unwrap_or_else(|| visit.t("admin-audit-the-program"));
    let kind = one.record_kind.replace('_', " ");
    let whom = one.person.or_else(|| one.participant.map(|_| visit.t("admin-audit-a-person"))).unwrap_or_default();
    let key = if whom.is_empty() { "admin-audit-sentence" } else { "admin-audit-sentence-of" };
    let sentence = visit.words.with(
        key,
        &[
            ("who", who.as_arg()),
            ("role", role.as_arg()),
            ("verb", verb.as_arg()),
            ("kind", kind.as_arg()),
            ("whom", whom.as_arg()),
        ],
    );
    let sentence = if one.why.is_empty() { sentence } else { format!("{sentence} {}", one.why) };
    Line { sentence, when: When::at(visit, one.at, zone), address: one.address, record: one.sequence.to_string() }
}

#[path = "table.rs"]
mod table;

#[cfg(test)]
#[path = "pages_tests.rs"]
mod tests;

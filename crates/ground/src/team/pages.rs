//! The list of workers, and the page of one.

use askama::Template;
use axum::extract::{Path, Query, State};
use kit::{
    db::DbError,
    faults::Fault,
    forms::{Errors, Form},
    web::Answer,
};
use serde::Deserialize;

use super::{
    invitations::{program_choices, role_choices},
    store::{self, Held, Row, Worker},
};
use crate::{
    App, Visit,
    ids::{AccountId, ProgramId},
    layout::{Page, parts::Choice, role_label, when::When},
    rules::matrix::{Permission, Role},
};

#[derive(Template)]
#[template(path = "team/index.html")]
struct TeamPage {
    page: Page,
    members: Vec<Member>,
    may_manage: bool,
    older: Option<String>,
}

/// A worker on the list.
struct Member {
    account: AccountId,
    sort_key: String,
    name: String,
    pronouns: String,
    roles: Vec<String>,
    people: i64,
}

#[derive(Template)]
#[template(path = "team/show.html")]
struct WorkerPage {
    page: Page,
    worker: Worker,
    roles: Vec<RoleRow>,
    may_manage: bool,
    may_reassign: bool,
    may_recover: bool,
    may_see_audit: bool,
    is_self: bool,
    form: Form,
    errors: Errors,
    role_choices: Vec<Choice>,
    programs: Vec<Choice>,
    closed: Option<When>,
}

struct RoleRow {
    id: String,
    label: String,
    program: String,
    since: When,
    until: Option<When>,
}

/// Where a page of the list begins.
#[derive(Deserialize, Default)]
pub struct After {
    after: Option<AccountId>,
    #[serde(default)]
    name: String,
}

pub async fn index(State(app): State<App>, visit: Visit, Query(from): Query<After>) -> Answer {
    let scope = visit.may(Permission::SeeTeam)?;
    let after = (from.name, from.after.unwrap_or_else(|| uuid::Uuid::nil().into()));
    let rows = app.read(&scope, move |tx, scope| store::list(tx, scope, &after)).await;
    let mut members = grouped(&visit, rows.map_err(|error: DbError| Fault::from(error))?);
    let has_more = members.len() > store::PAGE;
    members.truncate(store::PAGE);
    let last = members.last().filter(|_| has_more);
    let older = last.map(|one| format!("/team?after={}&name={}", one.account, kit::web::escaped(&one.sort_key)));
    let may_manage = visit.can(Permission::ManageStaff);
    kit::web::page(&TeamPage { page: visit.page("team-title"), members, may_manage, older })
}

/// Puts the roles of each worker together; the rows come ordered by worker.
fn grouped(visit: &Visit, rows: Vec<Row>) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for row in rows {
        let label = row.role.map(|role| role_words(visit, role, row.program.as_deref()));
        match members.last_mut().filter(|last| last.account == row.account) {
            Some(last) => last.roles.extend(label),
            None => members.push(Member {
                account: row.account,
                sort_key: row.sort_key,
                name: row.name,
                pronouns: row.pronouns,
                roles: label.into_iter().collect(),
                people: row.people,
            }),
        }
    }
    members
}

fn role_words(visit: &Visit, role: Role, program: Option<&str>) -> String {
    let program = program.map_or_else(|| visit.t("team-every-program"), str::to_owned);
    format!("{} · {program}", role_label(visit, role))
}

pub async fn show(State(app): State<App>, visit: Visit, Path(account): Path<AccountId>) -> Answer {
    kit::web::page(&worker_page(&app, &visit, account, Form::default(), Errors::default()).await?)
}

/// A worker, their roles, and the programs in which another could be given.
type Found = (Worker, Vec<Held>, Vec<(ProgramId, String)>);

/// The page of a worker with a form for another role in it, as typed.
async fn worker_page(
    app: &App,
    visit: &Visit,
    account: AccountId,
    form: Form,
    errors: Errors,
) -> Result<WorkerPage, Fault> {
    let scope = visit.may(Permission::SeeTeam)?;
    let read = app.read(&scope, move |tx, scope| {
        let Some(worker) = store::find(tx, scope, account)? else { return Ok(None) };
        Ok(Some((worker, store::roles(tx, scope, account)?, store::programs(tx, scope.organization)?)))
    });
    let read: Option<Found> = read.await.map_err(|error: DbError| Fault::from(error))?;
    let (worker, roles, programs) = read.ok_or(Fault::NotFound)?;
    Ok(WorkerPage {
        page: visit.page("team-worker-title"),
        roles: roles.into_iter().map(|held| role_row(visit, held)).collect(),
        may_manage: visit.can(Permission::ManageStaff),
        may_reassign: visit.can(Permission::ReassignCaseload),
        may_recover: visit.can(Permission::RecoverAccount),
        may_see_audit: visit.can(Permission::SeeAuditOfWorker),
        is_self: scope.account == account,
        role_choices: role_choices(visit, form.get("role")),
        programs: program_choices(&programs, form.get("program")),
        closed: worker.closed_at.map(|at| When::at(visit, at, &visit.zone())),
        worker,
        form,
        errors,
    })
}

/// Shows the page again with what is wrong.
pub(super) async fn show_again(app: &App, visit: &Visit, account: AccountId, form: Form, errors: Errors) -> Answer {
    kit::web::page_with_errors(&worker_page(app, visit, account, form, errors).await?)
}

fn role_row(visit: &Visit, held: Held) -> RoleRow {
    let zone = visit.zone();
    RoleRow {
        id: held.id.to_string(),
        label: role_label(visit, held.role),
        program: held.program.unwrap_or_else(|| visit.t("team-every-program")),
        since: When::day_of(visit, held.starts_at, &zone),
        until: held.ends_at.map(|end| When::at(visit, end, &zone)),
    }
}

//! The page on which a whole caseload is handed over.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::AccountId,
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission,
    scoped, within_programs,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    messages::AsArg,
    sql,
    web::{Answer, page},
};

use super::{
    assignment::{Assignment, HandOverId, Worker},
    hand_over::{Heirs, hand_back, hand_over},
    pages::worker_choice,
    store,
};

#[derive(Template)]
#[template(path = "assignments/hand_over.html")]
struct HandOver {
    page: Page,
    account: AccountId,
    lead: String,
    everybody: Vec<Choice>,
    people: Vec<Person>,
    promises: i64,
}

struct Person {
    field: String,
    label: String,
    workers: Vec<Choice>,
}

struct Read {
    name: String,
    people: Vec<(Assignment, String)>,
    workers: Vec<Worker>,
    promises: i64,
}

/// The value that sends a person to the queue.
const QUEUE: &str = "queue";

pub async fn new(State(app): State<App>, visit: Visit, Path(account): Path<AccountId>) -> Answer {
    let scope = visit.may(Permission::ReassignCaseload)?;
    let read = app.read(&scope, move |tx, scope| read(tx, scope, account)).await?;
    let entry = Entry::new(&scope, Action::Read, "caseload").on(account).with("rows", read.people.len());
    app.saw(&scope, entry).await?;
    page(&view(&visit, account, &read))
}

pub async fn create(State(app): State<App>, visit: Visit, Path(account): Path<AccountId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ReassignCaseload)?;
    let (words, today) = (visit.t("promise-assign"), scope.now.to_zoned(visit.zone()).date());
    let (id, count) = app
        .write(&scope, move |tx, scope| {
            let read = read(tx, scope, account)?;
            let heirs = heirs(&form, account, &read)?;
            let (id, count) = hand_over(tx, scope, account, &heirs, today, &words)?;
            audit::record(tx, &Entry::new(scope, Action::Change, "caseload").on(account).with("rows", count))?;
            Ok::<_, Fault>((id, count))
        })
        .await?;
    let text = visit.words.with("assignments-handed-over", &[("count", count.as_arg())]);
    visit.see("/people?show=unassigned", Flash::ok(text).or_undo(format!("/hand-overs/{id}/undoing")))
}

pub async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<HandOverId>) -> Answer {
    let scope = visit.may(Permission::ReassignCaseload)?;
    let today = scope.now.to_zoned(visit.zone()).date();
    app.write(&scope, move |tx, scope| {
        reachable(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let account = hand_back(tx, scope, id, today)?.ok_or(Fault::NotFound)?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Restore, "caseload").on(account))?)
    })
    .await?;
    visit.see("/people", Flash::ok(visit.t("assignments-handed-back")))
}

/// Whoever may hand over may take back; a supervisor only what happened in their programs.
fn reachable(tx: &mut Tx<'_>, scope: &Scope, id: HandOverId) -> Result<Option<AccountId>, DbError> {
    let from: Option<AccountId> = tx.one(
        sql!("SELECT from_account_id FROM hand_overs WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id],
    )?;
    match from {
        Some(from) => Ok(worker(tx, scope, from)?.map(|_| from)),
        None => Ok(None),
    }
}

/// The name of a worker who is or was in a program within reach.
fn worker(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<Option<String>, DbError> {
    tx.one(
        sql!(
            "SELECT a.name FROM accounts a WHERE a.organization_id = $1 AND a.id = $5
               AND EXISTS (SELECT 1 FROM memberships h WHERE h.organization_id = $1 AND h.account_id = a.id AND ",
            within_programs!("h.program_id"),
            ")"
        ),
        scoped![scope; &account],
    )
}

fn read(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<Read, Fault> {
    let name = worker(tx, scope, account)?.ok_or(Fault::NotFound)?;
    let people = store::open_of(tx, scope, account)?;
    let mut workers: Vec<Worker> = Vec::new();
    let mut programs: Vec<_> = people.iter().map(|(assignment, _)| assignment.program).collect();
    programs.sort();
    programs.dedup();
    // One statement a program that the worker supports people in, not one a person.
    for program in programs {
        for worker in store::workers(tx, scope, program)? {
            if worker.id != account && !workers.iter().any(|known| known.id == worker.id) {
                workers.push(worker);
            }
        }
    }
    let promises = tx.one(
        sql!("SELECT COUNT(*) FROM promises WHERE organization_id = $1 AND owner_id = $2 AND closed_at IS NULL"),
        &[&scope.organization, &account],
    )?;
    Ok(Read { name, people, workers, promises: promises.unwrap_or(0) })
}

/// Who takes over, by the form. Somebody who may not support people in these programs is not found.
fn heirs(form: &Form, from: AccountId, read: &Read) -> Result<Heirs, Fault> {
    let known = |text: &str| -> Result<Option<AccountId>, Fault> {
        if text.is_empty() || text == QUEUE {
            return Ok(None);
        }
        let id = text.parse().map_err(|_| Fault::NotFound)?;
        read.workers
            .iter()
            .find(|worker| worker.id == id && id != from)
            .map(|worker| Some(worker.id))
            .ok_or(Fault::NotFound)
    };
    let mut one_by_one = BTreeMap::new();
    for (assignment, _) in &read.people {
        let chosen = form.get(&field(assignment));
        if !chosen.is_empty() {
            one_by_one.insert(assignment.id, known(chosen)?);
        }
    }
    Ok(Heirs { everybody: known(form.get("everybody"))?, one_by_one })
}

fn field(assignment: &Assignment) -> String {
    format!("to-{}", assignment.id)
}

fn view(visit: &Visit, account: AccountId, read: &Read) -> HandOver {
    let workers = |first: Choice| -> Vec<Choice> {
        std::iter::once(first).chain(read.workers.iter().map(|worker| worker_choice(visit, worker))).collect()
    };
    let queue = || Choice::new(QUEUE, visit.t("assignments-to-queue"), false);
    let person = |(assignment, name): &(Assignment, String)| {
        let kind = visit.t(&format!("assignments-{}", assignment.kind.word()));
        Person {
            field: field(assignment),
            label: [name.as_str(), &assignment.program_name, &kind].join(" · "),
            workers: workers(queue()),
        }
    };
    HandOver {
        page: visit.page("assignments-hand-over-title"),
        account,
        lead: visit.words.with(
            "assignments-hand-over-lead",
            &[
                ("name", read.name.as_str().as_arg()),
                ("people", read.people.len().as_arg()),
                ("promises", read.promises.as_arg()),
            ],
        ),
        everybody: workers(queue()),
        people: read.people.iter().map(person).collect(),
        promises: read.promises,
    }
}

//! Choosing who supports one person.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{AccountId, ParticipantId, ProgramId},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    assignment::{Assignment, AssignmentId, Kind, NewAssignment, Worker},
    store,
};
use crate::{
    participants::{self, Header, PersonHeader, Standing},
    record::opened,
};

#[derive(Template)]
#[template(path = "assignments/form.html")]
struct Peers {
    page: Page,
    person: PersonHeader,
    now: Vec<Line>,
    programs: Vec<ProgramForm>,
    kinds: Vec<Choice>,
    errors: Errors,
}

struct Line {
    worker: String,
    about: String,
    since: When,
    ending: String,
}

struct ProgramForm {
    id: ProgramId,
    name: String,
    workers: Vec<Choice>,
}

struct Read {
    header: Header,
    now: Vec<Assignment>,
    workers: Vec<(ProgramId, String, Vec<Worker>)>,
}

fn read(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Read, Fault> {
    let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let now = store::current_peers(tx, scope, id)?;
    let mut workers = Vec::new();
    // Few people are in more than one program at a time.
    for place in header.places.iter().filter(|place| place.status.standing() != Standing::Past).take(3) {
        workers.push((place.program, place.program_name.clone(), store::workers(tx, scope, place.program)?));
    }
    Ok(Read { header, now, workers })
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::AssignPeople)?;
    let read = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    app.saw(&scope, opened(&scope, &read.header).with("part", "peers")).await?;
    page(&view(&visit, &read, Errors::default()))
}

pub async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::AssignPeople)?;
    let kind = Kind::from_word(form.get("kind")).unwrap_or(Kind::Primary);
    let (Some(program), Some(account)) = (form.parsed("program"), form.parsed("account")) else {
        let read = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
        let errors = Errors::one("account", visit.t("assignments-error-account"));
        return page_with_errors(&view(&visit, &read, errors));
    };
    app.write(&scope, move |tx, scope| assign(tx, scope, id, program, account, kind)).await?;
    visit.see(format!("/people/{id}"), Flash::ok(visit.t("assignments-saved")))
}

pub async fn end(
    State(app): State<App>,
    visit: Visit,
    Path((id, assignment)): Path<(ParticipantId, AssignmentId)>,
) -> Answer {
    let scope = visit.may(Permission::AssignPeople)?;
    let words = visit.t("promise-assign");
    app.write(&scope, move |tx, scope| finish(tx, scope, id, assignment, &words)).await?;
    visit.see(format!("/people/{id}"), Flash::ok(visit.t("assignments-ended")))
}

/// Only a worker of the program may support its people.
fn assign(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
    account: AccountId,
    kind: Kind,
) -> Result<(), Fault> {
    let header = participants::header(tx, scope, participant)?.ok_or(Fault::NotFound)?;
    let place = header.places.iter().find(|place| place.program == program).ok_or(Fault::NotFound)?;
    let workers = store::workers(tx, scope, program)?;
    workers.iter().find(|worker| worker.id == account).ok_or(Fault::NotFound)?;
    let starts_on = scope.now.to_zoned(place.zone()).date();
    let new = NewAssignment { participant, program, account, kind, starts_on, reason: String::new() };
    let id = store::begin(tx, scope, &new)?;
    let entry = Entry::new(scope, Action::Create, "assignment").of(participant).on(id);
    audit::record(tx, &entry.with("kind", kind.word()))?;
    Ok(())
}

fn finish(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    assignment: AssignmentId,
    words: &str,
) -> Result<(), Fault> {
    let header = participants::header(tx, scope, participant)?.ok_or(Fault::NotFound)?;
    let now = store::current_peers(tx, scope, participant)?;
    let open = now.iter().find(|one| one.id == assignment).ok_or(Fault::NotFound)?;
    let zone = header.places.iter().find(|place| place.program == open.program).map(participants::Place::zone);
    let on = scope.now.to_zoned(zone.unwrap_or(jiff::tz::TimeZone::UTC)).date();
    store::end(tx, scope, assignment, on, "changed")?;
    store::need(tx, scope, participant, open.program, words)?;
    audit::record(tx, &Entry::new(scope, Action::Change, "assignment").of(participant).on(assignment))?;
    Ok(())
}

fn view(visit: &Visit, read: &Read, errors: Errors) -> Peers {
    let zone = read.header.zone(visit);
    let line = |one: &Assignment| Line {
        worker: one.worker.clone(),
        about: [visit.t(&format!("assignments-{}", one.kind.word())), one.program_name.clone()].join(" · "),
        since: When::on(visit, one.starts_on, &zone),
        ending: format!("/people/{}/peers/{}/ending", read.header.id, one.id),
    };
    let program = |(id, name, workers): &(ProgramId, String, Vec<Worker>)| ProgramForm {
        id: *id,
        name: name.clone(),
        workers: workers.iter().map(|worker| worker_choice(visit, worker)).collect(),
    };
    let kind = |kind: &Kind| {
        Choice::new(kind.word(), visit.t(&format!("assignments-{}", kind.word())), *kind == Kind::Primary)
    };
    Peers {
        page: visit.page("assignments-title"),
        person: PersonHeader::new(visit, &read.header, "overview"),
        now: read.now.iter().map(line).collect(),
        programs: read.workers.iter().map(program).collect(),
        kinds: Kind::ALL.iter().map(kind).collect(),
        errors,
    }
}

/// A worker with how many people they support first of all, so that nobody gets too many.
pub(super) fn worker_choice(visit: &Visit, worker: &Worker) -> Choice {
    use kit::messages::AsArg;
    let label = visit
        .words
        .with("assignments-worker", &[("name", worker.name.as_str().as_arg()), ("people", worker.people.as_arg())]);
    Choice::new(worker.id.to_string(), label, false)
}

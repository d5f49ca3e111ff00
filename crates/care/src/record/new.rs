//! Writing somebody down, with a warning when they may be here already.

use axum::extract::{RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::{Flash, parts::Choice},
    rules::matrix::{Permission, Role},
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::form::{PersonForm, Similar, SimilarPeople, read};
use crate::{
    assignments::{self, Kind, NewAssignment},
    participants::{self, Details, Found, Query, Status, Why, listing},
};

/// Names less alike than this are not worth a warning.
const ALIKE: f64 = 0.86;

pub async fn new(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let scope = visit.may(Permission::AddReferral)?;
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    let programs = app.read::<_, Fault>(&scope, |tx, scope| Ok(listing::programs(tx, scope)?)).await?;
    page(&view(&visit, form, Errors::default(), &programs, &[]))
}

/// The fragment that the form asks for while somebody types.
pub async fn similar(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let scope = visit.may(Permission::AddReferral)?;
    let typed = person_query(&Form::parse(query.unwrap_or_default().as_bytes()));
    let found = app.read::<_, Fault>(&scope, move |tx, scope| Ok(alike(tx, scope, &typed)?)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Search, "participants").with("rows", found.len())).await?;
    let similar = found.iter().map(|one| Similar::of(&visit, one)).collect();
    page(&SimilarPeople { page: visit.page("record-similar-title"), similar })
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::AddReferral)?;
    let programs = app.read::<_, Fault>(&scope, |tx, scope| Ok(listing::programs(tx, scope)?)).await?;
    let new = match NewPerson::read(&visit, &form, &programs) {
        Ok(new) => new,
        Err(errors) => return page_with_errors(&view(&visit, form, errors, &programs, &[])),
    };
    match app.write(&scope, move |tx, scope| add(tx, scope, &new)).await? {
        Added::Person(id) => {
            let path = if visit.can(Permission::SeePerson) { format!("/people/{id}") } else { "/people".to_owned() };
            visit.see(path, Flash::ok(visit.t("record-added")))
        }
        Added::OutOfReach => visit.see("/people", Flash::ok(visit.t("record-added-for-others"))),
        Added::Similar(found) => page_with_errors(&view(&visit, form, Errors::default(), &programs, &found)),
    }
}

struct NewPerson {
    details: Details,
    program: listing::Program,
    status: Status,
    is_supported_by_me: bool,
    is_surely_new: bool,
    query: Query,
    waits_words: String,
}

enum Added {
    Person(ParticipantId),
    /// Written down, for those who take care of it.
    OutOfReach,
    /// Not written down yet: they may be here already.
    Similar(Vec<Found>),
}

impl NewPerson {
    fn read(visit: &Visit, form: &Form, programs: &[listing::Program]) -> Result<Self, Errors> {
        let program = programs.iter().find(|one| one.id.to_string() == form.get("program"));
        let program = program.or(programs.first().filter(|_| programs.len() == 1)).cloned();
        let details = read(visit, form);
        let Some(program) = program else {
            let mut errors = details.err().unwrap_or_default();
            errors.add("program", visit.t("record-error-program"));
            return Err(errors);
        };
        Ok(Self {
            details: details?,
            program,
            status: Status::from_word(form.get("joining")).filter(|s| joining().contains(s)).unwrap_or(Status::Inquiry),
            is_supported_by_me: form.is_ticked("supported_by_me") && may_support(visit),
            is_surely_new: form.is_ticked("surely_new"),
            query: person_query(form),
            waits_words: visit.t("promise-assign"),
        })
    }
}

/// Where somebody who is added may stand: asked about us, or with us already. A referral has its own form.
const fn joining() -> [Status; 2] {
    [Status::Active, Status::Inquiry]
}

/// Those who support people themselves may begin to support somebody whom they write down.
fn may_support(visit: &Visit) -> bool {
    visit.actor.as_ref().is_some_and(|actor| {
        actor.memberships.iter().any(|held| matches!(held.role, Role::PeerSpecialist | Role::VolunteerPeer))
    })
}

fn person_query(form: &Form) -> Query {
    let phone = form.pairs().find(|(name, _)| name.starts_with("channel-") && name.ends_with("-value"));
    let phone = phone.map(|(_, value)| value).filter(|value| !value.contains('@')).unwrap_or_default();
    Query::of_person(form.get("name_to_use"), form.get("nicknames"), phone, form.date("birth_date"))
}

/// People within reach who may be the one that is being written down.
pub fn alike(tx: &mut Tx<'_>, scope: &Scope, query: &Query) -> Result<Vec<Found>, DbError> {
    let mut found = participants::search_widely(tx, scope, query)?;
    found.retain(|one| one.likeness >= ALIKE || (one.is_exact && one.likeness >= 0.5));
    found.truncate(6);
    Ok(found)
}

fn add(tx: &mut Tx<'_>, scope: &Scope, new: &NewPerson) -> Result<Added, Fault> {
    if !new.is_surely_new {
        let found = alike(tx, scope, &new.query)?;
        if !found.is_empty() {
            return Ok(Added::Similar(found));
        }
    }
    let id = participants::insert(tx, scope, &new.details)?;
    participants::set_status(tx, scope, id, new.program.id, new.status, scope.now, &Why::default())?;
    if new.is_supported_by_me {
        let starts_on = scope.now.to_zoned(new.program.zone()).date();
        let (program, reason) = (new.program.id, String::new());
        let mine =
            NewAssignment { participant: id, program, account: scope.account, kind: Kind::Primary, starts_on, reason };
        assignments::begin(tx, scope, &mine)?;
    }
    assignments::need(tx, scope, id, new.program.id, &new.waits_words)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "participant").of(id).on(id))?;
    let is_reached =
        new.is_supported_by_me || scope.acting_as != Role::PeerSpecialist && scope.acting_as != Role::VolunteerPeer;
    Ok(if is_reached { Added::Person(id) } else { Added::OutOfReach })
}

fn view(visit: &Visit, form: Form, errors: Errors, programs: &[listing::Program], found: &[Found]) -> PersonForm {
    let program = form.get("program").to_owned();
    let status = form.get("joining").to_owned();
    let choice = |one: &listing::Program| Choice::new(one.id.to_string(), &one.name, one.id.to_string() == program);
    let join = |one: &Status| {
        let chosen = one.word() == status || (status.is_empty() && *one == Status::Active);
        Choice::new(one.word(), visit.t(&format!("record-joining-{}", one.word())), chosen)
    };
    let mut view = PersonForm::new(visit, form, errors);
    view.programs = programs.iter().map(choice).collect();
    view.joining = joining().iter().map(join).collect();
    view.can_support = may_support(visit);
    view.sees_legal_name = visit.can(Permission::SeeLegalIdentity);
    view.similar = found.iter().map(|one| Similar::of(visit, one)).collect();
    view
}

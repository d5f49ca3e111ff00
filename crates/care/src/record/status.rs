//! Pausing, moving on, closing, coming back: with the reason in plain words and the person's own view. What is promised
//! is shown first, and let go with the reason when the time here ends.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{ParticipantId, ProgramId},
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    sql,
    web::{Answer, page, page_with_errors},
};

use super::{form::choices, show::opened, status_undo};
use crate::{
    assignments,
    participants::{self, Header, PersonHeader, Place, Standing, Status, Why, status_label},
};

#[derive(Template)]
#[template(path = "record/status.html")]
struct StatusForm {
    page: Page,
    person: PersonHeader,
    places: Vec<PlaceForm>,
    errors: Errors,
    form: Form,
}

/// What may change in one program.
struct PlaceForm {
    program: ProgramId,
    name: String,
    now: String,
    steps: Vec<Choice>,
    reasons: Vec<Choice>,
    open_promises: i64,
}

/// A step that was chosen.
#[derive(Debug, Clone)]
pub struct Step {
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub to: Status,
    pub why: Why,
    /// What the promise to find somebody says, when the person comes back to nobody.
    pub waits_words: String,
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::ChangeStatus)?;
    let (header, promises) = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    app.saw(&scope, opened(&scope, &header).with("part", "status")).await?;
    page(&view(&visit, &header, &promises, Form::default(), Errors::default()))
}

pub async fn update(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ChangeStatus)?;
    let chosen = read_step(&visit, id, &form);
    let step_chosen = match chosen {
        Ok(step) => step,
        Err(errors) => {
            let (header, promises) = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
            return page_with_errors(&view(&visit, &header, &promises, form, errors));
        }
    };
    let stale = visit.t("record-changed-meanwhile");
    let (undo, is_theirs) = app
        .write(&scope, move |tx, scope| {
            step(tx, scope, &step_chosen, &stale)?;
            let undo = status_undo::path(tx, scope, id, step_chosen.program)?;
            Ok::<_, Fault>((undo, participants::find(tx, scope, id)?.is_some()))
        })
        .await?;
    let flash = Flash::ok(visit.t("record-status-saved"));
    // A peer who ends the support does not open the record any more.
    let path = if is_theirs { format!("/people/{id}") } else { "/people".to_owned() };
    visit.see(path, if let Some(undo) = undo { flash.or_undo(undo) } else { flash })
}

type OpenPromises = Vec<(ProgramId, i64)>;

fn read(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<(Header, OpenPromises), Fault> {
    let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let promises = tx.list(
        sql!(
            "SELECT program_id, COUNT(*) FROM promises
             WHERE organization_id = $1 AND participant_id = $2 AND closed_at IS NULL AND program_id IS NOT NULL
             GROUP BY program_id LIMIT 50"
        ),
        &[&scope.organization, &id],
    )?;
    Ok((header, promises))
}

/// Takes a step, when it makes sense from where the person stands. When the time here ends, assignments end and open
/// promises are let go with the reason; who comes back to nobody waits in the queue.
///
/// # Errors
/// [`Fault::NotFound`] out of reach, [`Fault::Conflict`] with `stale` when the step makes no sense any more.
pub fn step(tx: &mut Tx<'_>, scope: &Scope, step: &Step, stale: &str) -> Result<(), Fault> {
    let header = participants::header(tx, scope, step.participant)?.ok_or(Fault::NotFound)?;
    let place = header.places.iter().find(|place| place.program == step.program).ok_or(Fault::NotFound)?;
    if !place.enrollment(step.participant).may_become(step.to) {
        return Err(Fault::Conflict(stale.to_owned()));
    }
    let (participant, program) = (step.participant, step.program);
    participants::set_status(tx, scope, participant, program, step.to, scope.now, &step.why)?;
    if step.to.standing() == Standing::Past {
        let on = scope.now.to_zoned(place.zone()).date();
        assignments::end_all(tx, scope, participant, program, on)?;
        let_go(tx, scope, step)?;
    }
    assignments::need(tx, scope, participant, program, &step.waits_words)?;
    let entry = Entry::new(scope, Action::Change, "status").of(participant).on(place.enrollment);
    audit::record(tx, &entry.with("to", step.to.word()).with("reason", step.why.reason.clone()))?;
    Ok(())
}

/// Lets go of what is promised about the person in the program, except what is owed whatever happens: words that were
/// begun are still to be signed.
fn let_go(tx: &mut Tx<'_>, scope: &Scope, step: &Step) -> Result<u64, DbError> {
    let words = if step.why.words.is_empty() { &step.why.reason } else { &step.why.words };
    tx.run(
        sql!(
            "UPDATE promises SET closed_at = $4, closed_by = $5, closing = 'let_go', evidence_kind = 'status_change',
                evidence_words = $6, version = version + 1
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 AND closed_at IS NULL
               AND kind NOT IN ('sign', 'returned', 'cosign')"
        ),
        &[&scope.organization, &step.participant, &step.program, &scope.now, &scope.account, words],
    )
}

fn read_step(visit: &Visit, participant: ParticipantId, form: &Form) -> Result<Step, Errors> {
    let mut errors = Errors::default();
    let (program, to) = (form.parsed("program"), Status::from_word(form.get("to")));
    if to.is_none() {
        errors.add("to", visit.t("record-error-status"));
    }
    let reason = form.text("reason").unwrap_or_default().to_owned();
    let needs_reason = matches!(to, Some(Status::Paused | Status::Closed | Status::Transitioned));
    if needs_reason && reason.is_empty() {
        errors.add("reason", visit.t("record-error-reason"));
    }
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    let (Some(program), Some(to), true) = (program, to, errors.is_empty()) else { return Err(errors) };
    let why = Why { reason, words: text("words"), own_view: text("own_view") };
    Ok(Step { participant, program, to, why, waits_words: visit.t("promise-assign") })
}

fn view(visit: &Visit, header: &Header, promises: &OpenPromises, form: Form, errors: Errors) -> StatusForm {
    StatusForm {
        page: visit.page("record-status-title"),
        person: PersonHeader::new(visit, header, "overview"),
        places: header.places.iter().map(|place| place_form(visit, header.id, place, promises, &form)).collect(),
        errors,
        form,
    }
}

fn place_form(visit: &Visit, id: ParticipantId, place: &Place, promises: &OpenPromises, form: &Form) -> PlaceForm {
    let chosen = form.get("to");
    let enrollment = place.enrollment(id);
    let step = |to: Status| Choice::new(to.word(), status_label(&visit.words, to), to.word() == chosen);
    let mut reasons = choices(&visit.words, "pause_reasons", &[form.get("reason")], |_| true);
    for reason in choices(&visit.words, "close_reasons", &[form.get("reason")], |_| true) {
        if !reasons.iter().any(|known| known.value == reason.value) {
            reasons.push(reason);
        }
    }
    PlaceForm {
        program: place.program,
        name: place.program_name.clone(),
        now: status_label(&visit.words, place.status),
        steps: enrollment.next_steps().map(step).collect(),
        reasons,
        open_promises: promises.iter().find(|(program, _)| *program == place.program).map_or(0, |(_, count)| *count),
    }
}

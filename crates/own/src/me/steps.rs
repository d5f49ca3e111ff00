//! Ticking what one said one would do, and taking the tick back.

use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::RecordId,
    layout::Flash,
    rules::matrix::Permission::WriteMyRecord,
};
use jiff::Timestamp;
use kit::{db::Tx, faults::Fault, web::Answer};

use super::store;

pub async fn done(State(app): State<App>, visit: Visit, Path(id): Path<RecordId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    app.write(&scope, move |tx, scope| set(tx, scope, id, Some(scope.now))).await?;
    let undo = format!("/me/steps/{id}/done/undo");
    visit.see("/me", Flash::ok(visit.t("me-step-done")).or_undo(undo))
}

pub async fn not_done(State(app): State<App>, visit: Visit, Path(id): Path<RecordId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    app.write(&scope, move |tx, scope| set(tx, scope, id, None)).await?;
    visit.see("/me", Flash::ok(visit.t("me-step-not-done")))
}

/// Marks one of the person's own steps as done, or as open again. Done twice is done.
pub(super) fn set(tx: &mut Tx<'_>, scope: &Scope, id: RecordId, done_at: Option<Timestamp>) -> Result<(), Fault> {
    let of = store::set_step(tx, scope, id, done_at)?.ok_or(Fault::NotFound)?;
    let what = if done_at.is_some() { "done" } else { "not-done" };
    Ok(audit::record(tx, &Entry::new(scope, Action::Change, "goal_step").of(of).on(id).with("what", what))?)
}

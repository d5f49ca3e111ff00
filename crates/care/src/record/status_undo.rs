//! Taking a change of status back that was made a moment ago, with everything that it ended.

use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{ParticipantId, ProgramId, PromiseId},
    layout::Flash,
    promises::{self, Closing, Evidence, Kind},
    rules::matrix::Permission,
};
use jiff::ToSpan;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    sql,
    web::Answer,
};
use serde::Deserialize;

use crate::{
    assignments,
    participants::{self, Change, Standing, StatusChangeId},
};

/// How long a change of status can be taken back with one tap, in minutes.
const UNDO_MINUTES: i64 = 15;

/// Where the last change of somebody's status is taken back. It names how they stand now: when something came after the
/// change, it stays.
///
/// # Errors
/// Those of the storage.
pub(super) fn path(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
) -> Result<Option<String>, DbError> {
    let last = participants::last_change(tx, scope, participant, program)?;
    let now = participants::enrollment(tx, scope, participant, program)?;
    Ok(last.zip(now).map(|(last, now)| format!("/status-changes/{}/undoing?version={}", last.id, now.version)))
}

/// What the address says besides the change.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    version: Option<i64>,
}

pub async fn create(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<StatusChangeId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may(Permission::ChangeStatus)?;
    let (person, is_done) = app.write(&scope, move |tx, scope| undo(tx, scope, id, asked.version)).await?;
    let flash =
        if is_done { Flash::ok(visit.t("record-status-undone")) } else { Flash::warn(visit.t("record-status-stays")) };
    visit.see(format!("/people/{person}"), flash)
}

/// Takes one's own change of a moment ago back. Answers whose it was, and whether it was: what came after it keeps it.
///
/// # Errors
/// [`Fault::NotFound`] out of reach; those of the storage.
pub(super) fn undo(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: StatusChangeId,
    version: Option<i64>,
) -> Result<(ParticipantId, bool), Fault> {
    let change = participants::find_change(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let until = change.at.saturating_add(UNDO_MINUTES.minutes()).unwrap_or(change.at);
    let is_own = change.changed_by == Some(scope.account) && scope.now <= until;
    // A peer who closed somebody's time supports them no more by that: their own slip is still theirs to mend.
    if !is_own && participants::find(tx, scope, change.participant)?.is_none() {
        return Err(Fault::NotFound);
    }
    let now = participants::enrollment(tx, scope, change.participant, change.program)?.ok_or(Fault::NotFound)?;
    if !is_own || version != Some(now.version) || !participants::take_back_status(tx, scope, &change)? {
        return Ok((change.participant, false));
    }
    assignments::resume_all(tx, scope, change.participant, change.program, change.at)?;
    promise_again(tx, scope, &change)?;
    let entry = Entry::new(scope, Action::Restore, "status").of(change.participant).on(change.enrollment);
    audit::record(tx, &entry.with("from", change.to.word()))?;
    Ok((change.participant, true))
}

/// Opens again what was let go with the change; nobody has to be found any more for whom the change had asked somebody.
fn promise_again(tx: &mut Tx<'_>, scope: &Scope, change: &Change) -> Result<(), DbError> {
    let let_go: Vec<PromiseId> = tx.list(
        sql!(
            "SELECT id FROM promises
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3 AND closed_at = $4
               AND closing = 'let_go' AND evidence_kind = 'status_change' LIMIT 500"
        ),
        &[&scope.organization, &change.participant, &change.program, &change.at],
    )?;
    let now = participants::enrollment(tx, scope, change.participant, change.program)?;
    let waits = now.is_some_and(|now| now.status.standing() == Standing::Here && now.primary.is_none());
    if !waits {
        promises::close(tx, scope, change.enrollment, Kind::Assign, Closing::Replaced, &Evidence::default())?;
    }
    for id in let_go {
        if let Some(promise) = promises::find(tx, scope, id)? {
            promises::reopen_one(tx, scope, &promise)?;
        }
    }
    Ok(())
}

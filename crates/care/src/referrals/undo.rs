//! Taking a try back: one that was written down a moment ago, or one that was told by a note that is struck.

use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    access::Scope,
    audit,
    ids::{AccountId, PromiseId},
    layout::Flash,
    promises::{self, Closing, Evidence, Kind},
    rules::matrix::Permission,
};
use jiff::{Timestamp, ToSpan};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    ids::Id,
    sql,
    web::Answer,
};
use serde::Deserialize;

use super::{
    referral::{AttemptId, Referral, ReferralId, is_contact},
    show::entry,
    store,
};
use crate::participants::{self, Status};

/// How long a try can be taken back with one tap, in minutes.
const UNDO_MINUTES: i64 = 15;

/// Where a try is taken back that was written down just now. It names the state of the referral with the try: when
/// something came after it, the try stays.
pub(super) fn path(attempt: AttemptId, before: &Referral) -> String {
    format!("/referral-attempts/{attempt}/undoing?version={}", before.version.saturating_add(1))
}

/// What the address says besides the try.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    version: Option<i64>,
}

pub async fn create(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<AttemptId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may(Permission::ManageReferral)?;
    let (referral, is_done) = app.write(&scope, move |tx, scope| undo(tx, scope, id, asked.version)).await?;
    let flash = if is_done {
        Flash::ok(visit.t("referrals-attempt-undone"))
    } else {
        Flash::warn(visit.t("referrals-attempt-stays"))
    };
    visit.see(format!("/referrals/{referral}"), flash)
}

/// Takes one's own try of a moment ago back. Answers its referral, and whether it was: what came after it keeps it.
///
/// # Errors
/// [`Fault::NotFound`] out of reach; those of the storage.
pub(super) fn undo(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: AttemptId,
    version: Option<i64>,
) -> Result<(ReferralId, bool), Fault> {
    let tried = find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let referral = store::find(tx, scope, tried.referral)?.ok_or(Fault::NotFound)?;
    let until = tried.at.saturating_add(UNDO_MINUTES.minutes()).unwrap_or(tried.at);
    let is_own = tried.made_by == Some(scope.account) && scope.now <= until;
    if !is_own || referral.outcome.is_some() || version != Some(referral.version) {
        return Ok((referral.id, false));
    }
    take_back(tx, scope, &referral, &tried)?;
    audit::record(tx, &entry(scope, &referral).with("attempt_taken_back", id.to_string()))?;
    Ok((referral.id, true))
}

/// A try as it can be taken back.
pub(super) struct Tried {
    pub id: AttemptId,
    pub referral: ReferralId,
    pub at: Timestamp,
    pub outcome: String,
    pub made_by: Option<AccountId>,
}

kit::from_row!(Tried { id, referral, at, outcome, made_by });

fn find(tx: &mut Tx<'_>, scope: &Scope, id: AttemptId) -> Result<Option<Tried>, DbError> {
    tx.one(
        sql!(
            "SELECT id, referral_id, at, outcome, made_by FROM referral_attempts
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id],
    )
}

/// The tries of a referral, the first one first.
pub(super) fn tries(tx: &mut Tx<'_>, scope: &Scope, referral: ReferralId) -> Result<Vec<Tried>, DbError> {
    tx.list(
        sql!(
            "SELECT id, referral_id, at, outcome, made_by FROM referral_attempts
             WHERE organization_id = $1 AND referral_id = $2 ORDER BY at, id LIMIT 1000"
        ),
        &[&scope.organization, &referral],
    )
}

/// Takes a try out, with what followed from it: the first times of the referral, the promise that it kept and the next
/// one, and the getting to know each other that it began.
///
/// # Errors
/// Those of the storage.
pub(super) fn take_back(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, tried: &Tried) -> Result<(), DbError> {
    tx.run(
        sql!("DELETE FROM referral_attempts WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &tried.id],
    )?;
    recount(tx, scope, referral, tried.at, 1, referral.first_in_person_at)?;
    let kept = open_again(tx, scope, referral.id, tried.id)?;
    if kept == 0 && !is_contact(&tried.outcome) {
        promises::close(tx, scope, referral.id, Kind::Attempt, Closing::Replaced, &Evidence::default())?;
    }
    end_screening(tx, scope, referral, tried.at)
}

/// The first times of a referral after what happened at `gone` is out: `tries` fewer, and met at `met`.
pub(super) fn recount(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: &Referral,
    gone: Timestamp,
    fewer: i64,
    met: Option<Timestamp>,
) -> Result<(), DbError> {
    let left = tries(tx, scope, referral.id)?;
    let is_gone = |known: Option<Timestamp>| known == Some(gone);
    let tried = left.first().map(|tried| tried.at);
    let spoke = left.iter().find(|tried| is_contact(&tried.outcome)).map(|tried| tried.at);
    let attempt = if is_gone(referral.first_attempt_at) { tried } else { referral.first_attempt_at };
    let contact =
        if is_gone(referral.first_contact_at) { spoke.into_iter().chain(met).min() } else { referral.first_contact_at };
    tx.run(
        sql!(
            "UPDATE referrals SET first_attempt_at = $3, first_contact_at = $4, first_in_person_at = $5,
                attempts_count = attempts_count - $6, version = version + 1
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &referral.id, &attempt, &contact, &met, &fewer],
    )?;
    Ok(())
}

/// Opens the promises of a referral again that a record had kept; answers how many.
pub(super) fn open_again(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: ReferralId,
    evidence: impl Id,
) -> Result<usize, DbError> {
    let kept: Vec<PromiseId> = tx.list(
        sql!(
            "SELECT id FROM promises
             WHERE organization_id = $1 AND origin_id = $2 AND evidence_id = $3 AND closing = 'done' LIMIT 10"
        ),
        &[&scope.organization, &referral.uuid(), &evidence.uuid()],
    )?;
    for id in &kept {
        if let Some(promise) = promises::find(tx, scope, *id)? {
            promises::reopen_one(tx, scope, &promise)?;
        }
    }
    Ok(kept.len())
}

/// Takes the step to getting to know each other back that was taken at this moment, when nothing came after it.
pub(super) fn end_screening(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, at: Timestamp) -> Result<(), DbError> {
    let last = participants::last_change(tx, scope, referral.participant, referral.program)?;
    let began = last.filter(|last| last.to == Status::Screening && last.at == at && last.from.is_some());
    if let Some(change) = began {
        participants::take_back_status(tx, scope, &change)?;
    }
    Ok(())
}

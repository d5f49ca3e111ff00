//! The steps of a referral. Each changes the record, the person's status and the promises in one transaction.

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, ProgramId},
    promises::{self, Closing, Evidence, NewPromise},
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
};

use super::referral::{AttemptId, NewAttempt, NewReferral, Outcome, PromiseWords, RAPID_ACCESS, Referral, ReferralId};
use crate::{
    assignments,
    by::By,
    deadline::{Deadline, deadline},
    participants::{self, Standing, Status, Why, listing::Program},
};

/// What comes of a referral, in plain words and in the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub outcome: Outcome,
    /// A key of the stop reasons of the clocks, when the person does not join.
    pub stop_reason: Option<String>,
    pub words: String,
    pub own_view: String,
    pub referred_to: String,
}

/// Takes a referral in. Somebody who was with us before comes back without a second intake.
///
/// # Errors
/// Those of the storage.
pub fn receive(
    tx: &mut Tx<'_>,
    scope: &Scope,
    new: &NewReferral,
    program: &Program,
    words: &PromiseWords,
) -> Result<ReferralId, DbError> {
    let id = insert(tx, &By::from(scope), new)?;
    let before = participants::enrollment(tx, scope, new.participant, new.program)?;
    let why = Why { reason: String::new(), words: new.reason.clone(), own_view: new.own_view.clone() };
    let next = match before.as_ref().map(|before| before.status) {
        Some(Status::Closed | Status::Transitioned) => Some(Status::ReEngaged),
        Some(status) if status.standing() != Standing::Past && status != Status::Inquiry => None,
        _ => Some(Status::Referred),
    };
    if let Some(next) = next {
        participants::set_status(tx, scope, new.participant, new.program, next, new.received_at, &why)?;
        assignments::need(tx, scope, new.participant, new.program, &words.assign)?;
    }
    let owner = before.and_then(|before| before.primary);
    let zone = program.zone();
    let meeting = deadline(RAPID_ACCESS, Some(program.rapid_access_days), new.received_at, &zone);
    let reached = deadline("referral.reached", None, new.received_at, &zone);
    let about = About { id, participant: new.participant, program: new.program, owner };
    promise(tx, scope, &about, promises::Kind::FirstMeeting, &words.first_meeting, meeting)?;
    promise(tx, scope, &about, promises::Kind::Attempt, &words.attempt, reached)?;
    Ok(id)
}

pub(super) fn insert(tx: &mut Tx<'_>, by: &By, new: &NewReferral) -> Result<ReferralId, DbError> {
    let id: ReferralId = by.at.id();
    tx.run(
        sql!(
            "INSERT INTO referrals (organization_id, id, participant_id, program_id, received_at, source, source_name,
                source_contact, reason, own_view, attempts_count, outcome_words, referred_to, created_by, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', '', $11, 1)"
        ),
        &[
            &by.organization,
            &id,
            &new.participant,
            &new.program,
            &new.received_at,
            &new.source,
            &new.source_name,
            &new.source_contact,
            &new.reason,
            &new.own_view,
            &by.account,
        ],
    )?;
    Ok(id)
}

/// What a promise of a referral is about.
pub(super) struct About {
    pub id: ReferralId,
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub owner: Option<AccountId>,
}

impl From<&Referral> for About {
    fn from(referral: &Referral) -> Self {
        let Referral { id, participant, program, primary, .. } = *referral;
        Self { id, participant, program, owner: primary }
    }
}

fn promise(
    tx: &mut Tx<'_>,
    scope: &Scope,
    about: &About,
    kind: promises::Kind,
    words: &str,
    due: Deadline,
) -> Result<(), DbError> {
    promises::open(tx, scope, &promised(about, kind, words, due))?;
    Ok(())
}

/// A promise of a referral.
pub(super) fn promised(about: &About, kind: promises::Kind, words: &str, due: Deadline) -> NewPromise {
    NewPromise {
        kind,
        words: words.to_owned(),
        participant: Some(about.participant),
        program: Some(about.program),
        owner: about.owner,
        due_at: due.due_at,
        has_time: due.has_time,
        origin_kind: "referral",
        origin: about.id.uuid().into(),
        rule: due.rule,
        rule_version: due.rule_version,
    }
}

/// Writes down a try to reach the person. Nobody there: the next try is promised. Reached: getting to know each other
/// has begun.
///
/// # Errors
/// Those of the storage.
pub fn attempt(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: &Referral,
    new: &NewAttempt,
    words: &PromiseWords,
) -> Result<AttemptId, DbError> {
    let id: AttemptId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO referral_attempts (organization_id, id, referral_id, participant_id, at, mode, outcome, words,
                made_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            &scope.organization,
            &id,
            &referral.id,
            &referral.participant,
            &new.at,
            &new.mode,
            &new.outcome,
            &new.words,
            &scope.account,
        ],
    )?;
    let contact = new.is_contact().then_some(new.at);
    stamp(tx, scope, referral, Stamp { attempt: Some(new.at), contact, meeting: None, attempts: 1 })?;
    keep(tx, scope, referral, promises::Kind::Attempt, "referral_attempt", id)?;
    if new.is_contact() {
        begin_screening(tx, scope, referral, new.at)?;
    } else if referral.first_contact_at.is_none() {
        let due = deadline("referral.next_attempt", None, new.at, &referral.zone());
        promise(tx, scope, &referral.into(), promises::Kind::Attempt, &words.attempt, due)?;
    }
    Ok(id)
}

/// Writes down the first meeting in person: the rapid-access clock stops.
///
/// # Errors
/// Those of the storage.
pub fn meet(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, at: Timestamp) -> Result<(), DbError> {
    stamp(tx, scope, referral, Stamp { attempt: None, contact: Some(at), meeting: Some(at), attempts: 0 })?;
    for kind in [promises::Kind::FirstMeeting, promises::Kind::Attempt] {
        keep(tx, scope, referral, kind, "referral", referral.id)?;
    }
    begin_screening(tx, scope, referral, at)
}

/// First times that a step brings; what was first before stays first when it was earlier.
struct Stamp {
    attempt: Option<Timestamp>,
    contact: Option<Timestamp>,
    meeting: Option<Timestamp>,
    attempts: i64,
}

fn stamp(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, stamp: Stamp) -> Result<(), DbError> {
    let earlier = |before: Option<Timestamp>, now: Option<Timestamp>| before.into_iter().chain(now).min();
    tx.run(
        sql!(
            "UPDATE referrals SET first_attempt_at = $3, first_contact_at = $4, first_in_person_at = $5,
                attempts_count = attempts_count + $6, version = version + 1
             WHERE organization_id = $1 AND id = $2"
        ),
        &[
            &scope.organization,
            &referral.id,
            &earlier(referral.first_attempt_at, stamp.attempt),
            &earlier(referral.first_contact_at, stamp.contact),
            &earlier(referral.first_in_person_at, stamp.meeting),
            &stamp.attempts,
        ],
    )?;
    Ok(())
}

fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: &Referral,
    kind: promises::Kind,
    evidence_kind: &str,
    record: impl Id,
) -> Result<(), DbError> {
    let evidence =
        Evidence { kind: Some(evidence_kind.to_owned()), record: Some(record.uuid().into()), words: String::new() };
    promises::close(tx, scope, referral.id, kind, Closing::Done, &evidence)?;
    Ok(())
}

fn begin_screening(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, at: Timestamp) -> Result<(), DbError> {
    let enrollment = participants::enrollment(tx, scope, referral.participant, referral.program)?;
    if enrollment.is_some_and(|enrollment| enrollment.may_become(Status::Screening)) {
        let (participant, program) = (referral.participant, referral.program);
        participants::set_status(tx, scope, participant, program, Status::Screening, at, &Why::default())?;
    }
    Ok(())
}

/// Writes down that the person chose a later day to meet: shown, and left out of the program's share.
///
/// # Errors
/// Those of the storage.
pub fn choose_later(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: &Referral,
    day: Date,
    words: &PromiseWords,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE referrals SET chosen_later_on = $3, version = version + 1
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &referral.id, &day],
    )?;
    let last_second = day.at(23, 59, 59, 0).to_zoned(referral.zone());
    let due_at = last_second.map_or(scope.now, |there| there.timestamp());
    let due = Deadline { due_at, has_time: false, on: day, rule: String::new(), rule_version: 0 };
    promise(tx, scope, &referral.into(), promises::Kind::FirstMeeting, &words.first_meeting, due)
}

/// Writes down what came of the referral. Who joins without a peer waits in the queue; who does not join owes nothing
/// and is owed nothing more: the promises are let go, with the reason.
///
/// # Errors
/// Those of the storage.
pub fn decide(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: &Referral,
    decision: &Decision,
    words: &PromiseWords,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE referrals SET outcome = $3, outcome_at = $4, stop_reason = $5, outcome_words = $6, referred_to = $7,
                version = version + 1
             WHERE organization_id = $1 AND id = $2 AND outcome IS NULL"
        ),
        &[
            &scope.organization,
            &referral.id,
            &decision.outcome,
            &scope.now,
            &decision.stop_reason,
            &decision.words,
            &decision.referred_to,
        ],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    settle(tx, scope, referral, decision, words)?;
    Ok(true)
}

fn settle(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: &Referral,
    decision: &Decision,
    words: &PromiseWords,
) -> Result<(), DbError> {
    let to = match decision.outcome {
        Outcome::Enrolled => Status::Enrolled,
        Outcome::ReferredOn => Status::ReferredOn,
        Outcome::Declined => Status::Declined,
    };
    let (participant, program) = (referral.participant, referral.program);
    let enrollment = participants::enrollment(tx, scope, participant, program)?;
    if enrollment.is_none_or(|enrollment| enrollment.may_become(to)) {
        let reason = decision.stop_reason.clone().unwrap_or_default();
        let why = Why { reason, words: decision.words.clone(), own_view: decision.own_view.clone() };
        participants::set_status(tx, scope, participant, program, to, scope.now, &why)?;
    }
    if decision.outcome == Outcome::Enrolled {
        keep(tx, scope, referral, promises::Kind::Attempt, "referral", referral.id)?;
        assignments::need(tx, scope, participant, program, &words.assign)?;
    } else {
        promises::close_all_of(tx, scope, referral.id, Closing::LetGo, &decision.words)?;
    }
    Ok(())
}

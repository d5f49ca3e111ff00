//! What is done with a request, each in one transaction with its promise and its audit entry.

use ground::{
    Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Flag},
    ids::ParticipantId,
    promises::{self, Closing, Deadline, Evidence, NewPromise},
    rules::Rules,
};
use jiff::tz::TimeZone;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
};

use super::{
    request::{ActKind, Asked, Proof, Request, RequestId, State, Unmoved},
    store,
};

/// What origin promises of requests have.
const ORIGIN: &str = "record_request";

/// Writes down what the person behind the account asks, with the promise to answer.
///
/// # Errors
/// Those of the storage.
pub fn ask(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    asked: &Asked,
    zone: &TimeZone,
) -> Result<RequestId, DbError> {
    add(tx, scope, me, asked, false, zone)
}

/// Writes down what a person asked somebody of the team, in person or by phone.
///
/// # Errors
/// Those of the storage.
pub fn ask_in_person(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    asked: &Asked,
    zone: &TimeZone,
) -> Result<RequestId, DbError> {
    add(tx, scope, participant, asked, true, zone)
}

fn add(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    asked: &Asked,
    is_in_person: bool,
    zone: &TimeZone,
) -> Result<RequestId, DbError> {
    let is_law = gate::off(tx, scope)?.holds(Flag::Hipaa);
    let clock = if is_law { asked.kind.clock() } else { asked.kind.clock_of_the_house() };
    let due = Deadline::by_clock(Rules::shipped(), clock, None, scope.now, zone);
    let id = store::insert(tx, scope, participant, asked, is_in_person, (due.due_at, &due.rule))?;
    store::add_act(tx, scope, id, ActKind::Received, asked.proof.map(Proof::word).unwrap_or_default())?;
    promise(tx, scope, participant, id, due)?;
    let entry = Entry::new(scope, Action::Create, "record_request").of(participant).on(id);
    audit::record(tx, &entry.with("kind", asked.kind.word()))?;
    Ok(id)
}

/// Opens the promise to answer, or moves it to the new date.
fn promise(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    id: RequestId,
    due: Deadline,
) -> Result<(), DbError> {
    let (owner, program) = store::director(tx, scope, Some(participant))?;
    if owner.is_none() && program.is_none() {
        return Ok(());
    }
    let promise = NewPromise::new(promises::Kind::Answer, "", ORIGIN, id, due);
    promises::open(tx, scope, &promise.about(participant).in_program(program).owned_by(owner))?;
    Ok(())
}

/// Writes down how a request stands now, what was done, and closes the promise once it is answered.
fn settle(tx: &mut Tx<'_>, scope: &Scope, request: &Request, act: ActKind, words: &str) -> Result<(), Refused> {
    if !store::update(tx, scope, request)? {
        return Err(Unmoved::Changed.into());
    }
    store::add_act(tx, scope, request.id, act, words)?;
    if matches!(act, ActKind::Fulfilled | ActKind::Denied) {
        let evidence = Evidence {
            kind: Some(ORIGIN.to_owned()),
            record: Some(kit::ids::Id::uuid(request.id).into()),
            words: String::new(),
        };
        promises::close(tx, scope, request.id, promises::Kind::Answer, Closing::Done, &evidence)?;
    }
    let entry = Entry::new(scope, Action::Change, "record_request").of(request.participant).on(request.id);
    audit::record(tx, &entry.with("act", act.word()))?;
    Ok(())
}

/// A request that was not moved: by its own rules, or by the storage.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("not found")]
    NotFound,
    #[error(transparent)]
    Unmoved(#[from] Unmoved),
    #[error(transparent)]
    Storage(#[from] DbError),
}

impl Refused {
    /// The same for a page: what the rules say is said in the visitor's words.
    pub fn fault(self, visit: &Visit) -> Fault {
        match self {
            Self::NotFound => Fault::NotFound,
            Self::Unmoved(rule) => Fault::Conflict(visit.t(&rule.to_string())),
            Self::Storage(error) => error.into(),
        }
    }
}

/// Somebody made sure that the person asks.
///
/// # Errors
/// The request stands otherwise, or the storage.
pub fn check(tx: &mut Tx<'_>, scope: &Scope, mut request: Request, proof: Proof) -> Result<(), Refused> {
    request.may_be_checked()?;
    request.state = State::Checked;
    proof.word().clone_into(&mut request.checked_how);
    settle(tx, scope, &request, ActKind::Checked, proof.word())
}

/// Takes more time, once, with the reason that the person reads.
///
/// # Errors
/// There is no more time to take, or the storage.
pub fn extend(tx: &mut Tx<'_>, scope: &Scope, mut request: Request, why: &str, zone: &TimeZone) -> Result<(), Refused> {
    let clock = request.may_be_extended(scope.now)?;
    // Counted from the day on which it was asked: thirty days more than the first end.
    let due = Deadline::by_clock(Rules::shipped(), clock, None, request.asked_at, zone);
    (request.due_at, request.extended_at) = (due.due_at, Some(scope.now));
    request.rule.clone_from(&due.rule);
    settle(tx, scope, &request, ActKind::Extended, why)?;
    promise(tx, scope, request.participant, request.id, due)?;
    Ok(())
}

/// Does what was asked; the words are for the person.
///
/// # Errors
/// The request stands otherwise, or the storage.
pub fn fulfil(tx: &mut Tx<'_>, scope: &Scope, mut request: Request, words: &str) -> Result<(), Refused> {
    request.may_be_answered()?;
    request.state = State::Fulfilled;
    request.denial_reason.clear();
    answer(scope, &mut request, words);
    settle(tx, scope, &request, ActKind::Fulfilled, words)
}

/// Does not do what was asked, for a reason of the kind's list; the words are for the person.
///
/// # Errors
/// It cannot be denied, or the storage.
pub fn deny(tx: &mut Tx<'_>, scope: &Scope, mut request: Request, reason: &str, words: &str) -> Result<(), Refused> {
    request.may_be_denied()?;
    request.state = State::Denied;
    reason.clone_into(&mut request.denial_reason);
    answer(scope, &mut request, words);
    settle(tx, scope, &request, ActKind::Denied, words)
}

fn answer(scope: &Scope, request: &mut Request, words: &str) {
    (request.answered_at, request.answered_by) = (Some(scope.now), Some(scope.account));
    words.clone_into(&mut request.answer_words);
}

/// Keeps the person's statement with the change that was not made.
///
/// # Errors
/// No change was denied, or the storage.
pub fn disagree(tx: &mut Tx<'_>, scope: &Scope, mut request: Request, words: &str) -> Result<(), Refused> {
    request.may_be_disagreed_with()?;
    words.clone_into(&mut request.disagreement);
    settle(tx, scope, &request, ActKind::Disagreed, words)
}

/// Lets somebody look again at a denial, with a new promise. Once: a second denial stays.
///
/// # Errors
/// It was not denied or was looked at again already, or the storage.
pub fn ask_for_review(
    tx: &mut Tx<'_>,
    scope: &Scope,
    mut request: Request,
    words: &str,
    zone: &TimeZone,
) -> Result<(), Refused> {
    let acts = store::acts(tx, scope, request.id)?;
    let was_reviewed = acts.iter().any(|act| act.act == ActKind::ReviewAsked);
    if request.state != State::Denied || was_reviewed {
        return Err(Unmoved::NotDenied.into());
    }
    let due = Deadline::by_clock(Rules::shipped(), "rights.review", None, scope.now, zone);
    (request.state, request.answered_at, request.answered_by) = (State::InReview, None, None);
    request.due_at = due.due_at;
    request.rule.clone_from(&due.rule);
    settle(tx, scope, &request, ActKind::ReviewAsked, words)?;
    promise(tx, scope, request.participant, request.id, due)?;
    Ok(())
}

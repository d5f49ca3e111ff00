//! The steps of a connection: each with its promise and its line in the audit, in one transaction.

use ground::{
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Basis, ConsentId, Decision, Disclosure, Information, Purpose, Recipient, Refusal},
    onward,
    promises::{self, Closing, Evidence, Kind, from_clock},
    rules::Rules,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kit::{db::Tx, faults::Fault, secrets::Token};

use super::{
    connection::{Connection, ConnectionId, NewConnection, NewOutcome, SentHow, Status},
    store::{self, Sending},
};

/// The clock of the follow-up (rules/clocks.toml).
const FOLLOW: &str = "connection.follow_up";
/// How long a service may answer by its link.
const LINK_LASTS: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Why a step was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDone {
    /// The gate is closed.
    Closed(Refusal),
    /// From where it is, it cannot go there.
    NotNow,
    /// Somebody else changed it meanwhile.
    Changed,
}

/// Writes a draft for somebody within reach.
///
/// # Errors
/// [`Fault::NotFound`] when the person is not reachable, the service is not in the directory, or the contact is none of
/// theirs; those of the storage.
pub fn draft(tx: &mut Tx<'_>, scope: &Scope, mut new: NewConnection) -> Result<ConnectionId, Fault> {
    let (_, program) = store::person(tx, scope, new.participant)?.ok_or(Fault::NotFound)?;
    if let Some(service) = new.service {
        store::service(tx, scope, service)?.ok_or(Fault::NotFound)?;
    }
    if let Some(contact) = new.contact {
        onward::is_contact_of(tx, scope, contact, new.participant)?.then_some(()).ok_or(Fault::NotFound)?;
    }
    new.program = program;
    let id = store::insert(tx, scope, &new)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "connection").of(new.participant).on(id))?;
    Ok(id)
}

/// Sends a draft. On paper it goes with the person, to whom it belongs; a link goes to the service, when a consent names
/// it. Answers the link's token when there is one: it is shown once.
///
/// # Errors
/// Those of the storage.
pub fn send(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: &Connection,
    how: SentHow,
    zone: &TimeZone,
) -> Result<Result<Option<String>, NotDone>, Fault> {
    if of.status != Status::Draft {
        return Ok(Err(NotDone::NotNow));
    }
    let consent = match leave(tx, scope, of, how)? {
        Ok(consent) => consent,
        Err(refusal) => {
            let entry = Entry::new(scope, Action::Refuse, "connection").of(of.participant).on(of.id);
            audit::record(tx, &entry.with("why", refusal.word()))?;
            return Ok(Err(NotDone::Closed(refusal)));
        }
    };
    let token = (how != SentHow::Print).then(|| Token::from_rng(&mut scope.at.rng()));
    let ends = scope.now.saturating_add(LINK_LASTS).unwrap_or(Timestamp::MAX);
    let link = token.as_ref().map(|token| (token.digest().as_bytes().to_vec(), ends));
    if !store::send(tx, scope, of, &Sending { how, link, consent })? {
        return Ok(Err(NotDone::Changed));
    }
    follow(tx, scope, of, zone)?;
    let entry = Entry::new(scope, Action::Export, "connection").of(of.participant).on(of.id);
    audit::record(tx, &entry.with("how", how.word()))?;
    Ok(Ok(token.map(|token| token.reveal())))
}

/// Asks the gate whether the connection may leave.
fn leave(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: &Connection,
    how: SentHow,
) -> Result<Result<Option<ConsentId>, Refusal>, Fault> {
    let (basis, way) = match how {
        SentHow::Print => (Basis::Internal, "print"),
        SentHow::Mail | SentHow::Link => (Basis::Consent, "page"),
    };
    let wish = Disclosure {
        participant: of.participant,
        from: of.program,
        to: Recipient::Outside(of.service_name.clone()),
        information: vec![Information::Record, Information::Referrals],
        purpose: Purpose::Advocacy,
        basis,
        reason: String::new(),
        how: way,
    };
    Ok(match gate::decide(tx, scope, &wish)? {
        Decision::Open { consent, .. } => Ok(consent),
        Decision::Closed(refusal) => Err(refusal),
    })
}

/// Promises to ask the person how it goes.
fn follow(tx: &mut Tx<'_>, scope: &Scope, of: &Connection, zone: &TimeZone) -> Result<(), Fault> {
    let origin = ("connection", of.id);
    let words = of.service_name.as_str();
    let promise = from_clock(Rules::shipped(), FOLLOW, scope.now, zone, Kind::FollowConnection, words, origin);
    let promise = promise.about(of.participant).in_program(of.program).owned_by(Some(scope.account));
    promises::open(tx, scope, &promise)?;
    Ok(())
}

/// Writes down an answer that somebody here heard. The next question to the person is promised anew.
///
/// # Errors
/// Those of the storage.
pub fn answer(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: &Connection,
    to: Status,
    words: &str,
    zone: &TimeZone,
) -> Result<Result<(), NotDone>, Fault> {
    if !of.status.may_become(to) || to == Status::Requested {
        return Ok(Err(NotDone::NotNow));
    }
    if !store::set_status(tx, scope.into(), of, to, words)? {
        return Ok(Err(NotDone::Changed));
    }
    match to {
        Status::Cancelled | Status::EnteredInError => {
            promises::close_all_of(tx, scope, of.id, Closing::LetGo, words)?;
        }
        _ => follow(tx, scope, of, zone)?,
    }
    let entry = Entry::new(scope, Action::Change, "connection").of(of.participant).on(of.id);
    audit::record(tx, &entry.with("status", to.word()))?;
    Ok(Ok(()))
}

/// Takes the person's own word. What stood in the way is asked of them by whoever follows the connection.
///
/// # Errors
/// Those of the storage.
pub fn confirm(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: &Connection,
    new: &NewOutcome,
) -> Result<Result<(), NotDone>, Fault> {
    if !store::set_outcome(tx, scope, of, new)? {
        return Ok(Err(NotDone::Changed));
    }
    if new.outcome.is_final() {
        let evidence =
            Evidence { kind: Some("connection".to_owned()), record: None, words: new.outcome.word().to_owned() };
        promises::close(tx, scope, of.id, Kind::FollowConnection, Closing::Done, &evidence)?;
    } else {
        promises::hasten(tx, scope.organization, of.id, Kind::FollowConnection, scope.now)?;
    }
    let entry = Entry::new(scope, Action::Change, "connection").of(of.participant).on(of.id);
    audit::record(tx, &entry.with("outcome", new.outcome.word()).with("confirmed", true))?;
    Ok(Ok(()))
}

/// Writes down what came of it for the person. When nothing is left to ask, the promise is kept.
///
/// # Errors
/// Those of the storage.
pub fn conclude(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: &Connection,
    new: &NewOutcome,
    zone: &TimeZone,
) -> Result<Result<(), NotDone>, Fault> {
    if of.sent_at.is_none() || of.status == Status::EnteredInError {
        return Ok(Err(NotDone::NotNow));
    }
    if !store::set_outcome(tx, scope, of, new)? {
        return Ok(Err(NotDone::Changed));
    }
    let evidence = Evidence { kind: Some("connection".to_owned()), record: None, words: new.outcome.word().to_owned() };
    promises::close(tx, scope, of.id, Kind::FollowConnection, Closing::Done, &evidence)?;
    // What the person has not said themselves, or may still change, is asked again.
    if !new.outcome.is_final() || !new.is_confirmed_by_person {
        follow(tx, scope, of, zone)?;
    }
    let entry = Entry::new(scope, Action::Change, "connection").of(of.participant).on(of.id);
    audit::record(tx, &entry.with("outcome", new.outcome.word()).with("confirmed", new.is_confirmed_by_person))?;
    Ok(Ok(()))
}

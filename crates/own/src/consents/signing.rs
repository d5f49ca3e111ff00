//! Signing, taking back, and what both do to what is open. Each is one transaction with everything that follows from it.

use ground::{
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Opening, Recipient},
    ids::{ParticipantId, ProgramId},
    promises::{self, Closing, Evidence, Kind, from_clock, start_of},
    rules::{Rules, consents::Filled},
};
use jiff::{SignedDuration, Timestamp};
use kit::{db::Tx, faults::Fault};

use super::{
    consent::{Consent, State, To, Wish},
    store::{self, Prepared, Signature},
};

/// The clock of asking whether a consent goes on.
const RENEW: &str = "consent.renew";
/// So long before its end the asking begins.
const BEFORE_END: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Whether the one who would share is a program under 42 CFR Part 2. A consent from the whole house is not from one:
/// what it opens leaves such programs out.
pub fn is_from_part2(tx: &mut Tx<'_>, scope: &Scope, from: Option<ProgramId>) -> Result<bool, Fault> {
    Ok(match from {
        Some(program) => gate::is_part2(tx, scope, Some(program))?,
        None => false,
    })
}

/// Signs a consent as it was shown. What is missing is kept with it: with anything missing it is a wish and opens nothing.
///
/// # Errors
/// [`Fault::Conflict`] with the words `changed` when it is not as it was shown; those of the storage.
pub fn sign(
    tx: &mut Tx<'_>,
    scope: &Scope,
    consent: &Consent,
    signature: &Signature,
    changed: &str,
) -> Result<Vec<String>, Fault> {
    let wish = consent.wish();
    let missing = missing_at_signing(tx, scope, consent, &wish)?;
    let standing = store::standing(tx, scope, consent.participant)?;
    let zone = standing.zone();
    let expires_at = wish.until.and_then(|day| day.tomorrow().ok()).map(|day| start_of(day, &zone));
    if consent.state(scope.now) != State::Prepared
        || !store::set_signed(tx, scope, consent, signature, &missing, expires_at)?
    {
        return Err(Fault::Conflict(changed.to_owned()));
    }
    let holds = missing.is_empty() && expires_at.is_none_or(|end| end > scope.now);
    if holds {
        open_all(tx, scope, consent, &wish, expires_at)?;
        replace(tx, scope, consent, &wish)?;
        if let Some(end) = expires_at {
            promise_renewal(tx, scope, consent, &standing, end)?;
        }
    }
    let entry = Entry::new(scope, Action::Sign, "consent").of(consent.participant).on(consent.id);
    audit::record(tx, &entry.with("kind", consent.kind.as_str()).with("how", signature.how.word()))?;
    Ok(missing)
}

fn missing_at_signing(tx: &mut Tx<'_>, scope: &Scope, consent: &Consent, wish: &Wish) -> Result<Vec<String>, Fault> {
    let rules = Rules::shipped();
    let kind = rules.consents.get(&consent.kind).ok_or(Fault::NotFound)?;
    let is_part2 = is_from_part2(tx, scope, consent.from)?;
    let filled = Filled { is_signed: true, has_signing_day: true, ..wish.filled(is_part2) };
    Ok(rules.missing_of(kind, &filled).into_iter().map(|one| one.element).collect())
}

/// Opens what a complete consent names: each kind of information for each purpose. A general consent never opens what a
/// Part 2 program wrote (practice.md 7.3), so from the whole house it opens the other programs one by one.
fn open_all(
    tx: &mut Tx<'_>,
    scope: &Scope,
    consent: &Consent,
    wish: &Wish,
    ends_at: Option<Timestamp>,
) -> Result<(), Fault> {
    let Some(kind) = Rules::shipped().consents.get(&consent.kind).filter(|kind| kind.opens) else { return Ok(()) };
    let to = match &wish.to {
        To::Nobody | To::Class => return Ok(()),
        To::Account(account) => Recipient::Account(*account),
        To::Program(program) => Recipient::Program(*program),
        To::Outside(name) => Recipient::Outside(name.clone()),
    };
    for from in sharing(tx, scope, consent.from, kind.part2)? {
        for information in &wish.information {
            for purpose in &wish.purposes {
                let opening = Opening {
                    consent: consent.id,
                    participant: consent.participant,
                    from,
                    to: to.clone(),
                    information: *information,
                    purpose: *purpose,
                    starts_at: scope.now,
                    ends_at,
                };
                gate::open(tx, scope, &opening)?;
            }
        }
    }
    Ok(())
}

/// From which programs a consent shares; `None` is the whole house.
fn sharing(
    tx: &mut Tx<'_>,
    scope: &Scope,
    from: Option<ProgramId>,
    is_part2_form: bool,
) -> Result<Vec<Option<ProgramId>>, Fault> {
    if from.is_some() || is_part2_form || !gate::is_part2(tx, scope, None)? {
        return Ok(vec![from]);
    }
    let open = store::programs(tx, scope)?.into_iter().filter(|program| !program.is_part2);
    Ok(open.map(|program| Some(program.id)).collect())
}

/// Opens and closes again what consents open, after a program came under Part 2 or left it.
///
/// # Errors
/// Those of the storage.
pub fn weigh_again(tx: &mut Tx<'_>, scope: &Scope, program: ProgramId) -> Result<usize, Fault> {
    let holding = store::holding_from(tx, scope, program)?;
    let mut closed = 0_usize;
    for (id, participant) in holding {
        let Some(consent) = store::known(tx, scope, participant, id)? else { continue };
        gate::close_openings(tx, scope, id)?;
        let wish = consent.wish();
        if missing_at_signing(tx, scope, &consent, &wish)?.is_empty() {
            open_all(tx, scope, &consent, &wish, consent.expires_at)?;
        } else {
            closed = closed.saturating_add(1);
        }
    }
    Ok(closed)
}

fn replace(tx: &mut Tx<'_>, scope: &Scope, consent: &Consent, wish: &Wish) -> Result<(), Fault> {
    let Some(old) = wish.renews else { return Ok(()) };
    if store::set_replaced(tx, scope, consent.participant, old, consent.id)? {
        gate::close_openings(tx, scope, old)?;
        let evidence = Evidence { kind: Some("consent".to_owned()), ..Evidence::default() };
        promises::close(tx, scope, old, Kind::Renew, Closing::Done, &evidence)?;
    }
    Ok(())
}

fn promise_renewal(
    tx: &mut Tx<'_>,
    scope: &Scope,
    consent: &Consent,
    standing: &store::Standing,
    end: Timestamp,
) -> Result<(), Fault> {
    let anchor = end.checked_sub(BEFORE_END).unwrap_or(end).max(scope.now);
    let rules = Rules::shipped();
    let promise = from_clock(rules, RENEW, anchor, &standing.zone(), Kind::Renew, "", ("consent", consent.id));
    let promise = promise.about(consent.participant).in_program(consent.from.or(standing.program));
    promises::open(tx, scope, &promise.owned_by(standing.peer))?;
    Ok(())
}

/// Takes a consent back: whatever it opened is closed for every query from here on. It cannot be undone; a new consent can
/// be signed.
///
/// # Errors
/// [`Fault::Conflict`] with the words `changed` when it cannot be taken back any more; those of the storage.
pub fn revoke(tx: &mut Tx<'_>, scope: &Scope, consent: &Consent, words: &str, changed: &str) -> Result<(), Fault> {
    if !consent.state(scope.now).may_be_revoked() || !store::set_revoked(tx, scope, consent.id, words)? {
        return Err(Fault::Conflict(changed.to_owned()));
    }
    gate::close_openings(tx, scope, consent.id)?;
    promises::close_all_of(tx, scope, consent.id, Closing::LetGo, "")?;
    let entry = Entry::new(scope, Action::Remove, "consent").of(consent.participant).on(consent.id);
    audit::record(tx, &entry.with("kind", consent.kind.as_str()))?;
    Ok(())
}

/// Writes a consent down, to be signed.
///
/// # Errors
/// Those of the storage.
pub fn prepare(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, new: &Prepared) -> Result<gate::ConsentId, Fault> {
    let id = store::insert(tx, scope, of, new)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "consent").of(of).on(id).with("kind", new.kind.as_str()))?;
    Ok(id)
}

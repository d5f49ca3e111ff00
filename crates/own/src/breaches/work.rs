//! What is done about a breach, each in one transaction with its promises and its audit entry.

use ground::{
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Flag},
    promises::{self, Closing, Deadline, Evidence, Kind, NewPromise},
    rules::Rules,
};
use jiff::tz::TimeZone;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
};

use super::{
    breach::{Assessment, Breach, BreachId, DutyId, Laws, NewBreach, anchor, clocks},
    store::{self, Duty},
};
use crate::requests;

/// The clock of the assessment itself.
pub const ASSESS: &str = "breach.assess";

/// Writes a breach down, with all that is owed until the assessment says otherwise.
///
/// # Errors
/// Those of the storage.
pub fn open(tx: &mut Tx<'_>, scope: &Scope, new: &NewBreach, zone: &TimeZone) -> Result<BreachId, DbError> {
    let id = store::insert(tx, scope, new)?;
    owe(tx, scope, id, new.discovered_at, ASSESS, zone)?;
    let laws = laws(tx, scope)?;
    for clock in clocks(new.people_count, new.is_in_new_york, laws) {
        owe(tx, scope, id, new.discovered_at, clock, zone)?;
    }
    audit::record(tx, &Entry::new(scope, Action::Create, "breach").on(id))?;
    Ok(id)
}

/// Whose law asks for it here. 42 CFR 2.16 asks for the same as HIPAA, of houses with a program under it.
fn laws(tx: &mut Tx<'_>, scope: &Scope) -> Result<Laws, DbError> {
    let off = gate::off(tx, scope)?;
    let federal = off.holds(Flag::Hipaa) || (off.holds(Flag::Part2) && gate::is_part2(tx, scope, None)?);
    Ok(Laws { federal, new_york: off.holds(Flag::NewYork) })
}

/// Opens a duty and its promise to whoever answers for privacy.
fn owe(
    tx: &mut Tx<'_>,
    scope: &Scope,
    breach: BreachId,
    discovered_at: jiff::Timestamp,
    clock: &str,
    zone: &TimeZone,
) -> Result<(), DbError> {
    let due = Deadline::by_clock(Rules::shipped(), clock, None, anchor(clock, discovered_at, zone), zone);
    let duty = store::owe(tx, scope, breach, clock, due.due_at)?;
    let (owner, _) = requests::director(tx, scope, None)?;
    let promise = NewPromise::new(Kind::BreachDuty, "", "breach_duty", duty, due);
    promises::open(tx, scope, &promise.owned_by(owner.or(Some(scope.account))))?;
    Ok(())
}

/// Keeps the answers to the four questions; with a low risk nobody has to be told, otherwise all who the number of
/// people says.
///
/// # Errors
/// It changed meanwhile (with these words), or the storage.
pub fn assess(
    tx: &mut Tx<'_>,
    scope: &Scope,
    mut breach: Breach,
    found: Assessment,
    zone: &TimeZone,
    changed: String,
) -> Result<(), Fault> {
    let is_low_risk = found.is_low_risk == Some(true);
    (breach.assessment, breach.assessed_at) = (found, Some(scope.now));
    if !store::update(tx, scope, &breach)? {
        return Err(Fault::Conflict(changed));
    }
    let laws = laws(tx, scope)?;
    let needed = if is_low_risk { Vec::new() } else { clocks(breach.people_count, breach.is_in_new_york, laws) };
    for duty in store::duties(tx, scope, breach.id)? {
        if duty.clock == ASSESS {
            set_done(tx, scope, &duty, "")?;
        } else if !needed.contains(&duty.clock.as_str()) && duty.done_at.is_none() {
            store::drop_duty(tx, scope, duty.id)?;
            promises::close(tx, scope, duty.id, Kind::BreachDuty, Closing::LetGo, &Evidence::default())?;
        }
    }
    let had = store::duties(tx, scope, breach.id)?;
    let is_done = |clock: &str| had.iter().any(|duty| duty.clock == clock && duty.done_at.is_some());
    for clock in needed.into_iter().filter(|clock| !is_done(clock)) {
        owe(tx, scope, breach.id, breach.discovered_at, clock, zone)?;
    }
    let entry = Entry::new(scope, Action::Change, "breach").on(breach.id);
    audit::record(tx, &entry.with("what", "assessed").with("is_low_risk", is_low_risk))?;
    Ok(())
}

/// Says that somebody was told, with how; its promise is kept by that.
///
/// # Errors
/// Those of the storage.
pub fn set_done(tx: &mut Tx<'_>, scope: &Scope, duty: &Duty, words: &str) -> Result<(), DbError> {
    store::set_done(tx, scope, duty.id, words)?;
    let evidence = Evidence { words: words.to_owned(), ..Evidence::default() };
    promises::close(tx, scope, duty.id, Kind::BreachDuty, Closing::Done, &evidence)?;
    Ok(())
}

/// Finds a duty and says that it is done; answers its breach.
///
/// # Errors
/// There is none, it was dropped or done, or the storage.
pub fn finish(tx: &mut Tx<'_>, scope: &Scope, id: DutyId, words: &str) -> Result<BreachId, Fault> {
    let duty = store::duty(tx, scope, id)?.filter(|duty| duty.done_at.is_none() && duty.dropped_at.is_none());
    let duty = duty.ok_or(Fault::NotFound)?;
    set_done(tx, scope, &duty, words)?;
    let entry = Entry::new(scope, Action::Change, "breach").on(duty.breach).with("what", duty.clock.as_str());
    audit::record(tx, &entry)?;
    Ok(duty.breach)
}

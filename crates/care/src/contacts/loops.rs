//! What a signed contact ends elsewhere: promises that being in touch keeps, and steps of a referral.

use ground::{
    access::Scope,
    ids::{ParticipantId, PromiseId, RecordId},
    promises::{self, Closing, Kind},
    rules::Rules,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    ids::Id,
    messages::Words,
    sql,
};

use super::{
    contact::{Mode, ProgramRules},
    sign::evidence,
    signing::SignedContact,
};
use crate::{
    calls,
    referrals::{self, PromiseWords, Told},
};

/// The clock of `rules/clocks.toml` that says how long somebody may be without contact.
const NO_CONTACT: &str = "person.no_contact";

/// Closes what the contact shows to be done, with the contact as evidence, and tells the person's referral of it.
///
/// # Errors
/// Those of the storage.
pub fn close(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: &ProgramRules,
    contact: &SignedContact,
    words: &Words,
) -> Result<(), DbError> {
    let Some(person) = contact.participant.filter(|_| contact.facts.kind.is_with_person()) else { return Ok(()) };
    let facts = &contact.facts;
    if facts.is_being_in_touch() {
        keep(tx, scope, program, contact, person)?;
    }
    let told = Told {
        contact: RecordId::from(contact.id.uuid()),
        participant: person,
        program: contact.program,
        starts_at: facts.starts_at,
        ends_at: facts.ends_at,
        mode: facts.mode.word().to_owned(),
        outcome: facts.outcome.word().to_owned(),
        is_meeting: facts.is_being_in_touch() && facts.mode == Mode::InPerson,
    };
    referrals::tell(tx, scope, &told, &PromiseWords::of(words))
}

/// The calls and visits that the author had promised until the end of that day; one of a plan brings the plan's next.
/// Check-ins, when the contact is recent enough that none would be asked for; and the following up after an earlier hard
/// moment that the author or the program answers for. A call that was kept with one tap on the same day gets the contact
/// as what shows it.
fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: &ProgramRules,
    contact: &SignedContact,
    person: ParticipantId,
) -> Result<(), DbError> {
    let is_recent = is_recent(scope, program, contact);
    for (id, origin, kind, origin_kind) in kept_by(tx, scope, program, contact, person)? {
        if origin_kind == "call_plan" {
            keep_planned(tx, scope, contact, id)?;
        } else if kind != Kind::CheckIn || is_recent {
            promises::close(tx, scope, origin, kind, Closing::Done, &evidence(contact.id))?;
        }
    }
    let (from, until) = day_of(program, contact);
    let kept = promises::Kept { participant: person, by: contact.author, from, until };
    let word = calls::Outcome::Answered.word();
    promises::show_by(tx, scope, &kept, word, RecordId::from(contact.id.uuid()))
}

fn keep_planned(tx: &mut Tx<'_>, scope: &Scope, contact: &SignedContact, id: PromiseId) -> Result<(), DbError> {
    let Some(promise) = promises::find(tx, scope, id)? else { return Ok(()) };
    let contact = Some(RecordId::from(contact.id.uuid()));
    let came = calls::Came { outcome: calls::Outcome::Answered, words: String::new(), contact };
    calls::keep(tx, scope, &promise, &came)
}

/// The day of a contact in its program's zone: from its first moment until the next day's.
fn day_of(program: &ProgramRules, contact: &SignedContact) -> (Timestamp, Timestamp) {
    let at = contact.facts.starts_at;
    let there = at.to_zoned(program.zone());
    let bounds =
        there.start_of_day().and_then(|start| Ok((start.timestamp(), there.tomorrow()?.start_of_day()?.timestamp())));
    bounds.unwrap_or((at, at))
}

/// A note about a talk of weeks ago does not mean that somebody was heard from lately.
fn is_recent(scope: &Scope, program: &ProgramRules, contact: &SignedContact) -> bool {
    let rules = Rules::shipped();
    let starts_at = contact.facts.starts_at;
    rules.clocks.get(NO_CONTACT).is_none_or(|clock| rules.due(clock, starts_at, &program.zone()).warns > scope.now)
}

fn kept_by(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: &ProgramRules,
    contact: &SignedContact,
    person: ParticipantId,
) -> Result<Vec<(PromiseId, RecordId, Kind, String)>, DbError> {
    let (starts_at, day_ends) = (contact.facts.starts_at, day_of(program, contact).1);
    tx.list(
        sql!(
            "SELECT r.id, r.origin_id, r.kind, r.origin_kind FROM promises r
             WHERE r.organization_id = $1 AND r.participant_id = $2 AND r.closed_at IS NULL
                AND (r.kind = 'check_in'
                    OR (r.kind IN ('call', 'visit') AND r.owner_id = $3 AND r.due_at < $7)
                    OR (r.kind = 'crisis_follow_up' AND (r.owner_id = $3 OR r.program_id = $4)
                    AND EXISTS (SELECT 1 FROM contacts c WHERE c.organization_id = $1 AND c.id = r.origin_id
                        AND c.id <> $5 AND c.starts_at < $6)))
             LIMIT 50"
        ),
        &[&scope.organization, &person, &contact.author, &contact.program, &contact.id, &starts_at, &day_ends],
    )
}

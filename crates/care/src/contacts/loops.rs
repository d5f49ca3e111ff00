//! What a signed contact ends elsewhere: promises that being in touch keeps, and steps of a referral.

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, ProgramId, PromiseId, RecordId},
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
    contact::{Contact, ContactId, Facts, Mode, ProgramRules},
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
    let told = told(contact.id, person, contact.program, contact.author, facts);
    referrals::tell(tx, scope, &told, &PromiseWords::of(words))
}

fn told(id: ContactId, participant: ParticipantId, program: ProgramId, author: AccountId, facts: &Facts) -> Told {
    Told {
        contact: RecordId::from(id.uuid()),
        participant,
        program,
        author,
        starts_at: facts.starts_at,
        ends_at: facts.ends_at,
        mode: facts.mode.word().to_owned(),
        outcome: facts.outcome.word().to_owned(),
        is_meeting: facts.is_being_in_touch() && facts.mode == Mode::InPerson,
    }
}

/// Opens again what a contact had kept that turns out to be an error, and tells the person's referral. What another
/// contact, as late or later, keeps as well stays kept. The contact is struck already.
///
/// # Errors
/// Those of the storage.
pub(super) fn open_again(tx: &mut Tx<'_>, scope: &Scope, contact: &Contact) -> Result<(), DbError> {
    let Some(person) = contact.participant.filter(|_| contact.facts.kind.is_with_person()) else { return Ok(()) };
    for (id, kind, origin_kind) in kept_with(tx, scope, contact.id)? {
        let Some(promise) = promises::find(tx, scope, id)? else { continue };
        let stays = match kind {
            Kind::CheckIn => is_heard_otherwise(tx, scope, contact, person, false)?,
            Kind::CrisisFollowUp => is_heard_otherwise(tx, scope, contact, person, true)?,
            _ => false,
        };
        if stays {
            continue;
        }
        if origin_kind == "call_plan" {
            calls::take_back(tx, scope, &promise)?;
        } else {
            promises::reopen_one(tx, scope, &promise)?;
        }
    }
    unshow(tx, scope, contact.id)?;
    referrals::untell(tx, scope, &told(contact.id, person, contact.program, contact.author, &contact.facts))
}

/// The promises that ended in the moment when the contact was signed, with it as what shows it. Those of the contact
/// itself, of its draft, and of a referral are not among them.
fn kept_with(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<Vec<(PromiseId, Kind, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT r.id, r.kind, r.origin_kind FROM promises r
             WHERE r.organization_id = $1 AND r.evidence_id = $2 AND r.closing = 'done' AND r.origin_id <> $2
                AND r.origin_kind NOT IN ('referral', 'draft')
                AND EXISTS (SELECT 1 FROM contact_versions v WHERE v.organization_id = $1 AND v.contact_id = $2
                    AND v.signed_at = r.closed_at)
             ORDER BY r.due_at DESC, r.id LIMIT 50"
        ),
        &[&scope.organization, &id],
    )
}

/// A call that was kept with one tap stays kept, without the contact that was to show it.
fn unshow(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET evidence_id = NULL, version = version + 1
             WHERE organization_id = $1 AND evidence_id = $2 AND closing = 'done' AND kind IN ('call', 'visit')
                AND origin_id <> $2"
        ),
        &[&scope.organization, &id],
    )?;
    Ok(())
}

/// Whether the person was in touch as late or later, as another contact shows; `by_them`: with the same author or in the
/// same program.
fn is_heard_otherwise(
    tx: &mut Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    person: ParticipantId,
    by_them: bool,
) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM contacts c
             WHERE c.organization_id = $1 AND c.participant_id = $2 AND c.id <> $3 AND c.starts_at >= $4
                AND c.status <> 'entered_in_error' AND c.outcome = 'reached'
                AND c.kind NOT IN ('team', 'non_service', 'family')
                AND (c.author_id = $5 OR c.program_id = $6 OR NOT $7)
             LIMIT 1"
        ),
        &[
            &scope.organization,
            &person,
            &contact.id,
            &contact.facts.starts_at,
            &contact.author,
            &contact.program,
            &by_them,
        ],
    )?;
    Ok(found.is_some())
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

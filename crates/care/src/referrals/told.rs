//! What a contact tells a referral: a try, the first time they spoke, the first meeting in person.
//!
//! Peers write contacts, and few open the referral to say the same again: whichever they use, it is counted once.

use ground::{
    access::Scope,
    audit::{self, Action, Entry},
    ids::{AccountId, ParticipantId, ProgramId, RecordId},
    promises::{self, Closing, Evidence, Kind},
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::{
    referral::{NewAttempt, PromiseWords, Referral},
    steps, store, undo,
};

/// How far the time of a try written on the referral may be from that of the contact about the same try, in minutes.
const SAME_TRY_MINUTES: i64 = 60;

/// A contact with somebody, as far as their referral is concerned.
#[derive(Debug, Clone)]
pub struct Told {
    pub contact: RecordId,
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub author: AccountId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// A key of the list of modes.
    pub mode: String,
    /// A key of the list of contact outcomes.
    pub outcome: String,
    /// Whether they were together in one place.
    pub is_meeting: bool,
}

/// Tells the referrals that wait for this person in the program. The caller reaches the person, or writes down what
/// they did while they did.
///
/// # Errors
/// Those of the storage.
pub fn tell(tx: &mut Tx<'_>, scope: &Scope, told: &Told, words: &PromiseWords) -> Result<(), DbError> {
    for referral in store::waiting(tx, scope, told.participant, told.program)? {
        let zone = referral.zone();
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        // Somebody who walks in is often referred right after the talk; what was before that day is another story.
        if day(told.starts_at) >= day(referral.received_at) && hear(tx, scope, &referral, told, words)? {
            let entry = Entry::new(scope, Action::Change, "referral").of(referral.participant).on(referral.id);
            audit::record(tx, &entry.with("contact", told.contact.to_string()))?;
        }
    }
    Ok(())
}

/// Answers whether it was news.
fn hear(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: &Referral,
    told: &Told,
    words: &PromiseWords,
) -> Result<bool, DbError> {
    let at = told.starts_at.max(referral.received_at);
    let is_before = |known: Option<Timestamp>| known.is_none_or(|known| at < known);
    let tried = NewAttempt { at, mode: told.mode.clone(), outcome: told.outcome.clone(), words: String::new() };
    if told.is_meeting {
        if !is_before(referral.first_in_person_at) {
            return Ok(false);
        }
        met_in(tx, scope, referral, told)?;
        steps::meet(tx, scope, referral, at)?;
        return Ok(true);
    }
    // After the first meeting the contacts themselves tell the story; after the first words, talks are no tries.
    let is_news =
        is_before(referral.first_in_person_at) && (!tried.is_contact() || is_before(referral.first_contact_at));
    if !is_news || is_known(tx, scope, referral, told, at)? {
        return Ok(false);
    }
    steps::attempt(tx, scope, referral, &tried, words)?;
    Ok(true)
}

/// The contact itself shows that the first meeting happened.
fn met_in(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, told: &Told) -> Result<(), DbError> {
    let evidence = Evidence { kind: Some("contact".to_owned()), record: Some(told.contact), words: String::new() };
    for kind in [Kind::FirstMeeting, Kind::Attempt] {
        promises::close(tx, scope, referral.id, kind, Closing::Done, &evidence)?;
    }
    Ok(())
}

/// Whether this try stands on the referral: told by the same contact before, or written there by hand at about its time.
/// A try that another contact of the same author told is another try, however close.
fn is_known(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, told: &Told, at: Timestamp) -> Result<bool, DbError> {
    let around = SignedDuration::from_mins(SAME_TRY_MINUTES);
    let from = told.starts_at.checked_sub(around).unwrap_or(told.starts_at);
    let to = told.ends_at.checked_add(around).unwrap_or(told.ends_at);
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM referral_attempts t
             WHERE t.organization_id = $1 AND t.referral_id = $2 AND t.made_by = $3
                AND (t.at = $4 OR (t.outcome = $5 AND t.at >= $6 AND t.at <= $7
                    AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.organization_id = t.organization_id
                        AND c.participant_id = t.participant_id AND c.author_id = t.made_by AND c.starts_at = t.at)))
             LIMIT 1"
        ),
        &[&scope.organization, &referral.id, &scope.account, &at, &told.outcome, &from, &to],
    )?;
    Ok(found.is_some())
}

/// Takes back what a contact had told the person's referrals, when it turns out to be an error. Another meeting that
/// stands takes its place.
///
/// # Errors
/// Those of the storage.
pub fn untell(tx: &mut Tx<'_>, scope: &Scope, told: &Told) -> Result<(), DbError> {
    for referral in store::of_person(tx, scope, told.participant, told.program)? {
        let at = told.starts_at.max(referral.received_at);
        let is_changed = if told.is_meeting {
            unmeet(tx, scope, &referral, told, at)?
        } else {
            untry(tx, scope, &referral, told, at)?
        };
        if is_changed {
            let entry = Entry::new(scope, Action::Change, "referral").of(referral.participant).on(referral.id);
            audit::record(tx, &entry.with("contact_in_error", told.contact.to_string()))?;
        }
    }
    Ok(())
}

fn unmeet(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, told: &Told, at: Timestamp) -> Result<bool, DbError> {
    if referral.first_in_person_at != Some(at) {
        return Ok(false);
    }
    let other = store::met_otherwise(tx, scope, referral, told.contact)?.map(|other| other.max(referral.received_at));
    undo::recount(tx, scope, referral, at, 0, other)?;
    if other.is_none() {
        undo::open_again(tx, scope, referral.id, told.contact)?;
        if referral.outcome.is_none() {
            undo::end_screening(tx, scope, referral, at)?;
        }
    }
    Ok(true)
}

fn untry(tx: &mut Tx<'_>, scope: &Scope, referral: &Referral, told: &Told, at: Timestamp) -> Result<bool, DbError> {
    if referral.outcome.is_some() {
        return Ok(false);
    }
    let tries = undo::tries(tx, scope, referral.id)?;
    let by_it =
        tries.into_iter().find(|one| one.at == at && one.made_by == Some(told.author) && one.outcome == told.outcome);
    if let Some(tried) = &by_it {
        undo::take_back(tx, scope, referral, tried)?;
    }
    Ok(by_it.is_some())
}

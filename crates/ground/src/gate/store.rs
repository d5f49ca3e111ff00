//! Every statement of the gate.

use jiff::Timestamp;
use kit::{
    clock::Moment,
    db::{DbError, Tx},
    sql,
};
use serde_json::json;

use super::{
    ConsentId, Decision, Disclosure, DisclosureId, Flag, Information, Opening, OpeningId, Purpose, Recipient, Refusal,
    RestrictionId, ShareId, Shared, folded, off, weigh,
};
use crate::{
    access::Scope,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId},
};

/// What one consent opens to a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRow {
    pub consent: ConsentId,
    pub from: Option<ProgramId>,
    pub information: Information,
    pub purpose: Purpose,
}

kit::from_row!(OpeningRow { consent, from, information, purpose });

/// Marks a program as one under 42 CFR Part 2.
///
/// # Errors
/// Those of the storage.
pub fn mark_part2(tx: &mut Tx<'_>, scope: &Scope, program: ProgramId, reason: &str) -> Result<(), DbError> {
    let statement = sql!(
        "INSERT INTO part2_programs (organization_id, program_id, since, marked_by, reason) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organization_id, program_id) DO NOTHING"
    );
    tx.run(statement, &[&scope.organization, &program, &scope.now, &scope.account, &reason]).map(drop)
}

/// Takes the mark away again.
///
/// # Errors
/// Those of the storage.
pub fn unmark_part2(tx: &mut Tx<'_>, scope: &Scope, program: ProgramId) -> Result<(), DbError> {
    let statement = sql!("DELETE FROM part2_programs WHERE organization_id = $1 AND program_id = $2");
    tx.run(statement, &[&scope.organization, &program]).map(drop)
}

/// Whether a program (`None`: any of the organization) is under Part 2.
///
/// # Errors
/// Those of the storage.
pub fn is_part2(tx: &mut Tx<'_>, scope: &Scope, program: Option<ProgramId>) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!("SELECT 1 FROM part2_programs WHERE organization_id = $1 AND (program_id = $2 OR $2 IS NULL) LIMIT 1"),
        &[&scope.organization, &program],
    )?;
    Ok(found.is_some())
}

/// Writes down what a complete, signed consent opens.
///
/// # Errors
/// Those of the storage.
pub fn open(tx: &mut Tx<'_>, scope: &Scope, opening: &Opening) -> Result<OpeningId, DbError> {
    let id: OpeningId = scope.at.id();
    let (account, program, name) = parts(&opening.to);
    tx.run(
        sql!(
            "INSERT INTO openings (organization_id, id, consent_id, participant_id, from_program_id, to_account_id,
                to_program_id, to_name, information, purpose, starts_at, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        &[
            &scope.organization,
            &id,
            &opening.consent,
            &opening.participant,
            &opening.from,
            &account,
            &program,
            &name,
            &opening.information,
            &opening.purpose,
            &opening.starts_at,
            &opening.ends_at,
        ],
    )?;
    Ok(id)
}

fn parts(to: &Recipient) -> (Option<AccountId>, Option<ProgramId>, Option<String>) {
    match to {
        Recipient::Account(account) => (Some(*account), None, None),
        Recipient::Program(program) => (None, Some(*program), None),
        Recipient::Outside(name) => (None, None, Some(folded(name))),
    }
}

/// Closes now all that a consent opened: it was revoked or replaced. Holds for every query from the next statement on.
///
/// # Errors
/// Those of the storage.
pub fn close_openings(tx: &mut Tx<'_>, scope: &Scope, consent: ConsentId) -> Result<u64, DbError> {
    let statement = sql!(
        "UPDATE openings SET ends_at = $3 WHERE organization_id = $1 AND consent_id = $2
           AND (ends_at IS NULL OR ends_at > $3)"
    );
    tx.run(statement, &[&scope.organization, &consent, &scope.now])
}

/// One thing that a participant lets an account see.
#[derive(Debug, Clone)]
pub struct NewShare {
    pub organization: OrganizationId,
    pub participant: ParticipantId,
    pub account: AccountId,
    pub supporter: Option<RecordId>,
    pub kind: Shared,
    pub subject: String,
    pub ends_at: Option<Timestamp>,
    /// The participant's account.
    pub created_by: AccountId,
}

/// Lets an account see one thing of a participant until `ends_at`. The caller has proven that the participant asks.
///
/// # Errors
/// Those of the storage.
pub fn share(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    account: AccountId,
    supporter: Option<RecordId>,
    (kind, subject): (Shared, &str),
    ends_at: Option<Timestamp>,
) -> Result<ShareId, DbError> {
    let (organization, created_by, subject) = (scope.organization, scope.account, subject.to_owned());
    let new = NewShare { organization, participant, account, supporter, kind, subject, ends_at, created_by };
    share_at(tx, &scope.at, &new)
}

/// [`share`], at the moment when somebody accepts what the participant offered them before.
///
/// # Errors
/// Those of the storage.
pub fn share_at(tx: &mut Tx<'_>, at: &Moment, new: &NewShare) -> Result<ShareId, DbError> {
    let id: ShareId = at.id();
    let record: Option<RecordId> = new.subject.parse().ok();
    tx.run(
        sql!(
            "INSERT INTO shares (organization_id, id, participant_id, account_id, supporter_id, kind, subject, record_id,
                starts_at, ends_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &[
            &new.organization,
            &id,
            &new.participant,
            &new.account,
            &new.supporter,
            &new.kind,
            &new.subject,
            &record,
            &at.now,
            &new.ends_at,
            &new.created_by,
        ],
    )?;
    Ok(id)
}

/// Stops now what a participant shared with an account: one kind and subject, or (`None`) everything.
///
/// # Errors
/// Those of the storage.
pub fn stop_sharing(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    account: AccountId,
    what: Option<(Shared, &str)>,
) -> Result<u64, DbError> {
    let (kind, subject) = what.map_or((None, None), |(kind, subject)| (Some(kind), Some(subject.to_owned())));
    tx.run(
        sql!(
            "UPDATE shares SET ends_at = $4 WHERE organization_id = $1 AND participant_id = $2 AND account_id = $3
               AND (ends_at IS NULL OR ends_at > $4) AND (kind = $5 OR $5 IS NULL) AND (subject = $6 OR $6 IS NULL)"
        ),
        &[&scope.organization, &participant, &account, &scope.now, &kind, &subject],
    )
}

/// Stops now all of one kind that a participant shared with an account.
///
/// # Errors
/// Those of the storage.
pub fn stop_sharing_all(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    account: AccountId,
    kind: Shared,
) -> Result<u64, DbError> {
    tx.run(
        sql!(
            "UPDATE shares SET ends_at = $4 WHERE organization_id = $1 AND participant_id = $2 AND account_id = $3
               AND kind = $5 AND (ends_at IS NULL OR ends_at > $4)"
        ),
        &[&scope.organization, &participant, &account, &scope.now, &kind],
    )
}

/// What current openings of the participant name this recipient.
fn naming(tx: &mut Tx<'_>, scope: &Scope, wish: &Disclosure) -> Result<Vec<OpeningRow>, DbError> {
    let (account, program, name) = parts(&wish.to);
    tx.list(
        sql!(
            "SELECT consent_id, from_program_id, information, purpose FROM openings
             WHERE organization_id = $1 AND participant_id = $2 AND starts_at <= $3 AND (ends_at IS NULL OR ends_at > $3)
               AND (to_account_id = $4 OR to_program_id = $5 OR to_name = $6)
             ORDER BY starts_at, id LIMIT 200"
        ),
        &[&scope.organization, &wish.participant, &scope.now, &account, &program, &name],
    )
}

/// The participant's agreed wishes that this recipient be kept out.
///
/// # Errors
/// Those of the storage.
pub fn restrictions_against(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    to: &Recipient,
) -> Result<Vec<(RestrictionId, String)>, DbError> {
    let (account, program, name) = parts(to);
    let all: Vec<(RestrictionId, String, String)> = tx.list(
        sql!(
            "SELECT id, words, to_name FROM restrictions
             WHERE organization_id = $1 AND participant_id = $2 AND agreed_at IS NOT NULL AND ended_at IS NULL
               AND (to_account_id = $3 OR to_program_id = $4 OR to_name <> '')
             ORDER BY asked_at, id LIMIT 200"
        ),
        &[&scope.organization, &participant, &account, &program],
    )?;
    let is_meant = |to_name: &str| to_name.is_empty() || Some(folded(to_name)) == name;
    Ok(all.into_iter().filter(|(_, _, to_name)| is_meant(to_name)).map(|(id, words, _)| (id, words)).collect())
}

/// An agreed wish of a participant, for whoever would break it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// Who is kept out, by name.
    pub who: String,
    pub information: Information,
}

kit::from_row!(KeptOut { who, information });

/// Everybody whom the participant asked to keep out and the program agreed to, by name.
///
/// # Errors
/// Those of the storage.
pub fn kept_out(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<KeptOut>, DbError> {
    tx.list(
        sql!(
            "SELECT COALESCE(a.name, g.name, r.to_name), r.information FROM restrictions r
             LEFT JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.to_account_id
             LEFT JOIN programs g ON g.organization_id = r.organization_id AND g.id = r.to_program_id
             WHERE r.organization_id = $1 AND r.participant_id = $2 AND r.agreed_at IS NOT NULL AND r.ended_at IS NULL
             ORDER BY r.asked_at, r.id LIMIT 50"
        ),
        &[&scope.organization, &participant],
    )
}

/// Decides whether information may go to a recipient now, and when it may, writes it into the accounting in the same
/// transaction.
///
/// # Errors
/// Those of the storage.
pub fn decide(tx: &mut Tx<'_>, scope: &Scope, wish: &Disclosure) -> Result<Decision, DbError> {
    if wish.basis.is_of_part2() && !off(tx, scope)?.holds(Flag::Part2) {
        return Ok(Decision::Closed(Refusal::RuleIsOff));
    }
    let named = naming(tx, scope, wish)?;
    let is_restricted = !restrictions_against(tx, scope, wish.participant, &wish.to)?.is_empty();
    let is_part2 = is_part2(tx, scope, wish.from)?;
    let decision = weigh(wish, &named, is_restricted, is_part2);
    if let Decision::Open { consent, notice } = decision {
        account_for(tx, scope, wish, consent, notice)?;
    }
    Ok(decision)
}

/// Writes a line of the accounting of disclosures (42 CFR 2.25; 45 CFR 164.528).
///
/// # Errors
/// Those of the storage.
pub fn account_for(
    tx: &mut Tx<'_>,
    scope: &Scope,
    wish: &Disclosure,
    consent: Option<ConsentId>,
    notice: bool,
) -> Result<DisclosureId, DbError> {
    let id: DisclosureId = scope.at.id();
    let (account, program, _) = parts(&wish.to);
    let name = if let Recipient::Outside(name) = &wish.to { name.as_str() } else { "" };
    let information = json!(wish.information.iter().map(|kind| kind.word()).collect::<Vec<_>>());
    tx.run(
        sql!(
            "INSERT INTO disclosures (organization_id, id, participant_id, at, account_id, to_account_id, to_program_id,
                to_name, information, purpose, basis, consent_id, reason, how, has_notice)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        ),
        &[
            &scope.organization,
            &id,
            &wish.participant,
            &scope.now,
            &scope.account,
            &account,
            &program,
            &name,
            &information,
            &wish.purpose,
            &wish.basis,
            &consent,
            &wish.reason,
            &wish.how,
            &notice,
        ],
    )?;
    Ok(id)
}

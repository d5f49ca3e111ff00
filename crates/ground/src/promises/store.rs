//! The ledger in the database. Areas call these inside the transaction of the change that promises or delivers.

use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
};

use super::{Closing, Evidence, Kind, NewPromise, Promise};
use crate::{
    access::Scope,
    ids::{AccountId, OrganizationId, ParticipantId, PromiseId, RecordId},
};

/// Opens a promise. One that is open already for the same origin and kind is moved to the new date and owner instead.
///
/// # Errors
/// Those of the storage.
pub fn open(tx: &mut Tx<'_>, scope: &Scope, promise: &NewPromise) -> Result<PromiseId, DbError> {
    let id: PromiseId = scope.at.id();
    let kept = tx.one(
        sql!(
            "INSERT INTO promises (organization_id, id, kind, words, participant_id, program_id, owner_id, due_at, has_time,
                origin_kind, origin_id, rule, rule_version, opened_at, opened_by, snooze_words, evidence_words, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '', 1)
             ON CONFLICT (organization_id, origin_id, kind) WHERE closed_at IS NULL
             DO UPDATE SET words = excluded.words, owner_id = excluded.owner_id, program_id = excluded.program_id,
                due_at = excluded.due_at, has_time = excluded.has_time, rule = excluded.rule,
                rule_version = excluded.rule_version, snoozed_until = NULL, handed_by = NULL,
                version = promises.version + 1
             RETURNING id"
        ),
        &[
            &scope.organization,
            &id,
            &promise.kind,
            &promise.words,
            &promise.participant,
            &promise.program,
            &promise.owner,
            &promise.due_at,
            &promise.has_time,
            &promise.origin_kind,
            &promise.origin,
            &promise.rule,
            &promise.rule_version,
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(kept.unwrap_or(id))
}

/// The promise, if it belongs to the scope's organization. Whether the account may see it is the caller's question.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: PromiseId) -> Result<Option<Promise>, DbError> {
    tx.one(
        sql!(
            "SELECT id, kind, words, participant_id, program_id, owner_id, due_at, has_time, origin_kind, origin_id, rule,
                rule_version, opened_at, snoozed_until, snooze_words, closed_at, closing, evidence_words, handed_by, version
             FROM promises WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id],
    )
}

/// Closes the open promise of this kind that the record began. Answers whether there was one.
///
/// # Errors
/// Those of the storage.
pub fn close(
    tx: &mut Tx<'_>,
    scope: &Scope,
    origin: impl Id,
    kind: Kind,
    closing: Closing,
    evidence: &Evidence,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE promises SET closed_at = $4, closed_by = $5, closing = $6, evidence_kind = $7, evidence_id = $8,
                evidence_words = $9, version = version + 1
             WHERE organization_id = $1 AND origin_id = $2 AND kind = $3 AND closed_at IS NULL"
        ),
        &[
            &scope.organization,
            &origin.uuid(),
            &kind,
            &scope.now,
            &scope.account,
            &closing,
            &evidence.kind,
            &evidence.record,
            &evidence.words,
        ],
    )?;
    Ok(changed > 0)
}

/// Closes every open promise that the record began, of whatever kind. Answers how many.
///
/// # Errors
/// Those of the storage.
pub fn close_all_of(
    tx: &mut Tx<'_>,
    scope: &Scope,
    origin: impl Id,
    closing: Closing,
    words: &str,
) -> Result<u64, DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET closed_at = $3, closed_by = $4, closing = $5, evidence_words = $6, version = version + 1
             WHERE organization_id = $1 AND origin_id = $2 AND closed_at IS NULL"
        ),
        &[&scope.organization, &origin.uuid(), &scope.now, &scope.account, &closing, &words],
    )
}

/// Gives the open promise of this kind that the record began another date.
///
/// # Errors
/// Those of the storage.
pub fn move_to(tx: &mut Tx<'_>, scope: &Scope, origin: impl Id, kind: Kind, due_at: Timestamp) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET due_at = $4, version = version + 1
             WHERE organization_id = $1 AND origin_id = $2 AND kind = $3 AND closed_at IS NULL AND due_at <> $4"
        ),
        &[&scope.organization, &origin.uuid(), &kind, &due_at],
    )?;
    Ok(())
}

/// Opens again the promise of this kind that was let go with its record, when the record is taken back.
///
/// # Errors
/// Those of the storage.
pub fn reopen(tx: &mut Tx<'_>, scope: &Scope, origin: impl Id, kind: Kind) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET closed_at = NULL, closed_by = NULL, closing = NULL, evidence_kind = NULL,
                evidence_id = NULL, evidence_words = '', version = version + 1
             WHERE organization_id = $1 AND origin_id = $2 AND kind = $3 AND closing = 'let_go'"
        ),
        &[&scope.organization, &origin.uuid(), &kind],
    )?;
    Ok(())
}

/// Opens again the promise of this kind that was kept by a record which is taken back.
///
/// # Errors
/// Those of the storage.
pub fn reopen_kept(
    tx: &mut Tx<'_>,
    scope: &Scope,
    origin: impl Id,
    kind: Kind,
    evidence: impl Id,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET closed_at = NULL, closed_by = NULL, closing = NULL, evidence_kind = NULL,
                evidence_id = NULL, evidence_words = '', version = version + 1
             WHERE organization_id = $1 AND origin_id = $2 AND kind = $3 AND evidence_id = $4
               AND NOT EXISTS (SELECT 1 FROM promises o WHERE o.organization_id = $1 AND o.origin_id = $2
                AND o.kind = $3 AND o.closed_at IS NULL)"
        ),
        &[&scope.organization, &origin.uuid(), &kind, &evidence.uuid()],
    )?;
    Ok(())
}

/// Puts an open promise off, with the reason. Answers false when it was closed or changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn snooze(
    tx: &mut Tx<'_>,
    scope: &Scope,
    promise: &Promise,
    until: Timestamp,
    words: &str,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE promises SET snoozed_until = $4, snooze_words = $5, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL"
        ),
        &[&scope.organization, &promise.id, &promise.version, &until, &words],
    )?;
    Ok(changed > 0)
}

/// Ends the putting off.
///
/// # Errors
/// Those of the storage.
pub(super) fn wake(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE promises SET snoozed_until = NULL, snooze_words = '', version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL"
        ),
        &[&scope.organization, &promise.id, &promise.version],
    )?;
    Ok(changed > 0)
}

/// Closes one open promise as it was read. Answers false when it was closed or changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub(super) fn close_one(
    tx: &mut Tx<'_>,
    scope: &Scope,
    promise: &Promise,
    closing: Closing,
    evidence: &Evidence,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE promises SET closed_at = $4, closed_by = $5, closing = $6, evidence_kind = $7, evidence_id = $8,
                evidence_words = $9, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL"
        ),
        &[
            &scope.organization,
            &promise.id,
            &promise.version,
            &scope.now,
            &scope.account,
            &closing,
            &evidence.kind,
            &evidence.record,
            &evidence.words,
        ],
    )?;
    Ok(changed > 0)
}

/// Opens again a promise that was closed; a newer one that took its place meanwhile ends as replaced.
///
/// # Errors
/// Those of the storage.
pub fn reopen_one(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise) -> Result<bool, DbError> {
    if promise.closed_at.is_none() {
        return Ok(false);
    }
    close(tx, scope, promise.origin, promise.kind, Closing::Replaced, &Evidence::default())?;
    let changed = tx.run(
        sql!(
            "UPDATE promises SET closed_at = NULL, closed_by = NULL, closing = NULL, evidence_kind = NULL,
                evidence_id = NULL, evidence_words = '', version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND closed_at IS NOT NULL"
        ),
        &[&scope.organization, &promise.id, &promise.version],
    )?;
    Ok(changed > 0)
}

/// Closes the open promises of this kind that are about a person, whichever record began them. Answers how many.
///
/// # Errors
/// Those of the storage.
pub fn close_about(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    kind: Kind,
    closing: Closing,
    evidence: &Evidence,
) -> Result<u64, DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET closed_at = $4, closed_by = $5, closing = $6, evidence_kind = $7, evidence_id = $8,
                evidence_words = $9, version = version + 1
             WHERE organization_id = $1 AND participant_id = $2 AND kind = $3 AND closed_at IS NULL"
        ),
        &[
            &scope.organization,
            &participant,
            &kind,
            &scope.now,
            &scope.account,
            &closing,
            &evidence.kind,
            &evidence.record,
            &evidence.words,
        ],
    )
}

/// How many of the newest closed promises of a record, one after another, ended with this kind of evidence (at most
/// ten are looked at).
///
/// # Errors
/// Those of the storage.
pub fn count_closed_with(
    tx: &mut Tx<'_>,
    scope: &Scope,
    origin: impl Id,
    kind: Kind,
    evidence_kind: &str,
) -> Result<usize, DbError> {
    let newest: Vec<Option<String>> = tx.list(
        sql!(
            "SELECT evidence_kind FROM promises
             WHERE organization_id = $1 AND origin_id = $2 AND kind = $3 AND closing = 'done'
             ORDER BY closed_at DESC, id DESC LIMIT 10"
        ),
        &[&scope.organization, &origin.uuid(), &kind],
    )?;
    Ok(newest.iter().take_while(|found| found.as_deref() == Some(evidence_kind)).count())
}

/// Calls and visits that somebody kept: to whom, who closed them, and due between which moments.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    pub participant: ParticipantId,
    pub by: AccountId,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// Gives calls and visits that were kept, with `evidence_kind` for what came of them, the record that shows it, where
/// they have none yet.
///
/// # Errors
/// Those of the storage.
pub fn show_by(
    tx: &mut Tx<'_>,
    scope: &Scope,
    kept: &Kept,
    evidence_kind: &str,
    record: RecordId,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET evidence_id = $7, version = version + 1
             WHERE organization_id = $1 AND participant_id = $2 AND closed_by = $3 AND kind IN ('call', 'visit')
               AND closing = 'done' AND evidence_kind = $6 AND evidence_id IS NULL AND due_at >= $4 AND due_at < $5"
        ),
        &[&scope.organization, &kept.participant, &kept.by, &kept.from, &kept.until, &evidence_kind, &record],
    )?;
    Ok(())
}

/// Opens a promise that the program makes by itself. One that is open already stays as it is: many nodes may look
/// around at once. Answers whether it is new.
///
/// # Errors
/// Those of the storage.
pub fn open_quietly(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    at: &kit::clock::Moment,
    promise: &NewPromise,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "INSERT INTO promises (organization_id, id, kind, words, participant_id, program_id, owner_id, due_at, has_time,
                origin_kind, origin_id, rule, rule_version, opened_at, opened_by, snooze_words, evidence_words, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, '', '', 1)
             ON CONFLICT (organization_id, origin_id, kind) WHERE closed_at IS NULL DO NOTHING"
        ),
        &[
            &organization,
            &at.id::<PromiseId>(),
            &promise.kind,
            &promise.words,
            &promise.participant,
            &promise.program,
            &promise.owner,
            &promise.due_at,
            &promise.has_time,
            &promise.origin_kind,
            &promise.origin,
            &promise.rule,
            &promise.rule_version,
            &at.now,
        ],
    )?;
    Ok(changed > 0)
}

/// Something came in from outside: the open promise of this kind that the record began is due now, when it was later.
///
/// # Errors
/// Those of the storage.
pub fn hasten(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    origin: impl Id,
    kind: Kind,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET due_at = $4, snoozed_until = NULL, version = version + 1
             WHERE organization_id = $1 AND origin_id = $2 AND kind = $3 AND closed_at IS NULL AND due_at > $4"
        ),
        &[&organization, &origin.uuid(), &kind, &now],
    )?;
    Ok(())
}

/// Gives one open promise to a colleague, or (to nobody) to its program's queue. Answers false when it was closed or
/// changed meanwhile, or has no program to wait in.
///
/// # Errors
/// Those of the storage.
pub fn give(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise, to: Option<AccountId>) -> Result<bool, DbError> {
    if to.is_none() && promise.program.is_none() {
        return Ok(false);
    }
    let changed = tx.run(
        sql!(
            "UPDATE promises SET owner_id = $4, handed_by = $5, handed_from = owner_id, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL"
        ),
        &[&scope.organization, &promise.id, &promise.version, &to, &scope.account],
    )?;
    Ok(changed > 0)
}

/// Takes back a promise that this account gave away last, while it is open.
///
/// # Errors
/// Those of the storage.
pub(super) fn take_back(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE promises SET owner_id = handed_from, handed_by = NULL, handed_from = NULL, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL AND handed_by = $4"
        ),
        &[&scope.organization, &promise.id, &promise.version, &scope.account],
    )?;
    Ok(changed > 0)
}

/// Gives the open promises of `from` that began with `origin` (or all of them) to `to`, or to their programs' queues.
/// Those that have no program to wait in go to whoever does this. Answers how many.
///
/// # Errors
/// Those of the storage.
pub fn hand_over(
    tx: &mut Tx<'_>,
    scope: &Scope,
    from: AccountId,
    origin: Option<RecordId>,
    to: Option<AccountId>,
) -> Result<u64, DbError> {
    let without_queue = if to.is_some() { to } else { Some(scope.account) };
    let given = tx.run(
        sql!(
            "UPDATE promises SET owner_id = $4, handed_by = $5, handed_from = owner_id, version = version + 1
             WHERE organization_id = $1 AND owner_id = $2 AND closed_at IS NULL AND program_id IS NULL
               AND (origin_id = $3 OR $3 IS NULL)"
        ),
        &[&scope.organization, &from, &origin, &without_queue, &scope.account],
    )?;
    let rest = tx.run(
        sql!(
            "UPDATE promises SET owner_id = $4, handed_by = $5, handed_from = owner_id, version = version + 1
             WHERE organization_id = $1 AND owner_id = $2 AND closed_at IS NULL AND program_id IS NOT NULL
               AND (origin_id = $3 OR $3 IS NULL)"
        ),
        &[&scope.organization, &from, &origin, &to, &scope.account],
    )?;
    Ok(given.saturating_add(rest))
}

/// Gives every open promise of somebody who leaves to a colleague, or to the queues. Answers how many.
///
/// # Errors
/// Those of the storage.
pub fn hand_over_all(tx: &mut Tx<'_>, scope: &Scope, from: AccountId, to: Option<AccountId>) -> Result<u64, DbError> {
    hand_over(tx, scope, from, None, to)
}

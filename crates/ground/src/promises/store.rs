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
    ids::{AccountId, PromiseId, RecordId},
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
             DO UPDATE SET words = excluded.words, owner_id = excluded.owner_id, due_at = excluded.due_at,
                has_time = excluded.has_time, snoozed_until = NULL, version = promises.version + 1
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
                rule_version, opened_at, snoozed_until, snooze_words, closed_at, closing, evidence_words, version
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

/// Gives every open promise of `from` that began with `origin` (or all of them) to `to`. Answers how many.
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
    tx.run(
        sql!(
            "UPDATE promises SET owner_id = $4, version = version + 1
             WHERE organization_id = $1 AND owner_id = $2 AND closed_at IS NULL AND (origin_id = $3 OR $3 IS NULL)"
        ),
        &[&scope.organization, &from, &origin, &to],
    )
}

//! Every statement about messages.

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, ProgramId},
    is_mine, scoped, within_record,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::message::{Message, MessageId};

macro_rules! messages_where {
    () => {
        "SELECT l.id, l.participant_id, l.words, l.sent_at, l.sent_by, l.sent_name, l.seen_at, l.answer_words,
            l.answered_at, l.read_at
         FROM own_messages l WHERE l.organization_id = $1 AND l.withdrawn_at IS NULL AND "
    };
}

/// The messages to the person behind the account, the latest first.
///
/// # Errors
/// Those of the storage.
pub fn mine(tx: &mut Tx<'_>, scope: &Scope, limit: i64) -> Result<Vec<Message>, DbError> {
    tx.list(
        sql!(
            messages_where!(),
            "l.participant_id IN (SELECT x.participant_id FROM account_people x
                WHERE x.organization_id = $1 AND x.account_id = $2) AND ",
            is_mine!("l.participant_id"),
            " ORDER BY l.sent_at DESC, l.id DESC LIMIT $5"
        ),
        scoped![scope; &limit],
    )
}

/// One message to the person behind the account.
///
/// # Errors
/// Those of the storage.
pub fn find_mine(tx: &mut Tx<'_>, scope: &Scope, id: MessageId) -> Result<Option<Message>, DbError> {
    tx.one(sql!(messages_where!(), "l.id = $5 AND ", is_mine!("l.participant_id")), scoped![scope; &id])
}

/// Remembers that the person saw these messages now, where they had not before.
///
/// # Errors
/// Those of the storage.
pub fn saw(tx: &mut Tx<'_>, scope: &Scope, shown: &[MessageId]) -> Result<(), DbError> {
    for id in shown {
        tx.run(
            sql!(
                "UPDATE own_messages SET seen_at = $4
                 WHERE organization_id = $1 AND id = $5 AND seen_at IS NULL AND withdrawn_at IS NULL AND ",
                is_mine!("own_messages.participant_id")
            ),
            scoped![scope; id],
        )?;
    }
    Ok(())
}

/// Keeps the person's answer, once. Answers in which program the message was written; `None`: it was answered already, or
/// is not theirs.
///
/// # Errors
/// Those of the storage.
pub fn answer(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MessageId,
    words: &str,
) -> Result<Option<Option<ProgramId>>, DbError> {
    tx.one(
        sql!(
            "UPDATE own_messages SET answer_words = $6, answered_at = $4, seen_at = COALESCE(seen_at, $4)
             WHERE organization_id = $1 AND id = $5 AND answered_at IS NULL AND withdrawn_at IS NULL AND ",
            is_mine!("own_messages.participant_id"),
            " RETURNING program_id"
        ),
        scoped![scope; &id, &words],
    )
}

/// Whether somebody still works in a program (or, without one, anywhere): else an answer waits in the program's queue.
///
/// # Errors
/// Those of the storage.
pub fn is_at_work(
    tx: &mut Tx<'_>,
    scope: &Scope,
    account: AccountId,
    program: Option<ProgramId>,
) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM memberships WHERE organization_id = $1 AND account_id = $2
                AND (program_id IS NULL OR program_id = $3 OR $3 IS NULL) AND role NOT IN ('participant', 'supporter')
                AND starts_at <= $4 AND (ends_at IS NULL OR ends_at > $4) LIMIT 1"
        ),
        &[&scope.organization, &account, &program, &scope.now],
    )?;
    Ok(found.is_some())
}

/// The messages to a person that the scope reaches, the latest first.
///
/// # Errors
/// Those of the storage.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, limit: i64) -> Result<Vec<Message>, DbError> {
    tx.list(
        sql!(
            messages_where!(),
            "l.participant_id = $5 AND ",
            within_record!("l.participant_id", "l.program_id", "notes"),
            " ORDER BY l.sent_at DESC, l.id DESC LIMIT $6"
        ),
        scoped![scope; &of, &limit],
    )
}

/// One message within reach.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: MessageId) -> Result<Option<Message>, DbError> {
    tx.one(
        sql!(messages_where!(), "l.id = $5 AND ", within_record!("l.participant_id", "l.program_id", "notes")),
        scoped![scope; &id],
    )
}

/// Adds a message. The caller has found the person within reach.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    to: ParticipantId,
    program: Option<ProgramId>,
    words: &str,
) -> Result<MessageId, DbError> {
    let id: MessageId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO own_messages (organization_id, id, participant_id, program_id, words, sent_at, sent_by, sent_name,
                answer_words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')"
        ),
        &[&scope.organization, &id, &to, &program, &words, &scope.now, &scope.account, &scope.name],
    )?;
    Ok(id)
}

/// Takes one's own message back, or (with `at` none) sends it again. Answers whose page it was on; `None`: it was seen
/// already, or is somebody else's.
///
/// # Errors
/// Those of the storage.
pub fn set_withdrawn(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MessageId,
    at: Option<Timestamp>,
) -> Result<Option<ParticipantId>, DbError> {
    tx.one(
        sql!(
            "UPDATE own_messages SET withdrawn_at = $4
             WHERE organization_id = $1 AND id = $2 AND sent_by = $3 AND seen_at IS NULL RETURNING participant_id"
        ),
        &[&scope.organization, &id, &scope.account, &at],
    )
}

/// Says that the answer to a message was read. The caller has found it within reach.
///
/// # Errors
/// Those of the storage.
pub fn set_read(tx: &mut Tx<'_>, scope: &Scope, id: MessageId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE own_messages SET read_at = $3, read_by = $4
             WHERE organization_id = $1 AND id = $2 AND answered_at IS NOT NULL AND read_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.now, &scope.account],
    )
    .map(drop)
}

/// Whether a person has come into their own space.
///
/// # Errors
/// Those of the storage.
pub fn has_space(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM account_people x
             JOIN memberships b ON b.organization_id = x.organization_id AND b.account_id = x.account_id
                AND b.role = 'participant' AND b.starts_at <= $3 AND (b.ends_at IS NULL OR b.ends_at > $3)
             WHERE x.organization_id = $1 AND x.participant_id = $2 LIMIT 1"
        ),
        &[&scope.organization, &of, &scope.now],
    )?;
    Ok(found.is_some())
}

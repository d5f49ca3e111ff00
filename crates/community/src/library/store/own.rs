//! What belongs to one reader: saved items, items that were sent to them, steps of paths that they have done.

use ground::{
    access::Scope,
    ids::{ParticipantId, RecordId},
    is_mine, scoped, within_reach,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::shelf::Card;
use crate::library::item::{Answer, ItemId, PathId, SendId};

/// Saves an item for the scope's account, or takes it off the list. Saving twice is once.
///
/// # Errors
/// Those of the storage.
pub fn set_saved(tx: &mut Tx<'_>, scope: &Scope, item: ItemId, is_saved: bool) -> Result<(), DbError> {
    if is_saved {
        tx.run(
            sql!(
                "INSERT INTO library_saved (organization_id, account_id, item_id, saved_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (organization_id, account_id, item_id) DO NOTHING"
            ),
            &[&scope.organization, &scope.account, &item, &scope.now],
        )?;
    } else {
        tx.run(
            sql!("DELETE FROM library_saved WHERE organization_id = $1 AND account_id = $2 AND item_id = $3"),
            &[&scope.organization, &scope.account, &item],
        )?;
    }
    Ok(())
}

/// Whether the scope's account saved an item.
///
/// # Errors
/// Those of the storage.
pub fn is_saved(tx: &mut Tx<'_>, scope: &Scope, item: ItemId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!("SELECT COUNT(*) FROM library_saved WHERE organization_id = $1 AND account_id = $2 AND item_id = $3"),
        &[&scope.organization, &scope.account, &item],
    )?;
    Ok(found.unwrap_or_default() > 0)
}

/// The account's saved items that are still on the shelf, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn saved(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Card>, DbError> {
    tx.list(
        sql!(
            "SELECT s.item_id, s.kind, s.language, s.title, s.summary, s.topics, s.formats, s.audiences, s.minutes, s.rank
             FROM library_saved l
             JOIN library_shelf s ON s.organization_id = l.organization_id AND s.item_id = l.item_id
             WHERE l.organization_id = $1 AND l.account_id = $2 ORDER BY l.saved_at DESC, l.item_id LIMIT 200"
        ),
        &[&scope.organization, &scope.account],
    )
}

/// An item that was sent to a person.
#[derive(Debug, Clone)]
pub struct Sent {
    pub id: SendId,
    pub item: ItemId,
    /// What it is called on the shelf; none when it stands there no more.
    pub title: Option<String>,
    pub summary: Option<String>,
    pub words: String,
    pub sent_name: String,
    pub sent_at: Timestamp,
    pub answer: String,
}

kit::from_row!(Sent { id, item, title, summary, words, sent_name, sent_at, answer });

/// An item on its way to somebody.
#[derive(Debug, Clone)]
pub struct Sending {
    pub item: ItemId,
    pub participant: ParticipantId,
    /// The contact at which it was thought of.
    pub contact: Option<RecordId>,
    pub words: String,
}

/// Sends an item on the shelf to a participant within the scope's reach. `None`: not reached, or not on the shelf.
///
/// # Errors
/// Those of the storage.
pub fn send(tx: &mut Tx<'_>, scope: &Scope, new: &Sending) -> Result<Option<SendId>, DbError> {
    let id: SendId = scope.at.id();
    let sent = tx.run(
        sql!(
            "INSERT INTO library_sends (organization_id, id, item_id, participant_id, words, sent_at, sent_by, sent_name,
                contact_id, answer)
             SELECT s.organization_id, $5, s.item_id, p.id, $8, $4, $2, $9, $10, ''
             FROM library_shelf s
             JOIN participants p ON p.organization_id = s.organization_id AND p.id = $7 AND p.merged_into IS NULL
             WHERE s.organization_id = $1 AND s.item_id = $6 AND ",
            within_reach!("p.id")
        ),
        scoped![scope; &id, &new.item, &new.participant, &new.words, &scope.name, &new.contact],
    )?;
    if sent == 0 {
        return Ok(None);
    }
    tx.run(
        sql!("UPDATE library_items SET sent_count = sent_count + 1 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &new.item],
    )?;
    Ok(Some(id))
}

/// Takes back what the scope's account sent and nobody has answered. Answers whose it was.
///
/// # Errors
/// Those of the storage.
pub fn take_back(tx: &mut Tx<'_>, scope: &Scope, id: SendId) -> Result<Option<ParticipantId>, DbError> {
    let taken: Option<(ItemId, ParticipantId)> = tx.one(
        sql!(
            "UPDATE library_sends SET taken_back_at = $4
             WHERE organization_id = $1 AND id = $3 AND sent_by = $2 AND taken_back_at IS NULL AND answer = ''
             RETURNING item_id, participant_id"
        ),
        &[&scope.organization, &scope.account, &id, &scope.now],
    )?;
    let Some((item, participant)) = taken else { return Ok(None) };
    tx.run(
        sql!("UPDATE library_items SET sent_count = sent_count - 1 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &item],
    )?;
    Ok(Some(participant))
}

/// What was sent to a participant within the scope's reach, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn sent_to(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Sent>, DbError> {
    tx.list(
        sql!(
            "SELECT d.id, d.item_id, s.title, s.summary, d.words, d.sent_name, d.sent_at, d.answer FROM library_sends d
             LEFT JOIN library_shelf s ON s.organization_id = d.organization_id AND s.item_id = d.item_id
             WHERE d.organization_id = $1 AND d.participant_id = $5 AND d.taken_back_at IS NULL AND ",
            within_reach!("d.participant_id"),
            " ORDER BY d.sent_at DESC, d.id DESC LIMIT 50"
        ),
        scoped![scope; &participant],
    )
}

/// What was sent from a contact, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn sent_from(tx: &mut Tx<'_>, scope: &Scope, contact: RecordId) -> Result<Vec<Sent>, DbError> {
    tx.list(
        sql!(
            "SELECT d.id, d.item_id, s.title, s.summary, d.words, d.sent_name, d.sent_at, d.answer FROM library_sends d
             LEFT JOIN library_shelf s ON s.organization_id = d.organization_id AND s.item_id = d.item_id
             WHERE d.organization_id = $1 AND d.contact_id = $5 AND d.taken_back_at IS NULL AND ",
            within_reach!("d.participant_id"),
            " ORDER BY d.sent_at DESC, d.id DESC LIMIT 50"
        ),
        scoped![scope; &contact],
    )
}

/// What was sent to the person behind the account, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn for_me(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Sent>, DbError> {
    tx.list(
        // CROSS JOIN keeps SQLite to the order that is written: the person, then what was sent to them.
        sql!(
            "SELECT d.id, d.item_id, s.title, s.summary, d.words, d.sent_name, d.sent_at, d.answer
             FROM account_people x
             CROSS JOIN library_sends d
             CROSS JOIN library_shelf s
             WHERE x.organization_id = $1 AND x.account_id = $2
               AND d.organization_id = x.organization_id AND d.participant_id = x.participant_id
               AND s.organization_id = d.organization_id AND s.item_id = d.item_id AND d.taken_back_at IS NULL AND ",
            is_mine!("d.participant_id"),
            " ORDER BY d.sent_at DESC, d.id DESC LIMIT 100"
        ),
        scoped![scope;],
    )
}

/// How many items wait for the person behind the account to look at; more than 20 are 20.
///
/// # Errors
/// Those of the storage.
pub fn count_for_me(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<i64, DbError> {
    let count: Option<i64> = tx.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT d.id FROM library_sends d
             JOIN library_shelf s ON s.organization_id = d.organization_id AND s.item_id = d.item_id
             WHERE d.organization_id = $1 AND d.participant_id = $5 AND d.taken_back_at IS NULL AND d.answer = '' AND ",
            is_mine!("d.participant_id"),
            " LIMIT 20) n"
        ),
        scoped![scope; &me],
    )?;
    Ok(count.unwrap_or_default())
}

/// What the person says of an item that was sent to them. Answers the item, the person and what they had said before.
///
/// # Errors
/// Those of the storage.
pub fn answer(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: SendId,
    answer: Answer,
) -> Result<Option<(ItemId, ParticipantId, String)>, DbError> {
    let before: Option<(ItemId, ParticipantId, String)> = tx.one(
        sql!(
            "SELECT d.item_id, d.participant_id, d.answer FROM library_sends d
             WHERE d.organization_id = $1 AND d.id = $5 AND d.taken_back_at IS NULL AND ",
            is_mine!("d.participant_id")
        ),
        scoped![scope; &id],
    )?;
    if before.is_some() {
        tx.run(
            sql!("UPDATE library_sends SET answer = $3, answered_at = $4 WHERE organization_id = $1 AND id = $2"),
            &[&scope.organization, &id, &answer, &scope.now],
        )?;
    }
    Ok(before)
}

/// People whom the scope's account supports, to send something to.
///
/// # Errors
/// Those of the storage.
pub fn my_people(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(ParticipantId, String)>, DbError> {
    let found: Vec<(ParticipantId, String, String)> = tx.list(
        sql!(
            "SELECT DISTINCT p.id, p.name_to_use, p.sort_key FROM assignments a
             JOIN participants p ON p.organization_id = a.organization_id AND p.id = a.participant_id
               AND p.merged_into IS NULL
             WHERE a.organization_id = $1 AND a.account_id = $2 AND a.ended_at IS NULL AND ",
            within_reach!("p.id"),
            " ORDER BY p.sort_key, p.id LIMIT 500"
        ),
        scoped![scope;],
    )?;
    Ok(found.into_iter().map(|(id, name, _)| (id, name)).collect())
}

/// The name of a participant within the scope's reach.
///
/// # Errors
/// Those of the storage.
pub fn name_of(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Option<String>, DbError> {
    tx.one(
        sql!(
            "SELECT p.name_to_use FROM participants p
             WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND ",
            within_reach!("p.id")
        ),
        scoped![scope; &participant],
    )
}

/// Marks a step of a published path as done by the scope's account, or not. False: there is no such step.
///
/// # Errors
/// Those of the storage.
pub fn set_done(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (path, item): (PathId, ItemId),
    is_done: bool,
) -> Result<bool, DbError> {
    let is_there: Option<i64> = tx.one(
        sql!(
            "SELECT COUNT(*) FROM library_path_steps t
             JOIN library_paths h ON h.organization_id = t.organization_id AND h.id = t.path_id
               AND h.published_at IS NOT NULL AND h.removed_at IS NULL
             WHERE t.organization_id = $1 AND t.path_id = $2 AND t.item_id = $3"
        ),
        &[&scope.organization, &path, &item],
    )?;
    if is_there.unwrap_or_default() == 0 {
        return Ok(false);
    }
    if is_done {
        tx.run(
            sql!(
                "INSERT INTO library_progress (organization_id, account_id, path_id, item_id, done_at)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, account_id, path_id, item_id) DO NOTHING"
            ),
            &[&scope.organization, &scope.account, &path, &item, &scope.now],
        )?;
    } else {
        tx.run(
            sql!(
                "DELETE FROM library_progress
                 WHERE organization_id = $1 AND account_id = $2 AND path_id = $3 AND item_id = $4"
            ),
            &[&scope.organization, &scope.account, &path, &item],
        )?;
    }
    Ok(true)
}

/// The steps of a path that the scope's account has done.
///
/// # Errors
/// Those of the storage.
pub fn done(tx: &mut Tx<'_>, scope: &Scope, path: PathId) -> Result<Vec<ItemId>, DbError> {
    tx.list(
        sql!(
            "SELECT item_id FROM library_progress
             WHERE organization_id = $1 AND account_id = $2 AND path_id = $3 ORDER BY item_id LIMIT 200"
        ),
        &[&scope.organization, &scope.account, &path],
    )
}

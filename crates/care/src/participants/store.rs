//! People in the database: the record, the ways to reach them, and the keys that a search looks up.

use ground::{access::Scope, ids::ParticipantId, scoped, within_reach};
use kit::{
    db::{DbError, ToValue, Tx},
    sql,
};

use super::{
    names::{self, Key},
    participant::{Channel, ChannelId, Details, Participant},
};
use crate::by::By;

/// The person, when the scope reaches them.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<Participant>, DbError> {
    tx.one(
        sql!(
            "SELECT p.id, p.name_to_use, p.nicknames, p.sort_key, p.pronouns, p.birth_date, p.language,
                p.needs_interpreter, p.own_words, p.about, p.minor_basis, p.contacts_count, p.last_contact_at,
                p.created_at, p.version
             FROM participants p WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND ",
            within_reach!("p.id")
        ),
        scoped![scope; &id],
    )
}

/// The legal name, for those whose scope reaches that. The outer `None`: not reachable.
///
/// # Errors
/// Those of the storage.
pub fn legal_name(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<Option<String>>, DbError> {
    tx.one(
        sql!(
            "SELECT p.legal_name FROM participants p
             WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND ",
            within_reach!("p.id")
        ),
        scoped![scope; &id],
    )
}

/// The record that this one was merged into, when it was. The old id of a person leads to the kept record.
///
/// # Errors
/// Those of the storage.
pub fn kept_of(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<ParticipantId>, DbError> {
    let kept: Option<Option<ParticipantId>> = tx.one(
        sql!(
            "SELECT p.merged_into FROM participants p
             WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NOT NULL AND ",
            within_reach!("p.merged_into")
        ),
        scoped![scope; &id],
    )?;
    Ok(kept.flatten())
}

/// Writes a new person down, with the ways to reach them and their search keys. Where they stand with a program is
/// [`super::set_status`]. Import and demo data use this too: five statements for most people.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, details: &Details) -> Result<ParticipantId, DbError> {
    insert_by(tx, &By::from(scope), details)
}

/// [`insert`], also for somebody whom nobody here has written down.
///
/// # Errors
/// Those of the storage.
pub fn insert_by(tx: &mut Tx<'_>, by: &By, details: &Details) -> Result<ParticipantId, DbError> {
    let id: ParticipantId = by.at.id();
    let sort_key = kit::text::sort_key(&details.name_to_use);
    tx.run(
        sql!(
            "INSERT INTO participants (organization_id, id, name_to_use, nicknames, legal_name, sort_key, pronouns,
                birth_date, language, needs_interpreter, own_words, about, minor_basis, contacts_count, created_at,
                created_by, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15, 1)"
        ),
        &[
            &by.organization,
            &id,
            &details.name_to_use,
            &details.nicknames,
            &details.legal_name,
            &sort_key,
            &details.pronouns,
            &details.birth_date,
            &details.language,
            &details.needs_interpreter,
            &details.own_words,
            &details.about,
            &details.minor_basis,
            &by.now(),
            &by.account,
        ],
    )?;
    insert_channels(tx, by, id, &details.channels)?;
    insert_keys(tx, by, id, details)?;
    Ok(id)
}

/// Changes a person's record, unless somebody changed it since `version`: then false. The legal name changes only with
/// `is_legal_name_given`. Channels are replaced: one that is gone from the list is ended, not deleted.
///
/// # Errors
/// Those of the storage.
pub fn update(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ParticipantId,
    version: i64,
    details: &Details,
    is_legal_name_given: bool,
) -> Result<bool, DbError> {
    let sort_key = kit::text::sort_key(&details.name_to_use);
    let changed = tx.run(
        sql!(
            "UPDATE participants SET name_to_use = $4, nicknames = $5,
                legal_name = CASE WHEN $14 THEN $6 ELSE legal_name END,
                sort_key = $7, pronouns = $8, birth_date = $9, language = $10, needs_interpreter = $11, own_words = $12,
                about = $13, minor_basis = $15, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND merged_into IS NULL"
        ),
        &[
            &scope.organization,
            &id,
            &version,
            &details.name_to_use,
            &details.nicknames,
            &details.legal_name,
            &sort_key,
            &details.pronouns,
            &details.birth_date,
            &details.language,
            &details.needs_interpreter,
            &details.own_words,
            &details.about,
            &is_legal_name_given,
            &details.minor_basis,
        ],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    tx.run(
        sql!("UPDATE enrollments SET sort_key = $3 WHERE organization_id = $1 AND participant_id = $2"),
        &[&scope.organization, &id, &sort_key],
    )?;
    replace_channels(tx, scope, id, &details.channels)?;
    rewrite_keys(tx, scope, id)?;
    Ok(true)
}

/// The ways to reach somebody that are in use, in their order. The caller has made sure that the person is reachable.
///
/// # Errors
/// Those of the storage.
pub fn channels(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<Channel>, DbError> {
    tx.few(
        50,
        sql!(
            "SELECT kind, value, is_agreed, may_leave_message, note FROM channels
             WHERE organization_id = $1 AND participant_id = $2 AND ended_at IS NULL ORDER BY position, id"
        ),
        &[&scope.organization, &id],
    )
}

fn replace_channels(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ParticipantId,
    channels_now: &[Channel],
) -> Result<(), DbError> {
    if channels(tx, scope, id)? == channels_now {
        return Ok(());
    }
    tx.run(
        sql!(
            "UPDATE channels SET ended_at = $3
             WHERE organization_id = $1 AND participant_id = $2 AND ended_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.now],
    )?;
    insert_channels(tx, &By::from(scope), id, channels_now)
}

fn insert_channels(tx: &mut Tx<'_>, by: &By, id: ParticipantId, channels: &[Channel]) -> Result<(), DbError> {
    for (position, channel) in (0_i64..).zip(channels) {
        let channel_id: ChannelId = by.at.id();
        tx.run(
            sql!(
                "INSERT INTO channels (organization_id, id, participant_id, kind, value, is_agreed, may_leave_message,
                    note, position)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            ),
            &[
                &by.organization,
                &channel_id,
                &id,
                &channel.kind,
                &channel.value,
                &channel.is_agreed,
                &channel.may_leave_message,
                &channel.note,
                &position,
            ],
        )?;
    }
    Ok(())
}

fn insert_keys(tx: &mut Tx<'_>, by: &By, id: ParticipantId, details: &Details) -> Result<(), DbError> {
    let phones: Vec<&str> = phones(&details.channels).collect();
    let keys = names::keys(
        &[&details.name_to_use, &details.nicknames],
        details.legal_name.as_deref(),
        &phones,
        details.birth_date,
    );
    write_keys(tx, by, id, &keys.into_iter().collect::<Vec<_>>())
}

fn phones(channels: &[Channel]) -> impl Iterator<Item = &str> {
    channels.iter().filter(|channel| !channel.value.contains('@')).map(|channel| channel.value.as_str())
}

/// Makes the search keys of a person follow their record. Called in the transaction of every change to names, birth
/// date or telephones.
///
/// # Errors
/// Those of the storage.
pub fn rewrite_keys(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<(), DbError> {
    tx.run(
        sql!("DELETE FROM participant_keys WHERE organization_id = $1 AND participant_id = $2"),
        &[&scope.organization, &id],
    )?;
    type Named = (String, String, Option<String>, Option<jiff::civil::Date>);
    let named: Option<Named> = tx.one(
        sql!(
            "SELECT name_to_use, nicknames, legal_name, birth_date FROM participants
             WHERE organization_id = $1 AND id = $2 AND merged_into IS NULL"
        ),
        &[&scope.organization, &id],
    )?;
    let Some((name_to_use, nicknames, legal_name, birth_date)) = named else { return Ok(()) };
    let channels = channels(tx, scope, id)?;
    let details = Details { name_to_use, nicknames, legal_name, birth_date, channels, ..Details::default() };
    insert_keys(tx, &By::from(scope), id, &details)
}

/// Keys that one statement writes.
const KEYS_AT_ONCE: usize = 12;

fn write_keys(tx: &mut Tx<'_>, by: &By, id: ParticipantId, keys: &[Key]) -> Result<(), DbError> {
    for some in keys.chunks(KEYS_AT_ONCE) {
        let mut params: Vec<&dyn ToValue> = vec![&by.organization, &id];
        // The last statement repeats its first key to fill up; the repeats change nothing.
        for (kind, key) in some.iter().chain(std::iter::repeat(some.first()).flatten()).take(KEYS_AT_ONCE) {
            params.push(kind);
            params.push(key);
        }
        tx.run(
            sql!(
                "INSERT INTO participant_keys (organization_id, participant_id, kind, key)
                 VALUES ($1, $2, $3, $4), ($1, $2, $5, $6), ($1, $2, $7, $8), ($1, $2, $9, $10), ($1, $2, $11, $12),
                    ($1, $2, $13, $14), ($1, $2, $15, $16), ($1, $2, $17, $18), ($1, $2, $19, $20), ($1, $2, $21, $22),
                    ($1, $2, $23, $24), ($1, $2, $25, $26)
                 ON CONFLICT DO NOTHING"
            ),
            &params,
        )?;
    }
    Ok(())
}

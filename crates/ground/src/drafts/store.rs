//! Drafts in the database. A draft that is not the scope's own is not found.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    ids::Id,
    sql,
};
use serde_json::json;

use super::{
    desk::Sheet,
    draft::{Draft, Fields, Merged, NewDraft, OtherWords, OwnDraft, Save, Saved, is_same},
};
use crate::{
    access::Scope,
    audit::{self, Action},
    ids::{ClientId, DraftId, ParticipantId, ProgramId, RecordId},
    promises::{self, Closing, Evidence, Kind, NewPromise},
};

/// Reads drafts of the account `$2` in the organization `$1` that fulfil what follows.
macro_rules! own_draft {
    () => {
        "SELECT id, account_id, kind, participant_id, subject_id, program_id, fields, version, created_at, saved_at,
            submitted_as, set_aside_at, place, stamps
         FROM drafts WHERE organization_id = $1 AND account_id = $2 AND "
    };
}

/// Begins a draft, and promises its author to sign it in the program's time.
///
/// # Errors
/// Those of the storage.
pub fn make(tx: &mut Tx<'_>, scope: &Scope, new: &NewDraft) -> Result<DraftId, DbError> {
    let id: DraftId = scope.at.id();
    insert(tx, scope, id, (new.kind, Some(new.program), None), (new.participant, new.subject), &new.fields)?;
    promise(tx, scope, id, new)?;
    let entry = audit::Entry::new(scope, Action::Create, "draft").on(id).with("room", new.kind);
    audit::record(tx, &new.participant.map_or(entry.clone(), |person| entry.of(person)))?;
    Ok(id)
}

/// Begins a draft of somebody's own words.
///
/// # Errors
/// Those of the storage.
pub fn make_own(tx: &mut Tx<'_>, scope: &Scope, new: &OwnDraft) -> Result<DraftId, DbError> {
    let id: DraftId = scope.at.id();
    insert(tx, scope, id, (new.kind, None, None), (Some(new.participant), None), &new.fields)?;
    audit::record(tx, &audit::Entry::new(scope, Action::Create, "draft").on(id).of(new.participant))?;
    Ok(id)
}

/// Begins a draft that is about no person, such as an item of the library; `subject` is the record that it changes.
///
/// # Errors
/// Those of the storage.
pub fn make_plain(
    tx: &mut Tx<'_>,
    scope: &Scope,
    kind: &'static str,
    subject: Option<RecordId>,
    fields: &Fields,
) -> Result<DraftId, DbError> {
    let id: DraftId = scope.at.id();
    insert(tx, scope, id, (kind, None, None), (None, subject), fields)?;
    audit::record(tx, &audit::Entry::new(scope, Action::Create, "draft").on(id).with("room", kind))?;
    Ok(id)
}

fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: DraftId,
    (kind, program, place): (&str, Option<ProgramId>, Option<&str>),
    (participant, subject): (Option<ParticipantId>, Option<RecordId>),
    fields: &Fields,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO drafts (organization_id, id, account_id, kind, participant_id, subject_id, program_id, fields,
                stamps, version, created_at, saved_at, place)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10, $11)"
        ),
        &[
            &scope.organization,
            &id,
            &scope.account,
            &kind,
            &participant,
            &subject,
            &program,
            &fields.as_json(),
            &json!({}),
            &scope.now,
            &place,
        ],
    )?;
    Ok(())
}

/// Begins the draft of the form that stands on a page.
///
/// # Errors
/// Those of the storage.
pub(super) fn make_at(tx: &mut Tx<'_>, scope: &Scope, place: &Sheet) -> Result<DraftId, DbError> {
    let id: DraftId = scope.at.id();
    let about = (Some(place.participant), None);
    insert(tx, scope, id, (&place.room, None, Some(&place.path)), about, &Fields::default())?;
    let entry = audit::Entry::new(scope, Action::Create, "draft").on(id).of(place.participant);
    audit::record(tx, &entry.with("room", place.room.as_str()))?;
    Ok(id)
}

/// The author's open draft of the form that stands on a page: the one written last.
///
/// # Errors
/// Those of the storage.
pub fn find_at(tx: &mut Tx<'_>, scope: &Scope, path: &str) -> Result<Option<Draft>, DbError> {
    tx.one(
        sql!(
            own_draft!(),
            "place = $3 AND submitted_at IS NULL
                AND set_aside_at IS NULL
             ORDER BY saved_at DESC, id DESC LIMIT 1"
        ),
        &[&scope.organization, &scope.account, &path],
    )
}

/// Ends the draft of the form that stands on a page: its words became the record `became`. Without one, nothing happens.
///
/// # Errors
/// Those of the storage.
pub fn sent(tx: &mut Tx<'_>, scope: &Scope, path: &str, kind: &str, became: impl Id) -> Result<(), DbError> {
    match find_at(tx, scope, path)? {
        Some(draft) => submit(tx, scope, draft.id, kind, RecordId::from(became.uuid())).map(drop),
        None => Ok(()),
    }
}

/// The author's open drafts in one room, the oldest first.
///
/// # Errors
/// Those of the storage.
pub fn list_open_in(tx: &mut Tx<'_>, scope: &Scope, kind: &str) -> Result<Vec<Draft>, DbError> {
    tx.list(
        sql!(
            own_draft!(),
            "kind = $3 AND submitted_at IS NULL
                AND set_aside_at IS NULL
             ORDER BY created_at, id LIMIT 50"
        ),
        &[&scope.organization, &scope.account, &kind],
    )
}

fn promise(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, new: &NewDraft) -> Result<(), DbError> {
    let Some(rule) = signing_rule(tx, scope, Some(new.program))? else { return Ok(()) };
    promises::open(
        tx,
        scope,
        &NewPromise {
            kind: Kind::Sign,
            words: new.promise_words.clone(),
            participant: new.participant,
            program: Some(new.program),
            owner: Some(scope.account),
            due_at: rule.due(&new.fields, scope.now),
            has_time: true,
            origin_kind: "draft",
            origin: RecordId::from(id.uuid()),
            rule: "program.sign_within_hours".to_owned(),
            rule_version: rule.version,
        },
    )?;
    Ok(())
}

/// Until when a program wants words to be signed.
struct SigningRule {
    zone: String,
    hours: i64,
    version: i64,
}

kit::from_row!(SigningRule { zone, hours, version });

impl SigningRule {
    /// So many hours after the time that the words are about, or after they were begun while that is not known.
    fn due(&self, fields: &Fields, begun: Timestamp) -> Timestamp {
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let anchor = fields.ended_at(&zone).unwrap_or(begun);
        anchor.saturating_add(self.hours.hours()).unwrap_or(anchor)
    }
}

fn signing_rule(tx: &mut Tx<'_>, scope: &Scope, program: Option<ProgramId>) -> Result<Option<SigningRule>, DbError> {
    tx.one(
        sql!("SELECT time_zone, sign_within_hours, version FROM programs WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &program],
    )
}

/// The draft, if it is the scope's own.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Result<Option<Draft>, DbError> {
    tx.one(sql!(own_draft!(), "id = $3"), &[&scope.organization, &scope.account, &id])
}

/// The author's open draft that changes a record, when there is one: a second one would split the words.
///
/// # Errors
/// Those of the storage.
pub fn find_open_about(tx: &mut Tx<'_>, scope: &Scope, subject: RecordId) -> Result<Option<DraftId>, DbError> {
    tx.one(
        sql!(
            "SELECT id FROM drafts
             WHERE organization_id = $1 AND account_id = $2 AND subject_id = $3 AND submitted_at IS NULL
                AND set_aside_at IS NULL
             ORDER BY created_at, id LIMIT 1"
        ),
        &[&scope.organization, &scope.account, &subject],
    )
}

/// Keeps one pause. The same `(client, sequence)` again changes nothing; what other tabs wrote meanwhile is answered,
/// and kept. `None`: no such draft of this author.
///
/// # Errors
/// [`Fault::Conflict`] when the draft was signed or sent already; those of the storage.
pub fn append(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, save: &Save) -> Result<Option<Saved>, Fault> {
    let Some(draft) = find(tx, scope, id)? else { return Ok(None) };
    let kept = append_to(tx, scope, &draft, save)?;
    keep_promise_in_step(tx, scope, &draft, &kept.fields)?;
    Ok(Some(kept.saved))
}

/// What became of a save.
pub struct Kept {
    pub saved: Saved,
    /// The words as they stand now.
    pub fields: Fields,
}

/// [`append`] for a draft that is at hand, and for words that may be signed at once: their promise need not be moved before
/// it is kept. When they are not, [`keep_promise_in_step`] moves it.
///
/// # Errors
/// Those of [`append`].
pub fn append_to(tx: &mut Tx<'_>, scope: &Scope, draft: &Draft, save: &Save) -> Result<Kept, Fault> {
    if draft.submitted_as.is_some() {
        return Err(Fault::Conflict("these words are signed already".to_owned()));
    }
    let mut merged = Merged { stamps: draft.stamps()?, fields: draft.fields.clone() };
    let version = draft.version.saturating_add(1);
    let is_new = insert_entry(tx, scope, draft.id, save, &merged.news_in(save), version)?;
    let mut saved = Saved { version: draft.version, saved_at: draft.saved_at, others: Vec::new() };
    if is_new {
        merged.take(save);
        tx.run(
            sql!(
                "UPDATE drafts SET fields = $4, stamps = $5, version = $6, saved_at = $7, set_aside_at = NULL
                 WHERE organization_id = $1 AND account_id = $2 AND id = $3"
            ),
            &[
                &scope.organization,
                &scope.account,
                &draft.id,
                &merged.fields.as_json(),
                &json!(merged.stamps),
                &version,
                &scope.now,
            ],
        )?;
        if draft.set_aside_at.is_some() {
            promises::reopen(tx, scope, draft.id, Kind::Sign)?;
        }
        saved = Saved { version, saved_at: scope.now, others: Vec::new() };
    }
    // Nobody wrote after what the saving one has seen: there is nothing to look for.
    if draft.version > save.base {
        saved.others = others(tx, scope, draft.id, save)?;
    }
    Ok(Kept { saved, fields: merged.fields })
}

fn insert_entry(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: DraftId,
    save: &Save,
    news: &Fields,
    version: i64,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "INSERT INTO draft_entries (organization_id, draft_id, client, sequence, base, version, at, fields)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (organization_id, draft_id, client, sequence) DO NOTHING"
        ),
        &[&scope.organization, &id, &save.client, &save.sequence, &save.base, &version, &scope.now, &news.as_json()],
    )?;
    Ok(changed > 0)
}

/// What other tabs wrote since the version that this one had seen, where it differs from what this one writes. The
/// newest entries count; a tab that was away for longer gets the draft itself when it is opened again.
fn others(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, save: &Save) -> Result<Vec<OtherWords>, DbError> {
    let entries: Vec<(ClientId, Timestamp, Fields)> = tx.list(
        sql!(
            "SELECT client, at, fields FROM draft_entries
             WHERE organization_id = $1 AND draft_id = $2 AND version > $3 AND client <> $4
             ORDER BY version DESC LIMIT 200"
        ),
        &[&scope.organization, &id, &save.base, &save.client],
    )?;
    let mut by_client: BTreeMap<ClientId, OtherWords> = BTreeMap::new();
    for (client, saved_at, fields) in entries {
        let words =
            by_client.entry(client).or_insert_with(|| OtherWords { client, saved_at, fields: Fields::default() });
        for (name, value) in fields.0 {
            words.fields.0.entry(name).or_insert(value);
        }
    }
    for words in by_client.values_mut() {
        // A form leaves out a question without an answer, which a script tells as an empty one.
        let nothing = serde_json::Value::Null;
        words.fields.0.retain(|name, value| !is_same(save.fields.0.get(name).unwrap_or(&nothing), value));
    }
    Ok(by_client.into_values().filter(|words| !words.fields.0.is_empty()).collect())
}

/// Moves the promise to sign when the time that the words are about has become known or has changed.
///
/// # Errors
/// Those of the storage.
pub fn keep_promise_in_step(tx: &mut Tx<'_>, scope: &Scope, before: &Draft, now: &Fields) -> Result<(), DbError> {
    if ["date", "start", "end"].into_iter().all(|name| before.fields.text(name) == now.text(name)) {
        return Ok(());
    }
    let Some(rule) = signing_rule(tx, scope, before.program)? else { return Ok(()) };
    promises::move_to(tx, scope, before.id, Kind::Sign, rule.due(now, before.created_at))
}

/// Moves one's own open draft to another program, whose hours the promise to sign follows from now on.
///
/// # Errors
/// Those of the storage.
pub fn set_program(tx: &mut Tx<'_>, scope: &Scope, draft: &Draft, program: ProgramId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE drafts SET program_id = $4
             WHERE organization_id = $1 AND account_id = $2 AND id = $3 AND submitted_at IS NULL"
        ),
        &[&scope.organization, &scope.account, &draft.id, &program],
    )?;
    tx.run(
        sql!(
            "UPDATE promises SET program_id = $3, version = version + 1
             WHERE organization_id = $1 AND origin_id = $2 AND kind = 'sign' AND closed_at IS NULL"
        ),
        &[&scope.organization, &draft.id, &program],
    )?;
    let Some(rule) = signing_rule(tx, scope, Some(program))? else { return Ok(()) };
    promises::move_to(tx, scope, draft.id, Kind::Sign, rule.due(&draft.fields, draft.created_at))
}

/// What the tray shows of a draft.
#[derive(Debug, Clone)]
pub struct InTray {
    pub id: DraftId,
    pub kind: String,
    pub name: Option<String>,
    pub is_revision: bool,
    pub created_at: Timestamp,
    pub saved_at: Timestamp,
    pub place: Option<String>,
}

kit::from_row!(InTray { id, kind, name, is_revision, created_at, saved_at, place });

/// The author's open drafts, the longest waiting first, after the one named by `after`.
///
/// # Errors
/// Those of the storage.
pub fn list_open(
    tx: &mut Tx<'_>,
    scope: &Scope,
    after: Option<(Timestamp, DraftId)>,
    limit: i64,
) -> Result<Vec<InTray>, DbError> {
    let (at, id) = after.unwrap_or((Timestamp::UNIX_EPOCH, DraftId::from(uuid::Uuid::nil())));
    tx.list(
        sql!(
            "SELECT d.id, d.kind, p.name_to_use, d.subject_id IS NOT NULL, d.created_at, d.saved_at, d.place
             FROM drafts d
             LEFT JOIN participants p ON p.organization_id = d.organization_id AND p.id = d.participant_id
             WHERE d.organization_id = $1 AND d.account_id = $2 AND d.submitted_at IS NULL AND d.set_aside_at IS NULL
                AND (d.created_at, d.id) > ($3, $4)
             ORDER BY d.created_at, d.id LIMIT $5"
        ),
        &[&scope.organization, &scope.account, &at, &id, &limit],
    )
}

/// The author's drafts that were set aside, the latest first.
///
/// # Errors
/// Those of the storage.
pub fn list_set_aside(tx: &mut Tx<'_>, scope: &Scope, limit: i64) -> Result<Vec<InTray>, DbError> {
    tx.list(
        sql!(
            "SELECT d.id, d.kind, p.name_to_use, d.subject_id IS NOT NULL, d.created_at, d.saved_at, d.place
             FROM drafts d
             LEFT JOIN participants p ON p.organization_id = d.organization_id AND p.id = d.participant_id
             WHERE d.organization_id = $1 AND d.account_id = $2 AND d.submitted_at IS NULL
                AND d.set_aside_at IS NOT NULL
             ORDER BY d.saved_at DESC, d.id DESC LIMIT $3"
        ),
        &[&scope.organization, &scope.account, &limit],
    )
}

/// The key that the author's browser locks its own copy of the drafts with.
///
/// # Errors
/// Those of the storage.
pub fn key(tx: &mut Tx<'_>, scope: &Scope) -> Result<Option<Vec<u8>>, DbError> {
    tx.one(
        sql!("SELECT draft_key FROM accounts WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &scope.account],
    )
}

/// Ends a draft whose words became the record `became`. Answers false when that had happened before.
///
/// # Errors
/// Those of the storage.
pub fn submit(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, kind: &str, became: RecordId) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE drafts SET submitted_at = $4, submitted_as = $5
             WHERE organization_id = $1 AND account_id = $2 AND id = $3 AND submitted_at IS NULL"
        ),
        &[&scope.organization, &scope.account, &id, &scope.now, &became],
    )?;
    let evidence = Evidence { kind: Some(kind.to_owned()), record: Some(became), words: String::new() };
    promises::close(tx, scope, id, Kind::Sign, Closing::Done, &evidence)?;
    Ok(changed > 0)
}

/// Puts a draft out of the way. Its words stay; writing on or taking it back brings it into the tray again.
///
/// # Errors
/// Those of the storage.
pub fn set_aside(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE drafts SET set_aside_at = $4
             WHERE organization_id = $1 AND account_id = $2 AND id = $3 AND submitted_at IS NULL
                AND set_aside_at IS NULL"
        ),
        &[&scope.organization, &scope.account, &id, &scope.now],
    )?;
    if changed > 0 {
        promises::close(tx, scope, id, Kind::Sign, Closing::LetGo, &Evidence::default())?;
        record_change(tx, scope, id, Action::Remove)?;
    }
    Ok(changed > 0)
}

/// Brings a draft that was set aside back into the tray, with its promise.
///
/// # Errors
/// Those of the storage.
pub fn take_back(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE drafts SET set_aside_at = NULL
             WHERE organization_id = $1 AND account_id = $2 AND id = $3 AND submitted_at IS NULL
                AND set_aside_at IS NOT NULL"
        ),
        &[&scope.organization, &scope.account, &id],
    )?;
    if changed > 0 {
        promises::reopen(tx, scope, id, Kind::Sign)?;
        record_change(tx, scope, id, Action::Restore)?;
    }
    Ok(changed > 0)
}

fn record_change(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, action: Action) -> Result<(), DbError> {
    audit::record(tx, &audit::Entry::new(scope, action, "draft").on(id))
}

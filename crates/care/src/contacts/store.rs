//! Reading contacts, and writing down what is done to signed notes.

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, RecordId},
    scoped, within_programs, within_record,
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::{
    attachments::Stamped,
    contact::{
        Act, AddendumId, AttachmentId, Contact, ContactId, Decision, Facts, Kind, Opening, Outcome, Sections, Status,
        StepId, StepOwner,
    },
    people,
    signing::{Deed, insert_act},
};

/// The longest contact; what overlaps another one began at most so long before.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// The condition that the scope bound as `$1` to `$4` may read the contact `c`: through its person; for time about
/// nobody, through the program. What somebody wrote they can read again, except about themselves.
macro_rules! readable {
    () => {
        concat!(
            "((c.participant_id IS NOT NULL AND ",
            within_record!("c.participant_id", "c.program_id", "notes"),
            ") OR (c.author_id = $2 AND ",
            ground::not_walled_off!("c.participant_id", "notes"),
            " AND ",
            ground::inside_program!("c.program_id"),
            ")",
            " OR (c.participant_id IS NULL AND EXISTS (SELECT 1 FROM ",
            ground::memberships_that_may!(),
            " AND (g.reach = 'organization'",
            " OR (g.reach = 'program' AND (m.program_id IS NULL OR m.program_id = c.program_id))))))"
        )
    };
}

/// The contact with the words of the signing that counts, when the scope may read it.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<Option<Contact>, DbError> {
    tx.one(
        sql!(
            "SELECT c.id, c.program_id, c.participant_id, c.author_id, v.signed_name, v.facts, v.sections,
                v.participant_words, c.minutes, c.status, c.version, c.signed_at, c.is_late, c.needs_cosign,
                c.returned_words, c.error_words, c.units, c.units_ready, c.unit_rule, c.unit_rule_version, c.holds,
                c.draft_id
             FROM contacts c
             JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
                AND v.version = c.version
             WHERE c.organization_id = $1 AND c.id = $5 AND ",
            readable!()
        ),
        scoped![scope; &id],
    )
}

/// One signing of a note.
#[derive(Debug, Clone)]
pub struct Version {
    pub version: i64,
    pub sections: Sections,
    pub participant_words: String,
    pub facts: Facts,
    pub signed_at: Timestamp,
    pub signed_name: String,
}

kit::from_row!(Version { version, sections, participant_words, facts, signed_at, signed_name });

/// All signings of a note whose contact was found under the scope, the first one first.
///
/// # Errors
/// Those of the storage.
pub fn versions(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<Vec<Version>, DbError> {
    tx.list(
        sql!(
            "SELECT version, sections, participant_words, facts, signed_at, signed_name FROM contact_versions
             WHERE organization_id = $1 AND contact_id = $2 ORDER BY version LIMIT 100"
        ),
        &[&scope.organization, &id],
    )
}

/// Something that was done to a note, or added to it.
#[derive(Debug, Clone)]
pub struct Done {
    pub act: Option<Act>,
    pub words: String,
    pub at: Timestamp,
    pub by: String,
}

kit::from_row!(Done { act, words, at, by });

/// What was done to a note and what was added to it, in order.
///
/// # Errors
/// Those of the storage.
pub fn history(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<Vec<Done>, DbError> {
    tx.few(
        200,
        sql!(
            "SELECT act, words, at, account_name FROM contact_acts WHERE organization_id = $1 AND contact_id = $2
             UNION ALL
             SELECT NULL, words, at, account_name FROM contact_addenda WHERE organization_id = $1 AND contact_id = $2
             ORDER BY 3, 1 NULLS LAST"
        ),
        &[&scope.organization, &id],
    )
}

/// A next step, and whether it is done.
#[derive(Debug, Clone)]
pub struct StepLine {
    pub id: StepId,
    pub words: String,
    pub owner: StepOwner,
    pub due_on: Option<jiff::civil::Date>,
    pub closing: Option<String>,
}

kit::from_row!(StepLine { id, words, owner, due_on, closing });

/// The next steps of a contact, with what became of their promises.
///
/// # Errors
/// Those of the storage.
pub fn steps(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<Vec<StepLine>, DbError> {
    tx.list(
        sql!(
            "SELECT s.id, s.words, s.owner, s.due_on, p.closing FROM contact_steps s
             LEFT JOIN promises p ON p.organization_id = s.organization_id AND p.origin_id = s.id
             WHERE s.organization_id = $1 AND s.contact_id = $2 ORDER BY s.position LIMIT 50"
        ),
        &[&scope.organization, &id],
    )
}

/// The contact that a step was agreed in.
///
/// # Errors
/// Those of the storage.
pub fn of_step(tx: &mut Tx<'_>, scope: &Scope, step: StepId) -> Result<Option<ContactId>, DbError> {
    tx.one(
        sql!(
            "SELECT c.id FROM contact_steps s
             JOIN contacts c ON c.organization_id = s.organization_id AND c.id = s.contact_id
             WHERE s.organization_id = $1 AND s.id = $5 AND ",
            readable!()
        ),
        scoped![scope; &step],
    )
}

/// The goals that a contact is linked to.
///
/// # Errors
/// Those of the storage.
pub fn goals(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<Vec<(RecordId, String)>, DbError> {
    tx.few(
        50,
        sql!(
            "SELECT g.id, g.words FROM contact_goals l
             JOIN goals g ON g.organization_id = l.organization_id AND g.id = l.goal_id
             WHERE l.organization_id = $1 AND l.contact_id = $2 ORDER BY g.started_on, g.id"
        ),
        &[&scope.organization, &id],
    )
}

/// A contact as lists show it.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: ContactId,
    pub participant: Option<ParticipantId>,
    pub name: Option<String>,
    pub author: AccountId,
    pub author_name: String,
    pub kind: Kind,
    pub outcome: Outcome,
    pub starts_at: Timestamp,
    pub minutes: i64,
    pub signed_at: Timestamp,
    pub status: Status,
    pub is_late: bool,
    pub time_zone: String,
    pub opening: Opening,
}

kit::from_row!(Line {
    id,
    participant,
    name,
    author,
    author_name,
    kind,
    outcome,
    starts_at,
    minutes,
    signed_at,
    status,
    is_late,
    time_zone,
    opening,
});

/// Where a list goes on: behind this contact.
pub type After = (Timestamp, ContactId);

macro_rules! listed {
    () => {
        "SELECT c.id, c.participant_id, p.name_to_use, c.author_id, v.signed_name, c.kind, c.outcome, c.starts_at, c.minutes,
            c.signed_at, c.status, c.is_late, g.time_zone, v.sections
         FROM contacts c
         JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
            AND v.version = c.version
         JOIN programs g ON g.organization_id = c.organization_id AND g.id = c.program_id
         LEFT JOIN participants p ON p.organization_id = c.organization_id AND p.id = c.participant_id
         WHERE c.organization_id = $1 AND "
    };
}

/// A person's contacts, the latest first. One index range a page (`contacts_by_participant`, with a kind
/// `contacts_by_participant_kind`), however long the history.
///
/// # Errors
/// Those of the storage.
pub fn list_of_person(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: ParticipantId,
    kind: Option<Kind>,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    let (at, id) = after.unwrap_or_else(|| end(scope));
    let plain = sql!(
        listed!(),
        "c.participant_id = $5 AND (c.starts_at, c.id) < ($6, $7) AND ",
        within_record!("$5", "c.program_id", "notes"),
        " ORDER BY c.starts_at DESC, c.id DESC LIMIT $8"
    );
    let of_kind = sql!(
        listed!(),
        "c.participant_id = $5 AND (c.starts_at, c.id) < ($6, $7) AND ",
        within_record!("$5", "c.program_id", "notes"),
        " AND c.kind = $9 ORDER BY c.starts_at DESC, c.id DESC LIMIT $8"
    );
    match kind {
        None => tx.list(plain, scoped![scope; &person, &at, &id, &limit]),
        Some(kind) => tx.list(of_kind, scoped![scope; &person, &at, &id, &limit, &kind]),
    }
}

/// The contacts that the scope's account wrote, the latest first.
///
/// # Errors
/// Those of the storage.
pub fn list_mine(tx: &mut Tx<'_>, scope: &Scope, after: Option<After>, limit: i64) -> Result<Vec<Line>, DbError> {
    let (at, id) = after.unwrap_or_else(|| end(scope));
    tx.list(
        sql!(
            listed!(),
            "c.author_id = $2 AND (c.starts_at, c.id) < ($5, $6) AND ",
            readable!(),
            " ORDER BY c.starts_at DESC, c.id DESC LIMIT $7"
        ),
        scoped![scope; &at, &id, &limit],
    )
}

/// Notes that wait for a second signature in the programs that the scope reaches, the longest waiting first. The
/// account's own are among them, so that a lone supervisor sees that somebody else has to come.
///
/// # Errors
/// Those of the storage.
pub fn list_to_cosign(tx: &mut Tx<'_>, scope: &Scope, after: Option<After>, limit: i64) -> Result<Vec<Line>, DbError> {
    let (at, id) = after.unwrap_or_else(|| (Timestamp::UNIX_EPOCH, ContactId::from(uuid::Uuid::nil())));
    tx.list(
        sql!(
            listed!(),
            "c.status = 'awaiting_cosign' AND (c.signed_at, c.id) > ($5, $6) AND ",
            // First what the index knows: notes of other programs are passed over without being opened.
            within_programs!("c.program_id"),
            " AND ",
            readable!(),
            " ORDER BY c.signed_at, c.id LIMIT $7"
        ),
        scoped![scope; &at, &id, &limit],
    )
}

/// A file whose note the scope may read, or that is in its own draft.
///
/// # Errors
/// Those of the storage.
pub fn find_attachment(tx: &mut Tx<'_>, scope: &Scope, id: AttachmentId) -> Result<Option<Stamped>, DbError> {
    tx.one(
        sql!(
            "SELECT f.file_name, f.content_type, f.participant_id FROM attachments f
             LEFT JOIN contacts c ON c.organization_id = f.organization_id AND c.id = f.contact_id
             WHERE f.organization_id = $1 AND f.id = $5 AND f.removed_at IS NULL
                AND ((f.contact_id IS NULL AND f.draft_id IS NOT NULL AND f.created_by = $2) OR (c.id IS NOT NULL AND ",
            readable!(),
            "))"
        ),
        scoped![scope; &id],
    )
}

/// A place behind everything: a list that goes backward starts here.
fn end(scope: &Scope) -> After {
    let far = scope.now.saturating_add(SignedDuration::from_hours(24 * 366 * 50)).unwrap_or(scope.now);
    (far, ContactId::from(uuid::Uuid::max()))
}

/// The latest note that the scope's account wrote about somebody, besides those that only log a try.
///
/// # Errors
/// Those of the storage.
pub fn last_note(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId) -> Result<Option<Version>, DbError> {
    tx.one(
        sql!(
            "SELECT v.version, v.sections, v.participant_words, v.facts, v.signed_at, v.signed_name
             FROM contacts c
             JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
                AND v.version = c.version
             WHERE c.organization_id = $1 AND c.participant_id = $2 AND c.author_id = $3 AND c.outcome = 'reached'
                AND c.status <> 'entered_in_error'
             ORDER BY c.starts_at DESC, c.id DESC LIMIT 1"
        ),
        &[&scope.organization, &person, &scope.account],
    )
}

/// Another contact at the same time.
#[derive(Debug, Clone)]
pub struct Overlap {
    pub id: ContactId,
    pub kind: Kind,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub author_name: String,
    /// Whom it is about: somebody the author wrote about, or the same person.
    pub name: Option<String>,
}

kit::from_row!(Overlap { id, kind, starts_at, ends_at, author_name, name });

/// Contacts of the same author or the same person at the same time as these facts.
///
/// # Errors
/// Those of the storage.
pub fn overlaps(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: Option<ParticipantId>,
    facts: &Facts,
    besides: Option<ContactId>,
) -> Result<Vec<Overlap>, DbError> {
    if !facts.outcome.is_reached() || facts.ends_at <= facts.starts_at {
        return Ok(Vec::new());
    }
    let earliest = facts.starts_at.saturating_sub(LONGEST).unwrap_or(facts.starts_at);
    let besides = besides.unwrap_or_else(|| ContactId::from(uuid::Uuid::nil()));
    let mut found: Vec<Overlap> = tx.list(
        sql!(
            "SELECT c.id, c.kind, c.starts_at, c.ends_at, a.name, p.name_to_use
             FROM contacts c
             JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.author_id
             LEFT JOIN participants p ON p.organization_id = c.organization_id AND p.id = c.participant_id
             WHERE c.organization_id = $1 AND c.author_id = $2 AND c.starts_at > $3 AND c.starts_at < $4
                AND c.ends_at > $5 AND c.outcome = 'reached' AND c.status <> 'entered_in_error' AND c.id <> $6
             ORDER BY c.starts_at, c.id LIMIT 5"
        ),
        &[&scope.organization, &scope.account, &earliest, &facts.ends_at, &facts.starts_at, &besides],
    )?;
    let Some(person) = person else { return Ok(found) };
    found.extend(tx.list::<Overlap>(
        sql!(
            "SELECT c.id, c.kind, c.starts_at, c.ends_at, a.name, p.name_to_use
             FROM contacts c
             JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.author_id
             JOIN participants p ON p.organization_id = c.organization_id AND p.id = c.participant_id
             WHERE c.organization_id = $1 AND c.participant_id = $7 AND c.author_id <> $2 AND c.starts_at > $3
                AND c.starts_at < $4 AND c.ends_at > $5 AND c.outcome = 'reached'
                AND c.status <> 'entered_in_error' AND c.id <> $6
             ORDER BY c.starts_at, c.id LIMIT 5"
        ),
        &[&scope.organization, &scope.account, &earliest, &facts.ends_at, &facts.starts_at, &besides, &person],
    )?);
    Ok(found)
}

/// Writes a decision about a note down. Answers false when the note had changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn decide(tx: &mut Tx<'_>, scope: &Scope, contact: &Contact, decision: &Decision) -> Result<bool, DbError> {
    let (returned, error) = match decision.act {
        Act::Returned => (decision.words.as_str(), ""),
        Act::EnteredInError => ("", decision.words.as_str()),
        _ => ("", ""),
    };
    let changed = tx.run(
        sql!(
            "UPDATE contacts SET status = $5, returned_words = $6, error_words = $7
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND status = $4"
        ),
        &[&scope.organization, &decision.contact, &decision.version, &decision.from, &decision.to, &returned, &error],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    let deed = Deed {
        contact: decision.contact,
        version: decision.version,
        act: decision.act,
        words: &decision.words,
        at: scope.now,
        by: scope.account,
        name: &scope.name,
    };
    insert_act(tx, scope, &deed)?;
    if let (Act::EnteredInError, Some(person)) = (decision.act, contact.participant) {
        people::uncount_contact(tx, scope, person)?;
    }
    Ok(true)
}

/// Adds words beside a signed note.
///
/// # Errors
/// Those of the storage.
pub fn insert_addendum(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, words: &str) -> Result<(), DbError> {
    let addendum: AddendumId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO contact_addenda (organization_id, id, contact_id, words, at, account_id, account_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.organization, &addendum, &id, &words, &scope.now, &scope.account, &scope.name],
    )?;
    tx.run(
        sql!("UPDATE contacts SET addenda_count = addenda_count + 1 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id],
    )?;
    Ok(())
}

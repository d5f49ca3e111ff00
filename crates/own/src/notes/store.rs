//! A person's own notes. Every statement asks for the person behind the account, and leaves out what is held back.

use care::contacts::{
    ContactId, Facts, Kind, Sections, Status, comments,
    together::{ResponseId, View},
};
use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, ProgramId},
    is_mine, scoped,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    sql,
};

/// The condition that the contact `c` is the person's own and is not held back from them now.
macro_rules! open_to_me {
    () => {
        concat!(
            is_mine!("c.participant_id"),
            " AND NOT EXISTS (SELECT 1 FROM contact_hidings h WHERE h.organization_id = $1 AND h.contact_id = c.id",
            " AND h.ended_at IS NULL)"
        )
    };
}

/// A note as the person's list shows it.
#[derive(Debug)]
pub struct Line {
    pub id: ContactId,
    pub kind: Kind,
    pub starts_at: Timestamp,
    pub status: Status,
    pub author: String,
    pub time_zone: String,
    pub comments: i64,
}

kit::from_row!(Line { id, kind, starts_at, status, author, time_zone, comments });

/// The person's notes, the latest first, behind a place in the list.
///
/// # Errors
/// Those of the storage.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    (at, id): (Timestamp, ContactId),
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    tx.list(
        sql!(
            "SELECT c.id, c.kind, c.starts_at, c.status, v.signed_name, pg.time_zone,
                (SELECT COUNT(*) FROM contact_comments d WHERE d.organization_id = $1 AND d.contact_id = c.id)
             FROM contacts c
             JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
                AND v.version = c.version
             JOIN programs pg ON pg.organization_id = c.organization_id AND pg.id = c.program_id
             WHERE c.organization_id = $1 AND c.participant_id = $5 AND (c.starts_at, c.id) < ($6, $7) AND ",
            open_to_me!(),
            " ORDER BY c.starts_at DESC, c.id DESC LIMIT $8"
        ),
        scoped![scope; &me, &at, &id, &limit],
    )
}

/// One note as its person reads it.
#[derive(Debug)]
pub struct Note {
    pub id: ContactId,
    pub program: ProgramId,
    pub program_name: String,
    pub time_zone: String,
    pub author: AccountId,
    pub author_name: String,
    pub facts: Facts,
    pub sections: Sections,
    pub participant_words: String,
    pub status: Status,
    pub signed_at: Timestamp,
}

kit::from_row!(Note {
    id,
    program,
    program_name,
    time_zone,
    author,
    author_name,
    facts,
    sections,
    participant_words,
    status,
    signed_at,
});

impl Note {
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// The note as something to say something of.
    pub const fn about(&self, me: ParticipantId) -> comments::About {
        comments::About { contact: self.id, participant: me, program: self.program, author: self.author }
    }
}

macro_rules! noted {
    () => {
        "SELECT c.id, c.program_id, pg.name, pg.time_zone, c.author_id, v.signed_name, v.facts, v.sections,
            v.participant_words, c.status, c.signed_at
         FROM contacts c
         JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
            AND v.version = c.version
         JOIN programs pg ON pg.organization_id = c.organization_id AND pg.id = c.program_id
         WHERE c.organization_id = $1 AND c.participant_id = $5 AND "
    };
}

/// One of the person's notes; `None` for what is not theirs, not there, or held back: these read alike.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, id: ContactId) -> Result<Option<Note>, DbError> {
    tx.one(sql!(noted!(), "c.id = $6 AND ", open_to_me!()), scoped![scope; &me, &id])
}

/// Some of the person's notes for their whole record, the oldest first, behind a place.
///
/// # Errors
/// Those of the storage.
pub fn some(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    (at, id): (Timestamp, ContactId),
    limit: i64,
) -> Result<Vec<Note>, DbError> {
    let after =
        sql!(noted!(), "(c.starts_at, c.id) > ($6, $7) AND ", open_to_me!(), " ORDER BY c.starts_at, c.id LIMIT $8");
    tx.list(after, scoped![scope; &me, &at, &id, &limit])
}

/// Whether anything is held back from the person now.
///
/// # Errors
/// Those of the storage.
pub fn is_anything_held(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM contact_hidings h
             WHERE h.organization_id = $1 AND h.participant_id = $5 AND h.ended_at IS NULL AND ",
            is_mine!("h.participant_id"),
            " LIMIT 1"
        ),
        scoped![scope; &me],
    )?;
    Ok(found.is_some())
}

/// Words added beside a note, with what was said of it; `contact` says of which note in a longer list.
#[derive(Debug)]
pub struct Beside {
    pub contact: ContactId,
    pub words: String,
    pub at: Timestamp,
    pub by: String,
}

kit::from_row!(Beside { contact, words, at, by });

/// What was added beside the person's notes: of one note, or of all.
///
/// # Errors
/// Those of the storage.
pub fn addenda(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    one: Option<ContactId>,
) -> Result<Vec<Beside>, DbError> {
    let of_one = sql!(
        "SELECT d.contact_id, d.words, d.at, d.account_name FROM contact_addenda d
         JOIN contacts c ON c.organization_id = d.organization_id AND c.id = d.contact_id
         WHERE d.organization_id = $1 AND c.participant_id = $5 AND d.contact_id = $6 AND ",
        open_to_me!(),
        " ORDER BY d.at, d.id"
    );
    // CROSS JOIN: SQLite goes from the person's notes to what was added, never over all that was ever added.
    let of_all = sql!(
        "SELECT d.contact_id, d.words, d.at, d.account_name
         FROM contacts c CROSS JOIN contact_addenda d
         WHERE d.organization_id = c.organization_id AND d.contact_id = c.id AND c.organization_id = $1
            AND c.participant_id = $5 AND ",
        open_to_me!(),
        " ORDER BY d.at, d.id"
    );
    match one {
        Some(contact) => tx.list(of_one, scoped![scope; &me, &contact]),
        None => tx.list(of_all, scoped![scope; &me]),
    }
}

/// Something said of one of the person's notes.
#[derive(Debug)]
pub struct SaidOf {
    pub contact: ContactId,
    pub kind: comments::Said,
    pub said_as: comments::SaidAs,
    pub words: String,
    pub at: Timestamp,
    pub by: String,
}

kit::from_row!(SaidOf { contact, kind, said_as, words, at, by });

/// Everything that was said of the person's notes.
///
/// # Errors
/// Those of the storage.
pub fn all_said(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<SaidOf>, DbError> {
    tx.list(
        sql!(
            "SELECT d.contact_id, d.kind, d.said_as, d.words, d.at, d.account_name
             FROM contact_comments d
             JOIN contacts c ON c.organization_id = d.organization_id AND c.id = d.contact_id
             WHERE d.organization_id = $1 AND d.participant_id = $5 AND ",
            open_to_me!(),
            " ORDER BY d.at, d.id"
        ),
        scoped![scope; &me],
    )
}

/// A next step from a note.
#[derive(Debug)]
pub struct NextStep {
    pub contact: ContactId,
    pub words: String,
    pub owner: String,
    pub due_on: Option<Date>,
}

kit::from_row!(NextStep { contact, words, owner, due_on });

/// The next steps of the person's notes, as the signing that counts has them: of one note, or of all.
///
/// # Errors
/// Those of the storage.
pub fn steps(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    one: Option<ContactId>,
) -> Result<Vec<NextStep>, DbError> {
    let of_one = sql!(
        "SELECT s.contact_id, s.words, s.owner, s.due_on FROM contact_steps s
         JOIN contacts c ON c.organization_id = s.organization_id AND c.id = s.contact_id AND c.version = s.version
         WHERE s.organization_id = $1 AND c.participant_id = $5 AND s.contact_id = $6 AND ",
        open_to_me!(),
        " ORDER BY s.position, s.id"
    );
    let of_all = sql!(
        "SELECT s.contact_id, s.words, s.owner, s.due_on FROM contact_steps s
         JOIN contacts c ON c.organization_id = s.organization_id AND c.id = s.contact_id AND c.version = s.version
         WHERE s.organization_id = $1 AND s.participant_id = $5 AND ",
        open_to_me!(),
        " ORDER BY s.position, s.id"
    );
    match one {
        Some(contact) => tx.list(of_one, scoped![scope; &me, &contact]),
        None => tx.list(of_all, scoped![scope; &me]),
    }
}

/// A note that was sent to the person and is not signed yet.
#[derive(Debug)]
pub struct Waiting {
    pub id: ResponseId,
    pub from: String,
    pub sent_at: Timestamp,
    pub is_answered: bool,
}

kit::from_row!(Waiting { id, from, sent_at, is_answered });

/// Notes that wait for the person to read them, the latest first.
///
/// # Errors
/// Those of the storage.
pub fn waiting(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Waiting>, DbError> {
    tx.list(
        sql!(
            "SELECT o.id, o.sent_name, o.sent_at, o.answered_at IS NOT NULL FROM contact_responses o
             JOIN drafts d ON d.organization_id = o.organization_id AND d.id = o.draft_id AND d.set_aside_at IS NULL
             WHERE o.organization_id = $1 AND o.participant_id = $5 AND o.contact_id IS NULL AND o.replaced_at IS NULL
                AND ",
            is_mine!("o.participant_id"),
            " ORDER BY o.sent_at DESC, o.id DESC LIMIT 20"
        ),
        scoped![scope; &me],
    )
}

/// What was sent, to be read and answered.
#[derive(Debug)]
pub struct Sent {
    pub id: ResponseId,
    pub shown: Sections,
    pub from: String,
    pub sent_at: Timestamp,
    pub view: Option<View>,
    pub words: String,
    pub answered_at: Option<Timestamp>,
    /// The signed note that it became.
    pub contact: Option<ContactId>,
}

kit::from_row!(Sent { id, shown, from, sent_at, view, words, answered_at, contact });

/// One that was sent to the person, and was not sent again since.
///
/// # Errors
/// Those of the storage.
pub fn sent(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, id: ResponseId) -> Result<Option<Sent>, DbError> {
    tx.one(
        sql!(
            "SELECT o.id, o.shown, o.sent_name, o.sent_at, o.view, o.words, o.answered_at, o.contact_id
             FROM contact_responses o
             WHERE o.organization_id = $1 AND o.participant_id = $5 AND o.id = $6 AND o.replaced_at IS NULL AND ",
            is_mine!("o.participant_id")
        ),
        scoped![scope; &me, &id],
    )
}

/// Writes the person's answer down. False when the note was signed or sent anew meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn answer(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    id: ResponseId,
    view: Option<View>,
    words: &str,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE contact_responses SET view = $7, words = $8, answered_at = $4, answered_by = $2
             WHERE organization_id = $1 AND participant_id = $5 AND id = $6 AND contact_id IS NULL
                AND replaced_at IS NULL AND ",
            is_mine!("contact_responses.participant_id")
        ),
        scoped![scope; &me, &id, &view, &words],
    )?;
    Ok(changed > 0)
}

//! What the person and the worker say of a signed note: comments, answers, and statements of disagreement (45 CFR
//! 164.526(d), New York MHL 33.16; practice.md 7.4). Only added, never changed: neither alters the other's words.

use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{AccountId, ParticipantId, ProgramId},
    layout::when::When,
    promises::{self, Closing, Deadline, NewPromise},
    rules::{Rules, matrix::Permission},
};
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    sql,
    web::Answer,
};

use super::{
    acts::{NotDone, after, may_touch, open, writer_or_supervisor},
    contact::{Contact, ContactId, Refused},
    sign::evidence,
};

kit::id_types! { CommentId }

kit::word_enum! {
    /// What is said.
    pub enum Said {
        Comment = "comment",
        /// A worker's answer.
        Answer = "answer",
        /// It stays with the note wherever the note goes.
        Disagreement = "disagreement",
    }
}

kit::word_enum! {
    /// As whom somebody speaks: one account may be both.
    pub enum SaidAs {
        Participant = "participant",
        Worker = "worker",
    }
}

/// Something said of a note.
#[derive(Debug, Clone)]
pub struct Comment {
    pub kind: Said,
    pub said_as: SaidAs,
    pub words: String,
    pub at: Timestamp,
    pub by: String,
}

kit::from_row!(Comment { kind, said_as, words, at, by });

/// What was said of a note that the caller found under its scope, the oldest first.
///
/// # Errors
/// Those of the storage.
pub fn of_contact(tx: &mut Tx<'_>, scope: &Scope, contact: ContactId) -> Result<Vec<Comment>, DbError> {
    tx.few(
        500,
        sql!(
            "SELECT kind, said_as, words, at, account_name FROM contact_comments
             WHERE organization_id = $1 AND contact_id = $2 ORDER BY at, id"
        ),
        &[&scope.organization, &contact],
    )
}

/// A note that something is said of.
#[derive(Debug, Clone, Copy)]
pub struct About {
    pub contact: ContactId,
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub author: AccountId,
}

/// Writes down what the person says of a note about them, and promises them an answer. The caller has found the note as
/// the person's own.
///
/// # Errors
/// Those of the storage.
pub fn say(
    tx: &mut Tx<'_>,
    scope: &Scope,
    about: About,
    kind: Said,
    words: &str,
    zone: &TimeZone,
) -> Result<(), DbError> {
    let id = insert(tx, scope, about.contact, about.participant, (kind, SaidAs::Participant), words)?;
    let owner = is_at_work(tx, scope, about)?.then_some(about.author);
    let due = Deadline::by_clock(Rules::shipped(), "note.comment", None, scope.now, zone);
    let promise = NewPromise::new(promises::Kind::AnswerComment, "", "contact", about.contact, due)
        .about(about.participant)
        .in_program(Some(about.program));
    promises::open(tx, scope, &NewPromise { owner, ..promise })?;
    let entry = Entry::new(scope, Action::Create, "contact_comment").of(about.participant).on(id);
    audit::record(tx, &entry.with("kind", kind.word()))
}

fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    contact: ContactId,
    participant: ParticipantId,
    (kind, said_as): (Said, SaidAs),
    words: &str,
) -> Result<CommentId, DbError> {
    let id: CommentId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO contact_comments (organization_id, id, contact_id, participant_id, kind, said_as, words, at,
                account_id, account_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            &scope.organization,
            &id,
            &contact,
            &participant,
            &kind,
            &said_as,
            &words,
            &scope.now,
            &scope.account,
            &scope.name,
        ],
    )?;
    Ok(id)
}

/// Whether the author still works in the note's program; else the program's queue gets the promise.
fn is_at_work(tx: &mut Tx<'_>, scope: &Scope, about: About) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM memberships WHERE organization_id = $1 AND account_id = $2
                AND (program_id IS NULL OR program_id = $3) AND role NOT IN ('participant', 'supporter')
                AND starts_at <= $4 AND (ends_at IS NULL OR ends_at > $4) LIMIT 1"
        ),
        &[&scope.organization, &about.author, &about.program, &scope.now],
    )?;
    Ok(found.is_some())
}

/// A worker's answer beside what the person said. It keeps the promise of one.
pub(super) fn answer(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, words: &str) -> Result<(), NotDone> {
    let (contact, _) = open(tx, scope, id)?;
    may_touch(scope, &contact)?;
    let participant = contact.participant.ok_or(Fault::NotFound)?;
    let words = Some(words.trim()).filter(|words| !words.is_empty()).ok_or(Refused::NoWords)?;
    let comment = insert(tx, scope, id, participant, (Said::Answer, SaidAs::Worker), words)?;
    promises::close(tx, scope, id, promises::Kind::AnswerComment, Closing::Done, &evidence(id))?;
    let entry = Entry::new(scope, Action::Create, "contact_comment").of(participant).on(comment);
    audit::record(tx, &entry.with("kind", Said::Answer.word()))?;
    Ok(())
}

pub(super) async fn create_answer(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ContactId>,
    form: Form,
) -> Answer {
    let scope = writer_or_supervisor(&visit)?;
    let sent = form.clone();
    let outcome = app.write(&scope, move |tx, scope| answer(tx, scope, id, sent.get("answer"))).await;
    after(&app, &visit, id, outcome, ("answer", form), "together-was-answered").await
}

/// Something said, ready to be read.
pub struct SaidLine {
    pub title: String,
    pub words: String,
    pub by: String,
    pub when: When,
    pub is_persons: bool,
}

impl SaidLine {
    pub fn new(visit: &Visit, said: Comment, zone: &TimeZone) -> Self {
        Self {
            title: visit.t(&format!("me-notes-kind-{}", said.kind)),
            words: said.words,
            by: said.by,
            when: When::at(visit, said.at, zone),
            is_persons: said.said_as == SaidAs::Participant,
        }
    }
}

/// Whether somebody may answer on a note's page.
pub(super) fn may_answer(visit: &Visit, scope: &Scope, contact: &Contact, said: &[Comment]) -> bool {
    let is_asked = said.iter().any(|one| one.said_as == SaidAs::Participant);
    let is_author = contact.author == scope.account && visit.can(Permission::WriteContacts);
    is_asked && (is_author || visit.can(Permission::CosignContacts))
}

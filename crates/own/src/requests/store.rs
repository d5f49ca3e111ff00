//! Requests in the database.

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, ProgramId},
    is_mine,
    rules::matrix::Permission,
    scoped, within_reach,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::request::{ActKind, Asked, Request, RequestId, State};

macro_rules! requests_where {
    ($more:literal) => {
        concat!(
            "SELECT r.id, r.participant_id, r.kind, r.words, r.subject, r.sequence, r.state, r.is_in_person, r.asked_at,",
            " r.due_at, r.rule, r.extended_at, r.checked_how, r.answered_at, r.answered_by, r.answer_words,",
            " r.denial_reason, r.disagreement, r.version",
            $more,
            " FROM record_requests r",
            " JOIN participants p ON p.organization_id = r.organization_id AND p.id = r.participant_id",
            " WHERE r.organization_id = $1 AND "
        )
    };
}

/// A request with the name of whoever asked.
#[derive(Debug)]
pub struct Named {
    pub request: Request,
    pub name: String,
}

impl kit::db::FromRow for Named {
    fn from_row(row: &mut kit::db::Row<'_>) -> Result<Self, DbError> {
        Ok(Self { request: Request::from_row(row)?, name: row.get()? })
    }
}

/// What the person behind the account asked, newest first.
///
/// # Errors
/// Those of the storage.
pub fn mine(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Request>, DbError> {
    tx.list(
        sql!(
            requests_where!(""),
            is_mine!("r.participant_id"),
            " AND r.participant_id IN (SELECT x.participant_id FROM account_people x
                WHERE x.organization_id = $1 AND x.account_id = $2)
              ORDER BY r.asked_at DESC, r.id DESC LIMIT 200"
        ),
        scoped![scope;],
    )
}

/// One request of the person behind the account.
///
/// # Errors
/// Those of the storage.
pub fn find_mine(tx: &mut Tx<'_>, scope: &Scope, id: RequestId) -> Result<Option<Request>, DbError> {
    tx.one(sql!(requests_where!(""), is_mine!("r.participant_id"), " AND r.id = $5"), scoped![scope; &id])
}

/// The open requests within reach, the first due first.
///
/// # Errors
/// Those of the storage.
pub fn open(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Named>, DbError> {
    tx.list(
        sql!(
            requests_where!(", p.name_to_use"),
            within_reach!("r.participant_id"),
            " AND r.answered_at IS NULL ORDER BY r.due_at, r.id LIMIT 200"
        ),
        scoped![scope;],
    )
}

/// The answered requests within reach, newest first, older than a moment.
///
/// # Errors
/// Those of the storage.
pub fn answered(tx: &mut Tx<'_>, scope: &Scope, before: Timestamp, limit: i64) -> Result<Vec<Named>, DbError> {
    tx.list(
        sql!(
            requests_where!(", p.name_to_use"),
            within_reach!("r.participant_id"),
            " AND r.answered_at IS NOT NULL AND r.answered_at < $5 ORDER BY r.answered_at DESC, r.id LIMIT $6"
        ),
        scoped![scope; &before, &limit],
    )
}

/// One request within reach.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: RequestId) -> Result<Option<Named>, DbError> {
    tx.one(
        sql!(requests_where!(", p.name_to_use"), within_reach!("r.participant_id"), " AND r.id = $5"),
        scoped![scope; &id],
    )
}

/// Something done with a request.
#[derive(Debug)]
pub struct Act {
    pub act: ActKind,
    pub words: String,
    pub at: Timestamp,
    pub account_name: String,
}

kit::from_row!(Act { act, words, at, account_name });

/// What was done with a request that was found, in order.
///
/// # Errors
/// Those of the storage.
pub fn acts(tx: &mut Tx<'_>, scope: &Scope, id: RequestId) -> Result<Vec<Act>, DbError> {
    tx.list(
        sql!(
            "SELECT act, words, at, account_name FROM request_acts WHERE organization_id = $1 AND request_id = $2
             ORDER BY at, id LIMIT 100"
        ),
        &[&scope.organization, &id],
    )
}

/// The line of the audit that a question is about: who, in which role, what, when.
///
/// # Errors
/// Those of the storage.
pub fn line(tx: &mut Tx<'_>, scope: &Scope, request: &Request) -> Result<Option<AuditLine>, DbError> {
    tx.one(
        sql!(
            "SELECT e.at, a.name, e.acting_as, e.action, e.record_kind, e.why FROM audit_entries e
             LEFT JOIN accounts a ON a.organization_id = e.organization_id AND a.id = e.account_id
             WHERE e.organization_id = $1 AND e.sequence = $2"
        ),
        &[&scope.organization, &request.sequence],
    )
}

/// A line of the audit as the desk shows it.
#[derive(Debug)]
pub struct AuditLine {
    pub at: Timestamp,
    pub name: Option<String>,
    pub acting_as: String,
    pub action: ground::audit::Action,
    pub record_kind: String,
    pub why: String,
}

kit::from_row!(AuditLine { at, name, acting_as, action, record_kind, why });

/// Adds a request.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    asked: &Asked,
    is_in_person: bool,
    due: (Timestamp, &str),
) -> Result<RequestId, DbError> {
    let id: RequestId = scope.at.id();
    let state = if asked.proof.is_some() { State::Checked } else { State::Received };
    tx.run(
        sql!(
            "INSERT INTO record_requests (organization_id, id, participant_id, kind, words, subject, sequence, state,
                is_in_person, asked_at, asked_by, due_at, rule, checked_how, answer_words, denial_reason, disagreement,
                version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', '', 1)"
        ),
        &[
            &scope.organization,
            &id,
            &participant,
            &asked.kind,
            &asked.words,
            &asked.subject,
            &asked.sequence,
            &state,
            &is_in_person,
            &scope.now,
            &scope.account,
            &due.0,
            &due.1,
            &asked.proof.map(super::request::Proof::word).unwrap_or_default(),
        ],
    )?;
    Ok(id)
}

/// Writes down how a request stands after an act. Answers false when it changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn update(tx: &mut Tx<'_>, scope: &Scope, request: &Request) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE record_requests SET state = $4, due_at = $5, rule = $6, extended_at = $7, checked_how = $8,
                answered_at = $9, answered_by = $10, answer_words = $11, denial_reason = $12, disagreement = $13, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[
            &scope.organization,
            &request.id,
            &request.version,
            &request.state,
            &request.due_at,
            &request.rule,
            &request.extended_at,
            &request.checked_how,
            &request.answered_at,
            &request.answered_by,
            &request.answer_words,
            &request.denial_reason,
            &request.disagreement,
        ],
    )?;
    Ok(changed > 0)
}

/// Writes down what was done, and by whom.
///
/// # Errors
/// Those of the storage.
pub fn add_act(tx: &mut Tx<'_>, scope: &Scope, id: RequestId, act: ActKind, words: &str) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO request_acts (organization_id, id, request_id, act, words, at, account_id, account_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &scope.organization,
            &scope.at.id::<ground::ids::RecordId>(),
            &id,
            &act,
            &words,
            &scope.now,
            &scope.account,
            &scope.name,
        ],
    )?;
    Ok(())
}

/// Who answers for privacy, never about their own record; and the program in whose queue it waits without one.
///
/// # Errors
/// Those of the storage.
pub fn director(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: Option<ParticipantId>,
) -> Result<(Option<AccountId>, Option<ProgramId>), DbError> {
    let who = tx.one(
        sql!(
            "SELECT a.id FROM memberships m
             JOIN grants g ON g.role = m.role AND g.permission = $2 AND g.reach = 'organization'
             JOIN accounts a ON a.organization_id = m.organization_id AND a.id = m.account_id AND a.closed_at IS NULL
             WHERE m.organization_id = $1 AND m.starts_at <= $3 AND (m.ends_at IS NULL OR m.ends_at > $3)
               AND NOT EXISTS (SELECT 1 FROM account_people x WHERE x.organization_id = $1 AND x.account_id = a.id
                 AND x.participant_id = $4)
             ORDER BY m.starts_at, m.id LIMIT 1"
        ),
        &[&scope.organization, &Permission::ManagePrivacy, &scope.now, &participant],
    )?;
    let program = tx.one(
        sql!(
            "SELECT e.program_id FROM enrollments e WHERE e.organization_id = $1 AND e.participant_id = $2
             ORDER BY e.status_since DESC, e.id LIMIT 1"
        ),
        &[&scope.organization, &participant],
    )?;
    Ok((who, program))
}

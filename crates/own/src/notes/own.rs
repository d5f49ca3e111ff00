//! The parts of a person's record that are not notes or goals: what they agreed to, wished and asked, their own plan and
//! circle, messages, and what they share with whom. Read for their whole record, from their own rows alone.

use ground::{
    access::Scope,
    ids::{ParticipantId, RecordId},
    is_mine, scoped,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde::Serialize;

/// All of it.
#[derive(Debug, Serialize)]
pub struct OwnParts {
    pub consents: Vec<OwnConsent>,
    pub restrictions: Vec<OwnRestriction>,
    pub shared_with: Vec<OwnShare>,
    pub requests: Vec<OwnRequest>,
    pub messages: Vec<OwnMessage>,
    pub plan: OwnPlan,
    pub circle: Vec<OwnCircle>,
}

/// Reads all of it.
///
/// # Errors
/// Those of the storage.
pub fn parts(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<OwnParts, DbError> {
    Ok(OwnParts {
        consents: consents(tx, scope, me)?,
        restrictions: restrictions(tx, scope, me)?,
        shared_with: shared_with(tx, scope, me)?,
        requests: requests(tx, scope, me)?,
        messages: messages(tx, scope, me)?,
        plan: plan(tx, scope, me)?,
        circle: circle(tx, scope, me)?,
    })
}

#[derive(Debug, Serialize)]
pub struct OwnConsent {
    pub kind: String,
    pub words: String,
    pub signed_at: Option<Timestamp>,
    pub signed_name: String,
    pub signed_how: Option<String>,
    pub expires_on: Option<Date>,
    pub revoked_at: Option<Timestamp>,
    pub revoked_words: String,
}

kit::from_row!(OwnConsent { kind, words, signed_at, signed_name, signed_how, expires_on, revoked_at, revoked_words });

fn consents(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnConsent>, DbError> {
    tx.list(
        sql!(
            "SELECT c.kind, c.body, c.signed_at, c.signed_name, c.signed_how, c.expires_on, c.revoked_at, c.revoked_words
             FROM consents c WHERE c.organization_id = $1 AND c.participant_id = $5 AND ",
            is_mine!("c.participant_id"),
            " ORDER BY c.created_at, c.id"
        ),
        scoped![scope; &me],
    )
}

#[derive(Debug, Serialize)]
pub struct OwnRestriction {
    pub who: String,
    pub information: String,
    pub words: String,
    pub asked_at: Timestamp,
    pub agreed_at: Option<Timestamp>,
    pub declined_at: Option<Timestamp>,
    pub answer: String,
    pub ended_at: Option<Timestamp>,
}

kit::from_row!(OwnRestriction { who, information, words, asked_at, agreed_at, declined_at, answer, ended_at });

fn restrictions(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnRestriction>, DbError> {
    tx.list(
        sql!(
            "SELECT COALESCE(a.name, pg.name, r.to_name), r.information, r.words, r.asked_at, r.agreed_at, r.declined_at,
                r.answer_words, r.ended_at
             FROM restrictions r
             LEFT JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.to_account_id
             LEFT JOIN programs pg ON pg.organization_id = r.organization_id AND pg.id = r.to_program_id
             WHERE r.organization_id = $1 AND r.participant_id = $5 AND ",
            is_mine!("r.participant_id"),
            " ORDER BY r.asked_at, r.id"
        ),
        scoped![scope; &me],
    )
}

#[derive(Debug, Serialize)]
pub struct OwnShare {
    pub with: String,
    pub kind: String,
    pub subject: String,
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

kit::from_row!(OwnShare { with, kind, subject, from, to });

fn shared_with(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnShare>, DbError> {
    tx.list(
        sql!(
            "SELECT a.name, h.kind, h.subject, h.starts_at, h.ends_at FROM shares h
             JOIN accounts a ON a.organization_id = h.organization_id AND a.id = h.account_id
             WHERE h.organization_id = $1 AND h.participant_id = $5 AND ",
            is_mine!("h.participant_id"),
            " ORDER BY h.starts_at, h.id"
        ),
        scoped![scope; &me],
    )
}

#[derive(Debug, Serialize)]
pub struct OwnRequest {
    pub kind: String,
    pub words: String,
    pub subject: String,
    pub state: String,
    pub asked_at: Timestamp,
    pub due_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub answer: String,
    pub disagreement: String,
}

kit::from_row!(OwnRequest { kind, words, subject, state, asked_at, due_at, answered_at, answer, disagreement });

fn requests(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnRequest>, DbError> {
    tx.list(
        sql!(
            "SELECT r.kind, r.words, r.subject, r.state, r.asked_at, r.due_at, r.answered_at, r.answer_words, r.disagreement
             FROM record_requests r WHERE r.organization_id = $1 AND r.participant_id = $5 AND ",
            is_mine!("r.participant_id"),
            " ORDER BY r.asked_at, r.id"
        ),
        scoped![scope; &me],
    )
}

#[derive(Debug, Serialize)]
pub struct OwnMessage {
    pub from: String,
    pub words: String,
    pub sent_at: Timestamp,
    pub answer: String,
    pub answered_at: Option<Timestamp>,
}

kit::from_row!(OwnMessage { from, words, sent_at, answer, answered_at });

fn messages(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnMessage>, DbError> {
    tx.list(
        sql!(
            "SELECT l.sent_name, l.words, l.sent_at, l.answer_words, l.answered_at FROM own_messages l
             WHERE l.organization_id = $1 AND l.participant_id = $5 AND l.withdrawn_at IS NULL AND ",
            is_mine!("l.participant_id"),
            " ORDER BY l.sent_at, l.id"
        ),
        scoped![scope; &me],
    )
}

#[derive(Debug, Serialize)]
pub struct OwnPlan {
    pub sections: Vec<OwnSection>,
    pub tools: Vec<OwnTool>,
    pub papers: Vec<OwnPaper>,
}

#[derive(Debug, Serialize)]
pub struct OwnSection {
    pub section: String,
    pub words: String,
    pub saved_at: Timestamp,
}

kit::from_row!(OwnSection { section, words, saved_at });

#[derive(Debug, Serialize)]
pub struct OwnTool {
    pub name: String,
    pub words: String,
    pub tries: Vec<OwnTry>,
}

#[derive(Debug, Clone, Serialize)]
pub struct OwnTry {
    #[serde(skip)]
    pub tool: RecordId,
    pub tried_on: Date,
    pub went: String,
    pub words: String,
}

kit::from_row!(OwnTry { tool, tried_on, went, words });

#[derive(Debug, Serialize)]
pub struct OwnPaper {
    pub kind: String,
    pub original_at: String,
    pub agent: String,
    pub alternate: String,
    pub words: String,
    pub signed_on: Option<Date>,
    pub revoked_on: Option<Date>,
}

kit::from_row!(OwnPaper { kind, original_at, agent, alternate, words, signed_on, revoked_on });

fn plan(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<OwnPlan, DbError> {
    let sections = tx.list(
        sql!(
            "SELECT e.section, e.words, e.saved_at FROM plan_entries e
             WHERE e.organization_id = $1 AND e.participant_id = $5 AND ",
            is_mine!("e.participant_id"),
            " AND NOT EXISTS (SELECT 1 FROM plan_entries n WHERE n.organization_id = $1 AND n.participant_id = $5
                AND n.section = e.section AND (n.saved_at, n.version, n.id) > (e.saved_at, e.version, e.id))
             ORDER BY e.section, e.id"
        ),
        scoped![scope; &me],
    )?;
    Ok(OwnPlan { sections, tools: tools(tx, scope, me)?, papers: papers(tx, scope, me)? })
}

fn tools(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnTool>, DbError> {
    let tools: Vec<(RecordId, String, String)> = tx.list(
        sql!(
            "SELECT t.id, t.name, t.words FROM plan_tools t
             WHERE t.organization_id = $1 AND t.participant_id = $5 AND t.removed_at IS NULL AND ",
            is_mine!("t.participant_id"),
            " ORDER BY t.created_at, t.id"
        ),
        scoped![scope; &me],
    )?;
    let tries: Vec<OwnTry> = tx.list(
        sql!(
            "SELECT t.tool_id, t.tried_on, t.went, t.words FROM plan_tool_tries t
             WHERE t.organization_id = $1 AND t.participant_id = $5 AND ",
            is_mine!("t.participant_id"),
            " ORDER BY t.tried_on, t.id"
        ),
        scoped![scope; &me],
    )?;
    let of = |id| tries.iter().filter(|one| one.tool == id).cloned().collect();
    Ok(tools.into_iter().map(|(id, name, words)| OwnTool { tries: of(id), name, words }).collect())
}

fn papers(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnPaper>, DbError> {
    tx.list(
        sql!(
            "SELECT d.kind, d.original_at, d.agent, d.alternate, d.words, d.signed_on, d.revoked_on FROM plan_papers d
             WHERE d.organization_id = $1 AND d.participant_id = $5 AND d.removed_at IS NULL AND ",
            is_mine!("d.participant_id"),
            " ORDER BY d.created_at, d.id"
        ),
        scoped![scope; &me],
    )
}

#[derive(Debug, Serialize)]
pub struct OwnCircle {
    pub name: String,
    pub kind: String,
    pub closeness: String,
    pub gives: String,
    pub may_know: String,
    pub since: Option<Date>,
    pub until: Option<Date>,
}

kit::from_row!(OwnCircle { name, kind, closeness, gives, may_know, since, until });

fn circle(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<OwnCircle>, DbError> {
    tx.list(
        sql!(
            "SELECT d.name, d.kind, d.closeness, d.gives, d.may_know, d.since_on, d.until_on FROM circle_members d
             WHERE d.organization_id = $1 AND d.participant_id = $5 AND d.removed_at IS NULL AND ",
            is_mine!("d.participant_id"),
            " ORDER BY d.created_at, d.id"
        ),
        scoped![scope; &me],
    )
}

//! The people whom a participant lets in, and what each sees, in the database. All of it from their own record alone.

use ground::{
    access::Scope,
    gate::{self, Shared},
    ids::{AccountId, ParticipantId, ProgramId, RecordId},
    is_mine, is_shared, is_shared_record, scoped,
};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde_json::Value;

use super::invitation::Wish;

/// Whose space it is, with what coming in needs to know of them.
#[derive(Debug, Clone)]
pub struct Own {
    pub id: ParticipantId,
    pub birth_date: Option<Date>,
    /// The program that they are with.
    pub program: Option<ProgramId>,
}

kit::from_row!(Own { id, birth_date, program });

/// The person behind the account that asks.
///
/// # Errors
/// Those of the storage.
pub fn own(tx: &mut Tx<'_>, scope: &Scope) -> Result<Option<Own>, DbError> {
    tx.one(
        sql!(
            "SELECT p.id, p.birth_date,
                (SELECT e.program_id FROM enrollments e WHERE e.organization_id = $1 AND e.participant_id = p.id
                 ORDER BY e.status_since DESC, e.id LIMIT 1)
             FROM participants p
             JOIN account_people x ON x.organization_id = p.organization_id AND x.participant_id = p.id
             WHERE p.organization_id = $1 AND x.account_id = $2 AND p.merged_into IS NULL AND ",
            is_mine!("p.id"),
            " ORDER BY x.created_at LIMIT 1"
        ),
        scoped![scope;],
    )
}

/// Somebody who stands by the person.
#[derive(Debug, Clone)]
pub struct Supporter {
    pub id: RecordId,
    pub name: String,
    pub relationship: String,
    /// Who they are when they sign in; `None` before they did.
    pub account: Option<AccountId>,
    /// Until when a code that was given to them opens the way in.
    pub waits_until: Option<Timestamp>,
    /// What the code will let them see, and until when.
    pub wishes: Option<Value>,
    pub wished_until: Option<Timestamp>,
}

kit::from_row!(Supporter { id, name, relationship, account, waits_until, wishes, wished_until });

impl Supporter {
    /// They have come in, or hold a code that lets them in: what they see can be changed.
    pub const fn is_open(&self) -> bool {
        self.account.is_some() || self.waits_until.is_some()
    }
}

/// The person's supporters, or one of them.
///
/// # Errors
/// Those of the storage.
pub fn supporters(
    tx: &mut Tx<'_>,
    scope: &Scope,
    own: ParticipantId,
    one: Option<RecordId>,
) -> Result<Vec<Supporter>, DbError> {
    tx.list(
        sql!(
            "SELECT s.id, s.name, s.relationship, s.account_id, i.expires_at, i.wishes, i.share_until FROM supporters s
             LEFT JOIN own_invitations i ON i.organization_id = s.organization_id AND i.supporter_id = s.id
               AND i.participant_id = s.participant_id
               AND i.used_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > $4
             WHERE s.organization_id = $1 AND s.participant_id = $5 AND (s.id = $6 OR $6 IS NULL) AND s.ended_at IS NULL
               AND ",
            is_mine!("s.participant_id"),
            " ORDER BY s.created_at, s.id LIMIT 50"
        ),
        scoped![scope; &own, &one],
    )
}

/// Something that is shared now.
#[derive(Debug, Clone)]
pub struct Given {
    pub account: AccountId,
    pub kind: Shared,
    pub subject: String,
    pub until: Option<Timestamp>,
}

kit::from_row!(Given { account, kind, subject, until });

/// What the person shares now, with whomever.
///
/// # Errors
/// Those of the storage.
pub fn given(tx: &mut Tx<'_>, scope: &Scope, own: ParticipantId) -> Result<Vec<Given>, DbError> {
    tx.list(
        sql!(
            "SELECT h.account_id, h.kind, h.subject, h.ends_at FROM shares h
             WHERE h.organization_id = $1 AND h.participant_id = $5 AND h.starts_at <= $4
               AND (h.ends_at IS NULL OR h.ends_at > $4) AND ",
            is_mine!("h.participant_id"),
            " ORDER BY h.starts_at, h.id LIMIT 500"
        ),
        scoped![scope; &own],
    )
}

/// The person's goals, as what may be shared: id and words.
///
/// # Errors
/// Those of the storage.
pub fn goals(tx: &mut Tx<'_>, scope: &Scope, own: ParticipantId) -> Result<Vec<(RecordId, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT q.id, q.words FROM goals q
             WHERE q.organization_id = $1 AND q.participant_id = $5 AND q.status = 'active' AND ",
            is_mine!("q.participant_id"),
            " ORDER BY q.started_on DESC, q.id LIMIT 50"
        ),
        scoped![scope; &own],
    )
}

/// Writes down somebody who stands by the person, by the person's own word.
///
/// # Errors
/// Those of the storage.
pub fn add(
    tx: &mut Tx<'_>,
    scope: &Scope,
    own: ParticipantId,
    (name, relationship): (&str, &str),
    today: Date,
) -> Result<RecordId, DbError> {
    let id: RecordId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO supporters (organization_id, id, participant_id, name, relationship, phone, email, may_know, note,
                agreed_on, created_at, version)
             VALUES ($1, $2, $3, $4, $5, '', '', $6, '', $7, $8, 1)"
        ),
        &[&scope.organization, &id, &own, &name, &relationship, &serde_json::json!([]), &today, &scope.now],
    )?;
    Ok(id)
}

/// Makes what an account sees of goals, days and parts of the plan fit the wishes; what else is shared (the circle) stays
/// as it is.
///
/// # Errors
/// Those of the storage.
pub fn fit(
    tx: &mut Tx<'_>,
    scope: &Scope,
    own: ParticipantId,
    (account, supporter): (AccountId, RecordId),
    wishes: &[Wish],
    until: Option<Timestamp>,
) -> Result<(), DbError> {
    for old in given(tx, scope, own)?.into_iter().filter(|old| old.account == account) {
        if old.kind != Shared::Circle {
            gate::stop_sharing(tx, scope, own, account, Some((old.kind, &old.subject)))?;
        }
    }
    for wish in wishes {
        gate::share(tx, scope, own, account, Some(supporter), (wish.kind, &wish.subject), until)?;
    }
    Ok(())
}

/// Changes what a code that waits will let somebody see.
///
/// # Errors
/// Those of the storage.
pub fn fit_invitation(
    tx: &mut Tx<'_>,
    scope: &Scope,
    own: ParticipantId,
    supporter: RecordId,
    wishes: &[Wish],
    until: Option<Timestamp>,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE own_invitations SET wishes = $4, share_until = $5
             WHERE organization_id = $1 AND participant_id = $2 AND supporter_id = $3 AND used_at IS NULL
               AND withdrawn_at IS NULL"
        ),
        &[&scope.organization, &own, &supporter, &Wish::stored(wishes), &until],
    )
    .map(drop)
}

/// Somebody who shares something with the account that asks.
#[derive(Debug, Clone)]
pub struct Sharer {
    pub id: ParticipantId,
    pub name: String,
    /// Whether parts of the wellness plan are among it.
    pub shares_plan: bool,
    pub shares_circle: bool,
    /// When the last of it ends; `None`: some of it has no end.
    pub until: Option<Timestamp>,
}

kit::from_row!(Sharer { id, name, shares_plan, shares_circle, until });

/// Those who share something with the account now.
///
/// # Errors
/// Those of the storage.
pub fn sharers(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Sharer>, DbError> {
    tx.list(
        sql!(
            "SELECT p.id, p.name_to_use, MAX(CASE WHEN h.kind = 'plan_section' THEN 1 ELSE 0 END) = 1,
                MAX(CASE WHEN h.kind = 'circle' THEN 1 ELSE 0 END) = 1,
                CASE WHEN COUNT(*) = COUNT(h.ends_at) THEN MAX(h.ends_at) END
             FROM shares h JOIN participants p ON p.organization_id = h.organization_id AND p.id = h.participant_id
             WHERE h.organization_id = $1 AND h.account_id = $2 AND h.starts_at <= $4
               AND (h.ends_at IS NULL OR h.ends_at > $4) AND p.merged_into IS NULL
               AND EXISTS (SELECT 1 FROM memberships m JOIN grants g ON g.role = m.role AND g.permission = $3
                 WHERE m.organization_id = $1 AND m.account_id = $2
                 AND m.starts_at <= $4 AND (m.ends_at IS NULL OR m.ends_at > $4))
             GROUP BY p.id, p.name_to_use, p.sort_key ORDER BY p.sort_key, p.id LIMIT 50"
        ),
        scoped![scope;],
    )
}

/// A goal that is shared with the account.
#[derive(Debug, Clone)]
pub struct SharedGoal {
    pub of: ParticipantId,
    pub words: String,
    pub rating: Option<i64>,
}

kit::from_row!(SharedGoal { of, words, rating });

/// The goals that are shared with the account, and no others.
///
/// # Errors
/// Those of the storage.
pub fn shared_goals(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<SharedGoal>, DbError> {
    tx.list(
        sql!(
            "SELECT q.participant_id, q.words, q.latest_rating FROM goals q
             WHERE q.organization_id = $1 AND q.id IN (SELECT h.record_id FROM shares h
               WHERE h.organization_id = $1 AND h.account_id = $2 AND h.kind = 'goal') AND ",
            is_shared_record!("q.participant_id", "goal", "q.id"),
            " ORDER BY q.participant_id, q.started_on DESC, q.id LIMIT 200"
        ),
        scoped![scope;],
    )
}

/// A day or time that is shared with the account.
#[derive(Debug, Clone)]
pub struct SharedDay {
    pub of: ParticipantId,
    pub due_at: Timestamp,
    pub has_time: bool,
    pub with: Option<String>,
}

kit::from_row!(SharedDay { of, due_at, has_time, with });

/// What is planned next, of those who share their days with the account.
///
/// # Errors
/// Those of the storage.
pub fn shared_days(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<SharedDay>, DbError> {
    tx.list(
        sql!(
            "SELECT r.participant_id, r.due_at, r.has_time, a.name FROM promises r
             LEFT JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.owner_id
             WHERE r.organization_id = $1 AND r.closed_at IS NULL AND r.origin_kind = 'call_plan'
               AND r.participant_id IN (SELECT h.participant_id FROM shares h
                 WHERE h.organization_id = $1 AND h.account_id = $2 AND h.kind = 'schedule') AND ",
            is_shared!("r.participant_id", "schedule", "''"),
            " ORDER BY r.due_at, r.id LIMIT 50"
        ),
        scoped![scope;],
    )
}

//! Reading the ledger for pages: somebody's day, a team's day, one promise with the names around it.
//!
//! A promise shows its person's name to its owner and to those who answer for its program, and never to a worker whose
//! own record it is about. Its words are somebody's notes: its owner reads them, and those who may read the person's
//! contacts; everybody else sees the kind, the owner and the day (`see_promises` in rules/permissions.toml).

use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, FromRow, Row, Tx},
    sql,
};

use super::Promise;
use crate::{
    access::Scope,
    ids::{AccountId, PromiseId},
    rules::matrix::Permission,
    scoped,
};

/// A promise with the names around it.
#[derive(Debug, Clone)]
pub struct Line {
    pub promise: Promise,
    /// The name that the person uses.
    pub name: Option<String>,
    /// Whether the reader may open the person's page.
    pub is_reachable: bool,
    /// Whether the reader may read its words, and why it was put off.
    pub may_read_words: bool,
    /// The program's zone.
    time_zone: Option<String>,
    pub owner_name: Option<String>,
    pub handed_by_name: Option<String>,
}

impl FromRow for Line {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            promise: Promise::from_row(row)?,
            name: row.get()?,
            is_reachable: row.get()?,
            may_read_words: row.get()?,
            time_zone: row.get()?,
            owner_name: row.get()?,
            handed_by_name: row.get()?,
        })
    }
}

impl Line {
    /// The zone in which its date is meant: the program's, else the one given.
    pub fn zone(&self, otherwise: &TimeZone) -> TimeZone {
        self.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(|| otherwise.clone())
    }
}

/// The place in a list ordered by date: behind this one.
pub type After = (Timestamp, PromiseId);

/// Before every promise.
pub fn from_the_start() -> After {
    (Timestamp::UNIX_EPOCH, uuid::Uuid::nil().into())
}

// What is given comes first: a condition that an index can answer spares the row and the conditions behind it.
macro_rules! lines_where {
    ($($first:tt)*) => {
        concat!(
            "SELECT r.id, r.kind, r.words, r.participant_id, r.program_id, r.owner_id, r.due_at, r.has_time,",
            " r.origin_kind, r.origin_id, r.rule, r.rule_version, r.opened_at, r.snoozed_until, r.snooze_words,",
            " r.closed_at, r.closing, r.evidence_words, r.handed_by, r.version, p.name_to_use,",
            " (r.participant_id IS NOT NULL AND ",
            crate::within_reach!("r.participant_id"),
            "), (CASE WHEN r.owner_id = $2 THEN 1 WHEN r.participant_id IS NOT NULL THEN (CASE WHEN ",
            crate::within_record!("r.participant_id", "r.program_id", "notes", "'see_contacts'"),
            " THEN 1 ELSE 0 END) WHEN EXISTS (SELECT 1 FROM ",
            crate::memberships_that_may!("'see_contacts'"),
            " AND g.reach IN ('program', 'organization')",
            " AND (m.program_id IS NULL OR m.program_id = r.program_id)) THEN 1 ELSE 0 END) = 1,",
            " g.time_zone, o.name, h.name",
            " FROM promises r",
            " LEFT JOIN participants p ON p.organization_id = r.organization_id AND p.id = r.participant_id",
            " LEFT JOIN programs g ON g.organization_id = r.organization_id AND g.id = r.program_id",
            " LEFT JOIN accounts o ON o.organization_id = r.organization_id AND o.id = r.owner_id",
            " LEFT JOIN accounts h ON h.organization_id = r.organization_id AND h.id = r.handed_by",
            " WHERE r.organization_id = $1 AND ",
            $($first)*
            "NOT EXISTS (SELECT 1 FROM account_people w",
            " WHERE w.organization_id = $1 AND w.account_id = $2 AND w.participant_id = r.participant_id) AND ",
            "(r.owner_id = $2 OR ",
            crate::inside_program!("r.program_id"),
            ") AND "
        )
    };
}

/// The open promises of the scope's account that were due before `today` began, the longest waiting first.
pub fn late(tx: &mut Tx<'_>, scope: &Scope, today: Timestamp, after: After, limit: i64) -> Result<Vec<Line>, DbError> {
    tx.list(
        sql!(
            lines_where!(),
            "r.owner_id = $2 AND r.closed_at IS NULL AND (r.snoozed_until IS NULL OR r.snoozed_until <= $4)
             AND r.due_at < $5 AND (r.due_at, r.id) > ($6, $7) ORDER BY r.due_at, r.id LIMIT $8"
        ),
        scoped![scope; &today, &after.0, &after.1, &limit],
    )
}

/// The open promises of the scope's account that are due from the beginning of `today` until `until`, and all that are
/// put off; those behind `after`.
pub fn ahead(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (today, until): (Timestamp, Timestamp),
    after: After,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    tx.list(
        sql!(
            lines_where!(),
            "r.owner_id = $2 AND r.closed_at IS NULL AND ((r.due_at >= $5 AND r.due_at < $6) OR r.snoozed_until > $4)
             AND (r.due_at, r.id) > ($8, $9) ORDER BY r.due_at, r.id LIMIT $7"
        ),
        scoped![scope; &today, &until, &limit, &after.0, &after.1],
    )
}

/// The open promises of the privacy desk that the account's own day does not show by now: those of colleagues, and its own
/// that are due later; those behind `after`. Whoever looks after privacy sees them all, so that none waits for one person alone.
pub fn of_desk(
    tx: &mut Tx<'_>,
    scope: &Scope,
    until: Timestamp,
    after: After,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    tx.list(
        // Covered by promises_of_desk_open, whose condition this repeats.
        sql!(
            lines_where!(),
            "r.closed_at IS NULL AND r.kind IN ('answer', 'breach_duty', 'review_emergency')
             AND (r.owner_id IS NULL OR r.owner_id <> $2 OR (r.due_at >= $5 AND r.snoozed_until IS NULL))
             AND (r.due_at, r.id) > ($6, $7) ORDER BY r.due_at, r.id LIMIT $8"
        ),
        scoped![scope; &until, &after.0, &after.1, &limit],
    )
}

/// Counts for the day's head: open drafts, and promises due before today (both counted to a thousand at most).
pub fn counts(tx: &mut Tx<'_>, scope: &Scope, today: Timestamp) -> Result<(i64, i64), DbError> {
    let counted = tx.one(
        sql!(
            "SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM drafts WHERE organization_id = $1 AND account_id = $2
                AND submitted_at IS NULL AND set_aside_at IS NULL LIMIT 1000) d),
             (SELECT COUNT(*) FROM (SELECT 1 AS one FROM promises WHERE organization_id = $1 AND owner_id = $2
                AND closed_at IS NULL AND due_at < $3 AND (snoozed_until IS NULL OR snoozed_until <= $4) LIMIT 1000) l)"
        ),
        &[&scope.organization, &scope.account, &today, &scope.now],
    )?;
    Ok(counted.unwrap_or_default())
}

/// One promise that the account may do something with: its own, one it gave away and may take back, or one of a program
/// whose promises it manages.
pub fn one(tx: &mut Tx<'_>, scope: &Scope, id: PromiseId) -> Result<Option<Line>, DbError> {
    tx.one(
        sql!(
            lines_where!(),
            "r.id = $5 AND (r.owner_id = $2 OR r.handed_by = $2 OR EXISTS (SELECT 1 FROM ",
            crate::memberships_that_may!("$6"),
            " AND (g.reach = 'organization' OR m.program_id IS NULL OR m.program_id = r.program_id)))"
        ),
        scoped![scope; &id, &Permission::ManageTeamPromises],
    )
}

/// One promise about somebody whose contacts the account may read: to look at, not to act on.
pub fn seen(tx: &mut Tx<'_>, scope: &Scope, id: PromiseId) -> Result<Option<Line>, DbError> {
    tx.one(
        sql!(
            lines_where!(),
            "r.id = $5 AND ",
            crate::within_record!("r.participant_id", "r.program_id", "notes", "'see_contacts'")
        ),
        scoped![scope; &id],
    )
}

// One text for each question, so that each walks an index that is in the order of the list.
macro_rules! of_team {
    ($whose:literal) => {
        sql!(
            lines_where!(crate::within_programs!("r.program_id"), " AND ",),
            "r.closed_at IS NULL AND (r.snoozed_until IS NULL OR r.snoozed_until <= $4) AND r.due_at < $5",
            $whose,
            " AND (r.due_at, r.id) > ($6, $7) ORDER BY r.due_at, r.id LIMIT $8"
        )
    };
}

/// The open promises of the programs within reach that are due before `until` and not put off, the longest waiting
/// first; only those of one worker, or only those of the queue, when asked.
pub fn of_team(
    tx: &mut Tx<'_>,
    scope: &Scope,
    until: Timestamp,
    whose: Whose,
    after: After,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    match whose {
        Whose::Everybody => tx.list(of_team!(""), scoped![scope; &until, &after.0, &after.1, &limit]),
        Whose::Nobody => {
            tx.list(of_team!(" AND r.owner_id IS NULL"), scoped![scope; &until, &after.0, &after.1, &limit])
        }
        Whose::Worker(owner) => {
            tx.list(of_team!(" AND r.owner_id = $9"), scoped![scope; &until, &after.0, &after.1, &limit, &owner])
        }
    }
}

/// Whose promises a team's page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Everybody,
    Nobody,
    Worker(AccountId),
}

/// How much one worker (or the queue) has open in the programs within reach.
#[derive(Debug, Clone)]
pub struct Load {
    pub owner: Option<AccountId>,
    pub name: Option<String>,
    pub open: i64,
    pub late: i64,
}

kit::from_row!(Load { owner, name, open, late });

/// The open promises of the team by owner, the queue first. Only open promises are counted, whatever the history.
pub fn loads(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Load>, DbError> {
    tx.list(
        sql!(
            // Program by program (covered by promises_open_loads): other programs' promises are not looked at.
            "SELECT s.owner_id, a.name, CAST(SUM(s.open) AS BIGINT), CAST(SUM(s.late) AS BIGINT)
             FROM (SELECT r.owner_id, COUNT(*) AS open,
                    SUM(CASE WHEN r.due_at < $4 AND (r.snoozed_until IS NULL OR r.snoozed_until <= $4) THEN 1 ELSE 0 END)
                        AS late
                FROM programs p CROSS JOIN promises r
                WHERE p.organization_id = $1 AND r.organization_id = $1 AND r.program_id = p.id AND r.closed_at IS NULL
                  AND (r.participant_id IS NULL OR r.participant_id NOT IN (SELECT w.participant_id
                    FROM account_people w WHERE w.organization_id = $1 AND w.account_id = $2)) AND ",
            crate::within_programs!("p.id"),
            " GROUP BY r.owner_id
             UNION ALL
             SELECT r.owner_id, COUNT(*) AS open,
                    SUM(CASE WHEN r.due_at < $4 AND (r.snoozed_until IS NULL OR r.snoozed_until <= $4) THEN 1 ELSE 0 END)
                        AS late
                FROM promises r
                WHERE r.organization_id = $1 AND r.program_id IS NULL AND r.closed_at IS NULL
                  AND (r.participant_id IS NULL OR r.participant_id NOT IN (SELECT w.participant_id
                    FROM account_people w WHERE w.organization_id = $1 AND w.account_id = $2)) AND ",
            crate::within_programs!("NULL"),
            " GROUP BY r.owner_id) s
             LEFT JOIN accounts a ON a.organization_id = $1 AND a.id = s.owner_id
             GROUP BY s.owner_id, a.name, a.sort_key ORDER BY a.sort_key NULLS FIRST, s.owner_id NULLS FIRST LIMIT 200"
        ),
        scoped![scope],
    )
}

/// The colleagues who can take a promise over: those with a day of their own in its program, or (without a program)
/// anywhere. The owner is left out.
pub fn colleagues(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise) -> Result<Vec<(AccountId, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT a.id, a.name FROM accounts a
             WHERE a.organization_id = $1 AND a.closed_at IS NULL AND (a.id <> $2 OR $2 IS NULL)
               AND EXISTS (SELECT 1 FROM memberships m JOIN grants g ON g.role = m.role AND g.permission = $3
                  WHERE m.organization_id = $1 AND m.account_id = a.id
                  AND m.starts_at <= $4 AND (m.ends_at IS NULL OR m.ends_at > $4)
                  AND (m.program_id = $5 OR m.program_id IS NULL OR $5 IS NULL))
               AND NOT EXISTS (SELECT 1 FROM account_people w WHERE w.organization_id = $1 AND w.account_id = a.id
                  AND w.participant_id = $6)
             ORDER BY a.sort_key, a.id LIMIT 300"
        ),
        &[
            &scope.organization,
            &promise.owner,
            &Permission::SeePromises,
            &scope.now,
            &promise.program,
            &promise.participant,
        ],
    )
}

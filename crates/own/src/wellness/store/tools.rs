//! The toolbox in the database.

use ground::{access::Scope, ids::ParticipantId, is_mine, is_shared, scoped};
use jiff::civil::Date;
use kit::{
    db::{DbError, Tx},
    sql,
};

use crate::wellness::plan::{Tool, ToolId, Try, TryId};

/// One's own tools that were not taken out, in the order they were put in.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Tool>, DbError> {
    tx.list(
        sql!(
            "SELECT t.id, t.name, t.words, t.remind_on, t.removed_at,
                (SELECT COUNT(*) FROM plan_tool_tries y WHERE y.organization_id = $1 AND y.tool_id = t.id),
                (SELECT y.went FROM plan_tool_tries y WHERE y.organization_id = $1 AND y.tool_id = t.id
                 ORDER BY y.tried_on DESC, y.id DESC LIMIT 1)
             FROM plan_tools t
             WHERE t.organization_id = $1 AND t.participant_id = $5 AND t.removed_at IS NULL AND ",
            is_mine!("t.participant_id"),
            " ORDER BY t.created_at, t.id LIMIT 200"
        ),
        scoped![scope; &me],
    )
}

/// The tools of somebody who shares that section with this account.
///
/// # Errors
/// Those of the storage.
pub fn shared_with(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Tool>, DbError> {
    tx.list(
        sql!(
            "SELECT t.id, t.name, t.words, t.remind_on, t.removed_at,
                (SELECT COUNT(*) FROM plan_tool_tries y WHERE y.organization_id = $1 AND y.tool_id = t.id),
                (SELECT y.went FROM plan_tool_tries y WHERE y.organization_id = $1 AND y.tool_id = t.id
                 ORDER BY y.tried_on DESC, y.id DESC LIMIT 1)
             FROM plan_tools t
             WHERE t.organization_id = $1 AND t.participant_id = $5 AND t.removed_at IS NULL AND ",
            is_shared!("t.participant_id", "plan_section", "'tools'"),
            " ORDER BY t.created_at, t.id LIMIT 200"
        ),
        scoped![scope; &participant],
    )
}

/// One of one's own tools, also when it was taken out.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ToolId) -> Result<Option<Tool>, DbError> {
    tx.one(
        sql!(
            "SELECT t.id, t.name, t.words, t.remind_on, t.removed_at,
                (SELECT COUNT(*) FROM plan_tool_tries y WHERE y.organization_id = $1 AND y.tool_id = t.id),
                (SELECT y.went FROM plan_tool_tries y WHERE y.organization_id = $1 AND y.tool_id = t.id
                 ORDER BY y.tried_on DESC, y.id DESC LIMIT 1)
             FROM plan_tools t WHERE t.organization_id = $1 AND t.id = $5 AND ",
            is_mine!("t.participant_id")
        ),
        scoped![scope; &id],
    )
}

/// The times that one of one's own tools was tried, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn tries(tx: &mut Tx<'_>, scope: &Scope, tool: ToolId) -> Result<Vec<Try>, DbError> {
    tx.list(
        sql!(
            "SELECT y.tried_on, y.went, y.words FROM plan_tool_tries y
             WHERE y.organization_id = $1 AND y.tool_id = $5 AND ",
            is_mine!("y.participant_id"),
            " ORDER BY y.tried_on DESC, y.id DESC LIMIT 100"
        ),
        scoped![scope; &tool],
    )
}

/// Puts a tool into the box. `me` was found under the scope.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    (name, words): (&str, &str),
    remind_on: Option<Date>,
) -> Result<ToolId, DbError> {
    let id: ToolId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO plan_tools (organization_id, id, participant_id, name, words, remind_on, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.organization, &id, &me, &name, &words, &remind_on, &scope.now],
    )?;
    Ok(id)
}

/// Writes down that a tool was tried. The tool and `me` were found under the scope.
///
/// # Errors
/// Those of the storage.
pub fn insert_try(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (me, tool): (ParticipantId, ToolId),
    tried: &Try,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO plan_tool_tries (organization_id, id, tool_id, participant_id, tried_on, went, words, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &scope.organization,
            &scope.at.id::<TryId>(),
            &tool,
            &me,
            &tried.tried_on,
            &tried.went,
            &tried.words,
            &scope.now,
        ],
    )?;
    Ok(())
}

/// Sets or clears the day of the reminder of one of one's own tools.
///
/// # Errors
/// Those of the storage.
pub fn remind(tx: &mut Tx<'_>, scope: &Scope, id: ToolId, on: Option<Date>) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE plan_tools SET remind_on = $6 WHERE organization_id = $1 AND id = $5 AND ",
            is_mine!("plan_tools.participant_id")
        ),
        scoped![scope; &id, &on],
    )?;
    Ok(changed > 0)
}

/// Takes one of one's own tools out of the box, or puts it back.
///
/// # Errors
/// Those of the storage.
pub fn take_out(tx: &mut Tx<'_>, scope: &Scope, id: ToolId, is_out: bool) -> Result<bool, DbError> {
    let at = is_out.then_some(scope.now);
    let changed = tx.run(
        sql!(
            "UPDATE plan_tools SET removed_at = $6 WHERE organization_id = $1 AND id = $5 AND ",
            is_mine!("plan_tools.participant_id")
        ),
        scoped![scope; &id, &at],
    )?;
    Ok(changed > 0)
}

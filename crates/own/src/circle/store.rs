//! Every statement of the circle.

use ground::{access::Scope, ids::ParticipantId, is_mine, is_shared, scoped};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::member::{Member, MemberId, NewMember};

/// One's own circle with its history, in the order it grew.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Member>, DbError> {
    tx.list(
        sql!(
            "SELECT c.id, c.kind, c.name, c.closeness, c.gives, c.may_know, c.since_on, c.until_on, c.version
             FROM circle_members c
             WHERE c.organization_id = $1 AND c.participant_id = $5 AND c.removed_at IS NULL AND ",
            is_mine!("c.participant_id"),
            " ORDER BY c.created_at, c.id LIMIT 200"
        ),
        scoped![scope; &me],
    )
}

/// The circle of somebody who shares it with this account.
///
/// # Errors
/// Those of the storage.
pub fn shared_with(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Member>, DbError> {
    tx.list(
        sql!(
            "SELECT c.id, c.kind, c.name, c.closeness, c.gives, c.may_know, c.since_on, c.until_on, c.version
             FROM circle_members c
             WHERE c.organization_id = $1 AND c.participant_id = $5 AND c.removed_at IS NULL AND ",
            is_shared!("c.participant_id", "circle", "''"),
            " ORDER BY c.created_at, c.id LIMIT 200"
        ),
        scoped![scope; &participant],
    )
}

/// The name of somebody who shares their circle with this account.
///
/// # Errors
/// Those of the storage.
pub fn name_of(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Option<String>, DbError> {
    tx.one(
        sql!(
            "SELECT p.name_to_use FROM participants p
             WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND ",
            is_shared!("p.id", "circle", "''")
        ),
        scoped![scope; &participant],
    )
}

/// One member of one's own circle.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: MemberId) -> Result<Option<Member>, DbError> {
    tx.one(
        sql!(
            "SELECT c.id, c.kind, c.name, c.closeness, c.gives, c.may_know, c.since_on, c.until_on, c.version
             FROM circle_members c
             WHERE c.organization_id = $1 AND c.id = $5 AND c.removed_at IS NULL AND ",
            is_mine!("c.participant_id")
        ),
        scoped![scope; &id],
    )
}

/// Adds somebody or something. `me` was found under the scope.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, new: &NewMember) -> Result<MemberId, DbError> {
    let id: MemberId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO circle_members (organization_id, id, participant_id, kind, name, closeness, gives, may_know,
                since_on, until_on, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &me,
            &new.kind,
            &new.name,
            &new.closeness,
            &new.gives,
            &new.may_know,
            &new.since_on,
            &new.until_on,
            &scope.now,
        ],
    )?;
    Ok(id)
}

/// Changes a member of one's own circle that is still as it was read. Answers false when it is not.
///
/// # Errors
/// Those of the storage.
pub fn update(tx: &mut Tx<'_>, scope: &Scope, id: MemberId, version: i64, new: &NewMember) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE circle_members SET kind = $7, name = $8, closeness = $9, gives = $10, may_know = $11, since_on = $12,
                until_on = $13, version = version + 1
             WHERE organization_id = $1 AND id = $5 AND version = $6 AND ",
            is_mine!("circle_members.participant_id")
        ),
        scoped![scope; &id, &version, &new.kind, &new.name, &new.closeness, &new.gives, &new.may_know, &new.since_on,
            &new.until_on],
    )?;
    Ok(changed > 0)
}

/// Takes a member off one's own circle as if it never stood there, or puts it back.
///
/// # Errors
/// Those of the storage.
pub fn take_out(tx: &mut Tx<'_>, scope: &Scope, id: MemberId, is_out: bool) -> Result<bool, DbError> {
    let at = is_out.then_some(scope.now);
    let changed = tx.run(
        sql!(
            "UPDATE circle_members SET removed_at = $6 WHERE organization_id = $1 AND id = $5 AND ",
            is_mine!("circle_members.participant_id")
        ),
        scoped![scope; &id, &at],
    )?;
    Ok(changed > 0)
}

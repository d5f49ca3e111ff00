//! Invitations in the database.

use ground::{
    access::Scope,
    accounts::links::Dead,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    secrets::{PaperCode, SealKey},
    sql,
};

use super::invitation::{Invitation, InvitationId, LASTS, Wish};

/// An invitation about to be made.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    pub participant: ParticipantId,
    pub supporter: Option<RecordId>,
    pub program: Option<ProgramId>,
    pub wishes: Vec<Wish>,
    pub share_until: Option<Timestamp>,
}

/// What is kept of a code: it opens the way in of one installation only.
fn digest(code: &PaperCode, seal: &SealKey) -> Vec<u8> {
    code.digest(seal, "own_invitation").as_bytes().to_vec()
}

/// Makes an invitation; answers its code, which is shown once, and until when it works. Earlier ones for the same
/// person stop working.
///
/// # Errors
/// Those of the storage.
pub fn make(
    tx: &mut Tx<'_>,
    scope: &Scope,
    seal: &SealKey,
    new: &NewInvitation,
) -> Result<(PaperCode, Timestamp), DbError> {
    withdraw(tx, scope, new.participant, new.supporter)?;
    let (id, code): (InvitationId, _) = (scope.at.id(), PaperCode::from_rng(&mut scope.at.rng()));
    let until = scope.now.saturating_add(LASTS).unwrap_or(Timestamp::MAX);
    tx.run(
        sql!(
            "INSERT INTO own_invitations (organization_id, id, participant_id, supporter_id, program_id, code_digest,
                wishes, share_until, created_at, created_by, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &[
            &scope.organization,
            &id,
            &new.participant,
            &new.supporter,
            &new.program,
            &digest(&code, seal),
            &Wish::stored(&new.wishes),
            &new.share_until,
            &scope.now,
            &scope.account,
            &until,
        ],
    )?;
    Ok((code, until))
}

/// Takes back the open invitations of a participant, or of one supporter; answers how many.
///
/// # Errors
/// Those of the storage.
pub fn withdraw(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    supporter: Option<RecordId>,
) -> Result<u64, DbError> {
    tx.run(
        sql!(
            "UPDATE own_invitations SET withdrawn_at = $4
             WHERE organization_id = $1 AND participant_id = $2
               AND (supporter_id = $3 OR ($3 IS NULL AND supporter_id IS NULL))
               AND used_at IS NULL AND withdrawn_at IS NULL"
        ),
        &[&scope.organization, &participant, &supporter, &scope.now],
    )
}

/// The invitation that a code opens, or why it opens nothing.
///
/// # Errors
/// Those of the storage.
pub fn open(
    tx: &mut Tx<'_>,
    seal: &SealKey,
    code: &PaperCode,
    now: Timestamp,
) -> Result<Result<Invitation, Dead>, DbError> {
    let found: Option<Invitation> = tx.one(
        sql!(
            "SELECT i.organization_id, i.id, i.participant_id, i.supporter_id, i.program_id, i.wishes, i.share_until,
                i.created_by, i.expires_at, i.used_at, i.withdrawn_at, o.name, COALESCE(s.name, p.name_to_use)
             FROM own_invitations i
             JOIN organizations o ON o.organization_id = i.organization_id
             JOIN participants p ON p.organization_id = i.organization_id AND p.id = i.participant_id
             LEFT JOIN supporters s ON s.organization_id = i.organization_id AND s.id = i.supporter_id
             WHERE i.code_digest = $1 AND p.merged_into IS NULL"
        ),
        &[&digest(code, seal)],
    )?;
    Ok(found.map_or(Err(Dead::Unknown), |one| one.live(now)))
}

/// Uses an invitation up; false when somebody was faster. Called before the deed, in its transaction.
///
/// # Errors
/// Those of the storage.
pub fn use_up(tx: &mut Tx<'_>, invitation: &Invitation, now: Timestamp) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE own_invitations SET used_at = $3
             WHERE organization_id = $1 AND id = $2 AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $3"
        ),
        &[&invitation.organization, &invitation.id, &now],
    )?;
    Ok(changed == 1)
}

/// Notes who accepted.
///
/// # Errors
/// Those of the storage.
pub fn used_by(tx: &mut Tx<'_>, invitation: &Invitation, account: AccountId) -> Result<(), DbError> {
    let statement = sql!("UPDATE own_invitations SET used_by = $3 WHERE organization_id = $1 AND id = $2");
    tx.run(statement, &[&invitation.organization, &invitation.id, &account]).map(drop)
}

/// The account in which a participant is or was at home, one that is open first, and whether they also work here.
///
/// # Errors
/// Those of the storage.
pub fn account_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    participant: ParticipantId,
    now: Timestamp,
) -> Result<Option<(AccountId, bool)>, DbError> {
    tx.one(
        sql!(
            "SELECT x.account_id, EXISTS (SELECT 1 FROM memberships w WHERE w.organization_id = $1
                AND w.account_id = x.account_id AND w.role NOT IN ('participant', 'supporter')
                AND (w.ends_at IS NULL OR w.ends_at > $3))
             FROM account_people x
             JOIN accounts a ON a.organization_id = x.organization_id AND a.id = x.account_id
             WHERE x.organization_id = $1 AND x.participant_id = $2
               AND EXISTS (SELECT 1 FROM memberships w WHERE w.organization_id = $1 AND w.account_id = x.account_id
                 AND w.role = 'participant')
             ORDER BY CASE WHEN a.closed_at IS NULL THEN 0 ELSE 1 END, x.created_at, a.id LIMIT 1"
        ),
        &[&organization, &participant, &now],
    )
}

/// How far a participant's coming in has got, as staff see it.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// They have been at home here since then.
    pub since: Option<Timestamp>,
    /// An invitation waits until then.
    pub waits_until: Option<Timestamp>,
}

kit::from_row!(Standing { since, waits_until });

/// Whether a participant has an account, and whether an invitation waits.
///
/// # Errors
/// Those of the storage.
pub fn standing(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Standing, DbError> {
    let found = tx.one(
        sql!(
            "SELECT (SELECT MIN(x.created_at) FROM account_people x WHERE x.organization_id = $1
                AND x.participant_id = $2 AND EXISTS (SELECT 1 FROM memberships w WHERE w.organization_id = $1
                  AND w.account_id = x.account_id AND w.role = 'participant'
                  AND (w.ends_at IS NULL OR w.ends_at > $3))),
                (SELECT MAX(i.expires_at) FROM own_invitations i WHERE i.organization_id = $1 AND i.participant_id = $2
                   AND i.supporter_id IS NULL AND i.used_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > $3)"
        ),
        &[&scope.organization, &participant, &scope.now],
    )?;
    Ok(found.unwrap_or_default())
}

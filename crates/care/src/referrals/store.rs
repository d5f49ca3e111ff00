//! Referrals in the database: reading them.

use ground::{
    access::Scope,
    ids::{ParticipantId, ProgramId, RecordId},
    scoped, within_programs, within_record,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::referral::{Attempt, Referral, ReferralId, Waited};

macro_rules! referrals_where {
    ($($condition:expr),+ $(,)?) => {
        sql!(
            "SELECT r.id, r.participant_id, p.name_to_use, r.program_id, g.name, g.time_zone, g.rapid_access_days,
                r.received_at, r.source, r.source_name, r.source_contact, r.reason, r.own_view, r.chosen_later_on,
                r.first_attempt_at, r.first_contact_at, r.first_in_person_at, r.attempts_count, r.outcome, r.outcome_at,
                r.stop_reason, r.outcome_words, r.referred_to, e.primary_account_id, r.version
             FROM referrals r
             JOIN participants p ON p.organization_id = r.organization_id AND p.id = r.participant_id
             JOIN programs g ON g.organization_id = r.organization_id AND g.id = r.program_id
             LEFT JOIN enrollments e ON e.organization_id = r.organization_id AND e.participant_id = r.participant_id
                AND e.program_id = r.program_id
             WHERE r.organization_id = $1 AND ",
            $($condition),+
        )
    };
}

/// The referral, when its program and its person are within reach.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ReferralId) -> Result<Option<Referral>, DbError> {
    tx.one(
        referrals_where!(
            "r.id = $5 AND ",
            within_programs!("r.program_id"),
            " AND ",
            within_record!("r.participant_id", "r.program_id", "referrals")
        ),
        scoped![scope; &id],
    )
}

/// Where a page of open referrals begins: after this one.
pub type After = (Timestamp, ReferralId);

/// The referrals of the programs within reach that nothing has come of yet, the longest waiting first, from one on.
///
/// # Errors
/// Those of the storage.
pub fn open(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: Option<ProgramId>,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Referral>, DbError> {
    let (at, id) = after.unwrap_or_else(|| (Timestamp::UNIX_EPOCH, ReferralId::from(uuid::Uuid::nil())));
    tx.list(
        referrals_where!(
            "r.outcome IS NULL AND r.program_id = COALESCE($5, r.program_id) AND (r.received_at, r.id) > ($6, $7) AND ",
            within_programs!("r.program_id"),
            " AND ",
            within_record!("r.participant_id", "r.program_id", "referrals"),
            " ORDER BY r.received_at, r.id LIMIT $8"
        ),
        scoped![scope; &program, &at, &id, &limit],
    )
}

/// The referrals of somebody to a program whose outcome or first meeting is still to come, the longest waiting first.
/// The caller reaches the person.
///
/// # Errors
/// Those of the storage.
pub(super) fn waiting(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
) -> Result<Vec<Referral>, DbError> {
    tx.list(
        referrals_where!(
            "r.participant_id = $2 AND r.program_id = $3 AND (r.outcome IS NULL
                OR EXISTS (SELECT 1 FROM promises w WHERE w.organization_id = $1 AND w.origin_id = r.id
                    AND w.kind = 'first_meeting' AND w.closed_at IS NULL))
             ORDER BY r.received_at, r.id LIMIT 10"
        ),
        &[&scope.organization, &participant, &program],
    )
}

/// The referrals of somebody to a program, the latest first. The caller reaches the person.
///
/// # Errors
/// Those of the storage.
pub(super) fn of_person(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    program: ProgramId,
) -> Result<Vec<Referral>, DbError> {
    tx.list(
        referrals_where!("r.participant_id = $2 AND r.program_id = $3 ORDER BY r.received_at DESC, r.id DESC LIMIT 10"),
        &[&scope.organization, &participant, &program],
    )
}

/// When a contact other than this one first shows that the two met since the referral came in.
///
/// # Errors
/// Those of the storage.
pub(super) fn met_otherwise(
    tx: &mut Tx<'_>,
    scope: &Scope,
    referral: &Referral,
    contact: RecordId,
) -> Result<Option<Timestamp>, DbError> {
    tx.one(
        sql!(
            "SELECT c.starts_at FROM contacts c
             WHERE c.organization_id = $1 AND c.participant_id = $2 AND c.program_id = $3 AND c.id <> $4
                AND c.starts_at >= $5 AND c.status <> 'entered_in_error' AND c.outcome = 'reached'
                AND c.mode = 'in_person' AND c.kind NOT IN ('team', 'non_service', 'family')
             ORDER BY c.starts_at, c.id LIMIT 1"
        ),
        &[&scope.organization, &referral.participant, &referral.program, &contact, &referral.received_at],
    )
}

/// The waits of all referrals that came in since a moment, for the programs' shares.
///
/// # Errors
/// Those of the storage.
pub fn waits(tx: &mut Tx<'_>, scope: &Scope, since: Timestamp) -> Result<Vec<Waited>, DbError> {
    tx.list(
        sql!(
            "SELECT r.program_id, k.name, k.time_zone, k.rapid_access_days, r.received_at, r.first_in_person_at,
                r.outcome_at, r.stop_reason, r.chosen_later_on
             FROM programs k
             CROSS JOIN referrals r
             WHERE k.organization_id = $1 AND r.organization_id = $1 AND r.program_id = k.id AND r.received_at >= $5
               AND ",
            within_programs!("k.id"),
            " ORDER BY k.name, k.id, r.received_at LIMIT 20000"
        ),
        scoped![scope; &since],
    )
}

/// The tries to reach somebody, the newest first. The caller has found the referral.
///
/// # Errors
/// Those of the storage.
pub fn attempts(tx: &mut Tx<'_>, scope: &Scope, referral: ReferralId) -> Result<Vec<Attempt>, DbError> {
    tx.list(
        sql!(
            "SELECT t.at, t.mode, t.outcome, t.words, a.name FROM referral_attempts t
             LEFT JOIN accounts a ON a.organization_id = t.organization_id AND a.id = t.made_by
             WHERE t.organization_id = $1 AND t.referral_id = $2 ORDER BY t.at DESC, t.id DESC LIMIT 100"
        ),
        &[&scope.organization, &referral],
    )
}

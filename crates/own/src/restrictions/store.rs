//! Every statement about wishes to keep somebody out.

use ground::{
    access::Scope,
    gate::{Information, RestrictionId},
    ids::{AccountId, ParticipantId, ProgramId},
    is_mine, scoped, within_reach,
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

/// One wish, with who is meant by name.
#[derive(Debug, Clone)]
pub struct Restriction {
    pub id: RestrictionId,
    pub who: String,
    pub information: Information,
    pub words: String,
    pub asked_at: Timestamp,
    pub agreed_at: Option<Timestamp>,
    pub declined_at: Option<Timestamp>,
    pub answer_words: String,
    pub ended_at: Option<Timestamp>,
}

kit::from_row!(Restriction { id, who, information, words, asked_at, agreed_at, declined_at, answer_words, ended_at });

impl Restriction {
    /// The end of the message key that says where it stands.
    pub fn state(&self) -> &'static str {
        match (self.ended_at, self.agreed_at, self.declined_at) {
            (Some(_), _, _) => "ended",
            (None, Some(_), _) => "agreed",
            (None, None, Some(_)) => "declined",
            (None, None, None) => "asked",
        }
    }
}

macro_rules! wishes {
    () => {
        "SELECT r.id, COALESCE(a.name, g.name, r.to_name), r.information, r.words, r.asked_at, r.agreed_at, r.declined_at,
            r.answer_words, r.ended_at
         FROM restrictions r
         LEFT JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.to_account_id
         LEFT JOIN programs g ON g.organization_id = r.organization_id AND g.id = r.to_program_id
         WHERE r.organization_id = $1 AND r.participant_id = $5 AND "
    };
}

/// A person's wishes, the newest first, for those who work with them.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Vec<Restriction>, DbError> {
    tx.list(
        sql!(wishes!(), within_reach!("r.participant_id"), " ORDER BY r.asked_at DESC, r.id DESC LIMIT 100"),
        scoped![scope; &of],
    )
}

/// The person's own wishes, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn list_mine(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Restriction>, DbError> {
    tx.list(
        sql!(wishes!(), is_mine!("r.participant_id"), " ORDER BY r.asked_at DESC, r.id DESC LIMIT 100"),
        scoped![scope; &me],
    )
}

/// A wish as the person makes it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub account: Option<AccountId>,
    pub program: Option<ProgramId>,
    pub name: String,
    pub information: Information,
    pub words: String,
}

/// Writes a wish down.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, asked: &Asked) -> Result<RestrictionId, DbError> {
    let id: RestrictionId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO restrictions (organization_id, id, participant_id, to_account_id, to_program_id, to_name,
                information, words, asked_at, asked_by, answer_words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')"
        ),
        &[
            &scope.organization,
            &id,
            &me,
            &asked.account,
            &asked.program,
            &asked.name,
            &asked.information,
            &asked.words,
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(id)
}

/// Answers a wish that is open. Answers false when it was answered or ended meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn answer(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    id: RestrictionId,
    is_agreed: bool,
    words: &str,
) -> Result<bool, DbError> {
    let (agreed, declined) = (is_agreed.then_some(scope.now), (!is_agreed).then_some(scope.now));
    let changed = tx.run(
        sql!(
            "UPDATE restrictions SET agreed_at = $4, declined_at = $5, answered_by = $6, answer_words = $7
             WHERE organization_id = $1 AND participant_id = $2 AND id = $3 AND agreed_at IS NULL AND declined_at IS NULL
               AND ended_at IS NULL"
        ),
        &[&scope.organization, &of, &id, &agreed, &declined, &scope.account, &words],
    )?;
    Ok(changed > 0)
}

/// Ends a wish of the person. Answers false when it has ended.
///
/// # Errors
/// Those of the storage.
pub fn end(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, id: RestrictionId) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE restrictions SET ended_at = $4 WHERE organization_id = $1 AND participant_id = $2 AND id = $3
               AND ended_at IS NULL"
        ),
        &[&scope.organization, &me, &id, &scope.now],
    )?;
    Ok(changed > 0)
}

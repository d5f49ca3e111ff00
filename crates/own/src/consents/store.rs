//! Every statement about consents. Staff find them through `within_record!`, the person through `is_mine!`.

use ground::{
    access::Scope,
    gate::ConsentId,
    ids::{AccountId, ParticipantId, ProgramId},
    is_mine, scoped, within_record,
};
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde_json::{Value, json};

use super::consent::{Consent, How};

macro_rules! consents {
    ($of:literal) => {
        concat!(
        "SELECT c.id, c.participant_id, c.kind, c.template_version, c.language, c.from_program_id, c.elements, c.body,
            c.missing, c.expires_on, c.expires_at, c.signed_at, c.signed_how, c.signed_name, c.signature, c.signed_device,
            c.signer_role, c.revoked_at, c.revoked_words, c.replaced_by, c.created_at, c.created_by, c.version
         FROM consents c WHERE c.organization_id = $1 AND c.participant_id = ", $of, " AND ")
    };
}

/// A person's consents, the newest first, for whoever works with them.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Vec<Consent>, DbError> {
    tx.list(
        sql!(
            consents!("$5"),
            within_record!("c.participant_id", "c.from_program_id", "record"),
            " ORDER BY c.created_at DESC, c.id DESC LIMIT 200"
        ),
        scoped![scope; &of],
    )
}

/// One of them.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, id: ConsentId) -> Result<Option<Consent>, DbError> {
    tx.one(
        sql!(consents!("$5"), "c.id = $6 AND ", within_record!("c.participant_id", "c.from_program_id", "record")),
        scoped![scope; &of, &id],
    )
}

/// The person's own consents, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn list_mine(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Consent>, DbError> {
    tx.list(
        sql!(consents!("$5"), is_mine!("c.participant_id"), " ORDER BY c.created_at DESC, c.id DESC LIMIT 200"),
        scoped![scope; &me],
    )
}

/// One of them.
///
/// # Errors
/// Those of the storage.
pub fn find_mine(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId, id: ConsentId) -> Result<Option<Consent>, DbError> {
    tx.one(sql!(consents!("$5"), "c.id = $6 AND ", is_mine!("c.participant_id")), scoped![scope; &me, &id])
}

/// What is written down before anybody signs.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub kind: String,
    pub template_version: i64,
    pub language: String,
    pub from: Option<ProgramId>,
    pub elements: Value,
    pub body: String,
    pub expires_on: Option<jiff::civil::Date>,
}

/// Adds a consent that waits to be signed.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, new: &Prepared) -> Result<ConsentId, DbError> {
    let id: ConsentId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO consents (organization_id, id, participant_id, kind, template, template_version, language,
                from_program_id, elements, body, missing, expires_on, signed_name, signature, signed_device, signer_role,
                revoked_words, created_at, created_by, version)
             VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '', '', $12, $13, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &of,
            &new.kind,
            &new.template_version,
            &new.language,
            &new.from,
            &new.elements,
            &new.body,
            &json!([]),
            &new.expires_on,
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(id)
}

/// Changes one that nobody has signed. Answers false when it was signed, taken back or changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn update(tx: &mut Tx<'_>, scope: &Scope, id: ConsentId, version: i64, new: &Prepared) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE consents SET template_version = $4, language = $5, from_program_id = $6, elements = $7, body = $8,
                expires_on = $9, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND signed_at IS NULL AND revoked_at IS NULL"
        ),
        &[
            &scope.organization,
            &id,
            &version,
            &new.template_version,
            &new.language,
            &new.from,
            &new.elements,
            &new.body,
            &new.expires_on,
        ],
    )?;
    Ok(changed > 0)
}

/// How a consent was signed.
#[derive(Debug, Clone)]
pub struct Signature {
    pub how: How,
    pub name: String,
    /// The drawn line; empty when it was typed or stands on paper.
    pub line: String,
    /// The browser and system, or where the paper is.
    pub device: String,
    /// By what right somebody else signs; empty when the person does.
    pub role: String,
    pub at: Timestamp,
}

/// Puts the signature under the text as it was shown. Answers false when it changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn set_signed(
    tx: &mut Tx<'_>,
    scope: &Scope,
    consent: &Consent,
    signature: &Signature,
    missing: &[String],
    expires_at: Option<Timestamp>,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE consents SET signed_at = $4, signed_how = $5, signed_name = $6, signature = $7, signed_device = $8,
                signer_role = $9, missing = $10, starts_at = $4, expires_at = $11, signed_by = $12, elements = $13,
                copy_given_at = $14, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND signed_at IS NULL AND revoked_at IS NULL"
        ),
        &[
            &scope.organization,
            &consent.id,
            &consent.version,
            &signature.at,
            &signature.how,
            &signature.name,
            &signature.line,
            &signature.device,
            &signature.role,
            &json!(missing),
            &expires_at,
            &scope.account,
            &consent.elements,
            &scope.now,
        ],
    )?;
    Ok(changed > 0)
}

/// Takes a consent back. Answers false when it was taken back already.
///
/// # Errors
/// Those of the storage.
pub fn set_revoked(tx: &mut Tx<'_>, scope: &Scope, id: ConsentId, words: &str) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE consents SET revoked_at = $3, revoked_by = $4, revoked_words = $5, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND revoked_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.now, &scope.account, &words],
    )?;
    Ok(changed > 0)
}

/// Says that a newer consent took the place of this one.
///
/// # Errors
/// Those of the storage.
pub fn set_replaced(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    old: ConsentId,
    by: ConsentId,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE consents SET replaced_by = $4, version = version + 1 WHERE organization_id = $1 AND participant_id = $2
               AND id = $3 AND signed_at IS NOT NULL AND revoked_at IS NULL AND replaced_by IS NULL"
        ),
        &[&scope.organization, &of, &old, &by],
    )?;
    Ok(changed > 0)
}

/// Who can be named inside the house: everybody who works in it.
///
/// # Errors
/// Those of the storage.
pub fn workers(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(AccountId, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT a.id, a.name FROM accounts a WHERE a.organization_id = $1 AND a.closed_at IS NULL
               AND EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = $1 AND m.account_id = a.id
                  AND m.role NOT IN ('participant', 'supporter') AND m.starts_at <= $2
                  AND (m.ends_at IS NULL OR m.ends_at > $2))
             ORDER BY a.sort_key, a.id LIMIT 500"
        ),
        &[&scope.organization, &scope.now],
    )
}

/// A program of the house, and whether it is under 42 CFR Part 2.
#[derive(Debug, Clone)]
pub struct House {
    pub id: ProgramId,
    pub name: String,
    pub time_zone: String,
    pub is_part2: bool,
}

kit::from_row!(House { id, name, time_zone, is_part2 });

/// The programs that are open.
///
/// # Errors
/// Those of the storage.
pub fn programs(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<House>, DbError> {
    tx.list(
        sql!(
            "SELECT g.id, g.name, g.time_zone, EXISTS (SELECT 1 FROM part2_programs q
                WHERE q.organization_id = g.organization_id AND q.program_id = g.id)
             FROM programs g WHERE g.organization_id = $1 AND g.closed_on IS NULL ORDER BY g.name, g.id LIMIT 500"
        ),
        &[&scope.organization],
    )
}

/// Where somebody stands: their program, its zone, and who supports them; the organization's zone without one.
#[derive(Debug, Clone)]
pub struct Standing {
    pub program: Option<ProgramId>,
    pub peer: Option<AccountId>,
    pub time_zone: String,
}

kit::from_row!(Standing { program, peer, time_zone });

impl Standing {
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

/// The standing of a participant, whose reach the caller has proven.
///
/// # Errors
/// Those of the storage.
pub fn standing(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Standing, DbError> {
    let found = tx.one(
        sql!(
            "SELECT e.program_id, e.primary_account_id, COALESCE(g.time_zone, o.time_zone) FROM organizations o
             LEFT JOIN enrollments e ON e.organization_id = o.organization_id AND e.participant_id = $2
             LEFT JOIN programs g ON g.organization_id = e.organization_id AND g.id = e.program_id
             WHERE o.organization_id = $1
             ORDER BY CASE e.standing WHEN 'here' THEN 1 WHEN 'coming' THEN 2 ELSE 3 END, e.status_since DESC NULLS LAST
             LIMIT 1"
        ),
        &[&scope.organization, &of],
    )?;
    Ok(found.unwrap_or(Standing { program: None, peer: None, time_zone: "UTC".to_owned() }))
}

/// The signed consents that hold now and share from a program or from the whole house, with whom they are about.
///
/// # Errors
/// Those of the storage.
pub fn holding_from(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: ProgramId,
) -> Result<Vec<(ConsentId, ParticipantId)>, DbError> {
    tx.list(
        sql!(
            "SELECT c.id, c.participant_id FROM consents c WHERE c.organization_id = $1
               AND (c.from_program_id = $2 OR c.from_program_id IS NULL)
               AND EXISTS (SELECT 1 FROM openings x WHERE x.organization_id = $1 AND x.consent_id = c.id
                  AND (x.ends_at IS NULL OR x.ends_at > $3))
             ORDER BY c.id LIMIT 100000"
        ),
        &[&scope.organization, &program, &scope.now],
    )
}

/// A consent by its id, for work inside a change that the caller has proven the right to.
///
/// # Errors
/// Those of the storage.
pub fn known(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, id: ConsentId) -> Result<Option<Consent>, DbError> {
    tx.one(sql!(consents!("$2"), "c.id = $3"), &[&scope.organization, &of, &id])
}

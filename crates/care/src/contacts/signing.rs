//! Writing a signed contact down: one transaction with its words, its goals and steps, its promises and its counters.

use ground::{
    access::Scope,
    ids::{AccountId, DraftId, ParticipantId, ProgramId},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde_json::json;

use super::{
    contact::{Act, ActId, ContactId, Facts, Sections, Status, Step, StepId, StepOwner},
    people,
};

/// A contact whose words are final.
#[derive(Debug, Clone)]
pub struct SignedContact {
    pub id: ContactId,
    pub program: ProgramId,
    pub participant: Option<ParticipantId>,
    pub author: AccountId,
    /// The name that the signature shows for ever.
    pub author_name: String,
    pub facts: Facts,
    pub sections: Sections,
    /// What the person added after reading.
    pub participant_words: String,
    pub steps: Vec<Step>,
    pub signed_at: Timestamp,
    pub is_late: bool,
    pub status: Status,
    pub needs_cosign: bool,
    /// The draft that it was, which makes a second sending of the same words harmless.
    pub draft: Option<DraftId>,
}

/// A next step as it was written down.
#[derive(Debug, Clone)]
pub struct KeptStep {
    pub id: StepId,
    pub step: Step,
}

/// Writes a signed contact down with its first version, its act of signing, goals, steps, and the person's counters.
/// Promises, units and the audit are the caller's: an import of old records makes none of the first two.
///
/// # Errors
/// Those of the storage; a draft that became a contact before is a conflict with `contacts_by_draft`.
pub fn insert_signed(tx: &mut Tx<'_>, scope: &Scope, contact: &SignedContact) -> Result<Vec<KeptStep>, DbError> {
    let facts = &contact.facts;
    tx.run(
        sql!(
            "INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version, status,
                version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds, draft_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20, $21,
                $22, '', '', 0, $23, $24)"
        ),
        &[
            &scope.organization,
            &contact.id,
            &contact.program,
            &contact.participant,
            &contact.author,
            &facts.kind,
            &facts.outcome,
            &facts.starts_at,
            &facts.ends_at,
            &facts.minutes(),
            &facts.setting,
            &facts.place,
            &facts.mode,
            &json!(facts.present),
            &json!(facts.areas),
            &json!(facts.competencies),
            &facts.template,
            &facts.template_version,
            &contact.status,
            &contact.signed_at,
            &contact.is_late,
            &contact.needs_cosign,
            &json!([]),
            &contact.draft,
        ],
    )?;
    let steps = insert_version(tx, scope, contact, 1)?;
    if let Some(person) = contact.participant {
        people::count_contact(tx, scope, person, facts)?;
    }
    Ok(steps)
}

/// Puts a new signing over a note that came back: a new version beside the old ones. Answers `None` when somebody was
/// quicker.
///
/// # Errors
/// Those of the storage.
pub fn sign_again(
    tx: &mut Tx<'_>,
    scope: &Scope,
    contact: &SignedContact,
    next_version: i64,
) -> Result<Option<Vec<KeptStep>>, DbError> {
    let facts = &contact.facts;
    let changed = tx.run(
        sql!(
            "UPDATE contacts SET kind = $4, outcome = $5, starts_at = $6, ends_at = $7, minutes = $8, setting = $9,
                place = $10, mode = $11, present = $12, areas = $13, competencies = $14, template = $15,
                template_version = $16, status = $17, version = $18, signed_at = $19, needs_cosign = $20,
                returned_words = ''
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND status = 'returned'"
        ),
        &[
            &scope.organization,
            &contact.id,
            &next_version.saturating_sub(1),
            &facts.kind,
            &facts.outcome,
            &facts.starts_at,
            &facts.ends_at,
            &facts.minutes(),
            &facts.setting,
            &facts.place,
            &facts.mode,
            &json!(facts.present),
            &json!(facts.areas),
            &json!(facts.competencies),
            &facts.template,
            &facts.template_version,
            &contact.status,
            &next_version,
            &contact.signed_at,
            &contact.needs_cosign,
        ],
    )?;
    if changed == 0 {
        return Ok(None);
    }
    tx.run(
        sql!("DELETE FROM contact_goals WHERE organization_id = $1 AND contact_id = $2"),
        &[&scope.organization, &contact.id],
    )?;
    let steps = insert_version(tx, scope, contact, next_version)?;
    if let Some(person) = contact.participant {
        people::look_again(tx, scope, person)?;
    }
    Ok(Some(steps))
}

fn insert_version(
    tx: &mut Tx<'_>,
    scope: &Scope,
    contact: &SignedContact,
    version: i64,
) -> Result<Vec<KeptStep>, DbError> {
    tx.run(
        sql!(
            "INSERT INTO contact_versions (organization_id, contact_id, version, sections, participant_words, facts,
                signed_at, signed_by, signed_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            &scope.organization,
            &contact.id,
            &version,
            &json!(contact.sections),
            &contact.participant_words,
            &json!(contact.facts),
            &contact.signed_at,
            &contact.author,
            &contact.author_name,
        ],
    )?;
    let deed = Deed {
        contact: contact.id,
        version,
        act: Act::Signed,
        words: "",
        at: contact.signed_at,
        by: contact.author,
        name: &contact.author_name,
    };
    insert_act(tx, scope, &deed)?;
    for goal in &contact.facts.goals {
        tx.run(
            sql!(
                "INSERT INTO contact_goals (organization_id, contact_id, goal_id) VALUES ($1, $2, $3)
                 ON CONFLICT (organization_id, contact_id, goal_id) DO NOTHING"
            ),
            &[&scope.organization, &contact.id, goal],
        )?;
    }
    insert_steps(tx, scope, contact, version)
}

/// Something done to a note.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'d> {
    pub contact: ContactId,
    pub version: i64,
    pub act: Act,
    pub words: &'d str,
    pub at: Timestamp,
    pub by: AccountId,
    pub name: &'d str,
}

/// Adds a deed to the history of a note.
///
/// # Errors
/// Those of the storage.
pub fn insert_act(tx: &mut Tx<'_>, scope: &Scope, deed: &Deed<'_>) -> Result<(), DbError> {
    let id: ActId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO contact_acts (organization_id, id, contact_id, version, act, words, at, account_id, account_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            &scope.organization,
            &id,
            &deed.contact,
            &deed.version,
            &deed.act,
            &deed.words,
            &deed.at,
            &deed.by,
            &deed.name,
        ],
    )?;
    Ok(())
}

fn insert_steps(
    tx: &mut Tx<'_>,
    scope: &Scope,
    contact: &SignedContact,
    version: i64,
) -> Result<Vec<KeptStep>, DbError> {
    let mut kept = Vec::new();
    for (position, step) in (0_i64..).zip(&contact.steps) {
        let id: StepId = scope.at.id();
        tx.run(
            sql!(
                "INSERT INTO contact_steps (organization_id, id, contact_id, version, participant_id, words, owner, due_on,
                    position)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            ),
            &[
                &scope.organization,
                &id,
                &contact.id,
                &version,
                &contact.participant,
                &step.words,
                &step.owner,
                &step.due_on,
                &version.saturating_mul(100).saturating_add(position),
            ],
        )?;
        kept.push(KeptStep { id, step: step.clone() });
    }
    Ok(kept)
}

impl Step {
    /// Whether it belongs on the author's own day.
    pub const fn is_the_authors(&self) -> bool {
        matches!(self.owner, StepOwner::Peer)
    }
}

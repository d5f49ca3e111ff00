//! A try to reach somebody: signed with one tap, care all the same, and never billed (practice.md 3.3, 3.5).

use ground::{
    access::Scope,
    audit::{self, Action},
    ids::{DraftId, ParticipantId},
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    messages::Words,
    sql,
};

use super::{
    contact::{ContactId, Facts, Kind, Mode, Outcome, Section, Sections, Status},
    loops, people,
    signing::{self, SignedContact},
};

/// Signs a try. The form carries an id made with the page, so that a double tap makes one contact.
///
/// # Errors
/// [`Fault::NotFound`] when the scope does not reach the person; those of the storage.
pub fn sign(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId, form: &Form, words: &Words) -> Result<ContactId, Fault> {
    let once: DraftId = form.parsed("once").unwrap_or_else(|| scope.at.id());
    people::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if let Some(earlier) = signed_once(tx, scope, once)? {
        return Ok(earlier);
    }
    let program = people::program_of(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let program = people::program(tx, scope, program)?.ok_or(Fault::NotFound)?;
    let outcome = Outcome::from_word(form.get("outcome")).filter(|outcome| !outcome.is_reached());
    let facts = Facts {
        kind: Kind::Outreach,
        outcome: outcome.unwrap_or(Outcome::NoAnswer),
        starts_at: scope.now,
        ends_at: scope.now,
        setting: program.setting.clone(),
        place: String::new(),
        place_words: String::new(),
        mode: Mode::from_word(form.get("mode")).unwrap_or(Mode::Phone),
        present: Vec::new(),
        present_names: String::new(),
        areas: Vec::new(),
        competencies: Vec::new(),
        goals: Vec::new(),
        template: "contact_log".to_owned(),
        template_version: 1,
        is_read_together: false,
        together: None,
        follow_up_at: None,
    };
    let line = form.text("line").map(|line| Section {
        key: "line".to_owned(),
        label: words.t("contacts-attempt-line"),
        words: line.to_owned(),
        is_own: false,
    });
    let contact = SignedContact {
        id: scope.at.id(),
        program: program.id,
        participant: Some(id),
        author: scope.account,
        author_name: scope.name.clone(),
        facts,
        sections: Sections(line.into_iter().collect()),
        participant_words: String::new(),
        steps: Vec::new(),
        signed_at: scope.now,
        is_late: false,
        status: Status::Signed,
        needs_cosign: false,
        draft: Some(once),
    };
    signing::insert_signed(tx, scope, &contact)?;
    loops::close(tx, scope, &program, &contact, words)?;
    let entry = audit::Entry::new(scope, Action::Sign, "contact").of(id).on(contact.id);
    audit::record(tx, &entry.with("kind", contact.facts.kind.word()))?;
    Ok(contact.id)
}

fn signed_once(tx: &mut Tx<'_>, scope: &Scope, once: DraftId) -> Result<Option<ContactId>, DbError> {
    tx.one(
        sql!("SELECT id FROM contacts WHERE organization_id = $1 AND draft_id = $2 AND author_id = $3"),
        &[&scope.organization, &once, &scope.account],
    )
}

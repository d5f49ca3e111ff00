//! The program that a note belongs to. Whoever works in two programs with one person says which; its template, its hours
//! and its rule for second signatures follow.

use ground::{
    access::Scope,
    drafts::{self, Draft},
    ids::{DraftId, ParticipantId, ProgramId},
    layout::parts::Choice,
    rules::Rules,
    scoped, within_programs,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    sql,
};

use super::{contact::ProgramRules, form::template_of, people};

/// A program to choose: id and name.
pub type Named = (ProgramId, String);

/// The programs that a note of the scope's account can belong to: those that the account works in and the person is or was
/// with; without a person, all that the account works in. The usual one is [`people::program_of`]'s.
///
/// # Errors
/// Those of the storage.
pub fn possible(tx: &mut Tx<'_>, scope: &Scope, person: Option<ParticipantId>) -> Result<Vec<Named>, DbError> {
    match person {
        Some(person) => tx.list(
            sql!(
                "SELECT k.id, k.name FROM enrollments e
                 JOIN programs k ON k.organization_id = e.organization_id AND k.id = e.program_id
                 WHERE e.organization_id = $1 AND e.participant_id = $5 AND k.closed_on IS NULL AND ",
                within_programs!("k.id"),
                " ORDER BY k.name, k.id LIMIT 50"
            ),
            scoped![scope; &person],
        ),
        None => tx.list(
            sql!(
                "SELECT k.id, k.name FROM programs k WHERE k.organization_id = $1 AND k.closed_on IS NULL AND ",
                within_programs!("k.id"),
                " ORDER BY k.name, k.id LIMIT 50"
            ),
            scoped![scope],
        ),
    }
}

/// The program that the form of a draft names, when it can be chosen; else the one that the draft was begun in. A new
/// version of a signed note stays in its program.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such program; those of the storage.
pub fn of_form(tx: &mut Tx<'_>, scope: &Scope, draft: &Draft, form: &Form) -> Result<ProgramRules, Fault> {
    let own = draft.program.ok_or(Fault::NotFound)?;
    let asked = form.parsed::<ProgramId>("program").filter(|id| *id != own && draft.subject.is_none());
    let id = match asked {
        Some(asked) if possible(tx, scope, draft.participant)?.iter().any(|(id, _)| *id == asked) => asked,
        _ => own,
    };
    people::program(tx, scope, id)?.ok_or(Fault::NotFound)
}

/// Moves a draft to the program that its form names. Answers the draft as it stands then.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such program; those of the storage.
pub fn follow(tx: &mut Tx<'_>, scope: &Scope, mut draft: Draft, form: &Form) -> Result<Draft, Fault> {
    // A kind of draft without a program is none of ours; saving it says so.
    if draft.program.is_none() || form.text("program").is_none() {
        return Ok(draft);
    }
    let program = of_form(tx, scope, &draft, form)?.id;
    if draft.program != Some(program) {
        drafts::set_program(tx, scope, &draft, program)?;
        draft.program = Some(program);
    }
    Ok(draft)
}

/// The form with the usual template of the program that it names, where it has that of the program before.
///
/// # Errors
/// [`Fault::NotFound`] when it is no draft of the account; those of the storage.
pub fn with_template(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, mut form: Form) -> Result<Form, Fault> {
    let draft = drafts::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let Some(before) = draft.program else { return Ok(form) };
    let after = of_form(tx, scope, &draft, &form)?;
    if after.id == before {
        return Ok(form);
    }
    let before = people::program(tx, scope, before)?.ok_or(Fault::NotFound)?;
    let mut blank = form.clone();
    blank.set("template", "");
    let usual = |program: &ProgramRules| {
        template_of(Rules::shipped(), &blank, program).map(|template| template.id.clone()).unwrap_or_default()
    };
    if form.get("template") == usual(&before) {
        form.set("template", usual(&after));
    }
    Ok(form)
}

/// What the editor offers: nothing, when there is nothing to choose.
pub fn choices(possible: &[Named], chosen: ProgramId) -> Vec<Choice> {
    if possible.len() < 2 {
        return Vec::new();
    }
    possible.iter().map(|(id, name)| Choice::new(id.to_string(), name, *id == chosen)).collect()
}

//! What is done to a signed note: co-signing, returning, writing anew, adding, entering in error. Each is its own deed.

use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action},
    drafts::{self, Fields, NewDraft},
    ids::{DraftId, RecordId},
    layout::Flash,
    promises::{self, Closing},
    rules::matrix::Permission,
};
use jiff::ToSpan;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    messages::{AsArg, Words},
    web::{Answer, see},
};
use serde_json::{Value, json};

use super::{
    contact::{Act, Contact, ContactId, Decision, ProgramRules, Refused},
    form::section_field,
    labels::label,
    loops, people,
    show::show_again,
    sign::{evidence, returned_promise},
    store, units,
};

/// How long a signature can be taken back with one tap, in minutes.
const UNDO_MINUTES: i64 = 15;

/// Why a deed was not done.
#[derive(Debug)]
pub(super) enum NotDone {
    Refused(Refused),
    Fault(Fault),
}

/// For callers without a form, such as tests and other faces.
impl From<NotDone> for Fault {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Refused(why) => super::sign::refused(why),
            NotDone::Fault(fault) => fault,
        }
    }
}

impl From<DbError> for NotDone {
    fn from(error: DbError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Fault> for NotDone {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refused> for NotDone {
    fn from(why: Refused) -> Self {
        Self::Refused(why)
    }
}

/// The note and its program, for a deed.
pub(super) fn open(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<(Contact, ProgramRules), Fault> {
    let contact = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let program = people::program(tx, scope, contact.program)?.ok_or(Fault::NotFound)?;
    Ok((contact, program))
}

/// Writes a decision down with its audit entry; somebody quicker is a conflict.
fn carry_out(tx: &mut Tx<'_>, scope: &Scope, contact: &Contact, decision: &Decision) -> Result<(), Fault> {
    if !store::decide(tx, scope, contact, decision)? {
        return Err(Fault::Conflict("the note changed meanwhile".to_owned()));
    }
    let action = match decision.act {
        Act::Cosigned => Action::Cosign,
        Act::Returned => Action::Return,
        _ => Action::Remove,
    };
    record(tx, scope, contact, audit::Entry::new(scope, action, "contact"))?;
    Ok(())
}

fn record(tx: &mut Tx<'_>, scope: &Scope, contact: &Contact, entry: audit::Entry) -> Result<(), DbError> {
    let entry = entry.on(contact.id).with("version", contact.version).with("is_own", contact.author == scope.account);
    audit::record(tx, &contact.participant.map_or(entry.clone(), |person| entry.of(person)))
}

/// The page after a deed, or the note again with the reason beside the field.
pub(super) async fn after(
    app: &App,
    visit: &Visit,
    id: ContactId,
    outcome: Result<(), NotDone>,
    (field, form): (&str, Form),
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => visit.see(format!("/contacts/{id}"), Flash::ok(visit.t(done))),
        Err(NotDone::Refused(why)) => show_again(app, visit, id, form, Errors::one(field, visit.t(why.key()))).await,
        Err(NotDone::Fault(fault)) => Err(fault),
    }
}

pub async fn create_cosignature(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>, form: Form) -> Answer {
    let scope = visit.may(Permission::CosignContacts)?;
    let version: Option<i64> = form.parsed("version");
    let outcome = app.write(&scope, move |tx, scope| cosign(tx, scope, id, version)).await;
    after(&app, &visit, id, outcome, ("version", form), "contacts-was-cosigned").await
}

pub(super) fn cosign(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, version: Option<i64>) -> Result<(), NotDone> {
    let (contact, _) = open(tx, scope, id)?;
    seen_version(&contact, version)?;
    let decision = contact.to_cosign(scope.account)?.cosign("");
    carry_out(tx, scope, &contact, &decision)?;
    promises::close(tx, scope, id, promises::Kind::Cosign, Closing::Done, &evidence(id))?;
    Ok(())
}

/// A second signature is for the words that were read: a newer version has to be read first.
fn seen_version(contact: &Contact, version: Option<i64>) -> Result<(), Fault> {
    match version {
        Some(seen) if seen != contact.version => Err(Fault::Conflict("the note has a newer version".to_owned())),
        _ => Ok(()),
    }
}

pub async fn create_return(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>, form: Form) -> Answer {
    let scope = visit.may(Permission::CosignContacts)?;
    let (words, sent) = (visit.words.clone(), form.clone());
    let outcome = app.write(&scope, move |tx, scope| return_note(tx, scope, id, &sent, &words)).await;
    after(&app, &visit, id, outcome, ("return_words", form), "contacts-was-returned").await
}

pub(super) fn return_note(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ContactId,
    form: &Form,
    words: &Words,
) -> Result<(), NotDone> {
    let (contact, program) = open(tx, scope, id)?;
    seen_version(&contact, form.parsed("version"))?;
    let decision = contact.to_cosign(scope.account)?.return_for_changes(form.get("return_words"))?;
    carry_out(tx, scope, &contact, &decision)?;
    promises::close(tx, scope, id, promises::Kind::Cosign, Closing::Replaced, &evidence(id))?;
    promises::open(tx, scope, &returned_promise(scope, &program, &contact, words))?;
    Ok(())
}

/// Begins the new version of a note that came back: a draft with all its words.
pub async fn create_revision(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let words = visit.words.clone();
    match app.write(&scope, move |tx, scope| revise(tx, scope, id, &words)).await {
        Ok(draft) => see(format!("/contacts/drafts/{draft}")),
        Err(not_done) => after(&app, &visit, id, Err(not_done), ("revision", form), "").await,
    }
}

pub(super) fn revise(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, words: &Words) -> Result<DraftId, NotDone> {
    let (contact, program) = open(tx, scope, id)?;
    contact.to_revise(scope.account)?;
    let subject = RecordId::from(id.uuid());
    if let Some(open) = drafts::find_open_about(tx, scope, subject)? {
        return Ok(open);
    }
    let kind = label(words, "contact_kinds", contact.facts.kind.word());
    let new = NewDraft {
        kind: "contacts",
        participant: contact.participant,
        subject: Some(subject),
        program: program.id,
        fields: fields_of(&contact, &program),
        promise_words: words.with("contacts-promise-sign-again", &[("kind", kind.as_arg())]),
    };
    Ok(drafts::make(tx, scope, &new)?)
}

/// A signed note as the fields of its form.
fn fields_of(contact: &Contact, program: &ProgramRules) -> Fields {
    let (facts, zone) = (&contact.facts, program.zone());
    let (from, to) = (facts.starts_at.to_zoned(zone.clone()), facts.ends_at.to_zoned(zone.clone()));
    let mut fields = Fields::default();
    let texts: [(&str, String); 11] = [
        ("kind", facts.kind.word().to_owned()),
        ("outcome", facts.outcome.word().to_owned()),
        ("mode", facts.mode.word().to_owned()),
        ("template", facts.template.clone()),
        ("place", facts.place.clone()),
        ("place_words", facts.place_words.clone()),
        ("present_names", facts.present_names.clone()),
        ("participant_words", contact.participant_words.clone()),
        ("date", from.date().to_string()),
        ("start", from.strftime("%H:%M").to_string()),
        ("end", to.strftime("%H:%M").to_string()),
    ];
    for (name, text) in texts {
        fields.set(name, text);
    }
    let goals: Vec<String> = facts.goals.iter().map(ToString::to_string).collect();
    let lists: [(&str, Value); 4] = [
        ("present", json!(facts.present)),
        ("areas", json!(facts.areas)),
        ("competencies", json!(facts.competencies)),
        ("goals", json!(goals)),
    ];
    for (name, list) in lists {
        fields.set(name, list);
    }
    for section in &contact.sections.0 {
        fields.set(&section_field(&section.key), section.words.as_str());
    }
    if let Some(at) = facts.follow_up_at {
        let at = at.to_zoned(zone);
        fields.set("follow_date", at.date().to_string());
        fields.set("follow_time", at.strftime("%H:%M").to_string());
    }
    fields
}

pub async fn create_addendum(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>, form: Form) -> Answer {
    let scope = writer_or_supervisor(&visit)?;
    let sent = form.clone();
    let outcome = app.write(&scope, move |tx, scope| addend(tx, scope, id, sent.get("addendum"))).await;
    after(&app, &visit, id, outcome, ("addendum", form), "contacts-was-added").await
}

/// Authors add to their own notes, supervisors to those of their programs.
pub(super) fn writer_or_supervisor(visit: &Visit) -> Result<Scope, Fault> {
    let permission =
        if visit.can(Permission::CosignContacts) { Permission::CosignContacts } else { Permission::WriteContacts };
    visit.may(permission)
}

pub(super) fn may_touch(scope: &Scope, contact: &Contact) -> Result<(), Refused> {
    let is_theirs = contact.author == scope.account || scope.permission == Permission::CosignContacts;
    if is_theirs { Ok(()) } else { Err(Refused::NotAuthor) }
}

pub(super) fn addend(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, words: &str) -> Result<(), NotDone> {
    let (contact, _) = open(tx, scope, id)?;
    may_touch(scope, &contact)?;
    store::insert_addendum(tx, scope, id, contact.addend(words)?)?;
    record(tx, scope, &contact, audit::Entry::new(scope, Action::Change, "contact").with("fields", "addendum"))?;
    Ok(())
}

pub async fn create_error(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>, form: Form) -> Answer {
    let scope = writer_or_supervisor(&visit)?;
    let sent = form.clone();
    let outcome = app.write(&scope, move |tx, scope| enter_in_error(tx, scope, id, sent.get("error_words"))).await;
    after(&app, &visit, id, outcome, ("error_words", form), "contacts-is-in-error").await
}

/// Takes a note out of what counts: it stays readable, its promises end, those that it had kept are open again, its units
/// and the person's counters follow.
pub(super) fn enter_in_error(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, why: &str) -> Result<(), NotDone> {
    let (contact, program) = open(tx, scope, id)?;
    may_touch(scope, &contact)?;
    let decision = contact.enter_in_error(why)?;
    carry_out(tx, scope, &contact, &decision)?;
    loops::open_again(tx, scope, &contact)?;
    for step in store::steps(tx, scope, id)? {
        promises::close_all_of(tx, scope, step.id, Closing::LetGo, &decision.words)?;
    }
    promises::close_all_of(tx, scope, id, Closing::LetGo, &decision.words)?;
    units::void(tx, scope, id)?;
    if let Some(person) = contact.participant {
        units::settle_day(tx, scope, &program, person, contact.facts.starts_at)?;
    }
    Ok(())
}

/// Takes back what the author signed a moment ago: an entry in error with its own reason.
pub async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let why = visit.t("contacts-undo-why");
    let outcome = app
        .write(&scope, move |tx, scope| {
            let (contact, _) = open(tx, scope, id)?;
            let until = contact.signed_at.saturating_add(UNDO_MINUTES.minutes()).unwrap_or(contact.signed_at);
            if contact.author != scope.account || scope.now > until {
                return Err(NotDone::Refused(Refused::NotAuthor));
            }
            enter_in_error(tx, scope, id, &why)
        })
        .await;
    after(&app, &visit, id, outcome, ("error_words", Form::default()), "contacts-is-in-error").await
}

//! Signing a draft: its words become a contact, once, with everything that follows from it.

use ground::{
    access::Scope,
    audit::{self, Action},
    drafts::{self, Draft, Fields, OtherWords, Save},
    ids::{AccountId, ClientId, DraftId, RecordId},
    promises::{self, Closing, Evidence, NewPromise},
    rules::Rules,
};
use jiff::{Timestamp, ToSpan};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    messages::{AsArg, Words},
};

use super::{
    contact::{Contact, ContactId, ProgramRules, Status, StepOwner},
    form::{self, BOXES, Written},
    loops,
    people::{self, Person},
    programs,
    signing::{self, KeptStep, SignedContact},
    store::{self, Overlap},
    together, units,
};
use crate::deadline::deadline;

/// What came of a try to sign.
pub enum Outcome {
    /// It is signed, now or by an earlier sending of the same words.
    Signed(ContactId),
    /// Not yet: the words are saved, and this has to be looked at first.
    NotYet(Box<Hurdles>),
}

/// What stands before a signature.
#[derive(Debug, Default)]
pub struct Hurdles {
    pub errors: Errors,
    pub overlaps: Vec<Overlap>,
    /// Another device wrote meanwhile.
    pub others: Vec<OtherWords>,
    /// The draft's version that the page shows now.
    pub version: i64,
}

/// The part of a form that says which tab wrote it, on which version of the draft.
pub struct FromTab {
    pub client: ClientId,
    pub base: i64,
}

/// Saves a form that was sent as a whole, as one more entry of its draft.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::Conflict`] when it was signed meanwhile; those of the storage.
pub fn save_form(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, form: &Form) -> Result<drafts::Saved, Fault> {
    let draft = drafts::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let (draft, kept) = keep_words(tx, scope, draft, form)?;
    drafts::keep_promise_in_step(tx, scope, &draft, &kept.fields)?;
    Ok(kept.saved)
}

/// Saves the words of a form; the promise to sign them stays where it is. Answers the draft in the program that the form
/// names, otherwise as it was.
fn keep_words(tx: &mut Tx<'_>, scope: &Scope, draft: Draft, form: &Form) -> Result<(Draft, drafts::Kept), Fault> {
    let draft = programs::follow(tx, scope, draft, form)?;
    let tab = tab_of(scope, form);
    let mut fields = Fields::of_form(form, &BOXES);
    // What belongs to the sending and not to the words: which tab, which button, what was confirmed.
    fields.0.retain(|name, _| !name.starts_with("draft_") && !["do", "overlap_ok"].contains(&name.as_str()));
    // A form has no count of its own; its time is one that grows.
    let save = Save { client: tab.client, sequence: scope.now.as_microsecond(), base: tab.base, fields };
    save.check().map_err(|error| Fault::Invalid(Errors::one("fields", error.to_string())))?;
    let kept = drafts::append_to(tx, scope, &draft, &save)?;
    Ok((draft, kept))
}

fn tab_of(scope: &Scope, form: &Form) -> FromTab {
    FromTab {
        client: form.parsed("draft_client").unwrap_or_else(|| scope.at.id()),
        base: form.parsed("draft_base").unwrap_or_default(),
    }
}

/// Signs a draft with the words of the form that was sent. The same draft signs once, however often it is sent.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub fn sign_draft(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, form: &Form, words: &Words) -> Result<Outcome, Fault> {
    let draft = drafts::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if let Some(became) = draft.submitted_as {
        return Ok(Outcome::Signed(ContactId::from(became.uuid())));
    }
    let (draft, kept) = keep_words(tx, scope, draft, form)?;
    match look(tx, scope, &draft, kept.saved, form, words)? {
        Ok(Ready { program, person, written }) => {
            finish(tx, scope, &Signing { draft, program, person, written }, words).map(Outcome::Signed)
        }
        Err(hurdles) => {
            drafts::keep_promise_in_step(tx, scope, &draft, &kept.fields)?;
            Ok(Outcome::NotYet(hurdles))
        }
    }
}

/// What a form says that can be signed.
struct Ready {
    program: ProgramRules,
    person: Option<Person>,
    written: Written,
}

/// Reads what the form of a draft says, or what stands before a signature.
fn look(
    tx: &mut Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    saved: drafts::Saved,
    form: &Form,
    words: &Words,
) -> Result<Result<Ready, Box<Hurdles>>, Fault> {
    let person = people::of_draft(tx, scope, draft.id)?;
    if draft.participant.is_some() && person.is_none() {
        return Err(Fault::NotFound);
    }
    let program = programs::of_form(tx, scope, draft, form)?;
    let mut hurdles = Hurdles { version: saved.version, others: saved.others, ..Hurdles::default() };
    let read = form::read(Rules::read_in(words.tag()), form, &program, person.is_some(), scope.now, words);
    let mut written = match read {
        Ok(written) => written,
        Err(errors) => {
            hurdles.errors = errors;
            return Ok(Err(Box::new(hurdles)));
        }
    };
    let name = person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let now_shown = together::shown(Rules::read_in(words.tag()), form, &program, words, name);
    together::take_in(tx, scope, draft.id, &now_shown, &mut written)?;
    let revised = draft.subject.map(|subject| ContactId::from(subject.uuid()));
    if !form.is_ticked("overlap_ok") {
        hurdles.overlaps = store::overlaps(tx, scope, draft.participant, &written.facts, revised)?;
    }
    if !hurdles.overlaps.is_empty() || !hurdles.others.is_empty() {
        return Ok(Err(Box::new(hurdles)));
    }
    Ok(Ok(Ready { program, person, written }))
}

/// A draft that nothing stands in the way of.
struct Signing {
    draft: Draft,
    program: ProgramRules,
    person: Option<Person>,
    written: Written,
}

fn finish(tx: &mut Tx<'_>, scope: &Scope, signing: &Signing, words: &Words) -> Result<ContactId, Fault> {
    let (contact, steps) = match signing.draft.subject {
        None => sign_new(tx, scope, signing)?,
        Some(subject) => sign_revision(tx, scope, signing, ContactId::from(subject.uuid()))?,
    };
    drafts::submit(tx, scope, signing.draft.id, "contact", RecordId::from(contact.id.uuid()))?;
    together::keep_with(tx, scope, signing.draft.id, contact.id)?;
    super::attachments::keep_with(tx, scope, signing.draft.id, contact.id, contact.participant)?;
    follow(tx, scope, signing, &contact, &steps, words)?;
    Ok(contact.id)
}

fn signed(scope: &Scope, signing: &Signing, id: ContactId) -> SignedContact {
    let Signing { draft, program, written, .. } = signing;
    let needs_cosign = program.needs_cosign(id, &written.facts);
    SignedContact {
        id,
        program: program.id,
        participant: draft.participant,
        author: scope.account,
        author_name: scope.name.clone(),
        facts: written.facts.clone(),
        sections: written.sections.clone(),
        participant_words: written.participant_words.clone(),
        steps: written.steps.clone(),
        signed_at: scope.now,
        is_late: program.is_late(written.facts.ends_at, scope.now),
        status: if needs_cosign { Status::AwaitingCosign } else { Status::Signed },
        needs_cosign,
        draft: Some(draft.id),
    }
}

fn sign_new(tx: &mut Tx<'_>, scope: &Scope, signing: &Signing) -> Result<(SignedContact, Vec<KeptStep>), Fault> {
    let contact = signed(scope, signing, scope.at.id());
    let steps = signing::insert_signed(tx, scope, &contact)?;
    Ok((contact, steps))
}

fn sign_revision(
    tx: &mut Tx<'_>,
    scope: &Scope,
    signing: &Signing,
    id: ContactId,
) -> Result<(SignedContact, Vec<KeptStep>), Fault> {
    let before = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let next = before.to_revise(scope.account).map_err(refused)?.next_version();
    let contact = SignedContact { program: before.program, ..signed(scope, signing, id) };
    let steps = signing::sign_again(tx, scope, &contact, next)?
        .ok_or_else(|| Fault::Conflict("the note changed meanwhile".to_owned()))?;
    let evidence = evidence(id);
    promises::close(tx, scope, id, promises::Kind::Returned, Closing::Done, &evidence)?;
    if let (Some(person), true) = (before.participant, before.facts.starts_at != contact.facts.starts_at) {
        units::settle_day(tx, scope, &signing.program, person, before.facts.starts_at)?;
    }
    Ok((contact, steps))
}

/// A refusal as a fault, for faces that show no form.
pub fn refused(why: super::contact::Refused) -> Fault {
    Fault::Conflict(why.to_string())
}

/// A signed contact as what shows that a promise is kept.
pub(super) fn evidence(id: ContactId) -> Evidence {
    Evidence { kind: Some("contact".to_owned()), record: Some(RecordId::from(id.uuid())), words: String::new() }
}

/// What follows from a signed contact: promises, units, and the audit.
fn follow(
    tx: &mut Tx<'_>,
    scope: &Scope,
    signing: &Signing,
    contact: &SignedContact,
    steps: &[KeptStep],
    words: &Words,
) -> Result<(), Fault> {
    let Signing { program, person, .. } = signing;
    for step in steps {
        promises::open(tx, scope, &step_promise(scope, program, contact, person.as_ref(), step, words))?;
    }
    if let Some(at) = contact.facts.follow_up_at {
        promises::open(tx, scope, &follow_up_promise(contact, at, words))?;
    }
    if contact.needs_cosign {
        let promise = cosign_promise(tx, scope, program, contact, words)?;
        promises::open(tx, scope, &promise)?;
    }
    loops::close(tx, scope, program, contact, words)?;
    if let Some(person) = contact.participant {
        units::settle_day(tx, scope, program, person, contact.facts.starts_at)?;
    }
    let entry = audit::Entry::new(scope, Action::Sign, "contact")
        .on(contact.id)
        .with("kind", contact.facts.kind.word())
        .with("is_late", contact.is_late);
    audit::record(tx, &contact.participant.map_or(entry.clone(), |person| entry.of(person)))?;
    Ok(())
}

fn step_promise(
    scope: &Scope,
    program: &ProgramRules,
    contact: &SignedContact,
    person: Option<&Person>,
    kept: &KeptStep,
    words: &Words,
) -> NewPromise {
    let zone = program.zone();
    let today = scope.now.to_zoned(zone.clone()).date();
    // A step without a day is looked at again after a week.
    let day = kept.step.due_on.unwrap_or_else(|| today.saturating_add(7.days()));
    let noon = zone.to_timestamp(day.at(12, 0, 0, 0)).unwrap_or(scope.now);
    let due = deadline("step.next", None, noon, &zone);
    let is_mine = kept.step.is_the_authors();
    let who = match (kept.step.owner, person) {
        (StepOwner::Participant, Some(person)) => person.name.clone(),
        (owner, _) => step_owner_label(words, owner),
    };
    let text = if is_mine {
        kept.step.words.clone()
    } else {
        words.with("contacts-step-of", &[("who", who.as_arg()), ("words", kept.step.words.as_arg())])
    };
    NewPromise {
        kind: promises::Kind::NextStep,
        words: text,
        participant: contact.participant,
        // Also a step of the person or a supporter is on the author's day: its words say whose it is, and somebody asks
        // how it went. Nothing that was agreed falls through.
        program: Some(contact.program),
        owner: Some(contact.author),
        due_at: due.due_at,
        has_time: due.has_time,
        origin_kind: "contact_step",
        origin: RecordId::from(kept.id.uuid()),
        rule: due.rule,
        rule_version: due.rule_version,
    }
}

/// What people read for the owner of a step.
pub fn step_owner_label(words: &Words, owner: StepOwner) -> String {
    Rules::read_in(words.tag())
        .lists
        .get("step_owners")
        .map_or(owner.word(), |list| list.label_of(owner.word()))
        .to_owned()
}

fn follow_up_promise(contact: &SignedContact, at: Timestamp, words: &Words) -> NewPromise {
    let version = Rules::shipped().clocks.get("crisis.follow_up").map_or(0, |clock| i64::from(clock.about.version));
    NewPromise {
        kind: promises::Kind::CrisisFollowUp,
        words: words.t("contacts-promise-follow-up"),
        participant: contact.participant,
        program: Some(contact.program),
        owner: Some(contact.author),
        due_at: at,
        has_time: true,
        origin_kind: "contact",
        origin: RecordId::from(contact.id.uuid()),
        rule: "crisis.follow_up".to_owned(),
        rule_version: version,
    }
}

/// A second signature is asked of the supervisor when there is one besides the author, else of the program's queue.
fn cosign_promise(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: &ProgramRules,
    contact: &SignedContact,
    words: &Words,
) -> Result<NewPromise, DbError> {
    let supervisors = people::supervisors_besides(tx, scope, program.id, contact.author)?;
    let owner: Option<AccountId> = match supervisors.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let due = deadline("note.cosign", None, contact.signed_at, &program.zone());
    Ok(NewPromise {
        kind: promises::Kind::Cosign,
        words: words.with("contacts-promise-cosign", &[("name", contact.author_name.as_arg())]),
        participant: contact.participant,
        program: Some(program.id),
        owner,
        due_at: due.due_at,
        has_time: due.has_time,
        origin_kind: "contact",
        origin: RecordId::from(contact.id.uuid()),
        rule: due.rule,
        rule_version: due.rule_version,
    })
}

/// The promise of the author to answer a note that came back.
pub fn returned_promise(scope: &Scope, program: &ProgramRules, contact: &Contact, words: &Words) -> NewPromise {
    let due = deadline("note.returned", None, scope.now, &program.zone());
    NewPromise {
        kind: promises::Kind::Returned,
        words: words.with("contacts-promise-returned", &[("name", scope.name.as_arg())]),
        participant: contact.participant,
        program: Some(program.id),
        owner: Some(contact.author),
        due_at: due.due_at,
        has_time: due.has_time,
        origin_kind: "contact",
        origin: RecordId::from(contact.id.uuid()),
        rule: due.rule,
        rule_version: due.rule_version,
    }
}

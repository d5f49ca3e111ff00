//! One note as it reads: its words, its facts, what was done to it and added to it, what comes next; on paper too.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action},
    ids::RecordId,
    layout::{
        Page,
        when::{self, When},
    },
    onward::{self, Came, Onward, Way},
    rules::{holds::Hold, matrix::Permission},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    ids::Id as _,
    messages::AsArg,
    web::{Answer, page, page_with_errors, see},
};

use super::{
    attachments::{self, Attachment},
    comments::{self, Comment, Said, SaidLine},
    contact::{Contact, ContactId, ProgramRules, Section, Status, StepId},
    hiding::{self, Hiding, HidingLine},
    labels::{self, label},
    people::{self, Person},
    sign::step_owner_label,
    store::{self, Done, StepLine},
    together::sentences,
    units,
};

#[derive(Template)]
#[template(path = "contacts/show.html")]
struct Show {
    page: Page,
    note: NoteView,
    attachments: Vec<Attachment>,
    may_addend: bool,
    may_answer: bool,
    may_hide: bool,
    may_cosign: bool,
    may_revise: bool,
    may_enter_in_error: bool,
    is_own_waiting: bool,
    units: Option<UnitsView>,
    onward: Onward,
    form: Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "contacts/print.html")]
struct Print {
    page: Page,
    note: NoteView,
}

/// A note, ready to be read.
pub struct NoteView {
    pub id: ContactId,
    pub name: String,
    pub pronouns: String,
    pub person_path: String,
    pub is_colleague: bool,
    pub kind: String,
    pub icon: &'static str,
    pub status: String,
    pub tone: &'static str,
    pub is_late: bool,
    pub is_in_error: bool,
    pub error_words: String,
    pub returned_words: String,
    pub starts: When,
    /// Day, from, to and how long, on one line.
    pub time: String,
    pub facts: Vec<(String, String)>,
    pub sections: Vec<Section>,
    pub participant_words: String,
    pub is_read_together: bool,
    /// How the person took part, a sentence each.
    pub together: Vec<String>,
    pub held: Option<HidingLine>,
    pub statements: Vec<SaidLine>,
    pub said: Vec<SaidLine>,
    pub goals: Vec<(RecordId, String)>,
    pub steps: Vec<StepView>,
    pub author: String,
    pub signed: When,
    pub version: i64,
    pub history: Vec<HistoryLine>,
    pub addenda: Vec<HistoryLine>,
}

pub struct StepView {
    pub words: String,
    pub who: String,
    pub by: String,
    pub is_done: bool,
}

/// Something done or added, said in a line.
pub struct HistoryLine {
    pub title: String,
    pub words: String,
    pub by: String,
    pub when: When,
}

/// Units and what holds them.
pub struct UnitsView {
    pub words: String,
    pub rule: String,
    pub holds: Vec<Hold>,
}

/// All that a note's page shows, read in one transaction.
pub struct Reading {
    pub contact: Contact,
    pub program: ProgramRules,
    pub person: Option<Person>,
    is_colleague: bool,
    history: Vec<Done>,
    steps: Vec<StepLine>,
    goals: Vec<(RecordId, String)>,
    attachments: Vec<Attachment>,
    said: Vec<Comment>,
    hiding: Option<Hiding>,
}

/// Reads a note with everything around it.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub fn read(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<Reading, Fault> {
    let contact = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let program = people::program(tx, scope, contact.program)?.ok_or(Fault::NotFound)?;
    let person = contact.participant.map(|person| people::of_contact(tx, scope, person)).transpose()?.flatten();
    Ok(Reading {
        is_colleague: contact.participant.is_some_and(|id| people::is_colleague(tx, scope, id).unwrap_or_default()),
        history: store::history(tx, scope, id)?,
        steps: store::steps(tx, scope, id)?,
        goals: store::goals(tx, scope, id)?,
        attachments: attachments::of_contact(tx, scope, id)?,
        said: comments::of_contact(tx, scope, id)?,
        hiding: hiding::of_contact(tx, scope, id)?,
        contact,
        program,
        person,
    })
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>) -> Answer {
    let scope = visit.may_read_notes()?;
    let (reading, onward) = read_onward(&app, &visit, &scope, id).await?;
    app.saw(&scope, seen(&scope, &reading, Action::Read)).await?;
    page(&view(&visit, &scope, reading, onward, (Form::default(), Errors::default())))
}

/// The page again, with what is wrong beside what was typed.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub async fn show_again(app: &App, visit: &Visit, id: ContactId, form: Form, errors: Errors) -> Answer {
    let scope = visit.may_read_notes()?;
    let (reading, onward) = read_onward(app, visit, &scope, id).await?;
    page_with_errors(&view(visit, &scope, reading, onward, (form, errors)))
}

/// The note, and what other rooms have to do with it.
async fn read_onward(app: &App, visit: &Visit, scope: &Scope, id: ContactId) -> Result<(Reading, Onward), Fault> {
    let ways = onward::ways(visit);
    let begun = ways.clone();
    let read = app.read(scope, move |tx, scope| {
        let reading = read(tx, scope, id)?;
        Ok::<_, Fault>((reading, onward::came(tx, &begun, id.uuid().into())?))
    });
    let (reading, came) = read.await?;
    let onward = onward_view(visit, &ways, came, &reading.contact);
    Ok((reading, onward))
}

/// Nothing begins at a contact that is struck out, or that was with nobody in particular.
fn onward_view(visit: &Visit, ways: &[Way], came: Vec<Came>, contact: &Contact) -> Onward {
    let open = contact.participant.filter(|_| contact.status != Status::EnteredInError);
    onward::view(visit, ways, came, open.map(|person| (person, contact.id.uuid().into())))
}

pub async fn print(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>) -> Answer {
    let scope = visit.may_read_notes()?;
    let reading = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    app.saw(&scope, seen(&scope, &reading, Action::Print)).await?;
    page(&Print { page: visit.page("contacts-print-title"), note: note_view(&visit, &reading) })
}

/// From a next step to the contact that it was agreed in.
pub async fn of_step(State(app): State<App>, visit: Visit, Path(step): Path<StepId>) -> Answer {
    let scope = visit.may_read_notes()?;
    let contact = app.read(&scope, move |tx, scope| store::of_step(tx, scope, step)).await?;
    see(format!("/contacts/{}#steps-title", contact.ok_or(Fault::NotFound)?))
}

fn seen(scope: &Scope, reading: &Reading, action: Action) -> audit::Entry {
    let entry = audit::Entry::new(scope, action, "contact").on(reading.contact.id);
    let entry = reading.contact.participant.map_or(entry.clone(), |person| entry.of(person));
    if reading.is_colleague { entry.with("is_colleague", true) } else { entry }
}

fn view(visit: &Visit, scope: &Scope, reading: Reading, onward: Onward, (form, errors): (Form, Errors)) -> Show {
    let contact = &reading.contact;
    let is_author = contact.author == scope.account;
    let is_supervisor = visit.can(Permission::CosignContacts);
    let may_write = visit.can(Permission::WriteContacts);
    Show {
        page: visit.page("contacts-show-title"),
        may_addend: contact.status != Status::EnteredInError && (is_author && may_write || is_supervisor),
        may_answer: comments::may_answer(visit, scope, contact, &reading.said),
        may_hide: contact.participant.is_some() && visit.can(Permission::HideNotes) && (is_author || is_supervisor),
        may_cosign: is_supervisor && contact.to_cosign(scope.account).is_ok(),
        is_own_waiting: is_supervisor && is_author && contact.status == Status::AwaitingCosign,
        may_revise: may_write && contact.to_revise(scope.account).is_ok(),
        may_enter_in_error: contact.status != Status::EnteredInError && (is_author && may_write || is_supervisor),
        units: visit.can(Permission::SeeUnits).then(|| units_view(visit, contact)).flatten(),
        note: note_view(visit, &reading),
        attachments: reading.attachments,
        onward,
        form,
        errors,
    }
}

fn units_view(visit: &Visit, contact: &Contact) -> Option<UnitsView> {
    use kit::messages::Arg;
    let (units, ready) = (contact.units?, contact.units_ready.unwrap_or_default());
    let version = contact.unit_rule_version.unwrap_or_default().to_string();
    let rule = contact.unit_rule.clone().unwrap_or_default();
    let title = visit.rules().billing.get(&rule).map_or(rule.clone(), |found| found.label.clone());
    let args = [("units", Arg::Count(units)), ("ready", Arg::Count(ready)), ("minutes", Arg::Count(contact.minutes))];
    let named = [("rule", title.as_arg()), ("id", rule.as_arg()), ("version", version.as_arg())];
    Some(UnitsView {
        words: visit.words.with("contacts-units", &args),
        rule: visit.words.with("contacts-units-rule", &named),
        holds: units::holds_of(&contact.holds),
    })
}

fn note_view(visit: &Visit, reading: &Reading) -> NoteView {
    let Reading { contact, program, person, .. } = reading;
    let zone = program.zone();
    let name = person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let (status, tone) = labels::status(visit, contact.status);
    let (addenda, deeds): (Vec<&Done>, Vec<&Done>) = reading.history.iter().partition(|done| done.act.is_none());
    let (statements, said): (Vec<Comment>, Vec<Comment>) =
        reading.said.iter().cloned().partition(|said| said.kind == Said::Disagreement);
    let named = |section: &Section| Section { label: section.label.replace("{name}", &name), ..section.clone() };
    NoteView {
        id: contact.id,
        pronouns: person.as_ref().map(|person| person.pronouns.clone()).unwrap_or_default(),
        person_path: contact.participant.map(|id| format!("/people/{id}/contacts")).unwrap_or_default(),
        is_colleague: reading.is_colleague,
        kind: label(&visit.words, "contact_kinds", contact.facts.kind.word()),
        icon: labels::icon(contact.facts.kind, Some(contact.facts.mode)),
        status,
        tone,
        is_late: contact.is_late,
        is_in_error: contact.status == Status::EnteredInError,
        error_words: contact.error_words.clone(),
        returned_words: contact.returned_words.clone(),
        starts: When::day_of(visit, contact.facts.starts_at, &zone),
        time: time_line(visit, contact, &zone),
        facts: facts(visit, contact),
        sections: contact.sections.0.iter().map(named).collect(),
        participant_words: contact.participant_words.clone(),
        is_read_together: contact.facts.is_read_together && contact.facts.together.is_none(),
        together: contact.facts.together.iter().flat_map(|part| sentences(&visit.words, part, &name)).collect(),
        held: reading.hiding.as_ref().map(|hiding| HidingLine::new(visit, hiding, &zone)),
        statements: statements.into_iter().map(|said| SaidLine::new(visit, said, &zone)).collect(),
        said: said.into_iter().map(|said| SaidLine::new(visit, said, &zone)).collect(),
        goals: reading.goals.clone(),
        steps: reading.steps.iter().map(|step| step_view(visit, step, &name, &zone)).collect(),
        author: contact.author_name.clone(),
        signed: When::at(visit, contact.signed_at, &zone),
        version: contact.version,
        history: deeds.into_iter().map(|done| history_line(visit, done, &zone)).collect(),
        addenda: addenda.into_iter().map(|done| history_line(visit, done, &zone)).collect(),
        name,
    }
}

fn time_line(visit: &Visit, contact: &Contact, zone: &jiff::tz::TimeZone) -> String {
    let clock = |at: jiff::Timestamp| when::time(&visit.words, at.to_zoned(zone.clone()).datetime());
    let (from, to) = (clock(contact.facts.starts_at), clock(contact.facts.ends_at));
    if contact.minutes == 0 {
        return from;
    }
    let long = labels::duration(visit, contact.minutes);
    visit.words.with("contacts-time", &[("from", from.as_arg()), ("to", to.as_arg()), ("long", long.as_arg())])
}

fn facts(visit: &Visit, contact: &Contact) -> Vec<(String, String)> {
    let facts = &contact.facts;
    let place = match (facts.place.as_str(), facts.place_words.as_str()) {
        ("", words) => words.to_owned(),
        (key, "") => label(&visit.words, "places", key),
        (key, words) => format!("{}, {words}", label(&visit.words, "places", key)),
    };
    let present = facts.present.iter().map(|key| visit.t(&format!("contacts-present-{}", key.replace('_', "-"))));
    let present: Vec<String> =
        present.chain(Some(facts.present_names.clone()).filter(|names| !names.is_empty())).collect();
    let of_list = |list: &str, keys: &[String]| {
        keys.iter().map(|key| label(&visit.words, list, key)).collect::<Vec<_>>().join(", ")
    };
    let all = [
        ("contacts-outcome", label(&visit.words, "contact_outcomes", facts.outcome.word())),
        ("contacts-mode", label(&visit.words, "modes", facts.mode.word())),
        ("contacts-place", place),
        ("contacts-present", present.join(", ")),
        ("contacts-areas", of_list("functional_areas", &facts.areas)),
        ("contacts-competencies", of_list("competencies", &facts.competencies)),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (visit.t(key), text)).collect()
}

fn step_view(visit: &Visit, step: &StepLine, name: &str, zone: &jiff::tz::TimeZone) -> StepView {
    let is_the_persons = step.owner == super::contact::StepOwner::Participant && !name.is_empty();
    StepView {
        words: step.words.clone(),
        who: if is_the_persons { name.to_owned() } else { step_owner_label(&visit.words, step.owner) },
        by: step.due_on.map(|day| When::on(visit, day, zone).human).unwrap_or_default(),
        is_done: step.closing.as_deref() == Some("done"),
    }
}

fn history_line(visit: &Visit, done: &Done, zone: &jiff::tz::TimeZone) -> HistoryLine {
    let key = done.act.map_or("addendum".to_owned(), |act| act.word().replace('_', "-"));
    HistoryLine {
        title: visit.t(&format!("contacts-act-{key}")),
        words: done.words.clone(),
        by: done.by.clone(),
        when: When::at(visit, done.at, zone),
    }
}

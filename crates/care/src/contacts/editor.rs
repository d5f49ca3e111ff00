//! The editor of a note. Opening it, saving it, switching its template and copying from the last note all keep every
//! word; signing is the only thing that ends it.

use askama::Template;
use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    access::Scope,
    drafts::{self, Draft, Fields},
    gate::{self, KeptOut},
    ids::{ClientId, DraftId},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::{Rules, matrix::Permission, templates::Template as NoteTemplate},
};
use jiff::ToSpan;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors, see},
};
use serde::Deserialize;

use super::{
    attachments::{self, Attachment},
    check::Check,
    contact::{ContactId, Kind, ProgramRules},
    form::{BOXES, PRESENT, STEPS, kept_sections, kind_of, section_field, template_of},
    labels::{choices, competencies, label},
    people::{self, GoalLine, Person},
    programs,
    sign::{self, Hurdles, Outcome},
    store::{self, Version},
    together,
};
use crate::participants::kept_out;

#[derive(Template)]
#[template(path = "contacts/edit.html")]
struct Edit {
    page: Page,
    id: DraftId,
    account: String,
    version: i64,
    client: ClientId,
    form: Form,
    name: String,
    pronouns: String,
    /// Whom the person asked to keep out.
    kept_out: Vec<String>,
    returned: String,
    is_crisis: bool,
    pick: Choices,
    sections: Vec<SectionField>,
    kept: Vec<SectionField>,
    steps: Vec<StepField>,
    follow_date: String,
    follow_time: String,
    attachments: Vec<Attachment>,
    last: Option<LastNote>,
    part: together::Part,
    check: Check,
    errors: Errors,
    overlaps: Vec<OverlapLine>,
    others: Vec<OtherLine>,
    saved: When,
}

/// Everything that can be chosen.
struct Choices {
    kinds: Vec<Choice>,
    /// Empty when there is nothing to choose.
    programs: Vec<Choice>,
    templates: Vec<Choice>,
    outcomes: Vec<Choice>,
    modes: Vec<Choice>,
    places: Vec<Choice>,
    present: Vec<Choice>,
    areas: Vec<Choice>,
    goals: Vec<Choice>,
    competencies: Vec<Choice>,
}

struct SectionField {
    name: String,
    label: String,
    prompt: String,
    words: String,
}

impl Choices {
    /// What is chosen of a list, for the line that stands while it is folded away.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn chosen(&self, of: &[Choice]) -> String {
        let labels: Vec<&str> = of.iter().filter(|one| one.is_chosen).map(|one| one.label.as_str()).collect();
        labels.join(", ")
    }
}

struct StepField {
    number: u8,
    /// Every step after the first waits behind "Another step".
    is_folded: bool,
    /// It, or one after it, holds words.
    is_open: bool,
    words: String,
    owners: Vec<Choice>,
    by: String,
}

impl StepField {
    fn owners(&self) -> &[Choice] {
        &self.owners
    }
}

/// The last note with the person, to be read beside the new one.
struct LastNote {
    when: When,
    sections: Vec<OldSection>,
}

struct OldSection {
    key: String,
    label: String,
    words: String,
    /// Whether the new note has a place for it.
    is_copyable: bool,
}

/// Another contact at the same time, said in a line.
struct OverlapLine {
    id: ContactId,
    words: String,
}

/// What another device wrote into a field.
struct OtherLine {
    label: String,
    words: String,
}

/// Everything the editor shows, read in one transaction.
struct Desk {
    draft: Draft,
    program: ProgramRules,
    programs: Vec<programs::Named>,
    person: Option<Person>,
    keeps: Vec<KeptOut>,
    goals: Vec<GoalLine>,
    attachments: Vec<Attachment>,
    last: Option<Version>,
    returned: String,
    can_send: bool,
    sent: Option<together::Response>,
}

fn desk(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, with_last: bool) -> Result<Desk, Fault> {
    let draft = drafts::find(tx, scope, id)?.filter(|draft| draft.kind == "contacts").ok_or(Fault::NotFound)?;
    let program = programs::of_form(tx, scope, &draft, &draft.fields.to_form())?;
    let programs = if draft.subject.is_none() { programs::possible(tx, scope, draft.participant)? } else { Vec::new() };
    let person = people::of_draft(tx, scope, id)?;
    if draft.participant.is_some() && person.is_none() {
        return Err(Fault::NotFound);
    }
    let keeps = draft.participant.map(|person| gate::kept_out(tx, scope, person)).transpose()?.unwrap_or_default();
    let goals = draft.participant.map(|person| people::goals(tx, scope, person)).transpose()?.unwrap_or_default();
    let last = draft.participant.filter(|_| with_last).map(|person| store::last_note(tx, scope, person)).transpose()?;
    let returned = match draft.subject {
        Some(subject) => store::find(tx, scope, ContactId::from(kit::ids::Id::uuid(subject)))?,
        None => None,
    };
    Ok(Desk {
        attachments: attachments::of_draft(tx, scope, id)?,
        returned: returned.map(|contact| contact.returned_words).unwrap_or_default(),
        last: last.flatten(),
        can_send: match draft.participant {
            Some(person) => together::has_own_page(tx, scope, person)?,
            None => false,
        },
        sent: together::response_of(tx, scope, id)?,
        draft,
        program,
        programs,
        person,
        keeps,
        goals,
    })
}

/// What of the page was asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Show the last note with this person beside.
    #[serde(default)]
    beside: bool,
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, Query(asked): Query<Asked>) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let desk = app.read(&scope, move |tx, scope| desk(tx, scope, id, asked.beside)).await?;
    if let Some(became) = desk.draft.submitted_as {
        return see(format!("/contacts/{became}"));
    }
    let form = desk.draft.fields.to_form();
    page(&view(&visit, &scope, desk, form, Hurdles::default()))
}

/// Saves the form, and does what its button asks: switch the template, open the last note, copy a part of it.
pub async fn update(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let asked = form.get("do").to_owned();
    let copy = asked.strip_prefix("copy.").map(str::to_owned);
    let section = copy.clone();
    let saved = app
        .write(&scope, move |tx, scope| {
            let form = match &section {
                Some(key) => with_copy(tx, scope, id, form, key)?,
                None => form,
            };
            let form = programs::with_template(tx, scope, id, form)?;
            Ok::<_, Fault>((sign::save_form(tx, scope, id, &form)?, form))
        })
        .await?;
    let path = format!("/contacts/drafts/{id}");
    match (saved, copy) {
        ((saved, form), _) if !saved.others.is_empty() => show_others(app, visit, scope, id, form, saved).await,
        (_, Some(key)) => see(format!("{path}?beside=true#{}", section_field(&key))),
        _ if asked == "beside" => see(format!("{path}?beside=true#last-title")),
        _ if asked == "switch" => see(path),
        _ if asked == "together" => see(format!("{path}/together")),
        _ => visit.see(path, Flash::ok(visit.t("contacts-draft-saved"))),
    }
}

async fn show_others(app: App, visit: Visit, scope: Scope, id: DraftId, form: Form, saved: drafts::Saved) -> Answer {
    let desk = app.read(&scope, move |tx, scope| desk(tx, scope, id, false)).await?;
    let hurdles = Hurdles { others: saved.others, version: saved.version, ..Hurdles::default() };
    page_with_errors(&view(&visit, &scope, desk, form, hurdles))
}

/// The form with a part of the last note under what the section holds already.
fn with_copy(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, mut form: Form, key: &str) -> Result<Form, Fault> {
    let draft = drafts::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let person = draft.participant.ok_or(Fault::NotFound)?;
    let last = store::last_note(tx, scope, person)?.ok_or(Fault::NotFound)?;
    if let Some(old) = last.sections.0.iter().find(|section| section.key == key) {
        let field = section_field(key);
        let words = [form.get(&field).trim_end(), &old.words].join("\n");
        form.set(&field, words.trim_start());
    }
    Ok(form)
}

/// Signs, or shows what has to be looked at first. Nothing that was typed is lost either way.
pub async fn create_signature(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let (words, sent) = (visit.words.clone(), form.clone());
    let outcome = app.write(&scope, move |tx, scope| sign::sign_draft(tx, scope, id, &sent, &words)).await?;
    match outcome {
        Outcome::Signed(contact) => {
            visit.see(format!("/contacts/{contact}"), Flash::ok(visit.t("contacts-was-signed")))
        }
        Outcome::NotYet(hurdles) => {
            let desk = app.read(&scope, move |tx, scope| desk(tx, scope, id, false)).await?;
            page_with_errors(&view(&visit, &scope, desk, form, *hurdles))
        }
    }
}

fn view(visit: &Visit, scope: &Scope, desk: Desk, form: Form, hurdles: Hurdles) -> Edit {
    let rules = visit.rules();
    let form = Fields::of_form(&form, &BOXES).to_form();
    let name = desk.person.as_ref().map(|person| person.name.clone());
    let called = name.clone().unwrap_or_default();
    let template = template_of(rules, &form, &desk.program);
    let (follow_date, follow_time) = follow_up(scope, &desk.program, &form);
    let pick = all_choices(visit, &form, template, &desk);
    Edit {
        page: visit.page("contacts-edit-title"),
        id: desk.draft.id,
        account: scope.account.to_string(),
        version: hurdles.version.max(desk.draft.version),
        client: scope.at.id(),
        pronouns: desk.person.as_ref().map(|person| person.pronouns.clone()).unwrap_or_default(),
        kept_out: kept_out(visit, &called, &desk.keeps),
        returned: desk.returned,
        is_crisis: kind_of(&form) == Kind::CrisisSupport,
        pick,
        sections: template.map(|template| fields_of(template, &form, &called)).unwrap_or_default(),
        kept: template.map(|template| kept_fields(rules, template, &form, &called)).unwrap_or_default(),
        steps: (1..=STEPS).map(|number| step_field(visit, &form, number)).collect(),
        follow_date,
        follow_time,
        attachments: desk.attachments,
        last: desk.last.map(|last| last_note(visit, &desk.program, template, last, &called)),
        part: together::Part::new(&visit.words, &form, &called, desk.can_send, desk.sent.as_ref()),
        check: Check::of(visit, &form, &desk.program, name.as_deref()),
        errors: hurdles.errors,
        overlaps: hurdles.overlaps.into_iter().map(|other| overlap_line(visit, &desk.program, other)).collect(),
        others: other_lines(visit, rules, hurdles.others, &called),
        saved: When::at(visit, desk.draft.saved_at, &desk.program.zone()),
        name: called,
        form,
    }
}

fn all_choices(visit: &Visit, form: &Form, template: Option<&NoteTemplate>, desk: &Desk) -> Choices {
    let kind = kind_of(form).word();
    let chosen = template.map_or("", |template| template.id.as_str());
    let templates = visit.rules().templates.for_kind(kind);
    let is_there = templates.iter().any(|one| one.id == chosen);
    let other = template.filter(|_| !is_there);
    let present = |key: &str| {
        let message = format!("contacts-present-{}", key.replace('_', "-"));
        Choice::new(key, visit.t(&message), form.has("present", key))
    };
    Choices {
        kinds: choices(&visit.words, "contact_kinds", form, "kind"),
        templates: templates
            .into_iter()
            .chain(other)
            .map(|one| Choice::new(&one.id, &one.label, one.id == chosen))
            .collect(),
        outcomes: choices(&visit.words, "contact_outcomes", form, "outcome"),
        modes: choices(&visit.words, "modes", form, "mode"),
        places: choices(&visit.words, "places", form, "place"),
        present: PRESENT.into_iter().map(present).collect(),
        areas: choices(&visit.words, "functional_areas", form, "areas"),
        programs: programs::choices(&desk.programs, desk.program.id),
        goals: desk
            .goals
            .iter()
            .map(|goal| Choice::new(goal.id.to_string(), &goal.words, form.has("goals", &goal.id.to_string())))
            .collect(),
        competencies: competencies(&visit.words, form),
    }
}

fn fields_of(template: &NoteTemplate, form: &Form, name: &str) -> Vec<SectionField> {
    let field = |section: &ground::rules::templates::Section| SectionField {
        name: section_field(&section.key),
        label: section.label_for(name),
        prompt: section.prompt_for(name),
        words: form.get(&section_field(&section.key)).to_owned(),
    };
    template.sections.iter().map(field).collect()
}

fn kept_fields(rules: &'static Rules, template: &NoteTemplate, form: &Form, name: &str) -> Vec<SectionField> {
    let kept = kept_sections(rules, template, form).into_iter();
    kept.map(|section| SectionField {
        name: section_field(&section.key),
        label: section.label.replace("{name}", name),
        prompt: String::new(),
        words: section.words,
    })
    .collect()
}

fn step_field(visit: &Visit, form: &Form, number: u8) -> StepField {
    let who = format!("step{number}_who");
    let mut owners = choices(&visit.words, "step_owners", form, &who);
    for owner in &mut owners {
        owner.is_chosen |= form.text(&who).is_none() && owner.value == "peer";
    }
    StepField {
        number,
        is_folded: number > 1,
        is_open: (number..=STEPS).any(|later| form.text(&format!("step{later}")).is_some()),
        words: form.get(&format!("step{number}")).to_owned(),
        owners,
        by: form.get(&format!("step{number}_by")).to_owned(),
    }
}

/// After a hard moment the same time tomorrow is offered for talking again.
fn follow_up(scope: &Scope, program: &ProgramRules, form: &Form) -> (String, String) {
    let tomorrow = scope.now.to_zoned(program.zone()).saturating_add(1.day());
    let or = |name: &str, offer: String| form.text(name).map_or(offer, str::to_owned);
    (or("follow_date", tomorrow.date().to_string()), or("follow_time", tomorrow.strftime("%H:%M").to_string()))
}

fn last_note(
    visit: &Visit,
    program: &ProgramRules,
    template: Option<&NoteTemplate>,
    last: Version,
    name: &str,
) -> LastNote {
    let sections = last.sections.0.into_iter().map(|section| OldSection {
        is_copyable: template.is_some_and(|template| template.section(&section.key).is_some()),
        label: section.label.replace("{name}", name),
        words: section.words,
        key: section.key,
    });
    LastNote { when: When::at(visit, last.facts.starts_at, &program.zone()), sections: sections.collect() }
}

fn overlap_line(visit: &Visit, program: &ProgramRules, other: store::Overlap) -> OverlapLine {
    use kit::messages::AsArg;
    let zone = program.zone();
    let (from, to) = (other.starts_at.to_zoned(zone.clone()), other.ends_at.to_zoned(zone));
    let times = [from, to].map(|at| ground::layout::when::time(&visit.words, at.datetime()));
    let [from, to] = &times;
    let kind = label(&visit.words, "contact_kinds", other.kind.word());
    let name = other.name.unwrap_or_default();
    let args = [
        ("kind", kind.as_arg()),
        ("name", name.as_arg()),
        ("who", other.author_name.as_arg()),
        ("from", from.as_arg()),
        ("to", to.as_arg()),
    ];
    let key = if name.is_empty() { "contacts-overlap-line" } else { "contacts-overlap-line-with" };
    OverlapLine { id: other.id, words: visit.words.with(key, &args) }
}

fn other_lines(visit: &Visit, rules: &'static Rules, others: Vec<drafts::OtherWords>, name: &str) -> Vec<OtherLine> {
    let heading = |field: &str| {
        let key = field.strip_prefix("section.")?;
        rules.templates.iter().find_map(|template| Some(template.section(key)?.label_for(name)))
    };
    let fields = others.into_iter().flat_map(|other| other.fields.to_form().pairs().map(owned).collect::<Vec<_>>());
    fields
        .filter(|(field, words)| field != "program" && !words.trim().is_empty())
        .map(|(field, words)| OtherLine {
            label: heading(&field).unwrap_or_else(|| visit.t("contacts-other-field")),
            words,
        })
        .collect()
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

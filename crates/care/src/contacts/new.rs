//! Adding a contact from anywhere: choose the person, and either the note opens at once or a try is signed with one tap.

use askama::Template;
use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    access::Scope,
    drafts::{self, Fields, NewDraft},
    gate,
    ids::{DraftId, ParticipantId, ProgramId},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission,
};
use jiff::ToSpan;
use kit::{
    db::Tx,
    faults::Fault,
    forms::Form,
    messages::{AsArg, Words},
    web::{Answer, page, see},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    attempts,
    contact::{Kind, Mode},
    form::template_of,
    labels::{choices, label},
    people::{self, Choosable},
};
use crate::participants::kept_out;

/// How many people the quick way shows; the search finds the rest.
const SHOWN: i64 = 8;

#[derive(Template)]
#[template(path = "contacts/new.html")]
struct New {
    page: Page,
    kinds: Vec<Choice>,
    mine: Vec<PersonLine>,
    recent: Vec<PersonLine>,
}

/// Somebody to choose.
struct PersonLine {
    id: ParticipantId,
    name: String,
    pronouns: String,
    seen: Option<When>,
}

/// What a link knows already: the person, the kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    participant: Option<String>,
    kind: Option<String>,
}

pub async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let person = asked.participant.and_then(|id| id.parse().ok());
    let (mine, recent) = app.read(&scope, move |tx, scope| choosable(tx, scope, person)).await?;
    let lines = |found: Vec<Choosable>| found.into_iter().map(|person| line(&visit, person)).collect();
    let kind = asked.kind.as_deref().and_then(Kind::from_word).unwrap_or(Kind::OneOnOne);
    let form = Form::from_pairs([("kind", kind.word())]);
    let kinds = choices(&visit.words, "contact_kinds", &form, "kind");
    page(&New { page: visit.page("contacts-new-title"), kinds, mine: lines(mine), recent: lines(recent) })
}

/// Whom to choose from: the person that the link named, else those whom the account knows.
pub(super) fn choosable(
    tx: &mut Tx<'_>,
    scope: &Scope,
    named: Option<ParticipantId>,
) -> Result<(Vec<Choosable>, Vec<Choosable>), Fault> {
    if let Some(id) = named {
        let person = people::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let only = Choosable { id, name: person.name, pronouns: person.pronouns, last_contact_at: None };
        return Ok((vec![only], Vec::new()));
    }
    let since = scope.now.saturating_sub((24 * 60).hours()).unwrap_or(scope.now);
    Ok((people::mine(tx, scope, SHOWN)?, people::recent(tx, scope, since, SHOWN)?))
}

fn line(visit: &Visit, person: Choosable) -> PersonLine {
    PersonLine {
        id: person.id,
        name: person.name,
        pronouns: person.pronouns,
        seen: person.last_contact_at.map(|at| When::day_of(visit, at, &visit.zone())),
    }
}

/// Begins a note and opens it. A try to reach somebody goes its own, shorter way.
pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let kind = Kind::from_word(form.get("kind")).unwrap_or(Kind::OneOnOne);
    let person: Option<ParticipantId> = form.parsed("participant");
    if let (Kind::Outreach, Some(person)) = (kind, person) {
        return see(format!("/people/{person}/attempt"));
    }
    let words = visit.words.clone();
    let begun = app.write(&scope, move |tx, scope| begin(tx, scope, person, kind, Mode::InPerson, &words)).await?;
    match begun {
        Some(draft) => see(format!("/contacts/drafts/{draft}")),
        None => visit.see("/contacts/new", Flash::warn(visit.t("contacts-choose-person"))),
    }
}

/// Begins a note about a person: the usual start of every link that says "add a contact" on somebody's page.
pub async fn create_for(State(app): State<App>, visit: Visit, Path(person): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let kind = Kind::from_word(form.get("kind")).unwrap_or(Kind::OneOnOne);
    let (mode, words) = (Mode::from_word(form.get("mode")).unwrap_or(Mode::InPerson), visit.words.clone());
    let begun = app.write(&scope, move |tx, scope| begin(tx, scope, Some(person), kind, mode, &words)).await?;
    see(format!("/contacts/drafts/{}", begun.ok_or(Fault::NotFound)?))
}

/// Makes the draft of a new note. `None`: this kind of contact is about a person, and none was named.
///
/// # Errors
/// [`Fault::NotFound`] when the scope does not reach the person; those of the storage.
pub fn begin(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: Option<ParticipantId>,
    kind: Kind,
    mode: Mode,
    words: &Words,
) -> Result<Option<DraftId>, Fault> {
    let program = match person {
        Some(person) => {
            people::find(tx, scope, person)?.ok_or(Fault::NotFound)?;
            people::program_of(tx, scope, person)?
        }
        None if kind.needs_participant() => return Ok(None),
        None => people::own_program(tx, scope)?,
    };
    let program = program.ok_or(Fault::NotFound)?;
    let fields = first_fields(tx, scope, program, (kind, mode), person.is_some())?;
    let promise_words =
        words.with("contacts-promise-sign", &[("kind", label(words, "contact_kinds", kind.word()).as_arg())]);
    let new = NewDraft { kind: "contacts", participant: person, subject: None, program, fields, promise_words };
    Ok(Some(drafts::make(tx, scope, &new)?))
}

/// What a new note knows by itself: today, the kind and the way, with the person.
fn first_fields(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: ProgramId,
    (kind, mode): (Kind, Mode),
    has_person: bool,
) -> Result<Fields, Fault> {
    let program = people::program(tx, scope, program)?.ok_or(Fault::NotFound)?;
    let mut fields = Fields::default();
    fields.set("kind", kind.word());
    fields.set("date", scope.now.to_zoned(program.zone()).date().to_string());
    fields.set("outcome", "reached");
    fields.set("mode", mode.word());
    fields.set("present", if has_person { json!(["participant"]) } else { json!([]) });
    let template = template_of(ground::rules::Rules::shipped(), &fields.to_form(), &program);
    fields.set("template", template.map_or("", |template| template.id.as_str()));
    Ok(fields)
}

#[derive(Template)]
#[template(path = "contacts/attempt.html")]
struct Attempt {
    page: Page,
    id: ParticipantId,
    name: String,
    /// Whom the person asked to keep out.
    kept_out: Vec<String>,
    once: DraftId,
    modes: Vec<Choice>,
    outcomes: Vec<Choice>,
}

/// One tap on what came of it signs the try.
pub async fn attempt(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let (person, keeps) = app
        .read(&scope, move |tx, scope| {
            let person = people::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((person, gate::kept_out(tx, scope, id)?))
        })
        .await?;
    let form = Form::from_pairs([("mode", "phone")]);
    let mut outcomes = choices(&visit.words, "contact_outcomes", &form, "outcome");
    outcomes.retain(|outcome| outcome.value != "reached");
    page(&Attempt {
        page: visit.page("contacts-attempt-title"),
        id,
        kept_out: kept_out(&visit, &person.name, &keeps),
        name: person.name,
        once: scope.at.id(),
        modes: choices(&visit.words, "modes", &form, "mode"),
        outcomes,
    })
}

pub async fn create_attempt(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let words = visit.words.clone();
    let signed = app.write(&scope, move |tx, scope| attempts::sign(tx, scope, id, &form, &words)).await?;
    let flash = Flash::ok(visit.t("contacts-attempt-signed")).or_undo(format!("/contacts/{signed}/undoing"));
    visit.see(format!("/people/{id}/contacts"), flash)
}

//! Writing together: before a note is signed the person reads it, on the peer's screen or on their own page, adds their
//! own words, and agrees or does not. How it was done and what they answered are part of what is signed (practice.md
//! 7.4, 7.5: the person reads, comments and co-writes).
//!
//! What lives here: the step on the peer's screen, sending a note to the person's page, what an answer becomes at
//! signing. What doesn't: the person's own page (`own::notes`) and what is said after signing (`comments`).

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action},
    drafts::{self, Draft, Fields},
    ids::{DraftId, ParticipantId},
    layout::{Flash, Page, parts::Choice},
    rules::{Rules, matrix::Permission},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    messages::{AsArg, Words},
    sql,
    web::{Answer, page, see},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    contact::{ContactId, ProgramRules, Section, Sections, StepOwner},
    form::{STEPS, Written, sections_of, template_of},
    people::{self, Person},
    sign::{self, Outcome, step_owner_label},
};

kit::id_types! {
    /// A note on its way to the person's own page, and their answer.
    ResponseId,
}

kit::word_enum! {
    /// How the person took part in a note.
    pub enum How {
        /// Written side by side, on one screen.
        Together = "together",
        /// Read aloud to the person, or by them, before signing.
        ReadBack = "read_back",
        /// Sent to the person's own page to read.
        Sent = "sent",
        /// Offered, and the person did not want to.
        Declined = "declined",
    }
}

kit::word_enum! {
    /// What the person says of the note as it stands.
    pub enum View {
        Agrees = "agrees",
        Disagrees = "disagrees",
    }
}

/// How the person took part, as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    pub how: How,
    /// `None`: they did not say, or have not yet.
    pub view: Option<View>,
    /// They answered on their own page, in their own hand.
    #[serde(default)]
    pub is_own_hand: bool,
    /// The author changed words after they had answered.
    #[serde(default)]
    pub is_changed_since: bool,
}

impl Together {
    /// What a form says of it.
    pub fn of_form(form: &Form) -> Option<Self> {
        let how = How::from_word(form.get("together_how"))?;
        let view = View::from_word(form.get("together_view")).filter(|_| how != How::Declined);
        Some(Self { how, view, is_own_hand: false, is_changed_since: false })
    }

    /// Whether the person knew the words before they were signed.
    pub const fn is_read(&self) -> bool {
        matches!(self.how, How::Together | How::ReadBack) || self.is_own_hand
    }
}

/// A note that was sent to the person's page before signing.
#[derive(Debug, Clone)]
pub struct Response {
    pub id: ResponseId,
    pub shown: Sections,
    pub sent_at: Timestamp,
    pub view: Option<View>,
    pub words: String,
    pub answered_at: Option<Timestamp>,
}

kit::from_row!(Response { id, shown, sent_at, view, words, answered_at });

/// The note that was sent last from a draft which was found as the scope's own.
///
/// # Errors
/// Those of the storage.
pub fn response_of(tx: &mut Tx<'_>, scope: &Scope, draft: DraftId) -> Result<Option<Response>, DbError> {
    tx.one(
        sql!(
            "SELECT id, shown, sent_at, view, words, answered_at FROM contact_responses
             WHERE organization_id = $1 AND draft_id = $2 AND replaced_at IS NULL
             ORDER BY sent_at DESC, id DESC LIMIT 1"
        ),
        &[&scope.organization, &draft],
    )
}

/// Whether the person has a page of their own that a note can be sent to.
///
/// # Errors
/// Those of the storage.
pub fn has_own_page(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT 1 FROM account_people x
             JOIN memberships y ON y.organization_id = x.organization_id AND y.account_id = x.account_id
                AND y.role = 'participant' AND y.starts_at <= $3 AND (y.ends_at IS NULL OR y.ends_at > $3)
             WHERE x.organization_id = $1 AND x.participant_id = $2 LIMIT 1"
        ),
        &[&scope.organization, &person, &scope.now],
    )?;
    Ok(found.is_some())
}

/// The parts of a note as the person reads them before it is signed: its sections, and what comes next.
pub fn shown(rules: &'static Rules, form: &Form, program: &ProgramRules, words: &Words, name: &str) -> Sections {
    let mut parts =
        template_of(rules, form, program).map(|template| sections_of(rules, template, form)).unwrap_or_default();
    for part in &mut parts.0 {
        part.label = part.label.replace("{name}", name);
    }
    let step = |number: u8| {
        let text = form.text(&format!("step{number}"))?;
        let owner = StepOwner::from_word(form.get(&format!("step{number}_who"))).unwrap_or(StepOwner::Peer);
        let who = if owner == StepOwner::Participant { name.to_owned() } else { step_owner_label(words, owner) };
        Some(words.with("contacts-step-of", &[("who", who.as_arg()), ("words", text.as_arg())]))
    };
    let steps: Vec<String> = (1..=STEPS).filter_map(step).collect();
    if !steps.is_empty() {
        let (key, label) = ("steps".to_owned(), words.t("contacts-steps"));
        parts.0.push(Section { key, label, words: steps.join("\n"), is_own: false });
    }
    parts
}

/// Whether two showings say the same. Headings may be in another language.
fn says_the_same(one: &Sections, other: &Sections) -> bool {
    let said = |parts: &Sections| parts.0.iter().map(|part| (part.key.clone(), part.words.clone())).collect::<Vec<_>>();
    said(one) == said(other)
}

/// Puts what the person answered on their own page into what is signed: nobody else's typing stands in its place.
///
/// # Errors
/// Those of the storage.
pub(super) fn take_in(
    tx: &mut Tx<'_>,
    scope: &Scope,
    draft: DraftId,
    now_shown: &Sections,
    written: &mut Written,
) -> Result<(), DbError> {
    let sent = response_of(tx, scope, draft)?;
    if sent.is_none() {
        // Nothing was sent, so nothing is said to have been.
        written.facts.together = written.facts.together.take().filter(|together| together.how != How::Sent);
    }
    let Some(response) = sent.filter(|response| response.answered_at.is_some()) else { return Ok(()) };
    written.participant_words = response.words;
    written.facts.is_read_together = true;
    written.facts.together = Some(Together {
        how: How::Sent,
        view: response.view,
        is_own_hand: true,
        is_changed_since: !says_the_same(&response.shown, now_shown),
    });
    Ok(())
}

/// Ties what was sent to the version that was signed.
///
/// # Errors
/// Those of the storage.
pub(super) fn keep_with(tx: &mut Tx<'_>, scope: &Scope, draft: DraftId, contact: ContactId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE contact_responses SET contact_id = $3, version = (SELECT c.version FROM contacts c
                WHERE c.organization_id = $1 AND c.id = $3)
             WHERE organization_id = $1 AND draft_id = $2 AND replaced_at IS NULL"
        ),
        &[&scope.organization, &draft, &contact],
    )?;
    Ok(())
}

/// A draft that is about somebody, with its program.
fn open(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Result<(Draft, ProgramRules, Person), Fault> {
    let draft = drafts::find(tx, scope, id)?.filter(|draft| draft.kind == "contacts").ok_or(Fault::NotFound)?;
    let person = people::of_draft(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let program = people::program(tx, scope, draft.program.ok_or(Fault::NotFound)?)?.ok_or(Fault::NotFound)?;
    Ok((draft, program, person))
}

/// Sends a draft as it stands to the person's own page; an earlier sending is replaced by it.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::Conflict`] when the person has no page or the note is signed; those of the storage.
pub(super) fn send(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: DraftId,
    mut form: Form,
    words: &Words,
) -> Result<ResponseId, Fault> {
    let (draft, program, person) = open(tx, scope, id)?;
    let participant = draft.participant.ok_or(Fault::NotFound)?;
    if !has_own_page(tx, scope, participant)? {
        return Err(Fault::Conflict("the person has no page of their own yet".to_owned()));
    }
    form.set("together_how", How::Sent.word());
    sign::save_form(tx, scope, id, &form)?;
    let parts = shown(Rules::read_in(words.tag()), &form, &program, words, &person.name);
    tx.run(
        sql!(
            "UPDATE contact_responses SET replaced_at = $3
             WHERE organization_id = $1 AND draft_id = $2 AND replaced_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.now],
    )?;
    let response: ResponseId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO contact_responses (organization_id, id, draft_id, participant_id, program_id, shown, sent_at,
                sent_by, sent_name, words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            &scope.organization,
            &response,
            &id,
            &participant,
            &program.id,
            &json!(parts),
            &scope.now,
            &scope.account,
            &scope.name,
            &form.get("participant_words").trim(),
        ],
    )?;
    audit::record(tx, &audit::Entry::new(scope, Action::Create, "contact_response").of(participant).on(response))?;
    Ok(response)
}

pub(super) async fn create_sending(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<DraftId>,
    form: Form,
) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let words = visit.words.clone();
    app.write(&scope, move |tx, scope| send(tx, scope, id, form, &words)).await?;
    visit.see(format!("/contacts/drafts/{id}#together-title"), Flash::ok(visit.t("together-was-sent")))
}

/// The note on the peer's screen, to be read by both.
#[derive(Template)]
#[template(path = "contacts/together.html")]
struct Reading {
    page: Page,
    id: DraftId,
    name: String,
    sections: Vec<Section>,
    words: String,
    hows: Vec<Choice>,
    views: Vec<Choice>,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let (draft, program, person) = app.read(&scope, move |tx, scope| open(tx, scope, id)).await?;
    if let Some(became) = draft.submitted_as {
        return see(format!("/contacts/{became}"));
    }
    let form = draft.fields.to_form();
    page(&Reading {
        page: visit.page("me-together-title"),
        id,
        sections: shown(visit.rules(), &form, &program, &visit.words, &person.name).0,
        words: form.get("participant_words").to_owned(),
        hows: how_choices(&visit.words, &form, &[How::Together, How::ReadBack, How::Declined], Some(How::Together)),
        views: view_choices(&visit.words, &form),
        name: person.name,
    })
}

/// Keeps what the person said, and signs when that button was pressed.
pub(super) async fn update(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, form: Form) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let words = visit.words.clone();
    let signed = app.write(&scope, move |tx, scope| keep(tx, scope, id, &form, &words)).await?;
    match signed {
        Some(Outcome::Signed(contact)) => {
            visit.see(format!("/contacts/{contact}"), Flash::ok(visit.t("contacts-was-signed")))
        }
        Some(Outcome::NotYet(_)) => {
            visit.see(format!("/contacts/drafts/{id}"), Flash::warn(visit.t("together-not-yet")))
        }
        None => visit.see(format!("/contacts/drafts/{id}#together-title"), Flash::ok(visit.t("together-was-kept"))),
    }
}

/// Puts the person's part into the draft; with `do=sign` tries to sign it as it then stands.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: DraftId,
    sent: &Form,
    words: &Words,
) -> Result<Option<Outcome>, Fault> {
    let (draft, ..) = open(tx, scope, id)?;
    if let Some(became) = draft.submitted_as {
        return Ok(Some(Outcome::Signed(ContactId::from(kit::ids::Id::uuid(became)))));
    }
    let mut form = Fields::to_form(&draft.fields);
    for name in ["participant_words", "together_how", "together_view"] {
        form.set(name, sent.get(name));
    }
    form.set("draft_base", draft.version.to_string());
    if sent.get("do") == "sign" {
        return sign::sign_draft(tx, scope, id, &form, words).map(Some);
    }
    sign::save_form(tx, scope, id, &form)?;
    Ok(None)
}

/// How it can have been done, what the form says chosen; without any, `usual`.
pub(super) fn how_choices(words: &Words, form: &Form, of: &[How], usual: Option<How>) -> Vec<Choice> {
    let chosen = How::from_word(form.get("together_how")).filter(|how| of.contains(how)).or(usual);
    let choice = |how: &How| {
        Choice::new(how.word(), words.t(&format!("together-how-{}", dashed(how.word()))), chosen == Some(*how))
    };
    of.iter().map(choice).collect()
}

/// Agreeing, not agreeing, and not saying.
pub(super) fn view_choices(words: &Words, form: &Form) -> Vec<Choice> {
    let chosen = View::from_word(form.get("together_view"));
    let choice =
        |view: &View| Choice::new(view.word(), words.t(&format!("me-together-view-{view}")), chosen == Some(*view));
    let open = Choice::new("", words.t("me-together-view-open"), chosen.is_none());
    View::ALL.iter().map(choice).chain([open]).collect()
}

fn dashed(word: &str) -> String {
    word.replace('_', "-")
}

/// How the person took part, in sentences for whoever reads the note.
pub fn sentences(words: &Words, together: &Together, name: &str) -> Vec<String> {
    let mut all =
        vec![words.with(&format!("together-said-{}", dashed(together.how.word())), &[("name", name.as_arg())])];
    let view = match together.view {
        Some(View::Agrees) => Some("together-said-agrees"),
        Some(View::Disagrees) => Some("together-said-disagrees"),
        None if together.how == How::Sent && !together.is_own_hand => Some("together-said-no-answer"),
        None => None,
    };
    let more = [
        view,
        together.is_own_hand.then_some("together-said-own-hand"),
        together.is_changed_since.then_some("together-said-changed"),
    ];
    all.extend(more.into_iter().flatten().map(|key| words.with(key, &[("name", name.as_arg())])));
    all
}

/// The person's part in the editor.
pub(super) struct Part {
    pub hows: Vec<Choice>,
    pub views: Vec<Choice>,
    pub can_send: bool,
    /// It was sent, and no answer has come.
    pub is_waiting: bool,
    /// What they answered on their own page: what they say of the note, and their words.
    pub answer: Option<(String, String)>,
}

impl Part {
    pub(super) fn new(words: &Words, form: &Form, name: &str, can_send: bool, sent: Option<&Response>) -> Self {
        let answered = sent.filter(|response| response.answered_at.is_some());
        let view = |response: &Response| {
            let (how, view, is_own_hand) = (How::Sent, response.view, true);
            let together = Together { how, view, is_own_hand, is_changed_since: false };
            sentences(words, &together, name).into_iter().skip(1).collect::<Vec<_>>().join(" ")
        };
        Self {
            hows: if sent.is_some() {
                how_choices(words, form, How::ALL, None)
            } else {
                how_choices(words, form, &[How::Together, How::ReadBack, How::Declined], None)
            },
            views: view_choices(words, form),
            can_send,
            is_waiting: sent.is_some() && answered.is_none(),
            answer: answered.map(|response| (view(response), response.words.clone())),
        }
    }
}

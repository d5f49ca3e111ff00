//! Holding a note back from the person it is about. Notes are open to them from the moment they are signed; one is held
//! back only for a reason that the law names, in words, until a day when somebody looks again (45 CFR 171.201 and
//! following; practice.md 7.4). The director sees every one that is.

use askama::Template;
use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Flag, Off},
    ids::RecordId,
    layout::{Flash, Page, parts::Choice, when::When},
    promises::{self, Closing, Deadline, Evidence, NewPromise},
    rules::{Rules, matrix::Permission},
    scoped, within_record,
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    messages::{AsArg, Words},
    sql,
    web::{Answer, page, page_with_errors},
};
use serde::Deserialize;

use super::{
    contact::{Contact, ContactId, ProgramRules},
    labels::{choices, label},
    people, store,
};

kit::id_types! { HidingId }

/// The clock that says until when somebody looks again at the latest.
const REVIEW: &str = "note.hiding_review";
/// A reason shorter than this says nothing to whoever reviews it.
const SHORTEST_REASON: usize = 20;
/// Notes on one page of the director's list.
const PAGE: usize = 30;

/// A note that is held back.
#[derive(Debug, Clone)]
pub struct Hiding {
    pub exception: String,
    pub reason: String,
    pub review_on: Date,
    pub hidden_at: Timestamp,
    pub by: String,
}

kit::from_row!(Hiding { exception, reason, review_on, hidden_at, by });

/// Why a note is held back now, when it is. The caller found the note under its scope.
///
/// # Errors
/// Those of the storage.
pub fn of_contact(tx: &mut Tx<'_>, scope: &Scope, contact: ContactId) -> Result<Option<Hiding>, DbError> {
    tx.one(
        sql!(
            "SELECT exception, reason, review_on, hidden_at, hidden_name FROM contact_hidings
             WHERE organization_id = $1 AND contact_id = $2 AND ended_at IS NULL"
        ),
        &[&scope.organization, &contact],
    )
}

/// Why, and until when, as the form says it.
#[derive(Debug, Clone)]
pub(super) struct Grounds {
    exception: String,
    reason: String,
    review_on: Date,
}

/// The last day to look again, for something held back from `now` on.
fn latest(now: Timestamp, zone: &TimeZone) -> Date {
    Deadline::by_clock(Rules::shipped(), REVIEW, None, now, zone).on
}

/// Reads the form.
///
/// # Errors
/// What is missing, each beside its field.
pub(super) fn grounds(
    form: &Form,
    now: Timestamp,
    zone: &TimeZone,
    words: &Words,
    off: &Off,
) -> Result<Grounds, Errors> {
    let mut errors = Errors::default();
    let list = Rules::shipped().lists.get("hiding_exceptions");
    let exception = form.text("exception").filter(|key| list.is_some_and(|list| list.item(key).is_some()));
    let exception = exception.filter(|key| off.may_hold_back(key));
    if exception.is_none() {
        errors.add("exception", words.t("together-hide-error-exception"));
    }
    let reason = form.text("reason").filter(|reason| reason.chars().count() >= SHORTEST_REASON);
    if reason.is_none() {
        errors.add("reason", words.t("together-hide-error-reason"));
    }
    let (today, last) = (now.to_zoned(zone.clone()).date(), latest(now, zone));
    let review_on = form.date("review_on").filter(|day| *day > today && *day <= last);
    if review_on.is_none() {
        let day = ground::layout::when::short_day(words, last);
        errors.add("review_on", words.with("together-hide-error-review", &[("day", day.as_arg())]));
    }
    match (exception, reason, review_on) {
        (Some(exception), Some(reason), Some(review_on)) => {
            Ok(Grounds { exception: exception.to_owned(), reason: reason.to_owned(), review_on })
        }
        _ => Err(errors),
    }
}

/// The note and its program, when the scope may hold it back: its author's own, or a supervisor's.
fn open(tx: &mut Tx<'_>, scope: &Scope, id: ContactId) -> Result<(Contact, ProgramRules), Fault> {
    let contact = store::find(tx, scope, id)?.filter(|contact| contact.participant.is_some()).ok_or(Fault::NotFound)?;
    let is_theirs = contact.author == scope.account || scope.acting_as == ground::rules::matrix::Role::Supervisor;
    let program = people::program(tx, scope, contact.program)?.filter(|_| is_theirs).ok_or(Fault::NotFound)?;
    Ok((contact, program))
}

/// Holds a note back, or goes on holding it back for another reason or longer.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::Invalid`]; those of the storage.
pub(super) fn hide(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ContactId,
    form: &Form,
    words: &Words,
) -> Result<Result<HidingId, Errors>, Fault> {
    let (contact, program) = open(tx, scope, id)?;
    let person = contact.participant.ok_or(Fault::NotFound)?;
    let zone = program.zone();
    let off = gate::off(tx, scope)?;
    let grounds = match grounds(form, scope.now, &zone, words, &off) {
        Ok(grounds) => grounds,
        Err(errors) => return Ok(Err(errors)),
    };
    end(tx, scope, id, "")?;
    promises::close(tx, scope, id, promises::Kind::HidingReview, Closing::Replaced, &Evidence::default())?;
    let hiding: HidingId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO contact_hidings (organization_id, id, contact_id, participant_id, exception, reason, review_on,
                hidden_at, hidden_by, hidden_name, ended_words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')"
        ),
        &[
            &scope.organization,
            &hiding,
            &id,
            &person,
            &grounds.exception,
            &grounds.reason,
            &grounds.review_on,
            &scope.now,
            &scope.account,
            &scope.name,
        ],
    )?;
    let due = Deadline { rule: REVIEW.to_owned(), ..Deadline::on_day(grounds.review_on, &zone) };
    let promise = NewPromise::new(promises::Kind::HidingReview, "", "contact", id, due)
        .about(person)
        .in_program(Some(program.id));
    promises::open(tx, scope, &NewPromise { owner: Some(scope.account), ..promise })?;
    let entry = Entry::new(scope, Action::Change, "contact").of(person).on(id).because(grounds.reason.as_str());
    audit::record(tx, &entry.with("held_back", grounds.exception.as_str()))?;
    Ok(Ok(hiding))
}

fn end(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, words: &str) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE contact_hidings SET ended_at = $3, ended_by = $4, ended_words = $5
             WHERE organization_id = $1 AND contact_id = $2 AND ended_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.now, &scope.account, &words],
    )?;
    Ok(changed > 0)
}

/// Opens a note to the person again.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn show_again(tx: &mut Tx<'_>, scope: &Scope, id: ContactId, words: &str) -> Result<(), Fault> {
    let (contact, _) = open(tx, scope, id)?;
    let person = contact.participant.ok_or(Fault::NotFound)?;
    if end(tx, scope, id, words)? {
        let evidence = Evidence {
            kind: Some("contact".to_owned()),
            record: Some(RecordId::from(id.uuid())),
            words: String::new(),
        };
        promises::close(tx, scope, id, promises::Kind::HidingReview, Closing::Done, &evidence)?;
        let entry = Entry::new(scope, Action::Restore, "contact").of(person).on(id);
        audit::record(tx, &entry.with("held_back", "ended"))?;
    }
    Ok(())
}

#[derive(Template)]
#[template(path = "contacts/hiding.html")]
struct HidingForm {
    page: Page,
    id: ContactId,
    name: String,
    now: Option<HidingLine>,
    exceptions: Vec<Choice>,
    /// Rules that are switched off: the reasons that only they carry are not there.
    off: Vec<String>,
    form: Form,
    latest: String,
    errors: Errors,
}

/// Why a note is held back, in words.
pub struct HidingLine {
    pub exception: String,
    pub reason: String,
    pub review: When,
    pub since: When,
    pub by: String,
}

impl HidingLine {
    pub fn new(visit: &Visit, hiding: &Hiding, zone: &TimeZone) -> Self {
        Self {
            exception: label(&visit.words, "hiding_exceptions", &hiding.exception),
            reason: hiding.reason.clone(),
            review: When::on(visit, hiding.review_on, zone),
            since: When::at(visit, hiding.hidden_at, zone),
            by: hiding.by.clone(),
        }
    }
}

async fn form_page(app: &App, visit: &Visit, id: ContactId, sent: Option<(Form, Errors)>) -> Answer {
    let scope = visit.may(Permission::HideNotes)?;
    let (contact, program, hiding, person, off) = app
        .read(&scope, move |tx, scope| {
            let (contact, program) = open(tx, scope, id)?;
            let person = contact.participant.map(|one| people::of_contact(tx, scope, one)).transpose()?.flatten();
            Ok::<_, Fault>((contact, program, of_contact(tx, scope, id)?, person, gate::off(tx, scope)?))
        })
        .await?;
    let entry = Entry::new(&scope, Action::Read, "contact").on(id);
    app.saw(&scope, contact.participant.map_or(entry.clone(), |person| entry.of(person))).await?;
    let zone = program.zone();
    let is_again = sent.is_some();
    let (form, errors) = sent.unwrap_or_else(|| (filled(hiding.as_ref(), scope.now, &zone), Errors::default()));
    let view = HidingForm {
        page: visit.page("together-hide-title"),
        id,
        name: person.map(|person| person.name).unwrap_or_default(),
        now: hiding.as_ref().map(|hiding| HidingLine::new(visit, hiding, &zone)),
        exceptions: choices(&visit.words, "hiding_exceptions", &form, "exception")
            .into_iter()
            .filter(|one| off.may_hold_back(&one.value))
            .collect(),
        off: off.said(visit, &[Flag::Hipaa, Flag::NewYork, Flag::Cures]),
        latest: ground::layout::when::short_day(&visit.words, latest(scope.now, &zone)),
        form,
        errors,
    };
    if is_again { page_with_errors(&view) } else { page(&view) }
}

/// The form as it begins: what is said now, and a day in a month.
fn filled(hiding: Option<&Hiding>, now: Timestamp, zone: &TimeZone) -> Form {
    let month = now.to_zoned(zone.clone()).date().saturating_add(30.days());
    let mut form = Form::from_pairs([("review_on", month.to_string())]);
    if let Some(hiding) = hiding {
        form.set("exception", hiding.exception.as_str());
        form.set("reason", hiding.reason.as_str());
    }
    form
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>) -> Answer {
    form_page(&app, &visit, id, None).await
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>, form: Form) -> Answer {
    let scope = visit.may(Permission::HideNotes)?;
    let (words, sent) = (visit.words.clone(), form.clone());
    match app.write(&scope, move |tx, scope| hide(tx, scope, id, &sent, &words)).await? {
        Ok(_) => visit.see(format!("/contacts/{id}"), Flash::ok(visit.t("together-is-hidden"))),
        Err(errors) => form_page(&app, &visit, id, Some((form, errors))).await,
    }
}

pub(super) async fn destroy(State(app): State<App>, visit: Visit, Path(id): Path<ContactId>, form: Form) -> Answer {
    let scope = visit.may(Permission::HideNotes)?;
    app.write(&scope, move |tx, scope| show_again(tx, scope, id, form.get("ended_words").trim())).await?;
    visit.see(format!("/contacts/{id}"), Flash::ok(visit.t("together-is-shown")))
}

/// A note in the director's list: why it is held back, not what it says.
#[derive(Debug)]
struct Held {
    id: HidingId,
    name: String,
    program: String,
    time_zone: String,
    starts_at: Timestamp,
    exception: String,
    reason: String,
    review_on: Date,
    hidden_at: Timestamp,
    by: String,
    ended_at: Option<Timestamp>,
}

kit::from_row!(Held { id, name, program, time_zone, starts_at, exception, reason, review_on, hidden_at, by, ended_at });

/// What was held back, the latest first.
fn list(tx: &mut Tx<'_>, scope: &Scope, (at, id): (Timestamp, HidingId), limit: i64) -> Result<Vec<Held>, DbError> {
    tx.list(
        sql!(
            "SELECT h.id, p.name_to_use, pg.name, pg.time_zone, c.starts_at, h.exception, h.reason, h.review_on,
                h.hidden_at, h.hidden_name, h.ended_at
             FROM contact_hidings h
             JOIN contacts c ON c.organization_id = h.organization_id AND c.id = h.contact_id
             JOIN programs pg ON pg.organization_id = h.organization_id AND pg.id = c.program_id
             JOIN participants p ON p.organization_id = h.organization_id AND p.id = h.participant_id
             WHERE h.organization_id = $1 AND (h.hidden_at, h.id) < ($5, $6) AND ",
            within_record!("h.participant_id", "c.program_id", "notes"),
            " ORDER BY h.hidden_at DESC, h.id DESC LIMIT $7"
        ),
        scoped![scope; &at, &id, &limit],
    )
}

#[derive(Template)]
#[template(path = "contacts/hidden.html")]
struct HiddenNotes {
    page: Page,
    rows: Vec<HeldRow>,
    older: Option<String>,
}

struct HeldRow {
    name: String,
    program: String,
    note: When,
    why: HidingLine,
    is_late: bool,
    ended: Option<When>,
}

/// Where the list goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    at: Option<Timestamp>,
    id: Option<HidingId>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let scope = visit.may(Permission::ManagePrivacy)?;
    let far = scope.now.saturating_add(24_i64.hours()).unwrap_or(scope.now);
    let after = asked.at.zip(asked.id).unwrap_or_else(|| (far, HidingId::from(uuid::Uuid::max())));
    let limit = i64::try_from(PAGE.saturating_add(1)).unwrap_or(i64::MAX);
    let mut held = app.read(&scope, move |tx, scope| list(tx, scope, after, limit)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "hidden_notes").with("rows", held.len())).await?;
    let has_more = held.len() > PAGE;
    held.truncate(PAGE);
    let last = held.last().filter(|_| has_more);
    let older = last.map(|one| format!("/admin/hidden-notes?at={}&id={}", one.hidden_at, one.id));
    let rows = held.into_iter().map(|one| row(&visit, one)).collect();
    page(&HiddenNotes { page: visit.page("together-hidden-title"), rows, older })
}

fn row(visit: &Visit, held: Held) -> HeldRow {
    let zone = TimeZone::get(&held.time_zone).unwrap_or(TimeZone::UTC);
    let Held { exception, reason, review_on, hidden_at, by, .. } = held;
    let today = visit.request.now().to_zoned(zone.clone()).date();
    HeldRow {
        name: held.name,
        program: held.program,
        note: When::day_of(visit, held.starts_at, &zone),
        is_late: held.ended_at.is_none() && review_on < today,
        ended: held.ended_at.map(|at| When::at(visit, at, &zone)),
        why: HidingLine::new(visit, &Hiding { exception, reason, review_on, hidden_at, by }, &zone),
    }
}

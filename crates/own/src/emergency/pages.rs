//! Asking for emergency access, and looking at what was done with it.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate::{EmergencyId, REASON_AT_LEAST},
    ids::ParticipantId,
    layout::{Flash, Page, when::When},
    promises::{self, Closing, Evidence, Kind, from_clock},
    rules::{
        Rules,
        matrix::Permission::{ManagePrivacy, UseEmergencyAccess},
    },
};
use jiff::{SignedDuration, civil::Date};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::store::{self, Used};
use crate::consents;

/// How long it lasts.
pub(super) const LASTS: SignedDuration = SignedDuration::from_hours(4);
/// The clock of the look at it.
const REVIEW: &str = "emergency.review";

#[derive(Template)]
#[template(path = "emergency/new.html")]
struct New {
    page: Page,
    form: Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "emergency/index.html")]
struct Index {
    page: Page,
    uses: Vec<Line>,
}

struct Line {
    id: EmergencyId,
    person: String,
    worker: String,
    reason: String,
    from: When,
    until: When,
    reviewed: Option<When>,
    reviewer: String,
    words: String,
}

pub async fn new(visit: Visit) -> Answer {
    visit.may(UseEmergencyAccess)?;
    page(&New { page: visit.page("emergency-title"), form: Form::default(), errors: Errors::default() })
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(UseEmergencyAccess)?;
    let (name, born, reason) = match read(&visit, &form) {
        Ok(asked) => asked,
        Err(errors) => return again(&visit, form, errors),
    };
    match app.write(&scope, move |tx, scope| begin(tx, scope, &name, born, &reason)).await? {
        Some(of) => visit.see(format!("/people/{of}"), Flash::warn(visit.t("emergency-begun"))),
        None => again(&visit, form, Errors::one("name", visit.t("emergency-error-nobody"))),
    }
}

fn again(visit: &Visit, form: Form, errors: Errors) -> Answer {
    page_with_errors(&New { page: visit.page("emergency-title"), form, errors })
}

fn read(visit: &Visit, form: &Form) -> Result<(String, Date, String), Errors> {
    let mut errors = Errors::default();
    let name = form.text("name").unwrap_or_default().to_owned();
    if name.is_empty() {
        errors.add("name", visit.t("emergency-error-name"));
    }
    let born = form.date("birth_date");
    if born.is_none() {
        errors.add("birth_date", visit.t("emergency-error-birth-date"));
    }
    let reason = form.text("reason").unwrap_or_default().to_owned();
    if reason.chars().count() < REASON_AT_LEAST {
        errors.add("reason", visit.t("emergency-error-reason"));
    }
    match (errors.check(), born) {
        (Ok(()), Some(born)) => Ok((name, born, reason)),
        (Err(errors), _) => Err(errors),
        (Ok(()), None) => Err(Errors::one("birth_date", visit.t("emergency-error-birth-date"))),
    }
}

/// Opens the record of the one person with this exact name and birth date, promises the director's look, and writes both
/// down. A try that finds nobody is written down too. Two people alike are opened to nobody.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    scope: &Scope,
    name: &str,
    born: Date,
    reason: &str,
) -> Result<Option<ParticipantId>, Fault> {
    let found = store::exactly(tx, scope, name, born)?;
    let [of] = found.as_slice() else {
        audit::record(tx, &Entry::new(scope, Action::Refuse, "emergency_access").because(reason))?;
        return Ok(None);
    };
    let ends_at = scope.now.checked_add(LASTS).unwrap_or(scope.now);
    let id = store::insert(tx, scope, *of, reason, ends_at)?;
    let standing = consents::standing(tx, scope, *of)?;
    let rules = Rules::shipped();
    let promise = from_clock(rules, REVIEW, scope.now, &standing.zone(), Kind::ReviewEmergency, "", ("emergency", id));
    let director = store::director(tx, scope)?;
    promises::open(tx, scope, &promise.about(*of).in_program(standing.program).owned_by(director))?;
    audit::record(tx, &Entry::new(scope, Action::Access, "emergency_access").of(*of).on(id).because(reason))?;
    Ok(Some(*of))
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let uses = app.read(&scope, |tx, scope| Ok::<_, Fault>(store::list(tx, scope)?)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "emergency_access").with("count", uses.len())).await?;
    page(&Index {
        page: visit.page("emergency-list-title"),
        uses: uses.into_iter().map(|one| line(&visit, one)).collect(),
    })
}

fn line(visit: &Visit, one: Used) -> Line {
    let zone = visit.zone();
    Line {
        id: one.id,
        person: one.participant_name,
        worker: one.account_name,
        reason: one.reason,
        from: When::at(visit, one.starts_at, &zone),
        until: When::at(visit, one.ends_at, &zone),
        reviewed: one.reviewed_at.map(|at| When::at(visit, at, &zone)),
        reviewer: one.reviewer.unwrap_or_default(),
        words: one.review_words,
    }
}

pub async fn review(State(app): State<App>, visit: Visit, Path(id): Path<EmergencyId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let words = form.text("words").unwrap_or_default().to_owned();
    let (missing, changed) = (visit.t("emergency-error-words"), visit.t("emergency-error-reviewed"));
    app.write(&scope, move |tx, scope| {
        if !store::is_known(tx, scope, id)? {
            return Err(Fault::NotFound);
        }
        if words.is_empty() {
            return Err(Fault::Conflict(missing));
        }
        look_at(tx, scope, id, &words)?.then_some(()).ok_or(Fault::Conflict(changed))
    })
    .await?;
    visit.see("/admin/emergency-access", Flash::ok(visit.t("emergency-reviewed-ok")))
}

/// Keeps the promise of the look. Answers false when it was kept already, or the looker used the access themselves.
pub(super) fn look_at(tx: &mut Tx<'_>, scope: &Scope, id: EmergencyId, words: &str) -> Result<bool, Fault> {
    let Some(of) = store::review(tx, scope, id, words)? else { return Ok(false) };
    let evidence = Evidence { kind: Some("review".to_owned()), record: None, words: words.to_owned() };
    promises::close(tx, scope, id, Kind::ReviewEmergency, Closing::Done, &evidence)?;
    audit::record(tx, &Entry::new(scope, Action::Change, "emergency_access").of(of).on(id).with("what", "reviewed"))?;
    Ok(true)
}

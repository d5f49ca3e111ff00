//! Taking a referral in: short, plain questions (practice.md 4), answered while somebody is on the telephone.

use askama::Template;
use axum::extract::{RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission,
};
use jiff::Timestamp;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    referral::{NewReferral, PromiseWords, ReferralId},
    steps,
};
use crate::{
    participants::{self, Channel, ChannelKind, Details, Found, Query, listing, names},
    record::{Similar, alike, choices},
};

#[derive(Template)]
#[template(path = "referrals/new.html")]
struct New {
    page: Page,
    form: Form,
    errors: Errors,
    programs: Vec<Choice>,
    sources: Vec<Choice>,
    known: Option<String>,
    similar: Vec<Similar>,
    same: Vec<Choice>,
    today: String,
    /// Where one came from: the board, or the people for those who do not follow referrals.
    back: &'static str,
}

/// A referral as it was typed, checked.
struct Taken {
    person: Option<ParticipantId>,
    details: Details,
    program: listing::Program,
    received_at: Timestamp,
    source: String,
    source_name: String,
    source_contact: String,
    reason: String,
    own_view: String,
    is_surely_new: bool,
    query: Query,
    words: PromiseWords,
}

enum Took {
    Referral(ReferralId),
    Similar(Vec<Found>),
}

pub async fn new(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let scope = visit.may(Permission::AddReferral)?;
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    let person = form.parsed("person");
    let (programs, known) = app.read(&scope, move |tx, scope| read_page(tx, scope, person)).await?;
    page(&view(&visit, form, Errors::default(), &programs, known, &[]))
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::AddReferral)?;
    let person = form.parsed("person");
    let (programs, known) = app.read(&scope, move |tx, scope| read_page(tx, scope, person)).await?;
    let taken = match read(&visit, &form, &programs) {
        Ok(taken) => taken,
        Err(errors) => return page_with_errors(&view(&visit, form, errors, &programs, known, &[])),
    };
    match app.write(&scope, move |tx, scope| take(tx, scope, &taken)).await? {
        Took::Referral(id) => {
            let path = if visit.can(Permission::ManageReferral) { format!("/referrals/{id}") } else { "/".to_owned() };
            visit.see(path, Flash::ok(visit.t("referrals-taken")))
        }
        Took::Similar(found) => page_with_errors(&view(&visit, form, Errors::default(), &programs, known, &found)),
    }
}

/// The programs to choose from, and the name of the person when they are known already.
fn read_page(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: Option<ParticipantId>,
) -> Result<(Vec<listing::Program>, Option<String>), Fault> {
    let known = match person {
        Some(id) => Some(participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?.name_to_use),
        None => None,
    };
    Ok((listing::programs(tx, scope)?, known))
}

/// What the promises of a referral say, in the language of whoever takes it.
pub(super) fn promise_words(visit: &Visit) -> PromiseWords {
    PromiseWords::of(&visit.words)
}

fn read(visit: &Visit, form: &Form, programs: &[listing::Program]) -> Result<Taken, Errors> {
    let mut errors = Errors::default();
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    let person: Option<ParticipantId> = form.parsed("person");
    if person.is_none() && names::parts(form.get("name_to_use")).is_empty() {
        errors.add("name_to_use", visit.t("record-error-name"));
    }
    if form.text("phone").is_some_and(|phone| names::digits(phone).len() < 7) {
        errors.add("phone", visit.t("record-error-phone"));
    }
    let program = programs.iter().find(|one| one.id.to_string() == form.get("program"));
    let program = program.or(programs.first().filter(|_| programs.len() == 1)).cloned();
    if program.is_none() {
        errors.add("program", visit.t("record-error-program"));
    }
    if form.text("source").is_none() {
        errors.add("source", visit.t("referrals-error-source"));
    }
    let zone = program.as_ref().map_or_else(|| visit.zone(), listing::Program::zone);
    let received_at = received_at(visit, form, &zone);
    if received_at.is_none() {
        errors.add("received_on", visit.t("referrals-error-received"));
    }
    if form.text("birth_date").is_some() && form.date("birth_date").is_none() {
        errors.add("birth_date", visit.t("record-error-birth-date"));
    }
    let (Some(program), Some(received_at), true) = (program, received_at, errors.is_empty()) else {
        return Err(errors);
    };
    Ok(Taken {
        person,
        details: details(form),
        program,
        received_at,
        source: text("source"),
        source_name: text("source_name"),
        source_contact: text("source_contact"),
        reason: text("reason"),
        own_view: text("own_view"),
        is_surely_new: form.is_ticked("surely_new"),
        query: Query::of_person(form.get("name_to_use"), "", form.get("phone"), form.date("birth_date")),
        words: promise_words(visit),
    })
}

/// The day it came in: now when that is today, else the middle of that day.
fn received_at(visit: &Visit, form: &Form, zone: &jiff::tz::TimeZone) -> Option<Timestamp> {
    let now = visit.request.now();
    let today = now.to_zoned(zone.clone()).date();
    if form.text("received_on").is_none() {
        return Some(now);
    }
    let day = form.date("received_on").filter(|day| *day <= today)?;
    if day == today {
        return Some(now);
    }
    day.at(12, 0, 0, 0).to_zoned(zone.clone()).ok().map(|there| there.timestamp())
}

fn details(form: &Form) -> Details {
    let phone = form.text("phone").map(|value| Channel {
        kind: ChannelKind::Phone,
        value: value.to_owned(),
        is_agreed: form.is_ticked("phone_agreed"),
        may_leave_message: form.is_ticked("phone_message"),
        note: String::new(),
    });
    Details {
        name_to_use: form.text("name_to_use").unwrap_or_default().to_owned(),
        pronouns: form.text("pronouns").unwrap_or_default().to_owned(),
        birth_date: form.date("birth_date"),
        language: form.text("language").unwrap_or_default().to_owned(),
        channels: phone.into_iter().collect(),
        ..Details::default()
    }
}

fn take(tx: &mut Tx<'_>, scope: &Scope, taken: &Taken) -> Result<Took, Fault> {
    let participant = match taken.person {
        Some(id) => participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?.id,
        None => {
            let found = if taken.is_surely_new { Vec::new() } else { alike(tx, scope, &taken.query)? };
            if !found.is_empty() {
                return Ok(Took::Similar(found));
            }
            let id = participants::insert(tx, scope, &taken.details)?;
            audit::record(tx, &Entry::new(scope, Action::Create, "participant").of(id).on(id))?;
            id
        }
    };
    let new = NewReferral {
        participant,
        program: taken.program.id,
        received_at: taken.received_at,
        source: taken.source.clone(),
        source_name: taken.source_name.clone(),
        source_contact: taken.source_contact.clone(),
        reason: taken.reason.clone(),
        own_view: taken.own_view.clone(),
    };
    let id = steps::receive(tx, scope, &new, &taken.program, &taken.words)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "referral").of(participant).on(id))?;
    Ok(Took::Referral(id))
}

fn view(
    visit: &Visit,
    form: Form,
    errors: Errors,
    programs: &[listing::Program],
    known: Option<String>,
    found: &[Found],
) -> New {
    let program = form.get("program").to_owned();
    let choice = |one: &listing::Program| Choice::new(one.id.to_string(), &one.name, one.id.to_string() == program);
    let same = |one: &Found| Choice::new(one.id.to_string(), &one.name_to_use, false);
    let today = visit.request.now().to_zoned(visit.zone()).date();
    New {
        page: visit.page("referrals-new-title"),
        errors,
        programs: programs.iter().map(choice).collect(),
        sources: choices(&visit.words, "referral_sources", &[form.get("source")], |_| true),
        known,
        similar: found.iter().map(|one| Similar::of(visit, one)).collect(),
        same: found.iter().map(same).collect(),
        today: form.text("received_on").map_or_else(|| today.to_string(), str::to_owned),
        form,
        back: if visit.can(Permission::ManageReferral) { "/referrals" } else { "/people" },
    }
}

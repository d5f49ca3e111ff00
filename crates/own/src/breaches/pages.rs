//! The breach log, writing one down, and one breach with its people, its assessment and its duties.

use askama::Template;
use axum::extract::{Path, Query, RawQuery, State};
use care::participants;
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Flag},
    ids::ParticipantId,
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::{ManagePrivacy, SeePeople},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kit::{
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};
use serde::Deserialize;

use super::{
    breach::{Assessment, Breach, BreachId, DutyId, NewBreach},
    store::{self, Duty},
    work::{self, ASSESS},
};

const PAGE: usize = 30;
const SHOWN: i64 = 31;

#[derive(Template)]
#[template(path = "breaches/index.html")]
struct Index {
    page: Page,
    /// Rules that are switched off.
    off: Vec<String>,
    breaches: Vec<Line>,
    older: Option<String>,
    form: Form,
    errors: Errors,
}

struct Line {
    id: BreachId,
    words: String,
    discovered: When,
    people: i64,
    state: String,
    tone: &'static str,
}

#[derive(Deserialize, Default, Clone, Copy)]
pub(super) struct Wanted {
    before: Option<Timestamp>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    index_with(&app, &visit, wanted, Form::default(), Errors::default()).await
}

async fn index_with(app: &App, visit: &Visit, wanted: Wanted, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let end = scope.now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(scope.now);
    let before = wanted.before.unwrap_or(end);
    let (mut found, off) = app
        .read(&scope, move |tx, scope| Ok::<_, Fault>((store::list(tx, scope, before, SHOWN)?, gate::off(tx, scope)?)))
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "breach").with("rows", found.len())).await?;
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let older = found.last().filter(|_| has_more).map(|last| format!("/admin/breaches?before={}", last.discovered_at));
    let has_errors = !errors.is_empty();
    let zone = visit.zone();
    let view = Index {
        page: visit.page("privacy-breaches-title"),
        off: off.said(visit, &[Flag::Hipaa, Flag::Part2, Flag::NewYork]),
        breaches: found.iter().map(|one| line(visit, one, &zone)).collect(),
        older,
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn line(visit: &Visit, one: &Breach, zone: &TimeZone) -> Line {
    let (state, tone) = standing(one);
    Line {
        id: one.id,
        words: one.words.clone(),
        discovered: When::day_of(visit, one.discovered_at, zone),
        people: one.people_count,
        state: visit.t(state),
        tone,
    }
}

fn standing(one: &Breach) -> (&'static str, &'static str) {
    match (one.closed_at, one.assessment.is_low_risk) {
        (Some(_), _) => ("privacy-breach-is-closed", "neutral"),
        (None, None) => ("privacy-breach-is-new", "warn"),
        (None, Some(true)) => ("privacy-breach-is-low", "info"),
        (None, Some(false)) => ("privacy-breach-is-real", "bad"),
    }
}

/// Reads what happened.
fn read(visit: &Visit, form: &Form, now: Timestamp) -> Result<NewBreach, Errors> {
    let mut errors = Errors::default();
    let words = form.text("what").unwrap_or_default().to_owned();
    if words.is_empty() {
        errors.add("what", visit.t("privacy-breach-what-missing"));
    }
    let discovered = form.instant("discovered_on", "discovered_time", &visit.zone()).filter(|at| *at <= now);
    if discovered.is_none() {
        errors.add("discovered_on", visit.t("privacy-breach-discovered-wrong"));
    }
    let count = form.parsed::<i64>("people_count").filter(|count| (1..=100_000_000).contains(count));
    if count.is_none() {
        errors.add("people_count", visit.t("privacy-breach-count-wrong"));
    }
    errors.check()?;
    Ok(NewBreach {
        words,
        happened_on: form.date("happened_on"),
        discovered_at: discovered.unwrap_or(now),
        people_count: count.unwrap_or(1),
        is_in_new_york: form.is_ticked("in_new_york"),
    })
}

pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let new = match read(&visit, &form, scope.now) {
        Ok(new) => new,
        Err(errors) => return index_with(&app, &visit, Wanted::default(), form, errors).await,
    };
    let zone = visit.zone();
    let id = app.write(&scope, move |tx, scope| work::open(tx, scope, &new, &zone)).await?;
    visit.see(format!("/admin/breaches/{id}"), Flash::ok(visit.t("privacy-breach-written")))
}

#[derive(Template)]
#[template(path = "breaches/show.html")]
struct Show {
    page: Page,
    id: BreachId,
    line: Line,
    happened: Option<When>,
    is_open: bool,
    closing_words: String,
    people: Vec<(ParticipantId, String)>,
    typed: String,
    found: Vec<(ParticipantId, String)>,
    duties: Vec<DutyLine>,
    version: i64,
    form: Form,
    errors: Errors,
}

struct DutyLine {
    id: DutyId,
    label: String,
    text: String,
    due: When,
    is_late: bool,
    done: Option<When>,
    done_words: String,
    is_dropped: bool,
    /// The assessment is done by its own form.
    is_told: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<BreachId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let typed = Form::parse(query.unwrap_or_default().as_bytes()).get("q").to_owned();
    show_with(&app, &visit, id, typed, None, Errors::default()).await
}

async fn show_with(
    app: &App,
    visit: &Visit,
    id: BreachId,
    typed: String,
    form: Option<Form>,
    errors: Errors,
) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let (asked, finder) = (participants::Query::parse(&typed), visit.may(SeePeople).ok());
    let (breach, people, duties, found) = app
        .read(&scope, move |tx, scope| {
            let breach = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let (people, duties) = (store::people(tx, scope, id)?, store::duties(tx, scope, id)?);
            let found = match finder {
                Some(finder) => participants::search(tx, &finder, &asked)?,
                None => Vec::new(),
            };
            Ok::<_, Fault>((breach, people, duties, found))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "breach").on(id).with("found", found.len())).await?;
    let has_errors = !errors.is_empty();
    let zone = visit.zone();
    let view = Show {
        page: visit.page("privacy-breach-title"),
        id,
        line: line(visit, &breach, &zone),
        happened: breach.happened_on.map(|on| When::on(visit, on, &zone)),
        is_open: breach.closed_at.is_none(),
        closing_words: breach.closing_words.clone(),
        found: found.into_iter().map(|one| (one.id, one.name_to_use)).filter(|one| !people.contains(one)).collect(),
        people,
        typed,
        duties: duties.iter().map(|duty| duty_line(visit, &scope, duty, &zone)).collect(),
        version: breach.version,
        form: form.unwrap_or_else(|| first_form(&breach)),
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn first_form(breach: &Breach) -> Form {
    let found = &breach.assessment;
    let risk = match found.is_low_risk {
        Some(true) => "low",
        Some(false) => "real",
        None => "",
    };
    Form::from_pairs([
        ("information", found.information.as_str()),
        ("recipient", &found.recipient),
        ("acquired", &found.acquired),
        ("mitigated", &found.mitigated),
        ("risk", risk),
    ])
}

fn duty_line(visit: &Visit, scope: &Scope, duty: &Duty, zone: &TimeZone) -> DutyLine {
    let clock = visit.rules().clocks.get(&duty.clock);
    let is_open = duty.done_at.is_none() && duty.dropped_at.is_none();
    DutyLine {
        id: duty.id,
        label: clock.map_or(duty.clock.clone(), |clock| clock.label.clone()),
        text: clock.map(|clock| clock.text.clone()).unwrap_or_default(),
        due: When::day_of(visit, duty.due_at, zone),
        is_late: is_open && duty.due_at < scope.now,
        done: duty.done_at.map(|at| When::day_of(visit, at, zone)),
        done_words: duty.done_words.clone(),
        is_dropped: duty.dropped_at.is_some(),
        is_told: is_open && duty.clock != ASSESS,
    }
}

pub(super) async fn add_person(State(app): State<App>, visit: Visit, Path(id): Path<BreachId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let finder = visit.may(SeePeople)?;
    let person: ParticipantId = form.parsed("participant").ok_or(Fault::NotFound)?;
    app.write(&scope, move |tx, scope| {
        store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        participants::find(tx, &finder, person)?.ok_or(Fault::NotFound)?;
        store::add_person(tx, scope, id, person)?;
        audit::record(tx, &Entry::new(scope, Action::Change, "breach").of(person).on(id))?;
        Ok::<_, Fault>(())
    })
    .await?;
    visit.see(format!("/admin/breaches/{id}"), Flash::ok(visit.t("privacy-breach-person-added")))
}

/// The four answers and what came of them.
fn assessment(visit: &Visit, form: &Form) -> Result<Assessment, Errors> {
    let mut errors = Errors::default();
    let mut words = |field: &str| {
        let words = form.text(field).unwrap_or_default().to_owned();
        if words.is_empty() {
            errors.add(field, visit.t("privacy-breach-factor-missing"));
        }
        words
    };
    let (information, recipient) = (words("information"), words("recipient"));
    let (acquired, mitigated) = (words("acquired"), words("mitigated"));
    let is_low_risk = match form.get("risk") {
        "low" => Some(true),
        "real" => Some(false),
        _ => None,
    };
    if is_low_risk.is_none() {
        errors.add("risk", visit.t("privacy-breach-risk-missing"));
    }
    errors.check()?;
    Ok(Assessment { information, recipient, acquired, mitigated, is_low_risk })
}

pub(super) async fn assess(State(app): State<App>, visit: Visit, Path(id): Path<BreachId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let found = match assessment(&visit, &form) {
        Ok(found) => found,
        Err(errors) => return show_with(&app, &visit, id, String::new(), Some(form), errors).await,
    };
    let (zone, changed, version) = (visit.zone(), visit.t("privacy-breach-changed"), form.parsed("version"));
    app.write(&scope, move |tx, scope| {
        let breach = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let breach = Breach { version: version.unwrap_or(breach.version), ..breach };
        work::assess(tx, scope, breach, found, &zone, changed)
    })
    .await?;
    visit.see(format!("/admin/breaches/{id}"), Flash::ok(visit.t("privacy-breach-assessed")))
}

pub(super) async fn close(State(app): State<App>, visit: Visit, Path(id): Path<BreachId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let Some(words) = form.text("closing").map(str::to_owned) else {
        let errors = Errors::one("closing", visit.t("privacy-breach-closing-missing"));
        return show_with(&app, &visit, id, String::new(), None, errors).await;
    };
    let (changed, waiting) = (visit.t("privacy-breach-changed"), visit.t("privacy-breach-duties-wait"));
    app.write(&scope, move |tx, scope| {
        let mut breach = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let duties = store::duties(tx, scope, id)?;
        if duties.iter().any(|duty| duty.done_at.is_none() && duty.dropped_at.is_none()) {
            return Err(Fault::Conflict(waiting));
        }
        (breach.closed_at, breach.closing_words) = (Some(scope.now), words);
        store::update(tx, scope, &breach)?.then_some(()).ok_or(Fault::Conflict(changed))?;
        audit::record(tx, &Entry::new(scope, Action::Change, "breach").on(id).with("what", "closed"))?;
        Ok(())
    })
    .await?;
    visit.see(format!("/admin/breaches/{id}"), Flash::ok(visit.t("privacy-breach-closed")))
}

pub(super) async fn done(State(app): State<App>, visit: Visit, Path(id): Path<DutyId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let words = form.text("words").unwrap_or_default().to_owned();
    let breach = app.write(&scope, move |tx, scope| work::finish(tx, scope, id, &words)).await?;
    visit.see(format!("/admin/breaches/{breach}"), Flash::ok(visit.t("privacy-breach-told")))
}

//! Where staff keep groups and meetings.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ProgramId,
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission::KeepGroups,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    gathering::{ChangeKind, Gathering, GatheringId, NewGathering},
    keep_days::{DayLine, day_lines},
    pattern::Pattern,
    show::{Coming, coming, pattern_in_words},
    store::{self, Shown},
};

#[derive(Template)]
#[template(path = "gatherings/keep.html")]
struct Index {
    page: Page,
    all: Vec<Line>,
}

struct Line {
    id: GatheringId,
    name: String,
    pattern: String,
    next: Option<Coming>,
    is_shown: bool,
}

/// The form of one gathering, and the days on which it is otherwise.
#[derive(Template)]
#[template(path = "gatherings/edit.html")]
pub(super) struct Edit {
    page: Page,
    id: Option<GatheringId>,
    action: String,
    form: Form,
    errors: Errors,
    programs: Vec<Choice>,
    repeats: Vec<Choice>,
    days: Vec<Choice>,
    kinds: Vec<Choice>,
    /// The next days by the rule, to choose from.
    dates: Vec<Choice>,
    changes: Vec<DayLine>,
}

/// The ways to repeat, as the form sends them; the texts end with the same words.
const REPEATS: [&str; 5] = ["once", "weekly", "every_2_weeks", "monthly_weekday", "monthly_day"];
/// Days of a rule that the form of changes offers.
const DAYS_AHEAD: usize = 12;

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepGroups)?;
    let found = app.read(&scope, store::all).await.map_err(|error: DbError| Fault::from(error))?;
    let line = |one: &Shown| Line {
        id: one.gathering.id,
        name: one.gathering.name.clone(),
        pattern: pattern_in_words(&visit, &one.gathering),
        next: coming(&visit, std::slice::from_ref(one), scope.now, 1).pop(),
        is_shown: one.gathering.is_shown,
    };
    page(&Index { page: visit.page("keeping-groups-title"), all: found.iter().map(line).collect() })
}

type Programs = Vec<(ProgramId, String, String)>;

async fn programs(app: &App, scope: &Scope) -> Result<Programs, Fault> {
    app.read(scope, store::programs).await.map_err(|error: DbError| error.into())
}

pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepGroups)?;
    let programs = programs(&app, &scope).await?;
    let today = scope.now.to_zoned(visit.zone()).date();
    let first = [("starts_on", today.to_string()), ("minutes", "60".to_owned()), ("is_shown", "yes".to_owned())];
    page(&view(&visit, None, &programs, Form::from_pairs(first), Errors::default()))
}

/// The page of a gathering's form. `of` is what stands now.
pub(super) fn view(visit: &Visit, of: Option<&Shown>, programs: &Programs, form: Form, errors: Errors) -> Edit {
    let id = of.map(|one| one.gathering.id);
    let chosen = |field: &str, value: &str| form.get(field) == value;
    let program = |(id, name, _): &(ProgramId, String, String)| {
        Choice::new(id.to_string(), name, chosen("program", &id.to_string()))
    };
    let repeat = |word: &str| {
        let label = visit.t(&format!("keeping-groups-repeats-{}", word.replace('_', "-")));
        Choice::new(word, label, chosen("repeats", word) || (word == "once" && form.get("repeats").is_empty()))
    };
    let weekday = |(number, code): (i8, &str)| {
        Choice::new(code, visit.t(&format!("when-weekday-{number}")), form.has("days", code))
    };
    let kind = |kind: &ChangeKind| {
        Choice::new(kind.word(), visit.t(&format!("keeping-groups-kind-{kind}")), chosen("kind", kind.word()))
    };
    Edit {
        page: visit.page(if id.is_some() { "keeping-groups-edit" } else { "keeping-groups-new" }),
        action: id.map_or("/admin/groups".to_owned(), |id| format!("/admin/groups/{id}")),
        id,
        programs: programs.iter().map(program).collect(),
        repeats: REPEATS.into_iter().map(repeat).collect(),
        days: (1..).zip(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]).map(weekday).collect(),
        kinds: ChangeKind::ALL.iter().map(kind).collect(),
        dates: of.map(|one| dates(visit, &one.gathering, form.get("on_date"))).unwrap_or_default(),
        changes: of.map(|one| day_lines(visit, one)).unwrap_or_default(),
        form,
        errors,
    }
}

/// The next days by the rule.
fn dates(visit: &Visit, gathering: &Gathering, chosen: &str) -> Vec<Choice> {
    let today = visit.request.now().to_zoned(gathering.zone()).date();
    let until = today.saturating_add(jiff::Span::new().days(400));
    let days = gathering.pattern().days(gathering.starts_on, gathering.ends_on, today, until);
    let choice = |day: jiff::civil::Date| {
        let value = day.to_string();
        Choice::new(value.clone(), ground::layout::when::long_day(&visit.words, day), value == chosen)
    };
    days.into_iter().take(DAYS_AHEAD).map(choice).collect()
}

/// The form as it reads for what stands now.
pub(super) fn filled(one: &Gathering) -> Form {
    let mut form = Form::from_pairs([
        ("name", one.name.clone()),
        ("words", one.words.clone()),
        ("audience", one.audience.clone()),
        ("joining", one.joining.clone()),
        ("place", one.place.clone()),
        ("url", one.url.clone()),
        ("language", one.language.clone()),
        ("program", one.program.map(|id| id.to_string()).unwrap_or_default()),
        ("starts_on", one.starts_on.to_string()),
        ("at_time", one.at_time.clone()),
        ("minutes", one.minutes.to_string()),
        ("ends_on", one.ends_on.map(|day| day.to_string()).unwrap_or_default()),
        ("version", one.version.to_string()),
    ]);
    let repeats = match one.pattern() {
        Pattern::Once => "once",
        Pattern::Weekly { every: 1, .. } => "weekly",
        Pattern::Weekly { .. } => "every_2_weeks",
        Pattern::MonthlyByDay(_) => "monthly_day",
        Pattern::MonthlyByWeekday(..) => "monthly_weekday",
    };
    form.set("repeats", repeats);
    let days = one.rule.split(';').find_map(|part| part.strip_prefix("BYDAY=")).unwrap_or_default();
    for day in days.split(',') {
        form.add("days", day);
    }
    if one.is_shown {
        form.set("is_shown", "yes");
    }
    form
}

/// The zone of the program that was chosen, else the organization's. Nothing when there is no such program.
fn zone(visit: &Visit, programs: &Programs, new: &NewGathering) -> Option<String> {
    match new.program {
        Some(program) => programs.iter().find(|(id, ..)| *id == program).map(|(.., zone)| zone.clone()),
        None => Some(visit.zone().iana_name().unwrap_or("UTC").to_owned()),
    }
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(KeepGroups)?;
    let programs = programs(&app, &scope).await?;
    let new = match NewGathering::read(&visit, &form) {
        Ok(new) => new,
        Err(errors) => return page_with_errors(&view(&visit, None, &programs, form, errors)),
    };
    let zone = zone(&visit, &programs, &new).ok_or(Fault::NotFound)?;
    let id = app.write(&scope, move |tx, scope| add(tx, scope, &new, &zone)).await?;
    visit.see(format!("/admin/groups/{id}"), Flash::ok(visit.t("keeping-groups-added")))
}

/// Adds a gathering.
///
/// # Errors
/// Those of the storage.
pub(super) fn add(tx: &mut Tx<'_>, scope: &Scope, new: &NewGathering, zone: &str) -> Result<GatheringId, Fault> {
    let id = store::insert(tx, scope, new, zone)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "gathering").on(id))?;
    Ok(id)
}

/// What stands now, and the programs to choose from.
pub(super) async fn stands(app: &App, scope: &Scope, id: GatheringId) -> Result<(Shown, Programs), Fault> {
    let read = app.read(scope, move |tx, scope| Ok((store::find(tx, scope, id)?, store::programs(tx, scope)?)));
    let (found, programs) = read.await.map_err(|error: DbError| Fault::from(error))?;
    Ok((found.ok_or(Fault::NotFound)?, programs))
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<GatheringId>) -> Answer {
    let scope = visit.may(KeepGroups)?;
    let (shown, programs) = stands(&app, &scope, id).await?;
    let form = filled(&shown.gathering);
    page(&view(&visit, Some(&shown), &programs, form, Errors::default()))
}

pub async fn update(State(app): State<App>, visit: Visit, Path(id): Path<GatheringId>, form: Form) -> Answer {
    let scope = visit.may(KeepGroups)?;
    let (shown, programs) = stands(&app, &scope, id).await?;
    let new = match NewGathering::read(&visit, &form) {
        Ok(new) => new,
        Err(errors) => return page_with_errors(&view(&visit, Some(&shown), &programs, form, errors)),
    };
    let zone = zone(&visit, &programs, &new).ok_or(Fault::NotFound)?;
    let (version, changed) = (form.parsed("version").unwrap_or_default(), visit.t("keeping-public-changed-elsewhere"));
    app.write(&scope, move |tx, scope| {
        if !store::update(tx, scope, id, &new, &zone, version)? {
            return Err(Fault::Conflict(changed));
        }
        Ok(audit::record(tx, &Entry::new(scope, Action::Change, "gathering").on(id))?)
    })
    .await?;
    visit.see(format!("/admin/groups/{id}"), Flash::ok(visit.t("keeping-groups-saved")))
}

pub async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<GatheringId>) -> Answer {
    set_kept(&app, &visit, id, false).await?;
    let undo = format!("/admin/groups/{id}/return");
    visit.see("/admin/groups", Flash::ok(visit.t("keeping-groups-removed")).or_undo(undo))
}

pub async fn put_back(State(app): State<App>, visit: Visit, Path(id): Path<GatheringId>) -> Answer {
    set_kept(&app, &visit, id, true).await?;
    visit.see("/admin/groups", Flash::ok(visit.t("keeping-groups-back")))
}

async fn set_kept(app: &App, visit: &Visit, id: GatheringId, is_kept: bool) -> Result<(), Fault> {
    let scope = visit.may(KeepGroups)?;
    app.write(&scope, move |tx, scope| {
        if !store::keep(tx, scope, id, is_kept)? {
            return Err(Fault::NotFound);
        }
        let action = if is_kept { Action::Restore } else { Action::Remove };
        Ok(audit::record(tx, &Entry::new(scope, action, "gathering").on(id))?)
    })
    .await
}

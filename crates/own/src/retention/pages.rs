//! The report of who could be purged and why not, holds, and the purge with a second confirmation.

use std::str::FromStr as _;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::ManagePrivacy,
};
use jiff::{civil::Date, tz::TimeZone};
use kit::{
    faults::Fault,
    files::FileKey,
    forms::{Errors, Form},
    ids::Id as _,
    messages::AsArg,
    web::{Answer, escaped, page, page_with_errors},
};

use super::{
    HoldId,
    purge::{self as rules, NotPurged},
    store::{self, Hold, Left, Purged},
};

const PAGE: usize = 50;
const SHOWN: i64 = 51;

#[derive(Template)]
#[template(path = "retention/index.html")]
struct Index {
    page: Page,
    people: Vec<Line>,
    older: Option<String>,
    schedule: Vec<(String, String)>,
    purged: Vec<PurgedLine>,
}

struct Line {
    id: ParticipantId,
    name: String,
    standing: Standing,
}

struct PurgedLine {
    when: When,
    by: String,
    rule: String,
    contacts: i64,
    minutes: i64,
}

/// Whether a record may go, in words.
struct Standing {
    may_go: bool,
    badge: String,
    why: String,
}

fn standing(visit: &Visit, left: &Left, zone: &TimeZone, today: Date) -> Standing {
    let judged = rules::judge(left, zone, today);
    let badge = match &judged {
        Ok(_) => "privacy-retention-may-go".to_owned(),
        Err(reason) => reason.to_string(),
    };
    Standing { may_go: judged.is_ok(), badge: visit.t(&badge), why: explained(visit, left, zone) }
}

/// "Kept until May 14, 2030, counted from May 14, 2024: A record is kept for six years after the last service."
fn explained(visit: &Visit, left: &Left, zone: &TimeZone) -> String {
    let Some(kept) = visit.rules().kept_until(&left.life(zone)) else { return visit.t("privacy-retention-no-day") };
    let day = |date: Date| When::on(visit, date, zone).exact;
    let (until, since) = (day(kept.until), day(kept.since));
    let args = [("until", until.as_arg()), ("since", since.as_arg()), ("rule", kept.rule.text.as_arg())];
    visit.words.with("privacy-retention-kept-until", &args)
}

pub(super) async fn index(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let asked = Form::parse(query.unwrap_or_default().as_bytes());
    let nobody = ParticipantId::from(uuid::Uuid::nil());
    let after = (asked.get("after").to_owned(), asked.parsed("id").unwrap_or(nobody));
    let (mut people, purged) = app
        .read(&scope, move |tx, scope| {
            Ok::<_, Fault>((store::left(tx, scope, &after, SHOWN)?, store::purged(tx, scope)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Search, "retention").with("rows", people.len())).await?;
    let has_more = people.len() > PAGE;
    people.truncate(PAGE);
    let last = people.last().filter(|_| has_more);
    let older = last.map(|last| format!("/admin/retention?after={}&id={}", escaped(&last.sort_key), last.id));
    page(&report(&visit, &scope, &people, older, purged))
}

fn report(visit: &Visit, scope: &Scope, people: &[Left], older: Option<String>, purged: Vec<Purged>) -> Index {
    let zone = visit.zone();
    let today = scope.now.to_zoned(zone.clone()).date();
    let line =
        |left: &Left| Line { id: left.id, name: left.name.clone(), standing: standing(visit, left, &zone, today) };
    let rule_label = |id: &str| visit.rules().retention.get(id).map_or(id.to_owned(), |rule| rule.label.clone());
    let gone = |one: Purged| PurgedLine {
        when: When::day_of(visit, one.at, &zone),
        by: one.by.unwrap_or_default(),
        rule: rule_label(&one.rule),
        contacts: one.contacts,
        minutes: one.minutes,
    };
    Index {
        page: visit.page("privacy-retention-title"),
        people: people.iter().map(line).collect(),
        older,
        schedule: visit.rules().retention.iter().map(|rule| (rule.label.clone(), rule.text.clone())).collect(),
        purged: purged.into_iter().map(gone).collect(),
    }
}

#[derive(Template)]
#[template(path = "retention/show.html")]
struct Show {
    page: Page,
    id: ParticipantId,
    name: String,
    standing: Standing,
    holds: Vec<HoldLine>,
    form: Form,
    errors: Errors,
}

struct HoldLine {
    id: HoldId,
    asked_by: String,
    why: String,
    placed: When,
    by: String,
    released: Option<When>,
    release_words: String,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    show_with(&app, &visit, id, Form::default(), Errors::default()).await
}

async fn show_with(app: &App, visit: &Visit, id: ParticipantId, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let (left, holds) = app
        .read(&scope, move |tx, scope| {
            let left = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let holds = store::holds(tx, scope, id)?;
            Ok::<_, Fault>((left, holds))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "retention").of(id)).await?;
    let zone = visit.zone();
    let today = scope.now.to_zoned(zone.clone()).date();
    let has_errors = !errors.is_empty();
    let view = Show {
        page: visit.page("privacy-retention-one-title"),
        id,
        name: left.name.clone(),
        standing: standing(visit, &left, &zone, today),
        holds: holds.into_iter().map(|hold| hold_line(visit, hold, &zone)).collect(),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn hold_line(visit: &Visit, hold: Hold, zone: &TimeZone) -> HoldLine {
    HoldLine {
        id: hold.id,
        asked_by: hold.asked_by,
        why: hold.why,
        placed: When::day_of(visit, hold.placed_at, zone),
        by: hold.placed_by.unwrap_or_default(),
        released: hold.released_at.map(|at| When::day_of(visit, at, zone)),
        release_words: hold.release_words,
    }
}

pub(super) async fn hold(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let [who, why] = ["asked_by", "why"].map(|field| form.text(field).unwrap_or_default().to_owned());
    let mut errors = Errors::default();
    for (field, words) in [("asked_by", &who), ("why", &why)] {
        if words.is_empty() {
            errors.add(field, visit.t(&format!("privacy-hold-{}-missing", field.replace('_', "-"))));
        }
    }
    if !errors.is_empty() {
        return show_with(&app, &visit, id, form, errors).await;
    }
    app.write(&scope, move |tx, scope| {
        store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let hold = store::place(tx, scope, id, &who, &why)?;
        audit::record(tx, &Entry::new(scope, Action::Create, "legal_hold").of(id).on(hold))?;
        Ok::<_, Fault>(())
    })
    .await?;
    visit.see(format!("/admin/retention/{id}"), Flash::ok(visit.t("privacy-hold-placed")))
}

pub(super) async fn release(State(app): State<App>, visit: Visit, Path(id): Path<HoldId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let words = form.text("words").unwrap_or_default().to_owned();
    let whose = app
        .write(&scope, move |tx, scope| {
            let whose = store::release(tx, scope, id, &words)?.ok_or(Fault::NotFound)?;
            audit::record(tx, &Entry::new(scope, Action::Change, "legal_hold").of(whose).on(id))?;
            Ok::<_, Fault>(whose)
        })
        .await?;
    visit.see(format!("/admin/retention/{whose}"), Flash::ok(visit.t("privacy-hold-released")))
}

#[derive(Template)]
#[template(path = "retention/purge.html")]
struct Confirm {
    page: Page,
    id: ParticipantId,
    name: String,
    why: String,
    errors: Errors,
}

pub(super) async fn confirm(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    confirm_with(&app, &visit, id, Errors::default()).await
}

async fn confirm_with(app: &App, visit: &Visit, id: ParticipantId, errors: Errors) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let left = app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "retention").of(id)).await?;
    let zone = visit.zone();
    let today = scope.now.to_zoned(zone.clone()).date();
    rules::judge(&left, &zone, today).map_err(|reason| fault(visit, reason))?;
    let why = explained(visit, &left, &zone);
    let has_errors = !errors.is_empty();
    let view = Confirm { page: visit.page("privacy-purge-title"), id, name: left.name, why, errors };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn fault(visit: &Visit, reason: NotPurged) -> Fault {
    match reason {
        NotPurged::NotFound => Fault::NotFound,
        NotPurged::Storage(error) => error.into(),
        other => Fault::Conflict(visit.t(&other.to_string())),
    }
}

pub(super) async fn purge(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let (typed, zone) = (form.get("name").to_owned(), visit.zone());
    match app.write(&scope, move |tx, scope| super::purge(tx, scope, id, &typed, &zone)).await {
        Ok(_) => {}
        Err(NotPurged::NotTheName) => {
            let errors = Errors::one("name", visit.t("privacy-retention-not-the-name"));
            return confirm_with(&app, &visit, id, errors).await;
        }
        Err(reason) => return Err(fault(&visit, reason)),
    }
    take_out_files(&app, &scope).await?;
    visit.see("/admin/retention", Flash::ok(visit.t("privacy-purge-done")))
}

/// Takes the files of purged records out of the store: those of this purge, and of earlier ones that were interrupted.
async fn take_out_files(app: &App, scope: &Scope) -> Result<(), Fault> {
    for (purge, files) in app.read(scope, store::with_files).await? {
        let names = files.as_array().cloned().unwrap_or_default();
        let ids = names.iter().filter_map(|name| uuid::Uuid::from_str(name.as_str()?).ok());
        for file in ids {
            let key = FileKey { organization: scope.organization.uuid(), file };
            app.files.delete(key).await.map_err(|error| Fault::Internal(error.to_string()))?;
        }
        app.write(scope, move |tx, scope| store::files_are_gone(tx, scope, purge)).await?;
    }
    Ok(())
}

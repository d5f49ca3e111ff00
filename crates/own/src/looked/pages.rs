//! The page "Who looked at my record", and asking about one look.

use askama::Template;
use axum::extract::{Query, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, BY_SERVICE_LINK, Entry},
    drafts::{self, Sheet},
    layout::{
        Flash, Page, role_label,
        when::{self, When},
    },
    rules::matrix::{
        Permission::{SeeMyRecord, WriteMyRecord},
        Role,
    },
};
use jiff::{SignedDuration, civil::Date, tz::TimeZone};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    messages::AsArg,
    web::{Answer, page, page_with_errors},
};
use serde::Deserialize;

use super::store::{self, Gone, Look, Which};
use crate::{
    me,
    requests::{self, Asked, Kind, RequestId},
};

const PAGE: usize = 50;
/// One more than a page, to know whether there is another.
const SHOWN: i64 = 51;
/// Six years (45 CFR 164.528(a)).
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24 * 366 * 6);

#[derive(Template)]
#[template(path = "looked/index.html")]
struct Index {
    page: Page,
    days: Vec<Day>,
    with_own: bool,
    older: Option<String>,
    gone: Vec<GoneLine>,
    is_first: bool,
}

struct Day {
    title: String,
    lines: Vec<Line>,
}

/// One look in plain words.
struct Line {
    sequence: i64,
    when: When,
    who: String,
    what: String,
    why: String,
    is_own: bool,
    /// The question about it, and the answer when there is one.
    question: Option<RequestId>,
    answer: Option<String>,
}

struct GoneLine {
    when: When,
    to: String,
    what: String,
    purpose: String,
    basis: String,
    by: Option<String>,
    reason: String,
}

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    before: Option<i64>,
    #[serde(default)]
    own: String,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    app.settle_looks(&scope).await?;
    let with_own = wanted.own == "yes";
    let which = Which { before: wanted.before.unwrap_or(i64::MAX), with_own, limit: SHOWN };
    let (me, looks, gone) = app
        .read(&scope, move |tx, scope| {
            let me = me::me(tx, scope)?.ok_or(Fault::NotFound)?;
            let since = scope.now.saturating_sub(LOOK_BACK).unwrap_or(scope.now);
            let (looks, gone) = (store::looks(tx, scope, me.id, which)?, store::gone(tx, scope, me.id, since)?);
            Ok::<_, Fault>((me, looks, gone))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "own_audit").of(me.id).with("rows", looks.len())).await?;
    page(&view(&visit, &scope, &wanted, looks, gone))
}

fn view(visit: &Visit, scope: &Scope, wanted: &Wanted, mut looks: Vec<Look>, gone: Vec<Gone>) -> Index {
    let zone = visit.zone();
    let has_more = looks.len() > PAGE;
    looks.truncate(PAGE);
    let with_own = wanted.own == "yes";
    let last = looks.last().filter(|_| has_more).map(|last| last.sequence);
    let own = if with_own { "&own=yes" } else { "" };
    Index {
        page: visit.page("me-looked-title"),
        days: days(visit, scope, looks, &zone),
        with_own,
        older: last.map(|last| format!("/me/looked?before={last}{own}")),
        gone: gone.into_iter().map(|one| gone_line(visit, one, &zone)).collect(),
        is_first: wanted.before.is_none(),
    }
}

/// Puts the looks of one day together, in the order in which they come.
fn days(visit: &Visit, scope: &Scope, looks: Vec<Look>, zone: &TimeZone) -> Vec<Day> {
    let today = scope.now.to_zoned(zone.clone()).date();
    let mut days: Vec<(Date, Day)> = Vec::new();
    for look in looks {
        let on = look.at.to_zoned(zone.clone()).date();
        let line = line(visit, scope, look, zone);
        match days.last_mut().filter(|(day, _)| *day == on) {
            Some((_, day)) => day.lines.push(line),
            None => days.push((on, Day { title: when::day(&visit.words, today, on), lines: vec![line] })),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

fn line(visit: &Visit, scope: &Scope, look: Look, zone: &TimeZone) -> Line {
    let is_own = look.account == Some(scope.account);
    Line {
        sequence: look.sequence,
        when: When::at(visit, look.at, zone),
        who: who(visit, &look, is_own),
        what: what(visit, look.action, &look.record_kind),
        why: why(visit, look.why.as_str(), usual_reason(&look, is_own)),
        is_own,
        question: look.question,
        answer: look.answer.filter(|answer| !answer.is_empty()),
    }
}

/// Why somebody looked: as they typed it, or else as it usually is.
fn why(visit: &Visit, typed: &str, usual: &str) -> String {
    match typed {
        "" => visit.t(usual),
        BY_SERVICE_LINK => visit.t("me-looked-why-service"),
        typed => typed.to_owned(),
    }
}

fn who(visit: &Visit, look: &Look, is_own: bool) -> String {
    if is_own {
        return visit.t("me-looked-you");
    }
    if look.account.is_none() && look.why == BY_SERVICE_LINK {
        return visit.t("me-looked-service");
    }
    let role = Role::from_word(&look.acting_as).map(|role| role_label(visit, role));
    match (&look.name, role) {
        (Some(name), Some(role)) => {
            visit.words.with("me-looked-who", &[("name", name.as_arg()), ("role", role.as_arg())])
        }
        (Some(name), None) => name.clone(),
        (None, _) => visit.t("me-looked-program"),
    }
}

/// Why, when nobody typed a reason.
fn usual_reason(look: &Look, is_own: bool) -> &'static str {
    match Role::from_word(&look.acting_as) {
        _ if is_own => "me-looked-why-own",
        Some(Role::PeerSpecialist | Role::VolunteerPeer | Role::TeamMember) => "me-looked-why-support",
        Some(Role::Supervisor) => "me-looked-why-supervisor",
        Some(Role::Director) => "me-looked-why-director",
        Some(Role::Auditor) => "me-looked-why-auditor",
        Some(Role::Supporter) => "me-looked-why-shared",
        Some(_) => "me-looked-why-work",
        None => "me-looked-why-program",
    }
}

/// Kinds of records that have a name in plain words; others are "a part of your record".
const KINDS: [&str; 18] = [
    "participant",
    "contact",
    "contacts",
    "goal",
    "goal_step",
    "referral",
    "supporter",
    "promise",
    "call_plan",
    "audit",
    "assignment",
    "demographics",
    "draft",
    "attachment",
    "status",
    "consent",
    "record_request",
    "connection",
];

fn what(visit: &Visit, action: Action, kind: &str) -> String {
    let kind = if KINDS.contains(&kind) { kind } else { "other" };
    let thing = visit.t(&format!("me-looked-kind-{}", kind.replace('_', "-")));
    let key = format!("me-looked-did-{}", action.word().replace('_', "-"));
    visit.words.with(&key, &[("thing", thing.as_arg())])
}

fn gone_line(visit: &Visit, gone: Gone, zone: &TimeZone) -> GoneLine {
    let said = |prefix: &str, word: &str| visit.t(&format!("me-looked-{prefix}-{}", word.replace('_', "-")));
    let kinds = gone.information.as_array().map(Vec::as_slice).unwrap_or_default();
    let kinds: Vec<String> =
        kinds.iter().filter_map(|kind| kind.as_str()).map(|kind| said("information", kind)).collect();
    GoneLine {
        when: When::at(visit, gone.at, zone),
        to: gone.to_account.or(gone.to_program).unwrap_or(gone.to_name),
        what: kinds.join(", "),
        purpose: said("purpose", &gone.purpose),
        basis: said("basis", &gone.basis),
        by: gone.by,
        reason: gone.reason,
    }
}

#[derive(Template)]
#[template(path = "looked/ask.html")]
struct Ask {
    page: Page,
    line: Line,
    form: Form,
    errors: Errors,
}

pub(super) async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<Chosen>) -> Answer {
    show_ask(&app, &visit, asked.line, None, Errors::default()).await
}

/// Where the question about one look is written.
fn asked_at(sequence: i64) -> String {
    format!("/me/looked/ask?line={sequence}")
}

/// The line that somebody wants to ask about.
#[derive(Deserialize)]
pub(super) struct Chosen {
    line: i64,
}

fn mine(tx: &mut Tx<'_>, scope: &Scope, sequence: i64) -> Result<(me::Me, Look), Fault> {
    let me = me::me(tx, scope)?.ok_or(Fault::NotFound)?;
    let look = store::look(tx, scope, me.id, sequence)?.ok_or(Fault::NotFound)?;
    Ok((me, look))
}

async fn show_ask(app: &App, visit: &Visit, sequence: i64, sent: Option<Form>, errors: Errors) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let (me, look) = app.read(&scope, move |tx, scope| mine(tx, scope, sequence)).await?;
    let has_errors = !errors.is_empty();
    let desk = drafts::desk(app, &scope, Sheet::new("look-question", asked_at(sequence), me.id)).await?;
    let (line, form) = (line(visit, &scope, look, &visit.zone()), desk.form(sent, Form::default()));
    let view = Ask { page: desk.page(visit, "me-looked-ask-title"), line, form, errors };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let sequence: i64 = form.parsed("line").ok_or(Fault::NotFound)?;
    let Some(words) = form.text("words").map(str::to_owned) else {
        let errors = Errors::one("words", visit.t("me-looked-ask-missing"));
        return show_ask(&app, &visit, sequence, Some(form), errors).await;
    };
    let zone = visit.zone();
    app.write(&scope, move |tx, scope| {
        let (me, look) = mine(tx, scope, sequence)?;
        if look.question.is_none() {
            let asked = Asked { words, sequence: Some(sequence), ..Asked::new(Kind::Question) };
            let id = requests::ask(tx, scope, me.id, &asked, &zone)?;
            drafts::sent(tx, scope, &asked_at(sequence), "record_request", id)?;
        }
        Ok::<_, Fault>(())
    })
    .await?;
    visit.see("/me/looked", Flash::ok(visit.t("me-looked-asked")))
}

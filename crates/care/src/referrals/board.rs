//! Who is on the way to us, how long they have waited, and how each program keeps its promise to meet people soon.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use ground::{
    App, Visit,
    audit::{Action, Entry},
    layout::{
        Page,
        parts::{Choice, Tab},
        when::{When, long_day},
    },
    rules::{
        Rules,
        clocks::WindowState,
        matrix::Permission,
        rapid_access::{Counted, Share},
    },
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use kit::{
    faults::Fault,
    forms::Form,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    referral::{Referral, Waited, access},
    store,
};
use crate::participants::{label, listing};

/// Days that the table of shares can look back.
const PERIODS: [i64; 3] = [30, 90, 365];

/// Referrals on one page of the board.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "referrals/board.html")]
struct Board {
    page: Page,
    rows: Vec<Row>,
    shares: Vec<ShareRow>,
    periods: Vec<Tab>,
    programs: Vec<Choice>,
    can_add: bool,
    /// The address of the next page, when there is one.
    next: Option<String>,
}

struct Row {
    id: String,
    href: String,
    name: String,
    program: String,
    source: String,
    received: When,
    /// The day to meet by, in a sentence of its own: "Meet by tomorrow", "Was due Tuesday, November 17".
    due: When,
    is_late: bool,
    days: i64,
    most: i64,
    tone: &'static str,
    stage: &'static str,
    attempts: i64,
    chosen_later: Option<When>,
}

struct ShareRow {
    program: String,
    days: i64,
    share: Share,
    percent: Option<u64>,
    rating: Option<i64>,
}

pub async fn index(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let scope = visit.may(Permission::ManageReferral)?;
    let asked = Form::parse(query.unwrap_or_default().as_bytes());
    let (program, days) = (asked.parsed("program"), period(&asked));
    let (since, after) = (ago(visit.request.now(), days), asked.parsed("at").zip(asked.parsed("id")));
    let (mut open, waits, programs) = app
        .read::<_, Fault>(&scope, move |tx, scope| {
            Ok((
                store::open(tx, scope, program, after, limit())?,
                store::waits(tx, scope, since)?,
                listing::programs(tx, scope)?,
            ))
        })
        .await?;
    let next = cut(&mut open, &asked);
    app.saw(&scope, Entry::new(&scope, Action::Read, "referrals").with("rows", open.len())).await?;
    page(&Board { next, ..view(&visit, &asked, open, &waits, &programs) })
}

/// How many to read: one more than are shown, to know whether the board goes on.
fn limit() -> i64 {
    i64::try_from(PAGE.saturating_add(1)).unwrap_or(i64::MAX)
}

/// Cuts the list to a page; answers the address of the next one.
fn cut(open: &mut Vec<Referral>, asked: &Form) -> Option<String> {
    let has_more = open.len() > PAGE;
    open.truncate(PAGE);
    let last = open.last().filter(|_| has_more)?;
    let program = asked.parsed::<ground::ids::ProgramId>("program");
    let program = program.map(|id| format!("&program={id}")).unwrap_or_default();
    Some(format!("/referrals?at={}&id={}&days={}{program}", last.received_at, last.id, period(asked)))
}

fn period(asked: &Form) -> i64 {
    asked.parsed("days").filter(|days| PERIODS.contains(days)).unwrap_or(90)
}

fn ago(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(Timestamp::MIN)
}

fn view(visit: &Visit, asked: &Form, open: Vec<Referral>, waits: &[Waited], programs: &[listing::Program]) -> Board {
    let mut rows: Vec<(Date, Row)> = open.iter().filter_map(|one| row(visit, one)).collect();
    rows.sort_by_key(|(due, _)| *due);
    let chosen = asked.get("program");
    let choice = |one: &listing::Program| Choice::new(one.id.to_string(), &one.name, one.id.to_string() == chosen);
    let tab = |days: i64| Tab {
        label: visit.words.with("referrals-period", &[("days", days.as_arg())]),
        href: format!("/referrals?days={days}#shares"),
        is_current: days == period(asked),
        count: None,
    };
    Board {
        page: visit.page("referrals-title"),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        shares: shares(waits, visit.request.now()),
        periods: PERIODS.into_iter().map(tab).collect(),
        programs: if programs.len() > 1 { programs.iter().map(choice).collect() } else { Vec::new() },
        can_add: visit.can(Permission::AddReferral),
        next: None,
    }
}

fn row(visit: &Visit, referral: &Referral) -> Option<(Date, Row)> {
    let now = visit.request.now();
    let access = referral.access(now)?;
    let zone = referral.zone();
    let today = now.to_zoned(zone.clone()).date();
    let due = referral.chosen_later_on.map_or(access.due_on, |day| day.max(access.due_on));
    let row = Row {
        id: format!("wait-{}", referral.id),
        href: format!("/referrals/{}", referral.id),
        name: referral.name_to_use.clone(),
        program: referral.program_name.clone(),
        source: label(&visit.words, "referral_sources", &referral.source),
        received: When::day_of(visit, referral.received_at, &zone),
        due: due_words(visit, due, today, &zone),
        is_late: due < today,
        days: i64::from(access.days),
        most: referral.rapid_access_days,
        tone: tone(access.waiting, access.counted),
        stage: stage(referral),
        attempts: referral.attempts_count,
        chosen_later: referral.chosen_later_on.map(|day| When::on(visit, day, &zone)),
    };
    Some((due, row))
}

fn due_words(visit: &Visit, due: Date, today: Date, zone: &TimeZone) -> When {
    let on = When::on(visit, due, zone);
    let day = |day: &str, key: &str| visit.words.with(key, &[("day", day.as_arg())]);
    let human = match (due - today).get_days() {
        ..0 => day(&long_day(&visit.words, due), "referrals-was-due"),
        0 => visit.t("referrals-due-today"),
        1 => visit.t("referrals-due-tomorrow"),
        _ => day(&on.human, "referrals-due-on"),
    };
    When { human, ..on }
}

/// The tone of a wait: late is bad, soon due a warning.
pub(super) fn tone(waiting: Option<WindowState>, counted: Counted) -> &'static str {
    match (waiting, counted) {
        (_, Counted::LeftOut) => "info",
        (Some(WindowState::Overdue), _) | (_, Counted::Late) => "bad",
        (Some(WindowState::DueSoon), _) => "warn",
        _ => "good",
    }
}

/// Message key for how far a referral has come.
pub(super) fn stage(referral: &Referral) -> &'static str {
    match (referral.first_in_person_at, referral.first_contact_at, referral.first_attempt_at) {
        (Some(_), _, _) => "referrals-stage-met",
        (None, Some(_), _) => "referrals-stage-reached",
        (None, None, Some(_)) => "referrals-stage-tried",
        _ => "referrals-stage-new",
    }
}

/// Each program's share of people met in time, with its band (FEPS-FS item 1, practice.md 4).
fn shares(waits: &[Waited], now: Timestamp) -> Vec<ShareRow> {
    let mut programs: BTreeMap<(&str, ground::ids::ProgramId), (i64, Vec<Counted>)> = BTreeMap::new();
    for wait in waits {
        let days = wait.rapid_access_days;
        let (_, counted) = programs.entry((&wait.program_name, wait.program)).or_insert((days, Vec::new()));
        counted.extend(access(wait, now).map(|access| access.counted));
    }
    let table = Rules::shipped().bands.get("feps_fs.timely_contact");
    let row = |((program, _), (days, counted)): ((&str, ground::ids::ProgramId), (i64, Vec<Counted>))| {
        let share: Share = counted.into_iter().collect();
        let rating = table.and_then(|table| table.rating(share.within, share.total())).map(i64::from);
        ShareRow { program: program.to_owned(), days, share, percent: share.percent(), rating }
    };
    programs.into_iter().map(row).collect()
}

//! A month of meetings on one page.

use askama::Template;
use axum::extract::{Query, State};
use ground::{
    App, Visit,
    layout::{Page, when},
    public,
};
use jiff::{ToSpan, civil::Date};
use kit::{
    db::DbError,
    faults::Fault,
    messages::AsArg,
    web::{Answer, page},
};
use serde::Deserialize;

use super::{
    occurrence::{self, Occurrence, Standing},
    store::{self, Shown},
};

/// Months that can be opened before and after this one.
const MOST_MONTHS: i32 = 24;

#[derive(Template)]
#[template(path = "gatherings/calendar.html")]
struct Month {
    page: Page,
    title: String,
    weekdays: Vec<String>,
    weeks: Vec<Vec<Day>>,
    before: Option<String>,
    after: Option<String>,
}

/// One field of the calendar.
struct Day {
    /// Of the month before or after.
    is_other: bool,
    is_today: bool,
    number: i8,
    /// "Tuesday, December 1".
    name: String,
    meetings: Vec<Meeting>,
}

struct Meeting {
    href: String,
    name: String,
    time: String,
    is_cancelled: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    /// `2026-12`.
    month: Option<String>,
}

pub async fn month(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let today = site.now.to_zoned(site.zone.clone()).date();
    let first = first_day(asked.month.as_deref(), today);
    let read = app.db.read(site.tenant(), move |tx| store::shown(tx, organization)).await;
    let shown = read.map_err(|error: DbError| Fault::from(error))?;
    let (month, year) = (visit.t(&format!("when-month-{}", first.month())), first.year().to_string());
    let title = visit.words.with("public-groups-month-of", &[("month", month.as_arg()), ("year", year.as_arg())]);
    page(&Month {
        page: visit.page_titled(title.clone()),
        title,
        weekdays: (1..=7).map(|day| visit.t(&format!("when-weekday-{day}"))).collect(),
        weeks: weeks(&visit, &shown, first, today),
        before: neighbour(first, -1, today),
        after: neighbour(first, 1, today),
    })
}

/// The first day of the month that was asked for, else of this one.
fn first_day(asked: Option<&str>, today: Date) -> Date {
    let this = today.first_of_month();
    let asked = asked.and_then(|month| format!("{month}-01").parse::<Date>().ok());
    let is_near = |day: &Date| months_between(this, *day).abs() <= MOST_MONTHS;
    asked.filter(is_near).unwrap_or(this)
}

fn months_between(from: Date, to: Date) -> i32 {
    let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    months(to) - months(from)
}

fn neighbour(first: Date, by: i32, today: Date) -> Option<String> {
    let other = first.checked_add(by.months()).ok()?;
    let is_near = months_between(today.first_of_month(), other).abs() <= MOST_MONTHS;
    is_near.then(|| format!("/groups/calendar?month={}", other.strftime("%Y-%m")))
}

/// Whole weeks from Monday on.
fn weeks(visit: &Visit, shown: &[Shown], first: Date, today: Date) -> Vec<Vec<Day>> {
    let before = i32::from(first.weekday().to_monday_zero_offset());
    let from = first.checked_sub(before.days()).unwrap_or(first);
    let last = first.last_of_month();
    let behind = 6_i32.saturating_sub(i32::from(last.weekday().to_monday_zero_offset()));
    let to = last.checked_add(behind.days()).unwrap_or(last);
    let mut meetings: Vec<(&Shown, Occurrence)> = shown.iter().flat_map(|one| in_month(one, from, to)).collect();
    meetings
        .sort_by(|one, two| (one.1.starts_at, &one.0.gathering.name).cmp(&(two.1.starts_at, &two.0.gathering.name)));
    let day = |date: Date| Day {
        is_other: date.month() != first.month(),
        is_today: date == today,
        number: date.day(),
        name: when::long_day(&visit.words, date),
        meetings: meetings.iter().filter(|(_, one)| one.day == date).map(|(of, one)| meeting(visit, of, one)).collect(),
    };
    let days: Vec<Date> = from.series(1.day()).take_while(|date| *date <= to).collect();
    days.chunks(7).map(|week| week.iter().copied().map(&day).collect()).collect()
}

fn in_month(one: &Shown, from: Date, to: Date) -> impl Iterator<Item = (&Shown, Occurrence)> {
    occurrence::between(&one.gathering, &one.changes, from, to).into_iter().map(move |meeting| (one, meeting))
}

fn meeting(visit: &Visit, of: &Shown, one: &Occurrence) -> Meeting {
    let there = one.starts_at.to_zoned(of.gathering.zone()).datetime();
    Meeting {
        href: format!("/groups/{}", of.gathering.id),
        name: of.gathering.name.clone(),
        time: when::time(&visit.words, there),
        is_cancelled: one.standing == Standing::Cancelled,
    }
}

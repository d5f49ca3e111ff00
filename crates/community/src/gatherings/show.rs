//! Groups and meetings as visitors see them: what meets soon, everything there is, and one of them.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    layout::{Page, when},
    public,
    rules::matrix::Permission::KeepGroups,
};
use jiff::{Timestamp, ToSpan, civil::Weekday};
use kit::{
    db::DbError,
    faults::Fault,
    messages::{AsArg, Words},
    web::{Answer, page},
};

use super::{
    gathering::{Gathering, GatheringId},
    occurrence::{self, Occurrence, Standing},
    pattern::Pattern,
    store::{self, Shown},
};
use crate::pages::paragraphs;

/// How far ahead the lists look, in days.
const AHEAD: i32 = 62;
/// Meetings that the list of what comes next shows, and the page of one gathering.
const NEXT: usize = 12;

#[derive(Template)]
#[template(path = "gatherings/index.html")]
struct Index {
    page: Page,
    soon: Vec<Coming>,
    all: Vec<Line>,
    can_keep: bool,
}

/// A gathering in the list of all.
struct Line {
    id: GatheringId,
    name: String,
    pattern: String,
    audience: String,
    place: String,
}

#[derive(Template)]
#[template(path = "gatherings/show.html")]
struct Show {
    page: Page,
    id: GatheringId,
    name: String,
    words: Vec<String>,
    pattern: String,
    audience: String,
    joining: Vec<String>,
    place: String,
    url: String,
    language: String,
    zone: String,
    next: Vec<Coming>,
    can_keep: bool,
}

/// One meeting that comes, as shown.
#[derive(Debug, Clone)]
pub struct Coming {
    pub href: String,
    pub name: String,
    /// For programs: the instant.
    pub iso: String,
    /// "Tuesday, December 1, 6:00 pm to 7:30 pm".
    pub when: String,
    pub place: String,
    pub is_online: bool,
    pub is_cancelled: bool,
    /// "Moved from Tuesday, December 1", empty when it is as planned.
    pub moved: String,
    pub reason: String,
    /// A key for the order.
    starts_at: Timestamp,
}

/// The next meetings of all, in order; those that are called off among them, so that nobody stands before a closed door.
pub fn coming(visit: &Visit, shown: &[Shown], now: Timestamp, most: usize) -> Vec<Coming> {
    let of_one = |one: &Shown| {
        let today = now.to_zoned(one.gathering.zone()).date();
        let until = today.checked_add(AHEAD.days()).unwrap_or(today);
        let yesterday = today.yesterday().unwrap_or(today);
        let found = occurrence::between(&one.gathering, &one.changes, yesterday, until);
        let is_ahead = |meeting: &Occurrence| meeting.ends_at > now;
        found
            .into_iter()
            .filter(is_ahead)
            .map(|meeting| Coming::new(visit, &one.gathering, &meeting))
            .collect::<Vec<_>>()
    };
    let mut all: Vec<Coming> = shown.iter().flat_map(of_one).collect();
    all.sort_by(|one, two| (one.starts_at, &one.name).cmp(&(two.starts_at, &two.name)));
    all.truncate(most);
    all
}

impl Coming {
    pub(super) fn new(visit: &Visit, gathering: &Gathering, meeting: &Occurrence) -> Self {
        let words = &visit.words;
        let was = when::long_day(words, meeting.on);
        Self {
            href: format!("/groups/{}", gathering.id),
            name: gathering.name.clone(),
            iso: meeting.starts_at.to_string(),
            when: in_words(words, gathering, meeting),
            place: meeting.place.clone(),
            is_online: !gathering.url.is_empty(),
            is_cancelled: meeting.standing == Standing::Cancelled,
            moved: match meeting.standing {
                Standing::Moved => words.with("public-groups-moved", &[("day", was.as_arg())]),
                Standing::Planned | Standing::Cancelled => String::new(),
            },
            reason: meeting.reason.clone(),
            starts_at: meeting.starts_at,
        }
    }
}

fn in_words(words: &Words, gathering: &Gathering, meeting: &Occurrence) -> String {
    let zone = gathering.zone();
    let [from, to] =
        [meeting.starts_at, meeting.ends_at].map(|at| when::time(words, at.to_zoned(zone.clone()).datetime()));
    let day = when::long_day(words, meeting.day);
    words.with("public-groups-when", &[("day", day.as_arg()), ("from", from.as_arg()), ("to", to.as_arg())])
}

/// How often something meets, in words: "Every Tuesday, 6:00 pm".
pub(super) fn pattern_in_words(visit: &Visit, gathering: &Gathering) -> String {
    let words = &visit.words;
    let weekday = |day: &Weekday| words.t(&format!("when-weekday-{}", day.to_monday_one_offset()));
    let time = when::time(words, gathering.starts_on.to_datetime(gathering.time()));
    let said = |key: &str, name: &str, value: &str| words.with(key, &[(name, value.as_arg()), ("time", time.as_arg())]);
    match gathering.pattern() {
        Pattern::Once => said("public-groups-once", "day", &when::long_day(words, gathering.starts_on)),
        Pattern::Weekly { every, days } => {
            let days = days.iter().map(weekday).collect::<Vec<_>>().join(", ");
            said(if every == 1 { "public-groups-weekly" } else { "public-groups-every-2-weeks" }, "days", &days)
        }
        Pattern::MonthlyByDay(day) => said("public-groups-monthly-day", "day", &day.to_string()),
        Pattern::MonthlyByWeekday(nth, day) => {
            let key = match nth {
                1 => "public-groups-monthly-1",
                2 => "public-groups-monthly-2",
                3 => "public-groups-monthly-3",
                4 => "public-groups-monthly-4",
                _ => "public-groups-monthly-last",
            };
            said(key, "day", &weekday(&day))
        }
    }
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (organization, now) = (site.organization, site.now);
    let read = app.db.read(site.tenant(), move |tx| store::shown(tx, organization)).await;
    let shown = read.map_err(|error: DbError| Fault::from(error))?;
    page(&Index {
        page: visit.page("public-groups-title"),
        soon: coming(&visit, &shown, now, NEXT),
        all: shown.iter().filter(|one| still_meets(one, now)).map(|one| line(&visit, &one.gathering)).collect(),
        can_keep: visit.can(KeepGroups),
    })
}

/// Whether it meets today or on a later day.
fn still_meets(one: &Shown, now: Timestamp) -> bool {
    let today = now.to_zoned(one.gathering.zone()).date();
    let is_moved_ahead = one.changes.iter().any(|change| change.to_date.is_some_and(|day| day >= today));
    let pattern = one.gathering.pattern();
    let until = today.checked_add(1.year()).unwrap_or(today);
    is_moved_ahead || !pattern.days(one.gathering.starts_on, one.gathering.ends_on, today, until).is_empty()
}

fn line(visit: &Visit, gathering: &Gathering) -> Line {
    Line {
        id: gathering.id,
        name: gathering.name.clone(),
        pattern: pattern_in_words(visit, gathering),
        audience: gathering.audience.clone(),
        place: gathering.place.clone(),
    }
}

pub async fn one(State(app): State<App>, visit: Visit, Path(id): Path<GatheringId>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let (organization, now) = (site.organization, site.now);
    let read = app.db.read(site.tenant(), move |tx| store::one_shown(tx, organization, id)).await;
    let shown = read.map_err(|error: DbError| Fault::from(error))?.ok_or(Fault::NotFound)?;
    let next = coming(&visit, std::slice::from_ref(&shown), now, NEXT);
    let Shown { gathering, .. } = shown;
    page(&Show {
        page: visit.page_titled(gathering.name.clone()),
        id,
        pattern: pattern_in_words(&visit, &gathering),
        words: paragraphs(&gathering.words),
        joining: paragraphs(&gathering.joining),
        name: gathering.name,
        audience: gathering.audience,
        place: gathering.place,
        url: gathering.url,
        language: gathering.language,
        zone: gathering.time_zone.replace('_', " "),
        next,
        can_keep: visit.can(KeepGroups),
    })
}

//! A team's day: what is open in the programs that somebody answers for, the longest waiting first, by worker.

use askama::Template;
use axum::extract::{Query, State};
use jiff::{Timestamp, ToSpan};
use kit::{
    faults::Fault,
    web::{Answer, page},
};
use serde::Deserialize;

use super::{
    card::Card,
    due::start_of,
    pages::{Behind, cut},
    reading::{self, Line, Load, Whose},
};
use crate::{
    App, Visit,
    audit::{Action, Entry},
    ids::AccountId,
    layout::Page,
    rules::matrix::Permission,
};

/// Promises on one page.
const PAGE: i64 = 50;
const DAYS_AHEAD: i64 = 1;

#[derive(Template)]
#[template(path = "promises/team.html")]
struct TeamPage {
    page: Page,
    loads: Vec<Share>,
    groups: Vec<Group>,
    pressing: usize,
    older: Option<String>,
    newer: Option<String>,
    is_one_worker: bool,
    back: &'static str,
    shows_owner: bool,
}

/// How much one worker has open.
struct Share {
    name: String,
    href: String,
    open: i64,
    late: i64,
    is_chosen: bool,
}

/// The promises of one worker on this page.
struct Group {
    name: String,
    is_queue: bool,
    cards: Vec<Card>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    worker: Option<String>,
}

impl Asked {
    fn whose(&self) -> Whose {
        match self.worker.as_deref() {
            None | Some("") => Whose::Everybody,
            Some("queue") => Whose::Nobody,
            Some(id) => id.parse::<AccountId>().map_or(Whose::Everybody, Whose::Worker),
        }
    }
}

pub(super) async fn day(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(behind): Query<Behind>,
) -> Answer {
    let scope = visit.may(Permission::ManageTeamPromises)?;
    let tomorrow = scope.now.to_zoned(visit.zone()).date().saturating_add(DAYS_AHEAD.days());
    let (until, whose, after) = (start_of(tomorrow, &visit.zone()), asked.whose(), behind.after());
    let (loads, lines) = app
        .read(&scope, move |tx, scope| {
            Ok::<_, Fault>((reading::loads(tx, scope)?, reading::of_team(tx, scope, until, whose, after, PAGE + 1)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Search, "promise").with("count", lines.len())).await?;
    page(&TeamPage::new(&visit, scope.now, whose, loads, lines))
}

impl TeamPage {
    fn new(visit: &Visit, now: Timestamp, whose: Whose, loads: Vec<Load>, mut lines: Vec<Line>) -> Self {
        let address = match whose {
            Whose::Everybody => "/team/day".to_owned(),
            Whose::Nobody => "/team/day?worker=queue".to_owned(),
            Whose::Worker(id) => format!("/team/day?worker={id}"),
        };
        let older = cut(&mut lines, PAGE, &address);
        let cards: Vec<(Option<AccountId>, Card)> =
            lines.iter().map(|line| (line.promise.owner, Card::new(visit, line, now))).collect();
        Self {
            page: visit.page("day-team-title"),
            pressing: cards.iter().filter(|(_, card)| card.is_pressing).count(),
            groups: groups(visit, &loads, cards),
            loads: loads.iter().map(|load| share(visit, load, whose)).collect(),
            older,
            newer: None,
            is_one_worker: whose != Whose::Everybody,
            back: "/team/day",
            shows_owner: false,
        }
    }
}

/// By worker, the queue first and then by name; within a worker the longest waiting first.
fn groups(visit: &Visit, loads: &[Load], cards: Vec<(Option<AccountId>, Card)>) -> Vec<Group> {
    let mut groups: Vec<(Option<AccountId>, Group)> = loads
        .iter()
        .map(|load| {
            let name = load.name.clone().unwrap_or_else(|| visit.t("day-queue"));
            (load.owner, Group { name, is_queue: load.owner.is_none(), cards: Vec::new() })
        })
        .collect();
    for (owner, card) in cards {
        if let Some((_, group)) = groups.iter_mut().find(|(of, _)| *of == owner) {
            group.cards.push(card);
        } else {
            let name = if owner.is_none() { visit.t("day-queue") } else { card.owner.clone() };
            groups.push((owner, Group { name, is_queue: owner.is_none(), cards: vec![card] }));
        }
    }
    groups.into_iter().map(|(_, group)| group).filter(|group| !group.cards.is_empty()).collect()
}

fn share(visit: &Visit, load: &Load, whose: Whose) -> Share {
    let this = load.owner.map_or(Whose::Nobody, Whose::Worker);
    let address = load.owner.map_or_else(|| "queue".to_owned(), |owner| owner.to_string());
    Share {
        name: load.name.clone().unwrap_or_else(|| visit.t("day-queue")),
        href: format!("/team/day?worker={address}"),
        open: load.open,
        late: load.late,
        is_chosen: this == whose,
    }
}

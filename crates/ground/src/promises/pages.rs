//! My day, the page of one promise, and where the front door leads.

use askama::Template;
use axum::{
    extract::{FromRequestParts, Path, Query, State},
    http::{HeaderValue, request::Parts},
};
use jiff::{Timestamp, ToSpan};
use kit::{
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page},
};
use serde::Deserialize;

use super::{
    OWNER,
    card::Card,
    day::{Section, section},
    due::start_of,
    reading::{self, Line},
};
use crate::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    ids::PromiseId,
    layout::{Page, parts::Choice},
    rules::matrix::Permission,
};

/// Late promises on one page, and those of the privacy desk.
const LATE: i64 = 30;
/// Promises from today on, and those put off.
pub(super) const AHEAD: i64 = 150;
/// How far ahead the day looks.
const DAYS_AHEAD: i64 = 7;

/// Where the front door leads somebody who is signed in: to their day, else to the first place they may go. Those who
/// are not are led to signing in.
pub fn first_page(app: &App, visit: &Visit) -> &'static str {
    if visit.actor.is_none() {
        return "/sign-in";
    }
    if visit.can(OWNER) {
        return "/day";
    }
    // A supporter is here for what somebody shares.
    if visit.can(Permission::SeeSharedWithMe) && !visit.can(Permission::SeeMyRecord) {
        return "/shared";
    }
    let mut places: Vec<_> = app.areas.iter().flat_map(|area| area.nav).collect();
    places.sort_by_key(|place| place.order);
    let first = places.into_iter().find(|place| visit.can(place.permission));
    first.map_or("/account", |place| place.path)
}

/// Where a list goes on: behind this promise.
#[derive(Deserialize)]
pub struct Behind {
    at: Option<Timestamp>,
    id: Option<PromiseId>,
}

impl Behind {
    /// The place of that promise; before every one, when none is named.
    pub fn after(&self) -> reading::After {
        self.at.zip(self.id).unwrap_or_else(reading::from_the_start)
    }
}

/// The address of the next page, when there is one; `found` is cut to the page.
pub(super) fn cut(found: &mut Vec<Line>, limit: i64, address: &str) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or_default();
    let has_more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| has_more)?;
    let mark = if address.contains('?') { '&' } else { '?' };
    Some(format!("{address}{mark}at={}&id={}", last.promise.due_at, last.promise.id))
}

#[derive(Template)]
#[template(path = "promises/day.html")]
struct DayPage {
    page: Page,
    /// The first page of the day has everything; those behind it go on with one list.
    is_first_page: bool,
    date: String,
    planned: Vec<Card>,
    late: Vec<Card>,
    late_count: i64,
    today: Vec<Card>,
    coming: Vec<Card>,
    put_off: Vec<Card>,
    /// What the privacy desk owes, for those who look after it.
    desk: Vec<Card>,
    more_of_desk: Option<String>,
    drafts: i64,
    older: Option<String>,
    further: Option<String>,
    sees_team: bool,
    back: &'static str,
    shows_owner: bool,
}

/// Who reads a day: with the names that their promises reach.
pub(super) fn reader(visit: &Visit) -> Result<Scope, Fault> {
    visit.may(Permission::SeePromises).or_else(|_| visit.may(OWNER))
}

/// Which part of a day a page shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Leaf {
    First,
    /// More that is late, behind a promise.
    Late(reading::After),
    /// More of what comes, behind a promise.
    Ahead(reading::After),
    /// More of what the privacy desk owes, behind a promise.
    Desk(reading::After),
}

/// Where a day goes on.
#[derive(Deserialize)]
pub(super) struct Further {
    list: Option<String>,
    #[serde(flatten)]
    behind: Behind,
}

impl Further {
    fn leaf(&self) -> Leaf {
        match self.list.as_deref() {
            _ if self.behind.at.is_none() => Leaf::First,
            Some("ahead") => Leaf::Ahead(self.behind.after()),
            Some("desk") => Leaf::Desk(self.behind.after()),
            _ => Leaf::Late(self.behind.after()),
        }
    }
}

pub(super) async fn day(State(app): State<App>, visit: Visit, Query(further): Query<Further>) -> Answer {
    let scope = reader(&visit)?;
    let date = scope.now.to_zoned(visit.zone()).date();
    let today = start_of(date, &visit.zone());
    let until = start_of(date.saturating_add((DAYS_AHEAD + 1).days()), &visit.zone());
    let leaf = further.leaf();
    let has_desk = visit.can(Permission::ManagePrivacy);
    let found = app.read(&scope, move |tx, scope| read_day(tx, scope, (today, until), leaf, has_desk)).await?;
    let shown = found.late.len().saturating_add(found.ahead.len()).saturating_add(found.desk.len());
    app.saw(&scope, Entry::new(&scope, Action::Search, "promise").with("count", shown)).await?;
    page(&DayPage::new(&visit, scope.now, found, leaf))
}

pub(super) struct FoundDay {
    pub late: Vec<Line>,
    pub ahead: Vec<Line>,
    pub desk: Vec<Line>,
    pub drafts: i64,
    pub late_count: i64,
}

/// A whole day in three statements, whatever the history; in four with the privacy desk.
pub(super) fn read_day(
    tx: &mut kit::db::Tx<'_>,
    scope: &Scope,
    (today, until): (Timestamp, Timestamp),
    leaf: Leaf,
    has_desk: bool,
) -> Result<FoundDay, Fault> {
    let start = reading::from_the_start();
    let (late, ahead, desk) = match leaf {
        Leaf::First => (Some(start), Some(start), Some(start)),
        Leaf::Late(after) => (Some(after), None, None),
        Leaf::Ahead(after) => (None, Some(after), None),
        Leaf::Desk(after) => (None, None, Some(after)),
    };
    let late = late.map(|after| reading::late(tx, scope, today, after, LATE + 1));
    let late = late.transpose()?.unwrap_or_default();
    let ahead = ahead.map(|after| reading::ahead(tx, scope, (today, until), after, AHEAD + 1));
    let ahead = ahead.transpose()?.unwrap_or_default();
    let desk = desk.filter(|_| has_desk).map(|after| reading::of_desk(tx, scope, until, after, LATE + 1));
    let desk = desk.transpose()?.unwrap_or_default();
    let (drafts, late_count) = reading::counts(tx, scope, today)?;
    Ok(FoundDay { late, ahead, desk, drafts, late_count })
}

impl DayPage {
    fn new(visit: &Visit, now: Timestamp, mut found: FoundDay, leaf: Leaf) -> Self {
        let older = cut(&mut found.late, LATE, "/day");
        let further = cut(&mut found.ahead, AHEAD, "/day?list=ahead");
        let more_of_desk = cut(&mut found.desk, LATE, "/day?list=desk");
        let card = |line: &Line| Card::new(visit, line, now);
        let of = |wanted: Section| {
            let lines = found.ahead.iter().filter(|line| section(line, now, &visit.zone()) == wanted);
            lines.map(card).collect::<Vec<_>>()
        };
        let mut late: Vec<Card> = found.late.iter().map(card).collect();
        let late_today = of(Section::Late);
        let late_count = found.late_count.saturating_add(i64::try_from(late_today.len()).unwrap_or_default());
        late.extend(late_today);
        Self {
            page: visit.page("day-title"),
            is_first_page: matches!(leaf, Leaf::First),
            date: crate::layout::when::long_day(&visit.words, now.to_zoned(visit.zone()).date()),
            planned: of(Section::Planned),
            late,
            late_count,
            today: of(Section::Today),
            coming: of(Section::Coming),
            put_off: of(Section::PutOff),
            desk: found.desk.iter().map(card).collect(),
            more_of_desk,
            drafts: found.drafts,
            older,
            further,
            sees_team: visit.can(Permission::ManageTeamPromises),
            back: "/day",
            shows_owner: false,
        }
    }

    fn is_quiet(&self) -> bool {
        self.planned.is_empty()
            && self.late.is_empty()
            && self.today.is_empty()
            && self.coming.is_empty()
            && self.desk.is_empty()
            && self.drafts == 0
    }

    fn has_drafts(&self) -> bool {
        self.is_first_page && self.drafts > 0
    }

    /// Whether the wide column has a card.
    fn has_now(&self) -> bool {
        !(self.planned.is_empty() && self.late.is_empty() && self.today.is_empty())
    }

    /// Whether the column beside it has one.
    fn has_beside(&self) -> bool {
        self.has_drafts() || !self.desk.is_empty() || !self.coming.is_empty()
    }
}

/// Whether the browser asked for a piece of a page, to put it in place.
pub(super) struct InPlace(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for InPlace {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.headers.contains_key("hx-request")))
    }
}

/// Everything that can be done with one promise: a page of its own, or a piece of the day's page.
#[derive(Template)]
#[template(path = "promises/show.html")]
struct PromisePage {
    page: Page,
    card: Card,
    colleagues: Vec<Choice>,
    has_queue: bool,
    errors: Errors,
    form: Form,
    back: String,
    earliest: String,
    shows_owner: bool,
    /// Who only reads along changes nothing.
    may_act: bool,
}

#[derive(Template)]
#[template(path = "promises/acts.html")]
struct PromiseActs<'a> {
    page: &'a Page,
    card: &'a Card,
    colleagues: &'a [Choice],
    has_queue: bool,
    errors: &'a Errors,
    form: &'a Form,
    back: &'a str,
    earliest: &'a str,
}

/// Which page to go back to.
#[derive(Deserialize)]
pub(super) struct Back {
    back: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PromiseId>,
    Query(back): Query<Back>,
    in_place: InPlace,
) -> Answer {
    let form = Form::from_pairs([("back", back.back.unwrap_or_default())]);
    show_with(&app, &visit, id, &in_place, form, Errors::default()).await
}

/// The page of a promise with what was typed and what is wrong with it.
pub(super) async fn show_with(
    app: &App,
    visit: &Visit,
    id: PromiseId,
    in_place: &InPlace,
    form: Form,
    errors: Errors,
) -> Answer {
    let scope = reader(visit)?;
    let (line, colleagues, may_act) = app.read(&scope, move |tx, scope| read_one(tx, scope, id)).await?;
    let mut seen = Entry::new(&scope, Action::Read, "promise").on(id);
    seen.participant = line.promise.participant;
    app.saw(&scope, seen).await?;
    let has_errors = !errors.is_empty();
    let chosen = form.get("to").to_owned();
    let choice =
        |(id, name): (crate::ids::AccountId, String)| Choice::new(id.to_string(), name, chosen == id.to_string());
    let earliest = scope.now.to_zoned(visit.zone()).date().tomorrow().unwrap_or_default().to_string();
    let view = PromisePage {
        page: visit.page("day-promise-title"),
        card: Card::new(visit, &line, scope.now),
        colleagues: colleagues.into_iter().map(choice).collect(),
        has_queue: line.promise.program.is_some() && line.promise.owner.is_some(),
        errors,
        back: safe_back(form.get("back")).to_owned(),
        form,
        earliest,
        shows_owner: true,
        may_act: may_act && visit.can(OWNER),
    };
    match (in_place.0, has_errors) {
        (true, true) => acts_again(&view, id),
        (true, false) => page(&view.acts()),
        (false, true) => kit::web::page_with_errors(&view),
        (false, false) => page(&view),
    }
}

/// What was typed and what is wrong with it, in the place of the forms; the forms name the whole card, which must stay.
fn acts_again(view: &PromisePage, id: PromiseId) -> Answer {
    let mut answer = page(&view.acts())?;
    let place = HeaderValue::from_str(&format!("#do-{id}")).map_err(|error| Fault::Internal(error.to_string()))?;
    answer.headers_mut().insert("hx-retarget", place);
    Ok(answer)
}

/// The promise, to whom it could be handed, and whether the reader may act on it.
type One = (Line, Vec<(crate::ids::AccountId, String)>, bool);

fn read_one(tx: &mut kit::db::Tx<'_>, scope: &Scope, id: PromiseId) -> Result<One, Fault> {
    let Some(line) = reading::one(tx, scope, id)? else {
        let line = reading::seen(tx, scope, id)?.ok_or(Fault::NotFound)?;
        return Ok((line, Vec::new(), false));
    };
    let colleagues = reading::colleagues(tx, scope, &line.promise)?;
    Ok((line, colleagues, true))
}

impl PromisePage {
    fn acts(&self) -> PromiseActs<'_> {
        PromiseActs {
            page: &self.page,
            card: &self.card,
            colleagues: &self.colleagues,
            has_queue: self.has_queue,
            errors: &self.errors,
            form: &self.form,
            back: &self.back,
            earliest: &self.earliest,
        }
    }
}

/// The page to go back to, when it is one of ours.
pub(super) fn safe_back(asked: &str) -> &str {
    let is_ours = ["/day", "/team/day", "/people/", "/goals/"].iter().any(|start| asked.starts_with(start));
    if is_ours && !asked.contains(['\\', '\n', '\r']) { asked } else { "/day" }
}

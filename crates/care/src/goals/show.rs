//! One goal: the person's words, the steps, how far along they are, and the contacts in which it was worked on.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    layout::{
        Page,
        chart::{Chart, Point},
        parts::Choice,
        when::When,
    },
    rules::matrix::Permission,
};
use jiff::tz::TimeZone;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    around::{self, Around, GoalContact},
    goal::{Goal, GoalId, Rating, Step, StepId, StepOwner, label, list_of},
    store::{self, Before},
};
use crate::participants::{self, Header, PersonHeader};

#[derive(Template)]
#[template(path = "goals/show.html")]
struct Show {
    page: Page,
    person: PersonHeader,
    id: GoalId,
    words: String,
    why: String,
    domain: String,
    status: String,
    is_active: bool,
    since: When,
    review: Option<When>,
    is_review_late: bool,
    ended: Option<When>,
    ending_words: String,
    steps: Vec<StepLine>,
    ratings: Vec<RatingLine>,
    chart: Option<Chart>,
    related: Vec<RelatedLine>,
    contacts: Vec<ContactLine>,
    sees_contacts: bool,
    may_write: bool,
    owners: Vec<Choice>,
    errors: Errors,
    form: Form,
}

/// A step as shown.
pub(super) struct StepLine {
    pub id: StepId,
    pub words: String,
    pub owner: String,
    pub due: Option<When>,
    pub done: Option<When>,
    pub is_late: bool,
}

pub(super) fn step_line(visit: &Visit, step: &Step, zone: &TimeZone) -> StepLine {
    let today = visit.request.now().to_zoned(zone.clone()).date();
    let owner = if step.owner_name.is_empty() {
        label(&visit.words, "step_owners", step.owner.word())
    } else {
        step.owner_name.clone()
    };
    StepLine {
        id: step.id,
        words: step.words.clone(),
        owner,
        due: step.due_on.map(|on| When::on(visit, on, zone)),
        done: step.done_at.map(|at| When::day_of(visit, at, zone)),
        is_late: step.done_at.is_none() && step.due_on.is_some_and(|on| on < today),
    }
}

struct RatingLine {
    on: When,
    rating: i64,
    words: String,
}

struct RelatedLine {
    href: String,
    words: String,
    came_before: bool,
}

struct ContactLine {
    href: String,
    kind: String,
    at: When,
    author: String,
}

pub(super) struct Found {
    header: Header,
    goal: Goal,
    pub(super) about: Around,
}

/// What the page of a goal shows, in three statements whatever the history.
pub(super) fn read(tx: &mut Tx<'_>, scope: &Scope, id: GoalId, sees_contacts: bool) -> Result<Found, Fault> {
    let goal = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let header = participants::header(tx, scope, goal.participant)?.ok_or(Fault::NotFound)?;
    Ok(Found { header, about: around::around(tx, scope, &goal, sees_contacts)?, goal })
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>) -> Answer {
    show_with(&app, &visit, id, Form::default(), Errors::default()).await
}

/// The page of a goal with what was typed into one of its forms, and what is wrong with it.
pub(super) async fn show_with(app: &App, visit: &Visit, id: GoalId, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(Permission::SeeGoals)?;
    let sees_contacts = visit.reads_notes();
    let found = app.read(&scope, move |tx, scope| read(tx, scope, id, sees_contacts)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "goal").of(found.goal.participant).on(id)).await?;
    let has_errors = !errors.is_empty();
    let view = Show::new(visit, found, form, errors);
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

impl Show {
    fn new(visit: &Visit, found: Found, form: Form, errors: Errors) -> Self {
        let (goal, zone) = (&found.goal, found.header.zone(visit));
        let today = visit.request.now().to_zoned(zone.clone()).date();
        Self {
            page: visit.page("goals-one-title"),
            person: PersonHeader::new(visit, &found.header, "goals"),
            id: goal.id,
            words: goal.words.clone(),
            why: goal.why.clone(),
            domain: goal.domain_label(&visit.words),
            status: label(&visit.words, "goal_endings", goal.status.word()),
            is_active: goal.is_active(),
            since: When::on(visit, goal.started_on, &zone),
            review: goal.review_on.filter(|_| goal.is_active()).map(|on| When::on(visit, on, &zone)),
            is_review_late: goal.review_on.is_some_and(|on| on < today),
            ended: goal.ended_at.map(|at| When::day_of(visit, at, &zone)),
            ending_words: goal.ending_words.clone(),
            steps: found.about.steps.iter().map(|step| step_line(visit, step, &zone)).collect(),
            chart: chart(visit, &found.about.ratings, &zone),
            ratings: found.about.ratings.iter().rev().map(|rating| rating_line(visit, rating, &zone)).collect(),
            related: found.about.related.into_iter().map(related_line).collect(),
            contacts: found.about.contacts.iter().map(|contact| contact_line(visit, contact, &zone)).collect(),
            sees_contacts: visit.reads_notes(),
            may_write: visit.can(Permission::EditGoals),
            owners: owners(visit, form.get("step_owner")),
            errors,
            form,
        }
    }
}

fn owners(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let chosen = if chosen.is_empty() { StepOwner::Participant.word() } else { chosen };
    let items = list_of(&visit.words, "step_owners").map(|list| list.items.as_slice()).unwrap_or_default();
    items.iter().map(|item| Choice::new(&item.key, &item.label, item.key == chosen)).collect()
}

/// The line of ratings, when there are at least two.
fn chart(visit: &Visit, ratings: &[Rating], zone: &TimeZone) -> Option<Chart> {
    let point = |rating: &Rating| Point {
        on: rating.rated_on,
        value: rating.rating,
        label: When::on(visit, rating.rated_on, zone).human,
    };
    (ratings.len() > 1).then(|| Chart::line(ratings.iter().map(point), 10))
}

fn rating_line(visit: &Visit, rating: &Rating, zone: &TimeZone) -> RatingLine {
    RatingLine { on: When::on(visit, rating.rated_on, zone), rating: rating.rating, words: rating.words.clone() }
}

fn related_line((id, words, came_before): (GoalId, String, bool)) -> RelatedLine {
    RelatedLine { href: format!("/goals/{id}"), words, came_before }
}

fn contact_line(visit: &Visit, contact: &GoalContact, zone: &TimeZone) -> ContactLine {
    ContactLine {
        href: format!("/contacts/{}", contact.id),
        kind: label(&visit.words, "contact_kinds", &contact.kind),
        at: When::at(visit, contact.at, zone),
        author: contact.author.clone(),
    }
}

/// What a goal said before each change.
#[derive(Template)]
#[template(path = "goals/history.html")]
struct History {
    page: Page,
    person: PersonHeader,
    id: GoalId,
    words: String,
    changes: Vec<Change>,
}

struct Change {
    what: String,
    at: When,
    by: String,
    words: String,
    why: String,
    review_on: String,
    ending_words: String,
}

pub(super) async fn history(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>) -> Answer {
    let scope = visit.may(Permission::SeeGoals)?;
    let (header, goal, before) = app
        .read(&scope, move |tx, scope| {
            let goal = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let header = participants::header(tx, scope, goal.participant)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((header, goal, store::history(tx, scope, id)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "goal_history").of(goal.participant).on(id)).await?;
    let zone = header.zone(&visit);
    let person = PersonHeader::new(&visit, &header, "goals");
    let changes = before.iter().map(|before| change(&visit, before, &zone)).collect();
    page(&History { page: visit.page("goals-history-title"), person, id, words: goal.words, changes })
}

fn change(visit: &Visit, before: &Before, zone: &TimeZone) -> Change {
    let text = |field: &str| before.before.get(field).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let review_on = text("review_on").parse().map(|on| When::on(visit, on, zone).human).unwrap_or_default();
    Change {
        what: visit.t(&format!("goals-what-{}", before.what.replace('_', "-"))),
        at: When::at(visit, before.at, zone),
        by: before.by.clone().unwrap_or_default(),
        words: text("words"),
        why: text("why"),
        review_on,
        ending_words: text("ending_words"),
    }
}

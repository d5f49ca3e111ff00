//! Writing a goal down, and changing what it says.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice},
    promises::Evidence,
    rules::matrix::Permission,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    goal::{Goal, GoalId, GoalWords, list_of},
    promised::{Home, keep_review},
    store,
};
use crate::participants::{self, Header, PersonHeader};

#[derive(Template)]
#[template(path = "goals/edit.html")]
struct Edit {
    page: Page,
    person: PersonHeader,
    action: String,
    cancel: String,
    form: Form,
    errors: Errors,
    domains: Vec<Choice>,
    /// What the goal says now, when somebody else changed it while this was written.
    now_says: Option<String>,
}

impl Edit {
    fn new(visit: &Visit, header: &Header, title: &str, address: (String, String), form: Form, errors: Errors) -> Self {
        let items = list_of(&visit.words, "goal_domains").map(|list| list.items.as_slice()).unwrap_or_default();
        let chosen = form.get("domain").to_owned();
        let domains = items.iter().map(|item| {
            let choice = Choice::new(&item.key, &item.label, item.key == chosen);
            choice.with_hint(item.text.clone().unwrap_or_default())
        });
        Self {
            page: visit.page(title),
            person: PersonHeader::new(visit, header, "goals"),
            action: address.0,
            cancel: address.1,
            domains: domains.collect(),
            form,
            errors,
            now_says: None,
        }
    }
}

async fn header(app: &App, scope: &Scope, id: ParticipantId) -> Result<Header, Fault> {
    app.read(scope, move |tx, scope| participants::header(tx, scope, id)?.ok_or(Fault::NotFound)).await
}

fn new_page(visit: &Visit, header: &Header, form: Form, errors: Errors) -> Edit {
    let list = format!("/people/{}/goals", header.id);
    Edit::new(visit, header, "goals-new-title", (list.clone(), list), form, errors)
}

pub(super) async fn new(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let header = header(&app, &scope, id).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "participant").of(id)).await?;
    let home = Home::of(&header, &scope, &visit.zone());
    let form = Form::from_pairs([("review_on", home.next_review(&scope).to_string())]);
    page(&new_page(&visit, &header, form, Errors::default()))
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let words = match GoalWords::read(&form, &visit.words) {
        Ok(words) => words,
        Err(errors) => {
            return page_with_errors(&new_page(&visit, &header(&app, &scope, id).await?, form, errors));
        }
    };
    let zone = visit.zone();
    let goal = app.write(&scope, move |tx, scope| add(tx, scope, id, &words, &zone)).await?;
    visit.see(format!("/goals/{goal}"), Flash::ok(visit.t("goals-created")))
}

/// Adds a goal with its promise to look at it again.
pub(super) fn add(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    words: &GoalWords,
    zone: &jiff::tz::TimeZone,
) -> Result<GoalId, Fault> {
    let header = participants::header(tx, scope, participant)?.ok_or(Fault::NotFound)?;
    let home = Home::of(&header, scope, zone);
    let id = store::insert(tx, scope, participant, home.today(scope), words)?;
    let goal = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    keep_review(tx, scope, &home, &goal, &Evidence::default())?;
    audit::record(tx, &Entry::new(scope, Action::Create, "goal").of(participant).on(id))?;
    Ok(id)
}

async fn found(app: &App, scope: &Scope, id: GoalId) -> Result<(Header, Goal), Fault> {
    app.read(scope, move |tx, scope| {
        let goal = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        Ok((participants::header(tx, scope, goal.participant)?.ok_or(Fault::NotFound)?, goal))
    })
    .await
}

fn edit_page(visit: &Visit, header: &Header, goal: &Goal, form: Form, errors: Errors) -> Edit {
    let path = format!("/goals/{}", goal.id);
    Edit::new(visit, header, "goals-edit-title", (path.clone(), path), form, errors)
}

pub(super) async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let (header, goal) = found(&app, &scope, id).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "goal").of(goal.participant).on(id)).await?;
    let form = Form::from_pairs([
        ("words", goal.words.clone()),
        ("why", goal.why.clone()),
        ("domain", goal.domain.clone()),
        ("own_domain", goal.own_domain.clone()),
        ("review_on", goal.review_on.map(|on| on.to_string()).unwrap_or_default()),
        ("version", goal.version.to_string()),
    ]);
    page(&edit_page(&visit, &header, &goal, form, Errors::default()))
}

pub(super) async fn update(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let words = match GoalWords::read(&form, &visit.words) {
        Ok(words) => words,
        Err(errors) => {
            let (header, goal) = found(&app, &scope, id).await?;
            return page_with_errors(&edit_page(&visit, &header, &goal, form, errors));
        }
    };
    let (version, zone) = (form.parsed("version").unwrap_or(0), visit.zone());
    let is_changed = app.write(&scope, move |tx, scope| change(tx, scope, id, version, &words, &zone)).await?;
    if is_changed {
        visit.see(format!("/goals/{id}"), Flash::ok(visit.t("goals-changed")))
    } else {
        both(app, visit, id, form).await
    }
}

/// Changes what a goal says, keeping what it said. Answers false when it is no longer as it was read.
pub(super) fn change(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: GoalId,
    version: i64,
    words: &GoalWords,
    zone: &jiff::tz::TimeZone,
) -> Result<bool, Fault> {
    let goal = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let header = participants::header(tx, scope, goal.participant)?.ok_or(Fault::NotFound)?;
    if !store::update(tx, scope, id, version, words)? {
        return Ok(false);
    }
    store::keep_before(tx, scope, &goal, "edited")?;
    let fresh = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    keep_review(tx, scope, &Home::of(&header, scope, zone), &fresh, &Evidence::default())?;
    audit::record(tx, &Entry::new(scope, Action::Change, "goal").of(goal.participant).on(id))?;
    Ok(true)
}

/// Somebody else changed the goal in between: both texts side by side, nothing lost.
async fn both(app: App, visit: Visit, id: GoalId, mut form: Form) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let (header, goal) = found(&app, &scope, id).await?;
    form.set("version", goal.version.to_string());
    let errors = Errors::one("words", visit.t("goals-changed-meanwhile"));
    let mut view = edit_page(&visit, &header, &goal, form, errors);
    view.now_says = Some(goal.words);
    page_with_errors(&view)
}

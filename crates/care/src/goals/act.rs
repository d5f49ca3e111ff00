//! What happens with a goal: looked at together, rated, ended in one of three fine ways, opened again.

use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    layout::Flash,
    promises::{self, Closing, Evidence, Kind},
    rules::matrix::Permission,
};
use jiff::tz::TimeZone;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    messages::Words,
    web::Answer,
};

use super::{
    edit,
    goal::{Ending, Goal, GoalId, GoalWords, RatingId, Status, read_rating},
    promised::{Home, by_goal, keep_review, keep_step},
    show::show_with,
    store,
};
use crate::participants;

/// A goal with where its person belongs.
fn goal_and_home(tx: &mut Tx<'_>, scope: &Scope, id: GoalId, zone: &TimeZone) -> Result<(Goal, Home), Fault> {
    let goal = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let header = participants::header(tx, scope, goal.participant)?.ok_or(Fault::NotFound)?;
    let home = Home::of(&header, scope, zone);
    Ok((goal, home))
}

fn changed(scope: &Scope, goal: &Goal, what: &str) -> Entry {
    Entry::new(scope, Action::Change, "goal").of(goal.participant).on(goal.id).with("what", what)
}

fn meanwhile(words: &Words) -> Fault {
    Fault::Conflict(words.t("goals-changed-meanwhile"))
}

pub(super) async fn review(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let (words, zone) = (form.text("review_words").unwrap_or_default().to_owned(), visit.zone());
    app.write(&scope, move |tx, scope| look_again(tx, scope, id, &words, &zone)).await?;
    visit.see(format!("/goals/{id}"), Flash::ok(visit.t("goals-reviewed")))
}

/// The goal was looked at together: that promise is kept, and the next one begins.
pub(super) fn look_again(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: GoalId,
    words: &str,
    zone: &TimeZone,
) -> Result<(), Fault> {
    let (mut goal, home) = goal_and_home(tx, scope, id, zone)?;
    if !goal.is_active() {
        return Err(Fault::NotFound);
    }
    store::keep_before(tx, scope, &goal, "reviewed")?;
    promises::close(tx, scope, id, Kind::GoalReview, Closing::Done, &by_goal(id, words))?;
    goal.review_on = Some(home.next_review(scope));
    store::set_review(tx, scope, id, goal.review_on)?;
    keep_review(tx, scope, &home, &goal, &Evidence::default())?;
    Ok(audit::record(tx, &changed(scope, &goal, "reviewed"))?)
}

pub(super) async fn rate(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let (rating, words) = match read_rating(&form, &visit.words) {
        Ok(read) => read,
        Err(errors) => return show_with(&app, &visit, id, form, errors).await,
    };
    let zone = visit.zone();
    let rated = app.write(&scope, move |tx, scope| rate_now(tx, scope, id, rating, &words, &zone)).await?;
    let undo = format!("/goals/{id}/ratings/{rated}/undo");
    visit.see(format!("/goals/{id}"), Flash::ok(visit.t("goals-rated")).or_undo(undo))
}

pub(super) fn rate_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: GoalId,
    rating: i64,
    words: &str,
    zone: &TimeZone,
) -> Result<RatingId, Fault> {
    let (goal, home) = goal_and_home(tx, scope, id, zone)?;
    let rated = store::insert_rating(tx, scope, &goal, rating, words, home.today(scope))?;
    audit::record(tx, &changed(scope, &goal, "rated"))?;
    Ok(rated)
}

pub(super) async fn undo_rating(
    State(app): State<App>,
    visit: Visit,
    Path((id, rating)): Path<(GoalId, RatingId)>,
) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    app.write(&scope, move |tx, scope| {
        let goal = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        if !store::delete_rating(tx, scope, id, rating)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &changed(scope, &goal, "rating_taken_back"))?)
    })
    .await?;
    visit.see(format!("/goals/{id}"), Flash::ok(visit.t("goals-rating-taken-back")))
}

/// How a goal ends, as the form says it.
pub(super) struct EndingAsked {
    pub ending: Ending,
    /// The person's own words on it.
    pub words: String,
    /// What the goal became, when it changed into another.
    pub new_words: String,
}

impl EndingAsked {
    fn read(form: &Form, words: &Words) -> Result<Self, Errors> {
        let ending = Ending::from_word(form.get("ending"));
        let ending = ending.ok_or_else(|| Errors::one("ending", words.t("goals-ending-missing")))?;
        let new_words = form.text("new_words").unwrap_or_default().to_owned();
        if ending == Ending::Changed && new_words.is_empty() {
            return Err(Errors::one("new_words", words.t("goals-new-words-missing")));
        }
        Ok(Self { ending, words: form.text("ending_words").unwrap_or_default().to_owned(), new_words })
    }
}

pub(super) async fn end(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let asked = match EndingAsked::read(&form, &visit.words) {
        Ok(asked) => asked,
        Err(errors) => return show_with(&app, &visit, id, form, errors).await,
    };
    let (words, zone) = (visit.words.clone(), visit.zone());
    let next = app.write(&scope, move |tx, scope| end_now(tx, scope, id, &asked, &zone, &words)).await?;
    let flash = Flash::ok(visit.t("goals-ended")).or_undo(format!("/goals/{id}/reopening"));
    visit.see(format!("/goals/{}", next.unwrap_or(id)), flash)
}

/// Ends a goal; answers the goal that it became, if it changed into one.
pub(super) fn end_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: GoalId,
    asked: &EndingAsked,
    zone: &TimeZone,
    words: &Words,
) -> Result<Option<GoalId>, Fault> {
    let (mut goal, home) = goal_and_home(tx, scope, id, zone)?;
    if !goal.is_active() {
        return Err(meanwhile(words));
    }
    let into = match asked.ending {
        Ending::Changed => Some(edit::add(tx, scope, goal.participant, &became(&goal, &home, scope, asked), zone)?),
        Ending::Done | Ending::SetAside => None,
    };
    store::keep_before(tx, scope, &goal, asked.ending.word())?;
    if !store::set_status(tx, scope, &goal, asked.ending.into(), &asked.words, into)? {
        return Err(meanwhile(words));
    }
    goal.status = asked.ending.into();
    keep_review(tx, scope, &home, &goal, &by_goal(id, &asked.words))?;
    for step in store::steps(tx, scope, id)?.iter().filter(|step| step.is_promised()) {
        promises::close(tx, scope, step.id, Kind::GoalStep, Closing::LetGo, &by_goal(id, &asked.words))?;
    }
    audit::record(tx, &changed(scope, &goal, asked.ending.word()))?;
    Ok(into)
}

/// The goal that another one became: its own words, the same part of life.
fn became(goal: &Goal, home: &Home, scope: &Scope, asked: &EndingAsked) -> GoalWords {
    GoalWords {
        words: asked.new_words.clone(),
        why: goal.why.clone(),
        domain: goal.domain.clone(),
        own_domain: goal.own_domain.clone(),
        review_on: Some(home.next_review(scope)),
    }
}

pub(super) async fn reopen(State(app): State<App>, visit: Visit, Path(id): Path<GoalId>) -> Answer {
    let scope = visit.may(Permission::EditGoals)?;
    let (words, zone) = (visit.words.clone(), visit.zone());
    app.write(&scope, move |tx, scope| reopen_now(tx, scope, id, &zone, &words)).await?;
    visit.see(format!("/goals/{id}"), Flash::ok(visit.t("goals-reopened")))
}

/// Opens a goal again, with a new day to look at it and the promises of its steps. What it became stays.
pub(super) fn reopen_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: GoalId,
    zone: &TimeZone,
    words: &Words,
) -> Result<(), Fault> {
    let (mut goal, home) = goal_and_home(tx, scope, id, zone)?;
    if goal.is_active() {
        return Err(meanwhile(words));
    }
    store::keep_before(tx, scope, &goal, "reopened")?;
    if !store::set_status(tx, scope, &goal, Status::Active, "", goal.changed_into)? {
        return Err(meanwhile(words));
    }
    goal.status = Status::Active;
    goal.review_on = goal.review_on.filter(|on| *on >= home.today(scope)).or_else(|| Some(home.next_review(scope)));
    store::set_review(tx, scope, id, goal.review_on)?;
    keep_review(tx, scope, &home, &goal, &Evidence::default())?;
    for step in store::steps(tx, scope, id)?.iter().filter(|step| step.is_promised()) {
        keep_step(tx, scope, &home, step)?;
    }
    Ok(audit::record(tx, &changed(scope, &goal, "reopened"))?)
}

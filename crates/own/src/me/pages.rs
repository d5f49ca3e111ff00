//! The first page.

use askama::Template;
use axum::extract::State;
use ground::{
    App, Visit,
    audit::{Action, Entry},
    layout::{Page, when::When},
    rules::matrix::Permission::SeeMyRecord,
};
use jiff::SignedDuration;
use kit::{
    faults::Fault,
    web::{Answer, page},
};

use super::store::{self, Coming, Me, OwnGoal, OwnStep};
use crate::emergency::{self, Told};

#[derive(Template)]
#[template(path = "me/home.html")]
struct Home {
    page: Page,
    name: String,
    goals: Vec<OwnGoal>,
    coming: Vec<ComingLine>,
    steps: Vec<StepLine>,
    emergencies: Vec<EmergencyLine>,
}

/// Somebody opened the record in an emergency: the person is told here for a month.
struct EmergencyLine {
    by: String,
    reason: String,
    at: When,
}

/// How long it stands on the first page; "who looked" keeps it for good.
const TOLD_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

struct ComingLine {
    what: String,
    when: When,
}

struct StepLine {
    words: String,
    due: Option<When>,
}

pub async fn home(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let (me, goals, coming, steps, told) = app
        .read(&scope, |tx, scope| {
            let me = store::me(tx, scope)?.ok_or(Fault::NotFound)?;
            let found =
                (store::goals(tx, scope, me.id)?, store::coming(tx, scope, me.id)?, store::steps(tx, scope, me.id)?);
            let since = scope.now.checked_sub(TOLD_FOR).unwrap_or(scope.now);
            let told = emergency::told(tx, scope, me.id, since)?;
            Ok::<_, Fault>((me, found.0, found.1, found.2, told))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "own_page").of(me.id)).await?;
    page(&view(&visit, me, goals, (coming, steps), told))
}

fn view(
    visit: &Visit,
    me: Me,
    goals: Vec<OwnGoal>,
    (coming, steps): (Vec<Coming>, Vec<OwnStep>),
    told: Vec<Told>,
) -> Home {
    let zone = visit.zone();
    let coming_line = |one: Coming| ComingLine {
        what: match (&one.with, one.kind.as_str()) {
            (Some(name), _) => visit.words.with("me-coming-with", &[("name", kit::messages::Arg::Text(name))]),
            (None, _) => visit.t("me-coming-somebody"),
        },
        when: if one.has_time { When::at(visit, one.due_at, &zone) } else { When::day_of(visit, one.due_at, &zone) },
    };
    let step_line =
        |step: OwnStep| StepLine { words: step.words, due: step.due_on.map(|on| When::on(visit, on, &zone)) };
    Home {
        page: visit.page("me-home-title"),
        name: me.name,
        goals,
        coming: coming.into_iter().map(coming_line).collect(),
        steps: steps.into_iter().map(step_line).collect(),
        emergencies: told
            .into_iter()
            .map(|one| EmergencyLine { by: one.by, reason: one.reason, at: When::at(visit, one.at, &zone) })
            .collect(),
    }
}

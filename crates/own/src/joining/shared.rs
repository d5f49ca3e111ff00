//! The page of those who stand by somebody: exactly what is shared with them, and nothing else.

use askama::Template;
use axum::extract::State;
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    ids::ParticipantId,
    layout::{Page, when::When},
    rules::matrix::Permission::SeeSharedWithMe,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    people::before,
    people_store::{self, SharedDay, SharedGoal, Sharer},
};

#[derive(Template)]
#[template(path = "joining/shared.html")]
struct SharedPage {
    page: Page,
    people: Vec<Person>,
}

/// Somebody who shares something.
struct Person {
    id: ParticipantId,
    name: String,
    until: Option<When>,
    goals: Vec<SharedGoal>,
    days: Vec<Day>,
    /// Where the shared parts of the plan stand, and the circle.
    plan: Option<String>,
    circle: Option<String>,
}

struct Day {
    what: String,
    when: When,
}

type Found = (Vec<Sharer>, Vec<SharedGoal>, Vec<SharedDay>);

pub async fn home(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeSharedWithMe)?;
    let found = app.read(&scope, read).await.map_err(|error: DbError| Fault::from(error))?;
    let seen: Vec<ParticipantId> = found.0.iter().map(|one| one.id).collect();
    for id in seen {
        app.saw(&scope, Entry::new(&scope, Action::Read, "shared").of(id)).await?;
    }
    page(&view(&visit, found))
}

pub(super) fn read(tx: &mut Tx<'_>, scope: &Scope) -> Result<Found, DbError> {
    Ok((
        people_store::sharers(tx, scope)?,
        people_store::shared_goals(tx, scope)?,
        people_store::shared_days(tx, scope)?,
    ))
}

fn view(visit: &Visit, (people, goals, days): Found) -> SharedPage {
    let person = |one: Sharer| Person {
        goals: goals.iter().filter(|goal| goal.of == one.id).cloned().collect(),
        days: days.iter().filter(|day| day.of == one.id).map(|day| line(visit, day)).collect(),
        until: one.until.map(|at| When::day_of(visit, before(at), &visit.zone())),
        plan: one.shares_plan.then(|| format!("/shared/{}/plan", one.id)),
        circle: one.shares_circle.then(|| format!("/shared/{}/circle", one.id)),
        id: one.id,
        name: one.name,
    };
    SharedPage { page: visit.page("me-shared-title"), people: people.into_iter().map(person).collect() }
}

fn line(visit: &Visit, day: &SharedDay) -> Day {
    let zone = visit.zone();
    Day {
        what: match &day.with {
            Some(name) => visit.words.with("me-coming-with", &[("name", name.as_arg())]),
            None => visit.t("me-coming-somebody"),
        },
        when: if day.has_time { When::at(visit, day.due_at, &zone) } else { When::day_of(visit, day.due_at, &zone) },
    }
}

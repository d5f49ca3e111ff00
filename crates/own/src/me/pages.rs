//! The first page.

use askama::Template;
use axum::extract::State;
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    home::{self, Waiting},
    ids::RecordId,
    layout::{Page, when::When},
    rules::matrix::Permission::SeeMyRecord,
};
use jiff::SignedDuration;
use kit::{
    db::Tx,
    faults::Fault,
    messages::AsArg,
    web::{Answer, page},
};

use super::store::{self, Coming, Me, OwnGoal, OwnStep};
use crate::{
    emergency::{self, Told},
    messages::{self, Message, MessageId},
};

#[derive(Template)]
#[template(path = "me/home.html")]
struct Home {
    page: Page,
    name: String,
    goals: Vec<OwnGoal>,
    coming: Vec<ComingLine>,
    steps: Vec<StepLine>,
    /// Notes that were signed since the person last looked, and notes to read before they are signed.
    notes_waiting: i64,
    /// The newest messages from the program.
    messages: Vec<messages::Line>,
    emergencies: Vec<EmergencyLine>,
    /// What waits in other rooms.
    waiting: Vec<Waiting>,
}

/// Somebody opened the record in an emergency: the person is told here for a month.
struct EmergencyLine {
    by: String,
    reason: String,
    at: When,
}

/// How many messages stand on the first page.
const MESSAGES: i64 = 3;

/// How long it stands on the first page; "who looked" keeps it for good.
const TOLD_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

struct ComingLine {
    what: String,
    when: When,
}

struct StepLine {
    id: RecordId,
    words: String,
    due: Option<When>,
}

/// What the page is made of.
struct Found {
    me: Me,
    goals: Vec<OwnGoal>,
    coming: Vec<Coming>,
    steps: Vec<OwnStep>,
    notes_waiting: i64,
    messages: Vec<Message>,
    told: Vec<Told>,
    waiting: Vec<Waiting>,
}

pub async fn home(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let found = app.read(&scope, read).await?;
    let (me, fresh) = (found.me.id, found.messages.iter().filter(|one| one.seen_at.is_none()));
    let fresh: Vec<MessageId> = fresh.map(|one| one.id).collect();
    if !fresh.is_empty() {
        app.write(&scope, move |tx, scope| messages::saw(tx, scope, &fresh)).await?;
    }
    app.saw(&scope, Entry::new(&scope, Action::Read, "own_page").of(me)).await?;
    page(&view(&visit, found))
}

fn read(tx: &mut Tx<'_>, scope: &Scope) -> Result<Found, Fault> {
    let me = store::me(tx, scope)?.ok_or(Fault::NotFound)?;
    let (goals, coming) = (store::goals(tx, scope, me.id)?, store::coming(tx, scope, me.id)?);
    let steps = store::steps(tx, scope, me.id)?;
    let notes_waiting = store::notes_waiting(tx, scope, me.id)?;
    let messages = messages::mine(tx, scope, MESSAGES)?;
    let told = emergency::told(tx, scope, me.id, scope.now.checked_sub(TOLD_FOR).unwrap_or(scope.now))?;
    let waiting = home::waiting(tx, scope, me.id)?;
    Ok(Found { me, goals, coming, steps, notes_waiting, messages, told, waiting })
}

fn view(visit: &Visit, found: Found) -> Home {
    Home {
        page: visit.page("me-home-title"),
        name: found.me.name,
        goals: found.goals,
        coming: found.coming.into_iter().map(|one| coming_line(visit, &one)).collect(),
        steps: found.steps.into_iter().map(|one| step_line(visit, one)).collect(),
        notes_waiting: found.notes_waiting,
        messages: found.messages.into_iter().map(|one| messages::line(visit, one)).collect(),
        emergencies: found.told.into_iter().map(|one| emergency_line(visit, one)).collect(),
        waiting: found.waiting,
    }
}

fn emergency_line(visit: &Visit, one: Told) -> EmergencyLine {
    EmergencyLine { by: one.by, reason: one.reason, at: When::at(visit, one.at, &visit.zone()) }
}

fn coming_line(visit: &Visit, one: &Coming) -> ComingLine {
    let zone = visit.zone();
    ComingLine {
        what: match &one.with {
            Some(name) => visit.words.with("me-coming-with", &[("name", name.as_arg())]),
            None => visit.t("me-coming-somebody"),
        },
        when: if one.has_time { When::at(visit, one.due_at, &zone) } else { When::day_of(visit, one.due_at, &zone) },
    }
}

fn step_line(visit: &Visit, step: OwnStep) -> StepLine {
    let due = step.due_on.map(|on| When::on(visit, on, &visit.zone()));
    StepLine { id: step.id, words: step.words, due }
}

//! What the person says themselves of where they were sent on to.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};
use kit::{
    db::DbError,
    faults::Fault,
    forms::Form,
    web::{Answer, page},
};

use super::{
    connection::{Connection, ConnectionId, NewOutcome, Outcome},
    pages::{need_label, not_done},
    steps, store,
};

/// The most characters of what somebody says of it.
const MOST_WORDS: usize = 2_000;

#[derive(Template)]
#[template(path = "connections/mine.html")]
struct Mine {
    page: Page,
    all: Vec<OwnLine>,
}

struct OwnLine {
    id: ConnectionId,
    service: String,
    need: String,
    sent: Option<When>,
    /// What was said last, and whether they said it themselves.
    outcome: String,
    is_confirmed: bool,
    words: String,
    choices: Vec<Choice>,
}

fn line(visit: &Visit, one: Connection) -> OwnLine {
    let said = |outcome: Outcome| visit.t(&format!("public-mine-{}", outcome.word().replace('_', "-")));
    let choice = |outcome: &Outcome| Choice::new(outcome.word(), said(*outcome), one.outcome == Some(*outcome));
    OwnLine {
        id: one.id,
        need: need_label(visit, &one.need),
        sent: one.sent_at.map(|at| When::day_of(visit, at, &visit.zone())),
        outcome: one.outcome.map(said).unwrap_or_default(),
        choices: Outcome::ALL.iter().map(choice).collect(),
        is_confirmed: one.is_confirmed_by_person,
        service: one.service_name,
        words: one.outcome_words,
    }
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let found = app.read(&scope, store::mine).await.map_err(|error: DbError| Fault::from(error))?;
    let all = found.into_iter().map(|one| line(&visit, one)).collect();
    page(&Mine { page: visit.page("public-mine-title"), all })
}

pub async fn say(State(app): State<App>, visit: Visit, Path(id): Path<ConnectionId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let outcome = Outcome::from_word(form.get("outcome"));
    let words: String = form.get("words").trim().chars().take(MOST_WORDS).collect();
    let missing = visit.t("public-mine-missing");
    let done = app.write(&scope, move |tx, scope| {
        let one = store::one_of_mine(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let outcome = outcome.ok_or(Fault::Conflict(missing))?;
        let new = NewOutcome { outcome, words, is_confirmed_by_person: true, barriers: Vec::new() };
        steps::confirm(tx, scope, &one, &new)
    });
    done.await?.map_err(|why| not_done(&visit, why))?;
    visit.see("/me/connections", Flash::ok(visit.t("public-mine-said")))
}

//! What one follows, and how connections to each service went.

use askama::Template;
use axum::extract::State;
use ground::{
    App, Visit,
    audit::{Action, Entry},
    layout::Page,
    rules::matrix::Permission::MakeConnections,
};
use kit::{faults::Fault, messages::AsArg, web::Answer};

use super::{
    pages::{Line, line},
    store::{self, Results},
};

#[derive(Template)]
#[template(path = "connections/results.html")]
struct Index {
    page: Page,
    followed: Vec<Line>,
    services: Vec<Rate>,
}

/// How connections to one service went, in words.
pub(super) struct Rate {
    pub service: String,
    pub sent: i64,
    pub connected: i64,
    pub not_connected: i64,
    /// Of those of which it is known: in percent, rounded down.
    pub percent: Option<i64>,
    /// Days from sending to being connected, on average; `None` while nobody was.
    pub days: Option<i64>,
    /// All of it in a sentence.
    pub words: String,
}

impl Rate {
    pub(super) fn new(visit: &Visit, of: &Results) -> Self {
        let known = of.connected.saturating_add(of.not_connected);
        let percent = (of.connected.saturating_mul(100)).checked_div_euclid(known);
        let days = of.days_total.checked_div_euclid(of.connected);
        let words = match (percent, days) {
            (Some(percent), Some(days)) => {
                let said = [("percent", percent.as_arg()), ("known", known.as_arg()), ("days", days.as_arg())];
                visit.words.with("connections-rate", &said)
            }
            (Some(_), None) => visit.words.with("connections-rate-none", &[("known", known.as_arg())]),
            (None, _) => visit.t("connections-rate-unknown"),
        };
        let (sent, connected, not_connected) = (of.sent, of.connected, of.not_connected);
        Self { service: of.service_name.clone(), sent, connected, not_connected, percent, days, words }
    }
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let read = app.read(&scope, |tx, scope| Ok::<_, Fault>((store::followed(tx, scope)?, store::results(tx, scope)?)));
    let (followed, results) = read.await?;
    app.saw(&scope, Entry::new(&scope, Action::Search, "connection").with("count", followed.len())).await?;
    kit::web::page(&Index {
        page: visit.page("connections-title"),
        followed: followed.iter().map(|one| line(&visit, one)).collect(),
        services: results.iter().map(|one| Rate::new(&visit, one)).collect(),
    })
}

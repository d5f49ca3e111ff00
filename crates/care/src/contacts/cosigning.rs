//! The queue of notes that wait for a second signature.

use askama::Template;
use axum::extract::{Query, State};
use ground::{
    App, Visit,
    audit::{self, Action},
    layout::Page,
    rules::matrix::Permission,
};
use kit::web::{Answer, page};

use super::{
    lists::{Asked, Row, cut, limit, row},
    store,
};

#[derive(Template)]
#[template(path = "contacts/cosign.html")]
struct Queue {
    page: Page,
    rows: Vec<Row>,
    older: Option<String>,
}

pub async fn index(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let scope = visit.may(Permission::CosignContacts)?;
    let after = asked.after();
    let mut lines = app.read(&scope, move |tx, scope| store::list_to_cosign(tx, scope, after, limit())).await?;
    app.saw(&scope, audit::Entry::new(&scope, Action::Read, "contacts_to_cosign").with("rows", lines.len())).await?;
    let older = cut(&mut lines, "/cosign", None, |line| line.signed_at);
    let rows = lines.into_iter().map(|line| row(&visit, line, scope.account)).collect();
    page(&Queue { page: visit.page("contacts-queue-title"), rows, older })
}

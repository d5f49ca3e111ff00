//! The report of links that do not open.

use askama::Template;
use axum::extract::State;
use ground::{
    App, Visit,
    layout::{Page, when::When},
    rules::matrix::Permission::KeepLibrary,
};
use kit::{
    db::DbError,
    web::{Answer, page},
};

use super::{
    item::ItemId,
    store::links::{self, Line},
};

#[derive(Template)]
#[template(path = "library/links.html")]
struct Index {
    page: Page,
    all: i64,
    tried: i64,
    last: Option<When>,
    lines: Vec<LineView>,
}

struct LineView {
    item: ItemId,
    title: String,
    url: String,
    tried: Option<When>,
    /// What came of it, in words.
    found: String,
    failures: i64,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let ((all, tried, last), lines) =
        app.read(&scope, |tx, scope| Ok::<_, DbError>((links::totals(tx, scope)?, links::failing(tx, scope)?))).await?;
    let when = |at| When::at(&visit, at, &visit.zone());
    let view = |line: Line| LineView {
        item: line.item,
        title: line.title,
        url: line.url,
        tried: line.checked_at.map(when),
        found: format!("{} {}", visit.t(&format!("keeping-library-link-{}", line.found)), line.words).trim().to_owned(),
        failures: line.failures,
    };
    let lines = lines.into_iter().map(view).collect();
    page(&Index { page: visit.page("keeping-library-links-title"), all, tried, last: last.map(when), lines })
}

//! The list that those who keep the library work from.

use askama::Template;
use axum::extract::{RawQuery, State};
use ground::{
    App, Visit,
    layout::{Page, parts::Tab, when::When},
    rules::matrix::Permission::{KeepLibrary, PublishLibrary},
};
use jiff::ToSpan;
use kit::{
    db::DbError,
    forms::Form,
    web::{Answer, escaped, page},
};

use super::{
    cards::label,
    item::{ItemId, State as Life},
    store::{self, Line},
};

/// Items on one page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "library/admin.html")]
struct Index {
    page: Page,
    tabs: Vec<Tab>,
    lines: Vec<LineView>,
    more: Option<String>,
    may_publish: bool,
}

struct LineView {
    id: ItemId,
    title: String,
    about: String,
    owner: String,
    state: String,
    tone: &'static str,
    /// Changed since it was published.
    is_rewritten: bool,
    review: Option<When>,
    is_due: bool,
    helped: i64,
    not_helped: i64,
}

/// The word of the list of what is to be looked at again.
const STALE: &str = "stale";

pub(super) async fn index(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let chosen = query.get("state").to_owned();
    let state = Life::from_word(&chosen);
    let after = (query.get("title").to_owned(), query.parsed("id").unwrap_or_else(|| uuid::Uuid::nil().into()));
    let soon = today(&visit).saturating_add(30.days());
    let is_stale = chosen == STALE;
    let found: Result<Vec<Line>, DbError> = app
        .read(&scope, move |tx, scope| match is_stale {
            true => store::stale(tx, scope, soon, PAGE),
            false => store::list(tx, scope, state, (&after.0, after.1), PAGE),
        })
        .await;
    let found = found?;
    let is_full = found.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
    let last = found.last().filter(|_| is_full && !is_stale);
    let more = last.map(|last| {
        let title = escaped(&kit::text::sort_key(&last.item.title));
        format!("/admin/library?state={}&title={title}&id={}", escaped(&chosen), last.item.id)
    });
    page(&Index {
        page: visit.page("keeping-library-title"),
        tabs: tabs(&visit, &chosen),
        lines: found.into_iter().map(|line| view(&visit, line)).collect(),
        more,
        may_publish: visit.can(PublishLibrary),
    })
}

/// The day it is where the organization is.
pub(super) fn today(visit: &Visit) -> jiff::civil::Date {
    visit.request.now().to_zoned(visit.zone()).date()
}

fn tabs(visit: &Visit, chosen: &str) -> Vec<Tab> {
    let all = ["", "draft", "in_review", "published", STALE, "retired"];
    let tab = |word: &str| Tab {
        label: visit.t(&format!(
            "keeping-library-tab-{}",
            if word.is_empty() { "all".to_owned() } else { word.replace('_', "-") }
        )),
        href: if word.is_empty() { "/admin/library".to_owned() } else { format!("/admin/library?state={word}") },
        is_current: word == chosen,
        count: None,
    };
    all.map(tab).into_iter().collect()
}

fn view(visit: &Visit, line: Line) -> LineView {
    let item = line.item;
    LineView {
        id: item.id,
        about: format!(
            "{} · {}",
            label(visit, "library_kinds", &item.kind),
            label(visit, "library_languages", &item.language)
        ),
        owner: line.owner.unwrap_or_default(),
        state: state_label(visit, item.state),
        tone: tone(item.state),
        is_rewritten: item.published_version.is_some() && item.state != Life::Published && item.state != Life::Retired,
        is_due: item.is_due(today(visit)),
        review: item.review_on.map(|on| When::on(visit, on, &visit.zone())),
        helped: item.helped_count,
        not_helped: item.not_helped_count,
        title: item.title,
    }
}

/// What a state is called.
pub(super) fn state_label(visit: &Visit, state: Life) -> String {
    visit.t(&format!("keeping-library-state-{}", state.word().replace('_', "-")))
}

/// The tone of the badge that carries a state.
pub(super) const fn tone(state: Life) -> &'static str {
    match state {
        Life::Draft => "neutral",
        Life::InReview => "info",
        Life::Published => "good",
        Life::Retired => "plum",
    }
}

//! The plan on paper, on a card for the wallet, and as the one page that a phone keeps for when there is no line.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use ground::{
    App, Visit,
    audit::{Action, Entry as Trail},
    layout::{Page, when::When},
    rules::matrix::Permission::SeeMyRecord,
};
use kit::{
    faults::Fault,
    web::{Answer, page},
};

use super::show::{Desk, PartView, SectionView, parts_of};

#[derive(Template)]
#[template(path = "wellness/print.html")]
struct Whole {
    page: Page,
    name: String,
    parts: Vec<PartView>,
    printed: When,
}

#[derive(Template)]
#[template(path = "wellness/card.html")]
struct Card {
    page: Page,
    name: String,
    sections: Vec<SectionView>,
    printed: When,
}

/// The copy on the phone: a page of its own, with nothing that needs the program to answer.
#[derive(Template)]
#[template(path = "wellness/pocket.html")]
struct Pocket {
    page: Page,
    parts: Vec<PartView>,
    kept: When,
}

async fn read(app: &App, visit: &Visit, action: Action) -> Result<(Desk, When), Fault> {
    let scope = visit.may(SeeMyRecord)?;
    let desk = app.read(&scope, Desk::read).await?;
    app.saw(&scope, Trail::new(&scope, action, "own_plan").of(desk.me.id)).await?;
    Ok((desk, When::at(visit, scope.now, &visit.zone())))
}

/// The parts that hold something: paper has no room for the rest.
fn filled(visit: &Visit, desk: &Desk) -> Vec<PartView> {
    let mut parts = parts_of(visit, desk);
    parts.iter_mut().for_each(|part| part.sections.retain(|section| !section.is_empty));
    parts.retain(|part| !part.sections.is_empty());
    parts
}

pub(super) async fn whole(State(app): State<App>, visit: Visit) -> Answer {
    let (desk, printed) = read(&app, &visit, Action::Print).await?;
    let parts = filled(&visit, &desk);
    page(&Whole { page: visit.page("wellness-print-title"), name: desk.me.name, parts, printed })
}

pub(super) async fn card(State(app): State<App>, visit: Visit) -> Answer {
    let (desk, printed) = read(&app, &visit, Action::Print).await?;
    let sections = filled(&visit, &desk).into_iter().flat_map(|part| part.sections);
    let sections = sections.filter(|section| section.on_card).collect();
    page(&Card { page: visit.page("wellness-card-title"), name: desk.me.name, sections, printed })
}

pub(super) async fn pocket(State(app): State<App>, visit: Visit) -> Answer {
    // Nothing is kept on a device that others use too, whatever asks for it.
    if visit.actor()?.is_device_shared {
        return Err(Fault::Conflict(visit.t("wellness-pocket-shared")));
    }
    let (desk, kept) = read(&app, &visit, Action::Read).await?;
    page(&Pocket { page: visit.page("wellness-pocket-title"), parts: filled(&visit, &desk), kept })
}

/// The script that answers when there is no line. It stands here, because a worker reaches no further than the folder
/// that it comes from: the participant's own pages. It holds nothing about anybody.
pub(super) async fn worker() -> Answer {
    let script = assets::find(assets::url("worker.js")).ok_or(Fault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::ETAG, HeaderValue::from_static(script.etag)),
    ];
    Ok((headers, script.identity).into_response())
}

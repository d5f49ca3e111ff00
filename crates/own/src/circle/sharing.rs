//! Sharing the circle as a whole, and what those see with whom it is shared.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    audit::{Action, Entry as Trail},
    gate::Shared,
    ids::ParticipantId,
    layout::{Flash, Page},
    rules::matrix::Permission::{DecideSharing, SeeSharedWithMe},
};
use kit::{
    faults::Fault,
    forms::Form,
    messages::AsArg,
    web::{Answer, page},
};

use super::{pages::CircleView, store};
use crate::wellness::{account_in, myself, share, stop_one};

/// Of the circle there is one, so the share names no subject.
const WHAT: (Shared, &str) = (Shared::Circle, "");

pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let account = account_in(&form)?;
    let name = app
        .write(&scope, move |tx, scope| {
            let me = myself(tx, scope)?;
            share(tx, scope, me.id, account, WHAT)
        })
        .await?;
    visit.see("/me/circle", Flash::ok(visit.words.with("circle-now-shared", &[("name", name.as_arg())])))
}

pub(super) async fn stop(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let account = account_in(&form)?;
    app.write(&scope, move |tx, scope| {
        let me = myself(tx, scope)?;
        stop_one(tx, scope, me.id, account, WHAT)
    })
    .await?;
    visit.see("/me/circle", Flash::ok(visit.t("circle-now-stopped")))
}

#[derive(Template)]
#[template(path = "circle/shared.html")]
struct Show {
    page: Page,
    name: String,
    circle: CircleView,
    is_mine: bool,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(SeeSharedWithMe)?;
    let (name, members) = app
        .read(&scope, move |tx, scope| {
            let name = store::name_of(tx, scope, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((name, store::shared_with(tx, scope, id)?))
        })
        .await?;
    app.saw(&scope, Trail::new(&scope, Action::Read, "circle").of(id)).await?;
    let circle = CircleView::new(&visit, members);
    page(&Show { page: visit.page("circle-shared-title"), name, circle, is_mine: false })
}

//! One's own list of saved items.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    layout::{Flash, Page},
    rules::matrix::Permission::UseMyList,
};
use kit::{
    faults::Fault,
    web::{Answer, page},
};

use super::{
    cards::{CardView, card},
    item::ItemId,
    store::{own, shelf},
};

#[derive(Template)]
#[template(path = "library/mine.html")]
struct Mine {
    page: Page,
    cards: Vec<CardView>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(UseMyList)?;
    let found = app.read(&scope, own::saved).await?;
    let cards = found.iter().map(|one| card(&visit, one)).collect();
    page(&Mine { page: visit.page("library-mine-title"), cards })
}

pub(super) async fn save(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(UseMyList)?;
    app.write(&scope, move |tx, scope| {
        shelf::find(tx, scope.organization, id)?.ok_or(Fault::NotFound)?;
        Ok::<_, Fault>(own::set_saved(tx, scope, id, true)?)
    })
    .await?;
    let flash = Flash::ok(visit.t("library-saved")).or_undo(format!("/library/{id}/saving/undo"));
    visit.see(format!("/library/{id}"), flash)
}

pub(super) async fn forget(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(UseMyList)?;
    app.write(&scope, move |tx, scope| {
        if !own::is_saved(tx, scope, id)? {
            return Err(Fault::NotFound);
        }
        Ok(own::set_saved(tx, scope, id, false)?)
    })
    .await?;
    let flash = Flash::ok(visit.t("library-forgotten")).or_undo(format!("/library/{id}/saving"));
    visit.see("/my-list", flash)
}

//! Paths: items to read one after the other, at one's own pace. How far somebody is, they alone see.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    layout::{Flash, Page},
    public,
    rules::matrix::Permission::UseMyList,
};
use kit::{
    db::DbError,
    faults::Fault,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    item::{ItemId, PathId},
    store::{own, paths as store},
};

#[derive(Template)]
#[template(path = "library/paths.html")]
struct Index {
    page: Page,
    paths: Vec<store::Path>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let paths: Result<_, DbError> = app.db.read(site.tenant(), move |tx| store::published(tx, organization)).await;
    page(&Index { page: visit.page("library-paths-title"), paths: paths? })
}

#[derive(Template)]
#[template(path = "library/path.html")]
struct Show {
    page: Page,
    path: store::Path,
    steps: Vec<StepView>,
    /// How far the reader is; nobody's without an account.
    done: Option<usize>,
    far: String,
}

struct StepView {
    step: store::Step,
    is_done: bool,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<PathId>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let found = app
        .db
        .read(site.tenant(), move |tx| {
            let path = store::find(tx, organization, id)?.filter(|path| path.published_at.is_some());
            Ok::<_, DbError>(path.zip(Some(store::steps(tx, organization, id)?)))
        })
        .await?;
    let (path, mut steps) = found.ok_or(Fault::NotFound)?;
    steps.retain(|step| step.is_on_shelf);
    let done = match visit.may(UseMyList) {
        Ok(scope) => Some(app.read(&scope, move |tx, scope| own::done(tx, scope, id)).await?),
        Err(_) => None,
    };
    page(&view(&visit, path, steps, done))
}

fn view(visit: &Visit, path: store::Path, steps: Vec<store::Step>, done: Option<Vec<ItemId>>) -> Show {
    let is_done = |step: &store::Step| done.as_ref().is_some_and(|done| done.contains(&step.item));
    let count = steps.iter().filter(|step| is_done(step)).count();
    let all = steps.len();
    let far = [("done", count.as_arg()), ("all", all.as_arg())];
    Show {
        page: visit.page_titled(path.title.clone()),
        far: visit.words.with("library-path-far", &far),
        done: done.as_ref().map(|_| count),
        steps: steps.iter().map(|step| StepView { is_done: is_done(step), step: step.clone() }).collect(),
        path,
    }
}

pub(super) async fn done(State(app): State<App>, visit: Visit, Path((path, item)): Path<(PathId, ItemId)>) -> Answer {
    set(&app, &visit, (path, item), true).await?;
    let undo = format!("/library/paths/{path}/steps/{item}/done/undo");
    visit.see(format!("/library/paths/{path}"), Flash::ok(visit.t("library-path-done")).or_undo(undo))
}

pub(super) async fn undone(State(app): State<App>, visit: Visit, Path((path, item)): Path<(PathId, ItemId)>) -> Answer {
    set(&app, &visit, (path, item), false).await?;
    visit.see(format!("/library/paths/{path}"), Flash::ok(visit.t("library-path-undone")))
}

async fn set(app: &App, visit: &Visit, step: (PathId, ItemId), is_done: bool) -> Result<(), Fault> {
    let scope = visit.may(UseMyList)?;
    let is_there = app.write(&scope, move |tx, scope| own::set_done(tx, scope, step, is_done)).await?;
    if is_there { Ok(()) } else { Err(Fault::NotFound) }
}

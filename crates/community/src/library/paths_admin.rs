//! Keeping paths: which items, in which order, and whether everybody sees them.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission::{KeepLibrary, PublishLibrary},
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    cards::{CardView, card, choices},
    item::{ItemId, PathId},
    store::{paths as store, search},
};

/// The longest title or line, in characters.
const MOST: usize = 300;

#[derive(Template)]
#[template(path = "library/paths_admin.html")]
struct Index {
    page: Page,
    paths: Vec<store::Path>,
    languages: Vec<Choice>,
    form: Form,
    errors: Errors,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    page(&index_page(&app, &visit, Form::default(), Errors::default()).await?)
}

async fn index_page(app: &App, visit: &Visit, form: Form, errors: Errors) -> Result<Index, Fault> {
    let scope = visit.may(KeepLibrary)?;
    let paths = app.read(&scope, store::list).await?;
    let chosen = form.text("language").unwrap_or(visit.words.tag()).to_owned();
    let languages = choices(visit, "library_languages", |key| key == chosen);
    Ok(Index { page: visit.page("keeping-library-paths-title"), paths, languages, form, errors })
}

pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let [title, summary, language] = ["title", "summary", "language"].map(|name| form.get(name).trim().to_owned());
    let is_language = visit.rules().lists.get("library_languages").is_some_and(|list| list.item(&language).is_some());
    let is_short = title.chars().count() <= MOST && summary.chars().count() <= MOST;
    if title.is_empty() || summary.is_empty() || !is_language || !is_short {
        let errors = Errors::one("title", visit.t("keeping-library-path-missing"));
        return page_with_errors(&index_page(&app, &visit, form, errors).await?);
    }
    let id = app
        .write(&scope, move |tx, scope| {
            let id = store::insert(tx, scope, (&title, &summary, &language))?;
            audit::record(tx, &Entry::new(scope, Action::Create, "library_path").on(id))?;
            Ok::<_, DbError>(id)
        })
        .await?;
    visit.see(format!("/admin/library/paths/{id}"), Flash::ok(visit.t("keeping-library-path-made")))
}

#[derive(Template)]
#[template(path = "library/path_admin.html")]
struct Show {
    page: Page,
    path: store::Path,
    steps: Vec<store::Step>,
    asked: String,
    cards: Vec<CardView>,
    may_publish: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PathId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let asked: String = query.text("q").unwrap_or_default().chars().take(100).collect();
    let typed = asked.clone();
    let (path, steps, found) = app
        .read(&scope, move |tx, scope| {
            let path = store::find(tx, scope.organization, id)?.ok_or(Fault::NotFound)?;
            let steps = store::steps(tx, scope.organization, id)?;
            Ok::<_, Fault>((path, steps, search::search(tx, scope.organization, &typed)?))
        })
        .await?;
    let is_new = |card: &&super::store::shelf::Card| !steps.iter().any(|step| step.item == card.id);
    let cards = found.iter().filter(is_new).map(|one| card(&visit, one)).collect();
    let may_publish = visit.can(PublishLibrary);
    page(&Show { page: visit.page_titled(path.title.clone()), path, steps, asked, cards, may_publish })
}

pub(super) async fn add(State(app): State<App>, visit: Visit, Path(id): Path<PathId>, form: Form) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let item: ItemId = form.parsed("item").ok_or(Fault::NotFound)?;
    change(&app, &scope, id, "step added", move |tx, scope| store::add_step(tx, scope, id, item)).await?;
    visit.see(at(id), Flash::ok(visit.t("keeping-library-path-added")).or_undo(step(id, item, "removal")))
}

pub(super) async fn take_out(State(app): State<App>, visit: Visit, Path((id, item)): Path<(PathId, ItemId)>) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    change(&app, &scope, id, "step taken out", move |tx, scope| store::remove_step(tx, scope, id, item)).await?;
    visit.see(at(id), Flash::ok(visit.t("keeping-library-path-taken")).or_undo(step(id, item, "removal/undo")))
}

pub(super) async fn put_in(State(app): State<App>, visit: Visit, Path((id, item)): Path<(PathId, ItemId)>) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    change(&app, &scope, id, "step added", move |tx, scope| store::add_step(tx, scope, id, item)).await?;
    visit.see(at(id), Flash::ok(visit.t("keeping-library-path-added")))
}

pub(super) async fn publish(State(app): State<App>, visit: Visit, Path(id): Path<PathId>) -> Answer {
    let scope = visit.may(PublishLibrary)?;
    change(&app, &scope, id, "published", move |tx, scope| store::set_published(tx, scope, id, true)).await?;
    let flash = Flash::ok(visit.t("keeping-library-path-published"));
    visit.see(at(id), flash.or_undo(format!("{}/publication/undo", at(id))))
}

pub(super) async fn unpublish(State(app): State<App>, visit: Visit, Path(id): Path<PathId>) -> Answer {
    let scope = visit.may(PublishLibrary)?;
    change(&app, &scope, id, "taken back", move |tx, scope| store::set_published(tx, scope, id, false)).await?;
    visit.see(at(id), Flash::ok(visit.t("keeping-library-path-unpublished")))
}

pub(super) async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<PathId>) -> Answer {
    let scope = visit.may(PublishLibrary)?;
    change(&app, &scope, id, "removed", move |tx, scope| store::set_removed(tx, scope, id, true)).await?;
    let flash = Flash::ok(visit.t("keeping-library-path-removed"));
    visit.see("/admin/library/paths", flash.or_undo(format!("{}/removal/undo", at(id))))
}

pub(super) async fn bring_back(State(app): State<App>, visit: Visit, Path(id): Path<PathId>) -> Answer {
    let scope = visit.may(PublishLibrary)?;
    change(&app, &scope, id, "brought back", move |tx, scope| store::set_removed(tx, scope, id, false)).await?;
    visit.see(at(id), Flash::ok(visit.t("keeping-library-path-back")))
}

fn at(id: PathId) -> String {
    format!("/admin/library/paths/{id}")
}

fn step(id: PathId, item: ItemId, what: &str) -> String {
    format!("/admin/library/paths/{id}/steps/{item}/{what}")
}

/// Changes a path and writes it down; what is not there is not found.
async fn change(
    app: &App,
    scope: &Scope,
    id: PathId,
    what: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<bool, DbError> + Send + 'static,
) -> Result<(), Fault> {
    app.write(scope, move |tx, scope| {
        if !work(tx, scope)? {
            return Err(Fault::NotFound);
        }
        let entry = Entry::new(scope, Action::Change, "library_path").on(id).with("what", what);
        Ok(audit::record(tx, &entry)?)
    })
    .await
}

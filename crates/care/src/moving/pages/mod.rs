//! The pages for moving files in: choose a file, say what its columns mean, look, bring in, undo.

mod form;
mod leaving;
pub(super) mod out;
mod view;
mod work;

use axum::{
    body::Body,
    extract::{DefaultBodyLimit, Multipart, Path, Query, State},
    handler::Handler,
    routing::{MethodFilter, on},
};
use futures_util::TryStreamExt as _;
use ground::{
    App, Visit,
    area::{Guard, Route, Verb},
    layout::Flash,
    rules::matrix::Permission,
};
use jiff::Timestamp;
use kit::{
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, download, page, page_with_errors, see},
};
use serde::Deserialize;

use super::{ImportId, Status, store};

/// The largest file that the page takes. The command line takes any.
pub(super) const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Imports on one page of the list.
const PAGE: i64 = 30;
const MAY: Permission = Permission::ImportData;

pub(super) fn routes() -> Vec<Route> {
    let guard = Guard::Needs(MAY);
    let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX).saturating_add(64 * 1024);
    let upload = on(MethodFilter::POST, create.layer(DefaultBodyLimit::max(most)));
    vec![
        Route::get("/admin/import", guard, index),
        Route { verb: Verb::Post, path: "/admin/import", guard, handler: upload },
        Route::get("/admin/import/{import}", guard, show),
        Route::post("/admin/import/{import}/mapping", guard, look),
        Route::post("/admin/import/{import}/run", guard, run),
        Route::post("/admin/import/{import}/undo", guard, undo),
        Route::get("/admin/import/{import}/progress", guard, progress),
        Route::get("/admin/import/{import}/problems", guard, problems),
    ]
}

/// Where the list goes on: behind this import.
#[derive(Deserialize)]
pub(super) struct After {
    at: Option<Timestamp>,
    id: Option<ImportId>,
}

async fn index(State(app): State<App>, visit: Visit, Query(after): Query<After>) -> Answer {
    page(&listed(&app, &visit, after.at.zip(after.id), Errors::default()).await?)
}

async fn listed(
    app: &App,
    visit: &Visit,
    after: Option<(Timestamp, ImportId)>,
    errors: Errors,
) -> Result<view::Index, Fault> {
    let scope = visit.may(MAY)?;
    work::recover(app).await?;
    let found =
        app.read(&scope, move |tx, scope| store::list(tx, scope.organization, after, PAGE.saturating_add(1))).await;
    Ok(view::index(visit, found.map_err(Fault::from)?, PAGE, errors))
}

async fn create(State(app): State<App>, visit: Visit, form: Multipart) -> Answer {
    let scope = visit.may(MAY)?;
    match work::receive(&app, &scope, form).await? {
        Ok(id) => see(format!("/admin/import/{id}")),
        Err(words) => {
            let errors = Errors::one("file", visit.t(words));
            page_with_errors(&listed(&app, &visit, None, errors).await?)
        }
    }
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let scope = visit.may(MAY)?;
    let shown = app.read(&scope, move |tx, scope| view::read(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    page(&view::show(&visit, shown))
}

async fn look(State(app): State<App>, visit: Visit, Path(id): Path<ImportId>, form: Form) -> Answer {
    let scope = visit.may(MAY)?;
    let import =
        app.read(&scope, move |tx, scope| store::find(tx, scope.organization, id)).await.map_err(Fault::from)?;
    let mapping = form::mapping(&import.ok_or(Fault::NotFound)?, &form);
    let is_kept = form.is_ticked("save").then(|| form.get("mapping_name").trim().to_owned());
    let kept = app.write(&scope, move |tx, scope| form::keep(tx, scope, id, &mapping, is_kept)).await?;
    if !kept {
        return Err(Fault::Conflict(visit.t("moving-conflict-running")));
    }
    work::begin(&app, &scope, id, Status::Looking).await?;
    see(format!("/admin/import/{id}#report"))
}

async fn run(State(app): State<App>, visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let scope = visit.may(MAY)?;
    there(&app, &scope, id).await?;
    work::begin(&app, &scope, id, Status::Running).await?;
    see(format!("/admin/import/{id}"))
}

async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let scope = visit.may(MAY)?;
    there(&app, &scope, id).await?;
    work::begin(&app, &scope, id, Status::Undoing).await?;
    visit.see(format!("/admin/import/{id}"), Flash::ok(visit.t("moving-undo-begun")))
}

async fn there(app: &App, scope: &ground::access::Scope, id: ImportId) -> Result<store::Import, Fault> {
    let found = app.read(scope, move |tx, scope| store::find(tx, scope.organization, id)).await;
    found.map_err(Fault::from)?.ok_or(Fault::NotFound)
}

/// The part of the page that asks again while the program is at work.
async fn progress(State(app): State<App>, visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let scope = visit.may(MAY)?;
    let import = there(&app, &scope, id).await?;
    let mut answer = page(&view::progress(&visit, &import))?;
    if !import.status.is_at_work() {
        answer.headers_mut().insert("hx-refresh", axum::http::HeaderValue::from_static("true"));
    }
    Ok(answer)
}

async fn problems(State(app): State<App>, visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let scope = visit.may(MAY)?;
    let file = there(&app, &scope, id).await?.problems.ok_or(Fault::NotFound)?;
    let found = app.files.get(work::key(&scope, file)).await.map_err(|error| Fault::Internal(error.to_string()))?;
    let pieces = found.ok_or(Fault::NotFound)?.pieces.map_err(std::io::Error::other);
    download("problems.csv", "text/csv; charset=utf-8", Body::from_stream(pieces))
}

//! The pages of an import: choosing a file, what its columns are, what it would change and what is wrong with it, deciding,
//! bringing it in.

use axum::{
    extract::{DefaultBodyLimit, Multipart, Path, State, multipart::MultipartRejection},
    handler::Handler,
    http::HeaderValue,
    routing::{MethodFilter, on},
};
use ground::{
    App, Visit,
    access::Scope,
    area::{Guard, Route, Verb},
    layout::Flash,
    rules::matrix::Permission::KeepDirectory,
};
use kit::{
    faults::Fault,
    forms::Form,
    web::{Answer, page, see},
};

use super::{
    mapping::Plain,
    rows,
    store::{self, DirectoryImportId, Import, Stage},
    view, work,
};

pub(in super::super) fn routes() -> Vec<Route> {
    let keep = Guard::Needs(KeepDirectory);
    let most = usize::try_from(work::MOST_BYTES).unwrap_or(usize::MAX).saturating_add(64 * 1024);
    let upload = on(MethodFilter::POST, create.layer(DefaultBodyLimit::max(most)));
    vec![
        Route::get("/keep/directory/import", keep, index),
        Route { verb: Verb::Post, path: "/keep/directory/import", guard: keep, handler: upload },
        Route::get("/keep/directory/imports/{directory_import}", keep, show),
        Route::get("/keep/directory/imports/{directory_import}/progress", keep, progress),
        Route::post("/keep/directory/imports/{directory_import}/mapping", keep, match_columns),
        Route::post("/keep/directory/imports/{directory_import}/look", keep, look),
        Route::post("/keep/directory/imports/{directory_import}/decisions", keep, decide),
        Route::post("/keep/directory/imports/{directory_import}/application", keep, apply),
        Route::post("/keep/directory/imports/{directory_import}/application/undo", keep, undo),
    ]
}

async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let imports = app.read(&scope, store::list).await?;
    page(&view::index(&visit, imports))
}

/// Keeps the files. A plain list is asked about its columns first; any other is looked at at once.
async fn create(State(app): State<App>, visit: Visit, form: Result<Multipart, MultipartRejection>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    match work::receive(&app, &scope, form).await? {
        Err(words) => visit.see("/keep/directory/import", Flash::warn(visit.t(words))),
        Ok((id, is_plain)) => {
            if !is_plain {
                work::begin(&app, &scope, id, Stage::Looking).await;
            }
            see(path(id))
        }
    }
}

fn path(id: DirectoryImportId) -> String {
    format!("/keep/directory/imports/{id}")
}

async fn there(app: &App, scope: &Scope, id: DirectoryImportId) -> Result<Import, Fault> {
    app.read(scope, move |tx, scope| store::find(tx, scope.organization, id)?.ok_or(Fault::NotFound)).await
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let (import, rows) = app
        .read(&scope, move |tx, scope| {
            let import = store::find(tx, scope.organization, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((import, rows::to_decide(tx, scope, id)?))
        })
        .await?;
    page(&view::show(&visit, &import, rows))
}

/// The part of the page that asks again while the program is at work.
async fn progress(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let import = there(&app, &scope, id).await?;
    let mut answer = page(&view::progress(&visit, &import))?;
    if !import.is_at_work(visit.request.now()) {
        answer.headers_mut().insert("hx-refresh", HeaderValue::from_static("true"));
    }
    Ok(answer)
}

/// Keeps what the columns are, for this list and under a name for the next, and looks.
async fn match_columns(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>, form: Form) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let plain: Plain = there(&app, &scope, id).await?.plain().ok_or(Fault::NotFound)?.said(&form);
    let fit = plain.fit();
    let kept = app
        .write(&scope, move |tx, scope| {
            let saved = plain.saved().filter(|_| fit.is_ok());
            saved.map_or(Ok(()), |saved| store::save_mapping(tx, scope, &saved))?;
            store::set_plain(tx, scope, id, &plain)
        })
        .await?;
    match (kept, fit) {
        (false, _) => Err(Fault::Conflict(visit.t("keeping-directory-import-busy"))),
        (true, Err(unfit)) => visit.see(path(id), Flash::warn(visit.t(view::unfit(unfit)))),
        (true, Ok(())) => begun(&app, &scope, id, Stage::Looking).await,
    }
}

async fn begun(app: &App, scope: &Scope, id: DirectoryImportId, what: Stage) -> Answer {
    there(app, scope, id).await?;
    work::begin(app, scope, id, what).await;
    see(path(id))
}

async fn look(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    begun(&app, &scope, id, Stage::Looking).await
}

/// Decides about several records at once: fields `row-7=take` or `row-7=leave`; `rest` about all that are left.
async fn decide(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>, form: Form) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let decisions: Vec<(i64, bool)> = form
        .pairs()
        .filter_map(|(name, value)| Some((name.strip_prefix("row-")?.parse().ok()?, value == "take")))
        .collect();
    let rest = form.text("rest").map(|said| said == "take");
    app.write(&scope, move |tx, scope| {
        let import = store::find(tx, scope.organization, id)?;
        import.filter(|import| import.stage(scope.now) == Stage::LookedAt).ok_or(Fault::NotFound)?;
        for (position, take) in decisions {
            rows::decide(tx, scope, id, position, take)?;
        }
        Ok::<_, Fault>(rest.map_or(Ok(()), |take| rows::decide_rest(tx, scope, id, take))?)
    })
    .await?;
    visit.see(path(id), Flash::ok(visit.t("keeping-directory-decided")))
}

async fn apply(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    begun(&app, &scope, id, Stage::Running).await
}

async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    begun(&app, &scope, id, Stage::Undoing).await
}

//! The pages of an import: choosing a file, what it would change and what is wrong with it, deciding, bringing it in.

use askama::Template;
use axum::extract::{Multipart, Path, State, multipart::MultipartRejection};
use ground::{
    App, Visit,
    audit::{self, Action, Entry as Trail},
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::KeepDirectory,
};
use kit::{
    faults::Fault,
    forms::Form,
    web::{Answer, page, see},
};

use super::{
    files,
    store::{self, Counts, DirectoryImportId, Outcome},
};

struct ImportLine {
    id: String,
    source: String,
    file_name: String,
    status: String,
    when: When,
}

#[derive(Template)]
#[template(path = "directory/importing/index.html")]
struct Index {
    page: Page,
    imports: Vec<ImportLine>,
}

pub(in super::super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let imports = app.read(&scope, store::list).await?;
    let line = |one: store::Import| ImportLine {
        id: one.id.to_string(),
        status: visit.t(&format!("keeping-directory-import-{}", one.status)),
        source: one.source,
        file_name: one.file_name,
        when: When::day_of(&visit, one.created_at, &visit.zone()),
    };
    let imports = imports.into_iter().map(line).collect();
    page(&Index { page: visit.page("keeping-directory-import"), imports })
}

/// Reads the files, compares them with what is there, and shows what they would change.
pub(in super::super) async fn create(
    State(app): State<App>,
    visit: Visit,
    upload: Result<Multipart, MultipartRejection>,
) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let upload = files::receive(upload).await;
    let name = upload.files.first().map(|file| file.name.clone()).unwrap_or_default();
    let source = if upload.source.is_empty() { name.clone() } else { upload.source };
    let (all, of) = (upload.files, source.clone());
    let read = tokio::task::spawn_blocking(move || files::listing(all, &of)).await;
    let listing = read.map_err(|error| Fault::Internal(error.to_string()))?;
    let Some(listing) = listing.filter(|listing| !(listing.is_empty() && listing.problems.is_empty())) else {
        return visit.see("/keep/directory/import", Flash::warn(visit.t("keeping-directory-import-nothing")));
    };
    let id = app
        .write(&scope, move |tx, scope| {
            let id = store::dry_run(tx, scope, (&source, &name), &listing)?;
            audit::record(tx, &Trail::new(scope, Action::Create, "directory_import").on(id))?;
            Ok::<_, Fault>(id)
        })
        .await?;
    see(format!("/keep/directory/imports/{id}"))
}

struct ProblemLine {
    file: String,
    line: u64,
    field: String,
    trouble: String,
    value: String,
    is_error: bool,
}

struct DecideLine {
    position: i64,
    name: String,
    kind: String,
    is_twin: bool,
    twin: Option<String>,
    is_taken: bool,
    is_left: bool,
}

#[derive(Template)]
#[template(path = "directory/importing/show.html")]
struct Show {
    page: Page,
    id: String,
    source: String,
    file_name: String,
    status: String,
    counts: Counts,
    problems: Vec<ProblemLine>,
    decide: Vec<DecideLine>,
}

pub(in super::super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let (import, rows) = app
        .read(&scope, move |tx, scope| {
            let import = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((import, store::to_decide(tx, scope, id)?))
        })
        .await?;
    let problem = |one: hsds::Problem| ProblemLine {
        trouble: visit.t(&format!("keeping-directory-trouble-{}", one.trouble.word().replace('_', "-"))),
        is_error: one.trouble.is_error(),
        file: one.file,
        line: one.line,
        field: one.field,
        value: one.value,
    };
    let decide = |row: store::Row| DecideLine {
        position: row.position,
        kind: visit.t(&format!("keeping-directory-kind-{}", row.kind.word().replace('_', "-"))),
        is_twin: row.outcome == Outcome::Twin,
        twin: row.twin().map(|id| id.to_string()),
        is_taken: row.decision == "take",
        is_left: row.decision == "leave",
        name: row.name,
    };
    page(&Show {
        page: visit.page("keeping-directory-import-title"),
        id: import.id.to_string(),
        counts: import.counts(),
        problems: import.problems().into_iter().map(problem).collect(),
        source: import.source,
        file_name: import.file_name,
        status: import.status,
        decide: rows.into_iter().map(decide).collect(),
    })
}

/// Decides about several records at once: fields `row-7=take` or `row-7=leave`.
pub(in super::super) async fn decide(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<DirectoryImportId>,
    form: Form,
) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let decisions: Vec<(i64, bool)> = form
        .pairs()
        .filter_map(|(name, value)| Some((name.strip_prefix("row-")?.parse().ok()?, value == "take")))
        .collect();
    app.write(&scope, move |tx, scope| {
        store::find(tx, scope, id)?.filter(|import| import.status == "checked").ok_or(Fault::NotFound)?;
        for (position, take) in decisions {
            store::decide(tx, scope, id, position, take)?;
        }
        Ok::<_, Fault>(())
    })
    .await?;
    visit.see(format!("/keep/directory/imports/{id}"), Flash::ok(visit.t("keeping-directory-decided")))
}

pub(in super::super) async fn apply(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    app.write(&scope, move |tx, scope| {
        super::apply::apply(tx, scope, id)?;
        Ok::<_, Fault>(audit::record(tx, &Trail::new(scope, Action::Import, "directory").on(id))?)
    })
    .await?;
    let undo = format!("/keep/directory/imports/{id}/application/undo");
    visit.see(format!("/keep/directory/imports/{id}"), Flash::ok(visit.t("keeping-directory-applied")).or_undo(undo))
}

pub(in super::super) async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<DirectoryImportId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    app.write(&scope, move |tx, scope| {
        super::apply::undo(tx, scope, id)?;
        Ok::<_, Fault>(audit::record(tx, &Trail::new(scope, Action::Restore, "directory").on(id))?)
    })
    .await?;
    visit.see(format!("/keep/directory/imports/{id}"), Flash::ok(visit.t("keeping-directory-undone")))
}

//! Work that takes longer than a page: done on a thread of its own, told through the import's row.

use std::io::{Read as _, Write as _};

use axum::extract::Multipart;
use futures_util::{StreamExt as _, TryStreamExt as _};
use ground::{App, access::Scope};
use kit::{
    db::DbError,
    faults::Fault,
    files::{FileKey, FileProblem, PutError},
    tabular::{WriteOptions, Writer},
};
use tempfile::NamedTempFile;
use tokio::sync::Semaphore;

use super::{
    super::{
        Desk, ImportId, KeptFileId, NewImport, PROBLEM_HEADS, Report, Status, Stopped, Target, forget, mapping,
        problem_cells, run, store,
    },
    MOST_BYTES,
};

/// Files that are worked on at a time; more wait their turn without holding a thread.
static TURNS: Semaphore = Semaphore::const_new(2);

pub(super) fn key(scope: &Scope, file: KeptFileId) -> FileKey {
    forget::key(scope.organization, file)
}

fn desk(app: &App) -> Desk {
    Desk { db: app.db.clone(), clock: app.clock.clone() }
}

fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::Internal(error.to_string())
}

/// Clears up what a stopped program left, wherever it ran.
pub(super) async fn recover(app: &App) -> Result<(), Fault> {
    let desk = desk(app);
    let done = tokio::task::spawn_blocking(move || run::recover(&desk)).await.map_err(broken)?;
    Ok(done.map(|_| ())?)
}

/// Takes a file in, piece by piece, and writes an import down with the mapping that fits best. The inner error is the
/// key of what to tell the person.
pub(super) async fn receive(
    app: &App,
    scope: &Scope,
    mut form: Multipart,
) -> Result<Result<ImportId, &'static str>, Fault> {
    let mut target = None;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("target") => target = Target::from_word(&field.text().await.map_err(broken)?),
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let file: KeptFileId = scope.at.id();
                return match app.files.keep(key(scope, file), MOST_BYTES, field.boxed()).await {
                    Ok(_) => written_down(app, scope, target.unwrap_or(Target::Participants), name, file).await,
                    Err(PutError::Refused(FileProblem::Empty)) => Ok(Err("moving-error-empty")),
                    Err(PutError::Refused(_)) => Ok(Err("moving-error-large")),
                    Err(error) => Err(broken(error)),
                };
            }
            _ => {}
        }
    }
    Ok(Err("moving-error-empty"))
}

async fn written_down(
    app: &App,
    scope: &Scope,
    target: Target,
    file_name: String,
    file: KeptFileId,
) -> Result<Result<ImportId, &'static str>, Fault> {
    let here = fetched(app, key(scope, file)).await?;
    if is_workbook(&here).map_err(broken)? {
        app.files.delete(key(scope, file)).await.map_err(broken)?;
        return Ok(Err("moving-error-workbook"));
    }
    let sniffed = super::super::sniff(here.path()).map_err(broken)?;
    let id: ImportId = scope.at.id();
    let written: Result<(), DbError> = app
        .write(scope, move |tx, scope| {
            let saved = store::mappings(tx, scope.organization, target)?;
            let mapping = mapping::for_file(target, &sniffed.columns, saved);
            let report = Report { sniffed: Some(sniffed), ..Report::default() };
            store::insert(tx, scope, &NewImport { id, target, file_name, file: Some(file), mapping, report })
        })
        .await;
    written?;
    Ok(Ok(id))
}

/// Workbooks are zip files: they need to be saved as CSV first.
fn is_workbook(file: &NamedTempFile) -> std::io::Result<bool> {
    let mut head = [0; 4];
    let read = file.reopen()?.read(&mut head)?;
    Ok(read == 4 && head == *b"PK\x03\x04")
}

/// The file, brought to this machine for as long as it is read.
async fn fetched(app: &App, key: FileKey) -> Result<NamedTempFile, Fault> {
    let mut here = NamedTempFile::new_in(&app.config.data).map_err(broken)?;
    let found = app.files.get(key).await.map_err(broken)?;
    let mut pieces = found.ok_or(Fault::NotFound)?.pieces;
    while let Some(piece) = pieces.try_next().await.map_err(broken)? {
        here.write_all(&piece).map_err(broken)?;
    }
    here.flush().map_err(broken)?;
    Ok(here)
}

/// Begins a look, a run or an undo and comes back at once. What becomes of it stands on the import's page.
pub(super) async fn begin(app: &App, scope: &Scope, id: ImportId, what: Status) -> Result<(), Fault> {
    let import = super::there(app, scope, id).await?;
    let file = match (import.file, what) {
        (_, Status::Undoing) => None,
        (Some(file), _) => Some(fetched(app, key(scope, file)).await?),
        (None, _) => return Err(Fault::NotFound),
    };
    let (app, scope) = (app.clone(), scope.clone());
    let work = tokio::spawn(async move {
        let _turn = TURNS.acquire().await;
        let (desk, by) = (desk(&app), scope.clone());
        let done = tokio::task::spawn_blocking(move || do_it(&desk, &by, id, what, file)).await;
        match done.map_err(|error| error.to_string()) {
            Ok(Ok(Some(table))) => keep_problems(&app, &scope, id, table).await,
            Ok(Ok(None) | Err(Stopped::Problems(_))) => {}
            Ok(Err(error)) => tracing::warn!(%error, import = %id, "an import stopped"),
            Err(error) => tracing::error!(%error, import = %id, "an import broke off"),
        }
    });
    // Small files are done before the next page is asked for.
    drop(tokio::time::timeout(std::time::Duration::from_secs(2), work).await);
    Ok(())
}

/// The table of problems, when a look made one.
type Table = Option<NamedTempFile>;

fn do_it(desk: &Desk, scope: &Scope, id: ImportId, what: Status, file: Table) -> Result<Table, Stopped> {
    match (what, &file) {
        (Status::Undoing, _) => super::super::undo(desk, scope, id, &mut |_, _| {}).map(|_| None),
        (Status::Running, Some(file)) => run(desk, scope, id, file.path(), &mut |_, _| {}).map(|_| None),
        (Status::Looking, Some(file)) => look(desk, scope, id, file).map(Some),
        _ => Ok(None),
    }
}

fn look(desk: &Desk, scope: &Scope, id: ImportId, file: &NamedTempFile) -> Result<NamedTempFile, Stopped> {
    let import = run::take(desk, scope.organization, id, Status::Looking)?;
    let table = NamedTempFile::new()?;
    let mut writer = Writer::new(std::io::BufWriter::new(table.reopen()?), WriteOptions::default())?;
    writer.row(PROBLEM_HEADS)?;
    let organization = scope.organization;
    let report = run::look(
        desk,
        organization,
        import.target,
        &import.mapping(),
        file.path(),
        &mut |problem| writer.row(problem_cells(problem)),
        &mut |rows, _| run::still_there(desk, organization, id, Status::Looking, rows),
    )?;
    writer.finish()?;
    run::end_look(desk, organization, id, report)?;
    Ok(table)
}

async fn keep_problems(app: &App, scope: &Scope, id: ImportId, table: NamedTempFile) {
    let file: KeptFileId = scope.at.id();
    let kept = async {
        let bytes = tokio::fs::read(table.path()).await.map_err(|error| error.to_string())?;
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes.into())]);
        app.files.keep(key(scope, file), u64::MAX, body).await.map_err(|error| error.to_string())?;
        let set: Result<Option<KeptFileId>, DbError> = app
            .write(scope, move |tx, scope| {
                let import = store::find(tx, scope.organization, id)?;
                let report = import.as_ref().map(store::Import::report).unwrap_or_default();
                store::set_report(tx, scope.organization, id, &report, Some(file))?;
                Ok(import.and_then(|import| import.problems))
            })
            .await;
        match set.map_err(|error| error.to_string())? {
            Some(before) => app.files.delete(key(scope, before)).await.map_err(|error| error.to_string()),
            None => Ok(()),
        }
    };
    if let Err(error) = kept.await {
        tracing::warn!(%error, import = %id, "the table of problems was not kept");
    }
}

//! Files of lists in the store, and work that takes longer than a page: done on a thread of its own, told through the
//! import's row.

use axum::extract::{Multipart, multipart::MultipartRejection};
use futures_util::{StreamExt as _, TryStreamExt as _};
use ground::{
    App,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    ids::OrganizationId,
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{Db, DbError, Tenant},
    faults::Fault,
    files::{FileKey, Files, PutError},
    ids::Id as _,
};
use tokio::sync::Semaphore;

use super::{
    files::{self, File, Opened},
    mapping,
    run::{self, Desk, Stopped},
    store::{self, DirectoryImportId, ListFile, ListFileId, New, Stage},
};

/// The largest file that is taken, in bytes.
pub(super) const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Files of one list.
const MOST_FILES: usize = 60;
/// How long the files of a list are kept that nobody brings in.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Lists that are worked on at a time; more wait their turn without holding a thread.
static TURNS: Semaphore = Semaphore::const_new(2);

fn key(organization: OrganizationId, file: ListFileId) -> FileKey {
    FileKey { organization: organization.uuid(), file: file.uuid() }
}

fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::Internal(error.to_string())
}

/// Takes the files of a list in, piece by piece, and writes down that it came. The inner error is the key of what to tell
/// the person.
pub(super) async fn receive(
    app: &App,
    scope: &Scope,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Result<(DirectoryImportId, bool), &'static str>, Fault> {
    let Ok(mut form) = form else { return Ok(Err("keeping-directory-import-nothing")) };
    let mut new = New::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("source") => new.source = field.text().await.map_err(broken)?.trim().chars().take(120).collect(),
            Some("file") if new.files.len() < MOST_FILES => {
                let (id, name): (ListFileId, _) = (scope.at.id(), field.file_name().unwrap_or_default().to_owned());
                match app.files.keep(key(scope.organization, id), MOST_BYTES, field.boxed()).await {
                    Ok(_) => new.files.push(ListFile { id, name }),
                    // A place for a file that was left empty.
                    Err(PutError::Refused(kit::files::FileProblem::Empty)) => {}
                    Err(PutError::Refused(_)) => {
                        delete(&app.files, scope.organization, &new.files).await?;
                        return Ok(Err("keeping-directory-import-large"));
                    }
                    Err(error) => return Err(broken(error)),
                }
            }
            _ => {}
        }
    }
    written_down(app, scope, new).await
}

async fn written_down(
    app: &App,
    scope: &Scope,
    mut new: New,
) -> Result<Result<(DirectoryImportId, bool), &'static str>, Fault> {
    let Some(opened) = open(app, scope.organization, &new.files).await? else {
        delete(&app.files, scope.organization, &new.files).await?;
        return Ok(Err("keeping-directory-import-nothing"));
    };
    new.file_name = new.files.first().map(|file| file.name.clone()).unwrap_or_default();
    if new.source.is_empty() {
        new.source = new.file_name.clone();
    }
    let written = app.write(scope, move |tx, scope| {
        if let Opened::Plain(sheet) = &opened {
            new.plain = Some(mapping::for_columns(sheet, &store::mappings(tx, scope)?));
        }
        let id = store::insert(tx, scope, &new)?;
        audit::record(tx, &Trail::new(scope, Action::Create, "directory_import").on(id))?;
        Ok::<_, DbError>((id, new.plain.is_some()))
    });
    Ok(Ok(written.await?))
}

/// Reads the files from the store and tells what they are.
async fn open(app: &App, on: OrganizationId, kept: &[ListFile]) -> Result<Option<Opened>, Fault> {
    let mut all = Vec::new();
    for one in kept {
        let Some(reading) = app.files.get(key(on, one.id)).await.map_err(broken)? else { return Ok(None) };
        let mut pieces = reading.pieces;
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.try_next().await.map_err(broken)? {
            bytes.extend_from_slice(&piece);
        }
        all.push(File { name: one.name.clone(), bytes });
    }
    tokio::task::spawn_blocking(move || files::opened(all)).await.map_err(broken)
}

async fn delete(files: &Files, on: OrganizationId, kept: &[ListFile]) -> Result<(), Fault> {
    for one in kept {
        files.delete(key(on, one.id)).await.map_err(broken)?;
    }
    Ok(())
}

/// Begins a look, bringing in, or taking back, and comes back at once. What becomes of it stands on the import's page.
pub(super) async fn begin(app: &App, scope: &Scope, id: DirectoryImportId, what: Stage) {
    let (app, scope) = (app.clone(), scope.clone());
    let work = tokio::spawn(async move {
        let _turn = TURNS.acquire().await;
        match do_it(&app, &scope, id, what).await {
            Ok(()) | Err(Stopped::Taken) => {}
            Err(error) => tracing::warn!(%error, import = %id, "work on a directory list stopped"),
        }
    });
    // Small lists are done before the next page is asked for.
    drop(tokio::time::timeout(std::time::Duration::from_secs(2), work).await);
}

async fn do_it(app: &App, scope: &Scope, id: DirectoryImportId, what: Stage) -> Result<(), Stopped> {
    let desk = Desk { db: app.db.clone(), clock: app.clock.clone() };
    let on = scope.organization;
    let import = app.db.read(scope.tenant(), move |tx| store::find(tx, on, id)).await?;
    let import = import.ok_or(Stopped::NotThere)?;
    let opened = match what {
        Stage::Looking => match open(app, on, &import.files()).await {
            Ok(Some(opened)) => Some(opened),
            Ok(None) => return Err(Stopped::NotThere),
            Err(fault) => return Err(Stopped::Storage(DbError::Driver(fault.to_string()))),
        },
        _ => None,
    };
    let (by, mapping) = (scope.clone(), import.plain().map(|plain| plain.fields));
    let work = move || match (what, opened) {
        (Stage::Looking, Some(opened)) => {
            run::look(&desk, &by, id, &opened.listing(&import.source, mapping.as_ref())).map(drop)
        }
        (Stage::Running, _) => run::bring(&desk, &by, id),
        (Stage::Undoing, _) => run::take_back(&desk, &by, id),
        _ => Ok(()),
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Stopped::Storage(DbError::Driver(error.to_string())))?
}

/// Deletes the files of lists that nobody has worked on for [`KEPT_FOR`]: what came in stands in the directory. Answers of
/// how many lists.
///
/// # Errors
/// Those of the storage and of the files, as words for the log.
pub async fn forget_files(db: &Db, files: &Files, now: Timestamp) -> Result<usize, String> {
    let before = now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN);
    let found = db.read(Tenant::System, move |tx| store::leftovers(tx, before)).await;
    let found = found.map_err(|error: DbError| error.to_string())?;
    let count = found.len();
    for (organization, id, kept) in found {
        let kept: Vec<ListFile> = serde_json::from_value(kept).unwrap_or_default();
        delete(files, organization, &kept).await.map_err(|error| error.to_string())?;
        let tenant = Tenant::Organization(organization.uuid());
        let written = db.write(tenant, move |tx| store::forget_files(tx, organization, id)).await;
        written.map_err(|error: DbError| error.to_string())?;
    }
    Ok(count)
}

//! Pictures and papers of items: taken in from those who keep the library, given to everybody once the item is published.

use axum::{
    body::Body,
    extract::{
        Multipart, Path, State,
        multipart::{Field, MultipartRejection},
    },
    http::{HeaderValue, header},
    response::IntoResponse,
};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::OrganizationId,
    layout::Flash,
    public,
    rules::matrix::Permission::{self, KeepLibrary},
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    files::{Claim, FileKey, FileKind, PutError, Showing, Stored, content_disposition},
    ids::Id,
    web::Answer,
};

use super::{
    item::{FileId, ItemId},
    store,
};

/// The largest file, in bytes.
const MOST_BYTES: u64 = 20_000_000;
/// The longest description of a picture, in characters.
const MOST_WORDS: usize = 500;

fn key(organization: OrganizationId, id: FileId) -> FileKey {
    FileKey { organization: organization.uuid(), file: id.uuid() }
}

/// Gives a file: of a published item to everybody, of another one to those who keep the library or read it over.
pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<FileId>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let found: Result<_, DbError> =
        app.db.read(site.tenant(), move |tx| store::files::find(tx, organization, id)).await;
    let may_see_all = visit.can(KeepLibrary) || visit.can(Permission::ReviewLibrary);
    let (file, _) = found?.filter(|(_, is_public)| *is_public || may_see_all).ok_or(Fault::NotFound)?;
    let found = app.files.get(key(organization, id)).await.map_err(|error| Fault::Internal(error.to_string()))?;
    let reading = found.ok_or(Fault::NotFound)?;
    let kind = FileKind::from_content_type(&file.content_type).ok_or(Fault::NotFound)?;
    let showing = if kind.is_picture() { Showing::Inline } else { Showing::Download };
    let disposition = HeaderValue::from_str(&content_disposition(&file.file_name, showing))
        .map_err(|error| Fault::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
    ];
    Ok((headers, Body::from_stream(reading.pieces)).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ItemId>,
    upload: Result<Multipart, MultipartRejection>,
) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    let flash = match upload {
        Ok(mut upload) => receive(&app, &visit, &scope, id, &mut upload).await?,
        Err(_) => Flash::warn(visit.t("keeping-library-file-none")),
    };
    visit.see(format!("/admin/library/{id}"), flash)
}

/// The words stand before the file in the form, so that they are known when it comes.
async fn receive(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    item: ItemId,
    upload: &mut Multipart,
) -> Result<Flash, Fault> {
    let mut words = String::new();
    while let Ok(Some(field)) = upload.next_field().await {
        let name = field.file_name().unwrap_or_default().to_owned();
        match field.name() {
            Some("words") => words = described(field).await,
            Some("file") if !name.is_empty() => return take(app, visit, scope, (item, words), field, name).await,
            _ => {}
        }
    }
    Ok(Flash::warn(visit.t("keeping-library-file-none")))
}

/// Brackets would end the mark of a picture in the item's words.
async fn described(field: Field<'_>) -> String {
    let text = field.text().await.unwrap_or_default();
    let is_kept = |letter: &char| !letter.is_control() && !matches!(letter, '[' | ']');
    text.trim().chars().filter(is_kept).take(MOST_WORDS).collect()
}

async fn take(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    (item, words): (ItemId, String),
    field: Field<'_>,
    name: String,
) -> Result<Flash, Fault> {
    let id: FileId = scope.at.id();
    let content_type = field.content_type().unwrap_or_default().to_owned();
    let claim = Claim { name: &name, content_type: &content_type };
    let stored = match app.files.put(key(scope.organization, id), &claim, MOST_BYTES, field).await {
        Ok(stored) => stored,
        Err(PutError::Refused(problem)) => return Ok(Flash::warn(problem.to_string())),
        Err(PutError::Interrupted(_)) => return Ok(Flash::warn(visit.t("keeping-library-file-none"))),
        Err(PutError::Store(error)) => return Err(Fault::Internal(error.to_string())),
    };
    if stored.kind.is_picture() && words.is_empty() {
        app.files.delete(key(scope.organization, id)).await.map_err(|error| Fault::Internal(error.to_string()))?;
        return Ok(Flash::warn(visit.t("keeping-library-file-words")));
    }
    app.write(scope, move |tx, scope| keep(tx, scope, (id, item), (&name, &words), &stored)).await?;
    Ok(Flash::ok(visit.t("keeping-library-file-added")))
}

fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (id, item): (FileId, ItemId),
    (name, words): (&str, &str),
    stored: &Stored,
) -> Result<(), DbError> {
    store::files::insert(tx, scope, (id, item), (name, words), stored)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "library_file").on(id))
}

pub(super) async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<FileId>) -> Answer {
    let item = set_removed(&app, &visit, id, true).await?;
    let flash = Flash::ok(visit.t("keeping-library-file-removed"));
    visit.see(format!("/admin/library/{item}"), flash.or_undo(format!("/admin/library/files/{id}/removal/undo")))
}

pub(super) async fn bring_back(State(app): State<App>, visit: Visit, Path(id): Path<FileId>) -> Answer {
    let item = set_removed(&app, &visit, id, false).await?;
    visit.see(format!("/admin/library/{item}"), Flash::ok(visit.t("keeping-library-file-back")))
}

/// The bytes stay: versions that were published keep their pictures.
async fn set_removed(app: &App, visit: &Visit, id: FileId, is_removed: bool) -> Result<ItemId, Fault> {
    let scope = visit.may(KeepLibrary)?;
    let item = app
        .write(&scope, move |tx, scope| {
            let item = store::files::set_removed(tx, scope, id, is_removed)?;
            if item.is_some() {
                let action = if is_removed { Action::Remove } else { Action::Restore };
                audit::record(tx, &Entry::new(scope, action, "library_file").on(id))?;
            }
            Ok::<_, DbError>(item)
        })
        .await?;
    item.ok_or(Fault::NotFound)
}

//! The photo of a person: bringing one, showing it in the head of every page, taking it away and putting it back.

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
    ids::{ParticipantId, RecordId},
    layout::Flash,
    rules::matrix::Permission,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    files::{Claim, FileKind, PutError, Stored},
    web::Answer,
};

use crate::participants::{self, photo_key};

/// The largest photo, in bytes.
const MOST_BYTES: u64 = 5 * 1024 * 1024;

/// What every browser shows.
const KINDS: [FileKind; 3] = [FileKind::Jpeg, FileKind::Png, FileKind::WebP];

/// Shows the photo to whoever may see the person. Its address changes with the photo, so that a browser may keep it.
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::SeePerson)?;
    let photo = app.read(&scope, move |tx, scope| participants::photo(tx, scope, id)).await?;
    let photo = photo.ok_or(Fault::NotFound)?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "participant").of(id).on(id).with("part", "photo")).await?;
    let found = app.files.get(photo_key(scope.organization, photo.file)).await.map_err(failed)?;
    let kind = FileKind::from_content_type(&photo.content_type).filter(|kind| KINDS.contains(kind));
    let (reading, kind) = found.zip(kind).ok_or(Fault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
    ];
    Ok((headers, Body::from_stream(reading.pieces)).into_response())
}

fn failed(error: impl std::fmt::Display) -> Fault {
    Fault::Internal(error.to_string())
}

/// Takes a photo in. What it is, is told by its bytes; places and devices are taken out of it.
pub async fn create(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ParticipantId>,
    upload: Result<Multipart, MultipartRejection>,
) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    app.read(&scope, move |tx, scope| participants::find(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    let flash = match upload {
        Ok(mut upload) => receive(&app, &visit, &scope, id, &mut upload).await?,
        Err(_) => Flash::warn(visit.t("record-photo-none")),
    };
    visit.see(format!("/people/{id}"), flash)
}

async fn receive(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    id: ParticipantId,
    upload: &mut Multipart,
) -> Result<Flash, Fault> {
    while let Ok(Some(field)) = upload.next_field().await {
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() == Some("photo") && !name.is_empty() {
            return take(app, visit, scope, id, field, name).await;
        }
    }
    Ok(Flash::warn(visit.t("record-photo-none")))
}

async fn take(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    id: ParticipantId,
    field: Field<'_>,
    name: String,
) -> Result<Flash, Fault> {
    let file: RecordId = scope.at.id();
    let key = photo_key(scope.organization, file);
    let content_type = field.content_type().unwrap_or_default().to_owned();
    let claim = Claim { name: &name, content_type: &content_type };
    let stored = match app.files.put(key, &claim, MOST_BYTES, field).await {
        Ok(stored) => stored,
        Err(PutError::Refused(_)) => return Ok(Flash::warn(visit.t("record-photo-refused"))),
        Err(PutError::Interrupted(_)) => return Ok(Flash::warn(visit.t("record-photo-broken"))),
        Err(PutError::Store(error)) => return Err(failed(error)),
    };
    if !KINDS.contains(&stored.kind) {
        app.files.delete(key).await.map_err(failed)?;
        return Ok(Flash::warn(visit.t("record-photo-refused")));
    }
    app.write(scope, move |tx, scope| keep(tx, scope, id, (file, &name, &stored))).await?;
    Ok(Flash::ok(visit.t("record-photo-added")).or_undo(format!("/people/{id}/photo/removal")))
}

fn keep(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId, photo: (RecordId, &str, &Stored)) -> Result<(), Fault> {
    participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    participants::set_photo(tx, scope, id, photo)?;
    Ok(noted(tx, scope, Action::Create, id, photo.0)?)
}

fn noted(tx: &mut Tx<'_>, scope: &Scope, action: Action, id: ParticipantId, file: RecordId) -> Result<(), DbError> {
    audit::record(tx, &Entry::new(scope, action, "photo").of(id).on(file))
}

/// Takes the photo off the record; for a day it can be put back.
pub async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    app.write(&scope, move |tx, scope| {
        participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        match participants::remove_photo(tx, scope, id)? {
            Some(file) => Ok(noted(tx, scope, Action::Remove, id, file)?),
            None => Ok::<_, Fault>(()),
        }
    })
    .await?;
    let flash = Flash::ok(visit.t("record-photo-removed")).or_undo(format!("/people/{id}/photo/return"));
    visit.see(format!("/people/{id}"), flash)
}

/// Puts the photo back that was taken away last.
pub async fn restore(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    let returned = app
        .write(&scope, move |tx, scope| {
            participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let returned = participants::return_photo(tx, scope, id)?;
            if let Some(file) = returned {
                noted(tx, scope, Action::Restore, id, file)?;
            }
            Ok::<_, Fault>(returned)
        })
        .await?;
    let flash = match returned {
        Some(_) => Flash::ok(visit.t("record-photo-returned")),
        None => Flash::warn(visit.t("record-photo-not-returned")),
    };
    visit.see(format!("/people/{id}"), flash)
}

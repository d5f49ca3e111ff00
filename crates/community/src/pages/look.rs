//! The colour and the logo as browsers fetch them, and putting a logo in.

use axum::{
    body::Body,
    extract::{
        Multipart, State,
        multipart::{Field, MultipartRejection},
    },
    http::{HeaderValue, header},
    response::IntoResponse,
};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    layout::Flash,
    public,
    rules::matrix::Permission::KeepPublicPages,
};
use kit::{
    db::DbError,
    faults::Fault,
    files::{Claim, FileKind, PutError},
    web::Answer,
};

use super::{
    colour::Colour,
    face::LogoId,
    store::{self, logo_key},
};

/// The largest logo, in bytes: it is a part of every first page.
const MOST_BYTES: u64 = 200_000;
/// The most characters of what a logo shows in words.
const MOST_ALT: usize = 150;
/// Addresses change with what they show.
const FOR_LONG: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The style sheet of the organization's colour; empty when it has none.
pub async fn style(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let read = app.db.read(site.tenant(), move |tx| store::front(tx, organization)).await;
    let front = read.map_err(|error: DbError| Fault::from(error))?;
    let sheet = Colour::parse(&front.accent).map(Colour::style_sheet).unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, FOR_LONG),
    ];
    Ok((headers, sheet).into_response())
}

/// The logo.
pub async fn logo(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let read = app.db.read(site.tenant(), move |tx| store::logo(tx, organization)).await;
    let (id, kind) = read.map_err(|error: DbError| Fault::from(error))?.ok_or(Fault::NotFound)?;
    let found = app.files.get(logo_key(organization, id)).await;
    let reading = found.map_err(|error| Fault::Internal(error.to_string()))?.ok_or(Fault::NotFound)?;
    let kind = FileKind::from_content_type(&kind).filter(|kind| kind.is_picture()).ok_or(Fault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, FOR_LONG),
    ];
    Ok((headers, Body::from_stream(reading.pieces)).into_response())
}

/// Puts a logo in, with what it shows in words.
pub async fn put_logo(State(app): State<App>, visit: Visit, upload: Result<Multipart, MultipartRejection>) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let flash = match upload {
        Ok(mut upload) => receive(&app, &visit, &scope, &mut upload).await?,
        Err(_) => Flash::warn(visit.t("keeping-public-logo-incomplete")),
    };
    visit.see("/admin/public#logo", flash)
}

/// The words stand before the file in the form, so that they are known when it comes.
async fn receive(app: &App, visit: &Visit, scope: &Scope, upload: &mut Multipart) -> Result<Flash, Fault> {
    let mut alt = String::new();
    while let Ok(Some(field)) = upload.next_field().await {
        match field.name() {
            Some("logo_alt") => {
                let text = field.text().await.unwrap_or_default();
                alt = text.trim().chars().filter(|letter| !letter.is_control()).take(MOST_ALT).collect();
            }
            Some("logo") if !alt.is_empty() => return take(app, visit, scope, field, alt).await,
            _ => {}
        }
    }
    Ok(Flash::warn(visit.t("keeping-public-logo-incomplete")))
}

async fn take(app: &App, visit: &Visit, scope: &Scope, field: Field<'_>, alt: String) -> Result<Flash, Fault> {
    let id: LogoId = scope.at.id();
    let name = field.file_name().unwrap_or_default().to_owned();
    let content_type = field.content_type().unwrap_or_default().to_owned();
    let claim = Claim { name: &name, content_type: &content_type };
    let stored = match app.files.put(logo_key(scope.organization, id), &claim, MOST_BYTES, field).await {
        Ok(stored) => stored,
        Err(PutError::Refused(problem)) => return Ok(Flash::warn(problem.to_string())),
        Err(PutError::Interrupted(_)) => return Ok(Flash::warn(visit.t("keeping-public-logo-incomplete"))),
        Err(PutError::Store(error)) => return Err(Fault::Internal(error.to_string())),
    };
    // Of the pictures that are kept, those that every browser shows.
    if !matches!(stored.kind, FileKind::Png | FileKind::Jpeg | FileKind::WebP | FileKind::Gif) {
        return Ok(Flash::warn(visit.t("keeping-public-logo-no-picture")));
    }
    app.write(scope, move |tx, scope| {
        store::set_logo(tx, scope, Some((id, stored.kind)), &alt)?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Change, "public_face").with("what", "logo"))?)
    })
    .await?;
    Ok(Flash::ok(visit.t("keeping-public-logo-added")))
}

/// Takes the logo off the pages.
pub async fn remove_logo(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    app.write(&scope, |tx, scope| {
        store::set_logo(tx, scope, None, "")?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Remove, "public_face").with("what", "logo"))?)
    })
    .await?;
    visit.see("/admin/public#logo", Flash::ok(visit.t("keeping-public-logo-removed")))
}

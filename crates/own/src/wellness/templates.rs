//! Forms that the organization is licensed to use: put in by a director, opened by everybody with a record of their own.
//! The program ships none: several are protected, and a clinical safety plan is not a peer's to lead (practice.md 6.4).

use askama::Template;
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
    audit::{self, Action, Entry as Trail},
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::{ManagePrivacy, SeeMyRecord},
};
use kit::{
    faults::Fault,
    files::{Claim, FileKey, FileKind, PutError, Showing, content_disposition},
    ids::Id,
    web::{Answer, page},
};

use super::{
    plan::TemplateId,
    store::templates::{self as store, Offered},
};

/// The largest form, in bytes.
const MOST_BYTES: u64 = 10_000_000;
/// The most characters of a title or a licence.
const MOST_WORDS: usize = 300;

#[derive(Template)]
#[template(path = "wellness/forms.html")]
struct Forms {
    page: Page,
    forms: Vec<FormLine>,
}

#[derive(Template)]
#[template(path = "wellness/forms_admin.html")]
struct Manage {
    page: Page,
    forms: Vec<FormLine>,
}

struct FormLine {
    id: TemplateId,
    title: String,
    licence: String,
    file_name: String,
    added: When,
}

fn lines(visit: &Visit, found: Vec<Offered>) -> Vec<FormLine> {
    let line = |one: Offered| FormLine {
        id: one.id,
        title: one.title,
        licence: one.licence,
        file_name: one.file_name,
        added: When::day_of(visit, one.created_at, &visit.zone()),
    };
    found.into_iter().map(line).collect()
}

pub(super) async fn offered(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let forms = lines(&visit, app.read(&scope, store::list).await?);
    page(&Forms { page: visit.page("wellness-forms-title"), forms })
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let forms = lines(&visit, app.read(&scope, store::list).await?);
    page(&Manage { page: visit.page("wellness-forms-admin"), forms })
}

/// Gives the file to take along.
pub(super) async fn open(State(app): State<App>, visit: Visit, Path(id): Path<TemplateId>) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let form = app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    let found = app.files.get(key(&scope, id)).await.map_err(|error| Fault::Internal(error.to_string()))?;
    let reading = found.ok_or(Fault::NotFound)?;
    let kind = FileKind::from_content_type(&form.content_type).ok_or(Fault::NotFound)?;
    let disposition = HeaderValue::from_str(&content_disposition(&form.file_name, Showing::Download))
        .map_err(|error| Fault::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, Body::from_stream(reading.pieces)).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    visit: Visit,
    upload: Result<Multipart, MultipartRejection>,
) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let flash = match upload {
        Ok(mut upload) => receive(&app, &visit, &scope, &mut upload).await?,
        Err(_) => Flash::warn(visit.t("wellness-form-incomplete")),
    };
    visit.see("/admin/plan-forms", flash)
}

/// The texts stand before the file in the form, so that they are known when it comes.
async fn receive(app: &App, visit: &Visit, scope: &Scope, upload: &mut Multipart) -> Result<Flash, Fault> {
    let (mut title, mut licence) = (String::new(), String::new());
    while let Ok(Some(field)) = upload.next_field().await {
        match field.name() {
            Some("title") => title = short(field).await,
            Some("licence") => licence = short(field).await,
            Some("file") if !title.is_empty() && !licence.is_empty() => {
                return take(app, visit, scope, field, (title, licence)).await;
            }
            _ => {}
        }
    }
    Ok(Flash::warn(visit.t("wellness-form-incomplete")))
}

async fn short(field: Field<'_>) -> String {
    let text = field.text().await.unwrap_or_default();
    text.trim().chars().filter(|letter| !letter.is_control()).take(MOST_WORDS).collect()
}

async fn take(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    field: Field<'_>,
    (title, licence): (String, String),
) -> Result<Flash, Fault> {
    let id: TemplateId = scope.at.id();
    let name = field.file_name().unwrap_or_default().to_owned();
    let content_type = field.content_type().unwrap_or_default().to_owned();
    let claim = Claim { name: &name, content_type: &content_type };
    let stored = match app.files.put(key(scope, id), &claim, MOST_BYTES, field).await {
        Ok(stored) => stored,
        Err(PutError::Refused(problem)) => return Ok(Flash::warn(problem.to_string())),
        Err(PutError::Interrupted(_)) => return Ok(Flash::warn(visit.t("wellness-form-incomplete"))),
        Err(PutError::Store(error)) => return Err(Fault::Internal(error.to_string())),
    };
    app.write(scope, move |tx, scope| {
        store::insert(tx, scope, id, (&title, &licence, &name), &stored)?;
        Ok::<_, Fault>(audit::record(tx, &Trail::new(scope, Action::Create, "plan_form").on(id))?)
    })
    .await?;
    Ok(Flash::ok(visit.t("wellness-form-added")))
}

fn key(scope: &Scope, id: TemplateId) -> FileKey {
    FileKey { organization: scope.organization.uuid(), file: id.uuid() }
}

pub(super) async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<TemplateId>) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    app.write(&scope, move |tx, scope| {
        if !store::remove(tx, scope, id)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &Trail::new(scope, Action::Remove, "plan_form").on(id))?)
    })
    .await?;
    visit.see("/admin/plan-forms", Flash::ok(visit.t("wellness-form-removed")))
}

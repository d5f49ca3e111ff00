//! Pictures and papers that belong to a note.

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
    audit::{self, Action},
    drafts::{self, Draft},
    ids::{DraftId, ParticipantId},
    layout::Flash,
    rules::matrix::Permission,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    files::{Claim, FileKey, FileKind, PutError, Showing, Stored, content_disposition, display_name},
    ids::Id,
    sql,
    web::Answer,
};

use super::{
    contact::{AttachmentId, ContactId},
    store,
};

/// The largest file of a note, in bytes.
const MOST_BYTES: u64 = 10_000_000;

/// Gives the files of a draft to the contact that it became.
///
/// # Errors
/// Those of the storage.
pub fn keep_with(
    tx: &mut Tx<'_>,
    scope: &Scope,
    draft: DraftId,
    contact: ContactId,
    participant: Option<ParticipantId>,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE attachments SET contact_id = $3, participant_id = $4
             WHERE organization_id = $1 AND draft_id = $2 AND removed_at IS NULL"
        ),
        &[&scope.organization, &draft, &contact, &participant],
    )?;
    Ok(())
}

/// A file that belongs to a note.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub id: AttachmentId,
    pub file_name: String,
    pub size_bytes: i64,
}

kit::from_row!(Attachment { id, file_name, size_bytes });

impl Attachment {
    /// The size as people read it.
    pub fn size_words(&self) -> String {
        match self.size_bytes {
            ..1_000 => format!("{} B", self.size_bytes),
            1_000..1_000_000 => format!("{} kB", self.size_bytes.div_euclid(1_000)),
            bytes => format!("{}.{} MB", bytes.div_euclid(1_000_000), bytes.rem_euclid(1_000_000).div_euclid(100_000)),
        }
    }
}

/// The files of the scope's own draft.
///
/// # Errors
/// Those of the storage.
pub fn of_draft(tx: &mut Tx<'_>, scope: &Scope, draft: DraftId) -> Result<Vec<Attachment>, DbError> {
    tx.list(
        sql!(
            "SELECT id, file_name, size_bytes FROM attachments
             WHERE organization_id = $1 AND draft_id = $2 AND created_by = $3 AND removed_at IS NULL
             ORDER BY created_at, id LIMIT 50"
        ),
        &[&scope.organization, &draft, &scope.account],
    )
}

/// The files of a contact that was found under the scope.
///
/// # Errors
/// Those of the storage.
pub fn of_contact(tx: &mut Tx<'_>, scope: &Scope, contact: ContactId) -> Result<Vec<Attachment>, DbError> {
    tx.few(
        50,
        sql!(
            "SELECT id, file_name, size_bytes FROM attachments
             WHERE organization_id = $1 AND contact_id = $2 AND removed_at IS NULL ORDER BY created_at, id"
        ),
        &[&scope.organization, &contact],
    )
}

/// A file on its way out.
#[derive(Debug, Clone)]
pub struct Stamped {
    pub file_name: String,
    pub content_type: String,
    pub participant: Option<ParticipantId>,
}

kit::from_row!(Stamped { file_name, content_type, participant });

/// Takes a file in for a draft. What it is, is told by its bytes; places and devices are taken out of pictures.
pub async fn create(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<DraftId>,
    upload: Result<Multipart, MultipartRejection>,
) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let draft = app.read(&scope, move |tx, scope| drafts::find(tx, scope, id)).await?;
    let draft = draft.filter(|draft| draft.submitted_as.is_none()).ok_or(Fault::NotFound)?;
    let flash = match upload {
        Ok(mut upload) => receive(&app, &visit, &scope, &draft, &mut upload).await?,
        Err(_) => Flash::warn(visit.t("contacts-file-none")),
    };
    visit.see(draft.path(), flash)
}

async fn receive(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    draft: &Draft,
    upload: &mut Multipart,
) -> Result<Flash, Fault> {
    while let Ok(Some(field)) = upload.next_field().await {
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() == Some("file") && !name.is_empty() {
            return take(app, visit, scope, draft, field, name).await;
        }
    }
    Ok(Flash::warn(visit.t("contacts-file-none")))
}

async fn take(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    draft: &Draft,
    field: Field<'_>,
    name: String,
) -> Result<Flash, Fault> {
    let id: AttachmentId = scope.at.id();
    let content_type = field.content_type().unwrap_or_default().to_owned();
    let claim = Claim { name: &name, content_type: &content_type };
    let stored = match app.files.put(key(scope, id), &claim, MOST_BYTES, field).await {
        Ok(stored) => stored,
        Err(PutError::Refused(problem)) => return Ok(Flash::warn(problem.to_string())),
        Err(PutError::Interrupted(_)) => return Ok(Flash::warn(visit.t("contacts-file-broken"))),
        Err(PutError::Store(error)) => return Err(Fault::Internal(error.to_string())),
    };
    let (draft, person) = (draft.id, draft.participant);
    app.write(scope, move |tx, scope| insert(tx, scope, id, (draft, person), &name, &stored)).await?;
    Ok(Flash::ok(visit.t("contacts-file-added")))
}

fn key(scope: &Scope, id: AttachmentId) -> FileKey {
    FileKey { organization: scope.organization.uuid(), file: id.uuid() }
}

fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: AttachmentId,
    (draft, participant): (DraftId, Option<ParticipantId>),
    name: &str,
    stored: &Stored,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO attachments (organization_id, id, draft_id, participant_id, file_name, content_type, size_bytes,
                sha256, words, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10)"
        ),
        &[
            &scope.organization,
            &id,
            &draft,
            &participant,
            &display_name(name, stored.kind),
            &stored.kind.content_type(),
            &i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            &stored.sha256.to_vec(),
            &scope.now,
            &scope.account,
        ],
    )?;
    let entry = audit::Entry::new(scope, Action::Create, "attachment").on(id);
    audit::record(tx, &participant.map_or(entry.clone(), |person| entry.of(person)))
}

/// Gives a file to those who may read the note that it belongs to.
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<AttachmentId>) -> Answer {
    let scope = visit.may_read_notes()?;
    let file = app.read(&scope, move |tx, scope| store::find_attachment(tx, scope, id)).await?;
    let file = file.ok_or(Fault::NotFound)?;
    let entry = audit::Entry::new(&scope, Action::Read, "attachment").on(id);
    app.saw(&scope, file.participant.map_or(entry.clone(), |person| entry.of(person))).await?;
    let found = app.files.get(key(&scope, id)).await.map_err(|error| Fault::Internal(error.to_string()))?;
    let reading = found.ok_or(Fault::NotFound)?;
    let kind = FileKind::from_content_type(&file.content_type).ok_or(Fault::NotFound)?;
    let disposition = HeaderValue::from_str(&content_disposition(&file.file_name, Showing::Download))
        .map_err(|error| Fault::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(reading.pieces)).into_response())
}

/// Takes a file out of one's own draft; a signed note keeps its files.
pub async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<AttachmentId>) -> Answer {
    let scope = visit.may(Permission::WriteContacts)?;
    let draft = app.write(&scope, move |tx, scope| take_out(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    app.files.delete(key(&scope, id)).await.map_err(|error| Fault::Internal(error.to_string()))?;
    visit.see(format!("/contacts/drafts/{draft}"), Flash::ok(visit.t("contacts-file-removed")))
}

fn take_out(tx: &mut Tx<'_>, scope: &Scope, id: AttachmentId) -> Result<Option<DraftId>, DbError> {
    let draft: Option<DraftId> = tx.one(
        sql!(
            "UPDATE attachments SET removed_at = $4
             WHERE organization_id = $1 AND id = $2 AND created_by = $3 AND contact_id IS NULL
                AND draft_id IS NOT NULL AND removed_at IS NULL
             RETURNING draft_id"
        ),
        &[&scope.organization, &id, &scope.account, &scope.now],
    )?;
    if draft.is_some() {
        audit::record(tx, &audit::Entry::new(scope, Action::Remove, "attachment").on(id))?;
    }
    Ok(draft)
}

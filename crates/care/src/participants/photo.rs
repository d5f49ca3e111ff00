//! The photo that somebody may have on their record: a file of theirs that belongs to no note.

use ground::{
    access::Scope,
    ids::{OrganizationId, ParticipantId, RecordId},
    scoped, within_reach,
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{Db, DbError, Tenant, Tx},
    files::{FileKey, Files, FilesError, Stored, display_name},
    ids::Id as _,
    sql,
};

/// How long a photo that was taken away can be put back, and its file is kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Photos that are forgotten together.
const AT_ONCE: i64 = 100;

/// A photo on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub file: RecordId,
    pub content_type: String,
}

kit::from_row!(Photo { file, content_type });

/// The name of a photo in the store of files.
pub fn photo_key(organization: OrganizationId, file: RecordId) -> FileKey {
    FileKey { organization: organization.uuid(), file: file.uuid() }
}

/// The person's photo, when they have one and the scope reaches them.
///
/// # Errors
/// Those of the storage.
pub fn photo(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<Photo>, DbError> {
    tx.one(
        sql!(
            "SELECT f.id, f.content_type FROM participants p
             JOIN attachments f ON f.organization_id = p.organization_id AND f.id = p.photo_id AND f.removed_at IS NULL
             WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND ",
            within_reach!("p.id")
        ),
        scoped![scope; &id],
    )
}

/// Puts a photo that is in the store on the record, in the place of the one before. The caller reaches the person.
///
/// # Errors
/// Those of the storage.
pub fn set_photo(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ParticipantId,
    (file, name, stored): (RecordId, &str, &Stored),
) -> Result<(), DbError> {
    remove_photo(tx, scope, id)?;
    tx.run(
        sql!(
            "INSERT INTO attachments (organization_id, id, participant_id, file_name, content_type, size_bytes, sha256,
                words, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9)"
        ),
        &[
            &scope.organization,
            &file,
            &id,
            &display_name(name, stored.kind),
            &stored.kind.content_type(),
            &i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            &stored.sha256.to_vec(),
            &scope.now,
            &scope.account,
        ],
    )?;
    point_at(tx, scope, id, Some(file))
}

fn point_at(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId, file: Option<RecordId>) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE participants SET photo_id = $3 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &file],
    )?;
    Ok(())
}

/// Takes the photo off the record. Answers which it was; for a day it can be put back. The caller reaches the person.
///
/// # Errors
/// Those of the storage.
pub fn remove_photo(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<RecordId>, DbError> {
    let removed: Option<RecordId> = tx.one(
        sql!(
            "UPDATE attachments SET removed_at = $3
             WHERE organization_id = $1 AND removed_at IS NULL
                AND id = (SELECT p.photo_id FROM participants p WHERE p.organization_id = $1 AND p.id = $2)
             RETURNING id"
        ),
        &[&scope.organization, &id, &scope.now],
    )?;
    point_at(tx, scope, id, None)?;
    Ok(removed)
}

/// Puts the photo that was taken away last back on a record that has none. Answers which, or `None` when there is another
/// one by now or its file is gone. The caller reaches the person.
///
/// # Errors
/// Those of the storage.
pub fn return_photo(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<RecordId>, DbError> {
    let since = scope.now.saturating_sub(KEPT_FOR).unwrap_or(scope.now);
    let found: Option<RecordId> = tx.one(
        sql!(
            "SELECT f.id FROM attachments f
             JOIN participants p ON p.organization_id = f.organization_id AND p.id = f.participant_id
             WHERE f.organization_id = $1 AND f.participant_id = $2 AND p.photo_id IS NULL AND f.contact_id IS NULL
                AND f.draft_id IS NULL AND f.removed_at IS NOT NULL AND f.removed_at > $3
             ORDER BY f.removed_at DESC, f.id DESC LIMIT 1"
        ),
        &[&scope.organization, &id, &since],
    )?;
    let Some(file) = found else { return Ok(None) };
    tx.run(
        sql!("UPDATE attachments SET removed_at = NULL WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &file],
    )?;
    point_at(tx, scope, id, Some(file))?;
    Ok(Some(file))
}

/// Why files were not deleted.
#[derive(Debug, thiserror::Error)]
pub enum NotForgotten {
    #[error(transparent)]
    Storage(#[from] DbError),
    #[error(transparent)]
    Files(#[from] FilesError),
}

/// Deletes the files of photos that were taken away more than a day ago; answers how many. The row goes last, so that a
/// stop in between is made good the next time. Photos in use are never touched.
///
/// # Errors
/// Those of the storage and of the files.
pub async fn forget_photos(db: &Db, files: &Files, now: Timestamp) -> Result<usize, NotForgotten> {
    let before = now.saturating_sub(KEPT_FOR).unwrap_or(now);
    let mut count = 0_usize;
    loop {
        let found = db.read(Tenant::System, move |tx| taken_away(tx, before)).await?;
        if found.is_empty() {
            return Ok(count);
        }
        for (organization, file) in found {
            files.delete(photo_key(organization, file)).await?;
            let tenant = Tenant::Organization(organization.uuid());
            db.write(tenant, move |tx| forget(tx, organization, file)).await?;
            count = count.saturating_add(1);
        }
    }
}

fn taken_away(tx: &mut Tx<'_>, before: Timestamp) -> Result<Vec<(OrganizationId, RecordId)>, DbError> {
    tx.list(
        sql!(
            "SELECT organization_id, id FROM attachments
             WHERE contact_id IS NULL AND draft_id IS NULL AND participant_id IS NOT NULL AND removed_at < $1
             ORDER BY organization_id, id LIMIT $2"
        ),
        &[&before, &AT_ONCE],
    )
}

fn forget(tx: &mut Tx<'_>, organization: OrganizationId, file: RecordId) -> Result<(), DbError> {
    tx.run(
        sql!("DELETE FROM attachments WHERE organization_id = $1 AND id = $2 AND removed_at IS NOT NULL"),
        &[&organization, &file],
    )?;
    Ok(())
}

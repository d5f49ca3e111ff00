//! Pictures and papers that belong to a note.

use ground::{
    access::Scope,
    ids::{DraftId, ParticipantId},
};
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::contact::{AttachmentId, ContactId};

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
    tx.list(
        sql!(
            "SELECT id, file_name, size_bytes FROM attachments
             WHERE organization_id = $1 AND contact_id = $2 AND removed_at IS NULL ORDER BY created_at, id LIMIT 50"
        ),
        &[&scope.organization, &contact],
    )
}

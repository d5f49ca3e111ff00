//! Pictures and papers of items.

use ground::{access::Scope, ids::OrganizationId};
use kit::{
    db::{DbError, Tx},
    files::{Stored, display_name},
    sql,
};

use crate::library::item::{FileId, ItemId};

/// A file of an item.
#[derive(Debug, Clone)]
pub struct Kept {
    pub id: FileId,
    pub file_name: String,
    pub content_type: String,
    /// What a picture shows.
    pub words: String,
}

kit::from_row!(Kept { id, file_name, content_type, words });

/// The files of an item, the oldest first.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, item: ItemId) -> Result<Vec<Kept>, DbError> {
    tx.list(
        sql!(
            "SELECT id, file_name, content_type, words FROM library_files
             WHERE organization_id = $1 AND item_id = $2 AND removed_at IS NULL ORDER BY created_at, id LIMIT 100"
        ),
        &[&scope.organization, &item],
    )
}

/// A file, with whether its item is on the shelf.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, organization: OrganizationId, id: FileId) -> Result<Option<(Kept, bool)>, DbError> {
    let mut found = None;
    tx.each(
        sql!(
            "SELECT f.id, f.file_name, f.content_type, f.words, (s.item_id IS NOT NULL) FROM library_files f
             LEFT JOIN library_shelf s ON s.organization_id = f.organization_id AND s.item_id = f.item_id
             WHERE f.organization_id = $1 AND f.id = $2 AND f.removed_at IS NULL"
        ),
        &[&organization, &id],
        |row| {
            let kept = <Kept as kit::db::FromRow>::from_row(row)?;
            found = Some((kept, row.get()?));
            Ok(false)
        },
    )?;
    Ok(found)
}

/// Writes down a file that was stored.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (id, item): (FileId, ItemId),
    (name, words): (&str, &str),
    stored: &Stored,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO library_files (organization_id, id, item_id, file_name, content_type, size_bytes, sha256, words,
                created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            &scope.organization,
            &id,
            &item,
            &display_name(name, stored.kind),
            &stored.kind.content_type(),
            &i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            &stored.sha256.to_vec(),
            &words,
            &scope.now,
            &scope.account,
        ],
    )
    .map(drop)
}

/// Takes a file away, or brings it back; answers its item.
///
/// # Errors
/// Those of the storage.
pub fn set_removed(tx: &mut Tx<'_>, scope: &Scope, id: FileId, is_removed: bool) -> Result<Option<ItemId>, DbError> {
    let at = is_removed.then_some(scope.now);
    tx.one(
        sql!("UPDATE library_files SET removed_at = $3 WHERE organization_id = $1 AND id = $2 RETURNING item_id"),
        &[&scope.organization, &id, &at],
    )
}

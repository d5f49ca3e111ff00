//! Paths: items to read one after the other.

use ground::{access::Scope, ids::OrganizationId};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql, text,
};

use crate::library::item::{ItemId, PathId};

/// A path.
#[derive(Debug, Clone)]
pub struct Path {
    pub id: PathId,
    pub title: String,
    pub summary: String,
    pub language: String,
    pub published_at: Option<Timestamp>,
    /// How many steps it has.
    pub steps: i64,
}

kit::from_row!(Path { id, title, summary, language, published_at, steps });

/// A step of a path; the title is none when the item is not on the shelf now.
#[derive(Debug, Clone)]
pub struct Step {
    pub item: ItemId,
    pub title: String,
    pub summary: String,
    pub is_on_shelf: bool,
}

kit::from_row!(Step { item, title, summary, is_on_shelf });

/// The paths that everybody sees, by title.
///
/// # Errors
/// Those of the storage.
pub fn published(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<Path>, DbError> {
    tx.list(
        sql!(
            "SELECT h.id, h.title, h.summary, h.language, h.published_at, (SELECT COUNT(*) FROM library_path_steps t
                WHERE t.organization_id = h.organization_id AND t.path_id = h.id)
             FROM library_paths h
             WHERE h.organization_id = $1 AND h.published_at IS NOT NULL AND h.removed_at IS NULL
             ORDER BY h.sort_key, h.id LIMIT 200"
        ),
        &[&organization],
    )
}

/// Every path, for those who keep them.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Path>, DbError> {
    tx.list(
        sql!(
            "SELECT h.id, h.title, h.summary, h.language, h.published_at, (SELECT COUNT(*) FROM library_path_steps t
                WHERE t.organization_id = h.organization_id AND t.path_id = h.id)
             FROM library_paths h
             WHERE h.organization_id = $1 AND h.removed_at IS NULL ORDER BY h.sort_key, h.id LIMIT 500"
        ),
        &[&scope.organization],
    )
}

/// A path, published or not; the caller decides what may be shown.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, organization: OrganizationId, id: PathId) -> Result<Option<Path>, DbError> {
    tx.one(
        sql!(
            "SELECT h.id, h.title, h.summary, h.language, h.published_at, (SELECT COUNT(*) FROM library_path_steps t
                WHERE t.organization_id = h.organization_id AND t.path_id = h.id)
             FROM library_paths h WHERE h.organization_id = $1 AND h.id = $2 AND h.removed_at IS NULL"
        ),
        &[&organization, &id],
    )
}

/// The steps of a path in order, as the shelf shows them.
///
/// # Errors
/// Those of the storage.
pub fn steps(tx: &mut Tx<'_>, organization: OrganizationId, id: PathId) -> Result<Vec<Step>, DbError> {
    tx.list(
        sql!(
            "SELECT t.item_id, COALESCE(s.title, i.title), COALESCE(s.summary, ''), (s.item_id IS NOT NULL)
             FROM library_path_steps t
             JOIN library_items i ON i.organization_id = t.organization_id AND i.id = t.item_id
             LEFT JOIN library_shelf s ON s.organization_id = t.organization_id AND s.item_id = t.item_id
             WHERE t.organization_id = $1 AND t.path_id = $2 ORDER BY t.position, t.item_id LIMIT 100"
        ),
        &[&organization, &id],
    )
}

/// Begins a path.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (title, summary, language): (&str, &str, &str),
) -> Result<PathId, DbError> {
    let id: PathId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO library_paths (organization_id, id, title, sort_key, summary, language, created_at, created_by,
                version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)"
        ),
        &[&scope.organization, &id, &title, &text::sort_key(title), &summary, &language, &scope.now, &scope.account],
    )?;
    Ok(id)
}

/// Puts an item at the end of a path; one that is in it stays where it is. False: no such item on the shelf.
///
/// # Errors
/// Those of the storage.
pub fn add_step(tx: &mut Tx<'_>, scope: &Scope, path: PathId, item: ItemId) -> Result<bool, DbError> {
    let added = tx.run(
        sql!(
            "INSERT INTO library_path_steps (organization_id, path_id, item_id, position)
             SELECT h.organization_id, h.id, s.item_id, 1 + (SELECT COALESCE(MAX(t.position), 0) FROM library_path_steps t
                WHERE t.organization_id = h.organization_id AND t.path_id = h.id)
             FROM library_paths h
             JOIN library_shelf s ON s.organization_id = h.organization_id AND s.item_id = $3
             WHERE h.organization_id = $1 AND h.id = $2 AND h.removed_at IS NULL
             ON CONFLICT (organization_id, path_id, item_id) DO NOTHING"
        ),
        &[&scope.organization, &path, &item],
    )?;
    Ok(added > 0)
}

/// Takes an item out of a path. Answers whether it was in it.
///
/// # Errors
/// Those of the storage.
pub fn remove_step(tx: &mut Tx<'_>, scope: &Scope, path: PathId, item: ItemId) -> Result<bool, DbError> {
    let gone = tx.run(
        sql!("DELETE FROM library_path_steps WHERE organization_id = $1 AND path_id = $2 AND item_id = $3"),
        &[&scope.organization, &path, &item],
    )?;
    Ok(gone > 0)
}

/// Shows a path to everybody, or no more. False: there is none.
///
/// # Errors
/// Those of the storage.
pub fn set_published(tx: &mut Tx<'_>, scope: &Scope, path: PathId, is_published: bool) -> Result<bool, DbError> {
    let at: Option<Timestamp> = is_published.then_some(scope.now);
    let changed = tx.run(
        sql!(
            "UPDATE library_paths SET published_at = $3, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL"
        ),
        &[&scope.organization, &path, &at],
    )?;
    Ok(changed > 0)
}

/// Puts a path away, or brings it back. False: there is none.
///
/// # Errors
/// Those of the storage.
pub fn set_removed(tx: &mut Tx<'_>, scope: &Scope, path: PathId, is_removed: bool) -> Result<bool, DbError> {
    let at: Option<Timestamp> = is_removed.then_some(scope.now);
    let changed = tx.run(
        sql!("UPDATE library_paths SET removed_at = $3, version = version + 1 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &path, &at],
    )?;
    Ok(changed > 0)
}

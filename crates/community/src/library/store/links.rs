//! Links out of published items, and what came of trying them.

use ground::{
    access::Scope,
    ids::{AccountId, OrganizationId},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

use crate::library::item::ItemId;

/// A link that is to be tried.
#[derive(Debug, Clone)]
pub struct Due {
    pub organization: OrganizationId,
    pub item: ItemId,
    pub url: String,
}

kit::from_row!(Due { organization, item, url });

/// Links of all organizations that were not tried since `before`, the longest waiting first.
///
/// # Errors
/// Those of the storage.
pub fn due(tx: &mut Tx<'_>, before: Timestamp, limit: i64) -> Result<Vec<Due>, DbError> {
    tx.list(
        sql!(
            "SELECT organization_id, item_id, url FROM library_links
             WHERE checked_at IS NULL OR checked_at < $1 ORDER BY checked_at NULLS FIRST, organization_id, item_id LIMIT $2"
        ),
        &[&before, &limit],
    )
}

/// Who answers for an item, and where their days end.
#[derive(Debug, Clone)]
pub struct Answers {
    pub owner: Option<AccountId>,
    pub title: String,
    pub time_zone: String,
}

kit::from_row!(Answers { owner, title, time_zone });

/// Writes down what came of a try; answers how often it failed one after the other. `None`: the link is gone meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn tried(
    tx: &mut Tx<'_>,
    link: &Due,
    now: Timestamp,
    (found, words): (&str, &str),
) -> Result<Option<i64>, DbError> {
    let is_well = found == "ok";
    tx.one(
        sql!(
            "UPDATE library_links SET checked_at = $4, found = $5, words = $6,
                failures = CASE WHEN $7 THEN 0 ELSE failures + 1 END
             WHERE organization_id = $1 AND item_id = $2 AND url = $3 RETURNING failures"
        ),
        &[&link.organization, &link.item, &link.url, &now, &found, &words, &is_well],
    )
}

/// Who answers for the item of a link.
///
/// # Errors
/// Those of the storage.
pub fn answers_for(tx: &mut Tx<'_>, link: &Due) -> Result<Option<Answers>, DbError> {
    tx.one(
        sql!(
            "SELECT i.owner_id, i.title, o.time_zone FROM library_items i
             JOIN organizations o ON o.organization_id = i.organization_id
             WHERE i.organization_id = $1 AND i.id = $2"
        ),
        &[&link.organization, &link.item],
    )
}

/// How many links of an item fail.
///
/// # Errors
/// Those of the storage.
pub fn failing_of(tx: &mut Tx<'_>, organization: OrganizationId, item: ItemId) -> Result<i64, DbError> {
    let count: Option<i64> = tx.one(
        sql!("SELECT COUNT(*) FROM library_links WHERE organization_id = $1 AND item_id = $2 AND failures > 1"),
        &[&organization, &item],
    )?;
    Ok(count.unwrap_or_default())
}

/// A line of the report.
#[derive(Debug, Clone)]
pub struct Line {
    pub item: ItemId,
    pub title: String,
    pub url: String,
    pub checked_at: Option<Timestamp>,
    pub found: String,
    pub words: String,
    pub failures: i64,
}

kit::from_row!(Line { item, title, url, checked_at, found, words, failures });

/// Links that failed the last time, those that failed most often first.
///
/// # Errors
/// Those of the storage.
pub fn failing(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Line>, DbError> {
    tx.list(
        sql!(
            "SELECT l.item_id, i.title, l.url, l.checked_at, l.found, l.words, l.failures FROM library_links l
             JOIN library_items i ON i.organization_id = l.organization_id AND i.id = l.item_id
             WHERE l.organization_id = $1 AND l.failures > 0 ORDER BY l.failures DESC, l.item_id, l.url LIMIT 500"
        ),
        &[&scope.organization],
    )
}

/// How many links there are and how many were tried, and the last time one was.
///
/// # Errors
/// Those of the storage.
pub fn totals(tx: &mut Tx<'_>, scope: &Scope) -> Result<(i64, i64, Option<Timestamp>), DbError> {
    let found = tx.one(
        sql!("SELECT COUNT(*), COUNT(checked_at), MAX(checked_at) FROM library_links WHERE organization_id = $1"),
        &[&scope.organization],
    )?;
    Ok(found.unwrap_or_default())
}

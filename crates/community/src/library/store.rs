//! Items, their versions and their readers in the database. What everybody sees is in `shelf`.

pub mod files;
pub mod links;
pub mod own;
pub mod paths;
pub mod search;
pub mod shelf;

use ground::{access::Scope, ids::AccountId};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    sql, text,
};

use super::item::{Content, Item, ItemId, Review, ReviewId, Side, State, Verdict, Version};

/// The item, if it belongs to the scope's organization.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ItemId) -> Result<Option<Item>, DbError> {
    tx.one(
        sql!(
            "SELECT id, state, version, published_version, owner_id, review_on, title, kind, language, sent_count,
                helped_count, not_helped_count, revision
             FROM library_items WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id],
    )
}

/// A line of the list that staff work from.
#[derive(Debug, Clone)]
pub struct Line {
    pub item: Item,
    pub owner: Option<String>,
}

impl kit::db::FromRow for Line {
    fn from_row(row: &mut kit::db::Row<'_>) -> Result<Self, DbError> {
        Ok(Self { item: Item::from_row(row)?, owner: row.get()? })
    }
}

/// Items by title after a place in the list; of one state, or of any.
///
/// # Errors
/// Those of the storage.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    state: Option<State>,
    after: (&str, ItemId),
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    let Some(state) = state else { return list_all(tx, scope, after, limit) };
    tx.list(
        sql!(
            "SELECT i.id, i.state, i.version, i.published_version, i.owner_id, i.review_on, i.title, i.kind, i.language,
                i.sent_count, i.helped_count, i.not_helped_count, i.revision, a.name
             FROM library_items i
             LEFT JOIN accounts a ON a.organization_id = i.organization_id AND a.id = i.owner_id
             WHERE i.organization_id = $1 AND i.state = $2 AND (i.sort_key, i.id) > ($3, $4)
             ORDER BY i.sort_key, i.id LIMIT $5"
        ),
        &[&scope.organization, &state, &after.0, &after.1, &limit],
    )
}

fn list_all(tx: &mut Tx<'_>, scope: &Scope, after: (&str, ItemId), limit: i64) -> Result<Vec<Line>, DbError> {
    tx.list(
        sql!(
            "SELECT i.id, i.state, i.version, i.published_version, i.owner_id, i.review_on, i.title, i.kind, i.language,
                i.sent_count, i.helped_count, i.not_helped_count, i.revision, a.name
             FROM library_items i
             LEFT JOIN accounts a ON a.organization_id = i.organization_id AND a.id = i.owner_id
             WHERE i.organization_id = $1 AND (i.sort_key, i.id) > ($2, $3)
             ORDER BY i.sort_key, i.id LIMIT $4"
        ),
        &[&scope.organization, &after.0, &after.1, &limit],
    )
}

/// Published items whose day to be looked at again comes before `until`, the longest waiting first.
///
/// # Errors
/// Those of the storage.
pub fn stale(tx: &mut Tx<'_>, scope: &Scope, until: Date, limit: i64) -> Result<Vec<Line>, DbError> {
    tx.list(
        sql!(
            "SELECT i.id, i.state, i.version, i.published_version, i.owner_id, i.review_on, i.title, i.kind, i.language,
                i.sent_count, i.helped_count, i.not_helped_count, i.revision, a.name
             FROM library_items i
             LEFT JOIN accounts a ON a.organization_id = i.organization_id AND a.id = i.owner_id
             WHERE i.organization_id = $1 AND i.published_version IS NOT NULL AND i.review_on <= $2
                AND i.state <> 'retired'
             ORDER BY i.review_on, i.id LIMIT $3"
        ),
        &[&scope.organization, &until, &limit],
    )
}

/// Begins an item with its first version.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    content: &Content,
    (owner, review_on): (Option<AccountId>, Option<Date>),
) -> Result<ItemId, DbError> {
    let id: ItemId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO library_items (organization_id, id, state, version, owner_id, review_on, title, sort_key, kind,
                language, sent_count, helped_count, not_helped_count, created_at, created_by, changed_at, revision)
             VALUES ($1, $2, 'draft', 1, $3, $4, $5, $6, $7, $8, 0, 0, 0, $9, $10, $9, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &owner,
            &review_on,
            &content.title,
            &text::sort_key(&content.title),
            &content.kind,
            &content.language,
            &scope.now,
            &scope.account,
        ],
    )?;
    insert_version(tx, scope, id, 1, content)?;
    Ok(id)
}

/// Keeps what an item says as its next version, a draft again. False: it changed meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn revise(
    tx: &mut Tx<'_>,
    scope: &Scope,
    item: &Item,
    content: &Content,
    (owner, review_on): (Option<AccountId>, Option<Date>),
) -> Result<bool, DbError> {
    let version = item.version.saturating_add(1);
    let changed = tx.run(
        sql!(
            "UPDATE library_items SET state = 'draft', version = $4, owner_id = $5, review_on = $6, title = $7,
                published_version = CASE WHEN state = 'retired' THEN NULL ELSE published_version END,
                sort_key = $8, kind = $9, language = $10, changed_at = $11, retired_at = NULL, revision = revision + 1
             WHERE organization_id = $1 AND id = $2 AND revision = $3"
        ),
        &[
            &scope.organization,
            &item.id,
            &item.revision,
            &version,
            &owner,
            &review_on,
            &content.title,
            &text::sort_key(&content.title),
            &content.kind,
            &content.language,
            &scope.now,
        ],
    )?;
    if changed > 0 {
        insert_version(tx, scope, item.id, version, content)?;
    }
    Ok(changed > 0)
}

fn insert_version(
    tx: &mut Tx<'_>,
    scope: &Scope,
    item: ItemId,
    version: i64,
    content: &Content,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO library_versions (organization_id, item_id, version, kind, language, topics, formats, audiences,
                title, summary, body, link, document_id, minutes, level_tenths, level_words, source, licence, credits,
                saved_at, saved_by, saved_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)"
        ),
        &[
            &scope.organization,
            &item,
            &version,
            &content.kind,
            &content.language,
            &content.topics,
            &content.formats,
            &content.audiences,
            &content.title,
            &content.summary,
            &content.body,
            &content.link,
            &content.document,
            &content.minutes,
            &content.level_tenths,
            &content.level_words,
            &content.source,
            &content.licence,
            &content.credits,
            &scope.now,
            &scope.account,
            &scope.name,
        ],
    )?;
    Ok(())
}

/// Moves an item to another state. `published` and `retired_at` are what they are from now on. False: it changed
/// meanwhile.
///
/// # Errors
/// Those of the storage.
pub fn set_state(
    tx: &mut Tx<'_>,
    scope: &Scope,
    item: &Item,
    state: State,
    published: Option<i64>,
    review_on: Option<Date>,
) -> Result<bool, DbError> {
    let retired_at: Option<Timestamp> = (state == State::Retired).then_some(scope.now);
    let changed = tx.run(
        sql!(
            "UPDATE library_items SET state = $4, published_version = $5, review_on = $6, retired_at = $7, changed_at = $8,
                revision = revision + 1
             WHERE organization_id = $1 AND id = $2 AND revision = $3"
        ),
        &[&scope.organization, &item.id, &item.revision, &state, &published, &review_on, &retired_at, &scope.now],
    )?;
    Ok(changed > 0)
}

/// What a version says.
///
/// # Errors
/// Those of the storage.
pub fn content(tx: &mut Tx<'_>, scope: &Scope, item: ItemId, version: i64) -> Result<Option<Content>, DbError> {
    tx.one(
        sql!(
            "SELECT kind, language, topics, formats, audiences, title, summary, body, link, document_id, minutes,
                level_tenths, level_words, source, licence, credits
             FROM library_versions WHERE organization_id = $1 AND item_id = $2 AND version = $3"
        ),
        &[&scope.organization, &item, &version],
    )
}

/// An item's versions, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn versions(tx: &mut Tx<'_>, scope: &Scope, item: ItemId) -> Result<Vec<Version>, DbError> {
    tx.list(
        sql!(
            "SELECT version, saved_at, saved_by, saved_name FROM library_versions
             WHERE organization_id = $1 AND item_id = $2 ORDER BY version DESC LIMIT 200"
        ),
        &[&scope.organization, &item],
    )
}

/// Who read a version, the oldest first.
///
/// # Errors
/// Those of the storage.
pub fn reviews(tx: &mut Tx<'_>, scope: &Scope, item: ItemId, version: i64) -> Result<Vec<Review>, DbError> {
    tx.list(
        sql!(
            "SELECT side, verdict, words, reviewed_at, reviewed_by, reviewed_name FROM library_reviews
             WHERE organization_id = $1 AND item_id = $2 AND version = $3 ORDER BY reviewed_at, id LIMIT 200"
        ),
        &[&scope.organization, &item, &version],
    )
}

/// Keeps what somebody said of a version. Those with lived experience are not named.
///
/// # Errors
/// Those of the storage.
pub fn insert_review(
    tx: &mut Tx<'_>,
    scope: &Scope,
    item: &Item,
    (side, verdict): (Side, Verdict),
    words: &str,
) -> Result<ReviewId, DbError> {
    let id: ReviewId = scope.at.id();
    let name = if side == Side::Staff { scope.name.as_str() } else { "" };
    tx.run(
        sql!(
            "INSERT INTO library_reviews (organization_id, id, item_id, version, side, verdict, words, reviewed_at,
                reviewed_by, reviewed_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            &scope.organization,
            &id,
            &item.id,
            &item.version,
            &side,
            &verdict,
            &words,
            &scope.now,
            &scope.account,
            &name,
        ],
    )?;
    Ok(id)
}

/// Staff who may own an item: active accounts that keep the library.
///
/// # Errors
/// Those of the storage.
pub fn keepers(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(AccountId, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT DISTINCT a.id, a.name, a.sort_key FROM accounts a
             JOIN memberships m ON m.organization_id = a.organization_id AND m.account_id = a.id
               AND m.starts_at <= $2 AND (m.ends_at IS NULL OR m.ends_at > $2)
             JOIN grants g ON g.role = m.role AND g.permission = 'keep_library'
             WHERE a.organization_id = $1 AND g.reach <> 'none'
             ORDER BY a.sort_key, a.id LIMIT 500"
        ),
        &[&scope.organization, &scope.now],
    )
    .map(|rows: Vec<(AccountId, String, String)>| rows.into_iter().map(|(id, name, _)| (id, name)).collect())
}

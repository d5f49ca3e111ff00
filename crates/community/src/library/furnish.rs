//! Ready-made items on an empty shelf: what a made-up organization begins with.

use ground::ids::{AccountId, OrganizationId};
use jiff::{Timestamp, civil::Date};
use kit::{
    clock::Moment,
    db::{DbError, Tx},
    sql, text,
};
use serde::Deserialize;

use super::{
    item::{Chosen, Content, ItemId, PathId, ReviewId, Side},
    level,
    store::shelf::{self, Placed},
};

/// An item as a file holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ready {
    /// By which paths name it.
    pub key: String,
    pub kind: String,
    pub language: String,
    pub topics: Vec<String>,
    pub formats: Vec<String>,
    pub audiences: Vec<String>,
    pub title: String,
    pub summary: String,
    /// Markdown.
    pub body: String,
    pub minutes: i64,
    pub source: String,
    pub licence: String,
    pub credits: String,
    /// Those whom it helped, and those whom it did not.
    pub answers: (i64, i64),
}

/// A path as a file holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyPath {
    pub title: String,
    pub summary: String,
    pub language: String,
    /// Keys of items, in order.
    pub steps: Vec<String>,
}

/// Who answers for the items, and when all this happened.
#[derive(Debug, Clone, Copy)]
pub struct House<'h> {
    pub organization: OrganizationId,
    pub owner: AccountId,
    pub owner_name: &'h str,
    pub published_at: Timestamp,
    pub review_on: Date,
}

impl Ready {
    fn content(&self) -> Content {
        Content {
            kind: self.kind.clone(),
            language: self.language.clone(),
            topics: Chosen(self.topics.clone()),
            formats: Chosen(self.formats.clone()),
            audiences: Chosen(self.audiences.clone()),
            title: self.title.clone(),
            summary: self.summary.clone(),
            body: self.body.trim().to_owned(),
            minutes: Some(self.minutes),
            level_tenths: level::measure(&self.language, &self.body),
            source: self.source.clone(),
            licence: self.licence.clone(),
            credits: self.credits.clone(),
            ..Content::default()
        }
    }
}

/// Puts ready-made items on the shelf, read over by both sides, and paths through them. Answers the items in order.
///
/// # Errors
/// Those of the storage.
pub fn furnish(
    tx: &mut Tx<'_>,
    at: &Moment,
    house: &House<'_>,
    (items, paths): (&[Ready], &[ReadyPath]),
) -> Result<Vec<ItemId>, DbError> {
    let mut ids = Vec::new();
    for ready in items {
        let id: ItemId = at.id();
        let content = ready.content();
        put_item(tx, house, id, &content, ready.answers)?;
        put_version(tx, house, id, &content)?;
        for side in [Side::Lived, Side::Staff] {
            put_review(tx, house, (at.id(), id), side)?;
        }
        let rank = ready.answers.0.saturating_sub(ready.answers.1);
        shelf::put(tx, (house.organization, house.published_at), &Placed { id, version: 1, rank }, &content)?;
        ids.push(id);
    }
    for path in paths {
        let step = |key: &String| items.iter().zip(&ids).find(|(item, _)| item.key == *key).map(|(_, id)| *id);
        put_path(tx, house, at.id(), path, path.steps.iter().filter_map(step).collect())?;
    }
    Ok(ids)
}

fn put_item(
    tx: &mut Tx<'_>,
    house: &House<'_>,
    id: ItemId,
    content: &Content,
    (helped, not_helped): (i64, i64),
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO library_items (organization_id, id, state, version, published_version, owner_id, review_on, title,
                sort_key, kind, language, sent_count, helped_count, not_helped_count, created_at, created_by, changed_at,
                revision)
             VALUES ($1, $2, 'published', 1, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $3, $12, 1)"
        ),
        &[
            &house.organization,
            &id,
            &house.owner,
            &house.review_on,
            &content.title,
            &text::sort_key(&content.title),
            &content.kind,
            &content.language,
            &helped.saturating_add(not_helped),
            &helped,
            &not_helped,
            &house.published_at,
        ],
    )
    .map(drop)
}

fn put_version(tx: &mut Tx<'_>, house: &House<'_>, id: ItemId, content: &Content) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO library_versions (organization_id, item_id, version, kind, language, topics, formats, audiences,
                title, summary, body, link, minutes, level_tenths, level_words, source, licence, credits, saved_at,
                saved_by, saved_name)
             VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, $15, $16, $17, $18, $19)"
        ),
        &[
            &house.organization,
            &id,
            &content.kind,
            &content.language,
            &content.topics,
            &content.formats,
            &content.audiences,
            &content.title,
            &content.summary,
            &content.body,
            &content.link,
            &content.minutes,
            &content.level_tenths,
            &content.source,
            &content.licence,
            &content.credits,
            &house.published_at,
            &house.owner,
            &house.owner_name,
        ],
    )
    .map(drop)
}

fn put_review(tx: &mut Tx<'_>, house: &House<'_>, (id, item): (ReviewId, ItemId), side: Side) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO library_reviews (organization_id, id, item_id, version, side, verdict, words, reviewed_at,
                reviewed_name)
             VALUES ($1, $2, $3, 1, $4, 'ready', '', $5, '')"
        ),
        &[&house.organization, &id, &item, &side, &house.published_at],
    )
    .map(drop)
}

fn put_path(
    tx: &mut Tx<'_>,
    house: &House<'_>,
    id: PathId,
    path: &ReadyPath,
    steps: Vec<ItemId>,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO library_paths (organization_id, id, title, sort_key, summary, language, published_at, created_at,
                created_by, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, 1)"
        ),
        &[
            &house.organization,
            &id,
            &path.title,
            &text::sort_key(&path.title),
            &path.summary,
            &path.language,
            &house.published_at,
            &house.owner,
        ],
    )?;
    for (position, item) in (1_i64..).zip(steps) {
        tx.run(
            sql!(
                "INSERT INTO library_path_steps (organization_id, path_id, item_id, position) VALUES ($1, $2, $3, $4)"
            ),
            &[&house.organization, &id, &item, &position],
        )?;
    }
    Ok(())
}

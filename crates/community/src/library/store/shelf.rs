//! What everybody sees. A reader needs no scope here, only whose shelf it is: nothing unpublished stands on it.

use ground::{access::Scope, ids::OrganizationId, rules::Rules};
use jiff::Timestamp;
use kit::{
    db::{DbError, ToValue, Tx},
    sql, text,
};

use crate::library::{
    item::{Chosen, Content, Item, ItemId},
    markdown,
    words::{self, KeyKind},
};

/// An item as lists show it.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: ItemId,
    pub kind: String,
    pub language: String,
    pub title: String,
    pub summary: String,
    pub topics: Chosen,
    pub formats: Chosen,
    pub audiences: Chosen,
    pub minutes: Option<i64>,
    pub rank: i64,
}

kit::from_row!(Card { id, kind, language, title, summary, topics, formats, audiences, minutes, rank });

/// One combination of what a list can be narrowed by; empty is any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    pub topic: String,
    pub format: String,
    pub audience: String,
    pub language: String,
}

impl Cell {
    /// What is chosen in each place, in the order of the fields.
    pub fn keys(&self) -> [&str; 4] {
        [&self.topic, &self.format, &self.audience, &self.language]
    }
}

/// Which version of an item stands on the shelf, and where.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    pub id: ItemId,
    pub version: i64,
    pub rank: i64,
}

impl Placed {
    pub fn of(item: &Item, version: i64) -> Self {
        Self { id: item.id, version, rank: item.helped_count.saturating_sub(item.not_helped_count) }
    }
}

/// Puts a version on the shelf, in the place of the one that stood there.
///
/// # Errors
/// Those of the storage.
pub fn put(
    tx: &mut Tx<'_>,
    (organization, now): (OrganizationId, Timestamp),
    item: &Placed,
    content: &Content,
) -> Result<(), DbError> {
    if stands(tx, organization, item.id)? {
        take_down(tx, organization, item.id)?;
    }
    tx.run(
        sql!(
            "INSERT INTO library_shelf (organization_id, item_id, version, kind, language, title, sort_key, summary, topics,
                formats, audiences, minutes, rank, published_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &[
            &organization,
            &item.id,
            &item.version,
            &content.kind,
            &content.language,
            &content.title,
            &text::sort_key(&content.title),
            &content.summary,
            &content.topics,
            &content.formats,
            &content.audiences,
            &content.minutes,
            &item.rank,
            &now,
        ],
    )?;
    put_in_cells(tx, organization, item, content)?;
    put_keys(tx, organization, item.id, content)?;
    put_links(tx, organization, item.id, content)
}

/// What the topics of an item are called in its language.
pub fn topic_names(content: &Content) -> Vec<String> {
    let Some(list) = Rules::read_in(&content.language).lists.get("library_topics") else { return Vec::new() };
    content.topics.0.iter().map(|topic| list.label_of(topic).to_owned()).collect()
}

fn put_in_cells(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    item: &Placed,
    content: &Content,
) -> Result<(), DbError> {
    let [t1, t2, t3] = slots(&content.topics);
    let [f1, f2, f3] = slots(&content.formats);
    let [a1, a2, a3] = slots(&content.audiences);
    tx.run(
        // UNION leaves one row of each word, the empty one for any of them among them.
        sql!(
            "INSERT INTO library_cells (organization_id, topic, format, audience, language, item_id, rank)
             SELECT s.organization_id, t.word, f.word, a.word, l.word, s.item_id, s.rank
             FROM library_shelf s
             CROSS JOIN (SELECT '' AS word UNION SELECT $3 UNION SELECT $4 UNION SELECT $5) t
             CROSS JOIN (SELECT '' AS word UNION SELECT $6 UNION SELECT $7 UNION SELECT $8) f
             CROSS JOIN (SELECT '' AS word UNION SELECT $9 UNION SELECT $10 UNION SELECT $11) a
             CROSS JOIN (SELECT '' AS word UNION SELECT $12) l
             WHERE s.organization_id = $1 AND s.item_id = $2"
        ),
        &[&organization, &item.id, &t1, &t2, &t3, &f1, &f2, &f3, &a1, &a2, &a3, &content.language],
    )?;
    tx.run(
        sql!(
            "INSERT INTO library_counts (organization_id, topic, format, audience, language, items_count)
             SELECT c.organization_id, c.topic, c.format, c.audience, c.language, 1 FROM library_cells c
             WHERE c.organization_id = $1 AND c.item_id = $2
             ON CONFLICT (organization_id, topic, format, audience, language)
             DO UPDATE SET items_count = library_counts.items_count + 1"
        ),
        &[&organization, &item.id],
    )?;
    Ok(())
}

/// The first three words of a choice; what is missing is empty.
fn slots(chosen: &Chosen) -> [&str; 3] {
    let mut words = chosen.0.iter().map(String::as_str);
    [(); 3].map(|()| words.next().unwrap_or_default())
}

/// Keys that one statement puts in.
const AT_ONCE: usize = 16;

fn put_keys(tx: &mut Tx<'_>, organization: OrganizationId, id: ItemId, content: &Content) -> Result<(), DbError> {
    let keys: Vec<(KeyKind, String)> = words::keys(content, &topic_names(content)).into_iter().collect();
    for some in keys.chunks(AT_ONCE) {
        let mut params: Vec<&dyn ToValue> = vec![&organization, &id];
        for (kind, key) in some {
            params.push(kind);
            params.push(key);
        }
        params.resize(AT_ONCE.saturating_mul(2).saturating_add(2), &"");
        tx.run(
            sql!(
                "INSERT INTO library_keys (organization_id, kind, key, item_id)
                 SELECT s.organization_id, k.kind, k.key, s.item_id FROM library_shelf s
                 CROSS JOIN (SELECT $3 AS kind, $4 AS key UNION ALL SELECT $5, $6 UNION ALL SELECT $7, $8
                    UNION ALL SELECT $9, $10 UNION ALL SELECT $11, $12 UNION ALL SELECT $13, $14
                    UNION ALL SELECT $15, $16 UNION ALL SELECT $17, $18 UNION ALL SELECT $19, $20
                    UNION ALL SELECT $21, $22 UNION ALL SELECT $23, $24 UNION ALL SELECT $25, $26
                    UNION ALL SELECT $27, $28 UNION ALL SELECT $29, $30 UNION ALL SELECT $31, $32
                    UNION ALL SELECT $33, $34) k
                 WHERE s.organization_id = $1 AND s.item_id = $2 AND k.key <> ''"
            ),
            &params,
        )?;
    }
    Ok(())
}

/// Links that stand in both keep what was found out about them.
fn put_links(tx: &mut Tx<'_>, organization: OrganizationId, id: ItemId, content: &Content) -> Result<(), DbError> {
    let mut urls = markdown::links(&content.body);
    urls.extend(Some(content.link.clone()).filter(|link| !link.is_empty()));
    urls.sort();
    urls.dedup();
    let had: Vec<String> = tx.list(
        sql!("SELECT url FROM library_links WHERE organization_id = $1 AND item_id = $2 ORDER BY url LIMIT 1000"),
        &[&organization, &id],
    )?;
    for url in had.iter().filter(|url| !urls.contains(url)) {
        tx.run(
            sql!("DELETE FROM library_links WHERE organization_id = $1 AND item_id = $2 AND url = $3"),
            &[&organization, &id, url],
        )?;
    }
    for url in urls.iter().filter(|url| !had.contains(url)) {
        tx.run(
            sql!(
                "INSERT INTO library_links (organization_id, item_id, url, found, words, failures)
                 VALUES ($1, $2, $3, '', '', 0)"
            ),
            &[&organization, &id, url],
        )?;
    }
    Ok(())
}

fn stands(tx: &mut Tx<'_>, organization: OrganizationId, id: ItemId) -> Result<bool, DbError> {
    let version: Option<i64> = tx.one(
        sql!("SELECT version FROM library_shelf WHERE organization_id = $1 AND item_id = $2"),
        &[&organization, &id],
    )?;
    Ok(version.is_some())
}

/// Takes an item off the shelf, with all that leads to it. Answers whether it stood there.
///
/// # Errors
/// Those of the storage.
pub fn take_down(tx: &mut Tx<'_>, organization: OrganizationId, id: ItemId) -> Result<bool, DbError> {
    tx.run(
        sql!(
            "UPDATE library_counts SET items_count = items_count - 1
             WHERE organization_id = $1 AND EXISTS (SELECT 1 FROM library_cells c
                WHERE c.organization_id = $1 AND c.item_id = $2 AND c.topic = library_counts.topic
                  AND c.format = library_counts.format AND c.audience = library_counts.audience
                  AND c.language = library_counts.language)"
        ),
        &[&organization, &id],
    )?;
    tx.run(sql!("DELETE FROM library_cells WHERE organization_id = $1 AND item_id = $2"), &[&organization, &id])?;
    tx.run(sql!("DELETE FROM library_keys WHERE organization_id = $1 AND item_id = $2"), &[&organization, &id])?;
    let gone =
        tx.run(sql!("DELETE FROM library_shelf WHERE organization_id = $1 AND item_id = $2"), &[&organization, &id])?;
    Ok(gone > 0)
}

/// Where a list begins: before every item.
pub const START: (i64, uuid::Uuid) = (i64::MAX, uuid::Uuid::max());

/// The items of a combination, those that helped most first, after a place in that order.
///
/// # Errors
/// Those of the storage.
pub fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    cell: &Cell,
    (rank, id): (i64, uuid::Uuid),
    limit: i64,
) -> Result<Vec<Card>, DbError> {
    tx.list(
        // CROSS JOIN keeps SQLite to the order that is written: the cells in their order, then each item's row.
        sql!(
            "SELECT s.item_id, s.kind, s.language, s.title, s.summary, s.topics, s.formats, s.audiences, s.minutes, c.rank
             FROM library_cells c
             CROSS JOIN library_shelf s
             WHERE c.organization_id = $1 AND c.topic = $2 AND c.format = $3 AND c.audience = $4 AND c.language = $5
               AND (c.rank, c.item_id) < ($6, $7)
               AND s.organization_id = c.organization_id AND s.item_id = c.item_id
             ORDER BY c.rank DESC, c.item_id DESC LIMIT $8"
        ),
        &[
            &organization,
            &cell.topic,
            &cell.format,
            &cell.audience,
            &cell.language,
            &rank,
            &id,
            &limit,
        ],
    )
}

/// How many items a combination has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub cell: Cell,
    pub items: i64,
}

impl kit::db::FromRow for Count {
    fn from_row(row: &mut kit::db::Row<'_>) -> Result<Self, DbError> {
        let cell = Cell { topic: row.get()?, format: row.get()?, audience: row.get()?, language: row.get()? };
        Ok(Self { cell, items: row.get()? })
    }
}

/// How many items there would be with each choice in the place of one of the cell's, and with the cell itself.
///
/// # Errors
/// Those of the storage.
pub fn counts(tx: &mut Tx<'_>, organization: OrganizationId, cell: &Cell) -> Result<Vec<Count>, DbError> {
    tx.list(
        sql!(
            "SELECT n.topic, n.format, n.audience, n.language, n.items_count FROM library_counts n
             WHERE n.organization_id = $1 AND n.items_count > 0 AND (
                  (n.format = $3 AND n.audience = $4 AND n.language = $5)
               OR (n.topic = $2 AND n.audience = $4 AND n.language = $5)
               OR (n.topic = $2 AND n.format = $3 AND n.language = $5)
               OR (n.topic = $2 AND n.format = $3 AND n.audience = $4))
             ORDER BY n.topic, n.format, n.audience, n.language LIMIT 500"
        ),
        &[&organization, &cell.topic, &cell.format, &cell.audience, &cell.language],
    )
}

/// An item that everybody sees, with all it says.
#[derive(Debug, Clone)]
pub struct Shown {
    pub content: Content,
    pub published_at: Timestamp,
    /// The name of its paper.
    pub document_name: Option<String>,
}

impl kit::db::FromRow for Shown {
    fn from_row(row: &mut kit::db::Row<'_>) -> Result<Self, DbError> {
        let content = Content::from_row(row)?;
        Ok(Self { content, published_at: row.get()?, document_name: row.get()? })
    }
}

/// An item on the shelf.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, organization: OrganizationId, id: ItemId) -> Result<Option<Shown>, DbError> {
    tx.one(
        sql!(
            "SELECT v.kind, v.language, v.topics, v.formats, v.audiences, v.title, v.summary, v.body, v.link, v.document_id,
                v.minutes, v.level_tenths, v.level_words, v.source, v.licence, v.credits, s.published_at,
                f.file_name
             FROM library_shelf s
             JOIN library_versions v ON v.organization_id = s.organization_id AND v.item_id = s.item_id
               AND v.version = s.version
             LEFT JOIN library_files f ON f.organization_id = v.organization_id AND f.id = v.document_id
               AND f.removed_at IS NULL
             WHERE s.organization_id = $1 AND s.item_id = $2"
        ),
        &[&organization, &id],
    )
}

/// Counts an answer of somebody to whom an item was sent, and puts the item in its place by it. `by` is -1 for an answer
/// that is taken back.
///
/// # Errors
/// Those of the storage.
pub fn count_answer(tx: &mut Tx<'_>, scope: &Scope, id: ItemId, (helped, not): (i64, i64)) -> Result<(), DbError> {
    let rank: Option<i64> = tx.one(
        sql!(
            "UPDATE library_items SET helped_count = helped_count + $3, not_helped_count = not_helped_count + $4
             WHERE organization_id = $1 AND id = $2 RETURNING helped_count - not_helped_count"
        ),
        &[&scope.organization, &id, &helped, &not],
    )?;
    let rank = rank.unwrap_or_default();
    tx.run(
        sql!("UPDATE library_shelf SET rank = $3 WHERE organization_id = $1 AND item_id = $2"),
        &[&scope.organization, &id, &rank],
    )?;
    tx.run(
        sql!("UPDATE library_cells SET rank = $3 WHERE organization_id = $1 AND item_id = $2"),
        &[&scope.organization, &id, &rank],
    )?;
    Ok(())
}

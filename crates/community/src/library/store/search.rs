//! Finding items by words that may be misspelled: keys are looked up by index, and the few that are found are ranked in
//! Rust (docs/decisions/0005-search-by-keys.md).

use ground::{ids::OrganizationId, rules::Rules};
use kit::{
    db::{DbError, FromRow, Row, ToValue, Tx},
    sql,
};

use super::shelf::Card;
use crate::library::words::{self, MOST_WORDS, NEAR_KEYS};

/// Items shown for one search.
const SHOWN: usize = 60;
/// Items less fitting than this are not shown.
const LEAST_FIT: f64 = 0.3;

struct Found {
    card: Card,
    /// Every word that was asked is in it.
    is_whole: bool,
}

impl FromRow for Found {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        let card = Card::from_row(row)?;
        Ok(Self { card, is_whole: row.get::<i64>()? > 0 })
    }
}

/// The items that fit what somebody typed, the best first.
///
/// # Errors
/// Those of the storage.
pub fn search(tx: &mut Tx<'_>, organization: OrganizationId, typed: &str) -> Result<Vec<Card>, DbError> {
    let asked = words::asked(typed);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    Ok(ranked(looked_up(tx, organization, &Slots::of(&asked))?, &asked))
}

/// The keys to look up, always as many: those that are not needed are empty, and match nothing.
struct Slots {
    /// The beginning and the end of the range of each word.
    ranges: Vec<String>,
    sounds: Vec<String>,
    near: Vec<String>,
}

impl Slots {
    fn of(asked: &[String]) -> Self {
        let mut slots = Self { ranges: Vec::new(), sounds: Vec::new(), near: Vec::new() };
        for place in 0..MOST_WORDS {
            let word = asked.get(place).map(String::as_str).unwrap_or_default();
            let end = if word.is_empty() { String::new() } else { format!("{word}\u{10ffff}") };
            slots.ranges.extend([word.to_owned(), end]);
            let sounds = if word.chars().count() > 3 { words::sound(word) } else { Default::default() };
            slots.sounds.extend(sounds);
            let mut near: Vec<String> = words::near(word).into_iter().collect();
            near.resize(NEAR_KEYS, String::new());
            slots.near.extend(near);
        }
        slots
    }

    fn params<'p>(&'p self, organization: &'p OrganizationId) -> Vec<&'p dyn ToValue> {
        let texts = self.ranges.iter().chain(&self.sounds).chain(&self.near);
        std::iter::once::<&dyn ToValue>(organization).chain(texts.map(|text| -> &dyn ToValue { text })).collect()
    }
}

/// Candidates: all words in the title, all words anywhere, and each word by its sound and its letters. Each kind is cut
/// after so many. `$2` to `$7` are the ranges, `$8` to `$13` sounds, `$14` to `$40` near keys.
fn looked_up(tx: &mut Tx<'_>, organization: OrganizationId, slots: &Slots) -> Result<Vec<Found>, DbError> {
    tx.list(
        sql!(
            "SELECT s.item_id, s.kind, s.language, s.title, s.summary, s.topics, s.formats, s.audiences, s.minutes, s.rank,
                c.is_whole
             FROM (SELECT item_id, MAX(is_whole) AS is_whole FROM (
                SELECT item_id, 1 AS is_whole FROM (
                    SELECT k.item_id FROM library_keys k WHERE k.organization_id = $1 AND k.kind = 'title'
                      AND k.key >= $2 AND k.key < $3
                      AND ($4 = '' OR EXISTS (SELECT 1 FROM library_keys a WHERE a.organization_id = $1
                        AND a.item_id = k.item_id AND a.kind = 'title' AND a.key >= $4 AND a.key < $5))
                      AND ($6 = '' OR EXISTS (SELECT 1 FROM library_keys b WHERE b.organization_id = $1
                        AND b.item_id = k.item_id AND b.kind = 'title' AND b.key >= $6 AND b.key < $7))
                    ORDER BY k.key LIMIT 150) t1
                UNION ALL SELECT item_id, 1 FROM (
                    SELECT k.item_id FROM library_keys k WHERE k.organization_id = $1 AND k.kind = 'word'
                      AND k.key >= $2 AND k.key < $3
                      AND ($4 = '' OR EXISTS (SELECT 1 FROM library_keys a WHERE a.organization_id = $1
                        AND a.item_id = k.item_id AND a.kind = 'word' AND a.key >= $4 AND a.key < $5))
                      AND ($6 = '' OR EXISTS (SELECT 1 FROM library_keys b WHERE b.organization_id = $1
                        AND b.item_id = k.item_id AND b.kind = 'word' AND b.key >= $6 AND b.key < $7))
                    ORDER BY k.key LIMIT 150) w1
                UNION ALL SELECT item_id, 0 FROM (
                    SELECT k.item_id FROM library_keys k WHERE k.organization_id = $1 AND k.kind = 'sound'
                      AND k.key IN ($8, $9) LIMIT 80) s1
                UNION ALL SELECT item_id, 0 FROM (
                    SELECT k.item_id FROM library_keys k WHERE k.organization_id = $1 AND k.kind = 'sound'
                      AND k.key IN ($10, $11) LIMIT 80) s2
                UNION ALL SELECT item_id, 0 FROM (
                    SELECT k.item_id FROM library_keys k WHERE k.organization_id = $1 AND k.kind = 'sound'
                      AND k.key IN ($12, $13) LIMIT 80) s3
                UNION ALL SELECT item_id, 0 FROM (
                    SELECT k.item_id FROM library_keys k WHERE k.organization_id = $1 AND k.kind = 'near'
                      AND k.key IN ($14, $15, $16, $17, $18, $19, $20, $21, $22) LIMIT 80) n1
                UNION ALL SELECT item_id, 0 FROM (
                    SELECT k.item_id FROM library_keys k WHERE k.organization_id = $1 AND k.kind = 'near'
                      AND k.key IN ($23, $24, $25, $26, $27, $28, $29, $30, $31) LIMIT 80) n2
                UNION ALL SELECT item_id, 0 FROM (
                    SELECT k.item_id FROM library_keys k WHERE k.organization_id = $1 AND k.kind = 'near'
                      AND k.key IN ($32, $33, $34, $35, $36, $37, $38, $39, $40) LIMIT 80) n3
             ) found GROUP BY item_id LIMIT 800) c
             CROSS JOIN library_shelf s
             WHERE s.organization_id = $1 AND s.item_id = c.item_id
             LIMIT 800"
        ),
        &slots.params(&organization),
    )
}

/// A guess is shown beside a sure hit only when it is nearly as good.
const GUESS: f64 = 0.7;

fn ranked(found: Vec<Found>, asked: &[String]) -> Vec<Card> {
    let mut rated: Vec<(f64, Found)> = found.into_iter().map(|one| (fit(&one, asked), one)).collect();
    let best = rated.iter().map(|(fit, _)| *fit).fold(0.0, f64::max);
    rated.retain(|(fit, one)| *fit >= LEAST_FIT && (one.is_whole || *fit >= best * GUESS));
    rated.sort_by(|(one, a), (other, b)| {
        other.total_cmp(one).then(b.card.rank.cmp(&a.card.rank)).then(a.card.title.cmp(&b.card.title))
    });
    rated.truncate(SHOWN);
    rated.into_iter().map(|(_, found)| found.card).collect()
}

fn fit(found: &Found, asked: &[String]) -> f64 {
    let list = Rules::read_in(&found.card.language).lists.get("library_topics");
    let label = |topic: &String| list.map_or_else(|| topic.clone(), |list| list.label_of(topic).to_owned());
    let topics: Vec<String> = found.card.topics.0.iter().map(label).collect();
    words::fit(asked, &found.card.title, &found.card.summary, &topics, found.is_whole)
}

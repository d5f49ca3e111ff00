//! Finding somebody by a name as it was heard, a nickname, the end of a telephone number, or a birth date.
//!
//! Those who reach only their own people are searched among these; everybody else by keys, in statements whose cost does
//! not grow with the number of people. What was found is ranked in Rust.

use std::collections::HashSet;

use ground::{access::Scope, ids::ParticipantId, inside_program, rules::matrix::Reach, scoped, within_reach};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, ToValue, Tx},
    sql,
};

use super::{names, participant::Status};

/// What somebody looks for, taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    parts: Vec<String>,
    digits: String,
    born: Option<Date>,
}

/// Somebody who may be the one.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub id: ParticipantId,
    pub name_to_use: String,
    pub nicknames: String,
    pub pronouns: String,
    pub birth_date: Option<Date>,
    pub sort_key: String,
    pub last_contact_at: Option<Timestamp>,
    pub status: Option<Status>,
    pub program_name: Option<String>,
    pub primary_name: Option<String>,
    /// Whether a telephone, birth date or legal name was the reason, and not how the name is spelled.
    pub is_exact: bool,
    /// From 0 to 1.
    pub likeness: f64,
}

/// People shown for one search.
const SHOWN: usize = 25;
/// Names less alike than this are not shown.
const LEAST_LIKENESS: f64 = 0.72;
/// A name as alike as this is the one that was typed, or begins with it.
const AS_TYPED: f64 = 0.95;
/// People found by their legal name for one search.
const MOST_BY_LEGAL_NAME: usize = 10;

impl Query {
    /// Takes what was typed apart: digits are the end of a telephone number, a date is a birth date, the rest a name.
    pub fn parse(typed: &str) -> Self {
        let born = typed.split_whitespace().find_map(|word| word.parse().ok());
        let digits = names::digits(typed);
        let is_phone = born.is_none() && digits.len() >= 4;
        let named: String =
            typed.split_whitespace().filter(|word| word.parse::<Date>().is_err()).collect::<Vec<_>>().join(" ");
        let parts = names::parts(&named).into_iter().filter(|part| part.chars().any(|letter| !letter.is_ascii_digit()));
        Self { parts: parts.take(4).collect(), digits: if is_phone { digits } else { String::new() }, born }
    }

    /// What a form about a new person says so far.
    pub fn of_person(name: &str, nicknames: &str, phone: &str, born: Option<Date>) -> Self {
        let names = if name.trim().is_empty() { nicknames } else { name };
        Self { parts: names::parts(names).into_iter().take(4).collect(), digits: names::digits(phone), born }
    }

    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.chars().count() < 2 && part.is_ascii())
            && self.digits.len() < 4
            && self.born.is_none()
    }

    fn phone_tail(&self) -> String {
        let length = if self.digits.len() >= 7 { 7 } else { 4 };
        names::tail(&self.digits, length).unwrap_or_default()
    }

    /// The keys to look up, always as many: those that are not needed are empty, and match nothing.
    fn slots(&self) -> Slots {
        let whole = self.parts.join(" ");
        let turned = self.parts.split_last().map(|(last, rest)| {
            std::iter::once(last.as_str()).chain(rest.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
        });
        let mut sounds: Vec<String> = match self.parts.as_slice() {
            [] => Vec::new(),
            [one] => names::sound(one).into(),
            [first, .., last] => pairs(first, last),
        };
        sounds.resize(4, String::new());
        let near_of = |part: Option<&String>| {
            let mut keys: Vec<String> = part.map(|part| names::near(part).into_iter().collect()).unwrap_or_default();
            keys.resize(9, String::new());
            keys
        };
        let first = near_of(self.parts.first());
        let last = near_of(self.parts.get(1..).and_then(<[String]>::last));
        Slots { whole, turned: turned.unwrap_or_default(), sounds, near: [first, last].concat() }
    }
}

struct Slots {
    whole: String,
    turned: String,
    sounds: Vec<String>,
    near: Vec<String>,
}

fn pairs(first: &str, last: &str) -> Vec<String> {
    let (first, last) = (names::sound(first), names::sound(last));
    let both = first.iter().flat_map(|one| last.iter().map(move |other| names::pair(one, other)));
    let mut pairs: Vec<String> = both.collect();
    pairs.sort();
    pairs.dedup();
    pairs
}

/// The end of the range of texts that begin with `start`; an empty start matches nothing.
fn end_of(start: &str) -> String {
    if start.is_empty() { String::new() } else { format!("{start}\u{10ffff}") }
}

kit::from_row!(Row {
    id,
    name_to_use,
    nicknames,
    pronouns,
    birth_date,
    sort_key,
    last_contact_at,
    status,
    program_name,
    primary_name,
    is_exact
});

struct Row {
    id: ParticipantId,
    name_to_use: String,
    nicknames: String,
    pronouns: String,
    birth_date: Option<Date>,
    sort_key: String,
    last_contact_at: Option<Timestamp>,
    status: Option<Status>,
    program_name: Option<String>,
    primary_name: Option<String>,
    is_exact: i64,
}

/// The people within reach who fit best, the best first. Somebody found as they were typed ends the search: those who are
/// only spelled alike are looked for when nobody was.
///
/// # Errors
/// Those of the storage.
pub fn search(tx: &mut Tx<'_>, scope: &Scope, query: &Query) -> Result<Vec<Found>, DbError> {
    let found = ranked(nearest(tx, scope, query)?, query);
    if scope.reach == Reach::Own || found.iter().any(|one| one.is_exact || one.likeness >= AS_TYPED) {
        return Ok(found);
    }
    search_widely(tx, scope, query)
}

/// Everybody within reach who may be the one, those who are only spelled alike among them: before somebody is written
/// down a second time.
///
/// # Errors
/// Those of the storage.
pub fn search_widely(tx: &mut Tx<'_>, scope: &Scope, query: &Query) -> Result<Vec<Found>, DbError> {
    let mut rows = nearest(tx, scope, query)?;
    if scope.reach != Reach::Own && !query.is_empty() {
        let known: HashSet<ParticipantId> = rows.iter().map(|row| row.id).collect();
        rows.extend(by_spelling(tx, scope, query)?.into_iter().filter(|row| !known.contains(&row.id)));
    }
    Ok(ranked(rows, query))
}

fn nearest(tx: &mut Tx<'_>, scope: &Scope, query: &Query) -> Result<Vec<Row>, DbError> {
    match (query.is_empty(), scope.reach) {
        (true, _) => Ok(Vec::new()),
        (_, Reach::Own) => own(tx, scope, query),
        _ => by_name(tx, scope, query),
    }
}

/// Everybody whom the worker supports, with a mark on those whose telephone or birth date fits: few enough to rank all.
fn own(tx: &mut Tx<'_>, scope: &Scope, query: &Query) -> Result<Vec<Row>, DbError> {
    tx.list(
        sql!(
            "SELECT p.id, p.name_to_use, p.nicknames, p.pronouns, p.birth_date, p.sort_key, p.last_contact_at, e.status,
                g.name, a.name,
                (SELECT COUNT(*) FROM participant_keys k WHERE k.organization_id = $1 AND k.participant_id = p.id
                  AND ((k.kind = 'phone' AND k.key = $5) OR (k.kind = 'born' AND k.key = $6)))
             FROM (SELECT DISTINCT participant_id FROM assignments
                   WHERE organization_id = $1 AND account_id = $2 AND ended_at IS NULL) mine
             JOIN participants p ON p.organization_id = $1 AND p.id = mine.participant_id AND p.merged_into IS NULL
             LEFT JOIN enrollments e ON e.organization_id = $1 AND e.id = (
                SELECT x.id FROM enrollments x WHERE x.organization_id = $1 AND x.participant_id = p.id AND ",
            inside_program!("x.program_id"),
            " ORDER BY CASE x.standing WHEN 'here' THEN 1 WHEN 'coming' THEN 2 ELSE 3 END, x.status_since DESC LIMIT 1)
             LEFT JOIN programs g ON g.organization_id = $1 AND g.id = e.program_id
             LEFT JOIN accounts a ON a.organization_id = $1 AND a.id = e.primary_account_id
             WHERE ",
            within_reach!("p.id"),
            " LIMIT 1000"
        ),
        scoped![scope; &query.phone_tail(), &born_key(query)],
    )
}

fn to_value(key: &String) -> &dyn ToValue {
    key
}

fn born_key(query: &Query) -> String {
    query.born.map(|day| day.to_string()).unwrap_or_default()
}

// CROSS JOIN keeps SQLite to the order that is written: first the few who were found, then their rows.
macro_rules! people_of {
    ($($found:expr),+) => {
        sql!(
            "SELECT p.id, p.name_to_use, p.nicknames, p.pronouns, p.birth_date, p.sort_key, p.last_contact_at, e.status,
                g.name, a.name, c.is_exact
             FROM (SELECT participant_id, MAX(is_exact) AS is_exact FROM (",
            $($found,)+
            ") found GROUP BY participant_id LIMIT 800) c
             CROSS JOIN participants p
             LEFT JOIN enrollments e ON e.organization_id = $1 AND e.id = (
                SELECT x.id FROM enrollments x WHERE x.organization_id = $1 AND x.participant_id = p.id AND ",
            inside_program!("x.program_id"),
            " ORDER BY CASE x.standing WHEN 'here' THEN 1 WHEN 'coming' THEN 2 ELSE 3 END, x.status_since DESC LIMIT 1)
             LEFT JOIN programs g ON g.organization_id = $1 AND g.id = e.program_id
             LEFT JOIN accounts a ON a.organization_id = $1 AND a.id = e.primary_account_id
             WHERE p.organization_id = $1 AND p.id = c.participant_id AND p.merged_into IS NULL
             LIMIT 800"
        )
    };
}

/// Candidates by the beginning of the name, its sound, a telephone or a birth date. Each kind is cut after so many that
/// are within reach.
fn by_name(tx: &mut Tx<'_>, scope: &Scope, query: &Query) -> Result<Vec<Row>, DbError> {
    let slots = query.slots();
    let (whole_end, turned_end) = (end_of(&slots.whole), end_of(&slots.turned));
    let (phone, born) = (query.phone_tail(), born_key(query));
    let mut params: Vec<&dyn ToValue> = vec![&scope.organization, &scope.account, &scope.permission, &scope.now];
    params.extend([&slots.whole, &whole_end, &slots.turned, &turned_end, &phone, &born].map(to_value));
    params.extend(slots.sounds.iter().map(to_value));
    tx.list(
        people_of!(
            "SELECT participant_id, 0 AS is_exact FROM (
                SELECT k.participant_id FROM participant_keys k WHERE k.organization_id = $1 AND k.kind = 'name'
                    AND k.key >= $5 AND k.key < $6 AND ",
            within_reach!("k.participant_id"),
            " ORDER BY k.key LIMIT 150) n1
            UNION ALL SELECT participant_id, 0 FROM (
                SELECT k.participant_id FROM participant_keys k WHERE k.organization_id = $1 AND k.kind = 'name'
                    AND k.key >= $7 AND k.key < $8 AND ",
            within_reach!("k.participant_id"),
            " ORDER BY k.key LIMIT 150) n2
            UNION ALL SELECT participant_id, 1 FROM (
                SELECT k.participant_id FROM participant_keys k WHERE k.organization_id = $1 AND k.kind = 'phone'
                    AND k.key = $9 AND ",
            within_reach!("k.participant_id"),
            " LIMIT 100) x1
            UNION ALL SELECT participant_id, 1 FROM (
                SELECT k.participant_id FROM participant_keys k WHERE k.organization_id = $1 AND k.kind = 'born'
                    AND k.key = $10 AND ",
            within_reach!("k.participant_id"),
            " LIMIT 100) x2
            UNION ALL SELECT participant_id, 0 FROM (
                SELECT k.participant_id FROM participant_keys k WHERE k.organization_id = $1 AND k.kind = 'sound'
                    AND k.key IN ($11, $12, $13, $14) AND ",
            within_reach!("k.participant_id"),
            " LIMIT 200) s"
        ),
        &params,
    )
}

/// Candidates with a part of the name that is spelled like a typed one. A name shares several keys with what was typed:
/// everybody is looked at once. Ordered by the key, so that SQLite walks these keys and not every person's in turn.
fn by_spelling(tx: &mut Tx<'_>, scope: &Scope, query: &Query) -> Result<Vec<Row>, DbError> {
    let slots = query.slots();
    let mut params: Vec<&dyn ToValue> = vec![&scope.organization, &scope.account, &scope.permission, &scope.now];
    params.extend(slots.near.iter().map(to_value));
    tx.list(
        people_of!(
            "SELECT participant_id, 0 AS is_exact FROM (
                SELECT k.participant_id FROM (SELECT DISTINCT participant_id FROM (
                    SELECT participant_id FROM participant_keys WHERE organization_id = $1 AND kind = 'near'
                    AND key IN ($5, $6, $7, $8, $9, $10, $11, $12, $13) ORDER BY key LIMIT 4000) u) k WHERE ",
            within_reach!("k.participant_id"),
            " LIMIT 200) m1
            UNION ALL SELECT participant_id, 0 FROM (
                SELECT k.participant_id FROM (SELECT DISTINCT participant_id FROM (
                    SELECT participant_id FROM participant_keys WHERE organization_id = $1 AND kind = 'near'
                    AND key IN ($14, $15, $16, $17, $18, $19, $20, $21, $22) ORDER BY key LIMIT 4000) u) k WHERE ",
            within_reach!("k.participant_id"),
            " LIMIT 200) m2"
        ),
        &params,
    )
}

/// People whose legal name begins with what was typed: a second search, under a scope that may see legal names.
///
/// # Errors
/// Those of the storage.
pub fn search_legal(tx: &mut Tx<'_>, scope: &Scope, query: &Query) -> Result<Vec<ParticipantId>, DbError> {
    let start = query.parts.join(" ");
    let end = end_of(&start);
    tx.list(
        sql!(
            // Ordered by the key, so that the range of keys is walked and not every person's keys in turn.
            "SELECT DISTINCT participant_id FROM (
                SELECT k.participant_id FROM participant_keys k
                WHERE k.organization_id = $1 AND k.kind = 'legal' AND k.key >= $5 AND k.key < $6 AND ",
            within_reach!("k.participant_id"),
            " ORDER BY k.key LIMIT 50) found LIMIT 10"
        ),
        scoped![scope; &start, &end],
    )
}

fn ranked(rows: Vec<Row>, query: &Query) -> Vec<Found> {
    let mut found: Vec<Found> = rows.into_iter().map(|row| row.rated(query)).collect();
    found.retain(|one| one.likeness >= LEAST_LIKENESS || one.is_exact);
    found.sort_by(|one, other| other.rank().total_cmp(&one.rank()).then_with(|| one.sort_key.cmp(&other.sort_key)));
    found.truncate(SHOWN);
    found
}

impl Row {
    fn rated(self, query: &Query) -> Found {
        let named = self.nicknames.split([',', ';', '/']).chain([self.name_to_use.as_str()]);
        let likeness = named.map(|name| names::likeness(&query.parts, &names::parts(name))).fold(0.0, f64::max);
        Found {
            id: self.id,
            name_to_use: self.name_to_use,
            nicknames: self.nicknames,
            pronouns: self.pronouns,
            birth_date: self.birth_date,
            sort_key: self.sort_key,
            last_contact_at: self.last_contact_at,
            status: self.status,
            program_name: self.program_name,
            primary_name: self.primary_name,
            is_exact: self.is_exact > 0,
            likeness,
        }
    }
}

impl Found {
    fn rank(&self) -> f64 {
        self.likeness + if self.is_exact { 0.6 } else { 0.0 }
    }
}

/// These people as search results, when the scope reaches them: found by a legal name, so marked as exact.
///
/// # Errors
/// Those of the storage.
pub fn of_ids(tx: &mut Tx<'_>, scope: &Scope, ids: &[ParticipantId]) -> Result<Vec<Found>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let nobody = ParticipantId::from(uuid::Uuid::nil());
    let mut slots = ids.to_vec();
    slots.resize(MOST_BY_LEGAL_NAME, nobody);
    let mut params: Vec<&dyn ToValue> = vec![&scope.organization, &scope.account, &scope.permission, &scope.now];
    params.extend(slots.iter().map(|id| -> &dyn ToValue { id }));
    let rows: Vec<Row> = tx.list(
        sql!(
            "SELECT p.id, p.name_to_use, p.nicknames, p.pronouns, p.birth_date, p.sort_key, p.last_contact_at, e.status,
                g.name, a.name, CAST(1 AS BIGINT)
             FROM participants p
             LEFT JOIN enrollments e ON e.organization_id = $1 AND e.id = (
                SELECT x.id FROM enrollments x WHERE x.organization_id = $1 AND x.participant_id = p.id AND ",
            inside_program!("x.program_id"),
            " ORDER BY CASE x.standing WHEN 'here' THEN 1 WHEN 'coming' THEN 2 ELSE 3 END, x.status_since DESC LIMIT 1)
             LEFT JOIN programs g ON g.organization_id = $1 AND g.id = e.program_id
             LEFT JOIN accounts a ON a.organization_id = $1 AND a.id = e.primary_account_id
             WHERE p.organization_id = $1 AND p.merged_into IS NULL
               AND p.id IN ($5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AND ",
            within_reach!("p.id")
        ),
        &params,
    )?;
    let mut found: Vec<Found> = rows.into_iter().map(|row| row.rated(&Query::default())).collect();
    found.sort_by(|one, other| (&one.sort_key, one.id).cmp(&(&other.sort_key, other.id)));
    Ok(found)
}

//! The library as everybody finds it: narrowed by topic, use, readers and language, or searched by words.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use ground::{
    App, Visit,
    layout::{Page, parts::Choice},
    public::{self, Site},
    rules::matrix::Permission,
};
use kit::{
    db::{DbError, Tx},
    forms::Form,
    ids::Id,
    web::{Answer, escaped, page},
};

use super::{
    cards::{CardView, card, items},
    store::{
        search,
        shelf::{self, Card, Cell, Count},
    },
};

/// Items on one page.
const PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "library/index.html")]
struct Index {
    page: Page,
    house: String,
    asked: String,
    facets: Vec<Facet>,
    cards: Vec<CardView>,
    /// How many there are in all.
    count: i64,
    /// Something is chosen, or words are searched.
    is_narrowed: bool,
    /// Something is chosen: the choices lie open.
    has_choices: bool,
    more: Option<String>,
    may_review: bool,
    may_keep: bool,
    is_signed_in: bool,
    /// Has pages of their own, where items are sent to.
    is_participant: bool,
}

/// One way to narrow the list.
struct Facet {
    name: &'static str,
    label: String,
    choices: Vec<Choice>,
}

/// What the address asks for. Words that no list has are left out.
struct Asked {
    typed: String,
    cell: Cell,
    after: (i64, uuid::Uuid),
    shown: usize,
}

/// The ways to narrow, in the order of the page: the name in the address and the list.
const FACETS: [(&str, &str); 4] = [
    ("topic", "library_topics"),
    ("format", "library_formats"),
    ("audience", "library_audiences"),
    ("language", "library_languages"),
];

impl Asked {
    fn read(visit: &Visit, query: &Form) -> Self {
        let known = |(name, list): (&str, &str)| {
            let key = query.text(name).unwrap_or_default();
            items(visit, list).iter().find(|item| item.key == key).map(|item| item.key.clone()).unwrap_or_default()
        };
        let [topic, format, audience, language] = FACETS.map(known);
        Self {
            typed: query.text("q").unwrap_or_default().chars().take(100).collect(),
            cell: Cell { topic, format, audience, language },
            after: after(query).unwrap_or(shelf::START),
            shown: query.parsed("shown").unwrap_or(page_size()),
        }
    }

    /// The address of this list, with something at its end.
    fn address(&self, end: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(Some(&self.typed).filter(|typed| !typed.is_empty()).map(|typed| format!("q={}", escaped(typed))));
        let narrowed = FACETS.iter().zip(self.cell.keys()).filter(|(_, key)| !key.is_empty());
        parts.extend(narrowed.map(|((name, _), key)| format!("{name}={}", escaped(key))));
        parts.push(end.to_owned());
        format!("/library?{}", parts.join("&"))
    }
}

fn page_size() -> usize {
    usize::try_from(PAGE).unwrap_or_default()
}

fn after(query: &Form) -> Option<(i64, uuid::Uuid)> {
    let (rank, id) = query.text("after")?.split_once('.')?;
    Some((rank.parse().ok()?, id.parse().ok()?))
}

/// What a list is made of.
struct Found {
    cards: Vec<Card>,
    left: Left,
    count: i64,
    more: Option<String>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let asked = Asked::read(&visit, &Form::parse(query.unwrap_or_default().as_bytes()));
    let (found, asked) = read(&app, &site, asked).await?;
    let facets = facets(&visit, &asked.cell, &found.left);
    let has_choices = asked.cell != Cell::default();
    page(&Index {
        page: visit.page("library-title"),
        house: site.name,
        is_narrowed: has_choices || !asked.typed.is_empty(),
        has_choices,
        asked: asked.typed,
        facets,
        cards: found.cards.iter().map(|one| card(&visit, one)).collect(),
        count: found.count,
        more: found.more,
        may_review: visit.can(Permission::ReviewLibrary),
        may_keep: visit.can(Permission::KeepLibrary),
        is_signed_in: visit.can(Permission::UseMyList),
        is_participant: visit.can(Permission::SeeMyRecord),
    })
}

async fn read(app: &App, site: &Site, asked: Asked) -> Result<(Found, Asked), DbError> {
    let organization = site.organization;
    app.db
        .read(site.tenant(), move |tx| {
            let found = if asked.typed.is_empty() {
                listed(tx, organization, &asked)
            } else {
                searched(tx, organization, &asked)
            };
            Ok((found?, asked))
        })
        .await
}

fn listed(tx: &mut Tx<'_>, organization: ground::ids::OrganizationId, asked: &Asked) -> Result<Found, DbError> {
    let mut cards = shelf::list(tx, organization, &asked.cell, asked.after, PAGE.saturating_add(1))?;
    let has_more = cards.len() > page_size();
    cards.truncate(page_size());
    let place = |last: &Card| format!("after={}.{}", last.rank, last.id.uuid());
    let more = cards.last().filter(|_| has_more).map(|last| asked.address(&place(last)));
    let counts = shelf::counts(tx, organization, &asked.cell)?;
    let count = counts.iter().find(|one| one.cell == asked.cell).map_or(0, |one| one.items);
    Ok(Found { cards, left: left_of(counts, &asked.cell), count, more })
}

/// What was found by words is little enough to be narrowed and counted here.
fn searched(tx: &mut Tx<'_>, organization: ground::ids::OrganizationId, asked: &Asked) -> Result<Found, DbError> {
    let found = search::search(tx, organization, &asked.typed)?;
    let left = left_of_found(&found, &asked.cell);
    let mut cards: Vec<Card> = found.into_iter().filter(|card| is_in(card, &asked.cell)).collect();
    let count = i64::try_from(cards.len()).unwrap_or(i64::MAX);
    let shown = asked.shown.max(page_size());
    let more = (cards.len() > shown).then(|| asked.address(&format!("shown={}", shown.saturating_add(page_size()))));
    cards.truncate(shown);
    Ok(Found { cards, left, count, more })
}

fn is_in(card: &Card, cell: &Cell) -> bool {
    (0..FACETS.len()).all(|place| fits(&keys(card), cell, place))
}

/// How many items each choice of each way to narrow would leave, in the order of [`FACETS`].
type Left = [BTreeMap<String, i64>; FACETS.len()];

/// What the shelf has counted: each combination that differs from the chosen one in no more than one place.
fn left_of(counts: Vec<Count>, cell: &Cell) -> Left {
    let mut left = Left::default();
    for Count { cell: at, items } in counts {
        let pairs = || at.keys().into_iter().zip(cell.keys()).enumerate();
        for (place, left) in left.iter_mut().enumerate() {
            let is_same_elsewhere = pairs().all(|(other, (key, chosen))| other == place || key == chosen);
            let key = at.keys().into_iter().nth(place).filter(|_| is_same_elsewhere);
            left.extend(key.map(|key| (key.to_owned(), items)));
        }
    }
    left
}

/// The same of a few items that were found by words.
fn left_of_found(found: &[Card], cell: &Cell) -> Left {
    let mut left = Left::default();
    for card in found {
        let has = keys(card);
        let fits: [bool; FACETS.len()] = std::array::from_fn(|place| fits(&has, cell, place));
        for (place, (left, keys)) in left.iter_mut().zip(has).enumerate() {
            if fits.iter().enumerate().all(|(other, fits)| other == place || *fits) {
                keys.iter().for_each(|key| count_one(left, key));
            }
        }
    }
    left
}

fn count_one(left: &mut BTreeMap<String, i64>, key: &str) {
    match left.get_mut(key) {
        Some(items) => *items = items.saturating_add(1),
        None => drop(left.insert(key.to_owned(), 1)),
    }
}

/// What an item can be narrowed by, in the order of [`FACETS`].
fn keys(card: &Card) -> [&[String]; FACETS.len()] {
    [&card.topics.0, &card.formats.0, &card.audiences.0, std::slice::from_ref(&card.language)]
}

/// Whether what is chosen in one place leaves the item.
fn fits(has: &[&[String]; FACETS.len()], cell: &Cell, place: usize) -> bool {
    let chosen = cell.keys().into_iter().nth(place).unwrap_or_default();
    chosen.is_empty() || has.get(place).is_some_and(|keys| keys.iter().any(|key| key == chosen))
}

/// Each way to narrow with what it would leave.
fn facets(visit: &Visit, cell: &Cell, left: &Left) -> Vec<Facet> {
    let ways = FACETS.into_iter().zip(cell.keys()).zip(left);
    ways.map(|(((name, list), chosen), left)| facet(visit, (name, list), chosen, left)).collect()
}

/// Choices that leave nothing are left out.
fn facet(visit: &Visit, (name, list): (&'static str, &str), chosen: &str, left: &BTreeMap<String, i64>) -> Facet {
    let choice = |item: &ground::rules::lists::Item| {
        let count = left.get(&item.key).copied().unwrap_or_default();
        let is_chosen = chosen == item.key;
        (count > 0 || is_chosen).then(|| Choice::new(&item.key, format!("{} ({count})", item.label), is_chosen))
    };
    let label = visit.rules().lists.get(list).map(|list| list.label.clone()).unwrap_or_default();
    Facet { name, label, choices: items(visit, list).iter().filter_map(choice).collect() }
}

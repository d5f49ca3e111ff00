//! The library as everybody finds it: narrowed by topic, use, readers and language, or searched by words.

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
    item::Chosen,
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
    is_narrowed: bool,
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
        let cell = [&self.cell.topic, &self.cell.format, &self.cell.audience, &self.cell.language];
        let mut parts: Vec<String> = Vec::new();
        parts.extend(Some(&self.typed).filter(|typed| !typed.is_empty()).map(|typed| format!("q={}", escaped(typed))));
        let narrowed = FACETS.iter().zip(cell).filter(|(_, key)| !key.is_empty());
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
    counts: Vec<Count>,
    count: i64,
    more: Option<String>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let asked = Asked::read(&visit, &Form::parse(query.unwrap_or_default().as_bytes()));
    let (found, asked) = read(&app, &site, asked).await?;
    let facets = facets(&visit, &asked.cell, &found.counts);
    page(&Index {
        page: visit.page("library-title"),
        house: site.name,
        is_narrowed: asked.cell != Cell::default() || !asked.typed.is_empty(),
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
    Ok(Found { cards, counts, count, more })
}

/// What was found by words is little enough to be narrowed and counted here.
fn searched(tx: &mut Tx<'_>, organization: ground::ids::OrganizationId, asked: &Asked) -> Result<Found, DbError> {
    let found = search::search(tx, organization, &asked.typed)?;
    let counts = counts_of(&found, &asked.cell);
    let mut cards: Vec<Card> = found.into_iter().filter(|card| is_in(card, &asked.cell)).collect();
    let count = i64::try_from(cards.len()).unwrap_or(i64::MAX);
    let shown = asked.shown.max(page_size());
    let more = (cards.len() > shown).then(|| asked.address(&format!("shown={}", shown.saturating_add(page_size()))));
    cards.truncate(shown);
    Ok(Found { cards, counts, count, more })
}

fn is_in(card: &Card, cell: &Cell) -> bool {
    let fits = |chosen: &Chosen, key: &str| key.is_empty() || chosen.has(key);
    fits(&card.topics, &cell.topic)
        && fits(&card.formats, &cell.format)
        && fits(&card.audiences, &cell.audience)
        && (cell.language.is_empty() || card.language == cell.language)
}

/// The same counts that the shelf keeps, of a few items.
fn counts_of(found: &[Card], cell: &Cell) -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    let mut add = |at: Cell| match counts.iter_mut().find(|one| one.cell == at) {
        Some(one) => one.items = one.items.saturating_add(1),
        None => counts.push(Count { cell: at, items: 1 }),
    };
    for card in found {
        for (name, keys) in [("topic", &card.topics.0), ("format", &card.formats.0), ("audience", &card.audiences.0)] {
            for at in keys.iter().map(|key| with(cell, name, key)).filter(|at| is_in(card, at)) {
                add(at);
            }
        }
        let at = with(cell, "language", &card.language);
        if is_in(card, &at) {
            add(at);
        }
    }
    counts
}

/// A cell with another choice in one place.
fn with(cell: &Cell, name: &str, key: &str) -> Cell {
    let mut at = cell.clone();
    match name {
        "topic" => key.clone_into(&mut at.topic),
        "format" => key.clone_into(&mut at.format),
        "audience" => key.clone_into(&mut at.audience),
        _ => key.clone_into(&mut at.language),
    }
    at
}

fn chosen<'c>(cell: &'c Cell, name: &str) -> &'c str {
    match name {
        "topic" => &cell.topic,
        "format" => &cell.format,
        "audience" => &cell.audience,
        _ => &cell.language,
    }
}

/// Each way to narrow with what it would leave; choices that leave nothing are left out.
fn facets(visit: &Visit, cell: &Cell, counts: &[Count]) -> Vec<Facet> {
    let facet = |(name, list): (&'static str, &'static str)| {
        let choice = |item: &ground::rules::lists::Item| {
            let at = with(cell, name, &item.key);
            let count = counts.iter().find(|one| one.cell == at).map_or(0, |one| one.items);
            let is_chosen = chosen(cell, name) == item.key;
            (count > 0 || is_chosen).then(|| Choice::new(&item.key, format!("{} ({count})", item.label), is_chosen))
        };
        let label = visit.rules().lists.get(list).map(|list| list.label.clone()).unwrap_or_default();
        Facet { name, label, choices: items(visit, list).iter().filter_map(choice).collect() }
    };
    FACETS.map(facet).into_iter().collect()
}

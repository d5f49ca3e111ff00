//! What the pages of the library have in common: an item in a list, and the names of things.

use ground::{Visit, layout::parts::Choice, rules::lists::Item as ListItem};
use kit::messages::AsArg;

use super::{
    item::{Content, ItemId},
    level::{self, Said},
    store::shelf::Card,
};

/// An item in a list.
pub struct CardView {
    pub id: ItemId,
    pub title: String,
    pub summary: String,
    /// "Article · Sleep · 4 minutes".
    pub about: String,
    /// The language of the title, as pages write it.
    pub language: String,
}

pub fn card(visit: &Visit, card: &Card) -> CardView {
    let mut about = vec![label(visit, "library_kinds", &card.kind)];
    about.extend(card.topics.0.first().map(|topic| label(visit, "library_topics", topic)));
    about.extend(card.minutes.map(|minutes| visit.words.with("library-minutes", &[("minutes", minutes.as_arg())])));
    if card.language != visit.words.tag() {
        about.push(label(visit, "library_languages", &card.language));
    }
    CardView {
        id: card.id,
        title: card.title.clone(),
        summary: card.summary.clone(),
        about: about.join(" · "),
        language: card.language.clone(),
    }
}

/// What people read for a key of a list.
pub fn label(visit: &Visit, list: &str, key: &str) -> String {
    visit.rules().lists.get(list).map_or_else(|| key.to_owned(), |list| list.label_of(key).to_owned())
}

/// What people read for several keys.
pub fn labels(visit: &Visit, list: &str, keys: &[String]) -> String {
    keys.iter().map(|key| label(visit, list, key)).collect::<Vec<_>>().join(", ")
}

/// The items of a list.
pub fn items<'v>(visit: &'v Visit, list: &str) -> &'v [ListItem] {
    visit.rules().lists.get(list).map(|list| list.items.as_slice()).unwrap_or_default()
}

/// The choices of a list, with those that `is_chosen` says.
pub fn choices(visit: &Visit, list: &str, is_chosen: impl Fn(&str) -> bool) -> Vec<Choice> {
    items(visit, list).iter().map(|item| Choice::new(&item.key, &item.label, is_chosen(&item.key))).collect()
}

/// How hard an item is to read, in words: what staff say of it, else what the formula says; nothing when neither does.
pub fn level_words(visit: &Visit, content: &Content) -> String {
    if !content.level_words.is_empty() {
        return content.level_words.clone();
    }
    match content.level_tenths.map(|tenths| level::said(&content.language, tenths)) {
        None => String::new(),
        Some(Said::Grade(grade)) => visit.words.with("library-level-grade", &[("grade", grade.as_arg())]),
        Some(Said::Band(band)) => visit.t(&format!("library-level-{band}")),
    }
}

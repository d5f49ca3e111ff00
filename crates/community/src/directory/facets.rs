//! Everything that a service can be found by, told from its record: what it is for, what it costs, its languages, how one
//! gets in, its words. No I/O.

use std::collections::{BTreeMap, HashMap};

use ground::rules::{Rules, lists::List};
use hsds::model::{Accessibility, Attribute, Language, Location, Service, TaxonomyTerm};
use uuid::Uuid;

use super::words::{fold, words};

/// The list of facets that people choose from, with the beginning of their facets.
pub const LISTS: [(&str, &str); 4] = [
    ("directory_needs", "need"),
    ("directory_ways", "is"),
    ("directory_costs", "cost"),
    ("directory_access", "access"),
];
/// Words of a description that count.
const MOST_WORDS: usize = 40;
/// What the taxonomy of the organization's own terms is called in exports.
pub const OWN_TAXONOMY: &str = "Accompany";

/// A service with all that is known around it.
pub struct Around<'a> {
    pub service: &'a Service,
    pub agency_name: &'a str,
    pub agency_id: Uuid,
    pub locations: &'a [Location],
    pub terms: &'a HashMap<Uuid, TaxonomyTerm>,
}

/// The id of a term of the organization's own taxonomy: the same in every installation.
pub fn own_term(facet: &str) -> Uuid {
    hsds::Ids::of(OWN_TAXONOMY).made("taxonomy_term", facet)
}

/// The id of the organization's own taxonomy.
pub fn own_taxonomy() -> Uuid {
    hsds::Ids::of(OWN_TAXONOMY).made("taxonomy", "own")
}

/// The facets of a service, each with its rank: 0 for words of its own name.
pub fn of(around: &Around<'_>, rules: &Rules) -> BTreeMap<String, i64> {
    let mut facets = BTreeMap::from([("all".to_owned(), 0), (format!("agency:{}", around.agency_id), 0)]);
    let terms: Vec<&TaxonomyTerm> =
        attributes(around).filter_map(|one| around.terms.get(&one.taxonomy_term_id.parse().ok()?)).collect();
    for term in &terms {
        facets.insert(format!("term:{}", term.id), 0);
        if !term.taxonomy_id.is_empty() {
            facets.insert(format!("taxonomy:{}", term.taxonomy_id), 0);
        }
        // The organization's own terms carry their facet as the code.
        if LISTS.iter().any(|(_, begin)| term.code.starts_with(&format!("{begin}:"))) {
            facets.insert(term.code.clone(), 0);
        }
    }
    let said: Vec<String> =
        attributes(around).map(|one| one.value.clone()).chain(terms.iter().map(|term| term.name.clone())).collect();
    add_listed(&mut facets, around, rules, &said);
    for language in languages(around) {
        facets.insert(format!("language:{}", language_key(rules, language)), 0);
    }
    add_words(&mut facets, around, &said);
    facets
}

fn attributes<'a>(around: &Around<'a>) -> impl Iterator<Item = &'a Attribute> + use<'a> {
    around.service.attributes.iter()
}

fn languages<'a>(around: &'a Around<'_>) -> impl Iterator<Item = &'a Language> {
    let of_phones = around.service.phones.iter().flat_map(|phone| &phone.languages);
    around.service.languages.iter().chain(around.locations.iter().flat_map(|place| &place.languages)).chain(of_phones)
}

/// What is told by words that mean the same.
fn add_listed(facets: &mut BTreeMap<String, i64>, around: &Around<'_>, rules: &Rules, said: &[String]) {
    let service = around.service;
    let costs = service.cost_options.iter().flat_map(|cost| [cost.option.as_str(), cost.amount_description.as_str()]);
    let costs: Vec<&str> = costs.chain([service.fees_description.as_str(), service.fees.as_str()]).collect();
    let access = around.locations.iter().flat_map(|place| &place.accessibility);
    let access: Vec<&str> =
        access.flat_map(|one: &Accessibility| [one.description.as_str(), one.details.as_str()]).collect();
    let ways = [service.application_process.as_str(), service.name.as_str(), service.alternate_name.as_str()];
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let needs = [service.name.as_str(), service.alternate_name.as_str()];
    let told: [(&str, Vec<&str>); 4] = [
        ("directory_needs", said.iter().copied().chain(needs).collect()),
        ("directory_ways", said.iter().copied().chain(ways).collect()),
        ("directory_costs", said.iter().copied().chain(costs).collect()),
        ("directory_access", access),
    ];
    for (list, texts) in told {
        let begin = LISTS.iter().find(|(name, _)| *name == list).map_or("", |(_, begin)| *begin);
        let texts = format!(" {} ", texts.iter().map(|text| fold(text)).collect::<Vec<_>>().join(" | "));
        for key in rules.lists.get(list).into_iter().flat_map(|list| matching(list, &texts)) {
            facets.insert(format!("{begin}:{key}"), 0);
        }
    }
    let is_free = !service.cost_options.is_empty() && service.cost_options.iter().all(|cost| cost.amount == Some(0.0));
    if is_free {
        facets.insert("cost:free".to_owned(), 0);
    }
}

/// The items of a list of which one of the words stands in a folded text.
fn matching<'l>(list: &'l List, texts: &str) -> Vec<&'l str> {
    let is_told = |words: &str| words.split('|').any(|word| texts.contains(&format!(" {} ", fold(word))));
    let items = list.items.iter().filter(|item| item.codes.get("words").is_some_and(|words| is_told(words)));
    items.map(|item| item.key.as_str()).collect()
}

/// The key of a language in the list `languages`, or its name.
fn language_key(rules: &Rules, language: &Language) -> String {
    let code = fold(language.code.split('-').next().unwrap_or_default());
    let name = fold(&language.name);
    let list = rules.lists.get("languages");
    let is_it = |label: &str| {
        let label = fold(label);
        label == name || (!name.is_empty() && label.starts_with(&format!("{name} ")))
    };
    let listed = list.and_then(|list| list.items.iter().find(|item| item.key == code || is_it(&item.label)));
    listed.map_or(if code.is_empty() { name } else { code }, |item| item.key.clone())
}

fn add_words(facets: &mut BTreeMap<String, i64>, around: &Around<'_>, said: &[String]) {
    let service = around.service;
    let mut put = |text: &str, rank: i64, most: usize| {
        for word in words(text).into_iter().take(most) {
            facets.entry(format!("word:{word}")).or_insert(rank);
        }
    };
    put(&service.name, 0, MOST_WORDS);
    put(&service.alternate_name, 0, MOST_WORDS);
    put(around.agency_name, 1, MOST_WORDS);
    for text in said {
        put(text, 1, MOST_WORDS);
    }
    for place in around.locations {
        put(&place.name, 1, MOST_WORDS);
        put(place.addresses.first().map_or("", |address| &address.city), 1, MOST_WORDS);
    }
    put(&service.description, 2, MOST_WORDS);
}

/// What tells two records of one service: its name with a telephone number, or with an address.
pub fn twin_keys(service: &Service, locations: &[Location]) -> Vec<String> {
    let name = fold(&service.name);
    let phones = service.phones.iter().chain(locations.iter().flat_map(|place| &place.phones));
    let phones = phones.filter_map(|phone| {
        let digits: String = phone.number.chars().filter(char::is_ascii_digit).collect();
        let tail = digits.get(digits.len().checked_sub(10)?..)?.to_owned();
        Some(format!("{name}|{tail}"))
    });
    let addresses = locations.iter().flat_map(|place| &place.addresses).filter(|one| !one.address_1.trim().is_empty());
    let addresses = addresses.map(|one| format!("{name}|{}|{}", fold(&one.address_1), fold(&one.postal_code)));
    let mut keys: Vec<String> = phones.chain(addresses).collect();
    keys.sort();
    keys.dedup();
    keys
}

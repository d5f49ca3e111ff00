//! What a visitor can ask for, as choices; and reading what they asked.

use ground::{Visit, layout::parts::Choice};
use kit::forms::Form;

use super::{
    facets::LISTS,
    find::{After, Query},
    near::Spot,
};

/// How far somebody looks, in miles.
pub const MILES: [i64; 5] = [1, 5, 10, 25, 50];
const USUAL_MILES: i64 = 5;

/// The choices of one list, with how many services each has; those that none has are left out.
pub fn listed(visit: &Visit, list: &str, begin: &str, form: &Form, counts: &[(String, i64)]) -> Vec<Choice> {
    let items = visit.rules().lists.get(list).into_iter().flat_map(|list| &list.items);
    let counted = items.filter_map(|item| {
        let facet = format!("{begin}:{}", item.key);
        let (_, count) = counts.iter().find(|(known, _)| *known == facet)?;
        let label = format!("{} ({count})", item.label);
        Some(Choice::new(item.key.clone(), label, form.has(begin, &item.key)))
    });
    counted.collect()
}

/// The languages that services are offered in.
pub fn languages(visit: &Visit, form: &Form, counts: &[(String, i64)]) -> Vec<Choice> {
    let named = counts.iter().filter_map(|(facet, count)| {
        let key = facet.strip_prefix("language:").filter(|key| !key.is_empty())?;
        let label = visit.rules().lists.get("languages").map_or(key, |list| list.label_of(key));
        Some(Choice::new(key, format!("{label} ({count})"), form.get("language") == key))
    });
    named.collect()
}

/// What was asked for. The place behind a postal code is looked up by the caller.
pub fn query(form: &Form) -> Query {
    let mut facets: Vec<String> = Vec::new();
    for (_, begin) in LISTS {
        facets.extend(form.all(begin).into_iter().filter(|key| is_key(key)).map(|key| format!("{begin}:{key}")));
    }
    facets.extend(form.text("language").filter(|key| is_key(key)).map(|key| format!("language:{key}")));
    Query {
        facets,
        words: form.get("q").chars().take(120).collect(),
        is_open_now: form.is_ticked("open"),
        near: Spot::parse(form.get("near")).map(|spot| (spot, miles(form))),
        after: After::parse(form.get("after")),
    }
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= 60
}

/// How many miles around, as a number to count with.
pub fn miles(form: &Form) -> f64 {
    let asked = form.parsed("miles").filter(|miles| MILES.contains(miles)).unwrap_or(USUAL_MILES);
    f64::from(i32::try_from(asked).unwrap_or(5))
}

/// The choices of how far.
pub fn distances(visit: &Visit, form: &Form) -> Vec<Choice> {
    let chosen = form.parsed("miles").filter(|miles| MILES.contains(miles)).unwrap_or(USUAL_MILES);
    let label = |miles: i64| visit.words.with("directory-miles", &[("miles", kit::messages::AsArg::as_arg(&miles))]);
    MILES.iter().map(|miles| Choice::new(miles.to_string(), label(*miles), *miles == chosen)).collect()
}

/// The address of the list with one field changed; nothing typed takes it off.
pub fn address(path: &str, form: &Form, field: &str, value: &str) -> String {
    let kept = form.pairs().filter(|(name, typed)| *name != field && *name != "after" && !typed.is_empty());
    let mut parts: Vec<String> =
        kept.map(|(name, typed)| format!("{}={}", kit::web::escaped(name), kit::web::escaped(typed))).collect();
    if !value.is_empty() {
        parts.push(format!("{}={}", kit::web::escaped(field), kit::web::escaped(value)));
    }
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}

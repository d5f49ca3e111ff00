//! What the pages of plan and circle have in common.

use ground::{Visit, access::Scope, layout::parts::Choice, rules::plan::PlanSection};
use jiff::civil::Date;
use kit::{db::Tx, faults::Fault, forms::Form};

use crate::me::{Me, me};

/// The person behind the account; a worker's account finds nothing.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub fn myself(tx: &mut Tx<'_>, scope: &Scope) -> Result<Me, Fault> {
    me(tx, scope)?.ok_or(Fault::NotFound)
}

/// The section with this word.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn section<'v>(visit: &'v Visit, word: &str) -> Result<&'v PlanSection, Fault> {
    visit.rules().plan_sections.get(word).ok_or(Fault::NotFound)
}

/// The day it is where the organization is.
pub fn today(visit: &Visit) -> Date {
    visit.request.now().to_zoned(visit.zone()).date()
}

/// What people read for a key of a list.
pub fn label(visit: &Visit, list: &str, key: &str) -> String {
    visit.rules().lists.get(list).map_or_else(|| key.to_owned(), |list| list.label_of(key).to_owned())
}

/// The choices of a list, with what the form chose.
pub fn choices(visit: &Visit, list: &str, form: &Form, field: &str) -> Vec<Choice> {
    let items = visit.rules().lists.get(list).map(|list| list.items.as_slice()).unwrap_or_default();
    let choice = |item: &ground::rules::lists::Item| {
        let choice = Choice::new(&item.key, &item.label, form.has(field, &item.key));
        choice.with_hint(item.text.clone().unwrap_or_default())
    };
    items.iter().map(choice).collect()
}

/// Whether a list has a key.
pub fn has_item(visit: &Visit, list: &str, key: &str) -> bool {
    visit.rules().lists.get(list).is_some_and(|list| list.item(key).is_some())
}

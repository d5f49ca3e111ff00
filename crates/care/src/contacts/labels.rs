//! What people read for stored words, and choices for forms, from the lists in `rules/lists.toml`.

use ground::{
    Visit,
    layout::parts::Choice,
    rules::{Rules, lists::Item},
};
use kit::{forms::Form, messages::Words};

use super::contact::{Kind, Mode, Status};

/// What people read for a key; a key that is no longer in the list is shown as it is.
pub fn label(words: &Words, list: &str, key: &str) -> String {
    Rules::read_in(words.tag()).lists.get(list).map_or(key, |list| list.label_of(key)).to_owned()
}

/// The items of a list as choices, those ticked that the form names.
pub fn choices(words: &Words, list: &str, form: &Form, field: &str) -> Vec<Choice> {
    let items = Rules::read_in(words.tag()).lists.get(list).map(|list| list.items.as_slice()).unwrap_or_default();
    let choice = |item: &Item| {
        Choice::new(&item.key, &item.label, form.has(field, &item.key)).with_hint(item.text.clone().unwrap_or_default())
    };
    items.iter().map(choice).collect()
}

/// The competencies without their groups' heads; the head is each one's second line.
pub fn competencies(words: &Words, form: &Form) -> Vec<Choice> {
    let Some(list) = Rules::read_in(words.tag()).lists.get("competencies") else { return Vec::new() };
    let items = list.items.iter().filter_map(|item| Some((item, item.under.as_deref()?)));
    items
        .map(|(item, head)| {
            let is_ticked = form.has("competencies", &item.key);
            Choice::new(&item.key, &item.label, is_ticked).with_hint(list.label_of(head))
        })
        .collect()
}

/// The icon of a contact: what kind, or how they met.
pub const fn icon(kind: Kind, mode: Option<Mode>) -> &'static str {
    match (kind, mode) {
        (Kind::CrisisSupport, _) => "heart",
        (Kind::Accompaniment, _) => "walk",
        (Kind::Education, _) => "idea",
        (Kind::Advocacy, _) => "comment",
        (Kind::Family, _) => "people",
        (Kind::Team, _) => "team",
        (Kind::NonService, _) => "clock",
        (_, Some(Mode::Phone)) | (Kind::Outreach, _) => "phone",
        (_, Some(Mode::Video)) => "video",
        (_, Some(Mode::Text)) => "text",
        _ => "coffee",
    }
}

/// Where a note stands, in words and a tone; nothing to say for a note that is simply signed.
pub fn status(visit: &Visit, status: Status) -> (String, &'static str) {
    let tone = match status {
        Status::Signed | Status::Cosigned => "good",
        Status::AwaitingCosign => "info",
        Status::Returned => "warn",
        Status::EnteredInError => "bad",
    };
    (visit.t(&format!("contacts-status-{}", status.word().replace('_', "-"))), tone)
}

/// How long something took, as people say it: "45 minutes", "1 hour 10 minutes".
pub fn duration(visit: &Visit, minutes: i64) -> String {
    let (hours, rest) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    let part = |key: &str, count: i64| visit.words.with(key, &[("count", kit::messages::Arg::Count(count))]);
    match (hours, rest) {
        (0, rest) => part("contacts-minutes", rest),
        (hours, 0) => part("contacts-hours", hours),
        (hours, rest) => format!("{} {}", part("contacts-hours", hours), part("contacts-minutes", rest)),
    }
}

//! The form of an item: what was typed, made into what a version says. Errors name fields. No I/O.

use ground::{ids::AccountId, rules::Rules};
use jiff::civil::Date;
use kit::{
    forms::{Errors, Form},
    messages::Words,
};

use super::{
    item::{Chosen, Content},
    level, markdown,
};

/// Groups of tick boxes of the form.
pub const BOXES: [&str; 3] = ["topics", "formats", "audiences"];
/// The most choices of each of them.
const MOST_CHOSEN: usize = 3;
/// The longest texts, in characters: of a line, and of a body.
const MOST_IN_LINE: usize = 300;
const MOST_IN_BODY: usize = 60_000;
/// Longer than this is a course.
const MOST_MINUTES: i64 = 600;

/// What the form says besides the words of the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub content: Content,
    pub owner: Option<AccountId>,
    pub review_on: Option<Date>,
}

/// Reads the form. A draft may lack what only publishing needs: the checks say so.
///
/// # Errors
/// By field.
pub fn read(form: &Form, words: &Words, today: Date) -> Result<Kept, Errors> {
    let mut errors = Errors::default();
    let mut content = Content {
        kind: one_of(&mut errors, form, words, "kind", "library_kinds"),
        language: one_of(&mut errors, form, words, "language", "library_languages"),
        topics: some_of(&mut errors, form, words, "topics", "library_topics"),
        formats: some_of(&mut errors, form, words, "formats", "library_formats"),
        audiences: some_of(&mut errors, form, words, "audiences", "library_audiences"),
        title: line(&mut errors, form, words, "title"),
        summary: line(&mut errors, form, words, "summary"),
        body: body(&mut errors, form, words),
        link: link(&mut errors, form, words),
        document: form.parsed("document"),
        minutes: minutes(&mut errors, form, words),
        level_tenths: None,
        level_words: line(&mut errors, form, words, "level_words"),
        source: line(&mut errors, form, words, "source"),
        licence: form.text("licence").filter(|key| knows("library_licences", key)).unwrap_or_default().to_owned(),
        credits: line(&mut errors, form, words, "credits"),
    };
    if content.title.is_empty() {
        errors.add("title", words.t("keeping-library-title-missing"));
    }
    content.level_tenths = level::measure(&content.language, &content.body);
    let review_on = review_on(&mut errors, form, words, today);
    errors.check()?;
    Ok(Kept { content, owner: form.parsed("owner"), review_on })
}

fn knows(list: &str, key: &str) -> bool {
    Rules::shipped().lists.get(list).is_some_and(|list| list.item(key).is_some())
}

fn one_of(errors: &mut Errors, form: &Form, words: &Words, name: &str, list: &str) -> String {
    let key = form.text(name).unwrap_or_default();
    if !knows(list, key) {
        errors.add(name, words.t("keeping-library-choose-one"));
    }
    key.to_owned()
}

fn some_of(errors: &mut Errors, form: &Form, words: &Words, name: &str, list: &str) -> Chosen {
    let mut chosen: Vec<String> = Vec::new();
    for key in form.all(name).into_iter().filter(|key| knows(list, key)) {
        if !chosen.iter().any(|one| one == key) {
            chosen.push(key.to_owned());
        }
    }
    if chosen.len() > MOST_CHOSEN {
        errors.add(name, words.t("keeping-library-too-many"));
    }
    Chosen(chosen)
}

fn line(errors: &mut Errors, form: &Form, words: &Words, name: &str) -> String {
    let text = form.get(name).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > MOST_IN_LINE {
        errors.add(name, words.t("keeping-library-too-long"));
    }
    text
}

fn body(errors: &mut Errors, form: &Form, words: &Words) -> String {
    let text = form.get("body").replace("\r\n", "\n").trim_end().to_owned();
    if text.chars().count() > MOST_IN_BODY {
        errors.add("body", words.t("keeping-library-too-long"));
    }
    text
}

fn link(errors: &mut Errors, form: &Form, words: &Words) -> String {
    let text = form.text("link").unwrap_or_default();
    let is_web =
        url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    if !text.is_empty() && (!is_web || !markdown::is_safe(text) || text.chars().count() > 2_000) {
        errors.add("link", words.t("keeping-library-no-link"));
    }
    text.to_owned()
}

fn minutes(errors: &mut Errors, form: &Form, words: &Words) -> Option<i64> {
    let typed = form.text("minutes")?;
    let minutes = typed.parse::<i64>().ok().filter(|minutes| (1..=MOST_MINUTES).contains(minutes));
    if minutes.is_none() {
        errors.add("minutes", words.t("keeping-library-no-minutes"));
    }
    minutes
}

fn review_on(errors: &mut Errors, form: &Form, words: &Words, today: Date) -> Option<Date> {
    form.text("review_on")?;
    let day = form.date("review_on").filter(|day| *day > today);
    if day.is_none() {
        errors.add("review_on", words.t("keeping-library-no-day"));
    }
    day
}

/// What a version says as the form shows it.
pub fn fill(kept: &Kept) -> Form {
    let content = &kept.content;
    let text = |value: Option<String>| value.unwrap_or_default();
    let mut form = Form::from_pairs([
        ("kind", content.kind.clone()),
        ("language", content.language.clone()),
        ("title", content.title.clone()),
        ("summary", content.summary.clone()),
        ("body", content.body.clone()),
        ("link", content.link.clone()),
        ("document", text(content.document.map(|id| id.to_string()))),
        ("minutes", text(content.minutes.map(|minutes| minutes.to_string()))),
        ("level_words", content.level_words.clone()),
        ("source", content.source.clone()),
        ("licence", content.licence.clone()),
        ("credits", content.credits.clone()),
        ("owner", text(kept.owner.map(|id| id.to_string()))),
        ("review_on", text(kept.review_on.map(|day| day.to_string()))),
    ]);
    for (name, chosen) in BOXES.iter().zip([&content.topics, &content.formats, &content.audiences]) {
        chosen.0.iter().for_each(|key| form.add(name, key.as_str()));
    }
    form
}

//! The form about a person, for adding and changing: what is asked, and what is wrong with an answer.

use askama::Template;
use ground::{
    Visit,
    layout::{Page, parts::Choice},
    rules::Rules,
};
use jiff::civil::Date;
use kit::{
    forms::{Errors, Form},
    messages::{AsArg, Words},
};

use crate::participants::{Channel, ChannelKind, Details, Found, Participant, age, names, status_label};

/// Ways to reach somebody that the form has room for.
const CHANNELS: usize = 6;
const LONGEST_NAME: usize = 200;

/// The page that adds or changes a person.
#[derive(Template)]
#[template(path = "record/form.html")]
pub struct PersonForm {
    pub page: Page,
    pub action: String,
    pub back: String,
    pub is_new: bool,
    pub form: Form,
    pub errors: Errors,
    pub similar: Vec<Similar>,
    pub programs: Vec<Choice>,
    pub joining: Vec<Choice>,
    pub can_support: bool,
    pub sees_legal_name: bool,
    pub languages: Vec<Choice>,
    pub minor_bases: Vec<Choice>,
    pub channels: Vec<ChannelRow>,
}

/// One way to reach somebody, as the form shows it.
pub struct ChannelRow {
    pub number: usize,
    pub kinds: Vec<Choice>,
    pub value: String,
    pub note: String,
    pub is_agreed: bool,
    pub may_leave_message: bool,
    pub is_open: bool,
}

impl ChannelRow {
    /// The name of one of its fields.
    fn field(&self, name: &str) -> String {
        format!("channel-{}-{name}", self.number)
    }
}

/// The people who may be the same person, shown while typing and again before a second record is made.
#[derive(Template)]
#[template(path = "record/similar.html")]
pub struct SimilarPeople {
    pub page: Page,
    pub similar: Vec<Similar>,
}

/// Somebody who may be the same person.
pub struct Similar {
    pub href: String,
    pub name: String,
    pub about: String,
}

impl Similar {
    pub fn of(visit: &Visit, found: &Found) -> Self {
        let today = visit.request.now().to_zoned(visit.zone()).date();
        let years = found.birth_date.map(|born| i64::from(age(born, today)));
        let parts = [
            Some(found.nicknames.clone()).filter(|names| !names.is_empty()),
            years.map(|years| visit.words.with("people-age", &[("years", years.as_arg())])),
            found.status.map(|status| status_label(&visit.words, status)),
            found.program_name.clone(),
        ];
        Self {
            href: format!("/people/{}", found.id),
            name: found.name_to_use.clone(),
            about: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        }
    }
}

impl PersonForm {
    /// The page as it looks with what was typed so far.
    pub fn new(visit: &Visit, form: Form, errors: Errors) -> Self {
        let title = "record-new-title";
        Self {
            page: visit.page(title),
            action: "/people".to_owned(),
            back: "/people".to_owned(),
            is_new: true,
            errors,
            similar: Vec::new(),
            programs: Vec::new(),
            joining: Vec::new(),
            can_support: false,
            sees_legal_name: false,
            languages: choices(&visit.words, "languages", &[form.get("language")], |item| !item.declines),
            minor_bases: choices(&visit.words, "minor_bases", &[form.get("minor_basis")], |_| true),
            channels: channel_rows(visit, &form),
            form,
        }
    }
}

/// The choices of a list, those with the given keys chosen.
pub fn choices(
    words: &Words,
    list: &str,
    chosen: &[&str],
    keep: impl Fn(&ground::rules::lists::Item) -> bool,
) -> Vec<Choice> {
    let Some(list) = Rules::read_in(words.tag()).lists.get(list) else { return Vec::new() };
    let choice = |item: &ground::rules::lists::Item| {
        Choice::new(item.key.clone(), item.label.clone(), chosen.contains(&item.key.as_str()))
            .with_hint(item.text.clone().unwrap_or_default())
    };
    list.items.iter().filter(|item| keep(item)).map(choice).collect()
}

fn channel_rows(visit: &Visit, form: &Form) -> Vec<ChannelRow> {
    let field = |number: usize, name: &str| format!("channel-{number}-{name}");
    let used = (1..=CHANNELS).rev().find(|number| form.text(&field(*number, "value")).is_some()).unwrap_or(0);
    let row = |number: usize| {
        let kind = form.text(&field(number, "kind")).unwrap_or(if number == 2 { "email" } else { "phone" });
        let choice = |one: &ChannelKind| {
            Choice::new(one.word(), visit.t(&format!("people-channel-{}", one.word())), one.word() == kind)
        };
        ChannelRow {
            number,
            kinds: ChannelKind::ALL.iter().map(choice).collect(),
            value: form.get(&field(number, "value")).to_owned(),
            note: form.get(&field(number, "note")).to_owned(),
            is_agreed: form.is_ticked(&field(number, "agreed")),
            may_leave_message: form.is_ticked(&field(number, "message")),
            is_open: number <= used.max(1),
        }
    };
    (1..=used.saturating_add(2).min(CHANNELS)).map(row).collect()
}

/// The form as it stands before anybody changes it.
pub fn filled(person: &Participant, legal_name: Option<&str>, channels: &[Channel]) -> Form {
    let mut form = Form::from_pairs([
        ("name_to_use", person.name_to_use.as_str()),
        ("nicknames", &person.nicknames),
        ("legal_name", legal_name.unwrap_or_default()),
        ("pronouns", &person.pronouns),
        ("language", &person.language),
        ("own_words", &person.own_words),
        ("about", &person.about),
        ("minor_basis", person.minor_basis.as_deref().unwrap_or_default()),
    ]);
    form.set("version", person.version.to_string());
    form.set("birth_date", person.birth_date.map(|day| day.to_string()).unwrap_or_default());
    if person.needs_interpreter {
        form.set("needs_interpreter", "yes");
    }
    for (number, channel) in (1..).zip(channels) {
        form.set(&format!("channel-{number}-kind"), channel.kind.word());
        form.set(&format!("channel-{number}-value"), &channel.value);
        form.set(&format!("channel-{number}-note"), &channel.note);
        if channel.is_agreed {
            form.set(&format!("channel-{number}-agreed"), "yes");
        }
        if channel.may_leave_message {
            form.set(&format!("channel-{number}-message"), "yes");
        }
    }
    form
}

/// What the form says about the person.
///
/// # Errors
/// Everything that needs a change, beside its field.
pub fn read(visit: &Visit, form: &Form) -> Result<Details, Errors> {
    let mut errors = Errors::default();
    let today = visit.request.now().to_zoned(visit.zone()).date();
    let name_to_use = form.text("name_to_use").unwrap_or_default().to_owned();
    if names::parts(&name_to_use).is_empty() {
        errors.add("name_to_use", visit.t("record-error-name"));
    }
    for field in ["name_to_use", "nicknames", "legal_name", "pronouns"] {
        if form.get(field).chars().count() > LONGEST_NAME {
            errors.add(field, visit.t("record-error-long"));
        }
    }
    let birth_date = read_birth_date(visit, form, today, &mut errors);
    let is_minor = birth_date.is_some_and(|born| age(born, today) < 18);
    let minor_basis = form.text("minor_basis").map(str::to_owned);
    if minor_basis.is_some() && birth_date.is_some() && !is_minor {
        errors.add("minor_basis", visit.t("record-error-not-minor"));
    }
    let channels = read_channels(visit, form, &mut errors);
    errors.check()?;
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    Ok(Details {
        name_to_use,
        nicknames: text("nicknames"),
        legal_name: form.text("legal_name").map(str::to_owned),
        pronouns: text("pronouns"),
        birth_date,
        language: text("language"),
        needs_interpreter: form.is_ticked("needs_interpreter"),
        own_words: text("own_words"),
        about: text("about"),
        minor_basis,
        channels,
    })
}

fn read_birth_date(visit: &Visit, form: &Form, today: Date, errors: &mut Errors) -> Option<Date> {
    form.text("birth_date")?;
    let born = form.date("birth_date").filter(|born| *born <= today && age(*born, today) <= 120);
    if born.is_none() {
        errors.add("birth_date", visit.t("record-error-birth-date"));
    }
    born
}

fn read_channels(visit: &Visit, form: &Form, errors: &mut Errors) -> Vec<Channel> {
    let mut channels = Vec::new();
    for number in 1..=CHANNELS {
        let field = |name: &str| format!("channel-{number}-{name}");
        let Some(value) = form.text(&field("value")) else { continue };
        let kind = ChannelKind::from_word(form.get(&field("kind"))).unwrap_or(ChannelKind::Phone);
        let wrong = match kind {
            ChannelKind::Phone | ChannelKind::Text if names::digits(value).len() < 7 => Some("record-error-phone"),
            ChannelKind::Email if !value.contains('@') => Some("record-error-email"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            errors.add(&field("value"), visit.t(wrong));
        }
        channels.push(Channel {
            kind,
            value: value.to_owned(),
            is_agreed: form.is_ticked(&field("agreed")),
            may_leave_message: form.is_ticked(&field("message")),
            note: form.text(&field("note")).unwrap_or_default().to_owned(),
        });
    }
    channels
}

//! What directors write about their organization, read from the form and checked. No storage.

use ground::{Visit, accounts::fields};
use kit::{
    forms::{Errors, Form},
    messages::AsArg,
};

use super::colour::{Colour, ENOUGH, TooPale};

kit::id_types! {
    PartnerId,
    LogoId,
}

/// The most characters of what stands on a page.
pub const MOST_WORDS: usize = 6_000;

/// Name, look and whereabouts, with the host name of the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaceSettings {
    /// Empty: the organization's own name.
    pub name: String,
    /// `#rrggbb`, empty for the program's own colour.
    pub accent: String,
    pub region: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    /// The host name at which the pages stand, when one installation serves several organizations.
    pub host: Option<String>,
}

/// What the pages say in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub language: String,
    /// One sentence for the head of the home page.
    pub lead: String,
    pub about: String,
}

kit::from_row!(Said { language, lead, about });

/// Somebody the organization works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPartner {
    pub name: String,
    pub words: String,
    pub url: String,
}

impl FaceSettings {
    /// Reads the form; what is wrong goes to `errors`.
    pub fn read(visit: &Visit, form: &Form, errors: &mut Errors) -> Self {
        let words = &visit.words;
        let mut short = |field: &str| fields::short(form, field, words, errors);
        let (name, phone) = (short("name"), short("phone"));
        let address = long(visit, form, "address", errors);
        let email = match form.text("email") {
            Some(_) => fields::email(form, "email", words, errors),
            None => String::new(),
        };
        let region = region(visit, form, errors);
        let host = host(visit, form, errors);
        Self { name, accent: accent(visit, form, errors), region, address, phone, email, host }
    }
}

/// The colour, when it can be read. Otherwise the error names how far it is and the nearest that can.
fn accent(visit: &Visit, form: &Form, errors: &mut Errors) -> String {
    let Some(typed) = form.text("accent") else { return String::new() };
    let Some(colour) = Colour::parse(typed) else {
        errors.add("accent", visit.t("keeping-public-colour-wrong"));
        return String::new();
    };
    match colour.readable() {
        Ok(colour) => colour.to_string(),
        Err(TooPale { ratio, nearest }) => {
            let (ratio, enough, nearest) = (format!("{ratio:.1}"), format!("{ENOUGH:.1}"), nearest.to_string());
            let said = [("ratio", ratio.as_arg()), ("enough", enough.as_arg()), ("nearest", nearest.as_arg())];
            errors.add("accent", visit.words.with("keeping-public-colour-pale", &said));
            String::new()
        }
    }
}

/// A country, and narrower parts of it behind dashes: `US-NY-NYC`.
fn region(visit: &Visit, form: &Form, errors: &mut Errors) -> String {
    let typed = form.text("region").unwrap_or_default().to_ascii_uppercase();
    let is_part = |part: &str| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    if !typed.is_empty() && !typed.split('-').all(is_part) {
        errors.add("region", visit.t("keeping-public-region-wrong"));
    }
    typed
}

/// A host name as a browser sends it: letters, digits, dashes and dots, no port.
fn host(visit: &Visit, form: &Form, errors: &mut Errors) -> Option<String> {
    let typed = form.text("host")?.to_ascii_lowercase();
    let is_label = |label: &str| {
        let is_plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        is_plain && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    if typed.len() > 253 || !typed.split('.').all(is_label) {
        errors.add("host", visit.t("keeping-public-host-wrong"));
    }
    Some(typed)
}

/// Words of several lines, within [`MOST_WORDS`].
pub fn long(visit: &Visit, form: &Form, field: &str, errors: &mut Errors) -> String {
    let text = form.get(field).replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > MOST_WORDS {
        errors.add(field, visit.words.with("account-too-long", &[("count", MOST_WORDS.as_arg())]));
    }
    text
}

/// An address of the web that a link may carry: `https://…` or `http://…`, or nothing.
pub fn web_address(visit: &Visit, form: &Form, field: &str, errors: &mut Errors) -> String {
    let typed = form.text(field).unwrap_or_default().to_owned();
    let is_web = typed.starts_with("https://") || typed.starts_with("http://");
    let is_plain = typed.len() <= 500 && !typed.contains(|c: char| c.is_whitespace() || c.is_control());
    let names_host = typed.split_once("://").is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_alphanumeric()));
    let is_address = is_web && is_plain && names_host;
    if !typed.is_empty() && !is_address {
        errors.add(field, visit.t("keeping-public-url-wrong"));
    }
    typed
}

impl NewPartner {
    /// Reads the form; what is wrong goes to `errors`.
    pub fn read(visit: &Visit, form: &Form, errors: &mut Errors) -> Self {
        Self {
            name: fields::needed(form, "partner_name", "keeping-public-partner-missing", &visit.words, errors),
            words: long(visit, form, "partner_words", errors),
            url: web_address(visit, form, "partner_url", errors),
        }
    }
}

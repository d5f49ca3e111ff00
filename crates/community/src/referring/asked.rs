//! What somebody asked, read from the form and checked. No storage.

use ground::{Visit, accounts::fields, ids::ProgramId, public::Referred, rules::Rules};
use kit::forms::{Errors, Form};

use crate::pages::long;

kit::id_types! {
    /// One sending of the public form.
    PublicReferralId,
}

/// For whom somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    Me,
    Somebody,
}

impl For {
    /// The end of paths and message keys.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Somebody => "somebody",
        }
    }
}

/// Whether it is safe to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calling {
    WithMessage,
    WithoutMessage,
    No,
}

/// The choices of the form.
pub const CALLING: [&str; 3] = ["message", "no_message", "no"];

impl Calling {
    fn read(word: &str) -> Option<Self> {
        match word {
            "message" => Some(Self::WithMessage),
            "no_message" => Some(Self::WithoutMessage),
            "no" => Some(Self::No),
            _ => None,
        }
    }
}

/// A key of the list of sources that somebody who asks for another may choose: all but the person and our own team.
pub fn is_source_of_others(key: &str) -> bool {
    !matches!(key, "self" | "own_team")
}

/// Reads the form: to which program, and who. `programs` are those that take people in.
///
/// # Errors
/// What is missing, beside its field. Little is: a name to use, and one way to reach the person.
pub fn read(visit: &Visit, form: &Form, whom: For, programs: &[ProgramId]) -> Result<(ProgramId, Referred), Errors> {
    let mut errors = Errors::default();
    let key = |end: &str| format!("public-refer-{}-{end}", whom.word());
    let name = fields::needed(form, "name", &key("name-missing"), &visit.words, &mut errors);
    let phone = number(visit, form, "phone", &mut errors);
    let email = match form.text("email") {
        Some(_) => fields::email(form, "email", &visit.words, &mut errors),
        None => String::new(),
    };
    let reach_words = long(visit, form, "reach_words", &mut errors);
    if phone.is_empty() && email.is_empty() && reach_words.is_empty() && errors.of("email").is_none() {
        errors.add("phone", visit.t(&key("reach-missing")));
    }
    let calling = Calling::read(form.get("calling"));
    if !phone.is_empty() && calling.is_none() {
        errors.add("calling", visit.t("public-refer-calling-missing"));
    }
    let reason = long(visit, form, "reason", &mut errors);
    let program = form.parsed("program").filter(|id| programs.contains(id));
    if program.is_none() {
        errors.add("program", visit.t("public-refer-program-missing"));
    }
    let asker = asker(visit, form, whom, &mut errors);
    let (Some(program), true) = (program, errors.is_empty()) else { return Err(errors) };
    let referred = Referred {
        name,
        phone,
        email,
        may_call: matches!(calling, Some(Calling::WithMessage | Calling::WithoutMessage)),
        may_leave_message: calling == Some(Calling::WithMessage),
        reach_words,
        language: form.text("language").unwrap_or(visit.words.tag()).to_owned(),
        reason,
        source: asker.source,
        asker: asker.name,
        asker_contact: asker.contact,
        is_known_to_person: whom == For::Me || form.is_ticked("is_known"),
        reference: String::new(),
    };
    Ok((program, referred))
}

/// Digits and what people put between them; at least seven.
fn number(visit: &Visit, form: &Form, field: &str, errors: &mut Errors) -> String {
    let typed = fields::short(form, field, &visit.words, errors);
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    if !typed.is_empty() && !(7..=20).contains(&digits) {
        errors.add(field, visit.t("public-refer-phone-wrong"));
    }
    typed
}

/// Who asks for somebody else.
#[derive(Default)]
struct Asker {
    source: String,
    name: String,
    contact: String,
}

fn asker(visit: &Visit, form: &Form, whom: For, errors: &mut Errors) -> Asker {
    if whom == For::Me {
        return Asker { source: "self".to_owned(), ..Asker::default() };
    }
    let name = fields::needed(form, "asker", "public-refer-asker-missing", &visit.words, errors);
    let contact = fields::needed(form, "asker_contact", "public-refer-asker-contact-missing", &visit.words, errors);
    let source = form.get("source").to_owned();
    let is_listed = Rules::shipped()
        .lists
        .get("referral_sources")
        .is_some_and(|list| list.items.iter().any(|item| item.key == source && is_source_of_others(&item.key)));
    if !is_listed {
        errors.add("source", visit.t("public-refer-source-missing"));
    }
    Asker { source, name, contact }
}

//! Reading the fields that several forms share, with the words for what is wrong.

use kit::{
    forms::{Errors, Form},
    messages::{AsArg, Words},
    secrets::{MAX_CHARS, MIN_CHARS, Password, PasswordProblem, Personal},
};

/// The most characters of a name.
const NAME_CHARS: usize = 120;

/// Text that must be there, at most `NAME_CHARS` long. `missing` is the message for when it is not.
pub fn needed(form: &Form, field: &str, missing: &str, words: &Words, errors: &mut Errors) -> String {
    let text = short(form, field, words, errors);
    if text.is_empty() {
        errors.add(field, words.t(missing));
    }
    text
}

/// One line of text that may be empty.
pub fn short(form: &Form, field: &str, words: &Words, errors: &mut Errors) -> String {
    let text: String = form.get(field).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > NAME_CHARS {
        errors.add(field, words.with("account-too-long", &[("count", NAME_CHARS.as_arg())]));
    }
    text
}

/// An e-mail address.
pub fn email(form: &Form, field: &str, words: &Words, errors: &mut Errors) -> String {
    match kit::text::email(form.get(field)) {
        Some(email) => email.to_owned(),
        None => {
            errors.add(field, words.t("account-email-wrong"));
            String::new()
        }
    }
}

/// A password that somebody chooses.
pub fn password(
    form: &Form,
    field: &str,
    personal: &Personal<'_>,
    words: &Words,
    errors: &mut Errors,
) -> Option<Password> {
    let chosen = Password::choose(form.get(field), personal);
    chosen.map_err(|problem| errors.add(field, password_words(problem, words))).ok()
}

/// Why a password is not taken, in the reader's language.
fn password_words(problem: PasswordProblem, words: &Words) -> String {
    let key = match problem {
        PasswordProblem::TooShort => "account-password-too-short",
        PasswordProblem::TooLong => "account-password-too-long",
        PasswordProblem::HoldsName => "account-password-holds-name",
        PasswordProblem::HoldsEmail => "account-password-holds-email",
        PasswordProblem::HoldsOrganization => "account-password-holds-organization",
        PasswordProblem::Common => "account-password-common",
        PasswordProblem::Guessable => "account-password-guessable",
    };
    words.with(key, &[("least", MIN_CHARS.as_arg()), ("most", MAX_CHARS.as_arg())])
}

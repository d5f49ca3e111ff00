//! Which passwords are accepted.
//!
//! Length before variety, a check against commonly used passwords, and no composition rules
//! (NIST SP 800-63B section 3.1.1). The dictionaries of common passwords, names and words are those of `zxcvbn`.

use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

/// The fewest characters a password may have, counted after normalization.
pub const MIN_CHARS: usize = 12;
/// The most characters a password may have, counted after normalization.
pub const MAX_CHARS: usize = 256;
/// Text longer than this is refused before any work is done on it. Bytes; four for each allowed character.
const MAX_RAW_BYTES: usize = MAX_CHARS * 4;
/// Parts of a name shorter than this ("Ana", "de") occur inside too many other words to be searched for.
const SHORTEST_NAME_PART: usize = 4;

/// A password as it goes to the hasher: NFKC, so that the same keys on another device give the same bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// What is known about the person who chooses a password, so that it isn't made from it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Personal<'a> {
    /// Names the person goes by.
    pub names: &'a [&'a str],
    /// The address they sign in with.
    pub email: &'a str,
    /// The name of their organization.
    pub organization: &'a str,
}

/// Why a new password was not taken, in words for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer than [`MIN_CHARS`] characters.
    #[error("Use at least {MIN_CHARS} characters. A few words that do not belong together work well.")]
    TooShort,
    /// More than [`MAX_CHARS`] characters.
    #[error("Use at most {MAX_CHARS} characters.")]
    TooLong,
    /// It holds a part of the person's own name.
    #[error("Leave your name out of your password. It is the first thing others try.")]
    HoldsName,
    /// It holds the person's e-mail address or a part of it.
    #[error("Leave your e-mail address out of your password. It is the first thing others try.")]
    HoldsEmail,
    /// It holds the organization's name.
    #[error("Leave your organization's name out of your password. It is the first thing others try.")]
    HoldsOrganization,
    /// It is on a list of common passwords, or close to one.
    #[error(
        "Many people use this password or one much like it, so it is easy to guess. Try a few words that do not belong together."
    )]
    Common,
    /// Rows of keys, repeats, dates and the like.
    #[error("This is easy to guess. Try adding a word or two that do not belong together.")]
    Guessable,
}

impl Password {
    /// A password as somebody typed it to sign in. No rules: an old password must go on working.
    /// `None` when it is longer than any password can be, so that nobody makes the hasher chew on it.
    pub fn typed(raw: &str) -> Option<Self> {
        let password = (raw.len() <= MAX_RAW_BYTES).then(|| Self(raw.nfkc().collect()))?;
        (password.chars() <= MAX_CHARS).then_some(password)
    }

    /// A password that somebody chooses for themselves, checked against every rule.
    pub fn choose(raw: &str, personal: &Personal<'_>) -> Result<Self, PasswordProblem> {
        let password = Self::typed(raw).ok_or(PasswordProblem::TooLong)?;
        if password.chars() < MIN_CHARS {
            return Err(PasswordProblem::TooShort);
        }
        password.refuse_personal(personal)?;
        password.refuse_guessable(personal)?;
        Ok(password)
    }

    /// The normalized bytes, for the hasher only.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn chars(&self) -> usize {
        self.0.chars().count()
    }

    fn refuse_personal(&self, personal: &Personal<'_>) -> Result<(), PasswordProblem> {
        let squeezed = squeeze(&self.0);
        let holds = |part: &str| part.chars().count() >= SHORTEST_NAME_PART && squeezed.contains(part);
        if personal.names.iter().any(|name| holds(&squeeze(name)) || words(name).any(|word| holds(&word))) {
            return Err(PasswordProblem::HoldsName);
        }
        let local = personal.email.split('@').next().unwrap_or_default();
        if holds(&squeeze(local)) || words(local).any(|word| holds(&word)) {
            return Err(PasswordProblem::HoldsEmail);
        }
        if holds(&squeeze(personal.organization)) {
            return Err(PasswordProblem::HoldsOrganization);
        }
        Ok(())
    }

    /// The single words of the organization's name are allowed ("support" is a fine word) but count as guessed.
    fn refuse_guessable(&self, personal: &Personal<'_>) -> Result<(), PasswordProblem> {
        let known: Vec<String> = words(personal.organization).chain(words(personal.email)).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let estimate = zxcvbn(&self.0, &known);
        if estimate.score() >= Score::Three {
            return Ok(());
        }
        use zxcvbn::feedback::Warning::{
            ThisIsACommonPassword, ThisIsATop10Password, ThisIsATop100Password, ThisIsSimilarToACommonlyUsedPassword,
        };
        match estimate.feedback().and_then(|feedback| feedback.warning()) {
            Some(
                ThisIsACommonPassword
                | ThisIsATop10Password
                | ThisIsATop100Password
                | ThisIsSimilarToACommonlyUsedPassword,
            ) => Err(PasswordProblem::Common),
            _ => Err(PasswordProblem::Guessable),
        }
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(hidden)")
    }
}

/// Letters and digits only, lower case: "Ana-María" and "anamaría" are the same thing to a guesser.
fn squeeze(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(squeeze)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
    use super::*;
    use proptest::prelude::*;

    const JORDAN: Personal<'_> = Personal {
        names: &["Jordan Rivera", "Jo"],
        email: "j.rivera82@harborhouse.example",
        organization: "Harbor House",
    };

    fn problem(raw: &str) -> Option<PasswordProblem> {
        Password::choose(raw, &JORDAN).err()
    }

    #[test]
    fn a_few_unrelated_words_are_taken() {
        assert_eq!(problem("orange kettle walks sideways"), None);
        assert_eq!(problem("lámpara verde trece nubes"), None);
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert_eq!(problem("ñandúes0zxq"), Some(PasswordProblem::TooShort));
        assert_eq!(problem("qé7ñandúesxw"), None);
    }

    #[test]
    fn length_is_counted_after_normalization() {
        // The ligature is one character as typed and three as NFKC: eleven become thirteen.
        assert_eq!(problem("ﬃxq7wvkzpjt"), None);
        assert_eq!(problem(&"\u{fdfa}".repeat(100)), Some(PasswordProblem::TooLong));
    }

    #[test]
    fn common_passwords_are_refused_though_long() {
        for raw in ["password1234", "Password12345", "qwertyuiop123", "iloveyou1234", "123456789012"] {
            assert!(
                matches!(problem(raw), Some(PasswordProblem::Common | PasswordProblem::Guessable)),
                "{raw} was taken"
            );
        }
        assert_eq!(problem("password1234"), Some(PasswordProblem::Common));
    }

    #[test]
    fn repeats_and_rows_of_keys_are_refused() {
        assert_eq!(problem("aaaaaaaaaaaaaaaa"), Some(PasswordProblem::Guessable));
        assert_eq!(problem("asdfghjklasdfghjkl"), Some(PasswordProblem::Guessable));
    }

    #[test]
    fn own_name_address_and_organization_are_refused() {
        assert_eq!(problem("kettle-J.o.r.d.a.n-sideways"), Some(PasswordProblem::HoldsName));
        assert_eq!(problem("kettle rivera sideways"), Some(PasswordProblem::HoldsName));
        let address = Personal { names: &[], ..JORDAN };
        let with_address = Password::choose("kettle Rivera82 sideways", &address);
        assert_eq!(with_address, Err(PasswordProblem::HoldsEmail));
        assert_eq!(problem("kettle HarborHouse sideways"), Some(PasswordProblem::HoldsOrganization));
        assert_eq!(problem("kettle in the harbor sideways"), None);
    }

    #[test]
    fn a_short_name_inside_another_word_does_no_harm() {
        assert_eq!(problem("major kettle walks sideways"), None);
    }

    #[test]
    fn debug_output_hides_it() {
        let shown = format!("{:?}", Password::typed("orange kettle").unwrap());
        assert!(!shown.contains("kettle"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whatever_may_be_chosen_can_be_typed_again(raw in "\\PC{0,40}") {
            if let Ok(chosen) = Password::choose(&raw, &JORDAN) {
                prop_assert_eq!(Some(chosen), Password::typed(&raw));
            }
        }

        #[test]
        fn no_input_makes_the_rules_panic(raw in any::<String>()) {
            let _ = Password::choose(&raw, &JORDAN);
        }
    }
}

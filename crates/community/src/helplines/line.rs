//! A line to call or text, read from the form and checked. No storage.

use ground::{
    Visit,
    accounts::fields,
    rules::hotlines::{Audience, Hotline},
};
use kit::forms::{Errors, Form};

use crate::pages::{long, web_address};

kit::id_types! {
    /// One of the organization's own lines.
    LineId,
}

/// A line of the organization's own, as it should read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewLine {
    pub label: String,
    pub words: String,
    /// Numbers as people read them; one of the two is there.
    pub call: String,
    pub text: String,
    /// The word to send first.
    pub text_word: String,
    pub url: String,
}

/// The number as a link target: digits and plus only.
pub fn tel(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// Whether people can call or text it: 3 to 15 digits (ITU E.164; short codes have fewer), and only what numbers have.
fn is_number(number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (3..=15).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c))
}

impl NewLine {
    /// Reads the form; what is wrong goes to `errors`.
    pub fn read(visit: &Visit, form: &Form, errors: &mut Errors) -> Self {
        let label = fields::needed(form, "label", "keeping-help-label-missing", &visit.words, errors);
        let [call, text] = ["call", "text"].map(|field| form.text(field).unwrap_or_default().to_owned());
        for (field, number) in [("call", &call), ("text", &text)] {
            if !number.is_empty() && !is_number(number) {
                errors.add(field, visit.t("keeping-help-number-wrong"));
            }
        }
        if call.is_empty() && text.is_empty() {
            errors.add("call", visit.t("keeping-help-number-missing"));
        }
        let text_word = fields::short(form, "text_word", &visit.words, errors);
        let url = web_address(visit, form, "url", errors);
        Self { label, words: long(visit, form, "words", errors), call, text, text_word, url }
    }
}

/// Whether a line that comes along is for the public of a region: those of the whole country, and those of every part
/// that the region lies in. Lines for staff who must report are not.
pub fn is_for(line: &Hotline, region: &str) -> bool {
    let lies_in = region == line.region || region.starts_with(&format!("{}-", line.region));
    line.audience != Audience::Staff && (line.region == "US" || lies_in)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use ground::rules::Rules;

    use super::*;

    #[test]
    fn a_link_that_calls_is_digits_only() {
        assert_eq!(tel("(555) 010-0200"), "5550100200");
        assert_eq!(tel("+1 555.0100"), "+15550100");
    }

    #[test]
    fn what_cannot_be_called_is_no_number() {
        for right in ["988", "741741", "+1 (555) 010-0200", "555.0100"] {
            assert!(is_number(right), "{right}");
        }
        for wrong in ["", "99", "call us", "555-0100 ext 4", "1234567890123456", "javascript:1234"] {
            assert!(!is_number(wrong), "{wrong}");
        }
    }

    #[test]
    fn lines_reach_as_far_as_their_region() {
        let rules = Rules::shipped();
        let shown = |id: &str, region: &str| is_for(rules.hotlines.get(id).unwrap(), region);
        assert!(shown("us.988", "") && shown("us.988", "US-VT"));
        assert!(shown("ny.hopeline", "US-NY") && shown("ny.hopeline", "US-NY-NYC"));
        assert!(!shown("ny.hopeline", "US-VT") && !shown("ny.hopeline", ""));
        assert!(!shown("ny.nyc_988", "US-NY") && shown("ny.nyc_988", "US-NY-NYC"));
        assert!(!shown("ny.justice_center", "US-NY"), "a line for staff is not for the public");
    }
}

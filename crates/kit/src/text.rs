//! Text as people write it, made comparable: for finding an address again and for lists in human order.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// What a list is ordered by: lower case, without accents, one space between words.
/// Both engines compare it byte by byte, so the order is the same on both.
pub fn sort_key(text: &str) -> String {
    let plain = if text.is_ascii() { text.to_ascii_lowercase() } else { without_accents(text) };
    let mut key = String::with_capacity(plain.len());
    for word in plain.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

fn without_accents(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// An e-mail address as it is looked up: without the space around it, lower case, one Unicode form.
/// The part before the `@` could in theory tell capitals apart; no mail system that people use does.
pub fn fold_email(text: &str) -> String {
    text.trim().nfkc().flat_map(char::to_lowercase).collect()
}

/// The address when it can be one: something, `@`, something with a dot or `localhost`, no spaces, at most 254
/// characters (RFC 5321). Whether anybody reads it, only mail can tell.
pub fn email(text: &str) -> Option<&str> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let is_plain = !text.contains(char::is_whitespace) && !text.contains(char::is_control) && text.len() <= 254;
    let has_domain = domain == "localhost" || domain.split('.').filter(|part| !part.is_empty()).count() >= 2;
    (is_plain && has_domain && !local.is_empty() && !domain.starts_with('.') && !domain.ends_with('.')).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{email, fold_email, sort_key, without_accents};

    proptest! {
        /// Plain letters go a shorter way; it leads to the same key.
        #[test]
        fn plain_letters_sort_as_all_others(text in "[\\x00-\\x7f]{0,40}") {
            let long = without_accents(&text);
            prop_assert_eq!(sort_key(&text), long.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    #[test]
    fn names_sort_without_accents_and_capitals() {
        assert_eq!(sort_key("  Ána  María\tLÓPEZ "), "ana maria lopez");
        assert_eq!(sort_key("Žofia"), "zofia");
    }

    #[test]
    fn an_address_is_found_however_it_was_typed() {
        assert_eq!(fold_email(" Ana@Open-Door.Example "), "ana@open-door.example");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        assert_eq!(email(" ana@open-door.example "), Some("ana@open-door.example"));
        for wrong in
            ["", "ana", "@door.example", "ana@", "ana@door", "ana @door.example", "ana@.example", "a@b.c\r\nBcc:x"]
        {
            assert_eq!(email(wrong), None, "{wrong} was taken");
        }
        assert_eq!(email(&format!("{}@door.example", "a".repeat(250))), None);
    }
}

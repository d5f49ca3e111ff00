//! How names are spelled for searching: folded, by sound, with a letter left out; and how alike two names are.
//!
//! A search looks keys up by equality or by the beginning of a name, so that its cost does not grow with the number of
//! people; then the few that are found are ranked here.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rphonetic::DoubleMetaphone;
use unicode_normalization::UnicodeNormalization;

kit::word_enum! {
    /// What a key of `participant_keys` is.
    pub enum KeyKind {
        /// A whole name, begun at each of its parts in turn: found by any beginning.
        Name = "name",
        /// The same of the legal name; only for those who may see it.
        Legal = "legal",
        /// How a part of a name sounds, and how two parts sound together.
        Sound = "sound",
        /// The first eight letters of a part, whole and with each letter left out.
        Near = "near",
        /// The last four and the last seven digits of a telephone number.
        Phone = "phone",
        Born = "born",
    }
}

/// One thing that a search can look up.
pub type Key = (KeyKind, String);

/// Letters of a part of a name that `near` keys look at.
const NEAR_LETTERS: usize = 8;
/// Parts of a name that get keys; longer names are found by their beginning.
const PARTS: usize = 5;

/// The parts of a name, without accents, in small letters: "María-José O'Neill" is `maria`, `jose`, `oneill`.
pub fn parts(name: &str) -> Vec<String> {
    let plain: String = name
        .nfkd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
        .filter(|letter| !matches!(letter, '\'' | '’' | '.' | 'ʼ'))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

/// The digits of a telephone number.
pub fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// Every key under which a person is found.
pub fn keys(names: &[&str], legal: Option<&str>, phones: &[&str], born: Option<Date>) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    for name in names.iter().flat_map(|name| name.split([',', ';', '/'])) {
        let parts = parts(name);
        keys.extend(rotations(&parts).into_iter().map(|text| (KeyKind::Name, text)));
        keys.extend(sounds(&parts).into_iter().map(|text| (KeyKind::Sound, text)));
        keys.extend(parts.iter().take(PARTS).flat_map(|part| near(part)).map(|text| (KeyKind::Near, text)));
    }
    let legal = legal.map(parts).unwrap_or_default();
    keys.extend(rotations(&legal).into_iter().map(|text| (KeyKind::Legal, text)));
    for digits in phones.iter().map(|phone| digits(phone)) {
        keys.extend(tails(&digits).map(|text| (KeyKind::Phone, text)));
    }
    keys.extend(born.map(|day| (KeyKind::Born, day.to_string())));
    keys
}

/// The name begun at each part in turn: `maria garcia` and `garcia maria`.
fn rotations(parts: &[String]) -> Vec<String> {
    let begun_at = |start: usize| {
        let (before, after) = parts.split_at(start.min(parts.len()));
        after.iter().chain(before).map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    (0..parts.len().min(PARTS)).map(begun_at).collect()
}

/// How each part sounds, and each pair of parts in one order, so that a pair is found whichever comes first.
pub fn sounds(parts: &[String]) -> BTreeSet<String> {
    let heard: Vec<[String; 2]> = parts.iter().take(PARTS).map(|part| sound(part)).collect();
    let mut found: BTreeSet<String> = heard.iter().flatten().cloned().collect();
    for (place, [first, _]) in heard.iter().enumerate() {
        for [second, _] in heard.iter().skip(place.saturating_add(1)) {
            found.insert(pair(first, second));
        }
    }
    found.remove("");
    found
}

/// How a pair of parts sounds, whichever comes first.
pub fn pair(first: &str, second: &str) -> String {
    if first <= second { format!("{first} {second}") } else { format!("{second} {first}") }
}

/// How a part of a name sounds, in the two ways that it may be said. Letters that are not of the Latin alphabet are
/// left out: the encoder knows no others, and stops the program on some of them.
pub fn sound(part: &str) -> [String; 2] {
    let latin: String = part.chars().filter(char::is_ascii_alphabetic).collect();
    let heard = DoubleMetaphone::default().double_metaphone(&latin);
    [heard.primary(), heard.alternate()]
}

/// The first letters, whole and with each of them left out. Two parts that differ by one letter (left out, added,
/// changed or swapped with its neighbor) share one of these.
pub fn near(part: &str) -> BTreeSet<String> {
    let letters: Vec<char> = part.chars().take(NEAR_LETTERS).collect();
    if letters.len() < 3 {
        return BTreeSet::new();
    }
    let without = |left_out: usize| -> String {
        letters.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, letter)| *letter).collect()
    };
    (0..=letters.len()).map(without).collect()
}

fn tails(digits: &str) -> impl Iterator<Item = String> {
    [4, 7].into_iter().filter_map(move |length| tail(digits, length))
}

/// The last so many digits, when there are as many.
pub fn tail(digits: &str, length: usize) -> Option<String> {
    digits.get(digits.len().checked_sub(length)?..).map(str::to_owned)
}

/// How alike a typed name and a person's name are, from 0 to 1: every typed part looks for its best match.
pub fn likeness(typed: &[String], name: &[String]) -> f64 {
    if typed.is_empty() || name.is_empty() {
        return 0.0;
    }
    let best = |part: &String| name.iter().map(|other| part_likeness(part, other)).fold(0.0, f64::max);
    let total: f64 = typed.iter().map(best).sum();
    let count = u32::try_from(typed.len()).map_or(1.0, f64::from);
    total / count
}

fn part_likeness(typed: &str, part: &str) -> f64 {
    if typed == part {
        return 1.0;
    }
    let begins = if part.starts_with(typed) { 0.95 } else { 0.0 };
    let sounds = if typed.len() > 2 && sound(typed).first() == sound(part).first() { 0.86 } else { 0.0 };
    strsim::jaro_winkler(typed, part).min(0.97).max(begins).max(sounds)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions,
        reason = "tests fail by panicking"
    )]
    use proptest::prelude::*;

    use super::*;

    fn of(name: &str) -> BTreeSet<Key> {
        keys(&[name], None, &[], None)
    }

    #[test]
    fn accents_marks_and_hyphens_do_not_matter() {
        assert_eq!(parts("María-José O'Neill Jr."), ["maria", "jose", "oneill", "jr"]);
        assert_eq!(parts("Zoë"), parts("ZOE"));
        assert_eq!(parts("李小龙"), ["李小龙"]);
    }

    #[test]
    fn a_name_is_found_by_the_beginning_of_each_part() {
        let keys = of("Jordan Rivera");
        assert!(keys.contains(&(KeyKind::Name, "jordan rivera".to_owned())));
        assert!(keys.contains(&(KeyKind::Name, "rivera jordan".to_owned())));
    }

    #[test]
    fn names_that_sound_alike_share_a_sound() {
        for (one, other) in [("Jordan", "Jordyn"), ("Katherine", "Kathryn"), ("Smith", "Smyth"), ("Steven", "Stephen")]
        {
            assert_eq!(sound(one)[0], sound(other)[0], "{one} {other}");
        }
    }

    #[test]
    fn the_last_digits_find_a_telephone() {
        let keys = keys(&[], None, &["(555) 010-0142"], None);
        assert!(keys.contains(&(KeyKind::Phone, "0142".to_owned())));
        assert!(keys.contains(&(KeyKind::Phone, "0100142".to_owned())));
    }

    #[test]
    fn a_legal_name_makes_no_ordinary_key() {
        let keys = keys(&["Jo"], Some("Johanna Public"), &[], None);
        assert!(keys.iter().all(|(kind, key)| *kind == KeyKind::Legal || !key.contains("johanna")));
        assert!(keys.contains(&(KeyKind::Legal, "johanna public".to_owned())));
    }

    proptest! {
        #[test]
        fn one_slip_of_the_finger_still_shares_a_key(name in "[a-z]{4,8}", place in 0usize..8, letter in "[a-z]") {
            let letters: Vec<char> = name.chars().collect();
            let place = place % letters.len();
            let slip = letter.chars().next().unwrap();
            let mut changed = letters.clone();
            changed[place] = slip;
            let mut shorter = letters.clone();
            shorter.remove(place);
            let mut swapped = letters.clone();
            let next = (place + 1) % letters.len();
            if next > place { swapped.swap(place, next); }
            for typed in [changed, shorter, swapped] {
                let typed: String = typed.into_iter().collect();
                prop_assert!(near(&typed).intersection(&near(&name)).next().is_some(), "{typed} {name}");
            }
        }

        #[test]
        fn every_latin_name_has_a_sound_or_none(name in "[a-z]{0,14}") {
            prop_assert!(sound(&name).iter().all(|heard| heard.len() <= 4));
        }

        #[test]
        fn nothing_typed_breaks_the_folding(name in any::<String>()) {
            let parts = parts(&name);
            prop_assert!(parts.iter().all(|part| !part.is_empty()));
            prop_assert!((0.0..=1.0).contains(&likeness(&parts, &parts)));
        }
    }
}

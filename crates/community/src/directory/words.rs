//! The words by which a service is found, and how each may be misspelt.
//!
//! Every word of the directory stands once with its keys (its sound, itself with a letter left out, its beginning); what
//! somebody typed is turned into the likeliest of these words, and these are looked up like any other facet. So a search
//! costs a handful of index look-ups however many services there are (docs/decisions/0005).

use std::collections::BTreeSet;

use rphonetic::DoubleMetaphone;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Words that say nothing about a service.
const EMPTY: [&str; 36] = [
    "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "our", "the",
    "their", "to", "we", "with", "you", "your", "inc", "llc", "de", "del", "el", "en", "la", "las", "los", "para",
    "por", "un", "y",
];
/// Letters of a word that keys look at.
const NEAR_LETTERS: usize = 8;
/// Letters with which a word can be found before it is finished.
const BEGINNING: usize = 4;
/// Keys looked up for one typed word: always as many, so that the statement is one text.
pub const SLOTS: usize = 13;
/// Words of one search that count.
pub const MOST_WORDS: usize = 4;
/// Words less alike than this do not stand for each other.
const LEAST_LIKENESS: f64 = 0.75;

/// Text in small letters without accents, everything that is no letter or digit a single space.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter) && !matches!(letter, '\'' | '’' | '.'))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text that a service can be found by, each once.
pub fn words(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let counts = |word: &&str| word.chars().count() > 1 && word.len() <= 40 && !EMPTY.contains(word);
    folded.split(' ').filter(counts).map(str::to_owned).collect()
}

/// Every key under which a word is kept.
pub fn keys(word: &str) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = near(word).into_iter().map(|key| format!("n:{key}")).collect();
    keys.extend(sounds(word).into_iter().map(|key| format!("s:{key}")));
    keys.insert(format!("w:{word}"));
    if word.chars().count() > BEGINNING {
        keys.insert(format!("p:{}", beginning(word)));
    }
    keys
}

/// The keys to look up for a typed word, [`SLOTS`] of them: those that are not needed are empty, and match nothing.
pub fn slots(word: &str) -> Vec<String> {
    let mut slots = vec![format!("w:{word}")];
    if word.chars().count() >= BEGINNING {
        slots.push(format!("p:{}", beginning(word)));
    }
    slots.extend(sounds(word).into_iter().map(|key| format!("s:{key}")));
    slots.extend(near(word).into_iter().map(|key| format!("n:{key}")));
    slots.resize(SLOTS, String::new());
    slots
}

fn beginning(word: &str) -> String {
    word.chars().take(BEGINNING).collect()
}

/// How a word sounds. Letters outside the Latin alphabet are left out: the encoder knows no others.
fn sounds(word: &str) -> BTreeSet<String> {
    let latin: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    let heard = DoubleMetaphone::default().double_metaphone(&latin);
    [heard.primary(), heard.alternate()].into_iter().filter(|sound| !sound.is_empty()).collect()
}

/// The first letters, whole and with each left out: two words that differ by one letter share one of these.
fn near(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().take(NEAR_LETTERS).collect();
    if letters.len() < 4 {
        return BTreeSet::from([letters.iter().collect()]);
    }
    let without = |place: usize| {
        let kept = letters.iter().enumerate().filter(|(at, _)| *at != place);
        kept.map(|(_, letter)| *letter).collect::<String>()
    };
    let mut found: BTreeSet<String> = (0..letters.len()).map(without).collect();
    found.insert(letters.iter().collect());
    found
}

/// The known word that a typed one most likely is: itself, one that it begins, or the one most like it. Among equals the
/// one that more services have.
pub fn likeliest<'k>(typed: &str, known: impl IntoIterator<Item = (&'k str, i64)>) -> Option<&'k str> {
    let mut best: Option<(f64, i64, &str)> = None;
    for (word, services) in known {
        let likeness = likeness(typed, word);
        let is_better = best.is_none_or(|(most, uses, _)| (likeness, services) > (most, uses));
        if likeness >= LEAST_LIKENESS && is_better {
            best = Some((likeness, services, word));
        }
    }
    best.map(|(_, _, word)| word)
}

fn likeness(typed: &str, word: &str) -> f64 {
    match () {
        () if typed == word => 2.0,
        () if word.starts_with(typed) && typed.chars().count() >= 3 => 1.0,
        () => strsim::jaro_winkler(typed, word),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::collections::BTreeSet;

    use super::{SLOTS, fold, keys, likeliest, slots, words};

    #[test]
    fn a_text_becomes_the_words_that_say_something() {
        assert_eq!(fold("  Clubhouse of St. Ann’s, Inc. "), "clubhouse of st anns inc");
        assert_eq!(words("The Pantry of Río Blanco"), BTreeSet::from(["blanco", "pantry", "rio"].map(str::to_owned)));
    }

    #[test]
    fn a_misspelt_word_shares_a_key_with_the_right_one() {
        for (typed, right) in [
            ("pantrey", "pantry"),
            ("pantri", "pantry"),
            ("hosing", "housing"),
            ("counsling", "counseling"),
            ("kounseling", "counseling"),
        ] {
            let known = keys(right);
            assert!(slots(typed).iter().any(|slot| known.contains(slot)), "{typed} does not lead to {right}");
        }
    }

    #[test]
    fn slots_are_always_as_many_and_the_empty_ones_match_nothing() {
        for word in ["a", "pantry", "extraordinarily", "食堂"] {
            assert_eq!(slots(word).len(), SLOTS, "{word}");
            assert!(!keys(word).contains(""));
        }
    }

    #[test]
    fn the_exact_word_wins_then_a_beginning_then_likeness_then_use() {
        let known = [("housing", 900), ("house", 3), ("houses", 5)];
        assert_eq!(likeliest("house", known), Some("house"));
        assert_eq!(likeliest("hous", known), Some("housing"));
        assert_eq!(likeliest("hosing", known), Some("housing"));
        assert_eq!(likeliest("xylophone", known), None);
    }
}

//! How items are spelled for searching: whole words, by sound, with a letter left out; and how well one fits. No I/O.

use std::collections::BTreeSet;

use rphonetic::DoubleMetaphone;

use super::{item::Content, markdown};

kit::word_enum! {
    /// What a key of `library_keys` is.
    pub enum KeyKind {
        /// A word of the title or of a topic's name.
        Title = "title",
        /// A word of anything.
        Word = "word",
        /// How a word of the title or summary sounds.
        Sound = "sound",
        /// Such a word's first letters, whole and with each of them left out.
        Near = "near",
    }
}

/// Words of a query that are looked up.
pub const MOST_WORDS: usize = 3;
/// `near` keys of one word.
pub const NEAR_KEYS: usize = 9;
/// Letters of a word that `near` keys look at.
const NEAR_LETTERS: usize = 8;
/// Words of a body that are found by.
const MOST_BODY_WORDS: usize = 300;
/// Words that say nothing of what a text is about, in the order of the alphabet.
const SMALL: [&str; 40] = [
    "all", "and", "are", "but", "can", "como", "con", "cuando", "del", "esta", "este", "for", "from", "has", "have",
    "hay", "how", "las", "los", "mas", "muy", "not", "para", "por", "que", "sin", "son", "sus", "that", "the", "this",
    "una", "uno", "usted", "was", "what", "when", "with", "you", "your",
];

/// The words of a text, folded: small letters, no accents, three letters and more.
pub fn words(text: &str) -> Vec<String> {
    let folded = kit::text::sort_key(text);
    let parts = folded.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’');
    let plain = parts.map(|part| part.replace(['\'', '’'], ""));
    // Two letters are a word where each is one.
    plain
        .filter(|part| (part.chars().count() > 2 || !part.is_ascii()) && SMALL.binary_search(&part.as_str()).is_err())
        .collect()
}

/// Every key under which an item is found; `topics` are the names of its topics in its language.
pub fn keys(content: &Content, topics: &[String]) -> BTreeSet<(KeyKind, String)> {
    let title: BTreeSet<String> =
        words(&content.title).into_iter().chain(topics.iter().flat_map(|t| words(t))).collect();
    let summary: BTreeSet<String> = words(&content.summary).into_iter().collect();
    let mut body: Vec<String> = words(&markdown::plain(&content.body));
    body.truncate(MOST_BODY_WORDS);
    let mut keys: BTreeSet<(KeyKind, String)> = BTreeSet::new();
    keys.extend(title.iter().map(|word| (KeyKind::Title, word.clone())));
    keys.extend(title.iter().chain(&summary).chain(&body).map(|word| (KeyKind::Word, word.clone())));
    for word in title.iter().chain(&summary) {
        keys.extend(sound(word).into_iter().filter(|key| !key.is_empty()).map(|key| (KeyKind::Sound, key)));
        keys.extend(near(word).into_iter().map(|key| (KeyKind::Near, key)));
    }
    keys
}

/// How a word sounds, in the two ways that it may be said. Letters that are not of the Latin alphabet are left out: the
/// encoder knows no others.
pub fn sound(word: &str) -> [String; 2] {
    let latin: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    let heard = DoubleMetaphone::default().double_metaphone(&latin);
    [heard.primary(), heard.alternate()]
}

/// The first letters, whole and with each of them left out: two words that differ by one letter share one of these.
pub fn near(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().take(NEAR_LETTERS).collect();
    if letters.len() < 4 {
        return BTreeSet::new();
    }
    let without = |left_out: usize| -> String {
        letters.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, letter)| *letter).collect()
    };
    (0..=letters.len()).map(without).collect()
}

/// What somebody typed, ready to be looked up: the longest words first, because they are the rarest.
pub fn asked(typed: &str) -> Vec<String> {
    let mut asked = words(typed);
    asked.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    asked.dedup();
    asked.truncate(MOST_WORDS);
    asked
}

/// Less alike than this is another word.
const LEAST_LIKENESS: f64 = 0.84;

/// How well an item fits what was asked, from 0 to 1: a word in the title counts most, one that only its body has least.
pub fn fit(asked: &[String], title: &str, summary: &str, topics: &[String], is_whole: bool) -> f64 {
    let title: Vec<String> = words(title);
    let rest: Vec<String> = words(summary).into_iter().chain(topics.iter().flat_map(|topic| words(topic))).collect();
    let floor = if is_whole { 0.4 } else { 0.0 };
    let of_word = |word: &String| best(word, &title).max(best(word, &rest) * 0.8).max(floor);
    let count = u32::try_from(asked.len()).unwrap_or(u32::MAX).max(1);
    asked.iter().map(of_word).sum::<f64>() / f64::from(count)
}

fn best(word: &str, among: &[String]) -> f64 {
    let one = |other: &String| {
        if other == word {
            1.0
        } else if other.starts_with(word) {
            0.95
        } else {
            let likeness = strsim::jaro_winkler(word, other);
            if likeness >= LEAST_LIKENESS { likeness * 0.9 } else { 0.0 }
        }
    };
    among.iter().map(one).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::{SMALL, words};

    #[test]
    fn small_words_are_left_out() {
        assert!(SMALL.is_sorted(), "they are looked up by halves");
        assert_eq!(words("What you can do with anger, y cuando es mucho para usted"), ["anger", "mucho"]);
    }
}

//! What participants and supporters read is plain: a text of sixth grade or below by a published formula.
//!
//! English: the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom 1975), at most 6.0. Spanish: the
//! perspicuity of Szigriszt-Pazos (1993) on the INFLESZ scale (Barrio-Cantalejo and others 2008), at least 65, which
//! that scale calls fairly easy. Both are made for texts and not for labels, so a file is measured as a whole, and by
//! itself only a message that is long enough to be a text.

use kit::plain::{Counts, in_english, in_spanish};

use super::{Said, said_in};

/// Files that participants and supporters read, and beginnings of the names of others.
const FACING: [&str; 5] = ["sign_in", "layout", "faults", "roles", "reading"];
const FACING_BEGIN: [&str; 9] =
    ["me", "joining", "circle", "wellness", "consent", "library", "community", "directory", "public"];

/// Staff files whose names begin like those.
const NOT_FACING: [&str; 1] = ["merging"];

/// A message of so many words is measured by itself too.
const A_TEXT: usize = 14;

fn is_facing(file: &str) -> bool {
    let is_begun = FACING_BEGIN.iter().any(|begin| file.starts_with(begin));
    FACING.contains(&file) || (is_begun && !NOT_FACING.contains(&file))
}

/// The longest way of a message; the others differ from it by a number.
fn text_of(said: &Said) -> &str {
    said.ways.iter().max_by_key(|way| way.len()).unwrap()
}

/// The files and messages harder than they may be, the hardest first; `hardness` grows, and `most` is allowed.
fn too_hard(language: &str, syllables: fn(&str) -> u32, hardness: fn(Counts) -> f64, most: f64) -> Vec<String> {
    let mut hard: Vec<(f64, String)> = Vec::new();
    let mut look = |name: String, text: &str, least_words: usize| {
        let counts = Counts::of(text, syllables);
        let found = hardness(counts);
        if counts.words >= u32::try_from(least_words).unwrap() && found > most {
            hard.push((found, format!("{found:.1}  {name}: {text}")));
        }
    };
    for (file, messages) in said_in(language).iter().filter(|(file, _)| is_facing(file)) {
        let texts: Vec<&str> = messages.values().map(text_of).collect();
        for (key, said) in messages {
            look(key.clone(), text_of(said), A_TEXT);
        }
        // A file of a few labels is no text.
        let whole = texts.join("\n");
        let counts = Counts::of(&whole, syllables);
        if counts.words >= 100 && hardness(counts) > most {
            look(format!("all of {language}/{file}.ftl"), &whole, 0);
        }
    }
    hard.sort_by(|a, b| b.0.total_cmp(&a.0));
    hard.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn participants_read_english_of_sixth_grade() {
    let hard = too_hard("en", in_english, Counts::flesch_kincaid, 6.0);
    assert!(hard.is_empty(), "above grade 6.0:\n{}", hard.join("\n"));
}

#[test]
fn participants_read_spanish_that_is_fairly_easy() {
    // Turned around, so that hard is more.
    let hard = too_hard("es", in_spanish, |counts| -counts.szigriszt_pazos(), -65.0);
    assert!(hard.is_empty(), "below 65:\n{}", hard.join("\n"));
}

#[test]
fn new_files_for_participants_are_measured() {
    for (file, expected) in
        [("me_home", true), ("consent", true), ("layout", true), ("merging", false), ("admin", false)]
    {
        assert_eq!(is_facing(file), expected, "{file}");
    }
}

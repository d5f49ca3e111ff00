//! Syllables of a word, as readability formulas count them.

/// English has no exact rule; this counts groups of vowels and knows the silent ends, as the formulas' own tools do.
pub fn in_english(word: &str) -> u32 {
    let word: String = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    let stem = silent_end(&word);
    let mut count = groups(stem, |letter| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y'));
    // "idea", "create", "science", "video": two vowels that are said apart.
    for apart in ["idea", "ia", "io", "eo", "ua", "creat", "scien"] {
        let is_said_together = ["tia", "cia", "tio", "sio", "cio", "gio", "qua", "gua", "people"];
        if stem.contains(apart) && !is_said_together.iter().any(|part| stem.contains(part)) {
            count += 1;
        }
    }
    count.max(1)
}

/// The word without an end that is written and not said: make, makes, asked.
fn silent_end(word: &str) -> &str {
    let is_vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let cut = |end: &str| word.strip_suffix(end).filter(|stem| stem.chars().any(is_vowel));
    if let Some(stem) = cut("ed") {
        return if stem.ends_with(['t', 'd']) { word } else { stem };
    }
    if let Some(stem) = cut("es") {
        let is_said = ["s", "x", "z", "ch", "sh", "c", "g"].iter().any(|end| stem.ends_with(end));
        return if is_said { word } else { stem };
    }
    match cut("e") {
        // "table", "little": the l carries a syllable.
        Some(stem) if stem.ends_with('l') && !stem.trim_end_matches('l').ends_with(is_vowel) => word,
        Some(stem) => stem,
        None => word,
    }
}

/// Spanish is written as it is said: strong vowels (a, e, o and any with an accent on i or u) make a syllable each, and
/// weak ones join their neighbours.
pub fn in_spanish(word: &str) -> u32 {
    let word = word.to_lowercase().replace("qu", "q").replace("gue", "ge").replace("gui", "gi");
    let is_strong = |letter: char| matches!(letter, 'a' | 'e' | 'o' | 'á' | 'é' | 'ó' | 'í' | 'ú');
    let is_weak = |letter: char| matches!(letter, 'i' | 'u' | 'ü');
    let letters: Vec<char> = word.chars().collect();
    let mut count: u32 = 0;
    let mut group: Vec<char> = Vec::new();
    let close = |group: &mut Vec<char>| {
        let strong = u32::try_from(group.iter().filter(|letter| is_strong(**letter)).count()).unwrap_or(u32::MAX);
        let made = if group.is_empty() { 0 } else { strong.max(1) };
        group.clear();
        made
    };
    for (at, letter) in letters.iter().enumerate() {
        let is_last_y = *letter == 'y' && at + 1 == letters.len();
        if is_strong(*letter) || is_weak(*letter) || is_last_y {
            group.push(*letter);
        } else {
            count += close(&mut group);
        }
    }
    (count + close(&mut group)).max(1)
}

fn groups(word: &str, is_vowel: fn(char) -> bool) -> u32 {
    let mut count = 0;
    let mut was_vowel = false;
    for letter in word.chars() {
        count += u32::from(is_vowel(letter) && !was_vowel);
        was_vowel = is_vowel(letter);
    }
    count
}

#[test]
fn english_words_are_counted() {
    for (word, syllables) in [
        ("cat", 1),
        ("we", 1),
        ("make", 1),
        ("makes", 1),
        ("asked", 1),
        ("wanted", 2),
        ("table", 2),
        ("people", 2),
        ("changes", 2),
        ("password", 2),
        ("supervisor", 4),
        ("organization", 5),
        ("director", 3),
        ("idea", 3),
        ("question", 2),
        ("can’t", 1),
    ] {
        assert_eq!(in_english(word), syllables, "{word}");
    }
}

#[test]
fn spanish_words_are_counted() {
    for (word, syllables) in [
        ("sol", 1),
        ("casa", 2),
        ("día", 2),
        ("hay", 1),
        ("quien", 1),
        ("cuenta", 2),
        ("contraseña", 4),
        ("organización", 5),
        ("leer", 2),
        ("guía", 2),
        ("aplicación", 4),
        ("y", 1),
        ("ayuda", 3),
        ("oír", 2),
    ] {
        assert_eq!(in_spanish(word), syllables, "{word}");
    }
}

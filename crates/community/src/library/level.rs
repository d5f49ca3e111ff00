//! How hard an item is to read, by the published formula of its language. No I/O.

use kit::plain::{Counts, in_english, in_spanish};

use super::{item::Content, markdown};

/// Fewer words are no text that a formula could measure.
const LEAST_WORDS: u32 = 30;
/// The highest grade, and the least perspicuity, that people who get support should meet; in tenths.
const MOST_GRADE: i64 = 60;
const LEAST_CLEAR: i64 = 650;

/// The measure of a text, in tenths: the school grade in English, the perspicuity in Spanish. `None` in other languages,
/// and for a few words.
pub fn measure(language: &str, markdown: &str) -> Option<i64> {
    let text = markdown::plain(markdown);
    let found = match language {
        "en" => Counts::of(&text, in_english),
        "es" => Counts::of(&text, in_spanish),
        _ => return None,
    };
    if found.words < LEAST_WORDS {
        return None;
    }
    let measured = if language == "en" { found.flesch_kincaid() } else { found.szigriszt_pazos() };
    tenths(measured.clamp(0.0, 100.0))
}

fn tenths(measured: f64) -> Option<i64> {
    format!("{:.0}", measured * 10.0).parse().ok()
}

/// The bands of the INFLESZ scale (Barrio-Cantalejo and others 2008), the clearest first: the least tenths of each and
/// the end of its message key.
const INFLESZ: [(i64, &str); 5] =
    [(800, "very-easy"), (650, "fairly-easy"), (550, "normal"), (400, "rather-hard"), (0, "very-hard")];

/// What a measure is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// A school grade in the United States.
    Grade(i64),
    /// The end of the message key of a band.
    Band(&'static str),
}

/// What people are told of a measure.
pub fn said(language: &str, tenths: i64) -> Said {
    if language == "es" {
        let band = INFLESZ.iter().find(|(least, _)| tenths >= *least).map_or("very-hard", |(_, word)| *word);
        return Said::Band(band);
    }
    Said::Grade(tenths.saturating_add(9).div_euclid(10).max(1))
}

/// Whether an item is plain enough for those it is for. What is measured by nothing counts as plain, and so does what
/// staff have judged in words of their own, or what is for people at work alone.
pub fn is_plain(content: &Content) -> bool {
    let is_for_everybody = content.audiences.has("participants") || content.audiences.has("families");
    let Some(tenths) = content.level_tenths.filter(|_| is_for_everybody && content.level_words.is_empty()) else {
        return true;
    };
    if content.language == "es" { tenths >= LEAST_CLEAR } else { tenths <= MOST_GRADE }
}

//! How hard a text is to read, by published formulas.
//!
//! English: the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom 1975). Spanish: the perspicuity of
//! Szigriszt-Pazos (1993), read on the INFLESZ scale (Barrio-Cantalejo and others 2008). Both are made for texts, not for
//! labels.

mod syllables;

pub use self::syllables::{in_english, in_spanish};

/// What a formula counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub sentences: u32,
    pub words: u32,
    pub syllables: u32,
}

impl Counts {
    /// Counts a text, with a rule for the syllables of its language.
    pub fn of(text: &str, syllables: fn(&str) -> u32) -> Self {
        let is_end = |letter: char| matches!(letter, '.' | '!' | '?' | ':' | ';' | '\n');
        let words_of = |part: &str| -> Vec<String> {
            let words = part.split(|letter: char| !letter.is_alphanumeric() && letter != '’' && letter != '\'');
            words.filter(|word| word.chars().any(char::is_alphabetic)).map(str::to_owned).collect()
        };
        let mut counts = Self::default();
        for words in text.split(is_end).map(words_of).filter(|words| !words.is_empty()) {
            counts.sentences = counts.sentences.saturating_add(1);
            counts.words = counts.words.saturating_add(u32::try_from(words.len()).unwrap_or(u32::MAX));
            let said: u32 = words.iter().map(|word| syllables(word)).fold(0, u32::saturating_add);
            counts.syllables = counts.syllables.saturating_add(said);
        }
        counts
    }

    /// The school grade in the United States that reads this English with ease.
    pub fn flesch_kincaid(self) -> f64 {
        let (sentences, words) = (f64::from(self.sentences), f64::from(self.words));
        0.39 * words / sentences + 11.8 * f64::from(self.syllables) / words - 15.59
    }

    /// How clear this Spanish is: from 0, very hard, to 100; 65 and more is fairly easy.
    pub fn szigriszt_pazos(self) -> f64 {
        let (sentences, words) = (f64::from(self.sentences), f64::from(self.words));
        206.835 - 62.3 * f64::from(self.syllables) / words - words / sentences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measure_tells_plain_from_hard() {
        let plain = Counts::of("The cat sat on the mat. We like to walk.", in_english);
        assert_eq!((plain.sentences, plain.words, plain.syllables), (2, 10, 10));
        assert!(plain.flesch_kincaid() < 1.0);
        let hard = "Notwithstanding administrative considerations, participation necessitates documentation.";
        assert!(Counts::of(hard, in_english).flesch_kincaid() > 20.0);
        let hard = "La documentación administrativa correspondiente resulta imprescindible para la participación.";
        assert!(Counts::of(hard, in_spanish).szigriszt_pazos() < 20.0);
        assert!(Counts::of("El gato está en la casa. Hoy hay sol.", in_spanish).szigriszt_pazos() > 80.0);
    }
}

//! Short codes for paper: read aloud, copied by hand, typed on a phone.

use rand::{CryptoRng, Rng as _};

use super::seal::keyed_digest;
use super::{SealKey, TokenDigest};

/// Letters and digits without look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and with few vowels, so that no words appear.
const ALPHABET: [char; 22] =
    ['C', 'D', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P', 'Q', 'R', 'T', 'V', 'W', 'X', 'Y', '3', '4', '6', '7', '9'];

/// A code of `N` characters. Eight have 35 random bits, twelve have 53: enough where guesses are limited.
#[derive(Clone, PartialEq, Eq)]
pub struct Code<const N: usize>(String);

/// A code on a printed letter.
pub type PaperCode = Code<8>;
/// A code that stands in for a lost second factor, once.
pub type RecoveryCode = Code<12>;

/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;

/// A fresh set of [`RECOVERY_CODES`] recovery codes: show them once, store their digests.
pub fn recovery_codes(rng: &mut impl CryptoRng) -> Vec<RecoveryCode> {
    let mut codes: Vec<RecoveryCode> = Vec::with_capacity(RECOVERY_CODES);
    while codes.len() < RECOVERY_CODES {
        let code = Code::from_rng(rng);
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

impl<const N: usize> Code<N> {
    /// A new code.
    pub fn from_rng(rng: &mut impl CryptoRng) -> Self {
        let pick = |_| ALPHABET.get(rng.random_range(0..ALPHABET.len())).copied();
        Self((0..N).filter_map(pick).collect())
    }

    /// Reads what somebody typed: upper or lower case, spaces and dashes anywhere.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}');
        // One more than needed is enough to know that it's too long.
        let code: String = text.chars().filter(plain).map(|c| c.to_ascii_uppercase()).take(N + 1).collect();
        (code.chars().count() == N && code.chars().all(|c| ALPHABET.contains(&c))).then_some(Self(code))
    }

    /// The code in groups of four, for the page or the letter: `CDFG-HJKM`.
    pub fn reveal(&self) -> String {
        let mut shown = String::with_capacity(N + N / 4);
        for (place, c) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                shown.push('-');
            }
            shown.push(c);
        }
        shown
    }

    /// What to store. Keyed, because a code is short enough to be found from a plain hash by trying them all;
    /// `context` ties the digest to its use and owner (`recovery:<account>`).
    pub fn digest(&self, key: &SealKey, context: &str) -> TokenDigest {
        let parts = [context.as_bytes(), &[0], self.0.as_bytes()];
        TokenDigest::from(keyed_digest(&key.code_key(), &parts))
    }
}

impl<const N: usize> std::fmt::Debug for Code<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(hidden)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "tests fail by panicking"
    )]
    use super::*;
    use proptest::prelude::*;
    use rand::{SeedableRng, rngs::StdRng};

    proptest! {
        #[test]
        fn a_code_survives_sloppy_typing(seed in any::<u64>()) {
            let code = PaperCode::from_rng(&mut StdRng::seed_from_u64(seed));
            let sloppy = format!(" {} ", code.reveal().to_lowercase().replace('-', " – "));
            prop_assert_eq!(PaperCode::parse(&sloppy), Some(code));
        }

        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>()) {
            let _ = PaperCode::parse(&text);
        }
    }

    #[test]
    fn codes_are_shown_in_groups_without_look_alikes() {
        let code = RecoveryCode::from_rng(&mut StdRng::seed_from_u64(3)).reveal();
        assert_eq!(code.len(), 14);
        assert_eq!((code.as_bytes()[4], code.as_bytes()[9]), (b'-', b'-'));
        assert!(code.chars().all(|c| !"0O1IL2Z5S8BU".contains(c)));
    }

    #[test]
    fn wrong_lengths_and_foreign_letters_are_no_code() {
        assert_eq!(PaperCode::parse("CDFG-HJK"), None);
        assert_eq!(PaperCode::parse("CDFG-HJKM-N"), None);
        assert_eq!(PaperCode::parse("CDFG-HJKO"), None);
    }

    #[test]
    fn a_person_gets_ten_different_recovery_codes() {
        let codes = recovery_codes(&mut StdRng::seed_from_u64(5));
        let different: std::collections::HashSet<String> = codes.iter().map(Code::reveal).collect();
        assert_eq!(different.len(), RECOVERY_CODES);
    }

    #[test]
    fn a_digest_depends_on_code_key_and_owner() {
        let mut rng = StdRng::seed_from_u64(5);
        let (key, other) = (SealKey::from_rng(&mut rng), SealKey::from_rng(&mut rng));
        let code = PaperCode::from_rng(&mut rng);
        let digest = code.digest(&key, "recovery:ana");
        assert_eq!(PaperCode::parse(&code.reveal()).unwrap().digest(&key, "recovery:ana"), digest);
        assert_ne!(code.digest(&key, "recovery:ruth"), digest);
        assert_ne!(code.digest(&other, "recovery:ana"), digest);
        assert_ne!(PaperCode::from_rng(&mut rng).digest(&key, "recovery:ana"), digest);
    }
}

//! Random tokens for links, sessions and forms. The person holds the token; the database holds its digest only,
//! so that a stolen copy of the database opens nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::CryptoRng;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

const BYTES: usize = 32;

/// 32 random bytes that grant something to whoever holds them.
#[derive(Clone)]
pub struct Token([u8; BYTES]);

impl Token {
    /// A new token.
    pub fn from_rng(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; BYTES];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Reads a token from a link or cookie; `None` when it isn't one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The token as 43 characters that are safe in URLs and cookies. Show it once; never log it.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What to store and to look the token up by.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.0).into())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// SHA-256 of a token. A plain hash is enough because a token has 256 random bits.
/// Equality takes the same time wherever the difference is.
#[derive(Debug, Clone, Copy)]
pub struct TokenDigest([u8; BYTES]);

impl TokenDigest {
    /// The 32 bytes to store.
    pub fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    /// A digest read back from storage; `None` when it hasn't 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl From<[u8; BYTES]> for TokenDigest {
    fn from(bytes: [u8; BYTES]) -> Self {
        Self(bytes)
    }
}

impl PartialEq for TokenDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenDigest {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
    use super::*;
    use proptest::prelude::*;
    use rand::{SeedableRng, rngs::StdRng};

    proptest! {
        #[test]
        fn a_token_survives_a_link(seed in any::<u64>()) {
            let token = Token::from_rng(&mut StdRng::seed_from_u64(seed));
            let text = token.reveal();
            prop_assert_eq!(text.len(), 43);
            prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            prop_assert_eq!(Token::parse(&text).unwrap().digest(), token.digest());
        }

        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>()) {
            let _ = Token::parse(&text);
        }
    }

    #[test]
    fn two_tokens_differ_and_so_do_their_digests() {
        let mut rng = StdRng::seed_from_u64(7);
        let (one, two) = (Token::from_rng(&mut rng), Token::from_rng(&mut rng));
        assert_ne!(one.digest(), two.digest());
        assert_ne!(one.reveal().as_bytes(), one.digest().as_bytes());
    }

    #[test]
    fn short_and_long_text_is_no_token() {
        assert!(Token::parse("").is_none());
        assert!(Token::parse(&URL_SAFE_NO_PAD.encode([1; 31])).is_none());
        assert!(Token::parse(&URL_SAFE_NO_PAD.encode([1; 33])).is_none());
    }

    #[test]
    fn debug_output_hides_it() {
        let token = Token::from_rng(&mut StdRng::seed_from_u64(7));
        assert_eq!(format!("{token:?}"), "Token(hidden)");
    }
}

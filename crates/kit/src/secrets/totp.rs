//! Codes from an authenticator app (RFC 6238): six digits, SHA-1, thirty seconds, the settings that every app knows.

use jiff::Timestamp;
use qrcode::{Color, EcLevel, QrCode};
use rand::CryptoRng;
use totp_rs::{Algorithm, Builder, Totp};

/// 160 bits, as RFC 4226 section 4 recommends.
const SECRET_BYTES: usize = 20;
const STEP_SECONDS: u64 = 30;
/// One step early or late is forgiven: phones' clocks drift.
const STEPS_OF_DRIFT: u16 = 1;

/// The seed shared with a person's authenticator app. Store it sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; SECRET_BYTES]);

/// Why an authenticator can't be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TotpError {
    /// The name of the site or the account can't stand in an `otpauth:` address.
    #[error("the authenticator address can't be written: {0}")]
    Address(String),
    /// The address doesn't fit a QR code.
    #[error("the authenticator address is too long for a QR code")]
    TooLong,
}

impl TotpSecret {
    /// A new seed.
    pub fn from_rng(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; SECRET_BYTES];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The seed read back after unsealing; `None` when it hasn't 20 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The seed's bytes, to be sealed.
    pub fn as_bytes(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// The address that an authenticator app reads from a link or a QR code.
    /// A colon separates the two names in it, so colons inside them become spaces.
    pub fn otpauth_uri(&self, site: &str, account: &str) -> Result<String, TotpError> {
        self.builder()
            .with_issuer(Some(site.replace(':', " ")))
            .with_account_name(account.replace(':', " "))
            .build()
            .and_then(|totp| totp.to_url())
            .map_err(|error| TotpError::Address(error.to_string()))
    }

    /// The seed to type by hand when no camera is at hand: base32 in groups of four.
    pub fn setup_key(&self) -> String {
        let text = totp_rs::Secret::from(self.0).to_base32();
        let letters: Vec<char> = text.chars().filter(|c| *c != '=').collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// Checks a code as typed (spaces are forgiven). Answers the step it belongs to; store it and pass it as
    /// `last_step` next time, because a code counts once (RFC 6238 section 5.2).
    pub fn verify(&self, typed: &str, at: Timestamp, last_step: Option<i64>) -> Option<i64> {
        let code: String = typed.chars().filter(|c| !c.is_whitespace()).take(7).collect();
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let seconds = u64::try_from(at.as_second()).ok()?;
        let step = i64::try_from(self.totp()?.check(&code, seconds)?).ok()?;
        last_step.is_none_or(|last| step > last).then_some(step)
    }

    fn totp(&self) -> Option<Totp> {
        self.builder().with_issuer(None::<String>).with_account_name("account").build().ok()
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(STEPS_OF_DRIFT)
            .with_step_duration(STEP_SECONDS)
            .with_secret(self.0)
    }
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(hidden)")
    }
}

/// Draws any short text as a QR code: an `<svg>` element to put into a page, dark on light in both themes because
/// cameras need it, hidden from screen readers because the page says the same in text.
pub fn qr_svg(text: &str) -> Result<String, TotpError> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| TotpError::TooLong)?;
    let (width, colors) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (place, _) in colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        path.push_str(&format!("M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET));
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" aria-hidden=\"true\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
    use super::*;
    use proptest::prelude::*;
    use rand::{SeedableRng, rngs::StdRng};

    /// The seed of RFC 6238 appendix B.
    fn rfc() -> TotpSecret {
        TotpSecret(*b"12345678901234567890")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_vectors_of_the_standard_hold() {
        // RFC 6238 appendix B, SHA-1, the last six of eight digits.
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (second, code) in vectors {
            assert_eq!(rfc().verify(code, at(second), None), Some(second / 30), "{code}");
        }
    }

    #[test]
    fn one_step_of_drift_is_forgiven_and_two_are_not() {
        let code = "050471"; // of the step that starts at 1,111,111,110
        assert!(rfc().verify(code, at(1_111_111_081), None).is_some());
        assert!(rfc().verify(code, at(1_111_111_169), None).is_some());
        assert!(rfc().verify(code, at(1_111_111_079), None).is_none());
        assert!(rfc().verify(code, at(1_111_111_170), None).is_none());
    }

    #[test]
    fn a_code_counts_once() {
        let step = rfc().verify("050471", at(1_111_111_111), None);
        assert!(step.is_some());
        assert_eq!(rfc().verify("050471", at(1_111_111_120), step), None);
        // Nor does an older code that is still within the drift.
        assert_eq!(rfc().verify("081804", at(1_111_111_111), step), None);
    }

    #[test]
    fn spaces_are_forgiven_and_other_text_is_not() {
        assert!(rfc().verify(" 050 471 ", at(1_111_111_111), None).is_some());
        for typed in ["", "50471", "0504711", "o50471", "٠٥٠٤٧١"] {
            assert!(rfc().verify(typed, at(1_111_111_111), None).is_none(), "{typed}");
        }
        assert!(rfc().verify("050471", at(-5), None).is_none());
    }

    #[test]
    fn the_address_names_site_account_and_seed() {
        let uri = rfc().otpauth_uri("Harbor: House", "ana@harbor.example").unwrap();
        let uri = url::Url::parse(&uri).unwrap();
        let query: std::collections::HashMap<_, _> = uri.query_pairs().collect();
        assert_eq!((uri.scheme(), uri.host_str()), ("otpauth", Some("totp")));
        assert_eq!(query.get("issuer").map(AsRef::as_ref), Some("Harbor  House"));
        assert_eq!(query.get("secret").map(AsRef::as_ref), Some("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        assert!(uri.path().contains("ana"));
        assert_eq!(rfc().setup_key(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn the_qr_code_is_plain_svg_with_a_quiet_border() {
        let uri = rfc().otpauth_uri("Harbor House", "ana@harbor.example").unwrap();
        let svg = qr_svg(&uri).unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>") && !svg.contains("style="));
        assert!(svg.contains("M4 4h1v1h-1z"), "the finder pattern starts inside the border");
        assert!(!svg.contains("M3 "), "nothing is drawn in the border");
        assert_eq!(qr_svg(&"long".repeat(2000)), Err(TotpError::TooLong));
    }

    proptest! {
        #[test]
        fn no_typed_text_makes_it_panic(typed in any::<String>(), second in -1000..4_000_000_000i64) {
            let secret = TotpSecret::from_rng(&mut StdRng::seed_from_u64(9));
            let _ = secret.verify(&typed, at(second), Some(1));
        }
    }
}

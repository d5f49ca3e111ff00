//! Secrets: passwords, random tokens, second factors, passkeys, sealing, and the brakes on guessing.
//!
//! What lives here: values and rules. Randomness and the clock are passed in, nothing touches the database,
//! and no `Debug` output shows a secret. What does not: whose secret it is, and where it is stored.

mod code;
mod hasher;
mod limiter;
mod lockout;
mod passkey;
mod password;
mod seal;
mod token;
mod totp;

pub use code::{Code, PaperCode, RECOVERY_CODES, RecoveryCode, recovery_codes};
pub use hasher::{Cost, HashError, Hasher, Salt, Verdict};
pub use limiter::{Limiter, Rate, TooSoon};
pub use lockout::{Failures, SignInFailures, SignInGate, sign_in_gate};
pub use passkey::{Ceremony, CredentialId, NewPasskey, PasskeyError, Relying, UsedPasskey};
pub use password::{MAX_CHARS, MIN_CHARS, Password, PasswordProblem, Personal};
pub use seal::{KeyFileError, SealKey, Unsealable};
pub use token::{Token, TokenDigest};
pub use totp::{TotpError, TotpSecret, qr_svg};

//! Sealing small secrets at rest (the seeds of second factors) with a key that lives beside the database, not in it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac as _};
use rand::CryptoRng;
use sha2::Sha256;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
/// The first byte of every sealed value, so that the method can change later.
const VERSION: u8 = 1;

/// The installation's own key, read once at start and passed on as a value.
#[derive(Clone)]
pub struct SealKey([u8; KEY_BYTES]);

/// Why the key file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file system said no.
    #[error("can't read or write the key file {path}: {source}")]
    Io {
        /// The key file.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// Not 32 bytes in base64.
    #[error("{path} does not hold a key. Restore it from the backup: without it, second factors can't be checked")]
    Malformed {
        /// The key file.
        path: PathBuf,
    },
    /// Others on the machine may read it.
    #[error("others on this machine can read the key file {path}. Run: chmod 600 {path}")]
    TooOpen {
        /// The key file.
        path: PathBuf,
    },
}

/// The value was sealed with another key or for another use, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret can't be opened with this key")]
pub struct Unsealable;

impl SealKey {
    /// A new key.
    pub fn from_rng(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; KEY_BYTES];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Reads the key file, or makes one that only its owner may read (0600) at the first start.
    /// A half-written key can never be found there, and of two programs starting at once both get the same key.
    pub fn open_or_create(path: &Path, rng: &mut impl CryptoRng) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        if !path.try_exists().map_err(io)? {
            Self::from_rng(rng).write_new(path).map_err(io)?;
        }
        refuse_open_to_others(path)?;
        let text = std::fs::read_to_string(path).map_err(io)?;
        let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| KeyFileError::Malformed { path: path.to_owned() })
    }

    /// Encrypts and authenticates (AES-256-GCM). `context` says whose secret and what for, and must be given
    /// again to open it, so that a sealed value copied to another row opens nothing.
    pub fn seal(&self, plain: &[u8], context: &str, rng: &mut impl CryptoRng) -> Result<Vec<u8>, Unsealable> {
        let mut nonce = [0; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let hidden = self.cipher("seal").encrypt(&Nonce::from(nonce), payload).map_err(|_| Unsealable)?;
        Ok([&[VERSION], nonce.as_slice(), hidden.as_slice()].concat())
    }

    /// Opens what [`SealKey::seal`] made for the same context.
    pub fn open(&self, sealed: &[u8], context: &str) -> Result<Vec<u8>, Unsealable> {
        let (version, rest) = sealed.split_first().ok_or(Unsealable)?;
        if *version != VERSION {
            return Err(Unsealable);
        }
        let (nonce, hidden) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(Unsealable)?;
        let payload = Payload { msg: hidden, aad: context.as_bytes() };
        self.cipher("seal").decrypt(&Nonce::from(*nonce), payload).map_err(|_| Unsealable)
    }

    /// The key for digests of short codes; another than the one that encrypts.
    pub(super) fn code_key(&self) -> [u8; KEY_BYTES] {
        self.derive("codes")
    }

    fn cipher(&self, use_: &str) -> Aes256Gcm {
        Aes256Gcm::new(&Key::<Aes256Gcm>::from(self.derive(use_)))
    }

    /// One key for each use, from the one in the file.
    fn derive(&self, use_: &str) -> [u8; KEY_BYTES] {
        keyed_digest(&self.0, &[use_.as_bytes()])
    }

    fn write_new(&self, path: &Path) -> std::io::Result<()> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // A named temporary file is 0600 from its first moment.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{}", STANDARD.encode(self.0))?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(path) {
            Ok(_) => Ok(()),
            Err(lost) if lost.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(lost) => Err(lost.error),
        }
    }
}

/// HMAC-SHA-256 over the parts one after the other.
pub(super) fn keyed_digest(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; KEY_BYTES] {
    // A key is padded with zeros to one block of the hash (RFC 2104); a whole block can't have a wrong length.
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(hidden)")
    }
}

#[cfg(unix)]
fn refuse_open_to_others(path: &Path) -> Result<(), KeyFileError> {
    use std::os::unix::fs::PermissionsExt as _;
    let io = |source| KeyFileError::Io { path: path.to_owned(), source };
    let mode = std::fs::metadata(path).map_err(io)?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyFileError::TooOpen { path: path.to_owned() }) }
}

#[cfg(not(unix))]
fn refuse_open_to_others(_path: &Path) -> Result<(), KeyFileError> {
    Ok(())
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
        fn what_is_sealed_opens_for_the_same_use_only(plain: Vec<u8>, seed: u64) {
            let mut rng = StdRng::seed_from_u64(seed);
            let (key, other) = (SealKey::from_rng(&mut rng), SealKey::from_rng(&mut rng));
            let sealed = key.seal(&plain, "totp:ana", &mut rng).unwrap();
            prop_assert_eq!(key.open(&sealed, "totp:ana"), Ok(plain));
            prop_assert_eq!(key.open(&sealed, "totp:ruth"), Err(Unsealable));
            prop_assert_eq!(other.open(&sealed, "totp:ana"), Err(Unsealable));
        }

        #[test]
        fn a_changed_bit_is_noticed(seed: u64, place in 0..45usize, bit in 0..8u8) {
            let mut rng = StdRng::seed_from_u64(seed);
            let key = SealKey::from_rng(&mut rng);
            let mut sealed = key.seal(b"sixteen letters!", "totp:ana", &mut rng).unwrap();
            prop_assert_eq!(sealed.len(), 45);
            sealed[place] ^= 1 << bit;
            prop_assert_eq!(key.open(&sealed, "totp:ana"), Err(Unsealable));
        }

        #[test]
        fn no_bytes_make_opening_panic(bytes: Vec<u8>) {
            let key = SealKey::from_rng(&mut StdRng::seed_from_u64(1));
            prop_assert_eq!(key.open(&bytes, "totp:ana"), Err(Unsealable));
        }
    }

    #[test]
    fn the_keyed_digest_is_that_of_the_standard() {
        // RFC 4231 test case 1, its 20-byte key padded as the standard pads it.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let digest = keyed_digest(&key, &[b"Hi ", b"There"]);
        assert_eq!(digest[..8], [0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53]);
    }

    #[test]
    fn the_key_file_is_made_once_and_read_after_that() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let mut rng = StdRng::seed_from_u64(1);
        let first = SealKey::open_or_create(&path, &mut rng).unwrap();
        let again = SealKey::open_or_create(&path, &mut rng).unwrap();
        assert_eq!(first.0, again.0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_key_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let mut rng = StdRng::seed_from_u64(1);
        SealKey::open_or_create(&path, &mut rng).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let refused = SealKey::open_or_create(&path, &mut rng);
        assert!(matches!(refused, Err(KeyFileError::TooOpen { .. })));
    }

    #[test]
    fn a_damaged_key_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let mut rng = StdRng::seed_from_u64(1);
        SealKey::open_or_create(&path, &mut rng).unwrap();
        std::fs::write(&path, "half a k").unwrap();
        assert!(matches!(SealKey::open_or_create(&path, &mut rng), Err(KeyFileError::Malformed { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "half a k");
    }
}

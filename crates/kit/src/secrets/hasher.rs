//! Argon2id on a bounded queue of blocking threads.
//!
//! A hash costs 19 MiB and tens of milliseconds by design, so a crowd at the door could eat the machine.
//! At most `permits` hashes run at once, at most `queue` more wait, and the next one is told to come back.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{CustomizedPasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::CryptoRng;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use super::Password;

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Cost {
    /// 19 MiB and two passes (OWASP Password Storage Cheat Sheet, Argon2id).
    pub const OWASP: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// Cheap enough to hash in every test; never for people's passwords.
    pub const FOR_TESTS: Self = Self { memory_kib: 64, passes: 1 };
}

/// Sixteen random bytes, new for every hash.
#[derive(Debug, Clone, Copy)]
pub struct Salt([u8; 16]);

impl Salt {
    /// A new salt.
    pub fn from_rng(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

/// What comparing a password with a stored hash said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password, or there is none.
    Wrong,
    /// The password.
    Right,
    /// The password, but hashed at another cost than today's: hash it again and store that.
    RightButOutdated,
}

/// Why no hash came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// The queue is full: answer 503 with this `Retry-After`.
    #[error("too many people are signing in at this moment; try again in {retry_after_seconds} seconds")]
    Full {
        /// Seconds until trying again makes sense.
        retry_after_seconds: u32,
    },
    /// The stored text is not an Argon2 hash, or the parameters are impossible: a defect, not a wrong password.
    #[error("the stored password hash can't be read")]
    Unreadable,
    /// The program is stopping, or the hashing thread died.
    #[error("hashing was interrupted")]
    Interrupted,
}

/// Hashes and verifies passwords. Cheap to clone; all clones share the queue.
#[derive(Clone)]
pub struct Hasher {
    argon: Argon2<'static>,
    running: Arc<Semaphore>,
    seats: Arc<Semaphore>,
    /// All seats, taken or not.
    most: usize,
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher").field("free_seats", &self.seats.available_permits()).finish_non_exhaustive()
    }
}

impl Hasher {
    /// A hasher that runs `permits` hashes at once and lets `queue` more wait.
    /// Errors with [`HashError::Unreadable`] when the cost is outside what Argon2 allows.
    pub fn new(cost: Cost, permits: usize, queue: usize) -> Result<Self, HashError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_| HashError::Unreadable)?;
        let permits = permits.max(1);
        Ok(Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            running: Arc::new(Semaphore::new(permits)),
            seats: Arc::new(Semaphore::new(permits.saturating_add(queue))),
            most: permits.saturating_add(queue),
        })
    }

    /// The hash of a password as a PHC string (`$argon2id$v=19$…`), to be stored as it is.
    pub async fn hash(&self, password: Password, salt: Salt) -> Result<String, HashError> {
        let argon = self.argon.clone();
        self.run(move || hash_now(&argon, &password, salt)).await
    }

    /// Compares a password with a stored hash. With nothing stored (no such account) it does the same work
    /// and says [`Verdict::Wrong`], so that the time taken doesn't tell who has an account.
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<Verdict, HashError> {
        let argon = self.argon.clone();
        self.run(move || match stored {
            Some(stored) => verify_now(&argon, &password, &stored),
            None => hash_now(&argon, &password, Salt([0; 16])).map(|_| Verdict::Wrong),
        })
        .await
    }

    /// Hashes that run or wait, and how many may.
    pub fn seats(&self) -> (usize, usize) {
        (self.most.saturating_sub(self.seats.available_permits()), self.most)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let seat = self.take_seat()?;
        let permit = Arc::clone(&self.running).acquire_owned().await.map_err(|_| HashError::Interrupted)?;
        // The permits travel with the work: a dropped request frees them when the thread is done, not before.
        let work = move || {
            let _held = (seat, permit);
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| HashError::Interrupted)?
    }

    fn take_seat(&self) -> Result<OwnedSemaphorePermit, HashError> {
        Arc::clone(&self.seats).try_acquire_owned().map_err(|error| match error {
            TryAcquireError::NoPermits => HashError::Full { retry_after_seconds: 2 },
            TryAcquireError::Closed => HashError::Interrupted,
        })
    }
}

fn hash_now(argon: &Argon2<'_>, password: &Password, salt: Salt) -> Result<String, HashError> {
    argon
        .hash_password_customized(password.bytes(), &salt.0, None, None, argon.params().clone())
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|_| HashError::Unreadable)
}

fn verify_now(argon: &Argon2<'_>, password: &Password, stored: &str) -> Result<Verdict, HashError> {
    let stored = PasswordHash::new(stored).map_err(|_| HashError::Unreadable)?;
    match argon.verify_password(password.bytes(), &stored) {
        Ok(()) if is_outdated(argon, &stored) => Ok(Verdict::RightButOutdated),
        Ok(()) => Ok(Verdict::Right),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(_) => Err(HashError::Unreadable),
    }
}

fn is_outdated(argon: &Argon2<'_>, stored: &PasswordHash) -> bool {
    let wanted = argon.params();
    let same_cost = Params::try_from(stored).is_ok_and(|found| {
        (found.m_cost(), found.t_cost(), found.p_cost()) == (wanted.m_cost(), wanted.t_cost(), wanted.p_cost())
    });
    let same_kind =
        stored.algorithm.as_str() == Algorithm::Argon2id.as_str() && stored.version == Some(u32::from(Version::V0x13));
    !(same_cost && same_kind)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    fn password(raw: &str) -> Password {
        Password::typed(raw).unwrap()
    }

    fn salt(seed: u64) -> Salt {
        Salt::from_rng(&mut StdRng::seed_from_u64(seed))
    }

    fn hasher() -> Hasher {
        Hasher::new(Cost::FOR_TESTS, 2, 2).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_matches_and_another_does_not() {
        let hash = hasher().hash(password("orange kettle"), salt(1)).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        let right = hasher().verify(password("orange kettle"), Some(hash.clone())).await;
        assert_eq!(right, Ok(Verdict::Right));
        let wrong = hasher().verify(password("orange Kettle"), Some(hash)).await;
        assert_eq!(wrong, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn the_same_password_typed_in_another_unicode_form_matches() {
        let composed = hasher().hash(password("caf\u{e9} azul"), salt(1)).await.unwrap();
        let decomposed = hasher().verify(password("cafe\u{301} azul"), Some(composed)).await;
        assert_eq!(decomposed, Ok(Verdict::Right));
    }

    #[tokio::test]
    async fn two_salts_give_two_hashes() {
        let one = hasher().hash(password("orange kettle"), salt(1)).await.unwrap();
        let two = hasher().hash(password("orange kettle"), salt(2)).await.unwrap();
        assert_ne!(one, two);
    }

    #[tokio::test]
    async fn a_hash_at_another_cost_asks_to_be_made_again() {
        let old = Hasher::new(Cost { memory_kib: 32, passes: 1 }, 1, 0).unwrap();
        let hash = old.hash(password("orange kettle"), salt(1)).await.unwrap();
        let verdict = hasher().verify(password("orange kettle"), Some(hash)).await;
        assert_eq!(verdict, Ok(Verdict::RightButOutdated));
    }

    #[tokio::test]
    async fn the_cost_for_people_is_the_recommended_one() {
        let people = Hasher::new(Cost::OWASP, 1, 0).unwrap();
        let hash = people.hash(password("orange kettle"), salt(1)).await.unwrap();
        assert!(hash.contains("$m=19456,t=2,p=1$"), "{hash}");
    }

    #[tokio::test]
    async fn no_account_is_wrong_and_a_broken_hash_is_an_error() {
        assert_eq!(hasher().verify(password("orange kettle"), None).await, Ok(Verdict::Wrong));
        let broken = hasher().verify(password("orange kettle"), Some("plain".to_owned())).await;
        assert_eq!(broken, Err(HashError::Unreadable));
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_recovers() {
        let hasher = Hasher::new(Cost::FOR_TESTS, 1, 1).unwrap();
        let seats = Arc::clone(&hasher.seats).acquire_many_owned(2).await.unwrap();
        let refused = hasher.hash(password("orange kettle"), salt(1)).await;
        assert_eq!(refused, Err(HashError::Full { retry_after_seconds: 2 }));
        drop(seats);
        assert!(hasher.hash(password("orange kettle"), salt(1)).await.is_ok());
        assert_eq!(hasher.seats.available_permits(), 2);
    }

    #[tokio::test]
    async fn one_waits_while_another_runs() {
        let hasher = Hasher::new(Cost::FOR_TESTS, 1, 1).unwrap();
        let busy = Arc::clone(&hasher.running).acquire_owned().await.unwrap();
        let waiting = hasher.hash(password("orange kettle"), salt(1));
        tokio::pin!(waiting);
        assert!(futures_util::poll!(&mut waiting).is_pending());
        drop(busy);
        assert!(waiting.await.is_ok());
    }
}

//! Time and randomness as values: a [`Moment`] is made once a request and passed down.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, Unit};
use rand::{CryptoRng, RngCore, SeedableRng, rngs::StdRng};

use crate::ids::{Id, uuid_v7};

/// Where the time comes from.
#[derive(Debug, Clone)]
enum Source {
    System,
    /// A clock that stands still until a test moves it.
    Fixed(Arc<Mutex<Timestamp>>),
}

/// Makes [`Moment`]s; one for the whole program.
#[derive(Debug, Clone)]
pub struct Clock {
    source: Source,
    rng: Arc<Mutex<StdRng>>,
}

impl Clock {
    /// The machine's clock and the operating system's randomness.
    pub fn system() -> Self {
        Self { source: Source::System, rng: Arc::new(Mutex::new(StdRng::from_os_rng())) }
    }

    /// A clock for tests and demo data: stands at `now`, with numbers that follow from `seed`.
    pub fn fixed(now: Timestamp, seed: u64) -> Self {
        Self {
            source: Source::Fixed(Arc::new(Mutex::new(now))),
            rng: Arc::new(Mutex::new(StdRng::seed_from_u64(seed))),
        }
    }

    /// Moves a fixed clock; the system's clock stays as it is.
    pub fn set(&self, now: Timestamp) {
        if let Source::Fixed(at) = &self.source {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = now;
        }
    }

    /// The present, to the microsecond (which is what both engines keep).
    pub fn moment(&self) -> Moment {
        let now = match &self.source {
            Source::System => system_now(),
            Source::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Moment { now: now.round(Unit::Microsecond).unwrap_or(now), rng: self.rng.clone() }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
fn system_now() -> Timestamp {
    Timestamp::now()
}

/// An instant, and randomness to go with it.
#[derive(Debug, Clone)]
pub struct Moment {
    pub now: Timestamp,
    rng: Arc<Mutex<StdRng>>,
}

impl Moment {
    /// A fresh identifier.
    pub fn id<T: Id>(&self) -> T {
        T::from(uuid_v7(self.now, self.random()))
    }

    /// Random bytes fit for secrets.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// The randomness as a generator, for what asks for one.
    pub fn rng(&self) -> MomentRng {
        MomentRng(self.rng.clone())
    }

    /// The same randomness at another instant (demo data, imports of past records).
    pub fn at(&self, now: Timestamp) -> Self {
        Self { now, rng: self.rng.clone() }
    }
}

/// A [`Moment`]'s randomness as a generator.
#[derive(Debug, Clone)]
pub struct MomentRng(Arc<Mutex<StdRng>>);

impl RngCore for MomentRng {
    fn next_u32(&mut self) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

impl CryptoRng for MomentRng {}

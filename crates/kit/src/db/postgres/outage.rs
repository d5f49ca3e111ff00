//! While the server is away: one thread knocks now and then, with growing pauses, and all others say so at once.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::super::DbError;

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What the threads of one server know of its being away.
#[derive(Default)]
pub(super) struct Outage(Mutex<Option<Away>>);

struct Away {
    why: String,
    pause: Duration,
    knock_from: Instant,
}

impl Outage {
    /// Whether it is this thread's turn to knock; the others wait for what comes of it.
    pub(super) fn check(&self) -> Result<(), DbError> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(away) = state.as_mut() else { return Ok(()) };
        let now = Instant::now();
        if now < away.knock_from {
            return Err(DbError::Away(away.why.clone()));
        }
        away.knock_from = now + away.pause;
        Ok(())
    }

    /// The server could not be reached.
    pub(super) fn began(&self, error: &DbError) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = state.as_ref().map_or(FIRST_PAUSE, |away| away.pause.saturating_mul(2).min(LONGEST_PAUSE));
        if state.is_none() {
            tracing::warn!(%error, "PostgreSQL is away");
        }
        *state = Some(Away { why: error.to_string(), pause, knock_from: Instant::now() + pause });
    }

    /// It is there again.
    pub(super) fn ended(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.take().is_some() {
            tracing::info!("PostgreSQL is there again");
        }
    }
}

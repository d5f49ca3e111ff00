//! While the server is away: one thread knocks now and then, with growing pauses, and all others say so at once.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use super::super::DbError;

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What the threads of one server know of its being away.
#[derive(Default)]
pub(super) struct Outage {
    state: Mutex<State>,
    /// The same as `state.away`, to be looked at before every transaction.
    is_away: AtomicBool,
}

#[derive(Default)]
struct State {
    away: Option<Away>,
    /// How often the server was reached anew: a failure that began before the last time says nothing of now.
    reached: u64,
}

struct Away {
    why: String,
    pause: Duration,
    knock_from: Instant,
}

/// Leave to knock, given at a certain time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leave(u64);

impl Outage {
    /// Leave to knock, if it is this thread's turn; the others wait for what comes of it.
    pub(super) fn leave(&self) -> Result<Leave, DbError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some(away) = state.away.as_mut() {
            if now < away.knock_from {
                return Err(DbError::Away(away.why.clone()));
            }
            away.knock_from = now + away.pause;
        }
        Ok(Leave(state.reached))
    }

    /// The server could not be reached.
    pub(super) fn failed(&self, leave: Leave, error: &DbError) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.reached != leave.0 {
            return;
        }
        if state.away.is_none() {
            tracing::warn!(%error, "PostgreSQL is away");
        }
        let pause = state.away.as_ref().map_or(FIRST_PAUSE, |away| away.pause.saturating_mul(2).min(LONGEST_PAUSE));
        self.is_away.store(true, Ordering::Relaxed);
        state.away = Some(Away { why: error.to_string(), pause, knock_from: Instant::now() + pause });
    }

    /// It answered on a connection that was there already.
    pub(super) fn answered(&self) {
        if self.is_away.load(Ordering::Relaxed) {
            self.reached();
        }
    }

    /// It was reached.
    pub(super) fn reached(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.reached = state.reached.wrapping_add(1);
        self.is_away.store(false, Ordering::Relaxed);
        if state.away.take().is_some() {
            tracing::warn!("PostgreSQL is there again");
        }
    }
}

//! How much of a long piece of work is written at a time, so that others who write at the same moment do not notice.

use std::time::{Duration, Instant};

/// For how long one transaction of a long piece of work may hold up everybody else's. Sixty people who save at once
/// then still see their words saved within the blink of an eye.
const TURN: Duration = Duration::from_millis(40);
/// Between two transactions the storage is left alone for this long: another program that waits for the same database
/// file looks again every two milliseconds.
const BREATH: Duration = Duration::from_millis(5);
const FEWEST: usize = 10;
const MOST: usize = 500;

/// Rows for the next transaction, by how long the last one took.
#[derive(Debug, Clone)]
pub struct Pace {
    rows: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { rows: 50 }
    }
}

impl Pace {
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Does one transaction's work, then lets others have their turn. Call it off the async workers.
    pub fn step<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        self.rows = after(self.rows, began.elapsed());
        std::thread::sleep(BREATH);
        done
    }
}

/// As many rows as fit into a turn, when so many took so long; at most twice as many as before.
fn after(rows: usize, took: Duration) -> usize {
    let micros = took.as_micros().max(1);
    let fitting = u128::try_from(rows).unwrap_or_default().saturating_mul(TURN.as_micros()).checked_div(micros);
    let fitting = fitting.and_then(|rows| usize::try_from(rows).ok()).unwrap_or(rows);
    fitting.min(rows.saturating_mul(2)).clamp(FEWEST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_turn_makes_the_next_one_shorter() {
        assert_eq!(after(100, Duration::from_millis(80)), 50);
        assert_eq!(after(100, Duration::from_secs(60)), FEWEST);
    }

    #[test]
    fn a_quick_turn_makes_the_next_one_longer_step_by_step() {
        assert_eq!(after(100, Duration::from_millis(30)), 133);
        assert_eq!(after(100, Duration::ZERO), 200);
        assert_eq!(after(400, Duration::from_millis(1)), MOST);
    }
}

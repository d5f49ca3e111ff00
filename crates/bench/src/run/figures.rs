//! What was seen: latencies by step, errors by kind, and what the machine was asked for.

use std::collections::BTreeMap;

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use super::{journeys::Step, server::Used};

/// Latencies in microseconds, to three figures, up to ten minutes.
fn histogram() -> Histogram<u64> {
    #[expect(clippy::expect_used, reason = "constants within the bounds that the crate states")]
    Histogram::new_with_bounds(1, 600_000_000, 3).expect("these bounds are sound")
}

/// Everything that one or more connections saw.
#[derive(Clone)]
pub struct Record {
    all: Histogram<u64>,
    steps: BTreeMap<Step, Seen>,
    errors: BTreeMap<String, u64>,
}

#[derive(Clone)]
struct Seen {
    times: Histogram<u64>,
    bytes: u64,
}

impl Default for Record {
    fn default() -> Self {
        Self { all: histogram(), steps: BTreeMap::new(), errors: BTreeMap::new() }
    }
}

impl Record {
    pub fn saw(&mut self, step: Step, micros: u64, bytes: usize) {
        self.all.saturating_record(micros);
        let seen = self.steps.entry(step).or_insert_with(|| Seen { times: histogram(), bytes: 0 });
        seen.times.saturating_record(micros);
        seen.bytes += u64::try_from(bytes).unwrap_or_default();
    }

    pub fn failed(&mut self, step: Step, why: &str) {
        *self.errors.entry(format!("{}: {why}", step.word())).or_default() += 1;
    }

    pub fn join(&mut self, other: &Self) {
        // Both have the same bounds, so that nothing is refused.
        _ = self.all.add(&other.all);
        for (step, seen) in &other.steps {
            let own = self.steps.entry(*step).or_insert_with(|| Seen { times: histogram(), bytes: 0 });
            _ = own.times.add(&seen.times);
            own.bytes += seen.bytes;
        }
        for (why, count) in &other.errors {
            *self.errors.entry(why.clone()).or_default() += count;
        }
    }

    /// The figures of a stretch of so many seconds.
    pub fn figures(&self, seconds: f64) -> (Times, BTreeMap<String, Times>, BTreeMap<String, u64>) {
        let steps = self.steps.iter().map(|(step, seen)| {
            let mut times = Times::of(&seen.times, seconds);
            times.bytes = seen.bytes.checked_div(times.count).unwrap_or_default();
            (step.word().to_owned(), times)
        });
        (Times::of(&self.all, seconds), steps.collect(), self.errors.clone())
    }
}

/// Milliseconds of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Times {
    pub count: u64,
    pub per_second: f64,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
    /// The answer's body, in the middle.
    pub bytes: u64,
}

impl Times {
    pub fn of(times: &Histogram<u64>, seconds: f64) -> Self {
        let at = |quantile: f64| float(times.value_at_quantile(quantile)) / 1_000.0;
        Self {
            count: times.len(),
            per_second: float(times.len()) / seconds.max(0.001),
            p50: at(0.5),
            p95: at(0.95),
            p99: at(0.99),
            max: float(times.max()) / 1_000.0,
            bytes: 0,
        }
    }
}

/// A count as a number to divide by. Counts here stay far below what a float holds exactly.
pub fn float(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// One stretch of load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    pub name: String,
    pub connections: usize,
    /// Arrivals a second when they were constant.
    pub rate: Option<f64>,
    pub seconds: f64,
    pub all: Times,
    pub steps: BTreeMap<String, Times>,
    pub errors: BTreeMap<String, u64>,
    /// Of the program, and of the driver itself.
    pub program: Used,
    pub driver_cpu_seconds: f64,
}

impl Stretch {
    /// Microseconds of the program's processor time for each request.
    pub fn cpu_micros(&self) -> f64 {
        self.program.cpu_seconds * 1e6 / float(self.all.count.max(1))
    }
}

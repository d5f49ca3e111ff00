//! A limit on how often something may happen for each key (an address, an account).
//!
//! The generic cell rate algorithm: one instant for each key says when its bucket will be full again, so there is
//! nothing to refill and nothing to run in the background. One process only: behind several nodes each counts alone.
//! When the clock steps back, what was counted in that future is forgotten: nobody is shut out until it comes again.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// How much is allowed: `burst` at once, and `burst` more spread evenly over each `per`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many may come at once. At least one.
    pub burst: u32,
    /// How long it takes until the whole burst may come again.
    pub per: SignedDuration,
}

/// Not now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many requests; try again after {until}")]
pub struct TooSoon {
    /// From when it will be allowed.
    pub until: Timestamp,
}

/// Counts for many keys in bounded memory: at most `most_keys` are remembered. When there are more, those go first
/// whose bucket is full again (nothing is lost) and then those nearest to it, which begin with a full bucket when they
/// come again: a flood of more keys than are remembered frees who used little, never who used most.
#[derive(Debug)]
pub struct Limiter<K> {
    rate: Rate,
    most_keys: usize,
    full_again: Mutex<HashMap<K, Timestamp>>,
}

impl<K: Eq + Hash + Clone> Limiter<K> {
    /// A limiter for at most `most_keys` keys at a time.
    pub fn new(rate: Rate, most_keys: usize) -> Self {
        Self { rate, most_keys: most_keys.max(1), full_again: Mutex::new(HashMap::new()) }
    }

    /// Takes one for `key` at `now`, or says when to come back. A refusal takes nothing.
    pub fn take(&self, key: &K, now: Timestamp) -> Result<(), TooSoon> {
        let mut full_again = self.full_again.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody's bucket takes longer than `per`: what lies further ahead was counted before the clock stepped back.
        let furthest = now.saturating_add(self.rate.per).unwrap_or(Timestamp::MAX);
        let counted = full_again.get(key).copied().filter(|full_at| *full_at <= furthest);
        let full_at = counted.unwrap_or(now).max(now);
        let next = full_at.saturating_add(self.interval()).unwrap_or(Timestamp::MAX);
        let allowed_from = next.saturating_sub(self.rate.per).unwrap_or(Timestamp::MIN);
        if allowed_from > now {
            return Err(TooSoon { until: allowed_from });
        }
        if full_again.len() >= self.most_keys && !full_again.contains_key(key) {
            make_room(&mut full_again, self.most_keys, now);
        }
        full_again.insert(key.clone(), next);
        Ok(())
    }

    /// How many keys are remembered.
    pub fn keys(&self) -> usize {
        self.full_again.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The time that one takes to come back. Rounded down by at most a nanosecond, in the person's favor.
    fn interval(&self) -> SignedDuration {
        let burst = i32::try_from(self.rate.burst.max(1)).unwrap_or(i32::MAX);
        self.rate.per.checked_div(burst).unwrap_or(SignedDuration::ZERO)
    }
}

/// Frees at least an eighth, so that a flood of new keys costs one sweep for each eighth and not for each key.
fn make_room<K: Eq + Hash + Clone>(full_again: &mut HashMap<K, Timestamp>, most_keys: usize, now: Timestamp) {
    full_again.retain(|_, full_at| *full_at > now);
    let keep = most_keys - most_keys.div_ceil(8);
    if full_again.len() <= keep {
        return;
    }
    let mut by_need: Vec<(Timestamp, K)> = full_again.drain().map(|(key, full_at)| (full_at, key)).collect();
    by_need.sort_unstable_by_key(|(full_at, _)| std::cmp::Reverse(*full_at));
    full_again.extend(by_need.into_iter().take(keep).map(|(full_at, key)| (key, full_at)));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
    use super::*;
    use proptest::prelude::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_700_000_000_000 + millis).unwrap()
    }

    fn five_a_minute(most_keys: usize) -> Limiter<u32> {
        Limiter::new(Rate { burst: 5, per: SignedDuration::from_secs(60) }, most_keys)
    }

    #[test]
    fn a_burst_passes_and_the_next_waits_its_share() {
        let limiter = five_a_minute(10);
        for _ in 0..5 {
            assert_eq!(limiter.take(&1, at(0)), Ok(()));
        }
        assert_eq!(limiter.take(&1, at(0)), Err(TooSoon { until: at(12_000) }));
        assert_eq!(limiter.take(&1, at(11_999)), Err(TooSoon { until: at(12_000) }));
        assert_eq!(limiter.take(&1, at(12_000)), Ok(()));
    }

    #[test]
    fn one_key_does_not_spend_anothers() {
        let limiter = five_a_minute(10);
        for _ in 0..6 {
            let _ = limiter.take(&1, at(0));
        }
        assert_eq!(limiter.take(&2, at(0)), Ok(()));
    }

    #[test]
    fn a_clock_that_steps_back_shuts_nobody_out() {
        let limiter = five_a_minute(10);
        for _ in 0..6 {
            let _ = limiter.take(&1, at(3_600_000));
        }
        for _ in 0..5 {
            assert_eq!(limiter.take(&1, at(0)), Ok(()), "an hour back");
        }
        assert_eq!(limiter.take(&1, at(0)), Err(TooSoon { until: at(12_000) }));
        assert_eq!(limiter.take(&1, at(86_400_000)), Ok(()), "a day ahead");
    }

    #[test]
    fn a_flood_of_keys_does_not_free_the_busiest() {
        let limiter = five_a_minute(64);
        for _ in 0..5 {
            assert_eq!(limiter.take(&0, at(0)), Ok(()));
        }
        for key in 1..10_000 {
            assert_eq!(limiter.take(&key, at(1)), Ok(()));
        }
        assert!(limiter.take(&0, at(2)).is_err());
    }

    proptest! {
        #[test]
        fn no_window_lets_more_through_while_every_key_is_remembered(
            calls in prop::collection::vec((0..20u32, 0..500i64), 1..400),
        ) {
            let limiter = five_a_minute(20);
            let mut now = 0;
            let mut passed = Vec::new();
            for (key, later) in calls {
                now += later;
                if limiter.take(&key, at(now)).is_ok() {
                    passed.push((key, now));
                }
            }
            // Ten in any minute at most: the burst and what came back meanwhile.
            for (key, start) in &passed {
                let within = passed.iter().filter(|(k, t)| k == key && (*start..start + 60_000).contains(t)).count();
                prop_assert!(within <= 10);
            }
        }

        #[test]
        fn memory_is_bounded_whatever_comes(calls in prop::collection::vec((0..200u32, 0..500i64), 1..400)) {
            let limiter = five_a_minute(20);
            let mut now = 0;
            for (key, later) in calls {
                now += later;
                let _ = limiter.take(&key, at(now));
                prop_assert!(limiter.keys() <= 20);
            }
        }

        #[test]
        fn waiting_as_told_is_enough(used in 1..40u32) {
            let limiter = five_a_minute(10);
            let mut now = at(0);
            for _ in 0..used {
                if let Err(TooSoon { until }) = limiter.take(&1, now) {
                    prop_assert!(until > now);
                    now = until;
                    prop_assert_eq!(limiter.take(&1, now), Ok(()));
                }
            }
        }
    }
}

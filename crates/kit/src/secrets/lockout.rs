//! When a wrong password makes the next attempt wait.
//!
//! Guessing is slowed without giving anybody a way to keep somebody else out: long waits (up to 15 minutes) fall on
//! the address that guesses; failures against an account from everywhere slow it for seconds only; and a browser in
//! which the account has signed in before answers for its own failures alone (the idea of OWASP's device cookies).
//! Attempts refused here must not be recorded as failures.

use jiff::{SignedDuration, Timestamp};

/// Failures one after another, since the last success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// When the latest was; `None` when there is none.
    pub last: Option<Timestamp>,
}

/// What is recorded about attempts like this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignInFailures {
    /// At this account from this address.
    pub account_here: Failures,
    /// At this account from anywhere.
    pub account: Failures,
    /// From this address at any account. A whole office may share one.
    pub address: Failures,
    /// In this browser at this account, when it carries proof that the account signed in there before.
    pub known_browser: Option<Failures>,
}

/// Whether a password may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInGate {
    /// Go on and check it.
    Allow,
    /// Don't check it; say when it may be tried.
    Wait {
        /// From when on.
        until: Timestamp,
    },
}

/// The free attempts, and the longest wait after them.
struct Policy {
    free: u32,
    longest: SignedDuration,
}

const ACCOUNT_HERE: Policy = Policy { free: 5, longest: SignedDuration::from_mins(15) };
const ACCOUNT: Policy = Policy { free: 50, longest: SignedDuration::from_secs(30) };
const ADDRESS: Policy = Policy { free: 30, longest: SignedDuration::from_mins(15) };
const KNOWN_BROWSER: Policy = Policy { free: 10, longest: SignedDuration::from_mins(15) };
/// The first wait; each further failure doubles it.
const FIRST_WAIT_SECONDS: i64 = 5;
/// Failures before a pause as long as this are forgotten.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Decides from what is recorded. Pure: the store counts, this judges.
pub fn sign_in_gate(recorded: &SignInFailures, now: Timestamp) -> SignInGate {
    let until = match &recorded.known_browser {
        Some(browser) => KNOWN_BROWSER.blocks_until(browser, now),
        None => ACCOUNT_HERE
            .blocks_until(&recorded.account_here, now)
            .max(ACCOUNT.blocks_until(&recorded.account, now))
            .max(ADDRESS.blocks_until(&recorded.address, now)),
    };
    until.map_or(SignInGate::Allow, |until| SignInGate::Wait { until })
}

impl Policy {
    /// `None` when these failures don't stand in the way at `now`.
    fn blocks_until(&self, failures: &Failures, now: Timestamp) -> Option<Timestamp> {
        let last = failures.last?;
        if now.duration_since(last) >= FORGOTTEN_AFTER {
            return None;
        }
        let ends = last.saturating_add(self.wait(failures.count)?).unwrap_or(Timestamp::MAX);
        // Nodes' clocks differ a little, and a clock may be set back: no record holds anybody longer than the longest.
        let until = ends.min(now.saturating_add(self.longest).unwrap_or(Timestamp::MAX));
        (until > now).then_some(until)
    }

    fn wait(&self, count: u32) -> Option<SignedDuration> {
        let doublings = count.checked_sub(self.free)?;
        let seconds = 1i64.checked_shl(doublings.min(32)).map(|times| times.saturating_mul(FIRST_WAIT_SECONDS))?;
        Some(SignedDuration::from_secs(seconds).min(self.longest))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).unwrap()
    }

    fn failures(count: u32, last: i64) -> Failures {
        Failures { count, last: Some(at(last)) }
    }

    fn guessed_here(count: u32) -> SignInFailures {
        let counted = failures(count, 0);
        SignInFailures { account_here: counted, account: counted, address: counted, known_browser: None }
    }

    #[test]
    fn a_person_who_mistypes_a_few_times_never_waits() {
        assert_eq!(sign_in_gate(&SignInFailures::default(), at(0)), SignInGate::Allow);
        assert_eq!(sign_in_gate(&guessed_here(4), at(0)), SignInGate::Allow);
    }

    #[test]
    fn waits_double_from_the_fifth_failure() {
        for (count, seconds) in [(5, 5), (6, 10), (7, 20), (8, 40), (12, 640), (13, 900), (4_000_000_000, 900)] {
            let recorded = SignInFailures { account_here: failures(count, 0), ..Default::default() };
            assert_eq!(sign_in_gate(&recorded, at(0)), SignInGate::Wait { until: at(seconds) }, "{count}");
            assert_eq!(sign_in_gate(&recorded, at(seconds)), SignInGate::Allow);
        }
    }

    #[test]
    fn an_attacker_elsewhere_slows_the_owner_by_seconds_only() {
        let recorded = SignInFailures { account: failures(100_000, 0), ..Default::default() };
        assert_eq!(sign_in_gate(&recorded, at(0)), SignInGate::Wait { until: at(30) });
    }

    #[test]
    fn the_owner_in_a_known_browser_passes_while_others_wait() {
        let attacked = guessed_here(1_000);
        assert!(matches!(sign_in_gate(&attacked, at(1)), SignInGate::Wait { .. }));
        let known = SignInFailures { known_browser: Some(Failures::default()), ..attacked };
        assert_eq!(sign_in_gate(&known, at(1)), SignInGate::Allow);
    }

    #[test]
    fn a_known_browser_answers_for_its_own_failures() {
        let recorded = SignInFailures { known_browser: Some(failures(10, 0)), ..Default::default() };
        assert_eq!(sign_in_gate(&recorded, at(0)), SignInGate::Wait { until: at(5) });
    }

    #[test]
    fn one_address_that_tries_many_accounts_waits() {
        let recorded = SignInFailures { address: failures(40, 0), ..Default::default() };
        assert_eq!(sign_in_gate(&recorded, at(0)), SignInGate::Wait { until: at(900) });
    }

    proptest! {
        #[test]
        fn nobody_ever_waits_longer_than_fifteen_minutes(
            counts in any::<[u32; 4]>(), lasts in any::<[i32; 4]>(), known in any::<bool>(), now in any::<i32>(),
        ) {
            let [a, b, c, d] = counts;
            let [e, f, g, h] = lasts.map(i64::from);
            let recorded = SignInFailures {
                account_here: failures(a, e),
                account: failures(b, f),
                address: failures(c, g),
                known_browser: known.then(|| failures(d, h)),
            };
            let now = at(i64::from(now));
            if let SignInGate::Wait { until } = sign_in_gate(&recorded, now) {
                prop_assert!(until > now);
                prop_assert!(until.duration_since(now) <= SignedDuration::from_mins(15));
                if lasts.iter().all(|last| at(i64::from(*last)) <= now) {
                    prop_assert_eq!(sign_in_gate(&recorded, until), SignInGate::Allow);
                }
            }
        }

        #[test]
        fn one_failure_more_never_shortens_the_wait(count in 0..60u32) {
            let until = |count| match sign_in_gate(&guessed_here(count), at(0)) {
                SignInGate::Allow => at(0),
                SignInGate::Wait { until } => until,
            };
            prop_assert!(until(count + 1) >= until(count));
        }
    }
}

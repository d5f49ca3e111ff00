//! How sure the directory is of a service: told by the age of its last check and by what went wrong since.

use ground::{Visit, rules::freshness::Freshness};
use jiff::Timestamp;
use kit::messages::AsArg as _;

/// What is known of checking a service.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    pub checked_at: Option<Timestamp>,
    pub failed: i64,
    pub reports: i64,
}

/// How sure we are, as a page says it.
#[derive(Debug, Clone, Default)]
pub struct Sureness {
    /// `good`, `warn` or `bad`, as badges are toned.
    pub tone: &'static str,
    pub label: String,
    /// "Checked 41 days ago."
    pub checked: String,
}

/// Days since the last check.
pub fn days(checked_at: Option<Timestamp>, now: Timestamp) -> Option<i64> {
    checked_at.map(|at| now.duration_since(at).as_hours().div_euclid(24).max(0))
}

/// How sure we are of a service.
pub fn of(visit: &Visit, known: Known) -> Sureness {
    let days = days(known.checked_at, visit.request.now());
    let checked = match days {
        None => visit.t("directory-never-checked"),
        Some(days) => visit.words.with("directory-checked", &[("days", days.as_arg())]),
    };
    let Some(rule) = visit.rules().freshness.get("service") else { return Sureness { checked, ..Sureness::default() } };
    let (tone, key) = told(rule, rule.confidence(days, known.failed, known.reports));
    Sureness { tone, label: visit.t(key), checked }
}

fn told(rule: &Freshness, confidence: i64) -> (&'static str, &'static str) {
    match confidence {
        sure if sure >= rule.sure_from => ("good", "directory-sure"),
        doubtful if doubtful < rule.doubtful_below => ("bad", "directory-doubtful"),
        _ => ("warn", "directory-call-first"),
    }
}

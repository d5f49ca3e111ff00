//! When a promise is due, by the clocks of rules/clocks.toml.

use ground::rules::{Rules, clocks::Offset};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// A due moment that a clock of rules/clocks.toml sets, as promises keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last moment that is in time.
    pub due_at: Timestamp,
    pub has_time: bool,
    /// The last day that is in time, in the program's zone.
    pub on: Date,
    pub rule: String,
    pub rule_version: i64,
}

/// When something that began at `anchor` is due by the named clock. `days` replaces the clock's own length by so many
/// calendar days, for programs that set their own. Without such a clock it is due at once, so that nothing is lost.
pub fn deadline(clock: &str, days: Option<i64>, anchor: Timestamp, zone: &TimeZone) -> Deadline {
    let rules = Rules::shipped();
    let Some(clock) = rules.clocks.get(clock) else {
        let on = anchor.to_zoned(zone.clone()).date();
        return Deadline { due_at: anchor, has_time: false, on, rule: String::new(), rule_version: 0 };
    };
    let mut clock = clock.clone();
    if let Some(days) = days.and_then(|days| u32::try_from(days).ok()) {
        clock.due = Offset::CalendarDays(days);
    }
    let due = rules.due(&clock, anchor, zone);
    let last = due.late_from.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(due.late_from);
    Deadline {
        due_at: if due.is_whole_day { last } else { due.late_from },
        has_time: !due.is_whole_day,
        on: due.on,
        rule: clock.id.clone(),
        rule_version: i64::from(clock.about.version),
    }
}

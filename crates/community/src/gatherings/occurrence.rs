//! Single meetings: the rule with the days that are otherwise. No storage.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::gathering::{ChangeKind, DayChange, Gathering};

/// One meeting on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The day by the rule.
    pub on: Date,
    pub day: Date,
    pub time: Time,
    pub place: String,
    pub standing: Standing,
    pub reason: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// Whether a meeting is as planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Planned,
    Moved,
    Cancelled,
}

/// The meetings from one day to another, in order, with those that are called off.
pub fn between(gathering: &Gathering, changes: &[DayChange], from: Date, to: Date) -> Vec<Occurrence> {
    let zone = gathering.zone();
    let pattern = gathering.pattern();
    let change_of = |day: Date| changes.iter().find(|change| change.on == day);
    let days = pattern.days(gathering.starts_on, gathering.ends_on, from, to).into_iter();
    let by_rule = days.filter_map(|day| match change_of(day) {
        None => Some(meeting(gathering, &zone, day, day, gathering.time(), None)),
        Some(change) if change.kind == ChangeKind::Cancelled => {
            Some(meeting(gathering, &zone, day, day, gathering.time(), Some(change)))
        }
        // It stands on the day to which it goes.
        Some(_) => None,
    });
    let meets = |day: Date| !pattern.days(gathering.starts_on, gathering.ends_on, day, day).is_empty();
    let moved = changes.iter().filter_map(|change| {
        let to_day = change.to_date.filter(|day| (from..=to).contains(day) && meets(change.on))?;
        let time = change.to_time.parse().unwrap_or_else(|_| gathering.time());
        Some(meeting(gathering, &zone, change.on, to_day, time, Some(change)))
    });
    let mut all: Vec<Occurrence> = by_rule.chain(moved).collect();
    all.sort_by_key(|one| (one.starts_at, one.on));
    all
}

fn meeting(
    gathering: &Gathering,
    zone: &TimeZone,
    on: Date,
    day: Date,
    time: Time,
    change: Option<&DayChange>,
) -> Occurrence {
    let starts_at = at(zone, day, time);
    let standing = match change.map(|change| change.kind) {
        None => Standing::Planned,
        Some(ChangeKind::Moved) => Standing::Moved,
        Some(ChangeKind::Cancelled) => Standing::Cancelled,
    };
    let other_place = change.map(|change| change.to_place.clone()).filter(|place| !place.is_empty());
    Occurrence {
        on,
        day,
        time,
        place: other_place.unwrap_or_else(|| gathering.place.clone()),
        standing,
        reason: change.map(|change| change.reason.clone()).unwrap_or_default(),
        starts_at,
        ends_at: starts_at.saturating_add(SignedDuration::from_mins(gathering.minutes)).unwrap_or(starts_at),
    }
}

/// The instant of a time on the wall. A time that the clocks leap over is the same distance after the leap; one that
/// comes twice is the first (RFC 5545, 3.3.5).
pub fn at(zone: &TimeZone, day: Date, time: Time) -> Timestamp {
    zone.to_timestamp(day.to_datetime(time)).unwrap_or(Timestamp::MAX)
}

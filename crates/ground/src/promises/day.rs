//! One worker's day, put in order: what is planned today, what is late, what is due today, what is coming, what is put
//! off.

use jiff::{Timestamp, tz::TimeZone};

use super::reading::Line;

/// Where a line stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// A call or meeting today, whether its hour is past or not.
    Planned,
    Late,
    Today,
    Coming,
    PutOff,
}

/// The section of a line now. `zone` is for promises without a program.
pub fn section(line: &Line, now: Timestamp, zone: &TimeZone) -> Section {
    let promise = &line.promise;
    let zone = line.zone(zone);
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let is_today = day(promise.due_at) == day(now);
    if promise.snoozed_until.is_some_and(|until| until > now) {
        Section::PutOff
    } else if is_today && promise.has_time && promise.kind.is_planned_contact() {
        Section::Planned
    } else if promise.due_at < now {
        Section::Late
    } else if is_today {
        Section::Today
    } else {
        Section::Coming
    }
}

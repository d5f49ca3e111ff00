//! The time zones that a person can choose from.

use crate::layout::parts::Choice;

/// The zones most programs need stand first.
const FIRST: [&str; 7] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
];
/// Regions of the IANA list that name places, not offsets or old abbreviations.
const REGIONS: [&str; 9] =
    ["Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"];

/// Whether this is the name of a zone.
pub fn is_known(name: &str) -> bool {
    FIRST.contains(&name) || (name.contains('/') && jiff::tz::TimeZone::get(name).is_ok())
}

/// All zones as choices, the common ones first.
pub fn choices(chosen: &str) -> Vec<Choice> {
    let all: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    let is_place = |name: &&String| REGIONS.iter().any(|region| name.starts_with(region));
    let mut rest: Vec<&str> =
        all.iter().filter(is_place).map(String::as_str).filter(|name| !FIRST.contains(name)).collect();
    rest.sort_unstable();
    let is_extra = !chosen.is_empty() && !FIRST.contains(&chosen) && !rest.contains(&chosen);
    let named = FIRST.into_iter().chain(is_extra.then_some(chosen)).chain(rest);
    named.map(|name| Choice::new(name, name.replace('_', " "), name == chosen)).collect()
}

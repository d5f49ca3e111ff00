//! The time of day behind a date, and the day counts of spreadsheets.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

/// Parts a date from the time of day behind it: at `T`, or at the blank before the first `:`.
pub(super) fn split_clock(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else {
        return (text, None);
    };
    let before = text.get(..colon).unwrap_or_default();
    let hour = before.rfind(|c: char| !c.is_ascii_digit());
    let Some(end) = hour else { return (text, None) };
    let date = before.get(..end).unwrap_or_default().trim_end_matches([' ', ',']);
    let gap = before.get(end..).and_then(|s| s.chars().next()).unwrap_or(' ');
    if !(gap == 'T' || gap == 't' || gap.is_whitespace()) {
        return (text, None);
    }
    let clock = text.get(end + gap.len_utf8()..).unwrap_or_default();
    (date.trim_end_matches([' ', ',']), Some(clock))
}

/// `14:30`, `2:30:15.25 PM`, each with `Z`, `UTC`, `+02:00` or `-0500` behind it.
pub(super) fn read_clock(text: &str) -> Option<(Time, Option<Offset>)> {
    let lower = text.trim().to_lowercase();
    let (rest, offset) = split_offset(&lower)?;
    let rest = rest.trim();
    let is_half = |ends: [&str; 3]| ends.iter().find_map(|end| rest.strip_suffix(end)).map(str::trim_end);
    let (digits, half) = match (is_half(["am", "a.m.", "a.m"]), is_half(["pm", "p.m.", "p.m"])) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (rest, None),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts = whole.split(':');
    let hour = small_number(parts.next()?)?;
    let minute = small_number(parts.next()?)?;
    let second = parts.next().map_or(Some(0), small_number)?;
    if parts.next().is_some() {
        return None;
    }
    let hour = match half {
        None => hour,
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
    };
    let time = Time::new(hour, minute, second, nanoseconds(fraction)?).ok()?;
    Some((time, offset))
}

fn small_number(text: &str) -> Option<i8> {
    ((1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    if fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<9}").parse().ok()
}

fn split_offset(text: &str) -> Option<(&str, Option<Offset>)> {
    for end in ["utc", "gmt", "z"] {
        if let Some(rest) = text.strip_suffix(end) {
            return Some((rest, Some(Offset::UTC)));
        }
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, None));
    };
    let (clock, zone) = text.split_at_checked(at)?;
    let digits: String = zone.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    let seconds = i32::from(small_number(hours)?) * 3600 + i32::from(small_number(minutes)?) * 60;
    let offset = Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).ok()?;
    Some((clock, Some(offset)))
}

/// A spreadsheet's day count: the date and the seconds after midnight. Day 60 is a day that never was
/// (29 February 1900, an old slip that spreadsheets keep), so it is refused.
pub(super) fn serial(text: &str) -> Option<(Date, i64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |s: &str| s.len() <= 12 && s.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let days: i64 = whole.parse().ok().filter(|n| (1..=2_958_465).contains(n) && *n != 60)?;
    let start = Date::new(1899, 12, if days < 60 { 31 } else { 30 }).ok()?;
    let date = start.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    let parts: i128 = format!("{fraction:0<12}").parse().ok()?;
    let seconds = (parts * 86_400 + 500_000_000_000) / 1_000_000_000_000;
    Some((date, i64::try_from(seconds).ok()?))
}

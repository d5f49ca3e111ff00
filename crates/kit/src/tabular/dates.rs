//! Dates and times as people and programs write them. Nothing is guessed: `3/4/2024` is a problem until the
//! whole column or the person says which number is the month.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use super::cell;

/// The last two-digit year that is read as 20xx when a mapping doesn't say: 30 is 2030, 31 is 1931.
pub const DEFAULT_PIVOT: u8 = 30;

/// Which number of `3/4/2024` is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Not chosen: use what the column's values prove, and report what stays open.
    #[default]
    Detect,
    /// `12/25/2024`, as in the United States.
    MonthFirst,
    /// `25/12/2024`, as in most other countries.
    DayFirst,
}

/// How to read the dates of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DateRules {
    pub order: DateOrder,
    /// The last two-digit year read as 20xx, 0 to 99; later ones are 19xx. For birth dates this year's number fits.
    pub pivot: u8,
    /// Read bare numbers such as `45426` as the day count of a spreadsheet (day 1 is 1 January 1900).
    pub serial_numbers: bool,
    /// In a column of dates, leave out a time of day. Without it only midnight is accepted after a date.
    pub drop_time: bool,
}

impl Default for DateRules {
    fn default() -> Self {
        Self { order: DateOrder::Detect, pivot: DEFAULT_PIVOT, serial_numbers: false, drop_time: false }
    }
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    #[error("This isn't a date that can be read. Write it like 2024-05-14 or 14 May 2024.")]
    NotADate,
    #[error("There is no such day in the calendar. Check the day and the month.")]
    NoSuchDay,
    #[error("This could be two different days. Choose month first or day first for this column.")]
    Ambiguous,
    #[error(
        "This has a time of day, but only a date is wanted. Choose \"leave out the time\" for this column or remove it."
    )]
    HasTime,
    #[error("The time of day is missing or can't be read. Write it like 2024-05-14 14:30 or 5/14/2024 2:30 PM.")]
    NotATime,
}

/// A date and time: an instant when the text named its zone, else a local time whose zone the mapping knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Instant(Timestamp),
    Local(DateTime),
}

/// Reads a date.
///
/// # Errors
/// See [`DateFault`]; its text is for the person.
pub fn parse_date(text: &str, rules: &DateRules) -> Result<Date, DateFault> {
    let text = cell::tidy(text);
    if rules.serial_numbers
        && let Some((date, seconds)) = serial(&text)
    {
        return if seconds == 0 || rules.drop_time { Ok(date) } else { Err(DateFault::HasTime) };
    }
    let (date, clock) = split_clock(&text);
    let day = read_day(date, rules)?;
    if let Some(clock) = clock {
        let (time, _) = read_clock(clock).ok_or(DateFault::NotADate)?;
        if time != Time::midnight() && !rules.drop_time {
            return Err(DateFault::HasTime);
        }
    }
    Ok(day)
}

/// Reads a date with a time of day.
///
/// # Errors
/// See [`DateFault`]; its text is for the person.
pub fn parse_moment(text: &str, rules: &DateRules) -> Result<Moment, DateFault> {
    let text = cell::tidy(text);
    if rules.serial_numbers
        && let Some((date, seconds)) = serial(&text)
    {
        let at = date.to_datetime(Time::midnight()).checked_add(jiff::Span::new().seconds(seconds));
        return at.map(Moment::Local).map_err(|_| DateFault::NoSuchDay);
    }
    let (date, clock) = split_clock(&text);
    let day = read_day(date, rules)?;
    let (time, offset) = clock.and_then(read_clock).ok_or(DateFault::NotATime)?;
    let local = day.to_datetime(time);
    match offset {
        None => Ok(Moment::Local(local)),
        Some(offset) => {
            let instant = TimeZone::fixed(offset).to_timestamp(local).map_err(|_| DateFault::NoSuchDay)?;
            Ok(Moment::Instant(instant))
        }
    }
}

/// Whether a text is a date in any of the styles, for telling data from headers.
pub(super) fn looks_like_date(text: &str) -> bool {
    let (date, _) = split_clock(text);
    matches!(read_day(date, &DateRules::default()), Ok(_) | Err(DateFault::Ambiguous))
}

/// What one column's values prove about the order of day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateTally {
    /// Values that only make sense with the month first, such as `12/25/2024`.
    pub month_first: u64,
    /// Values that only make sense with the day first.
    pub day_first: u64,
    /// Values that can be read both ways and give different days.
    pub either: u64,
    /// Values in styles that name the month or start with the year, or the same day both ways.
    pub certain: u64,
    /// Values that are no dates.
    pub other: u64,
}

/// The order of day and month in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderFound {
    /// No value depends on the order.
    NotNeeded,
    MonthFirst,
    DayFirst,
    /// Every value can be read both ways: a person must choose.
    Open,
    /// Some values prove one order and some the other: a person must mend the column.
    Conflict,
}

impl DateTally {
    /// Counts one value; blank ones are left out.
    pub fn observe(&mut self, text: &str) {
        let tidied = cell::tidy(text);
        if cell::is_blank_value(&tidied) {
            return;
        }
        let (date, _) = split_clock(&tidied);
        let with = |order| read_day(date, &DateRules { order, ..DateRules::default() });
        match (with(DateOrder::MonthFirst), with(DateOrder::DayFirst)) {
            (Ok(a), Ok(b)) if a == b => self.certain += 1,
            (Ok(_), Ok(_)) => self.either += 1,
            (Ok(_), Err(_)) => self.month_first += 1,
            (Err(_), Ok(_)) => self.day_first += 1,
            (Err(_), Err(_)) => self.other += 1,
        }
    }

    /// What the counted values prove together.
    pub fn order(&self) -> OrderFound {
        match (self.month_first > 0, self.day_first > 0, self.either > 0) {
            (true, true, _) => OrderFound::Conflict,
            (true, false, _) => OrderFound::MonthFirst,
            (false, true, _) => OrderFound::DayFirst,
            (false, false, true) => OrderFound::Open,
            (false, false, false) => OrderFound::NotNeeded,
        }
    }
}

/// A piece of a date: a number with its count of digits, or a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Number(i32, usize),
    Word(&'a str),
}

fn read_day(text: &str, rules: &DateRules) -> Result<Date, DateFault> {
    let mut separators = String::new();
    let mut pieces = pieces(text, &mut separators).ok_or(DateFault::NotADate)?;
    let is_weekday = |word: &str| is_name(word, WEEKDAYS).is_some();
    if let [Piece::Word(word), rest @ ..] = pieces.as_slice()
        && rest.len() >= 3
        && is_weekday(word)
    {
        pieces = rest.to_vec();
    }
    match pieces.as_slice() {
        [Piece::Number(year, 4), Piece::Number(month, 1..=2), Piece::Number(day, 1..=2)] => civil(*year, *month, *day),
        [Piece::Number(packed, 8)] => civil(packed / 10_000, packed / 100 % 100, packed % 100),
        [Piece::Number(a, 1..=2), Piece::Number(b, 1..=2), Piece::Number(year, digits @ (2 | 4))] => {
            let year = full_year(*year, *digits, rules.pivot);
            if separators.starts_with('.') { civil(year, *b, *a) } else { by_order(year, *a, *b, rules.order) }
        }
        [Piece::Number(day, 1..=2), Piece::Word(name), Piece::Number(year, digits @ (2 | 4))]
        | [Piece::Word(name), Piece::Number(day, 1..=2), Piece::Number(year, digits @ (2 | 4))] => {
            let month = month_number(name).ok_or(DateFault::NotADate)?;
            civil(full_year(*year, *digits, rules.pivot), month, *day)
        }
        [Piece::Number(year, 4), Piece::Word(name), Piece::Number(day, 1..=2)] => {
            civil(*year, month_number(name).ok_or(DateFault::NotADate)?, *day)
        }
        _ => Err(DateFault::NotADate),
    }
}

fn by_order(year: i32, a: i32, b: i32, order: DateOrder) -> Result<Date, DateFault> {
    let (month_first, day_first) = (civil(year, a, b), civil(year, b, a));
    match order {
        DateOrder::MonthFirst => month_first,
        DateOrder::DayFirst => day_first,
        DateOrder::Detect => match (month_first, day_first) {
            (Ok(m), Ok(d)) if m == d => Ok(m),
            (Ok(_), Ok(_)) => Err(DateFault::Ambiguous),
            (Ok(m), Err(_)) => Ok(m),
            (Err(_), other) => other,
        },
    }
}

fn civil(year: i32, month: i32, day: i32) -> Result<Date, DateFault> {
    let small = |n: i32| i8::try_from(n).map_err(|_| DateFault::NoSuchDay);
    let year = i16::try_from(year).ok().filter(|y| *y > 0).ok_or(DateFault::NoSuchDay)?;
    Date::new(year, small(month)?, small(day)?).map_err(|_| DateFault::NoSuchDay)
}

fn full_year(year: i32, digits: usize, pivot: u8) -> i32 {
    match digits {
        2 if year <= i32::from(pivot) => 2000 + year,
        2 => 1900 + year,
        _ => year,
    }
}

/// Numbers and words of a date; `None` for signs that don't belong in one. Two numbers need one separator.
fn pieces<'a>(text: &'a str, separators: &mut String) -> Option<Vec<Piece<'a>>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && found.len() < 6 {
        let first = rest.chars().next()?;
        let is_same: fn(char) -> bool = match first {
            _ if first.is_ascii_digit() => |c| c.is_ascii_digit(),
            _ if first.is_alphabetic() => char::is_alphabetic,
            _ => |c| matches!(c, ' ' | ',' | '.' | '/' | '-' | '\''),
        };
        let end = rest.find(|c| !is_same(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(end).filter(|(piece, _)| !piece.is_empty())?;
        rest = after;
        if first.is_ascii_digit() {
            found.push(Piece::Number(piece.parse().ok()?, piece.len()));
        } else if first.is_alphabetic() {
            push_word(&mut found, piece);
        } else {
            separators.push_str(piece.trim());
        }
    }
    let is_even = is_one_style(separators, &found);
    (rest.is_empty() && is_even).then_some(found)
}

/// Leaves out what only dresses a number: the `th` of `14th`, the `de` of `14 de mayo`.
fn push_word<'a>(found: &mut Vec<Piece<'a>>, word: &'a str) {
    let follows_number = matches!(found.last(), Some(Piece::Number(..)));
    let is_ordinal = ["st", "nd", "rd", "th"].iter().any(|end| word.eq_ignore_ascii_case(end));
    let is_link = ["de", "of"].iter().any(|link| word.eq_ignore_ascii_case(link));
    let is_dress = is_link || (follows_number && is_ordinal);
    if !is_dress {
        found.push(Piece::Word(word));
    }
}

/// `3/4-2024` is a slip of the keyboard, not a style.
fn is_one_style(separators: &str, found: &[Piece<'_>]) -> bool {
    let all_numbers = found.iter().all(|p| matches!(p, Piece::Number(..)));
    if !all_numbers || found.len() < 2 {
        return true;
    }
    let mut signs = separators.chars();
    match (signs.next(), signs.next(), signs.next()) {
        (Some(a), Some(b), None) => a == b && matches!(a, '/' | '-' | '.'),
        (None, _, _) => true,
        _ => false,
    }
}

const MONTHS: &[(&str, i32)] = &[
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("sept", 9),
    ("enero", 1),
    ("febrero", 2),
    ("marzo", 3),
    ("abril", 4),
    ("mayo", 5),
    ("junio", 6),
    ("julio", 7),
    ("agosto", 8),
    ("septiembre", 9),
    ("setiembre", 9),
    ("octubre", 10),
    ("noviembre", 11),
    ("diciembre", 12),
];

const WEEKDAYS: &[(&str, i32)] = &[
    ("monday", 1),
    ("tuesday", 2),
    ("wednesday", 3),
    ("thursday", 4),
    ("friday", 5),
    ("saturday", 6),
    ("sunday", 7),
    ("tues", 2),
    ("thur", 4),
    ("thurs", 4),
    ("lunes", 1),
    ("martes", 2),
    ("miercoles", 3),
    ("jueves", 4),
    ("viernes", 5),
    ("sabado", 6),
    ("domingo", 7),
];

fn month_number(word: &str) -> Option<i32> {
    is_name(word, MONTHS)
}

/// The number of a name, whole or cut to three letters.
fn is_name(word: &str, names: &[(&str, i32)]) -> Option<i32> {
    let folded = cell::fold(word);
    let fits = |name: &str| name == folded || (folded.len() == 3 && name.starts_with(&folded));
    names.iter().find(|(name, _)| fits(name)).map(|(_, number)| *number)
}

/// Parts a date from the time of day behind it: at `T`, or at the blank before the first `:`.
fn split_clock(text: &str) -> (&str, Option<&str>) {
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
fn read_clock(text: &str) -> Option<(Time, Option<Offset>)> {
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
fn serial(text: &str) -> Option<(Date, i64)> {
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

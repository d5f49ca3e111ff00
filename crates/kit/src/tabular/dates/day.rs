//! The day: numbers and month names, in any of the styles.

use jiff::civil::Date;

use super::super::cell;
use super::{DateFault, DateOrder, DateRules};

/// A piece of a date: a number with its count of digits, or a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Number(i32, usize),
    Word(&'a str),
}

pub(super) fn read_day(text: &str, rules: &DateRules) -> Result<Date, DateFault> {
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

//! Reading the fields of one record, whatever way a list writes them.

use jiff::{Timestamp, civil};
use serde_json::Value;

use crate::{
    Ids, Problem, Record, Trouble,
    problem::Place,
    table::{Field, Kind, Need, Table},
};

/// The words and numbers of one field as the standard has them; `None` when nothing is said.
pub(crate) fn field(field: &Field, raw: &Value, ids: &Ids, raw_record: &Record) -> Result<Option<Value>, Trouble> {
    let typed = match raw {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    if typed.is_empty() {
        return Ok(None);
    }
    let found = match field.kind {
        Kind::Text => Value::from(typed),
        Kind::Id(table) => Value::from(ids.id(table, &typed).to_string()),
        Kind::AnyId(said_by) => Value::from(ids.id(crate::text(raw_record, said_by), &typed).to_string()),
        Kind::Number => number(&typed).ok_or(Trouble::NotANumber)?,
        Kind::Date => Value::from(date(&typed).ok_or(Trouble::NotADate)?.to_string()),
        Kind::Time => Value::from(time(&typed).ok_or(Trouble::NotATime)?),
        Kind::Moment => Value::from(moment(&typed).ok_or(Trouble::NotADate)?.to_string()),
        Kind::Uri => Value::from(uri(&typed).ok_or(Trouble::NotAnAddress)?),
        Kind::Email => Value::from(email(&typed).ok_or(Trouble::NotAnAddress)?),
        Kind::Word(words) => Value::from(word(words, &typed).ok_or(Trouble::NotAWord)?),
    };
    Ok(Some(found))
}

/// A number as JSON writes it: whole ones without a point. `$2.50` and `1,200` are numbers too.
fn number(typed: &str) -> Option<Value> {
    let plain: String = typed.chars().filter(|c| !matches!(c, ',' | '$' | ' ')).collect();
    if let Ok(whole) = plain.parse::<i64>() {
        return Some(Value::from(whole));
    }
    let float = plain.parse::<f64>().ok().filter(|found| found.is_finite())?;
    Some(Value::from(float))
}

/// A day: ISO 8601, month/day/year with two or four figures, or `January 5, 2026`. A year before 1900 is a placeholder.
pub(crate) fn date(typed: &str) -> Option<civil::Date> {
    let day = typed.get(..10).unwrap_or(typed);
    let iso = std::iter::once_with(|| day.parse().ok());
    let others =
        ["%m/%d/%Y", "%m/%d/%y", "%B %d, %Y"].into_iter().map(|format| civil::Date::strptime(format, typed).ok());
    iso.chain(others).flatten().find(|found| found.year() >= 1900)
}

/// A time of day: `10:00`, `10:00:00`, `10:00:00Z`, `9:30 PM`, `9am`.
fn time(typed: &str) -> Option<String> {
    let folded = typed.to_lowercase().replace(['.', ' '], "");
    let is_after_noon = folded.ends_with("pm");
    let plain = folded.trim_end_matches("am").trim_end_matches("pm").trim_start_matches('t');
    let digits: String = plain.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
    let mut parts = digits.split(':').map(|part| part.parse::<i8>());
    let hour = parts.next()?.ok()?;
    let minute = parts.next().unwrap_or(Ok(0)).ok()?;
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    let has_half = folded.ends_with("am") || is_after_noon;
    let hour = match (has_half, is_after_noon, hour) {
        (true, false, 12) => 0,
        (true, true, 1..=11) => hour.saturating_add(12),
        // The end of a day.
        (false, _, 24) if minute == 0 => 0,
        _ => hour,
    };
    let read = civil::Time::new(hour, minute, second, 0).ok()?;
    Some(read.strftime("%H:%M:%S").to_string())
}

fn moment(typed: &str) -> Option<Timestamp> {
    typed.parse().ok().or_else(|| date(typed)?.in_tz("UTC").ok().map(|zoned| zoned.timestamp()))
}

/// An address of the web; people leave its beginning out. A sentence is none.
fn uri(typed: &str) -> Option<String> {
    let is_one = !typed.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c));
    match () {
        () if !is_one => None,
        () if typed.contains("://") || typed.starts_with("mailto:") => Some(typed.to_owned()),
        () if typed.contains('.') && !typed.starts_with(['/', '.']) && !typed.contains('@') => {
            Some(format!("https://{typed}"))
        }
        () => None,
    }
}

fn email(typed: &str) -> Option<String> {
    let (local, domain) = typed.rsplit_once('@')?;
    let is_one = !local.is_empty() && domain.contains('.') && !typed.contains(char::is_whitespace);
    is_one.then(|| typed.to_owned())
}

fn word(words: &[&'static str], typed: &str) -> Option<&'static str> {
    let folded = typed.to_lowercase().replace('_', " ");
    words.iter().copied().find(|known| known.to_lowercase() == folded)
}

/// Puts what the standard asks for into a record read from elsewhere: the usual word, or an empty text. Answers false
/// when something is missing without which the record means nothing.
pub(crate) fn complete(table: &Table, record: &mut Record, place: &Place, problems: &mut Vec<Problem>) -> bool {
    for field in table.fields {
        if record.contains_key(field.name) {
            continue;
        }
        match (field.need, field.kind) {
            (Need::Free, _) => {}
            (Need::Key, Kind::Word(words)) => {
                if let Some(usual) = words.first() {
                    record.insert(field.name.to_owned(), Value::from(*usual));
                }
            }
            (Need::Asked, _) => {
                record.insert(field.name.to_owned(), Value::from(""));
                problems.push(place.problem(&path(table, field), Trouble::Wanting, ""));
            }
            (Need::Key, _) => {
                problems.push(place.problem(&path(table, field), Trouble::Missing, ""));
                return false;
            }
        }
    }
    true
}

/// The name of a field with that of its table, as a person looks for it.
pub(crate) fn path(table: &Table, field: &Field) -> String {
    format!("{}.{}", table.name, field.name)
}

/// Puts what the standard asks for into a record with all that stands inside it, and says what is missing.
pub fn whole(table: &'static Table, record: &mut Record) -> Vec<Problem> {
    let mut problems = Vec::new();
    fill(table, "", record, &mut problems);
    problems
}

fn fill(table: &'static Table, link: &str, record: &mut Record, problems: &mut Vec<Problem>) {
    let place = Place { file: table.file.to_owned(), line: 0 };
    let mut found = Vec::new();
    complete(table, record, &place, &mut found);
    // What stands inside another record names it by standing there.
    problems.extend(found.into_iter().filter(|problem| problem.field != format!("{}.{link}", table.name)));
    for child in table.children {
        let Some(Value::Array(inner)) = record.get_mut(child.field) else { continue };
        for one in inner.iter_mut().filter_map(Value::as_object_mut) {
            fill(child.table, child.link, one, problems);
        }
    }
}

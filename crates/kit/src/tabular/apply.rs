//! Turning rows into records by a mapping that has been checked.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::cell;
use super::dates::{self, DateFault, DateRules, Moment};
use super::mapping::value_key;
use super::problem::{Problem, ProblemKind};
use super::read::Row;
use super::schema::{Choice, Field, Kind, Record, Value, find_choice};

/// Where a field's text comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Column { at: usize, name: String, default: Option<String> },
    Fixed(String),
}

/// One field and how it is filled.
#[derive(Clone, Debug)]
pub(super) struct Filler {
    pub field: Field,
    pub source: Source,
    pub dates: DateRules,
    pub values: BTreeMap<String, String>,
}

/// A mapping that fits a file: made by [`super::Mapping::plan`].
#[derive(Clone, Debug)]
pub struct Plan {
    fillers: Vec<Filler>,
    zone: Option<TimeZone>,
}

/// What became of a row.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The values that could be read. To be used only when the row [is ok](Applied::is_ok).
    pub record: Record,
    /// The row's own problems and those of its fields.
    pub problems: Vec<Problem>,
}

impl Applied {
    /// Whether nothing keeps the row out.
    pub fn is_ok(&self) -> bool {
        !self.problems.iter().any(Problem::is_error)
    }
}

impl Plan {
    pub(super) fn new(fillers: Vec<Filler>, zone: Option<TimeZone>) -> Self {
        Self { fillers, zone }
    }

    /// Reads one row. Every field is tried, so that a person sees all the problems of a row at once. A row that is
    /// broken as a row gets no field problems: its cells may not be where they seem.
    pub fn apply(&self, row: &Row) -> Applied {
        let mut applied =
            Applied { record: Record { line: row.line, ..Record::default() }, problems: row.problems.clone() };
        if row.is_broken() {
            return applied;
        }
        for filler in &self.fillers {
            match filler.read(row, self.zone.as_ref()) {
                Ok(Some((value, warning))) => {
                    applied.record.values.insert(filler.field.key.to_string(), value);
                    applied.problems.extend(warning);
                }
                Ok(None) => {}
                Err(problem) => applied.problems.push(problem),
            }
        }
        applied
    }
}

type Fault = (ProblemKind, Cow<'static, str>);
type Read = Result<(Value, Option<Fault>), Fault>;

impl Filler {
    /// The same text in every row.
    pub fn fixed(field: Field, text: &str) -> Self {
        Self { field, source: Source::Fixed(text.to_owned()), dates: DateRules::default(), values: BTreeMap::new() }
    }

    /// The value of the field in this row, with a warning perhaps; `None`: blank.
    fn read(&self, row: &Row, zone: Option<&TimeZone>) -> Result<Option<(Value, Option<Problem>)>, Problem> {
        let (raw, default) = match &self.source {
            Source::Fixed(text) => (text.as_str(), ""),
            Source::Column { at, default, .. } => {
                (row.cells.get(*at).map_or("", String::as_str), default.as_deref().unwrap_or_default())
            }
        };
        let text = self.meant(raw);
        let text = if text.is_empty() { default } else { &text };
        if text.is_empty() && self.field.required {
            let message = format!("\"{}\" is blank, and every row needs it. Fill it in.", self.field.label);
            return Err(self.problem(row.line, (ProblemKind::MissingValue, message.into()), raw));
        }
        if text.is_empty() {
            return Ok(None);
        }
        let (value, warning) = self.value(text, zone).map_err(|fault| self.problem(row.line, fault, raw))?;
        Ok(Some((value, warning.map(|fault| self.problem(row.line, fault, raw)))))
    }

    /// What the cell stands for: by the value map first; else itself, unless it says that nothing is there.
    fn meant<'a>(&'a self, raw: &'a str) -> Cow<'a, str> {
        let tidied = cell::tidy(raw);
        if !self.values.is_empty()
            && let Some(mapped) = self.values.get(&value_key(&tidied))
        {
            return mapped.into();
        }
        let is_text = matches!(self.field.kind, Kind::Text { .. });
        let is_blank = if is_text { cell::is_blank(&tidied) } else { cell::is_blank_value(&tidied) };
        if is_blank { Cow::Borrowed("") } else { tidied }
    }

    fn problem(&self, line: u64, (kind, message): Fault, raw: &str) -> Problem {
        let problem = Problem::new(line, kind, message).in_field(&self.field.key).with_value(raw);
        match &self.source {
            Source::Column { name, .. } => problem.in_column(name),
            Source::Fixed(_) => problem,
        }
    }

    fn value(&self, text: &str, zone: Option<&TimeZone>) -> Read {
        let (value, kind, message) = match &self.field.kind {
            Kind::Text { max_chars } => return short_text(text, *max_chars),
            Kind::Date => {
                return dates::parse_date(text, &self.dates).map(|d| (Value::Date(d), None)).map_err(date_fault);
            }
            Kind::Moment => {
                return dates::parse_moment(text, &self.dates).map_err(date_fault).and_then(|m| place(m, zone));
            }
            Kind::Choice(choices) => return choose(&self.field, choices, text),
            Kind::Integer => (cell::parse_integer(text).map(Value::Integer), ProblemKind::NotANumber, NOT_WHOLE),
            Kind::Decimal => (cell::decimal_text(text).map(Value::Decimal), ProblemKind::NotANumber, NOT_NUMBER),
            Kind::YesNo => (cell::parse_bool(text).map(Value::YesNo), ProblemKind::NotYesOrNo, NOT_YES_NO),
            Kind::Phone => (cell::parse_phone(text).map(Value::Phone), ProblemKind::NotAPhone, NOT_PHONE),
            Kind::Email => (cell::parse_email(text).map(Value::Email), ProblemKind::NotAnEmail, NOT_EMAIL),
        };
        value.map(|value| (value, None)).ok_or((kind, message.into()))
    }
}

const NOT_WHOLE: &str = "This isn't a whole number. Write digits only, such as 12.";
const NOT_NUMBER: &str = "This isn't a number. Write it like 1234.50.";
const NOT_YES_NO: &str = "This isn't yes or no. Write yes or no.";
const NOT_PHONE: &str =
    "This isn't one phone number. Write it like 617-555-0100 or 617-555-0100 x12, one number to a cell.";
const NOT_EMAIL: &str = "This isn't an email address. Write one address like name@example.org.";

fn short_text(text: &str, max_chars: usize) -> Read {
    if text.chars().count() > max_chars {
        let message = format!("This is longer than {max_chars} characters. Shorten it.");
        return Err((ProblemKind::TooLong, message.into()));
    }
    Ok((Value::Text(text.to_owned()), None))
}

fn choose(field: &Field, choices: &[Choice], text: &str) -> Read {
    if let Some(choice) = find_choice(choices, text) {
        return Ok((Value::Choice(choice.key.to_string()), None));
    }
    let labels: Vec<&str> = choices.iter().take(12).map(|c| c.label.as_ref()).collect();
    let (label, words) = (&field.label, labels.join(", "));
    let message =
        format!("\"{label}\" doesn't know this value. Use one of: {words}. Or say in the mapping what it stands for.");
    Err((ProblemKind::NotAChoice, message.into()))
}

fn date_fault(fault: DateFault) -> Fault {
    let kind = match fault {
        DateFault::Ambiguous => ProblemKind::AmbiguousDate,
        DateFault::NotATime => ProblemKind::NotATime,
        DateFault::NotADate | DateFault::NoSuchDay | DateFault::HasTime => ProblemKind::NotADate,
    };
    (kind, fault.to_string().into())
}

/// Puts a local time into the mapping's zone. An hour that comes twice or never (clock change) is a warning.
fn place(moment: Moment, zone: Option<&TimeZone>) -> Read {
    let local: DateTime = match (moment, zone) {
        (Moment::Instant(at), _) => return Ok((Value::Instant(at), None)),
        (Moment::Local(local), None) => return Ok((Value::Local(local), None)),
        (Moment::Local(local), Some(_)) => local,
    };
    let ambiguous = zone.cloned().unwrap_or(TimeZone::UTC).into_ambiguous_zoned(local);
    let warning = ambiguous.is_ambiguous().then(|| {
        let message = "The clocks change at this hour, so this time comes twice or never. Check it.";
        (ProblemKind::UncertainTime, message.into())
    });
    let no_such = |_| date_fault(DateFault::NoSuchDay);
    let zoned = ambiguous.compatible().map_err(no_such)?;
    Ok((Value::Instant(zoned.timestamp()), warning))
}

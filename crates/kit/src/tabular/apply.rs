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
use super::schema::{Field, Kind, Record, Value, find_choice};

/// Where a field's text comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Column {
        at: usize,
        name: String,
        default: Option<String>,
    },
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
        let mut applied = Applied {
            record: Record {
                line: row.line,
                ..Record::default()
            },
            problems: row.problems.clone(),
        };
        if row.is_broken() {
            return applied;
        }
        for filler in &self.fillers {
            match filler.read(row, self.zone.as_ref()) {
                Ok(Some((value, None))) => {
                    applied
                        .record
                        .values
                        .insert(filler.field.key.to_string(), value);
                }
                Ok(Some((value, Some(warning)))) => {
                    applied
                        .record
                        .values
                        .insert(filler.field.key.to_string(), value);
                    applied.problems.push(warning);
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
    fn read(
        &self,
        row: &Row,
        zone: Option<&TimeZone>,
    ) -> Result<Option<(Value, Option<Problem>)>, Problem> {
        let (raw, default) = match &self.source {
            Source::Fixed(text) => (text.as_str(), None),
            Source::Column { at, default, .. } => (
                row.cells.get(*at).map_or("", String::as_str),
                default.as_deref(),
            ),
        };
        let tidied = cell::tidy(raw);
        let mapped = if self.values.is_empty() {
            None
        } else {
            self.values.get(&value_key(&tidied))
        };
        let text = mapped.map_or(tidied.as_ref(), String::as_str);
        let is_blank = if matches!(self.field.kind, Kind::Text { .. }) {
            cell::is_blank
        } else {
            cell::is_blank_value
        };
        let text = if is_blank(text) && mapped.is_none_or(String::is_empty) {
            default.unwrap_or_default()
        } else {
            text
        };
        if text.is_empty() {
            return if self.field.required {
                let message = format!(
                    "\"{}\" is blank, and every row needs it. Fill it in.",
                    self.field.label
                );
                Err(self.problem(row.line, (ProblemKind::MissingValue, message.into()), raw))
            } else {
                Ok(None)
            };
        }
        match self.value(text, zone) {
            Ok((value, warning)) => Ok(Some((
                value,
                warning.map(|w| self.problem(row.line, w, raw)),
            ))),
            Err(fault) => Err(self.problem(row.line, fault, raw)),
        }
    }

    fn problem(&self, line: u64, (kind, message): Fault, raw: &str) -> Problem {
        let problem = Problem::new(line, kind, message)
            .in_field(&self.field.key)
            .with_value(raw);
        match &self.source {
            Source::Column { name, .. } => problem.in_column(name),
            Source::Fixed(_) => problem,
        }
    }

    fn value(&self, text: &str, zone: Option<&TimeZone>) -> Read {
        let plain = |value: Option<Value>, kind, message: &'static str| {
            value.map(|v| (v, None)).ok_or((kind, message.into()))
        };
        match &self.field.kind {
            Kind::Text { max_chars } => short_text(text, *max_chars),
            Kind::Integer => plain(
                cell::parse_integer(text).map(Value::Integer),
                ProblemKind::NotANumber,
                "This isn't a whole number. Write digits only, such as 12.",
            ),
            Kind::Decimal => plain(
                cell::decimal_text(text).map(Value::Decimal),
                ProblemKind::NotANumber,
                "This isn't a number. Write it like 1234.50.",
            ),
            Kind::Date => dates::parse_date(text, &self.dates)
                .map(|d| (Value::Date(d), None))
                .map_err(date_fault),
            Kind::Moment => dates::parse_moment(text, &self.dates)
                .map_err(date_fault)
                .and_then(|m| place(m, zone)),
            Kind::YesNo => plain(
                cell::parse_bool(text).map(Value::YesNo),
                ProblemKind::NotYesOrNo,
                "This isn't yes or no. Write yes or no.",
            ),
            Kind::Phone => {
                let message = "This isn't one phone number. Write it like 617-555-0100 or 617-555-0100 x12, one number to a cell.";
                plain(
                    cell::parse_phone(text).map(Value::Phone),
                    ProblemKind::NotAPhone,
                    message,
                )
            }
            Kind::Email => {
                let message =
                    "This isn't an email address. Write one address like name@example.org.";
                plain(
                    cell::parse_email(text).map(Value::Email),
                    ProblemKind::NotAnEmail,
                    message,
                )
            }
            Kind::Choice(choices) => match find_choice(choices, text) {
                Some(choice) => Ok((Value::Choice(choice.key.to_string()), None)),
                None => Err((ProblemKind::NotAChoice, not_a_choice(&self.field).into())),
            },
        }
    }
}

fn short_text(text: &str, max_chars: usize) -> Read {
    if text.chars().count() > max_chars {
        let message = format!("This is longer than {max_chars} characters. Shorten it.");
        return Err((ProblemKind::TooLong, message.into()));
    }
    Ok((Value::Text(text.to_owned()), None))
}

fn not_a_choice(field: &Field) -> String {
    let Kind::Choice(choices) = &field.kind else {
        return String::new();
    };
    let labels: Vec<&str> = choices.iter().take(12).map(|c| c.label.as_ref()).collect();
    format!(
        "\"{}\" doesn't know this value. Use one of: {}. Or say in the mapping what it stands for.",
        field.label,
        labels.join(", ")
    )
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
    let ambiguous = zone
        .cloned()
        .unwrap_or(TimeZone::UTC)
        .into_ambiguous_zoned(local);
    let warning = ambiguous.is_ambiguous().then(|| {
        let message =
            "The clocks change at this hour, so this time comes twice or never. Check it.";
        (ProblemKind::UncertainTime, message.into())
    });
    let no_such = |_| date_fault(DateFault::NoSuchDay);
    let zoned = ambiguous.compatible().map_err(no_such)?;
    Ok((Value::Instant(zoned.timestamp()), warning))
}

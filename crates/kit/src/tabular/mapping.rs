//! Which column fills which field, and how. A [`Mapping`] is saved by the program and used again next time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::apply::{Filler, Plan, Source};
use super::cell;
use super::dates::{DateOrder, DateRules, OrderFound};
use super::header::Column;
use super::problem::{Problem, ProblemKind};
use super::profile::Profile;
use super::schema::{Field, Kind, Schema};

/// Below this a header and a field are not said to belong together.
const LIKELY: f64 = 0.80;

/// Which column fills which field. Plain data for TOML or JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the person calls it.
    pub name: String,
    /// The [`Schema::name`] that it is for.
    pub target: String,
    /// The IANA zone of times that don't name one, such as `America/New_York`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Values for fields that the file has no column for, by field key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fixed: BTreeMap<String, String>,
    #[serde(default)]
    pub columns: Vec<MappedColumn>,
}

/// One column of the file and the field that it fills.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedColumn {
    /// The column's name as [`Column::name`] gives it. Case, blanks and signs don't count.
    pub source: String,
    /// The key of the field.
    pub field: String,
    /// Used when the cell is blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What a value in the file stands for: `M` → `man`. An empty text makes the cell blank.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    #[serde(default)]
    pub dates: DateRules,
}

/// A guess at what a column fills.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The column's name.
    pub source: String,
    /// The key of the field.
    pub field: String,
    /// 0 to 1; 1: the header is the field's key, label or one of its aliases.
    pub confidence: f64,
}

/// Guesses which columns fill which fields, the surest first; each column and each field at most once.
/// The same header gives the same answer every time.
pub fn suggest(schema: &Schema, columns: &[Column]) -> Vec<Suggestion> {
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    for (column_at, column) in columns.iter().enumerate() {
        for (field_at, field) in schema.fields.iter().enumerate() {
            let confidence = likeness(field, &column.name);
            if confidence >= LIKELY {
                pairs.push((column_at, field_at, confidence));
            }
        }
    }
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)).then(a.1.cmp(&b.1)));
    let (mut used_columns, mut used_fields) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Vec::new();
    for (column_at, field_at, confidence) in pairs {
        if used_columns.contains(&column_at) || used_fields.contains(&field_at) {
            continue;
        }
        if let (Some(column), Some(field)) = (columns.get(column_at), schema.fields.get(field_at)) {
            used_columns.insert(column_at);
            used_fields.insert(field_at);
            found.push(Suggestion { source: column.name.clone(), field: field.key.to_string(), confidence });
        }
    }
    found
}

fn likeness(field: &Field, header: &str) -> f64 {
    let names = std::iter::once(&field.key).chain(std::iter::once(&field.label)).chain(&field.aliases);
    names.map(|name| name_likeness(name, header)).fold(0.0, f64::max)
}

/// 1 for the same letters, 0.95 for the same words in another order, less for slips of spelling.
fn name_likeness(name: &str, header: &str) -> f64 {
    let (a, b) = (cell::fold(name), cell::fold(header));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    if words(name) == words(header) {
        return 0.95;
    }
    // Short words such as "id" and "zip" are one slip away from too many others.
    if a.chars().count().min(b.chars().count()) < 4 {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(&a, &b).min(0.94)
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).map(cell::fold).filter(|w| !w.is_empty()).collect();
    words.sort();
    words
}

impl Mapping {
    /// A mapping made of the guesses, for a person to look over.
    pub fn suggested(name: impl Into<String>, schema: &Schema, columns: &[Column]) -> Self {
        let mut guesses = suggest(schema, columns);
        guesses.sort_by_key(|g| columns.iter().position(|c| c.name == g.source));
        let column = |g: Suggestion| MappedColumn { source: g.source, field: g.field, ..MappedColumn::default() };
        Self {
            name: name.into(),
            target: schema.name.to_string(),
            columns: guesses.into_iter().map(column).collect(),
            ..Self::default()
        }
    }

    /// Makes the mapping ready for one file. With a [`Profile`] of the file, columns whose date order was left to
    /// detection get the order that their values prove.
    ///
    /// # Errors
    /// Everything that must be settled before reading: columns that the file lacks, fields that don't exist or are
    /// filled twice, required fields that nothing fills, dates whose order a person must choose.
    pub fn plan(&self, schema: &Schema, columns: &[Column], profile: Option<&Profile>) -> Result<Plan, Vec<Problem>> {
        let mut problems = Vec::new();
        let zone = self.zone(&mut problems);
        self.check_target(schema, &mut problems);
        let from_columns = self.columns.iter().filter_map(|mapped| {
            let filler = fill_from_column(mapped, schema, columns, profile, &mut problems)?;
            Some((filler, mapped.source.as_str()))
        });
        let mut fillers: Vec<(Filler, &str)> = from_columns.collect();
        for (key, text) in &self.fixed {
            match schema.field(key) {
                Some(field) => fillers.push((Filler::fixed(field.clone(), text), "a fixed value")),
                None => problems.push(unknown_field(key)),
            }
        }
        check_coverage(schema, &fillers, &mut problems);
        let fillers = fillers.into_iter().map(|(filler, _)| filler).collect();
        if problems.is_empty() { Ok(Plan::new(fillers, zone)) } else { Err(problems) }
    }

    /// The mapped columns that a file lacks; none: the mapping fits. For finding the saved mapping of a file.
    pub fn missing_sources<'a>(&'a self, columns: &[Column]) -> Vec<&'a str> {
        let sources = self.columns.iter().map(|mapped| mapped.source.as_str());
        sources.filter(|source| find_column(columns, source).is_none()).collect()
    }

    fn check_target(&self, schema: &Schema, problems: &mut Vec<Problem>) {
        if self.target != schema.name {
            let message =
                format!("This mapping is for \"{}\", not for \"{}\". Choose another one.", self.target, schema.name);
            problems.push(Problem::new(0, ProblemKind::BadSetting, message));
        }
    }

    fn zone(&self, problems: &mut Vec<Problem>) -> Option<TimeZone> {
        let name = self.zone.as_deref()?;
        let found = TimeZone::get(name).ok();
        if found.is_none() {
            let message = "This time zone isn't known. Choose one such as America/New_York.";
            problems.push(Problem::new(0, ProblemKind::BadSetting, message).with_value(name));
        }
        found
    }
}

/// Each field at most once, each required field at least once.
fn check_coverage(schema: &Schema, fillers: &[(Filler, &str)], problems: &mut Vec<Problem>) {
    let mut filled = BTreeSet::new();
    for (filler, source) in fillers {
        if !filled.insert(&filler.field.key) {
            let message = "This field is filled twice. Take one of the two out of the mapping.";
            let problem = Problem::new(0, ProblemKind::FieldTwice, message);
            problems.push(problem.in_field(&filler.field.key).in_column(source));
        }
    }
    for field in schema.fields.iter().filter(|f| f.required && !filled.contains(&f.key)) {
        let label = &field.label;
        let message =
            format!("No column is chosen for \"{label}\", which every row needs. Choose a column or a fixed value.");
        problems.push(Problem::new(0, ProblemKind::MissingColumn, message).in_field(&field.key));
    }
}

fn fill_from_column(
    mapped: &MappedColumn,
    schema: &Schema,
    columns: &[Column],
    profile: Option<&Profile>,
    problems: &mut Vec<Problem>,
) -> Option<Filler> {
    let field = schema.field(&mapped.field);
    if field.is_none() {
        problems.push(unknown_field(&mapped.field).in_column(&mapped.source));
    }
    let at = find_column(columns, &mapped.source);
    if at.is_none() {
        let message =
            format!("The file has no column \"{}\". Choose another one or take it out of the mapping.", mapped.source);
        problems.push(
            Problem::new(0, ProblemKind::MissingColumn, message).in_column(&mapped.source).in_field(&mapped.field),
        );
    }
    let (field, at) = (field?, at?);
    if mapped.dates.pivot > 99 {
        let message = "The last two-digit year must be between 0 and 99.";
        problems.push(Problem::new(0, ProblemKind::BadSetting, message).in_column(&mapped.source));
    }
    let mut dates = mapped.dates;
    if matches!(field.kind, Kind::Date | Kind::Moment) && dates.order == DateOrder::Detect {
        settle_order(&mut dates, at, mapped, profile, problems);
    }
    let name = columns.get(at).map(|c| c.name.clone()).unwrap_or_default();
    let source = Source::Column { at, name, default: mapped.default.clone() };
    let values = mapped.values.iter().map(|(from, to)| (value_key(from), to.clone())).collect();
    Some(Filler { field: field.clone(), source, dates, values })
}

/// Value maps don't mind case and blanks at the edges. Signs count: `+` and `-` are values.
pub(super) fn value_key(text: &str) -> String {
    cell::tidy(text).to_lowercase()
}

fn settle_order(
    dates: &mut DateRules,
    at: usize,
    mapped: &MappedColumn,
    profile: Option<&Profile>,
    problems: &mut Vec<Problem>,
) {
    let Some(seen) = profile.and_then(|p| p.columns.get(at)) else {
        return;
    };
    let mut ask = |message: &str| {
        let problem =
            Problem::new(0, ProblemKind::AmbiguousDate, message).in_column(&mapped.source).in_field(&mapped.field);
        problems.push(problem.with_value(seen.unclear_date.as_deref().unwrap_or_default()));
    };
    match seen.dates.order() {
        OrderFound::NotNeeded => {}
        OrderFound::MonthFirst => dates.order = DateOrder::MonthFirst,
        OrderFound::DayFirst => dates.order = DateOrder::DayFirst,
        OrderFound::Open => ask("Every date in this column can be read two ways. Choose month first or day first."),
        OrderFound::Conflict => ask(
            "Some dates in this column have the month first and some the day first. Mend the column, or choose one order and mend the rows that it doesn't fit.",
        ),
    }
}

/// The exact name first, then the same letters.
fn find_column(columns: &[Column], name: &str) -> Option<usize> {
    let exact = columns.iter().position(|c| c.name == name);
    let folded = cell::fold(name);
    exact.or_else(|| columns.iter().position(|c| !folded.is_empty() && cell::fold(&c.name) == folded))
}

fn unknown_field(key: &str) -> Problem {
    let message = format!("There is no field \"{key}\". Choose one from the list.");
    Problem::new(0, ProblemKind::UnknownField, message).in_field(key)
}

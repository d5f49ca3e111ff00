//! The mapping as the page's form says it: `field_3` is what column 3 fills, `values_3` what its values stand for,
//! `dates_3` in which order its dates are, `serial_3` and `drop_3` how else to read them, `fixed_program` a value for
//! every row.

use std::collections::BTreeMap;

use ground::access::Scope;
use kit::{
    db::{DbError, Tx},
    forms::Form,
    tabular::{
        MappedColumn, Mapping,
        dates::{DateOrder, DateRules},
    },
};

use super::super::{
    ImportId,
    store::{self, Import},
};

/// The mapping that a form says for an import's file.
pub(super) fn mapping(import: &Import, form: &Form) -> Mapping {
    let before = import.mapping();
    let report = import.report();
    let columns = report.sniffed.map(|sniffed| sniffed.columns).unwrap_or_default();
    let mapped = columns.iter().enumerate().filter_map(|(at, column)| {
        let field = form.text(&format!("field_{at}"))?.to_owned();
        let old = before.columns.iter().find(|old| old.source == column.name && old.field == field);
        let default = old.and_then(|old| old.default.clone());
        let values = values(form.get(&format!("values_{at}")));
        let dates = dates(form, at, old.map(|old| old.dates).unwrap_or_default());
        Some(MappedColumn { source: column.name.clone(), field, default, values, dates })
    });
    let columns: Vec<MappedColumn> = mapped.collect();
    let fixed = form.pairs().filter_map(|(name, value)| {
        let field = name.strip_prefix("fixed_")?;
        let is_free = !columns.iter().any(|column| column.field == field);
        (is_free && !value.trim().is_empty()).then(|| (field.to_owned(), value.trim().to_owned()))
    });
    let fixed = fixed.collect();
    let name = form.text("mapping_name").map_or(before.name, str::to_owned);
    Mapping { name, target: import.target.word().to_owned(), zone: before.zone, fixed, columns }
}

/// `M = man`, one a line.
fn values(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs
        .map(|(from, to)| (from.trim().to_owned(), to.trim().to_owned()))
        .filter(|(from, _)| !from.is_empty())
        .collect()
}

/// How the page writes them.
pub(super) fn values_text(values: &BTreeMap<String, String>) -> String {
    values.iter().map(|(from, to)| format!("{from} = {to}")).collect::<Vec<_>>().join("\n")
}

/// What the page does not ask (the turn of the century) stays as it was.
fn dates(form: &Form, at: usize, before: DateRules) -> DateRules {
    let order = match form.get(&format!("dates_{at}")) {
        "month_first" => DateOrder::MonthFirst,
        "day_first" => DateOrder::DayFirst,
        _ => DateOrder::Detect,
    };
    DateRules {
        order,
        serial_numbers: form.is_ticked(&format!("serial_{at}")),
        drop_time: form.is_ticked(&format!("drop_{at}")),
        ..before
    }
}

/// Keeps the mapping with the import and, when asked to, under its name for next time.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ImportId,
    mapping: &Mapping,
    name: Option<String>,
) -> Result<bool, DbError> {
    if !store::set_mapping(tx, scope, id, mapping)? {
        return Ok(false);
    }
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        store::save_mapping(tx, scope, &Mapping { name, ..mapping.clone() })?;
    }
    Ok(true)
}

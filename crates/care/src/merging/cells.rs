//! Rows of any table as values, kept as JSON and put back as they were.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use kit::db::{Column, DbError, FromColumn, ToValue, Tx, Value, catalog::Table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One value, with its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
    Time(Timestamp),
    Date(Date),
    Json(serde_json::Value),
    Id(Uuid),
}

impl FromColumn for Cell {
    fn from_column(column: Column<'_>) -> Result<Self, String> {
        Ok(match column {
            Column::Null => Self::Null,
            Column::Bool(value) => Self::Bool(value),
            Column::I64(value) => Self::Int(value),
            Column::F64(value) => Self::Real(value),
            Column::Text(value) => Self::Text(value.into_owned()),
            Column::Bytes(value) => Self::Bytes(value.into_owned()),
            Column::Time(value) => Self::Time(value),
            Column::Date(value) => Self::Date(value),
            Column::Json(value) => Self::Json(value),
            Column::Id(value) => Self::Id(value),
        })
    }
}

impl ToValue for Cell {
    fn to_value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Int(value) => Value::I64(*value),
            Self::Real(value) => Value::F64(*value),
            Self::Text(value) => Value::Text(value.into()),
            Self::Bytes(value) => Value::Bytes(value.into()),
            Self::Time(value) => Value::Time(*value),
            Self::Date(value) => Value::Date(*value),
            Self::Json(value) => Value::Json(std::borrow::Cow::Borrowed(value)),
            Self::Id(value) => Value::Id(*value),
        }
    }
}

/// Values by the names of their columns.
pub type Cells = BTreeMap<String, Cell>;

/// A condition that names a row by some of its columns: `a = $1 AND b = $2`, numbered from `first`.
pub fn condition(cells: &Cells, first: usize) -> String {
    let named = cells.keys().zip(first..).map(|(name, number)| format!("{name} = ${number}"));
    named.collect::<Vec<_>>().join(" AND ")
}

pub fn values(cells: &Cells) -> impl Iterator<Item = &dyn ToValue> {
    cells.values().map(|cell| -> &dyn ToValue { cell })
}

/// The rows of a table that fit, with the columns named.
pub fn select(tx: &mut Tx<'_>, table: &str, columns: &[String], fit: &Cells) -> Result<Vec<Cells>, DbError> {
    let text = format!("SELECT {} FROM {table} WHERE {}", columns.join(", "), condition(fit, 1));
    let params: Vec<&dyn ToValue> = values(fit).collect();
    let mut found = Vec::new();
    tx.each_of_text(&text, &params, |row| {
        let mut cells = Cells::new();
        for column in columns {
            cells.insert(column.clone(), row.get()?);
        }
        found.push(cells);
        Ok(true)
    })?;
    Ok(found)
}

/// A whole row, if there is exactly the one named.
pub fn row(tx: &mut Tx<'_>, table: &Table, key: &Cells) -> Result<Option<Cells>, DbError> {
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    Ok(select(tx, &table.name, &columns, key)?.into_iter().next())
}

/// Sets columns of the rows that fit.
pub fn update(tx: &mut Tx<'_>, table: &str, set: &Cells, fit: &Cells) -> Result<(), DbError> {
    if set.is_empty() {
        return Ok(());
    }
    let sets: Vec<String> = set.keys().zip(1..).map(|(name, number)| format!("{name} = ${number}")).collect();
    let first = set.len().saturating_add(1);
    let text = format!("UPDATE {table} SET {} WHERE {}", sets.join(", "), condition(fit, first));
    let params: Vec<&dyn ToValue> = values(set).chain(values(fit)).collect();
    tx.run_text(&text, &params)
}

pub fn delete(tx: &mut Tx<'_>, table: &str, fit: &Cells) -> Result<(), DbError> {
    let params: Vec<&dyn ToValue> = values(fit).collect();
    tx.run_text(&format!("DELETE FROM {table} WHERE {}", condition(fit, 1)), &params)
}

pub fn insert(tx: &mut Tx<'_>, table: &str, cells: &Cells) -> Result<(), DbError> {
    let names: Vec<&str> = cells.keys().map(String::as_str).collect();
    let numbers: Vec<String> = (1..=cells.len()).map(|number| format!("${number}")).collect();
    let text = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), numbers.join(", "));
    let params: Vec<&dyn ToValue> = values(cells).collect();
    tx.run_text(&text, &params)
}

/// An id as a cell, as the engine would give it back.
pub fn id(tx: &Tx<'_>, id: Uuid) -> Cell {
    if tx.is_sqlite() { Cell::Bytes(id.as_bytes().to_vec()) } else { Cell::Id(id) }
}

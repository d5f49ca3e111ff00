//! Many rows in few statements: two years of history in a second or two, on either engine.

use kit::db::{DbError, ToValue, Tx, Value};

use super::Loading;

/// Parameters of one statement; both engines take many more, but their parsers grow slow.
const PARAMETERS: usize = 2_000;

/// A value that waits for its statement.
pub struct Held(Value<'static>);

/// The values of a row after the organization's id, in the order of the columns.
pub type Row = Vec<Held>;

/// `row![id, &name, at]`: the values of a [`Row`].
macro_rules! row {
    ($($value:expr),+ $(,)?) => { vec![$($crate::demo::load::bulk::Held::of(&$value)),+] };
}
pub(super) use row;

impl Held {
    pub fn of(value: &dyn ToValue) -> Self {
        Self(match value.to_value() {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::I64(value) => Value::I64(value),
            Value::F64(value) => Value::F64(value),
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Bytes(bytes) => Value::Bytes(bytes.into_owned().into()),
            Value::Time(at) => Value::Time(at),
            Value::Date(day) => Value::Date(day),
            Value::Json(value) => Value::Json(std::borrow::Cow::Owned(value.into_owned())),
            Value::Id(id) => Value::Id(id),
        })
    }
}

impl ToValue for Held {
    fn to_value(&self) -> Value<'_> {
        self.0.clone()
    }
}

/// Inserts rows of the loaded organization; `columns` are those after `organization_id`, separated by commas.
pub fn insert(
    tx: &mut Tx<'_>,
    on: &Loading<'_>,
    table: &'static str,
    columns: &'static str,
    rows: Vec<Row>,
) -> Result<(), DbError> {
    let width = columns.split(',').count().saturating_add(1);
    let at_once = PARAMETERS.checked_div(width).unwrap_or(1).max(1);
    let organization = Held::of(&on.keys.organization);
    for rows in rows.chunks(at_once) {
        let mut params: Vec<&dyn ToValue> = Vec::with_capacity(width.saturating_mul(rows.len()));
        for row in rows {
            params.push(&organization);
            params.extend(row.iter().map(|held| -> &dyn ToValue { held }));
        }
        tx.run_text(&text(table, columns, width, rows.len()), &params)?;
    }
    Ok(())
}

fn text(table: &str, columns: &str, width: usize, rows: usize) -> String {
    let row = |first: usize| {
        let marks: Vec<String> = (1..=width).map(|place| format!("${}", first.saturating_add(place))).collect();
        format!("({})", marks.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(|number| row(number.saturating_mul(width))).collect();
    format!("INSERT INTO {table} (organization_id, {columns}) VALUES {}", rows.join(", "))
}

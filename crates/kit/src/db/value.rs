//! Values that go into a statement and come out of a row: the ten kinds that both engines keep alike.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date, fmt::temporal::DateTimePrinter};
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use super::DbError;

/// A bound value.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    I64(i64),
    F64(f64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    Time(Timestamp),
    Date(Date),
    Json(Cow<'a, serde_json::Value>),
    Id(Uuid),
}

/// Something that can be bound as a parameter.
pub trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

/// Parameters in the order `$1`, `$2`, ….
pub type Params<'a> = &'a [&'a dyn ToValue];

/// Names a list of values as parameters, so that the compiler takes each for what it is.
pub fn params<'a>(values: &'a [&'a dyn ToValue]) -> Params<'a> {
    values
}

/// A value as the engine gave it, before it has the type that the reader asks for.
#[derive(Debug)]
pub enum Column<'a> {
    Null,
    Bool(bool),
    I64(i64),
    F64(f64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    Time(Timestamp),
    Date(Date),
    Json(serde_json::Value),
    Id(Uuid),
}

impl<'a> Column<'a> {
    /// The text that stands here, where it lies.
    ///
    /// # Errors
    /// A few words on what is no text.
    pub fn text(self) -> Result<Cow<'a, str>, String> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(format!("text expected, found {other:?}")),
        }
    }

    /// What stands here as JSON, read into the type that it is of without anything in between.
    ///
    /// # Errors
    /// A few words on what is no JSON, or none of that type.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, String> {
        match self {
            Self::Text(text) => serde_json::from_str(&text).map_err(|error| error.to_string()),
            Self::Json(value) => serde_json::from_value(value).map_err(|error| error.to_string()),
            other => Err(format!("expected JSON, found {other:?}")),
        }
    }
}

/// A type that can be read from one column. The error is a few words on what was found instead.
pub trait FromColumn: Sized {
    fn from_column(column: Column<'_>) -> Result<Self, String>;
}

/// JSON as it came from the engine, for whoever reads it later, if anybody does.
#[derive(Debug, Clone)]
pub enum Unread {
    Text(String),
    Read(serde_json::Value),
}

impl Unread {
    /// What it holds, with its texts where they lie; nothing when there is no value.
    ///
    /// # Errors
    /// A few words on what is no JSON in it, or none of that type.
    pub fn read<'j, T: Deserialize<'j>>(&'j self) -> Result<Option<T>, String> {
        let read = match self {
            Self::Text(text) => serde_json::from_str(text),
            Self::Read(value) => Option::deserialize(value),
        };
        read.map_err(|error| error.to_string())
    }
}

impl FromColumn for Unread {
    fn from_column(column: Column<'_>) -> Result<Self, String> {
        match column {
            Column::Null => Ok(Self::Read(serde_json::Value::Null)),
            Column::Text(text) => Ok(Self::Text(text.into_owned())),
            Column::Json(value) => Ok(Self::Read(value)),
            other => Err(format!("expected JSON, found {other:?}")),
        }
    }
}

/// A type that can be read from a row, column by column from the left.
pub trait FromRow: Sized {
    fn from_row(row: &mut super::Row<'_>) -> Result<Self, DbError>;
}

/// SQLite keeps instants as text of one width, so that text order is time order.
const TIME: DateTimePrinter = DateTimePrinter::new().precision(Some(6));

pub(super) fn time_text(time: Timestamp) -> String {
    TIME.timestamp_to_string(&time)
}

macro_rules! plain_value {
    ($($type:ty, $value:ident => $to:expr, { $($pattern:pat => $from:expr),+ $(,)? };)+) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                let $value = self;
                $to
            }
        }

        impl FromColumn for $type {
            fn from_column(column: Column<'_>) -> Result<Self, String> {
                match column {
                    $($pattern => $from,)+
                    other => Err(format!("{} expected, found {other:?}", stringify!($type))),
                }
            }
        }
    )+};
}

plain_value! {
    bool, v => Value::Bool(*v), { Column::Bool(found) => Ok(found), Column::I64(found) => Ok(found != 0) };
    i64, v => Value::I64(*v), { Column::I64(found) => Ok(found) };
    f64, v => Value::F64(*v), { Column::F64(found) => Ok(found) };
    String, v => Value::Text(Cow::Borrowed(v)), { Column::Text(found) => Ok(found.into_owned()) };
    Vec<u8>, v => Value::Bytes(Cow::Borrowed(v)), { Column::Bytes(found) => Ok(found.into_owned()) };
    Timestamp, v => Value::Time(*v), {
        Column::Time(found) => Ok(found),
        Column::Text(found) => found.parse().map_err(|error: jiff::Error| error.to_string()),
    };
    Date, v => Value::Date(*v), {
        Column::Date(found) => Ok(found),
        Column::Text(found) => found.parse().map_err(|error: jiff::Error| error.to_string()),
    };
    serde_json::Value, v => Value::Json(Cow::Borrowed(v)), {
        Column::Json(found) => Ok(found),
        Column::Text(found) => serde_json::from_str(&found).map_err(|error| error.to_string()),
    };
    Uuid, v => Value::Id(*v), {
        Column::Id(found) => Ok(found),
        Column::Bytes(found) => Self::from_slice(&found).map_err(|error| error.to_string()),
    };
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
            Self::Json(json) => Value::Json(Cow::Borrowed(json)),
            plain => plain.clone(),
        }
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (*self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(column: Column<'_>) -> Result<Self, String> {
        match column {
            Column::Null => Ok(None),
            found => T::from_column(found).map(Some),
        }
    }
}

/// A row of one column reads as its value.
impl<T: FromColumn> FromRow for T {
    fn from_row(row: &mut super::Row<'_>) -> Result<Self, DbError> {
        row.get()
    }
}

macro_rules! tuple_rows {
    ($($($name:ident)+;)+) => {$(
        impl<$($name: FromColumn),+> FromRow for ($($name,)+) {
            fn from_row(row: &mut super::Row<'_>) -> Result<Self, DbError> {
                Ok(($(row.get::<$name>()?,)+))
            }
        }
    )+};
}

tuple_rows! {
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

impl postgres::types::ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &postgres::types::Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(postgres::types::IsNull::Yes),
            Self::Bool(value) => value.to_sql_checked(kind, out),
            Self::I64(value) if *kind == postgres::types::Type::INT4 => {
                i32::try_from(*value)?.to_sql_checked(kind, out)
            }
            Self::I64(value) => value.to_sql_checked(kind, out),
            Self::F64(value) => value.to_sql_checked(kind, out),
            Self::Text(value) => value.as_ref().to_sql_checked(kind, out),
            Self::Bytes(value) => value.as_ref().to_sql_checked(kind, out),
            Self::Time(value) => value.to_sql_checked(kind, out),
            Self::Date(value) => value.to_sql_checked(kind, out),
            Self::Json(value) => value.as_ref().to_sql_checked(kind, out),
            Self::Id(value) => value.to_sql_checked(kind, out),
        }
    }

    fn accepts(_: &postgres::types::Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Owned::Null),
            Self::Bool(value) => ToSqlOutput::Owned(Owned::Integer(i64::from(*value))),
            Self::I64(value) => ToSqlOutput::Owned(Owned::Integer(*value)),
            Self::F64(value) => ToSqlOutput::Owned(Owned::Real(*value)),
            Self::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Self::Bytes(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
            Self::Time(value) => ToSqlOutput::Owned(Owned::Text(time_text(*value))),
            Self::Date(value) => ToSqlOutput::Owned(Owned::Text(value.to_string())),
            Self::Json(value) => ToSqlOutput::Owned(Owned::Text(value.to_string())),
            Self::Id(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value.as_bytes())),
        })
    }
}

/// Reads the listed fields of a struct from a row, in the order listed:
/// `from_row!(Site { id, name, time_zone });`
#[macro_export]
macro_rules! from_row {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::db::FromRow for $type {
            fn from_row(row: &mut $crate::db::Row<'_>) -> Result<Self, $crate::db::DbError> {
                Ok(Self { $($field: row.get()?),+ })
            }
        }
    };
}

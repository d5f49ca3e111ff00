//! One value of a row as JSON and back, the same whichever engine it came from.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};
use kit::{
    db::{Column, FromColumn, Value, whole::Kind},
    web::{from_base64url, to_base64url},
};
use serde_json::Value as Json;
use uuid::Uuid;

/// A stored value as JSON. Instants are in UTC to the microsecond, bytes in base64url, reals as decimal text.
///
/// # Errors
/// What was found, when it is not of the kind that the schema names.
pub fn to_json(column: Column<'_>, kind: Kind) -> Result<Json, String> {
    if matches!(column, Column::Null) {
        return Ok(Json::Null);
    }
    Ok(match kind {
        Kind::Id => Json::String(Uuid::from_column(column)?.to_string()),
        Kind::Time => Json::String(time_text(Timestamp::from_column(column)?)),
        Kind::Date => Json::String(Date::from_column(column)?.to_string()),
        Kind::Bool => Json::Bool(bool::from_column(column)?),
        Kind::Int => Json::from(i64::from_column(column)?),
        Kind::Real => Json::String(f64::from_column(column)?.to_string()),
        Kind::Blob => Json::String(to_base64url(&Vec::<u8>::from_column(column)?)),
        Kind::Json => Json::from_column(column)?,
        Kind::Text => Json::String(String::from_column(column)?),
    })
}

fn time_text(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// The value that [`to_json`] wrote. A JSON null in a column of JSON is read as no value: both engines take it so.
///
/// # Errors
/// What was found, when it cannot be of that kind.
pub fn from_json(json: Json, kind: Kind) -> Result<Value<'static>, String> {
    let wrong = |found: &Json| format!("{} expected, found {found}", kind.word());
    Ok(match (kind, json) {
        (_, Json::Null) => Value::Null,
        (Kind::Json, json) => Value::Json(Cow::Owned(json)),
        (Kind::Bool, Json::Bool(value)) => Value::Bool(value),
        (Kind::Int, Json::Number(number)) => {
            Value::I64(number.as_i64().ok_or_else(|| wrong(&Json::Number(number.clone())))?)
        }
        (Kind::Bool | Kind::Int, json) => return Err(wrong(&json)),
        (kind, Json::String(text)) => from_text(text, kind)?,
        (_, json) => return Err(wrong(&json)),
    })
}

fn from_text(text: String, kind: Kind) -> Result<Value<'static>, String> {
    let wrong = || format!("{} expected, found other text", kind.word());
    Ok(match kind {
        Kind::Id => Value::Id(text.parse().map_err(|_| wrong())?),
        Kind::Time => Value::Time(text.parse().map_err(|_| wrong())?),
        Kind::Date => Value::Date(text.parse().map_err(|_| wrong())?),
        Kind::Real => Value::F64(text.parse().map_err(|_| wrong())?),
        Kind::Blob => Value::Bytes(Cow::Owned(from_base64url(&text).ok_or_else(wrong)?)),
        Kind::Text => Value::Text(Cow::Owned(text)),
        Kind::Bool | Kind::Int | Kind::Json => return Err(wrong()),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn round(column: Column<'_>, kind: Kind) -> String {
        let json = to_json(column, kind).unwrap();
        let value = from_json(json.clone(), kind).unwrap();
        format!("{json} {value:?}")
    }

    #[test]
    fn both_engines_write_a_value_alike() {
        let time: Timestamp = "2026-05-14T18:00:00.5Z".parse().unwrap();
        let text = Column::Text(Cow::Borrowed("2026-05-14T18:00:00.500000Z"));
        assert_eq!(round(Column::Time(time), Kind::Time), round(text, Kind::Time));
        let id = Uuid::from_u128(7);
        let bytes = Column::Bytes(Cow::Borrowed(id.as_bytes()));
        assert_eq!(round(Column::Id(id), Kind::Id), round(bytes, Kind::Id));
        assert_eq!(round(Column::Bool(true), Kind::Bool), round(Column::I64(1), Kind::Bool));
    }

    #[test]
    fn a_real_keeps_every_digit() {
        let json = to_json(Column::F64(0.1 + 0.2), Kind::Real).unwrap();
        assert!(matches!(from_json(json, Kind::Real), Ok(Value::F64(value)) if value == 0.1 + 0.2));
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        assert!(from_json(Json::String("soon".to_owned()), Kind::Time).is_err());
        assert!(from_json(Json::from(1.5), Kind::Int).is_err());
        assert!(to_json(Column::Text(Cow::Borrowed("x")), Kind::Int).is_err());
    }
}

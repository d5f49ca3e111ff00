//! Values as text, for statements that are not prepared first: the server finds the types by itself, as it does when it
//! prepares, and reads each value as it would read it from a literal.

use std::error::Error;

use postgres::types::{Format, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use super::super::value::{Value, time_text};

/// A value that goes to the server as text.
#[derive(Debug)]
pub(super) struct AsText<'v>(pub(super) &'v Value<'v>);

impl ToSql for AsText<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let words = match self.0 {
            Value::Null => return Ok(IsNull::Yes),
            Value::Text(text) => {
                out.extend_from_slice(text.as_bytes());
                return Ok(IsNull::No);
            }
            Value::Bool(value) => value.to_string(),
            Value::I64(value) => value.to_string(),
            // The shortest text that reads as the same number.
            Value::F64(value) => format!("{value:?}"),
            Value::Bytes(bytes) => hex(bytes),
            Value::Time(time) => time_text(*time),
            Value::Date(date) => date.to_string(),
            Value::Json(json) => json.to_string(),
            Value::Id(id) => id.to_string(),
        };
        out.extend_from_slice(words.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len().saturating_mul(2).saturating_add(2));
    text.push_str("\\x");
    for byte in bytes {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

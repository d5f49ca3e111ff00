//! Statements as they are run, written to a file line by line with their values: only in builds for development, and only
//! when `ACCOMPANY_TEST_STATEMENTS` names the file. The instrument replays them to find what a page costs without us.
//!
//! The file holds what the database holds: made-up people only.

use std::{
    fs::File,
    io::Write as _,
    sync::{Mutex, OnceLock, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::value::{Value, time_text};

/// The variable that names the file.
pub const VARIABLE: &str = "ACCOMPANY_TEST_STATEMENTS";

static FILE: OnceLock<Option<Mutex<File>>> = OnceLock::new();

/// One statement with its values, as a line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    pub text: String,
    pub values: Vec<Told>,
}

/// A value as SQLite is given it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Told {
    Null,
    Whole(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<&Value<'_>> for Told {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Whole(i64::from(*value)),
            Value::I64(value) => Self::Whole(*value),
            Value::F64(value) => Self::Real(*value),
            Value::Text(value) => Self::Text(value.to_string()),
            Value::Bytes(value) => Self::Bytes(value.to_vec()),
            Value::Time(value) => Self::Text(time_text(*value)),
            Value::Date(value) => Self::Text(value.to_string()),
            Value::Json(value) => Self::Text(value.to_string()),
            Value::Id(value) => Self::Bytes(value.as_bytes().to_vec()),
        }
    }
}

/// Writes a statement down when somebody listens.
pub(super) fn tell(text: &str, values: &[Value<'_>]) {
    if !cfg!(debug_assertions) {
        return;
    }
    let file = FILE.get_or_init(|| {
        let path = std::env::var_os(VARIABLE)?;
        File::options().create(true).append(true).open(path).ok().map(Mutex::new)
    });
    let Some(file) = file else { return };
    let heard = Heard { text: text.to_owned(), values: values.iter().map(Told::from).collect() };
    let mut line = serde_json::to_string(&heard).unwrap_or_default();
    line.push('\n');
    // Written in one piece: whoever reads meanwhile sees whole lines. Nobody's work depends on it.
    drop(file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes()));
}

//! A row of an answer, read from the left, whichever engine it came from.

use std::borrow::Cow;

use postgres::types::Type;
use rusqlite::types::ValueRef;

use super::{Column, DbError, FromColumn};

pub(super) enum Cells<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

/// One row; [`Row::get`] reads the next column.
pub struct Row<'a> {
    cells: Cells<'a>,
    next: usize,
}

impl<'a> Row<'a> {
    pub(super) fn new(cells: Cells<'a>) -> Self {
        Self { cells, next: 0 }
    }

    /// Reads the next column as `T`.
    pub fn get<T: FromColumn>(&mut self) -> Result<T, DbError> {
        let column = self.next;
        self.next = column.saturating_add(1);
        let found = match &self.cells {
            Cells::Sqlite(row) => sqlite_column(row, column)?,
            Cells::Postgres(row) => postgres_column(row, column)?,
        };
        T::from_column(found).map_err(|why| DbError::Decode { column, why })
    }

    /// Reads the next column without saying a type, for tools that copy whatever is there.
    pub fn any(&mut self) -> Result<Column<'_>, DbError> {
        let column = self.next;
        self.next = column.saturating_add(1);
        match &self.cells {
            Cells::Sqlite(row) => sqlite_column(row, column),
            Cells::Postgres(row) => postgres_column(row, column),
        }
    }
}

fn sqlite_column<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<Column<'r>, DbError> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Column::Null,
        ValueRef::Integer(value) => Column::I64(value),
        ValueRef::Real(value) => Column::F64(value),
        ValueRef::Text(bytes) => Column::Text(
            std::str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .map_err(|why| DbError::Decode { column, why: why.to_string() })?,
        ),
        ValueRef::Blob(bytes) => Column::Bytes(Cow::Borrowed(bytes)),
    })
}

fn postgres_column(row: &postgres::Row, column: usize) -> Result<Column<'_>, DbError> {
    let kind = row.columns().get(column).map(|c| c.type_().clone());
    let Some(kind) = kind else {
        return Err(DbError::Decode { column, why: "no such column".to_owned() });
    };
    macro_rules! read {
        ($type:ty, $wrap:expr) => {
            row.try_get::<_, Option<$type>>(column)?.map_or(Column::Null, $wrap)
        };
    }
    Ok(match kind {
        Type::BOOL => read!(bool, Column::Bool),
        Type::INT8 => read!(i64, Column::I64),
        Type::INT4 => read!(i32, |v| Column::I64(i64::from(v))),
        Type::FLOAT8 => read!(f64, Column::F64),
        Type::BYTEA => read!(&[u8], |v| Column::Bytes(Cow::Borrowed(v))),
        Type::TIMESTAMPTZ => read!(jiff::Timestamp, Column::Time),
        Type::DATE => read!(jiff::civil::Date, Column::Date),
        Type::JSONB | Type::JSON => read!(serde_json::Value, Column::Json),
        Type::UUID => read!(uuid::Uuid, Column::Id),
        _ => read!(&str, |v| Column::Text(Cow::Borrowed(v))),
    })
}

//! Rows on their way to the thread that writes them.

use std::{
    borrow::Cow,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
};

use jiff::{Timestamp, civil::Date};
use kit::{
    db::{Value, bulk::Sheet},
    ids::Id,
};

use super::tables::ALL;

/// Rows that go to the other thread at once.
const AT_ONCE: usize = 1_000;
/// Loads of rows that may wait there.
const WAITING: usize = 64;

/// Where rows are put.
pub struct Pour {
    to: SyncSender<(Sheet, Vec<Value<'static>>)>,
    sheets: Vec<(Sheet, Vec<Value<'static>>)>,
}

impl Pour {
    pub fn new() -> (Self, Receiver<(Sheet, Vec<Value<'static>>)>) {
        let (to, rows) = sync_channel(WAITING);
        (Self { to, sheets: ALL.iter().map(|sheet| (*sheet, Vec::new())).collect() }, rows)
    }

    /// Adds a row; `cells` fills its values in the order of the columns.
    pub fn row(&mut self, sheet: Sheet, cells: impl FnOnce(&mut Cells<'_>)) {
        let found = self.sheets.iter_mut().find(|(known, _)| known.table == sheet.table);
        let Some((_, values)) = found else { return };
        cells(&mut Cells(values));
        let full = AT_ONCE * sheet.width();
        if values.len() >= full {
            let next = Vec::with_capacity(full);
            // When the writer has stopped it says why itself.
            drop(self.to.send((sheet, std::mem::replace(values, next))));
        }
    }
}

impl Drop for Pour {
    fn drop(&mut self) {
        for (sheet, values) in self.sheets.drain(..).filter(|(_, values)| !values.is_empty()) {
            drop(self.to.send((sheet, values)));
        }
    }
}

/// The values of a row.
pub struct Cells<'v>(&'v mut Vec<Value<'static>>);

impl Cells<'_> {
    pub fn put(&mut self, value: impl Put) {
        self.0.push(value.value());
    }
}

/// `row!(pour, SHEET; a, b, c)`: a row of these values.
macro_rules! row {
    ($pour:expr, $sheet:expr; $($value:expr),+ $(,)?) => {
        $pour.row($sheet, |cells| { $(cells.put($value);)+ })
    };
}
pub(super) use row;

/// What a cell can be made of.
pub trait Put {
    fn value(self) -> Value<'static>;
}

impl Put for &'static str {
    fn value(self) -> Value<'static> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Put for String {
    fn value(self) -> Value<'static> {
        Value::Text(Cow::Owned(self))
    }
}

impl Put for i64 {
    fn value(self) -> Value<'static> {
        Value::I64(self)
    }
}

impl Put for bool {
    fn value(self) -> Value<'static> {
        Value::Bool(self)
    }
}

impl Put for Timestamp {
    fn value(self) -> Value<'static> {
        Value::Time(self)
    }
}

impl Put for Date {
    fn value(self) -> Value<'static> {
        Value::Date(self)
    }
}

impl Put for Vec<u8> {
    fn value(self) -> Value<'static> {
        Value::Bytes(Cow::Owned(self))
    }
}

/// Ids of every kind.
pub struct Key<T>(pub T);

impl<T: Id> Put for Key<T> {
    fn value(self) -> Value<'static> {
        Value::Id(self.0.uuid())
    }
}

impl<T: Put> Put for Option<T> {
    fn value(self) -> Value<'static> {
        self.map_or(Value::Null, Put::value)
    }
}

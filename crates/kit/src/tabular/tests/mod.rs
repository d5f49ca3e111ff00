#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

mod cells;
mod mapping;
mod properties;
mod reading;
mod real_files;
mod writing;

use super::{ReadOptions, Row, Table};

/// The table and its rows, with everything judged.
fn read(bytes: &[u8]) -> (Table<&[u8]>, Vec<Row>) {
    read_with(bytes, ReadOptions::default())
}

fn read_with(bytes: &[u8], options: ReadOptions) -> (Table<&[u8]>, Vec<Row>) {
    let mut table = Table::open(bytes, options).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = table.next_row().unwrap() {
        rows.push(row);
    }
    (table, rows)
}

fn names(table: &Table<&[u8]>) -> Vec<String> {
    table.columns().iter().map(|c| c.name.clone()).collect()
}

//! Tabular data packages: a file a table, of any version from 1.1 on, with or without `datapackage.json`.

use serde_json::Value;

use crate::{Listing, Record, Trouble, draft::Draft, nest, old, problem::Place, table::Table};

/// One file of a package, cells as they stand in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, with or without folders.
    pub file: String,
    pub columns: Vec<String>,
    pub rows: Vec<SheetRow>,
}

/// A row with the line where it begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetRow {
    pub line: u64,
    pub cells: Vec<String>,
}

/// Whether the file's name is that of a table in some version of the standard.
pub fn is_package(file: &str) -> bool {
    old::role(&stem(file)).is_some()
}

pub(crate) fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_lowercase();
    name.trim_end_matches(".csv").trim_end_matches(".tsv").trim_end_matches(".txt").to_owned()
}

/// Reads a package. `source` names whose list it is: ids that are no UUIDs are made from it.
pub fn from_sheets(sheets: &[Sheet], source: &str) -> Listing {
    let mut draft = Draft::of(source);
    let adds_to_another =
        |sheet: &&Sheet| old::role(&stem(&sheet.file)).is_some_and(|role| role.way == Way::Eligibility);
    let (later, first): (Vec<&Sheet>, Vec<&Sheet>) = sheets.iter().partition(adds_to_another);
    for sheet in first.into_iter().chain(later) {
        let Some(role) = old::role(&stem(&sheet.file)) else {
            let place = Place { file: sheet.file.clone(), line: 0 };
            draft.tell(&place, "", Trouble::Unreadable, "");
            continue;
        };
        for row in &sheet.rows {
            let named = sheet.columns.iter().zip(&row.cells);
            let raw: Record = named
                .filter(|(column, cell)| !column.trim().is_empty() && !cell.trim().is_empty())
                .map(|(column, cell)| (old::column(&role, column), Value::from(cell.trim())))
                .collect();
            if !raw.is_empty() {
                let place = Place { file: sheet.file.clone(), line: row.line };
                old::take(&mut draft, &role, raw, &place);
            }
        }
    }
    nest::nest(draft)
}

/// What a file of a package is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Role {
    pub table: &'static Table,
    pub way: Way,
}

/// How an older version wrote the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// A row is a record.
    Plain,
    /// Addresses of one kind in a file of their own.
    Address(&'static str),
    /// A day of the week with its hours.
    Weekly,
    /// Days on which it is closed or open otherwise.
    Holiday,
    /// A sentence about who can come.
    Eligibility,
    /// A way of paying.
    Payment,
    /// A term that a service has.
    ServiceTerm,
}

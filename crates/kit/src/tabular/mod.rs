//! Reading the spreadsheets that programs really have, and writing safe ones. No database, no words of any one
//! program: an area brings a [`Schema`] and takes [`Record`]s.
//!
//! What lives here: judging a file ([`Sniffed`]), a stream of rows in constant memory ([`Table`]), values
//! ([`dates`], [`cell`]), which column fills which field ([`Mapping`], [`Plan`]), the account of a dry run
//! ([`Summary`]), and writing ([`Writer`], [`write_dictionary`]). What doesn't: storing, permissions, undo.
//!
//! Nothing is guessed silently and nothing is lost: each row comes out with its line number, as data, blank or a
//! repeated header, and each problem says in plain words what was found and how to mend it.
//!
//! An import in a few lines. The file is read twice: once to learn what the columns hold (this settles whether
//! `3/4/2024` is in March or April), once to read the rows.
//!
//! ```
//! use kit::tabular::{Field, Kind, Mapping, Profile, ReadOptions, RowKind, Schema, Summary, Table};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let file = "Riverside list\r\nFirst name;DOB;Phone\r\nJordan;25/12/1990;617-555-0100\r\n;;\r\nAna;4/3/1985;none\r\n";
//! let schema = Schema::new("people", vec![
//!     Field::new("given_name", "First name", Kind::Text { max_chars: 200 }).required(),
//!     Field::new("birth_date", "Birth date", Kind::Date).aliases(&["DOB", "date of birth"]),
//!     Field::new("phone", "Phone", Kind::Phone),
//! ]);
//!
//! let table = Table::open(file.as_bytes(), ReadOptions::default())?;
//! let mapping = Mapping::suggested("Riverside's list", &schema, table.columns()); // or one saved earlier
//! let profile = Profile::of(table)?;
//!
//! let mut table = Table::open(file.as_bytes(), ReadOptions::default())?;
//! let plan = mapping.plan(&schema, table.columns(), Some(&profile)).map_err(|problems| format!("{problems:?}"))?;
//! let mut summary = Summary::new(1_000);
//! while let Some(row) = table.next_row()? {
//!     if row.kind != RowKind::Data {
//!         summary.pass_over(&row);
//!         continue;
//!     }
//!     let applied = plan.apply(&row);
//!     if applied.is_ok() {
//!         // store applied.record
//!         assert!(applied.record.text("given_name").is_some());
//!     }
//!     summary.add(&applied, &[]);
//! }
//! assert!(summary.accounts_for(table.rows_read()));
//! assert_eq!((summary.ok, summary.blank), (2, 1));
//! # Ok(())
//! # }
//! ```

mod apply;
pub mod cell;
pub mod dates;
mod encoding;
pub mod formula;
mod frame;
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod mapping;
mod problem;
mod profile;
mod read;
mod schema;
mod sniff;
mod split;
mod summary;
mod write;

#[cfg(test)]
mod tests;

pub use apply::{Applied, Plan};
pub use encoding::Encoding;
pub use header::Column;
pub use mapping::{MappedColumn, Mapping, Suggestion, suggest};
pub use problem::{Problem, ProblemKind, Severity};
pub use profile::{ColumnProfile, Profile};
pub use read::{Header, ReadOptions, Row, RowKind, Table};
pub use schema::{Choice, Field, Kind, Record, Schema, Value};
pub use sniff::{LineEnding, Sniffed};
pub use summary::Summary;
pub use write::{WriteOptions, Writer, write_dictionary};

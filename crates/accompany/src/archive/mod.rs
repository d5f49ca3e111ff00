//! A backup as one file that either engine can be filled from.
//!
//! It is a zip file. `manifest.json`, written last, names the format, the schema's steps, the engine, the time, and every
//! member with its SHA-256. `tables/NAME.ndjson` holds one row a line as a JSON array in the order of the manifest's
//! columns; `files/ORGANIZATION/FILE` are attachments as they are stored, listed in `files.ndjson`; `seal.key` is the
//! key of the second factors, unless it was left out.
//!
//! What lives here: the format, both ways. What doesn't: where files stand and when they are swapped (`commands`).

mod attachments;
mod cell;
mod load;
mod pack;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    attachments::{pack_files, unpack_files},
    load::{Archive, load},
    pack::{Packer, pack_tables},
};

/// The word that says what the file is.
pub const FORMAT: &str = "accompany-backup";
/// Goes up when an older program could not read what a newer one writes.
pub const FORMAT_VERSION: i64 = 1;
const MANIFEST: &str = "manifest.json";
const FILES: &str = "files.ndjson";
pub const SEAL_KEY: &str = "seal.key";
/// The table that migrations keep themselves: its rows are in the manifest.
const STEPS_TABLE: &str = "schema_steps";

/// What a backup holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    pub format_version: i64,
    /// The version of the program that wrote it.
    pub program: String,
    /// The engine that it was read from.
    pub engine: String,
    pub taken_at: Timestamp,
    pub steps: Vec<StepMark>,
    pub tables: Vec<TableMark>,
    pub files: FilesMark,
    /// `None` when the key was left out on purpose.
    pub seal_key: Option<MemberMark>,
}

/// A step of the schema that the database had.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepMark {
    pub number: i64,
    pub name: String,
    pub sha256: String,
}

/// One table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TableMark {
    pub name: String,
    pub columns: Vec<ColumnMark>,
    pub rows: u64,
    #[serde(flatten)]
    pub member: MemberMark,
}

/// One column and the word for its kind (`id`, `time`, `date`, `bool`, `int`, `real`, `blob`, `json`, `text`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ColumnMark {
    pub name: String,
    pub kind: String,
}

/// The attachments.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FilesMark {
    pub count: u64,
    pub bytes: u64,
    #[serde(flatten)]
    pub list: MemberMark,
}

/// A member of the zip file, with the SHA-256 of its contents in hexadecimal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberMark {
    pub member: String,
    pub sha256: String,
}

/// One line of `files.ndjson`.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct FileMark {
    organization: uuid::Uuid,
    file: uuid::Uuid,
    bytes: u64,
    sha256: String,
}

impl FileMark {
    fn member(&self) -> String {
        format!("files/{}/{}", self.organization, self.file)
    }
}

/// Why a backup cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("this is not a backup of Accompany: {0}")]
    NotOne(String),
    #[error("this backup has the format {found}; this version of the program reads up to {FORMAT_VERSION}")]
    NewerFormat { found: i64 },
    #[error("the backup was made with schema step {0}, which this version of the program does not have or has changed")]
    ForeignStep(i64),
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    #[error("the backup cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    #[error("the backup cannot be read or written: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error(transparent)]
    Storage(#[from] kit::db::DbError),
    #[error(transparent)]
    Schema(#[from] kit::db::MigrationError),
    #[error("{0}")]
    Files(#[from] kit::files::FilesError),
}

/// Bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

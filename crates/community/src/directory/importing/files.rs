//! Files as they come in: one or several, of JSON, tables, or a zip of tables.

use std::io::{Cursor, Read as _};

use axum::extract::{Multipart, multipart::MultipartRejection};
use hsds::{Listing, PlainMapping, Sheet, SheetRow};
use kit::tabular::{Header, ReadOptions, RowKind, Table};

/// The most that a file in a zip may unfold to, in bytes.
const MOST_UNFOLDED: u64 = 200_000_000;
/// Files in one zip.
const MOST_FILES: usize = 100;

/// One file.
#[derive(Debug, Clone, Default)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Reads the files of a form, small ones. What did not arrive whole is left out.
pub async fn receive(upload: Result<Multipart, MultipartRejection>) -> Vec<File> {
    let mut found = Vec::new();
    let Ok(mut upload) = upload else { return found };
    while let Ok(Some(field)) = upload.next_field().await {
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() == Some("file")
            && let Ok(bytes) = field.bytes().await
            && !bytes.is_empty()
        {
            found.push(File { name, bytes: bytes.to_vec() });
        }
    }
    found
}

/// A file as a table, however it is encoded and split; `None` when it is none.
pub fn sheet(file: &File) -> Option<Sheet> {
    // The standard's files have their names in the first line. Nothing in them runs: no sign is taken off.
    let options = ReadOptions { header: Header::Line(1), restore_formulas: false, ..ReadOptions::default() };
    let mut table = Table::open(Cursor::new(&file.bytes), options).ok()?;
    let columns: Vec<String> = table.columns().iter().map(|column| column.name.clone()).collect();
    let mut rows = Vec::new();
    while let Ok(Some(row)) = table.next_row() {
        if row.kind == RowKind::Data {
            rows.push(SheetRow { line: row.line, cells: row.cells });
        }
    }
    (!columns.is_empty()).then(|| Sheet { file: file.name.clone(), columns, rows })
}

/// Unfolds zips; other files stay as they are. `None`: a zip that cannot be read, or that unfolds to too much.
pub fn unfolded(files: Vec<File>) -> Option<Vec<File>> {
    let mut found = Vec::new();
    for file in files {
        if !file.bytes.starts_with(b"PK\x03\x04") {
            found.push(file);
            continue;
        }
        let mut zip = zip::ZipArchive::new(Cursor::new(file.bytes)).ok()?;
        if zip.len() > MOST_FILES {
            return None;
        }
        let mut room = MOST_UNFOLDED;
        for at in 0..zip.len() {
            let inner = zip.by_index(at).ok()?;
            if !inner.is_file() {
                continue;
            }
            let name = inner.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
            let mut bytes = Vec::new();
            inner.take(room.saturating_add(1)).read_to_end(&mut bytes).ok()?;
            room = room.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
            found.push(File { name, bytes });
        }
    }
    Some(found)
}

/// What some files are.
#[derive(Debug, Clone)]
pub enum Opened {
    /// The standard's own JSON.
    Json(File),
    /// The standard's tables.
    Tables(Vec<Sheet>),
    /// Somebody's own table, a row a service.
    Plain(Sheet),
}

/// Tells what some files are. `None` when there is nothing in them that could be a list.
pub fn opened(files: Vec<File>) -> Option<Opened> {
    let files = unfolded(files)?;
    let is_json = |file: &File| {
        file.bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'['))
    };
    // A data package says in a file of its own what its tables are; their names say it too.
    let is_description = |file: &File| file.name.ends_with("datapackage.json");
    let (json, tables): (Vec<File>, Vec<File>) =
        files.into_iter().filter(|file| !is_description(file)).partition(is_json);
    if let Some(json) = json.into_iter().next() {
        return Some(Opened::Json(json));
    }
    let mut sheets: Vec<Sheet> = tables.iter().filter_map(sheet).collect();
    if sheets.len() > 1 {
        return Some(Opened::Tables(sheets));
    }
    let only = sheets.pop()?;
    let is_own = !hsds::is_package(&only.file) || is_plain(&only);
    Some(if is_own { Opened::Plain(only) } else { Opened::Tables(vec![only]) })
}

impl Opened {
    /// Reads the list. A plain one by the match of its columns, or by the guesses when there is none.
    pub fn listing(&self, source: &str, mapping: Option<&PlainMapping>) -> Listing {
        match self {
            Self::Json(file) => hsds::from_json(&file.bytes, &file.name, source),
            Self::Tables(sheets) => hsds::from_sheets(sheets, source),
            Self::Plain(sheet) => match mapping {
                Some(mapping) => hsds::from_plain(sheet, mapping, source),
                None => hsds::from_plain(sheet, &hsds::suggest(&sheet.columns), source),
            },
        }
    }
}

/// A lone file named like one of the standard's tables may still be somebody's own list.
fn is_plain(sheet: &Sheet) -> bool {
    !sheet.columns.iter().any(|column| column.trim().to_lowercase().ends_with("id"))
}

//! Reading: the manifest, and every table into an empty database in one transaction.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use jiff::Timestamp;
use kit::db::{
    Migration, ToValue, Tx, Value,
    catalog::{self, Table},
    migrate_within,
    whole::{self, Kind},
};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::{
    FORMAT, FORMAT_VERSION, MANIFEST, Manifest, MemberMark, STEPS_TABLE, TableMark, Trouble, cell, hex, pack::applied,
};

/// Values bound in one statement: far below what either engine takes, and enough that more would not be quicker.
const VALUES_AT_ONCE: usize = 2000;

/// A backup that was opened.
pub struct Archive {
    pub manifest: Manifest,
    zip: ZipArchive<BufReader<File>>,
}

impl Archive {
    /// Opens a backup and reads its manifest.
    ///
    /// # Errors
    /// When it is none, or one of a newer format.
    pub fn open(path: &Path) -> Result<Self, Trouble> {
        let mut zip = ZipArchive::new(BufReader::new(File::open(path)?))
            .map_err(|error| Trouble::NotOne(format!("it is not a zip file ({error})")))?;
        let mut text = String::new();
        let member = zip.by_name(MANIFEST).map_err(|_| Trouble::NotOne(format!("it has no {MANIFEST}")))?;
        BufReader::new(member).read_to_string(&mut text)?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| Trouble::NotOne(error.to_string()))?;
        if manifest.format != FORMAT {
            return Err(Trouble::NotOne(format!("its format is {}", manifest.format)));
        }
        if manifest.format_version > FORMAT_VERSION {
            return Err(Trouble::NewerFormat { found: manifest.format_version });
        }
        Ok(Self { manifest, zip })
    }

    /// The key of the second factors, if the backup has it.
    pub fn seal_key(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        let Some(mark) = self.manifest.seal_key.clone() else { return Ok(None) };
        let mut bytes = Vec::new();
        self.lines(&mark, |line| {
            bytes.extend_from_slice(line);
            Ok(())
        })?;
        Ok(Some(bytes))
    }

    /// Gives each line of a member to `take`, and compares the member's sum at the end.
    pub(super) fn lines(
        &mut self,
        mark: &MemberMark,
        mut take: impl FnMut(&[u8]) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let member = self.zip.by_name(&mark.member).map_err(|_| missing(&mark.member))?;
        let mut member = BufReader::new(member);
        let (mut sum, mut line) = (Sha256::new(), Vec::new());
        while member.read_until(b'\n', &mut line)? > 0 {
            sum.update(&line);
            take(&line)?;
            line.clear();
        }
        if hex(&sum.finalize()) == mark.sha256 { Ok(()) } else { Err(changed(&mark.member)) }
    }

    /// Opens a member as a stream of bytes.
    pub(super) fn member(&mut self, name: &str) -> Result<impl Read + '_, Trouble> {
        self.zip.by_name(name).map_err(|_| missing(name))
    }
}

fn missing(member: &str) -> Trouble {
    Trouble::Damaged(format!("{member} is missing"))
}

pub(super) fn changed(member: &str) -> Trouble {
    Trouble::Damaged(format!("{member} is not what it was when the backup was made"))
}

/// Fills the database within this transaction: takes away what is there, builds the schema as the backup had it, loads
/// every row, and brings the schema up to date. Answers the number of rows.
///
/// # Errors
/// [`Trouble`]; the caller's transaction is undone then.
pub fn load(tx: &mut Tx<'_>, archive: &mut Archive, known: &[Migration], now: Timestamp) -> Result<u64, Trouble> {
    let steps = applied(known, &archive.manifest.steps)?;
    clear(tx, known)?;
    migrate_within(tx, &steps, now)?;
    let rows = whole::with_keys_at_the_end(tx, |tx| load_tables(tx, archive))?;
    migrate_within(tx, known, now)?;
    Ok(rows)
}

/// Takes away this program's tables; what somebody else keeps in the same database stays.
fn clear(tx: &mut Tx<'_>, known: &[Migration]) -> Result<(), Trouble> {
    let ours = whole::kinds(known)?;
    let is_ours = |table: &Table| table.name == STEPS_TABLE || ours.keys().any(|(name, _)| *name == table.name);
    let mut there: Vec<Table> = catalog::in_order_of_need(catalog::tables(tx)?).into_iter().filter(is_ours).collect();
    there.reverse();
    Ok(whole::drop_tables(tx, &there)?)
}

fn load_tables(tx: &mut Tx<'_>, archive: &mut Archive) -> Result<u64, Trouble> {
    let mut total = 0_u64;
    for mark in archive.manifest.tables.clone() {
        let rows = load_table(tx, archive, &mark)?;
        if rows != mark.rows {
            return Err(Trouble::Damaged(format!("{} has {rows} rows instead of {}", mark.name, mark.rows)));
        }
        total = total.saturating_add(rows);
    }
    Ok(total)
}

fn load_table(tx: &mut Tx<'_>, archive: &mut Archive, mark: &TableMark) -> Result<u64, Trouble> {
    let kind =
        |word: &str| Kind::from_word(word).ok_or_else(|| Trouble::Damaged(format!("{word} is no kind of value")));
    let kinds: Vec<Kind> = mark.columns.iter().map(|column| kind(&column.kind)).collect::<Result<_, _>>()?;
    let at_once = VALUES_AT_ONCE.checked_div(kinds.len()).unwrap_or(1).max(1);
    let full = insert(mark, at_once);
    let mut waiting: Vec<Value<'static>> = Vec::new();
    let mut rows = 0_u64;
    archive.lines(&mark.member, |line| {
        read_row(line, &kinds, mark, &mut waiting)?;
        rows = rows.saturating_add(1);
        if waiting.len() >= at_once.saturating_mul(kinds.len()) {
            send(tx, &full, &mut waiting)?;
        }
        Ok(())
    })?;
    if !waiting.is_empty() {
        let left = waiting.len().checked_div(kinds.len()).unwrap_or_default();
        send(tx, &insert(mark, left), &mut waiting)?;
    }
    Ok(rows)
}

fn read_row(line: &[u8], kinds: &[Kind], mark: &TableMark, into: &mut Vec<Value<'static>>) -> Result<(), Trouble> {
    let damaged = |why: String| Trouble::Damaged(format!("a row of {} cannot be read: {why}", mark.name));
    let cells: Vec<Json> = serde_json::from_slice(line).map_err(|error| damaged(error.to_string()))?;
    if cells.len() != kinds.len() {
        return Err(damaged(format!("{} values instead of {}", cells.len(), kinds.len())));
    }
    for (json, kind) in cells.into_iter().zip(kinds) {
        into.push(cell::from_json(json, *kind).map_err(damaged)?);
    }
    Ok(())
}

fn send(tx: &mut Tx<'_>, text: &str, waiting: &mut Vec<Value<'static>>) -> Result<(), Trouble> {
    let params: Vec<&dyn ToValue> = waiting.iter().map(|value| -> &dyn ToValue { value }).collect();
    tx.run_text(text, &params)?;
    waiting.clear();
    Ok(())
}

/// `INSERT INTO "t" ("a", "b") VALUES ($1, $2), ($3, $4)` for that many rows.
fn insert(mark: &TableMark, rows: usize) -> String {
    let names: Vec<String> = mark.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let mut number = 0_usize;
    let mut row = || {
        let places: Vec<String> = names
            .iter()
            .map(|_| {
                number = number.saturating_add(1);
                format!("${number}")
            })
            .collect();
        format!("({})", places.join(", "))
    };
    let all: Vec<String> = (0..rows).map(|_| row()).collect();
    format!("INSERT INTO \"{}\" ({}) VALUES {}", mark.name, names.join(", "), all.join(", "))
}

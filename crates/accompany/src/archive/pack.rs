//! Writing: the zip file member by member, and every table into it, row by row as they come.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
};

use kit::{
    db::{
        DbError, Migration, Tx,
        catalog::{self, Table},
        whole::{self, Kind},
    },
    sql,
};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{ColumnMark, MANIFEST, Manifest, MemberMark, STEPS_TABLE, StepMark, TableMark, Trouble, cell, hex};

/// A zip file being written; the sum is that of the member at hand.
pub struct Packer {
    zip: ZipWriter<BufWriter<File>>,
    sum: Sha256,
    name: String,
}

impl Packer {
    pub fn new(file: File) -> Self {
        Self { zip: ZipWriter::new(BufWriter::new(file)), sum: Sha256::new(), name: String::new() }
    }

    /// Begins a member; texts are packed tighter, attachments are mostly packed already.
    pub(super) fn begin(&mut self, name: &str, is_text: bool) -> Result<(), Trouble> {
        let method = if is_text { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true).unix_permissions(0o600);
        self.zip.start_file(name, options)?;
        self.sum = Sha256::new();
        name.clone_into(&mut self.name);
        Ok(())
    }

    /// What was written since [`Packer::begin`].
    pub(super) fn end(&mut self) -> MemberMark {
        MemberMark { member: self.name.clone(), sha256: hex(&std::mem::take(&mut self.sum).finalize()) }
    }

    /// Adds a small member at once.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<MemberMark, Trouble> {
        self.begin(name, true)?;
        self.write_all(bytes)?;
        Ok(self.end())
    }

    /// Adds the manifest and gives back the finished file.
    pub fn finish(mut self, manifest: &Manifest) -> Result<File, Trouble> {
        let text = serde_json::to_vec_pretty(manifest).map_err(std::io::Error::from)?;
        self.add(MANIFEST, &text)?;
        Ok(self.zip.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?)
    }
}

impl Write for Packer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = self.zip.write(bytes)?;
        self.sum.update(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.zip.flush()
    }
}

/// Writes every table as this transaction sees it; answers the schema's steps and the tables.
///
/// # Errors
/// Those of the storage and of the file; [`Trouble::ForeignStep`] when the database is newer than the program.
pub fn pack_tables(
    tx: &mut Tx<'_>,
    out: &mut Packer,
    known: &[Migration],
) -> Result<(Vec<StepMark>, Vec<TableMark>), Trouble> {
    whole::take_time(tx)?;
    let steps = steps(tx)?;
    let applied = applied(known, &steps)?;
    let kinds = whole::kinds(&applied)?;
    let tables = catalog::in_order_of_need(catalog::tables(tx)?);
    let ours = tables.iter().filter(|table| table.name != STEPS_TABLE);
    let marks = ours.map(|table| pack_table(tx, out, table, &kinds)).collect::<Result<_, _>>()?;
    Ok((steps, marks))
}

fn steps(tx: &mut Tx<'_>) -> Result<Vec<StepMark>, DbError> {
    let found: Vec<(i64, String, Vec<u8>)> =
        tx.list(sql!("SELECT number, name, checksum FROM schema_steps ORDER BY number"), &[])?;
    Ok(found.into_iter().map(|(number, name, sum)| StepMark { number, name, sha256: hex(&sum) }).collect())
}

/// The program's steps that stand behind these marks.
pub(super) fn applied(known: &[Migration], marks: &[StepMark]) -> Result<Vec<Migration>, Trouble> {
    let find = |mark: &StepMark| {
        let same = |step: &&Migration| step.number == mark.number && hex(&step.checksum()) == mark.sha256;
        known.iter().find(same).cloned().ok_or(Trouble::ForeignStep(mark.number))
    };
    marks.iter().map(find).collect()
}

fn pack_table(
    tx: &mut Tx<'_>,
    out: &mut Packer,
    table: &Table,
    kinds: &BTreeMap<(String, String), Kind>,
) -> Result<TableMark, Trouble> {
    let kind_of = |column: &str| kinds.get(&(table.name.clone(), column.to_owned())).copied();
    let columns: Vec<(&str, Kind)> =
        table.columns.iter().filter_map(|column| Some((column.name.as_str(), kind_of(&column.name)?))).collect();
    out.begin(&format!("tables/{}.ndjson", table.name), true)?;
    let mut rows = 0_u64;
    let mut failed = None;
    tx.each_of_text(&select(table, &columns), &[], |row| {
        let mut cells = Vec::with_capacity(columns.len());
        for (column, (name, kind)) in columns.iter().enumerate() {
            let json = cell::to_json(row.any()?, *kind);
            cells.push(json.map_err(|why| DbError::Decode { column, why: format!("{}.{name}: {why}", table.name) })?);
        }
        rows = rows.saturating_add(1);
        let written = serde_json::to_writer(&mut *out, &cells).map_err(std::io::Error::from);
        failed = written.and_then(|()| out.write_all(b"\n")).err();
        Ok(failed.is_none())
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    let columns =
        columns.iter().map(|(name, kind)| ColumnMark { name: (*name).to_owned(), kind: kind.word().to_owned() });
    Ok(TableMark { name: table.name.clone(), columns: columns.collect(), rows, member: out.end() })
}

/// In the order of the key, so that two backups of the same rows are alike.
fn select(table: &Table, columns: &[(&str, Kind)]) -> String {
    let quoted =
        |names: &mut dyn Iterator<Item = &str>| names.map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ");
    let names = quoted(&mut columns.iter().map(|(name, _)| *name));
    let keys = quoted(&mut table.primary_key.iter().map(String::as_str));
    format!("SELECT {names} FROM \"{}\" ORDER BY {keys}", table.name)
}

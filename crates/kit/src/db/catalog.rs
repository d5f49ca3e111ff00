//! The schema as the engine itself tells it, in the same words for both: for merging, backup, checks, and the test that
//! the engines have the same tables.

use super::{DbError, Tx};

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    pub name: String,
    pub columns: Vec<ColumnShape>,
    pub primary_key: Vec<String>,
    pub foreign_keys: Vec<ForeignKey>,
    pub indexes: Vec<Index>,
}

/// A column. On SQLite several kinds share a type: the kind is then told by PostgreSQL only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnShape {
    pub name: String,
    /// The engine's word for the type.
    pub kind: String,
    pub is_required: bool,
}

/// Columns that name a row of another table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    pub columns: Vec<String>,
    pub table: String,
    pub names: Vec<String>,
}

/// An index that a migration made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index {
    pub name: String,
    pub columns: Vec<String>,
    pub is_unique: bool,
    pub is_partial: bool,
}

/// Reads every table, in the order of their names.
///
/// # Errors
/// Those of the storage.
pub fn tables(tx: &mut Tx<'_>) -> Result<Vec<Table>, DbError> {
    let names = texts(tx, table_names(tx.is_sqlite()), &[])?;
    names.into_iter().map(|name| table(tx, name)).collect()
}

/// The tables in an order in which each comes after those that its foreign keys name; a table that names itself counts
/// as coming after itself.
pub fn in_order_of_need(mut tables: Vec<Table>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let is_ready = |table: &Table| {
            let mut needs = table.foreign_keys.iter().filter(|key| key.table != table.name);
            needs.all(|key| ordered.iter().any(|done| done.name == key.table))
        };
        let position = tables.iter().position(is_ready).unwrap_or(0);
        ordered.push(tables.remove(position));
    }
    ordered
}

fn table_names(is_sqlite: bool) -> &'static str {
    if is_sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name"
    } else {
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND n.nspname = current_schema() ORDER BY c.relname"
    }
}

fn table(tx: &mut Tx<'_>, name: String) -> Result<Table, DbError> {
    let mut table = Table { name, ..Table::default() };
    if tx.is_sqlite() {
        fill_from_sqlite(tx, &mut table)?
    } else {
        fill_from_postgres(tx, &mut table)?
    }
    table.foreign_keys.sort();
    table.indexes.sort();
    Ok(table)
}

fn fill_from_sqlite(tx: &mut Tx<'_>, table: &mut Table) -> Result<(), DbError> {
    let mut keyed: Vec<(i64, String)> = Vec::new();
    let columns = "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid";
    tx.each_of_text(columns, &[&table.name], |row| {
        let (name, kind, is_required, position): (String, String, bool, i64) =
            (row.get()?, row.get()?, row.get()?, row.get()?);
        if position > 0 {
            keyed.push((position, name.clone()));
        }
        table.columns.push(ColumnShape { name, kind, is_required });
        Ok(true)
    })?;
    keyed.sort();
    table.primary_key = keyed.into_iter().map(|(_, name)| name).collect();
    let keys =
        "SELECT id, \"table\", \"from\", COALESCE(\"to\", \"from\") FROM pragma_foreign_key_list(?1) ORDER BY id, seq";
    let mut last = -1_i64;
    tx.each_of_text(keys, &[&table.name], |row| {
        let (id, other, from, to): (i64, String, String, String) = (row.get()?, row.get()?, row.get()?, row.get()?);
        if id != last {
            table.foreign_keys.push(ForeignKey { columns: Vec::new(), table: other, names: Vec::new() });
        }
        last = id;
        if let Some(key) = table.foreign_keys.last_mut() {
            key.columns.push(from);
            key.names.push(to);
        }
        Ok(true)
    })?;
    let indexes =
        "SELECT l.name, l.\"unique\", l.partial, i.name FROM pragma_index_list(?1) l, pragma_index_info(l.name) i
                   WHERE l.origin = 'c' ORDER BY l.name, i.seqno";
    gather_indexes(tx, indexes, table)
}

fn fill_from_postgres(tx: &mut Tx<'_>, table: &mut Table) -> Result<(), DbError> {
    let columns = "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_attribute a
                   WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
    tx.each_of_text(columns, &[&table.name], |row| {
        table.columns.push(ColumnShape { name: row.get()?, kind: row.get()?, is_required: row.get()? });
        Ok(true)
    })?;
    let primary = "SELECT a.attname::text FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY k(number, position)
                   JOIN pg_attribute a ON a.attnum = k.number
                   WHERE c.conrelid = to_regclass($1) AND a.attrelid = c.conrelid AND c.contype = 'p' ORDER BY k.position";
    table.primary_key = texts(tx, primary, &[&table.name])?;
    let keys = "SELECT c.oid::bigint, f.relname::text, a.attname::text, b.attname::text
                FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid,
                     unnest(c.conkey, c.confkey) WITH ORDINALITY k(here, there, position),
                     pg_attribute a, pg_attribute b
                WHERE c.conrelid = to_regclass($1) AND c.contype = 'f' AND a.attrelid = c.conrelid AND a.attnum = k.here
                  AND b.attrelid = c.confrelid AND b.attnum = k.there
                ORDER BY c.oid, k.position";
    let mut last = -1_i64;
    tx.each_of_text(keys, &[&table.name], |row| {
        let (id, other, from, to): (i64, String, String, String) = (row.get()?, row.get()?, row.get()?, row.get()?);
        if id != last {
            table.foreign_keys.push(ForeignKey { columns: Vec::new(), table: other, names: Vec::new() });
        }
        last = id;
        if let Some(key) = table.foreign_keys.last_mut() {
            key.columns.push(from);
            key.names.push(to);
        }
        Ok(true)
    })?;
    let indexes = "SELECT i.relname::text, x.indisunique, x.indpred IS NOT NULL, a.attname::text
                   FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid,
                        unnest(x.indkey::int[]) WITH ORDINALITY k(number, position), pg_attribute a
                   WHERE x.indrelid = to_regclass($1) AND NOT x.indisprimary AND a.attrelid = x.indrelid
                     AND a.attnum = k.number
                   ORDER BY i.relname, k.position";
    gather_indexes(tx, indexes, table)
}

fn gather_indexes(tx: &mut Tx<'_>, text: &str, table: &mut Table) -> Result<(), DbError> {
    let name = table.name.clone();
    tx.each_of_text(text, &[&name], |row| {
        let (name, is_unique, is_partial, column): (String, bool, bool, String) =
            (row.get()?, row.get()?, row.get()?, row.get()?);
        match table.indexes.last_mut().filter(|index| index.name == name) {
            Some(index) => index.columns.push(column),
            None => table.indexes.push(Index { name, columns: vec![column], is_unique, is_partial }),
        }
        Ok(true)
    })
}

fn texts(tx: &mut Tx<'_>, text: &str, params: super::Params<'_>) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    tx.each_of_text(text, params, |row| {
        found.push(row.get()?);
        Ok(true)
    })?;
    Ok(found)
}

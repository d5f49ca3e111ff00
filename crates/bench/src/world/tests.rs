//! The same plan makes the same rows, another seed others.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher as _},
};

use kit::{db::Tenant, sql};
use rusqlite::Connection;
use tempfile::TempDir;

use super::{Place, Plan, make};

fn plan(seed: u64) -> Plan {
    let now = "2026-11-20T15:00:00Z".parse().unwrap();
    Plan { participants: 80, contacts: 900, organizations: 2, seed, now }
}

/// A hash of every row of every table, and how many rows there are.
fn hash(plan: &Plan) -> (u64, usize) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("world.db");
    make(plan, Place::Sqlite(&path)).unwrap();
    let connection = Connection::open(&path).unwrap();
    let text = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut ready = connection.prepare(text).unwrap();
    let tables: Vec<String> = ready.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let (mut sum, mut count) = (DefaultHasher::new(), 0);
    for table in tables {
        table.hash(&mut sum);
        let mut ready = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = ready.column_count();
        let mut rows = ready.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            count += 1;
            (0..columns).for_each(|column| format!("{:?}", row.get_ref(column).unwrap()).hash(&mut sum));
        }
    }
    (sum.finish(), count)
}

#[test]
fn the_same_plan_makes_the_same_rows() {
    let (first, rows) = hash(&plan(7));
    assert!(rows > 900 * 4, "{rows} rows");
    assert_eq!(hash(&plan(7)), (first, rows));
    assert_ne!(hash(&plan(8)).0, first);
}

#[test]
fn a_used_place_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("world.db");
    make(&plan(1), Place::Sqlite(&path)).unwrap();
    assert!(make(&plan(1), Place::Sqlite(&path)).is_err());
}

/// The indexes are built anew behind the rows, and SQLite forgets with an index what its planner knew of it.
#[test]
fn a_world_keeps_what_the_planner_knows() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("world.db");
    make(&plan(1), Place::Sqlite(&path)).unwrap();
    let figures = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx";
    let in_world = told(&Connection::open(&path).unwrap(), figures);
    let fresh = kit::testing::sqlite(&ground::schema::steps().unwrap());
    let in_schema: Vec<(String, String, String)> = fresh
        .db
        .read_now(Tenant::System, |tx| tx.list(sql!("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx"), &[]))
        .unwrap();
    assert!(!in_schema.is_empty());
    assert_eq!(in_world, in_schema);
}

fn told(connection: &Connection, text: &str) -> Vec<(String, String, String)> {
    let mut ready = connection.prepare(text).unwrap();
    let found = ready.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    found.map(Result::unwrap).collect()
}

//! For tests: a migrated database on each engine, made fresh for every test.
//!
//! PostgreSQL is used when `ACCOMPANY_TEST_POSTGRES` names a server (a URL without a database, such as
//! `postgres://postgres@127.0.0.1:5433`); `cargo xtask test` starts one, so that the full run always has both.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod balky;
mod pgbouncer;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tempfile::TempDir;

pub use self::{balky::Balky, pgbouncer::PgBouncer};

use crate::db::{Db, Migration};

/// A database for one test; gone when dropped.
pub struct TestDb {
    pub db: Db,
    pub engine: &'static str,
    cleanup: Cleanup,
}

enum Cleanup {
    Folder(#[expect(dead_code, reason = "kept so that the folder lives as long as the test")] TempDir),
    Database { server: String, name: String },
}

impl TestDb {
    /// The database's name on the server of tests; none on SQLite.
    pub fn database(&self) -> Option<&str> {
        match &self.cleanup {
            Cleanup::Database { name, .. } => Some(name),
            Cleanup::Folder(_) => None,
        }
    }
}

/// Asks again and again until it holds; fails the test when it takes too long.
pub fn soon(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Ends every session on a database, as a server does that goes down.
pub fn end_sessions(server: &str, database: &str) {
    let mut client = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
    close_all(&mut client, database);
}

/// The server that tests may make databases on, if one is named.
pub fn postgres_server() -> Option<String> {
    std::env::var("ACCOMPANY_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// Runs a test on SQLite, and on PostgreSQL when a server is named.
pub fn both(steps: &[Migration], test: impl Fn(&TestDb)) {
    test(&sqlite(steps));
    if let Some(server) = postgres_server() {
        test(&on_postgres(&server, steps));
    }
}

/// A migrated SQLite database in a folder of its own, copied from a template that is made once per schema.
pub fn sqlite(steps: &[Migration]) -> TestDb {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("test.db");
    std::fs::copy(sqlite_template(steps), &file).unwrap();
    let db = Db::open_sqlite(&file, 2).unwrap();
    TestDb { db, engine: "sqlite", cleanup: Cleanup::Folder(folder) }
}

/// Tests are processes of their own: those that come at the same time each make the template, and the last one's stays.
fn sqlite_template(steps: &[Migration]) -> PathBuf {
    let template = std::env::temp_dir().join(format!("accompany-{}.db", digest(steps, true)));
    if !template.exists() {
        let making = TempDir::new().unwrap();
        let file = making.path().join("template.db");
        let db = Db::open_sqlite(&file, 1).unwrap();
        db.migrate(steps, Timestamp::UNIX_EPOCH).unwrap();
        db.close();
        std::fs::rename(&file, &template).unwrap();
    }
    template
}

/// A migrated PostgreSQL database, copied from a template that is made once per schema.
pub fn on_postgres(server: &str, steps: &[Migration]) -> TestDb {
    let template = template(server, steps);
    let name = format!("t_{}", hex(&rand::random::<[u8; 8]>()));
    admin(server, &[&format!("CREATE DATABASE {name} TEMPLATE {template}")]);
    let db = Db::open_postgres(&format!("{server}/{name}"), 3).unwrap();
    TestDb { db, engine: "postgres", cleanup: Cleanup::Database { server: server.to_owned(), name } }
}

/// An empty PostgreSQL database, and its address.
pub fn empty_postgres(server: &str) -> (TestDb, String) {
    let name = format!("t_{}", hex(&rand::random::<[u8; 8]>()));
    admin(server, &[&format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")]);
    let url = format!("{server}/{name}");
    let db = Db::open_postgres(&url, 3).unwrap();
    (TestDb { db, engine: "postgres", cleanup: Cleanup::Database { server: server.to_owned(), name } }, url)
}

/// What a schema is told from others by: its words, and those that this engine was given.
fn digest(steps: &[Migration], is_sqlite: bool) -> String {
    use sha2::{Digest, Sha256};
    let words = steps.iter().flat_map(|step| [step.text.clone(), step.text_for(is_sqlite)]);
    let digest = words.fold(Sha256::new(), |sum, text| sum.chain_update(text)).finalize();
    hex(digest.get(..8).unwrap())
}

fn template(server: &str, steps: &[Migration]) -> String {
    let name = format!("template_{}", digest(steps, false));
    let mut client = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
    // Tests are processes of their own: the first makes the template, the others wait for it.
    client.batch_execute("SELECT pg_advisory_lock(7305822101)").unwrap();
    if client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).unwrap().is_none() {
        let making = format!("{name}_making");
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {making}")).unwrap();
        client
            .batch_execute(&format!("CREATE DATABASE {making} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"))
            .unwrap();
        let db = Db::open_postgres(&format!("{server}/{making}"), 1).unwrap();
        db.migrate(steps, Timestamp::UNIX_EPOCH).unwrap();
        drop(db);
        close_all(&mut client, &making);
        client.batch_execute(&format!("ALTER DATABASE {making} RENAME TO {name}")).unwrap();
    }
    client.batch_execute("SELECT pg_advisory_unlock(7305822101)").unwrap();
    name
}

fn close_all(client: &mut postgres::Client, database: &str) {
    client
        .execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", &[&database])
        .unwrap();
}

fn admin(server: &str, texts: &[&str]) {
    let mut client = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
    for text in texts {
        client.batch_execute(text).unwrap();
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Cleanup::Database { server, name } = &self.cleanup {
            let Ok(mut client) = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls) else {
                return;
            };
            // A server that finds sessions in a database that it drops looks again after a tenth of a second.
            let ending = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1";
            while client.query_one(ending, &[name]).is_ok_and(|row| row.get::<_, i64>(0) > 0) {
                std::thread::sleep(Duration::from_millis(2));
            }
            drop(client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

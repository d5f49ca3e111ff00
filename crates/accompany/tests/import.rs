//! `accompany import` as a person at a terminal uses it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::{
    path::Path,
    process::{Command, Output},
};

use ground::testing::Cast;
use kit::db::Db;

/// A data folder with the cast in its database.
fn house() -> (tempfile::TempDir, Cast) {
    let folder = tempfile::TempDir::new().unwrap();
    let db = Db::open_sqlite(&folder.path().join("accompany.db"), 1).unwrap();
    db.migrate(&ground::schema::steps().unwrap(), jiff::Timestamp::UNIX_EPOCH).unwrap();
    let cast = Cast::on(&db);
    (folder, cast)
}

fn import(data: &Path, file: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accompany"));
    command.env_clear().args(["import", "--data"]).arg(data).args(["--organization", "Open Door"]).args(more);
    command.arg(file).output().unwrap()
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_file_is_looked_at_brought_in_and_known_again() {
    let (folder, _cast) = house();
    let file = folder.path().join("people.csv");
    std::fs::write(&file, "Id;Name;DOB\n1;Ada Quinn;25/12/1990\n2;Lin Osei;1 May 1985\n;;\n").unwrap();
    let asked = ["--target", "participants", "--program", "Walking Together"];
    let looked = import(folder.path(), &file, &[&asked[..], &["--dry-run"]].concat());
    assert!(words(&looked).contains("3 rows = 2 to add + 0 already there"), "{}", words(&looked));
    let brought = import(folder.path(), &file, &[&asked[..], &["--save-mapping", "List"]].concat());
    assert!(brought.status.success() && words(&brought).contains("2 added"), "{}", words(&brought));
    let again = import(folder.path(), &file, &["--target", "participants", "--mapping", "List"]);
    assert!(words(&again).contains("0 to add + 2 already there"), "{}", words(&again));
    let text = words(&brought);
    let id = text.split("--undo ").nth(1).unwrap().split_whitespace().next().unwrap();
    let undone = Command::new(env!("CARGO_BIN_EXE_accompany"))
        .env_clear()
        .args(["import", "--organization", "Open Door", "--data"])
        .arg(folder.path())
        .args(["--undo", id])
        .output()
        .unwrap();
    assert!(words(&undone).contains("0 stayed"), "{}", words(&undone));
}

#[test]
fn a_file_with_problems_stays_out_and_each_problem_is_written_down() {
    let (folder, _cast) = house();
    let file = folder.path().join("people.csv");
    std::fs::write(&file, "Id,Name,DOB\n1,Ada Quinn,31/31/1990\n2,Lin Osei,1985-05-01\n").unwrap();
    let table = folder.path().join("problems.csv");
    let asked = ["--target", "participants", "--program", "Walking Together", "--problems"];
    let stopped = import(folder.path(), &file, &[&asked[..], &[table.to_str().unwrap()]].concat());
    assert!(!stopped.status.success() && words(&stopped).contains("nothing was brought in"), "{}", words(&stopped));
    let listed = std::fs::read_to_string(&table).unwrap();
    assert!(listed.lines().any(|line| line.starts_with("2,DOB,birth_date,")), "{listed}");
}

#[test]
fn somebody_who_may_not_import_is_told_so() {
    let (folder, _cast) = house();
    let file = folder.path().join("people.csv");
    std::fs::write(&file, "Id,Name\n1,Ada Quinn\n").unwrap();
    let asked = ["--target", "participants", "--program", "Walking Together", "--as", "ana@open-door.example"];
    let refused = import(folder.path(), &file, &asked);
    assert!(!refused.status.success() && words(&refused).contains("--as EMAIL"), "{}", words(&refused));
}

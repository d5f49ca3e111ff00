//! Files of another system: all of Synthea when it lies beside the repository, else a few made-up rows in its form.

use std::path::{Path, PathBuf};

use ground::schema;
use kit::{sql, testing::both};

use super::Office;
use crate::moving::{Status, Target, undo};

/// The file, and how many rows of data it has.
fn file(office: &Office, name: &str) -> (PathBuf, u64) {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/synthea").join(name);
    let content = std::fs::read(&shared).unwrap_or_else(|_| made_up(name).as_bytes().to_vec());
    let rows = csv_rows(&content);
    (office.file(name, &content), rows)
}

/// Rows of data by a plain count of line ends: none of these files has one inside a cell.
fn csv_rows(content: &[u8]) -> u64 {
    let lines = content.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
    u64::try_from(lines).unwrap() - 1
}

fn made_up(name: &str) -> &'static str {
    match name {
        "patients.csv" => include_str!("made_up/patients.csv"),
        "encounters.csv" => include_str!("made_up/encounters.csv"),
        _ => include_str!("made_up/providers.csv"),
    }
}

#[test]
fn three_files_of_another_system_come_in_whole_and_go_out_again() {
    both(&schema::steps().unwrap(), |on| {
        let office = Office::on(on);
        let before = office.counts();
        let mut imports = Vec::new();
        let files = [
            (Target::Staff, "providers.csv"),
            (Target::Participants, "patients.csv"),
            (Target::Contacts, "encounters.csv"),
        ];
        for (target, name) in files {
            let (path, rows) = file(&office, name);
            let mapping = office.proposed(target, &path);
            assert!(mapping.name.starts_with("Synthea"), "{name} was mapped as {}", mapping.name);
            let (id, report) = office.prepared(target, &mapping, &path);
            assert_eq!(
                (report.to_add, report.rows),
                (rows, rows),
                "{name}: {:?} {:?}",
                report.counts,
                report.unsettled
            );
            let mut told = 0;
            let added = crate::moving::run(&office.desk, &office.scope, id, &path, &mut |done, _| told = done).unwrap();
            assert_eq!((added, told), (rows, rows));
            assert_eq!(office.status(id), Status::Done);
            let again = office.look(target, &mapping, &path);
            assert_eq!((again.to_add, again.already_there), (0, rows), "{name} again");
            imports.push(id);
        }
        // Every contact found its participant and its author.
        let counted: i64 =
            office.one(sql!("SELECT CAST(SUM(contacts_count) AS BIGINT) FROM participants WHERE organization_id = $1"));
        assert_eq!(counted, office.counts()[6]);
        let by_ruth: i64 = office.one(sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM contacts c JOIN accounts a
                ON a.organization_id = c.organization_id AND a.id = c.author_id
             WHERE c.organization_id = $1 AND a.name = 'Ruth Okafor'"
        ));
        assert_eq!(by_ruth, 0);
        // What came in can be taken out in the order in which it leans on one another, and nothing is left.
        for id in imports.into_iter().rev() {
            assert_eq!(undo(&office.desk, &office.scope, id, &mut |_, _| {}).unwrap(), 0);
            assert_eq!(office.status(id), Status::Undone);
        }
        let after = office.counts();
        assert_eq!(before, after);
    });
}

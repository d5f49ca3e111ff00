//! Size, and files from other systems when they are there.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::super::{Field, Kind, Mapping, Profile, ReadOptions, Row, RowKind, Schema, Summary, Table};

/// Makes rows while they are read, so that nothing but the reader holds them.
struct Made {
    next: u32,
    rows: u32,
    left: Vec<u8>,
}

impl Read for Made {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.left.is_empty() && self.next < self.rows {
            let at = self.next;
            self.left = match at % 1000 {
                0 => b"First name,Last name,Birth date,Phone,Note\r\n".to_vec(),
                500 => b",,,,\r\n".to_vec(),
                700 => format!("Ana {at},Ruiz,31/31/1990,617-555-0100,bad date\r\n").into_bytes(),
                _ => format!(
                    "Jordan {at},Lee,{}/25/19{:02},617-555-{:04},\"said \"\"hi\"\",\nthen left\"\r\n",
                    at % 12 + 1,
                    at % 100,
                    at % 10_000
                )
                .into_bytes(),
            };
            self.next += 1;
        }
        let count = self.left.len().min(out.len());
        out[..count].copy_from_slice(&self.left[..count]);
        self.left.drain(..count);
        Ok(count)
    }
}

#[test]
fn a_hundred_thousand_rows_pass_through() {
    let schema = Schema::new(
        "people",
        vec![
            Field::new("given_name", "First name", Kind::Text { max_chars: 100 }).required(),
            Field::new("birth_date", "Birth date", Kind::Date),
            Field::new("phone", "Phone", Kind::Phone),
            Field::new("note", "Note", Kind::Text { max_chars: 1000 }),
        ],
    );
    let made = || Made { next: 0, rows: 100_001, left: Vec::new() };
    let started = Instant::now();
    let profile = Profile::of(Table::open(made(), ReadOptions::default()).unwrap()).unwrap();
    let first = started.elapsed();
    let mut table = Table::open(made(), ReadOptions::default()).unwrap();
    let plan =
        Mapping::suggested("made", &schema, table.columns()).plan(&schema, table.columns(), Some(&profile)).unwrap();
    let mut summary = Summary::new(10);
    while let Some(row) = table.next_row().unwrap() {
        if row.kind == RowKind::Data { summary.add(&plan.apply(&row), &[]) } else { summary.pass_over(&row) }
    }
    println!("100,000 rows: first pass {first:?}, both {:?}", started.elapsed());
    assert!(summary.accounts_for(table.rows_read()));
    assert_eq!((summary.rows, summary.blank, summary.repeated_headers, summary.with_errors), (100_000, 100, 100, 100));
    assert_eq!((summary.problems.len(), summary.unlisted()), (10, 90));
}

/// The folder of shared sample data beside the repository, where there is one.
fn shared(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    let Ok(entries) = std::fs::read_dir(root) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = paths.filter(|p| p.extension().is_some_and(|e| e == "csv")).collect();
    files.sort();
    files
}

/// What the plain `csv` reader says, for well-formed files.
fn by_csv_alone(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).unwrap();
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn files_of_other_systems_come_in_whole() {
    for folder in ["synthea", "hsds/ohana-sample", "hsds/florida-legal-aid", "hsds/hsds-3-examples/csv"] {
        for path in shared(folder) {
            let bytes = std::fs::read(&path).unwrap();
            let mut table = Table::open(bytes.as_slice(), ReadOptions::default()).unwrap();
            assert_eq!(table.sniffed().header_line, Some(1), "{}", path.display());
            let mut rows: Vec<Row> = Vec::new();
            while let Some(row) = table.next_row().unwrap() {
                rows.push(row);
            }
            let expected = by_csv_alone(&path);
            let found: Vec<&Row> = rows.iter().filter(|r| r.kind != RowKind::Blank || !r.cells.is_empty()).collect();
            assert_eq!(found.len(), expected.len(), "{}", path.display());
            for (row, cells) in found.iter().zip(&expected) {
                assert_eq!(
                    row.cells.iter().take(cells.len()).collect::<Vec<_>>(),
                    cells.iter().take(row.cells.len()).collect::<Vec<_>>(),
                    "{} line {}",
                    path.display(),
                    row.line
                );
            }
        }
    }
}

/// Maps one file by the guesses alone and returns the account of it.
fn guess_and_read(path: &Path, schema: &Schema) -> Summary {
    let bytes = std::fs::read(path).unwrap();
    let open = || Table::open(bytes.as_slice(), ReadOptions::default()).unwrap();
    let profile = Profile::of(open()).unwrap();
    let mut table = open();
    let mapping = Mapping::suggested("Synthea", schema, table.columns());
    let plan = mapping.plan(schema, table.columns(), Some(&profile)).unwrap();
    let mut summary = Summary::new(10);
    while let Some(row) = table.next_row().unwrap() {
        let applied = plan.apply(&row);
        let mut required = schema.fields.iter().filter(|f| f.required);
        assert!(required.all(|f| applied.record.get(&f.key).is_some()));
        summary.add(&applied, &[]);
    }
    assert!(summary.accounts_for(table.rows_read()));
    summary
}

fn synthea(file: &str) -> Option<PathBuf> {
    shared("synthea").into_iter().find(|p| p.ends_with(file))
}

fn text() -> Kind {
    Kind::Text { max_chars: 100 }
}

#[test]
fn synthea_encounters_map_without_a_single_problem() {
    let Some(path) = synthea("encounters.csv") else {
        return;
    };
    let schema = Schema::new(
        "contacts",
        vec![
            Field::new("source_id", "Source id", text()).required().aliases(&["Id"]),
            Field::new("starts_at", "Starts at", Kind::Moment).required().aliases(&["START"]),
            Field::new("ends_at", "Ends at", Kind::Moment).required().aliases(&["STOP"]),
            Field::new("cost", "Cost", Kind::Decimal).required().aliases(&["TOTAL_CLAIM_COST"]),
        ],
    );
    let summary = guess_and_read(&path, &schema);
    assert_eq!((summary.ok, summary.problem_count()), (summary.rows, 0));
    assert!(summary.rows > 500);
}

#[test]
fn synthea_people_map_without_a_single_problem() {
    let Some(path) = synthea("patients.csv") else {
        return;
    };
    let schema = Schema::new(
        "people",
        vec![
            Field::new("source_id", "Source id", text()).required().aliases(&["Id"]),
            Field::new("given_name", "First name", text()).required().aliases(&["FIRST"]),
            Field::new("family_name", "Last name", text()).required().aliases(&["LAST"]),
            Field::new("birth_date", "Birth date", Kind::Date).required(),
        ],
    );
    let summary = guess_and_read(&path, &schema);
    assert_eq!((summary.ok, summary.problem_count()), (summary.rows, 0));
    assert!(summary.rows > 20);
}

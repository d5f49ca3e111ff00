//! Lists as they come: our own made-up ones with the messiness of real ones, and the public ones where they are at hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod messy;
mod public;
mod round_trip;

use crate::{Listing, Sheet, SheetRow};

/// A table from its text, as a person would write it here: cells between bars.
pub fn sheet(file: &str, text: &str) -> Sheet {
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let mut lines = text.trim().lines();
    let columns = cells(lines.next().unwrap_or_default());
    let rows = (2..).zip(lines).map(|(line, text)| SheetRow { line, cells: cells(text) });
    Sheet { file: file.to_owned(), columns, rows: rows.collect() }
}

/// A table from the bytes of a file.
pub fn csv_sheet(file: &str, bytes: &[u8]) -> Sheet {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        SheetRow { line: row.position().map_or(0, csv::Position::line), cells: row.iter().map(str::to_owned).collect() }
    });
    Sheet { file: file.to_owned(), columns, rows: rows.collect() }
}

/// The list without what was told about reading it.
pub fn facts(listing: &Listing) -> Listing {
    Listing { problems: Vec::new(), ..listing.clone() }
}

/// Out as JSON and in again, and out as tables and in again, both say the same.
pub fn assert_round_trip(listing: &Listing, what: &str) {
    let json = crate::to_json(listing).to_string();
    let again = crate::from_json(json.as_bytes(), "export.json", "elsewhere");
    assert_eq!(again.problems, [], "{what}: JSON has problems");
    assert_eq!(sorted(&again), sorted(listing), "{what}: JSON");
    let sheets = crate::to_sheets(listing);
    let text: Vec<Sheet> = sheets.iter().map(|one| csv_sheet(&one.file, crate::to_text(one).as_bytes())).collect();
    let again = crate::from_sheets(&text, "elsewhere");
    // An empty cell may be an empty text or nothing said.
    let told: Vec<_> = again.problems.iter().filter(|one| one.trouble != crate::Trouble::Wanting).collect();
    assert!(told.is_empty(), "{what}: tables have problems: {told:?}");
    assert_eq!(sorted(&again), sorted(listing), "{what}: tables");
}

/// Records by id, with digests: which order the fields and the records had does not matter.
fn sorted(listing: &Listing) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (table, records) in listing.kinds() {
        for record in records {
            let text = serde_json::to_string(&serde_json::Value::Object(record.clone())).unwrap();
            all.push((
                table.name.to_owned(),
                crate::text(record, "id").to_owned(),
                format!("{} {}", crate::hash_of(record), text.len()),
            ));
        }
    }
    all.sort();
    all
}

/// Noise as a table of services.
pub fn csv_sheet_of_text(text: &str) -> Sheet {
    let mut noise = sheet("services.csv", text);
    noise.columns.extend(["id", "name", "organization_id", "byday"].map(str::to_owned));
    noise
}

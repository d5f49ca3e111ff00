#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

mod clocks;
mod consents;
mod hotlines;
mod lists;
mod loading;
mod matrix;
mod meter;
mod said;
mod units;
mod words;

use serde::de::DeserializeOwned;

/// The test vectors of one shipped file.
fn vectors<T: DeserializeOwned>(file: &str) -> Vec<T> {
    let (_, text) = super::FILES.iter().find(|(name, _)| *name == file).expect("a shipped file");
    let table: toml::Table = toml::from_str(text).unwrap();
    let rows = table["vector"].as_array().unwrap();
    rows.iter().map(|row| row.clone().try_into().unwrap_or_else(|error| panic!("{row}: {error}"))).collect()
}

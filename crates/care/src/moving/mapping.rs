//! Which column fills which field: guessed, shipped with the program, saved by the organization, or in a file.

use kit::tabular::{Column, Mapping};

use super::target::Target;

/// Mappings that come with the program, for files of systems that are known.
const SHIPPED: [&str; 3] = [
    include_str!("mappings/synthea-patients.toml"),
    include_str!("mappings/synthea-encounters.toml"),
    include_str!("mappings/synthea-providers.toml"),
];

/// The mappings that come with the program.
pub fn shipped() -> Vec<Mapping> {
    SHIPPED.iter().filter_map(|text| toml::from_str(text).ok()).collect()
}

/// A mapping written as TOML.
///
/// # Errors
/// What is wrong with it, and on which line.
pub fn read(text: &str) -> Result<Mapping, toml::de::Error> {
    toml::from_str(text)
}

/// The mapping as TOML, to keep beside the files it is for.
pub fn write(mapping: &Mapping) -> String {
    toml::to_string_pretty(mapping).unwrap_or_default()
}

/// The best mapping for a file: a saved one whose columns are all there, the newest first; then a shipped one; then the
/// guesses.
pub fn for_file(target: Target, columns: &[Column], saved: Vec<Mapping>) -> Mapping {
    let is_fitting = |mapping: &Mapping| {
        mapping.target == target.word() && !mapping.columns.is_empty() && mapping.missing_sources(columns).is_empty()
    };
    let known = saved.into_iter().chain(shipped()).find(is_fitting);
    known.unwrap_or_else(|| Mapping::suggested("", &target.schema(), columns))
}

/// Puts a value into every row, unless a column fills the field.
pub fn fix(mapping: &mut Mapping, field: &str, value: &str) {
    if !mapping.columns.iter().any(|column| column.field == field) {
        mapping.fixed.insert(field.to_owned(), value.to_owned());
    }
}

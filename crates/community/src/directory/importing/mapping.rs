//! Which column of a plain list is what: guessed from the headings, saved by the organization, or said on the page. No I/O.

use std::collections::BTreeMap;

use hsds::{PLAIN_FIELDS, PlainMapping, Sheet};
use kit::forms::Form;
use serde::{Deserialize, Serialize};

/// Rows whose cells are shown beside a column.
const SAMPLES: usize = 3;
/// Letters of a cell that are shown.
const SAMPLE_LETTERS: usize = 40;
/// The most letters of a name.
const MOST_NAME: usize = 80;

/// A plain list's columns and what each is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plain {
    /// Of the saved match that it is, or will be.
    #[serde(default)]
    pub name: String,
    pub columns: Vec<String>,
    /// Some of what stands in each column.
    #[serde(default)]
    pub samples: Vec<String>,
    pub fields: PlainMapping,
}

/// A match that was kept: the field of each heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    pub name: String,
    pub fields: BTreeMap<String, String>,
}

/// What is wrong with a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("no column is the name of the service")]
    NoService,
    #[error("two columns are the same")]
    Twice,
}

/// The columns of a sheet, with the newest saved match whose headings are all there, or the guesses.
pub fn for_columns(sheet: &Sheet, saved: &[Saved]) -> Plain {
    let columns = sheet.columns.clone();
    let is_fitting =
        |saved: &&Saved| !saved.fields.is_empty() && saved.fields.keys().all(|heading| columns.contains(heading));
    let (name, fields) = match saved.iter().find(is_fitting) {
        Some(saved) => (saved.name.clone(), by_place(&columns, &saved.fields)),
        None => (String::new(), hsds::suggest(&columns)),
    };
    Plain { name, samples: samples(sheet), fields, columns }
}

fn by_place(columns: &[String], fields: &BTreeMap<String, String>) -> PlainMapping {
    let place = |(heading, field): (&String, &String)| {
        let at = columns.iter().position(|column| column == heading)?;
        is_field(field).then(|| (at, field.clone()))
    };
    fields.iter().filter_map(place).collect()
}

fn is_field(field: &str) -> bool {
    PLAIN_FIELDS.iter().any(|(known, _)| *known == field)
}

fn samples(sheet: &Sheet) -> Vec<String> {
    let of = |at: usize| {
        let cells = sheet.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.trim());
        let short = |cell: &str| cell.chars().take(SAMPLE_LETTERS).collect::<String>();
        cells.filter(|cell| !cell.is_empty()).take(SAMPLES).map(short).collect::<Vec<_>>().join(" · ")
    };
    (0..sheet.columns.len()).map(of).collect()
}

impl Plain {
    /// The same columns as a form says they are: `field_3` is what column 3 is.
    pub fn said(&self, form: &Form) -> Self {
        let said = |at: usize| form.text(&format!("field_{at}")).filter(|field| is_field(field)).map(str::to_owned);
        Self {
            name: form.get("mapping_name").trim().chars().take(MOST_NAME).collect(),
            fields: (0..self.columns.len()).filter_map(|at| Some((at, said(at)?))).collect(),
            ..self.clone()
        }
    }

    /// Whether a list can be read with it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn fit(&self) -> Result<(), Unfit> {
        if !self.fields.values().any(|field| field == "service") {
            return Err(Unfit::NoService);
        }
        let mut fields: Vec<&String> = self.fields.values().collect();
        fields.sort();
        fields.dedup();
        if fields.len() == self.fields.len() { Ok(()) } else { Err(Unfit::Twice) }
    }

    /// As it is kept for next time; `None` without a name.
    pub fn saved(&self) -> Option<Saved> {
        let heading = |(at, field): (&usize, &String)| Some((self.columns.get(*at)?.clone(), field.clone()));
        let fields = self.fields.iter().filter_map(heading).collect();
        (!self.name.is_empty()).then(|| Saved { name: self.name.clone(), fields })
    }
}

#[cfg(test)]
mod tests {
    use hsds::SheetRow;

    use super::*;

    fn sheet() -> Sheet {
        let row = |cells: [&str; 3]| SheetRow { line: 2, cells: cells.map(str::to_owned).to_vec() };
        Sheet {
            file: "list.csv".to_owned(),
            columns: ["Programa", "Teléfono", "Weird"].map(str::to_owned).to_vec(),
            rows: vec![row(["Pantry", "315-555-0105", ""]), row(["Clinic", "", "x"])],
        }
    }

    #[test]
    fn headings_are_guessed_in_both_languages() {
        let plain = for_columns(&sheet(), &[]);
        let guessed: Vec<&str> = plain.fields.values().map(String::as_str).collect();
        assert_eq!(guessed, ["service", "phone"]);
        assert_eq!(plain.samples, ["Pantry · Clinic", "315-555-0105", "x"]);
        assert_eq!(plain.fit(), Ok(()));
    }

    #[test]
    fn what_was_said_is_kept_by_heading_and_found_again_in_another_order() {
        let form = Form::parse(b"field_0=agency&field_1=&field_2=service&mapping_name=County");
        let plain = for_columns(&sheet(), &[]).said(&form);
        let saved: Vec<Saved> = plain.saved().into_iter().collect();
        let mut turned = sheet();
        turned.columns.reverse();
        let again = for_columns(&turned, &saved);
        assert_eq!(again.name, "County");
        assert_eq!(again.fields, PlainMapping::from([(0, "service".to_owned()), (2, "agency".to_owned())]));
        turned.columns.pop();
        assert_eq!(for_columns(&turned, &saved).name, "", "a heading is missing");
    }

    #[test]
    fn a_match_needs_a_name_of_the_service_and_each_field_once() {
        let said = |typed: &str| for_columns(&sheet(), &[]).said(&Form::parse(typed.as_bytes())).fit();
        assert_eq!(said("field_0=agency"), Err(Unfit::NoService));
        assert_eq!(said("field_0=service&field_1=service"), Err(Unfit::Twice));
        assert_eq!(said("field_0=service&field_1=nonsense"), Ok(()), "what is no field is left out");
    }
}

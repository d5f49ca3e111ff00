//! A whole list of services: the six kinds of record that stand by themselves, each with what belongs to it inside.

use crate::{Problem, Record};

/// A directory as one value. Records name each other by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    pub organizations: Vec<Record>,
    pub locations: Vec<Record>,
    pub services: Vec<Record>,
    pub service_at_locations: Vec<Record>,
    pub taxonomies: Vec<Record>,
    pub terms: Vec<Record>,
    /// What could not be read, and what was left out.
    pub problems: Vec<Problem>,
}

impl Listing {
    /// Whether there is no record in it.
    pub fn is_empty(&self) -> bool {
        self.kinds().iter().all(|(_, records)| records.is_empty())
    }

    /// The records by kind, those first that others name.
    pub fn kinds(&self) -> [(&'static crate::Table, &[Record]); 6] {
        [
            (&crate::TAXONOMY, &self.taxonomies),
            (&crate::TAXONOMY_TERM, &self.terms),
            (&crate::ORGANIZATION, &self.organizations),
            (&crate::LOCATION, &self.locations),
            (&crate::SERVICE, &self.services),
            (&crate::SERVICE_AT_LOCATION, &self.service_at_locations),
        ]
    }

    pub(crate) fn push(&mut self, table: &str, record: Record) {
        match table {
            "organization" => self.organizations.push(record),
            "location" => self.locations.push(record),
            "service" => self.services.push(record),
            "service_at_location" => self.service_at_locations.push(record),
            "taxonomy" => self.taxonomies.push(record),
            "taxonomy_term" => self.terms.push(record),
            _ => {}
        }
    }
}

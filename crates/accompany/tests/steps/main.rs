//! How much each page does, in figures that are the same on every machine: what SQLite counts itself, and how often
//! memory is asked for. Kept in bands, so that a page that does more than it did is seen before anybody waits for it.
//!
//! What memory is asked for is counted for the whole process, so this is a binary of its own with one test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod bands;
mod house;
mod steps;

use std::{alloc::System, collections::BTreeMap};

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use self::{bands::Bands, house::House, steps::STEPS};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What one request took, once everything that is kept between requests was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    pub statements: u64,
    pub steps: u64,
    pub scanned: u64,
    pub sorts: u64,
    pub allocations: u64,
}

impl Figures {
    /// Each with its name in the file of bands.
    pub fn each(&self) -> [(&'static str, u64); 5] {
        [
            ("statements", self.statements),
            ("steps", self.steps),
            ("scanned", self.scanned),
            ("sorts", self.sorts),
            ("allocations", self.allocations),
        ]
    }
}

/// The figures of every step in a world with so many contacts.
fn measured(contacts: usize) -> BTreeMap<&'static str, Figures> {
    let house = House::with(contacts);
    STEPS.iter().map(|(name, step)| (*name, house.second(name, *step))).collect()
}

#[test]
fn every_page_does_as_much_as_it_did_and_no_more_with_a_longer_history() {
    let (small, large) = (measured(house::FEW), measured(house::MANY));
    if std::env::var_os(bands::WRITE).is_some() {
        return Bands::write_anew(&small);
    }
    let bands = Bands::read();
    let wrong: Vec<String> = bands.leaves(&small).chain(bands.grows(&small, &large)).collect();
    assert!(
        wrong.is_empty(),
        "{}\nIf this is meant, write the bands anew with {}=1 and look at the diff of {}.",
        wrong.join("\n"),
        bands::WRITE,
        bands::FILE,
    );
}

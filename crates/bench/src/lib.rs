//! The instrument: a made-up world of any size, and load on the program with floors measured beside it.
//!
//! What lives here: [`world`] fills a database with people and their history; [`run`] drives the program over HTTP and
//! says what it cost; [`floors`] measures what nobody can go below on the machine at hand; [`cluster`] starts several
//! nodes with all that is around them. What doesn't: anything that the program itself is made of.

pub mod cluster;
pub mod floors;
pub mod manifest;
pub mod run;
pub mod world;

/// Why the instrument stopped, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Stop(pub String);

impl Stop {
    /// For `map_err`: any error, in its own words.
    pub fn because(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

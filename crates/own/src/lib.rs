//! The participant's own space: a record that belongs to two people. Its pages are for the person it is about, and for
//! those with whom they share.

pub mod breaches;
pub mod circle;
pub mod consents;
pub mod emergency;
#[cfg(test)]
mod gate_testing;
pub mod joining;
pub mod looked;
pub mod me;
pub mod messages;
pub mod notes;
pub mod privacy;
pub mod releases;
pub mod requests;
pub mod restrictions;
pub mod retention;
pub mod wellness;

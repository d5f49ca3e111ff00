//! The participant's own space: a record that belongs to two people. Its pages are for the person it is about, and for
//! those with whom they share.

pub mod breaches;
pub mod looked;
pub mod joining;
pub mod me;
pub mod requests;
pub mod retention;
#[cfg(test)]
mod testing;
pub mod notes;

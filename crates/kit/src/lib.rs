//! Plumbing that knows no word of peer support: storage, web, forms, mail, files, times and ids.
//!
//! What lives here could serve any program. What does not: organizations, people, permissions (`ground`).

pub mod config;
pub mod files;
pub mod mail;
pub mod secrets;
pub mod tabular;

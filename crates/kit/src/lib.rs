//! Plumbing that knows no word of peer support: storage, web, forms, mail, files, times and ids.
//!
//! What lives here could serve any program. What does not: organizations, people, permissions (`ground`).

pub mod clock;
pub mod config;
pub mod db;
pub mod faults;
pub mod files;
pub mod forms;
pub mod ids;
pub mod journal;
pub mod lanes;
pub mod mail;
pub mod messages;
pub mod pace;
pub mod plain;
pub mod secrets;
pub mod tabular;
pub mod testing;
pub mod text;
pub mod web;

#[doc(hidden)]
pub use {serde, uuid};

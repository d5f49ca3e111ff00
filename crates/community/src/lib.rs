//! What a program shows to everybody, and what ties it to the community around it.

pub mod connections;
pub mod directory;
pub mod doorkeeper;
pub mod gatherings;
pub mod helplines;
pub mod library;
pub mod pages;
pub mod referring;
#[cfg(test)]
mod testing;

//! What a program shows to everybody, and what ties it to the community around it.

pub mod library;
pub mod directory;
pub mod connections;
pub mod doorkeeper;
pub mod gatherings;
pub mod helplines;
pub mod pages;
pub mod referring;
#[cfg(test)]
mod testing;

//! What a program shows to everybody, and what ties it to the community around it.

pub mod library;
pub mod directory;

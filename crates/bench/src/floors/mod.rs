//! What nobody can go below on the machine at hand, measured in the same run as the program.

pub mod bare;
pub mod disk;
pub mod statements;

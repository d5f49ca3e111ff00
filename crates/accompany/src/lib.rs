//! The program, for the binary and for tests that ask it without a socket.

mod archive;
mod areas;
mod commands;
mod demo;
mod serve;

pub use self::{
    commands::{CommandLine, Stop, run},
    serve::within,
};

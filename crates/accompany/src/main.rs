//! The program: one binary that serves the pages and does everything else from the command line.

mod archive;
mod areas;
mod commands;
mod demo;
mod serve;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match commands::run(commands::CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("accompany: {stop}");
            ExitCode::FAILURE
        }
    }
}

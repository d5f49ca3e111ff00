//! The program: one binary that serves the pages and does everything else from the command line.

use std::process::ExitCode;

use accompany::{CommandLine, run};
use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("accompany: {stop}");
            ExitCode::FAILURE
        }
    }
}

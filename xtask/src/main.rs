//! The project's own commands: `cargo xtask test`, `demo`, `bench`, `cluster`, `tidy`, `postgres`.

mod bench;
mod demo;
mod needs;
mod postgres;
mod run;
mod test;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "cargo xtask COMMAND

  demo      build the program and serve the made-up organization at http://localhost:8080
  test      everything: format, lints, unit and store tests on SQLite and PostgreSQL, browser tests;
            with --long, then the tests that take minutes: sudden ends, full disks, floods
  tidy      only the checks of texts and structure (part of test)
  postgres  start a PostgreSQL for tests and wait; prints the variable to set
  bench     make a world (`bench world --help`) or measure the program in it (`bench run --help`)
  cluster   PostgreSQL, nodes and what is around them, on this machine (--nodes N --pooler --replica --balancer haproxy),
            to try, or with --measure what 1, 2, … N nodes carry and what each part uses
  e2e       only the browser tests (part of test)
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let outcome = match words.next().as_deref() {
        Some("demo") => demo::run(words.collect()),
        Some("bench") => bench::run(&words.collect::<Vec<_>>()),
        Some("cluster") => bench::cluster(&words.collect::<Vec<_>>()),
        Some("test") => test::everything(words.next().as_deref() == Some("--long")),
        Some("e2e") => test::browser(&words.collect::<Vec<_>>()),
        Some("tidy") => tidy::run(),
        Some("postgres") => postgres::serve(),
        _ => {
            print!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

//! `cargo xtask bench`: the instrument, and the program that it measures, as they are released.

use crate::{needs, run};

/// `cargo xtask cluster`: several nodes with all that is around them, until the end of standard input.
pub fn cluster(words: &[String]) -> Result<(), String> {
    needs::machines()?;
    run::run(".", "cargo", &["build", "--release", "--package", "bench", "--package", "accompany"], &[])?;
    run::beside("target/release/bench", &[&["cluster".to_owned()], words].concat())
}

/// Builds both and hands the words on.
pub fn run(words: &[String]) -> Result<(), String> {
    let mut build = vec!["build", "--release", "--package", "bench"];
    if words.first().is_some_and(|word| ["run", "limits"].contains(&word.as_str())) {
        build.extend(["--package", "accompany"]);
    }
    run::run(".", "cargo", &build, &[])?;
    let mut line = vec!["run", "--quiet", "--release", "--package", "bench", "--"];
    line.extend(words.iter().map(String::as_str));
    run::run(".", "cargo", &line, &[])
}

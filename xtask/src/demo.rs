//! `cargo xtask demo`: the main job on a made-up organization, from a fresh checkout.

use crate::{needs, run};

/// Builds the program and serves the made-up organization; further words go to `serve`.
pub fn run(more: Vec<String>) -> Result<(), String> {
    needs::node()?;
    let mut words = vec!["run", "--package", "accompany", "--", "serve", "--demo", "--data", "accompany-data/demo"];
    words.extend(more.iter().map(String::as_str));
    run::run(".", "cargo", &words, &[])
}

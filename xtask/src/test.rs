//! `cargo xtask test`: all that must hold before a change lands.

use crate::{
    needs,
    postgres::Server,
    run::{is_there, run},
    tidy,
};

/// Format, texts and structure, lints, tests on both engines, the browser; then, when asked for, what takes minutes.
pub fn everything(is_long: bool) -> Result<(), String> {
    needs::node()?;
    needs::chromium()?;
    run(".", "cargo", &["fmt", "--all", "--check"], &[])?;
    tidy::run()?;
    run(".", "cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"], &[])?;
    // Of the whole workspace too: for one package alone cargo would choose other features of what it stands on, and build
    // that once more.
    run(".", "cargo", &["clippy", "--workspace", "--test", "long", "--quiet", "--", "-D", "warnings"], &[])?;
    run("web", "npm", &["ci", "--no-audit", "--no-fund", "--silent"], &[])?;
    run("web", "npm", &["run", "check", "--silent"], &[])?;
    run("web", "npm", &["test", "--silent"], &[])?;
    needs::pgbouncer()?;
    let server = Server::start()?;
    let variables = [("ACCOMPANY_TEST_POSTGRES", server.url.as_str())];
    if is_there("cargo", &["nextest", "--version"]) {
        run(".", "cargo", &["nextest", "run", "--workspace", "--no-fail-fast"], &variables)?;
        run(".", "cargo", &["test", "--workspace", "--doc", "--quiet"], &variables)?;
    } else {
        run(".", "cargo", &["test", "--workspace", "--quiet"], &variables)?;
    }
    // The tests have built the program and the pages of the style guide.
    journeys(&[])?;
    if !is_long {
        return Ok(());
    }
    needs::machines()?;
    long(&variables)
}

/// Minutes of sudden ends, faults and load. Each test by itself: they want the machine's whole attention.
fn long(variables: &[(&str, &str)]) -> Result<(), String> {
    if is_there("cargo", &["nextest", "--version"]) {
        let words = ["nextest", "run", "--workspace", "--test", "long", "--no-fail-fast", "--test-threads", "1"];
        return run(".", "cargo", &words, variables);
    }
    let words = ["test", "--workspace", "--test", "long", "--quiet", "--", "--test-threads", "1"];
    run(".", "cargo", &words, variables)
}

/// Builds what the browser looks at, then goes through it.
pub fn browser(more: &[String]) -> Result<(), String> {
    needs::node()?;
    needs::chromium()?;
    run(".", "cargo", &["build", "--package", "accompany", "--quiet"], &[])?;
    // Leaves the style guide as finished pages, which the browser looks at too.
    run(".", "cargo", &["test", "--package", "ground", "--test", "guide", "--quiet"], &[])?;
    journeys(more)
}

/// Journeys through the program that was built last, in a real browser.
fn journeys(more: &[String]) -> Result<(), String> {
    run("e2e", "npm", &["ci", "--no-audit", "--no-fund", "--silent"], &[("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")])?;
    run("e2e", "npm", &["run", "check", "--silent"], &[])?;
    let mut words = vec!["playwright", "test"];
    words.extend(more.iter().map(String::as_str));
    run("e2e", "npx", &words, &[])
}

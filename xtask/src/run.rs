//! Running other programs, saying which and stopping at the first that fails.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Runs a command in a folder of the workspace, with its output shown.
pub fn run(folder: &str, program: &str, words: &[&str], variables: &[(&str, &str)]) -> Result<(), String> {
    eprintln!("→ {program} {}", words.join(" "));
    let status = Command::new(program)
        .args(words)
        .current_dir(root().join(folder))
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("{program} could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} {} failed", words.join(" "))) }
}

/// Runs a program of the workspace with the terminal's own input, which it may wait for.
pub fn beside(program: &str, words: &[String]) -> Result<(), String> {
    let status = Command::new(root().join(program)).args(words).status();
    let status = status.map_err(|error| format!("{program} could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} failed")) }
}

/// Whether a command can be run at all.
pub fn is_there(program: &str, words: &[&str]) -> bool {
    let asked = Command::new(program).args(words).stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// What a command prints.
pub fn output(program: &str, words: &[&str]) -> Option<String> {
    let asked = Command::new(program).args(words).output().ok()?;
    asked.status.success().then(|| String::from_utf8_lossy(&asked.stdout).trim().to_owned())
}

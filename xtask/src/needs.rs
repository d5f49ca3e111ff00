//! What the project needs besides Rust: installed from Debian's packages where we may, named otherwise.

use std::path::{Path, PathBuf};

use crate::run::{is_there, output, run};

/// Node.js 20 or later with npm: builds what runs in the browser.
pub fn node() -> Result<(), String> {
    need("Node.js 20 with npm", &["nodejs", "npm"], || is_there("npm", &["--version"]) && node_major() >= 20)
}

/// Chromium: the browser of the browser tests. Without its window it takes a fifth less time; the whole one serves too.
pub fn chromium() -> Result<(), String> {
    let is_met =
        || ["chromium-headless-shell", "chromium"].iter().any(|name| Path::new("/usr/bin").join(name).exists());
    need("Chromium", &["chromium-headless-shell"], is_met)
}

/// PostgreSQL's server programs: their folder.
pub fn postgres() -> Result<PathBuf, String> {
    need("PostgreSQL 15 or later", &["postgresql"], || postgres_folder().is_some())?;
    postgres_folder().ok_or_else(|| "PostgreSQL's programs are not where Debian puts them".to_owned())
}

/// What stands around several nodes: PostgreSQL, PgBouncer, and the balancers.
pub fn machines() -> Result<(), String> {
    postgres()?;
    pgbouncer()?;
    need("HAProxy", &["haproxy"], || is_server_there("haproxy"))?;
    need("nginx", &["nginx-light"], || is_server_there("nginx"))
}

/// PgBouncer, the pooler of the tests.
pub fn pgbouncer() -> Result<(), String> {
    need("PgBouncer", &["pgbouncer"], || is_server_there("pgbouncer"))
}

/// Debian keeps servers where only administrators look.
fn is_server_there(name: &str) -> bool {
    Path::new("/usr/sbin").join(name).exists()
}

fn node_major() -> u32 {
    let version = output("node", &["--version"]).unwrap_or_default();
    version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0)
}

fn postgres_folder() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let mut numbered: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    numbered.sort();
    let (number, folder) = numbered.pop()?;
    (number >= 15 && folder.join("initdb").exists()).then_some(folder)
}

fn need(what: &str, packages: &[&str], is_met: impl Fn() -> bool) -> Result<(), String> {
    if is_met() {
        return Ok(());
    }
    let by_hand = format!("{what} is needed. Install it: sudo apt-get install {}", packages.join(" "));
    if !is_root() || !is_there("apt-get", &["--version"]) {
        return Err(by_hand);
    }
    eprintln!("{what} is missing: installing it");
    run(".", "apt-get", &["update", "-qq"], &[])?;
    let mut words = vec!["install", "-y", "-qq", "--no-install-recommends"];
    words.extend(packages);
    run(".", "apt-get", &words, &[("DEBIAN_FRONTEND", "noninteractive")])?;
    if is_met() { Ok(()) } else { Err(by_hand) }
}

/// Whether this is root, who may install packages and must not run PostgreSQL.
pub fn is_root() -> bool {
    output("id", &["-u"]).as_deref() == Some("0")
}

//! A PostgreSQL for tests: a cluster of its own in memory or in a temporary folder, gone when dropped.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{needs, run};

/// A running server.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    /// Its address, without a database.
    pub url: String,
}

impl Server {
    /// Makes a cluster and starts it. Nothing in it must survive, so nothing is synced to disk.
    pub fn start() -> Result<Self, String> {
        let programs = needs::postgres()?;
        let folder = place().join(format!("accompany-postgres-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        if needs::is_root() {
            run::run(".", "chown", &["postgres", &text(&folder)], &[])?;
        }
        let data = text(&folder.join("data"));
        as_postgres(
            &programs.join("initdb"),
            &["-D", &data, "--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "postgres"],
        )?;
        let port = free_port()?;
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
             -c max_connections=300 -c max_wal_size=256MB",
            text(&folder)
        );
        let log = text(&folder.join("log"));
        as_postgres(&programs.join("pg_ctl"), &["-D", &data, "-w", "-s", "-l", &log, "-o", &options, "start"])?;
        Ok(Self { programs, folder, url: format!("postgres://postgres@127.0.0.1:{port}") })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = text(&self.folder.join("data"));
        drop(as_postgres(&self.programs.join("pg_ctl"), &["-D", &data, "-m", "immediate", "-s", "stop"]));
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Room that a cluster of tests may come to need, with its log, in bytes.
const ROOM: u64 = 4 << 30;

/// Where clusters are made. Each test has a database of its own, of a thousand files: on a disk, what SQLite's tests make last
/// waits for all of theirs. So in memory, where there is enough of it.
fn place() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let free = |text: Option<String>| text.and_then(|text| text.lines().last()?.trim().parse::<u64>().ok());
    let in_folder = free(run::output("df", &["--output=avail", "--block-size=1", "/dev/shm"]));
    if in_folder.min(available()) > Some(ROOM) { memory.to_owned() } else { std::env::temp_dir() }
}

/// Memory that programs can have without pushing others out, in bytes.
fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// Starts a server, prints how tests find it, and waits for the end of standard input.
pub fn serve() -> Result<(), String> {
    let server = Server::start()?;
    println!("export ACCOMPANY_TEST_POSTGRES={}", server.url);
    println!("press Ctrl-D to stop it");
    let mut nothing = String::new();
    while std::io::stdin().read_line(&mut nothing).is_ok_and(|count| count > 0) {}
    Ok(())
}

fn as_postgres(program: &Path, words: &[&str]) -> Result<(), String> {
    let program = text(program);
    // PostgreSQL refuses to run as root: Debian's package made an account for it.
    let mut command = if needs::is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", &program]);
        command
    } else {
        Command::new(&program)
    };
    let done = command.args(words).current_dir(std::env::temp_dir()).stdout(std::process::Stdio::null()).status();
    match done {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{program} failed")),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

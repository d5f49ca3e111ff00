//! Other programs: where Debian keeps them, starting them, waiting until they answer, ending them.

use std::{
    net::{TcpListener, TcpStream},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::Stop;

/// A program that runs until this is dropped.
pub struct Running(Child);

impl Running {
    pub fn start(command: &mut Command) -> Result<Self, Stop> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        child.map(Self).map_err(|error| Stop(format!("cannot start {name}: {error}")))
    }

    pub fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Result<(), Stop> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output();
    let done = done.map_err(|error| Stop(format!("cannot start {name}: {error}")))?;
    if done.status.success() {
        return Ok(());
    }
    let words: Vec<String> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    Err(Stop(format!("{name} {} failed: {}", words.join(" "), String::from_utf8_lossy(&done.stderr))))
}

/// Asks again and again until it holds.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) -> Result<(), Stop> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        if Instant::now() > deadline {
            return Err(Stop(format!("not in time: {what}")));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Waits until somebody listens there.
pub fn wait_for_port(what: &str, port: u16) -> Result<(), Stop> {
    wait_until(what, || TcpStream::connect(("127.0.0.1", port)).is_ok())
}

/// A port that nobody has now.
pub fn free_port() -> Result<u16, Stop> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(Stop::because)?;
    listener.local_addr().map(|address| address.port()).map_err(Stop::because)
}

/// Makes a folder that other accounts of this machine may look into: servers run as their own.
pub fn make_folder(folder: &Path) -> Result<(), Stop> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o755).create(folder);
    made.map_err(|error| Stop(format!("cannot make {}: {error}", folder.display())))
}

/// Where a program is: Debian keeps servers where only administrators look.
pub fn program(name: &str) -> PathBuf {
    let there = Path::new("/usr/sbin").join(name);
    if there.exists() { there } else { PathBuf::from(name) }
}

/// Whether this is root, as whom PostgreSQL and PgBouncer refuse to run.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

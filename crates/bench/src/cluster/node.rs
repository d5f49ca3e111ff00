//! A node: one process of the program, with a data folder of its own.

use std::{
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::process::free_port;
use crate::{Stop, run::WITHOUT_BUDGETS};

/// A node, running or not.
pub struct Node {
    program: PathBuf,
    pub folder: PathBuf,
    variables: Vec<(&'static str, String)>,
    /// The same at each start.
    pub port: u16,
    child: Option<Child>,
}

impl Node {
    pub(super) fn new(
        program: &Path,
        folder: PathBuf,
        shared: &Path,
        mut variables: Vec<(&'static str, String)>,
        front: Option<u16>,
    ) -> Result<Self, Stop> {
        let port = free_port()?;
        std::fs::create_dir_all(&folder).map_err(Stop::because)?;
        let permissions = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&folder, permissions).map_err(Stop::because)?;
        let files = shared.join("files").display().to_string();
        variables.extend([
            ("ACCOMPANY_FILES_PATH", files),
            ("ACCOMPANY_TRUSTED_PROXIES", "127.0.0.1".to_owned()),
            ("ACCOMPANY_LOG", "warn".to_owned()),
            ("ACCOMPANY_PUBLIC_URL", format!("http://localhost:{}", front.unwrap_or(port))),
        ]);
        Ok(Self { program: program.to_owned(), folder, variables, port, child: None })
    }

    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// When it does not.
    pub fn start(&mut self) -> Result<(), Stop> {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ACCOMPANY_")) {
            command.env_remove(name);
        }
        command.envs(WITHOUT_BUDGETS).envs(self.variables.iter().map(|(name, value)| (*name, value)));
        command.args(["serve", "--listen", &format!("127.0.0.1:{}", self.port), "--data"]).arg(&self.folder);
        let log = std::fs::File::create(self.folder.join("log")).map_err(Stop::because)?;
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn();
        let mut child = child.map_err(|error| Stop(format!("cannot start {}: {error}", self.program.display())))?;
        let out = child.stdout.take().ok_or_else(|| Stop("no output".to_owned()))?;
        self.child = Some(child);
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).map_err(Stop::because)?;
        if line.contains("listening") {
            return Ok(());
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(Stop(format!("a node did not start: {line}{log}")))
    }

    /// Ends it at once, in whatever it is doing.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself.
            drop(child.kill());
            drop(child.wait());
        }
    }

    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    pub fn address(&self) -> std::net::SocketAddr {
        std::net::SocketAddr::from(([127, 0, 0, 1], self.port))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Gives the last node the key of the first, by which they read what one another sealed.
pub(super) fn share_key(nodes: &[Node]) -> Result<(), Stop> {
    let [first, .., last] = nodes else { return Ok(()) };
    let key = first.folder.join("seal.key");
    if last.folder.join("seal.key").exists() || !key.exists() {
        return Ok(());
    }
    std::fs::copy(key, last.folder.join("seal.key")).map(drop).map_err(Stop::because)
}

/// The program: the one that is named, else the one beside this.
pub(super) fn program(named: Option<&Path>) -> Result<PathBuf, Stop> {
    match named {
        Some(program) => Ok(program.to_owned()),
        None => Ok(std::env::current_exe().map_err(Stop::because)?.with_file_name("accompany")),
    }
}

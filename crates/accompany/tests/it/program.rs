//! Starting the real binary, waiting for the line that it prints, and ending it.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
    time::{Duration, Instant},
};

use care::participants::rewrite_keys;
use ground::{rules::matrix::Permission, testing::Cast};
use kit::{
    clock::Clock,
    db::{Db, Tenant},
    testing::{TestDb, empty_postgres, postgres_server},
};
use tempfile::TempDir;

use crate::browser::Browser;

/// A place to run the program in: a folder, and perhaps a PostgreSQL database.
pub struct Place {
    folder: TempDir,
    postgres: Option<(TestDb, String)>,
}

impl Place {
    pub fn sqlite() -> Self {
        Self { folder: TempDir::new().unwrap(), postgres: None }
    }

    /// A place with an empty PostgreSQL database, when the tests have a server.
    pub fn postgres() -> Option<Self> {
        let server = postgres_server()?;
        Some(Self { folder: TempDir::new().unwrap(), postgres: Some(empty_postgres(&server)) })
    }

    /// A place for each engine that the tests have.
    pub fn each() -> Vec<Self> {
        std::iter::once(Self::sqlite()).chain(Self::postgres()).collect()
    }

    /// A place in a folder of a disk.
    pub fn within(disk: &Path) -> Self {
        Self { folder: TempDir::new_in(disk).unwrap(), postgres: None }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn database_file(&self) -> PathBuf {
        self.data().join("accompany.db")
    }

    /// The PostgreSQL database of this place, when it has one.
    pub fn database_url(&self) -> Option<&str> {
        self.postgres.as_ref().map(|(_, url)| url.as_str())
    }

    /// Its name on the server.
    pub fn database_name(&self) -> Option<&str> {
        self.postgres.as_ref().and_then(|(on, _)| on.database())
    }

    /// A node that serves this place's database, found under another address, from a data folder of its own.
    pub fn elsewhere(&self, folder: &str, url: &str) -> Command {
        let mut command = binary();
        command.args(["serve", "--listen", "127.0.0.1:0", "--database-url", url]).stdin(Stdio::null());
        command.arg("--data").arg(self.file(folder));
        command
    }

    /// The binary with the settings of this place and none of the tester's own.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = binary();
        command.args(words).arg("--data").arg(self.data()).stdin(Stdio::null());
        if let Some((_, url)) = &self.postgres {
            command.args(["--database-url", url]);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Ended {
        Ended(self.command(words).output().unwrap())
    }

    /// The database itself, with the schema up to date.
    pub fn database(&self) -> Db {
        let db = match &self.postgres {
            Some((on, _)) => on.db.clone(),
            None => {
                std::fs::create_dir_all(self.data()).unwrap();
                Db::open_sqlite(&self.database_file(), 1).unwrap()
            }
        };
        db.migrate(&ground::schema::steps().unwrap(), Clock::system().moment().now).unwrap();
        db
    }

    /// Brings the cast together now, with live sessions.
    pub fn cast(&self) -> Cast {
        let db = self.database();
        let clock = Clock::system();
        let cast = db.write_now(Tenant::System, move |tx| Cast::new(tx, &clock)).unwrap();
        for (who, participant) in [("ana", cast.jordan), ("omar", cast.far.robin)] {
            let scope = cast.scope(who, Permission::SeePerson);
            db.write_now(scope.tenant(), move |tx| rewrite_keys(tx, &scope, participant)).unwrap();
        }
        db.close();
        cast
    }

    pub fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// Serves with settings of this test's own, as environment variables.
    pub fn serve_with(&self, settings: &[(&str, &str)]) -> Serving {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.envs(settings.iter().copied());
        Serving::start(command)
    }
}

/// The binary, with none of the tester's own settings.
fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accompany"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ACCOMPANY_")) {
        command.env_remove(name);
    }
    command
}

/// A command that ran to its end.
pub struct Ended(Output);

impl Ended {
    /// What it printed; fails the test when it did not end well.
    pub fn fine(&self) -> String {
        let (said, complained) = (self.said(), self.complained());
        assert!(self.0.status.success(), "ended with {}:\n{said}\n{complained}", self.0.status);
        said
    }

    /// What it complained of; fails the test when it ended well.
    pub fn refused(&self) -> String {
        assert_eq!(self.0.status.code(), Some(1), "{}", self.said());
        self.complained()
    }

    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    fn complained(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }
}

/// The program, serving.
pub struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    pub address: SocketAddr,
    /// The line that said so.
    pub line: String,
}

impl Serving {
    /// Starts it and waits for the line with its address.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.trim().rsplit("//").next().and_then(|text| text.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}"));
        Self { child, out, address, line }
    }

    /// The next line that it prints.
    pub fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub fn terminate(mut self) -> (ExitStatus, String) {
        self.ask_to_stop();
        let status = self.child.wait().unwrap();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (status, rest)
    }

    pub fn ask_to_stop(&self) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Ends it at once, in whatever it is doing.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended already in most tests.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Asks again and again until something is so, for at most half a minute.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < deadline, "not within half a minute: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The value of a figure in `/metrics`, of all its labels together.
pub fn figure(address: SocketAddr, name: &str) -> f64 {
    let text = Browser::new(address).get("/metrics").unwrap().body;
    let lines = text.lines().filter(|line| !line.starts_with('#') && line.starts_with(name));
    lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

/// Writes a configuration file into the data folder.
pub fn configure(place: &Place, text: &str) {
    std::fs::create_dir_all(place.data()).unwrap();
    std::fs::write(place.data().join("accompany.toml"), text).unwrap();
}

/// The permission bits of a file.
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

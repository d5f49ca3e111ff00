//! PostgreSQL: a primary, a replica that follows it, and the change from one to the other.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::process::{free_port, is_root, make_folder, run, wait_until};
use crate::Stop;

/// A running server.
pub struct Postgres {
    programs: PathBuf,
    data: PathBuf,
    pub port: u16,
}

impl Postgres {
    /// Makes a cluster and starts it, as durable as in earnest.
    pub fn primary(folder: &Path) -> Result<Self, Stop> {
        let server = Self::in_folder(folder)?;
        let data = server.data.display().to_string();
        let words = ["-D", &data, "--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "postgres"];
        server.run("initdb", &words)?;
        server.start()?;
        Ok(server)
    }

    fn in_folder(folder: &Path) -> Result<Self, Stop> {
        make_folder(folder)?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(folder))?;
        }
        Ok(Self { programs: programs()?, data: folder.join("data"), port: free_port()? })
    }

    fn start(&self) -> Result<(), Stop> {
        let (data, log) = (self.data.display().to_string(), self.data.with_extension("log").display().to_string());
        let options = format!(
            "-p {} -c unix_socket_directories= -c listen_addresses=127.0.0.1 -c max_connections=300 \
             -c hot_standby_feedback=on -c max_wal_senders=4",
            self.port
        );
        self.run("pg_ctl", &["-D", &data, "-w", "-s", "-l", &log, "-o", &options, "start"])
    }

    /// Starts a replica that follows this server, and makes every commit here wait until it is on the replica's disk.
    pub fn follow(&self, folder: &Path) -> Result<Self, Stop> {
        let replica = Self::in_folder(folder)?;
        let (data, port) = (replica.data.display().to_string(), self.port.to_string());
        let words = ["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-D", &data, "-R", "-X", "stream", "-c", "fast"];
        replica.run("pg_basebackup", &words)?;
        replica.start()?;
        self.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")?;
        self.sql("postgres", "SELECT pg_reload_conf()")?;
        wait_until("the replica follows", || {
            self.asked("postgres", "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
        })?;
        Ok(replica)
    }

    /// Makes a replica the primary.
    pub fn promote(&self) -> Result<(), Stop> {
        self.run("pg_ctl", &["-D", &self.data.display().to_string(), "-w", "-s", "promote"])
    }

    /// Ends every process of it at once.
    pub fn kill(&self) -> Result<(), Stop> {
        let pid = self.pid().ok_or_else(|| Stop("the primary does not run".to_owned()))?.to_string();
        run(Command::new("kill").args(["-KILL", &pid]))?;
        // Its other processes end as soon as they see it.
        wait_until("the primary is gone", || !Path::new("/proc").join(&pid).exists())
    }

    /// Its first process; the others are that one's.
    pub fn pid(&self) -> Option<u32> {
        let file = std::fs::read_to_string(self.data.join("postmaster.pid")).ok()?;
        file.lines().next()?.trim().parse().ok()
    }

    pub fn stop(&self) {
        // It may be dead already.
        drop(self.run("pg_ctl", &["-D", &self.data.display().to_string(), "-m", "immediate", "-s", "stop"]));
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs one statement.
    pub fn sql(&self, database: &str, text: &str) -> Result<(), Stop> {
        run(&mut self.psql(database, text))
    }

    /// Whether a statement answers a row.
    fn asked(&self, database: &str, text: &str) -> bool {
        self.psql(database, text).output().is_ok_and(|told| !told.stdout.is_empty())
    }

    fn psql(&self, database: &str, text: &str) -> Command {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d"]).arg(self.url(database));
        command.args(["-c", text]);
        command
    }

    /// Runs one of PostgreSQL's programs, as the account that Debian's package made when this is root.
    fn run(&self, name: &str, words: &[&str]) -> Result<(), Stop> {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        run(command.args(words).current_dir(std::env::temp_dir()))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The folder of the newest version's programs.
fn programs() -> Result<PathBuf, Stop> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let numbered = versions.filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())));
    let newest = numbered.max().map(|(_, folder)| folder.join("bin"));
    newest.ok_or_else(|| Stop("PostgreSQL is needed: sudo apt-get install postgresql".to_owned()))
}

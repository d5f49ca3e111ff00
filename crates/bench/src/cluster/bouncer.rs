//! PgBouncer in transaction mode.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    DATABASE,
    process::{Running, free_port, is_root, program, run, wait_for_port},
};
use crate::Stop;

/// A running pooler.
pub struct Bouncer {
    running: Running,
    file: PathBuf,
    port: u16,
}

impl Bouncer {
    pub fn start(folder: &Path, primary: u16, replica: Option<u16>) -> Result<Self, Stop> {
        let (port, file) = (free_port()?, folder.join("pgbouncer.ini"));
        write(&file, port, primary, replica)?;
        let mut command = Command::new(program("pgbouncer"));
        if is_root() {
            command.args(["-u", "postgres"]);
        }
        let running = Running::start(command.arg(&file))?;
        wait_for_port("PgBouncer listens", port)?;
        Ok(Self { running, file, port })
    }

    /// Leads to other servers from now on.
    pub fn lead_to(&self, primary: u16, replica: Option<u16>) -> Result<(), Stop> {
        write(&self.file, self.port, primary, replica)?;
        run(Command::new("kill").args(["-HUP", &self.running.pid().to_string()]))
    }

    pub fn pid(&self) -> u32 {
        self.running.pid()
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

/// Twenty server sessions for everybody: about what two cores can use.
fn write(file: &Path, port: u16, primary: u16, replica: Option<u16>) -> Result<(), Stop> {
    let line = |name: &str, port: u16| format!("{name} = host=127.0.0.1 port={port} dbname={DATABASE} user=postgres\n");
    let replica = replica.map(|port| line("replica", port)).unwrap_or_default();
    let text = format!(
        "[databases]\n{}{replica}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
         auth_type = any\npool_mode = transaction\ndefault_pool_size = 20\nmax_client_conn = 1000\n\
         server_login_retry = 1\nquery_wait_timeout = 15\n",
        line(DATABASE, primary)
    );
    std::fs::write(file, text).map_err(Stop::because)
}

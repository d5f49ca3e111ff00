//! PgBouncer before the tests' PostgreSQL, lending a server session for one transaction.

use std::{
    net::{TcpListener, TcpStream},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::soon;

/// A running pooler; gone when dropped.
pub struct PgBouncer {
    child: Child,
    port: u16,
    user: String,
    _folder: TempDir,
}

impl PgBouncer {
    /// Starts it before the server of this address, with at most so many server sessions for each database.
    pub fn start(server: &str, sessions: usize) -> Self {
        let there: postgres::Config = server.parse().unwrap();
        let server_port = there.get_ports().first().copied().unwrap_or(5432);
        let user = there.get_user().unwrap_or("postgres").to_owned();
        let port = free_port();
        let folder = TempDir::new().unwrap();
        let text = format!(
            "[databases]\n* = host=127.0.0.1 port={server_port} user={user}\n\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n\
             default_pool_size = {sessions}\nmax_client_conn = 200\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = Command::new(program());
        // It refuses to run as root, and takes another account that Debian's package made.
        if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
            command.args(["-u", "postgres"]);
        }
        let child = command.arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.expect("pgbouncer is needed: cargo xtask test installs it");
        soon("the pooler listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self { child, port, user, _folder: folder }
    }

    /// The address of a database through it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{}@127.0.0.1:{}/{database}", self.user, self.port)
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Debian keeps it where only administrators look.
fn program() -> &'static str {
    if Path::new("/usr/sbin/pgbouncer").exists() { "/usr/sbin/pgbouncer" } else { "pgbouncer" }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

//! How often a process asked the disk to make something last, as the kernel counts it.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use crate::Stop;

/// `perf` (linux-perf), which writes down every tenth of a second how many there were.
pub struct Syncs {
    perf: Child,
    seen: PathBuf,
}

impl Syncs {
    /// Counts from now on.
    ///
    /// # Errors
    /// When `perf` cannot be started; that it may not count is seen as no count.
    pub fn of(process: u32) -> Result<Self, Stop> {
        let seen = std::env::temp_dir().join(format!("accompany-syncs-{process}"));
        let mut perf = Command::new("perf");
        perf.args(["stat", "-x,", "-I", "100", "-e", "syscalls:sys_enter_fdatasync,syscalls:sys_enter_fsync", "-p"]);
        perf.arg(process.to_string()).arg("-o").arg(&seen);
        let perf = perf.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let perf = perf.map_err(|error| Stop(format!("cannot count syncs with perf: {error}")))?;
        Ok(Self { perf, seen })
    }

    /// So many until now, or a tenth of a second ago; nothing when they cannot be counted here.
    pub fn so_far(&self) -> Option<f64> {
        counted(&fs::read_to_string(&self.seen).ok()?)
    }
}

impl Drop for Syncs {
    fn drop(&mut self) {
        drop(self.perf.kill());
        drop(self.perf.wait());
        drop(fs::remove_file(&self.seen));
    }
}

/// The sum of lines like `0.100,12,,syscalls:sys_enter_fsync,…`.
fn counted(text: &str) -> Option<f64> {
    let count = |line: &str| line.split(',').nth(1)?.trim().parse::<f64>().ok();
    text.lines().filter(|line| line.contains("sync")).filter_map(count).reduce(|sum, next| sum + next)
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn counts_of_all_moments_are_added_up() {
        let text = "# started on Mon\n\n     0.100,12,,syscalls:sys_enter_fdatasync,1,100.00,,\n     \
                    0.100,1,,syscalls:sys_enter_fsync,1,100.00,,\n     0.200,7,,syscalls:sys_enter_fdatasync,1,100.00,,\n";
        assert_eq!(counted(text), Some(20.0));
        assert_eq!(counted("# started on Mon\n0.100,<not supported>,,syscalls:sys_enter_fsync,0\n"), None);
    }
}

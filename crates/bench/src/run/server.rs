//! The program under measurement: started, asked, and looked at from outside.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};

use super::{
    http::{Ask, Line},
    syncs::Syncs,
};
use crate::Stop;

/// Ticks of the kernel's clock in a second, as Linux tells them to programs on every common machine.
const TICKS: f64 = 100.0;

/// Processor seconds in a second below which the program is at rest, and how many such seconds must follow one another.
const IDLE: f64 = 0.03;
const CALM: u32 = 3;

/// So long a program may take to end, and how often it is looked at meanwhile.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(20);

/// Settings with which one person of a run, and its one address, may be as quick as hundreds.
pub const WITHOUT_BUDGETS: [(&str, &str); 3] = [
    ("ACCOMPANY_LIMITS_ACCOUNT_PER_MINUTE", "0"),
    ("ACCOMPANY_LIMITS_ORGANIZATION_PER_MINUTE", "0"),
    ("ACCOMPANY_LIMITS_VISITOR_PER_MINUTE", "0"),
];

/// A program that answers.
pub struct Server {
    pub address: SocketAddr,
    /// Its process; none when it runs elsewhere.
    pub pid: Option<u32>,
    /// From its start to the line that it listens.
    pub started_in: Option<Duration>,
    child: Option<(Child, BufReader<ChildStdout>)>,
    syncs: Option<Syncs>,
}

impl Server {
    /// Starts a program that prints its address in its first line.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(program: &Path, words: &[String], variables: &[(&str, String)]) -> Result<Self, Stop> {
        let begun = Instant::now();
        let mut command = Command::new(program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ACCOMPANY_")) {
            command.env_remove(name);
        }
        command.envs(WITHOUT_BUDGETS);
        command.envs(variables.iter().map(|(name, value)| (*name, value)));
        let child = command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.map_err(|error| Stop(format!("cannot start {}: {error}", program.display())))?;
        let mut out = BufReader::new(child.stdout.take().ok_or_else(|| Stop("no output".to_owned()))?);
        let mut line = String::new();
        out.read_line(&mut line).map_err(Stop::because)?;
        let address = line.trim().rsplit("//").next().and_then(|text| text.parse().ok());
        let address = address.ok_or_else(|| Stop(format!("{} did not start: {line:?}", program.display())))?;
        let started_in = Some(begun.elapsed());
        Ok(Self { address, pid: Some(child.id()), started_in, child: Some((child, out)), syncs: None })
    }

    /// A program that somebody else started.
    ///
    /// # Errors
    /// When the address is none.
    pub fn elsewhere(url: &str) -> Result<Self, Stop> {
        let host = url.trim_start_matches("http://").trim_end_matches('/');
        let mut found = std::net::ToSocketAddrs::to_socket_addrs(host).map_err(Stop::because)?;
        let address = found.next().ok_or_else(|| Stop(format!("{url} is nowhere")))?;
        Ok(Self { address, pid: None, started_in: None, child: None, syncs: None })
    }

    /// From now on also counts how often it asks the disk to make something last.
    ///
    /// # Errors
    /// When there is no `perf`, or the program runs elsewhere.
    pub fn count_syncs(&mut self) -> Result<(), Stop> {
        let process = self.pid.ok_or_else(|| Stop("--count-syncs needs a program that is started here".to_owned()))?;
        self.syncs = Some(Syncs::of(process)?);
        Ok(())
    }

    /// What it has used so far.
    pub async fn used(&self) -> Used {
        let mut used = self.pid.map(Used::of).unwrap_or_default();
        let mut line = Line::new(self.address);
        if let Ok(answer) = line.ask(&Ask::get("/metrics"), true).await {
            let text = answer.body.unwrap_or_default();
            used.commits = figure(&text, "accompany_commits_total");
            used.writes = figure(&text, "accompany_writes_total");
            used.has_looked_around = figure(&text, "accompany_chores_total{chore=\"look_around\"}").is_some();
        }
        used.syncs = self.syncs.as_ref().and_then(Syncs::so_far);
        used
    }
}

impl Server {
    /// Waits until the program is done with what it does after a start (chores over everybody), at most so long; answers
    /// whether it came to rest.
    pub async fn rest(&self, longest: Duration) -> bool {
        let begun = Instant::now();
        let mut before = self.used().await;
        let mut calm = 0;
        while self.pid.is_some() && calm < CALM && begun.elapsed() < longest {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = self.used().await;
            let is_calm = now.has_looked_around && now.since(&before).cpu_seconds < IDLE;
            calm = if is_calm { calm + 1 } else { 0 };
            before = now;
        }
        self.pid.is_none() || calm >= CALM
    }
}

impl Drop for Server {
    /// Ends the program as a system does that shuts down: asked first, and stopped when it takes too long.
    fn drop(&mut self) {
        let Some((child, _)) = &mut self.child else { return };
        let begun = Instant::now();
        // Where that fails it is gone already.
        let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        process.and_then(|process| kill_process(process, Signal::TERM).ok());
        while begun.elapsed() < PATIENCE && matches!(child.try_wait(), Ok(None)) {
            std::thread::sleep(LOOK);
        }
        drop(child.kill());
        drop(child.wait());
    }
}

/// The value of a figure in the text of `/metrics`.
pub fn figure(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// What a process has used since its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Used {
    pub cpu_seconds: f64,
    /// Memory of its own, and with pages of files, in MB.
    pub own_mb: f64,
    pub resident_mb: f64,
    pub written_mb: f64,
    /// Of the processor time, that of SQLite's writing thread and of the one that brings its log in.
    pub writer_seconds: f64,
    pub commits: Option<f64>,
    pub writes: Option<f64>,
    /// Calls of `fsync` and `fdatasync`, when they are counted.
    #[serde(default)]
    pub syncs: Option<f64>,
    /// Whether the program has gone over everybody's clocks once.
    pub has_looked_around: bool,
}

impl Used {
    pub fn of(pid: u32) -> Self {
        let read = |file: &str| fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
        let (status, io) = (read("status"), read("io"));
        let kilobytes = |name: &str| after(&status, name) / 1024.0;
        Self {
            cpu_seconds: cpu(&read("stat")),
            own_mb: kilobytes("RssAnon:"),
            resident_mb: kilobytes("VmRSS:"),
            written_mb: after(&io, "write_bytes:") / 1024.0 / 1024.0,
            writer_seconds: ["sqlite-writer", "sqlite-log"].map(|name| of_thread(pid, name)).iter().sum(),
            commits: None,
            writes: None,
            syncs: None,
            has_looked_around: false,
        }
    }

    /// What was used since `before`; memory is what it is now.
    pub fn since(&self, before: &Self) -> Self {
        let less = |now: Option<f64>, then: Option<f64>| now.map(|now| now - then.unwrap_or_default());
        Self {
            cpu_seconds: self.cpu_seconds - before.cpu_seconds,
            written_mb: self.written_mb - before.written_mb,
            writer_seconds: self.writer_seconds - before.writer_seconds,
            commits: less(self.commits, before.commits),
            writes: less(self.writes, before.writes),
            syncs: less(self.syncs, before.syncs),
            ..*self
        }
    }
}

/// The number after a name in a file of `/proc`.
fn after(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Seconds on a processor by the scheduler's own count, of the threads with such a name that live.
fn of_thread(pid: u32, name: &str) -> f64 {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let threads = threads
        .filter(|thread| fs::read_to_string(thread.path().join("comm")).is_ok_and(|found| found.trim_end() == name));
    let nanos = threads.filter_map(|thread| {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    });
    nanos.sum::<f64>() / 1e9
}

/// Seconds of processor time, of all threads, those that have ended too: Linux tells in ticks what it counts in
/// nanoseconds. The name in brackets may hold anything.
fn cpu(stat: &str) -> f64 {
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = rest.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_past_any_name() {
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 1";
        assert!((cpu(stat) - 2.0).abs() < 1e-9);
        assert!((after("VmRSS:\t  2048 kB\n", "VmRSS:") - 2048.0).abs() < 1e-9);
        assert_eq!(figure("# x\naccompany_commits_total 12\n", "accompany_commits_total"), Some(12.0));
    }

    #[test]
    fn this_process_has_memory() {
        assert!(Used::of(std::process::id()).resident_mb > 1.0);
    }
}

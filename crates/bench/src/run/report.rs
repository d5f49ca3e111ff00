//! A report: saved as JSON, shown as Markdown.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    chores::{Beside, Export},
    figures::{Stretch, Times},
    promised,
    server::Used,
};
use crate::{Stop, floors::disk::Disk, manifest::Manifest};

/// Everything that a run saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub engine: String,
    /// What is odd about the run; empty: nothing.
    #[serde(default)]
    pub remark: String,
    pub participants: usize,
    pub contacts: usize,
    pub organizations: usize,
    pub heavy_contacts: usize,
    pub is_compressed: bool,
    pub cores: usize,
    pub started_seconds: Option<f64>,
    pub idle: Option<Used>,
    /// Each page by itself, over one connection.
    pub pages: Vec<Stretch>,
    pub stretches: Vec<Stretch>,
    pub durable: Vec<Stretch>,
    /// Microseconds of a bare handler's processor time for an answer of each page's size.
    pub bare: BTreeMap<String, f64>,
    /// Microseconds of the page's statements alone.
    pub statements: BTreeMap<String, f64>,
    /// How many they are.
    pub counts: BTreeMap<String, usize>,
    pub disk: Option<Disk>,
    pub backup: Option<Beside>,
    pub import: Option<Beside>,
    pub export: Option<Export>,
    pub smaller: Option<Box<Report>>,
}

impl Report {
    pub fn new(manifest: &Manifest, is_postgres: bool, is_compressed: bool) -> Self {
        Self {
            engine: if is_postgres { "PostgreSQL" } else { "SQLite" }.to_owned(),
            remark: String::new(),
            participants: manifest.participants,
            contacts: manifest.contacts,
            organizations: manifest.organizations,
            heavy_contacts: manifest.heavy_contacts,
            is_compressed,
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            started_seconds: None,
            idle: None,
            pages: Vec::new(),
            stretches: Vec::new(),
            durable: Vec::new(),
            bare: BTreeMap::new(),
            statements: BTreeMap::new(),
            counts: BTreeMap::new(),
            disk: None,
            backup: None,
            import: None,
            export: None,
            smaller: None,
        }
    }

    /// Reads a saved report.
    ///
    /// # Errors
    /// When there is none.
    pub fn read(path: &Path) -> Result<Self, Stop> {
        let text = fs::read_to_string(path).map_err(|error| Stop(format!("{}: {error}", path.display())))?;
        serde_json::from_str(&text).map_err(Stop::because)
    }

    /// Saves it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Stop> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Stop::because)?;
        }
        let text = serde_json::to_string_pretty(self).map_err(Stop::because)?;
        fs::write(path, text).map_err(Stop::because)
    }

    /// The 95th of a page by itself, in milliseconds.
    pub fn p95(&self, page: &str) -> Option<f64> {
        self.pages.iter().find(|one| one.name == page)?.steps.get(page).map(|times| times.p95)
    }

    /// How many times its floor a page's processor time is.
    pub fn above_floor(&self, page: &Stretch) -> Option<f64> {
        let floor = self.bare.get(&page.name)? + self.statements.get(&page.name)?;
        Some(page.cpu_micros() / floor)
    }

    pub fn durable_of(&self, name: &str, connections: usize) -> Option<&Stretch> {
        self.durable.iter().find(|one| one.name == name && one.connections == connections)
    }

    /// The tables, as people read them.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        _ = self.write_world(&mut text).and_then(|()| self.write_promised(&mut text));
        _ = self.write_pages(&mut text);
        _ = write_stretches(&mut text, "Journeys", self.stretches.iter());
        _ = write_stretches(&mut text, "Durable writes", self.durable.iter());
        let chores = [&self.backup, &self.import].into_iter().flatten();
        _ = write_stretches(&mut text, "Beside chores", chores.flat_map(|one| [&one.alone, &one.during]));
        _ = self.write_disk(&mut text);
        text
    }

    fn write_world(&self, out: &mut String) -> std::fmt::Result {
        let compressed = if self.is_compressed { "compressed answers" } else { "plain answers" };
        writeln!(
            out,
            "{}, {} cores; {} participants, {} contacts, {} organizations; {compressed}, the driver on the same machine.\n",
            self.engine, self.cores, self.participants, self.contacts, self.organizations,
        )?;
        if self.remark.is_empty() { Ok(()) } else { writeln!(out, "This run: {}.\n", self.remark) }
    }

    fn write_promised(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "## What must hold\n\n| what | bound | measured | holds |\n|---|---|---|---|")?;
        for row in promised::rows(self) {
            let (found, holds) = match row.found {
                Some((found, true)) => (found, "yes"),
                Some((found, false)) => (found, "no"),
                None => ("not measured in this run".to_owned(), ""),
            };
            writeln!(out, "| {} | {} | {found} | {holds} |", row.what, row.bound)?;
        }
        writeln!(out)
    }

    fn write_pages(&self, out: &mut String) -> std::fmt::Result {
        if self.pages.is_empty() {
            return Ok(());
        }
        writeln!(out, "## Each page by itself, one connection\n")?;
        writeln!(
            out,
            "| page | p50 ms | p95 ms | p99 ms | max ms | kB | processor µs | floor µs: handler | statements µs (how many) | times the floor |\n|---|---|---|---|---|---|---|---|---|---|"
        )?;
        for page in &self.pages {
            let Times { p50, p95, p99, max, .. } = page.all;
            let bytes = page.steps.values().next().map_or(0, |times| times.bytes);
            let micros =
                |found: Option<&f64>| found.map_or_else(|| "not measured".to_owned(), |micros| format!("{micros:.0}"));
            let times = self.above_floor(page).map_or_else(String::new, |times| format!("{times:.1}"));
            let mut statements = micros(self.statements.get(&page.name));
            if let Some(count) = self.counts.get(&page.name) {
                statements = format!("{statements} ({count})");
            }
            let bare = micros(self.bare.get(&page.name));
            let (name, cpu) = (&page.name, page.cpu_micros());
            writeln!(
                out,
                "| {name} | {p50:.2} | {p95:.2} | {p99:.2} | {max:.1} | {:.1} | {cpu:.0} | {bare} | {statements} | {times} |",
                f64::from(u32::try_from(bytes).unwrap_or_default()) / 1_000.0,
            )?;
            write_errors(out, page)?;
        }
        writeln!(out)
    }

    fn write_disk(&self, out: &mut String) -> std::fmt::Result {
        let Some(disk) = &self.disk else { return Ok(()) };
        writeln!(out, "## The disk\n\n| what | a second | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")?;
        let mut line = |what: &str, times: &Times| {
            let Times { per_second, p50, p95, p99, .. } = times;
            writeln!(out, "| {what} | {per_second:.0} | {p50:.2} | {p95:.2} | {p99:.2} |")
        };
        line("4 kB written and synced", &disk.syncs)?;
        for (writers, times) in &disk.transactions {
            line(&format!("a transaction of two rows, {writers} writers"), times)?;
        }
        writeln!(out)
    }
}

/// The page of the documentation.
pub fn document(reports: &[Report]) -> String {
    let head = "# Performance\n\nMade by `cargo xtask bench page` from the reports of its runs; docs/guide/measure.md says how to read it. \
                Numbers compare within one run, not between runs.\n";
    let worlds =
        reports.iter().map(|report| format!("\n# In a world of {} contacts\n\n{}", report.contacts, report.markdown()));
    head.to_owned() + worlds.collect::<String>().trim_end() + "\n"
}

fn write_stretches<'s>(
    out: &mut String,
    title: &str,
    stretches: impl Iterator<Item = &'s Stretch>,
) -> std::fmt::Result {
    let mut stretches = stretches.peekable();
    if stretches.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    writeln!(
        out,
        "| load | a second | p50 ms | p95 ms | p99 ms | max ms | processor µs a request | cores: program, driver | own memory MB | written MB | commits | syncs | writes a commit |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    )?;
    for one in stretches {
        let Times { per_second, p50, p95, p99, max, .. } = one.all;
        let rate = one.rate.map(|rate| format!(", {rate:.0} arrivals a second")).unwrap_or_default();
        let whole = |count: Option<f64>| count.map_or_else(String::new, |count| format!("{count:.0}"));
        let (commits, syncs) = (whole(one.program.commits), whole(one.program.syncs));
        let shared = one.program.writes.zip(one.program.commits).filter(|(_, commits)| *commits > 0.0);
        let shared = shared.map_or_else(String::new, |(writes, commits)| format!("{:.1}", writes / commits));
        writeln!(
            out,
            "| {}, {} connections{rate} | {per_second:.0} | {p50:.2} | {p95:.2} | {p99:.2} | {max:.1} | {:.0} | {:.2}, {:.2} | {:.0} | {:.1} | {commits} | {syncs} | {shared} |",
            one.name,
            one.connections,
            one.cpu_micros(),
            one.program.cpu_seconds / one.seconds,
            one.driver_cpu_seconds / one.seconds,
            one.program.own_mb,
            one.program.written_mb,
        )?;
        write_errors(out, one)?;
    }
    writeln!(out)
}

fn write_errors(out: &mut String, stretch: &Stretch) -> std::fmt::Result {
    if stretch.errors.is_empty() {
        return Ok(());
    }
    let errors: Vec<String> = stretch.errors.iter().map(|(why, count)| format!("{count} × {why}")).collect();
    writeln!(out, "| **errors:** {} |", errors.join("; "))
}

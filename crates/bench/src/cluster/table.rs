//! What a measured cluster showed: saved as JSON, told as Markdown.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use serde::{Deserialize, Serialize};

use super::{Balancer, Wish};
use crate::{Stop, run::Times};

/// All stretches of one arrangement of machines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub cores: usize,
    pub participants: usize,
    pub contacts: usize,
    pub has_pooler: bool,
    pub has_replica: bool,
    pub balancer: Option<Balancer>,
    pub rows: Vec<Row>,
}

/// One stretch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub nodes: usize,
    pub connections: usize,
    pub times: Times,
    pub errors: u64,
    /// Cores in use by each part: `nodes` (all of them), `database`, `replica`, `pooler`, `balancer`, `driver`, and
    /// `elsewhere`, whatever else the machine did.
    pub cores: BTreeMap<String, f64>,
    /// Of the reads that a replica might have taken, those that it took.
    pub replica_share: Option<f64>,
}

/// Parts in the order of a request's way, and whether one of them can use one core only.
const PARTS: &[(&str, bool)] = &[
    ("balancer", false),
    ("nodes", false),
    ("pooler", true),
    ("database", false),
    ("replica", false),
    ("driver", true),
    ("elsewhere", false),
];
/// Those of them that are no part of the product.
const OURS: &[&str] = &["driver", "elsewhere"];

impl Row {
    /// Milliseconds of a part's processor time for each request.
    pub fn cost(&self, part: &str) -> Option<f64> {
        let cores = self.cores.get(part)?;
        (self.times.per_second > 0.0).then(|| cores * 1_000.0 / self.times.per_second)
    }
}

impl Table {
    pub fn new(wish: &Wish) -> Self {
        Self {
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            participants: wish.participants,
            contacts: wish.contacts,
            has_pooler: wish.pooler,
            has_replica: wish.replica,
            balancer: wish.balancer,
            rows: Vec::new(),
        }
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

    /// Requests and cores, what a request costs, and what that means.
    pub fn markdown(&self) -> String {
        [self.head(), self.throughput(), self.costs(), self.limits()].join("\n")
    }

    fn head(&self) -> String {
        let around = [
            self.balancer.map(|kind| format!("{kind:?}").to_lowercase()),
            self.has_pooler.then(|| "PgBouncer in transaction mode".to_owned()),
            Some("PostgreSQL".to_owned()),
            self.has_replica.then(|| "a synchronous replica".to_owned()),
        ];
        let around: Vec<String> = around.into_iter().flatten().collect();
        format!(
            "{} people, {} contacts; nodes with {}; all of it and the driver on {} cores.\n",
            self.participants,
            self.contacts,
            around.join(", "),
            self.cores
        )
    }

    /// The parts that this arrangement has.
    fn parts(&self) -> Vec<&'static str> {
        let is_there = |part: &&str| self.rows.iter().any(|row| row.cores.contains_key(*part));
        PARTS.iter().map(|(part, _)| *part).filter(is_there).collect()
    }

    fn throughput(&self) -> String {
        let parts = self.parts();
        let mut text = "| nodes | connections | requests/s | p50, p95, p99 ms | errors |".to_owned();
        // Writing to a String can't fail.
        parts.iter().for_each(|part| _ = write!(text, " {part}, cores |"));
        text.push_str(" reads by the replica |\n|---|---|---|---|---|");
        parts.iter().for_each(|_| text.push_str("---|"));
        text.push_str("---|\n");
        for row in &self.rows {
            let Times { per_second, p50, p95, p99, .. } = row.times;
            let (nodes, connections, errors) = (row.nodes, row.connections, row.errors);
            _ = write!(text, "| {nodes} | {connections} | {per_second:.0} | {p50:.1}, {p95:.1}, {p99:.1} | {errors} |");
            for part in &parts {
                _ = write!(text, " {:.2} |", row.cores.get(*part).copied().unwrap_or_default());
            }
            let share = row.replica_share.map_or("–".to_owned(), |share| format!("{:.0} %", share * 100.0));
            _ = writeln!(text, " {share} |");
        }
        text
    }

    fn costs(&self) -> String {
        let parts: Vec<&str> = self.parts().into_iter().filter(|part| !OURS.contains(part)).collect();
        let mut text = format!(
            "Milliseconds of processor time for a request:\n\n| nodes | connections | {} | all |\n|---|---|{}---|\n",
            parts.join(" | "),
            "---|".repeat(parts.len())
        );
        for row in &self.rows {
            let costs: Vec<f64> = parts.iter().filter_map(|part| row.cost(part)).collect();
            let words: Vec<String> = costs.iter().map(|cost| format!("{cost:.2}")).collect();
            let all: f64 = costs.iter().sum();
            _ = writeln!(text, "| {} | {} | {} | {all:.2} |", row.nodes, row.connections, words.join(" | "));
        }
        text
    }

    /// What each part carries on a machine of its own, by what a request cost it in the last stretch: the busiest one.
    fn limits(&self) -> String {
        let Some(row) = self.rows.last() else { return String::new() };
        let mut text = "On machines of their own, by the last row:\n\n".to_owned();
        for (part, is_single) in PARTS.iter().filter(|(part, _)| !OURS.contains(part)) {
            let Some(cost) = row.cost(part).filter(|cost| *cost > 0.0) else { continue };
            let each = if *is_single { "it uses one core only: at most" } else { "each core carries" };
            _ = writeln!(text, "- {part}: {each} {:.0} requests a second", 1_000.0 / cost);
        }
        if let (Some(nodes), Some(database)) = (row.cost("nodes"), row.cost("database")) {
            _ = writeln!(text, "- {:.1} cores of nodes for each core of the primary database", nodes / database);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn table() -> Table {
        let wish = Wish { pooler: true, balancer: Some(Balancer::Haproxy), ..Wish::default() };
        let cores = [("nodes", 0.5), ("database", 1.0), ("pooler", 0.1), ("balancer", 0.05), ("driver", 0.2)];
        let row = Row {
            nodes: 2,
            connections: 16,
            times: Times { per_second: 500.0, count: 5_000, ..Times::default() },
            errors: 0,
            cores: cores.map(|(part, cores)| (part.to_owned(), cores)).into(),
            replica_share: None,
        };
        Table { rows: vec![row], ..Table::new(&wish) }
    }

    #[test]
    fn a_request_costs_what_its_parts_used() {
        let text = table().markdown();
        assert!(text.contains("| 2 | 16 | 0.10 | 1.00 | 0.20 | 2.00 | 3.30 |"), "{text}");
        assert!(text.contains("pooler: it uses one core only: at most 5000 requests a second"), "{text}");
        assert!(text.contains("database: each core carries 500 requests a second"), "{text}");
        assert!(text.contains("0.5 cores of nodes for each core of the primary"), "{text}");
        assert!(!text.contains("driver: "), "the driver is not the product's: {text}");
    }

    #[test]
    fn a_table_is_read_as_it_was_saved() {
        let table = table();
        let text = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<Table>(&text).unwrap(), table);
    }
}

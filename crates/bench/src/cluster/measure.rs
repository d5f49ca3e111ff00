//! `cluster --measure`: the same load on one node, on two, on three, with what every part used of the processor.
//!
//! On one machine all parts take the cores from one another, so that requests a second do not grow with the nodes; what
//! a request costs each part does not depend on that, and says which part is full first on machines of their own.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;

use super::{
    Cluster, Wish, fill,
    table::{Row, Table},
    usage,
};
use crate::{
    Stop,
    manifest::Manifest,
    run::{Ask, Cast, Line, Load, Server, Stretch, figure, put_between},
};

/// How to measure.
#[derive(Debug, Clone, Args)]
pub struct Measure {
    /// Measure one node, two, … up to --nodes, print the table, and stop
    #[arg(long = "measure")]
    is_wanted: bool,
    /// With --measure: how many connections at once, one stretch each
    #[arg(long, value_delimiter = ',', default_value = "16,64")]
    connections: Vec<usize>,
    /// With --measure: length of a stretch
    #[arg(long, default_value_t = 15.0)]
    seconds: f64,
    /// With --measure: where the table goes
    #[arg(long, default_value = "target/bench/cluster.json")]
    report: PathBuf,
}

impl Measure {
    pub fn is_wanted(&self) -> bool {
        self.is_wanted
    }
}

/// Measures, prints and saves.
///
/// # Errors
/// When a part does not start, or nobody is let in.
pub fn measure(wish: &Wish, how: &Measure) -> Result<(), Stop> {
    if wish.participants == 0 {
        return Err(Stop("--measure needs a world: --participants 2000 --contacts 100000".to_owned()));
    }
    let mut cluster = Cluster::start(&Wish { nodes: 1, ..wish.clone() }, |url, folder| fill(wish, url, folder))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Stop::because)?;
    let table = runtime.block_on(async {
        tokio::select! {
            table = stretches(&mut cluster, wish, how) => table,
            _ = tokio::signal::ctrl_c() => Err(Stop("stopped by hand".to_owned())),
        }
    })?;
    println!("{}", table.markdown());
    table.write(&how.report)?;
    eprintln!("saved as {}", how.report.display());
    Ok(())
}

async fn stretches(cluster: &mut Cluster, wish: &Wish, how: &Measure) -> Result<Table, Stop> {
    let mut table = Table::new(wish);
    rest(cluster).await?;
    let manifest = Manifest::read(&cluster.folder)?;
    let front = Server::elsewhere(&super::told(cluster))?;
    let cast = Cast::sign_in(front.address, &manifest).await?;
    for nodes in 1..=wish.nodes.max(1) {
        if nodes > 1 {
            cluster.add_node()?;
            cluster.open_front()?;
            rest(cluster).await?;
        }
        for connections in &how.connections {
            eprintln!("→ {nodes} nodes, {connections} connections");
            let load = Load { connections: *connections, ..Load::mixed(how.seconds) };
            let reads = replica_reads(cluster).await;
            let (stretch, before, after) = put_between(&front, &cast, load, || Used::now(cluster)).await;
            let now = replica_reads(cluster).await;
            table.rows.push(Row { nodes, replica_share: share(&reads, &now), ..row(&stretch, &before, &after) });
        }
    }
    Ok(table)
}

fn row(stretch: &Stretch, before: &Used, after: &Used) -> Row {
    let seconds = after.at.duration_since(before.at).as_secs_f64().max(0.001);
    let mut cores: BTreeMap<String, f64> = BTreeMap::new();
    for (part, spent) in &after.parts {
        let then = before.parts.iter().find(|(name, _)| name == part).map_or(0.0, |(_, then)| *then);
        // All nodes together: what one more of them adds is seen from row to row.
        let name = if part.starts_with("node") { "nodes" } else { part };
        *cores.entry(name.to_owned()).or_default() += (spent - then) / seconds;
    }
    let all = (after.machine - before.machine) / seconds;
    let known: f64 = cores.values().sum();
    cores.insert("elsewhere".to_owned(), (all - known).max(0.0));
    Row {
        nodes: 0,
        connections: stretch.connections,
        times: stretch.all,
        errors: stretch.errors.values().sum(),
        cores,
        replica_share: None,
    }
}

/// What every part used of the processor, in seconds, until a moment.
pub(super) struct Used {
    pub at: Instant,
    pub parts: Vec<(String, f64)>,
    /// Everything on this machine.
    pub machine: f64,
}

impl Used {
    /// As it is now.
    pub fn now(cluster: &Cluster) -> Self {
        let mut pids = vec![("database".to_owned(), cluster.primary.pid())];
        pids.extend(cluster.replica.iter().map(|replica| ("replica".to_owned(), replica.pid())));
        pids.extend(cluster.bouncer.iter().map(|bouncer| ("pooler".to_owned(), Some(bouncer.pid()))));
        pids.extend(cluster.nodes.iter().enumerate().map(|(number, node)| (format!("node {number}"), node.pid())));
        pids.extend(cluster.front.iter().map(|front| ("balancer".to_owned(), Some(front.pid()))));
        pids.push(("driver".to_owned(), Some(std::process::id())));
        let parts = pids.into_iter().map(|(part, pid)| (part, pid.map_or(0.0, usage::cpu_seconds))).collect();
        Self { at: Instant::now(), parts, machine: usage::machine_seconds() }
    }

    /// What the cluster itself used since: the driver's part is not its own.
    fn cores_since(&self, before: &Self) -> f64 {
        let sum = |used: &Self| used.parts.iter().filter(|(part, _)| part != "driver").map(|(_, spent)| spent).sum();
        let (now, then): (f64, f64) = (sum(self), sum(before));
        (now - then) / self.at.duration_since(before.at).as_secs_f64().max(0.001)
    }
}

/// Cores below which a cluster is at rest, and how many such seconds must follow one another.
const IDLE: f64 = 0.06;
const CALM: u32 = 3;
const LONGEST: Duration = Duration::from_secs(300);

/// Waits until the nodes have gone over everybody's clocks once and everything is at rest.
async fn rest(cluster: &Cluster) -> Result<(), Stop> {
    let (begun, mut before, mut calm) = (Instant::now(), Used::now(cluster), 0);
    while calm < CALM {
        if begun.elapsed() > LONGEST {
            eprintln!("→ it does not rest: the figures hold its chores too");
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = Used::now(cluster);
        let is_calm = now.cores_since(&before) < IDLE && has_looked_around(cluster).await;
        calm = if is_calm { calm + 1 } else { 0 };
        before = now;
    }
    Ok(())
}

/// Whether any node has: one does it for all.
async fn has_looked_around(cluster: &Cluster) -> bool {
    for node in &cluster.nodes {
        if figure(&figures(node.address()).await, "accompany_chores_total{chore=\"look_around\"}").is_some() {
            return true;
        }
    }
    false
}

async fn figures(node: std::net::SocketAddr) -> String {
    let answer = Line::new(node).ask(&Ask::get("/metrics"), true).await;
    answer.ok().and_then(|answer| answer.body).unwrap_or_default()
}

/// Reads that the replica took, and that it might have taken, on all nodes.
async fn replica_reads(cluster: &Cluster) -> [f64; 2] {
    let mut reads = [0.0, 0.0];
    for node in &cluster.nodes {
        let text = figures(node.address()).await;
        let of = |outcome: &str| {
            figure(&text, &format!("accompany_replica_reads_total{{outcome=\"{outcome}\"}}")).unwrap_or_default()
        };
        reads[0] += of("read");
        reads[1] += of("read") + of("behind") + of("away");
    }
    reads
}

fn share(before: &[f64; 2], after: &[f64; 2]) -> Option<f64> {
    let all = after[1] - before[1];
    (all > 0.0).then(|| (after[0] - before[0]) / all)
}

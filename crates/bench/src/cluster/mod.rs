//! Several machines on one: PostgreSQL with a synchronous replica, PgBouncer, nodes of the program, a balancer, all on
//! loopback and from Debian's packages. For tests and for measuring.
//!
//! What lives here: starting each part, ending it rudely, putting the replica in the primary's place. What doesn't: load
//! (`run`), and what must hold (tests of `accompany`).

mod balancer;
mod bouncer;
mod measure;
mod node;
mod postgres;
mod process;
mod table;
mod usage;

use std::{
    io::BufRead as _,
    path::{Path, PathBuf},
    sync::mpsc,
};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use self::{balancer::Front, bouncer::Bouncer, measure::Used, postgres::Postgres, process::free_port};
pub use self::{
    measure::{Measure, measure},
    node::Node,
};
use crate::{
    Stop,
    world::{self, Place, Plan},
};

/// What stands before the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Balancer {
    Haproxy,
    Nginx,
}

/// What to start.
#[derive(Debug, Clone, Args)]
pub struct Wish {
    /// Nodes of the program
    #[arg(long, default_value_t = 2)]
    pub nodes: usize,
    /// PgBouncer in transaction mode between the nodes and PostgreSQL
    #[arg(long)]
    pub pooler: bool,
    /// A streaming synchronous replica, which pages that only read may use
    #[arg(long)]
    pub replica: bool,
    /// A balancer before the nodes
    #[arg(long)]
    pub balancer: Option<Balancer>,
    /// The program [default: beside this one]
    #[arg(long)]
    pub program: Option<PathBuf>,
    /// Fill the database with a world of so many people before the nodes start
    #[arg(long, default_value_t = 0)]
    pub participants: usize,
    /// … and so many contacts
    #[arg(long, default_value_t = 0)]
    pub contacts: usize,
    /// An empty folder for all of it [default: a temporary one]
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Further settings of every node, as variables.
    #[arg(skip)]
    pub variables: Vec<(&'static str, String)>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            nodes: 2,
            pooler: false,
            replica: false,
            balancer: None,
            program: None,
            participants: 0,
            contacts: 0,
            data: None,
            variables: Vec::new(),
        }
    }
}

/// Everything, running. Ended, and its folder removed, when dropped.
pub struct Cluster {
    pub nodes: Vec<Node>,
    front: Option<Front>,
    bouncer: Option<Bouncer>,
    replica: Option<Postgres>,
    primary: Postgres,
    is_promoted: bool,
    folder: PathBuf,
    /// How a node is started: the program, and its settings.
    program: PathBuf,
    settings: Vec<(&'static str, String)>,
    kind: Option<Balancer>,
    /// Where people come in, when there is a balancer.
    front_port: Option<u16>,
}

/// The database's name on every server.
const DATABASE: &str = "accompany";

impl Cluster {
    /// Starts the database's servers, then what `prepare` does to the empty database (its address is given), then the
    /// nodes.
    ///
    /// # Errors
    /// When a part does not start.
    pub fn start(wish: &Wish, prepare: impl FnOnce(&str, &Path) -> Result<(), Stop>) -> Result<Self, Stop> {
        let folder = match &wish.data {
            Some(folder) => folder.clone(),
            None => std::env::temp_dir().join(format!("accompany-cluster-{}-{}", std::process::id(), free_port()?)),
        };
        process::make_folder(&folder)?;
        let folder = folder.canonicalize().map_err(Stop::because)?;
        let primary = Postgres::primary(&folder.join("primary"))?;
        primary.sql(
            "postgres",
            &format!("CREATE DATABASE {DATABASE} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"),
        )?;
        let mut cluster = Self {
            nodes: Vec::new(),
            front: None,
            bouncer: None,
            replica: None,
            primary,
            is_promoted: false,
            folder,
            program: node::program(wish.program.as_deref())?,
            settings: Vec::new(),
            kind: wish.balancer,
            front_port: wish.balancer.map(|_| free_port()).transpose()?,
        };
        prepare(&cluster.primary.url(DATABASE), &cluster.folder)?;
        cluster.start_rest(wish)?;
        Ok(cluster)
    }

    fn start_rest(&mut self, wish: &Wish) -> Result<(), Stop> {
        if wish.replica {
            self.replica = Some(self.primary.follow(&self.folder.join("replica"))?);
        }
        if wish.pooler {
            let replica_port = self.replica.as_ref().map(|replica| replica.port);
            self.bouncer = Some(Bouncer::start(&self.folder, self.primary.port, replica_port)?);
        }
        self.settings = [self.variables(), wish.variables.clone()].concat();
        for _ in 0..wish.nodes {
            self.add_node()?;
        }
        self.open_front()
    }

    /// Starts one more node. The first makes the schema and the key that all of them share.
    fn add_node(&mut self) -> Result<(), Stop> {
        let folder = self.folder.join(format!("node-{}", self.nodes.len()));
        self.nodes.push(Node::new(&self.program, folder, &self.folder, self.settings.clone(), self.front_port)?);
        node::share_key(&self.nodes)?;
        self.nodes.last_mut().map_or(Ok(()), Node::start)
    }

    /// Starts the balancer before the nodes that there are, at its own port.
    fn open_front(&mut self) -> Result<(), Stop> {
        let (Some(kind), Some(port)) = (self.kind, self.front_port) else { return Ok(()) };
        let ports: Vec<u16> = self.nodes.iter().map(|node| node.port).collect();
        self.front = None;
        self.front = Some(Front::start(kind, &self.folder, port, &ports)?);
        Ok(())
    }

    /// How a node finds the database.
    fn variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = Vec::new();
        match (&self.bouncer, &self.replica) {
            (Some(bouncer), _) => {
                variables.push(("ACCOMPANY_DATABASE_URL", bouncer.url(DATABASE)));
                variables.push(("ACCOMPANY_DATABASE_POOLER", "transaction".to_owned()));
            }
            (None, Some(replica)) => {
                let hosts = format!("127.0.0.1:{},127.0.0.1:{}", self.primary.port, replica.port);
                variables.push(("ACCOMPANY_DATABASE_URL", format!("postgres://postgres@{hosts}/{DATABASE}")));
            }
            (None, None) => variables.push(("ACCOMPANY_DATABASE_URL", self.primary.url(DATABASE))),
        }
        if let Some(replica) = &self.replica {
            let through = self.bouncer.as_ref().map(|bouncer| bouncer.url("replica"));
            variables.push(("ACCOMPANY_DATABASE_REPLICA_URL", through.unwrap_or_else(|| replica.url(DATABASE))));
        }
        variables
    }

    /// The database that takes writes, directly.
    pub fn database_url(&self) -> String {
        match &self.replica {
            Some(replica) if self.is_promoted => replica.url(DATABASE),
            _ => self.primary.url(DATABASE),
        }
    }

    /// Where people come in: the balancer, else the first node.
    pub fn address(&self) -> Option<std::net::SocketAddr> {
        let front = self.front.as_ref().map(|front| front.port);
        let port = front.or_else(|| self.nodes.first().map(|node| node.port));
        port.map(|port| std::net::SocketAddr::from(([127, 0, 0, 1], port)))
    }

    /// Ends the primary as a machine does that loses power: every process of it at once.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn kill_primary(&mut self) -> Result<(), Stop> {
        self.primary.kill()
    }

    /// Puts the replica in the primary's place, as whoever watches over the database does.
    ///
    /// # Errors
    /// When there is none, or it does not take over.
    pub fn promote(&mut self) -> Result<(), Stop> {
        let replica = self.replica.as_ref().ok_or_else(|| Stop("there is no replica".to_owned()))?;
        replica.promote()?;
        self.is_promoted = true;
        match &self.bouncer {
            Some(bouncer) => bouncer.lead_to(replica.port, None),
            None => Ok(()),
        }
    }

    /// Stops the replica's replay, or lets it go on: what is saved meanwhile is on its disk and not to be seen there.
    ///
    /// # Errors
    /// When there is none.
    pub fn hold_replay(&self, is_held: bool) -> Result<(), Stop> {
        let replica = self.replica.as_ref().ok_or_else(|| Stop("there is no replica".to_owned()))?;
        let word = if is_held { "pause" } else { "resume" };
        replica.sql(DATABASE, &format!("SELECT pg_wal_replay_{word}()"))
    }

    fn tell(&self) {
        println!("database  {}", self.database_url());
        if let Some(replica) = &self.replica {
            println!("replica   {}", replica.url(DATABASE));
        }
        if let Some(bouncer) = &self.bouncer {
            println!("pooler    {}", bouncer.url(DATABASE));
        }
        for (number, node) in self.nodes.iter().enumerate() {
            println!("node {number}    http://127.0.0.1:{}  (process {})", node.port, node.pid().unwrap_or_default());
        }
        if let Some(address) = self.address() {
            println!("people    http://{address}");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // In the order of need; the servers end with their own drop.
        self.front = None;
        self.nodes.clear();
        self.bouncer = None;
        self.replica = None;
        self.primary.stop();
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Starts what is asked for, tells the addresses, and waits for the end of standard input.
///
/// # Errors
/// When a part does not start.
pub fn serve(wish: &Wish) -> Result<(), Stop> {
    let cluster = Cluster::start(wish, |url, folder| fill(wish, url, folder))?;
    cluster.tell();
    if wish.participants > 0 {
        let (people, url) = (told(&cluster), cluster.database_url());
        let folder = cluster.folder.display();
        println!("measure   cargo xtask bench run --url http://{people} --data {folder} --database-url {url}");
    }
    println!(
        "press Enter to see what each part used of the processor since the last time, Ctrl-D or Ctrl-C to stop it all"
    );
    let (events, mut before) = (wishes(), Used::now(&cluster));
    while let Ok(Asked::Figures) = events.recv() {
        let now = Used::now(&cluster);
        for ((part, seconds), (_, then)) in now.parts.iter().zip(&before.parts) {
            println!("{part:<9} {:.2} cores", (seconds - then) / now.at.duration_since(before.at).as_secs_f64());
        }
        before = now;
    }
    Ok(())
}

/// What the person at the terminal wants.
enum Asked {
    Figures,
    End,
}

/// Lines of standard input until its end, and Ctrl-C: whichever way it ends, every part is ended with it.
fn wishes() -> mpsc::Receiver<Asked> {
    let (told, events) = mpsc::channel();
    let also = told.clone();
    std::thread::spawn(move || {
        let lines = std::io::stdin().lock().lines().map_while(Result::ok);
        // Nobody listens once it is over.
        let all_told = lines.map(|_| Asked::Figures).chain(std::iter::once(Asked::End));
        all_told.map_while(|asked| told.send(asked).ok()).for_each(drop);
    });
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if runtime.is_ok_and(|runtime| runtime.block_on(tokio::signal::ctrl_c()).is_ok()) {
            drop(also.send(Asked::End));
        }
    });
    events
}

fn told(cluster: &Cluster) -> String {
    cluster.address().map(|address| address.to_string()).unwrap_or_default()
}

fn fill(wish: &Wish, url: &str, folder: &Path) -> Result<(), Stop> {
    if wish.participants == 0 {
        return Ok(());
    }
    let now = kit::clock::Clock::system().moment().now;
    let plan = Plan { participants: wish.participants, contacts: wish.contacts, organizations: 3, seed: 1, now };
    let (manifest, _) = world::make(&plan, Place::Postgres(url))?;
    manifest.write(folder)
}

#[cfg(test)]
mod tests;

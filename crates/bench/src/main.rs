//! `cargo xtask bench`: makes worlds and measures the program in them.

use std::{path::PathBuf, process::ExitCode};

use bench::{
    Stop, cluster,
    run::{self, Wish},
    world::{self, Place, Plan},
};
use clap::{Args, Parser, Subcommand};
use kit::clock::Clock;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Makes worlds and measures the program in them.
#[derive(Debug, Parser)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a world in an empty place
    World(World),
    /// Drive the program and say what it cost
    Run(Box<Wish>),
    /// Make docs/reference/performance.md of saved reports, the main one first
    Page {
        #[arg(required = true)]
        reports: Vec<PathBuf>,
    },
    /// Start several nodes with all that is around them, and wait for the end of standard input; or measure them
    Cluster(Cluster),
    /// Say what budgets and lanes cost a request
    Limits(run::LimitsWish),
    /// Answer every request with a page of the size that it asks for: the floor of any page
    #[command(hide = true)]
    Bare,
}

#[derive(Debug, Args)]
struct Cluster {
    #[command(flatten)]
    wish: cluster::Wish,
    #[command(flatten)]
    measure: cluster::Measure,
}

#[derive(Debug, Args)]
struct World {
    #[arg(long, default_value_t = 2_000)]
    participants: usize,
    #[arg(long, default_value_t = 100_000)]
    contacts: usize,
    #[arg(long, default_value_t = 3)]
    organizations: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The present of the world, such as 2026-11-22T12:00:00Z [default: now]
    #[arg(long)]
    now: Option<jiff::Timestamp>,
    /// The data folder
    #[arg(long, default_value = "accompany-data/bench")]
    data: PathBuf,
    /// Use PostgreSQL: postgres://user@host/name
    #[arg(long)]
    database_url: Option<String>,
}

fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::World(wish) => make(&wish),
        Command::Run(wish) => run::run(&wish),
        Command::Page { reports } => run::write_page(&reports),
        Command::Cluster(Cluster { wish, measure }) if measure.is_wanted() => cluster::measure(&wish, &measure),
        Command::Cluster(Cluster { wish, .. }) => cluster::serve(&wish),
        Command::Limits(wish) => run::limits(&wish),
        Command::Bare => bench::floors::bare::serve(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("bench: {stop}");
            ExitCode::FAILURE
        }
    }
}

fn make(wish: &World) -> Result<(), Stop> {
    std::fs::create_dir_all(&wish.data).map_err(Stop::because)?;
    let plan = Plan {
        participants: wish.participants,
        contacts: wish.contacts,
        organizations: wish.organizations,
        seed: wish.seed,
        now: wish.now.unwrap_or_else(|| Clock::system().moment().now),
    };
    let file = wish.data.join("accompany.db");
    let place = wish.database_url.as_deref().map_or(Place::Sqlite(&file), Place::Postgres);
    let (manifest, took) = world::make(&plan, place)?;
    manifest.write(&wish.data)?;
    let seconds = took.filling + took.indexing;
    println!(
        "{} rows in {:.1} s, indexes and keys in {:.1} s, shelves in {:.1} s: {:.0} contacts a second with their indexes",
        took.rows,
        took.filling,
        took.indexing,
        took.furnishing,
        f64::from(u32::try_from(plan.contacts).unwrap_or(u32::MAX)) / seconds.max(0.001),
    );
    Ok(())
}

//! Measuring: starts the program on a world, signs people in, puts load on it, and measures floors in the same run.

mod cast;
mod chores;
mod figures;
mod http;
mod journeys;
mod limits;
mod load;
mod promised;
mod recording;
mod report;
mod server;
mod syncs;

use std::{path::PathBuf, time::Duration};

use clap::Args;

use self::journeys::{PAGES, Step};
pub(crate) use self::{
    cast::Cast,
    load::{Load, put_between},
    server::{WITHOUT_BUDGETS, figure},
};
pub use self::{
    figures::{Stretch, Times, float},
    http::{Answer, Ask, Line},
    limits::{Wish as LimitsWish, limits},
    report::Report,
    server::{Server, Used},
};
use crate::{Stop, floors, manifest::Manifest};

/// What to measure.
#[derive(Debug, Args)]
pub struct Wish {
    /// The data folder of a world
    #[arg(long, default_value = "accompany-data/bench")]
    data: PathBuf,
    /// Where the program runs already [default: it is started]
    #[arg(long)]
    url: Option<String>,
    /// Use PostgreSQL: postgres://user@host/name
    #[arg(long)]
    database_url: Option<String>,
    /// The program [default: beside this one]
    #[arg(long)]
    program: Option<PathBuf>,
    /// How many at once, one stretch each
    #[arg(long, value_delimiter = ',', default_value = "1,16,64,256")]
    connections: Vec<usize>,
    /// Length of a stretch
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Also arrivals at these constant rates a second, each over 64 connections
    #[arg(long, value_delimiter = ',')]
    open: Vec<f64>,
    /// Take compressed answers, as browsers do
    #[arg(long)]
    compressed: bool,
    /// Also a backup, an import and an export, with journeys beside the first two
    #[arg(long)]
    chores: bool,
    /// People who come in by the import of `--chores`
    #[arg(long, default_value_t = 0)]
    import_rows: usize,
    /// Count how often the program asks the disk to make something last: needs `perf`, and the right to trace
    #[arg(long)]
    count_syncs: bool,
    /// Leave out the pages one by one
    #[arg(long)]
    no_pages: bool,
    /// The program built for development, whose statements are replayed on raw SQLite [default: not measured]
    #[arg(long)]
    recorder: Option<PathBuf>,
    /// Leave out the floors
    #[arg(long)]
    no_floors: bool,
    /// A report of a smaller world to compare with
    #[arg(long)]
    against: Option<PathBuf>,
    /// What is odd about this run, for its heading
    #[arg(long, default_value = "")]
    remark: String,
    /// Where the report goes
    #[arg(long, default_value = "target/bench/report.json")]
    report: PathBuf,
    /// Write docs/reference/performance.md
    #[arg(long)]
    write_docs: bool,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Measures, prints and saves.
///
/// # Errors
/// When the program does not start or lets nobody in.
pub fn run(wish: &Wish) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Stop::because)?;
    let report = runtime.block_on(measure(wish))?;
    println!("{}", report.markdown());
    report.write(&wish.report)?;
    eprintln!("saved as {}", wish.report.display());
    if wish.write_docs {
        write_page(std::slice::from_ref(&wish.report))?;
    }
    Ok(())
}

/// Writes the page of the documentation from saved reports.
///
/// # Errors
/// When one cannot be read, or the page not be written.
pub fn write_page(reports: &[PathBuf]) -> Result<(), Stop> {
    let reports = reports.iter().map(|path| Report::read(path)).collect::<Result<Vec<_>, _>>()?;
    std::fs::write("docs/reference/performance.md", report::document(&reports)).map_err(Stop::because)
}

async fn measure(wish: &Wish) -> Result<Report, Stop> {
    let manifest = Manifest::read(&wish.data)?;
    let mut server = start(wish)?;
    if wish.count_syncs {
        server.count_syncs()?;
    }
    rest(&server).await;
    let idle = server.used().await;
    let cast = Cast::sign_in(server.address, &manifest).await?;
    let mut report = Report::new(&manifest, wish.database_url.is_some(), wish.compressed);
    wish.remark.clone_into(&mut report.remark);
    report.started_seconds = server.started_in.map(|took| took.as_secs_f64());
    report.idle = Some(idle).filter(|_| server.pid.is_some());
    if !wish.no_pages {
        pages(wish, &server, &cast, &mut report).await;
        if !wish.no_floors {
            // Now, while the machine is as quiet as it was for the pages.
            bare(wish, &mut report).await?;
        }
    }
    for connections in &wish.connections {
        say(&format!("mixed journeys, {connections} connections"));
        let load = Load { connections: *connections, ..wish.load("mixed", None) };
        report.stretches.push(load::put(&server, &cast, load).await);
    }
    for rate in &wish.open {
        say(&format!("{rate} arrivals a second"));
        let load = Load { connections: 64, rate: Some(*rate), ..wish.load("arrivals", None) };
        report.stretches.push(load::put(&server, &cast, load).await);
    }
    durable(wish, &server, &cast, &mut report).await;
    if wish.chores {
        chores::measure(wish, &server, &cast, &mut report).await?;
    }
    drop(server);
    if !wish.no_floors {
        disk(wish, &mut report).await?;
    }
    if let (Some(recorder), None) = (&wish.recorder, &wish.database_url) {
        recording::measure(wish, recorder, &manifest, &mut report).await?;
    }
    if let Some(other) = &wish.against {
        report.smaller = Some(Box::new(Report::read(other)?));
    }
    Ok(report)
}

/// Each page by itself, one after the other.
async fn pages(wish: &Wish, server: &Server, cast: &Cast, report: &mut Report) {
    for step in PAGES {
        say(step.word());
        let seconds = (wish.seconds / 3.0).clamp(0.5, 10.0);
        let load = Load { seconds, ..wish.load(step.word(), Some(*step)) };
        report.pages.push(load::put(server, cast, load).await);
    }
}

/// Only notes signed, and only pauses saved, by one and by many at once.
async fn durable(wish: &Wish, server: &Server, cast: &Cast, report: &mut Report) {
    for (step, connections) in
        [(Step::Sign, 1), (Step::Sign, 16), (Step::Sign, 64), (Step::Draft, 1), (Step::Draft, 64)]
    {
        say(&format!("{}, {connections} connections", step.word()));
        let load = Load { connections, seconds: (wish.seconds / 2.0).max(0.5), ..wish.load(step.word(), Some(step)) };
        report.durable.push(load::put(server, cast, load).await);
    }
}

/// A bare handler's answers of the pages' sizes.
async fn bare(wish: &Wish, report: &mut Report) -> Result<(), Stop> {
    say("a bare handler");
    let sizes: Vec<(String, u64)> = report
        .pages
        .iter()
        .filter_map(|page| page.steps.get(&page.name).map(|times| (page.name.clone(), times.bytes)))
        .collect();
    report.bare = floors::bare::measure(&sizes, (wish.seconds / 5.0).clamp(0.3, 3.0)).await?;
    Ok(())
}

async fn disk(wish: &Wish, report: &mut Report) -> Result<(), Stop> {
    say("the disk");
    let folder = wish.data.clone();
    let disk = tokio::task::spawn_blocking(move || floors::disk::measure(&folder)).await.map_err(Stop::because)?;
    report.disk = Some(disk?);
    Ok(())
}

/// The program looks at everybody's clocks after a start: what it finds is not what is measured.
async fn rest(server: &Server) {
    say("waiting until the program rests");
    if !server.rest(Duration::from_secs(600)).await {
        say("it does not rest: the figures hold its chores too");
    }
}

fn start(wish: &Wish) -> Result<Server, Stop> {
    if let Some(url) = &wish.url {
        return Server::elsewhere(url);
    }
    Server::start(&wish.program()?, &wish.words(), &[])
}

impl Wish {
    /// The program that is measured.
    fn program(&self) -> Result<PathBuf, Stop> {
        let beside = std::env::current_exe().map_err(Stop::because)?.with_file_name("accompany");
        Ok(self.program.clone().unwrap_or(beside))
    }

    /// The command line of the program.
    fn words(&self) -> Vec<String> {
        let mut words = ["serve", "--listen", "127.0.0.1:0", "--data"].map(str::to_owned).to_vec();
        words.push(self.data.display().to_string());
        words.extend(self.database_url.iter().flat_map(|url| ["--database-url".to_owned(), url.clone()]));
        words
    }

    fn load<'l>(&self, name: &'l str, only: Option<Step>) -> Load<'l> {
        Load {
            name,
            connections: 1,
            rate: None,
            seconds: self.seconds,
            only,
            is_compressed: self.compressed,
            seed: self.seed,
        }
    }
}

fn say(words: &str) {
    eprintln!("→ {words}");
}

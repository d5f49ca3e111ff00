//! Heavy chores while people work: a backup, an import, and taking everything of a program out.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{Wish, cast::Cast, figures::Stretch, load, load::Load, report::Report, say, server::Server};
use crate::Stop;

/// Connections that work meanwhile.
const CONNECTIONS: usize = 8;
/// A chore that took a smaller part of its stretch says nothing of it.
const ENOUGH: f64 = 0.8;

/// The journeys alone and with a chore beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    pub alone: Stretch,
    pub during: Stretch,
    /// Which part of the stretch the chore was at work.
    pub share: f64,
    /// What the chore was about, in words.
    pub words: String,
}

impl Beside {
    /// How many times longer the 95th waited; none when the chore was over too soon to tell.
    pub fn ratio(&self) -> Option<f64> {
        (self.share >= ENOUGH).then(|| self.during.all.p95 / self.alone.all.p95)
    }
}

/// An export by itself.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Export {
    pub seconds: f64,
    /// The tables as they are before they are packed.
    pub megabytes: f64,
    pub peak_mb: f64,
}

/// Measures each chore.
///
/// # Errors
/// When a chore cannot be started.
pub async fn measure(wish: &Wish, server: &Server, cast: &Cast, report: &mut Report) -> Result<(), Stop> {
    let load = Load { connections: CONNECTIONS, ..wish.load("mixed", None) };
    say("mixed journeys, nothing beside them");
    let alone = load::put(server, cast, load).await;
    let backup = wish.data.join("bench.backup");
    drop(std::fs::remove_file(&backup));
    let words = ["backup".to_owned(), backup.display().to_string()];
    report.backup = Some(beside(wish, (server, cast), &alone, load, &words, "a backup").await?);
    drop(std::fs::remove_file(&backup));
    if wish.import_rows > 0 {
        let file = wish.data.join("bench-import.csv");
        write_people(&file, wish.import_rows).map_err(Stop::because)?;
        let (path, house) = (file.display().to_string(), "Harbor Light Peer Network 1");
        let words = ["import", &path, "--target", "participants", "--organization", house, "--program", "Program 1"];
        let what = format!("{} rows", wish.import_rows);
        report.import = Some(beside(wish, (server, cast), &alone, load, &words.map(str::to_owned), &what).await?);
        drop(std::fs::remove_file(&file));
    }
    report.export = Some(export(wish).await?);
    Ok(())
}

/// The journeys while a chore is at work; the chore is ended with the stretch.
async fn beside(
    wish: &Wish,
    (server, cast): (&Server, &Cast),
    alone: &Stretch,
    load: Load<'_>,
    words: &[String],
    what: &str,
) -> Result<Beside, Stop> {
    say(&format!("mixed journeys with {what} beside them"));
    let mut chore = start(wish, words)?;
    let (begun, waiting) = (Instant::now(), std::cell::Cell::new(None));
    let watch = async {
        while waiting.get().is_none() {
            if chore.try_wait().is_ok_and(|ended| ended.is_some()) {
                waiting.set(Some(begun.elapsed().as_secs_f64()));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        std::future::pending::<()>().await;
    };
    let during = tokio::select! {
        during = load::put(server, cast, load) => during,
        () = watch => alone.clone(),
    };
    let whole = begun.elapsed().as_secs_f64();
    let share = waiting.get().map_or(1.0, |ended: f64| ended / whole);
    drop(chore.kill());
    drop(chore.wait());
    Ok(Beside { alone: alone.clone(), during, share, words: what.to_owned() })
}

async fn export(wish: &Wish) -> Result<Export, Stop> {
    say("export of a program");
    let file = wish.data.join("bench-export.zip");
    let (path, house) = (file.display().to_string(), "Harbor Light Peer Network 1");
    let words = ["export", &path, "--program", "Program 1", "--organization", house, "--why", "Measuring"];
    let (begun, mut chore, mut peak) = (Instant::now(), start(wish, &words.map(str::to_owned))?, 0.0_f64);
    let status = loop {
        peak = peak.max(super::server::Used::of(chore.id()).own_mb);
        if let Some(status) = chore.try_wait().map_err(Stop::because)? {
            break status;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let seconds = begun.elapsed().as_secs_f64();
    if !status.success() {
        return Err(Stop("the export did not end well".to_owned()));
    }
    let megabytes = unpacked(&file)?;
    drop(std::fs::remove_file(&file));
    Ok(Export { seconds, megabytes, peak_mb: peak })
}

fn unpacked(file: &Path) -> Result<f64, Stop> {
    let mut zip = zip::ZipArchive::new(File::open(file).map_err(Stop::because)?).map_err(Stop::because)?;
    let mut bytes = 0_u64;
    for place in 0..zip.len() {
        bytes += zip.by_index(place).map_err(Stop::because)?.size();
    }
    Ok(super::float(bytes / 1_000) / 1_000.0)
}

fn start(wish: &Wish, words: &[String]) -> Result<Child, Stop> {
    let program: PathBuf = wish.program()?;
    let mut command = Command::new(program);
    command.args(words).arg("--data").arg(&wish.data).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(url) = &wish.database_url {
        command.args(["--database-url", url]);
    }
    command.spawn().map_err(Stop::because)
}

/// A file as another program would give it.
fn write_people(path: &Path, rows: usize) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "Id,First name,Last name,Date of birth,Phone,Status,Status date,Preferred language")?;
    for row in 0..rows {
        let name = crate::world::made_up_name(row);
        let (first, last) = name.split_once(' ').unwrap_or((&name, "Moore"));
        let (month, day, tail) = (1 + row % 12, 1 + row % 28, row % 10_000);
        writeln!(
            out,
            "M{row},{first},{last},1980-{month:02}-{day:02},(555) 300-{tail:04},active,2024-{month:02}-{day:02},English"
        )?;
    }
    out.flush()
}

//! `accompany import`: bring a file in from the command line, or only look at it.

use std::{
    fs::File,
    io::{IsTerminal, Write, stderr},
    path::{Path, PathBuf},
    thread,
};

use care::moving::{self, Desk, ImportId, NewImport, Report, Target, mapping};
use clap::Args;
use ground::{App, access::Scope, rules::matrix::Permission};
use kit::{
    clock::Clock,
    config::Config,
    db::DbError,
    tabular::{Mapping, Problem, WriteOptions, Writer},
};

use super::{Opened, Stop, turn, who};

/// What `accompany import` takes.
#[derive(Debug, Args)]
pub struct Wish {
    /// The file: CSV, with any divider and encoding
    #[arg(required_unless_present = "undo")]
    file: Option<PathBuf>,
    /// What its rows become: participants, contacts, goals or staff
    #[arg(long, value_name = "WHAT", required_unless_present = "undo")]
    target: Option<String>,
    /// Take out again what an import brought in, as far as nobody has gone on with it
    #[arg(long, value_name = "IMPORT", conflicts_with_all = ["file", "target"])]
    undo: Option<ImportId>,
    /// The organization, when there is more than one
    #[arg(long, value_name = "NAME|ID")]
    organization: Option<String>,
    /// The program that all rows belong to, when no column names one
    #[arg(long, value_name = "NAME")]
    program: Option<String>,
    /// Which column fills which field: a saved mapping's name, or a TOML file [default: one that fits, else a guess]
    #[arg(long, value_name = "NAME|FILE.toml")]
    mapping: Option<String>,
    /// Keep the mapping under this name for next time
    #[arg(long, value_name = "NAME")]
    save_mapping: Option<String>,
    /// Write the mapping to this file, to look at it and change it
    #[arg(long, value_name = "FILE.toml")]
    write_mapping: Option<PathBuf>,
    /// Write every problem to this file, by line and field
    #[arg(long, value_name = "FILE.csv")]
    problems: Option<PathBuf>,
    /// The e-mail address of the person in whose name this is done [default: a director]
    #[arg(long = "as", value_name = "EMAIL")]
    address: Option<String>,
    /// Only look: say what would come in, and every problem
    #[arg(long)]
    dry_run: bool,
}

/// What the command works with.
struct Work {
    desk: Desk,
    scope: Scope,
    target: Target,
    mapping: Mapping,
    path: PathBuf,
}

pub fn run(config: Config, wish: &Wish) -> Result<(), Stop> {
    let runtime = super::open::runtime()?;
    let _entered = runtime.enter();
    let Opened { app } = super::program(config, Clock::system())?;
    if let Some(id) = wish.undo {
        return undo(&app, wish, id);
    }
    let work = prepare(&app, wish)?;
    moving::recover(&work.desk).map_err(Stop::because)?;
    keep_mapping(&work, wish)?;
    let report = look_aside(&work, wish.problems.as_deref())?;
    tell(&work, &report);
    if wish.dry_run {
        return Ok(());
    }
    if !report.is_ready() {
        return if report.unsettled.is_empty() && report.with_problems == 0 {
            println!("nothing to add");
            Ok(())
        } else {
            Err(Stop("nothing was brought in: mend the file or the mapping, and look again with --dry-run".to_owned()))
        };
    }
    bring_in(&work, &report)
}

fn undo(app: &App, wish: &Wish, id: ImportId) -> Result<(), Stop> {
    let house = who::organization(app, wish.organization.as_deref())?;
    let (_, scope) = who::scope(app, &house, wish.address.as_deref(), Permission::ImportData)?;
    let desk = Desk { db: app.db.clone(), clock: app.clock.clone() };
    let stayed = moving::undo(&desk, &scope, id, &mut show("taken out")).map_err(Stop::because)?;
    println!("taken out; {stayed} stayed because somebody has gone on with them");
    Ok(())
}

fn prepare(app: &App, wish: &Wish) -> Result<Work, Stop> {
    let target = Target::from_word(wish.target.as_deref().unwrap_or_default())
        .ok_or_else(|| Stop("--target is one of: participants, contacts, goals, staff".to_owned()))?;
    let house = who::organization(app, wish.organization.as_deref())?;
    let (_, scope) = who::scope(app, &house, wish.address.as_deref(), Permission::ImportData)?;
    let desk = Desk { db: app.db.clone(), clock: app.clock.clone() };
    let path = wish.file.clone().unwrap_or_default();
    let sniffed = moving::sniff(&path).map_err(|error| Stop(format!("{}: {error}", path.display())))?;
    let organization = scope.organization;
    let saved: Result<_, DbError> =
        desk.db.read_now(scope.tenant(), move |tx| moving::mappings(tx, organization, target));
    let saved = saved.map_err(Stop::because)?;
    let mut mapping = match wish.mapping.as_deref() {
        Some(said) => named_mapping(said, target, saved)?,
        None => mapping::for_file(target, &sniffed.columns, saved),
    };
    if let Some(program) = &wish.program {
        mapping::fix(&mut mapping, "program", program);
    }
    Ok(Work { desk, scope, target, mapping, path })
}

fn named_mapping(said: &str, target: Target, saved: Vec<Mapping>) -> Result<Mapping, Stop> {
    if said.ends_with(".toml") {
        let text = std::fs::read_to_string(said).map_err(|error| Stop(format!("{said}: {error}")))?;
        return mapping::read(&text).map_err(|error| Stop(format!("{said}: {error}")));
    }
    let mut all = saved.into_iter().chain(mapping::shipped()).filter(|mapping| mapping.target == target.word());
    all.find(|mapping| mapping.name.eq_ignore_ascii_case(said))
        .ok_or_else(|| Stop(format!("there is no saved mapping \"{said}\" for {target}")))
}

fn keep_mapping(work: &Work, wish: &Wish) -> Result<(), Stop> {
    if let Some(path) = &wish.write_mapping {
        std::fs::write(path, mapping::write(&work.mapping)).map_err(Stop::because)?;
    }
    let Some(name) = &wish.save_mapping else { return Ok(()) };
    let (scope, mapping) = (work.scope.clone(), Mapping { name: name.clone(), ..work.mapping.clone() });
    let kept: Result<(), DbError> =
        work.desk.db.write_now(work.scope.tenant(), move |tx| moving::save_mapping(tx, &scope, &mapping));
    kept.map_err(Stop::because)
}

/// Looks at the file, which reads for long, behind everybody else; what is written afterwards must not be.
fn look_aside(work: &Work, problems: Option<&Path>) -> Result<Report, Stop> {
    let looking = || {
        turn::go_behind(turn::LAST);
        look(work, problems)
    };
    let looked = thread::scope(|threads| threads.spawn(looking).join());
    looked.map_err(|_| Stop("the look at the file was cut short".to_owned()))?
}

fn look(work: &Work, problems: Option<&Path>) -> Result<Report, Stop> {
    let mut table = problems.map(problem_table).transpose().map_err(Stop::because)?;
    let mut take = |problem: &Problem| match &mut table {
        Some(table) => table.row(moving::problem_cells(problem)),
        None => Ok(()),
    };
    let organization = work.scope.organization;
    let looked = moving::look(
        &work.desk,
        organization,
        work.target,
        &work.mapping,
        &work.path,
        &mut take,
        &mut show("looked at"),
    );
    if let Some(table) = table {
        table.finish().map_err(Stop::because)?;
    }
    looked.map_err(Stop::because)
}

fn problem_table(path: &Path) -> std::io::Result<Writer<std::io::BufWriter<File>>> {
    let mut table = Writer::new(std::io::BufWriter::new(File::create(path)?), WriteOptions::default())?;
    table.row(moving::PROBLEM_HEADS)?;
    Ok(table)
}

/// Shows progress in one line of a terminal; a log file gets none.
fn show(done: &'static str) -> impl FnMut(u64, u64) {
    let is_terminal = stderr().is_terminal();
    move |rows, total| {
        if is_terminal {
            let of = if total > 0 { format!(" of {total}") } else { String::new() };
            // A terminal that is gone does not stop the work.
            drop(write!(stderr(), "\r{rows}{of} rows {done} "));
        }
    }
}

fn tell(work: &Work, report: &Report) {
    if stderr().is_terminal() {
        eprintln!();
    }
    for line in report.file_in_words() {
        println!("{line}");
    }
    let schema = work.target.schema();
    for column in &work.mapping.columns {
        let label = schema.field(&column.field).map_or(column.field.as_str(), |field| field.label.as_ref());
        println!("  {} → {label}", column.source);
    }
    for (field, value) in &work.mapping.fixed {
        println!("  every row: {field} = {value}");
    }
    println!(
        "{} rows = {} to add + {} already there + {} the same again + {} with problems + {} blank + {} repeated headers",
        report.rows,
        report.to_add,
        report.already_there,
        report.again,
        report.with_problems,
        report.blank,
        report.repeated_headers
    );
    for problem in report.unsettled.iter().chain(&report.listed) {
        println!("  {problem}");
    }
    for count in &report.counts {
        let field = count.field.as_deref().unwrap_or("the row");
        println!("  {} × {} ({field})", count.count, count.kind);
    }
}

fn bring_in(work: &Work, report: &Report) -> Result<(), Stop> {
    let name = work.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let id: ImportId = work.scope.at.id();
    let new = NewImport {
        id,
        target: work.target,
        file_name: name,
        file: None,
        mapping: work.mapping.clone(),
        report: report.clone(),
    };
    moving::insert_looked_at(&work.desk, &work.scope, new).map_err(Stop::because)?;
    let added = moving::run(&work.desk, &work.scope, id, &work.path, &mut show("brought in")).map_err(Stop::because)?;
    if stderr().is_terminal() {
        eprintln!();
    }
    println!("{added} added. To take them out again: accompany import --undo {id}");
    Ok(())
}

//! Recording what each page asks of the database, from the program built for development.

use std::path::Path;

use super::{
    Wish,
    cast::Cast,
    http::Line,
    journeys::{PAGES, Step, Walker},
    report::Report,
    server::Server,
};
use crate::{
    Stop,
    floors::statements::{Script, connect},
    manifest::Manifest,
};

/// Replays the statements of each page and writes down what they cost.
pub async fn measure(wish: &Wish, recorder: &Path, manifest: &Manifest, report: &mut Report) -> Result<(), Stop> {
    let file = wish.data.join("bench-statements.jsonl");
    drop(std::fs::remove_file(&file));
    let variable = (kit::db::heard::VARIABLE, file.display().to_string());
    let server = Server::start(recorder, &wish.words(), &[variable])?;
    let cast = Cast::sign_in(server.address, manifest).await?;
    let mut scripts = Vec::new();
    for step in PAGES {
        super::say(&format!("statements of {}", step.word()));
        if let Some(script) = listen(&server, &cast, *step, &file).await? {
            scripts.push((*step, script));
        }
    }
    drop(server);
    let connection = connect(&wish.data.join("accompany.db"))?;
    for (step, script) in scripts {
        let micros = script.measure(&connection, (wish.seconds / 10.0).clamp(0.2, 1.0))?;
        report.statements.insert(step.word().to_owned(), micros);
        report.counts.insert(step.word().to_owned(), script.len());
    }
    drop(std::fs::remove_file(&file));
    Ok(())
}

/// The statements of a second look: by then nothing is prepared or read for the first time. Fewest of a few
/// tries, because the program's chores write into the same file.
async fn listen(server: &Server, cast: &Cast, step: Step, file: &Path) -> Result<Option<Script>, Stop> {
    let mut fewest: Option<Script> = None;
    for _ in 0..3 {
        let mut walker = Walker::new(cast, server.address, 0, 1, false);
        let Some((path, session)) = walker.page(step) else { return Ok(None) };
        let ask = super::Ask { session: session.as_deref(), ..super::Ask::get(&path) };
        let mut line = Line::new(server.address);
        line.ask(&ask, false).await.map_err(Stop::because)?;
        let from = std::fs::metadata(file).map_err(Stop::because)?.len();
        line.ask(&ask, false).await.map_err(Stop::because)?;
        let script = Script::read(file, usize::try_from(from).unwrap_or_default())?;
        if !script.is_empty() && fewest.as_ref().is_none_or(|fewest| script.len() < fewest.len()) {
            fewest = Some(script);
        }
    }
    Ok(fewest)
}

//! Recording what each page asks of the database, from the program built for development.

use std::{collections::HashSet, path::Path};

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
    floors::statements::{Script, connect, measure_all},
    manifest::Manifest,
};

/// How many looks at each page are recorded: so many that not all they read stays in the nearest caches.
const LOOKS: usize = 192;

/// Replays the statements of each page and writes down what they cost.
pub async fn measure(wish: &Wish, recorder: &Path, manifest: &Manifest, report: &mut Report) -> Result<(), Stop> {
    let file = wish.data.join("bench-statements.jsonl");
    drop(std::fs::remove_file(&file));
    let variable = (kit::db::heard::VARIABLE, file.display().to_string());
    let server = Server::start(recorder, &wish.words(), &[variable])?;
    let cast = Cast::sign_in(server.address, manifest).await?;
    let mut pages = Vec::new();
    for step in PAGES {
        super::say(&format!("statements of {}", step.word()));
        pages.push((*step, looks(wish, &server, &cast, *step, &file).await?));
    }
    drop(server);
    let connection = connect(&wish.data.join("accompany.db"))?;
    for (step, looks) in pages {
        let Some(micros) = measure_all(&looks, &connection, (wish.seconds / 5.0).clamp(0.2, 2.0))? else { continue };
        report.statements.insert(step.word().to_owned(), micros);
        let most = looks.iter().map(Script::len).max().unwrap_or_default();
        report.counts.insert(step.word().to_owned(), most);
    }
    drop(std::fs::remove_file(&file));
    Ok(())
}

/// The statements of the first looks that the load takes at a page, each look once: the same people, names and notes.
async fn looks(wish: &Wish, server: &Server, cast: &Cast, step: Step, file: &Path) -> Result<Vec<Script>, Stop> {
    let mut walker = Walker::new(cast, server.address, 0, wish.seed, false);
    let (mut seen, mut looks) = (HashSet::new(), Vec::new());
    for _ in 0..LOOKS {
        let Some((path, session)) = walker.page(step) else { break };
        if !seen.insert((path.clone(), session.clone())) {
            continue;
        }
        let ask = super::Ask { session: session.as_deref(), ..super::Ask::get(&path) };
        looks.extend(listen(server, &ask, file).await?);
    }
    Ok(looks)
}

/// The statements of a second look: by then nothing is prepared or read for the first time. The fewer of two tries,
/// because the program's chores write into the same file.
async fn listen(server: &Server, ask: &super::Ask<'_>, file: &Path) -> Result<Option<Script>, Stop> {
    let mut line = Line::new(server.address);
    line.ask(ask, false).await.map_err(Stop::because)?;
    let mut fewest: Option<Script> = None;
    for _ in 0..2 {
        let from = std::fs::metadata(file).map_err(Stop::because)?.len();
        line.ask(ask, false).await.map_err(Stop::because)?;
        let script = Script::read(file, usize::try_from(from).unwrap_or_default())?;
        if !script.is_empty() && fewest.as_ref().is_none_or(|fewest| script.len() < fewest.len()) {
            fewest = Some(script);
        }
    }
    Ok(fewest)
}

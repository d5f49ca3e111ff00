//! `accompany serve`: the pages over HTTP, until told to stop.

mod background;
mod faults;
mod files;
mod guard;
mod health;
mod kept;
mod layers;
mod line;
mod listen;
mod session;
#[cfg(test)]
mod tests;
mod turns;
mod way;

use axum::Router;
use ground::App;
use kit::{
    clock::Clock,
    config::{Config, Database},
};

pub use self::listen::certificate;
use self::way::House;
use crate::commands::{Opened, Stop, lock, make_folder, try_writing, turn};

/// Serves until SIGTERM or Ctrl-C; answers in progress are finished first.
pub fn run(config: Config, is_demo: bool) -> Result<(), Stop> {
    crate::commands::start_log(&config);
    let metrics = health::start_metrics();
    make_folder(&config.data)?;
    let _lock = lock::shared(&config)?;
    try_writing(&config.data)?;
    // Entered before the program is put together: the mailer's pool needs a runtime from its first moment to its last.
    let runtime = runtime(&config).map_err(Stop::because)?;
    let _entered = runtime.enter();
    let Opened { app } = crate::commands::program(config, Clock::system())?;
    if is_demo {
        crate::demo::load::load(&app)?;
    }
    runtime.block_on(async {
        let journal = app.db.is_sqlite().then(|| app.config.data.join("looks"));
        let looks = app.gather_looks(journal.as_deref()).await.map_err(Stop::because)?;
        let background = background::Background::start(&app, looks);
        let door = line::Door::new(app.config.limits.connections, app.config.limits.patience);
        let figures = health::Figures::new(metrics, door.clone());
        let upkeep = tokio::spawn(figures.clone().keep_up());
        let served = listen::until_stopped(app.clone(), router(app, figures), door).await;
        upkeep.abort();
        background.stop().await;
        served
    })
}

/// The threads that answer. They go a little behind the one that writes to SQLite: whoever waits for the disk waits for that
/// one, and it must not wait for its turn behind pages (decision 20).
fn runtime(config: &Config) -> std::io::Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if matches!(config.database, Database::Sqlite(_)) {
        builder.on_thread_start(|| turn::go_behind(turn::ANSWERING));
    }
    builder.worker_threads(crate::commands::threads(config)).enable_all().build()
}

/// Everything that answers, over what a configuration names, without a socket and without chores: for tests that ask it
/// directly.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn within(config: Config, clock: Clock) -> Result<Router, Stop> {
    let Opened { app } = crate::commands::program(config, clock)?;
    let journal = app.db.is_sqlite().then(|| app.config.data.join("looks"));
    app.gather_looks(journal.as_deref()).await.map_err(Stop::because)?;
    Ok(router(app, health::Figures::default()))
}

/// Everything that answers, with its layers.
pub fn router(app: App, figures: health::Figures) -> Router {
    let turns = turns::Turns::new(&app.config.limits);
    let mut pages = Router::new();
    for route in app.areas.iter().flat_map(|area| (area.routes)()) {
        pages = pages.route(route.path, guard::enforce(route.guard, route.handler));
    }
    let pages = pages
        .fallback(faults::not_there)
        .layer(axum::middleware::from_fn_with_state(House { app: app.clone(), turns: turns.clone() }, way::lead));
    let router = Router::new().merge(pages).merge(files::routes()).merge(health::routes(figures, turns));
    layers::around(router, &app).with_state(app)
}

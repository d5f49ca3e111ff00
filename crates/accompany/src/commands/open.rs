//! Opening what the configuration names: the data folder, the database, the keys, and the whole program.

use std::path::Path;

use ground::{App, app::Parts, rules::Rules};
use kit::{
    clock::Clock,
    config::{Config, Database},
    db::{Db, DbError, Tenant},
    files::Files,
    mail::Mailer,
    secrets::{Cost, Hasher, Relying, SealKey},
};

use super::Stop;

/// The database that the configuration names; its folder is made when it is missing.
pub fn database(config: &Config) -> Result<Db, Stop> {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let readers = config.database_readers.unwrap_or(cores);
    match &config.database {
        Database::Sqlite(path) => {
            make_folder(path.parent().unwrap_or(&config.data))?;
            Db::open_sqlite(path, readers).map_err(|error| Stop(format!("cannot open {}: {error}", path.display())))
        }
        Database::Postgres(url) => Db::open_postgres(url.reveal(), readers.saturating_mul(2).max(4))
            .map_err(|error| Stop(format!("cannot reach PostgreSQL: {error}"))),
    }
}

fn make_folder(folder: &Path) -> Result<(), Stop> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Stop(format!("cannot make the folder {}: {error}", folder.display())))
}

/// The program, put together and with its schema up to date, but not yet serving.
pub struct Opened {
    pub app: App,
}

/// Opens everything.
pub fn program(config: Config, clock: Clock) -> Result<Opened, Stop> {
    make_folder(&config.data)?;
    let db = database(&config)?;
    let moment = clock.moment();
    db.migrate(&ground::schema::steps().map_err(Stop::because)?, moment.now).map_err(Stop::because)?;
    db.write_now(Tenant::System, |tx| ground::access::copy_grants(tx, &Rules::shipped().matrix))
        .map_err(|error: DbError| Stop::because(error))?;
    let seal = SealKey::open_or_create(&config.data.join("seal.key"), &mut moment.rng()).map_err(Stop::because)?;
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let parts = Parts {
        db,
        clock,
        messages: ground::schema::messages().map_err(Stop::because)?,
        areas: crate::areas::ALL,
        hasher: Hasher::new(Cost::OWASP, cores, 64).map_err(Stop::because)?,
        seal,
        passkeys: Relying::new(&config.public_url, "Accompany").ok(),
        mailer: Mailer::new(config.mail.as_ref()).map_err(Stop::because)?,
        files: Files::open(&config.files).map_err(Stop::because)?,
        config,
    };
    Ok(Opened { app: App::new(parts) })
}

//! Opening what the configuration names: the data folder, the database, the keys, and the whole program.

use std::{
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use ground::{App, app::Parts, rules::Rules};
use kit::{
    clock::Clock,
    config::{Config, Database},
    db::{Db, DbError, Server, Tenant},
    files::Files,
    mail::Mailer,
    secrets::{Cost, Hasher, Relying, SealKey},
};

use super::Stop;

/// Processor cores that this process may use.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// SQLite: pages that are read at a time.
fn readers(config: &Config) -> usize {
    config.database_readers.unwrap_or_else(cores)
}

/// Threads that answer: one for each core, or for each page that may be read at a time, because it is read there. More of
/// them than cores only take turns: an answer that has begun then waits for those that began later.
pub fn threads(config: &Config) -> usize {
    match &config.database {
        Database::Sqlite(_) => readers(config).max(cores()),
        Database::Postgres(_) => cores(),
    }
}

/// The database that the configuration names; its folder is made when it is missing.
pub fn database(config: &Config) -> Result<Db, Stop> {
    match &config.database {
        Database::Sqlite(path) => {
            make_folder(path.parent().unwrap_or(&config.data))?;
            let opened = Db::open_sqlite(path, readers(config));
            opened.map_err(|error| Stop(format!("cannot open {}: {error}", path.display())))
        }
        Database::Postgres(url) => {
            let server = Server {
                url: url.reveal().to_owned(),
                connections: config.database_connections.unwrap_or_else(|| cores().saturating_mul(2).max(4)),
                pooler: config.database_pooler,
                replica_url: config.database_replica.as_ref().map(|url| url.reveal().to_owned()),
            };
            Db::open_server(&server).map_err(|error| Stop(format!("cannot reach PostgreSQL: {error}")))
        }
    }
}

/// The database, for commands that only look: a missing SQLite file is not made.
pub fn existing_database(config: &Config) -> Result<Db, Stop> {
    match &config.database {
        Database::Sqlite(path) if !path.exists() => Err(Stop(format!("there is no database at {}", path.display()))),
        _ => database(config),
    }
}

/// Makes a folder that only its owner can look into, unless it is there already.
pub fn make_folder(folder: &Path) -> Result<(), Stop> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Stop(format!("cannot make the folder {}: {error}", folder.display())))
}

/// Whether a folder takes something to write: a megabyte, which is given back at once.
pub fn try_writing(folder: &Path) -> Result<(), Stop> {
    use std::io::Write;
    let tried = tempfile::tempfile_in(folder).and_then(|mut file| {
        file.write_all(&vec![0; 1 << 20])?;
        file.sync_all()
    });
    tried.map_err(|error| {
        let folder = folder.display();
        Stop(format!(
            "nothing can be written in {folder}: {error}. Make room on its disk, or let it be written, and start again"
        ))
    })
}

/// Makes the names in a file's folder durable: a rename is on the disk only then.
pub fn sync_folder_of(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}

/// Where the key is that seals second factors.
pub fn seal_key_path(config: &Config) -> PathBuf {
    config.data.join("seal.key")
}

/// For commands that wait on one thing at a time.
pub fn runtime() -> Result<tokio::runtime::Runtime, Stop> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Stop::because)
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
    let seal = SealKey::open_or_create(&seal_key_path(&config), &mut moment.rng()).map_err(Stop::because)?;
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
        refer: care::referrals::from_public,
        config,
    };
    Ok(Opened { app: App::new(parts) })
}

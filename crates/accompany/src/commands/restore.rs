//! `accompany restore FILE`: fills the configured database from a backup, all or nothing, whichever engine it came from.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use kit::{
    clock::Clock,
    config::{Config, Database},
    db::{Db, DbError, Migration, Tenant, catalog},
    files::Files,
    sql,
};

use super::{Stop, lock, open};
use crate::archive::{Archive, Trouble, load, unpack_files};

/// Restores. Attachments come first, because one too many does no harm; then the rows at one stroke; then the key.
pub fn run(config: &Config, file: &Path, is_replacing: bool) -> Result<(), Stop> {
    let words = |trouble: Trouble| Stop(format!("{}: {trouble}", file.display()));
    let mut archive = Archive::open(file).map_err(words)?;
    open::make_folder(&config.data)?;
    let _lock = lock::alone(config)?;
    refuse_to_overwrite(config, is_replacing)?;
    let now = Clock::system().moment().now;
    let known = ground::schema::steps().map_err(Stop::because)?;
    let seal_key = archive.seal_key().map_err(words)?;
    let files = Files::open(&config.files).map_err(Stop::because)?;
    let count = open::runtime()?.block_on(unpack_files(&mut archive, &files)).map_err(words)?;
    let rows = fill(config, archive, known, now).map_err(words)?;
    if let Some(key) = &seal_key {
        put_key(&open::seal_key_path(config), key, now).map_err(Stop::because)?;
    }
    println!("restored {rows} rows and {count} files from {}", file.display());
    if seal_key.is_none() {
        println!("the backup has no seal.key: put the one you kept at {}", open::seal_key_path(config).display());
    }
    println!("run `accompany verify` to look everything over");
    Ok(())
}

/// A database that holds an organization, or that cannot be read, is replaced only when asked for.
fn refuse_to_overwrite(config: &Config, is_replacing: bool) -> Result<(), Stop> {
    if is_replacing {
        return Ok(());
    }
    let place = match &config.database {
        Database::Sqlite(path) if !path.exists() => return Ok(()),
        Database::Sqlite(path) => path.display().to_string(),
        Database::Postgres(_) => "the PostgreSQL database".to_owned(),
    };
    if holds_an_organization(&open::database(config)?).map_err(Stop::because)? {
        let remedy = "Restore into another place, or add --replace to put the backup in its stead";
        return Err(Stop(format!("{place} holds an organization already. {remedy}")));
    }
    Ok(())
}

fn holds_an_organization(db: &Db) -> Result<bool, DbError> {
    db.read_now(Tenant::System, |tx| {
        if !catalog::tables(tx)?.iter().any(|table| table.name == "organizations") {
            return Ok(false);
        }
        Ok(tx.one::<i64>(sql!("SELECT COUNT(*) FROM organizations"), &[])?.unwrap_or_default() > 0)
    })
}

fn fill(config: &Config, archive: Archive, known: Vec<Migration>, now: Timestamp) -> Result<u64, Trouble> {
    match &config.database {
        Database::Sqlite(path) => fill_sqlite(path, archive, known, now),
        Database::Postgres(_) => {
            let db = open::database(config).map_err(|stop| std::io::Error::other(stop.0))?;
            fill_at_once(&db, archive, known, now)
        }
    }
}

fn fill_at_once(db: &Db, mut archive: Archive, known: Vec<Migration>, now: Timestamp) -> Result<u64, Trouble> {
    db.write_now(Tenant::System, move |tx| load(tx, &mut archive, &known, now))
}

/// Builds a new file beside the old one and puts it in its place in one step. The old one is kept under another name.
fn fill_sqlite(path: &Path, archive: Archive, known: Vec<Migration>, now: Timestamp) -> Result<u64, Trouble> {
    let fresh = named(path, ".restoring");
    remove_with_sides(&fresh)?;
    let db = Db::open_sqlite(&fresh, 1)?;
    let filled = fill_at_once(&db, archive, known, now);
    let is_closed = db.close();
    let swapped = filled.and_then(|rows| {
        if !is_closed {
            return Err(std::io::Error::other("the new database is still open").into());
        }
        swap(&fresh, path, now)?;
        Ok(rows)
    });
    if swapped.is_err() {
        // Named .restoring, it is never mistaken for the database, and the next restore begins by removing it.
        drop(remove_with_sides(&fresh));
    }
    swapped
}

fn swap(fresh: &Path, path: &Path, now: Timestamp) -> std::io::Result<()> {
    if named(fresh, "-wal").exists() {
        return Err(std::io::Error::other("the new database was not closed; is the disk full?"));
    }
    std::fs::File::open(fresh)?.sync_all()?;
    if path.exists() {
        // Opening and closing takes what the last run left in the side files into the database itself.
        if let Ok(old) = Db::open_sqlite(path, 1) {
            old.close();
        }
        let kept = named(path, &format!(".replaced-{}", now.strftime("%Y%m%dT%H%M%SZ")));
        std::fs::hard_link(path, &kept)?;
        // The side files of the old database would be read as the new one's.
        for side in ["-wal", "-shm"] {
            move_away(&named(path, side), &named(&kept, side))?;
        }
        println!("the former database is kept as {}; remove it when you no longer need it", kept.display());
    }
    std::fs::rename(fresh, path)?;
    open::sync_folder_of(path)
}

fn move_away(from: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn named(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn remove_with_sides(path: &Path) -> std::io::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        match std::fs::remove_file(named(path, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Writes the key that the restored second factors are sealed with. Another key that is there is kept beside it.
fn put_key(path: &Path, key: &[u8], now: Timestamp) -> std::io::Result<()> {
    use std::io::Write;
    if std::fs::read(path).is_ok_and(|there| there == key) {
        return Ok(());
    }
    if path.exists() {
        std::fs::rename(path, named(path, &format!(".replaced-{}", now.strftime("%Y%m%dT%H%M%SZ"))))?;
    }
    // A named temporary file is 0600 from its first moment.
    let mut fresh = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    fresh.write_all(key)?;
    fresh.as_file().sync_all()?;
    fresh.persist(path).map_err(|error| error.error)?;
    open::sync_folder_of(path)
}

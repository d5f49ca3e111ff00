//! `accompany backup FILE`: everything in one file, consistent while the program serves.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use kit::{
    clock::Clock,
    config::Config,
    db::{Db, Migration, Tenant, whole},
    files::Files,
};

use super::{Stop, open};
use crate::archive::{
    FORMAT, FORMAT_VERSION, Manifest, MemberMark, Packer, SEAL_KEY, StepMark, TableMark, Trouble, pack_files,
    pack_tables,
};

/// Writes the backup beside its place first: what stands at `file` is always a whole backup.
pub fn run(config: &Config, file: &Path, without_seal_key: bool) -> Result<(), Stop> {
    if file.exists() {
        return Err(Stop(format!("{} is there already; give the backup a new name", file.display())));
    }
    let partial = beside(file);
    let out = create(&partial).map_err(|error| Stop(format!("cannot write {}: {error}", partial.display())))?;
    let outcome = write(config, out, without_seal_key).and_then(|(out, manifest)| {
        out.sync_all()?;
        std::fs::rename(&partial, file)?;
        open::sync_folder_of(file)?;
        Ok(manifest)
    });
    let manifest = outcome.map_err(|error| {
        // A file that cannot be taken away either is named .partial and never mistaken for a backup.
        drop(std::fs::remove_file(&partial));
        Stop(error.to_string())
    })?;
    say(file, &manifest);
    Ok(())
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

/// A backup holds what the database holds: only its owner may read it, from its first byte.
fn create(path: &Path) -> std::io::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

fn write(config: &Config, out: File, without_seal_key: bool) -> Result<(File, Manifest), Trouble> {
    let words = |stop: Stop| std::io::Error::other(stop.0);
    let db = open::existing_database(config).map_err(words)?;
    let taken_at = Clock::system().moment().now;
    let known = ground::schema::steps()?;
    // Rows first: every attachment that a row names was stored before the row.
    let (mut packer, engine, steps, tables) = tables(&db, Packer::new(out), known)?;
    let files = open::runtime().map_err(words)?.block_on(pack_files(&Files::open(&config.files)?, &mut packer))?;
    let seal_key = if without_seal_key { None } else { add_seal_key(config, &mut packer)? };
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine,
        taken_at,
        steps,
        tables,
        files,
        seal_key,
    };
    Ok((packer.finish(&manifest)?, manifest))
}

type Tables = (Packer, String, Vec<StepMark>, Vec<TableMark>);

fn tables(db: &Db, mut packer: Packer, known: Vec<Migration>) -> Result<Tables, Trouble> {
    db.read_now(Tenant::System, move |tx| {
        let (engine, _) = whole::about_engine(tx)?;
        let (steps, tables) = pack_tables(tx, &mut packer, &known)?;
        Ok((packer, engine, steps, tables))
    })
}

fn add_seal_key(config: &Config, packer: &mut Packer) -> Result<Option<MemberMark>, Trouble> {
    match std::fs::read(open::seal_key_path(config)) {
        Ok(bytes) => packer.add(SEAL_KEY, &bytes).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn say(file: &Path, manifest: &Manifest) {
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    println!(
        "{} holds {rows} rows of {} tables and {} files",
        file.display(),
        manifest.tables.len(),
        manifest.files.count
    );
    match manifest.seal_key {
        Some(_) => println!("It also holds the key of the second factors: keep it where only you can read it"),
        None => println!("It does not hold the key of the second factors (seal.key): keep that file somewhere else"),
    }
}

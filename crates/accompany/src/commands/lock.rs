//! One lock a data folder, so that nothing is put in the place of a database that is being served. The operating system
//! lets go of it when the program ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};

use kit::config::Config;

use super::Stop;

/// Held by a program that serves from the data folder.
pub fn shared(config: &Config) -> Result<File, Stop> {
    taken(open(config)?, File::try_lock_shared, "a restore is under way in this data folder; wait until it is done")
}

/// Held by a command that replaces what is in the data folder.
pub fn alone(config: &Config) -> Result<File, Stop> {
    taken(open(config)?, File::try_lock, "the program is running on this data folder; stop it first")
}

fn open(config: &Config) -> Result<File, Stop> {
    let path = config.data.join("accompany.lock");
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    opened.map_err(|error| Stop(format!("cannot write in the data folder: {}: {error}", path.display())))
}

fn taken(file: File, lock: impl Fn(&File) -> Result<(), TryLockError>, words: &str) -> Result<File, Stop> {
    match lock(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Stop(words.to_owned())),
        Err(TryLockError::Error(error)) => Err(Stop(format!("cannot lock the data folder: {error}"))),
    }
}

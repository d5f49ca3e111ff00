//! The schema's steps and the message files, embedded from the workspace.

use include_dir::{Dir, include_dir};
use kit::{
    db::{Migration, MigrationError},
    messages::{MessageError, Messages},
};

static STEPS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations");
static MESSAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../messages");

/// The schema's steps in order.
///
/// # Errors
/// When a file in `migrations/` is not named `NNNN_what.sql`.
pub fn steps() -> Result<Vec<Migration>, MigrationError> {
    let files = STEPS.files().filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)));
    let steps = files.filter(|(name, _)| name.starts_with(|first: char| first.is_ascii_digit()));
    let mut steps: Vec<Migration> = steps.map(|(name, text)| Migration::new(name, text)).collect::<Result<_, _>>()?;
    steps.sort_by_key(|step| step.number);
    Ok(steps)
}

/// All that people read.
///
/// # Errors
/// When a message file cannot be read, or a key stands in it twice.
pub fn messages() -> Result<Messages, MessageError> {
    let files = MESSAGES.dirs().flat_map(Dir::files);
    Messages::load(files.filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))))
}

//! Files that came in are full of people's lives, and are kept only as long as somebody may still need them: a while
//! after an import is in, taken out again, or left lying. Taking an import out again needs its rows, not its file.

use ground::ids::OrganizationId;
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{Db, DbError, Tenant},
    files::{FileKey, Files, FilesError},
    ids::Id as _,
};

use super::{
    store::{self, Leftover},
    target::KeptFileId,
};

/// How long the file of an import is kept after the last thing that happened to it: long enough to see that a list came
/// in wrong, take it out, and bring it in anew.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Why files were not deleted.
#[derive(Debug, thiserror::Error)]
pub enum NotForgotten {
    #[error(transparent)]
    Storage(#[from] DbError),
    #[error(transparent)]
    Files(#[from] FilesError),
}

/// Deletes the files of imports that nothing has happened to for [`KEPT_FOR`]; answers of how many imports. The record
/// of an import is changed last, so that a stop in between is made good the next time.
///
/// # Errors
/// Those of the storage and of the files.
pub async fn forget_files(db: &Db, files: &Files, now: Timestamp) -> Result<usize, NotForgotten> {
    let before = now.saturating_sub(KEPT_FOR).unwrap_or(now);
    let mut count = 0_usize;
    loop {
        let found: Vec<Leftover> = db.read(Tenant::System, move |tx| store::leftovers(tx, before)).await?;
        if found.is_empty() {
            return Ok(count);
        }
        for one in found {
            forget(db, files, &one).await?;
            count = count.saturating_add(1);
        }
    }
}

async fn forget(db: &Db, files: &Files, one: &Leftover) -> Result<(), NotForgotten> {
    for file in [one.file, one.problems].into_iter().flatten() {
        files.delete(key(one.organization, file)).await?;
    }
    let (organization, import) = (one.organization, one.import);
    let tenant = Tenant::Organization(organization.uuid());
    Ok(db.write(tenant, move |tx| store::forget_files(tx, organization, import)).await?)
}

/// The name of an import's file in the store.
pub(super) fn key(organization: OrganizationId, file: KeptFileId) -> FileKey {
    FileKey { organization: organization.uuid(), file: file.uuid() }
}

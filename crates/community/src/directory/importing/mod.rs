//! Moving lists in: read, looked over, brought in, taken back.

mod apply;
pub(super) mod files;
mod pages;
mod store;

pub use self::apply::bring_in;
pub(super) use self::pages::{apply, create, decide, index, show, undo};

#[cfg(test)]
pub(super) use self::{
    apply::{apply as apply_import, undo as undo_import},
    store::{Counts, DirectoryImportId, decide as decide_row, dry_run, find as find_import, to_decide},
};

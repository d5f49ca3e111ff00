//! Moving lists in: read, matched, looked over, brought in piece by piece, taken back.
//!
//! A list is kept as it came until it is in. Looking and bringing in are work of their own (`run`): in small transactions, so
//! that nobody who saves something at that moment waits. What was stopped half way is begun again from its start; putting a
//! record there twice changes nothing.

mod apply;
pub(super) mod files;
mod mapping;
mod pages;
mod rows;
mod run;
mod store;
mod view;
mod work;

pub(super) use self::pages::routes;
pub use self::{
    apply::bring_in,
    work::{KEPT_FOR, forget_files},
};

#[cfg(test)]
pub(super) use self::{
    mapping::for_columns,
    rows::{Counts, decide as decide_row, to_decide},
    run::{Desk, Stopped, bring, look, take_back},
    store::{
        DirectoryImportId, Import, New, Stage, find as find_import, insert, mappings, save_mapping, set_plain, take,
    },
};

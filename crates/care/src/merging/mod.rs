//! Two records of one person made one, and taken apart again.
//!
//! What lives here: the preview, merging, un-merging, and pairs that somebody said are two people. Which tables hang on a
//! person is read from the schema's foreign keys when it happens, never from a list, so that a table that is added later
//! cannot be forgotten. What doesn't: finding people who are alike (`record::alike`). Audit entries stay with the id that
//! they were written for: they are never changed.

mod cells;
mod pages;
mod rows;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission,
};

pub use self::store::{MergeId, NotMerged, Take, merge, not_the_same_as, preview, say_two_people, unmerge};

const MERGE: Guard = Guard::Needs(Permission::MergePeople);

pub const AREA: Area = Area {
    name: "merging",
    routes: || {
        vec![
            Route::get("/people/{participant}/merge", MERGE, pages::choose),
            Route::post("/people/{participant}/merge", MERGE, pages::create),
            Route::post("/people/{participant}/not-the-same", MERGE, pages::not_the_same),
            Route::post("/merges/{merge}/undoing", MERGE, pages::undo),
        ]
    },
    nav: &[],
};

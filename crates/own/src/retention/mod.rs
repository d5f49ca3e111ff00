//! How long records are kept, what stops them from going, and letting one go: its words and identity leave, counts stay.
//!
//! What lives here: the report of who could be purged and why not, legal holds, and the purge of one person. Which tables
//! hang on a person is read from the schema when it happens, never from a list, so that a table that is added later
//! cannot be forgotten. What doesn't: the schedule itself (`rules/retention.toml`, ground). Audit entries keep the
//! person's id and never had their words. Source: practice.md 7.4.

mod pages;
mod purge;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::ManagePrivacy,
};

pub use self::purge::{NotPurged, purge};

const DESK: Guard = Guard::Needs(ManagePrivacy);

pub const AREA: Area = Area {
    name: "retention",
    routes: || {
        vec![
            Route::get("/admin/retention", DESK, pages::index),
            Route::get("/admin/retention/{participant}", DESK, pages::show),
            Route::post("/admin/retention/{participant}/holds", DESK, pages::hold),
            Route::post("/admin/holds/{hold}/release", DESK, pages::release),
            Route::get("/admin/retention/{participant}/purge", DESK, pages::confirm),
            Route::post("/admin/retention/{participant}/purge", DESK, pages::purge),
        ]
    },
    nav: &[],
};

kit::id_types! {
    /// "Keep this, whatever the schedule says."
    HoldId,
    /// One record that was let go.
    PurgeId,
}

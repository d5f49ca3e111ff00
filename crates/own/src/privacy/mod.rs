//! Which privacy rules hold for the house, and which programs are under 42 CFR Part 2.
//!
//! What lives here: the flags of practice.md 7.1 with their reasons, and marking programs. What doesn't: what a rule
//! decides (`ground::gate`). Every rule holds until somebody says with a reason that it does not.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::ManagePrivacy,
};

pub use self::store::{FlagRow, flags};

pub const AREA: Area = Area { name: "privacy", routes, nav: &[] };

fn routes() -> Vec<Route> {
    let guard = Guard::Needs(ManagePrivacy);
    vec![
        Route::get("/admin/privacy", guard, pages::index),
        Route::post("/admin/privacy/flags", guard, pages::set_flag),
        Route::post("/admin/privacy/programs/{program}/part2", guard, pages::mark),
        Route::post("/admin/privacy/programs/{program}/part2/ending", guard, pages::unmark),
    ]
}

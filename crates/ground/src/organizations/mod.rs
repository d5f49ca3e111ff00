//! Organizations, their sites and their programs.
//!
//! What lives here: the first set-up, and the settings of sites and programs. What doesn't: who works there (`team`),
//! and what a setting leads to (each area reads the program's row).

mod organization;
mod programs;
mod setup;
mod store;
mod zones;

pub use setup::show_dead;

pub use organization::{Cosign, ProgramSettings, insert, insert_program, insert_site, name, needs_setup, setup_link};

use crate::{Area, Guard, Route, rules::matrix::Permission};

/// Set-up, sites and programs.
pub const AREA: Area = Area { name: "organizations", routes, nav: &[] };

fn routes() -> Vec<Route> {
    let manage = Guard::Needs(Permission::ManagePrograms);
    vec![
        Route::get("/setup", Guard::Public, setup::new),
        Route::post("/setup", Guard::Public, setup::create),
        Route::get("/setup/next", Guard::SignedIn, setup::next),
        Route::get("/admin/programs", manage, programs::index),
        Route::get("/admin/programs/new", manage, programs::new),
        Route::post("/admin/programs", manage, programs::create),
        Route::get("/admin/programs/{program}", manage, programs::edit),
        Route::post("/admin/programs/{program}", manage, programs::update),
        Route::post("/admin/programs/{program}/closing", manage, programs::close),
        Route::post("/admin/programs/{program}/reopening", manage, programs::reopen),
        Route::post("/admin/sites", manage, programs::create_site),
    ]
}

//! Organizations, their sites and their programs.
//!
//! What lives here: the first set-up, and the settings of sites and programs. What doesn't: who works there (`team`),
//! and what a setting leads to (each area reads the program's row).

mod organization;
mod setup;
mod zones;

pub(crate) use setup::show_dead;

pub use organization::{Cosign, ProgramSettings, insert, insert_program, insert_site, name, needs_setup, setup_link};

use crate::{Area, Guard, Route};

/// Set-up, sites and programs.
pub const AREA: Area = Area { name: "organizations", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![
        Route::get("/setup", Guard::Public, setup::new),
        Route::post("/setup", Guard::Public, setup::create),
        Route::get("/setup/next", Guard::SignedIn, setup::next),
    ]
}

//! Help right now: lines to call or text, 988 first.
//!
//! What lives here: the page that stands behind every page's help notice, the organization's own lines with the day on
//! which somebody last tried them, and which of the lines that come along are left out. What doesn't: the lines that come
//! along (`rules/hotlines.toml`; practice.md 6.3), and the short notice on every page (`ground::layout`).

mod keep;
mod line;
mod show;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::KeepPublicPages,
};

pub use self::line::{LineId, tel};

pub const AREA: Area = Area { name: "helplines", routes, nav: &[] };

fn routes() -> Vec<Route> {
    let keeps = Guard::Needs(KeepPublicPages);
    vec![
        Route::get("/help-now", Guard::Public, show::index),
        Route::get("/admin/help-lines", keeps, keep::index),
        Route::get("/admin/help-lines/new", keeps, keep::new),
        Route::post("/admin/help-lines", keeps, keep::create),
        Route::get("/admin/help-lines/{help_line}", keeps, keep::edit),
        Route::post("/admin/help-lines/{help_line}", keeps, keep::update),
        Route::post("/admin/help-lines/{help_line}/check", keeps, keep::check),
        Route::post("/admin/help-lines/{help_line}/removal", keeps, keep::remove),
        Route::post("/admin/help-lines/{help_line}/return", keeps, keep::put_back),
        Route::post("/admin/known-lines/{known_line}/check", keeps, keep::check_known),
        Route::post("/admin/known-lines/{known_line}/leaving-out", keeps, keep::leave_out),
        Route::post("/admin/known-lines/{known_line}/return", keeps, keep::show_again),
    ]
}

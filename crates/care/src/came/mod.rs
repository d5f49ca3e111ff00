//! What came of a planned call or visit: written down with one tap, and on to the note about it.
//!
//! What lives here: the page of one planned call. What doesn't: the plans and the next call (`calls`), and the note
//! (`contacts`), which both stand below this room.

mod pages;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::SeePromises,
};

pub const AREA: Area = Area { name: "calls", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![
        Route::get("/calls/{promise}/kept", Guard::Needs(SeePromises), pages::show),
        Route::post("/calls/{promise}/kept", Guard::Needs(SeePromises), pages::create),
        Route::post("/calls/{promise}/kept/undo", Guard::Needs(SeePromises), pages::undo),
    ]
}

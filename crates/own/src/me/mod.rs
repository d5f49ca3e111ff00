//! The first page of a participant's own space: what they hope for, what comes next and with whom, what they said they
//! would do.
//!
//! What lives here: the home page, ticking one's own steps. What doesn't: the pages that it leads to, each in its own room.

mod pages;
mod steps;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};

pub use self::store::{Me, has_unseen_notes, me, saw_notes};

pub const AREA: Area = Area {
    name: "me",
    routes,
    nav: &[NavPlace { label: "me-nav-home", path: "/me", icon: "home", permission: SeeMyRecord, order: 5 }],
};

fn routes() -> Vec<Route> {
    vec![
        Route::get("/me", Guard::Needs(SeeMyRecord), pages::home),
        Route::post("/me/steps/{step}/done", Guard::Needs(WriteMyRecord), steps::done),
        Route::post("/me/steps/{step}/done/undo", Guard::Needs(WriteMyRecord), steps::not_done),
    ]
}

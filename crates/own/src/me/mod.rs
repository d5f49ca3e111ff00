//! The first page of a participant's own space: what they hope for, what comes next and with whom, what they said they
//! would do.
//!
//! What lives here: the home page. What doesn't: the pages that it leads to, each in its own room.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::SeeMyRecord,
};

pub use self::store::{Me, me};

pub const AREA: Area = Area {
    name: "me",
    routes,
    nav: &[NavPlace { label: "me-nav-home", path: "/me", icon: "home", permission: SeeMyRecord, order: 5 }],
};

fn routes() -> Vec<Route> {
    vec![Route::get("/me", Guard::Needs(SeeMyRecord), pages::home)]
}

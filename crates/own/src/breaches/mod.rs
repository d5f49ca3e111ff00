//! The breach log: what came where it should not have come, whose information it was, the four questions of the
//! assessment, and who is told by when.
//!
//! What lives here: breaches, the people concerned, and duties, each of which is a promise. What doesn't: what people
//! complain of (`requests`). Sources: 45 CFR 164.402 to 164.408, New York General Business Law 899-aa (practice.md 7.2).

mod breach;
mod pages;
mod store;
#[cfg(test)]
mod tests;
mod work;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::ManagePrivacy,
};

const DESK: Guard = Guard::Needs(ManagePrivacy);

pub const AREA: Area = Area {
    name: "breaches",
    routes: || {
        vec![
            Route::get("/admin/breaches", DESK, pages::index),
            Route::post("/admin/breaches", DESK, pages::create),
            Route::get("/admin/breaches/{breach}", DESK, pages::show),
            Route::post("/admin/breaches/{breach}/people", DESK, pages::add_person),
            Route::post("/admin/breaches/{breach}/assessment", DESK, pages::assess),
            Route::post("/admin/breaches/{breach}/closure", DESK, pages::close),
            Route::post("/admin/breach-duties/{duty}/done", DESK, pages::done),
        ]
    },
    nav: &[],
};

pub use self::{
    breach::{BreachId, DutyId, NewBreach},
    work::open,
};

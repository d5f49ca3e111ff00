//! Emergency access: a record is opened with a reason, for four hours; the person is told and the director looks at it.
//!
//! What lives here: asking for it, the list that directors look through, what the person is told. What doesn't: the
//! opening itself, which is in every query (`ground::access`). Nothing leads here from a search or a refused page: whether
//! somebody is known here is no answer that this page gives to who does not know their name and birth date.
//! Sources: 42 CFR 2.51; 45 CFR 164.312(a)(2)(ii); practice.md 7.2.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{ManagePrivacy, UseEmergencyAccess},
};

pub use self::store::{Told, told};

pub const AREA: Area = Area {
    name: "emergency",
    routes,
    nav: &[NavPlace {
        label: "emergency-nav",
        path: "/emergency-access",
        icon: "warning",
        permission: UseEmergencyAccess,
        order: 90,
    }],
};

fn routes() -> Vec<Route> {
    vec![
        Route::get("/emergency-access", Guard::Needs(UseEmergencyAccess), pages::new),
        Route::post("/emergency-access", Guard::Needs(UseEmergencyAccess), pages::create),
        Route::get("/admin/emergency-access", Guard::Needs(ManagePrivacy), pages::index),
        Route::post("/admin/emergency-access/{emergency}/review", Guard::Needs(ManagePrivacy), pages::review),
    ]
}

//! Consents: what a person agreed to, with the exact text, the signature, and what it opens.
//!
//! What lives here: preparing, signing (on this screen, on the person's own, on paper), the check of what is missing,
//! taking back, renewing. What doesn't: the decision at each door (`ground::gate`), what leaves the house (`releases`),
//! wishes to keep somebody out (`restrictions`). Sources: 42 CFR 2.31; practice.md 7.3, B.2.

mod consent;
mod form;
mod kinds;
mod mine;
mod shown;
mod signature;
mod signing;
mod staff;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{DecideSharing, ManageConsents, SeeConsents},
};

pub use self::{
    consent::{Consent, How, State, To, Wish, dashed},
    signing::{prepare, revoke, sign, weigh_again},
    store::{House, Prepared, Signature, Standing, known, programs, standing, workers},
};

pub const AREA: Area = Area {
    name: "consents",
    routes,
    nav: &[NavPlace {
        label: "consents-nav",
        path: "/me/consents",
        icon: "sign",
        permission: DecideSharing,
        order: 30,
    }],
};

fn routes() -> Vec<Route> {
    let (see, manage, own) = (Guard::Needs(SeeConsents), Guard::Needs(ManageConsents), Guard::Needs(DecideSharing));
    vec![
        Route::get("/people/{participant}/consents", see, staff::index),
        Route::get("/people/{participant}/consents/new", manage, form::new),
        Route::post("/people/{participant}/consents", manage, form::create),
        Route::get("/people/{participant}/consents/{consent}", see, staff::show),
        Route::get("/people/{participant}/consents/{consent}/print", see, staff::print),
        Route::get("/people/{participant}/consents/{consent}/edit", manage, form::edit),
        Route::post("/people/{participant}/consents/{consent}/edit", manage, form::update),
        Route::get("/people/{participant}/consents/{consent}/signature", manage, staff::sign_here),
        Route::post("/people/{participant}/consents/{consent}/signature", manage, staff::sign),
        Route::get("/people/{participant}/consents/{consent}/paper", manage, staff::paper),
        Route::post("/people/{participant}/consents/{consent}/paper", manage, staff::keep_paper),
        Route::post("/people/{participant}/consents/{consent}/revocation", manage, staff::revoke),
        Route::get("/me/consents", own, mine::index),
        Route::get("/me/consents/{consent}", own, mine::show),
        Route::get("/me/consents/{consent}/print", own, mine::print),
        Route::post("/me/consents/{consent}/signature", own, mine::sign),
        Route::post("/me/consents/{consent}/revocation", own, mine::revoke),
    ]
}

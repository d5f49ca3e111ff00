//! Giving information to somebody outside: asked of the gate, printed with the notice and the consent, accounted for.
//!
//! What lives here: the form, the refusal that names its rule and the way forward, the pages to hand over, the list of what
//! left. What doesn't: the decision (`ground::gate`). Sources: 42 CFR 2.13, 2.25, 2.32; 45 CFR 164.528; practice.md 7.3.

mod list;
mod pages;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::{Disclose, SeeConsents},
};

pub const AREA: Area = Area { name: "releases", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![
        Route::get("/people/{participant}/releases/new", Guard::Needs(Disclose), pages::new),
        Route::post("/people/{participant}/releases", Guard::Needs(Disclose), pages::create),
        Route::get("/people/{participant}/disclosures", Guard::Needs(SeeConsents), list::index),
    ]
}

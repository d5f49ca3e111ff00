//! "Do not let this one see": a person's wishes to keep somebody out, and the answers to them.
//!
//! What lives here: asking, agreeing or declining with words, ending. What doesn't: the wall that an agreed wish is in
//! every query (`ground::access`), and the warning above a person's page (`care::participants`).
//! Sources: 45 CFR 164.522(a); 42 CFR 2.26; practice.md 7.2, 7.3.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::{DecideSharing, ManageConsents, SeeConsents},
};

pub const AREA: Area = Area { name: "restrictions", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![
        Route::get("/me/restrictions", Guard::Needs(DecideSharing), pages::mine),
        Route::post("/me/restrictions", Guard::Needs(DecideSharing), pages::ask),
        Route::post("/me/restrictions/{restriction}/ending", Guard::Needs(DecideSharing), pages::end),
        Route::get("/people/{participant}/restrictions", Guard::Needs(SeeConsents), pages::index),
        Route::post(
            "/people/{participant}/restrictions/{restriction}/answer",
            Guard::Needs(ManageConsents),
            pages::answer,
        ),
    ]
}

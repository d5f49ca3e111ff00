//! How somebody comes to us from the public pages: a form with plain questions, for oneself or for somebody else.
//!
//! What lives here: the questions, the number that whoever asked holds in hand, the page that says when somebody calls.
//! What doesn't: the referral that it begins and its clocks, which are a part of the record (`ground::public::Refer` is
//! how it gets there), and what keeps programs away that fill in every form (`doorkeeper`).
//! Source of the questions: practice.md 4.

mod asked;
mod pages;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
};

pub use self::asked::PublicReferralId;

pub const AREA: Area = Area { name: "referring", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![
        Route::get("/refer", Guard::Public, pages::choose),
        Route::get("/refer/me", Guard::Public, pages::for_me),
        Route::post("/refer/me", Guard::Public, pages::ask_for_me),
        Route::get("/refer/somebody", Guard::Public, pages::for_somebody),
        Route::post("/refer/somebody", Guard::Public, pages::ask_for_somebody),
        Route::get("/refer/sent/{public_referral}", Guard::Public, pages::sent),
    ]
}

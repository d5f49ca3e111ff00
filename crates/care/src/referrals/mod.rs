//! How somebody comes to us: the referral, the tries to reach them, the first meeting in person, and what came of it.
//!
//! What lives here: referrals, attempts, the rapid-access clock of a program. What doesn't: the clocks themselves
//! (`ground::rules`), the status timeline (`participants`), who supports them (`assignments`).

mod board;
mod from_public;
#[cfg(test)]
mod from_public_tests;
mod new;
mod referral;
mod show;
mod steps;
mod store;
#[cfg(test)]
mod tests;
mod told;
mod twins;
mod undo;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission,
};

pub use self::{
    from_public::from_public,
    referral::{Attempt, AttemptId, NewAttempt, NewReferral, Outcome, PromiseWords, Referral, ReferralId},
    steps::{Decision, attempt, choose_later, decide, meet, receive},
    store::{attempts, find, open, waits},
    told::{Told, tell, untell},
};

const MANAGE: Guard = Guard::Needs(Permission::ManageReferral);

pub const AREA: Area = Area {
    name: "referrals",
    routes: || {
        vec![
            Route::get("/referrals", Guard::Needs(Permission::ManageReferral), board::index),
            Route::get("/referrals/new", Guard::Needs(Permission::AddReferral), new::new),
            Route::post("/referrals", Guard::Needs(Permission::AddReferral), new::create),
            Route::get("/referrals/{referral}", Guard::Needs(Permission::ManageReferral), show::show),
            Route::post("/referrals/{referral}/attempts", MANAGE, show::attempt),
            Route::post("/referral-attempts/{attempt}/undoing", MANAGE, undo::create),
            Route::post("/referrals/{referral}/meeting", MANAGE, show::meet),
            Route::post("/referrals/{referral}/later-day", MANAGE, show::choose_later),
            Route::post("/referrals/{referral}/outcome", MANAGE, show::decide),
        ]
    },
    nav: &[NavPlace {
        label: "referrals-nav",
        path: "/referrals",
        icon: "walk",
        permission: Permission::ManageReferral,
        order: 30,
    }],
};

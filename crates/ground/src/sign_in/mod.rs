//! Signing in and out: password, second factor, passkey, and the sessions that follow.
//!
//! What lives here: proving who somebody is. What doesn't: choosing the password or the passkey (`accounts`), who may
//! have an account (`team`), and what somebody may do once signed in (`access`).

pub mod brakes;
pub mod door;
mod leave;
mod mailed;
mod pages;
pub(crate) mod passkey;
pub mod sessions;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use leave::NEUTRAL;
pub use pages::welcome;

use crate::{Area, Guard, Route};

/// Sign-in and sign-out.
pub const AREA: Area = Area { name: "sign_in", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Guard::Public, pages::new),
        Route::post("/sign-in", Guard::Public, pages::create),
        Route::post("/sign-in/passkey/start", Guard::Public, passkey::start),
        Route::post("/sign-in/passkey/finish", Guard::Public, passkey::finish),
        Route::post("/sign-in/code", Guard::Public, mailed::create),
        Route::post("/sign-in/code/entry", Guard::Public, mailed::enter),
        Route::post("/sign-out", Guard::Public, pages::destroy),
        Route::post("/leave", Guard::Public, leave::leave),
    ]
}

//! Accounts: somebody who can sign in, and what they keep of themselves (name, password, second factor, passkeys).
//!
//! What lives here: making accounts, one-time links, the pages of one's own account. What doesn't: proving who somebody
//! is (`sign_in`), who works in which program (`team`).

pub mod account;
mod code;
pub mod fields;
pub mod links;
mod pages;
mod passkeys;
pub mod secrets;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use passkeys::relying;

use crate::{Area, Guard, Route, rules::matrix::Permission};

/// The pages of one's own account.
pub const AREA: Area = Area { name: "accounts", routes, nav: &[] };

fn routes() -> Vec<Route> {
    let own = Guard::Needs(Permission::ManageOwnAccount);
    vec![
        Route::get("/account", own, pages::show),
        Route::post("/account", own, pages::update),
        Route::post("/account/password", own, pages::change_password),
        Route::get("/account/second-step", own, code::new),
        Route::post("/account/second-step", own, code::create),
        Route::post("/account/second-step/removal", own, code::remove),
        Route::post("/account/recovery-codes", own, code::renew_codes),
        Route::post("/account/passkeys/start", own, passkeys::start),
        Route::post("/account/passkeys/finish", own, passkeys::finish),
        Route::post("/account/passkeys/{passkey}/name", own, passkeys::rename),
        Route::post("/account/passkeys/{passkey}/removal", own, passkeys::remove),
        Route::post("/account/sessions/others/end", own, pages::end_other_sessions),
        Route::post("/account/sessions/{session}/end", own, pages::end_session),
    ]
}

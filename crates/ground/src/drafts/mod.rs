//! No word is lost: what somebody is writing is kept apart from the records until it is signed or sent.
//!
//! What lives here: saving each pause as an append that can be repeated without harm, merging what several devices
//! wrote, the tray of open drafts, and forms that keep their words without a step before ([`desk`]). What doesn't: what the words mean. The room that a draft is written in (its `kind` is
//! the name of that room, and `/KIND/drafts/ID` its page) reads the fields when they are submitted.

mod desk;
mod draft;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use self::{
    desk::{Desk, Sheet, desk},
    draft::{Draft, Fields, NewDraft, OtherWords, OwnDraft, Save, Saved, Unsavable},
    store::{
        Kept, append, append_to, find, find_open_about, keep_promise_in_step, list_open_in, make, make_own, make_plain,
        sent, set_aside, set_program, submit, take_back,
    },
};
use crate::{
    area::{Area, Guard, Route},
    rules::matrix::Permission,
};

/// The tray of drafts and the address that pauses are saved to.
pub const AREA: Area = Area { name: "drafts", routes, nav: &[] };

/// Whoever has a day of their own has a tray; a draft is seen by its author alone.
const WRITER: Permission = Permission::SeeMyDay;

/// Everybody writes: participants too, into what is their own.
const AUTHOR: Permission = Permission::ManageOwnAccount;

fn routes() -> Vec<Route> {
    let (guard, author) = (Guard::Needs(WRITER), Guard::Needs(AUTHOR));
    vec![
        Route::get("/drafts", guard, pages::index),
        Route::get("/drafts/key", author, pages::key),
        Route::post("/drafts/{draft}/entries", author, pages::save),
        Route::post("/drafts/{draft}/setting-aside", guard, pages::set_aside),
        Route::post("/drafts/{draft}/taking-back", author, pages::take_back),
        Route::post("/drafts/at/{ticket}/entries", author, desk::save),
        Route::post("/drafts/at/{ticket}/setting-aside", author, desk::set_aside),
    ]
}

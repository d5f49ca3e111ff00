//! What a person may ask of the record that is about them, and what becomes of it: a question about a look, a copy, a
//! change, a list of what left, another way to be reached, a complaint.
//!
//! What lives here: requests with their legal clocks as promises to whoever answers for privacy, the person's pages, the
//! director's desk, and writing down what was asked in person. What doesn't: the audit itself (`looked`), restrictions,
//! the copy as a file. Sources: 45 CFR 164.522(b), 164.524, 164.526, 164.528, 164.530(d) and (g) (practice.md 7.2).

mod acts;
mod desk;
mod mine;
mod request;
mod show;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{ManageConsents, ManagePrivacy, SeeMyRecord, WriteMyRecord},
};

pub use self::{
    acts::{ask, ask_in_person},
    request::{Asked, Kind, RequestId},
    store::director,
};

pub const AREA: Area = Area {
    name: "requests",
    routes,
    nav: &[NavPlace {
        label: "privacy-requests-nav",
        path: "/admin/requests",
        icon: "question",
        permission: ManagePrivacy,
        order: 62,
    }],
};

fn routes() -> Vec<Route> {
    let (desk, mine) = (Guard::Needs(ManagePrivacy), Guard::Needs(WriteMyRecord));
    vec![
        Route::get("/me/requests", Guard::Needs(SeeMyRecord), mine::index),
        Route::get("/me/requests/new", mine, mine::new),
        Route::post("/me/requests", mine, mine::create),
        Route::get("/me/requests/{request}", Guard::Needs(SeeMyRecord), mine::show),
        Route::post("/me/requests/{request}/disagreement", mine, mine::disagree),
        Route::post("/me/requests/{request}/review", mine, mine::ask_for_review),
        Route::get("/people/{participant}/requests/new", Guard::Needs(ManageConsents), desk::new),
        Route::post("/people/{participant}/requests", Guard::Needs(ManageConsents), desk::create),
        Route::get("/admin/requests", desk, desk::index),
        Route::get("/admin/requests/{request}", desk, desk::show),
        Route::post("/admin/requests/{request}/identity", desk, desk::check),
        Route::post("/admin/requests/{request}/extension", desk, desk::extend),
        Route::post("/admin/requests/{request}/answer", desk, desk::fulfil),
        Route::post("/admin/requests/{request}/denial", desk, desk::deny),
    ]
}

/// Answers a request, for the tests of other rooms.
#[cfg(test)]
pub(crate) fn answer_for_tests(
    on: &kit::testing::TestDb,
    by: &ground::access::Scope,
    id: RequestId,
    words: &'static str,
) {
    tests::answer(on, by, id, words);
}

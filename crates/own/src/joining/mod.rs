//! Coming in: a participant into their own space, and those whom the participant invites.
//!
//! What lives here: invitations (a link or a short code, also on paper), accepting one, the people whom a participant
//! lets in and what each may see, the page of those people, closing an account. What doesn't: signing in (`ground::sign_in`), the gate that
//! keeps what is shared (`ground::gate`), who stands by a person as staff write it down (`care::supporters`).

mod accept;
mod account;
mod closing;
mod closing_store;
mod invitation;
mod people;
mod people_form;
mod people_store;
mod shared;
mod staff;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{DecideSharing, InviteParticipant, SeeSharedWithMe, WriteMyRecord},
};

pub const AREA: Area = Area {
    name: "joining",
    routes,
    nav: &[NavPlace {
        label: "me-people-nav",
        path: "/me/people",
        icon: "people",
        permission: DecideSharing,
        order: 14,
    }],
};

fn routes() -> Vec<Route> {
    let (invites, decides) = (Guard::Needs(InviteParticipant), Guard::Needs(DecideSharing));
    vec![
        Route::get("/people/{participant}/invitation", invites, staff::show),
        Route::post("/people/{participant}/invitation", invites, staff::create),
        Route::post("/people/{participant}/invitation/withdrawal", invites, staff::withdraw),
        Route::post("/people/{participant}/space/closing", invites, closing::close_own),
        Route::post("/people/{participant}/space/supporters/{supporter}/closing", invites, closing::close_supporter),
        Route::post("/people/{participant}/space/closures/{closure}/undo", invites, closing::open_again),
        Route::get("/me/leaving", Guard::Needs(WriteMyRecord), closing::leaving),
        Route::post("/me/leaving", Guard::Needs(WriteMyRecord), closing::leave),
        Route::get("/join", Guard::Public, accept::show),
        Route::post("/join/reading", Guard::Public, accept::read_as),
        Route::get("/join/account", Guard::Public, accept::account),
        Route::post("/join/account", Guard::Public, accept::create),
        Route::post("/join/own-account", Guard::SignedIn, accept::use_own),
        Route::get("/me/people", decides, people::index),
        Route::get("/me/people/new", decides, people_form::new),
        Route::post("/me/people", decides, people_form::create),
        Route::get("/me/people/{supporter}", decides, people_form::edit),
        Route::post("/me/people/{supporter}", decides, people_form::update),
        Route::post("/me/people/{supporter}/stop", decides, people::stop),
        Route::get("/shared", Guard::Needs(SeeSharedWithMe), shared::home),
    ]
}

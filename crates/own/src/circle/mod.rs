//! A participant's circle of support: the people, places and groups in their life, what each gives, how close each feels,
//! and who may know what; over time.
//!
//! What lives here: the members of the circle, its picture with the list beside it, and sharing it as a whole. What
//! doesn't: supporters whom the program knows (`care::supporters`) and their accounts. It belongs to the participant like
//! the wellness plan: reached only by `is_mine!`, or `is_shared!` for the circle.

mod member;
mod pages;
mod picture;
mod sharing;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{DecideSharing, SeeMyRecord, SeeSharedWithMe, WriteMyRecord},
};

pub use self::member::MemberId;

pub const AREA: Area = Area {
    name: "circle",
    routes,
    nav: &[NavPlace { label: "circle-nav", path: "/me/circle", icon: "team", permission: SeeMyRecord, order: 14 }],
};

fn routes() -> Vec<Route> {
    let (see, write, decide) = (Guard::Needs(SeeMyRecord), Guard::Needs(WriteMyRecord), Guard::Needs(DecideSharing));
    vec![
        Route::get("/me/circle", see, pages::index),
        Route::get("/me/circle/new", write, pages::new),
        Route::post("/me/circle", write, pages::create),
        Route::post("/me/circle/sharing", decide, sharing::create),
        Route::post("/me/circle/sharing/end", decide, sharing::stop),
        Route::get("/me/circle/members/{circle_member}", write, pages::edit),
        Route::post("/me/circle/members/{circle_member}", write, pages::update),
        Route::post("/me/circle/members/{circle_member}/removal", write, pages::remove),
        Route::post("/me/circle/members/{circle_member}/removal/undo", write, pages::put_back),
        Route::get("/shared/{participant}/circle", Guard::Needs(SeeSharedWithMe), sharing::show),
    ]
}

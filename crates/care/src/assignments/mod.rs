//! Who supports whom, from when to when; the people who still need somebody; handing a whole caseload over.
//!
//! What lives here: assignments, primary and backup, and the promise to find somebody. What doesn't: promises in general
//! (`ground::promises`), who works in a program (the staff's area).

mod assignment;
mod hand_over;
mod hand_over_pages;
mod pages;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission,
};

pub use self::{
    assignment::{Assignment, AssignmentId, HandOverId, Kind, NewAssignment, Worker},
    hand_over::{Heirs, hand_back, hand_over},
    store::{begin, current_peers, end, end_all, need, open_of, resume_all, workers},
};

pub const AREA: Area = Area {
    name: "assignments",
    routes: || {
        vec![
            Route::get("/people/{participant}/peers", Guard::Needs(Permission::AssignPeople), pages::edit),
            Route::post("/people/{participant}/peers", Guard::Needs(Permission::AssignPeople), pages::create),
            Route::post(
                "/people/{participant}/peers/{assignment}/ending",
                Guard::Needs(Permission::AssignPeople),
                pages::end,
            ),
            Route::get("/team/{account}/hand-over", Guard::Needs(Permission::ReassignCaseload), hand_over_pages::new),
            Route::post(
                "/team/{account}/hand-over",
                Guard::Needs(Permission::ReassignCaseload),
                hand_over_pages::create,
            ),
            Route::post(
                "/hand-overs/{hand_over}/undoing",
                Guard::Needs(Permission::ReassignCaseload),
                hand_over_pages::undo,
            ),
        ]
    },
    nav: &[],
};

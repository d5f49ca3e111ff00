//! Support calls and visits at the days and times that a person wants.
//!
//! What lives here: the plans, when the next one falls, and what came of it. Each next one is a promise on the caller's
//! day. What doesn't: the note about a talk (`contacts`). Nobody is ever let go because calls stay unanswered: after
//! three in a row people decide what comes next.

mod kept;
mod look;
mod pages;
mod plan;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::{SeePerson, WriteContacts},
};

pub use self::{
    kept::{Came, Outcome, keep, take_back},
    look::look_around,
    plan::{NewPlan, Plan, PlanId, PlanKind},
};

pub const AREA: Area = Area { name: "calls", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![
        Route::get("/people/{participant}/calls", Guard::Needs(SeePerson), pages::index),
        Route::post("/people/{participant}/calls", Guard::Needs(WriteContacts), pages::create),
        Route::post("/call-plans/{plan}/ending", Guard::Needs(WriteContacts), pages::end),
        Route::post("/call-plans/{plan}/ending/undo", Guard::Needs(WriteContacts), pages::undo_end),
    ]
}

//! What people hope for, in their own words, and the steps towards it.
//!
//! What lives here: goals, their steps, how people rate their own progress, the days on which a goal is looked at again,
//! and endings, all of which are fine. What doesn't: the contacts in which a goal was worked on (`contacts` links them;
//! they are only shown here).

mod act;
mod around;
mod edit;
mod goal;
mod index;
mod promised;
mod show;
mod step;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::{EditGoals, SeeGoals},
};

pub use self::{
    goal::{Ending, Goal, GoalId, GoalWords, NewStep, Rating, RatingId, Status, Step, StepId, StepOwner},
    store::{active_of, find},
};

pub const AREA: Area = Area { name: "goals", routes, nav: &[] };

fn routes() -> Vec<Route> {
    let (see, write) = (Guard::Needs(SeeGoals), Guard::Needs(EditGoals));
    vec![
        Route::get("/people/{participant}/goals", see, index::index),
        Route::get("/people/{participant}/goals/print", see, index::print),
        Route::get("/people/{participant}/goals/new", write, edit::new),
        Route::post("/people/{participant}/goals", write, edit::create),
        Route::get("/goals/{goal}", see, show::show),
        Route::get("/goals/{goal}/history", see, show::history),
        Route::get("/goals/{goal}/edit", write, edit::edit),
        Route::post("/goals/{goal}", write, edit::update),
        Route::post("/goals/{goal}/review", write, act::review),
        Route::post("/goals/{goal}/ratings", write, act::rate),
        Route::post("/goals/{goal}/ratings/{rating}/undo", write, act::undo_rating),
        Route::post("/goals/{goal}/ending", write, act::end),
        Route::post("/goals/{goal}/reopening", write, act::reopen),
        Route::post("/goals/{goal}/steps", write, step::create),
        Route::get("/steps/{step}", see, step::show),
        Route::post("/steps/{step}/done", write, step::done),
        Route::post("/steps/{step}/done/undo", write, step::not_done),
        Route::post("/steps/{step}/removal", write, step::remove),
        Route::post("/steps/{step}/removal/undo", write, step::put_back),
    ]
}

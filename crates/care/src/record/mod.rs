//! The pages of one person: who they are at a glance, adding and changing, what they told about themselves, the steps of
//! their time with us.
//!
//! What lives here: pages, and what a person told about who they are. What doesn't: lists and search (`participants`),
//! goals and contacts, which have their own tabs.

mod edit;
mod form;
mod new;
mod show;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission,
};

pub const AREA: Area = Area {
    name: "record",
    routes: || {
        vec![
            Route::get("/people/new", Guard::Needs(Permission::AddReferral), new::new),
            Route::get("/people/similar", Guard::Needs(Permission::AddReferral), new::similar),
            Route::post("/people", Guard::Needs(Permission::AddReferral), new::create),
            Route::get("/people/{participant}", Guard::Needs(Permission::SeePerson), show::show),
            Route::get("/people/{participant}/edit", Guard::Needs(Permission::EditPerson), edit::edit),
            Route::post("/people/{participant}", Guard::Needs(Permission::EditPerson), edit::update),
        ]
    },
    nav: &[],
};

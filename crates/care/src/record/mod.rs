//! The pages of one person: who they are at a glance, adding and changing, what they told about themselves, the steps of
//! their time with us.
//!
//! What lives here: pages, and what a person told about who they are. What doesn't: lists and search (`participants`),
//! goals and contacts, which have their own tabs.

mod about;
mod demographics;
mod edit;
mod form;
mod new;
mod photo;
mod promises;
mod show;
mod status;
mod status_undo;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission,
};

pub use self::{
    demographics::{Answer, DemographicId, QUESTIONS, Told, latest, record},
    status::{Step, step},
};
pub(crate) use self::{
    form::{Similar, choices},
    new::alike,
    show::opened,
};

pub const AREA: Area = Area {
    name: "record",
    routes: || {
        vec![
            Route::get("/people/new", Guard::Needs(Permission::AddReferral), new::new),
            Route::get("/people/similar", Guard::Needs(Permission::AddReferral), new::similar),
            Route::post("/people", Guard::Needs(Permission::AddReferral), new::create),
            Route::get("/people/{participant}", Guard::Needs(Permission::SeePerson), show::show),
            Route::get("/people/{participant}/promises", Guard::Needs(Permission::SeePromises), promises::list),
            Route::get("/people/{participant}/edit", Guard::Needs(Permission::EditPerson), edit::edit),
            Route::post("/people/{participant}", Guard::Needs(Permission::EditPerson), edit::update),
            Route::get("/people/{participant}/photo", Guard::Needs(Permission::SeePerson), photo::show),
            Route::post("/people/{participant}/photo", Guard::Needs(Permission::EditPerson), photo::create),
            Route::post("/people/{participant}/photo/removal", Guard::Needs(Permission::EditPerson), photo::remove),
            Route::post("/people/{participant}/photo/return", Guard::Needs(Permission::EditPerson), photo::restore),
            Route::get("/people/{participant}/about", Guard::Needs(Permission::SeeDemographics), about::show),
            Route::get("/people/{participant}/about/edit", Guard::Needs(Permission::EditDemographics), about::edit),
            Route::post("/people/{participant}/about", Guard::Needs(Permission::EditDemographics), about::update),
            Route::get("/people/{participant}/status", Guard::Needs(Permission::ChangeStatus), status::edit),
            Route::post("/people/{participant}/status", Guard::Needs(Permission::ChangeStatus), status::update),
            Route::post(
                "/status-changes/{change}/undoing",
                Guard::Needs(Permission::ChangeStatus),
                status_undo::create,
            ),
        ]
    },
    nav: &[],
};

//! The community directory: services that people are connected to, found, checked, and kept true (practice.md 9.3).
//!
//! What lives here: the public pages (`/directory`), the public read API (`/hsds`), the desk where staff keep it
//! (`/keep/directory`), moving lists in and out. What doesn't: the standard itself (crate `hsds`), and connecting a person
//! to a service (connections).
//!
//! A record is kept whole as the standard has it (`shelf`); what it is found by is told from it (`facets`, `index`) and
//! looked up (`find`).

mod api;
mod bits;
mod checks;
mod choose;
mod desk;
mod edit;
mod export;
mod facets;
mod facts;
mod find;
mod form;
mod freshness;
mod gazetteer;
mod hours;
mod importing;
mod index;
mod map;
mod near;
pub(crate) mod offer;
mod pages;
mod pocket;
mod report;
mod shelf;
mod show;
mod walk;
mod words;

#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::KeepDirectory,
};

pub use self::{
    checks::connection_failed,
    facets::{own_taxonomy, own_term},
    gazetteer::{Postal, put_postal},
    importing::{KEPT_FOR, bring_in, forget_files},
    shelf::{AgencyId, Keeper, ServiceId},
};

pub const AREA: Area = Area {
    name: "directory",
    routes,
    nav: &[NavPlace {
        label: "keeping-directory-nav",
        path: "/keep/directory",
        icon: "place",
        permission: KeepDirectory,
        order: 60,
    }],
};

fn routes() -> Vec<Route> {
    let mut routes = public();
    routes.extend(api::routes());
    routes.extend(kept());
    routes.extend(importing::routes());
    routes
}

fn public() -> Vec<Route> {
    let open = Guard::Public;
    vec![
        Route::get("/directory", open, pages::index),
        Route::get("/directory/map", open, map::index),
        Route::get("/directory/map.svg", open, map::picture),
        Route::get("/directory/pocket", open, pocket::new),
        Route::get("/directory/pocket/sheet", open, pocket::sheet),
        Route::get("/directory/pocket/page", open, pocket::show),
        Route::get("/directory/{service}", open, show::show),
        Route::get("/directory/{service}/report", open, report::new),
        Route::post("/directory/{service}/report", open, report::create),
    ]
}

fn kept() -> Vec<Route> {
    let keep = Guard::Needs(KeepDirectory);
    vec![
        Route::get("/keep/directory", keep, desk::index),
        Route::post("/keep/directory/drafts", keep, edit::create),
        Route::get("/keep/directory/drafts/{draft}", keep, edit::edit),
        Route::post("/keep/directory/drafts/{draft}", keep, edit::update),
        Route::get("/keep/directory/services/{service}", keep, desk::show),
        Route::post("/keep/directory/services/{service}/check", keep, checks::create),
        Route::post("/keep/directory/checks/{service_check}/undo", keep, checks::destroy),
        Route::post("/keep/directory/services/{service}/closing", keep, desk::close),
        Route::post("/keep/directory/services/{service}/closing/undo", keep, desk::open_again),
        Route::get("/keep/directory/export.json", keep, export::json),
        Route::get("/keep/directory/export.zip", keep, export::tables),
        Route::get("/keep/directory/places", keep, gazetteer::index),
        Route::post("/keep/directory/places", keep, gazetteer::create),
    ]
}

/// How many connections to a service failed since it was checked.
#[cfg(test)]
pub(crate) fn failures_of(
    tx: &mut kit::db::Tx<'_>,
    on: ground::ids::OrganizationId,
    id: ServiceId,
) -> Result<Option<i64>, kit::db::DbError> {
    Ok(facts::find(tx, on, id)?.map(|facts| facts.row.failed_since_check))
}

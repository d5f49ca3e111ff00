//! Groups and meetings: what meets, when and where, for whom, and how to join.
//!
//! What lives here: gatherings with their rule, single days that are otherwise, the public list, calendar and feed, the
//! pages where staff keep them. What doesn't: who came (attendance is a part of the record, and nothing here names
//! anybody).

mod calendar;
mod gathering;
mod ics;
mod keep;
mod keep_days;
mod occurrence;
mod pattern;
mod show;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::KeepGroups,
};

pub use self::{
    gathering::{ChangeKind, DayChangeId, Gathering, GatheringId},
    pattern::Pattern,
    show::{Coming, coming},
    store::{Shown, shown},
};

pub const AREA: Area = Area {
    name: "gatherings",
    routes,
    nav: &[NavPlace {
        label: "keeping-groups-nav",
        path: "/admin/groups",
        icon: "event",
        permission: KeepGroups,
        order: 70,
    }],
};

fn routes() -> Vec<Route> {
    let keeps = Guard::Needs(KeepGroups);
    vec![
        Route::get("/groups", Guard::Public, show::index),
        Route::get("/groups.ics", Guard::Public, ics::feed),
        Route::get("/groups/calendar", Guard::Public, calendar::month),
        Route::get("/groups/{gathering}", Guard::Public, show::one),
        Route::get("/groups/{gathering}/calendar.ics", Guard::Public, ics::one),
        Route::get("/admin/groups", keeps, keep::index),
        Route::get("/admin/groups/new", keeps, keep::new),
        Route::post("/admin/groups", keeps, keep::create),
        Route::get("/admin/groups/{gathering}", keeps, keep::edit),
        Route::post("/admin/groups/{gathering}", keeps, keep::update),
        Route::post("/admin/groups/{gathering}/removal", keeps, keep::remove),
        Route::post("/admin/groups/{gathering}/return", keeps, keep::put_back),
        Route::post("/admin/groups/{gathering}/days", keeps, keep_days::create),
        Route::post("/admin/group-days/{group_day}/removal", keeps, keep_days::remove),
    ]
}

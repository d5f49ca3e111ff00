//! Connections: a person is sent on to a service, and the loop closes when they say how it went.
//!
//! What lives here: a connection from draft to outcome, the link that a service answers without an account, why somebody
//! was not connected, how each service's connections went. What doesn't: the services (the directory), consent (the gate
//! decides whether anything leaves), what systems advocacy makes of the barriers.
//! Source: practice.md 9.2, 9.4.

mod answer;
mod connection;
mod drafting;
mod mine;
mod pages;
mod picking;
mod reading;
mod results;
mod send;
mod steps;
mod store;
#[cfg(test)]
mod tests;
mod truth;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{MakeConnections, SeeMyRecord, WriteMyRecord},
};

pub use self::connection::ConnectionId;

pub const AREA: Area = Area {
    name: "connections",
    routes,
    nav: &[NavPlace {
        label: "connections-nav",
        path: "/connections",
        icon: "link",
        permission: MakeConnections,
        order: 45,
    }],
};

fn routes() -> Vec<Route> {
    let makes = Guard::Needs(MakeConnections);
    vec![
        Route::get("/connections", makes, results::index),
        Route::get("/people/{participant}/connections", makes, pages::index),
        Route::get("/people/{participant}/connections/services", makes, picking::index),
        Route::get("/people/{participant}/connections/new", makes, drafting::new),
        Route::post("/people/{participant}/connections", makes, drafting::create),
        Route::get("/connections/{connection}", makes, pages::show),
        Route::get("/connections/{connection}/paper", makes, send::paper),
        Route::post("/connections/{connection}/sending", makes, send::create),
        Route::post("/connections/{connection}/answer", makes, pages::answer),
        Route::post("/connections/{connection}/outcome", makes, pages::outcome),
        Route::get("/me/connections", Guard::Needs(SeeMyRecord), mine::index),
        Route::post("/me/connections/{connection}/word", Guard::Needs(WriteMyRecord), mine::say),
        Route::get("/answer", Guard::Public, answer::show),
        Route::post("/answer", Guard::Public, answer::create),
    ]
}

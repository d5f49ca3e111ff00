//! The front of an organization: what it is, with whom it works, how its pages look.
//!
//! What lives here: the home page for visitors, "about", partners, name, logo and colour, and the page where directors
//! keep them. What doesn't: whose pages stand at an address (`ground::public`) and the frame around them
//! (`ground::layout`), lines to call (`helplines`), groups (`gatherings`), how somebody comes to us (`referring`).

pub mod colour;
mod face;
mod keep;
mod look;
mod show;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::KeepPublicPages,
};

pub use self::{
    face::{PartnerId, long, web_address},
    show::paragraphs,
};

pub const AREA: Area = Area { name: "pages", routes, nav: &[] };

fn routes() -> Vec<Route> {
    let keeps = Guard::Needs(KeepPublicPages);
    vec![
        Route::get("/", Guard::Public, show::home),
        Route::get("/about", Guard::Public, show::about),
        Route::get("/look.css", Guard::Public, look::style),
        Route::get("/logo", Guard::Public, look::logo),
        Route::get("/admin/public", keeps, keep::edit),
        Route::post("/admin/public", keeps, keep::update),
        Route::post("/admin/public/logo", keeps, look::put_logo),
        Route::post("/admin/public/logo/removal", keeps, look::remove_logo),
        Route::post("/admin/public/partners", keeps, keep::add_partner),
        Route::post("/admin/public/partners/{partner}/removal", keeps, keep::remove_partner),
        Route::post("/admin/public/partners/{partner}/return", keeps, keep::return_partner),
    ]
}

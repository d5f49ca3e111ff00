//! The resource library: what people read, watch, fill in and pass on.
//!
//! What lives here: items and their life (draft, read over by somebody with lived experience and by staff, published,
//! looked at again, retired), the shelf that everybody sees with its lists and its search, saving, sending, paths,
//! checklists, and the look at links that lead out. What doesn't: services and places (the directory).
//!
//! Visitors read the shelf alone (`store::shelf`); nothing unpublished stands there. Whoever gets an item from a peer
//! specialist says whether it helped, and that alone moves it up or down. No one's reading is followed.

mod admin;
mod cards;
mod checklists;
mod checks;
mod chore;
mod editor;
mod files;
mod for_me;
mod for_person;
mod form;
mod furnish;
mod index;
mod item;
mod keeping;
mod level;
mod links;
mod markdown;
mod mine;
mod outside;
mod paths;
mod paths_admin;
mod reviewing;
mod sending;
mod show;
mod store;
#[cfg(test)]
mod tests;
mod words;
mod work;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{
        KeepLibrary, PublishLibrary, ReviewLibrary, SeeMyRecord, UseMyList, WriteContacts, WriteMyRecord,
    },
};

pub use self::{
    chore::check_links,
    furnish::{House, Ready, ReadyPath, furnish},
};

pub const AREA: Area = Area {
    name: "library",
    routes,
    nav: &[NavPlace { label: "library-nav", path: "/library", icon: "idea", permission: UseMyList, order: 90 }],
};

fn routes() -> Vec<Route> {
    let mut all = for_everybody();
    all.extend(for_readers());
    all.extend(for_keepers());
    all
}

fn for_everybody() -> Vec<Route> {
    let public = Guard::Public;
    vec![
        Route::get("/library", public, index::index),
        Route::get("/library/for-peers", public, checklists::index),
        Route::get("/library/checklists/{checklist}", public, checklists::show),
        Route::get("/library/paths", public, paths::index),
        Route::get("/library/paths/{library_path}", public, paths::show),
        Route::get("/library/files/{library_file}", public, files::show),
        Route::get("/library/{library_item}", public, show::show),
    ]
}

fn for_readers() -> Vec<Route> {
    let (list, review) = (Guard::Needs(UseMyList), Guard::Needs(ReviewLibrary));
    let (send, mine, answer) = (Guard::Needs(WriteContacts), Guard::Needs(SeeMyRecord), Guard::Needs(WriteMyRecord));
    vec![
        Route::get("/my-list", list, mine::index),
        Route::post("/library/{library_item}/saving", list, mine::save),
        Route::post("/library/{library_item}/saving/undo", list, mine::forget),
        Route::post("/library/paths/{library_path}/steps/{library_item}/done", list, paths::done),
        Route::post("/library/paths/{library_path}/steps/{library_item}/done/undo", list, paths::undone),
        Route::post("/library/checklists/{checklist}/drafts", list, checklists::begin),
        Route::get("/library/checklists/drafts/{draft}", list, checklists::edit),
        Route::post("/library/checklists/drafts/{draft}", list, checklists::keep),
        Route::get("/library/reviews", review, reviewing::index),
        Route::get("/library/reviews/{library_item}", review, reviewing::show),
        Route::post("/library/reviews/{library_item}", review, reviewing::create),
        Route::get("/library/{library_item}/send", send, sending::new),
        Route::post("/library/{library_item}/send", send, sending::create),
        Route::get("/people/{participant}/library", send, for_person::index),
        Route::get("/people/{participant}/library/{library_item}", send, for_person::new),
        Route::post("/people/{participant}/library", send, for_person::create),
        Route::post("/library/sends/{library_send}/undo", send, sending::take_back),
        Route::get("/me/library", mine, for_me::index),
        Route::post("/me/library/{library_send}/answer", answer, for_me::answer),
    ]
}

fn for_keepers() -> Vec<Route> {
    let (keep, publish) = (Guard::Needs(KeepLibrary), Guard::Needs(PublishLibrary));
    vec![
        Route::get("/admin/library", keep, admin::index),
        Route::post("/admin/library", keep, editor::create),
        Route::get("/admin/library/drafts/{draft}", keep, editor::edit),
        Route::post("/admin/library/drafts/{draft}", keep, editor::update),
        Route::get("/admin/library/links", keep, links::index),
        Route::get("/admin/library/paths", keep, paths_admin::index),
        Route::post("/admin/library/paths", keep, paths_admin::create),
        Route::get("/admin/library/paths/{library_path}", keep, paths_admin::show),
        Route::post("/admin/library/paths/{library_path}/steps", keep, paths_admin::add),
        Route::post("/admin/library/paths/{library_path}/steps/{library_item}/removal", keep, paths_admin::take_out),
        Route::post("/admin/library/paths/{library_path}/steps/{library_item}/removal/undo", keep, paths_admin::put_in),
        Route::post("/admin/library/paths/{library_path}/publication", publish, paths_admin::publish),
        Route::post("/admin/library/paths/{library_path}/publication/undo", publish, paths_admin::unpublish),
        Route::post("/admin/library/paths/{library_path}/removal", publish, paths_admin::remove),
        Route::post("/admin/library/paths/{library_path}/removal/undo", publish, paths_admin::bring_back),
        Route::get("/admin/library/{library_item}", keep, keeping::show),
        Route::get("/admin/library/{library_item}/versions", keep, keeping::versions),
        Route::post("/admin/library/{library_item}/drafts", keep, editor::revise),
        Route::post("/admin/library/{library_item}/reading", keep, work::ask),
        Route::post("/admin/library/{library_item}/reading/undo", keep, work::ask_no_more),
        Route::post("/admin/library/{library_item}/looked", keep, work::looked_again),
        Route::post("/admin/library/{library_item}/publication", publish, work::publish),
        Route::post("/admin/library/{library_item}/publication/undo", publish, work::unpublish),
        Route::post("/admin/library/{library_item}/retirement", publish, work::retire),
        Route::post("/admin/library/{library_item}/retirement/undo", publish, work::bring_back),
        Route::post("/admin/library/{library_item}/files", keep, files::create),
        Route::post("/admin/library/files/{library_file}/removal", keep, files::remove),
        Route::post("/admin/library/files/{library_file}/removal/undo", keep, files::bring_back),
    ]
}

//! Family, friends and others who stand by a person, and what each of them may know.
//!
//! What lives here: supporters and what the person agreed they may be told. What doesn't: contacts with them
//! (`contacts`), their own accounts (a later step).

mod pages;
mod store;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission,
};

pub use self::store::{Supporter, SupporterId, Words, end, find, insert, list, restore, update};

const EDIT: Guard = Guard::Needs(Permission::EditPerson);

pub const AREA: Area = Area {
    name: "supporters",
    routes: || {
        vec![
            Route::get("/people/{participant}/supporters/new", EDIT, pages::new),
            Route::post("/people/{participant}/supporters", EDIT, pages::create),
            Route::get("/people/{participant}/supporters/{supporter}", EDIT, pages::edit),
            Route::post("/people/{participant}/supporters/{supporter}", EDIT, pages::update),
            Route::post("/people/{participant}/supporters/{supporter}/ending", EDIT, pages::end),
            Route::post("/people/{participant}/supporters/{supporter}/return", EDIT, pages::restore),
        ]
    },
    nav: &[],
};

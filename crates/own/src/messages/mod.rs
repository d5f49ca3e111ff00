//! A few words from the program to a person: they stand on the person's own page, and an answer comes back.
//!
//! What lives here: writing, seeing and answering messages. What doesn't: the first page itself (`me`), notes about
//! contacts (`care::contacts`), letters by mail (`ground::mail`). Nothing of a message leaves the two pages it stands on:
//! no letter, no title, no list of windows tells of it.

mod message;
mod mine;
mod staff;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, Route},
    rules::matrix::Permission::{SeeMyRecord, WriteContacts, WriteMyRecord},
};

pub use self::{
    message::{Message, MessageId},
    mine::{Line, line},
    store::{mine, saw},
};

pub const AREA: Area = Area { name: "messages", routes, nav: &[] };

fn routes() -> Vec<Route> {
    let (see, write, staff) = (Guard::Needs(SeeMyRecord), Guard::Needs(WriteMyRecord), Guard::Needs(WriteContacts));
    vec![
        Route::get("/me/messages", see, mine::index),
        Route::get("/me/messages/{message}", see, mine::show),
        Route::post("/me/messages/{message}/answer", write, mine::answer),
        Route::get("/people/{participant}/messages", staff, staff::index),
        Route::post("/people/{participant}/messages", staff, staff::create),
        Route::post("/messages/{message}/withdrawal", staff, staff::withdraw),
        Route::post("/messages/{message}/withdrawal/undo", staff, staff::put_back),
        Route::post("/messages/{message}/reading", staff, staff::read),
    ]
}

//! Notes as the person they are about reads them: the list, one note with what both say of it, a note to read before it
//! is signed, and the whole record to print and to take along.
//!
//! What lives here: the person's pages and the record as a file. What doesn't: what happens to a note at signing, holding
//! one back, and the worker's side of the talk (`care::contacts`).

mod file;
mod kept;
mod own;
mod pages;
mod record;
mod sent;
mod store;
#[cfg(test)]
mod tests;
mod whole;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};

pub use self::file::reference_markdown;
pub use self::store::{Waiting, waiting};

pub const AREA: Area = Area {
    name: "my_notes",
    routes,
    nav: &[
        NavPlace { label: "me-notes-nav", path: "/me/notes", icon: "note", permission: SeeMyRecord, order: 10 },
        NavPlace { label: "me-record-nav", path: "/me/record", icon: "download", permission: SeeMyRecord, order: 60 },
    ],
};

fn routes() -> Vec<Route> {
    let (see, write) = (Guard::Needs(SeeMyRecord), Guard::Needs(WriteMyRecord));
    vec![
        Route::get("/me/notes", see, pages::index),
        Route::get("/me/notes/{contact}", see, pages::show),
        Route::get("/me/notes/{contact}/print", see, pages::print),
        Route::post("/me/notes/{contact}/comments", write, pages::create_comment),
        Route::get("/me/reading/{response}", see, sent::show),
        Route::post("/me/reading/{response}", write, sent::update),
        Route::get("/me/record", see, whole::index),
        Route::get("/me/record/print", see, whole::print),
        Route::get("/me/record/page", see, whole::page_file),
        Route::get("/me/record/data", see, whole::data_file),
    ]
}

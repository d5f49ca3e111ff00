//! Who looked at my record: every access in plain words, and to whom information went.
//!
//! What lives here: the participant's reading of the audit and of the accounting of disclosures (45 CFR 164.528), and
//! the way to ask about one look. What doesn't: the answer (`requests`), the staff's audit pages (ground).

mod pages;
mod store;
#[cfg(test)]
mod tests;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};

pub const AREA: Area = Area {
    name: "looked",
    routes: || {
        vec![
            Route::get("/me/looked", Guard::Needs(SeeMyRecord), pages::index),
            Route::get("/me/looked/ask", Guard::Needs(WriteMyRecord), pages::new),
            Route::post("/me/looked/ask", Guard::Needs(WriteMyRecord), pages::create),
        ]
    },
    nav: &[NavPlace { label: "me-looked-nav", path: "/me/looked", icon: "show", permission: SeeMyRecord, order: 80 }],
};

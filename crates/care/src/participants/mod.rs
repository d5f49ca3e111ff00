//! People: who they are, how to reach them, where they stand with each program, and how they are found.
//!
//! What lives here: the record's facts, lists, search, the status timeline, the head of every page about a person. What
//! doesn't: the pages of one person (`record`), supporters, assignments, how somebody came (`referrals`).

mod check;
mod header;
mod index;
pub mod listing;
pub mod names;
mod participant;
mod photo;
mod search;
mod store;
#[cfg(test)]
mod tests;
mod timeline;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission,
};

pub use self::{
    check::verify_keys,
    header::{Header, PersonHeader, Place, header, kept_out, label, language_label, status_label, tone},
    participant::{
        Channel, ChannelId, ChannelKind, Details, Enrollment, EnrollmentId, Participant, Standing, Status,
        StatusChangeId, Why, age,
    },
    photo::{Photo, forget_photos, photo, photo_key, remove_photo, return_photo, set_photo},
    search::{Found, Query, search, search_widely},
    store::{channels, find, insert, insert_by, kept_of, legal_name, rewrite_keys, update},
    timeline::{
        Change, StatusChange, enrollment, enrollments, find_change, last_change, set_status, set_status_by,
        take_back_status, timeline,
    },
};

pub const AREA: Area = Area {
    name: "participants",
    routes: || vec![Route::get("/people", Guard::Needs(Permission::SeePeople), index::index)],
    nav: &[NavPlace {
        label: "people-nav",
        path: "/people",
        icon: "people",
        permission: Permission::SeePeople,
        order: 20,
    }],
};

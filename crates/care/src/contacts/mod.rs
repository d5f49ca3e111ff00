//! Contacts: the record of support. What happened between people, in ordinary words, signed and kept.
//!
//! What lives here: the editor of a note, signing, co-signing and returning, addenda, entries in error, units, files
//! that belong to a note, a person's timeline of contacts. What doesn't: the words before they are signed
//! (`ground::drafts`), the person's record (`participants`), goals, and the day's promises.

mod acts;
mod attachments;
mod attempts;
mod check;
pub mod comments;
mod contact;
mod cosigning;
mod editor;
mod form;
mod hiding;
mod labels;
mod lists;
mod loops;
mod new;
mod people;
mod programs;
mod show;
mod sign;
mod signing;
mod store;
#[cfg(test)]
mod tests;
pub mod together;
mod units;
mod versions;

use ground::{
    area::{Area, Guard, Route},
    rules::matrix::Permission,
};

pub use self::{
    contact::{
        Act, Contact, ContactId, CosignRule, Facts, Kind, Mode, Outcome, ProgramRules, Section, Sections, Status, Step,
        StepId, StepOwner,
    },
    new::begin,
    signing::{KeptStep, SignedContact, insert_signed},
    store::{Line, find, list_of_person as recent_for},
    units::settle_day,
};

/// Notes, their editor, their lists, and what is done to them.
pub const AREA: Area = Area { name: "contacts", routes, nav: &[] };

fn routes() -> Vec<Route> {
    let write = Guard::Needs(Permission::WriteContacts);
    let see = Guard::Needs(Permission::SeeContacts);
    let hide = Guard::Needs(Permission::HideNotes);
    let cosign = Guard::Needs(Permission::CosignContacts);
    vec![
        Route::get("/contacts", see, lists::mine),
        Route::get("/contacts/new", write, new::new),
        Route::post("/contacts/drafts", write, new::create),
        Route::get("/contacts/drafts/{draft}", write, editor::edit),
        Route::post("/contacts/drafts/{draft}", write, editor::update),
        Route::post("/contacts/drafts/{draft}/signature", write, editor::create_signature),
        Route::get("/contacts/drafts/{draft}/together", write, together::show),
        Route::post("/contacts/drafts/{draft}/together", write, together::update),
        Route::post("/contacts/drafts/{draft}/sending", write, together::create_sending),
        Route::post("/contacts/drafts/{draft}/attachments", write, attachments::create),
        Route::post("/drafts/{draft}/check", write, check::show),
        Route::get("/attachments/{attachment}", see, attachments::show),
        Route::post("/attachments/{attachment}/removal", write, attachments::remove),
        Route::get("/contacts/{contact}", see, show::show),
        Route::get("/contacts/{contact}/print", see, show::print),
        Route::get("/contacts/{contact}/versions", see, versions::index),
        Route::get("/contact-steps/{step}", see, show::of_step),
        Route::post("/contacts/{contact}/cosignature", cosign, acts::create_cosignature),
        Route::post("/contacts/{contact}/return", cosign, acts::create_return),
        Route::post("/contacts/{contact}/revision", write, acts::create_revision),
        Route::post("/contacts/{contact}/addenda", write, acts::create_addendum),
        Route::post("/contacts/{contact}/error", write, acts::create_error),
        Route::post("/contacts/{contact}/undoing", write, acts::undo),
        Route::post("/contacts/{contact}/answers", write, comments::create_answer),
        Route::get("/contacts/{contact}/hiding", hide, hiding::show),
        Route::post("/contacts/{contact}/hiding", hide, hiding::create),
        Route::post("/contacts/{contact}/showing", hide, hiding::destroy),
        Route::get("/admin/hidden-notes", Guard::Needs(Permission::ManagePrivacy), hiding::index),
        Route::get("/cosign", cosign, cosigning::index),
        Route::get("/people/{participant}/contacts", see, lists::of_person),
        Route::post("/people/{participant}/contacts", write, new::create_for),
        Route::get("/people/{participant}/attempt", write, new::attempt),
        Route::post("/people/{participant}/attempt", write, new::create_attempt),
    ]
}

//! A participant's own wellness plan: what keeps them well, what helps when it gets hard, what they want in a crisis.
//!
//! What lives here: sections and their versions, the toolbox, pointers to legal papers, sharing by section and person,
//! the plan on paper, on a card and on a phone without a line, and forms that the organization is licensed to use. What
//! doesn't: who may be asked to share with (assignments and supporters), and the gate that lets a share through.
//!
//! The plan belongs to the participant (practice.md 6.4): a row of it is reached only by `is_mine!`, or by `is_shared!`
//! for that section. Staff get nothing by their work, not in an export, not in an emergency.

mod edges;
mod papers;
mod plan;
mod print;
mod sections;
mod shared;
mod sharing;
mod show;
mod store;
mod templates;
#[cfg(test)]
mod tests;
mod toolbox;
mod writing;

use ground::{
    Area,
    area::{Guard, NavPlace, Route},
    rules::matrix::Permission::{DecideSharing, ManagePrivacy, SeeMyRecord, SeeSharedWithMe, WriteMyRecord},
};

pub(crate) use self::{
    edges::{choices, label, myself, today},
    plan::{day, not_too_long, told},
    sharing::{Given, SharerLine, account_in, given, lines, people, share, stop_one},
};

pub const AREA: Area = Area {
    name: "wellness",
    routes,
    nav: &[NavPlace { label: "wellness-nav", path: "/me/plan", icon: "heart", permission: SeeMyRecord, order: 12 }],
};

fn routes() -> Vec<Route> {
    let (see, write, decide) = (Guard::Needs(SeeMyRecord), Guard::Needs(WriteMyRecord), Guard::Needs(DecideSharing));
    let (staff, shared) = (Guard::Needs(ManagePrivacy), Guard::Needs(SeeSharedWithMe));
    vec![
        Route::get("/me/plan", see, show::index),
        Route::get("/me/plan/sections/{plan_section}", see, sections::show),
        Route::get("/me/plan/sections/{plan_section}/versions", see, sections::versions),
        Route::post("/me/plan/versions/{plan_entry}/return", write, sections::bring_back),
        Route::post("/me/plan/sections/{plan_section}/drafts", write, writing::create),
        Route::get("/me/plan/drafts/{draft}", write, writing::edit),
        Route::post("/me/plan/drafts/{draft}", write, writing::update),
        Route::post("/me/plan/sections/{plan_section}/sharing", decide, sharing::create),
        Route::post("/me/plan/sections/{plan_section}/sharing/end", decide, sharing::stop),
        Route::get("/me/plan/sharing", decide, sharing::index),
        Route::post("/me/plan/sharing/end", decide, sharing::stop_all),
        Route::get("/me/plan/tools", see, toolbox::index),
        Route::post("/me/plan/tools", write, toolbox::create),
        Route::get("/me/plan/tools/{plan_tool}", see, toolbox::show),
        Route::post("/me/plan/tools/{plan_tool}/tries", write, toolbox::tried),
        Route::post("/me/plan/tools/{plan_tool}/reminder", write, toolbox::remind),
        Route::post("/me/plan/tools/{plan_tool}/removal", write, toolbox::remove),
        Route::post("/me/plan/tools/{plan_tool}/removal/undo", write, toolbox::put_back),
        Route::get("/me/plan/papers", see, papers::index),
        Route::post("/me/plan/papers", write, papers::create),
        Route::post("/me/plan/papers/{plan_paper}/revoking", write, papers::revoke),
        Route::post("/me/plan/papers/{plan_paper}/removal", write, papers::remove),
        Route::post("/me/plan/papers/{plan_paper}/removal/undo", write, papers::put_back),
        Route::get("/me/plan/print", see, print::whole),
        Route::get("/me/plan/card", see, print::card),
        Route::get("/me/plan/pocket", see, print::pocket),
        Route::get("/me/worker.js", Guard::Public, print::worker),
        Route::get("/me/plan/forms", see, templates::offered),
        Route::get("/me/plan/forms/{plan_template}", see, templates::open),
        Route::get("/admin/plan-forms", staff, templates::index),
        Route::post("/admin/plan-forms", staff, templates::create),
        Route::post("/admin/plan-forms/{plan_template}/removal", staff, templates::remove),
        Route::get("/shared/{participant}/plan", shared, shared::show),
    ]
}

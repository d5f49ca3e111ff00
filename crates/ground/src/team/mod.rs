//! The team: who works here, in which role and program; invitations; ways back in; closing an account.
//!
//! What lives here: giving and ending access. What doesn't: what a role may do (`rules/permissions.toml`), one's own
//! account (`accounts`), handing over a worker's people and promises.

mod accept;
mod invitation;
mod invitations;
mod pages;
mod recovery;
mod store;
#[cfg(test)]
mod tests;
mod worker;

use crate::{
    Area, Guard, Route,
    area::NavPlace,
    rules::matrix::{Permission, Role},
};

/// The team's pages.
pub const AREA: Area = Area {
    name: "team",
    routes,
    nav: &[NavPlace { label: "team-nav", path: "/team", icon: "team", permission: Permission::SeeTeam, order: 40 }],
};

fn routes() -> Vec<Route> {
    let manage = Guard::Needs(Permission::ManageStaff);
    vec![
        Route::get("/team", Guard::Needs(Permission::SeeTeam), pages::index),
        Route::get("/team/{account}", Guard::Needs(Permission::SeeTeam), pages::show),
        Route::post("/team/{account}/roles", manage, worker::give_role),
        Route::post("/team/{account}/roles/{membership}/end", manage, worker::end_role),
        Route::post("/team/{account}/closing", manage, worker::close),
        Route::post("/team/{account}/reopening", manage, worker::reopen),
        Route::post("/team/{account}/own-record", Guard::Needs(Permission::RecoverAccount), worker::link_record),
        Route::post("/team/{account}/recovery", Guard::Needs(Permission::RecoverAccount), recovery::create),
        Route::get("/recovery", Guard::Public, recovery::show),
        Route::post("/recovery", Guard::Public, recovery::accept),
        Route::get("/team/invitations", manage, invitations::index),
        Route::get("/team/invitations/new", manage, invitations::new),
        Route::post("/team/invitations", manage, invitations::create),
        Route::post("/team/invitations/{invitation}/withdrawal", manage, invitations::withdraw),
        Route::get("/invitation", Guard::Public, accept::show),
        Route::post("/invitation", Guard::Public, accept::create),
    ]
}

/// The roles that workers have; participants and their supporters are not staff.
pub const STAFF_ROLES: [Role; 8] = [
    Role::PeerSpecialist,
    Role::VolunteerPeer,
    Role::Supervisor,
    Role::TeamMember,
    Role::Director,
    Role::Hiring,
    Role::Certification,
    Role::Auditor,
];

//! The door to what directors set up, and the permission table as everybody may read it.
//!
//! What lives here: two pages that lead on. What doesn't: the settings behind the links (`organizations`, `mail`, `audit`).

use std::collections::BTreeMap;

use askama::Template;
use kit::web::Answer;

use crate::{
    Area, Guard, Route, Visit,
    area::NavPlace,
    layout::Page,
    rules::matrix::{Permission, Reach},
};

/// The admin's first page and the permission table.
pub const AREA: Area = Area {
    name: "admin",
    routes,
    nav: &[NavPlace {
        label: "admin-nav",
        path: "/admin",
        icon: "admin",
        permission: Permission::ManagePrograms,
        order: 60,
    }],
};

fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin", Guard::SignedIn, index),
        Route::get("/admin/permissions", Guard::Needs(Permission::SeePermissions), permissions),
    ]
}

#[derive(Template)]
#[template(path = "admin/index.html")]
struct AdminPage {
    page: Page,
    places: Vec<Place>,
}

struct Place {
    href: &'static str,
    label: String,
    words: String,
}

/// Where each place leads, and what it needs.
const PLACES: &[(&str, &str, Permission)] = &[
    ("/admin/programs", "admin-place-programs", Permission::ManagePrograms),
    ("/team", "admin-place-team", Permission::ManageStaff),
    ("/admin/library", "admin-place-library", Permission::KeepLibrary),
    ("/admin/import", "admin-place-import", Permission::ImportData),
    ("/admin/export", "admin-place-export", Permission::ExportProgram),
    ("/admin/audit", "admin-place-audit", Permission::SeeAuditOfWorker),
    ("/admin/requests", "admin-place-requests", Permission::ManagePrivacy),
    ("/admin/retention", "admin-place-retention", Permission::ManagePrivacy),
    ("/admin/breaches", "admin-place-breaches", Permission::ManagePrivacy),
    ("/admin/hidden-notes", "admin-place-hidden-notes", Permission::ManagePrivacy),
    ("/admin/privacy", "admin-place-privacy", Permission::ManagePrivacy),
    ("/admin/emergency-access", "admin-place-emergency", Permission::ManagePrivacy),
    ("/admin/mail", "admin-place-mail", Permission::SeeMailLedger),
    ("/admin/plan-forms", "admin-place-plan-forms", Permission::ManagePrivacy),
    ("/admin/public", "admin-place-public", Permission::KeepPublicPages),
    ("/admin/permissions", "admin-place-permissions", Permission::SeePermissions),
];

async fn index(visit: Visit) -> Answer {
    let may = PLACES.iter().filter(|(_, _, permission)| visit.can(*permission));
    let place = |(href, key, _): &(&'static str, &str, Permission)| Place {
        href,
        label: visit.t(key),
        words: visit.t(&format!("{key}-words")),
    };
    kit::web::page(&AdminPage { page: visit.page("admin-title"), places: may.map(place).collect() })
}

#[derive(Template)]
#[template(path = "admin/permissions.html")]
struct PermissionsPage {
    page: Page,
    roles: Vec<RoleWords>,
    rows: Vec<PermissionWords>,
}

struct RoleWords {
    label: String,
    text: String,
}

struct PermissionWords {
    label: String,
    text: String,
    /// Who may, grouped by how far: "in the whole organization: Director".
    who: Vec<String>,
    notes: Vec<String>,
}

async fn permissions(visit: Visit) -> Answer {
    let matrix = &visit.rules().matrix;
    let roles = matrix.roles.iter().map(|card| RoleWords { label: card.label.clone(), text: card.text.clone() });
    let rows = matrix.permissions.iter().map(|row| PermissionWords {
        label: row.label.clone(),
        text: row.text.clone(),
        who: who(&visit, row.id),
        notes: row.grants.values().filter_map(|grant| grant.note.clone()).collect(),
    });
    kit::web::page(&PermissionsPage {
        page: visit.page("admin-permissions-title"),
        roles: roles.collect(),
        rows: rows.collect(),
    })
}

/// Puts the roles together that reach equally far with a permission.
fn who(visit: &Visit, permission: Permission) -> Vec<String> {
    let matrix = &visit.rules().matrix;
    let mut by_reach: BTreeMap<std::cmp::Reverse<Reach>, Vec<&str>> = BTreeMap::new();
    for card in matrix.roles.iter() {
        let reach = matrix.reach(card.id, permission);
        if reach != Reach::None {
            by_reach.entry(std::cmp::Reverse(reach)).or_default().push(&card.label);
        }
    }
    let line = |(reach, labels): (std::cmp::Reverse<Reach>, Vec<&str>)| {
        let key = format!("admin-reach-{}", reach.0.word());
        format!("{}: {}", visit.t(&key), labels.join(", "))
    };
    by_reach.into_iter().map(line).collect()
}

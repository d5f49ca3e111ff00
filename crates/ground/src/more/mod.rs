//! Every place that somebody may go to, for phones: the bar below has room for a few.
//!
//! What lives here: that one page. What doesn't: which places there are (each area's `nav`), the bar itself (`layout`).

use askama::Template;
use kit::web::{Answer, page};

use crate::{Area, Guard, Route, Visit, layout::Page};

/// The page of all places.
pub const AREA: Area = Area { name: "more", routes, nav: &[] };

fn routes() -> Vec<Route> {
    vec![Route::get("/more", Guard::SignedIn, index)]
}

#[derive(Template)]
#[template(path = "more/index.html")]
struct MorePage {
    page: Page,
}

async fn index(visit: Visit) -> Answer {
    visit.actor()?;
    page(&MorePage { page: visit.page("layout-more-title") })
}

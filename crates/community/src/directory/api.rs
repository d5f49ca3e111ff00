//! The public read API as HSDS's own OpenAPI has it (version 3): pages of services, organizations, places, terms.

mod lists;
mod one;
mod store;

use axum::{
    Json,
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use ground::{
    App, Visit,
    area::{Guard, Route},
    public,
};
use hsds::Record;
use kit::{forms::Form, web::Answer};
use serde_json::{Value, json};

/// Where the standard says what an installation's answers look like.
const PROFILE: &str = "https://docs.openreferral.org/en/latest/hsds/overview.html";
const OPENAPI: &str = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json";
/// Records on a page when nobody says how many, and at most.
const USUAL: i64 = 50;
const MOST: i64 = 100;
/// Records that tell little may come in larger pages.
const MOST_SMALL: i64 = 1000;

pub(super) fn routes() -> Vec<Route> {
    let open = Guard::Public;
    vec![
        Route::get("/hsds", open, root),
        Route::get("/hsds/services", open, lists::services),
        Route::get("/hsds/services/{service}", open, one::service),
        Route::get("/hsds/organizations", open, lists::organizations),
        Route::get("/hsds/organizations/{agency}", open, one::organization),
        Route::get("/hsds/locations", open, lists::locations),
        Route::get("/hsds/locations/{location}", open, one::location),
        Route::get("/hsds/service_at_locations", open, lists::service_at_locations),
        Route::get("/hsds/service_at_locations/{service_at_location}", open, one::service_at_location),
        Route::get("/hsds/taxonomies", open, lists::taxonomies),
        Route::get("/hsds/taxonomies/{taxonomy}", open, one::taxonomy),
        Route::get("/hsds/taxonomy_terms", open, lists::terms),
        Route::get("/hsds/taxonomy_terms/{taxonomy_term}", open, one::term),
    ]
}

async fn root(State(app): State<App>, visit: Visit, RawQuery(_): RawQuery) -> Answer {
    public::site(&app, &visit).await?;
    answer(json!({ "version": hsds::VERSION, "profile": PROFILE, "openapi_url": OPENAPI }))
}

/// An answer that programs of any site may read: it holds what is public.
fn answer(value: Value) -> Answer {
    let headers = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))];
    Ok((headers, Json(value)).into_response())
}

/// What a list was asked for.
#[derive(Debug, Clone)]
struct Asked {
    form: Form,
    page: i64,
    per_page: i64,
}

impl Asked {
    fn of(typed: Option<String>) -> Self {
        let form = Form::parse(typed.unwrap_or_default().as_bytes());
        let is_small = is_yes(&form, "minimal") || form.get("format") == "ndjson";
        let most = if is_small { MOST_SMALL } else { MOST };
        let usual = if is_small { MOST_SMALL } else { USUAL };
        let per_page = form.parsed("per_page").unwrap_or(usual).clamp(1, most);
        // A page so far on that nothing can be there is the same as any such page.
        let page = form.parsed("page").unwrap_or(1).clamp(1, 1_000_000);
        Self { form, page, per_page }
    }

    fn offset(&self) -> i64 {
        self.page.saturating_sub(1).saturating_mul(self.per_page)
    }

    fn is(&self, name: &str) -> bool {
        is_yes(&self.form, name)
    }

    /// The page of the standard around some records, or a record a line.
    fn page_of(&self, total: i64, records: Vec<Record>) -> Answer {
        if self.form.get("format") == "ndjson" {
            let lines: String = records.into_iter().map(|record| format!("{}\n", Value::Object(record))).collect();
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson")),
                (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
            ];
            return Ok((headers, lines).into_response());
        }
        let pages = total.saturating_add(self.per_page).saturating_sub(1).div_euclid(self.per_page);
        answer(json!({
            "total_items": total,
            "total_pages": pages,
            "page_number": self.page,
            "size": records.len(),
            "first_page": self.page == 1,
            "last_page": self.page >= pages,
            "empty": records.is_empty(),
            "contents": records,
        }))
    }
}

fn is_yes(form: &Form, name: &str) -> bool {
    matches!(form.get(name), "true" | "1" | "True")
}

/// A record without what stands inside it: only its own facts.
fn plain(mut record: Record) -> Record {
    record.retain(|_, value| !value.is_array() && !value.is_object());
    record
}

/// What the tests see of the lists.
#[cfg(test)]
pub(super) mod tests_face {
    use ground::ids::OrganizationId;
    use hsds::Record;
    use kit::db::{DbError, Tx};

    /// A page of services as an address asks for it.
    pub fn services(tx: &mut Tx<'_>, on: OrganizationId, query: &str) -> Result<(i64, Vec<Record>), DbError> {
        super::lists::service_page(tx, on, &super::Asked::of(Some(query.to_owned())))
    }
}

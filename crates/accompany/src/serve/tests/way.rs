//! What surrounds every page, whatever becomes of the request.

use axum::http::header;
use ground::ids::RequestId;
use kit::testing::{TestDb, both};

use super::House;

async fn on_both(on: &TestDb) {
    let house = House::on(on);
    let mut known = Vec::new();
    for (method, path, who) in
        [("GET", "/day", Some("ana")), ("GET", "/day", None), ("GET", "/nowhere", None), ("POST", "/sign-in", None)]
    {
        let answer = house.ask(method, path, who).await;
        let id = answer.extensions().get::<RequestId>().copied();
        known.push(id.unwrap_or_else(|| panic!("{method} {path} has no number for the log")));
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.contains("script-src 'self' 'nonce-"), "{method} {path}: {policy}");
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{method} {path}");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store", "{method} {path}");
    }
    known.dedup();
    assert_eq!(known.len(), 4, "each request has its own number");
    let watched = house.ask("GET", "/healthz", None).await;
    assert!(watched.extensions().get::<RequestId>().is_none(), "those who watch the program are nobody's visit");
}

#[test]
fn every_page_is_surrounded_alike() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    both(&ground::schema::steps().unwrap(), |on: &TestDb| runtime.block_on(on_both(on)));
}

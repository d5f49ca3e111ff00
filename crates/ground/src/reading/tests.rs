#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use axum::http::{HeaderMap, HeaderValue, header};

use super::{TextSize, pages::back};
use crate::schema;

fn asked_from(referer: &str) -> HeaderMap {
    HeaderMap::from_iter([(header::REFERER, HeaderValue::from_str(referer).unwrap())])
}

#[test]
fn the_form_leads_back_to_its_page_with_what_was_searched() {
    assert_eq!(back(&asked_from("https://a.example.org/people?q=jor"), "/people"), "/people?q=jor");
    assert_eq!(back(&HeaderMap::new(), "/people"), "/people");
}

#[test]
fn the_form_leads_to_no_other_site() {
    assert_eq!(back(&asked_from("https://evil.example.org//evil.example.org"), "//evil.example.org"), "/");
    assert_eq!(back(&asked_from("https://evil.example.org/goals"), "/people"), "/people");
}

#[test]
fn every_size_and_every_language_has_a_name() {
    let messages = schema::messages().unwrap();
    let names: Vec<String> = messages.languages().map(|tag| messages.language(tag).t("reading-own-name")).collect();
    assert_eq!(names, ["English", "Español"]);
    assert!(TextSize::ALL.iter().all(|size| messages.has(&format!("reading-text-size-{size}"))));
}

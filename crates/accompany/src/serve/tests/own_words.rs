//! What belongs to a participant alone is in nobody else's pages, files or exports, whatever their role.

use axum::{body::to_bytes, http::StatusCode};
use ground::{
    area::Verb,
    gate::{self, Shared},
    rules::matrix::Permission,
};
use kit::db::DbError;

use super::{
    House,
    refusals::{fill, on_each_engine},
    samples::{SECRET, Samples},
};

/// Everybody but Jordan, whose words they are.
const OTHERS: [&str; 9] = ["ruth", "marcus", "ana", "mei", "jo", "lee", "kim", "pat", "sol"];

async fn read(house: &House, path: &str, who: &str) -> (StatusCode, String) {
    let answer = house.ask("GET", path, Some(who)).await;
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 50_000_000).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[test]
fn nobody_elses_page_holds_a_word_of_a_plan_or_a_circle() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        let mut told = 0;
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()).filter(|route| route.verb == Verb::Get) {
            let path = fill(route.path, &samples.here);
            for who in OTHERS {
                let (_, body) = read(house, &path, who).await;
                assert!(!body.contains(SECRET), "{path} tells {who} what is Jordan's alone");
            }
            told += usize::from(read(house, &path, "jordan").await.1.contains(SECRET));
        }
        assert!(told >= 8, "Jordan's own pages hold the words: {told}");
    });
}

#[test]
fn a_shared_section_opens_its_page_and_closes_it_with_the_next_request() {
    on_each_engine(async |house| {
        Samples::of(house).await;
        let path = format!("/shared/{}/plan", house.cast.jordan);
        assert_eq!(read(house, &path, "ana").await.0, StatusCode::NOT_FOUND);
        let (jordan, ana) = (house.cast.jordan, house.cast.account("ana"));
        let what = (Shared::PlanSection, "stressors");
        let scope = house.cast.scope("jordan", Permission::DecideSharing);
        let opened: Result<_, DbError> =
            house.app.write(&scope, move |tx, scope| gate::share(tx, scope, jordan, ana, None, what, None)).await;
        opened.unwrap();
        let (status, body) = read(house, &path, "ana").await;
        assert!(status == StatusCode::OK && body.contains(SECRET));
        assert_eq!(body.matches(SECRET).count(), 1, "the section, and neither tools nor papers");
        assert_eq!(read(house, &path, "marcus").await.0, StatusCode::NOT_FOUND);
        let circle = format!("/shared/{}/circle", house.cast.jordan);
        assert_eq!(read(house, &circle, "ana").await.0, StatusCode::NOT_FOUND);
        let stopped: Result<_, DbError> =
            house.app.write(&scope, move |tx, scope| gate::stop_sharing(tx, scope, jordan, ana, Some(what))).await;
        stopped.unwrap();
        assert_eq!(read(house, &path, "ana").await.0, StatusCode::NOT_FOUND);
    });
}

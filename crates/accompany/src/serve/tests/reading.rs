//! Language and text size: chosen in the foot of a page, before and after signing in.

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
    response::Response,
};
use kit::testing::{TestDb, both};
use tower::ServiceExt;

use super::House;

async fn on_both(on: &TestDb) {
    let house = House::on(on);
    browsers_ask(&house).await;
    a_stranger_chooses(&house).await;
    an_account_keeps_it(&house).await;
}

#[test]
fn pages_are_read_as_the_visitor_chose() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    both(&ground::schema::steps().unwrap(), |on: &TestDb| runtime.block_on(on_both(on)));
}

async fn send(house: &House, request: Request<Body>) -> Response {
    house.router.clone().oneshot(request).await.unwrap()
}

async fn page(answer: Response) -> String {
    String::from_utf8_lossy(&to_bytes(answer.into_body(), 4_000_000).await.unwrap()).into_owned()
}

fn chosen(cookie: &str) -> Request<Body> {
    Request::post("/reading")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("language=es&text_size=large&back=/sign-in"))
        .unwrap()
}

async fn browsers_ask(house: &House) {
    for (accepted, tag) in [("es-MX,en;q=0.5", "es"), ("fr, en;q=0.3, es;q=0.9", "es"), ("fr", "en"), ("es;q=0", "en")]
    {
        let request = Request::get("/sign-in").header(header::ACCEPT_LANGUAGE, accepted).body(Body::empty());
        let page = page(send(house, request.unwrap()).await).await;
        assert!(page.contains(&format!("<html lang=\"{tag}\"")), "{accepted}");
    }
}

async fn a_stranger_chooses(house: &House) {
    let answer = send(house, chosen("")).await;
    assert_eq!(answer.headers()[header::LOCATION], "/sign-in");
    let cookies: Vec<&str> =
        answer.headers().get_all(header::SET_COOKIE).iter().filter_map(|one| one.to_str().ok()).collect();
    for name in ["language=es;", "text_size=large;"] {
        assert!(cookies.iter().any(|cookie| cookie.starts_with(name)), "{name} is not in {cookies:?}");
    }
    // The browser's own wish comes after the choice.
    let back = Request::get("/sign-in").header(header::COOKIE, "language=es; text_size=large");
    let back = back.header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap();
    let page = page(send(house, back).await).await;
    assert!(page.contains("<html lang=\"es\"") && page.contains("data-text=\"large\"") && page.contains("Contraseña"));
}

async fn an_account_keeps_it(house: &House) {
    let session = format!("session={}", house.cast.cookie("ana"));
    assert!(page(house.ask("GET", "/account", Some("ana")).await).await.contains("<html lang=\"en\""));
    send(house, chosen(&session)).await;
    let account = page(house.ask("GET", "/account", Some("ana")).await).await;
    assert!(account.contains("<html lang=\"es\"") && account.contains("data-text=\"large\""));
    let kinds = page(house.ask("GET", "/contacts/new", Some("ana")).await).await;
    assert!(
        kinds.contains("Apoyo individual") && !kinds.contains("One-on-one support"),
        "the rules are read in it too"
    );
}

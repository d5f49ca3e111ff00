//! Forms that keep what is typed: a pause in the writing is there when the page is opened again, and gone once the words
//! were sent.

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use tower::ServiceExt;

use super::{
    House,
    refusals::{fill, on_each_engine},
    samples::Samples,
};

/// Words of a pause.
const WORDS: &str = "before the bus came";

/// A form: whose, where it stands, the field that is typed into, where it goes and with what.
type Kept = (&'static str, &'static str, &'static str, &'static str, &'static str);

const FORMS: [Kept; 7] = [
    ("jordan", "/me/plan/tools", "words", "/me/plan/tools", "name=Tea"),
    ("jordan", "/me/plan/tools/{plan_tool}", "words", "/me/plan/tools/{plan_tool}/tries", "went=lots"),
    ("jordan", "/me/plan/papers", "words", "/me/plan/papers", "kind=health_care_proxy&original_at=The+drawer"),
    ("jordan", "/me/circle/new", "gives", "/me/circle", "kind=person&name=Sam&closeness=inner"),
    (
        "jordan",
        "/me/circle/members/{circle_member}",
        "gives",
        "/me/circle/members/{circle_member}",
        "kind=person&name=Sam&closeness=inner&version=1",
    ),
    (
        "ana",
        "/people/{participant}/connections/new",
        "words",
        "/people/{participant}/connections",
        "need=food&service_name=Harbor+pantry",
    ),
    (
        "ana",
        "/people/{participant}/library/{library_item}",
        "words",
        "/people/{participant}/library",
        "item={library_item}",
    ),
];

async fn send(house: &House, path: &str, who: &str, kind: &str, body: String) -> (StatusCode, String) {
    let request = Request::post(path)
        .header(header::COOKIE, format!("session={}", house.cast.cookie(who)))
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body));
    let answer = house.router.clone().oneshot(request.unwrap()).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 4_000_000).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

async fn page(house: &House, path: &str, who: &str) -> String {
    let answer = house.ask("GET", path, Some(who)).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path} as {who}");
    String::from_utf8_lossy(&to_bytes(answer.into_body(), 4_000_000).await.unwrap()).into_owned()
}

/// What stands in an attribute of the page.
fn attribute<'p>(page: &'p str, name: &str) -> &'p str {
    let start = page.find(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name}")) + name.len() + 2;
    page[start..].split('"').next().unwrap()
}

#[test]
fn words_come_back_until_they_are_sent() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for (who, at, field, to, form) in FORMS {
            let [at, to, form] = [at, to, form].map(|text| fill(text, &samples.here));
            let fresh = page(house, &at, who).await;
            assert!(fresh.contains(" data-draft ") && attribute(&fresh, "data-version") == "0", "{at}");
            let pause = serde_json::json!({
                "client": "018f0000-0000-7000-8000-0000000000aa", "sequence": 1, "base": 0, "fields": { field: WORDS }
            });
            let entries = format!("{}/entries", attribute(&fresh, "data-draft-url"));
            let (status, _) = send(house, &entries, who, "application/json", pause.to_string()).await;
            assert_eq!(status, StatusCode::OK, "{at}");
            let again = page(house, &at, who).await;
            assert!(again.contains(WORDS) && attribute(&again, "data-version") == "1", "{at}");
            let form = format!("{form}&{field}={}", kit::web::escaped(WORDS));
            let (status, body) = send(house, &to, who, "application/x-www-form-urlencoded", form).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{to}: {body}");
            assert_eq!(attribute(&page(house, &at, who).await, "data-version"), "0", "{at}: the words were sent");
        }
    });
}

#[test]
fn what_is_refused_stands_there_with_the_reason() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for (who, _, field, to, _) in FORMS.iter().filter(|(who, ..)| *who == "jordan") {
            let to = fill(to, &samples.here);
            let form = format!("{field}={}", kit::web::escaped(WORDS));
            let (status, body) = send(house, &to, who, "application/x-www-form-urlencoded", form).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
            assert!(body.contains(WORDS) && body.contains("role=\"alert\""), "{to}");
        }
    });
}

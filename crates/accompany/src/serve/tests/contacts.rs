//! A note from the first tap to the second signature, over the wire.

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use kit::testing::{TestDb, both};
use tower::ServiceExt;

use super::House;

/// What came back: status, where to go, and the page.
pub struct Seen {
    pub status: StatusCode,
    pub location: String,
    pub page: String,
}

pub async fn send(house: &House, who: &str, path: &str, kind: &str, body: impl Into<Body>) -> Seen {
    let request = Request::post(path)
        .header(header::COOKIE, format!("session={}", house.cast.cookie(who)))
        .header(header::CONTENT_TYPE, kind);
    let answer = house.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
    seen(answer).await
}

pub async fn post(house: &House, who: &str, path: &str, fields: &[(&str, &str)]) -> Seen {
    let body =
        fields.iter().map(|(name, value)| format!("{}={}", coded(name), coded(value))).collect::<Vec<_>>().join("&");
    send(house, who, path, "application/x-www-form-urlencoded", body).await
}

pub fn coded(text: &str) -> String {
    let letter = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(letter).collect()
}

pub async fn get(house: &House, who: &str, path: &str) -> Seen {
    seen(house.ask("GET", path, Some(who)).await).await
}

async fn seen(answer: axum::response::Response) -> Seen {
    let status = answer.status();
    let location = answer.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
    let bytes = to_bytes(answer.into_body(), 4_000_000).await.unwrap();
    let page = String::from_utf8_lossy(&bytes).into_owned();
    Seen { status, location: location.unwrap_or_default(), page }
}

pub fn on_each_engine(test: impl AsyncFn(&House)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    both(&ground::schema::steps().unwrap(), |on: &TestDb| runtime.block_on(async { test(&House::on(on)).await }));
}

const NOTE: [(&str, &str); 12] = [
    ("kind", "one_on_one"),
    ("template", "peer_narrative"),
    ("outcome", "reached"),
    ("date", "2026-05-14"),
    ("start", "12:05"),
    ("end", "12:50"),
    ("mode", "in_person"),
    ("place", "community"),
    ("section.mattered", "Jordan wanted to feel okay about going back to school."),
    ("section.together", "I shared that I took a term off and what helped me come back."),
    ("section.own_words", "It feels less like failing."),
    ("section.next", "I bring the form next Thursday."),
];

/// No message is missing: a key that has no words is shown as it is.
fn has_words(page: &str) {
    for place in page.split("contacts-").skip(1) {
        let word: String = place.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        assert!(word.is_empty(), "contacts-{word} has no words");
    }
}

#[test]
fn a_draft_stands_on_the_day_when_its_promise_is_put_off() {
    on_each_engine(async |house| {
        let day = async || get(house, "marcus", "/day").await.page;
        let quiet = day().await;
        assert!(quiet.contains("Nothing is waiting"), "{quiet}");
        let jordan = house.cast.jordan.to_string();
        let begun =
            post(house, "marcus", "/contacts/drafts", &[("participant", &jordan), ("kind", "one_on_one")]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.page);
        let busy = day().await;
        let promise = busy.split("id=\"promise-").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let away = [("until", "2026-05-20"), ("snooze_words", "after the hearing"), ("back", "/day")];
        let put_off = post(house, "marcus", &format!("/promises/{promise}/snooze"), &away).await;
        assert_eq!(put_off.status, StatusCode::SEE_OTHER, "{}", put_off.page);
        let page = day().await;
        assert!(!page.contains("In the next days"), "nothing else is due: {page}");
        assert!(page.contains("Open drafts"), "{page}");
    });
}

#[test]
fn a_note_goes_from_the_first_tap_to_the_second_signature() {
    on_each_engine(async |house| {
        let jordan = house.cast.jordan;
        let new = get(house, "ana", "/contacts/new").await;
        assert!(new.page.contains("Jordan Rivera"));
        has_words(&new.page);
        let begun =
            post(house, "ana", "/contacts/drafts", &[("participant", &jordan.to_string()), ("kind", "one_on_one")])
                .await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER);
        let draft = begun.location.clone();
        let editor = get(house, "ana", &draft).await;
        assert!(editor.page.contains("What mattered to Jordan Rivera today"), "{}", editor.page);
        assert!(editor.page.contains("data-draft-key"));
        has_words(&editor.page);
        assert_eq!(get(house, "mei", &draft).await.status, StatusCode::NOT_FOUND, "a draft is its author's");

        let id = draft.rsplit('/').next().unwrap().to_owned();
        let entry = r#"{"client":"018f0000-0000-7000-8000-000000000001","sequence":1,"base":0,"fields":{"section.mattered":"He was non-compliant."}}"#;
        let saved = send(house, "ana", &format!("/drafts/{id}/entries"), "application/json", entry).await;
        assert!(saved.page.contains(r#""version":1"#), "{}", saved.page);
        let check =
            post(house, "ana", &format!("/drafts/{id}/check"), &[("section.mattered", "He was non-compliant.")]).await;
        assert!(check.page.contains("ac-marked"), "{}", check.page);
        has_words(&check.page);
        assert!(get(house, "ana", "/drafts").await.page.contains(&draft));

        let bad =
            post(house, "ana", &format!("{draft}/signature"), &[("draft_base", "1"), ("kind", "one_on_one")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        has_words(&bad.page);
        let mut note = NOTE.to_vec();
        note.push(("draft_base", "9"));
        let signed = post(house, "ana", &format!("{draft}/signature"), &note).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.page);
        let contact = signed.location;
        assert_eq!(get(house, "ana", &draft).await.location, contact, "a signed draft leads to its note");

        for who in ["ana", "marcus", "lee"] {
            let page = get(house, who, &contact).await;
            assert!(page.page.contains("It feels less like failing."), "{who}: {}", page.status);
            has_words(&page.page);
        }
        for who in ["ruth", "mei", "jo", "kim", "omar"] {
            assert_eq!(get(house, who, &contact).await.status, StatusCode::NOT_FOUND, "{who}");
        }
        has_words(&get(house, "ana", &format!("{contact}/print")).await.page);
        has_words(&get(house, "ana", &format!("/people/{jordan}/contacts")).await.page);
        has_words(&get(house, "ana", "/contacts").await.page);
        assert!(get(house, "marcus", "/cosign").await.page.contains(&contact));

        let back =
            post(house, "marcus", &format!("{contact}/return"), &[("version", "1"), ("return_words", "Which form?")])
                .await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.page);
        let revision = post(house, "ana", &format!("{contact}/revision"), &[]).await.location;
        assert!(get(house, "ana", &revision).await.page.contains("Which form?"));
        let mut better = NOTE.to_vec();
        better.retain(|(name, _)| *name != "section.next");
        better.push(("section.next", "I bring the disability-services form next Thursday."));
        assert_eq!(post(house, "ana", &format!("{revision}/signature"), &better).await.location, contact);
        let versions = get(house, "ana", &format!("{contact}/versions")).await;
        assert!(versions.page.contains("<ins>disability-services"), "{}", versions.page);
        has_words(&versions.page);
        let cosigned = post(house, "marcus", &format!("{contact}/cosignature"), &[("version", "2")]).await;
        assert_eq!(cosigned.status, StatusCode::SEE_OTHER, "{}", cosigned.page);
        let added = post(house, "ana", &format!("{contact}/addenda"), &[("addendum", "The form is in.")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER);
        assert!(get(house, "marcus", &contact).await.page.contains("The form is in."));
    });
}

#[test]
fn a_try_takes_one_tap_and_can_be_taken_back() {
    on_each_engine(async |house| {
        let path = format!("/people/{}/attempt", house.cast.jordan);
        let page = get(house, "ana", &path).await.page;
        has_words(&page);
        let once = page.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("once", once.as_str()), ("mode", "phone"), ("outcome", "no_answer")];
        for _ in 0..2 {
            assert_eq!(post(house, "ana", &path, &fields).await.status, StatusCode::SEE_OTHER);
        }
        let timeline = get(house, "ana", &format!("/people/{}/contacts", house.cast.jordan)).await.page;
        assert_eq!(timeline.matches("No answer").count(), 1, "a double tap is one contact");
        let contact =
            timeline.split("href=\"/contacts/").find_map(|rest| rest.split('"').next().filter(|id| id.len() == 36));
        let undone = post(house, "ana", &format!("/contacts/{}/undoing", contact.unwrap()), &[]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER);
        let timeline = get(house, "ana", &format!("/people/{}/contacts", house.cast.jordan)).await.page;
        assert!(timeline.contains("ac-struck"), "readable, and crossed out");
    });
}

#[test]
fn a_file_goes_with_its_note_to_those_who_may_read_it() {
    on_each_engine(async |house| {
        let jordan = house.cast.jordan;
        let draft = post(house, "ana", &format!("/people/{jordan}/contacts"), &[]).await.location;
        let upload = |name: &str, kind: &str, content: &str| {
            format!(
                "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n\
                 {content}\r\n--edge--\r\n"
            )
        };
        let kind = "multipart/form-data; boundary=edge";
        let path = format!("{draft}/attachments");
        let pdf = upload("form.pdf", "application/pdf", "%PDF-1.4\n%made up\n%%EOF\n");
        assert_eq!(send(house, "ana", &path, kind, pdf).await.status, StatusCode::SEE_OTHER);
        let lie = upload("photo.png", "image/png", "<script>alert(1)</script>");
        send(house, "ana", &path, kind, lie).await;
        let editor = get(house, "ana", &draft).await.page;
        assert_eq!(
            editor.matches("href=\"/attachments/").count(),
            1,
            "what is not what it says is not taken: {editor}"
        );
        let file = editor.split("href=\"/attachments/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let file = format!("/attachments/{file}");
        assert_eq!(get(house, "marcus", &file).await.status, StatusCode::NOT_FOUND, "a draft is its author's");
        let signed = post(house, "ana", &format!("{draft}/signature"), &NOTE).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.page);
        for who in ["ana", "marcus"] {
            let found = get(house, who, &file).await;
            assert!(found.page.starts_with("%PDF"), "{who}: {}", found.status);
        }
        for who in ["ruth", "mei", "omar"] {
            assert_eq!(get(house, who, &file).await.status, StatusCode::NOT_FOUND, "{who}");
        }
        assert_eq!(post(house, "ana", &format!("{file}/removal"), &[]).await.status, StatusCode::NOT_FOUND);
    });
}

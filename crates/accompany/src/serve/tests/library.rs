//! The library through its pages: written, read over, published, found by nobody in particular, sent and answered.

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use kit::sql;
use tower::ServiceExt;

use super::{House, refusals::on_each_engine};

const HOST: &str = "open-door.example";

struct Got {
    status: StatusCode,
    /// Where it leads, without the query.
    to: String,
    text: String,
}

/// Asks as somebody of the cast or as nobody, at the organization's own address.
async fn ask(house: &House, who: Option<&str>, method: &str, path: &str, form: &str) -> Got {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
    if let Some(who) = who {
        request = request.header(header::COOKIE, format!("session={}", house.cast.cookie(who)));
    }
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = house.router.clone().oneshot(request.body(Body::from(form.to_owned())).unwrap()).await.unwrap();
    let (status, to) = (answer.status(), answer.headers().get(header::LOCATION));
    let to = to.map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    let body = to_bytes(answer.into_body(), 5_000_000).await.unwrap();
    Got { status, to, text: String::from_utf8_lossy(&body).into_owned() }
}

async fn post(house: &House, who: &str, path: &str, form: &str) -> Got {
    let got = ask(house, Some(who), "POST", path, form).await;
    assert!(got.status.is_redirection(), "{path} as {who} answers {}: {}", got.status, got.text);
    got
}

async fn see(house: &House, who: Option<&str>, path: &str) -> Got {
    ask(house, who, "GET", path, "").await
}

const WORDS: &str = "title=A+quiet+cup&summary=Five+minutes&kind=article&language=en&topics=wellness&formats=read\
    &audiences=participants&body=Boil+water.+%3Cscript%3Ealert(1)%3C%2Fscript%3E&source=Open+Door&licence=own";

/// Ana writes an item; answers its path at the desk.
async fn written(house: &House) -> String {
    let draft = post(house, "ana", "/admin/library", "").await.to;
    let kept = format!("{WORDS}&owner={}", house.cast.account("ana"));
    post(house, "ana", &draft, &kept).await.to
}

async fn at_its_own_address(house: &House) {
    let organization = house.cast.organization;
    house.cast.write(&house.app.db, move |tx| {
        tx.run(sql!("UPDATE organizations SET public_host = $2 WHERE organization_id = $1"), &[&organization, &HOST])
    });
}

#[test]
fn an_item_goes_from_a_draft_to_somebody_whom_it_helped() {
    on_each_engine(async |house| {
        at_its_own_address(house).await;
        let desk = written(house).await;
        let public = desk.replace("/admin", "");
        let reviews = public.replace("/library/", "/library/reviews/");
        assert_eq!(see(house, None, &public).await.status, StatusCode::NOT_FOUND, "a draft");
        post(house, "ana", &format!("{desk}/reading"), "").await;
        let reading = see(house, Some("jordan"), &reviews).await;
        assert!(reading.text.contains("library_check.read_by_staff v1"), "the page names the rule");
        post(house, "jordan", &reviews, "verdict=ready&words=").await;
        post(house, "marcus", &format!("{desk}/publication"), "").await;
        assert_eq!(see(house, None, &public).await.status, StatusCode::NOT_FOUND, "read by one side");
        post(house, "mei", &reviews, "verdict=ready&words=").await;
        post(house, "marcus", &format!("{desk}/publication"), "").await;
        let shown = see(house, None, &public).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(
            shown.text.contains("&lt;script&gt;alert(1)") && !shown.text.contains("<script>alert"),
            "shown as typed"
        );
        for list in ["/library", "/library?q=quite+cup", "/library?topic=wellness&format=read&language=en"] {
            assert!(
                see(house, None, list).await.text.contains("A quiet cup"),
                "{list} on {}",
                house.app.db.is_sqlite()
            );
        }
        assert!(!see(house, None, "/library?topic=rights").await.text.contains("A quiet cup"));
        let people = format!("participant={}&words=for+you", house.cast.jordan);
        post(house, "ana", &format!("{public}/send"), &people).await;
        assert!(see(house, Some("jordan"), "/me").await.text.contains("/me/library"));
        let mine = see(house, Some("jordan"), "/me/library").await.text;
        assert!(mine.contains("A quiet cup") && mine.contains("for you"));
        let (_, rest) = mine.split_once("action=\"/me/library/").unwrap();
        let answer = format!("/me/library/{}", rest.split_once('"').unwrap().0);
        post(house, "jordan", &answer, "answer=helped").await;
        let told = see(house, Some("ana"), &format!("/people/{}/library", house.cast.jordan)).await;
        assert!(told.text.contains("It helped"));
    });
}

#[test]
fn words_that_are_refused_are_kept_and_shown_again() {
    on_each_engine(async |house| {
        let draft = post(house, "ana", "/admin/library", "").await.to;
        let without_title = WORDS.replace("title=A+quiet+cup&", "title=&link=javascript%3Aalert(1)&");
        let refused = ask(house, Some("ana"), "POST", &draft, &without_title).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Give it a title.") && refused.text.contains("begins with https://"));
        let again = see(house, Some("ana"), &draft).await.text;
        assert!(again.contains("Boil water.") && again.contains("Five minutes"));
        let preview = ask(house, Some("ana"), "POST", &draft, &format!("{WORDS}&preview=yes")).await;
        assert!(preview.text.contains("<p>Boil water. &lt;script&gt;alert(1)&lt;/script&gt;</p>"), "{}", preview.text);
        assert_eq!(see(house, Some("mei"), &draft).await.status, StatusCode::NOT_FOUND, "a draft is its author's");
    });
}

#[test]
fn a_checklist_is_kept_only_when_somebody_keeps_it() {
    on_each_engine(async |house| {
        at_its_own_address(house).await;
        let page = see(house, None, "/library/checklists/role_clear").await;
        assert!(page.status == StatusCode::OK && page.text.contains("I walk beside people."));
        assert!(!page.text.contains("data-draft-url"));
        let filled = "mine.beside=yes&mine.notes=a+good+week";
        let draft = post(house, "ana", "/library/checklists/role_clear/drafts", filled).await.to;
        assert!(see(house, Some("ana"), &draft).await.text.contains("a good week"));
        post(house, "ana", &draft, "mine.notes=a+long+week").await;
        let kept = see(house, Some("ana"), &draft).await.text;
        assert!(kept.contains("a long week") && !kept.contains("checked"), "a tick that was taken off");
        assert_eq!(see(house, Some("mei"), &draft).await.status, StatusCode::NOT_FOUND);
    });
}

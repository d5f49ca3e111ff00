//! The participant's own space over the wire: no word of a form is lost, messages come and are answered, what waits is
//! said, and what the privacy desk owes stands on the day of everybody who looks after it.

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use ground::{
    ids::OrganizationId,
    rules::matrix::Role,
    sign_in::sessions::{self, DeviceKind, How, NewSession},
};
use kit::{db::DbError, ids::Id, sql};
use tower::ServiceExt;

use super::{
    House,
    contacts::{get, on_each_engine, post, send},
    samples::{SECRET, Samples},
};

/// What stands in a page between two texts.
fn between<'p>(page: &'p str, begin: &str, end: &str) -> &'p str {
    let from = page.find(begin).unwrap_or_else(|| panic!("no {begin} in {page}")) + begin.len();
    page[from..].split(end).next().unwrap()
}

/// A pause in the writing, as the browser tells of it.
fn pause(fields: &str) -> String {
    format!(r#"{{"client":"018f0000-0000-7000-8000-000000000001","sequence":1,"base":0,"fields":{{{fields}}}}}"#)
}

#[test]
fn a_form_keeps_its_words_until_they_are_sent() {
    on_each_engine(async |house| {
        let page = "/me/requests/new";
        let url = between(&get(house, "jordan", page).await.page, "data-draft-url=\"", "\"").to_owned();
        let entries = format!("{url}/entries");
        let words = pause(r#""kind":"complaint","words":"Nobody called me back.""#);
        for who in ["ana", "sol", "ruth"] {
            let other = send(house, who, &entries, "application/json", words.clone()).await;
            assert_eq!(other.status, StatusCode::NOT_FOUND, "{who} cannot write there");
        }
        let saved = send(house, "jordan", &entries, "application/json", words.clone()).await;
        assert!(saved.page.contains(r#""version":1"#), "{}", saved.page);
        let again = get(house, "jordan", page).await.page;
        assert!(again.contains("Nobody called me back.") && again.contains("data-version=\"1\""), "{again}");
        assert!(!get(house, "jordan", "/me/restrictions").await.page.contains("Nobody called me back."));

        // Begun anew, and taken back.
        let aside = post(house, "jordan", &format!("{url}/setting-aside"), &[]).await;
        assert_eq!((aside.status, aside.location.as_str()), (StatusCode::SEE_OTHER, page));
        assert!(!get(house, "jordan", page).await.page.contains("Nobody called me back."));
        let draft = draft_of(house).await;
        let back = post(house, "jordan", &format!("/drafts/{draft}/taking-back"), &[]).await;
        assert_eq!((back.status, back.location.as_str()), (StatusCode::SEE_OTHER, page));
        assert!(get(house, "jordan", page).await.page.contains("Nobody called me back."));

        // What is refused stands as it was sent; what is sent is a draft no more.
        let refused = post(house, "jordan", "/me/requests", &[("kind", ""), ("words", "Nobody called me.")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.page.contains("Nobody called me.<") && refused.page.contains("data-draft-url"));
        let sent = [("kind", "complaint"), ("words", "Nobody called me back.")];
        assert_eq!(post(house, "jordan", "/me/requests", &sent).await.status, StatusCode::SEE_OTHER);
        assert!(!get(house, "jordan", page).await.page.contains("Nobody called me back."));
    });
}

/// Jordan's only draft.
async fn draft_of(house: &House) -> String {
    let (organization, jordan) = (house.cast.organization, house.cast.account("jordan"));
    let found: Result<Option<uuid::Uuid>, DbError> = house
        .app
        .db
        .read(kit::db::Tenant::Organization(organization.uuid()), move |tx| {
            tx.one(
                sql!("SELECT id FROM drafts WHERE organization_id = $1 AND account_id = $2"),
                &[&organization, &jordan],
            )
        })
        .await;
    found.unwrap().unwrap().to_string()
}

#[test]
fn every_form_of_the_own_space_keeps_its_words() {
    on_each_engine(async |house| {
        let person = format!("/people/{}", house.cast.jordan);
        get(house, "ana", &person).await;
        let looked = get(house, "jordan", "/me/looked").await.page;
        let line = between(&looked, "/me/looked/ask?line=", "\"");
        let mine = ["/me/requests/new", "/me/restrictions", "/me/people/new", &format!("/me/looked/ask?line={line}")];
        for path in mine {
            let seen = get(house, "jordan", path).await;
            assert!(seen.page.contains("data-draft-url=\"/drafts/at/"), "{path}: {}", seen.page);
        }
        let forms = ["consents/new?kind=part2_disclosure", "releases/new", "requests/new", "messages"];
        for path in forms.map(|form| format!("{person}/{form}")) {
            let seen = get(house, "marcus", &path).await;
            assert!(seen.page.contains("data-draft-url=\"/drafts/at/"), "{path}: {}", seen.page);
        }
    });
}

#[test]
fn a_message_comes_and_its_answer_stands_on_the_writers_day() {
    on_each_engine(async |house| {
        let page = format!("/people/{}/messages", house.cast.jordan);
        let sent = post(house, "ana", &page, &[("words", "I saved you a seat for Thursday.")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.page);
        assert!(get(house, "ana", &page).await.page.contains("Not seen yet"));
        let home = get(house, "jordan", "/me").await.page;
        assert!(home.contains("I saved you a seat for Thursday."));
        let title = between(&home, "<title>", "</title>");
        assert!(!title.contains("Ana") && !title.contains("seat"), "{title}");
        assert!(!get(house, "ana", &page).await.page.contains("Not seen yet"));
        let path = format!("/me/messages/{}", between(&home, "href=\"/me/messages/", "\""));
        let answered = post(house, "jordan", &format!("{path}/answer"), &[("words", "Thank you, I come.")]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.page);
        let day = get(house, "ana", "/day").await.page;
        assert!(day.contains("Read what someone answered to your message"), "{day}");
        assert!(!day.contains("Thank you"), "the day does not tell the words");
        let read = between(&get(house, "ana", &page).await.page, "action=\"/messages/", "\"").to_owned();
        assert_eq!(post(house, "ana", &format!("/messages/{read}"), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!get(house, "ana", "/day").await.page.contains("Read what someone answered"));
    });
}

#[test]
fn the_privacy_desk_stands_on_the_day_of_everybody_who_looks_after_it() {
    on_each_engine(async |house| {
        let cast = &house.cast;
        // Lee is a director too, so there is not one alone.
        let (at, organization, lee) = (house.app.moment(), cast.organization, cast.account("lee"));
        cast.write(&house.app.db, move |tx| {
            ground::testing::add_membership(tx, &at, organization, lee, None, Role::Director, None)
        });
        get(house, "ana", &format!("/people/{}", cast.jordan)).await;
        let looked = get(house, "jordan", "/me/looked").await.page;
        let line = between(&looked, "/me/looked/ask?line=", "\"").to_owned();
        let copy = [("kind", "copy"), ("words", "All of it, on paper")];
        let question = [("line", line.as_str()), ("words", "What was it for?")];
        for (path, fields) in [("/me/requests", copy), ("/me/looked/ask", question)] {
            let asked = post(house, "jordan", path, &fields).await;
            assert_eq!(asked.status, StatusCode::SEE_OTHER, "{path}: {}", asked.page);
        }
        let breach = [
            ("what", "A letter went to the wrong door."),
            ("discovered_on", "2026-05-14"),
            ("discovered_time", "08:00"),
            ("people_count", "1"),
        ];
        let lost = post(house, "ruth", "/admin/breaches", &breach).await;
        assert_eq!(lost.status, StatusCode::SEE_OTHER, "{}", lost.page);
        break_glass(house).await;
        for who in ["ruth", "lee"] {
            let day = get(house, who, "/day").await.page;
            // Once to be read, once for the screen reader's button.
            let asked = day.matches("<span>Answer what a person asked</span>").count();
            assert_eq!(asked, 2, "{who}: the copy and the question: {day}");
            assert!(day.contains("Tell about a breach"), "{who}: {day}");
            assert!(day.contains("Look at emergency access"), "{who}: {day}");
        }
        let day = get(house, "marcus", "/day").await.page;
        assert!(!day.contains("Answer what a person asked"), "the desk is not the supervisor's");
    });
}

/// Pat opens Jordan's record in an emergency, by exact name and birth date.
async fn break_glass(house: &House) {
    let (organization, jordan) = (house.cast.organization, house.cast.jordan);
    house.cast.write(&house.app.db, move |tx| {
        tx.run(
            sql!("UPDATE participants SET birth_date = $3 WHERE organization_id = $1 AND id = $2"),
            &[&organization, &jordan, &jiff::civil::date(1998, 3, 4)],
        )
    });
    let asked =
        [("name", "Jordan Rivera"), ("birth_date", "1998-03-04"), ("reason", "Jordan collapsed at the front desk")];
    let begun = post(house, "pat", "/emergency-access", &asked).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.page);
}

const NOTE: [(&str, &str); 11] = [
    ("kind", "one_on_one"),
    ("template", "peer_narrative"),
    ("outcome", "reached"),
    ("date", "2026-05-14"),
    ("start", "12:05"),
    ("end", "12:50"),
    ("mode", "in_person"),
    ("place", "community"),
    ("section.mattered", "Jordan wanted to feel okay about going back to school."),
    ("section.together", "We read the letter twice."),
    ("step1", "bring the form"),
];

#[test]
fn a_note_waits_on_the_first_page_until_it_was_looked_at_or_is_held_back() {
    on_each_engine(async |house| {
        let waits = async || get(house, "jordan", "/me").await.page.contains("new note for you to read");
        assert!(!waits().await);
        let jordan = house.cast.jordan.to_string();
        let begun = post(house, "ana", "/contacts/drafts", &[("participant", &jordan), ("kind", "one_on_one")]).await;
        // The account is as old as the moment that the cast stands in: the note comes a little later.
        house.cast.clock.set(house.app.moment().now + jiff::SignedDuration::from_mins(1));
        let signed = post(house, "ana", &format!("{}/signature", begun.location), &NOTE).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.page);
        assert!(waits().await);
        let note = signed.location.rsplit('/').next().unwrap().to_owned();
        let why = [
            ("exception", "preventing_harm"),
            ("reason", "It names where somebody else lives now."),
            ("review_on", "2026-06-01"),
        ];
        let hidden = post(house, "ana", &format!("/contacts/{note}/hiding"), &why).await;
        assert_eq!(hidden.status, StatusCode::SEE_OTHER, "{}", hidden.page);
        assert!(!waits().await, "what is held back does not wait");
        let shown = post(house, "ana", &format!("/contacts/{note}/showing"), &[("ended_words", "")]).await;
        assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.page);
        assert!(waits().await);
        get(house, "jordan", "/me/notes").await;
        assert!(!waits().await, "it was looked at");
    });
}

/// A page as Jordan sees it from a device that others use too.
async fn from_a_shared_device(house: &House, path: &str) -> (StatusCode, String) {
    let (request, organization, account) =
        (house.cast.request(), house.cast.organization, house.cast.account("jordan"));
    let cookie = house.cast.write(&house.app.db, move |tx| {
        sessions::start(tx, &request, &shared(organization, account)).map(|(_, cookie)| cookie)
    });
    let request = Request::get(path).header(header::COOKIE, format!("session={cookie}"));
    let answer = house.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), 4_000_000).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

fn shared(organization: OrganizationId, account: ground::ids::AccountId) -> NewSession {
    NewSession {
        organization,
        account,
        how: How::Link,
        kind: DeviceKind::Shared,
        device: String::new(),
        lasts: std::time::Duration::from_secs(3600),
    }
}

#[test]
fn a_device_that_others_use_gets_no_copy_of_the_plan() {
    on_each_engine(async |house| {
        assert_eq!(get(house, "jordan", "/me/plan/pocket").await.status, StatusCode::OK);
        let (status, page) = from_a_shared_device(house, "/me/plan/pocket").await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("Others use this device too"), "{page}");
        assert_eq!(from_a_shared_device(house, "/me/plan").await.0, StatusCode::OK, "the plan itself is there to read");
    });
}

#[test]
fn a_rule_that_is_off_is_off_on_the_pages_that_hang_on_it() {
    on_each_engine(async |house| {
        let reason = "We send no electronic bills at all";
        let jordan = format!("/people/{}", house.cast.jordan);
        let pages = [("ruth", "/admin/requests".to_owned()), ("marcus", format!("{jordan}/consents"))];
        for (who, path) in &pages {
            assert!(!get(house, who, path).await.page.contains(reason));
        }
        let off = [("flag", "hipaa_covered_entity"), ("to", "off"), ("reason", reason)];
        assert_eq!(post(house, "ruth", "/admin/privacy/flags", &off).await.status, StatusCode::SEE_OTHER);
        for (who, path) in &pages {
            assert!(get(house, who, path).await.page.contains(reason), "{path}");
        }
        assert!(get(house, "marcus", &format!("{jordan}/releases/new")).await.page.contains(reason));
        // A copy is answered by the house's own rule now.
        let asked = post(house, "jordan", "/me/requests", &[("kind", "copy"), ("words", "All of it")]).await;
        let day = get(house, "ruth", "/day").await.page;
        let promise = format!("/promises/{}", between(&day, "/promises/", "?"));
        let why = get(house, "ruth", &promise).await.page;
        assert!(why.contains("Where no law sets a date"), "{why}");
        let request = asked.location.rsplit('/').next().unwrap();
        let more = [("why", "Two of us are ill at the moment.")];
        let extended = post(house, "ruth", &format!("/admin/requests/{request}/extension"), &more).await;
        assert_eq!(extended.status, StatusCode::CONFLICT, "no law gives more time");
        let kinds = format!("{jordan}/consents/new");
        let offered = get(house, "marcus", &kinds).await.page;
        assert!(!offered.contains("hipaa_npp_ack") && offered.contains("kind=part2_disclosure"), "{offered}");
        let off = [("flag", "part2_program"), ("to", "off"), ("reason", "No program of ours treats substance use")];
        assert_eq!(post(house, "ruth", "/admin/privacy/flags", &off).await.status, StatusCode::SEE_OTHER);
        assert!(!get(house, "marcus", &kinds).await.page.contains("kind=part2_disclosure"));
    });
}

/// Every path of a file, and whether its meaning (or that of what it is a part of) stands in the file itself.
fn documented(value: &serde_json::Value, at: &str, keys: &serde_json::Map<String, serde_json::Value>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                assert!(keys.contains_key(&path) || keys.contains_key(at), "{path} is not documented");
                documented(value, &path, keys);
            }
        }
        serde_json::Value::Array(all) => all.iter().for_each(|one| documented(one, at, keys)),
        _ => {}
    }
}

#[test]
fn the_record_that_a_person_takes_along_is_all_of_it() {
    on_each_engine(async |house| {
        Samples::of(house).await;
        let file = get(house, "jordan", "/me/record/data").await;
        let mut record: serde_json::Value = serde_json::from_str(&file.page).unwrap();
        let keys = record.as_object_mut().unwrap().remove("keys").unwrap();
        documented(&record, "", keys.as_object().unwrap());
        for part in ["consents", "restrictions", "requests", "messages", "circle"] {
            assert!(!record[part].as_array().unwrap().is_empty(), "{part}: {record}");
        }
        assert_eq!(record["plan"]["sections"][0]["words"], SECRET);
        assert_eq!(record["plan"]["tools"][0]["name"], SECRET);
        assert_eq!(record["messages"][0]["words"], "bring the form");
        for path in ["/me/record/print", "/me/record/page"] {
            let page = get(house, "jordan", path).await.page;
            for chapter in ["My wellness plan", "My circle", "What I agreed to", "What I asked for", "Messages"] {
                assert!(page.contains(chapter), "{path} lacks {chapter}");
            }
            assert!(page.contains(SECRET), "{path}");
        }
        // Another organization's person, and nobody else's, is not in it.
        assert!(!file.page.contains("Robin"));
    });
}

//! What each role sees and takes out, over the wire: a director's view of promises, and a program's whole record.

use axum::http::StatusCode;
use kit::{db::DbError, ids::Id, sql};

use super::{
    House,
    contacts::{get, on_each_engine, post},
};

/// The only open call about Jordan.
async fn call(house: &House) -> String {
    let organization = house.cast.organization;
    let found: Result<Option<uuid::Uuid>, DbError> = house
        .app
        .db
        .read(kit::db::Tenant::Organization(organization.uuid()), move |tx| {
            tx.one(
                sql!("SELECT id FROM promises WHERE organization_id = $1 AND kind = 'call' AND closed_at IS NULL"),
                &[&organization],
            )
        })
        .await;
    found.unwrap().unwrap().to_string()
}

/// Ana plans to call Jordan every Thursday, with words for the caller.
async fn plan_a_call(house: &House) -> String {
    let ana = house.cast.account("ana").to_string();
    let plan = [
        ("kind", "call"),
        ("weekdays", "4"),
        ("at_time", "14:30"),
        ("every_weeks", "1"),
        ("account", ana.as_str()),
        ("starts_on", "2026-05-01"),
        ("words", "ask about the hearing"),
    ];
    let planned = post(house, "ana", &format!("/people/{}/calls", house.cast.jordan), &plan).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.page);
    call(house).await
}

#[test]
fn a_director_sees_that_there_is_a_promise_and_not_its_words() {
    on_each_engine(async |house| {
        let id = plan_a_call(house).await;
        let path = format!("/promises/{id}");
        for (who, reads) in [("ana", true), ("marcus", true), ("ruth", false)] {
            let seen = get(house, who, &path).await;
            assert_eq!(seen.status, StatusCode::OK, "{who}");
            assert_eq!(seen.page.contains("ask about the hearing"), reads, "{who}");
            assert!(seen.page.contains("Ana Morales"), "{who} sees whose it is");
        }
        let away = [("until", "2026-05-20"), ("snooze_words", "after the hearing"), ("back", "/team/day")];
        let put_off = post(house, "ana", &format!("{path}/snooze"), &away).await;
        assert_eq!(put_off.status, StatusCode::SEE_OTHER);
        assert!(!get(house, "ruth", &path).await.page.contains("hearing"), "nor why it was put off");
        assert!(get(house, "marcus", &path).await.page.contains("after the hearing"));
        let asked = get(house, "ruth", &format!("/calls/{id}/kept")).await;
        assert!(!asked.page.contains("hearing"), "nor on the page that asks how it went");
    });
}

#[test]
fn a_planned_call_leads_on_to_its_note() {
    on_each_engine(async |house| {
        let id = plan_a_call(house).await;
        let talked = [("outcome", "answered"), ("write_note", "yes"), ("words", "")];
        let kept = post(house, "ana", &format!("/calls/{id}/kept"), &talked).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        assert!(kept.location.starts_with("/contacts/drafts/"), "{}", kept.location);
        let note = get(house, "ana", &kept.location).await;
        assert_eq!(note.status, StatusCode::OK);
        assert!(note.page.contains("Jordan Rivera"));
        let phone = note.page.split("value=\"phone\"").nth(1).unwrap();
        assert!(phone.chars().take(40).collect::<String>().contains("selected") || phone.starts_with(" checked"));
        let next = call(house).await;
        assert_ne!(next, id, "the plan goes on");
        let missed =
            post(house, "ana", &format!("/calls/{next}/kept"), &[("outcome", "no_answer"), ("write_note", "yes")])
                .await;
        assert_eq!(missed.location, "/day", "there is nothing to write about");
    });
}

#[test]
fn a_program_goes_out_whole_with_a_reason() {
    on_each_engine(async |house| {
        let listed = get(house, "ruth", "/admin/export").await;
        assert!(listed.page.contains("whole record"), "the page says what goes out");
        let path = format!("/admin/export/{}", house.cast.program);
        let refused = post(house, "ruth", &path, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.page.contains("Say in a few words"));
        let field = format!("why-{}", house.cast.program);
        let taken = post(house, "ruth", &path, &[(field.as_str(), "moving to another system")]).await;
        assert_eq!(taken.status, StatusCode::OK);
        assert!(taken.page.starts_with("PK"), "a zip file");
        let audit = get(house, "ruth", "/admin/audit?action=export").await;
        assert!(audit.page.contains("moving to another system"));
        assert_eq!(post(house, "marcus", &path, &[(field.as_str(), "x")]).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn an_address_begins_only_so_many_sign_ins_by_passkey() {
    on_each_engine(async |house| {
        let mut answers = Vec::new();
        for _ in 0..31 {
            answers.push(house.ask("POST", "/sign-in/passkey/start", None).await);
        }
        let last = answers.pop().unwrap();
        assert!(answers.iter().all(|answer| answer.status() == StatusCode::OK));
        assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(last.headers().contains_key("retry-after"));
        let later = house.cast.clock.moment().now.saturating_add(jiff::SignedDuration::from_mins(5)).unwrap();
        house.cast.clock.set(later);
        assert_eq!(house.ask("POST", "/sign-in/passkey/start", None).await.status(), StatusCode::OK);
    });
}

#[test]
fn the_audit_of_a_person_and_of_a_worker_comes_as_a_table() {
    on_each_engine(async |house| {
        let (jordan, ana) = (house.cast.jordan, house.cast.account("ana"));
        assert_eq!(get(house, "ana", &format!("/people/{jordan}")).await.status, StatusCode::OK);
        for path in [format!("/people/{jordan}/audit"), format!("/team/{ana}/audit")] {
            for who in ["ruth", "lee"] {
                let page = get(house, who, &path).await.page;
                assert!(page.contains(&format!("{path}/table?")), "{path} as {who}");
                let table = get(house, who, &format!("{path}/table?action=read&day=")).await;
                assert_eq!(table.status, StatusCode::OK);
                assert!(
                    table.page.contains("Ana Morales,peer_specialist,opened,participant,Jordan Rivera"),
                    "{}",
                    table.page
                );
            }
            assert_eq!(get(house, "marcus", &format!("{path}/table")).await.status, StatusCode::NOT_FOUND);
        }
        let taken = get(house, "ruth", "/admin/audit?action=export").await;
        assert!(taken.page.contains("took out a copy"), "taking the table out is written down");
    });
}

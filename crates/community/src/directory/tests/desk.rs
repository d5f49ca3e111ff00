use ground::{access::Request, public::Site, schema};
use jiff::SignedDuration;
use kit::{clock::Clock, db::DbError, faults::Fault, forms::Form, secrets::SealKey, sql, testing::TestDb};
use uuid::Uuid;

use super::{ana, furnish, look, names, on_both, service, write};
use crate::directory::{
    checks, desk, edit, facts,
    find::Query,
    form::{self, Records},
    report::{self, Said},
    shelf::{Keeper, ServiceId},
};

fn facts_of(on: &TestDb, cast: &ground::testing::Cast, id: ServiceId) -> facts::Facts {
    let scope = ana(cast);
    let found: Result<_, DbError> = on.db.read_now(scope.tenant(), move |tx| facts::find(tx, scope.organization, id));
    found.unwrap().unwrap()
}

/// Somebody says that the number is wrong, as the public form writes it down.
fn report(on: &TestDb, cast: &ground::testing::Cast) {
    let facts = facts_of(on, cast, service("s1"));
    let (request, organization) = (cast.request(), cast.organization);
    write(on, &ana(cast), move |tx, _| {
        let (now, zone) = super::now();
        let site = Site { organization, name: "Open Door".to_owned(), zone, at: request.at.clone(), now };
        let said = Said { kind: "phone".to_owned(), words: "it ends in 6".to_owned() };
        report::keep(tx, &site, &request, &facts, &said)
    });
}

fn open_promises(on: &TestDb, cast: &ground::testing::Cast) -> i64 {
    let scope = ana(cast);
    let found: Result<Option<i64>, DbError> = on.db.read_now(scope.tenant(), move |tx| {
        tx.one(
            sql!("SELECT COUNT(*) FROM promises WHERE organization_id = $1 AND origin_id = $2 AND closed_at IS NULL"),
            &[&scope.organization, &service("s1")],
        )
    });
    found.unwrap().unwrap()
}

#[test]
fn a_check_settles_reports_and_keeps_the_promise_and_can_be_taken_back() {
    on_both(|on, cast| {
        furnish(on, cast);
        report(on, cast);
        write(on, &ana(cast), |tx, scope| checks::connection_failed(tx, Keeper::from(scope), service("s1")));
        assert_eq!(open_promises(on, cast), 1);
        let check = write(on, &ana(cast), |tx, scope| checks::check(tx, scope, service("s1"), "called", "all true"));
        let row = facts_of(on, cast, service("s1")).row;
        assert_eq!((row.failed_since_check, row.reports_open, row.checked_by_name.as_str()), (0, 0, "Ana Morales"));
        assert_eq!(open_promises(on, cast), 0, "on {}", on.engine);
        // Somebody else's check is not theirs to take back.
        let mei = cast.scope("mei", ground::rules::matrix::Permission::KeepDirectory);
        let refused: Result<_, Fault> = on.db.write_now(mei.tenant(), move |tx| checks::undo(tx, &mei, check));
        assert!(matches!(refused, Err(Fault::NotFound)));
        write(on, &ana(cast), move |tx, scope| checks::undo(tx, scope, check));
        let row = facts_of(on, cast, service("s1")).row;
        assert_eq!((row.failed_since_check, row.reports_open, row.checked_at), (1, 1, None), "on {}", on.engine);
        assert_eq!(open_promises(on, cast), 1, "on {}", on.engine);
        let scope = ana(cast);
        let waiting: Result<_, DbError> =
            on.db.read_now(scope.tenant(), move |tx| checks::reports(tx, &scope, service("s1")));
        assert_eq!(waiting.unwrap().len(), 1, "the report waits again");
    });
}

#[test]
fn closing_for_a_time_is_said_and_taken_back() {
    on_both(|on, cast| {
        furnish(on, cast);
        let until = jiff::civil::date(2026, 6, 1);
        write(on, &ana(cast), move |tx, scope| {
            desk::set_status(tx, scope, service("s1"), "temporarily closed", "New floor", Some(until))
        });
        let facts = facts_of(on, cast, service("s1"));
        assert!(facts.is_closed_for_a_time());
        assert_eq!((facts.row.alert.as_str(), facts.row.closed_until), ("New floor", Some(until)));
        assert!(names(&look(on, cast, Query::default())).contains(&"Food pantry"), "it is still found");
        write(on, &ana(cast), |tx, scope| desk::set_status(tx, scope, service("s1"), "active", "", None));
        let facts = facts_of(on, cast, service("s1"));
        assert_eq!((facts.row.status.as_str(), facts.row.alert.as_str(), facts.row.closed_until), ("active", "", None));
    });
}

fn typed() -> Form {
    Form::from_pairs([
        ("name", "Warm line"),
        ("agency", "Canal House Peers"),
        ("description", "A peer answers."),
        ("phone", "315 555 0102"),
        ("email", "warm@canal.example"),
        ("languages", "English; Spanish"),
        ("need", "talk"),
        ("is", "peer_run"),
        ("is", "online"),
        ("opens_1", "17:00"),
        ("closes_1", "01:00"),
        ("opens_2", "17:00"),
        ("closes_2", "01:00"),
        ("address", "41 Canal Street"),
        ("postal_code", "13999"),
        ("latitude", "43.31"),
        ("longitude", "-76.42"),
    ])
}

#[test]
fn a_form_makes_a_service_that_is_found_and_shown_again_as_typed() {
    let words = schema::messages().unwrap().language("en");
    on_both(|on, cast| {
        let made = Uuid::from_u128(5);
        let records = form::read(&typed(), &words, Records::default(), made).unwrap();
        let again = form::filled(&records);
        for (name, value) in typed().pairs() {
            assert!(again.has(name, value), "{name} is {:?} instead of {value:?}", again.get(name));
        }
        let id = write(on, &ana(cast), move |tx, scope| edit::put(tx, scope, &records));
        assert_eq!(id, ServiceId::from(made));
        let query = Query { facets: vec!["need:talk".to_owned(), "is:peer_run".to_owned()], ..Query::default() };
        assert_eq!(names(&look(on, cast, query)), ["Warm line"], "on {}", on.engine);
        assert_eq!(facts_of(on, cast, id).schedules().len(), 1, "days with the same hours are one schedule");
    });
}

#[test]
fn a_form_changes_only_what_it_shows() {
    let words = schema::messages().unwrap().language("en");
    let before = form::read(&typed(), &words, Records::default(), Uuid::from_u128(5)).unwrap();
    let mut rich = before.clone();
    rich.service.insert("licenses".to_owned(), "A-7".into());
    rich.service["phones"].as_array_mut().unwrap().push(serde_json::json!({ "id": "x", "number": "711" }));
    let mut form = form::filled(&rich);
    form.set("name", "Evening warm line");
    let after = form::read(&form, &words, rich.clone(), Uuid::from_u128(5)).unwrap();
    let mut expected = rich.service.clone();
    expected.insert("name".to_owned(), "Evening warm line".into());
    assert_eq!(hsds::hash_of(&after.service), hsds::hash_of(&expected));
    assert_eq!(after.location, rich.location);
}

#[test]
fn a_form_without_names_or_with_half_an_hour_is_sent_back() {
    let words = schema::messages().unwrap().language("en");
    let form = Form::from_pairs([("opens_3", "10:00"), ("latitude", "43"), ("email", "no address")]);
    let errors = form::read(&form, &words, Records::default(), Uuid::nil()).unwrap_err();
    for field in ["name", "agency", "opens_3", "latitude", "email"] {
        assert!(errors.of(field).is_some(), "{field}");
    }
}

#[test]
fn a_report_form_is_taken_neither_too_soon_nor_from_elsewhere_nor_next_week() {
    let clock = Clock::fixed(super::now().0, 3);
    let (key, other) = (SealKey::from_rng(&mut clock.moment().rng()), SealKey::from_rng(&mut clock.moment().rng()));
    let since = report::sealed(&key, &Request::internal(clock.moment())).unwrap();
    let after = |seconds| super::now().0.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    assert!(!report::is_in_time(&key, &since, after(0)), "programs are quicker than people");
    assert!(report::is_in_time(&key, &since, after(30)));
    assert!(!report::is_in_time(&key, &since, after(7 * 86_400)));
    assert!(!report::is_in_time(&other, &since, after(30)) && !report::is_in_time(&key, "", after(30)));
}

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{ids::ParticipantId, rules::matrix::Permission, testing::Cast};
use jiff::civil::{Date, date};
use kit::{sql, testing::TestDb};

use super::{
    pages::{LASTS, begin, look_at},
    store,
};
use crate::gate_testing::{open_promises, read, sees_note, write, write_note};
use ground::testing::on_both;

const REASON: &str = "Jordan collapsed in our lobby";

fn born(on: &TestDb, cast: &Cast) -> Date {
    let (organization, jordan, day) = (cast.organization, cast.jordan, date(2001, 4, 9));
    cast.write(&on.db, move |tx| {
        tx.run(
            sql!("UPDATE participants SET birth_date = $3 WHERE organization_id = $1 AND id = $2"),
            &[&organization, &jordan, &day],
        )
    });
    day
}

fn begin_as(on: &TestDb, cast: &Cast, who: &str, name: &'static str, day: Date) -> Option<ParticipantId> {
    let scope = cast.scope(who, Permission::UseEmergencyAccess);
    write(on, &scope, move |tx, scope| begin(tx, scope, name, day, REASON)).unwrap()
}

#[test]
fn it_opens_one_record_for_four_hours_and_everybody_is_told() {
    on_both(|on, cast| {
        write_note(on, cast);
        let day = born(on, cast);
        assert!(!sees_note(on, cast, "pat"));
        assert_eq!(begin_as(on, cast, "pat", "jordan rivera", day), Some(cast.jordan));
        assert!(sees_note(on, cast, "pat"), "on {}", on.engine);
        assert_eq!(open_promises(on, cast), [("review_emergency".to_owned(), Some(cast.account("ruth")))]);
        let (jordan, start) = (cast.jordan, cast.request().now());
        let told = read(on, &cast.scope("jordan", Permission::SeeMyRecord), move |tx, scope| {
            Ok(store::told(tx, scope, jordan, start - LASTS)?)
        });
        assert_eq!(
            told.iter().map(|one| (one.by.as_str(), one.reason.as_str())).collect::<Vec<_>>(),
            [("Pat Osei", REASON)]
        );
        cast.clock.set(start + LASTS);
        assert!(!sees_note(on, cast, "pat"), "over after four hours, on {}", on.engine);
    });
}

#[test]
fn only_the_exact_name_and_day_find_somebody_and_a_try_is_written_down() {
    on_both(|on, cast| {
        let day = born(on, cast);
        for (name, day) in [("Jordan", day), ("Jordan Rivera", date(2001, 4, 10)), ("Robin Vale", day), ("", day)] {
            assert_eq!(begin_as(on, cast, "pat", name, day), None, "{name}");
        }
        let organization = cast.organization;
        let refusals: Option<i64> = cast.write(&on.db, move |tx| {
            tx.one(
                sql!("SELECT COUNT(*) FROM audit_entries WHERE organization_id = $1 AND action = 'refuse'"),
                &[&organization],
            )
        });
        assert_eq!(refusals, Some(4));
    });
}

#[test]
fn the_look_keeps_the_promise_once() {
    on_both(|on, cast| {
        let day = born(on, cast);
        begin_as(on, cast, "pat", "Jordan Rivera", day).unwrap();
        let ruth = cast.scope("ruth", Permission::ManagePrivacy);
        let uses = read(on, &ruth, |tx, scope| Ok(store::list(tx, scope)?));
        let id = uses.first().unwrap().id;
        assert!(write(on, &ruth, move |tx, scope| look_at(tx, scope, id, "It was needed")).unwrap());
        assert_eq!(open_promises(on, cast), []);
        assert!(!write(on, &ruth, move |tx, scope| look_at(tx, scope, id, "Again")).unwrap());
        let tess = cast.scope("tess", Permission::ManagePrivacy);
        assert!(!read(on, &tess, move |tx, scope| Ok(store::is_known(tx, scope, id)?)), "not of another house");
    });
}

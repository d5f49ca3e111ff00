#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{ids::AccountId, rules::matrix::Permission::KeepPublicPages, testing::Cast};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};
use kit::{faults::Fault, sql, testing::TestDb};

use super::{
    keep::{add, check_today, take_off},
    line::{LineId, NewLine},
    store,
};
use ground::testing::{attempt, on_both, read, write};

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn warm_line() -> NewLine {
    NewLine { label: "Harbor warm line".to_owned(), call: "555-010-0142".to_owned(), ..NewLine::default() }
}

/// Ruth tried the line on the day on which the cast comes together.
fn added(on: &TestDb, cast: &Cast) -> LineId {
    let scope = cast.scope("ruth", KeepPublicPages);
    write(on, &scope, |tx, scope| add(tx, scope, &warm_line(), date(2026, 5, 14), &zone()))
}

/// The open promises to try a line again: who owes them, and until when.
fn promised(on: &TestDb, cast: &Cast) -> Vec<(Option<AccountId>, Timestamp)> {
    let organization = cast.organization;
    cast.write(&on.db, move |tx| {
        tx.list(
            sql!(
                "SELECT owner_id, due_at FROM promises
                 WHERE organization_id = $1 AND kind = 'help_line' AND closed_at IS NULL ORDER BY due_at LIMIT 10"
            ),
            &[&organization],
        )
    })
}

fn day(of: Timestamp) -> Date {
    of.to_zoned(zone()).date()
}

#[test]
fn a_line_is_promised_to_be_tried_again_in_ninety_days_and_again_after_that() {
    on_both(|on, cast| {
        let id = added(on, cast);
        let first = promised(on, cast);
        assert_eq!(
            first.iter().map(|(who, due)| (*who, day(*due))).collect::<Vec<_>>(),
            [(Some(cast.account("ruth")), date(2026, 8, 12))]
        );
        cast.clock.set(cast.request().now() + SignedDuration::from_hours(24 * 60));
        let ruth = cast.scope("ruth", KeepPublicPages);
        attempt(on, &ruth, move |tx, scope| check_today(tx, scope, id, &zone())).unwrap();
        assert_eq!(promised(on, cast).iter().map(|(_, due)| day(*due)).collect::<Vec<_>>(), [date(2026, 10, 11)]);
        let lines = read(on, &ruth, |tx, scope| store::own(tx, scope.organization));
        assert_eq!(lines.iter().map(|line| line.checked_on).collect::<Vec<_>>(), [date(2026, 7, 13)]);
    });
}

#[test]
fn a_line_that_is_taken_off_owes_nothing() {
    on_both(|on, cast| {
        let id = added(on, cast);
        let ruth = cast.scope("ruth", KeepPublicPages);
        attempt(on, &ruth, move |tx, scope| take_off(tx, scope, id, "gone")).unwrap();
        assert_eq!(promised(on, cast), []);
        assert!(read(on, &ruth, |tx, scope| store::own(tx, scope.organization)).is_empty());
        let gone = attempt(on, &ruth, move |tx, scope| check_today(tx, scope, id, &zone()));
        assert!(matches!(gone, Err(Fault::NotFound)));
    });
}

#[test]
fn another_organization_neither_sees_nor_changes_a_line() {
    on_both(|on, cast| {
        let id = added(on, cast);
        let tess = cast.scope("tess", KeepPublicPages);
        assert!(read(on, &tess, |tx, scope| store::own(tx, scope.organization)).is_empty());
        let refused = attempt(on, &tess, move |tx, scope| take_off(tx, scope, id, "gone"));
        assert!(matches!(refused, Err(Fault::NotFound)));
        let refused = attempt(on, &tess, move |tx, scope| check_today(tx, scope, id, &zone()));
        assert!(matches!(refused, Err(Fault::NotFound)));
        assert_eq!(promised(on, cast).len(), 1);
    });
}

#[test]
fn a_line_that_comes_along_can_be_left_out_and_shown_again_with_its_day() {
    on_both(|on, cast| {
        let ruth = cast.scope("ruth", KeepPublicPages);
        let marks = |on: &TestDb| read(on, &ruth, |tx, scope| store::marks(tx, scope.organization));
        write(on, &ruth, |tx, scope| {
            store::check_known(tx, scope, "us.nami", date(2026, 5, 14))?;
            store::leave_out(tx, scope, "us.nami", true)
        });
        let mark = marks(on).remove("us.nami").unwrap();
        assert!(mark.is_left_out && mark.checked_on == Some(date(2026, 5, 14)));
        write(on, &ruth, |tx, scope| store::leave_out(tx, scope, "us.nami", false));
        let mark = marks(on).remove("us.nami").unwrap();
        assert!(!mark.is_left_out && mark.checked_on == Some(date(2026, 5, 14)), "on {}", on.engine);
    });
}

#[test]
fn two_people_who_change_a_line_at_once_do_not_overwrite_each_other() {
    on_both(|on, cast| {
        let id = added(on, cast);
        let ruth = cast.scope("ruth", KeepPublicPages);
        let change = |words: &'static str, version: i64| {
            let line = NewLine { words: words.to_owned(), ..warm_line() };
            write(on, &ruth, move |tx, scope| store::update(tx, scope, id, &line, date(2026, 5, 14), version))
        };
        assert!(change("Peers answer from 5 to 11 pm", 1));
        assert!(!change("Nobody answers", 1), "on {}", on.engine);
    });
}

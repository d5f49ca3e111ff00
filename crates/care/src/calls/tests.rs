#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{
    access::Scope,
    ids::PromiseId,
    promises::{self, Closing, Kind, Promise},
    schema,
    testing::Cast,
};
use jiff::{Timestamp, civil::date};
use kit::{
    db::{Db, DbError, Tx},
    faults::Fault,
    forms::Form,
    ids::Id,
    sql,
    testing::both,
};
use proptest::prelude::*;

use super::{
    look::open_missing,
    pages::{add, set_now},
    *,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Tuesdays and Fridays at 14:00 in New York.
fn plan(weekdays: &[i64], at_time: &str, every_weeks: i64) -> Plan {
    let id = uuid::Uuid::nil();
    Plan {
        id: id.into(),
        participant: id.into(),
        program: id.into(),
        account: id.into(),
        kind: PlanKind::Call,
        weekdays: serde_json::json!(weekdays),
        at_time: at_time.to_owned(),
        every_weeks,
        starts_on: date(2026, 3, 2),
        ends_on: None,
        words: String::new(),
        ended_at: None,
        version: 1,
        time_zone: "America/New_York".to_owned(),
    }
}

#[test]
fn the_hour_on_the_wall_stays_when_summer_time_begins() {
    let tuesdays = plan(&[2], "14:00", 1);
    assert_eq!(tuesdays.next_after(at("2026-03-02T00:00:00Z")), Some(at("2026-03-03T19:00:00Z")));
    assert_eq!(tuesdays.next_after(at("2026-03-03T19:00:00Z")), Some(at("2026-03-10T18:00:00Z")));
    let in_the_gap = plan(&[7], "02:30", 1);
    assert_eq!(in_the_gap.next_after(at("2026-03-07T00:00:00Z")), Some(at("2026-03-08T07:30:00Z")));
    let twice = plan(&[7], "01:30", 1);
    assert_eq!(twice.next_after(at("2026-10-31T12:00:00Z")), Some(at("2026-11-01T05:30:00Z")));
}

#[test]
fn every_other_week_counts_from_the_week_it_starts_in() {
    let plan = plan(&[1, 5], "14:00", 2);
    let mut found = Vec::new();
    let mut after = at("2026-03-01T00:00:00Z");
    for _ in 0..4 {
        after = plan.next_after(after).unwrap();
        found.push(after.to_zoned(plan.zone()).date());
    }
    assert_eq!(found, [date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 16), date(2026, 3, 20)]);
}

#[test]
fn a_plan_that_is_over_has_no_next() {
    let mut short = plan(&[2], "14:00", 1);
    short.ends_on = Some(date(2026, 3, 10));
    assert!(short.next_after(at("2026-03-04T00:00:00Z")).is_some());
    assert_eq!(short.next_after(at("2026-03-10T18:00:00Z")), None);
    assert_eq!(plan(&[], "14:00", 1).next_after(at("2026-03-04T00:00:00Z")), None);
}

proptest! {
    #[test]
    fn the_next_one_is_later_on_a_wanted_day_at_the_wanted_hour(
        days in proptest::collection::btree_set(1_i64..=7, 1..7),
        weeks in 1_i64..=12,
        hour in 4_i8..24,
        seconds in 0_i64..200_000_000,
    ) {
        let days: Vec<i64> = days.into_iter().collect();
        let plan = plan(&days, &format!("{hour:02}:15"), weeks);
        let after = Timestamp::from_second(1_700_000_000 + seconds).unwrap();
        let next = plan.next_after(after).unwrap();
        let there = next.to_zoned(plan.zone());
        prop_assert!(next > after);
        prop_assert!(there.date() >= plan.starts_on);
        prop_assert!(days.contains(&i64::from(there.date().weekday().to_monday_one_offset())));
        prop_assert_eq!((there.hour(), there.minute()), (hour, 15));
    }
}

fn on_each_engine(test: impl Fn(&Db, &Cast)) {
    both(&schema::steps().unwrap(), |on| test(&on.db, &Cast::on(&on.db)));
}

fn as_ana<T: Send + 'static>(
    db: &Db,
    cast: &Cast,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let scope = cast.scope("ana", WriteContacts);
    db.write_now(scope.tenant(), move |tx| work(tx, &scope))
}

fn new_plan(cast: &Cast, who: &str) -> NewPlan {
    NewPlan {
        kind: PlanKind::Call,
        account: cast.account(who),
        weekdays: vec![2, 5],
        at: jiff::civil::time(14, 0, 0, 0),
        every_weeks: 1,
        starts_on: date(2026, 5, 14),
        ends_on: None,
        words: "text first".to_owned(),
    }
}

fn made(db: &Db, cast: &Cast) -> PlanId {
    let (jordan, new) = (cast.jordan, new_plan(cast, "ana"));
    as_ana(db, cast, move |tx, scope| add(tx, scope, jordan, &new)).unwrap()
}

/// What is open about Jordan: kind and when it is due.
fn open(db: &Db, cast: &Cast) -> Vec<(Kind, Timestamp)> {
    let (organization, jordan) = (cast.organization, cast.jordan);
    cast.write(db, move |tx| {
        tx.list(
            sql!(
                "SELECT kind, due_at FROM promises WHERE organization_id = $1 AND participant_id = $2
                 AND closed_at IS NULL ORDER BY kind, due_at"
            ),
            &[&organization, &jordan],
        )
    })
}

fn call(db: &Db, cast: &Cast) -> Promise {
    let (organization, scope) = (cast.organization, cast.scope("ana", WriteContacts));
    cast.write(db, move |tx| {
        let id: Option<PromiseId> = tx.one(
            sql!("SELECT id FROM promises WHERE organization_id = $1 AND kind = 'call' AND closed_at IS NULL"),
            &[&organization],
        )?;
        Ok(promises::find(tx, &scope, id.unwrap())?.unwrap())
    })
}

fn came(outcome: Outcome) -> Came {
    Came { outcome, words: String::new(), contact: None }
}

/// Calls at the hour that was promised.
fn kept(db: &Db, cast: &Cast, outcome: Outcome) -> PromiseId {
    let promise = call(db, cast);
    cast.clock.set(promise.due_at);
    let id = promise.id;
    as_ana(db, cast, move |tx, scope| Ok(keep(tx, scope, &promise, &came(outcome))?)).unwrap();
    id
}

#[test]
fn each_call_brings_the_next_and_early_ones_skip_nothing_twice() {
    on_each_engine(|db, cast| {
        made(db, cast);
        assert_eq!(open(db, cast), [(Kind::Call, at("2026-05-15T18:00:00Z"))]);
        let early = call(db, cast);
        as_ana(db, cast, move |tx, scope| Ok(keep(tx, scope, &early, &came(Outcome::Answered))?)).unwrap();
        assert_eq!(open(db, cast), [(Kind::Call, at("2026-05-19T18:00:00Z"))]);
        kept(db, cast, Outcome::Answered);
        assert_eq!(open(db, cast), [(Kind::Call, at("2026-05-22T18:00:00Z"))]);
    });
}

#[test]
fn three_unanswered_calls_in_a_row_ask_people_and_let_nobody_go() {
    on_each_engine(|db, cast| {
        made(db, cast);
        kept(db, cast, Outcome::NoAnswer);
        kept(db, cast, Outcome::NoAnswer);
        kept(db, cast, Outcome::Answered);
        for _ in 0..2 {
            kept(db, cast, Outcome::NoAnswer);
        }
        assert_eq!(open(db, cast).len(), 1, "an answer begins the count anew");
        let third = kept(db, cast, Outcome::NoAnswer);
        let kinds: Vec<Kind> = open(db, cast).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [Kind::Call, Kind::Decide], "the calls go on, and somebody decides");
        let organization = cast.organization;
        let status: Option<String> = cast.write(db, move |tx| {
            tx.one(sql!("SELECT status FROM enrollments WHERE organization_id = $1 LIMIT 1"), &[&organization])
        });
        assert_eq!(status.as_deref(), Some("active"));
        let undone = as_ana(db, cast, move |tx, scope| {
            let promise = promises::find(tx, scope, third)?.unwrap();
            Ok((promise.closing, take_back(tx, scope, &promise)?, promise.due_at))
        });
        let (closing, is_open, due_at) = undone.unwrap();
        assert_eq!((closing, is_open), (Some(Closing::Done), true));
        assert_eq!(open(db, cast), [(Kind::Call, due_at)]);
    });
}

#[test]
fn ending_a_plan_ends_its_promise_and_going_on_brings_it_back() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        as_ana(db, cast, move |tx, scope| set_now(tx, scope, id, true)).unwrap().unwrap();
        assert_eq!(open(db, cast), []);
        let again = as_ana(db, cast, move |tx, scope| set_now(tx, scope, id, true)).unwrap();
        assert_eq!(again, None);
        as_ana(db, cast, move |tx, scope| set_now(tx, scope, id, false)).unwrap().unwrap();
        assert_eq!(open(db, cast).len(), 1);
    });
}

#[test]
fn what_is_missing_is_opened_once_and_not_while_paused() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        let (organization, jordan, moment) = (cast.organization, cast.jordan, cast.clock.moment());
        let look = || {
            let moment = moment.clone();
            cast.write(db, move |tx| {
                Ok::<_, DbError>(open_missing(tx, organization, &moment, uuid::Uuid::nil().into())?.0)
            })
        };
        assert_eq!(look(), 0);
        as_ana(db, cast, move |tx, scope| {
            Ok(promises::close_all_of(tx, scope, id, Closing::LetGo, "imported without")?)
        })
        .unwrap();
        let status = |word: &'static str| {
            cast.write(db, move |tx| {
                tx.run(
                    sql!("UPDATE enrollments SET status = $3 WHERE organization_id = $1 AND participant_id = $2"),
                    &[&organization, &jordan, &word],
                )
            })
        };
        status("paused");
        assert_eq!(look(), 0, "pausing is a choice");
        status("active");
        assert_eq!((look(), look()), (1, 0));
    });
}

#[test]
fn nobody_plans_calls_for_people_out_of_reach_or_by_strangers() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        let (jordan, new) = (cast.jordan, new_plan(cast, "omar"));
        let by_stranger = as_ana(db, cast, move |tx, scope| add(tx, scope, jordan, &new));
        assert!(matches!(by_stranger, Err(Fault::NotFound)));
        for who in ["mei", "omar"] {
            let (scope, new) = (cast.scope(who, WriteContacts), new_plan(cast, "ana"));
            let tenant = scope.tenant();
            let refused: Result<_, Fault> = db.write_now(tenant, move |tx| {
                Ok((add(tx, &scope, jordan, &new).is_err(), set_now(tx, &scope, id, true).is_err()))
            });
            assert_eq!(refused.unwrap(), (true, true), "{who}");
        }
    });
}

#[test]
fn a_form_says_what_is_missing() {
    let words = schema::messages().unwrap().language("en");
    let wrong = Form::from_pairs([("every_weeks", "0"), ("starts_on", "2026-05-14"), ("ends_on", "2026-05-01")]);
    let errors = NewPlan::read(&wrong, &words).unwrap_err();
    for field in ["kind", "weekdays", "at_time", "every_weeks", "account", "ends_on"] {
        assert!(errors.of(field).is_some(), "{field}");
    }
    let account = Cast::clock().moment().id::<ground::ids::AccountId>();
    let good = Form::from_pairs([
        ("kind", "visit"),
        ("weekdays", "2"),
        ("weekdays", "5"),
        ("at_time", "14:00"),
        ("every_weeks", "2"),
        ("account", &account.uuid().to_string()),
        ("starts_on", "2026-05-14"),
    ]);
    let read = NewPlan::read(&good, &words).unwrap();
    assert_eq!((read.kind, read.weekdays, read.every_weeks), (PlanKind::Visit, vec![2, 5], 2));
}

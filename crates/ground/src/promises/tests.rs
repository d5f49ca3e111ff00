#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

mod days;

use jiff::{Timestamp, ToSpan, civil::date, tz::TimeZone};
use kit::{
    db::{Db, DbError, Tx},
    faults::Fault,
    sql,
    testing::both,
};
use proptest::prelude::*;

use super::{
    acts::{Act, Wrong, do_it, waking},
    look::look_around_now,
    pages::{Leaf, read_day, safe_back},
    reading::{self, Whose},
    *,
};
use crate::{
    access::Scope,
    rules::{Rules, clocks::Severity},
    schema,
    testing::Cast,
};

fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn on_each_engine(test: impl Fn(&Db, &Cast)) {
    both(&schema::steps().unwrap(), |on| test(&on.db, &Cast::on(&on.db)));
}

/// A next step that Ana promised Jordan, due when the text says.
fn next_step(cast: &Cast, due: &str) -> NewPromise {
    let origin: RecordId = cast.clock.moment().id();
    NewPromise::new(Kind::NextStep, "Bring the form", "contact", origin, Deadline::at(at(due), &new_york()))
        .about(cast.jordan)
        .in_program(Some(cast.program))
        .owned_by(Some(cast.account("ana")))
}

fn opened(db: &Db, cast: &Cast, promise: NewPromise) -> PromiseId {
    let scope = cast.scope("ana", Permission::SeeMyDay);
    cast.write(db, move |tx| open(tx, &scope, &promise))
}

fn done_by(db: &Db, cast: &Cast, who: &str, id: PromiseId, act: Act) -> Result<Promise, Wrong> {
    let may = cast.actor(who).may(Permission::SeePromises, &cast.request());
    let scope = may.or_else(|_| cast.actor(who).may(OWNER, &cast.request())).unwrap();
    struct Refused(Wrong);
    impl From<DbError> for Refused {
        fn from(error: DbError) -> Self {
            Self(error.into())
        }
    }
    let done = db.write_now(scope.tenant(), move |tx| do_it(tx, &scope, id, &act).map_err(Refused));
    done.map(|line| line.promise).map_err(|Refused(wrong)| wrong)
}

fn day_of(db: &Db, cast: &Cast, who: &str) -> pages::FoundDay {
    let scope = cast.scope(who, Permission::SeePromises);
    let date = scope.now.to_zoned(new_york()).date();
    let (today, until) = (start_of(date, &new_york()), start_of(date.saturating_add(8.days()), &new_york()));
    db.read_now(scope.tenant(), move |tx| read_day(tx, &scope, (today, until), Leaf::First, false)).unwrap()
}

#[test]
fn what_is_done_can_be_taken_back() {
    on_each_engine(|db, cast| {
        let id = opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
        let words = || "she does not want it any more".to_owned();
        let let_go = Act::Close { closing: Closing::LetGo, words: words() };
        assert_eq!(done_by(db, cast, "ana", id, let_go).unwrap().closing, Some(Closing::LetGo));
        let again = Act::Close { closing: Closing::Done, words: words() };
        assert!(matches!(done_by(db, cast, "ana", id, again), Err(Wrong::Rule(Unchangeable::Closed))));
        assert_eq!(done_by(db, cast, "ana", id, Act::Reopen).unwrap().closed_at, None);

        let snooze = Act::Snooze { until: at("2026-05-20T04:00:00Z"), words: words() };
        assert!(done_by(db, cast, "ana", id, snooze).unwrap().snoozed_until.is_some());
        assert_eq!(done_by(db, cast, "ana", id, Act::Wake).unwrap().snoozed_until, None);

        let give = Act::Give { to: Some(cast.account("mei")), words: words() };
        assert_eq!(done_by(db, cast, "ana", id, give).unwrap().owner, Some(cast.account("mei")));
        assert_eq!(day_of(db, cast, "mei").late.len(), 1);
        assert_eq!(done_by(db, cast, "ana", id, Act::TakeBack).unwrap().owner, Some(cast.account("ana")));
        assert!(done_by(db, cast, "ana", id, Act::TakeBack).is_err(), "there is nothing left to take back");
    });
}

#[test]
fn the_name_stays_with_the_promise_and_the_record_does_not() {
    on_each_engine(|db, cast| {
        let id = opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
        let give = Act::Give { to: Some(cast.account("mei")), words: String::new() };
        done_by(db, cast, "ana", id, give).unwrap();
        let found = day_of(db, cast, "mei");
        assert_eq!(found.late[0].name.as_deref(), Some("Jordan Rivera"));
        assert_eq!(found.late[0].handed_by_name.as_deref(), Some("Ana Morales"));
        assert!(!found.late[0].is_reachable);
    });
}

#[test]
fn words_are_for_the_owner_and_for_those_who_may_read_the_record() {
    on_each_engine(|db, cast| {
        let id = opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
        let mut draft = next_step(cast, "2026-05-12T17:00:00Z");
        draft.participant = None;
        let about_nobody = opened(db, cast, draft);
        let reads = |who: &str, id: PromiseId| {
            let scope = cast.scope(who, Permission::SeePromises);
            let found = db.read_now(scope.tenant(), move |tx| reading::one(tx, &scope, id)).unwrap();
            found.map(|line| line.may_read_words)
        };
        assert_eq!(
            ["ana", "marcus", "ruth", "tess"].map(|who| reads(who, id)),
            [Some(true), Some(true), Some(false), None]
        );
        assert_eq!(
            ["ana", "marcus", "ruth"].map(|who| reads(who, about_nobody)),
            [Some(true), Some(true), Some(false)]
        );

        // Mei takes it over without being given the person: it is hers to do, so she reads what is to be done.
        let give = Act::Give { to: Some(cast.account("mei")), words: String::new() };
        done_by(db, cast, "ana", id, give).unwrap();
        assert_eq!(["mei", "ana", "ruth"].map(|who| reads(who, id)), [Some(true), Some(true), Some(false)]);

        let scope = cast.scope("ruth", Permission::ManageTeamPromises);
        let team = db
            .read_now(scope.tenant(), move |tx| {
                let until = at("2026-05-16T04:00:00Z");
                reading::of_team(tx, &scope, until, Whose::Everybody, from_the_start(), 9)
            })
            .unwrap();
        assert_eq!(team.iter().map(|line| line.may_read_words).collect::<Vec<_>>(), [false, false]);
    });
}

#[test]
fn nobody_else_can_do_anything_with_a_promise() {
    on_each_engine(|db, cast| {
        let id = opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
        for who in ["mei", "jo", "kim", "omar", "tess"] {
            let act = Act::Snooze { until: at("2026-05-20T04:00:00Z"), words: "no".to_owned() };
            let refused = done_by(db, cast, who, id, act);
            assert!(matches!(refused, Err(Wrong::Fault(Fault::NotFound))), "{who}: {refused:?}");
        }
        let to_far = Act::Give { to: Some(cast.account("omar")), words: String::new() };
        assert!(matches!(done_by(db, cast, "ana", id, to_far), Err(Wrong::Fault(Fault::NotFound))));
        let by_supervisor = Act::Give { to: None, words: String::new() };
        assert_eq!(done_by(db, cast, "marcus", id, by_supervisor).unwrap().owner, None);
    });
}

#[test]
fn a_worker_never_meets_a_promise_about_their_own_record() {
    on_each_engine(|db, cast| {
        opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
        let (organization, marcus, jordan, at) =
            (cast.organization, cast.account("marcus"), cast.jordan, cast.clock.moment());
        let team = |who: &str| {
            let scope = cast.scope(who, Permission::ManageTeamPromises);
            db.read_now(scope.tenant(), move |tx| {
                let until = scope.now;
                Ok::<_, DbError>((
                    reading::of_team(tx, &scope, until, Whose::Everybody, from_the_start(), 10)?.len(),
                    reading::loads(tx, &scope)?.len(),
                ))
            })
            .unwrap()
        };
        assert_eq!(team("marcus"), (1, 1));
        cast.write(db, move |tx| {
            tx.run(
                sql!(
                    "INSERT INTO account_people (organization_id, account_id, participant_id, created_at)
                     VALUES ($1, $2, $3, $4)"
                ),
                &[&organization, &marcus, &jordan, &at.now],
            )
        });
        assert_eq!(team("marcus"), (0, 0));
        assert_eq!(team("ruth"), (1, 1));
        assert_eq!(team("tess"), (0, 0));
    });
}

#[test]
fn a_team_sees_its_queue_its_workers_and_how_late_they_are() {
    on_each_engine(|db, cast| {
        opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
        let waiting = opened(db, cast, next_step(cast, "2026-05-13T17:00:00Z").owned_by(None));
        let elsewhere = next_step(cast, "2026-05-13T17:00:00Z").in_program(Some(cast.other_program));
        opened(db, cast, elsewhere);
        let scope = cast.scope("marcus", Permission::ManageTeamPromises);
        let (loads, all, queue) = db
            .read_now(scope.tenant(), move |tx| {
                let team =
                    |tx: &mut Tx<'_>, whose| reading::of_team(tx, &scope, scope.now, whose, from_the_start(), 10);
                Ok::<_, DbError>((
                    reading::loads(tx, &scope)?,
                    team(tx, Whose::Everybody)?.len(),
                    team(tx, Whose::Nobody)?,
                ))
            })
            .unwrap();
        let shown: Vec<_> = loads.iter().map(|load| (load.name.as_deref(), load.open, load.late)).collect();
        assert_eq!(shown, [(None, 1, 1), (Some("Ana Morales"), 1, 1)]);
        assert_eq!((all, queue.len(), queue[0].promise.id), (2, 1, waiting));
        let take = Act::Give { to: Some(cast.account("marcus")), words: String::new() };
        assert_eq!(done_by(db, cast, "marcus", waiting, take).unwrap().owner, Some(cast.account("marcus")));
    });
}

#[test]
fn deeds_keep_what_only_deeds_can_keep() {
    on_each_engine(|db, cast| {
        let mut sign = next_step(cast, "2026-05-12T17:00:00Z");
        sign.kind = Kind::Sign;
        let id = opened(db, cast, sign);
        for closing in [Closing::Done, Closing::LetGo] {
            let act = Act::Close { closing, words: "signed, really".to_owned() };
            let refused = done_by(db, cast, "ana", id, act);
            assert!(matches!(refused, Err(Wrong::Rule(Unchangeable::KeptByItsRecord))), "{refused:?}");
        }
    });
}

#[test]
fn leaving_hands_over_everything() {
    on_each_engine(|db, cast| {
        opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
        opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z").in_program(None));
        let (scope, ana) = (cast.scope("marcus", Permission::ReassignCaseload), cast.account("ana"));
        let given = cast.write(db, move |tx| hand_over_all(tx, &scope, ana, None));
        assert_eq!(given, 2);
        assert!(day_of(db, cast, "ana").late.is_empty());
        assert_eq!(day_of(db, cast, "marcus").late.len(), 1, "one has no program to wait in");
    });
}

#[test]
fn people_without_contact_are_checked_in_on_once_and_not_while_paused() {
    on_each_engine(|db, cast| {
        let look = || look_around_now(db, cast.organization, &cast.clock.moment()).unwrap();
        assert_eq!(look(), 0, "Jordan joined today");
        cast.clock.set(at("2026-05-24T18:00:00Z"));
        assert_eq!(look(), 0, "three days before the two weeks are over is soon enough");
        cast.clock.set(at("2026-05-25T18:00:00Z"));
        assert_eq!((look(), look()), (1, 0));
        let found = day_of(db, cast, "ana");
        let check_in = &found.ahead[0].promise;
        assert_eq!((check_in.kind, check_in.due_at), (Kind::CheckIn, at("2026-05-29T03:59:59Z")));
        assert_eq!((check_in.rule.as_str(), check_in.rule_version), ("person.no_contact", 1));

        let act = Act::Close { closing: Closing::Done, words: "texted, all is well".to_owned() };
        done_by(db, cast, "ana", check_in.id, act).unwrap();
        assert_eq!(look(), 0, "words are evidence enough for a while");
        cast.clock.set(at("2026-06-20T18:00:00Z"));
        let (organization, jordan) = (cast.organization, cast.jordan);
        cast.write(db, move |tx| {
            tx.run(
                sql!("UPDATE enrollments SET status = 'paused' WHERE organization_id = $1 AND participant_id = $2"),
                &[&organization, &jordan],
            )
        });
        assert_eq!(look(), 0, "pausing is a choice");
    });
}

#[test]
fn a_promise_has_somebody_or_a_queue() {
    on_each_engine(|db, cast| {
        let nobodys = next_step(cast, "2026-05-12T17:00:00Z").owned_by(None).in_program(None);
        let scope = cast.scope("ana", Permission::SeeMyDay);
        let refused = db.write_now(scope.tenant(), move |tx| open(tx, &scope, &nobodys));
        assert!(matches!(refused, Err(DbError::Conflict { .. })), "{refused:?}");
    });
}

#[test]
fn clocks_date_promises_and_days_have_their_own_length() {
    let (rules, zone) = (Rules::shipped(), new_york());
    let origin: RecordId = Cast::clock().moment().id();
    let review = from_clock(
        rules,
        "goal.review",
        at("2026-10-01T15:00:00Z"),
        &zone,
        Kind::GoalReview,
        "go back in the spring",
        ("goal", origin),
    );
    assert_eq!((review.due_at, review.has_time), (at("2026-12-31T04:59:59Z"), false));
    let sign = Deadline::by_clock(rules, "note.sign", None, at("2026-03-07T15:00:00Z"), &zone);
    assert_eq!((sign.due_at, sign.has_time), (at("2026-03-09T15:00:00Z"), true));
    // The day on which summer time begins has 23 hours.
    assert_eq!(Deadline::on_day(date(2026, 3, 8), &zone).due_at, at("2026-03-09T03:59:59Z"));
    assert_eq!(start_of(date(2026, 3, 8), &zone), at("2026-03-08T05:00:00Z"));
    let own = Deadline::by_clock(rules, "referral.first_in_person", Some(5), at("2026-05-01T14:00:00Z"), &zone);
    assert_eq!(own.on, date(2026, 5, 6));
    assert_eq!(Deadline::by_clock(rules, "no.such.clock", None, at("2026-05-01T14:00:00Z"), &zone).rule, "");
}

#[test]
fn the_louder_the_clock_the_sooner_somebody_steps_in() {
    let due = at("2026-05-14T18:00:00Z");
    let asked = |severity, hours: i64| hours * 3600 > patience(severity).as_secs();
    assert!(asked(Severity::Urgent, 1) && !asked(Severity::Usual, 24) && asked(Severity::Usual, 25));
    assert!(!asked(Severity::Nudge, 100) && asked(Severity::Nudge, 169));
    let rules = Rules::shipped();
    assert!(needs_supervisor(rules, "call.promised", due, at("2026-05-14T18:00:01Z")));
    assert!(!needs_supervisor(rules, "step.next", due, at("2026-05-15T18:00:00Z")));
    assert!(!needs_supervisor(rules, "", due, due));
}

#[test]
fn putting_off_is_until_a_morning_after_today() {
    let now = at("2026-05-14T18:00:00Z");
    let until = |day| waking(day, now, &new_york());
    assert_eq!(until(Some(date(2026, 5, 15))), Some(at("2026-05-15T04:00:00Z")));
    for wrong in [None, Some(date(2026, 5, 14)), Some(date(2020, 1, 1)), Some(date(2028, 1, 1))] {
        assert_eq!(until(wrong), None);
    }
}

#[test]
fn going_back_stays_within_the_house() {
    assert_eq!(safe_back("/team/day?worker=queue"), "/team/day?worker=queue");
    for wrong in ["", "https://example.org", "//example.org", "/\\example.org", "/day\r\nx: y"] {
        assert_eq!(safe_back(wrong), "/day");
    }
}

/// Something that somebody does with one of a few promises.
#[derive(Debug, Clone)]
enum Deed {
    Open(u8),
    Close(u8, bool),
    Snooze(u8),
    Give(u8, Option<bool>),
    Undo(u8, u8),
    Leave,
}

fn deed() -> impl Strategy<Value = Deed> {
    let one = 0_u8..3;
    prop_oneof![
        one.clone().prop_map(Deed::Open),
        (one.clone(), any::<bool>()).prop_map(|(which, done)| Deed::Close(which, done)),
        one.clone().prop_map(Deed::Snooze),
        (one.clone(), any::<Option<bool>>()).prop_map(|(which, to)| Deed::Give(which, to)),
        (one, 0_u8..3).prop_map(|(which, undo)| Deed::Undo(which, undo)),
        Just(Deed::Leave),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is done in whatever order, every open promise has a date, and a person or a queue.
    #[test]
    fn nothing_falls_through(deeds in proptest::collection::vec(deed(), 1..30)) {
        let on = kit::testing::sqlite(&schema::steps().unwrap());
        let cast = Cast::on(&on.db);
        let mut made = [next_step(&cast, "2026-05-12T17:00:00Z"), next_step(&cast, "2026-05-13T17:00:00Z"), next_step(&cast, "2026-05-18T17:00:00Z")];
        made[2].program = None;
        let mut ids: Vec<PromiseId> = made.iter().map(|promise| opened(&on.db, &cast, promise.clone())).collect();
        for deed in deeds {
            perform(&on.db, &cast, &made, &mut ids, deed);
            let scope = cast.scope("ruth", Permission::ManageTeamPromises);
            let lost: Option<i64> = on.db.read_now(scope.tenant(), move |tx| tx.one(
                sql!("SELECT COUNT(*) FROM promises WHERE closed_at IS NULL AND owner_id IS NULL AND program_id IS NULL"),
                &[],
            )).map_err(|error: DbError| error).unwrap();
            prop_assert_eq!(lost, Some(0));
            let open: Option<i64> = count(&on.db, &cast, true);
            let closed: Option<i64> = count(&on.db, &cast, false);
            prop_assert!(open.unwrap() + closed.unwrap() >= 3);
        }
    }
}

fn count(db: &Db, cast: &Cast, open: bool) -> Option<i64> {
    let organization = cast.organization;
    cast.write(db, move |tx| {
        if open {
            tx.one(
                sql!("SELECT COUNT(*) FROM promises WHERE organization_id = $1 AND closed_at IS NULL"),
                &[&organization],
            )
        } else {
            tx.one(
                sql!("SELECT COUNT(*) FROM promises WHERE organization_id = $1 AND closed_at IS NOT NULL AND closing IS NOT NULL"),
                &[&organization],
            )
        }
    })
}

fn perform(db: &Db, cast: &Cast, made: &[NewPromise; 3], ids: &mut [PromiseId], deed: Deed) {
    let words = || "because".to_owned();
    let who = ["ana", "mei", "marcus", "ruth"];
    let anybody = |which: u8, act: Act| {
        for who in who {
            if done_by(db, cast, who, ids[usize::from(which)], act.clone()).is_ok() {
                return;
            }
        }
    };
    match deed {
        Deed::Open(which) => ids[usize::from(which)] = opened(db, cast, made[usize::from(which)].clone()),
        Deed::Close(which, done) => {
            let closing = if done { Closing::Done } else { Closing::LetGo };
            anybody(which, Act::Close { closing, words: words() });
        }
        Deed::Snooze(which) => anybody(which, Act::Snooze { until: at("2026-06-01T04:00:00Z"), words: words() }),
        Deed::Give(which, to) => {
            let to = to.map(|mei| cast.account(if mei { "mei" } else { "marcus" }));
            anybody(which, Act::Give { to, words: words() });
        }
        Deed::Undo(which, undo) => {
            anybody(which, [Act::Reopen, Act::Wake, Act::TakeBack][usize::from(undo)].clone());
        }
        Deed::Leave => {
            let (scope, ana): (Scope, AccountId) =
                (cast.scope("marcus", Permission::ReassignCaseload), cast.account("ana"));
            cast.write(db, move |tx| hand_over_all(tx, &scope, ana, None));
        }
    }
}

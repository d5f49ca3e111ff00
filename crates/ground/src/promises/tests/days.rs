//! What stands on somebody's day, page after page.

use kit::db::statements_so_far;

use super::*;
use crate::promises::{
    day::{Section, section},
    pages::{AHEAD, cut},
};

#[test]
fn a_day_puts_what_is_planned_first_and_hides_what_is_put_off() {
    on_each_engine(|db, cast| {
        let mut call = next_step(cast, "2026-05-14T17:00:00Z");
        call.kind = Kind::Call;
        opened(db, cast, call);
        let late = opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
        let today = opened(db, cast, next_step(cast, "2026-05-14T22:00:00Z"));
        let soon = opened(db, cast, next_step(cast, "2026-05-18T22:00:00Z"));
        opened(db, cast, next_step(cast, "2026-06-18T22:00:00Z"));
        let put_off = opened(db, cast, next_step(cast, "2026-05-11T22:00:00Z"));
        let act = Act::Snooze { until: at("2026-05-20T04:00:00Z"), words: "away until Wednesday".to_owned() };
        done_by(db, cast, "ana", put_off, act).unwrap();

        let found = day_of(db, cast, "ana");
        let now = cast.clock.moment().now;
        let mut sections: Vec<(Section, PromiseId)> = found
            .late
            .iter()
            .chain(&found.ahead)
            .map(|line| (section(line, now, &new_york()), line.promise.id))
            .collect();
        sections.sort();
        assert_eq!(
            sections.iter().map(|(section, _)| *section).collect::<Vec<_>>(),
            [Section::Planned, Section::Late, Section::Today, Section::Coming, Section::PutOff]
        );
        assert_eq!(sections[1..].iter().map(|(_, id)| *id).collect::<Vec<_>>(), [late, today, soon, put_off]);
        assert_eq!((found.drafts, found.late_count), (0, 1));
        assert!(found.late.iter().all(|line| line.name.as_deref() == Some("Jordan Rivera") && line.is_reachable));
        assert!(day_of(db, cast, "mei").late.is_empty());
    });
}

#[test]
fn a_day_takes_three_statements_whatever_is_in_it() {
    on_each_engine(|db, cast| {
        let count = |many: usize| {
            for _ in 0..many {
                opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
                let closed = opened(db, cast, next_step(cast, "2026-05-12T17:00:00Z"));
                let act = Act::Close { closing: Closing::Done, words: "brought it".to_owned() };
                done_by(db, cast, "ana", closed, act).unwrap();
            }
            let scope = cast.scope("ana", Permission::SeePromises);
            let (today, until) = (at("2026-05-14T04:00:00Z"), at("2026-05-22T04:00:00Z"));
            db.read_now(scope.tenant(), move |tx| {
                let before = statements_so_far();
                let found = read_day(tx, &scope, (today, until), Leaf::First, false)?;
                Ok::<_, Fault>((statements_so_far() - before, found.late.len()))
            })
            .unwrap()
        };
        assert_eq!(count(5), (3, 5));
        assert_eq!(count(500), (3, 31));
    });
}

#[test]
fn a_day_with_more_than_a_page_goes_on_behind_it() {
    on_each_engine(|db, cast| {
        let mut all: Vec<PromiseId> =
            (0..160).map(|_| opened(db, cast, next_step(cast, "2026-05-15T17:00:00Z"))).collect();
        let scope = cast.scope("ana", Permission::SeePromises);
        let span = (at("2026-05-14T04:00:00Z"), at("2026-05-22T04:00:00Z"));
        let leaf = |leaf| {
            let scope = scope.clone();
            db.read_now(scope.tenant(), move |tx| read_day(tx, &scope, span, leaf, false)).unwrap().ahead
        };
        let mut first = leaf(Leaf::First);
        assert!(cut(&mut first, AHEAD, "/day?list=ahead").is_some());
        let last = &first.last().unwrap().promise;
        let mut rest = leaf(Leaf::Ahead((last.due_at, last.id)));
        assert_eq!((first.len(), rest.len()), (150, 10));
        assert!(cut(&mut rest, AHEAD, "/day?list=ahead").is_none());
        let mut shown: Vec<PromiseId> = first.iter().chain(&rest).map(|line| line.promise.id).collect();
        shown.sort();
        all.sort();
        assert_eq!(shown, all);
    });
}

#[test]
fn the_privacy_desk_goes_on_behind_a_page() {
    on_each_engine(|db, cast| {
        let answer = |day: i64| {
            let due = at("2026-05-15T17:00:00Z").checked_add((24 * (day / 2)).hours()).unwrap();
            let origin: RecordId = cast.clock.moment().id();
            let due = Deadline::at(due, &new_york());
            NewPromise::new(Kind::Answer, "A copy of the record", "request", origin, due)
                .about(cast.jordan)
                .in_program(Some(cast.program))
        };
        let mut all: Vec<PromiseId> = (0..35).map(|day| opened(db, cast, answer(day))).collect();
        let scope = cast.scope("ruth", Permission::SeePromises);
        let span = (at("2026-05-14T04:00:00Z"), at("2026-05-22T04:00:00Z"));
        let leaf = |leaf, has_desk| {
            let scope = scope.clone();
            db.read_now(scope.tenant(), move |tx| read_day(tx, &scope, span, leaf, has_desk)).unwrap().desk
        };
        let mut first = leaf(Leaf::First, true);
        assert!(cut(&mut first, 30, "/day?list=desk").is_some());
        let last = &first.last().unwrap().promise;
        let behind = Leaf::Desk((last.due_at, last.id));
        let rest = leaf(behind, true);
        assert!(leaf(behind, false).is_empty(), "only for those who look after privacy");
        let mut shown: Vec<PromiseId> = first.iter().chain(&rest).map(|line| line.promise.id).collect();
        shown.sort();
        all.sort();
        assert_eq!(shown, all);
    });
}

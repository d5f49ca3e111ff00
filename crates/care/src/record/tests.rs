#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use ground::{
    rules::matrix::Permission,
    testing::{attempt, on_both, write},
};
use kit::{faults::Fault, sql};

use super::{Step, Told, latest, record, step};
use crate::{
    assignments,
    participants::{self, Status, Why},
};

fn closing(cast: &ground::testing::Cast, to: Status) -> Step {
    let why = Why { reason: "moved_away".to_owned(), words: "To her sister".to_owned(), own_view: "Good".to_owned() };
    Step { participant: cast.jordan, program: cast.program, to, why, waits_words: "Find".to_owned() }
}

#[test]
fn closing_ends_assignments_and_lets_promises_go_but_the_door_stays_open() {
    on_both(|on, cast| {
        let jordan = cast.jordan;
        let ana = cast.scope("ana", Permission::ChangeStatus);
        let close = closing(cast, Status::Closed);
        attempt::<_, Fault>(on, &ana, move |tx, scope| step(tx, scope, &close, "stale")).unwrap();
        let marcus = cast.scope("marcus", Permission::ChangeStatus);
        let peers = write(on, &marcus, move |tx, scope| assignments::current_peers(tx, scope, jordan));
        assert!(peers.is_empty());
        let back = closing(cast, Status::ReEngaged);
        attempt::<_, Fault>(on, &marcus, move |tx, scope| step(tx, scope, &back, "stale")).unwrap();
        let open: Vec<String> = write(on, &marcus, move |tx, scope| {
            tx.list(
                sql!(
                    "SELECT kind FROM promises WHERE organization_id = $1 AND participant_id = $2 AND closed_at IS NULL"
                ),
                &[&scope.organization, &jordan],
            )
        });
        assert_eq!(open, ["assign"], "whoever comes back to nobody waits for somebody");
    });
}

#[test]
fn a_step_that_makes_no_sense_is_refused() {
    on_both(|on, cast| {
        let marcus = cast.scope("marcus", Permission::ChangeStatus);
        let wrong = closing(cast, Status::Referred);
        let refused = attempt::<(), Fault>(on, &marcus, move |tx, scope| step(tx, scope, &wrong, "stale"));
        assert!(matches!(refused, Err(Fault::Conflict(words)) if words == "stale"));
        let mei = cast.scope("mei", Permission::ChangeStatus);
        let close = closing(cast, Status::Closed);
        let refused = attempt::<(), Fault>(on, &mei, move |tx, scope| step(tx, scope, &close, "stale"));
        assert!(matches!(refused, Err(Fault::NotFound)), "Mei does not support Jordan");
    });
}

#[test]
fn a_declined_question_is_not_a_missing_one_and_the_newest_answer_counts() {
    on_both(|on, cast| {
        let jordan = cast.jordan;
        let scope = cast.scope("ana", Permission::EditDemographics);
        let told = |answers: &[&str], is_declined: bool, day: &str| Told {
            question: "housing".to_owned(),
            answers: answers.iter().map(|key| (*key).to_owned()).collect(),
            is_declined,
            asked_on: day.parse().unwrap(),
            ..Told::default()
        };
        let (first, second) = (told(&["shelter"], false, "2026-03-01"), told(&[], true, "2026-05-01"));
        let answers = write(on, &scope, move |tx, scope| {
            record(tx, scope, jordan, &second)?;
            record(tx, scope, jordan, &first)?;
            latest(tx, scope, jordan)
        });
        assert_eq!(answers.len(), 1, "only what was asked");
        assert!(answers[0].is_declined && answers[0].keys().next().is_none());
        assert!(participants::age("2008-02-29".parse().unwrap(), "2026-02-28".parse().unwrap()) == 17);
    });
}

/// Where Jordan stands, who supports them, and what is promised.
fn state(on: &kit::testing::TestDb, cast: &ground::testing::Cast) -> (String, Vec<String>, Vec<String>, bool) {
    let (jordan, program) = (cast.jordan, cast.program);
    write(on, &cast.scope("marcus", Permission::SeePerson), move |tx, scope| {
        let enrollment = participants::enrollment(tx, scope, jordan, program)?.unwrap();
        let peers = assignments::current_peers(tx, scope, jordan)?;
        let open: Vec<String> = tx.list(
            sql!(
                "SELECT kind FROM promises WHERE organization_id = $1 AND participant_id = $2 AND closed_at IS NULL
                 ORDER BY kind"
            ),
            &[&scope.organization, &jordan],
        )?;
        let peers = peers.into_iter().map(|peer| peer.worker).collect();
        Ok((
            format!("{:?} {:?}", enrollment.status, enrollment.first_enrolled_at),
            peers,
            open,
            enrollment.primary.is_some(),
        ))
    })
}

/// Takes a step two minutes later; answers the address that takes it back, in its parts.
fn stepped(
    on: &kit::testing::TestDb,
    cast: &ground::testing::Cast,
    who: &str,
    to: Status,
) -> (participants::StatusChangeId, i64) {
    let now: jiff::Timestamp = cast.clock.moment().now;
    cast.clock.set(now.checked_add(jiff::SignedDuration::from_mins(2)).unwrap());
    let (asked, jordan, program) = (closing(cast, to), cast.jordan, cast.program);
    attempt::<_, Fault>(on, &cast.scope(who, Permission::ChangeStatus), move |tx, scope| {
        step(tx, scope, &asked, "stale")?;
        let last = participants::last_change(tx, scope, jordan, program)?.unwrap();
        Ok((last.id, participants::enrollment(tx, scope, jordan, program)?.unwrap().version))
    })
    .unwrap()
}

fn undone(
    on: &kit::testing::TestDb,
    cast: &ground::testing::Cast,
    who: &str,
    (change, version): (participants::StatusChangeId, i64),
) -> bool {
    let scope = cast.scope(who, Permission::ChangeStatus);
    let undone =
        attempt::<_, Fault>(on, &scope, move |tx, scope| super::status_undo::undo(tx, scope, change, Some(version)));
    undone.unwrap().1
}

#[test]
fn a_change_of_status_is_taken_back_with_all_that_it_ended() {
    on_both(|on, cast| {
        let (jordan, program) = (cast.jordan, cast.program);
        write(on, &cast.scope("marcus", Permission::ChangeStatus), move |tx, scope| {
            participants::set_status(tx, scope, jordan, program, Status::Active, scope.now, &Why::default())?;
            let due = ground::promises::Deadline::at(scope.now, &jiff::tz::TimeZone::UTC);
            let promise = ground::promises::NewPromise::new(
                ground::promises::Kind::Visit,
                "Come by",
                "enrollment",
                scope.at.id::<ground::ids::RecordId>(),
                due,
            );
            ground::promises::open(tx, scope, &promise.about(jordan).in_program(Some(program)))
        });
        let before = state(on, cast);
        assert_eq!((before.1.len(), before.2.len()), (1, 1), "{before:?}");
        let closed = stepped(on, cast, "ana", Status::Closed);
        assert_ne!(state(on, cast), before);
        assert!(!undone(on, cast, "marcus", closed), "only who made the change takes it back");
        assert!(undone(on, cast, "ana", closed), "also a peer who supports them no more by it");
        assert_eq!(state(on, cast), before);
        let again = stepped(on, cast, "marcus", Status::Closed);
        let after = state(on, cast);
        let back = stepped(on, cast, "marcus", Status::ReEngaged);
        assert!(!undone(on, cast, "marcus", again), "something came after it");
        assert!(undone(on, cast, "marcus", back));
        assert_eq!(state(on, cast), after, "nobody has to be found any more");
    });
}

#[test]
fn a_photo_is_put_on_taken_off_and_put_back() {
    on_both(|on, cast| {
        let jordan = cast.jordan;
        let stored = kit::files::Stored { kind: kit::files::FileKind::Png, bytes: 70, sha256: [1; 32] };
        let scope = cast.scope("ana", Permission::EditPerson);
        let file: ground::ids::RecordId = scope.at.id();
        let shown = |who: &str| {
            let scope = cast.scope(who, Permission::SeePerson);
            write(on, &scope, move |tx, scope| participants::photo(tx, scope, jordan)).map(|photo| photo.file)
        };
        write(on, &scope, move |tx, scope| participants::set_photo(tx, scope, jordan, (file, "me.png", &stored)));
        assert_eq!(shown("ana"), Some(file));
        assert_eq!((shown("mei"), shown("tess")), (None, None), "who does not reach the person sees no photo");
        let removed = write(on, &scope, move |tx, scope| participants::remove_photo(tx, scope, jordan));
        assert_eq!((removed, shown("ana")), (Some(file), None));
        let returned = write(on, &scope, move |tx, scope| participants::return_photo(tx, scope, jordan));
        assert_eq!((returned, shown("ana")), (Some(file), Some(file)));
        let twice = write(on, &scope, move |tx, scope| participants::return_photo(tx, scope, jordan));
        assert_eq!(twice, None, "there is one already");
    });
}

#[test]
fn every_open_promise_is_found_page_after_page_the_longest_waiting_first() {
    on_both(|on, cast| {
        let (jordan, program) = (cast.jordan, cast.program);
        let shown = write(on, &cast.scope("ana", Permission::SeePromises), move |tx, scope| {
            // Two of each moment, so that a page ends between two that are due together.
            for hours in [5, 3, 1, 5, 3, 1, 2] {
                let due = scope.now.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap();
                let due = ground::promises::Deadline::at(due, &jiff::tz::TimeZone::UTC);
                let call = ground::promises::NewPromise::new(
                    ground::promises::Kind::Call,
                    "Call",
                    "call",
                    scope.at.id::<ground::ids::RecordId>(),
                    due,
                );
                ground::promises::open(tx, scope, &call.about(jordan).in_program(Some(program)))?;
            }
            let mut shown = Vec::new();
            let mut after = ground::promises::from_the_start();
            loop {
                let mut found = super::promises::open(tx, scope, jordan, after, 2)?;
                let has_more = super::promises::cut(&mut found, 2);
                shown.extend(found.iter().map(super::promises::Promised::place));
                match found.last().filter(|_| has_more) {
                    Some(last) => after = last.place(),
                    None => break Ok(shown),
                }
            }
        });
        let mut once = shown.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(shown, once, "in order, none twice");
        assert!(shown.len() >= 7, "{} shown", shown.len());
    });
}

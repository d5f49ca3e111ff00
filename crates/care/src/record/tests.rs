#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use ground::rules::matrix::Permission;
use kit::{faults::Fault, sql};

use super::{Step, Told, latest, record, step};
use crate::{
    assignments,
    participants::{self, Status, Why},
    testing::{attempt, on_both, write},
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

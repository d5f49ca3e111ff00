#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId},
    rules::{matrix::Permission, rapid_access::Counted},
    testing::{Cast, on_both, write},
};
use jiff::SignedDuration;
use kit::{
    db::{DbError, Tx},
    sql,
    testing::TestDb,
};

use super::{Decision, NewAttempt, NewReferral, Outcome, PromiseWords, ReferralId};
use crate::{
    assignments::{self, Kind, NewAssignment},
    participants::{self, Details, Status, Why, listing::Program},
};

fn words() -> PromiseWords {
    PromiseWords { first_meeting: "Meet".to_owned(), attempt: "Reach out".to_owned(), assign: "Find".to_owned() }
}

/// Devon is referred to Walking Together, which meets people within five days.
fn refer(on: &TestDb, cast: &Cast) -> (ReferralId, ParticipantId) {
    let id = cast.program;
    write(on, &cast.scope("ana", Permission::AddReferral), move |tx, scope| {
        let details = Details { name_to_use: "Devon Park".to_owned(), ..Details::default() };
        let participant = participants::insert(tx, scope, &details)?;
        let program =
            Program { id, name: String::new(), time_zone: "America/New_York".to_owned(), rapid_access_days: 5 };
        let new = NewReferral {
            participant,
            program: id,
            received_at: scope.now,
            source: "self".to_owned(),
            source_name: String::new(),
            source_contact: String::new(),
            reason: "Wants somebody to talk to".to_owned(),
            own_view: String::new(),
        };
        Ok((super::receive(tx, scope, &new, &program, &words())?, participant))
    })
}

/// Kinds of the open promises about a person, with their owners.
fn promised(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<(String, Option<AccountId>)>, DbError> {
    tx.list(
        sql!(
            "SELECT kind, owner_id FROM promises
             WHERE organization_id = $1 AND participant_id = $2 AND closed_at IS NULL ORDER BY kind"
        ),
        &[&scope.organization, &id],
    )
}

fn kinds(on: &TestDb, cast: &Cast, id: ParticipantId) -> Vec<String> {
    let scope = cast.scope("marcus", Permission::SeePromises);
    write(on, &scope, move |tx, scope| promised(tx, scope, id)).into_iter().map(|(kind, _)| kind).collect()
}

fn status(on: &TestDb, cast: &Cast, id: ParticipantId) -> Status {
    let program = cast.program;
    let scope = cast.scope("marcus", Permission::SeePerson);
    write(on, &scope, move |tx, scope| participants::enrollment(tx, scope, id, program)).unwrap().status
}

fn step(
    on: &TestDb,
    cast: &Cast,
    id: ReferralId,
    work: impl FnOnce(&mut Tx<'_>, &Scope, &super::Referral) -> Result<(), DbError> + Send + 'static,
) -> super::Referral {
    write(on, &cast.scope("ana", Permission::ManageReferral), move |tx, scope| {
        let referral = super::find(tx, scope, id)?.expect("the referral is within reach");
        work(tx, scope, &referral)?;
        Ok(super::find(tx, scope, id)?.unwrap())
    })
}

fn tried(outcome: &str, scope: &Scope) -> NewAttempt {
    NewAttempt { at: scope.now, mode: "phone".to_owned(), outcome: outcome.to_owned(), words: String::new() }
}

#[test]
fn a_referral_runs_from_the_first_call_to_joining() {
    on_both(|on, cast| {
        let (id, devon) = refer(on, cast);
        assert_eq!(kinds(on, cast, devon), ["attempt", "first_meeting"]);
        assert_eq!(status(on, cast, devon), Status::Referred);
        let referral = step(on, cast, id, |tx, scope, referral| {
            super::attempt(tx, scope, referral, &tried("no_answer", scope), &words()).map(drop)
        });
        assert_eq!((referral.attempts_count, referral.first_contact_at), (1, None));
        assert_eq!(kinds(on, cast, devon), ["attempt", "first_meeting"], "the next try is promised");
        let referral = step(on, cast, id, |tx, scope, referral| {
            super::attempt(tx, scope, referral, &tried("reached", scope), &words()).map(drop)
        });
        assert!(referral.first_contact_at.is_some() && referral.attempts_count == 2);
        assert_eq!(kinds(on, cast, devon), ["first_meeting"]);
        assert_eq!(status(on, cast, devon), Status::Screening);
        let referral = step(on, cast, id, |tx, scope, referral| super::meet(tx, scope, referral, scope.now));
        assert_eq!(referral.access(referral.received_at).unwrap().counted, Counted::Within);
        assert!(kinds(on, cast, devon).is_empty());
        let referral = step(on, cast, id, |tx, scope, referral| {
            let joins = Decision {
                outcome: Outcome::Enrolled,
                stop_reason: None,
                words: String::new(),
                own_view: "I want to try".to_owned(),
                referred_to: String::new(),
            };
            assert!(super::decide(tx, scope, referral, &joins, &words())?);
            assert!(!super::decide(tx, scope, referral, &joins, &words())?, "only once");
            Ok(())
        });
        assert_eq!(referral.outcome, Some(Outcome::Enrolled));
        assert_eq!(status(on, cast, devon), Status::Enrolled);
        assert_eq!(kinds(on, cast, devon), ["assign"], "somebody is to be found");
    });
}

#[test]
fn who_does_not_join_is_owed_nothing_more() {
    on_both(|on, cast| {
        let (id, devon) = refer(on, cast);
        step(on, cast, id, |tx, scope, referral| {
            let declines = Decision {
                outcome: Outcome::Declined,
                stop_reason: Some("person_declined".to_owned()),
                words: "Not now".to_owned(),
                own_view: String::new(),
                referred_to: String::new(),
            };
            super::decide(tx, scope, referral, &declines, &words()).map(drop)
        });
        assert!(kinds(on, cast, devon).is_empty());
        assert_eq!(status(on, cast, devon), Status::Declined);
        let scope = cast.scope("marcus", Permission::SeePromises);
        let let_go: Vec<(String, String)> = write(on, &scope, move |tx, scope| {
            tx.list(
                sql!("SELECT closing, evidence_words FROM promises WHERE organization_id = $1 AND participant_id = $2"),
                &[&scope.organization, &devon],
            )
        });
        assert_eq!(let_go, vec![("let_go".to_owned(), "Not now".to_owned()); 2]);
    });
}

#[test]
fn a_later_day_that_the_person_chose_is_not_counted_as_late() {
    on_both(|on, cast| {
        let (id, _) = refer(on, cast);
        let late = cast.clock.moment().now.checked_add(SignedDuration::from_hours(24 * 20)).unwrap();
        let waiting = step(on, cast, id, |_, _, _| Ok(()));
        assert_eq!(waiting.access(late).unwrap().counted, Counted::Late);
        let chosen = step(on, cast, id, |tx, scope, referral| {
            super::choose_later(tx, scope, referral, "2026-07-01".parse().unwrap(), &words())
        });
        assert_eq!(chosen.access(late).unwrap().counted, Counted::LeftOut);
        let scope = cast.scope("marcus", Permission::ManageReferral);
        let open = write(on, &scope, |tx, scope| super::open(tx, scope, None, None, 50));
        assert_eq!(open.len(), 1, "still on the board");
    });
}

#[test]
fn coming_back_needs_no_second_intake() {
    on_both(|on, cast| {
        let (jordan, id) = (cast.jordan, cast.program);
        let scope = cast.scope("marcus", Permission::AddReferral);
        let promises = write(on, &scope, move |tx, scope| {
            participants::set_status(tx, scope, jordan, id, Status::Closed, scope.now, &Why::default())?;
            assignments::end_all(tx, scope, jordan, id, "2026-05-14".parse().unwrap())?;
            let program =
                Program { id, name: String::new(), time_zone: "America/New_York".to_owned(), rapid_access_days: 5 };
            let new = NewReferral {
                participant: jordan,
                program: id,
                received_at: scope.now,
                source: "self".to_owned(),
                source_name: String::new(),
                source_contact: String::new(),
                reason: String::new(),
                own_view: String::new(),
            };
            super::receive(tx, scope, &new, &program, &words())?;
            promised(tx, scope, jordan)
        });
        assert_eq!(status(on, cast, jordan), Status::ReEngaged);
        assert_eq!(promises.len(), 3, "meet, reach out, find somebody: {promises:?}");
    });
}

#[test]
fn a_new_peer_takes_over_what_nobody_owned() {
    on_both(|on, cast| {
        let (_, devon) = refer(on, cast);
        let (program, mei) = (cast.program, cast.account("mei"));
        let owners = write(on, &cast.scope("marcus", Permission::AssignPeople), move |tx, scope| {
            let starts_on = "2026-05-14".parse().unwrap();
            let new = NewAssignment {
                participant: devon,
                program,
                account: mei,
                kind: Kind::Primary,
                starts_on,
                reason: String::new(),
            };
            assignments::begin(tx, scope, &new)?;
            promised(tx, scope, devon)
        });
        assert!(owners.iter().all(|(_, owner)| *owner == Some(mei)), "{owners:?}");
    });
}

#[test]
fn a_referral_of_another_organization_or_program_is_not_found() {
    on_both(|on, cast| {
        let (id, _) = refer(on, cast);
        let far = cast.scope("tess", Permission::ManageReferral);
        assert!(write(on, &far, move |tx, scope| super::find(tx, scope, id)).is_none());
        assert!(write(on, &far, |tx, scope| super::open(tx, scope, None, None, 50)).is_empty());
        assert!(write(on, &far, |tx, scope| super::waits(tx, scope, jiff::Timestamp::UNIX_EPOCH)).is_empty());
        let here = cast.scope("ana", Permission::ManageReferral);
        assert_eq!(write(on, &here, |tx, scope| super::waits(tx, scope, jiff::Timestamp::UNIX_EPOCH)).len(), 1);
    });
}

/// What a person is promised, and where their referral stands.
fn state(on: &TestDb, cast: &Cast, id: ReferralId, devon: ParticipantId) -> (Vec<String>, Status, [bool; 3], i64) {
    let referral = step(on, cast, id, |_, _, _| Ok(()));
    let firsts = [referral.first_attempt_at, referral.first_contact_at, referral.first_in_person_at];
    (kinds(on, cast, devon), status(on, cast, devon), firsts.map(|at| at.is_some()), referral.attempts_count)
}

/// Tries to reach the person; answers the try and the referral's version after it.
fn try_once(on: &TestDb, cast: &Cast, id: ReferralId, outcome: &'static str) -> (super::AttemptId, i64) {
    let now: jiff::Timestamp = cast.clock.moment().now;
    cast.clock.set(now.checked_add(SignedDuration::from_mins(2)).unwrap());
    write(on, &cast.scope("ana", Permission::ManageReferral), move |tx, scope| {
        let referral = super::find(tx, scope, id)?.unwrap();
        let attempt = super::attempt(tx, scope, &referral, &tried(outcome, scope), &words())?;
        Ok((attempt, super::find(tx, scope, id)?.unwrap().version))
    })
}

fn undo(on: &TestDb, cast: &Cast, who: &str, (attempt, version): (super::AttemptId, i64)) -> bool {
    let scope = cast.scope(who, Permission::ManageReferral);
    let undone = ground::testing::attempt::<_, kit::faults::Fault>(on, &scope, move |tx, scope| {
        super::undo::undo(tx, scope, attempt, Some(version))
    });
    undone.unwrap().1
}

#[test]
fn a_try_that_was_just_written_can_be_taken_back_whole() {
    on_both(|on, cast| {
        let (id, devon) = refer(on, cast);
        let before = state(on, cast, id, devon);
        for outcome in ["no_answer", "reached"] {
            let tried = try_once(on, cast, id, outcome);
            assert_ne!(state(on, cast, id, devon), before);
            assert!(!undo(on, cast, "marcus", tried), "only who wrote it takes it back");
            assert!(undo(on, cast, "ana", tried));
            assert_eq!(state(on, cast, id, devon), before, "after {outcome}");
        }
        let first = try_once(on, cast, id, "no_answer");
        let between = state(on, cast, id, devon);
        let second = try_once(on, cast, id, "reached");
        assert!(!undo(on, cast, "ana", first), "something came after it");
        assert!(undo(on, cast, "ana", second));
        assert_eq!(state(on, cast, id, devon), between);
    });
}

#[test]
fn a_try_of_an_hour_ago_or_before_a_decision_stays() {
    on_both(|on, cast| {
        let (id, _) = refer(on, cast);
        let (attempt, version) = try_once(on, cast, id, "no_answer");
        let now: jiff::Timestamp = cast.clock.moment().now;
        cast.clock.set(now.checked_add(SignedDuration::from_hours(1)).unwrap());
        assert!(!undo(on, cast, "ana", (attempt, version)), "an hour ago");
        let (attempt, _) = try_once(on, cast, id, "no_answer");
        let met = step(on, cast, id, |tx, scope, referral| super::meet(tx, scope, referral, scope.now));
        assert!(!undo(on, cast, "ana", (attempt, met.version - 1)), "they have met since");
    });
}

#[test]
fn the_board_goes_on_page_by_page_and_shows_everybody_once() {
    on_both(|on, cast| {
        let mut all: Vec<ReferralId> = (0..7).map(|_| refer(on, cast).0).collect();
        let scope = cast.scope("marcus", Permission::ManageReferral);
        let pages = write(on, &scope, |tx, scope| {
            let (mut pages, mut after) = (Vec::new(), None);
            loop {
                let page = super::open(tx, scope, None, after, 3)?;
                let Some(last) = page.last() else { return Ok(pages) };
                after = Some((last.received_at, last.id));
                pages.push(page.iter().map(|one| one.id).collect::<Vec<_>>());
            }
        });
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
        let mut seen = pages.concat();
        seen.sort();
        all.sort();
        assert_eq!(seen, all);
    });
}

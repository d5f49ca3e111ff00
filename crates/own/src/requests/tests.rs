#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{access::Scope, testing::Cast};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kit::{db::DbError, sql, testing::TestDb};

use super::{
    acts::{self, Refused},
    request::{ActKind, Proof, Request, State, Unmoved},
    store::{self, Named},
    *,
};
use ground::testing::{attempt, on_both, read, write};

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

/// Jordan asks for something, in person when `proof` is not their own account.
fn asks(on: &TestDb, cast: &Cast, kind: Kind, proof: Option<Proof>) -> RequestId {
    let asked = Asked { words: "in my words".to_owned(), proof, ..Asked::new(kind) };
    let jordan = cast.jordan;
    if proof == Some(Proof::SignedIn) {
        let scope = cast.scope("jordan", WriteMyRecord);
        write(on, &scope, move |tx, scope| ask(tx, scope, jordan, &asked, &zone()))
    } else {
        let scope = cast.scope("ana", ManageConsents);
        write(on, &scope, move |tx, scope| ask_in_person(tx, scope, jordan, &asked, &zone()))
    }
}

fn ruth(cast: &Cast) -> Scope {
    cast.scope("ruth", ManagePrivacy)
}

fn found(on: &TestDb, cast: &Cast, id: RequestId) -> Request {
    read(on, &ruth(cast), move |tx, scope| store::find(tx, scope, id)).map(|Named { request, .. }| request).unwrap()
}

fn at_desk(
    on: &TestDb,
    by: &Scope,
    id: RequestId,
    work: impl FnOnce(&mut kit::db::Tx<'_>, &Scope, Request) -> Result<(), Refused> + Send + 'static,
) -> Result<(), Refused> {
    attempt(on, by, move |tx, scope| {
        let named = store::find(tx, scope, id)?.ok_or(Refused::NotFound)?;
        work(tx, scope, named.request)
    })
}

pub(crate) fn answer(on: &TestDb, by: &Scope, id: RequestId, words: &'static str) {
    at_desk(on, by, id, move |tx, scope, one| acts::fulfil(tx, scope, one, words)).unwrap();
}

fn reason(outcome: Result<(), Refused>) -> Unmoved {
    match outcome {
        Err(Refused::Unmoved(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

type Promised = (Option<ground::ids::AccountId>, Timestamp, String, Option<String>);

/// Whose the newest promise of a request is, until when, by which rule, and how it ended.
fn promised(on: &TestDb, cast: &Cast, id: RequestId) -> Promised {
    let here = cast.organization;
    let found: Result<Option<Promised>, DbError> = on.db.read_now(kit::db::Tenant::System, move |tx| {
        tx.one(
            sql!(
                "SELECT owner_id, due_at, rule, closing FROM promises
                 WHERE organization_id = $1 AND origin_id = $2 ORDER BY closed_at DESC NULLS FIRST, opened_at DESC LIMIT 1"
            ),
            &[&here, &id],
        )
    });
    found.unwrap().unwrap()
}

#[test]
fn a_copy_is_promised_by_the_director_within_thirty_days() {
    on_both(|on, cast| {
        let id = asks(on, cast, Kind::Copy, Some(Proof::SignedIn));
        let (owner, due, rule, closing) = promised(on, cast, id);
        assert_eq!((owner, rule.as_str(), closing), (Some(cast.account("ruth")), "rights.copy", None));
        assert_eq!(due.to_zoned(zone()).date(), jiff::civil::date(2026, 6, 13));
        answer(on, &ruth(cast), id, "It lies at the front desk.");
        assert_eq!(promised(on, cast, id).3.as_deref(), Some("done"));
        let request = found(on, cast, id);
        assert_eq!((request.state, request.answer_words.as_str()), (State::Fulfilled, "It lies at the front desk."));
        let again = at_desk(on, &ruth(cast), id, |tx, scope, one| acts::fulfil(tx, scope, one, "again"));
        assert_eq!(reason(again), Unmoved::Answered);
    });
}

#[test]
fn the_person_reads_each_step_and_nobody_else_finds_it() {
    on_both(|on, cast| {
        let id = asks(on, cast, Kind::Amendment, Some(Proof::SignedIn));
        let jordan = cast.scope("jordan", SeeMyRecord);
        let (all, one, acts) = read(on, &jordan, move |tx, scope| {
            Ok((store::mine(tx, scope)?, store::find_mine(tx, scope, id)?, store::acts(tx, scope, id)?))
        });
        assert_eq!((all.len(), one.is_some()), (1, true));
        let steps: Vec<_> = acts.iter().map(|act| (act.act, act.words.as_str())).collect();
        assert_eq!(steps, [(ActKind::Received, "signed_in")]);
        // The other organization's director has a desk too.
        let tess = cast.scope("tess", ManagePrivacy);
        let there = read(on, &tess, move |tx, scope| Ok((store::find(tx, scope, id)?, store::open(tx, scope)?.len())));
        assert!(there.0.is_none() && there.1 == 0);
    });
}

#[test]
fn what_was_asked_in_person_waits_until_it_is_known_who_asks() {
    on_both(|on, cast| {
        let id = asks(on, cast, Kind::Copy, None);
        let early = at_desk(on, &ruth(cast), id, |tx, scope, one| acts::fulfil(tx, scope, one, "here"));
        assert_eq!(reason(early), Unmoved::NotChecked);
        at_desk(on, &ruth(cast), id, |tx, scope, one| acts::check(tx, scope, one, Proof::ShowedPaper)).unwrap();
        assert!(found(on, cast, id).is_in_person);
        answer(on, &ruth(cast), id, "here");
        // A complaint is answered whoever made it.
        let complaint = asks(on, cast, Kind::Complaint, None);
        answer(on, &ruth(cast), complaint, "Thank you for telling us.");
    });
}

#[test]
fn more_time_is_taken_once_and_counts_from_the_first_day() {
    on_both(|on, cast| {
        let id = asks(on, cast, Kind::Amendment, Some(Proof::SignedIn));
        let longer = |id| {
            at_desk(on, &ruth(cast), id, |tx, scope, one| {
                acts::extend(tx, scope, one, "the old files are in another house", &zone())
            })
        };
        longer(id).unwrap();
        let (_, due, rule, _) = promised(on, cast, id);
        assert_eq!(
            (due.to_zoned(zone()).date(), rule.as_str()),
            (jiff::civil::date(2026, 8, 12), "rights.amendment_extended")
        );
        assert_eq!(reason(longer(id)), Unmoved::NoMoreTime);
        let question = asks(on, cast, Kind::Question, Some(Proof::SignedIn));
        assert_eq!(reason(longer(question)), Unmoved::NoMoreTime, "a question has no longer time");
        let late = asks(on, cast, Kind::Copy, Some(Proof::SignedIn));
        let start = cast.clock.moment().now;
        cast.clock.set(start.saturating_add(SignedDuration::from_hours(24 * 32)).unwrap());
        assert_eq!(reason(longer(late)), Unmoved::NoMoreTime, "not after the first time is over");
    });
}

#[test]
fn a_denied_change_keeps_the_persons_statement() {
    on_both(|on, cast| {
        let id = asks(on, cast, Kind::Amendment, Some(Proof::SignedIn));
        let jordan = cast.scope("jordan", WriteMyRecord);
        let disagrees = |words: &'static str| {
            attempt(on, &jordan, move |tx, scope| {
                let one = store::find_mine(tx, scope, id)?.ok_or(Refused::NotFound)?;
                acts::disagree(tx, scope, one, words)
            })
        };
        assert_eq!(reason(disagrees("too early")), Unmoved::NotDenied);
        at_desk(on, &ruth(cast), id, |tx, scope, one| acts::deny(tx, scope, one, "correct", "We asked Ana.")).unwrap();
        assert_eq!(promised(on, cast, id).3.as_deref(), Some("done"));
        disagrees("I was there, and it was raining.").unwrap();
        assert_eq!(reason(disagrees("and again")), Unmoved::NotDenied, "what stays is not written over");
        let request = found(on, cast, id);
        assert_eq!((request.state, request.disagreement.as_str()), (State::Denied, "I was there, and it was raining."));
    });
}

#[test]
fn a_denial_is_looked_at_again_once() {
    on_both(|on, cast| {
        let id = asks(on, cast, Kind::Copy, Some(Proof::SignedIn));
        let denies = || at_desk(on, &ruth(cast), id, |tx, scope, one| acts::deny(tx, scope, one, "danger", "Not now."));
        let jordan = cast.scope("jordan", WriteMyRecord);
        let asks_again = || {
            attempt(on, &jordan, move |tx, scope| {
                let one = store::find_mine(tx, scope, id)?.ok_or(Refused::NotFound)?;
                acts::ask_for_review(tx, scope, one, "please", &zone())
            })
        };
        denies().unwrap();
        asks_again().unwrap();
        assert_eq!(promised(on, cast, id).2, "rights.review");
        assert_eq!(found(on, cast, id).state, State::InReview);
        denies().unwrap();
        assert_eq!(reason(asks_again()), Unmoved::NotDenied);
    });
}

#[test]
fn questions_and_complaints_are_answered_never_denied() {
    on_both(|on, cast| {
        for kind in [Kind::Question, Kind::Complaint] {
            let id = asks(on, cast, kind, Some(Proof::SignedIn));
            let denied = at_desk(on, &ruth(cast), id, |tx, scope, one| acts::deny(tx, scope, one, "", "no"));
            assert_eq!(reason(denied), Unmoved::CannotBeDenied);
        }
    });
}

#[test]
fn every_kind_has_its_clock_and_its_denials() {
    let rules = ground::rules::Rules::shipped();
    for kind in Kind::ALL {
        assert!(rules.clocks.get(kind.clock()).is_some(), "{kind}");
        assert!(rules.clocks.get(kind.clock_of_the_house()).is_some(), "{kind}");
        assert!(kind.longer_clock().is_none_or(|clock| rules.clocks.get(clock).is_some()), "{kind}");
        assert!(kind.denials().is_none_or(|list| rules.lists.get(list).is_some()), "{kind}");
    }
    assert!(rules.clocks.get("rights.review").is_some());
}

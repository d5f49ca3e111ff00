#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{
    ids::RecordId,
    public::Referred,
    rules::matrix::Permission,
    testing::{Cast, attempt, on_both, write},
};
use kit::{ids::Id, sql, testing::TestDb};

use super::{ReferralId, find, from_public, open, twins};
use crate::{
    merging,
    participants::{self, Status},
};

fn sam() -> Referred {
    Referred {
        name: "Sam Ortiz".to_owned(),
        phone: "555 010 0177".to_owned(),
        may_call: true,
        may_leave_message: false,
        reach_words: "after 4".to_owned(),
        language: "es".to_owned(),
        reason: "I want to go back to school".to_owned(),
        source: "self".to_owned(),
        is_known_to_person: true,
        reference: "CDFG-HJKM".to_owned(),
        ..Referred::default()
    }
}

fn taken(on: &TestDb, cast: &Cast, referred: Referred) -> Option<RecordId> {
    let (organization, request, program) = (cast.organization, cast.request(), cast.program);
    let words = ground::schema::messages().unwrap().language("en");
    cast.write(&on.db, move |tx| from_public(tx, (organization, &request), &words, program, &referred))
}

#[test]
fn the_clock_starts_when_the_form_is_sent_and_the_program_sees_it() {
    on_both(|on, cast| {
        let id = ReferralId::from(taken(on, cast, sam()).unwrap().uuid());
        let marcus = cast.scope("marcus", Permission::ManageReferral);
        let found = write(on, &marcus, move |tx, scope| find(tx, scope, id)).unwrap();
        assert_eq!((found.name_to_use.as_str(), found.received_at), ("Sam Ortiz", marcus.now));
        assert_eq!((found.source.as_str(), found.source_name.as_str()), ("self", "CDFG-HJKM"));
        assert_eq!((found.own_view.as_str(), found.reason.as_str()), ("I want to go back to school", ""));
        let waiting = write(on, &marcus, |tx, scope| open(tx, scope, None, None, 10));
        assert_eq!(waiting.iter().map(|one| one.id).collect::<Vec<_>>(), [id], "on {}", on.engine);
        let (organization, origin) = (cast.organization, id);
        let promised: Vec<(String, jiff::Timestamp, bool)> = cast.write(&on.db, move |tx| {
            tx.list(
                sql!(
                    "SELECT kind, due_at, owner_id IS NULL FROM promises
                     WHERE organization_id = $1 AND origin_id = $2 AND closed_at IS NULL ORDER BY kind LIMIT 10"
                ),
                &[&organization, &origin],
            )
        });
        // The first try in two working days, the meeting within the program's five days, both in the program's queue.
        let days: Vec<(String, String, bool)> = promised
            .into_iter()
            .map(|(kind, due, is_queued)| (kind, due.to_zoned(found.zone()).date().to_string(), is_queued))
            .collect();
        assert_eq!(
            days,
            [
                ("attempt".to_owned(), "2026-05-18".to_owned(), true),
                ("first_meeting".to_owned(), "2026-05-19".to_owned(), true)
            ]
        );
    });
}

#[test]
fn what_is_safe_is_written_beside_the_number() {
    on_both(|on, cast| {
        let id = ReferralId::from(taken(on, cast, sam()).unwrap().uuid());
        let marcus = cast.scope("marcus", Permission::ManageReferral);
        let (channels, standing) = write(on, &marcus, move |tx, scope| {
            let referral = find(tx, scope, id)?.unwrap();
            let channels = participants::channels(tx, scope, referral.participant)?;
            let standing = participants::enrollment(tx, scope, referral.participant, referral.program)?;
            Ok((channels, standing.unwrap()))
        });
        assert_eq!(channels.len(), 1);
        assert!(channels[0].is_agreed && !channels[0].may_leave_message && channels[0].note == "after 4");
        assert_eq!(standing.status, Status::Referred);
    });
}

#[test]
fn a_number_that_somebody_else_gave_is_not_agreed_before_the_person_knows() {
    on_both(|on, cast| {
        let from_school = Referred {
            source: "school".to_owned(),
            asker: "Kay Lind".to_owned(),
            asker_contact: "kay@school.example".to_owned(),
            is_known_to_person: false,
            may_leave_message: true,
            ..sam()
        };
        let id = ReferralId::from(taken(on, cast, from_school).unwrap().uuid());
        let marcus = cast.scope("marcus", Permission::ManageReferral);
        let (referral, channels) = write(on, &marcus, move |tx, scope| {
            let referral = find(tx, scope, id)?.unwrap();
            let channels = participants::channels(tx, scope, referral.participant)?;
            Ok((referral, channels))
        });
        assert!(!channels[0].is_agreed && !channels[0].may_leave_message);
        assert_eq!(referral.source_name, "Kay Lind · CDFG-HJKM");
        assert_eq!((referral.own_view.as_str(), referral.reason.is_empty()), ("", false));
    });
}

#[test]
fn it_is_written_down_that_nobody_here_did_it() {
    on_both(|on, cast| {
        taken(on, cast, sam()).unwrap();
        let organization = cast.organization;
        let trail: Vec<(String, bool)> = cast.write(&on.db, move |tx| {
            tx.list(
                sql!(
                    "SELECT record_kind, account_id IS NULL FROM audit_entries
                     WHERE organization_id = $1 AND action = 'create' ORDER BY sequence LIMIT 10"
                ),
                &[&organization],
            )
        });
        assert_eq!(trail, [("participant".to_owned(), true), ("referral".to_owned(), true)]);
    });
}

#[test]
fn somebody_who_is_asked_for_again_shows_on_the_page_of_the_new_referral() {
    on_both(|on, cast| {
        let person = |on: &TestDb, id: RecordId| {
            let marcus = cast.scope("marcus", Permission::ManageReferral);
            let id = ReferralId::from(id.uuid());
            write(on, &marcus, move |tx, scope| find(tx, scope, id)).unwrap().participant
        };
        let first = person(on, taken(on, cast, sam()).unwrap());
        let other = person(on, taken(on, cast, Referred { name: "Wren Ashby".to_owned(), ..sam() }).unwrap());
        let again = Referred { name: "Sam Ortis".to_owned(), phone: "555 010 0188".to_owned(), ..sam() };
        let again = person(on, taken(on, cast, again).unwrap());
        let alike = |of| {
            let found = attempt(on, &cast.scope("marcus", Permission::ManageReferral), move |tx, scope| {
                twins::twins(tx, scope, of)
            });
            found.unwrap().iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!(alike(again), [first], "however it is spelled, on {}", on.engine);
        assert!(!alike(other).contains(&again), "a name of its own");
        let (marcus, pair) = (cast.scope("marcus", Permission::MergePeople), (first, again));
        write(on, &marcus, move |tx, scope| merging::say_two_people(tx, scope, pair.0, pair.1));
        assert_eq!(alike(again), [], "they are two people");
    });
}

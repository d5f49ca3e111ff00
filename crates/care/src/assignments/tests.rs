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
    promises::{self, NewPromise},
    rules::matrix::Permission,
    testing::{Cast, on_both, write},
};
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
    testing::TestDb,
};

use super::{Heirs, Kind, NewAssignment, begin, current_peers, end, hand_back, hand_over, need, open_of};
use crate::participants::{self, Details, Status, Why};

fn today() -> jiff::civil::Date {
    "2026-05-14".parse().unwrap()
}

fn give(
    tx: &mut Tx<'_>,
    scope: &Scope,
    cast: (ground::ids::ProgramId, ParticipantId),
    to: AccountId,
    kind: Kind,
) -> Result<(), DbError> {
    let (program, participant) = cast;
    let new = NewAssignment { participant, program, account: to, kind, starts_on: today(), reason: String::new() };
    begin(tx, scope, &new).map(drop)
}

fn peers(on: &TestDb, cast: &Cast, id: ParticipantId) -> Vec<(String, Kind)> {
    let scope = cast.scope("marcus", Permission::SeePerson);
    let now = write(on, &scope, move |tx, scope| current_peers(tx, scope, id));
    now.into_iter().map(|one| (one.worker, one.kind)).collect()
}

fn open_promises(on: &TestDb, cast: &Cast) -> Vec<(String, Option<AccountId>)> {
    let scope = cast.scope("marcus", Permission::SeePerson);
    write(on, &scope, |tx, scope| {
        tx.list(
            sql!(
                "SELECT kind, owner_id FROM promises WHERE organization_id = $1 AND closed_at IS NULL ORDER BY kind, id"
            ),
            &[&scope.organization],
        )
    })
}

#[test]
fn a_new_primary_takes_the_place_of_the_one_before() {
    on_both(|on, cast| {
        let (place, mei) = ((cast.program, cast.jordan), cast.account("mei"));
        write(on, &cast.scope("marcus", Permission::AssignPeople), move |tx, scope| {
            give(tx, scope, place, mei, Kind::Backup)?;
            give(tx, scope, place, mei, Kind::Primary)
        });
        assert_eq!(peers(on, cast, cast.jordan), [("Mei Lin".to_owned(), Kind::Primary)]);
    });
}

#[test]
fn somebody_without_a_peer_waits_in_the_queue_until_there_is_one() {
    on_both(|on, cast| {
        let (program, jordan, mei) = (cast.program, cast.jordan, cast.account("mei"));
        write(on, &cast.scope("marcus", Permission::AssignPeople), move |tx, scope| {
            assert!(need(tx, scope, jordan, program, "Find")?.is_none(), "Ana is there");
            let now = current_peers(tx, scope, jordan)?;
            end(tx, scope, now[0].id, today(), "changed")?;
            assert!(end(tx, scope, now[0].id, today(), "changed")?.is_none(), "only once");
            assert!(need(tx, scope, jordan, program, "Find")?.is_some());
            Ok(())
        });
        assert_eq!(open_promises(on, cast), [("assign".to_owned(), None)]);
        write(on, &cast.scope("marcus", Permission::AssignPeople), move |tx, scope| {
            give(tx, scope, (program, jordan), mei, Kind::Primary)
        });
        assert!(open_promises(on, cast).is_empty());
    });
}

/// Ana supports Jordan and Sam, and has promised one thing about Jordan and one about nobody.
fn caseload(on: &TestDb, cast: &Cast) -> ParticipantId {
    let (program, jordan, ana) = (cast.program, cast.jordan, cast.account("ana"));
    write(on, &cast.scope("marcus", Permission::AssignPeople), move |tx, scope| {
        let details = Details { name_to_use: "Sam Ito".to_owned(), ..Details::default() };
        let sam = participants::insert(tx, scope, &details)?;
        participants::set_status(tx, scope, sam, program, Status::Active, scope.now, &Why::default())?;
        give(tx, scope, (program, sam), ana, Kind::Primary)?;
        for (participant, origin) in [(Some(jordan), jordan), (None, sam)] {
            let promise = NewPromise {
                kind: promises::Kind::NextStep,
                words: "Bring the form".to_owned(),
                participant,
                program: Some(program),
                owner: Some(ana),
                due_at: scope.now,
                has_time: false,
                origin_kind: "contact",
                origin: origin.uuid().into(),
                rule: String::new(),
                rule_version: 0,
            };
            promises::open(tx, scope, &promise)?;
        }
        Ok(sam)
    })
}

#[test]
fn a_caseload_moves_whole_and_comes_back_whole() {
    on_both(|on, cast| {
        let sam = caseload(on, cast);
        let (ana, mei, jordan) = (cast.account("ana"), cast.account("mei"), cast.jordan);
        let scope = cast.scope("marcus", Permission::ReassignCaseload);
        let (id, count) = write(on, &scope, move |tx, scope| {
            let of_sam = open_of(tx, scope, ana)?.into_iter().find(|(one, _)| one.participant == sam).unwrap().0.id;
            let heirs = Heirs { everybody: Some(mei), one_by_one: [(of_sam, None)].into() };
            hand_over(tx, scope, ana, &heirs, today(), "Find")
        });
        assert_eq!(count, 2);
        assert_eq!(peers(on, cast, jordan), [("Mei Lin".to_owned(), Kind::Primary)]);
        assert!(peers(on, cast, sam).is_empty());
        let promises = open_promises(on, cast);
        let step = || "next_step".to_owned();
        assert_eq!(promises, [("assign".to_owned(), None), (step(), Some(mei)), (step(), Some(mei))]);
        let back = write(on, &scope, move |tx, scope| {
            let first = hand_back(tx, scope, id, today())?;
            assert!(hand_back(tx, scope, id, today())?.is_none(), "only once");
            Ok(first)
        });
        assert_eq!(back, Some(ana));
        for person in [jordan, sam] {
            assert_eq!(peers(on, cast, person), [("Ana Morales".to_owned(), Kind::Primary)]);
        }
        assert_eq!(open_promises(on, cast), [(step(), Some(ana)), (step(), Some(ana))]);
    });
}

#[test]
fn a_caseload_of_another_organization_cannot_be_touched() {
    on_both(|on, cast| {
        let (omar, mei) = (cast.account("omar"), cast.account("mei"));
        let scope = cast.scope("marcus", Permission::ReassignCaseload);
        let heirs = Heirs { everybody: Some(mei), ..Heirs::default() };
        let moved = write(on, &scope, move |tx, scope| {
            assert!(open_of(tx, scope, omar)?.is_empty());
            let elsewhere = tx.one::<i64>(
                sql!("SELECT COUNT(*) FROM assignments WHERE account_id = $1 AND ended_at IS NULL"),
                &[&omar],
            )?;
            drop(heirs);
            Ok(elsewhere)
        });
        assert_eq!(moved, Some(1));
    });
}

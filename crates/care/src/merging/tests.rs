#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;

use ground::{
    access::Scope,
    ids::{AccountId, ParticipantId, ProgramId, RecordId},
    rules::matrix::Permission,
    testing::{Cast, attempt, on_both, write},
};
use kit::{
    db::{DbError, Tx, catalog},
    faults::Fault,
    sql,
    testing::TestDb,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{NotMerged, Take, cells, merge, preview, store, unmerge};
use crate::{
    assignments::{self, Kind, NewAssignment},
    participants::{self, Channel, ChannelKind, Details, Query, Status, Why},
    supporters,
};

/// What may hang on a person: each number is how many, or which.
#[derive(Debug, Clone)]
struct Life {
    name: String,
    nicknames: String,
    phones: Vec<String>,
    /// Status in Walking Together and in Evening Line.
    places: [Option<Status>; 2],
    primary: Option<usize>,
    backup: Option<usize>,
    supporters: usize,
    goals: usize,
    contacts: usize,
    works_here: bool,
}

fn life() -> impl Strategy<Value = Life> {
    let status = || prop::option::of(prop::sample::select(Status::ALL));
    (
        ("[A-Z][a-z]{2,7} [A-Z][a-z]{2,7}", prop::sample::select(vec!["", "Kit", "Kit, Jo"])),
        prop::collection::vec("555-01[0-9]{2}-[0-9]{4}", 0..3),
        (status(), status()),
        (prop::option::of(0usize..2), prop::option::of(0usize..2)),
        (0usize..3, 0usize..3, 0usize..3, any::<bool>()),
    )
        .prop_map(
            |(
                (name, nicknames),
                phones,
                (first, second),
                (primary, backup),
                (supporters, goals, contacts, works_here),
            )| {
                let nicknames = nicknames.to_owned();
                let places = [first, second];
                Life { name, nicknames, phones, places, primary, backup, supporters, goals, contacts, works_here }
            },
        )
}

/// The places and workers of the cast that lives are made of.
#[derive(Clone)]
struct World {
    programs: [ProgramId; 2],
    workers: [AccountId; 2],
}

fn live(tx: &mut Tx<'_>, scope: &Scope, world: &World, life: &Life) -> Result<ParticipantId, DbError> {
    let channel = |value: &String| Channel {
        kind: ChannelKind::Phone,
        value: value.clone(),
        is_agreed: true,
        may_leave_message: false,
        note: String::new(),
    };
    let details = Details {
        name_to_use: life.name.clone(),
        nicknames: life.nicknames.clone(),
        channels: life.phones.iter().map(channel).collect(),
        ..Details::default()
    };
    let id = participants::insert(tx, scope, &details)?;
    for (program, status) in world.programs.iter().zip(&life.places) {
        if let Some(status) = status {
            participants::set_status(tx, scope, id, *program, *status, scope.now, &Why::default())?;
            assignments::need(tx, scope, id, *program, "Find")?;
        }
    }
    // Within Marcus's reach, whatever else.
    if life.places[0].is_none() {
        participants::set_status(tx, scope, id, world.programs[0], Status::Inquiry, scope.now, &Why::default())?;
    }
    for (kind, worker) in [(Kind::Primary, life.primary), (Kind::Backup, life.backup)] {
        let Some(worker) = worker else { continue };
        let new = NewAssignment {
            participant: id,
            program: world.programs[0],
            account: world.workers[worker],
            kind,
            starts_on: "2026-05-14".parse().unwrap(),
            reason: String::new(),
        };
        assignments::begin(tx, scope, &new)?;
    }
    for number in 0..life.supporters {
        let words = supporters::Words { name: format!("Supporter {number}"), ..supporters::Words::default() };
        supporters::insert(tx, scope, id, &words)?;
    }
    hang(tx, scope, world, life, id)?;
    Ok(id)
}

fn hang(tx: &mut Tx<'_>, scope: &Scope, world: &World, life: &Life, id: ParticipantId) -> Result<(), DbError> {
    for _ in 0..life.goals {
        tx.run(
            sql!(
                "INSERT INTO goals (organization_id, id, participant_id, domain, own_domain, words, why, status, started_on,
                    ending_words, created_at, version)
                 VALUES ($1, $2, $3, 'school', '', 'Go back', '', 'active', $4, '', $5, 1)"
            ),
            &[
                &scope.organization,
                &scope.at.id::<RecordId>(),
                &id,
                &"2026-05-14".parse::<jiff::civil::Date>().unwrap(),
                &scope.now,
            ],
        )?;
    }
    let count = i64::try_from(life.contacts).unwrap();
    let last = (count > 0).then_some(scope.now);
    tx.run(
        sql!(
            "UPDATE participants SET contacts_count = $3, last_contact_at = $4 WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id, &count, &last],
    )?;
    if life.works_here {
        tx.run(
            sql!(
                "INSERT INTO account_people (organization_id, account_id, participant_id, created_at) VALUES ($1, $2, $3, $4)"
            ),
            &[&scope.organization, &world.workers[0], &id, &scope.now],
        )?;
    }
    Ok(())
}

/// Everything in the database, besides the list of merges and the audit, which both only grow.
fn dump(tx: &mut Tx<'_>, tables: &[catalog::Table]) -> Result<BTreeMap<String, Vec<String>>, DbError> {
    let mut all = BTreeMap::new();
    for table in tables {
        if table.name == "merges" || table.name.starts_with("audit_") {
            continue;
        }
        let mut rows = Vec::new();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        tx.each_of_text(&format!("SELECT {} FROM {}", names.join(", "), table.name), &[], |row| {
            let mut cells = Vec::new();
            for name in &names {
                cells.push(format!("{name}={:?}", row.get::<cells::Cell>()?));
            }
            rows.push(cells.join(" "));
            Ok(true)
        })?;
        rows.sort();
        all.insert(table.name.clone(), rows);
    }
    Ok(all)
}

fn world(cast: &Cast) -> World {
    World { programs: [cast.program, cast.other_program], workers: [cast.account("ana"), cast.account("mei")] }
}

#[test]
fn merging_and_taking_apart_again_gives_back_every_table() {
    on_both(|on, cast| {
        let (scope, world) = (cast.scope("ruth", Permission::MergePeople), world(cast));
        let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
        runner
            .run(&(life(), life(), any::<bool>(), any::<bool>()), |(one, other, take_name, two_people)| {
                let world = world.clone();
                let (before, after) = attempt::<_, Fault>(on, &scope, move |tx, scope| {
                    let kept = live(tx, scope, &world, &one)?;
                    let merged = live(tx, scope, &world, &other)?;
                    if two_people {
                        store::say_two_people(tx, scope, kept, merged)?;
                    }
                    let tables = catalog::tables(tx)?;
                    let before = dump(tx, &tables)?;
                    let take = Take { from_merged: if take_name { vec!["name_to_use", "about"] } else { Vec::new() } };
                    let id = merge(tx, scope, kept, merged, &take, "same birth date")?.unwrap();
                    let between = dump(tx, &tables)?;
                    assert_ne!(before, between);
                    let left = preview(tx, scope, merged)?;
                    assert!(left.is_empty(), "nothing hangs on the record that went: {left:?}");
                    assert_eq!(participants::kept_of(tx, scope, merged)?, Some(kept));
                    assert!(unmerge(tx, scope, id)?.is_ok());
                    Ok((before, dump(tx, &tables)?))
                })
                .unwrap();
                for (table, rows) in &before {
                    prop_assert_eq!(rows, &after[table], "{} on {}", table, on.engine);
                }
                Ok(())
            })
            .unwrap();
    });
}

/// Jordan twice: the second record has a nickname and a telephone, and Mei supports it.
fn second_jordan(on: &TestDb, cast: &Cast) -> ParticipantId {
    let world = world(cast);
    write(on, &cast.scope("marcus", Permission::EditPerson), move |tx, scope| {
        let life = Life {
            name: "Jordyn Rivera".to_owned(),
            nicknames: "Jay".to_owned(),
            phones: vec!["212-555-0142".to_owned()],
            places: [Some(Status::Active), None],
            primary: Some(1),
            backup: None,
            supporters: 1,
            goals: 1,
            contacts: 2,
            works_here: false,
        };
        live(tx, scope, &world, &life)
    })
}

#[test]
fn one_record_is_found_by_both_names_and_keeps_both_workers() {
    on_both(|on, cast| {
        let (jordan, second) = (cast.jordan, second_jordan(on, cast));
        let scope = cast.scope("marcus", Permission::MergePeople);
        attempt::<_, Fault>(on, &scope, move |tx, scope| merge(tx, scope, jordan, second, &Take::default(), ""))
            .unwrap()
            .unwrap();
        let people = cast.scope("marcus", Permission::SeePeople);
        for typed in ["jordyn", "jay", "0142", "jordan rivera"] {
            let query = Query::parse(typed);
            let found = write(on, &people, move |tx, scope| participants::search(tx, scope, &query));
            assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [jordan], "{typed}");
        }
        let peers = write(on, &people, move |tx, scope| assignments::current_peers(tx, scope, jordan));
        let peers: Vec<_> = peers.into_iter().map(|one| (one.worker, one.kind)).collect();
        assert_eq!(peers, [("Ana Morales".to_owned(), Kind::Primary), ("Mei Lin".to_owned(), Kind::Backup)]);
        let gone = write(on, &people, move |tx, scope| participants::find(tx, scope, second));
        assert!(gone.is_none());
    });
}

#[test]
fn what_was_written_since_stays_with_the_kept_record() {
    on_both(|on, cast| {
        let (jordan, second) = (cast.jordan, second_jordan(on, cast));
        let scope = cast.scope("marcus", Permission::MergePeople);
        let take = Take { from_merged: vec!["name_to_use"] };
        let id = attempt::<_, Fault>(on, &scope, move |tx, scope| merge(tx, scope, jordan, second, &take, ""))
            .unwrap()
            .unwrap();
        let (kept, other) = attempt::<_, Fault>(on, &scope, move |tx, scope| {
            let now = participants::find(tx, scope, jordan)?.unwrap();
            assert_eq!((now.name_to_use.as_str(), now.contacts_count), ("Jordyn Rivera", 2));
            let details = Details { name_to_use: "Jo Rivera".to_owned(), ..Details::default() };
            participants::update(tx, scope, jordan, now.version, &details, false)?;
            tx.run(
                sql!(
                    "UPDATE participants SET contacts_count = contacts_count + 1 WHERE organization_id = $1 AND id = $2"
                ),
                &[&scope.organization, &jordan],
            )?;
            unmerge(tx, scope, id)?.unwrap();
            Ok((participants::find(tx, scope, jordan)?.unwrap(), participants::find(tx, scope, second)?.unwrap()))
        })
        .unwrap();
        assert_eq!((kept.name_to_use.as_str(), kept.contacts_count), ("Jo Rivera", 1));
        assert_eq!((other.name_to_use.as_str(), other.contacts_count), ("Jordyn Rivera", 2));
    });
}

#[test]
fn merges_come_apart_in_turn_and_stay_within_reach() {
    on_both(|on, cast| {
        let (jordan, second, third) = (cast.jordan, second_jordan(on, cast), second_jordan(on, cast));
        let robin = cast.far.robin;
        let scope = cast.scope("marcus", Permission::MergePeople);
        let far = cast.scope("tess", Permission::MergePeople);
        let (first, then) = attempt::<_, Fault>(on, &scope, move |tx, scope| {
            let take = Take::default();
            assert_eq!(merge(tx, scope, jordan, jordan, &take, "")?, Err(NotMerged::Same));
            let first = merge(tx, scope, second, third, &take, "")?.unwrap();
            let then = merge(tx, scope, jordan, second, &take, "")?.unwrap();
            assert_eq!(participants::kept_of(tx, scope, third)?, Some(jordan), "through both");
            Ok((first, then))
        })
        .unwrap();
        let early = attempt::<_, Fault>(on, &scope, move |tx, scope| unmerge(tx, scope, first)).unwrap();
        assert_eq!(early, Err(NotMerged::NotTheLast));
        let foreign = attempt::<_, Fault>(on, &far, move |tx, scope| unmerge(tx, scope, then));
        assert!(matches!(foreign, Err(Fault::NotFound)));
        let foreign =
            attempt::<_, Fault>(on, &scope, move |tx, scope| merge(tx, scope, jordan, robin, &Take::default(), ""));
        assert!(matches!(foreign, Err(Fault::NotFound)));
        let apart = attempt::<_, Fault>(on, &scope, move |tx, scope| {
            Ok((unmerge(tx, scope, then)?, unmerge(tx, scope, first)?))
        })
        .unwrap();
        assert_eq!(apart, (Ok((jordan, second)), Ok((second, third))));
    });
}

/// A partial unique index on a person is a rule that the schema cannot tell whole: each has its settling in `rules`.
#[test]
fn every_partial_unique_index_on_people_has_a_rule() {
    on_both(|on, cast| {
        let scope = cast.scope("marcus", Permission::MergePeople);
        let found: Vec<String> = write(on, &scope, |tx, _| {
            let tables = catalog::tables(tx)?;
            let mut found = Vec::new();
            for table in tables {
                let people = table.foreign_keys.iter().filter(|key| key.table == "participants");
                let people: Vec<String> =
                    people.flat_map(|key| key.columns.clone()).filter(|name| name != "organization_id").collect();
                let partial = table.indexes.iter().filter(|index| index.is_unique && index.is_partial);
                found.extend(
                    partial
                        .filter(|index| index.columns.iter().any(|name| people.contains(name)))
                        .map(|index| index.name.clone()),
                );
            }
            Ok(found)
        });
        assert_eq!(found, ["assignments_one_primary"]);
    });
}

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use ground::{access::Scope, ids::ParticipantId, rules::matrix::Permission, testing::Cast};
use kit::testing::TestDb;

use super::{
    Channel, ChannelKind, Details, Query, Standing, Status, Why,
    listing::{self, After, Which},
};
use ground::testing::{on_both, write};

fn named(name: &str) -> Details {
    Details { name_to_use: name.to_owned(), ..Details::default() }
}

/// Writes somebody down in Walking Together.
fn add(on: &TestDb, cast: &Cast, details: Details, status: Status) -> ParticipantId {
    let program = cast.program;
    write(on, &cast.scope("marcus", Permission::EditPerson), move |tx, scope| {
        let id = super::insert(tx, scope, &details)?;
        super::set_status(tx, scope, id, program, status, scope.now, &Why::default())?;
        Ok(id)
    })
}

fn search(on: &TestDb, scope: &Scope, typed: &str) -> Vec<String> {
    let query = Query::parse(typed);
    write(on, scope, move |tx, scope| super::search(tx, scope, &query)).into_iter().map(|one| one.name_to_use).collect()
}

#[test]
fn a_person_is_found_however_the_name_is_spelled() {
    on_both(|on, cast| {
        let phone = Channel {
            kind: ChannelKind::Phone,
            value: "(212) 555-0142".to_owned(),
            is_agreed: true,
            may_leave_message: false,
            note: String::new(),
        };
        let details = Details {
            nicknames: "Kat, Kiki".to_owned(),
            birth_date: Some("1998-04-17".parse().unwrap()),
            channels: vec![phone],
            ..named("Katherine O'Neill")
        };
        add(on, cast, details, Status::Active);
        add(on, cast, named("María-José Smith"), Status::Active);
        add(on, cast, named("Devon Park"), Status::Active);
        let scope = cast.scope("marcus", Permission::SeePeople);
        for typed in [
            "kath",
            "Kathryn",
            "Katherin",
            "Kahterine",
            "ONEILL",
            "o'neal",
            "kiki",
            "0142",
            "555 0142",
            "1998-04-17",
            "oneill kath",
        ] {
            assert_eq!(
                search(on, &scope, typed).first().map(String::as_str),
                Some("Katherine O'Neill"),
                "{typed} on {}",
                on.engine
            );
        }
        for typed in ["maria jose", "smyth", "smith maria", "Marya Smit"] {
            assert_eq!(search(on, &scope, typed).first().map(String::as_str), Some("María-José Smith"), "{typed}");
        }
        assert!(search(on, &scope, "zzyzx").is_empty());
        assert!(search(on, &scope, "").is_empty());
    });
}

#[test]
fn a_search_stays_within_reach() {
    on_both(|on, cast| {
        add(on, cast, named("Jordana Riviera"), Status::Active);
        assert_eq!(search(on, &cast.scope("ana", Permission::SeePeople), "jordan"), ["Jordan Rivera"]);
        assert!(search(on, &cast.scope("mei", Permission::SeePeople), "jordan").is_empty());
        assert!(search(on, &cast.scope("tess", Permission::SeePeople), "jordan").is_empty());
    });
}

#[test]
fn a_changed_name_is_found_and_the_old_one_is_not() {
    on_both(|on, cast| {
        let id = add(on, cast, named("Winston Hale"), Status::Active);
        write(on, &cast.scope("marcus", Permission::EditPerson), move |tx, scope| {
            super::update(tx, scope, id, 1, &named("Wren Hale"), false)
        });
        let scope = cast.scope("marcus", Permission::SeePeople);
        assert_eq!(search(on, &scope, "wren"), ["Wren Hale"]);
        assert!(search(on, &scope, "winston").is_empty());
        let again = write(on, &cast.scope("marcus", Permission::EditPerson), move |tx, scope| {
            super::update(tx, scope, id, 1, &named("Someone Else"), false)
        });
        assert!(!again, "a change on an old version is refused");
    });
}

#[test]
fn a_legal_name_is_found_and_seen_only_by_those_who_may() {
    on_both(|on, cast| {
        let id =
            add(on, cast, Details { legal_name: Some("Quentin Abernathy".to_owned()), ..named("Sky") }, Status::Active);
        assert!(search(on, &cast.scope("marcus", Permission::SeePeople), "quentin").is_empty());
        let query = Query::parse("quentin aber");
        let found = write(on, &cast.scope("marcus", Permission::SeeLegalIdentity), move |tx, scope| {
            super::search::search_legal(tx, scope, &query)
        });
        assert_eq!(found, [id]);
        let kept = write(on, &cast.scope("marcus", Permission::EditPerson), move |tx, scope| {
            super::update(tx, scope, id, 1, &named("Sky"), false)
        });
        assert!(kept);
        let legal = write(on, &cast.scope("marcus", Permission::SeeLegalIdentity), move |tx, scope| {
            super::legal_name(tx, scope, id)
        });
        assert_eq!(legal, Some(Some("Quentin Abernathy".to_owned())), "a change without the permission keeps it");
    });
}

#[test]
fn a_list_goes_on_where_the_page_before_ended() {
    on_both(|on, cast| {
        let (program, marcus) = (cast.program, cast.scope("marcus", Permission::EditPerson));
        write(on, &marcus, move |tx, scope| {
            for number in 0..60 {
                let id = super::insert(tx, scope, &named(&format!("Person {number:02}")))?;
                super::set_status(tx, scope, id, program, Status::Active, scope.now, &Why::default())?;
            }
            Ok(())
        });
        let scope = cast.scope("marcus", Permission::SeePeople);
        let here = Which::Standing(Standing::Here);
        let first = write(on, &scope, move |tx, scope| listing::of_program(tx, scope, program, here, None));
        assert_eq!(first.len(), listing::PAGE + 1);
        let last = &first[listing::PAGE - 1];
        let after = After { sort_key: last.sort_key.clone(), id: last.id };
        let rest = write(on, &scope, move |tx, scope| listing::of_program(tx, scope, program, here, Some(&after)));
        assert_eq!(first.len() - 1 + rest.len(), 61, "Jordan and sixty more");
        assert_eq!(rest[0].name_to_use, first[listing::PAGE].name_to_use);
        let waiting =
            write(on, &scope, move |tx, scope| listing::of_program(tx, scope, program, Which::WithoutPeer, None));
        assert!(waiting.iter().all(|line| line.primary_name.is_none() && line.name_to_use != "Jordan Rivera"));
        let programs = write(on, &scope, listing::programs);
        assert_eq!(programs.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Walking Together"]);
        let other = cast.other_program;
        let none = write(on, &scope, move |tx, scope| listing::of_program(tx, scope, other, here, None));
        assert!(none.is_empty(), "a program that Marcus does not work in");
    });
}

#[test]
fn a_worker_lists_their_own_people_and_never_their_own_record() {
    on_both(|on, cast| {
        let scope = cast.scope("ana", Permission::SeePeople);
        let here = Which::Standing(Standing::Here);
        let own = write(on, &scope, move |tx, scope| listing::own(tx, scope, here, None));
        assert_eq!(own.iter().map(|line| line.name_to_use.as_str()).collect::<Vec<_>>(), ["Jordan Rivera"]);
        let (jordan, ana) = (cast.jordan, cast.account("ana"));
        let marcus = cast.scope("marcus", Permission::SeePerson);
        let head = write(on, &marcus, move |tx, scope| super::header(tx, scope, jordan));
        assert!(!head.unwrap().is_colleague, "an account of one's own is no work");
        write(on, &scope, move |tx, scope| {
            tx.run(
                kit::sql!("INSERT INTO account_people (organization_id, account_id, participant_id, created_at) VALUES ($1, $2, $3, $4)"),
                &[&scope.organization, &ana, &jordan, &scope.now],
            )
        });
        let own = write(on, &scope, move |tx, scope| listing::own(tx, scope, here, None));
        assert!(own.is_empty());
        assert!(search(on, &scope, "jordan").is_empty());
        let head = write(on, &marcus, move |tx, scope| super::header(tx, scope, jordan));
        assert!(head.unwrap().is_colleague);
        let head =
            write(on, &cast.scope("ana", Permission::SeePerson), move |tx, scope| super::header(tx, scope, jordan));
        assert!(head.is_none());
    });
}

#[test]
fn coming_back_is_the_same_time_in_the_program() {
    on_both(|on, cast| {
        let (jordan, program) = (cast.jordan, cast.program);
        let scope = cast.scope("marcus", Permission::ChangeStatus);
        let (closed, back, steps) = write(on, &scope, move |tx, scope| {
            let why = Why {
                reason: "moved_away".to_owned(),
                words: "To her sister".to_owned(),
                own_view: "I like it there".to_owned(),
            };
            let closed = super::set_status(tx, scope, jordan, program, Status::Closed, scope.now, &why)?;
            let later = scope.now.checked_add(jiff::SignedDuration::from_hours(24)).unwrap();
            let back = super::set_status(tx, scope, jordan, program, Status::ReEngaged, later, &Why::default())?;
            Ok((closed, back, super::timeline(tx, scope, jordan)?))
        });
        assert_eq!(closed, back);
        assert_eq!(steps.iter().map(|step| step.to).collect::<Vec<_>>(), [Status::ReEngaged, Status::Closed]);
        assert_eq!(steps[1].own_view, "I like it there");
    });
}

#[test]
fn every_status_of_the_rules_is_known_and_every_known_one_stands_in_the_rules() {
    let list = ground::rules::Rules::shipped().lists.get("participant_statuses").unwrap();
    let mut rules: Vec<&str> = list.items.iter().map(|item| item.key.as_str()).collect();
    let mut known: Vec<&str> = Status::ALL.iter().map(|status| status.word()).collect();
    rules.sort_unstable();
    known.sort_unstable();
    assert_eq!(rules, known);
}

//! From a draft to the shelf and off it again.

use ground::{
    promises::Kind,
    rules::matrix::Permission::{KeepLibrary, PublishLibrary},
};
use jiff::{Timestamp, civil::date};
use kit::{faults::Fault, sql, testing::TestDb};

use super::*;
use crate::library::{
    chore,
    outside::Tried,
    store::links::{self, Due},
};

fn is_refused(answer: Result<Option<i64>, Fault>, why: &str) -> bool {
    matches!(answer, Err(Fault::Conflict(words)) if words == why)
}

/// The open promises of an item: kind, last day, owner.
fn promised(on: &TestDb, cast: &Cast, id: ItemId) -> Vec<(Kind, Timestamp)> {
    let organization = cast.organization;
    cast.write(&on.db, move |tx| {
        tx.list(
            sql!(
                "SELECT kind, due_at FROM promises
                 WHERE organization_id = $1 AND origin_id = $2 AND closed_at IS NULL ORDER BY kind LIMIT 10"
            ),
            &[&organization, &id],
        )
    })
}

#[test]
fn nothing_is_published_that_both_sides_have_not_read() {
    on_both(|on, cast| {
        let id = written(on, cast, sleep());
        assert!(is_refused(publish(on, cast, id), "keeping-library-not-now"), "a draft, on {}", on.engine);
        assert!(matches!(review(on, cast, "mei", id, Verdict::Ready), Err(Fault::NotFound)), "not out to be read");
        ask(on, cast, id);
        assert!(is_refused(publish(on, cast, id), "keeping-library-not-ready"));
        review(on, cast, "ana", id, Verdict::Ready).unwrap();
        review(on, cast, "jordan", id, Verdict::Ready).unwrap();
        assert!(is_refused(publish(on, cast, id), "keeping-library-not-ready"), "the writer's own yes");
        review(on, cast, "mei", id, Verdict::Ready).unwrap();
        review(on, cast, "jordan", id, Verdict::Change).unwrap();
        assert!(is_refused(publish(on, cast, id), "keeping-library-not-ready"), "Jordan thought again");
        review(on, cast, "sol", id, Verdict::Ready).unwrap();
        assert!(shelf_of(on, cast, Cell::default()).is_empty());
        assert_eq!(publish(on, cast, id).unwrap(), None);
        assert_eq!(shelf_of(on, cast, Cell::default()).len(), 1, "on {}", on.engine);
    });
}

#[test]
fn those_with_lived_experience_are_not_named() {
    on_both(|on, cast| {
        let id = written(on, cast, sleep());
        ask(on, cast, id);
        review(on, cast, "jordan", id, Verdict::Ready).unwrap();
        review(on, cast, "mei", id, Verdict::Ready).unwrap();
        let found = read(on, cast, ("ana", KeepLibrary), move |tx, scope| store::reviews(tx, scope, id, 1));
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert!(names.contains(&"") && names.contains(&"Mei Lin") && names.len() == 2, "on {}", on.engine);
    });
}

#[test]
fn a_published_item_promises_to_be_looked_at_again() {
    on_both(|on, cast| {
        let id = published(on, cast, sleep());
        let due: Timestamp = "2027-05-15T03:59:59Z".parse().unwrap();
        assert_eq!(promised(on, cast, id), [(Kind::ReviewLibraryItem, due)], "on {}", on.engine);
        assert_eq!(item(on, cast, id).review_on, Some(date(2027, 5, 14)));
        assert!(item(on, cast, id).is_due(date(2027, 5, 14)) && !item(on, cast, id).is_due(date(2027, 5, 13)));
        cast.clock.set("2027-05-10T15:00:00Z".parse().unwrap());
        write(on, cast, ("ana", KeepLibrary), move |tx, scope| work::looked_again_now(tx, scope, id, &zone())).unwrap();
        let next: Timestamp = "2028-05-10T03:59:59Z".parse().unwrap();
        assert_eq!(promised(on, cast, id), [(Kind::ReviewLibraryItem, next)]);
        cast.clock.set(ground::testing::START.parse().unwrap());
    });
}

#[test]
fn a_new_version_leaves_the_old_one_on_the_shelf_until_it_is_read() {
    on_both(|on, cast| {
        let id = published(on, cast, sleep());
        let better =
            Content { title: "Nights when your head is loud".to_owned(), topics: chosen(&["sleep"]), ..sleep() };
        let owner = Some(cast.account("ana"));
        let before = item(on, cast, id);
        let again = (before.clone(), better.clone());
        let revise = |(before, content): (Item, Content)| {
            write(on, cast, ("ana", KeepLibrary), move |tx, scope| {
                Ok(store::revise(tx, scope, &before, &content, (owner, None))?)
            })
        };
        assert!(revise((before, better)).unwrap());
        assert!(!revise(again).unwrap(), "two people at the same revision");
        assert_eq!((item(on, cast, id).version, item(on, cast, id).published_version), (2, Some(1)));
        assert_eq!(shelf_of(on, cast, Cell::default())[0].title, "Sleep when your head is loud");
        ask(on, cast, id);
        assert!(is_refused(publish(on, cast, id), "keeping-library-not-ready"), "the first version's readers");
        review(on, cast, "jordan", id, Verdict::Ready).unwrap();
        review(on, cast, "mei", id, Verdict::Ready).unwrap();
        assert_eq!(publish(on, cast, id).unwrap(), Some(1));
        assert_eq!(shelf_of(on, cast, Cell::default())[0].title, "Nights when your head is loud");
        let wellness = Cell { topic: "wellness".to_owned(), ..Cell::default() };
        assert!(shelf_of(on, cast, wellness).is_empty(), "on {}", on.engine);
        write(on, cast, ("marcus", PublishLibrary), move |tx, scope| work::unpublish_now(tx, scope, id, Some(1)))
            .unwrap();
        assert_eq!(shelf_of(on, cast, Cell::default())[0].title, "Sleep when your head is loud", "undone");
    });
}

#[test]
fn a_retired_item_is_gone_and_comes_back_whole() {
    on_both(|on, cast| {
        let id = published(on, cast, sleep());
        write(on, cast, ("marcus", PublishLibrary), move |tx, scope| work::retire_now(tx, scope, id)).unwrap();
        assert!(shelf_of(on, cast, Cell::default()).is_empty() && promised(on, cast, id).is_empty());
        let left = |table: &str| {
            let text = match table {
                "keys" => sql!("SELECT COUNT(*) FROM library_keys"),
                "cells" => sql!("SELECT COUNT(*) FROM library_cells"),
                _ => sql!("SELECT COUNT(*) FROM library_counts WHERE items_count <> 0"),
            };
            cast.write(&on.db, move |tx| tx.one::<i64>(text, &[])).unwrap()
        };
        assert_eq!(["keys", "cells", "counts"].map(left), [0, 0, 0], "on {}", on.engine);
        let twice = write(on, cast, ("marcus", PublishLibrary), move |tx, scope| work::retire_now(tx, scope, id));
        assert!(matches!(twice, Err(Fault::Conflict(_))));
        write(on, cast, ("marcus", PublishLibrary), move |tx, scope| work::bring_back_now(tx, scope, id, &zone()))
            .unwrap();
        assert!(is_published(on, cast, id));
        assert_eq!(shelf_of(on, cast, Cell::default()).len(), 1);
        assert_eq!(promised(on, cast, id).len(), 1);
    });
}

#[test]
fn counts_say_what_each_choice_would_leave() {
    on_both(|on, cast| {
        published(on, cast, sleep());
        published(on, cast, Content { title: "Dormir".to_owned(), language: "es".to_owned(), ..sleep() });
        published(on, cast, Content { title: "Your rights".to_owned(), topics: chosen(&["rights"]), ..sleep() });
        let count = |cell: Cell, at: Cell| {
            let organization = cast.organization;
            let found = read(on, cast, ("ana", KeepLibrary), move |tx, _| shelf::counts(tx, organization, &cell));
            found.iter().find(|one| one.cell == at).map_or(0, |one| one.items)
        };
        let topic = |word: &str| Cell { topic: word.to_owned(), ..Cell::default() };
        let any = Cell::default;
        assert_eq!([count(any(), any()), count(any(), topic("sleep")), count(any(), topic("rights"))], [3, 2, 1]);
        let spanish = |cell: Cell| Cell { language: "es".to_owned(), ..cell };
        assert_eq!([count(topic("sleep"), spanish(topic("sleep"))), count(spanish(any()), topic("rights"))], [1, 0]);
        assert_eq!(count(spanish(any()), spanish(topic("rights"))), 0, "on {}", on.engine);
        assert_eq!(shelf_of(on, cast, spanish(topic("sleep"))).len(), 1);
    });
}

#[test]
fn another_organization_sees_none_of_it() {
    on_both(|on, cast| {
        let id = published(on, cast, sleep());
        let far = cast.far.organization;
        let scope = cast.scope("tess", KeepLibrary);
        let found = on.db.read_now(scope.reader(), move |tx| {
            let listed = shelf::list(tx, far, &Cell::default(), shelf::START, 50)?;
            Ok::<_, DbError>((
                listed.len(),
                shelf::find(tx, far, id)?.is_some(),
                store::find(tx, &scope, id)?.is_some(),
            ))
        });
        assert_eq!(found.unwrap(), (0, false, false), "on {}", on.engine);
    });
}

#[test]
fn a_link_that_fails_two_times_is_promised_to_be_mended_until_it_opens() {
    on_both(|on, cast| {
        let content = Content { link: "https://open-door.example/sleep".to_owned(), ..sleep() };
        let id = published(on, cast, content);
        let tried = |found: &'static str| {
            let due =
                Due { organization: cast.organization, item: id, url: "https://open-door.example/sleep".to_owned() };
            let at = cast.clock.moment();
            let tried = Tried { found, words: "404".to_owned() };
            cast.write(&on.db, move |tx| chore::keep(tx, &due, &at, &tried))
        };
        let mending = || promised(on, cast, id).iter().filter(|(kind, _)| *kind == Kind::MendLibraryLink).count();
        assert!(!tried("dead") && mending() == 0, "once may be a bad day, on {}", on.engine);
        assert!(tried("unreached") && mending() == 1);
        assert!(tried("dead") && mending() == 1, "one promise is enough");
        let report = read(on, cast, ("ana", KeepLibrary), links::failing);
        assert_eq!((report.len(), report[0].failures), (1, 3));
        assert!(!tried("ok") && mending() == 0, "on {}", on.engine);
        let waiting = |before: &str| {
            let before: Timestamp = before.parse().unwrap();
            cast.write(&on.db, move |tx| links::due(tx, before, 10)).len()
        };
        assert_eq!([waiting("2026-05-14T18:00:00Z"), waiting("2026-05-15T18:00:00Z")], [0, 1]);
    });
}

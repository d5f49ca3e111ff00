#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{
    access::Scope,
    promises::{Closing, Kind},
    schema,
    testing::Cast,
};
use jiff::{Timestamp, civil::date, tz::TimeZone};
use kit::{
    db::{Db, DbError, Tx, statements_so_far},
    faults::Fault,
    forms::Form,
    messages::Words,
    sql,
    testing::both,
};

use super::{
    act::{EndingAsked, end_now, look_again, rate_now, reopen_now},
    edit::{add, change},
    goal::{GoalWords, read_rating, short},
    step, store, *,
};

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn words() -> Words {
    schema::messages().unwrap().language("en")
}

fn on_each_engine(test: impl Fn(&Db, &Cast)) {
    both(&schema::steps().unwrap(), |on| test(&on.db, &Cast::on(&on.db)));
}

fn school() -> GoalWords {
    GoalWords {
        words: "go back in the spring".to_owned(),
        why: "I was good at it".to_owned(),
        domain: "school".to_owned(),
        own_domain: String::new(),
        review_on: Some(date(2026, 8, 12)),
    }
}

fn write<T: Send + 'static>(
    db: &Db,
    cast: &Cast,
    who: &str,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let scope = cast.scope(who, EditGoals);
    db.write_now(scope.tenant(), move |tx| work(tx, &scope))
}

fn made(db: &Db, cast: &Cast) -> GoalId {
    let jordan = cast.jordan;
    write(db, cast, "ana", move |tx, scope| add(tx, scope, jordan, &school(), &zone())).unwrap()
}

fn goal(db: &Db, cast: &Cast, id: GoalId) -> Goal {
    write(db, cast, "ana", move |tx, scope| Ok(find(tx, scope, id)?.unwrap())).unwrap()
}

/// What is promised about Jordan, in the order of dates: kind, when it is due, how it closed.
fn promised(db: &Db, cast: &Cast) -> Vec<(Kind, Timestamp, Option<Closing>)> {
    let (organization, jordan) = (cast.organization, cast.jordan);
    cast.write(db, move |tx| {
        tx.list(
            sql!(
                "SELECT kind, due_at, closing FROM promises WHERE organization_id = $1 AND participant_id = $2
                 ORDER BY due_at, id"
            ),
            &[&organization, &jordan],
        )
    })
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_goal_promises_to_be_looked_at_again() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        assert_eq!(promised(db, cast), [(Kind::GoalReview, at("2026-08-13T03:59:59Z"), None)]);
        write(db, cast, "ana", move |tx, scope| look_again(tx, scope, id, "still matters", &zone())).unwrap();
        assert_eq!(goal(db, cast, id).review_on, Some(date(2026, 8, 12)), "90 days from May 14");
        let found = promised(db, cast);
        assert_eq!(found.iter().map(|(_, _, closing)| *closing).collect::<Vec<_>>(), [Some(Closing::Done), None]);
    });
}

#[test]
fn a_changed_goal_keeps_what_it_said() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        let softer = GoalWords { words: "one course first".to_owned(), review_on: Some(date(2026, 6, 1)), ..school() };
        let again = softer.clone();
        assert!(write(db, cast, "ana", move |tx, scope| change(tx, scope, id, 1, &softer, &zone())).unwrap());
        let stale = write(db, cast, "ana", move |tx, scope| change(tx, scope, id, 1, &again, &zone())).unwrap();
        assert!(!stale, "a version that is no longer there changes nothing");
        assert_eq!(goal(db, cast, id).words, "one course first");
        let before = write(db, cast, "ana", move |tx, scope| Ok(store::history(tx, scope, id)?)).unwrap();
        assert_eq!(before.len(), 1);
        assert_eq!(before[0].before["words"], "go back in the spring");
        assert_eq!(promised(db, cast), [(Kind::GoalReview, at("2026-06-02T03:59:59Z"), None)]);
    });
}

#[test]
fn a_peers_step_with_a_day_is_a_promise_until_it_is_done() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        let of =
            |owner, due_on| NewStep { words: "ask for the form".to_owned(), owner, owner_name: String::new(), due_on };
        let day = Some(date(2026, 5, 20));
        let steps = [of(StepOwner::Participant, day), of(StepOwner::Peer, None), of(StepOwner::Peer, day)];
        let ids =
            steps.map(|new| write(db, cast, "ana", move |tx, scope| step::add(tx, scope, id, &new, &zone())).unwrap());
        let open = |closing: Option<Closing>| {
            promised(db, cast).iter().filter(|(kind, _, c)| *kind == Kind::GoalStep && *c == closing).count()
        };
        assert_eq!(open(None), 1);
        let set = |what: &'static str, change: fn(&mut Step)| {
            let step = ids[2];
            write(db, cast, "ana", move |tx, scope| step::set_now(tx, scope, step, what, &zone(), change))
                .unwrap()
                .unwrap()
        };
        set("done", |step| step.done_at = Some(at("2026-05-15T12:00:00Z")));
        assert_eq!((open(None), open(Some(Closing::Done))), (0, 1));
        set("not-done", |step| step.done_at = None);
        assert_eq!(open(None), 1);
        set("removed", |step| step.removed_at = Some(at("2026-05-15T12:00:00Z")));
        assert_eq!((open(None), open(Some(Closing::LetGo))), (0, 1));
    });
}

#[test]
fn every_ending_is_fine_and_can_be_taken_back() {
    on_each_engine(|db, cast| {
        for ending in [Ending::Done, Ending::SetAside, Ending::Changed] {
            let id = made(db, cast);
            let asked = EndingAsked { ending, words: "my way".to_owned(), new_words: "work with wood".to_owned() };
            let into =
                write(db, cast, "ana", move |tx, scope| end_now(tx, scope, id, &asked, &zone(), &words())).unwrap();
            let ended = goal(db, cast, id);
            assert_eq!((ended.status, ended.ending_words.as_str()), (Status::from(ending), "my way"));
            assert_eq!((into.is_some(), ended.changed_into), (ending == Ending::Changed, into));
            if let Some(into) = into {
                assert_eq!(goal(db, cast, into).words, "work with wood");
                let became = goal(db, cast, into);
                let related =
                    write(db, cast, "ana", move |tx, scope| Ok(around::around(tx, scope, &became, true)?.related))
                        .unwrap();
                assert_eq!(related, [(id, "go back in the spring".to_owned(), true)]);
            }
            write(db, cast, "ana", move |tx, scope| reopen_now(tx, scope, id, &zone(), &words())).unwrap();
            assert!(goal(db, cast, id).is_active());
            let twice = write(db, cast, "ana", move |tx, scope| reopen_now(tx, scope, id, &zone(), &words()));
            assert!(matches!(twice, Err(Fault::Conflict(_))));
        }
        let open = promised(db, cast).iter().filter(|(_, _, closing)| closing.is_none()).count();
        assert_eq!(open, 4, "three goals are open again, and one became another");
    });
}

#[test]
fn only_the_latest_rating_stands_on_the_goal_and_can_be_taken_back() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        write(db, cast, "ana", move |tx, scope| rate_now(tx, scope, id, 3, "a start", &zone())).unwrap();
        cast.clock.set(at("2026-05-14T18:20:00Z"));
        let second = write(db, cast, "ana", move |tx, scope| rate_now(tx, scope, id, 6, "", &zone())).unwrap();
        assert_eq!(goal(db, cast, id).latest_rating, Some(6));
        let by_marcus = write(db, cast, "marcus", move |tx, scope| Ok(store::delete_rating(tx, scope, id, second)?));
        assert!(!by_marcus.unwrap(), "only who wrote it down takes it back");
        assert!(write(db, cast, "ana", move |tx, scope| Ok(store::delete_rating(tx, scope, id, second)?)).unwrap());
        assert_eq!(goal(db, cast, id).latest_rating, Some(3));
    });
}

#[test]
fn whoever_does_not_support_the_person_finds_no_goal() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        for who in ["mei", "omar"] {
            let found = write(db, cast, who, move |tx, scope| Ok(find(tx, scope, id)?)).unwrap();
            assert_eq!(found, None, "{who}");
            let (jordan, ended) = (cast.jordan, "no".to_owned());
            let added = write(db, cast, who, move |tx, scope| add(tx, scope, jordan, &school(), &zone()));
            assert!(matches!(added, Err(Fault::NotFound)), "{who}");
            let looked = write(db, cast, who, move |tx, scope| look_again(tx, scope, id, &ended, &zone()));
            assert!(matches!(looked, Err(Fault::NotFound)), "{who}");
        }
        let scope = cast.scope("marcus", SeeGoals);
        let seen = db.read_now(scope.tenant(), move |tx| find(tx, &scope, id)).map_err(|error: DbError| error).unwrap();
        assert!(seen.is_some());
    });
}

#[test]
fn a_form_says_what_is_missing() {
    let words = words();
    let form = Form::from_pairs([("words", " "), ("domain", "own"), ("review_on", "soon")]);
    let errors = GoalWords::read(&form, &words).unwrap_err();
    for field in ["words", "own_domain", "review_on"] {
        assert!(errors.of(field).is_some(), "{field}");
    }
    let good = Form::from_pairs([("words", " be heard "), ("domain", "own"), ("own_domain", "My music")]);
    let read = GoalWords::read(&good, &words).unwrap();
    assert_eq!((read.words.as_str(), read.own_domain.as_str(), read.review_on), ("be heard", "My music", None));
    for wrong in ["", "11", "-1", "six"] {
        assert!(read_rating(&Form::from_pairs([("rating", wrong)]), &words).is_err(), "{wrong}");
    }
    assert_eq!(read_rating(&Form::from_pairs([("rating", "10")]), &words), Ok((10, String::new())));
    assert!(NewStep::read(&Form::from_pairs([("step_words", "call")]), &words).unwrap_err().of("step_owner").is_some());
}

#[test]
fn long_words_fit_a_line_of_the_day() {
    assert_eq!(short("to\nbe  heard"), "to be heard");
    assert_eq!(short(&"long ".repeat(100)).chars().count(), 140);
}

#[test]
fn the_page_of_a_goal_costs_three_statements_however_long_its_history() {
    on_each_engine(|db, cast| {
        let id = made(db, cast);
        let cost = |sees_contacts: bool| {
            write(db, cast, "ana", move |tx, scope| {
                let before = statements_so_far();
                let found = show::read(tx, scope, id, sees_contacts)?;
                Ok((statements_so_far() - before, found.about))
            })
            .unwrap()
        };
        let (one, empty) = cost(true);
        assert!(empty.steps.is_empty() && empty.ratings.is_empty() && empty.contacts.is_empty());
        for (number, day) in (1..=8).zip([3, 8, 1, 6, 2, 7, 5, 4]) {
            let of = NewStep {
                words: format!("step {day}"),
                owner: StepOwner::Peer,
                owner_name: String::new(),
                due_on: Some(date(2026, 6, day)),
            };
            cast.clock.set(at(&format!("2026-05-14T18:{number:02}:00Z")));
            write(db, cast, "ana", move |tx, scope| step::add(tx, scope, id, &of, &zone())).unwrap();
            write(db, cast, "ana", move |tx, scope| rate_now(tx, scope, id, number, "", &zone())).unwrap();
        }
        link_a_contact(db, cast, id);
        let (many, full) = cost(true);
        assert_eq!((one, many), (3, 3));
        let days: Vec<i8> = full.steps.iter().filter_map(|step| Some(step.due_on?.day())).collect();
        assert_eq!(days, [1, 2, 3, 4, 5, 6, 7, 8], "what is due first stands first");
        let ratings: Vec<i64> = full.ratings.iter().map(|rating| rating.rating).collect();
        assert_eq!(ratings, [1, 2, 3, 4, 5, 6, 7, 8], "from the first to the last");
        assert_eq!(full.contacts.iter().map(|contact| contact.author.as_str()).collect::<Vec<_>>(), ["Ana Morales"]);
        assert!(cost(false).1.contacts.is_empty(), "whoever may not read contacts sees none");
    });
}

/// A note by Ana about Jordan in which the goal was worked on.
fn link_a_contact(db: &Db, cast: &Cast, goal: GoalId) {
    let (organization, program, jordan, ana) = (cast.organization, cast.program, cast.jordan, cast.account("ana"));
    let (moment, empty) = (cast.clock.moment(), serde_json::json!([]));
    cast.write(db, move |tx| {
        let id: ground::ids::RecordId = moment.id();
        tx.run(
            sql!(
                "INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                    ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version,
                    status, version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds)
                 VALUES ($1, $2, $3, $4, $5, 'one_on_one', 'reached', $6, $6, 30, 'community', '', 'in_person', $7, $7,
                    $7, 'peer_narrative', 1, 'signed', 1, $6, $8, $8, '', '', 0, $7)"
            ),
            &[&organization, &id, &program, &jordan, &ana, &moment.now, &empty, &false],
        )?;
        tx.run(
            sql!("INSERT INTO contact_goals (organization_id, contact_id, goal_id) VALUES ($1, $2, $3)"),
            &[&organization, &id, &goal],
        )
    });
}

//! The plan is its owner's: versions, drafts, and what sharing opens and closes, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{
    access::Scope,
    drafts,
    ids::ParticipantId,
    rules::matrix::Permission::{
        DecideSharing, ManageOwnAccount, SeeMyRecord, SeePerson, SeeSharedWithMe, WriteMyRecord,
    },
    schema,
    testing::Cast,
};
use jiff::civil::date;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    sql,
    testing::{TestDb, both},
};

use super::{plan::Try, sections, shared, sharing, store, toolbox, writing};
use ground::gate::{self, Shared};

/// Runs `test` with the cast on both engines.
fn with_cast(test: impl Fn(&TestDb, &Cast)) {
    both(&schema::steps().unwrap(), |on| test(on, &Cast::on(&on.db)));
}

/// Writes as Jordan.
fn write<T: Send + 'static>(
    on: &TestDb,
    cast: &Cast,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
) -> T {
    let scope = cast.scope("jordan", WriteMyRecord);
    on.db.write_now(scope.tenant(), move |tx| work(tx, &scope)).unwrap()
}

/// Reads as somebody, behind the second wall too.
fn read<T: Send + 'static>(
    on: &TestDb,
    scope: Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    on.db.read_now(scope.reader(), move |tx| work(tx, &scope))
}

fn say(on: &TestDb, cast: &Cast, section: &'static str, words: &'static str) {
    let jordan = cast.jordan;
    write(on, cast, move |tx, scope| Ok(store::insert(tx, scope, jordan, section, words)?));
}

fn share(on: &TestDb, cast: &Cast, with: &str, what: (Shared, &'static str)) -> Result<String, Fault> {
    let (scope, jordan, account) = (cast.scope("jordan", DecideSharing), cast.jordan, cast.account(with));
    on.db.write_now(scope.tenant(), move |tx| sharing::share(tx, &scope, jordan, account, what))
}

/// What somebody is shown of Jordan's plan: sections with their words; nothing where there is nothing to see.
fn seen_by(on: &TestDb, cast: &Cast, who: &str) -> Option<Vec<(String, String)>> {
    let jordan = cast.jordan;
    let given = read(on, cast.scope(who, SeeSharedWithMe), move |tx, scope| shared::given(tx, scope, jordan)).ok()?;
    Some(given.entries.into_iter().map(|entry| (entry.section, entry.words)).collect())
}

#[test]
fn each_save_is_a_version_and_an_old_one_comes_back_as_a_new_one() {
    with_cast(|on, cast| {
        say(on, cast, "good_day", "music on");
        say(on, cast, "good_day", "music on, tea first");
        say(on, cast, "daily", "up before ten");
        let jordan = cast.jordan;
        let mine = cast.scope("jordan", SeeMyRecord);
        let (now, before) = read(on, mine, move |tx, scope| {
            Ok((store::current(tx, scope, jordan)?, store::history(tx, scope, jordan, "good_day")?))
        })
        .unwrap();
        let words: Vec<&str> = now.iter().map(|entry| entry.words.as_str()).collect();
        assert_eq!(words, ["up before ten", "music on, tea first"], "on {}", on.engine);
        assert_eq!(before.iter().map(|entry| entry.version).collect::<Vec<_>>(), [2, 1]);
        let first = before[1].id;
        assert_eq!(write(on, cast, move |tx, scope| sections::bring_back_now(tx, scope, first)), "good_day");
        let mine = cast.scope("jordan", SeeMyRecord);
        let again = read(on, mine, move |tx, scope| Ok(store::history(tx, scope, jordan, "good_day")?)).unwrap();
        assert_eq!(
            again.iter().map(|entry| entry.words.as_str()).collect::<Vec<_>>(),
            ["music on", "music on, tea first", "music on"]
        );
    });
}

#[test]
fn work_opens_nothing_of_a_plan() {
    with_cast(|on, cast| {
        say(on, cast, "early_signs", "I stop answering");
        let jordan = cast.jordan;
        for who in ["ana", "marcus", "jo", "ruth", "lee"] {
            let scope = cast.scope(who, SeePerson);
            let found = read(on, scope, move |tx, scope| Ok(store::current(tx, scope, jordan)?)).unwrap();
            assert!(found.is_empty(), "{who} on {}", on.engine);
        }
        for who in ["ana", "marcus", "jo", "sol"] {
            assert_eq!(seen_by(on, cast, who), None, "{who} on {}", on.engine);
        }
    });
}

/// With the queries' own condition left out, PostgreSQL still holds the rows back from whoever they are not given to.
#[test]
fn row_level_rules_stand_behind_the_plan() {
    with_cast(|on, cast| {
        if on.db.is_sqlite() {
            return;
        }
        say(on, cast, "early_signs", "I stop answering");
        say(on, cast, "daily", "up before ten");
        let role = "DO $$ BEGIN CREATE ROLE accompany_test_wall NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL;
             WHEN unique_violation THEN NULL; END $$;
             GRANT SELECT ON ALL TABLES IN SCHEMA public TO accompany_test_wall";
        on.db.write_now(kit::db::Tenant::System, move |tx| tx.run_text(role, &[])).unwrap();
        let count = |who: &str| {
            let scope = cast.scope(who, ManageOwnAccount);
            let found = on.db.read_now(scope.reader(), |tx| {
                tx.run_text("SET LOCAL ROLE accompany_test_wall", &[])?;
                tx.one::<i64>(sql!("SELECT COUNT(*) FROM plan_entries"), &[])
            });
            found.unwrap().unwrap()
        };
        let everybody = ["jordan", "ana", "marcus", "ruth", "lee", "sol", "tess"];
        assert_eq!(everybody.map(count), [2, 0, 0, 0, 0, 0, 0]);
        share(on, cast, "ana", (Shared::PlanSection, "early_signs")).unwrap();
        assert_eq!(everybody.map(count), [2, 1, 0, 0, 0, 0, 0]);
    });
}

#[test]
fn a_shared_section_is_seen_by_that_person_alone_until_it_is_stopped() {
    with_cast(|on, cast| {
        say(on, cast, "early_signs", "I stop answering");
        say(on, cast, "crisis_call", "Denise");
        let what = (Shared::PlanSection, "early_signs");
        assert_eq!(share(on, cast, "ana", what).unwrap(), "Ana Morales");
        assert_eq!(share(on, cast, "ana", what).unwrap(), "Ana Morales", "twice is once");
        let early = vec![("early_signs".to_owned(), "I stop answering".to_owned())];
        assert_eq!(seen_by(on, cast, "ana"), Some(early), "on {}", on.engine);
        assert_eq!(seen_by(on, cast, "marcus"), None);
        say(on, cast, "early_signs", "I sleep in my clothes");
        let news = vec![("early_signs".to_owned(), "I sleep in my clothes".to_owned())];
        assert_eq!(seen_by(on, cast, "ana"), Some(news), "what it says now");
        let (scope, jordan, ana) = (cast.scope("jordan", DecideSharing), cast.jordan, cast.account("ana"));
        on.db.write_now(scope.tenant(), move |tx| sharing::stop_one(tx, &scope, jordan, ana, what)).unwrap();
        assert_eq!(seen_by(on, cast, "ana"), None, "stopped, on {}", on.engine);
    });
}

#[test]
fn one_tap_stops_every_section_and_nothing_else() {
    with_cast(|on, cast| {
        say(on, cast, "early_signs", "I stop answering");
        for section in ["early_signs", "daily"] {
            share(on, cast, "ana", (Shared::PlanSection, section)).unwrap();
        }
        share(on, cast, "ana", (Shared::Circle, "")).unwrap();
        let (scope, jordan, ana) = (cast.scope("jordan", DecideSharing), cast.jordan, cast.account("ana"));
        let stopped: Result<u64, DbError> = on
            .db
            .write_now(scope.tenant(), move |tx| gate::stop_sharing_all(tx, &scope, jordan, ana, Shared::PlanSection));
        assert_eq!(stopped.unwrap(), 2);
        let mine = cast.scope("jordan", SeeMyRecord);
        let left = read(on, mine, move |tx, scope| Ok(sharing::given(tx, scope, jordan)?)).unwrap();
        assert!(left.len() == 1 && left[0].is_circle(), "on {}: {left:?}", on.engine);
    });
}

#[test]
fn only_those_who_stand_by_the_person_can_be_shared_with() {
    with_cast(|on, cast| {
        let what = (Shared::PlanSection, "daily");
        for who in ["mei", "marcus", "sol", "jordan", "omar"] {
            assert!(matches!(share(on, cast, who, what), Err(Fault::NotFound)), "{who} on {}", on.engine);
        }
        let jordan = cast.jordan;
        let mine = cast.scope("jordan", SeeMyRecord);
        let people = read(on, mine, move |tx, scope| Ok(sharing::people(tx, scope, jordan)?)).unwrap();
        let names: Vec<(&str, bool)> = people.iter().map(|one| (one.name.as_str(), one.is_worker)).collect();
        assert_eq!(names, [("Ana Morales", true)]);
        let other = cast.scope("ana", SeePerson);
        assert!(read(on, other, move |tx, scope| Ok(sharing::people(tx, scope, jordan)?)).unwrap().is_empty());
    });
}

#[test]
fn a_supporter_who_was_given_something_before_can_be_given_a_section() {
    with_cast(|on, cast| {
        let (scope, jordan, sol) = (cast.scope("jordan", DecideSharing), cast.jordan, cast.account("sol"));
        let opened: Result<_, DbError> = on.db.write_now(scope.tenant(), move |tx| {
            gate::share(tx, &scope, jordan, sol, None, (Shared::Schedule, ""), None)
        });
        opened.unwrap();
        say(on, cast, "crisis_helps", "sit near me");
        assert_eq!(seen_by(on, cast, "sol"), None, "the schedule opens no plan");
        share(on, cast, "sol", (Shared::PlanSection, "crisis_helps")).unwrap();
        assert_eq!(seen_by(on, cast, "sol").unwrap().len(), 1, "on {}", on.engine);
    });
}

#[test]
fn tools_and_papers_go_with_their_sections() {
    with_cast(|on, cast| {
        let jordan = cast.jordan;
        write(on, cast, move |tx, scope| Ok(store::tools::insert(tx, scope, jordan, ("Walk", ""), None)?));
        share(on, cast, "ana", (Shared::PlanSection, "papers")).unwrap();
        let seen = |cast: &Cast| {
            read(on, cast.scope("ana", SeeSharedWithMe), move |tx, scope| shared::given(tx, scope, jordan)).unwrap()
        };
        assert!(seen(cast).tools.is_empty(), "on {}", on.engine);
        share(on, cast, "ana", (Shared::PlanSection, "tools")).unwrap();
        assert_eq!(seen(cast).tools.len(), 1);
    });
}

#[test]
fn trying_a_tool_settles_its_reminder() {
    with_cast(|on, cast| {
        let jordan = cast.jordan;
        let tool = write(on, cast, move |tx, scope| {
            Ok(store::tools::insert(tx, scope, jordan, ("Walk", "the long way"), Some(date(2026, 5, 12)))?)
        });
        let tried = Try { tried_on: date(2026, 5, 13), went: "lots".to_owned(), words: String::new() };
        write(on, cast, move |tx, scope| toolbox::try_now(tx, scope, tool, &tried));
        let mine = cast.scope("jordan", SeeMyRecord);
        let found = read(on, mine, move |tx, scope| Ok(store::tools::list(tx, scope, jordan)?)).unwrap();
        let [tool] = found.as_slice() else { panic!("one tool on {}", on.engine) };
        assert_eq!((tool.tries, tool.went.as_deref(), tool.remind_on), (1, Some("lots"), None));
    });
}

#[test]
fn a_draft_is_found_again_and_kept_once() {
    with_cast(|on, cast| {
        say(on, cast, "daily", "up before ten");
        let draft = write(on, cast, |tx, scope| writing::begin(tx, scope, "daily"));
        assert_eq!(write(on, cast, |tx, scope| writing::begin(tx, scope, "daily")), draft, "on {}", on.engine);
        let form = Form::from_pairs([("words", "up before nine")]);
        for _ in 0..2 {
            let form = form.clone();
            let kept = write(on, cast, move |tx, scope| writing::keep(tx, scope, draft, &form, "up before nine"));
            assert!(matches!(kept, writing::Kept::As(section) if section == "daily"));
        }
        let jordan = cast.jordan;
        let mine = cast.scope("jordan", SeeMyRecord);
        let versions = read(on, mine, move |tx, scope| Ok(store::history(tx, scope, jordan, "daily")?)).unwrap();
        assert_eq!(versions.len(), 2);
        let mine = cast.scope("jordan", WriteMyRecord);
        let open = read(on, mine, |tx, scope| Ok(drafts::list_open_in(tx, scope, writing::KIND)?)).unwrap();
        assert!(open.is_empty());
    });
}

#[test]
fn words_of_two_devices_are_both_shown_before_either_is_kept() {
    with_cast(|on, cast| {
        let draft = write(on, cast, |tx, scope| writing::begin(tx, scope, "daily"));
        let phone = Form::from_pairs([("draft_client", "018f0000-0000-7000-8000-000000000001"), ("draft_base", "0")]);
        let laptop = Form::from_pairs([("draft_client", "018f0000-0000-7000-8000-000000000002"), ("draft_base", "0")]);
        write(on, cast, move |tx, scope| {
            let mut fields = drafts::Fields::default();
            fields.set("words", "from the phone");
            let client = phone.parsed("draft_client").unwrap();
            drafts::append(tx, scope, draft, &drafts::Save { client, sequence: 1, base: 0, fields })
        });
        let kept = write(on, cast, move |tx, scope| writing::keep(tx, scope, draft, &laptop, "from the laptop"));
        assert!(matches!(kept, writing::Kept::NotYet(_)), "on {}", on.engine);
    });
}

#[test]
fn a_tool_of_somebody_else_is_not_there() {
    with_cast(|on, cast| {
        let jordan: ParticipantId = cast.jordan;
        let tool = write(on, cast, move |tx, scope| Ok(store::tools::insert(tx, scope, jordan, ("Walk", ""), None)?));
        let ana = cast.scope("ana", SeePerson);
        let changed: Result<bool, DbError> =
            on.db.write_now(ana.tenant(), move |tx| store::tools::take_out(tx, &ana, tool, true));
        assert!(!changed.unwrap(), "on {}", on.engine);
    });
}

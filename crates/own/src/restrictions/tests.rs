#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{gate::Information, rules::matrix::Permission, testing::Cast};
use kit::{faults::Fault, testing::TestDb};

use super::{
    pages::{answer_now, ask_now},
    store::{Asked, list_mine},
};
use crate::gate_testing::{open_promises, read, sees_note, write, write_note};
use ground::testing::on_both;

fn against_marcus(cast: &Cast) -> Asked {
    Asked {
        account: Some(cast.account("marcus")),
        program: None,
        name: String::new(),
        information: Information::Notes,
        words: "We are neighbors".to_owned(),
    }
}

fn ask(on: &TestDb, cast: &Cast) -> ground::gate::RestrictionId {
    let asked = against_marcus(cast);
    write(on, &cast.scope("jordan", Permission::DecideSharing), move |tx, scope| ask_now(tx, scope, &asked)).unwrap()
}

fn answer(on: &TestDb, cast: &Cast, who: &str, id: ground::gate::RestrictionId, agrees: bool) -> Result<bool, Fault> {
    let jordan = cast.jordan;
    write(on, &cast.scope(who, Permission::ManageConsents), move |tx, scope| {
        answer_now(tx, scope, (jordan, id), agrees, "We understand")
    })
}

#[test]
fn a_wish_is_promised_an_answer_and_holds_once_agreed() {
    on_both(|on, cast| {
        write_note(on, cast);
        let id = ask(on, cast);
        assert_eq!(open_promises(on, cast), [("answer_wish".to_owned(), None)], "it waits in the program's queue");
        assert!(sees_note(on, cast, "marcus"), "asked is not agreed");
        assert!(matches!(answer(on, cast, "ana", id, true), Err(Fault::NotFound)), "peers do not decide");
        assert!(answer(on, cast, "ruth", id, true).unwrap());
        assert!(!sees_note(on, cast, "marcus"), "on {}", on.engine);
        assert_eq!(open_promises(on, cast), []);
        assert!(!answer(on, cast, "ruth", id, false).unwrap(), "an answer is given once");
        let words = read(on, &cast.scope("ana", Permission::SeePerson), {
            let jordan = cast.jordan;
            move |tx, scope| Ok(care::participants::header(tx, scope, jordan)?.unwrap().kept_out)
        });
        assert_eq!(words.len(), 1, "the warning stands above the person's page");
        assert_eq!(words.first().unwrap().who, "Marcus Bell");
    });
}

#[test]
fn a_declined_wish_says_why_and_walls_nobody_off() {
    on_both(|on, cast| {
        write_note(on, cast);
        let id = ask(on, cast);
        assert!(answer(on, cast, "ruth", id, false).unwrap());
        assert!(sees_note(on, cast, "marcus"));
        let jordan = cast.jordan;
        let mine = read(on, &cast.scope("jordan", Permission::DecideSharing), move |tx, scope| {
            Ok(list_mine(tx, scope, jordan)?)
        });
        assert_eq!(
            mine.first().map(|one| (one.state(), one.answer_words.as_str())),
            Some(("declined", "We understand"))
        );
    });
}

#[test]
fn nobody_of_another_house_can_be_named() {
    on_both(|on, cast| {
        let asked = Asked { account: Some(cast.account("omar")), ..against_marcus(cast) };
        let refused =
            write(on, &cast.scope("jordan", Permission::DecideSharing), move |tx, scope| ask_now(tx, scope, &asked));
        assert!(matches!(refused, Err(Fault::NotFound)));
    });
}

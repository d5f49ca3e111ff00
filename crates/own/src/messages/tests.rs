#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{
    rules::matrix::Permission::{SeeMyRecord, WriteContacts, WriteMyRecord},
    testing::Cast,
};
use jiff::tz::TimeZone;
use kit::{faults::Fault, testing::TestDb};

use super::{
    mine::answer_now,
    staff::{read_now, send, take_back},
    *,
};
use crate::gate_testing::{open_promises, read, write};
use ground::testing::on_both;

fn from_ana(on: &TestDb, cast: &Cast, words: &'static str) -> MessageId {
    let jordan = cast.jordan;
    write(on, &cast.scope("ana", WriteContacts), move |tx, scope| send(tx, scope, jordan, words)).unwrap()
}

fn on_jordans_page(on: &TestDb, cast: &Cast) -> Vec<Message> {
    read(on, &cast.scope("jordan", SeeMyRecord), |tx, scope| Ok(mine(tx, scope, 10)?))
}

#[test]
fn a_message_stands_on_the_persons_page_and_is_seen_once() {
    on_both(|on, cast| {
        let id = from_ana(on, cast, "I saved you a seat for Thursday.");
        let found = on_jordans_page(on, cast);
        let one = found.first().unwrap();
        assert_eq!((one.words.as_str(), one.seen_at), ("I saved you a seat for Thursday.", None));
        let jordan = cast.scope("jordan", SeeMyRecord);
        write(on, &jordan, move |tx, scope| Ok(saw(tx, scope, &[id])?)).unwrap();
        let first = on_jordans_page(on, cast).first().unwrap().seen_at;
        assert_eq!(first, Some(jordan.now), "on {}", on.engine);
        cast.clock.set(jordan.now + jiff::SignedDuration::from_hours(1));
        write(on, &cast.scope("jordan", SeeMyRecord), move |tx, scope| Ok(saw(tx, scope, &[id])?)).unwrap();
        assert_eq!(on_jordans_page(on, cast).first().unwrap().seen_at, first);
    });
}

#[test]
fn an_answer_is_a_promise_to_the_writer_until_it_is_read() {
    on_both(|on, cast| {
        let id = from_ana(on, cast, "Do you want to come on Thursday?");
        let answer = |words: &'static str| {
            write(on, &cast.scope("jordan", WriteMyRecord), move |tx, scope| {
                answer_now(tx, scope, id, words, &TimeZone::UTC)
            })
        };
        answer("Yes, gladly.").unwrap();
        answer("No.").unwrap();
        assert_eq!(on_jordans_page(on, cast).first().unwrap().answer, "Yes, gladly.", "the first answer stays");
        assert_eq!(open_promises(on, cast), [("read_answer".to_owned(), Some(cast.account("ana")))]);
        let other = write(on, &cast.scope("pat", WriteContacts), move |tx, scope| read_now(tx, scope, id));
        assert!(matches!(other, Err(Fault::NotFound)), "on {}: it is not Pat's to read", on.engine);
        write(on, &cast.scope("ana", WriteContacts), move |tx, scope| read_now(tx, scope, id)).unwrap();
        assert_eq!(open_promises(on, cast), []);
    });
}

#[test]
fn a_message_is_taken_back_only_before_it_is_seen() {
    on_both(|on, cast| {
        let id = from_ana(on, cast, "Thursday is off.");
        let take = |who: &str, is_taken| {
            write(on, &cast.scope(who, WriteContacts), move |tx, scope| {
                take_back(tx, scope, id, is_taken, "seen".to_owned())
            })
        };
        assert!(take("marcus", true).is_err(), "it is Ana's");
        take("ana", true).unwrap();
        assert!(on_jordans_page(on, cast).is_empty());
        take("ana", false).unwrap();
        assert_eq!(on_jordans_page(on, cast).len(), 1);
        write(on, &cast.scope("jordan", SeeMyRecord), move |tx, scope| Ok(saw(tx, scope, &[id])?)).unwrap();
        assert!(matches!(take("ana", true), Err(Fault::Conflict(_))), "on {}", on.engine);
        assert_eq!(on_jordans_page(on, cast).len(), 1);
    });
}

#[test]
fn nobody_writes_to_people_they_do_not_support() {
    on_both(|on, cast| {
        let jordan = cast.jordan;
        let sent = write(on, &cast.scope("pat", WriteContacts), move |tx, scope| send(tx, scope, jordan, "Hello"));
        assert!(matches!(sent, Err(Fault::NotFound)), "on {}", on.engine);
    });
}

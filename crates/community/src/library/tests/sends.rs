//! Sending, answering, saving, paths.

use ground::rules::matrix::Permission::{KeepLibrary, SeeMyRecord, UseMyList, WriteContacts, WriteMyRecord};
use kit::{faults::Fault, testing::TestDb};

use super::*;
use crate::library::{
    for_me,
    item::{Answer, SendId},
    sending,
    store::{
        own::{self, Sending},
        paths,
    },
};
use crate::testing::contact_with;

fn send(on: &TestDb, cast: &Cast, who: &str, id: ItemId) -> Result<SendId, Fault> {
    let jordan = cast.jordan;
    let new = Sending { item: id, participant: jordan, contact: None, words: "for tonight".to_owned() };
    write(on, cast, (who, WriteContacts), move |tx, scope| sending::send(tx, scope, &new))
}

fn say(on: &TestDb, cast: &Cast, id: SendId, answer: Answer) {
    write(on, cast, ("jordan", WriteMyRecord), move |tx, scope| for_me::say(tx, scope, id, answer)).unwrap();
}

#[test]
fn an_item_goes_only_to_those_within_reach() {
    on_both(|on, cast| {
        let id = published(on, cast, sleep());
        assert!(matches!(send(on, cast, "mei", id), Err(Fault::NotFound)), "not hers, on {}", on.engine);
        let robin = cast.far.robin;
        let new = Sending { item: id, participant: robin, contact: None, words: String::new() };
        let far = write(on, cast, ("ana", WriteContacts), move |tx, scope| sending::send(tx, scope, &new));
        assert!(matches!(far, Err(Fault::NotFound)));
        let draft = written(on, cast, sleep());
        assert!(matches!(send(on, cast, "ana", draft), Err(Fault::NotFound)), "not on the shelf");
        send(on, cast, "ana", id).unwrap();
        let mine = read(on, cast, ("jordan", SeeMyRecord), own::for_me);
        assert_eq!((mine.len(), mine[0].words.as_str(), mine[0].sent_name.as_str()), (1, "for tonight", "Ana Morales"));
        let jordan = cast.jordan;
        let waiting = |cast: &Cast| {
            read(on, cast, ("jordan", SeeMyRecord), move |tx, scope| own::count_for_me(tx, scope, jordan))
        };
        assert_eq!(waiting(cast), 1);
        let others = read(on, cast, ("mei", WriteContacts), move |tx, scope| own::sent_to(tx, scope, jordan));
        assert!(others.is_empty(), "on {}", on.engine);
    });
}

#[test]
fn what_helped_moves_up_and_an_answer_counts_once() {
    on_both(|on, cast| {
        let (first, second) = (published(on, cast, sleep()), published(on, cast, sleep()));
        let sent = send(on, cast, "ana", first).unwrap();
        let order = || shelf_of(on, cast, Cell::default()).iter().map(|card| card.id).collect::<Vec<_>>();
        say(on, cast, sent, Answer::Helped);
        say(on, cast, sent, Answer::Helped);
        assert_eq!(item(on, cast, first).helped_count, 1, "on {}", on.engine);
        assert_eq!(order(), [first, second]);
        say(on, cast, sent, Answer::NotHelped);
        let changed = item(on, cast, first);
        assert_eq!((changed.helped_count, changed.not_helped_count, changed.sent_count), (0, 1, 1));
        assert_eq!(order(), [second, first]);
        let other = write(on, cast, ("ana", WriteContacts), move |tx, scope| Ok(own::take_back(tx, scope, sent)?));
        assert_eq!(other.unwrap(), None, "an answered one stays");
    });
}

#[test]
fn what_was_sent_can_be_taken_back_by_whoever_sent_it() {
    on_both(|on, cast| {
        let id = published(on, cast, sleep());
        let sent = send(on, cast, "ana", id).unwrap();
        let take =
            |who: &str| write(on, cast, (who, WriteContacts), move |tx, scope| Ok(own::take_back(tx, scope, sent)?));
        assert_eq!(take("mei").unwrap(), None);
        assert_eq!(take("ana").unwrap(), Some(cast.jordan));
        assert!(read(on, cast, ("jordan", SeeMyRecord), own::for_me).is_empty());
        assert_eq!(item(on, cast, id).sent_count, 0, "on {}", on.engine);
    });
}

#[test]
fn a_list_belongs_to_its_reader() {
    on_both(|on, cast| {
        let id = published(on, cast, sleep());
        for _ in 0..2 {
            write(on, cast, ("sol", UseMyList), move |tx, scope| Ok(own::set_saved(tx, scope, id, true)?)).unwrap();
        }
        assert_eq!(read(on, cast, ("sol", UseMyList), own::saved).len(), 1);
        assert!(read(on, cast, ("ana", UseMyList), own::saved).is_empty());
        write(on, cast, ("sol", UseMyList), move |tx, scope| Ok(own::set_saved(tx, scope, id, false)?)).unwrap();
        assert!(read(on, cast, ("sol", UseMyList), own::saved).is_empty(), "on {}", on.engine);
    });
}

#[test]
fn a_path_is_walked_in_order_and_only_when_it_is_public() {
    on_both(|on, cast| {
        let (first, second) = (published(on, cast, sleep()), published(on, cast, sleep()));
        let path = write(on, cast, ("ana", KeepLibrary), move |tx, scope| {
            let path = paths::insert(tx, scope, ("Better nights", "Two short reads.", "en"))?;
            for item in [second, first, second] {
                paths::add_step(tx, scope, path, item)?;
            }
            Ok(path)
        })
        .unwrap();
        let organization = cast.organization;
        let steps = read(on, cast, ("ana", KeepLibrary), move |tx, _| paths::steps(tx, organization, path));
        assert_eq!(steps.iter().map(|step| step.item).collect::<Vec<_>>(), [second, first]);
        let done = |is_done: bool| {
            write(on, cast, ("jordan", UseMyList), move |tx, scope| {
                Ok(own::set_done(tx, scope, (path, first), is_done)?)
            })
            .unwrap()
        };
        assert!(!done(true), "not public yet, on {}", on.engine);
        write(on, cast, ("ana", KeepLibrary), move |tx, scope| Ok(paths::set_published(tx, scope, path, true)?))
            .unwrap();
        assert!(done(true));
        let mine = read(on, cast, ("jordan", UseMyList), move |tx, scope| own::done(tx, scope, path));
        assert_eq!(mine, [first]);
        assert!(read(on, cast, ("ana", UseMyList), move |tx, scope| own::done(tx, scope, path)).is_empty());
        assert!(done(false));
    });
}

#[test]
fn what_is_sent_from_a_contact_is_found_there_with_its_answer() {
    on_both(|on, cast| {
        let (id, jordan) = (published(on, cast, sleep()), cast.jordan);
        let contact = contact_with(on, cast, jordan);
        let new =
            |participant, contact| Sending { item: id, participant, contact: Some(contact), words: String::new() };
        let (first, nobody) = (new(jordan, contact), new(jordan, cast.clock.moment().id()));
        let sent = write(on, cast, ("ana", WriteContacts), move |tx, scope| sending::send(tx, scope, &first)).unwrap();
        send(on, cast, "ana", id).unwrap();
        let refused = write(on, cast, ("ana", WriteContacts), move |tx, scope| sending::send(tx, scope, &nobody));
        assert!(matches!(refused, Err(Fault::NotFound)), "there is no such contact, on {}", on.engine);
        say(on, cast, sent, Answer::Helped);
        let from = |who: &str| {
            let found = read(on, cast, (who, WriteContacts), move |tx, scope| own::sent_from(tx, scope, contact));
            found.into_iter().map(|one| (one.id, one.answer)).collect::<Vec<_>>()
        };
        assert_eq!((from("ana"), from("mei")), (vec![(sent, "helped".to_owned())], vec![]), "on {}", on.engine);
        write(on, cast, ("ana", WriteContacts), move |tx, scope| Ok(own::take_back(tx, scope, sent)?)).unwrap();
        assert_eq!(from("ana").len(), 1, "an answered one stays");
    });
}

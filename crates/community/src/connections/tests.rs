#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod truth;

use ground::{
    access::Scope,
    audit::{self, Action},
    gate::{self, Information, Opening, Purpose, Recipient, Refusal},
    ids::ParticipantId,
    onward,
    rules::matrix::Permission::{MakeConnections, SeeMyRecord, SeePerson, WriteMyRecord},
    testing::Cast,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tenant, Tx},
    faults::Fault,
    secrets::Token,
    sql,
    testing::TestDb,
};

use super::{
    answer,
    connection::{Connection, ConnectionId, NewConnection, NewOutcome, Outcome, SentHow, Status},
    steps::{self, NotDone},
    store,
};
use crate::testing::contact_with;
use ground::testing::{attempt, on_both, read, write};

const PANTRY: &str = "Harbor Food Pantry";

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn ana(cast: &Cast) -> Scope {
    cast.scope("ana", MakeConnections)
}

fn new_for(of: ParticipantId) -> NewConnection {
    NewConnection {
        participant: of,
        program: None,
        contact: None,
        service: None,
        service_name: PANTRY.to_owned(),
        service_phone: "555-0199".to_owned(),
        service_email: String::new(),
        need: "food".to_owned(),
        words: "Groceries for one".to_owned(),
        is_urgent: false,
    }
}

fn drafted(on: &TestDb, cast: &Cast) -> ConnectionId {
    let jordan = cast.jordan;
    attempt(on, &ana(cast), move |tx, scope| steps::draft(tx, scope, new_for(jordan))).unwrap()
}

fn stands(on: &TestDb, cast: &Cast, id: ConnectionId) -> Connection {
    write(on, &ana(cast), move |tx, scope| store::find(tx, scope, id)).unwrap()
}

fn send(on: &TestDb, cast: &Cast, id: ConnectionId, how: SentHow) -> Result<Option<String>, NotDone> {
    let one = stands(on, cast, id);
    attempt(on, &ana(cast), move |tx, scope| steps::send(tx, scope, &one, how, &zone())).unwrap()
}

fn conclude(on: &TestDb, cast: &Cast, id: ConnectionId, outcome: Outcome, is_confirmed: bool) {
    let one = stands(on, cast, id);
    let barriers = if outcome.is_barred() { vec!["wait".to_owned(), "papers".to_owned()] } else { Vec::new() };
    let new = NewOutcome { outcome, words: String::new(), is_confirmed_by_person: is_confirmed, barriers };
    let done = attempt(on, &ana(cast), move |tx, scope| steps::conclude(tx, scope, &one, &new, &zone()));
    assert_eq!(done.unwrap(), Ok(()));
}

/// Jordan signs that the pantry may know, for help with food.
fn consent(on: &TestDb, cast: &Cast) -> gate::ConsentId {
    let (id, jordan, start): (gate::ConsentId, _, _) = (cast.clock.moment().id(), cast.jordan, cast.request().now());
    let scope = ana(cast);
    write(on, &scope, move |tx, scope| {
        sign(tx, scope, id, jordan)?;
        for information in [Information::Record, Information::Referrals] {
            let opening = Opening {
                consent: id,
                participant: jordan,
                from: None,
                to: Recipient::Outside(PANTRY.to_owned()),
                information,
                purpose: Purpose::Advocacy,
                starts_at: start,
                ends_at: None,
            };
            gate::open(tx, scope, &opening)?;
        }
        Ok(())
    });
    id
}

fn sign(tx: &mut Tx<'_>, scope: &Scope, id: gate::ConsentId, of: ParticipantId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO consents (organization_id, id, participant_id, kind, template, template_version, language, elements,
                body, missing, signed_name, signature, signed_device, signer_role, revoked_words, created_at, created_by,
                version)
             VALUES ($1, $2, $3, 'roi_general', 'roi_general', 1, 'en', $4, 'I agree.', $5, 'Jordan', '', '', '', '', $6, $7,
                1)"
        ),
        &[
            &scope.organization,
            &id,
            &of,
            &serde_json::json!({}),
            &serde_json::json!([]),
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(())
}

/// When the open follow-ups are due.
fn follow_ups(on: &TestDb, cast: &Cast) -> Vec<Timestamp> {
    let organization = cast.organization;
    cast.write(&on.db, move |tx| {
        tx.list(
            sql!(
                "SELECT due_at FROM promises WHERE organization_id = $1 AND kind = 'follow_connection'
                 AND closed_at IS NULL ORDER BY due_at LIMIT 10"
            ),
            &[&organization],
        )
    })
}

fn linked(on: &TestDb, cast: &Cast, token: &str) -> Option<(store::Linked, Connection)> {
    let (digest, now) = (Token::parse(token).unwrap().digest(), cast.request().now());
    on.db
        .write_now(Tenant::System, move |tx| store::linked(tx, digest.as_bytes(), now))
        .unwrap_or_else(|e: DbError| panic!("{e}"))
}

#[test]
fn on_paper_it_goes_with_the_person_and_a_follow_up_is_promised() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        assert_eq!(follow_ups(on, cast), [], "a draft promises nothing");
        assert_eq!(send(on, cast, id, SentHow::Print), Ok(None));
        assert_eq!(stands(on, cast, id).status, Status::Requested);
        let days: Vec<String> = follow_ups(on, cast).iter().map(|at| at.to_zoned(zone()).date().to_string()).collect();
        assert_eq!(days, ["2026-05-21"], "on {}", on.engine);
        assert_eq!(send(on, cast, id, SentHow::Print), Err(NotDone::NotNow), "once is enough");
    });
}

#[test]
fn a_link_needs_a_consent_that_names_the_service_and_dies_with_it() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        assert_eq!(send(on, cast, id, SentHow::Link), Err(NotDone::Closed(Refusal::NotNamed)));
        assert_eq!(stands(on, cast, id).status, Status::Draft, "nothing has left");
        let consent = consent(on, cast);
        let token = send(on, cast, id, SentHow::Link).unwrap().unwrap();
        let (link, one) = linked(on, cast, &token).unwrap();
        assert_eq!((link.organization_name.as_str(), one.name_to_use.as_str()), ("Open Door", "Jordan Rivera"));
        assert_eq!(link.sender.as_deref(), Some("Ana Morales"));
        write(on, &ana(cast), move |tx, scope| gate::close_openings(tx, scope, consent));
        assert!(linked(on, cast, &token).is_none(), "the consent is taken back, on {}", on.engine);
    });
}

#[test]
fn a_link_ends_after_thirty_days_and_another_token_opens_nothing() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        consent(on, cast);
        let token = send(on, cast, id, SentHow::Link).unwrap().unwrap();
        let other = Token::from_rng(&mut cast.clock.moment().rng()).reveal();
        assert!(linked(on, cast, &other).is_none());
        cast.clock.set(cast.request().now() + SignedDuration::from_hours(24 * 30));
        assert!(linked(on, cast, &token).is_none(), "on {}", on.engine);
    });
}

#[test]
fn the_services_own_answer_is_marked_and_brings_the_follow_up_to_today() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        consent(on, cast);
        let token = send(on, cast, id, SentHow::Link).unwrap().unwrap();
        let (link, one) = linked(on, cast, &token).unwrap();
        let later = cast.request().now() + SignedDuration::from_hours(30);
        cast.clock.set(later);
        let request = cast.request();
        let (again, first) = ((link.clone(), one.clone()), (link, one));
        let take = move |tx: &mut Tx<'_>| answer::take(tx, &request, &first.0, &first.1, Status::OnHold, "Two weeks");
        assert!(cast.write(&on.db, take));
        let request = cast.request();
        let stale = move |tx: &mut Tx<'_>| answer::take(tx, &request, &again.0, &again.1, Status::Accepted, "");
        assert!(!cast.write(&on.db, stale), "somebody else answered meanwhile");
        assert_eq!(stands(on, cast, id).status, Status::OnHold);
        assert_eq!(follow_ups(on, cast), [later], "on {}", on.engine);
        let acts = write(on, &ana(cast), move |tx, scope| store::acts(tx, scope, id));
        assert!(acts[0].is_by_service && acts[0].by.is_none() && acts[0].words == "Two weeks");
        assert!(!acts[1].is_by_service);
    });
}

#[test]
fn the_loop_closes_when_the_person_says_so() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        send(on, cast, id, SentHow::Print).unwrap();
        cast.clock.set(cast.request().now() + SignedDuration::from_hours(24 * 4));
        conclude(on, cast, id, Outcome::Helpful, false);
        assert_eq!(follow_ups(on, cast).len(), 1, "the service says so; the person is still to be asked");
        conclude(on, cast, id, Outcome::Helpful, true);
        assert_eq!(follow_ups(on, cast), [], "on {}", on.engine);
        let one = stands(on, cast, id);
        assert!(one.is_confirmed_by_person && one.status == Status::Requested, "the wire has a status of its own");
    });
}

#[test]
fn results_of_a_service_follow_what_is_said_last() {
    on_both(|on, cast| {
        let results = || write(on, &ana(cast), store::results);
        let (first, second) = (drafted(on, cast), drafted(on, cast));
        send(on, cast, first, SentHow::Print).unwrap();
        send(on, cast, second, SentHow::Print).unwrap();
        cast.clock.set(cast.request().now() + SignedDuration::from_hours(24 * 3));
        conclude(on, cast, first, Outcome::Waitlisted, true);
        conclude(on, cast, second, Outcome::NotEligible, true);
        let now = &results()[0];
        assert_eq!((now.sent, now.connected, now.not_connected, now.days_total), (2, 0, 1, 0), "waiting is no end");
        cast.clock.set(cast.request().now() + SignedDuration::from_hours(24 * 2));
        conclude(on, cast, first, Outcome::NotHelpful, true);
        conclude(on, cast, second, Outcome::Helpful, true);
        conclude(on, cast, second, Outcome::Helpful, true);
        let now = &results()[0];
        assert_eq!((now.sent, now.connected, now.not_connected, now.days_total), (2, 2, 0, 10), "on {}", on.engine);
    });
}

#[test]
fn what_stood_in_the_way_is_kept_while_it_stands() {
    on_both(|on, cast| {
        let barriers = || -> Vec<String> {
            let organization = cast.organization;
            cast.write(&on.db, move |tx| {
                tx.list(
                    sql!("SELECT category FROM barriers WHERE organization_id = $1 ORDER BY category LIMIT 10"),
                    &[&organization],
                )
            })
        };
        let id = drafted(on, cast);
        send(on, cast, id, SentHow::Print).unwrap();
        conclude(on, cast, id, Outcome::NotEligible, true);
        assert_eq!(barriers(), ["papers", "wait"]);
        conclude(on, cast, id, Outcome::Helpful, true);
        assert_eq!(barriers(), Vec::<String>::new(), "on {}", on.engine);
    });
}

#[test]
fn a_step_that_does_not_follow_is_refused() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        let step = |to: Status| {
            let one = stands(on, cast, id);
            attempt(on, &ana(cast), move |tx, scope| steps::answer(tx, scope, &one, to, "", &zone())).unwrap()
        };
        assert_eq!(step(Status::Completed), Err(NotDone::NotNow));
        assert_eq!(step(Status::Requested), Err(NotDone::NotNow), "sending is its own step");
        assert_eq!(step(Status::EnteredInError), Ok(()));
        assert_eq!(step(Status::Accepted), Err(NotDone::NotNow));
    });
}

#[test]
fn the_person_says_it_themselves_and_only_of_their_own() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        let jordan = |permission| cast.scope("jordan", permission);
        assert!(read(on, &jordan(SeeMyRecord), store::mine).is_empty(), "a draft is nobody's business yet");
        send(on, cast, id, SentHow::Print).unwrap();
        assert_eq!(read(on, &jordan(SeeMyRecord), store::mine).len(), 1);
        let say = |outcome: Outcome| {
            attempt(on, &jordan(WriteMyRecord), move |tx, scope| {
                let one = store::one_of_mine(tx, scope, id)?.ok_or(Fault::NotFound)?;
                let new =
                    NewOutcome { outcome, words: String::new(), is_confirmed_by_person: true, barriers: Vec::new() };
                steps::confirm(tx, scope, &one, &new)
            })
        };
        let later = cast.request().now() + SignedDuration::from_hours(40);
        cast.clock.set(later);
        assert_eq!(say(Outcome::Waitlisted).unwrap(), Ok(()));
        assert_eq!(follow_ups(on, cast), [later], "Ana hears of it today");
        assert_eq!(say(Outcome::Helpful).unwrap(), Ok(()));
        assert_eq!(follow_ups(on, cast), [], "on {}", on.engine);
        assert!(stands(on, cast, id).is_confirmed_by_person);
        let robin = cast.far.robin;
        let theirs = cast.scope("omar", MakeConnections);
        let other = attempt(on, &theirs, move |tx, scope| steps::draft(tx, scope, new_for(robin))).unwrap();
        let found = read(on, &jordan(SeeMyRecord), move |tx, scope| store::one_of_mine(tx, scope, other));
        assert!(found.is_none());
    });
}

#[test]
fn who_does_not_reach_the_person_finds_nothing() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        let jordan = cast.jordan;
        for who in ["mei", "pat", "omar"] {
            let scope = cast.scope(who, MakeConnections);
            assert!(read(on, &scope, move |tx, scope| store::find(tx, scope, id)).is_none(), "{who}");
            assert!(read(on, &scope, move |tx, scope| store::of_person(tx, scope, jordan)).is_empty(), "{who}");
            let refused = attempt(on, &scope, move |tx, scope| steps::draft(tx, scope, new_for(jordan)));
            assert!(matches!(refused, Err(Fault::NotFound)), "{who} on {}", on.engine);
        }
        let marcus = cast.scope("marcus", MakeConnections);
        assert!(read(on, &marcus, move |tx, scope| store::find(tx, scope, id)).is_some());
    });
}

#[test]
fn what_is_begun_at_a_contact_is_found_there_again() {
    on_both(|on, cast| {
        let (jordan, contact) = (cast.jordan, contact_with(on, cast, cast.jordan));
        let at = move |contact| NewConnection { contact: Some(contact), ..new_for(jordan) };
        let id = attempt(on, &ana(cast), move |tx, scope| steps::draft(tx, scope, at(contact))).unwrap();
        drafted(on, cast);
        let came = |who: &str| {
            let found =
                read(on, &cast.scope(who, MakeConnections), move |tx, scope| store::of_contact(tx, scope, contact));
            found.iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!((came("ana"), came("pat")), (vec![id], vec![]), "on {}", on.engine);
        assert_eq!(stands(on, cast, id).contact, Some(contact));
    });
}

#[test]
fn a_contact_with_nobody_or_with_somebody_else_is_refused() {
    on_both(|on, cast| {
        let (jordan, nothing) = (cast.jordan, cast.clock.moment().id());
        let robin = cast.far.robin;
        let contact = contact_with(on, cast, jordan);
        for (of, contact) in [(jordan, nothing), (robin, contact)] {
            let new = NewConnection { contact: Some(contact), ..new_for(of) };
            let refused = attempt(on, &ana(cast), move |tx, scope| steps::draft(tx, scope, new));
            assert!(matches!(refused, Err(Fault::NotFound)), "on {}", on.engine);
        }
        let is_theirs = |who: &str, of| {
            read(on, &cast.scope(who, MakeConnections), move |tx, scope| onward::is_contact_of(tx, scope, contact, of))
        };
        assert_eq!([is_theirs("ana", jordan), is_theirs("ana", robin), is_theirs("pat", jordan)], [true, false, false]);
    });
}

#[test]
fn results_are_read_for_several_services_at_once() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        send(on, cast, id, SentHow::Print).unwrap();
        let key = stands(on, cast, id).service_key;
        let keys = vec!["nobody went there".to_owned(), key.clone()];
        let found = read(on, &ana(cast), move |tx, scope| store::results_among(tx, scope, &keys));
        assert_eq!(found.iter().map(|(key, one)| (key.as_str(), one.sent)).collect::<Vec<_>>(), [(key.as_str(), 1)]);
        assert!(read(on, &ana(cast), |tx, scope| store::results_among(tx, scope, &[])).is_empty(), "on {}", on.engine);
    });
}

#[test]
fn a_postal_code_is_read_by_those_who_reach_the_person() {
    on_both(|on, cast| {
        let (organization, id, jordan) = (cast.organization, cast.clock.moment().id::<ConnectionId>(), cast.jordan);
        cast.write(&on.db, move |tx| {
            tx.run(
                sql!(
                    "INSERT INTO channels (organization_id, id, participant_id, kind, value, is_agreed, may_leave_message,
                        note, position)
                     VALUES ($1, $2, $3, 'mail', '4 Elm St, Harbor, NY 13499', $4, $4, '', 1)"
                ),
                &[&organization, &id, &jordan, &true],
            )
        });
        let code =
            |who: &str| read(on, &cast.scope(who, SeePerson), move |tx, scope| store::postal_code(tx, scope, jordan));
        assert_eq!((code("ana").as_deref(), code("pat")), (Some("13499"), None), "on {}", on.engine);
    });
}

#[test]
fn whoever_opens_the_link_is_written_down() {
    on_both(|on, cast| {
        let id = drafted(on, cast);
        consent(on, cast);
        let token = send(on, cast, id, SentHow::Link).unwrap().unwrap();
        let (link, one) = linked(on, cast, &token).unwrap();
        let entry = answer::entry(&cast.request(), &link, &one, Action::Read);
        cast.write(&on.db, move |tx| audit::record(tx, &entry));
        let (organization, jordan) = (cast.organization, cast.jordan);
        let read: Vec<(String, String, bool)> = cast.write(&on.db, move |tx| {
            tx.list(
                sql!(
                    "SELECT record_kind, why, account_id IS NULL FROM audit_entries
                     WHERE organization_id = $1 AND participant_id = $2 AND action = 'read' ORDER BY sequence LIMIT 10"
                ),
                &[&organization, &jordan],
            )
        });
        assert_eq!(read, [("connection".to_owned(), audit::BY_SERVICE_LINK.to_owned(), true)], "on {}", on.engine);
    });
}

//! What a signed contact ends elsewhere, on both engines.

use ground::{
    ids::{DraftId, RecordId},
    promises::{self, Kind, NewPromise},
    rules::matrix::Permission,
};
use jiff::Timestamp;
use kit::{forms::Form, ids::Id, sql};

use super::{
    super::{acts, attempts, contact::ContactId},
    world::{House, house, note, note_with, words},
};
use crate::{
    participants::listing::Program,
    referrals::{self, NewAttempt, NewReferral, PromiseWords, Referral, ReferralId},
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl House<'_> {
    /// Mei's promise to hear from Jordan.
    fn owe_a_check_in(&self) {
        self.owe(Kind::CheckIn, "mei");
    }

    /// A promise about Jordan, due now.
    fn owe(&self, kind: Kind, who: &str) {
        let (owner, jordan) = (self.cast.account(who), self.cast.jordan);
        self.writes("ana", move |tx, scope| {
            let promise = NewPromise {
                kind,
                words: "As promised".to_owned(),
                participant: Some(jordan),
                program: None,
                owner: Some(owner),
                due_at: scope.now,
                has_time: false,
                origin_kind: "enrollment",
                origin: scope.at.id(),
                rule: "person.no_contact".to_owned(),
                rule_version: 1,
            };
            Ok(promises::open(tx, scope, &promise)?)
        });
    }

    fn has(&self, kind: &str) -> bool {
        self.promise_kinds().iter().any(|open| open == kind)
    }

    /// What shows that the promises of a kind were kept.
    fn evidence(&self, kind: Kind) -> Vec<Option<RecordId>> {
        let organization = self.cast.organization;
        let statement = sql!(
            "SELECT evidence_id FROM promises WHERE organization_id = $1 AND kind = $2 AND closing = 'done' LIMIT 9"
        );
        self.cast.write(self.db, move |tx| tx.list(statement, &[&organization, &kind]))
    }

    /// Tries to reach Jordan, as Ana, with one tap.
    fn try_to_reach(&self) -> ContactId {
        let once: DraftId = self.cast.clock.moment().id();
        let form =
            Form::from_pairs([("once", once.uuid().to_string().as_str()), ("mode", "phone"), ("outcome", "no_answer")]);
        let jordan = self.cast.jordan;
        self.writes("ana", move |tx, scope| attempts::sign(tx, scope, jordan, &form, &words()))
    }

    /// Jordan is referred to Walking Together.
    fn refer(&self, received_at: Timestamp) -> ReferralId {
        let (participant, id) = (self.cast.jordan, self.cast.program);
        self.tries("ana", Permission::AddReferral, move |tx, scope| {
            let program =
                Program { id, name: String::new(), time_zone: "America/New_York".to_owned(), rapid_access_days: 5 };
            let new = NewReferral {
                participant,
                program: id,
                received_at,
                source: "self".to_owned(),
                source_name: String::new(),
                source_contact: String::new(),
                reason: String::new(),
                own_view: String::new(),
            };
            Ok(referrals::receive(tx, scope, &new, &program, &PromiseWords::of(&words()))?)
        })
        .unwrap()
    }

    fn referral(&self, id: ReferralId) -> Referral {
        self.tries("ana", Permission::ManageReferral, move |tx, scope| Ok(referrals::find(tx, scope, id)?.unwrap()))
            .unwrap()
    }
}

fn crisis() -> Form {
    note_with(&[
        ("kind", "crisis_support"),
        ("template", "crisis_support"),
        ("start", "10:00"),
        ("end", "10:30"),
        ("section.happened", "“Everything at once,” Jordan said."),
        ("section.did", "I stayed and we breathed together."),
        ("follow_date", "2026-05-15"),
        ("follow_time", "12:00"),
    ])
}

#[test]
fn hearing_from_somebody_keeps_the_check_in_and_the_following_up() {
    house(|house| {
        house.owe_a_check_in();
        house.signed(note_with(&[("date", "2026-04-13")]));
        assert!(house.has("check_in"), "a talk of a month ago is not hearing from them lately");
        house.try_to_reach();
        assert!(house.has("check_in"), "a try is not hearing from them");
        let hard = house.signed(crisis());
        assert_eq!(house.evidence(Kind::CheckIn), [Some(hard.uuid().into())]);
        assert!(!house.has("check_in") && house.has("crisis_follow_up"));
        house.signed(note_with(&[("start", "09:00"), ("end", "09:30")]));
        assert!(house.has("crisis_follow_up"), "what was before the hard moment does not follow it up");
        let after = house.signed(note());
        assert!(!house.has("crisis_follow_up"));
        assert_eq!(house.evidence(Kind::CrisisFollowUp), [Some(after.uuid().into())]);
        house.writes("ana", move |tx, scope| {
            acts::enter_in_error(tx, scope, after, "Another person").map_err(Into::into)
        });
        assert!(!house.has("crisis_follow_up"), "people decide what is owed again");
    });
}

#[test]
fn a_talk_keeps_the_call_that_its_author_had_promised() {
    house(|house| {
        house.owe(Kind::Call, "ana");
        house.owe(Kind::Visit, "mei");
        house.signed(note_with(&[("date", "2026-05-13")]));
        assert!(house.has("call"), "yesterday's talk is not today's call");
        let talk = house.signed(note());
        assert_eq!(house.evidence(Kind::Call), [Some(talk.uuid().into())]);
        assert!(house.has("visit"), "Mei's visit is Mei's to keep");
    });
}

#[test]
fn what_is_signed_is_told_to_the_referral() {
    house(|house| {
        house.set_cosign("none", 0);
        let id = house.refer(at("2026-05-13T15:00:00Z"));
        house.try_to_reach();
        let tried = house.referral(id);
        assert_eq!((tried.attempts_count, tried.first_contact_at), (1, None));
        assert_eq!(tried.first_attempt_at, Some(at("2026-05-14T18:00:00Z")));
        assert_eq!(house.promise_kinds(), ["attempt", "first_meeting"], "the next try is promised");
        house.signed(note_with(&[("mode", "phone"), ("place", "")]));
        let spoken = house.referral(id);
        assert_eq!((spoken.attempts_count, spoken.first_contact_at), (2, Some(at("2026-05-14T16:05:00Z"))));
        assert_eq!(house.promise_kinds(), ["first_meeting"]);
        let met = house.signed(note_with(&[("start", "13:00"), ("end", "13:30")]));
        let seen = house.referral(id);
        assert_eq!(seen.first_in_person_at, Some(at("2026-05-14T17:00:00Z")), "the clock stops when they met");
        assert_eq!((seen.attempts_count, seen.first_contact_at), (2, spoken.first_contact_at));
        assert_eq!(house.evidence(Kind::FirstMeeting), [Some(met.uuid().into())]);
        house.signed(note_with(&[("start", "13:30"), ("end", "13:45")]));
        assert_eq!(house.referral(id).version, seen.version, "later talks are no news");
    });
}

#[test]
fn a_try_written_on_the_referral_too_counts_once() {
    house(|house| {
        let id = house.refer(at("2026-05-13T15:00:00Z"));
        house
            .tries("ana", Permission::ManageReferral, move |tx, scope| {
                let referral = referrals::find(tx, scope, id)?.unwrap();
                let tried = NewAttempt {
                    at: at("2026-05-14T17:40:00Z"),
                    mode: "phone".to_owned(),
                    outcome: "no_answer".to_owned(),
                    words: String::new(),
                };
                Ok(referrals::attempt(tx, scope, &referral, &tried, &PromiseWords::of(&words()))?)
            })
            .unwrap();
        house.try_to_reach();
        assert_eq!(house.referral(id).attempts_count, 1, "20 minutes apart: the same try");
        house.cast.clock.set(at("2026-05-14T20:00:00Z"));
        house.try_to_reach();
        assert_eq!(house.referral(id).attempts_count, 2);
        house.cast.clock.set(at("2026-05-14T20:10:00Z"));
        house.try_to_reach();
        assert_eq!(house.referral(id).attempts_count, 3, "two tries that were both signed are two");
    });
}

#[test]
fn who_walks_in_was_met_when_the_referral_came_and_older_talks_do_not_count() {
    house(|house| {
        house.set_cosign("none", 0);
        let id = house.refer(at("2026-05-14T17:30:00Z"));
        house.signed(note_with(&[("date", "2026-05-13")]));
        assert_eq!(house.referral(id).first_in_person_at, None);
        house.signed(note());
        assert_eq!(house.referral(id).first_in_person_at, Some(at("2026-05-14T17:30:00Z")));
        assert!(house.promise_kinds().is_empty());
    });
}

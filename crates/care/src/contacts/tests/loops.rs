//! What a signed contact ends elsewhere, on both engines.

use ground::{
    ids::{DraftId, PromiseId, RecordId},
    promises::{self, Kind, NewPromise},
    rules::matrix::Permission,
};
use jiff::{SignedDuration, Timestamp};
use kit::{forms::Form, ids::Id, sql};

use super::{
    super::{acts, attempts, contact::ContactId, sign::Outcome},
    world::{House, house, note, note_with, words},
};
use crate::{
    calls::{self, Came, Outcome::Answered},
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

    /// Ana calls Jordan every Thursday at two, also today.
    fn plan_a_call(&self) {
        let (ana, jordan, program) = (self.cast.account("ana"), self.cast.jordan, self.cast.program);
        self.writes("ana", move |tx, scope| {
            let plan: RecordId = scope.at.id();
            tx.run(
                sql!(
                    "INSERT INTO call_plans (organization_id, id, participant_id, program_id, account_id, kind, weekdays,
                        at_time, every_weeks, starts_on, words, created_by, version)
                     VALUES ($1, $2, $3, $4, $5, 'call', $6, '14:00', 1, $7, '', $5, 1)"
                ),
                &[
                    &scope.organization,
                    &plan,
                    &jordan,
                    &program,
                    &ana,
                    &serde_json::json!([4]),
                    &jiff::civil::date(2026, 5, 1),
                ],
            )?;
            let due = promises::Deadline::at(at("2026-05-14T18:00:00Z"), &jiff::tz::TimeZone::UTC);
            let promise = NewPromise::new(Kind::Call, "", "call_plan", plan, due);
            let promise = promise.about(jordan).in_program(Some(program)).owned_by(Some(ana));
            Ok(promises::open(tx, scope, &promise)?)
        });
    }

    /// When the open promises of a kind are due.
    fn due(&self, kind: Kind) -> Vec<Timestamp> {
        let organization = self.cast.organization;
        let statement =
            sql!("SELECT due_at FROM promises WHERE organization_id = $1 AND kind = $2 AND closed_at IS NULL LIMIT 9");
        self.cast.write(self.db, move |tx| tx.list(statement, &[&organization, &kind]))
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
        assert!(house.has("crisis_follow_up"), "what it had kept is owed again");
        assert!(!house.has("check_in"), "the other talks of that day were hearing from them");
    });
}

#[test]
fn words_that_cannot_be_signed_yet_take_their_promise_along() {
    house(|house| {
        let draft = house.begin();
        let due = |end| {
            let form = note_with(&[("date", "2026-05-12"), ("start", ""), ("end", end)]);
            assert!(
                matches!(house.send(draft, form), Outcome::NotYet(_)),
                "it says when it ended, and not when it began"
            );
            let [due] = house.due(Kind::Sign)[..] else { panic!("one promise to sign") };
            due
        };
        let (earlier, later) = (due("11:00"), due("11:30"));
        assert_eq!(later.duration_since(earlier), SignedDuration::from_mins(30));
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
fn a_talk_keeps_the_planned_call_and_brings_the_next() {
    house(|house| {
        house.plan_a_call();
        let talk = house.signed(note());
        assert_eq!(house.evidence(Kind::Call), [Some(talk.uuid().into())]);
        assert_eq!(house.due(Kind::Call), [at("2026-05-21T18:00:00Z")], "the plan goes on");
    });
}

#[test]
fn a_call_kept_with_one_tap_gets_its_note_as_what_shows_it() {
    house(|house| {
        house.plan_a_call();
        house.writes("ana", |tx, scope| {
            let id: Option<PromiseId> = tx.one(
                sql!("SELECT id FROM promises WHERE organization_id = $1 AND kind = 'call' AND closed_at IS NULL"),
                &[&scope.organization],
            )?;
            let promise = promises::find(tx, scope, id.unwrap())?.unwrap();
            let came = Came { outcome: Answered, words: "a good talk".to_owned(), contact: None };
            Ok(calls::keep(tx, scope, &promise, &came)?)
        });
        assert_eq!(house.evidence(Kind::Call), [None], "nothing is signed yet");
        house.signed(note_with(&[("date", "2026-05-13")]));
        assert_eq!(house.evidence(Kind::Call), [None], "yesterday's talk was not this call");
        let talk = house.signed(note_with(&[("mode", "phone"), ("place", "")]));
        assert_eq!(house.evidence(Kind::Call), [Some(talk.uuid().into())]);
        assert_eq!(house.due(Kind::Call), [at("2026-05-21T18:00:00Z")], "it was kept once");
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

impl House<'_> {
    fn strike(&self, id: ContactId) {
        self.writes("ana", move |tx, scope| acts::enter_in_error(tx, scope, id, "Another person").map_err(Into::into));
    }
}

#[test]
fn a_note_in_error_owes_again_what_it_had_kept() {
    house(|house| {
        house.owe_a_check_in();
        house.plan_a_call();
        let talk = house.signed(note());
        assert!(!house.has("check_in"));
        assert_eq!(house.due(Kind::Call), [at("2026-05-21T18:00:00Z")]);
        house.strike(talk);
        assert!(house.has("check_in"));
        assert_eq!(house.due(Kind::Call), [at("2026-05-14T18:00:00Z")], "today's call, and not next week's as well");
        assert_eq!(house.evidence(Kind::CheckIn), []);
        let right = house.signed(note());
        assert!(!house.has("check_in"));
        assert_eq!(house.evidence(Kind::Call), [Some(right.uuid().into())], "the right note keeps it");
    });
}

#[test]
fn a_note_in_error_does_not_open_what_another_talk_keeps_as_well() {
    house(|house| {
        house.owe_a_check_in();
        let first = house.signed(note_with(&[("start", "11:00"), ("end", "11:30")]));
        house.signed(note());
        house.strike(first);
        assert!(!house.has("check_in"), "they were heard from an hour later");
    });
}

#[test]
fn a_second_signature_is_not_asked_for_again_on_a_note_in_error() {
    house(|house| {
        house.set_cosign("all", 100);
        let talk = house.signed(note());
        house
            .tries("marcus", Permission::CosignContacts, move |tx, scope| {
                acts::cosign(tx, scope, talk, None).map_err(Into::into)
            })
            .unwrap();
        house.strike(talk);
        assert!(!house.has("cosign"), "{:?}", house.promises());
    });
}

#[test]
fn a_note_in_error_is_taken_back_from_the_referral() {
    house(|house| {
        house.set_cosign("none", 0);
        let id = house.refer(at("2026-05-13T15:00:00Z"));
        let asked = house.promise_kinds();
        let tried = house.try_to_reach();
        house.strike(tried);
        let untold = house.referral(id);
        assert_eq!((untold.attempts_count, untold.first_attempt_at), (0, None));
        assert_eq!(house.promise_kinds(), asked, "the first try is owed as before");
        let met = house.signed(note());
        assert!(house.referral(id).first_in_person_at.is_some() && !house.has("first_meeting"));
        house.strike(met);
        let unmet = house.referral(id);
        assert_eq!((unmet.first_in_person_at, unmet.first_contact_at), (None, None));
        assert_eq!(house.promise_kinds(), asked);
        let first = house.signed(note_with(&[("start", "11:00"), ("end", "11:30")]));
        house.signed(note_with(&[("start", "13:00"), ("end", "13:30")]));
        house.strike(first);
        assert_eq!(house.referral(id).first_in_person_at, Some(at("2026-05-14T17:00:00Z")), "the other meeting stands");
        assert!(!house.has("first_meeting"));
    });
}

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{
    gate::{ConsentId, Information, Purpose},
    ids::{AccountId, ProgramId},
    rules::{Rules, matrix::Permission},
    testing::Cast,
};
use jiff::{SignedDuration, civil::date};
use kit::{faults::Fault, testing::TestDb};

use super::{consent::drawn_line, *};
use crate::gate_testing::{open_promises, read, sees_note, write, write_note};
use ground::testing::on_both;

/// A consent of Jordan to share notes of Walking Together with `to` for support, until the end of 2026.
fn wish(kind: &str, to: To) -> Wish {
    let kind = Rules::shipped().consents.get(kind).unwrap();
    Wish {
        name: "Jordan Rivera".to_owned(),
        from_label: "Walking Together".to_owned(),
        information: vec![Information::Notes],
        to,
        to_label: "Evening Line".to_owned(),
        purposes: vec![Purpose::Support],
        until: Some(date(2026, 12, 31)),
        says: kind.says(),
        ..Wish::default()
    }
}

fn prepared(kind: &str, from: Option<ProgramId>, wish: &Wish) -> Prepared {
    let kind = Rules::shipped().consents.get(kind).unwrap();
    let words = ground::schema::messages().unwrap().language("en");
    Prepared {
        kind: kind.id.clone(),
        template_version: 1,
        language: "en".to_owned(),
        from,
        elements: serde_json::to_value(wish).unwrap(),
        body: wish.body(kind, &words, "Open Door"),
        expires_on: wish.until,
    }
}

/// Ana prepares it.
fn prepare_now(on: &TestDb, cast: &Cast, kind: &str, from: Option<ProgramId>, wish: &Wish) -> ConsentId {
    let (new, jordan) = (prepared(kind, from, wish), cast.jordan);
    write(on, &cast.scope("ana", ManageConsents), move |tx, scope| prepare(tx, scope, jordan, &new)).unwrap()
}

/// Jordan signs it on their own page. Answers what is missing.
fn sign_now(on: &TestDb, cast: &Cast, id: ConsentId) -> Result<Vec<String>, Fault> {
    let scope = cast.scope("jordan", DecideSharing);
    let jordan = cast.jordan;
    let signature = Signature {
        how: How::Typed,
        name: "Jordan Rivera".to_owned(),
        line: String::new(),
        device: "Test".to_owned(),
        role: String::new(),
        at: scope.now,
    };
    write(on, &scope, move |tx, scope| {
        let consent = store::find_mine(tx, scope, jordan, id)?.ok_or(Fault::NotFound)?;
        sign(tx, scope, &consent, &signature, "changed")
    })
}

fn revoke_now(on: &TestDb, cast: &Cast, id: ConsentId) -> Result<(), Fault> {
    let jordan = cast.jordan;
    write(on, &cast.scope("jordan", DecideSharing), move |tx, scope| {
        let consent = store::find_mine(tx, scope, jordan, id)?.ok_or(Fault::NotFound)?;
        revoke(tx, scope, &consent, "I changed my mind", "changed")
    })
}

fn state(on: &TestDb, cast: &Cast, id: ConsentId) -> State {
    let (jordan, now) = (cast.jordan, cast.request().now());
    read(on, &cast.scope("jordan", DecideSharing), move |tx, scope| {
        Ok(store::find_mine(tx, scope, jordan, id)?.unwrap().state(now))
    })
}

#[test]
fn a_complete_consent_opens_at_once_and_closes_at_once() {
    on_both(|on, cast| {
        write_note(on, cast);
        assert!(!sees_note(on, cast, "pat"), "before, on {}", on.engine);
        let wish = wish("roi_general", To::Program(cast.other_program));
        let id = prepare_now(on, cast, "roi_general", Some(cast.program), &wish);
        assert!(!sees_note(on, cast, "pat"), "prepared is not signed");
        assert_eq!(state(on, cast, id), State::Prepared);
        assert_eq!(sign_now(on, cast, id).unwrap(), Vec::<String>::new());
        assert!(sees_note(on, cast, "pat"), "signed, on {}", on.engine);
        assert_eq!(state(on, cast, id), State::Signed);
        assert_eq!(open_promises(on, cast), [("renew".to_owned(), Some(cast.account("ana")))]);
        assert!(matches!(sign_now(on, cast, id), Err(Fault::Conflict(_))), "signing twice is refused");
        revoke_now(on, cast, id).unwrap();
        assert!(!sees_note(on, cast, "pat"), "taken back, on {}", on.engine);
        assert_eq!(state(on, cast, id), State::Revoked);
        assert_eq!(open_promises(on, cast), []);
        assert!(matches!(revoke_now(on, cast, id), Err(Fault::Conflict(_))), "it cannot be taken back twice");
    });
}

#[test]
fn it_ends_with_its_last_day_in_the_programs_zone() {
    on_both(|on, cast| {
        write_note(on, cast);
        let wish = wish("roi_general", To::Account(cast.account("pat")));
        let id = prepare_now(on, cast, "roi_general", Some(cast.program), &wish);
        sign_now(on, cast, id).unwrap();
        cast.clock.set("2027-01-01T04:59:59Z".parse().unwrap());
        assert!(sees_note(on, cast, "pat"), "the last second in New York");
        cast.clock.set("2027-01-01T05:00:00Z".parse().unwrap());
        assert!(!sees_note(on, cast, "pat"));
        assert_eq!(state(on, cast, id), State::Expired);
    });
}

#[test]
fn one_that_lacks_something_is_a_wish_and_opens_nothing() {
    on_both(|on, cast| {
        write_note(on, cast);
        let to = To::Program(cast.other_program);
        let lacking = [
            (Wish { until: None, ..wish("roi_general", to.clone()) }, "expiry"),
            (Wish { purposes: Vec::new(), ..wish("roi_general", to.clone()) }, "purpose"),
            (Wish { information: Vec::new(), ..wish("roi_general", to.clone()) }, "information"),
            (Wish { from_label: String::new(), ..wish("roi_general", to.clone()) }, "from"),
            (Wish { to: To::Nobody, ..wish("roi_general", to.clone()) }, "to"),
            (Wish { says: vec!["refusal".to_owned()], ..wish("roi_general", to) }, "revocation"),
        ];
        for (wish, element) in lacking {
            let id = prepare_now(on, cast, "roi_general", Some(cast.program), &wish);
            assert_eq!(sign_now(on, cast, id).unwrap(), [element]);
            assert_eq!(state(on, cast, id), State::Incomplete, "{element}");
            assert!(!sees_note(on, cast, "pat"), "{element}");
        }
    });
}

#[test]
fn only_a_part_2_form_opens_what_a_part_2_program_wrote() {
    on_both(|on, cast| {
        write_note(on, cast);
        let (program, other) = (cast.program, cast.other_program);
        let general = wish("roi_general", To::Program(other));
        // From the whole house, signed before the program came under Part 2.
        let house = prepare_now(on, cast, "roi_general", None, &general);
        assert_eq!(sign_now(on, cast, house).unwrap(), Vec::<String>::new());
        let named = prepare_now(on, cast, "roi_general", Some(program), &general);
        sign_now(on, cast, named).unwrap();
        assert!(sees_note(on, cast, "pat"));
        write(on, &cast.scope("ruth", Permission::ManagePrivacy), move |tx, scope| {
            ground::gate::mark_part2(tx, scope, program, "It treats substance use.")?;
            weigh_again(tx, scope, program)
        })
        .unwrap();
        assert!(!sees_note(on, cast, "pat"), "a general form opens nothing there, on {}", on.engine);
        let later = prepare_now(on, cast, "roi_general", Some(program), &general);
        assert_eq!(sign_now(on, cast, later).unwrap(), ["part2_form"]);
        assert!(!sees_note(on, cast, "pat"));
        let strict = wish("part2_disclosure", To::Program(other));
        let strict = prepare_now(on, cast, "part2_disclosure", Some(program), &strict);
        assert_eq!(sign_now(on, cast, strict).unwrap(), Vec::<String>::new());
        assert!(sees_note(on, cast, "pat"), "on {}", on.engine);
    });
}

#[test]
fn a_class_of_recipients_is_complete_for_care_and_payment_and_opens_nothing() {
    on_both(|on, cast| {
        write_note(on, cast);
        let wish = Wish { to_label: "my treating providers".to_owned(), ..wish("part2_tpo", To::Class) };
        let id = prepare_now(on, cast, "part2_tpo", Some(cast.program), &wish);
        assert_eq!(sign_now(on, cast, id).unwrap(), Vec::<String>::new());
        assert_eq!(state(on, cast, id), State::Signed);
        assert!(!sees_note(on, cast, "pat"));
    });
}

#[test]
fn a_new_one_takes_the_place_of_the_old_one_and_keeps_the_promise() {
    on_both(|on, cast| {
        write_note(on, cast);
        let first = wish("roi_general", To::Program(cast.other_program));
        let old = prepare_now(on, cast, "roi_general", Some(cast.program), &first);
        sign_now(on, cast, old).unwrap();
        let later = Wish { until: Some(date(2027, 12, 31)), renews: Some(old), ..first };
        let new = prepare_now(on, cast, "roi_general", Some(cast.program), &later);
        sign_now(on, cast, new).unwrap();
        assert_eq!((state(on, cast, old), state(on, cast, new)), (State::Replaced, State::Signed));
        assert_eq!(open_promises(on, cast).len(), 1);
        revoke_now(on, cast, new).unwrap();
        assert!(!sees_note(on, cast, "pat"), "the old one does not come back");
    });
}

#[test]
fn nobody_else_signs_for_the_person_or_sees_what_they_agreed_to() {
    on_both(|on, cast| {
        let wish = wish("roi_general", To::Account(cast.account("pat")));
        let id = prepare_now(on, cast, "roi_general", Some(cast.program), &wish);
        let jordan = cast.jordan;
        let seen = |who: &str| {
            read(on, &cast.scope(who, SeeConsents), move |tx, scope| Ok(store::list(tx, scope, jordan)?.len()))
        };
        let found: Vec<usize> = ["ana", "marcus", "ruth", "mei", "pat"].map(seen).to_vec();
        assert_eq!(found, [1, 1, 1, 0, 0]);
        let stranger = write(on, &cast.scope("mei", ManageConsents), move |tx, scope| {
            Ok(store::find(tx, scope, jordan, id)?.is_some())
        });
        assert!(!stranger.unwrap());
        let accounts: Vec<AccountId> = read(on, &cast.scope("ana", ManageConsents), |tx, scope| {
            Ok(workers(tx, scope)?.into_iter().map(|(id, _)| id).collect())
        });
        assert!(!accounts.contains(&cast.account("jordan")), "participants are named as people, not as workers");
    });
}

#[test]
fn a_text_that_changed_since_it_was_shown_is_not_signed() {
    on_both(|on, cast| {
        let first = wish("roi_general", To::Account(cast.account("pat")));
        let id = prepare_now(on, cast, "roi_general", Some(cast.program), &first);
        let jordan = cast.jordan;
        let shown = read(on, &cast.scope("jordan", DecideSharing), move |tx, scope| {
            Ok(store::find_mine(tx, scope, jordan, id)?.unwrap())
        });
        let wider =
            prepared("roi_general", Some(cast.program), &Wish { information: vec![Information::Everything], ..first });
        let changed = write(on, &cast.scope("ana", ManageConsents), move |tx, scope| {
            Ok(store::update(tx, scope, id, 1, &wider)?)
        });
        assert!(changed.unwrap());
        let scope = cast.scope("jordan", DecideSharing);
        let signature = Signature {
            how: How::Typed,
            name: "Jordan".to_owned(),
            line: String::new(),
            device: String::new(),
            role: String::new(),
            at: scope.now,
        };
        let signed = write(on, &scope, move |tx, scope| sign(tx, scope, &shown, &signature, "changed"));
        assert!(matches!(signed, Err(Fault::Conflict(_))), "on {}", on.engine);
    });
}

#[test]
fn the_promise_to_ask_falls_before_the_end() {
    on_both(|on, cast| {
        let wish = wish("roi_general", To::Account(cast.account("pat")));
        let id = prepare_now(on, cast, "roi_general", Some(cast.program), &wish);
        sign_now(on, cast, id).unwrap();
        let organization = cast.organization;
        let due: Option<jiff::Timestamp> = cast.write(&on.db, move |tx| {
            tx.one(
                kit::sql!("SELECT due_at FROM promises WHERE organization_id = $1 AND kind = 'renew'"),
                &[&organization],
            )
        });
        let end: jiff::Timestamp = "2027-01-01T05:00:00Z".parse().unwrap();
        let before = end.duration_since(due.unwrap());
        assert!(
            before > SignedDuration::from_hours(24 * 14) && before < SignedDuration::from_hours(24 * 18),
            "{before:?}"
        );
    });
}

#[test]
fn a_drawn_line_is_moves_and_lines_and_nothing_else() {
    assert_eq!(drawn_line(" M10 20L30 40 "), Some("M10 20L30 40"));
    for wrong in ["", "M10 20", "L1 2", "M1 2L3 4\" onload=\"x", "M1 2L3 4<script>", "url(#a)"] {
        assert_eq!(drawn_line(wrong), None, "{wrong}");
    }
}

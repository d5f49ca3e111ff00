//! Writing together, what both say of a note, and what is held back, on both engines.

use ground::{ids::DraftId, rules::matrix::Permission};
use jiff::civil::date;
use kit::{faults::Fault, forms::Form, sql};

use super::{
    super::{
        comments::{self, About, Said, SaidAs},
        contact::{Contact, ContactId},
        hiding,
        sign::{self, Outcome},
        together::{self, How, Together, View},
    },
    world::{House, house, note, note_with, words},
};

fn part(how: How, view: Option<View>) -> Option<Together> {
    Some(Together { how, view, is_own_hand: false, is_changed_since: false })
}

/// What Jordan answers on their own page.
fn jordan_answers(house: &House<'_>, draft: DraftId, view: View, said: &'static str) {
    let (organization, jordan) = (house.cast.organization, house.cast.account("jordan"));
    let now = house.cast.clock.moment().now;
    let statement = sql!(
        "UPDATE contact_responses SET view = $3, words = $4, answered_at = $5, answered_by = $6
         WHERE organization_id = $1 AND draft_id = $2 AND replaced_at IS NULL"
    );
    let changed =
        house.cast.write(house.db, move |tx| tx.run(statement, &[&organization, &draft, &view, &said, &now, &jordan]));
    assert_eq!(changed, 1);
}

fn send(house: &House<'_>, draft: DraftId, form: Form) {
    house.writes("ana", move |tx, scope| together::send(tx, scope, draft, form, &words()));
}

fn signed(house: &House<'_>, draft: DraftId, form: Form) -> Contact {
    let Outcome::Signed(id) = house.send(draft, form) else { panic!("not signed") };
    house.seen("ana", id).unwrap()
}

#[test]
fn what_was_said_on_one_screen_is_signed_with_the_note() {
    house(|house| {
        let draft = house.begin();
        house.writes("ana", move |tx, scope| sign::save_form(tx, scope, draft, &note()));
        let said = Form::from_pairs([
            ("participant_words", "I want to add that I laughed."),
            ("together_how", "read_back"),
            ("together_view", "disagrees"),
            ("do", "sign"),
        ]);
        let outcome = house.writes("ana", move |tx, scope| together::keep(tx, scope, draft, &said, &words()));
        let Some(Outcome::Signed(id)) = outcome else { panic!("not signed") };
        let contact = house.seen("marcus", id).unwrap();
        assert_eq!(contact.participant_words, "I want to add that I laughed.");
        assert_eq!(contact.facts.together, part(How::ReadBack, Some(View::Disagrees)));
        assert!(contact.facts.is_read_together);
        let shown = together::sentences(&words(), contact.facts.together.as_ref().unwrap(), "Jordan");
        assert!(shown.last().unwrap().ends_with("does not agree with the note."), "{shown:?}");
    });
}

#[test]
fn keeping_the_persons_part_keeps_all_other_words() {
    house(|house| {
        let draft = house.begin();
        house.writes("ana", move |tx, scope| sign::save_form(tx, scope, draft, &note()));
        let said = Form::from_pairs([("participant_words", "Mine."), ("together_how", "together")]);
        let outcome = house.writes("ana", move |tx, scope| together::keep(tx, scope, draft, &said, &words()));
        assert!(outcome.is_none(), "it is kept and not signed");
        let kept = house.writes("ana", move |tx, scope| Ok(ground::drafts::find(tx, scope, draft)?.unwrap()));
        assert_eq!(kept.fields.text("section.mattered"), note().get("section.mattered"));
        assert_eq!((kept.fields.text("participant_words"), kept.fields.text("together_how")), ("Mine.", "together"));
    });
}

#[test]
fn saying_whether_without_saying_how_is_asked_for() {
    house(|house| {
        let hurdles = house.hurdles(note_with(&[("together_view", "agrees")]));
        assert!(hurdles.errors.of("together_how").is_some());
    });
}

#[test]
fn nothing_is_said_to_be_sent_that_was_not() {
    house(|house| {
        let draft = house.begin();
        let contact = signed(house, draft, note_with(&[("together_how", "sent"), ("together_view", "agrees")]));
        assert_eq!(contact.facts.together, None);
        let declined =
            Together::of_form(&Form::from_pairs([("together_how", "declined"), ("together_view", "agrees")]));
        assert_eq!(declined, part(How::Declined, None), "who did not take part did not agree either");
    });
}

#[test]
fn an_answer_in_the_persons_own_hand_cannot_be_typed_over() {
    house(|house| {
        let draft = house.begin();
        send(house, draft, note());
        jordan_answers(house, draft, View::Disagrees, "It was not like that.");
        let typed = note_with(&[
            ("participant_words", "All good."),
            ("together_how", "together"),
            ("together_view", "agrees"),
            ("draft_base", "9"),
        ]);
        let contact = signed(house, draft, typed);
        assert_eq!(contact.participant_words, "It was not like that.");
        let own = Together { how: How::Sent, view: Some(View::Disagrees), is_own_hand: true, is_changed_since: false };
        assert_eq!(contact.facts.together, Some(own));
        let (organization, id) = (house.cast.organization, contact.id);
        let kept: Option<i64> = house.cast.write(house.db, move |tx| {
            tx.one(
                sql!("SELECT version FROM contact_responses WHERE organization_id = $1 AND contact_id = $2"),
                &[&organization, &id],
            )
        });
        assert_eq!(kept, Some(1), "it is tied to the version that was signed");
    });
}

#[test]
fn words_changed_after_the_answer_are_said_to_be() {
    house(|house| {
        let draft = house.begin();
        send(house, draft, note());
        jordan_answers(house, draft, View::Agrees, "Yes.");
        let changed = note_with(&[("section.together", "Something else."), ("draft_base", "9")]);
        assert!(signed(house, draft, changed).facts.together.unwrap().is_changed_since);
    });
}

#[test]
fn a_note_that_nobody_answered_is_signed_as_sent() {
    house(|house| {
        let draft = house.begin();
        send(house, draft, note());
        let contact = signed(house, draft, note_with(&[("together_how", "sent"), ("draft_base", "9")]));
        assert_eq!(contact.facts.together, part(How::Sent, None));
        assert!(!contact.facts.is_read_together);
    });
}

#[test]
fn a_note_goes_only_to_a_page_that_is_there() {
    house(|house| {
        let draft = house.begin();
        let (organization, jordan) = (house.cast.organization, house.cast.account("jordan"));
        let statement = sql!("DELETE FROM account_people WHERE organization_id = $1 AND account_id = $2");
        house.cast.write(house.db, move |tx| tx.run(statement, &[&organization, &jordan]));
        let sent = house.tries("ana", Permission::WriteContacts, move |tx, scope| {
            together::send(tx, scope, draft, note(), &words())
        });
        assert!(matches!(sent, Err(Fault::Conflict(_))));
    });
}

/// Jordan says something of a note of Ana's.
fn jordan_says(house: &House<'_>, contact: ContactId, kind: Said, said: &'static str) {
    let (participant, program) = (house.cast.jordan, house.cast.program);
    let about = About { contact, participant, program, author: house.cast.account("ana") };
    let zone = jiff::tz::TimeZone::get("America/New_York").unwrap();
    let done = house.tries("jordan", Permission::WriteMyRecord, move |tx, scope| {
        Ok(comments::say(tx, scope, about, kind, said, &zone)?)
    });
    done.unwrap();
}

fn said_of(house: &House<'_>, contact: ContactId) -> Vec<(Said, SaidAs, String)> {
    let found =
        house.tries("ana", Permission::SeeContacts, move |tx, scope| Ok(comments::of_contact(tx, scope, contact)?));
    found.unwrap().into_iter().map(|one| (one.kind, one.said_as, one.words)).collect()
}

#[test]
fn what_the_person_says_is_answered_and_both_stay() {
    house(|house| {
        let id = house.signed(note());
        jordan_says(house, id, Said::Disagreement, "It was my idea.");
        jordan_says(house, id, Said::Comment, "And the day is wrong.");
        assert_eq!(house.promise_kinds(), ["answer_comment", "cosign"], "one answer is owed, however much was said");
        for (who, is_allowed) in [("mei", false), ("ana", true)] {
            let done = house.tries(who, Permission::WriteContacts, move |tx, scope| {
                Ok(comments::answer(tx, scope, id, "You are right, thank you.")?)
            });
            assert_eq!(done.is_ok(), is_allowed, "{who}");
        }
        assert_eq!(house.promise_kinds(), ["cosign"]);
        // The clock of the cast stands still, so what was said has no order here.
        let said = said_of(house, id);
        assert_eq!(said.len(), 3);
        assert!(said.contains(&(Said::Disagreement, SaidAs::Participant, "It was my idea.".to_owned())));
        assert!(said.contains(&(Said::Comment, SaidAs::Participant, "And the day is wrong.".to_owned())));
        assert!(said.contains(&(Said::Answer, SaidAs::Worker, "You are right, thank you.".to_owned())));
        let empty =
            house.tries("ana", Permission::WriteContacts, move |tx, scope| Ok(comments::answer(tx, scope, id, "  ")?));
        assert!(empty.is_err());
    });
}

#[test]
fn the_programs_queue_answers_for_an_author_who_left() {
    house(|house| {
        let id = house.signed(note());
        let (organization, ana, now) =
            (house.cast.organization, house.cast.account("ana"), house.cast.clock.moment().now);
        let ended = sql!("UPDATE memberships SET ends_at = $3 WHERE organization_id = $1 AND account_id = $2");
        house.cast.write(house.db, move |tx| tx.run(ended, &[&organization, &ana, &now]));
        jordan_says(house, id, Said::Comment, "Who is with me now?");
        let owner =
            sql!("SELECT 1 FROM promises WHERE organization_id = $1 AND kind = 'answer_comment' AND owner_id IS NULL");
        let found: Option<i64> = house.cast.write(house.db, move |tx| tx.one(owner, &[&organization]));
        assert_eq!(found, Some(1));
    });
}

fn grounds() -> Form {
    Form::from_pairs([
        ("exception", "preventing_harm"),
        ("reason", "It names where somebody else lives now."),
        ("review_on", "2026-06-14"),
    ])
}

fn hide(house: &House<'_>, who: &str, id: ContactId, form: Form) -> Result<bool, Fault> {
    house.tries(who, Permission::HideNotes, move |tx, scope| Ok(hiding::hide(tx, scope, id, &form, &words())?.is_ok()))
}

#[test]
fn holding_back_needs_a_named_exception_a_reason_and_a_day() {
    house(|house| {
        let id = house.signed(note());
        let zone = jiff::tz::TimeZone::get("America/New_York").unwrap();
        let now = house.cast.clock.moment().now;
        for (field, value) in [
            ("exception", "because"),
            ("exception", ""),
            ("reason", "too short"),
            ("review_on", "2026-05-14"),
            ("review_on", "2026-12-01"),
            ("review_on", "soon"),
        ] {
            let mut form = grounds();
            form.set(field, value);
            let errors = hiding::grounds(&form, now, &zone, &words(), &ground::gate::Off::default()).unwrap_err();
            assert!(errors.of(field).is_some() && errors.0.len() == 1, "{field} {value}: {errors:?}");
            assert!(!hide(house, "ana", id, form).unwrap());
        }
        assert_eq!(house.promise_kinds(), ["cosign"]);
        assert!(hide(house, "ana", id, grounds()).unwrap());
        assert_eq!(house.promise_kinds(), ["cosign", "hiding_review"]);
        let held = house.tries("ana", Permission::SeeContacts, move |tx, scope| Ok(hiding::of_contact(tx, scope, id)?));
        assert_eq!(held.unwrap().unwrap().review_on, date(2026, 6, 14));
    });
}

#[test]
fn a_note_that_is_held_back_is_opened_again_and_nobody_else_holds_it() {
    house(|house| {
        let id = house.signed(note());
        assert!(hide(house, "mei", id, grounds()).is_err(), "Mei does not support Jordan");
        assert!(hide(house, "ana", id, grounds()).unwrap());
        let mut longer = grounds();
        longer.set("review_on", "2026-07-01");
        assert!(hide(house, "marcus", id, longer).unwrap(), "a supervisor goes on with it");
        assert_eq!(house.promise_kinds(), ["cosign", "hiding_review"], "one review is owed");
        let shown =
            house.tries("ana", Permission::HideNotes, move |tx, scope| hiding::show_again(tx, scope, id, "moved"));
        shown.unwrap();
        assert_eq!(house.promise_kinds(), ["cosign"]);
        let organization = house.cast.organization;
        let count = sql!("SELECT COUNT(*) FROM contact_hidings WHERE organization_id = $1 AND ended_at IS NOT NULL");
        let ended: Option<i64> = house.cast.write(house.db, move |tx| tx.one(count, &[&organization]));
        assert_eq!(ended, Some(2), "what was held back stays on record");
    });
}

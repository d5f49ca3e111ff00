//! The rules of a contact, without storage.

use ground::{
    ids::{AccountId, ProgramId},
    rules::Rules,
    testing::Cast,
};
use jiff::{Timestamp, ToSpan};
use kit::forms::Form;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    super::{
        contact::{
            Contact, ContactId, CosignRule, Facts, Kind, Mode, Outcome, ProgramRules, Refused, Sections, Status,
        },
        form::{kept_sections, sections_of, template_of, times_of},
    },
    world::{note, words},
};

fn program(cosign: CosignRule, percent: i64) -> ProgramRules {
    ProgramRules {
        id: ProgramId::from(Uuid::from_u128(1)),
        name: "Walking Together".to_owned(),
        setting: "outpatient".to_owned(),
        time_zone: "America/New_York".to_owned(),
        sign_within_hours: 48,
        cosign,
        cosign_percent: percent,
        note_template: "peer_narrative".to_owned(),
        payer_rule: None,
    }
}

fn facts() -> Facts {
    let at: Timestamp = "2026-05-14T16:05:00Z".parse().unwrap();
    Facts {
        kind: Kind::OneOnOne,
        outcome: Outcome::Reached,
        starts_at: at,
        ends_at: at + 45.minutes(),
        setting: "community".to_owned(),
        place: "community".to_owned(),
        place_words: String::new(),
        mode: Mode::InPerson,
        present: Vec::new(),
        present_names: String::new(),
        areas: Vec::new(),
        competencies: Vec::new(),
        goals: Vec::new(),
        template: "peer_narrative".to_owned(),
        template_version: 1,
        is_read_together: false,
        together: None,
        follow_up_at: None,
    }
}

fn account(number: u128) -> AccountId {
    AccountId::from(Uuid::from_u128(number))
}

fn contact(status: Status) -> Contact {
    Contact {
        id: ContactId::from(Uuid::from_u128(9)),
        program: ProgramId::from(Uuid::from_u128(1)),
        participant: None,
        author: account(1),
        author_name: "Ana".to_owned(),
        facts: facts(),
        sections: Sections::default(),
        participant_words: String::new(),
        minutes: 45,
        status,
        version: 1,
        signed_at: facts().ends_at,
        is_late: false,
        needs_cosign: true,
        returned_words: String::new(),
        error_words: String::new(),
        units: None,
        units_ready: None,
        unit_rule: None,
        unit_rule_version: None,
        holds: serde_json::json!([]),
        draft: None,
    }
}

#[test]
fn each_deed_starts_from_its_own_status_alone() {
    for status in Status::ALL.iter().copied() {
        let note = contact(status);
        assert_eq!(note.to_cosign(account(2)).is_ok(), status == Status::AwaitingCosign, "{status}");
        assert_eq!(note.to_revise(account(1)).is_ok(), status == Status::Returned, "{status}");
        assert_eq!(note.enter_in_error("a slip").is_ok(), status != Status::EnteredInError, "{status}");
    }
    let waiting = contact(Status::AwaitingCosign);
    assert_eq!(waiting.to_cosign(account(1)).unwrap_err(), Refused::OwnNote);
    assert_eq!(contact(Status::Returned).to_revise(account(2)).unwrap_err(), Refused::NotAuthor);
    assert_eq!(waiting.to_cosign(account(2)).unwrap().return_for_changes("  ").unwrap_err(), Refused::NoWords);
}

#[test]
fn the_words_of_kinds_outcomes_and_modes_are_those_of_the_lists() {
    let rules = Rules::shipped();
    let keys = |list: &str| -> Vec<&str> {
        rules.lists.get(list).unwrap().items.iter().map(|item| item.key.as_str()).collect()
    };
    assert_eq!(keys("contact_kinds"), Kind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>());
    assert_eq!(keys("contact_outcomes"), Outcome::ALL.iter().map(|outcome| outcome.word()).collect::<Vec<_>>());
    assert_eq!(keys("modes"), Mode::ALL.iter().map(|mode| mode.word()).collect::<Vec<_>>());
    for outcome in Outcome::ALL {
        let item = rules.lists.get("contact_outcomes").unwrap().item(outcome.word()).unwrap();
        assert_eq!(item.never_billed, !outcome.is_reached());
    }
}

#[test]
fn every_kind_has_a_template_to_start_with() {
    for kind in Kind::ALL {
        let form = Form::from_pairs([("kind", kind.word())]);
        let template = template_of(Rules::shipped(), &form, &program(CosignRule::All, 100)).unwrap();
        assert!(template.fits(kind.word()), "{kind} starts with {}", template.id);
    }
}

#[test]
fn a_sample_draws_about_its_share_and_always_the_same() {
    let clock = Cast::clock();
    let at = clock.moment();
    let ids: Vec<ContactId> = (0..10_000).map(|_| at.id()).collect();
    for percent in [0, 5, 20, 50, 100] {
        let rules = program(CosignRule::Sample, percent);
        let drawn = ids.iter().filter(|id| rules.needs_cosign(**id, &facts())).count();
        let expected = usize::try_from(percent).unwrap() * 100;
        assert!(drawn.abs_diff(expected) <= 150, "{percent} %: {drawn} of 10000");
        let again = ids.iter().filter(|id| rules.needs_cosign(**id, &facts())).count();
        assert_eq!(drawn, again);
    }
    assert!(ids.iter().all(|id| program(CosignRule::All, 0).needs_cosign(*id, &facts())));
    assert!(!program(CosignRule::None, 100).needs_cosign(ids[0], &facts()));
    let attempt = Facts { outcome: Outcome::NoAnswer, ..facts() };
    assert!(!program(CosignRule::All, 100).needs_cosign(ids[0], &attempt), "a try needs no second signature");
}

#[test]
fn switching_the_template_keeps_every_word() {
    let rules = Rules::shipped();
    let mut form = note();
    form.set("template", "girp");
    form.set("section.goal", "Okay about going back");
    let template = rules.templates.get("girp").unwrap();
    let kept = kept_sections(rules, template, &form);
    assert_eq!(kept.len(), 4, "all four filled parts of the other form");
    let sections = sections_of(rules, template, &form);
    let text: String = sections.0.iter().map(|section| section.words.as_str()).collect();
    for (name, value) in note().pairs().filter(|(name, _)| name.starts_with("section.")) {
        assert!(text.contains(value), "{name} is lost");
    }
}

#[test]
fn a_contact_may_run_past_midnight_but_not_backward() {
    let zone = program(CosignRule::All, 0).zone();
    let now: Timestamp = "2026-05-20T18:00:00Z".parse().unwrap();
    let times = |start: &str, end: &str| {
        let form = Form::from_pairs([("date", "2026-05-14"), ("start", start), ("end", end)]);
        times_of(&form, &zone, Outcome::Reached, now, &words())
    };
    let night = times("23:30", "00:15").unwrap();
    assert_eq!(night.ends_at.duration_since(night.starts_at).as_mins(), 45);
    assert!(times("14:00", "13:45").unwrap_err().of("end").is_some());
    assert!(times("14:00", "").unwrap_err().of("end").is_some());
}

proptest! {
    #[test]
    fn minutes_are_the_minutes_between_start_and_end(start in 0_i64..1440, long in 0_i64..480) {
        let zone = program(CosignRule::All, 0).zone();
        let now: Timestamp = "2026-05-20T18:00:00Z".parse().unwrap();
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes.rem_euclid(1440) / 60, minutes % 60);
        let form = Form::from_pairs([
            ("date", "2026-05-14".to_owned()), ("start", clock(start)), ("end", clock(start + long)),
        ]);
        let times = times_of(&form, &zone, Outcome::Reached, now, &words()).unwrap();
        let facts = Facts { starts_at: times.starts_at, ends_at: times.ends_at, ..facts() };
        prop_assert_eq!(facts.minutes(), long);
    }
}
